"""Appointments (预约): slots and their quotas, booked and checked in one step, from the booking to the ticket.

A booking is an open record until it is used, cancelled or missed; its history lies in the tables. Whoever offers slots
knows the calendar and sends instants; the hall itself knows no time zone and no working day. A checked-in appointment
stands in the hall's own lines and counts from its slot, so it is still called earlier if nobody else waits.

Source: domain.md §5 of the plan; docs/decisions/0064-a-booking-is-an-open-record.md
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from kiosk.hall import commands as c, events as e, tickets
from kiosk.hall.booking_record import Booking, BookingDay, Slot
from kiosk.hall.booking_refusals import (
    AgentNeeded,
    BookedThatDay,
    BookingBlocked,
    BookingStepWrong,
    BookingTooEarly,
    BookingTooLate,
    CancelTooLate,
    CheckInTooEarly,
    NoCheckIn,
    QuotaBelowTaken,
    QuotasChanged,
    SlotFull,
    SlotOfAnotherDay,
    SlotPast,
    SlotUnknown,
    UnknownBooking,
    UnknownService,
)
from kiosk.hall.booking_rules import BookedEnd, BookedPlace, BookedService, BookingRules
from kiosk.hall.config import HallConfig
from kiosk.hall.kinds import APPOINTMENT, ORDINARY
from kiosk.hall.lifecycles import BOOKING, OPEN_BOOKINGS
from kiosk.hall.refusals import LevelTooLow, UnknownLine
from kiosk.hall.state import HallState, configured


def decide_offer(state: HallState, command: c.OfferSlots, now_ms: int) -> tuple[e.Event, ...]:
    """Quotas may rise and fall, never below what is taken, and never over a change that was not seen."""
    config = configured(state)
    seen = command.revision
    if seen is not None and seen != _revision(state, command.day):
        raise QuotasChanged(day=command.day)
    if command.ends_at_ms <= now_ms:
        raise SlotPast(slot_at_ms=command.ends_at_ms)
    for offer in command.slots:
        _check_offer(config, offer)
        known = state.slots.get((offer.service, offer.matter_class, offer.slot_at_ms))
        if known is not None and known.day != command.day:
            raise SlotOfAnotherDay(day=known.day)
        if known is None and offer.slot_at_ms <= now_ms:
            raise SlotPast(slot_at_ms=offer.slot_at_ms)
        if known is not None:
            _must_hold(known, _by_channel(offer))
    for slot in state.slots.values():
        if slot.day == command.day and slot.slot_at_ms >= command.ends_at_ms:
            _must_hold(slot, {})
    return (
        e.SlotsOffered(
            at_ms=now_ms,
            day=command.day,
            dated_on=command.dated_on,
            bookable=command.bookable,
            ends_at_ms=command.ends_at_ms,
            slots=command.slots,
        ),
    )


def _revision(state: HallState, day: str) -> int:
    known = state.booking_days.get(day)
    return 0 if known is None else known.revision


def _must_hold(slot: Slot, quotas: dict[str, int]) -> None:
    for channel, taken in slot.taken.items():
        if quotas.get(channel, 0) < taken:
            raise QuotaBelowTaken(slot_at_ms=slot.slot_at_ms, channel=channel, taken=taken)


def _by_channel(offer: c.SlotOffer) -> dict[str, int]:
    return {channel.value: quota for channel, quota in offer.quotas}


def _check_offer(config: HallConfig, offer: c.SlotOffer) -> None:
    service = config.booking.service(offer.service)
    if service is None:
        raise UnknownService(service=offer.service)
    kinds = {line.kind for line in config.lines if line.matter_class == offer.matter_class}
    # Who comes in time stands in the one line, who comes late in the other.
    wanted = {APPOINTMENT, ORDINARY} if service.ends_in is BookedEnd.TICKET else set()
    if not kinds or wanted - kinds:
        missing = min(wanted - kinds, default=ORDINARY)
        raise UnknownLine(matter_class=offer.matter_class, kind=missing)


def decide_book(state: HallState, command: c.Book, now_ms: int) -> tuple[e.Event, ...]:
    """Everything that is in the way is asked before a place is taken."""
    config = configured(state)
    service = _service(config.booking, command.service)
    slot = state.slots.get((command.service, command.matter_class, command.slot_at_ms))
    if slot is None:
        raise SlotUnknown(slot_at_ms=command.slot_at_ms)
    if command.level < config.booking.level:
        raise LevelTooLow(level=command.level, needed=config.booking.level)
    if service.needs_agent and command.agent is None:
        raise AgentNeeded(service=service.key)
    day = state.booking_days[slot.day]
    _check_time(day, now_ms)
    blocked_until_ms = blocked_until(config.booking, command.missed_at_ms)
    if blocked_until_ms is not None and now_ms < blocked_until_ms:
        raise BookingBlocked(until_ms=blocked_until_ms)
    for other in state.bookings.values():
        if other.subject == command.subject and other.day == slot.day:
            raise BookedThatDay(booking=other.booking)
    if slot.left(command.channel) < 1:
        raise SlotFull(slot_at_ms=slot.slot_at_ms, channel=command.channel.value)
    return (
        e.BookingMade(
            at_ms=now_ms,
            booking=f"Y{state.last_booking + 1:04d}",
            service=slot.service,
            matter_class=slot.matter_class,
            day=slot.day,
            slot_at_ms=slot.slot_at_ms,
            dated_on=day.dated_on,
            channel=command.channel,
            subject=command.subject,
            agent=command.agent,
            token_hash=command.token_hash,
            writing=command.writing,
            due_at_ms=_first_due(config.booking, service, slot, day),
        ),
    )


def _service(rules: BookingRules, key: str) -> BookedService:
    service = rules.service(key)
    if service is None:
        raise UnknownService(service=key)
    return service


def _check_time(day: BookingDay, now_ms: int) -> None:
    from_ms, until_ms = day.bookable
    if now_ms < from_ms:
        raise BookingTooEarly(from_ms=from_ms)
    if now_ms >= until_ms:
        raise BookingTooLate(until_ms=until_ms)


def _first_due(rules: BookingRules, service: BookedService, slot: Slot, day: BookingDay) -> int:
    """Who comes late still gets a ticket while the day lasts; where there is none, the window's end is the end."""
    is_open_till_night = service.ends_in is BookedEnd.TICKET or service.place is BookedPlace.HOME
    return day.ends_at_ms if is_open_till_night else min(slot.slot_at_ms + rules.late_ms, day.ends_at_ms)


def blocked_until(rules: BookingRules, missed_at_ms: tuple[int, ...]) -> int | None:
    """When a block ends, or ended, that so many misses within so long have brought about; None if they brought none."""
    missed = sorted(missed_at_ms)
    last = [
        at_ms
        for first_ms, at_ms in zip(missed, missed[rules.misses - 1 :], strict=False)
        if at_ms - first_ms <= rules.misses_within_ms
    ]
    return last[-1] + rules.blocked_ms if last else None


def decide_cancel(state: HallState, command: c.CancelBooking, now_ms: int) -> tuple[e.Event, ...]:
    """In good time, so that somebody else can have the place; staff at any time."""
    booking = _own(state, command.booking, command.subject)
    _must(booking, "cancel")
    until_ms = booking.slot_at_ms - configured(state).booking.cancel_ms
    if command.by is None and now_ms > until_ms:
        raise CancelTooLate(until_ms=until_ms)
    return (e.BookingCancelled(at_ms=now_ms, booking=booking.booking, by=command.by),)


def decide_check_in(state: HallState, command: c.CheckIn, now_ms: int) -> tuple[e.Event, ...]:
    """A ticket that counts from the slot; late, an ordinary one; where there is none, staff see that somebody is there."""
    booking = _own(state, command.booking, command.subject)
    rules = configured(state).booking
    service = _service(rules, booking.service)
    if service.place is BookedPlace.HOME:
        raise NoCheckIn(booking=booking.booking)
    _must(booking, "use" if service.ends_in is BookedEnd.TICKET else "arrive")
    from_ms = booking.slot_at_ms - rules.early_ms
    if now_ms < from_ms:
        raise CheckInTooEarly(from_ms=from_ms)
    if service.ends_in is BookedEnd.DONE:
        due_at_ms = state.booking_days[booking.day].ends_at_ms
        return (e.BookingArrived(at_ms=now_ms, booking=booking.booking, due_at_ms=due_at_ms),)
    is_late = now_ms > booking.slot_at_ms + rules.late_ms
    order = c.TakeTicket(
        matter_class=booking.matter_class,
        kind=ORDINARY if is_late else APPOINTMENT,
        slot_at_ms=None if is_late else booking.slot_at_ms,
        token_hash=command.token_hash,
        by=command.by,
    )
    taken = tickets.decide_take(state, order, now_ms, holder=booking.subject)
    first = taken[0]
    assert isinstance(first, e.TicketTaken), "taking begins with the ticket"
    used = e.BookingUsed(at_ms=now_ms, booking=booking.booking, ticket=first.ticket, is_late=is_late)
    return (*taken, used)


def decide_assign(state: HallState, command: c.AssignBooking, now_ms: int) -> tuple[e.Event, ...]:
    """Only what ends in somebody's word has somebody who sees to it."""
    booking = _by_word(state, command.booking)
    _must(booking, "assign")
    return (e.BookingAssigned(at_ms=now_ms, booking=booking.booking, to=command.to, by=command.by),)


def decide_settle(state: HallState, command: c.SettleBooking, now_ms: int) -> tuple[e.Event, ...]:
    """Done, or nobody was there; not before its time. Who has arrived was there."""
    booking = _by_word(state, command.booking)
    _must(booking, "settle" if command.was_met else "miss")
    from_ms = booking.slot_at_ms - configured(state).booking.early_ms
    if now_ms < from_ms:
        raise CheckInTooEarly(from_ms=from_ms)
    if command.was_met:
        return (e.BookingDone(at_ms=now_ms, booking=booking.booking, by=command.by),)
    return (e.BookingMissed(at_ms=now_ms, booking=booking.booking, by=command.by),)


def _own(state: HallState, number: str, subject: str | None) -> Booking:
    """An open booking of whoever asks; another one's is not there."""
    booking = state.bookings.get(number)
    if booking is None or (subject is not None and subject not in {booking.subject, booking.agent}):
        raise UnknownBooking(booking=number)
    return booking


def _by_word(state: HallState, number: str) -> Booking:
    booking = _own(state, number, None)
    if _service(configured(state).booking, booking.service).ends_in is not BookedEnd.DONE:
        raise BookingStepWrong(booking=number, state=booking.state.value)
    return booking


def _must(booking: Booking, what: str) -> None:
    if (booking.state, what) not in BOOKING:
        raise BookingStepWrong(booking=booking.booking, state=booking.state.value)


# Deadlines.


def next_deadline(state: HallState) -> int | None:
    """When the first booking falls due or the first day is over, or None."""
    ends_at_ms = min((day.ends_at_ms for day in state.booking_days.values()), default=None)
    if not state.booking_dues:
        return ends_at_ms
    due_ms = state.booking_dues[0][0]
    return due_ms if ends_at_ms is None or due_ms < ends_at_ms else ends_at_ms


def due(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """Who was not there has missed it; what nobody spoke of has lapsed; then the day is over."""
    if state.booking_dues and state.booking_dues[0][0] == at_ms:
        return (_left_open(state, state.bookings[state.booking_dues[0][1]], at_ms),)
    over = [day.day for day in state.booking_days.values() if day.ends_at_ms == at_ms]
    # A day whose end was brought forward may have bookings that would have fallen due later.
    left = [_left_open(state, each, at_ms) for each in state.bookings.values() if each.day in over]
    return (*left, *(e.BookingDayEnded(at_ms=at_ms, day=day) for day in over))


def _left_open(state: HallState, booking: Booking, at_ms: int) -> e.Event:
    service = configured(state).booking.service(booking.service)
    # At home, and once somebody has arrived, only staff know what came of it: silence is not the citizen's fault. Nor is
    # it theirs that a hall no longer offers what it had promised.
    in_hall = service is not None and service.place is BookedPlace.HALL
    if in_hall and (booking.state, "miss") in BOOKING:
        return e.BookingMissed(at_ms=at_ms, booking=booking.booking, by=None)
    return e.BookingLapsed(at_ms=at_ms, booking=booking.booking)


# Applications.


def apply_offered(state: HallState, event: e.SlotsOffered) -> None:
    """The day and its slots, with what is taken already."""
    revision = _revision(state, event.day) + 1
    state.booking_days[event.day] = BookingDay(event.day, event.dated_on, event.bookable, event.ends_at_ms, revision)
    for offer in event.slots:
        slot = Slot(event.day, offer.service, offer.matter_class, offer.slot_at_ms, _by_channel(offer))
        known = state.slots.get(slot.key)
        if known is not None:
            slot.taken = known.taken
        state.slots[slot.key] = slot


def apply_day_ended(state: HallState, event: e.BookingDayEnded) -> None:
    """Nothing of it is left here."""
    del state.booking_days[event.day]
    state.slots = {key: slot for key, slot in state.slots.items() if slot.day != event.day}


def apply_made(state: HallState, event: e.BookingMade) -> None:
    """One place less."""
    state.last_booking += 1
    state.bookings[event.booking] = Booking(
        booking=event.booking,
        service=event.service,
        matter_class=event.matter_class,
        day=event.day,
        slot_at_ms=event.slot_at_ms,
        dated_on=event.dated_on,
        channel=event.channel,
        subject=event.subject,
        agent=event.agent,
        token_hash=event.token_hash,
        writing=event.writing,
        made_at_ms=event.at_ms,
        due_ms=event.due_at_ms,
    )
    taken = state.slots[event.service, event.matter_class, event.slot_at_ms].taken
    taken[event.channel.value] = taken.get(event.channel, 0) + 1
    heappush(state.booking_dues, (event.due_at_ms, event.booking))


def apply_cancelled(state: HallState, event: e.BookingCancelled) -> None:
    """The place is somebody else's to take."""
    booking = _end(state, event.booking, "cancel")
    state.slots[booking.service, booking.matter_class, booking.slot_at_ms].taken[booking.channel.value] -= 1


def apply_assigned(state: HallState, event: e.BookingAssigned) -> None:
    """Somebody sees to it."""
    booking = state.bookings[event.booking]
    booking.state = BOOKING[booking.state, "assign"]
    booking.to = event.to


def apply_arrived(state: HallState, event: e.BookingArrived) -> None:
    """They are there."""
    booking = state.bookings[event.booking]
    booking.state = BOOKING[booking.state, "arrive"]
    booking.due_ms = event.due_at_ms
    heappush(state.booking_dues, (event.due_at_ms, event.booking))
    _tidy(state)


def apply_used(state: HallState, event: e.BookingUsed) -> None:
    """It is a ticket now."""
    _end(state, event.booking, "use")


def apply_done(state: HallState, event: e.BookingDone) -> None:
    """It was done."""
    _end(state, event.booking, "settle")


def apply_missed(state: HallState, event: e.BookingMissed) -> None:
    """Nobody was there."""
    _end(state, event.booking, "miss")


def apply_lapsed(state: HallState, event: e.BookingLapsed) -> None:
    """Nobody has said anything."""
    _end(state, event.booking, "lapse")


def _end(state: HallState, number: str, what: str) -> Booking:
    booking = state.bookings.pop(number)
    booking.state = BOOKING[booking.state, what]
    assert booking.state not in OPEN_BOOKINGS, f"{what} ends a booking"
    _tidy(state)
    return booking


def _tidy(state: HallState) -> None:
    dues = state.booking_dues
    while dues and not _is_due(state, *dues[0]):
        heappop(dues)


def _is_due(state: HallState, due_ms: int, number: str) -> bool:
    booking = state.bookings.get(number)
    return booking is not None and booking.due_ms == due_ms


def index_bookings(state: HallState) -> None:
    """When what is due, from the bookings."""
    state.booking_dues = [(booking.due_ms, booking.booking) for booking in state.bookings.values()]
    heapify(state.booking_dues)
