"""The engines against theory: every value within 4 standard errors, and not too far on the whole.

The fast engine at full precision; the full hall, which is the same rules (law Fast = full), on one
short run a family.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from kiosk.hall.line import NEVER
from sim import fast
from sim.day import run_day_full
from sim.engine import AWAY
from sim.replications import Block, block_of, fast_player
from sim.scenario import Scenario
from sim.spans import MINUTE_MS
from tests.sim.families import WARM_UP, families, z_values

RUNS = 12
CUSTOMERS = 120_000 if fast.load() is not None else 40_000
"""A twelfth of the arrivals: the plain engine is twelve times slower."""
FULL_RUNS, FULL_CUSTOMERS = 6, 7_000
NAMES = [family.name for family in families(10_000)]


def figures(block: Block, classes: int) -> dict[tuple[int | None, str], float]:
    """Of one run, without its warm-up: (class or None, name) -> value, times in minutes."""
    kept = np.arange(len(block.day)) >= WARM_UP
    away, starts = block.counter == AWAY, block.start_ms < NEVER
    wait = np.minimum(block.start_ms, block.leaves_ms) - block.taken_ms
    found: dict[tuple[int | None, str], float] = {}
    for index in (None, *range(classes)):
        mine = kept if index is None else kept & (block.line == index)
        joined = mine & ~away
        found[index, "mean"] = float(wait[joined].mean()) / MINUTE_MS
        found[index, "waited"] = float((wait[joined] > 0).mean())
        found[index, "over 1"] = float((wait[joined] > MINUTE_MS).mean())
        found[index, "abandoned"] = float((~starts & ~away)[mine].mean())
        found[index, "turned away"] = float(away[mine].mean())
    return found


def fast_figures(scenario: Scenario) -> dict[tuple[int | None, str], float]:
    _, play = fast_player(scenario)
    return figures(play(0, 1), len(scenario.classes))


def full_figures(scenario: Scenario) -> dict[tuple[int | None, str], float]:
    return figures(block_of([run_day_full(scenario, 0)]), len(scenario.classes))


@cache
def fast_z(name: str) -> dict[tuple[int | None, str], float]:
    family = next(family for family in families(CUSTOMERS) if family.name == name)
    return z_values(family, RUNS, fast_figures)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_fast_engine_agrees_with_theory(name):
    assert {key: z for key, z in fast_z(name).items() if abs(z) > 4} == {}


@pytest.mark.slow
def test_the_fast_engine_is_not_off_a_little_everywhere():
    values = [z for name in NAMES for z in fast_z(name).values()]

    # Student's t over RUNS - 1 degrees has the variance 11 / 9.
    assert sum(z * z for z in values) / len(values) <= 1.6


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_full_hall_agrees_with_theory_on_short_runs(name):
    family = next(family for family in families(FULL_CUSTOMERS) if family.name == name)

    values = z_values(family, FULL_RUNS, full_figures)

    # Few short runs: the interval of Student's t with five degrees is wider.
    assert {key: z for key, z in values.items() if abs(z) > 7} == {}
