"""The mock phone (模拟手机): personas, their codes, and whom a company lets act. Only with simulation on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from kiosk.certificates.press_process import PressFailed
from kiosk.certificates.store import SheetMissing
from kiosk.live.case_paper import sheet_of
from kiosk.live.phone_files import draw_page
from kiosk.live.phones import Phones
from kiosk.web.problems import WebProblem
from kiosk.web.routing import PDF, PNG, Call, file_answer, json_answer


def list_personas(call: Call) -> Response:
    """Who may be played."""
    return json_answer({"personas": _phones(call).records(call.services.clock.now_ms())})


def show_code(call: Call) -> Response:
    """A new code on a persona's phone."""
    phones, now_ms = _mine(call), call.services.clock.now_ms()
    shown = phones.show(call.path["persona"], call.body.kind, now_ms)
    return json_answer({**shown, "now_ms": call.services.clock.now_ms()}, 201)


def list_authorisations(call: Call) -> Response:
    """Whom a persona lets act, and for whom they act."""
    return _authorisations(call, _mine(call, spends=False))


def grant_authorisation(call: Call) -> Response:
    """A company's representative lets somebody act."""
    phones, body, now_ms = _mine(call), call.body, call.services.clock.now_ms()
    if not phones.has(body.agent):
        raise WebProblem("unknown_persona", persona=body.agent)
    phones.grant(call.path["persona"], body.principal, body.agent, body.scopes, body.days, now_ms)
    return _authorisations(call, phones, 201)


def confirm_authorisation(call: Call) -> Response:
    """The agent accepts."""
    phones = _mine(call)
    phones.confirm(call.path["persona"], call.path["authorisation"])
    return _authorisations(call, phones)


def revoke_authorisation(call: Call) -> Response:
    """Either side ends it, at once."""
    phones = _mine(call)
    phones.revoke(call.path["persona"], call.path["authorisation"])
    return _authorisations(call, phones)


def list_files(call: Call) -> Response:
    """Papers that were sent to a persona's phone."""
    _mine(call, spends=False)
    services = call.services
    names = {each["key"]: each for each in services.hall_names()}
    records = []
    for row in services.files_on_phones.of(call.path["persona"]):
        (name_zh, name_en), hall = _name_of(call, row), names.get(row["hall"])
        records.append(
            {
                "hall": row["hall"],
                "hall_zh": row["hall"] if hall is None else hall["name_zh"],
                "hall_en": row["hall"] if hall is None else hall["name_en"],
                "paper": row["paper"],
                "name_zh": name_zh,
                "name_en": name_en,
                "at_ms": row["at_ms"],
                "until_ms": row["until_ms"],
            }
        )
    return json_answer({"files": records, "now_ms": services.clock.now_ms()})


def read_file(call: Call) -> Response:
    """One of them as a picture; another one's is not there."""
    page = _page(call)
    digest = sheet_of(page)
    if digest is None:
        return file_answer(call.services.draw(draw_page, page), PNG)
    try:
        return file_answer(call.services.cases.sheets.picture(digest), PNG)
    except (SheetMissing, PressFailed):
        raise WebProblem("file_unavailable") from None


def read_phone_document(call: Call) -> Response:
    """A certificate among them, as the file that was issued."""
    digest = sheet_of(_page(call))
    if digest is None:
        raise WebProblem("unknown_file", paper=call.path["paper"][:16])
    try:
        return file_answer(call.services.cases.sheets.file(digest), PDF)
    except SheetMissing:
        raise WebProblem("file_unavailable") from None


def _page(call: Call) -> str:
    _mine(call)
    persona, hall, paper = (call.path[name] for name in ("persona", "hall", "paper"))
    page = call.services.files_on_phones.page(persona, hall, paper)
    if page is None:
        raise WebProblem("unknown_file", paper=paper[:16])
    return page


def _name_of(call: Call, row: Mapping[str, Any]) -> tuple[str, str]:
    """Of the matter that a case is about, in zh and en."""
    found = call.services.cases.name_of(row["hall"], row["matter"])
    return (row["matter"], row["matter"]) if found is None else found


def _authorisations(call: Call, phones: Phones, status: int = 200) -> Response:
    now_ms = call.services.clock.now_ms()
    return json_answer({**phones.authorisations(call.path["persona"], now_ms), "now_ms": now_ms}, status)


def _phones(call: Call) -> Phones:
    """The phones, which are there only with simulation on."""
    if not call.services.settings.simulation:
        raise WebProblem("not_found")
    return call.services.phones


def _mine(call: Call, *, spends: bool = True) -> Phones:
    """The phones, where the persona of the address has one. Raises WebProblem."""
    phones, persona = _phones(call), call.path["persona"]
    if not phones.has(persona):
        raise WebProblem("unknown_persona", persona=persona[:64])
    if spends:
        call.services.phone_rate.spend(f"persona:{persona}")
    return phones
