"""Breaks: planned, kept by deadlines, never in the middle of a service."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.breaks import REASON
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import BreakIsPast, BreakOutsideHours, UnknownCounter
from tests.builders import CLOSES_MS, call, clerk, configured_hall, do, open_hall, start, take


def plan(hall: Hall, *spans: tuple[int, int], at: int = 0, counter: str = "1") -> tuple[e.Event, ...]:
    return do(hall, c.PlanBreaks(counter=counter, spans=spans, by="supervisor"), at)


def test_an_idle_counter_pauses_for_its_break_and_goes_on_by_itself():
    hall = open_hall()
    plan(hall, (100, 200))

    events = hall.tick(500)

    assert events == (
        e.BreakBegan(at_ms=100, counter="1", until_ms=200),
        e.CounterPaused(at_ms=100, counter="1", reason=REASON),
        e.BreakEnded(at_ms=200, counter="1"),
        e.CounterResumed(at_ms=200, counter="1"),
    )


def serving_into_a_break(*spans: tuple[int, int]) -> tuple[Hall, str]:
    """Counter 1 has had a citizen since 3 when the first break begins."""
    hall = open_hall()
    number = take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)
    plan(hall, *spans, at=4)
    return hall, number


def finish(hall: Hall, at: int) -> tuple[e.Event, ...]:
    return do(hall, c.FinishService(counter="1", by=clerk("1"), call_next=True), at)


def test_a_break_waits_for_the_citizen_and_is_as_long_as_planned():
    hall, number = serving_into_a_break((100, 200))

    begun = hall.tick(150)
    done = finish(hall, 160)
    over = hall.tick(300)

    assert begun == (
        e.BreakBegan(at_ms=100, counter="1", until_ms=200),
        e.CounterPausing(at_ms=100, counter="1", reason=REASON),
    )
    assert done == (
        e.ServiceFinished(at_ms=160, ticket=number, counter="1"),
        e.CounterPaused(at_ms=160, counter="1", reason=REASON),
        e.BreakMoved(at_ms=160, counter="1", until_ms=260),
    )
    assert over == (e.BreakEnded(at_ms=260, counter="1"), e.CounterResumed(at_ms=260, counter="1"))


def test_a_service_that_outlasts_the_whole_break_is_followed_by_it():
    hall, number = serving_into_a_break((100, 200))
    second = take(hall, at=5)

    outlasted = hall.tick(250)
    done = finish(hall, 260)
    over = hall.tick(360)

    assert outlasted[-1] == e.BreakMoved(at_ms=200, counter="1", until_ms=300)
    assert done == (
        e.ServiceFinished(at_ms=260, ticket=number, counter="1"),
        e.CounterPaused(at_ms=260, counter="1", reason=REASON),
        e.BreakMoved(at_ms=260, counter="1", until_ms=360),
    )
    assert over[-1] == e.CounterResumed(at_ms=360, counter="1")
    assert call(hall, "1", at=361) == second


@pytest.mark.parametrize("spans", [((100, 200), (250, 300)), ((CLOSES_MS - 200, CLOSES_MS - 50),)])
def test_a_break_that_has_no_room_before_the_next_or_the_door_shuts_ends_when_it_was_to_end(spans):
    hall, _ = serving_into_a_break(*spans)
    (begins_ms, ends_ms) = spans[0]

    done = finish(hall, begins_ms + 60)
    over = hall.tick(ends_ms)

    assert [type(event) for event in done[-2:]] == [e.ServiceFinished, e.CounterPaused]
    assert over == (e.BreakEnded(at_ms=ends_ms, counter="1"), e.CounterResumed(at_ms=ends_ms, counter="1"))


def test_a_finish_that_was_a_slip_is_taken_back_and_the_break_waits_again():
    hall, number = serving_into_a_break((100, 200))
    finish(hall, 160)

    do(hall, c.UndoAction(counter="1", by=clerk("1")), 170)
    again = finish(hall, 180)

    assert again[:2] == (
        e.ServiceFinished(at_ms=180, ticket=number, counter="1"),
        e.CounterPaused(at_ms=180, counter="1", reason=REASON),
    )
    assert hall.state.desks[0].break_until_ms == 280


def test_a_clerk_who_takes_the_pause_back_has_given_the_break_up():
    hall, _ = serving_into_a_break((100, 200))
    do(hall, c.ResumeCounter(counter="1", by=clerk("1")), 120)

    assert hall.tick(300)[-1:] == (e.BreakEnded(at_ms=200, counter="1"),)
    assert finish(hall, 310)[-1].at_ms == 310
    assert hall.state.desks[0].break_until_ms is None


def test_a_break_is_no_reason_to_open_a_counter_that_is_away_for_another():
    hall = open_hall(counters=("1", "2"))
    for counter in ("1", "2", "3"):
        plan(hall, (100, 200), counter=counter)
    do(hall, c.PauseCounter(counter="1", by=clerk("1"), reason="meal"), 50)

    events = hall.tick(120)
    do(hall, c.CloseCounter(counter="2", by=clerk("2")), 130)
    over = hall.tick(300)

    assert [event for event in events if isinstance(event, e.CounterPaused)] == [
        e.CounterPaused(at_ms=100, counter="2", reason=REASON)
    ]
    assert over == tuple(e.BreakEnded(at_ms=200, counter=counter) for counter in ("1", "2", "3"))


def test_a_clerk_who_comes_back_early_and_leaves_again_for_a_meal_is_left_alone():
    hall = open_hall()
    plan(hall, (100, 200))
    do(hall, c.ResumeCounter(counter="1", by=clerk("1")), 120)
    do(hall, c.PauseCounter(counter="1", by=clerk("1"), reason="meal"), 130)

    assert hall.tick(300) == (e.BreakEnded(at_ms=200, counter="1"),)


def test_a_new_plan_takes_the_place_of_what_lay_ahead_and_not_of_what_runs():
    hall = open_hall()
    plan(hall, (100, 200), (400, 500))
    hall.tick(150)

    plan(hall, (300, 350), at=150)
    events = hall.tick(600)

    assert [event.at_ms for event in events if isinstance(event, e.BreakBegan | e.BreakEnded)] == [200, 300, 350]


@pytest.mark.parametrize("begins_ms", [100, 150, 180])
def test_what_has_begun_and_what_runs_cannot_be_planned_over(begins_ms):
    hall = open_hall()
    plan(hall, (140, 190))
    hall.tick(150)

    with pytest.raises(BreakIsPast) as refused:
        plan(hall, (begins_ms, 400), at=150)

    assert refused.value.params == {"counter": "1", "begins_at_ms": begins_ms}


def test_a_break_lies_within_the_opening_hours():
    hall = open_hall()

    with pytest.raises(BreakOutsideHours):
        plan(hall, (CLOSES_MS - 1, CLOSES_MS + 1))
    assert plan(hall, (CLOSES_MS - 1, CLOSES_MS))
    with pytest.raises(UnknownCounter):
        plan(hall, (10, 20), counter="99")


def test_breaks_that_overlap_cannot_be_asked_for():
    with pytest.raises(ValueError, match="overlap"):
        c.PlanBreaks(counter="1", spans=((10, 30), (20, 40)))
    with pytest.raises(ValueError, match="within the opening hours"):
        c.OpenHall(day="2026-11-23", intervals=((0, 100),), turns_at_ms=200, breaks=(("1", ((90, 110),)),))


def test_a_day_brings_its_breaks_and_takes_them_along():
    hall = configured_hall()
    breaks = (("1", ((10, 20), (60, 70))),)
    command = c.OpenHall(day="2026-11-23", intervals=((0, 100),), turns_at_ms=200, breaks=breaks)

    opened = do(hall, command, 30)
    hall.tick(65)

    # The first had begun when the hall opened late.
    assert opened[-1] == e.BreaksPlanned(at_ms=30, counter="1", spans=((60, 70),), by=None)
    assert hall.state.desks[0].break_until_ms == 70
    hall.tick(200)
    assert (hall.state.desks[0].breaks, hall.state.desks[0].break_due_ms) == ((), None)
    assert hall.next_deadline() is None


def test_whoever_waits_over_lunch_and_a_break_is_served_in_the_afternoon():
    hall = configured_hall()
    hours = ((0, 1_000), (2_000, 3_000))
    do(hall, c.OpenHall(day="2026-11-23", intervals=hours, turns_at_ms=4_000, breaks=(("1", ((900, 1_000),)),)), 0)
    do(hall, c.TakeSeat(counter="1", by=clerk("1")), 0)
    do(hall, c.OpenCounter(counter="1", by=clerk("1")), 0)
    number = take(hall, at=950)

    hall.tick(1_500)

    assert number in hall.state.visits
    assert call(hall, "1", at=1_600) == number
