"""Cases (办件) over HTTP: what a terminal's page asks for whoever stands there, and what anybody may verify.

No answer that is kept under a key holds a word of a person: what is kept says that it was done, and the record is made
anew for each answer.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from kiosk.certificates.press_process import PressFailed
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable
from kiosk.certificates.register import standing
from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import DELIVERED, CaseState
from kiosk.hall.state import Session
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_facts import FormInvalid
from kiosk.live.case_file import StillFetching, paper_of
from kiosk.live.case_rooms import CaseElsewhere, registered
from kiosk.live.certificate_office import NothingToShow
from kiosk.live.looks import look_records
from kiosk.live.nearest import FIELDS
from kiosk.live.printing import PHONE
from kiosk.web.problems import WebProblem
from kiosk.web.routing import PNG, Call, file_answer, json_answer, said_seq
from kiosk.web.visits import attendant_of, must_have_phone, ordered_paper, own_terminal

NOT_KEPT: Final = "no-store"
MOST_OWN: Final = 1_000
"""Cases of one person whose looks are told of."""
CERTIFICATE_PRINTER: Final = "document_printer"
RECEIPT_PRINTER: Final = "receipt_printer"


def open_case(call: Call) -> Response:
    """Begin a matter: a number, their leave, and the sources are asked."""
    session, desk = _session(call), _desk(call)
    terminal = own_terminal(call)
    _must_be_offered(call, session, desk)
    command = c.OpenCase(terminal=terminal, session=session.session, matter=call.body.matter, series=desk.series)

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall
        return {"alias": getattr(events[0], "alias", ""), "seq": seq}

    try:
        with call.services.cases.opening(desk.hall, session.holder or "", command.matter):
            answer = call.services.submit(call, command, render, status=HTTPStatus.CREATED, hall=desk.hall)
            if answer.status_code != HTTPStatus.CREATED:
                return answer
            told = answer.get_json()
            desk.wait_for(told["seq"])
    except CaseElsewhere as error:
        names = next(each for each in call.services.hall_names() if each["key"] == error.hall)
        raise WebProblem(
            "case_elsewhere", alias=error.alias, hall_zh=names["name_zh"], hall_en=names["name_en"]
        ) from None
    row = desk.row_of(session, told["alias"])
    # Asked twice under one key: the file lies there, and nobody is asked again.
    if told["alias"] not in desk.record(terminal):
        desk.reader.consent(session, row, desk.entry_of(row))
        desk.take(session, row)
    return _record(call, told["alias"], HTTPStatus.CREATED)


def _must_be_offered(call: Call, session: Session, desk: CaseDesk) -> None:
    """A terminal opens what it offers now. Raises WebProblem, which says why not and where it works.

    Whoever has such a case is answered by the hall: asked again under its key it is the answer of before.
    """
    matter = call.body.matter
    if any(row["matter"] == matter and row["holder"] == session.holder for row in desk.rows.open.values()):
        return
    found = call.services.attendants[desk.hall].matters(session.terminal).get(matter)
    if found is not None and not found["works"]:
        told = {name: found[name] for name in ("reason", "reason_zh", "reason_en")}
        place = {f"elsewhere_{name}": found[f"elsewhere_{name}"] for name in FIELDS}
        raise WebProblem("matter_not_offered", matter=matter, **told, **place)


def resume_case(call: Call) -> Response:
    """Go on with a case, or look at it again."""
    session, desk = _session(call), _desk(call)
    row = desk.row_of(session, call.path["alias"])
    if row["state"] == CaseState.DRAFT:
        desk.reader.consent(session, row, desk.entry_of(row))
    desk.take(session, row)
    return _record(call, row["alias"])


def submit_case(call: Call) -> Response:
    """Judge it, and tell the hall what came of it; what follows comes through the room."""
    session, desk, alias = _session(call), _desk(call), call.path["alias"]
    # A phone number is guessed from a plain hash: what is kept of this body is a keyed one.
    call.body_hash = desk.cases.hash_of(call.body_hash.encode())
    row = desk.row_of(session, alias)
    if row["state"] not in {CaseState.DRAFT, CaseState.CORRECTING}:
        # Asked again under its key it is answered as it was; under another the hall says how the case stands.
        command: c.Command = c.SubmitCase(
            terminal=session.terminal, session=session.session, case=row["case"], facts="", results=()
        )
        return _carry_out(call, command, alias)
    try:
        strokes = attendant_of(call).signing.strokes.get(row["matter"], ())
        command = desk.submitting(session, alias, call.body.form, strokes)
    except StillFetching:
        raise WebProblem("case_still_fetching") from None
    except PressFailed:
        # Nothing was decided: whoever signed has it on paper first.
        raise WebProblem("press_failed") from None
    except FormInvalid as error:
        raise WebProblem("case_form_invalid", places=error.places) from None
    try:
        return _carry_out(call, command, alias)
    finally:
        desk.settled(session)


def hand_over_case(call: Call) -> Response:
    """A person instead of a machine."""
    session, desk, alias = _session(call), _desk(call), call.path["alias"]
    desk.row_of(session, alias)
    return _carry_out(call, desk.handing_over(session, alias), alias)


def withdraw_case(call: Call) -> Response:
    """They want it no more."""
    session = _session(call)
    row = _desk(call).row_of(session, call.path["alias"])
    command = c.WithdrawCase(terminal=session.terminal, session=session.session, case=row["case"])
    return _carry_out(call, command, row["alias"])


def rate_case(call: Call) -> Response:
    """好差评."""
    session, desk = _session(call), _desk(call)
    with desk.finishing:
        row = desk.row_of(session, call.path["alias"])
        command = c.RateCase(case=row["case"], was=CaseState(row["state"]), grade=call.body.grade)
        answer = _carry_out(call, command, row["alias"])
    if answer.status_code == HTTPStatus.OK and call.body.reasons:
        # Under the command's own key: asked twice it is kept once.
        words = f"好差评 {call.body.grade}: {', '.join(sorted(set(call.body.reasons)))}"
        desk.cases.keep_writing(row["case"], call.key, words, call.services.clock.now_ms())
    return answer


def print_case(call: Call) -> Response:
    """The certificate, or a receipt where there is none, by the terminal's printer; what did not come, again."""
    return _order(call, None)


def send_case_to_phone(call: Call) -> Response:
    """The same to their phone."""
    must_have_phone(call)
    return _order(call, PHONE)


def _order(call: Call, device: str | None) -> Response:
    session, desk = _session(call), _desk(call)
    row = desk.row_of(session, call.path["alias"])
    matter = paper_of(row)
    papers = call.services.halls[desk.hall].committed.state.papers.values()
    printer = RECEIPT_PRINTER if row["certificate"] is None else CERTIFICATE_PRINTER
    open_ones = [each for each in papers if each.matter == matter and each.subject == session.subject]
    again = next((each.paper for each in open_ones if each.state not in DELIVERED), None)
    command = c.OrderPaper(
        terminal=session.terminal,
        session=session.session,
        matter=matter,
        device=device or printer,
        level=desk.entry_of(row).document.kiosk.auth.min,
        paper=again,
    )

    return call.services.submit(call, command, ordered_paper, status=HTTPStatus.CREATED, hall=desk.hall)


def _terminal_names(desk: CaseDesk, terminal: str) -> tuple[str, str]:
    """Of a terminal that may be gone by now, in zh and en."""
    config = desk.state.config
    found = None if config is None else config.terminal(terminal)
    return (terminal, terminal) if found is None else (found.name_zh, found.name_en)


def preview_case(call: Call) -> Response:
    """The certificate's picture, for the page of whoever's it is."""
    session, desk = _session(call), _desk(call)
    row = desk.row_of(session, call.path["alias"])
    if row["certificate"] is None:
        raise WebProblem("no_certificate")
    try:
        png = desk.office.preview(row)
    except PressFailed:
        raise WebProblem("press_failed") from None
    except (NothingToShow, NameNotSettable, DoesNotFit, ValueError):
        raise WebProblem("no_certificate") from None
    return file_answer(png, PNG)


def list_own_cases(call: Call) -> Response:
    """我的办件, a page of it."""
    records, last = _desk(call).history(_session(call), request.args.get("after"))
    return json_answer({"cases": records, "after": last})


def list_looks(call: Call) -> Response:
    """谁查过我的数据: every look at the data of whoever is there, or of whom they act for."""
    session, desk = _session(call), _desk(call)
    if session.holder is None:
        raise WebProblem("identify_first")
    services = call.services
    looks = look_records(
        desk.authorities,
        services.store,
        services.disclosures,
        desk.book,
        desk.hall,
        session.holder,
        lambda terminal: _terminal_names(desk, terminal),
        desk.cases.own(session.holder, MOST_OWN),
    )
    return json_answer({"looks": looks})


def verify_certificate(call: Call) -> Response:
    """What anybody may know of a certificate: masked, and how it stands."""
    services = call.services
    services.verify_rate.spend(request.remote_addr or "")
    record = registered(services.store, call.path["number"])
    if record is None:
        raise WebProblem("unknown_certificate")
    today, labels = services.cases.book.calendar.day_of(services.clock.now_ms()), services.cases.book.labels
    return json_answer(
        {
            "number": record.number,
            "title_zh": record.title,
            "title_en": record.title_en,
            "department": record.department,
            "fields": [
                {"label": label, "label_en": labels.get(label, label), "value": value} for label, value in record.masked
            ],
            "issued_on": record.issued_on.isoformat(),
            "valid_until": None if record.valid_until is None else record.valid_until.isoformat(),
            "standing": standing(record, today).value,
            "revoked_because": record.revoked_because,
        }
    )


# Small words.


def _desk(call: Call) -> CaseDesk:
    return desk_of(call, call.asker.hall or call.services.main_hall)


def desk_of(call: Call, hall: str) -> CaseDesk:
    """The desk of a hall, or WebProblem unknown_hall."""
    desk = call.services.cases.desks.get(hall)
    if desk is None:
        raise WebProblem("unknown_hall", hall=hall[:64])
    return desk


def _session(call: Call) -> Session:
    """The session that the body, or the query of a GET, names. Raises SessionOver."""
    name = request.args.get("session", "")[:64] if call.body is None else call.body.session
    return attendant_of(call).post.must_run(name)


def _carry_out(call: Call, command: c.Command, alias: str) -> Response:
    """The hall's answer; where it agrees, the case as it stands now."""
    desk = _desk(call)
    answer = call.services.submit(call, command, said_seq, hall=desk.hall)
    if answer.status_code != HTTPStatus.OK:
        return answer
    desk.wait_for(answer.get_json()["seq"])
    desk.settled(_session(call))
    return _record(call, alias)


def _record(call: Call, alias: str, status: int = HTTPStatus.OK) -> Response:
    """The case as the terminal's room has it; a case that does not lie there is laid there."""
    session, desk = _session(call), _desk(call)
    desk.file_of(session, alias)
    return json_answer(desk.record(session.terminal)[alias], status)
