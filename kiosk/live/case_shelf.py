"""The shelf of a case desk (办件柜): a person's own cases."""

from __future__ import annotations

from typing import Any, Final

from kiosk.hall.state import Session
from kiosk.live.case_desk import CaseDesk

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
