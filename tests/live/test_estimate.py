"""Wait estimates: people ahead over the counters that may serve, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from kiosk.hall import commands as c
from kiosk.live.estimate import Estimate, for_newcomer, for_ticket, shown_minutes
from sim.predict.ql import ql_ms
from tests.builders import call, clerk, configured_hall, do, open_hall, start, take

MINUTE = 60_000


@pytest.mark.parametrize(
    ("ahead", "mean_min", "counters", "idle", "expected_min"),
    [
        (0, 12, 1, 0, 12),  # next, and the only counter is busy
        (0, 12, 4, 0, 3),  # next, the first of four to end
        (3, 12, 4, 0, 12),
        (0, 12, 4, 1, 0),  # somebody is idle
        (2, 12, 4, 1, 6),
        (0, 12, 4, 4, 0),
        (5, 12, 0, 0, None),
    ],
)
def test_a_wait_is_people_over_rate(
    ahead: int, mean_min: int, counters: int, idle: int, expected_min: int | None
) -> None:
    wait = ql_ms(ahead, mean_min * MINUTE, counters, idle)

    assert wait == (None if expected_min is None else expected_min * MINUTE)


@pytest.mark.parametrize(
    ("wait", "shown"),
    [
        (None, None),
        (0, 0),
        (1, 1),
        (MINUTE, 1),
        (MINUTE + 1, 2),
        (9 * MINUTE, 9),
        (9 * MINUTE + 1, 10),
        (10 * MINUTE, 10),
        (10 * MINUTE + 1, 15),
        (61 * MINUTE, 65),
    ],
)
def test_minutes_are_rounded_up_and_coarser_when_long(wait: int | None, shown: int | None) -> None:
    assert shown_minutes(wait) == shown


AHEAD = st.integers(0, 5_000)
MEAN = st.integers(1_000, 7_200_000)
COUNTERS = st.integers(1, 64)


@given(ahead=AHEAD, more=AHEAD, mean=MEAN, counters=COUNTERS, idle=st.integers(0, 64))
def test_estimates_are_never_negative_and_grow_with_the_people_ahead(
    ahead: int, more: int, mean: int, counters: int, idle: int
) -> None:
    shorter = shown_minutes(ql_ms(ahead, mean, counters, min(idle, counters)))
    longer = shown_minutes(ql_ms(ahead + more, mean, counters, min(idle, counters)))

    assert shorter is not None
    assert longer is not None
    assert 0 <= shorter <= longer


@given(ahead=AHEAD, mean=MEAN, counters=COUNTERS)
def test_one_more_counter_never_lengthens_the_wait(ahead: int, mean: int, counters: int) -> None:
    fewer, more = ql_ms(ahead, mean, counters), ql_ms(ahead, mean, counters + 1)

    assert fewer is not None
    assert more is not None
    assert more <= fewer


@given(wait=st.integers(0, 10**9))
def test_what_is_shown_is_never_less_than_what_is_expected(wait: int) -> None:
    shown = shown_minutes(wait)

    assert shown is not None
    assert 0 <= shown * MINUTE - wait < 6 * MINUTE


def test_a_line_without_an_open_counter_is_not_staffed() -> None:
    hall = open_hall(counters=("2",))
    number = take(hall, "A", at=1_000)

    assert for_ticket(hall.state, number) == Estimate(0, None, staffed=False)
    assert for_newcomer(hall.state, hall.state.line_index["A"], 2_000) == Estimate(1, None, staffed=False)
    assert for_newcomer(hall.state, hall.state.line_index["B"], 2_000) == Estimate(0, 0, staffed=True)


def test_only_counters_that_may_serve_the_line_count() -> None:
    hall = open_hall(counters=("1", "2"))
    for _ in range(2):
        take(hall, "A", at=1_000)
    call(hall, "1", at=2_000)

    # Ten minutes a service, one counter for line A, one person waits before the newcomer.
    assert for_newcomer(hall.state, hall.state.line_index["A"], 3_000) == Estimate(1, 20, staffed=True)


def test_a_priority_ticket_has_fewer_people_ahead() -> None:
    hall = open_hall(counters=("1",))
    for at in (0, 30_000, 90_000):
        take(hall, "A", at=at)

    # A minute of credit: whoever came before 40,000 stays ahead.
    outlook = for_newcomer(hall.state, hall.state.line_index["A-priority"], 100_000)

    assert outlook.ahead == 2


def test_a_newcomer_and_the_ticket_it_becomes_have_the_same_outlook() -> None:
    hall = open_hall(counters=("1", "3"))
    for at in range(7):
        take(hall, ("A", "B", "A-priority")[at % 3], at=at)

    before = for_newcomer(hall.state, hall.state.line_index["A"], 8)
    after = for_ticket(hall.state, take(hall, "A", at=8))

    assert after.ahead == before.ahead == 7


def test_a_ticket_bound_to_a_counter_waits_for_that_one() -> None:
    hall = open_hall(counters=("1", "3"))
    number = take(hall, "A", at=0)
    call(hall, "1", at=1_000)
    start(hall, "1", at=1_000)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 2_000)

    assert for_ticket(hall.state, number) == Estimate(0, 0, staffed=True)


def test_a_called_ticket_has_no_figure() -> None:
    hall = open_hall(counters=("1",))
    number = take(hall, "A", at=0)
    call(hall, "1", at=1_000)

    assert for_ticket(hall.state, number) == Estimate(0, None, staffed=True)


def test_before_the_day_nobody_is_staffed() -> None:
    hall = configured_hall()

    assert for_newcomer(hall.state, 0, 0) == Estimate(0, None, staffed=False)
