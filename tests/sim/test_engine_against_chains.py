"""The fast engine where no formula exists but an exact chain does: a hall day, and counters with unlike skills.

Both values are independent of our code: forward equations over the day's half hours, and a
two-dimensional chain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim import fast
from sim.replications import blocks, fast_player
from sim.scenario import Scenario
from sim.scenario_file import parse_scenario
from sim.spans import MINUTE_MS
from sim.statistics import Statistics
from sim.theory import cobham

SHARE = 1 if fast.load() is not None else 4
"""The plain engine is twelve times slower: it plays a quarter, and its interval is twice as wide."""

HALL_DAY = """
[hall]
hours = [["08:30", "17:30"]]
[run]
seed = 3
[[class]]
name = "A"
arrivals = { slot_min = 30, per_hour = [60, 78, 84, 84, 78, 72, 54, 36, 36, 54, 72, 78, 78, 66, 60, 54, 42, 24] }
service = { exponential = 3.55 }
""" + "".join(f'[[counter]]\nname = "{number}"\nserves = ["A"]\n' for number in range(6))

N_MODEL = """
[hall]
idle_counter = "lowest_number"
[run]
customers = 60000
warm_up = 2000
[[class]]
name = "1"
arrivals = { poisson_per_hour = 96 }
service = { exponential = 1 }
priority = 1
[[class]]
name = "2"
arrivals = { poisson_per_hour = 72 }
service = { exponential = 1 }
[[counter]]
name = "own 1"
serves = ["1"]
[[counter]]
name = "own 2"
serves = ["1"]
[[counter]]
name = "both 1"
serves = ["1", "2"]
[[counter]]
name = "both 2"
serves = ["1", "2"]
"""


def errors_off(sample: Sequence[float], exact: float) -> float:
    """How many standard errors a mean lies from the exact value."""
    mean = math.fsum(sample) / len(sample)
    variance = math.fsum((value - mean) ** 2 for value in sample) / (len(sample) - 1)
    return (mean - exact) / math.sqrt(variance / len(sample))


def played(scenario: Scenario) -> Statistics:
    statistics = Statistics(scenario)
    _, play = fast_player(scenario)
    for first, count, block in blocks(scenario, play, scenario.days):
        statistics.add(block, first, count)
    return statistics


@pytest.mark.slow
def test_the_hall_day_of_one_class_waits_as_its_forward_equations_say():
    days = 2_000 // SHARE

    found = played(replace(parse_scenario(HALL_DAY), days=days)).all.figures

    for name, exact in (("wait.mean", 0.7429770790 * MINUTE_MS), ("waited_share", 0.3118214480)):
        ratio = found[name]
        assert ratio.value is not None
        assert ratio.half_width is not None
        # Four standard errors; the half width is 1.96 of them.
        assert abs(ratio.value - exact) < 4 / 1.96 * ratio.half_width
        assert ratio.half_width < 0.05 * exact * SHARE


@pytest.mark.slow
def test_counters_with_skills_wait_as_their_chain_says():
    scenario = replace(parse_scenario(N_MODEL), customers=60_000 // SHARE)
    runs = [played(replace(scenario, seed=seed)).classes for seed in range(10)]

    for index, exact in enumerate((0.3869679247, 0.8117254056)):
        waits = [run[index].figures["wait.mean"].value or 0.0 for run in runs]
        assert abs(errors_off([wait / MINUTE_MS for wait in waits], exact)) < 5


def test_without_any_skill_apart_the_chain_is_a_formula():
    # The referee of the referee: one counter for both classes is Cobham's.
    text = N_MODEL[: N_MODEL.index("[[counter]]")] + '[[counter]]\nname = "1"\nserves = ["1", "2"]\n'
    slower = text.replace("= 96", "= 30").replace("= 72", "= 12").replace("60000", "8000")
    runs = [played(replace(parse_scenario(slower), seed=seed)).classes for seed in range(10)]

    high, low = cobham([0.2, 0.5], [(1, 2)] * 2)
    for index, exact in enumerate((low, high)):
        waits = [run[index].figures["wait.mean"].value or 0.0 for run in runs]
        assert abs(errors_off([wait / MINUTE_MS for wait in waits], exact)) < 5
