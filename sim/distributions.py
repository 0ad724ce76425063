"""Distributions (分布) as integer quantile tables: floats live here and nowhere else.

A table turns one draw z (31 bits) into milliseconds: 2,048 equal cells of the inverse CDF, linear
inside, the last 16 cells cut 256 times finer and the last 8 of those 512 times finer again, because
plain equal cells make the second moment up to 0.9 % too high. Constant and empirical distributions
are steps: a table of that many equally likely values. The loop that draws sees integers only.

Source: simulation page §4; tests/sim/test_distributions.py compares both moments with the exact ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from sim.spans import MINUTE_MS
from sim.streams import COARSE, MIDDLE, TABLE

LONGEST_MS = 2**40
"""Longest duration a table may hold: 35 years, so that every product stays below 2**63."""
SMALLEST_SHARE = 2.0**-14
"""Where the first cell begins if the quantile falls steeply towards 0."""
NEWTON_STEPS = 200
NEWTON_GOAL = 1e-10

FINE = TABLE - 1 - COARSE - MIDDLE
"""Cells of 2**3 draws above the coarse and the middle ones; every length but TABLE means steps."""
DRAWS = 2**31
TABLES_KEPT = 64
"""Tables remembered: more than the distributions of a scenario; one is 0.4 MB."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A kind and its parameters, in minutes (cv and k are plain numbers).

    constant (value) · exponential (mean) · lognormal (mean, cv) · erlang (mean, k) ·
    uniform (from, to) · hyperexponential (p…, means…) · empirical (values…)
    """

    kind: str
    values: tuple[float, ...]


def _exponential(values: tuple[float, ...], shares: Sequence[float]) -> list[float]:
    return [-values[0] * math.log1p(-share) for share in shares]


def _uniform(values: tuple[float, ...], shares: Sequence[float]) -> list[float]:
    return [values[0] + (values[1] - values[0]) * share for share in shares]


def _lognormal(values: tuple[float, ...], _shares: Sequence[float]) -> list[float]:
    mean, cv = values
    variance = math.log1p(cv * cv)
    centre, spread = math.log(mean) - variance / 2, math.sqrt(variance)
    return [math.exp(centre + spread * normal) for normal in _normal_nodes()]


@lru_cache(maxsize=1)
def _normal_nodes() -> list[float]:
    # Shared by every lognormal of a scenario: the nodes are the same shares.
    inverse = NormalDist().inv_cdf
    return [inverse(max(share, SMALLEST_SHARE)) for share in node_shares()]


def _erlang(values: tuple[float, ...], shares: Sequence[float]) -> list[float]:
    mean, stages = values[0], int(values[1])

    def tail(x: float) -> tuple[float, float]:
        term = total = 1.0
        for stage in range(1, stages):
            term *= x / stage
            total += term
        return math.exp(-x) * total, math.exp(-x) * term

    return [mean / stages * x for x in _invert(tail, shares, start=stages - 1.0)]


def _hyperexponential(values: tuple[float, ...], shares: Sequence[float]) -> list[float]:
    pairs = list(zip(values[: len(values) // 2], values[len(values) // 2 :], strict=True))

    def tail(x: float) -> tuple[float, float]:
        return (
            sum(p * math.exp(-x / mean) for p, mean in pairs),
            sum(p / mean * math.exp(-x / mean) for p, mean in pairs),
        )

    return _invert(tail, shares, start=0.0)


def _invert(tail: Callable[[float], tuple[float, float]], shares: Sequence[float], start: float) -> list[float]:
    """X with P(X > x) = 1 - share for ascending shares; tail gives P(X > x) and the density.

    Newton on the logarithm of the tail, from the node before: it is concave or convex for
    every distribution here, so that steps from its mode (start) cannot run away.
    """
    values = []
    x = start
    for share in shares:
        goal = math.log1p(-max(share, SMALLEST_SHARE))
        for _ in range(NEWTON_STEPS):
            above, density = tail(x)
            step = (math.log(above) - goal) * above / density
            x += step
            if abs(step) <= NEWTON_GOAL * x:
                break
        values.append(x)
    return values


_QUANTILES: dict[str, Callable[[tuple[float, ...], Sequence[float]], list[float]]] = {
    "exponential": _exponential,
    "uniform": _uniform,
    "lognormal": _lognormal,
    "erlang": _erlang,
    "hyperexponential": _hyperexponential,
}
KINDS = (*_QUANTILES, "constant", "empirical")


def to_ms(minutes: float) -> int:
    """The one place where a duration becomes an integer: nearest millisecond."""
    return round(minutes * MINUTE_MS)


def table_of(distribution: Distribution, unit: int = MINUTE_MS) -> list[int]:
    """Table of a distribution, in units of 1 / unit of its own (minutes become milliseconds)."""
    return list(_table(distribution, unit))


def forget_tables() -> None:
    """Begin as a fresh process does: for figures that count the building of tables."""
    for remembered in (_table, node_shares, _normal_nodes):
        remembered.cache_clear()


@lru_cache(maxsize=TABLES_KEPT)
def _table(distribution: Distribution, unit: int) -> tuple[int, ...]:
    # Needed by the reader of a scenario, its model, and the model of the next day again.
    if distribution.kind in ("constant", "empirical"):
        steps = [round(value * unit) for value in distribution.values]
        # A list as long as an interpolated table would be taken for one; twice the list is the same chance.
        return tuple(steps * 2 if len(steps) == TABLE else steps)
    values = _QUANTILES[distribution.kind](distribution.values, node_shares())
    return tuple([round(value * unit) for value in values])


@lru_cache(maxsize=1)
def node_shares() -> tuple[float, ...]:
    """Shares at which an interpolated table has its nodes, from 0 to just below 1."""
    starts = [cell << 20 for cell in range(COARSE)]
    starts += [(COARSE << 20) + (cell << 12) for cell in range(MIDDLE)]
    starts += [(COARSE << 20) + (MIDDLE << 12) + (cell << 3) for cell in range(FINE)]
    return (*(start / DRAWS for start in starts), 1 - 2.0**-31)


def mean_ms(distribution: Distribution) -> float:
    """Exact mean in milliseconds."""
    return moments(distribution)[0] * MINUTE_MS


def moments(distribution: Distribution) -> tuple[float, float]:
    """Exact first and second moment, in minutes and square minutes."""
    values = distribution.values
    first, second = values[0], values[-1]
    match distribution.kind:
        case "constant":
            return first, first**2
        case "exponential":
            return first, 2 * first**2
        case "lognormal":
            return first, first**2 * (1 + second**2)
        case "erlang":
            return first, first**2 * (1 + 1 / second)
        case "uniform":
            return (first + second) / 2, (first**2 + first * second + second**2) / 3
        case "hyperexponential":
            pairs = list(zip(values[: len(values) // 2], values[len(values) // 2 :], strict=True))
            return math.fsum(p * m for p, m in pairs), math.fsum(2 * p * m * m for p, m in pairs)
        case _:
            return math.fsum(values) / len(values), math.fsum(v * v for v in values) / len(values)


def table_moments(table: list[int]) -> tuple[float, float]:
    """First and second moment of what a table yields, by integrating its straight pieces."""
    if len(table) != TABLE:
        return math.fsum(table) / len(table), math.fsum(v * v for v in table) / len(table)
    shares = [*node_shares()[:-1], 1.0]
    pieces = [(b - a, x, y) for a, b, x, y in zip(shares, shares[1:], table, table[1:], strict=False)]
    first = math.fsum(width * (x + y) / 2 for width, x, y in pieces)
    return first, math.fsum(width * (x * x + x * y + y * y) / 3 for width, x, y in pieces)
