"""Records of appointments (预约记录) and absence notices, as the hall keeps them while they matter. Part of `kiosk.hall.state`."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.hall.booking_rules import Channel
from kiosk.hall.lifecycles import BookingState

SlotKey = tuple[str, str, int]
"""(service, matter class, slot_at_ms)."""


@dataclass(slots=True)
class BookingDay:
    """A day that is open for booking, or has been, and is not over. bookable: from when until when. revision: how often it was offered."""

    day: str
    dated_on: str
    bookable: tuple[int, int]
    ends_at_ms: int
    revision: int = 1


@dataclass(slots=True)
class Slot:
    """One slot. quotas, taken: by channel; what is taken stays so when the citizen has come, or has not."""

    day: str
    service: str
    matter_class: str
    slot_at_ms: int
    quotas: dict[str, int]
    taken: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> SlotKey:
        """What names it."""
        return self.service, self.matter_class, self.slot_at_ms

    def left(self, channel: Channel) -> int:
        """Places that can still be booked over a channel."""
        return self.quotas.get(channel, 0) - self.taken.get(channel, 0)


@dataclass(slots=True)
class Booking:
    """An open appointment. to: who of the staff sees to it. due_ms: when it is missed or lapses by itself."""

    booking: str
    service: str
    matter_class: str
    day: str
    slot_at_ms: int
    dated_on: str
    channel: Channel
    subject: str
    agent: str | None
    token_hash: str | None
    writing: str | None
    made_at_ms: int
    due_ms: int
    state: BookingState = BookingState.BOOKED
    to: str | None = None

    @property
    def comes(self) -> str:
        """Who is expected: the agent where there is one."""
        return self.subject if self.agent is None else self.agent


@dataclass(slots=True)
class Absence:
    """A notice at a counter."""

    counter: str
    reason: str
    back_at_ms: int | None
    stand_in: str | None
    contact: str | None
    left_at_ms: int
    by: str
