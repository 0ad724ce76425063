"""Scenarios with a known answer, and the z values of a run against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim import theory
from sim.scenario import Scenario
from sim.scenario_file import parse_scenario

WARM_UP = 4_000


@dataclass(frozen=True)
class Family:
    """A model with exact answers. expected: figure -> value, times in minutes.

    A figure is (class index or None for all, name), see `figures`.
    """

    name: str
    scenario: Scenario
    expected: dict[tuple[int | None, str], float]


def hall(classes: Sequence[str], servers: int, customers: int, seed: int = 1) -> Scenario:
    """A stationary hall; each class is the body of its section, without its name."""
    lines = ["[run]", f"customers = {customers}", f"warm_up = {WARM_UP}", f"seed = {seed}"]
    for index, body in enumerate(classes):
        lines += ["[[class]]", f'name = "{index}"', body]
    names = ", ".join(f'"{index}"' for index in range(len(classes)))
    for number in range(servers):
        lines += ["[[counter]]", f'name = "{number + 1}"', f"serves = [{names}]"]
    return parse_scenario("\n".join(lines))


def exponential(per_minute: float, more: str = "") -> str:
    """Poisson arrivals, exponential services of mean 1 minute."""
    return f"arrivals = {{ poisson_per_hour = {per_minute * 60} }}\nservice = {{ exponential = 1 }}\n{more}"


def served(per_minute: float, service: str, more: str = "") -> str:
    """Poisson arrivals, services as named."""
    return f"arrivals = {{ poisson_per_hour = {per_minute * 60} }}\nservice = {service}\n{more}"


def families(customers: int) -> list[Family]:
    """Every family; customers: arrivals of one run."""
    mmc, md1 = theory.mmc(4, 1, 5), theory.md1(0.8, 1)
    spread = theory.lognormal_moments(1, 0.8)
    levels = theory.cobham([0.2, 0.3, 0.3], [(1, 2)] * 3)
    davis, low = theory.davis([0.6, 1], 1, 2), theory.davis_waits(0.6, 1, 0, 1, 2)
    patient = theory.erlang_a(4.8, 1, 5, 0.5)
    room, loss = theory.mmck(4, 1, 5, 4), theory.mmck(4, 1, 5, 0)

    def ranked(rates: Sequence[float]) -> list[str]:
        return [exponential(rate, f"priority = {level}") for level, rate in enumerate(rates)]

    return [
        Family(
            "M/M/5",
            hall([exponential(4)], 5, customers),
            {(None, "mean"): mmc.mean, (None, "waited"): mmc.chance, (None, "over 1"): mmc.longer_than(1)},
        ),
        Family(
            "M/D/1",
            hall([served(0.8, "{ constant = 1 }")], 1, customers),
            {(None, "mean"): md1.mean, (None, "over 1"): md1.longer_than(1)},
        ),
        Family(
            "M/G/1 lognormal",
            hall([served(0.7, "{ lognormal = { mean = 1, cv = 0.8 } }")], 1, customers),
            {(None, "mean"): theory.pollaczek_khinchine(0.7, spread)[0], (None, "waited"): 0.7},
        ),
        Family(
            "Cobham",
            hall(ranked([0.2, 0.3, 0.3]), 1, customers),
            {(index, "mean"): wait for index, wait in enumerate(levels)},
        ),
        Family(
            "Davis",
            hall(ranked([0.6, 1]), 2, customers),
            {(0, "mean"): davis[0], (1, "mean"): davis[1], (1, "over 1"): low.longer_than(1)},
        ),
        Family(
            "Erlang A",
            hall([exponential(4.8, "patience = { exponential = 2 }")], 5, customers),
            {
                (None, "mean"): patient.waits.mean,
                (None, "abandoned"): patient.abandoned,
                (None, "over 1"): patient.waits.longer_than(1),
            },
        ),
        Family(
            "M/M/5/9",
            hall([exponential(4, "waiting_room = 4")], 5, customers),
            {(None, "mean"): room.mean, (None, "turned away"): room.turned_away, (None, "waited"): room.chance},
        ),
        Family(
            "M/M/5/5",
            hall([exponential(4, "waiting_room = 0")], 5, customers),
            {(None, "turned away"): loss.turned_away},
        ),
    ]


Figures = Callable[[Scenario], dict[tuple[int | None, str], float]]


def z_values(family: Family, runs: int, figures: Figures) -> dict[tuple[int | None, str], float]:
    """How many standard errors the mean of so many runs lies from each exact value."""
    found = [figures(replace(family.scenario, seed=100 + run)) for run in range(runs)]
    values = {}
    for key, exact in family.expected.items():
        sample = [one[key] for one in found]
        mean = math.fsum(sample) / runs
        error = math.sqrt(math.fsum((value - mean) ** 2 for value in sample) / (runs - 1) / runs)
        values[key] = (mean - exact) / error
    return values
