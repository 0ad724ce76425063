"""How long what people leave is kept (保存期限), and who deletes it: one row for every kind of record with a term.

Source: the fine print 29 of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """record: what it is. key: by what it is found. kept: how long, in words of the setting. by: who deletes it."""

    record: str
    key: str
    kept: str
    by: str


TERMS: Final[tuple[Term, ...]] = (
    Term(
        record="note in the hall's state",
        key="its number, N0001",
        kept="until staff close it, at the latest SessionRules.note_ms (30 days)",
        by="kiosk.hall.notes, by its own deadline",
    ),
    Term(
        record="what was written in a note, with the phone number (table note_writings)",
        key="a keyed hash of the command's own key",
        kept="as long as its note is open",
        by="kiosk.live.note_writings, after every NoteClosed and at every start",
    ),
    Term(
        record="paper in the hall's state",
        key="its number, P0001",
        kept="until the business day turns",
        by="kiosk.hall.day",
    ),
)
"""Record -> term."""
