"""The shelf of a case desk (办件柜): a person's own cases, and the pages that printers and phones get of them."""

from __future__ import annotations

from typing import Any, Final

from devices.xfs.layout import Layout
from kiosk.certificates.store import SheetMissing
from kiosk.hall.state import Session
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import PAPER_OF, CaseAway, alias_of
from kiosk.live.case_paper import receipt_page, sheet_page
from kiosk.live.case_rows import office_days

Record = dict[str, Any]
MOST_SHOWN: Final = 20
"""Cases of one person on one page."""


def own_cases(desk: CaseDesk, session: Session, after: str | None = None) -> tuple[list[Record], str | None]:
    """我的办件: cases of whoever is there, open and finished, the newest first; and after which there are more.

    after: alias of the last one of the page before. Raises UnknownCase if it is not theirs.
    """
    last = None if after is None else desk.row_of(session, after)
    rows = desk.cases.own(str(session.holder), MOST_SHOWN + 1, last)
    shown = rows[:MOST_SHOWN]
    records = [
        desk.past_record(session, row, entry)
        for row in shown
        if (entry := desk.book.of(row["matter"], row["version"])) is not None
    ]
    return records, shown[-1]["alias"] if len(rows) > MOST_SHOWN else None


def page_of(desk: CaseDesk, matter: str, terminal: str, at_ms: int) -> str:
    """What is kept of a paper of a case: the name of its certificate's stored file, or a receipt's text.

    Raises CaseAway.
    """
    row = desk.row_called(alias_of(matter) or "")
    entry = None if row is None else desk.book.of(row["matter"], row["version"])
    if row is None or entry is None:
        raise CaseAway
    if not matter.startswith(PAPER_OF):
        calendar = desk.book.calendar
        return receipt_page(row, entry, terminal, calendar.day_of(at_ms), office_days(row, desk.state, calendar))
    record = desk.cases.certificates([row["case"]]).get(row["case"])
    if record is None:
        raise CaseAway
    return sheet_page(record)


def printable(desk: CaseDesk, digest: str) -> Layout:
    """A stored sheet as a printer gets it. Raises CaseAway."""
    try:
        return desk.office.sheets.printable(digest)
    except SheetMissing as error:
        raise CaseAway from error
