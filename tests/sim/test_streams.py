"""Streams of chance: one draw, three ways (one by one, with numpy, compiled), the same integers."""

from __future__ import annotations

import numpy as np
import pytest

from sim import fast
from sim.model import model_of
from sim.replications import compiled_player, plain_player, trace_of
from sim.sampling import quantiles
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, parse_scenario
from sim.streams import COARSE_DRAWS, MIDDLE_DRAWS, Table, quantile

FIELDS = ("day", "line", "taken_ms", "need_ms", "leaves_ms", "start_ms", "counter")
DAYS = 5
STATIONARY = """
[hall]
name = "常开"
[run]
customers = 3000
seed = 11
[[class]]
name = "甲"
arrivals = { poisson_per_hour = 20 }
service = { hyperexponential = { p = [0.9, 0.1], means = [0.5, 5.5] } }
[[class]]
name = "乙"
arrivals = { gap = { erlang = { mean = 4, k = 2 } } }
service = { lognormal = { mean = 3, cv = 0.8 } }
patience = { exponential = 30 }
[[counter]]
name = "1"
serves = ["甲", "乙"]
[[counter]]
name = "2"
serves = ["乙"]
"""


def scenario_named(name: str) -> Scenario:
    return parse_scenario(STATIONARY) if name == "endless" else load_scenario(name)


@pytest.mark.parametrize("name", ["workload-c", "denggang", "endless"])
def test_numpy_draws_what_the_loop_draws(name: str) -> None:
    scenario = scenario_named(name)
    play = plain_player(scenario)
    for day in range(DAYS):
        block = play(day, 1)

        assert block.trace(day) == trace_of(scenario, day)


@pytest.mark.skipif(fast.load() is None, reason="no compiled engine here: nothing to compare with")
@pytest.mark.parametrize("name", ["workload-c", "denggang", "endless"])
def test_plain_and_compiled_give_the_same_integers(name: str) -> None:
    compiled = fast.load()
    assert compiled is not None
    scenario = scenario_named(name)
    plain, native = plain_player(scenario)(0, DAYS), compiled_player(scenario, compiled)(0, DAYS)

    assert [field for field in FIELDS if not np.array_equal(getattr(plain, field), getattr(native, field))] == []


def test_the_same_day_twice_is_equal_and_two_days_differ() -> None:
    scenario = load_scenario("workload-c")

    assert trace_of(scenario, 3) == trace_of(scenario, 3)
    assert trace_of(scenario, 3).taken_ms != trace_of(scenario, 4).taken_ms


def test_another_counter_shifts_nobodys_luck() -> None:
    text = STATIONARY + '[[counter]]\nname = "3"\nserves = ["甲"]\n'

    assert trace_of(parse_scenario(text), 2) == trace_of(parse_scenario(STATIONARY), 2)


def test_a_quantile_is_the_same_by_look_up_and_by_array_at_every_seam() -> None:
    model = model_of(load_scenario("workload-c"))
    table: Table = model.sources[0].needs
    top = COARSE_DRAWS + MIDDLE_DRAWS
    draws = [1, 2**20 - 1, 2**20, COARSE_DRAWS - 1, COARSE_DRAWS, top - 1, top, 2**31 - 87]

    assert [quantile(table, draw) for draw in draws] == quantiles(np.array(table.numbers), np.array(draws)).tolist()
