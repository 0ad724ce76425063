"""What counters owe a citizen beside the service (窗口服务记录): who owns the question, what was told, the rating.

Codes and accounts only. Frozen but for the invitation, which is answered once.
"""

from __future__ import annotations

from dataclasses import dataclass

GRADES = (1, 5)
"""好差评: 5 is 非常满意."""
BAD_GRADE = 2
"""From here down reasons are asked for and somebody looks into it."""
RATING_REASONS = ("slow", "unclear", "manner", "trips", "other")
"""Why a service was poor: 太慢 · 说不清楚 · 态度 · 跑了多次 · 其他."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The first clerk who served a ticket, and where (首问)."""

    counter: str
    clerk: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItem:
    """One thing that is missing: its code in the matter, and what is wrong with it (kiosk.matters.missing)."""

    item: str
    reason: str

    def __post_init__(self) -> None:
        if not self.item or not self.reason:
            raise ValueError("an item that is missing has a code and a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNotice:
    """A notice that the holder of a ticket was given. items: codes of what it names."""

    notice: str
    matter: str
    items: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Invitation:
    """A finished ticket may be rated once, until due_ms. counter, clerk: who finished it; owner: account of its owner.

    is_answered: with a grade, or that nobody wants to rate.
    """

    ticket: str
    counter: str
    clerk: str | None
    owner: str | None
    at_ms: int
    due_ms: int
    is_answered: bool = False
    grade: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A poor rating that a supervisor looks into (差评回访). clerk: who served; day: of the ticket."""

    follow_up: str
    day: str
    ticket: str
    counter: str
    clerk: str | None
    grade: int
    reasons: tuple[str, ...]
    at_ms: int
    due_at_ms: int
