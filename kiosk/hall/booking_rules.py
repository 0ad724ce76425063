"""Rules of appointments (预约规则) as data of the hall: who may book what, how far ahead, and what follows from not coming.

Source: domain.md §5 of the plan (预约, 延时·预约·上门); numbers not published there are an assumption of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


class Channel(StrEnum):
    """Where somebody books; each has a quota of its own."""

    ONLINE = "online"
    TERMINAL = "terminal"
    COUNTER = "counter"
    PHONE = "phone"


class BookedEnd(StrEnum):
    """How a booked service goes on when its time has come."""

    TICKET = "ticket"
    """With a ticket, in the hall's own lines."""
    DONE = "done"
    """A member of staff says what came of it."""


class BookedPlace(StrEnum):
    """Who comes to whom."""

    HALL = "hall"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedService:
    """One bookable service (预约服务). needs_agent: somebody comes for somebody else, and both are known."""

    key: str
    name_zh: str
    name_en: str
    ends_in: BookedEnd = BookedEnd.TICKET
    place: BookedPlace = BookedPlace.HALL
    needs_agent: bool = False

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a bookable service needs a key")
        if self.place is BookedPlace.HOME and self.ends_in is BookedEnd.TICKET:
            raise ValueError(f"service {self.key!r}: nobody takes a ticket at home")


SERVICES: Final = (
    BookedService(key="counter", name_zh="窗口办理", name_en="At a counter"),
    BookedService(key="after_hours", name_zh="延时服务", name_en="After hours", ends_in=BookedEnd.DONE),
    BookedService(
        key="home_visit", name_zh="上门服务", name_en="Home visit", ends_in=BookedEnd.DONE, place=BookedPlace.HOME
    ),
    BookedService(key="deputy", name_zh="代办服务", name_en="By a deputy", needs_agent=True),
)


class PlannedOn(StrEnum):
    """On which days a plan offers slots."""

    WORKING = "working"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPlan:
    """What is offered on a day like this (放号计划). The kernel asks for none: whoever opens days turns it into instants.

    quotas: of every slot. hours: minutes since local midnight; None where the hall's own hours hold. weekdays: 0 is
    Monday; None for every day of its sort.
    """

    service: str
    matter_classes: tuple[str, ...]
    quotas: tuple[tuple[Channel, int], ...]
    on: PlannedOn = PlannedOn.WORKING
    hours: tuple[tuple[int, int], ...] | None = None
    weekdays: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not self.matter_classes or not self.quotas or any(quota < 0 for _, quota in self.quotas):
            raise ValueError(f"plan of {self.service!r}: classes and quotas from 0 up are needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRules:
    """What holds for every appointment of a hall. Spans in ms of service time.

    slot_ms: length of a slot. days_ahead, working_days: the first and the last day that may be booked, counted in days
    and in working days; whoever offers slots turns them into instants. cancel_ms: least time before the slot. early_ms,
    late_ms: the check-in window around its start. misses within misses_within_ms block for blocked_ms. level: what
    somebody must have shown of themselves.
    """

    slot_ms: int = 30 * MINUTE_MS
    days_ahead: int = 1
    working_days: int = 5
    cancel_ms: int = 2 * HOUR_MS
    early_ms: int = 15 * MINUTE_MS
    late_ms: int = 10 * MINUTE_MS
    misses: int = 3
    misses_within_ms: int = 90 * DAY_MS
    blocked_ms: int = 30 * DAY_MS
    level: int = 1
    services: tuple[BookedService, ...] = SERVICES
    plan: tuple[SlotPlan, ...] = ()

    def __post_init__(self) -> None:
        keys = [service.key for service in self.services]
        if len(set(keys)) < len(keys):
            raise ValueError(f"bookable services have different keys, not {keys}")
        unknown = {plan.service for plan in self.plan} - set(keys)
        if unknown:
            raise ValueError(f"slots are planned for unknown services {sorted(unknown)}")
        if min(self.slot_ms, self.working_days, self.misses, self.level) < 1:
            raise ValueError("slot_ms, working_days, misses and level are at least 1")
        spans = (self.days_ahead, self.cancel_ms, self.early_ms, self.late_ms, self.misses_within_ms, self.blocked_ms)
        if min(spans) < 0:
            raise ValueError("no span of the booking rules is negative")

    def service(self, key: str) -> BookedService | None:
        """The service of a key, or None."""
        return next((service for service in self.services if service.key == key), None)

    @property
    def memory_ms(self) -> int:
        """How far back missed bookings can still matter."""
        return self.misses_within_ms + self.blocked_ms


RULES: Final = BookingRules()
"""Of a hall that names no others."""
