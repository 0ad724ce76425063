"""The race against the peer is fair: who does not wait equally long on the same draws does not race."""

from __future__ import annotations

import os

import pytest

from sim.bench.cores import one_core
from sim.bench.engine import Runner, disagreement, full_hall_waits, race, runners
from sim.scenario_file import load_scenario


def runner(name: str, waits: int) -> Runner:
    return Runner(name=name, customers=lambda turn: turn + 1, waits=lambda: waits, bar=4)


@pytest.mark.slow
@pytest.mark.parametrize("workload", ["a", "b"])
def test_all_runners_wait_equally_long_on_the_same_draws(workload: str) -> None:
    racing = runners(load_scenario(f"workload-{workload}"), 20)

    assert racing[0].waits() > 0
    assert disagreement({each.name: each.waits for each in racing}) is None


@pytest.mark.slow
def test_on_the_hall_day_the_full_hall_waits_as_long_as_the_others() -> None:
    scenario = load_scenario("workload-c")
    racing = runners(scenario, 40)

    assert {each.waits() for each in racing} == {full_hall_waits(scenario)}


def test_a_race_is_void_if_one_waits_a_millisecond_longer() -> None:
    rows = race("z", [runner("peer", 1000), runner("ours", 1001)])

    assert [(row["value"], row["ratio"], row["met"]) for row in rows] == [(None, None, False)]
    assert rows[0]["peer"] == "void: peer waits 1000 ms, ours waits 1001 ms"


def test_a_race_is_void_if_only_the_judge_waits_otherwise() -> None:
    rows = race("z", [runner("peer", 1000), runner("ours", 1000)], {"judge": lambda: 999})

    assert rows[0]["met"] is False
    assert rows[0]["peer"] == "void: peer waits 1000 ms, ours waits 1000 ms, judge waits 999 ms"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot bind a process to a core")
def test_a_figure_is_taken_on_one_core_and_the_others_are_given_back() -> None:
    before = os.sched_getaffinity(0)

    with one_core():
        during = os.sched_getaffinity(0)

    assert len(during) == 1
    assert os.sched_getaffinity(0) == before
