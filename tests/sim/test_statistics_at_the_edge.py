"""Statistics where shortcuts end: waits so long that a wait and its group no longer share one number."""

from __future__ import annotations

import numpy as np

from kiosk.hall.line import NEVER, NONE
from sim.engine import AWAY
from sim.replications import Block
from sim.scenario_file import parse_scenario
from sim.statistics import Statistics

LONG_MS = 2**58 - 1
"""Nine million years."""
ENDLESS = """
[hall]
name = "常开"
[run]
customers = 40
[[class]]
name = "甲"
arrivals = { poisson_per_hour = 20 }
service = { constant = 1 }
[[counter]]
name = "1"
serves = ["甲"]
"""


def sum_up(waits_ms: list[int], turned_away: int | None = None) -> Statistics:
    """Forty people of one class, in twenty batches of two. turned_away: who of them, or nobody."""
    number = np.arange(len(waits_ms), dtype=np.int64)
    column = np.zeros_like(number)
    block = Block(
        day=column,
        line=column,
        taken_ms=number,
        need_ms=column + 1,
        leaves_ms=column + NEVER,
        start_ms=number + np.array(waits_ms),
        counter=np.where(number == turned_away, AWAY, NONE),
    )
    statistics = Statistics(parse_scenario(ENDLESS))
    statistics.add(block, 0, 1)
    return statistics


def test_waits_of_a_million_years_are_ranked_within_their_own_batch() -> None:
    statistics = sum_up([LONG_MS, 0] * 20, turned_away=1)

    half_width = statistics.figures("by hand")["all"]["half_width"]
    assert half_width["max"] == 0


def test_a_sum_is_exact_beyond_what_a_float_holds() -> None:
    statistics = sum_up([2**53 + 1] + [0] * 39)

    assert statistics.all.figures["wait.mean"].above == 2**53 + 1
    assert statistics.bin_waits[..., 0].sum() == 2**53 + 1
