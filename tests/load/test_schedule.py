"""When requests are due, and what the client's clock makes of it."""

from __future__ import annotations

import pytest

from sim.load.demand import arrivals_of, duties_of
from sim.load.schedule import Arrival, Duty, Pace, Reading, pace_from, share_of, shifted
from sim.scenario_file import load_scenario, parse_scenario

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS

LUNCH = """
[hall]
hours = [["08:30", "12:00"], ["14:30", "17:30"]]
[[class]]
name = "A"
arrivals = { poisson_per_hour = 20 }
service = { constant = 2 }
[[counter]]
name = "1"
serves = ["A"]
away = [["10:00", "10:15"]]
"""


def arrival(index: int) -> Arrival:
    return Arrival(index=index, matter_class="A", at_ms=index * 1000, need_ms=1, patience_ms=None)


def test_at_sixty_times_a_minute_of_service_takes_a_second():
    pace = Pace(service_ms=1_000_000, at_s=50.0, speed=60.0)

    assert pace.due_s(1_060_000) == 51.0
    assert pace.service_at(51.0) == 1_060_000


def test_the_quickest_answer_sets_the_clock_half_way():
    readings = [Reading(10.0, 10.4, 5_000), Reading(11.0, 11.1, 6_000), Reading(12.0, 12.3, 7_000)]

    pace = pace_from(readings, speed=1.0)

    assert (pace.service_ms, pace.at_s) == (6_000, 11.05)


def test_workers_share_the_arrivals_by_turns_and_leave_none_out():
    arrivals = [arrival(index) for index in range(7)]

    shares = [share_of(arrivals, worker, 3) for worker in range(3)]

    assert [[each.index for each in share] for share in shares] == [[0, 3, 6], [1, 4], [2, 5]]


def test_a_worker_that_does_not_exist_has_no_share():
    with pytest.raises(ValueError, match=r"worker 3 is not within 0\.\.2"):
        share_of([], 3, 3)


def test_shifting_moves_the_arrival_and_nothing_else():
    moved = shifted([arrival(2)], 500)

    assert moved == [Arrival(index=2, matter_class="A", at_ms=2_500, need_ms=1, patience_ms=None)]


def test_fewer_customers_are_the_first_of_the_same_stream():
    scenario = load_scenario("single_line")

    assert arrivals_of(scenario, 0, 5) == arrivals_of(scenario, 0, 50)[:5]


def test_a_break_is_a_pause_and_after_noon_a_counter_opens_just_before_the_door():
    duties = duties_of(parse_scenario(LUNCH), early_ms=30_000)

    assert duties == [
        Duty(0, 0, is_on=True),
        Duty(10 * HOUR_MS, 0, is_on=False),
        Duty(10 * HOUR_MS + 15 * MINUTE_MS, 0, is_on=True),
        Duty(14 * HOUR_MS + 29 * MINUTE_MS + 30_000, 0, is_on=None),
    ]


def test_counters_come_and_go_in_the_order_of_their_numbers():
    two = LUNCH + '[[counter]]\nname = "2"\nserves = ["A"]\nhours = [["09:00", "11:00"]]\n'

    duties = duties_of(parse_scenario(two))

    assert [(duty.at_ms // MINUTE_MS, duty.counter, duty.is_on, duty.is_last) for duty in duties] == [
        (0, 0, True, False),
        (540, 1, True, False),
        (600, 0, False, False),
        (615, 0, True, False),
        (660, 1, False, True),
        (870, 0, None, False),
        (870, 1, None, False),
    ]
