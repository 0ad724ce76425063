"""Commands about what was told and how it was (告知与评价命令). Part of `kiosk.hall.commands`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.hall.service_records import BAD_GRADE, GRADES, RATING_REASONS, MissingItem

MOST_ITEMS: Final = 40
"""Items of one notice: more than any matter has."""
OUTCOMES: Final = ("put_right", "explained", "unfounded")
"""How a poor rating was settled: 已整改 · 已说明 · 不属实."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOnce:
    """Tell the citizen at a counter everything that is missing for a matter, at once (一次性告知)."""

    counter: str
    by: str
    matter: str
    items: tuple[MissingItem, ...]

    def __post_init__(self) -> None:
        codes = [each.item for each in self.items]
        if not 0 < len(codes) <= MOST_ITEMS or len(set(codes)) < len(codes):
            raise ValueError(f"1..{MOST_ITEMS} items, each once, not {codes}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTicket:
    """好差评 of a finished ticket, once. grade: 5 is 非常满意; None: they would rather not. reasons: of a poor one."""

    ticket: str
    grade: int | None
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        least, most = GRADES
        if self.grade is not None and not least <= self.grade <= most:
            raise ValueError(f"a grade is within {least}..{most}")
        is_bad = self.grade is not None and self.grade <= BAD_GRADE
        if is_bad != bool(self.reasons) or not set(self.reasons) <= set(RATING_REASONS):
            raise ValueError(f"a poor grade has reasons out of {RATING_REASONS}, and no other has")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFollowUp:
    """A supervisor has looked into a poor rating."""

    follow_up: str
    outcome: str
    by: str

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"an outcome is one of {OUTCOMES}")
