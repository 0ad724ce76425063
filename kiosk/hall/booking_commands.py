"""Commands of appointments and absence notices (预约与去向留言命令). Part of `kiosk.hall.commands`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.hall.booking_rules import Channel

ABSENCE_REASONS: Final = ("meeting", "errand", "training", "leave", "meal", "other")
"""Why a counter is left, as codes; pages have the words."""
MOST_SLOTS: Final = 2_000
"""Slots of one day, at most."""

Quotas = tuple[tuple[Channel, int], ...]
"""How many may book over each channel; one that is not named takes nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOffer:
    """One slot (时段): whom a service takes at an instant."""

    service: str
    matter_class: str
    slot_at_ms: int
    quotas: Quotas

    def __post_init__(self) -> None:
        channels = [channel for channel, _ in self.quotas]
        if len(set(channels)) < len(channels) or any(quota < 0 for _, quota in self.quotas):
            raise ValueError("a quota for each channel at most once, none below 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSlots:
    """Open a day for booking (放号), or change the quotas of one that is open.

    day: its date, YYYY-MM-DD. dated_on: the working day to which what is handed in then is dated. bookable: from when
    until when it may be booked. ends_at_ms: when whoever has not come has missed it, at the latest. Slots that are open
    already and not named stay as they are. revision: of the day as whoever asks has seen it; None: they have not looked.
    """

    day: str
    dated_on: str
    bookable: tuple[int, int]
    ends_at_ms: int
    slots: tuple[SlotOffer, ...]
    by: str | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        keys = [(slot.service, slot.matter_class, slot.slot_at_ms) for slot in self.slots]
        if not keys or len(keys) > MOST_SLOTS or len(set(keys)) < len(keys):
            raise ValueError(f"1..{MOST_SLOTS} different slots a day are needed")
        if not self.bookable[0] < self.bookable[1] <= min(slot.slot_at_ms for slot in self.slots):
            raise ValueError("a day is booked before its first slot")
        if self.ends_at_ms <= max(slot.slot_at_ms for slot in self.slots):
            raise ValueError("a day ends after its last slot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Take a place in a slot (预约), and check that there is one, in one step.

    subject: pseudonym of whose appointment it is. agent: of who comes for them, or None. level: how surely whoever asks
    is known. missed_at_ms: when whoever comes has missed bookings before; history lies in the tables. token_hash: SHA-256
    of the secret in the slip's QR. writing: key of what was written with it (an address), which lies in a table.
    """

    service: str
    matter_class: str
    slot_at_ms: int
    channel: Channel
    subject: str
    agent: str | None = None
    level: int = 0
    missed_at_ms: tuple[int, ...] = ()
    token_hash: str | None = None
    writing: str | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        if not self.subject or self.agent == self.subject:
            raise ValueError("an appointment is somebody's, and nobody is their own agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    """Give the place back. subject: who asks, None for whoever holds the slip. by: staff, whom no limit of time binds."""

    booking: str
    subject: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Whoever has booked is here (签到): a ticket in the same step, or staff are told.

    subject: who asks, None for whoever holds the slip. token_hash: of the ticket.
    """

    booking: str
    subject: str | None = None
    token_hash: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignBooking:
    """A member of staff takes a booking on, or another one does. to: their account."""

    booking: str
    to: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleBooking:
    """Staff say what came of a booking without a ticket. was_met: whether the citizen was there."""

    booking: str
    was_met: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAbsenceNotice:
    """Say where a counter's clerk has gone (去向留言); an open counter pauses in the same step.

    reason: of ABSENCE_REASONS. back_at_ms: when the clerk means to be back. stand_in: counter that serves meanwhile.
    contact: key of a telephone number, which lies in a table.
    """

    counter: str
    reason: str
    by: str
    back_at_ms: int | None = None
    stand_in: str | None = None
    contact: str | None = None

    def __post_init__(self) -> None:
        if self.reason not in ABSENCE_REASONS:
            raise ValueError(f"reason is one of {', '.join(ABSENCE_REASONS)}")
        if self.stand_in == self.counter:
            raise ValueError("nobody stands in for themselves")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearAbsenceNotice:
    """Take the notice away; it also goes by itself when the counter works again, or with the day."""

    counter: str
    by: str
