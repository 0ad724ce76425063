"""Sheets of a case (办件材料) for staff: what its applicant signed, as the file that was kept."""

from __future__ import annotations

from typing import Final

from flask import Response

from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_rows import Row
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import PDF, Call, Route, file_answer, json_answer
from kiosk.web.schemas import Answer

CLERKS: Final = frozenset({Role.CLERK, Role.SUPERVISOR})
PATH: Final = "/api/halls/<hall>/cases/<alias>/sheets"


class CaseSheet(Answer):
    """One file. sha256: of its bytes, hex; it names the file."""

    sha256: str
    at_ms: int


class CaseSheets(Answer):
    """What the applicant of a case has signed, the oldest first."""

    sheets: list[CaseSheet]


def list_sheets(call: Call) -> Response:
    """Which there are; nothing of what stands on them."""
    desk, row = _case(call)
    return json_answer({"sheets": desk.cases.sheets(row["case"])})


def read_sheet(call: Call) -> Response:
    """One of them; that it was shown, and to whom, is durable before it is."""
    desk, row = _case(call)
    pdf = desk.cases.sheet(row["case"], call.path["digest"])
    if pdf is None:
        raise WebProblem("unknown_sheet", case=row["alias"])
    call.services.disclosures.case(desk.hall, call.asker.name, row)
    return file_answer(pdf, PDF)


def _case(call: Call) -> tuple[CaseDesk, Row]:
    desk = call.services.cases.desks[call.path["hall"]]
    row = desk.cases.by_alias(call.path["alias"])
    if row is None:
        raise WebProblem("unknown_case", case=call.path["alias"])
    return desk, row


ROUTES: Final = (
    Route(
        method="GET",
        path=PATH,
        view=list_sheets,
        who=CLERKS,
        zh="办件的申请表（清单）",
        en="What the applicant of a case has signed, by the hash of each file",
        answer=CaseSheets,
        problems=("unknown_hall", "unknown_case"),
    ),
    Route(
        method="GET",
        path=f"{PATH}/<digest>",
        view=read_sheet,
        who=CLERKS,
        zh="签过名的申请表（先记查阅）",
        en="The signed application as PDF; the disclosure is written down first",
        media="application/pdf",
        problems=("unknown_hall", "unknown_case", "unknown_sheet", "store_unavailable"),
    ),
)
