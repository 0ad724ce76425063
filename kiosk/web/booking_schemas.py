"""Shapes of appointments and absence notices (预约与去向的数据格式)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hall.booking_rules import Channel
from kiosk.hall.kinds import ChosenBy, Ground
from kiosk.hall.lifecycles import BookingState
from kiosk.web.hall_schemas import QuotaBody
from kiosk.web.schemas import Answer, Body, Instant, Key

Phone = Annotated[str, Field(min_length=3, max_length=20, pattern=r"^[0-9+ -]+$")]
Address = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Reason = Literal["meeting", "errand", "training", "leave", "meal", "other"]
IdNumber = Annotated[str, Field(min_length=18, max_length=18, pattern=r"^\d{17}[\dX]$")]


class Choice(Body):
    """What is booked. address, phone: of a home visit."""

    service: Key
    matter_class: Key
    slot_at_ms: Instant
    address: Address | None = None
    phone: Phone | None = None


class TerminalChoice(Choice):
    """Booked by whoever is logged in at a terminal. place: which of their own addresses; phone left out: the register's."""

    session: Key
    place: Literal["registered", "residence"] | None = None


class PhoneChoice(Choice):
    """Booked on a phone. for_principal: for whom the holder acts there, not for themselves."""

    for_principal: bool = False


class StaffChoice(Choice):
    """Booked by staff for who stands at a counter or rings. number, agent_number: identity numbers, which are not kept."""

    channel: Literal["counter", "phone"]
    number: IdNumber
    agent_number: IdNumber | None = None


class AtTerminal(Body):
    """In whose session."""

    session: Key


class Assignment(Body):
    """Who sees to it; null: who asks."""

    to: Key | None = None


class Settlement(Body):
    """Whether the citizen was there."""

    was_met: bool


class SlotBody(Body):
    """One slot and its quotas; a channel that is not named takes nobody."""

    service: Key
    matter_class: Key
    slot_at_ms: Instant
    quotas: Annotated[list[QuotaBody], Field(min_length=1, max_length=4)]


class OfferBody(Body):
    """A day with its slots. What is left out of a day that is open already stays; of a new day everything is needed.

    revision: of the day as it was read; with it no change of somebody else is lost.
    """

    day: Day
    dated_on: Day | None = None
    bookable: tuple[Instant, Instant] | None = None
    ends_at_ms: Instant | None = None
    slots: Annotated[list[SlotBody], Field(min_length=1, max_length=2_000)]
    revision: Annotated[int, Field(ge=0)] | None = None


class AbsenceBody(Body):
    """Where the clerk has gone. stand_in: counter that serves meanwhile. phone: shown to the public."""

    reason: Reason
    back_at_ms: Instant | None = None
    stand_in: Key | None = None
    phone: Phone | None = None


# Answers.


class OfferedClass(Answer):
    """A class that a service takes."""

    key: str
    name_zh: str
    name_en: str


class OfferedService(Answer):
    """A service that can be booked now. at_home: staff come. needs_agent: for who comes for somebody else."""

    key: str
    name_zh: str
    name_en: str
    at_home: bool
    needs_agent: bool
    classes: list[OfferedClass]


class OfferedSlot(Answer):
    """A slot. left: places that are still free over this channel."""

    service: str
    matter_class: str
    slot_at_ms: int
    left: int


class OfferedDay(Answer):
    """A day that can be booked now. dated_on: the working day to which what is handed in is dated."""

    day: str
    dated_on: str
    slots: list[OfferedSlot]


class Offered(Answer):
    """What can be booked now over a channel, and the spans of the rules."""

    services: list[OfferedService]
    days: list[OfferedDay]
    slot_ms: int
    cancel_ms: int
    early_ms: int
    late_ms: int
    now_ms: int


class DaySlot(Answer):
    """A slot with its quotas and what is taken of them, by channel."""

    service: str
    service_name_zh: str
    service_name_en: str
    matter_class: str
    class_name_zh: str
    class_name_en: str
    slot_at_ms: int
    quotas: dict[str, int]
    taken: dict[str, int]


class DaySlots(Answer):
    """Every slot of a day, by service, class and instant. revision: to be sent with what changes."""

    day: str
    revision: int
    slots: list[DaySlot]
    now_ms: int


class Booked(Answer):
    """The appointment. url: its own page, as in the QR."""

    booking: str
    day: str
    slot_at_ms: int
    token: str
    url: str
    seq: int


class OwnAddress(Answer):
    """One of somebody's addresses."""

    key: Literal["registered", "residence"]
    address: str


class OwnAddresses(Answer):
    """Where whoever is logged in lives, by the registers. phone: of the register, masked; null: there is none."""

    addresses: list[OwnAddress]
    phone: str | None


class OwnBooking(Answer):
    """An appointment for whoever's it is. ends_in: a ticket, or a member of staff's word."""

    hall: str
    hall_name_zh: str
    hall_name_en: str
    booking: str
    service: str
    service_name_zh: str
    service_name_en: str
    matter_class: str
    class_name_zh: str
    class_name_en: str
    day: str
    slot_at_ms: int
    slot_ends_at_ms: int
    dated_on: str
    channel: Channel
    at_home: bool
    ends_in: Literal["ticket", "done"]
    state: BookingState
    is_deputy: bool
    ticket: str | None
    is_late: bool
    cancel_until_ms: int
    check_in_from_ms: int
    check_in_until_ms: int
    can_cancel: bool
    can_check_in: bool
    now_ms: int


class OwnBookings(Answer):
    """Appointments of somebody: open ones, then the last that are over."""

    bookings: list[OwnBooking]
    now_ms: int


class Arrived(Answer):
    """Checked in. From ticket to staffed as of a ticket that was taken; null for a service without one.

    is_late: an ordinary ticket, because the check-in window is over.
    """

    booking: str
    is_late: bool
    ticket: str | None
    line: str | None
    kind: str | None
    kind_name_zh: str | None
    kind_name_en: str | None
    chosen_by: ChosenBy | None
    ground: Ground | None
    taken_at_ms: int | None
    token: str | None
    url: str | None
    ahead: int | None
    estimate_min: int | None
    estimate_most_min: int | None
    staffed: bool | None
    seq: int


class StaffBooking(Answer):
    """A booking with everything, for staff whose look was written down. The names are masked."""

    booking: str
    state: BookingState
    name_zh: str
    name_en: str
    agent_name_zh: str | None
    agent_name_en: str | None
    address: str | None
    phone: str | None
    text: str | None


class DayBooking(Answer):
    """A booking of a day, open or over; whose it is, stands elsewhere."""

    booking: str
    service_name_zh: str
    service_name_en: str
    class_name_zh: str
    class_name_en: str
    slot_at_ms: int
    state: BookingState
    staff: str | None
    ticket: str | None


class DayBookings(Answer):
    """All bookings of a day, by slot."""

    day: str
    bookings: list[DayBooking]


class AbsencePhone(Answer):
    """The number to ring about a counter that is away."""

    counter: str
    phone: str


class AbsencePhones(Answer):
    """Of notices that have one."""

    phones: list[AbsencePhone]


# Records of rooms.


class AbsenceRecord(Answer):
    """Where a counter's clerk has gone. stand_in: counter that serves meanwhile. has_phone: a number can be asked for."""

    counter: str
    name_zh: str
    name_en: str
    reason: Reason
    left_at_ms: int
    back_at_ms: int | None
    stand_in: str | None
    stand_in_name_zh: str | None
    stand_in_name_en: str | None
    has_phone: bool


class BookingDayRecord(Answer):
    """A day with what is taken of what there is, over all channels."""

    day: str
    dated_on: str
    bookable_from_ms: int
    bookable_until_ms: int
    quota: int
    taken: int


class BookingRecord(Answer):
    """An open booking as staff see it in passing: nobody is named. actions: what the hall would accept now."""

    booking: str
    service: str
    service_name_zh: str
    service_name_en: str
    matter_class: str
    class_name_zh: str
    class_name_en: str
    day: str
    slot_at_ms: int
    dated_on: str
    channel: Channel
    at_home: bool
    state: BookingState
    staff: str | None
    is_deputy: bool
    actions: dict[str, bool]
