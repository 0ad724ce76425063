"""When a run counts (有效性): the rules without which no number is quoted.

A live system adds its own delay to every service. Run at 60 times the speed, a delay of 10 ms is
0.6 s of service time; the rules say how much of that is still the hall and not the machine.

Source: docs/load.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_BIAS: Final = 0.01
"""Delay of the hops of one service, as a share of the mean service."""
MOST_LAG_S: Final = 0.010
"""p99 of how late the generator itself sent."""
DEADLINE_MARGIN: Final = 10.0
"""How many p99 latencies must fit into the shortest deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule and what the run made of it. limit: value must be below it, or above if is_floor."""

    name: str
    value: float
    limit: float
    is_floor: bool
    text: str

    @property
    def is_kept(self) -> bool:
        """Whether the run counts as far as this rule goes."""
        return self.value >= self.limit if self.is_floor else self.value < self.limit


def bias_of(hops_p99_s: Sequence[float], speed: float, mean_service_ms: float) -> float:
    """The hops from need to start as a share of the mean service, all at their p99.

    hops_p99_s: p99 of each hop that lies between a service's need and the next start: finishing,
    hearing of the call, starting. mean_service_ms: the need that really was drawn, in service time.
    """
    if mean_service_ms <= 0:
        return float("inf")
    return sum(hops_p99_s) * 1000 * speed / mean_service_ms


def rules_of(
    *,
    hops_p99_s: Sequence[float],
    lag_p99_s: float,
    worst_p99_s: float,
    shortest_deadline_ms: float,
    speed: float,
    mean_service_ms: float,
    services: int,
) -> tuple[Rule, ...]:
    """The rules with what this run made of them.

    worst_p99_s: the largest p99 of any endpoint that a deadline waits for. shortest_deadline_ms:
    of the hall, in service time. services: how many were finished.
    """
    margin = shortest_deadline_ms / 1000 / speed / worst_p99_s if worst_p99_s else float("inf")
    return (
        Rule(
            name="bias",
            value=bias_of(hops_p99_s, speed, mean_service_ms),
            limit=MOST_BIAS,
            is_floor=False,
            text="hops from need to start (p99) x speed, as a share of the mean service",
        ),
        Rule(
            name="lag_p99_s",
            value=lag_p99_s,
            limit=MOST_LAG_S,
            is_floor=False,
            text="how late the generator itself sent (p99)",
        ),
        Rule(
            name="deadline_margin",
            value=margin,
            limit=DEADLINE_MARGIN,
            is_floor=True,
            text="shortest deadline / speed, in p99 latencies",
        ),
        Rule(
            name="services",
            value=float(services),
            limit=1.0,
            is_floor=True,
            text="services finished",
        ),
    )
