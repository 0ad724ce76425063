"""Half widths (置信半宽): Student's t without a table, means and ratios over days from sums alone."""

from __future__ import annotations

import math
from functools import lru_cache
from operator import mul

CONFIDENCE = 0.95
SERIES_DEGREES = 200
"""Above so many degrees of freedom the expansion is exact to nine digits."""


@lru_cache(maxsize=256)
def student_t(degrees: int) -> float:
    """97.5 % point of Student's t: the half width of a two-sided 95 % interval, in standard errors.

    degrees >= 1. Source: Abramowitz and Stegun 26.7.3, 26.7.4 (finite sums) and 26.7.5 (expansion).
    """
    share = 0.5 + CONFIDENCE / 2
    if degrees > SERIES_DEGREES:
        return _expanded(degrees)
    low, high = 0.0, 16.0
    while _within(high, degrees) < CONFIDENCE:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if 0.5 + _within(middle, degrees) / 2 < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _within(t: float, degrees: int) -> float:
    """P(|T| <= t)."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    total = 0.0
    if degrees % 2:
        term = math.cos(angle)
        for step in range(1, degrees - 1, 2):
            total += term
            term *= square * (step + 1) / (step + 2)
        return 2 / math.pi * (angle + sine * total)
    term = 1.0
    for step in range(0, degrees - 1, 2):
        total += term
        term *= square * (step + 1) / (step + 2)
    return sine * total


def _expanded(degrees: int) -> float:
    x = 1.959963984540054
    x2 = x * x
    first = x * (x2 + 1) / 4
    second = x * (5 * x2 * x2 + 16 * x2 + 3) / 96
    third = x * (3 * x2**3 + 19 * x2**2 + 17 * x2 - 15) / 384
    return x + first / degrees + second / degrees**2 + third / degrees**3


class Ratio:
    """A ratio of two daily amounts, e.g. minutes waited to people who waited, with its half width.

    Only sums are kept: exact while the amounts are ints. An amount a day is a ratio to 1.
    """

    __slots__ = ("above", "below", "days", "product", "square_above", "square_below")

    def __init__(self) -> None:
        self.days = 0
        self.above: float = 0
        self.below: float = 0
        self.square_above: float = 0
        self.square_below: float = 0
        self.product: float = 0

    def add(self, above: float, below: float) -> None:
        """One day."""
        self.days += 1
        self.above += above
        self.below += below
        self.square_above += above * above
        self.square_below += below * below
        self.product += above * below

    def add_all(self, aboves: list[int], belows: list[int]) -> None:
        """Many days."""
        self.days += len(aboves)
        self.above += sum(aboves)
        self.below += sum(belows)
        self.square_above += sum(map(mul, aboves, aboves))
        self.square_below += sum(map(mul, belows, belows))
        self.product += sum(map(mul, aboves, belows))

    @property
    def value(self) -> float | None:
        """The ratio over all days, None while it is 0 : 0."""
        return self.above / self.below if self.below else None

    @property
    def half_width(self) -> float | None:
        """Half width of its 95 % interval over days; None for a single day."""
        if self.days < 2 or not self.below:  # noqa: PLR2004  one day has no spread
            return None
        ratio = self.above / self.below
        squares = self.square_above - 2 * ratio * self.product + ratio * ratio * self.square_below
        error = math.sqrt(max(squares, 0.0) / (self.days - 1) / self.days) / (self.below / self.days)
        return student_t(self.days - 1) * error
