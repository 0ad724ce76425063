"""Figures of a run by hand: waits, shares, percentiles, use of counters, half widths."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from kiosk.hall.line import NEVER, NONE
from sim.engine import AWAY
from sim.intervals import Ratio, student_t
from sim.replications import Block, blocks, plain_player
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, parse_scenario
from sim.spans import MINUTE_MS
from sim.statistics import Histogram, Statistics, is_conserved

T_1, T_2, T_19 = 12.706204736, 4.302652730, 2.093024054
"""97.5 % points of Student's t, from tables."""
DAY = """
[hall]
hours = [["08:00", "10:00"]]
target_min = 15
[[class]]
name = "A"
arrivals = { poisson_per_hour = 1 }
service = { constant = 1 }
[[class]]
name = "B"
arrivals = { poisson_per_hour = 1 }
service = { constant = 1 }
[[counter]]
name = "1"
serves = ["A", "B"]
away = [["09:00", "09:20"]]
[[counter]]
name = "2"
serves = ["A"]
hours = [["07:00", "09:00"]]
"""
ENDLESS = """
[run]
customers = {customers}
warm_up = {warm_up}
days = {days}
[[class]]
name = "A"
arrivals = { poisson_per_hour = 60 }
service = { constant = 1 }
[[counter]]
name = "1"
serves = ["A"]
"""
OPENS_MIN = 8 * 60


def row(
    taken: float,
    wait: float | None,
    *,
    need: float = 5,
    day: int = 0,
    line: int = 0,
    counter: int = 0,
    leaves: float | None = None,
    opens: float = OPENS_MIN,
) -> dict[str, int]:
    """One arrival, in minutes after opening; wait None: never served. counter AWAY: turned away."""
    taken_ms = round((opens + taken) * MINUTE_MS)
    return {
        "day": day,
        "line": line,
        "taken_ms": taken_ms,
        "need_ms": round(need * MINUTE_MS),
        "leaves_ms": NEVER if leaves is None else taken_ms + round(leaves * MINUTE_MS),
        "start_ms": NEVER if wait is None else taken_ms + round(wait * MINUTE_MS),
        "counter": counter if wait is not None or counter == AWAY else NONE,
    }


def block(*rows: dict[str, int]) -> Block:
    return Block(
        **{name: np.array([each[name] for each in rows], dtype=np.int64) for name in Block.__dataclass_fields__}
    )


def figures(*rows: dict[str, int], days: int = 1, scenario: Scenario | None = None) -> dict[str, dict]:
    statistics = Statistics(scenario or parse_scenario(DAY))
    statistics.add(block(*rows), 0, days)
    return statistics.figures("by hand")


def endless(customers: int, warm_up: int = 0, days: int = 1) -> Scenario:
    text = ENDLESS
    for name, value in {"customers": customers, "warm_up": warm_up, "days": days}.items():
        text = text.replace(f"{{{name}}}", str(value))
    return parse_scenario(text)


# Counts, waits and shares.

FATES = (
    row(0, 0),
    row(1, 15),
    row(2, 15.001),
    row(3, None, leaves=6),
    row(4, None, counter=AWAY),
    row(119, None),
    row(5, 3, line=1),
)
"""Served at once, just within the target, just beyond it, left, turned away, expired; and one of class B."""


def test_everybody_is_counted_in_one_place():
    found = figures(*FATES)

    assert [found["classes"]["A"][name] for name in ("arrived", "served", "abandoned", "turned_away", "expired")] == [
        6, 3, 1, 1, 1,
    ]  # fmt: skip
    assert [found["all"][name] for name in ("arrived", "served", "abandoned", "turned_away", "expired")] == [
        7, 4, 1, 1, 1,
    ]  # fmt: skip
    assert is_conserved(found)


def test_a_missing_visit_breaks_conservation():
    found = figures(*FATES)
    found["classes"]["A"]["served"] -= 1

    assert not is_conserved(found)


def test_wait_min_counts_all_who_joined_and_served_wait_min_those_served():
    found = figures(*FATES)["classes"]["A"]

    # Waits 0, 15, 15.001, 6 until leaving, and from 09:59 to midnight.
    assert found["wait_min"]["mean"] == pytest.approx((0 + 15 + 15.001 + 6 + 841) / 5, rel=1e-9)
    assert found["served_wait_min"]["mean"] == pytest.approx((0 + 15 + 15.001) / 3, rel=1e-9)
    assert (found["wait_min"]["max"], found["served_wait_min"]["max"]) == (841, 15.001)


def test_within_target_are_those_served_in_time_of_all_who_joined():
    found = figures(*FATES)

    assert found["classes"]["A"]["within_target_share"] == 2 / 5
    assert found["all"]["within_target_share"] == 3 / 6


def test_whoever_waits_a_millisecond_has_waited():
    found = figures(row(0, 0), row(1, 1 / MINUTE_MS), row(2, None, leaves=1), row(3, None, counter=AWAY))

    assert found["all"]["waited_share"] == 2 / 3


def test_each_class_has_its_own_target():
    scenario = parse_scenario(DAY.replace('name = "B"', 'name = "B"\ntarget_min = 2'))

    found = figures(row(0, 3), row(10, 3, line=1), scenario=scenario)

    assert [found["classes"][name]["within_target_share"] for name in "AB"] == [1, 0]


def test_a_class_that_nobody_came_to_has_no_figures_but_counts():
    found = figures(row(0, 1))["classes"]["B"]

    assert found["arrived"] == 0
    assert set(found["wait_min"].values()) == set(found["served_wait_min"].values()) == {None}
    assert (found["waited_share"], found["within_target_share"]) == (None, None)


# Percentiles.


def test_a_percentile_is_the_smallest_wait_that_so_many_do_not_exceed():
    found = figures(*(row(n, n / 100) for n in range(1, 11)))["all"]["wait_min"]

    assert found == pytest.approx({"mean": 0.055, "p50": 0.05, "p90": 0.09, "p95": 0.1, "max": 0.1})


@settings(max_examples=40)
@given(waits=st.lists(st.integers(0, 2**40), min_size=1, max_size=60), percent=st.integers(1, 100))
def test_a_percentile_is_off_by_less_than_a_cell(waits: list[int], percent: int):
    histogram = Histogram()
    for part in (waits[::2], waits[1::2]):
        histogram.add(np.array(part, dtype=np.int64))

    exact = sorted(waits)[math.ceil(len(waits) * percent / 100) - 1]

    assert histogram.percentile(percent) == pytest.approx(exact, rel=2**-13, abs=0)
    assert histogram.longest == max(waits)


def test_nobody_has_no_percentile():
    assert Histogram().percentile(50) is None


# Use of counters.


def test_use_is_time_serving_over_time_on_duty_while_the_hall_is_open():
    found = figures(row(0, 0, need=25), row(30, 0, need=25), row(0, 0, need=12, counter=1))["counters"]

    # Counter 1: two hours less a break of twenty minutes. Counter 2: its own hours, from 07:00 to 09:00.
    assert found["1"] == {"utilisation": pytest.approx(50 / 100), "half_width": None}
    assert found["2"] == {"utilisation": pytest.approx(12 / 120), "half_width": None}


def test_what_is_served_beyond_duty_counts_as_duty_too():
    found = figures(row(55, 0, need=15), row(110, 0, need=40), row(50, 0, need=30, counter=1))["counters"]

    # Counter 1: 10 minutes into its break, 30 past closing. Counter 2: 20 past its hours.
    assert found["1"]["utilisation"] == pytest.approx(55 / (100 + 10 + 30))
    assert found["2"]["utilisation"] == pytest.approx(30 / (120 + 20))


def test_use_over_days_is_a_ratio_of_sums_with_its_half_width():
    found = figures(row(0, 0, need=20), row(0, 0, need=30, day=1), row(0, 0, need=40, day=2), days=3)

    assert found["counters"]["1"]["utilisation"] == pytest.approx(0.3)
    assert found["counters"]["1"]["half_width"] == pytest.approx(T_2 * 0.1 / math.sqrt(3))
    assert found["counters"]["2"]["utilisation"] == 0


def test_use_in_a_stationary_run_counts_from_the_first_to_the_last_arrival_that_counts():
    rows = [row(minute, 0, need=need, opens=0) for minute, need in ((0, 4), (10, 4), (20, 4), (30, 4))]

    found = figures(*rows, scenario=endless(4, warm_up=1))

    # From 10 to 30 it serves two of four minutes each.
    assert found["counters"]["1"]["utilisation"] == pytest.approx(8 / 20)


# Half widths.


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(1, T_1), (2, T_2), (4, 2.776445105), (19, T_19), (30, 2.042272456), (200, 1.971896224), (1000, 1.962339081)],
)
def test_student_s_t_is_as_in_the_tables(degrees: int, point: float):
    assert student_t(degrees) == pytest.approx(point, rel=1e-9)


def test_a_single_day_has_no_half_width():
    widths = figures(*FATES)["all"]["half_width"]

    served = widths.pop("served_wait_min")
    assert set(widths.values()) == set(served.values()) == {None}


def test_half_widths_are_student_s_t_over_days():
    rows = [row(0, minutes, day=day) for day, minutes in enumerate((1, 2, 3))]

    found = figures(*rows, days=3)["all"]

    width = T_2 / math.sqrt(3)
    assert found["wait_min"]["mean"] == pytest.approx(2)
    assert [found["half_width"][name] for name in ("mean", "p50", "p95", "max")] == pytest.approx([width] * 4)
    assert found["half_width"]["served_wait_min"]["mean"] == pytest.approx(width)


def test_a_mean_over_days_of_unlike_size_is_a_ratio_with_the_half_width_of_a_ratio():
    rows = [row(0, 10), *(row(minute, 0, day=1) for minute in range(3))]

    found = figures(*rows, days=2)["all"]

    # Residuals 10 - 2.5 x 1 and 0 - 2.5 x 3; mean day of two visits.
    assert found["wait_min"]["mean"] == pytest.approx(2.5)
    assert found["half_width"]["mean"] == pytest.approx(T_1 * math.sqrt((7.5**2 + 7.5**2) / 1 / 2) / 2)


def test_the_half_width_of_a_count_is_that_of_its_total():
    rows = [row(n, 0) for n in range(2)] + [row(n, 0, day=1) for n in range(4)]

    widths = figures(*rows, days=2)["all"]["half_width"]

    # Days of 2 and 4: standard deviation sqrt 2, of their mean 1, of their total 2.
    assert widths["arrived"] == widths["served"] == pytest.approx(T_1 * 2)
    assert widths["turned_away"] == 0


def test_a_day_without_anybody_counts_as_a_day():
    ratio = Ratio()
    ratio.add(6, 3)
    ratio.add(0, 0)

    assert (ratio.value, ratio.half_width) == (2, 0)


def test_a_stationary_run_is_cut_into_twenty_batches():
    rows = [row(minute, 1 if minute // 2 % 2 else 3, opens=0) for minute in range(40)]

    found = figures(*rows, scenario=endless(40))["all"]

    # Ten batches of mean 1, ten of mean 3: their variance is 20 / 19.
    assert found["wait_min"]["mean"] == pytest.approx(2)
    assert found["half_width"]["mean"] == pytest.approx(T_19 * math.sqrt(20 / 19 / 20))


def test_warm_up_is_played_but_not_counted():
    rows = [row(minute, 100, opens=0) for minute in range(3)]
    rows += [row(minute, 1 if minute // 2 % 2 else 3, opens=3) for minute in range(40)]

    found = figures(*rows, scenario=endless(43, warm_up=3))["all"]

    assert (found["arrived"], found["wait_min"]["max"]) == (40, 3)
    assert found["half_width"]["mean"] == pytest.approx(T_19 * math.sqrt(20 / 19 / 20))


def test_too_few_arrivals_for_batches_have_no_half_width():
    found = figures(*(row(minute, 1, opens=0) for minute in range(39)), scenario=endless(39))["all"]

    assert (found["wait_min"]["mean"], found["half_width"]["mean"]) == (1, None)


def test_repeated_stationary_runs_stand_for_days():
    statistics = Statistics(endless(50, days=3))
    for day, minutes in enumerate((1, 2, 3)):
        statistics.add(block(*(row(n, minutes, day=day, opens=0) for n in range(50))), day, 1)

    found = statistics.figures("by hand")["all"]

    assert found["half_width"]["mean"] == pytest.approx(T_2 / math.sqrt(3))


# Blocks.


@pytest.mark.parametrize("block_days", [1, 3, 20])
def test_days_summed_up_in_blocks_of_any_size_give_the_same_figures(block_days: int):
    scenario = load_scenario("denggang")
    whole, parts = Statistics(scenario), Statistics(scenario)
    whole.add(plain_player(scenario)(0, 20), 0, 20)

    for first, count, part in blocks(scenario, plain_player(scenario), 20, block_days):
        parts.add(part, first, count)

    # Sums are of whole milliseconds, so that not even the last digit depends on the blocks.
    assert parts.figures("") == whole.figures("")
    assert is_conserved(whole.figures(""))
