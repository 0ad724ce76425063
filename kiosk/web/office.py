"""The back office (后台) over HTTP: the queue, a case and its audit, its steps, and trials for staff.

A case is shown only after it is durable that it was shown, and to whom; what is withheld is a second row. A trial exists
only with simulation on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask import Response, request

from kiosk.approval.facts import Outcome
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import CaseState
from kiosk.identity.masking import mask_name
from kiosk.live.authorities import CHANCE
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_facts import FormInvalid
from kiosk.live.case_history import history_record
from kiosk.live.case_queue import REVOKE, queue, tag_of
from kiosk.live.case_rows import Row
from kiosk.live.case_staff import case_record, may_reveal
from kiosk.live.trial import NotOnThatDay, TrialOrder, trial_matters, try_matter
from kiosk.registry.refusals import SourceUnknown
from kiosk.registry.town.flaws import FLAWS
from kiosk.registry.town.reading import Known
from kiosk.web.access import Role
from kiosk.web.cases import desk_of
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq

REFUSED: Final = 400
LOST: Final = 500
FOUND: Final = 120
FLAW_WORDS: Final = {each.label: each for each in FLAWS}
STRANGERS: Final = 8


def list_cases(call: Call) -> Response:
    """The queue of cases: no word of a person in it."""
    desk = desk_of(call, call.path["hall"])
    return json_answer({"cases": list(queue(desk.rows, desk.book, desk.state).values())})


def read_case(call: Call) -> Response:
    """One case with everything; that it was shown, and to whom, is durable before it is."""
    desk, row, is_revealed = _opened(call)
    return json_answer(case_record(desk, row, is_supervisor=_is_supervisor(call), is_revealed=is_revealed))


def read_case_audit(call: Call) -> Response:
    """What happened to a case, who asked and who was shown; this look is in it."""
    desk, row, is_revealed = _opened(call)
    return json_answer(history_record(desk, call.services.store, row, is_revealed=is_revealed))


def _opened(call: Call) -> tuple[CaseDesk, Row, bool]:
    """(desk, row, whether what is withheld is shown), written down. Raises WebProblem, StoreUnavailable."""
    hall = call.path["hall"]
    desk = desk_of(call, hall)
    row = _row(call, desk)
    is_revealed = request.args.get("revealed", "") == "true"
    if is_revealed and not may_reveal(row, is_supervisor=_is_supervisor(call)):
        raise WebProblem("case_withheld")
    disclosures = call.services.disclosures
    (disclosures.withheld if is_revealed else disclosures.case)(hall, call.asker.name, row)
    return desk, row, is_revealed


def _row(call: Call, desk: CaseDesk) -> Row:
    row = desk.cases.by_alias(call.path["alias"])
    if row is None:
        raise WebProblem("unknown_case", case=call.path["alias"])
    return row


def _is_supervisor(call: Call) -> bool:
    return call.asker.role is Role.SUPERVISOR


def step_case(call: Call) -> Response:
    """Staff take a case one step further; not if it stands otherwise than they have seen."""
    desk = desk_of(call, call.path["hall"])
    if call.body.step != REVOKE:
        return _stepped(call, desk)
    with desk.finishing:
        return _stepped(call, desk)


def _stepped(call: Call, desk: CaseDesk) -> Response:
    body = call.body
    call.body_hash = desk.cases.hash_of(call.body_hash.encode())
    row = _row(call, desk)
    writer = call.services.halls[desk.hall]
    is_first = not writer.knows(call.asker.key, call.key, call.body_hash)
    if is_first and body.tag is not None and body.tag != tag_of(row, desk.state.cases.get(row["case"])):
        raise WebProblem("case_moved", case=row["alias"], state=row["state"])
    writing = None
    if body.text:
        writing = desk.cases.keep_writing(row["case"], call.key, body.text, call.services.clock.now_ms())
    try:
        answer = call.services.submit(call, _command(call, row, writing), said_seq)
    except WebProblem:
        if writing is not None:
            desk.cases.drop_writing(writing)
        raise
    if writing is not None and REFUSED <= answer.status_code < LOST:
        # What was refused has never been said.
        desk.cases.drop_writing(writing)
    return answer


def _command(call: Call, row: Row, writing: str | None) -> c.Command:
    body = call.body
    if body.step == REVOKE:
        return _revoking(call, row, writing)
    try:
        return c.StepCase(
            case=row["case"],
            step=body.step,
            by=call.asker.name,
            codes=tuple(body.codes),
            material=body.material,
            days=body.days,
            writing=writing,
        )
    except ValueError as error:
        raise WebProblem("invalid_input", places={"step": str(error)}) from None


def _revoking(call: Call, row: Row, writing: str | None) -> c.RevokeCase:
    """What was granted by deceit or by mistake is taken back: a supervisor's step."""
    if not _is_supervisor(call):
        raise WebProblem("forbidden", roles=[Role.SUPERVISOR])
    if row["certificate"] is None:
        raise WebProblem("no_certificate")
    was, paper = CaseState(row["state"]), row["certificate"]
    return c.RevokeCase(case=row["case"], was=was, certificate=paper, by=call.asker.name, writing=writing)


# Trials.


def _simulated(call: Call) -> CaseDesk:
    """The desk, where everybody is made up. Raises WebProblem not_found."""
    if not call.services.settings.simulation:
        raise WebProblem("not_found")
    return desk_of(call, call.path["hall"])


def list_trials(call: Call) -> Response:
    """What can be tried, on whom: the cast and who carries a labelled error, by any word; and some strangers."""
    desk = _simulated(call)
    wanted = request.args.get("find", "").strip().casefold()
    town = desk.authorities.town
    known = [each for each in map(_worded, town.known()) if wanted in " ".join(_words(each)).casefold()][:FOUND]
    strangers = [] if wanted else [town.anybody(CHANCE.random()) for _ in range(STRANGERS)]
    today = desk.book.calendar.day_of(call.services.clock.now_ms())
    people = [
        {
            "subject": each.subject,
            "name": mask_name(each.name),
            "birth": each.birth.isoformat(),
            "zh": each.zh,
            "en": each.en,
        }
        for each in (*known, *strangers)
    ]
    return json_answer({"today": today.isoformat(), "people": people, "matters": trial_matters(desk.book, today)})


def _worded(known: Known) -> Known:
    """A labelled error in words instead of by its label."""
    flaw = FLAW_WORDS.get(known.zh)
    return known if flaw is None else replace(known, zh=flaw.zh, en=flaw.en)


def _words(known: Known) -> tuple[str, ...]:
    return known.subject, known.zh, known.en, known.name


def try_case(call: Call) -> Response:
    """What a case would come to; nothing is kept of it but that somebody was looked up."""
    desk, body, services = _simulated(call), call.body, call.services
    if desk.authorities.town.resident(body.subject) is None:
        raise WebProblem("unknown_person")
    services.disclosures.trial(desk.hall, call.asker.name, body.matter, body.subject)
    forced = {source: Outcome(outcome) for source, outcome in body.forced.items()}
    order = TrialOrder(subject=body.subject, matter=body.matter, day=body.day, form=body.form, forced=forced)
    try:
        record: dict[str, Any] = try_matter(desk.authorities, desk.book, order, services.utc_offset_min)
    except NotOnThatDay:
        raise WebProblem("unknown_matter", matter=body.matter) from None
    except FormInvalid as error:
        raise WebProblem("case_form_invalid", places=error.places) from None
    except SourceUnknown as error:
        raise WebProblem("source_unknown", source=str(error.params.get("source", ""))) from None
    return json_answer(record)
