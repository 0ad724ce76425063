"""Counters: seats, opening, pausing, calling, recalling, the no-show."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, IdleOrder
from kiosk.hall.refusals import (
    AnotherTicket,
    CallsLeft,
    CounterBusy,
    CounterNotReady,
    HallHasNoDay,
    NobodyWaiting,
    NoCallsLeft,
    NotYourCounter,
    SeatTakenAlready,
    UnknownCounter,
)
from tests.builders import call, clerk, configured_hall, do, open_hall, staff, start, take, two_line_config


def test_one_clerk_sits_at_one_counter():
    hall = open_hall(counters=("1",))

    with pytest.raises(SeatTakenAlready) as taken:
        do(hall, c.TakeSeat(counter="1", by="somebody"), 1)
    with pytest.raises(SeatTakenAlready) as elsewhere:
        do(hall, c.TakeSeat(counter="2", by=clerk("1")), 1)

    assert taken.value.params == {"counter": "1", "is_yours": False}
    assert elsewhere.value.params == {"counter": "1", "is_yours": True}


def test_sitting_down_twice_changes_nothing():
    hall = open_hall(counters=("1",))

    assert do(hall, c.TakeSeat(counter="1", by=clerk("1")), 1) == ()


def test_an_unknown_counter_is_refused():
    hall = open_hall()

    with pytest.raises(UnknownCounter):
        do(hall, c.TakeSeat(counter="99", by="x"), 1)


@pytest.mark.parametrize(
    "command",
    [
        c.OpenCounter(counter="1", by="x"),
        c.PauseCounter(counter="1", by="x"),
        c.ResumeCounter(counter="1", by="x"),
        c.CloseCounter(counter="1", by="x"),
        c.CallNext(counter="1", by="x"),
        c.Recall(counter="1", by="x"),
        c.MarkNoShow(counter="1", by="x"),
        c.StartService(counter="1", by="x"),
        c.FinishService(counter="1", by="x"),
        c.ParkTicket(counter="1", by="x"),
        c.TransferTicket(counter="1", by="x", to_line="B"),
        c.LeaveSeat(counter="1", by="x"),
    ],
)
def test_a_clerk_works_only_the_counter_they_sit_at(command):
    hall = open_hall()

    with pytest.raises(NotYourCounter):
        do(hall, command, 1)


def test_nobody_leaves_a_citizen_standing():
    hall = open_hall()
    take(hall, at=1)
    call(hall, "1", at=2)

    with pytest.raises(CounterBusy):
        do(hall, c.LeaveSeat(counter="1", by=clerk("1")), 3)


def test_leaving_an_open_counter_closes_it():
    hall = open_hall(counters=("1",))

    events = do(hall, c.LeaveSeat(counter="1", by=clerk("1")), 3)

    assert events == (
        e.CounterClosed(at_ms=3, counter="1", reason="asked"),
        e.SeatLeft(at_ms=3, counter="1", clerk=clerk("1"), by=clerk("1")),
    )


def test_freeing_the_seat_of_a_vanished_clerk_gives_the_citizen_their_place_back():
    hall = open_hall(counters=("1", "3"))
    number = take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)

    events = do(hall, c.FreeSeat(counter="1", by="supervisor"), 10)

    assert events == (
        e.TicketReturned(at_ms=10, ticket=number, counter="1"),
        e.CounterClosed(at_ms=10, counter="1", reason="seat_freed"),
        e.SeatLeft(at_ms=10, counter="1", clerk=clerk("1"), by="supervisor"),
    )
    assert call(hall, "3", at=11) == number
    with pytest.raises(CounterNotReady):
        do(hall, c.FreeSeat(counter="1", by="supervisor"), 12)


def test_a_counter_opens_only_on_a_business_day():
    hall = configured_hall()
    do(hall, c.TakeSeat(counter="1", by="x"), 1)

    with pytest.raises(HallHasNoDay):
        do(hall, c.OpenCounter(counter="1", by="x"), 2)


def test_a_pause_waits_for_the_citizen():
    hall = open_hall()
    number = take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)

    asked = do(hall, c.PauseCounter(counter="1", by=clerk("1"), reason="午餐"), 4)
    done = do(hall, c.FinishService(counter="1", by=clerk("1"), call_next=True), 9)

    assert asked == (e.CounterPausing(at_ms=4, counter="1", reason="午餐"),)
    assert done == (
        e.ServiceFinished(at_ms=9, ticket=number, counter="1"),
        e.CounterPaused(at_ms=9, counter="1", reason="午餐"),
    )


def test_a_pause_that_has_not_begun_can_be_taken_back():
    hall = open_hall()
    take(hall, at=1)
    number = take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)
    do(hall, c.PauseCounter(counter="1", by=clerk("1")), 4)

    do(hall, c.ResumeCounter(counter="1", by=clerk("1")), 5)
    events = do(hall, c.FinishService(counter="1", by=clerk("1"), call_next=True), 9)

    assert events[1] == e.TicketCalled(at_ms=9, ticket=number, counter="1")


def test_a_closing_waits_for_the_citizen():
    hall = open_hall()
    take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)

    do(hall, c.CloseCounter(counter="1", by=clerk("1")), 4)
    events = do(hall, c.FinishService(counter="1", by=clerk("1")), 9)

    assert events[1] == e.CounterClosed(at_ms=9, counter="1", reason="asked")


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (c.CallNext(counter="1", by=clerk("1")), "paused"),
        (c.OpenCounter(counter="1", by=clerk("1")), "paused"),
        (c.StartService(counter="1", by=clerk("1")), "paused"),
        (c.FinishService(counter="1", by=clerk("1")), "paused"),
        (c.PauseCounter(counter="1", by=clerk("1")), "paused"),
        (c.Recall(counter="1", by=clerk("1")), "paused"),
    ],
)
def test_a_paused_counter_does_nothing_else(command, state):
    hall = open_hall()
    do(hall, c.PauseCounter(counter="1", by=clerk("1")), 1)

    with pytest.raises(CounterNotReady) as refused:
        do(hall, command, 2)

    assert refused.value.params == {"counter": "1", "state": state}


def test_calling_without_anybody_is_refused():
    hall = open_hall()
    take(hall, "B", at=1)

    with pytest.raises(NobodyWaiting):
        call(hall, "1", at=2)


def test_a_called_citizen_is_called_thrice_and_then_a_no_show():
    hall = open_hall(two_line_config(calls=3, call_again_ms=25_000))
    number = take(hall, at=0)
    call(hall, "1", at=1_000)

    events = hall.tick(76_000)

    assert events == (
        e.TicketRecalled(at_ms=26_000, ticket=number, counter="1", call=2),
        e.TicketRecalled(at_ms=51_000, ticket=number, counter="1", call=3),
        e.TicketNoShow(at_ms=76_000, ticket=number, counter="1"),
    )


def test_a_clerks_recall_brings_the_next_call_forward():
    hall = open_hall()
    number = take(hall, at=0)
    call(hall, "1", at=0)

    do(hall, c.Recall(counter="1", by=clerk("1")), 10_000)
    events = hall.tick(60_000)

    assert events == (
        e.TicketRecalled(at_ms=35_000, ticket=number, counter="1", call=3),
        e.TicketNoShow(at_ms=60_000, ticket=number, counter="1"),
    )


def test_a_clerk_gives_up_only_after_the_last_call():
    hall = open_hall()
    number = take(hall, at=0)
    call(hall, "1", at=0)

    with pytest.raises(CallsLeft):
        do(hall, c.MarkNoShow(counter="1", by=clerk("1")), 1)
    do(hall, c.Recall(counter="1", by=clerk("1")), 2)
    do(hall, c.Recall(counter="1", by=clerk("1")), 3)
    with pytest.raises(NoCallsLeft):
        do(hall, c.Recall(counter="1", by=clerk("1")), 4)
    events = do(hall, c.MarkNoShow(counter="1", by=clerk("1")), 5)

    assert events == (e.TicketNoShow(at_ms=5, ticket=number, counter="1"),)


def test_whoever_came_in_time_is_no_no_show():
    hall = open_hall()
    take(hall, at=0)
    call(hall, "1", at=0)
    start(hall, "1", at=74_999)

    assert hall.tick(80_000) == ()


def test_finish_and_next_is_one_step():
    hall = open_hall()
    first, second = take(hall, at=1), take(hall, at=2)
    call(hall, "1", at=3)
    start(hall, "1", at=4)

    events = do(hall, c.FinishService(counter="1", by=clerk("1"), call_next=True), 5)

    assert events == (
        e.ServiceFinished(at_ms=5, ticket=first, counter="1"),
        e.TicketCalled(at_ms=5, ticket=second, counter="1"),
    )


def test_finish_and_next_with_nobody_waiting_only_finishes():
    hall = open_hall()
    take(hall, at=1)
    call(hall, "1", at=3)
    start(hall, "1", at=4)

    events = do(hall, c.FinishService(counter="1", by=clerk("1"), call_next=True), 5)

    assert len(events) == 1


def test_automatic_calling_goes_to_the_counter_idle_longest():
    hall = open_hall(two_line_config(Calling.AUTOMATIC), counters=())
    staff(hall, "3", at=10)
    staff(hall, "1", at=20)

    events = do(hall, c.TakeTicket(line="A"), 30)

    assert events[1] == e.TicketCalled(at_ms=30, ticket="A001", counter="3")


def test_automatic_calling_may_go_to_the_lowest_number():
    config = two_line_config(Calling.AUTOMATIC, idle_order=IdleOrder.LOWEST_NUMBER)
    hall = open_hall(config, counters=())
    staff(hall, "3", at=10)
    staff(hall, "1", at=20)

    events = do(hall, c.TakeTicket(line="A"), 30)

    assert events[1] == e.TicketCalled(at_ms=30, ticket="A001", counter="1")


def test_automatic_calling_takes_the_next_ticket_when_a_counter_is_free():
    hall = open_hall(two_line_config(Calling.AUTOMATIC), counters=("1",))
    do(hall, c.TakeTicket(line="A"), 1)
    do(hall, c.TakeTicket(line="A"), 2)
    start(hall, "1", at=3)

    events = do(hall, c.FinishService(counter="1", by=clerk("1")), 9)

    assert events[1] == e.TicketCalled(at_ms=9, ticket="A002", counter="1")


def test_under_automatic_calling_an_opening_counter_calls_at_once():
    hall = open_hall(two_line_config(Calling.AUTOMATIC), counters=())
    do(hall, c.TakeTicket(line="A"), 1)
    do(hall, c.TakeSeat(counter="1", by=clerk("1")), 2)

    events = do(hall, c.OpenCounter(counter="1", by=clerk("1")), 3)

    assert events[1] == e.TicketCalled(at_ms=3, ticket="A001", counter="1")


def test_under_automatic_calling_a_transferred_ticket_and_a_freed_counter_both_find_work():
    hall = open_hall(two_line_config(Calling.AUTOMATIC))
    for at, line in ((1, "A"), (2, "A"), (3, "B"), (4, "A")):
        do(hall, c.TakeTicket(line=line), at)
    # 1 and 3 have A001 and A002, 2 has B001, A003 waits; 2 then goes idle.
    do(hall, c.StartService(counter="2", by=clerk("2")), 5)
    do(hall, c.FinishService(counter="2", by=clerk("2")), 6)

    events = do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), 7)

    assert events[1:] == (
        e.TicketCalled(at_ms=7, ticket="A003", counter="1"),
        e.TicketCalled(at_ms=7, ticket="A001", counter="2"),
    )


@pytest.mark.parametrize(
    "late",
    [
        c.Recall(counter="1", by=clerk("1"), ticket="A001"),
        c.StartService(counter="1", by=clerk("1"), ticket="A001"),
        c.ParkTicket(counter="1", by=clerk("1"), ticket="A001"),
        c.TransferTicket(counter="1", by=clerk("1"), to_line="B", ticket="A001"),
    ],
)
def test_a_key_that_comes_after_the_no_show_does_nothing_to_the_next_ticket_called(late):
    hall = open_hall(two_line_config(Calling.AUTOMATIC, calls=1, call_again_ms=25_000), counters=("1",))
    do(hall, c.TakeTicket(line="A"), 1)
    do(hall, c.TakeTicket(line="A"), 2)
    hall.tick(25_001)

    with pytest.raises(AnotherTicket) as refusal:
        do(hall, late, 25_002)

    assert refusal.value.params == {"counter": "1", "ticket": "A002"}


def test_a_second_finish_does_not_end_the_service_that_has_begun_since():
    hall = open_hall(counters=("1",))
    for _ in range(2):
        take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=2)
    finish = c.FinishService(counter="1", by=clerk("1"), call_next=True, ticket="A001")
    do(hall, finish, 3)
    do(hall, c.StartService(counter="1", by=clerk("1"), ticket="A002"), 4)

    with pytest.raises(AnotherTicket):
        do(hall, finish, 5)
