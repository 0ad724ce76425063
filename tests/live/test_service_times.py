"""What a hall learns from its own log: how long people take, how often they come, how soon they give up."""

from __future__ import annotations

import math

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.live.service_times import LEAST_GIVEN_UP, PACE_PRIOR, PRIOR, Fit, ServiceTimes
from tests.builders import clerk, do, open_hall, take

MINUTE_MS = 60_000


def learnt(hall: Hall, *steps: tuple[int, c.Command]) -> ServiceTimes:
    """What is learnt from these commands."""
    times = ServiceTimes()
    for at_ms, command in steps:
        for event in do(hall, command, at_ms):
            times.hear(event)
    return times


def at(
    counter: str,
    kind: type[c.CallNext] | type[c.StartService] | type[c.FinishService] | type[c.ParkTicket] | type[c.UndoAction],
) -> c.Command:
    return kind(counter=counter, by=clerk(counter))


def test_before_the_first_service_a_line_lasts_as_its_configuration_says() -> None:
    mean_ms, cv = Fit().lognormal(8 * MINUTE_MS)

    assert mean_ms == 8 * MINUTE_MS
    assert cv == pytest.approx(0.8)


def test_many_own_services_outweigh_the_configuration() -> None:
    fit = Fit()
    for _ in range(1000):
        # Two values around their geometric mean of four minutes: the spread of the logarithms is ln 2.
        fit.add(2 * MINUTE_MS)
        fit.add(8 * MINUTE_MS)

    mean_ms, cv = fit.lognormal(8 * MINUTE_MS)

    variance = math.log(2) ** 2
    assert mean_ms / MINUTE_MS == pytest.approx(4 * math.exp(variance / 2), rel=0.02)
    assert cv == pytest.approx(math.sqrt(math.expm1(variance)), rel=0.02)


def test_as_many_own_services_as_the_prior_is_worth_meet_it_halfway() -> None:
    fit = Fit()
    for _ in range(PRIOR):
        fit.add(2 * MINUTE_MS)

    # The prior's logarithms have the mean ln 8 - s²/2 and, as ten services, the variance s²; one more alike service
    # than the first adds a degree of freedom and nothing to the squares.
    s2 = math.log1p(0.64)
    mean = ((math.log(8) - s2 / 2) + math.log(2)) / 2
    assert fit.lognormal(8 * MINUTE_MS)[0] / MINUTE_MS == pytest.approx(math.exp(mean + s2 * 10 / 11 / 2), rel=1e-4)


def test_a_wrong_guess_does_not_make_services_look_unlike_each_other() -> None:
    fit = Fit()
    for minutes in (2, 8) * 20:
        fit.add(minutes * MINUTE_MS)

    assert fit.lognormal(3_000 * MINUTE_MS)[1] == pytest.approx(fit.lognormal(4 * MINUTE_MS)[1])


def test_a_counter_is_taken_up_from_the_call_to_the_end() -> None:
    times = learnt(
        open_hall(),
        (1_000, c.TakeTicket(line="A")),
        (10_000, at("1", c.CallNext)),
        (25_000, at("1", c.StartService)),
        (130_000, at("1", c.FinishService)),
    )

    assert times.fits["A"].count == 1
    assert times.fits["A"].total == pytest.approx(math.log(120_000))


def test_a_call_that_nobody_answers_takes_a_counter_up_as_well() -> None:
    hall, times = open_hall(), ServiceTimes()
    taken = do(hall, c.TakeTicket(line="A"), 1_000)

    for event in (*taken, *do(hall, at("1", c.CallNext), 10_000), *hall.tick(85_000)):
        times.hear(event)

    # Three calls in 75 seconds, then the no-show.
    assert times.fits["A"].total == pytest.approx(math.log(75_000))


def test_a_service_under_way_at_a_start_is_known_when_it_ends() -> None:
    hall, times = open_hall(), ServiceTimes()
    take(hall, at=1_000)
    do(hall, at("1", c.CallNext), 10_000)
    do(hall, at("1", c.StartService), 20_000)

    times.begin(hall.state)
    for event in do(hall, at("1", c.FinishService), 70_000):
        times.hear(event)

    assert times.fits["A"].total == pytest.approx(math.log(60_000))


def test_how_often_people_join_a_line_is_counted_since_the_door_opened() -> None:
    times = learnt(open_hall(), *((second * 1000, c.TakeTicket(line="A")) for second in (10, 60, 200, 240)))

    # Four in four minutes, and nobody in the half hour that is thought before.
    assert times.gap_ms("A", 240_000, opened_at_ms=0) == 34 * MINUTE_MS // 4
    assert times.gap_ms("B", 240_000, opened_at_ms=0) == 0


def test_patience_is_told_from_the_fifth_who_gives_up() -> None:
    times = ServiceTimes()
    for number in range(LEAST_GIVEN_UP):
        assert times.patience_ms is None
        ticket = f"A00{number}"
        times.hear(
            e.TicketTaken(
                at_ms=0,
                ticket=ticket,
                prefix="A",
                serial=number,
                line="A",
                kind="ordinary",
                order_ms=0,
                slot_at_ms=None,
                token_hash=None,
            )  # type: ignore[arg-type]  # the kind plays no part
        )
        times.hear(e.TicketAbandoned(at_ms=90_000, ticket=ticket, counter=None))

    assert times.patience_ms == 90_000


def test_a_service_that_was_ended_by_a_slip_counts_once_and_whole() -> None:
    times = learnt(
        open_hall(),
        (1_000, c.TakeTicket(line="A")),
        (10_000, at("1", c.CallNext)),
        (20_000, at("1", c.StartService)),
        (50_000, at("1", c.FinishService)),
        (55_000, at("1", c.UndoAction)),
        (130_000, at("1", c.FinishService)),
    )

    assert times.fits["A"].count == 1
    assert times.fits["A"].total == pytest.approx(math.log(120_000))


def test_a_call_that_was_a_slip_ends_no_wait_and_takes_no_counter_up() -> None:
    hall = open_hall()
    times = learnt(
        hall, (1_000, c.TakeTicket(line="A")), (10_000, at("1", c.CallNext)), (15_000, at("1", c.UndoAction))
    )
    waited_ms = times.waited_ms
    for event in do(hall, at("1", c.CallNext), 61_000):
        times.hear(event)

    assert waited_ms == 0
    assert times.waited_ms == 60_000
    assert times.fits == {}


def alike(times: ServiceTimes, counter: str, minutes: float, count: int) -> None:
    for _ in range(count):
        times.add("A", counter, round(minutes * MINUTE_MS))


def test_a_counters_pace_is_its_own_services_beside_all_of_the_line_shrunk_to_none() -> None:
    times = ServiceTimes()
    alike(times, "1", 4, PACE_PRIOR)
    alike(times, "2", 16, PACE_PRIOR)

    paces = [times.pace_permille(counter, {"A": 8 * MINUTE_MS}) for counter in ("1", "2", "3")]

    # All of the line lie around the geometric mean of eight minutes, half as long and twice as long; the line's prior
    # moves that by s²/2 of 2 services in 42. As many own services as the prior is worth go half the way: roots of a half and of two.
    shift = math.log1p(0.64) / 2 * PRIOR / (PRIOR + 2 * PACE_PRIOR)
    halfway = [1000 * math.exp((math.log(ratio) + shift) / 2) for ratio in (0.5, 2.0)]
    assert paces == [pytest.approx(halfway[0], abs=1), pytest.approx(halfway[1], abs=1), 1000]


def test_a_service_that_was_a_slip_counts_for_no_counter() -> None:
    times = learnt(
        open_hall(),
        (1_000, c.TakeTicket(line="A")),
        (10_000, at("1", c.CallNext)),
        (25_000, at("1", c.StartService)),
        (130_000, at("1", c.FinishService)),
        (131_000, at("1", c.UndoAction)),
    )

    assert (times.shares["1", "A"].count, times.pace_permille("1", {"A": MINUTE_MS})) == (0, 1000)
