"""Findings (核查发现): what an audit may find, by the number that docs/invariants.md gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SAME_TICKET: Final = 1
NUMBERS: Final = 2
SAME_ANSWER: Final = 3
LIFECYCLE: Final = 4
ONE_EACH: Final = 5
SKILLS: Final = 6
ORDER: Final = 7
CONSERVATION: Final = 8
REPLAY: Final = 9
SEQUENCE: Final = 10
CODES: Final = 12
LIVE_SESSION: Final = 13
STAMPS: Final = 14
SNAPSHOT: Final = 15
CLOSING: Final = 17
DURABLE: Final = 18
DAILY_RESET: Final = 19
ONE_SESSION: Final = 21
LEVEL: Final = 22
HOLD: Final = 23
CARD: Final = 24
TASKS: Final = 25
AGREEMENT: Final = 26
RULES: Final = 27
AUTHORISATIONS: Final = 28
CONSUMABLES: Final = 29
DISCLOSURES: Final = 30
PAPER_LEVEL: Final = 31
CASES: Final = 32
CERTIFICATES: Final = 33
DECISIONS: Final = 34
LOOKS: Final = 35
SERIALS: Final = 36
WORKDAYS: Final = 37
RELIEF: Final = 38
KINDS: Final = 39
BOOKINGS: Final = 40
QUOTAS: Final = 41
AT_COUNTER: Final = 42
NOTICES: Final = 43
RATINGS: Final = 44
REMOTE: Final = 45
OWN_FIRST: Final = 46

STOPS_REPLAY: Final = (KeyError, IndexError, ValueError, AssertionError, AttributeError)
"""What applying an event that does not fit raises."""

Report = Callable[[int, str, str], None]
"""(invariant, row, what is wrong with it)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach. invariant: its number; hall: its key, None for what all halls share; row: table and key."""

    invariant: int
    hall: str | None
    row: str
    what: str

    def __str__(self) -> str:
        place = "" if self.hall is None else f"hall {self.hall}, "
        return f"invariant {self.invariant}, {place}{self.row}: {self.what}"
