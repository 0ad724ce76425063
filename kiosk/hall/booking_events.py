"""Events of appointments and absence notices (预约与去向留言事件). Part of `kiosk.hall.events`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.booking_commands import SlotOffer
from kiosk.hall.booking_rules import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsOffered:
    """A day is open for booking, or its quotas are others."""

    at_ms: int
    day: str
    dated_on: str
    bookable: tuple[int, int]
    ends_at_ms: int
    slots: tuple[SlotOffer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDayEnded:
    """Nobody of this day is still expected; its slots are history."""

    at_ms: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMade:
    """A place is taken. due_at_ms: when it is missed, or lapses, unless something happens before."""

    at_ms: int
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
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled:
    """The place is free again. by: who of the staff did it, or None."""

    at_ms: int
    booking: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingAssigned:
    """Somebody of the staff sees to it."""

    at_ms: int
    booking: str
    to: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingArrived:
    """The citizen is there, for a service without a ticket. due_at_ms: when it lapses."""

    at_ms: int
    booking: str
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingUsed:
    """It has become a ticket, an ordinary one where the citizen came late."""

    at_ms: int
    booking: str
    ticket: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDone:
    """Staff have served the citizen."""

    at_ms: int
    booking: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMissed:
    """The citizen was not there. by: who says so, or None for the hall's own deadline."""

    at_ms: int
    booking: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLapsed:
    """Its day is over and no one has said what came of it; the citizen is not to blame."""

    at_ms: int
    booking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceNoticeLeft:
    """A counter says where its clerk is."""

    at_ms: int
    counter: str
    reason: str
    back_at_ms: int | None
    stand_in: str | None
    contact: str | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceNoticeEnded:
    """The notice is gone. by: who took it away, or None for the counter that works again and the end of the day."""

    at_ms: int
    counter: str
    by: str | None
