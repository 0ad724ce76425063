"""The business day: opening hours, closing, the turn."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import (
    ConfigurationInUse,
    DayIsPast,
    HallAlreadyOpen,
    HallClosed,
    HallHasNoDay,
    HallNotConfigured,
)
from kiosk.journal import state_from_json, state_to_json
from tests.builders import call, clerk, configured_hall, do, open_hall, start, take, two_line_config

TWO_INTERVALS = c.OpenHall(day="2026-11-23", intervals=((100, 200), (300, 400)), turns_at_ms=500)


def test_a_hall_without_configuration_opens_no_day():
    with pytest.raises(HallNotConfigured):
        Hall().handle(TWO_INTERVALS, 0)


def test_configuration_changes_only_between_days():
    hall = open_hall()

    with pytest.raises(ConfigurationInUse):
        do(hall, c.ConfigureHall(config=two_line_config()), 1)


def test_a_second_day_waits_for_the_first_to_turn():
    hall = open_hall()

    with pytest.raises(HallAlreadyOpen):
        do(hall, TWO_INTERVALS, 1)


def test_a_day_without_hours_left_does_not_open():
    hall = configured_hall()

    with pytest.raises(DayIsPast):
        do(hall, TWO_INTERVALS, 400)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-22"])
def test_a_day_that_was_is_not_opened_again_though_it_has_hours_left(day):
    hall = configured_hall()
    hall.handle(TWO_INTERVALS, 0)
    hall.tick(500)
    again = c.OpenHall(day=day, intervals=((600, 700),), turns_at_ms=800)

    with pytest.raises(DayIsPast):
        do(hall, again, 550)
    restarted = Hall(state_from_json(state_to_json(hall.state)))
    with pytest.raises(DayIsPast):
        do(restarted, again, 550)
    do(hall, c.OpenHall(day="2026-11-24", intervals=((600, 700),), turns_at_ms=800), 550)


@pytest.mark.parametrize(
    ("intervals", "turns_at_ms"),
    [((), 10), (((5, 5),), 10), (((5, 4),), 10), (((1, 3), (2, 4)), 10), (((1, 20),), 10)],
)
def test_hours_that_overlap_or_end_after_the_turn_are_no_day(intervals, turns_at_ms):
    with pytest.raises(ValueError, match="intervals"):
        c.OpenHall(day="2026-11-23", intervals=intervals, turns_at_ms=turns_at_ms)


def test_the_door_moves_at_its_instants_however_late_the_tick():
    hall = configured_hall()
    hall.handle(TWO_INTERVALS, 0)

    events = hall.tick(450)

    assert events == (
        e.DoorOpened(at_ms=100, closes_at_ms=200),
        e.DoorShut(at_ms=200, opens_at_ms=300),
        e.DoorOpened(at_ms=300, closes_at_ms=400),
        e.DoorShut(at_ms=400, opens_at_ms=None),
    )


@pytest.mark.parametrize(("at", "closes"), [(100, 200), (150, 200), (300, 400)])
def test_a_day_that_opens_late_opens_its_door_at_once(at, closes):
    hall = configured_hall()

    events = hall.handle(TWO_INTERVALS, at)

    assert events[1:] == (e.DoorOpened(at_ms=at, closes_at_ms=closes),)


def test_a_day_that_opens_between_its_hours_waits_for_the_next():
    hall = configured_hall()

    hall.handle(TWO_INTERVALS, 250)

    assert hall.next_deadline() == 300


def test_closing_by_hand_cancels_the_rest_of_the_day():
    hall = configured_hall()
    hall.handle(TWO_INTERVALS, 150)

    do(hall, c.CloseHall(by="supervisor"), 160)

    assert hall.next_deadline() == 500
    with pytest.raises(HallClosed):
        do(hall, c.CloseHall(by="supervisor"), 170)


def test_closing_without_a_day_is_refused():
    with pytest.raises(HallHasNoDay):
        do(configured_hall(), c.CloseHall(), 1)


def test_who_holds_a_number_at_closing_is_served_and_then_the_counter_goes_home():
    hall = open_hall(counters=("1", "2"))
    number = take(hall, at=999_000)

    shut = hall.tick(1_000_000)
    assert call(hall, "1", at=1_000_500) == number
    start(hall, "1", at=1_000_600)
    done = do(hall, c.FinishService(counter="1", by=clerk("1")), 1_001_000)

    assert shut == (
        e.DoorShut(at_ms=1_000_000, opens_at_ms=None),
        e.CounterClosed(at_ms=1_000_000, counter="2", reason="hall_shut"),
    )
    assert done[1] == e.CounterClosed(at_ms=1_001_000, counter="1", reason="hall_shut")


def test_when_the_day_turns_the_rest_expires_and_everybody_goes_home():
    hall = open_hall(counters=("1",))
    first, second, third = take(hall, at=1), take(hall, at=2), take(hall, at=3)
    call(hall, "1", at=4)
    start(hall, "1", at=5)
    do(hall, c.ParkTicket(counter="1", by=clerk("1")), 6)
    call(hall, "1", at=7)
    start(hall, "1", at=8)

    events = hall.tick(2_000_000)

    assert events[1:] == (
        e.TicketExpired(at_ms=2_000_000, ticket=first),
        e.TicketExpired(at_ms=2_000_000, ticket=second),
        e.TicketExpired(at_ms=2_000_000, ticket=third),
        e.CounterClosed(at_ms=2_000_000, counter="1", reason="day_turned"),
        e.SeatLeft(at_ms=2_000_000, counter="1", clerk=clerk("1"), by=None),
        e.DayTurned(at_ms=2_000_000, day="2026-11-23"),
    )
    assert hall.next_deadline() is None


def test_a_parked_ticket_survives_to_the_next_interval():
    hall = configured_hall()
    hall.handle(TWO_INTERVALS, 100)
    do(hall, c.TakeSeat(counter="1", by=clerk("1")), 100)
    do(hall, c.OpenCounter(counter="1", by=clerk("1")), 100)
    number = take(hall, at=110)
    call(hall, "1", at=120)
    do(hall, c.ParkTicket(counter="1", by=clerk("1")), 130)
    hall.tick(300)

    do(hall, c.OpenCounter(counter="1", by=clerk("1")), 310)
    do(hall, c.ResumeTicket(ticket=number), 320)

    assert call(hall, "1", at=330) == number
