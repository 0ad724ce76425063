"""Appointments: slots and quotas, who may book, cancelling, checking in, missing."""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from kiosk.hall import commands as c, events as e
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
from kiosk.hall.booking_rules import SERVICES, BookingRules, Channel
from kiosk.hall.bookings import blocked_until
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import APPOINTMENT, ORDINARY
from kiosk.hall.refusals import HallClosed, LevelTooLow, Refusal, UnknownLine
from kiosk.hall.state import dump
from kiosk.journal import Entry, decode_entry, encode_entry, state_from_json, state_to_json
from tests.builders import call, configured_hall, do, staff, take, two_line_config

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TOMORROW = "2026-11-24"
MIDNIGHT = DAY
"""The day that is booked begins here; its door opens at 8:30."""
OPENS = MIDNIGHT + 8 * HOUR + 30 * MINUTE
SLOT = MIDNIGHT + 9 * HOUR
NIGHT = 2 * DAY
FIVE = ((Channel.ONLINE, 5),)


def offer(
    *, quotas: c.SlotOffer | tuple = FIVE, service: str = "counter", slots: tuple[int, ...] = (SLOT,)
) -> c.OfferSlots:
    return c.OfferSlots(
        day=TOMORROW,
        dated_on=TOMORROW,
        bookable=(HOUR, MIDNIGHT),
        ends_at_ms=NIGHT,
        slots=tuple(c.SlotOffer(service=service, matter_class="A", slot_at_ms=slot, quotas=quotas) for slot in slots),
    )


def book(subject: str = "p1", **settings: object) -> c.Book:
    values: dict[str, object] = {
        "service": "counter",
        "matter_class": "A",
        "slot_at_ms": SLOT,
        "channel": Channel.ONLINE,
        "subject": subject,
        "level": 1,
        **settings,
    }
    return c.Book(**values)  # type: ignore[arg-type]  # a builder takes what a test names


def hall_with_slots(**settings: object) -> Hall:
    """A hall that is shut today and takes bookings for tomorrow."""
    hall = configured_hall()
    do(hall, offer(**settings), HOUR)  # type: ignore[arg-type]  # a builder takes what a test names
    return hall


def next_day(hall: Hall, *, counters: tuple[str, ...] = ()) -> None:
    do(hall, c.OpenHall(day=TOMORROW, intervals=((OPENS, OPENS + 9 * HOUR),), turns_at_ms=NIGHT), MIDNIGHT + HOUR)
    for counter in counters:
        staff(hall, counter, at=OPENS)


def refused(hall: Hall, command: c.Command, at: int, why: type[Refusal]) -> dict[str, object]:
    hall.tick(at)
    before = dump(hall.state)
    with pytest.raises(why) as caught:
        hall.handle(command, at)
    assert dump(hall.state) == before
    return caught.value.params


def test_a_booking_takes_a_place_and_counts_from_its_slot_when_it_is_checked_in():
    hall = hall_with_slots()

    made = do(hall, book(token_hash="t"), 2 * HOUR)
    next_day(hall)
    first = take(hall, at=OPENS)
    used = do(hall, c.CheckIn(booking="Y0001", subject="p1", token_hash="x"), SLOT - 10 * MINUTE)
    later = take(hall, at=SLOT + 1)

    assert isinstance(made[0], e.BookingMade)
    assert (made[0].booking, made[0].dated_on, made[0].due_at_ms) == ("Y0001", TOMORROW, NIGHT)
    assert isinstance(used[0], e.TicketTaken)
    assert (used[0].kind, used[0].slot_at_ms, used[0].order_ms) == (APPOINTMENT, SLOT, SLOT)
    assert used[1] == e.BookingUsed(at_ms=SLOT - 10 * MINUTE, booking="Y0001", ticket=used[0].ticket, is_late=False)
    assert hall.state.bookings == {}
    staff(hall, "1", at=SLOT + 2)
    staff(hall, "3", at=SLOT + 2)
    assert [call(hall, "1", at=SLOT + 3), call(hall, "3", at=SLOT + 3)] == [first, used[0].ticket]
    assert hall.state.visits[later].state == "waiting"


def test_whoever_is_early_is_still_called_if_nobody_else_waits():
    hall = hall_with_slots()
    do(hall, book(), 2 * HOUR)
    next_day(hall, counters=("1",))

    do(hall, c.CheckIn(booking="Y0001"), SLOT - 14 * MINUTE)

    assert call(hall, "1", at=SLOT - 13 * MINUTE) == "AP001"


def test_a_quota_is_never_exceeded_and_each_channel_has_its_own():
    hall = hall_with_slots(quotas=((Channel.ONLINE, 2), (Channel.TERMINAL, 1)))
    do(hall, book("p1"), 2 * HOUR)
    do(hall, book("p2"), 2 * HOUR)

    refused(hall, book("p3"), 2 * HOUR, SlotFull)
    do(hall, book("p3", channel=Channel.TERMINAL), 2 * HOUR)

    refused(hall, book("p4", channel=Channel.TERMINAL), 2 * HOUR, SlotFull)
    refused(hall, book("p4", channel=Channel.COUNTER), 2 * HOUR, SlotFull)


def test_a_cancelled_place_can_be_taken_again_and_a_used_one_cannot():
    hall = hall_with_slots(quotas=((Channel.ONLINE, 1),))
    do(hall, book("p1"), 2 * HOUR)
    do(hall, c.CancelBooking(booking="Y0001", subject="p1"), 3 * HOUR)

    do(hall, book("p2"), 3 * HOUR)

    assert list(hall.state.bookings) == ["Y0002"]
    refused(hall, book("p3"), 3 * HOUR, SlotFull)


def test_quotas_rise_and_fall_but_never_below_what_is_taken():
    hall = hall_with_slots()
    for number in range(3):
        do(hall, book(f"p{number}"), 2 * HOUR)

    assert refused(hall, offer(quotas=((Channel.ONLINE, 2),)), 2 * HOUR, QuotaBelowTaken)["taken"] == 3
    assert refused(hall, offer(quotas=((Channel.TERMINAL, 9),)), 2 * HOUR, QuotaBelowTaken)["channel"] == "online"
    do(hall, offer(quotas=((Channel.ONLINE, 3),)), 2 * HOUR)

    refused(hall, book("p9"), 2 * HOUR, SlotFull)


def test_quotas_are_not_changed_over_a_change_that_was_not_seen():
    hall = hall_with_slots()
    seen = hall.state.booking_days[TOMORROW].revision
    do(hall, replace(offer(quotas=((Channel.ONLINE, 4),)), revision=seen), 2 * HOUR)

    late = replace(offer(quotas=((Channel.ONLINE, 1),)), revision=seen)

    assert refused(hall, late, 2 * HOUR, QuotasChanged) == {"day": TOMORROW}
    do(hall, replace(late, revision=seen + 1), 2 * HOUR)
    assert state_from_json(state_to_json(hall.state)).booking_days[TOMORROW].revision == seen + 2


def test_a_slot_belongs_to_one_day_and_a_day_that_ends_sooner_takes_its_bookings_along():
    hall = hall_with_slots()
    do(hall, book(), 2 * HOUR)
    elsewhere = replace(offer(), day="2026-11-25")

    assert refused(hall, elsewhere, 2 * HOUR, SlotOfAnotherDay) == {"day": TOMORROW}
    sooner = c.SlotOffer(service="counter", matter_class="A", slot_at_ms=SLOT - HOUR, quotas=FIVE)
    refused(hall, replace(offer(), slots=(sooner,), ends_at_ms=SLOT), 2 * HOUR, QuotaBelowTaken)
    do(hall, replace(offer(), ends_at_ms=SLOT + HOUR), 2 * HOUR)

    assert hall.tick(SLOT + HOUR) == (
        e.BookingMissed(at_ms=SLOT + HOUR, booking="Y0001", by=None),
        e.BookingDayEnded(at_ms=SLOT + HOUR, day=TOMORROW),
    )


def test_what_is_in_the_way_is_said():
    hall = hall_with_slots()

    refused(hall, book(slot_at_ms=SLOT + 1), 2 * HOUR, SlotUnknown)
    refused(hall, book(service="tea"), 2 * HOUR, UnknownService)
    assert refused(hall, book(level=0), 2 * HOUR, LevelTooLow) == {"level": 0, "needed": 1}
    do(hall, book(), 2 * HOUR)
    assert refused(hall, book(), 2 * HOUR, BookedThatDay) == {"booking": "Y0001"}
    assert refused(hall, book("p2"), MIDNIGHT, BookingTooLate) == {"until_ms": MIDNIGHT}


def test_a_day_is_booked_only_once_it_is_open_for_booking():
    hall = configured_hall()
    do(hall, offer(), 0)

    assert refused(hall, book(), HOUR - 1, BookingTooEarly) == {"from_ms": HOUR}
    do(hall, book(), HOUR)


def test_what_cannot_be_served_is_not_offered():
    hall = configured_hall()

    refused(hall, offer(service="tea"), 0, UnknownService)
    no_class = c.SlotOffer(service="counter", matter_class="B", slot_at_ms=SLOT, quotas=FIVE)
    one = c.OfferSlots(day=TOMORROW, dated_on=TOMORROW, bookable=(0, HOUR), ends_at_ms=NIGHT, slots=(no_class,))
    assert refused(hall, one, 0, UnknownLine) == {"matter_class": "B", "kind": "appointment"}
    refused(hall, offer(), SLOT, SlotPast)
    refused(hall, offer(), NIGHT, SlotPast)


def test_three_misses_within_ninety_days_block_for_thirty_from_the_third():
    rules = BookingRules()

    assert blocked_until(rules, ()) is None
    assert blocked_until(rules, (0, DAY)) is None
    assert blocked_until(rules, (50 * DAY, 0, 90 * DAY)) == 120 * DAY
    assert blocked_until(rules, (0, 50 * DAY, 90 * DAY + 1)) is None
    assert blocked_until(rules, (0, 1, 2, 60 * DAY)) == 90 * DAY


def test_who_has_missed_too_often_is_told_until_when_none_is_given():
    hall = hall_with_slots()
    missed = (-3 * DAY, -2 * DAY, -29 * DAY)

    assert refused(hall, book(missed_at_ms=missed), 2 * HOUR, BookingBlocked) == {"until_ms": 28 * DAY}
    do(hall, book(missed_at_ms=(-30 * DAY, -31 * DAY, -32 * DAY)), 2 * HOUR)


def test_a_booking_is_cancelled_two_hours_ahead_and_by_staff_at_any_time():
    hall = hall_with_slots()
    do(hall, book("p1"), 2 * HOUR)
    do(hall, book("p2"), 2 * HOUR)
    two_hours = SLOT - 2 * HOUR

    refused(hall, c.CancelBooking(booking="Y0001", subject="p2"), 2 * HOUR, UnknownBooking)
    events = do(hall, c.CancelBooking(booking="Y0001", subject="p1"), two_hours)

    assert events == (e.BookingCancelled(at_ms=two_hours, booking="Y0001", by=None),)
    refusal = refused(hall, c.CancelBooking(booking="Y0002", subject="p2"), two_hours + 1, CancelTooLate)
    assert refusal == {"until_ms": two_hours}
    do(hall, c.CancelBooking(booking="Y0002", by="clerk-1"), two_hours + 1)
    assert hall.state.bookings == {}


def test_the_check_in_window_is_a_quarter_before_and_ten_minutes_after():
    hall = hall_with_slots()
    for person in ("p1", "p2", "p3"):
        do(hall, book(person), 2 * HOUR)
    next_day(hall)
    early, late = SLOT - 15 * MINUTE, SLOT + 10 * MINUTE

    assert refused(hall, c.CheckIn(booking="Y0001"), early - 1, CheckInTooEarly) == {"from_ms": early}
    do(hall, c.CheckIn(booking="Y0001"), early)
    do(hall, c.CheckIn(booking="Y0002"), late)
    events = do(hall, c.CheckIn(booking="Y0003"), late + 1)

    assert isinstance(events[0], e.TicketTaken)
    assert (events[0].kind, events[0].order_ms, events[0].slot_at_ms) == (ORDINARY, late + 1, None)
    assert events[1] == e.BookingUsed(at_ms=late + 1, booking="Y0003", ticket="A001", is_late=True)


def test_nobody_checks_in_at_a_shut_door():
    hall = hall_with_slots(slots=(OPENS,))
    do(hall, book(slot_at_ms=OPENS), 2 * HOUR)
    next_day(hall)

    assert refused(hall, c.CheckIn(booking="Y0001"), OPENS - 1, HallClosed) == {"opens_at_ms": OPENS}


def test_who_has_not_come_by_the_end_of_the_day_has_missed_it():
    hall = hall_with_slots()
    do(hall, book(), 2 * HOUR)

    events = hall.tick(NIGHT)

    assert events == (
        e.BookingMissed(at_ms=NIGHT, booking="Y0001", by=None),
        e.BookingDayEnded(at_ms=NIGHT, day=TOMORROW),
    )
    assert (hall.state.bookings, hall.state.slots, hall.state.booking_days) == ({}, {}, {})
    assert hall.next_deadline() is None


def test_after_hours_who_has_not_come_by_the_windows_end_has_missed_it_and_who_has_is_seen_by_staff():
    hall = hall_with_slots(service="after_hours")
    do(hall, book("p1", service="after_hours"), 2 * HOUR)
    do(hall, book("p2", service="after_hours"), 2 * HOUR)

    arrived = do(hall, c.CheckIn(booking="Y0001", subject="p1"), SLOT)
    missed = hall.tick(SLOT + 10 * MINUTE)

    assert arrived == (e.BookingArrived(at_ms=SLOT, booking="Y0001", due_at_ms=NIGHT),)
    assert missed == (e.BookingMissed(at_ms=SLOT + 10 * MINUTE, booking="Y0002", by=None),)
    refused(hall, c.SettleBooking(booking="Y0001", was_met=False, by="clerk-1"), SLOT + HOUR, BookingStepWrong)
    done = do(hall, c.SettleBooking(booking="Y0001", was_met=True, by="clerk-1"), SLOT + HOUR)
    assert done == (e.BookingDone(at_ms=SLOT + HOUR, booking="Y0001", by="clerk-1"),)


def test_a_home_visit_is_assigned_and_settled_by_staff_and_silence_is_not_the_citizens_fault():
    hall = hall_with_slots(service="home_visit")
    for person in ("p1", "p2", "p3"):
        do(hall, book(person, service="home_visit", writing="w"), 2 * HOUR)

    do(hall, c.AssignBooking(booking="Y0001", to="clerk-2", by="clerk-1"), 3 * HOUR)
    assert hall.state.bookings["Y0001"].to == "clerk-2"
    too_early = c.SettleBooking(booking="Y0001", was_met=True, by="clerk-2")
    assert refused(hall, too_early, SLOT - HOUR, CheckInTooEarly) == {"from_ms": SLOT - 15 * MINUTE}
    refused(hall, c.CheckIn(booking="Y0001"), SLOT, NoCheckIn)
    do(hall, c.SettleBooking(booking="Y0001", was_met=True, by="clerk-2"), SLOT)
    not_met = do(hall, c.SettleBooking(booking="Y0002", was_met=False, by="clerk-2"), SLOT)

    assert not_met == (e.BookingMissed(at_ms=SLOT, booking="Y0002", by="clerk-2"),)
    assert hall.tick(NIGHT)[0] == e.BookingLapsed(at_ms=NIGHT, booking="Y0003")


def test_a_deputy_comes_for_somebody_and_both_are_known():
    hall = hall_with_slots(service="deputy")

    refused(hall, book(service="deputy"), 2 * HOUR, AgentNeeded)
    do(hall, book("p1", service="deputy", agent="p2"), 2 * HOUR)
    do(hall, book("p3", service="deputy", agent="p2"), 2 * HOUR)

    booking = hall.state.bookings["Y0001"]
    assert (booking.subject, booking.agent, booking.comes) == ("p1", "p2", "p2")
    next_day(hall)
    do(hall, c.CheckIn(booking="Y0001", subject="p2"), SLOT)


def test_what_ends_in_a_ticket_is_nobodys_to_settle():
    hall = hall_with_slots()
    do(hall, book(), 2 * HOUR)

    refused(hall, c.SettleBooking(booking="Y0001", was_met=True, by="clerk-1"), SLOT, BookingStepWrong)
    refused(hall, c.AssignBooking(booking="Y0001", to="clerk-1", by="clerk-1"), SLOT, BookingStepWrong)


def test_a_booking_of_a_service_that_the_hall_no_longer_has_lapses():
    hall = hall_with_slots()
    do(hall, book(), 2 * HOUR)
    do(hall, c.ConfigureHall(config=two_line_config(booking=BookingRules(services=SERVICES[1:]))), 3 * HOUR)

    refused(hall, c.CheckIn(booking="Y0001"), SLOT, UnknownService)

    assert hall.tick(NIGHT)[0] == e.BookingLapsed(at_ms=NIGHT, booking="Y0001")


def test_bookings_survive_a_snapshot_and_the_journal():
    hall = hall_with_slots()
    made = do(hall, book(), 2 * HOUR)
    entry = Entry(seq=1, at_ms=2 * HOUR, command=book(), events=made)

    again = Hall(state_from_json(state_to_json(hall.state)))

    assert decode_entry(encode_entry(entry)) == entry
    assert dump(again.state) == dump(hall.state)
    assert again.tick(NIGHT) == hall.tick(NIGHT)


CHANNELS = st.sampled_from([Channel.ONLINE, Channel.TERMINAL])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.integers(0, 7), CHANNELS),
        st.tuples(st.just("cancel"), st.integers(0, 9), CHANNELS),
        st.tuples(st.just("quota"), st.integers(0, 4), CHANNELS),
    ),
    max_size=40,
)


@given(STEPS)
def test_whatever_is_asked_no_slot_has_more_than_its_quota_and_what_is_taken_are_its_bookings(steps):
    hall = hall_with_slots(quotas=((Channel.ONLINE, 2), (Channel.TERMINAL, 1)))
    for what, number, channel in steps:
        slot = hall.state.slots["counter", "A", SLOT]
        commands = {
            "book": book(f"p{number}", channel=channel),
            "cancel": c.CancelBooking(booking=f"Y{number:04d}"),
            "quota": offer(quotas=tuple((Channel(each), n) for each, n in {**slot.quotas, channel: number}.items())),
        }
        try:
            hall.handle(commands[what], 2 * HOUR)
        except Refusal:
            pass
        slot = hall.state.slots["counter", "A", SLOT]
        held = Count(booking.channel for booking in hall.state.bookings.values())
        for each in Channel:
            assert held[each] == slot.taken.get(each, 0) <= slot.quotas.get(each, 0)
