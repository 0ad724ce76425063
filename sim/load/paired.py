"""Pairs of waits, live and virtual (配对), and what decides whether both agree.

On a single FIFO line every start has a bound. Elsewhere the interval of the paired mean difference
alone decides: it contains 0 or the known bias, or it does not.

Source: docs/load.md
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sim.intervals import student_t

MOST_BATCHES: Final = 20
SMALLEST_BATCH: Final = 5
SMALLEST_SAMPLE: Final = 2

RULES: Final = {
    True: "every start within its bound: longest delay of one service x services so far in its busy period",
    False: "the 95 % interval of the paired mean difference of waits contains 0 or the known bias",
}
"""What decides, by whether the scenario is a single FIFO line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One ticket, live and virtual; instants in service ms from the scenario's zero, None: never.

    Waits run from the taking to the start or the leaving, None: still open. delayed_wait_ms: in the
    twin whose services take as long as they took. bound_ms: how far the two starts may lie apart,
    None where order can flip.
    """

    day: str
    ticket: str
    index: int
    matter_class: str
    taken_ms: int
    need_ms: int
    live_start_ms: int | None
    virtual_start_ms: int | None
    live_wait_ms: int | None
    virtual_wait_ms: int | None
    delayed_wait_ms: int | None
    bound_ms: int | None = None

    @property
    def difference_ms(self) -> int | None:
        """Live wait less virtual wait, or None if one of them is missing."""
        return _less(self.live_wait_ms, self.virtual_wait_ms)

    @property
    def known_bias_ms(self) -> int | None:
        """What the recorded delays alone add to this wait, or None if it cannot be told."""
        return _less(self.delayed_wait_ms, self.virtual_wait_ms)

    @property
    def is_within(self) -> bool:
        """Whether both started, within the bound if there is one, or neither did."""
        if self.live_start_ms is None or self.virtual_start_ms is None:
            return self.live_start_ms == self.virtual_start_ms
        return self.bound_ms is None or abs(self.live_start_ms - self.virtual_start_ms) <= self.bound_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All pairs. latency_ms: the longest delay of one service, service ms; the bounds are built on it.

    mean_difference_ms, known_bias_ms: over the pairs whose waits are known on both sides.
    half_width_ms: 95 % interval of the mean difference, over days or batches; None if too few.
    flipped: the fewest tickets whose moving makes both orders of starting equal.
    """

    is_single_line: bool
    latency_ms: int
    pairs: tuple[Pair, ...]
    mean_difference_ms: float | None
    half_width_ms: float | None
    known_bias_ms: float | None
    flipped: tuple[str, ...]

    @property
    def rule(self) -> str:
        """What decides whether both agree."""
        return RULES[self.is_single_line]

    @property
    def interval_ms(self) -> tuple[float, float] | None:
        """95 % interval of the mean difference, or None if there are too few pairs for one."""
        if self.mean_difference_ms is None or self.half_width_ms is None:
            return None
        return self.mean_difference_ms - self.half_width_ms, self.mean_difference_ms + self.half_width_ms

    @property
    def contained(self) -> tuple[str, ...]:
        """Which of 0 (`zero`) and the known bias (`known_bias`) lie within the interval."""
        if self.interval_ms is None:
            return ()
        low, high = self.interval_ms
        known = {"zero": 0.0, "known_bias": self.known_bias_ms}
        return tuple(name for name, value in known.items() if value is not None and low <= value <= high)

    @property
    def agrees(self) -> bool | None:
        """What the rule says; None where it has no interval to judge by."""
        if self.is_single_line:
            return all(pair.is_within for pair in self.pairs)
        return None if self.interval_ms is None else bool(self.contained)


def _less(left_ms: int | None, right_ms: int | None) -> int | None:
    return None if left_ms is None or right_ms is None else left_ms - right_ms


def interval_of(pairs: Sequence[Pair]) -> tuple[float | None, float | None]:
    """Mean difference and its 95 % half width: over days if there are five, else over batches."""
    differences = [(pair.day, pair.difference_ms) for pair in pairs if pair.difference_ms is not None]
    if not differences:
        return None, None
    values = [float(value) for _, value in differences if value is not None]
    mean = math.fsum(values) / len(values)
    days = list(dict.fromkeys(day for day, _ in differences))
    if len(days) >= SMALLEST_BATCH:
        groups = [[float(value) for at, value in differences if at == day and value is not None] for day in days]
    else:
        batches = min(MOST_BATCHES, len(values) // SMALLEST_BATCH)
        groups = [values[len(values) * n // batches : len(values) * (n + 1) // batches] for n in range(batches)]
    if len(groups) < SMALLEST_SAMPLE:
        return mean, None
    means = [math.fsum(group) / len(group) for group in groups]
    centre = math.fsum(means) / len(means)
    variance = math.fsum((each - centre) ** 2 for each in means) / (len(means) - 1)
    return mean, student_t(len(means) - 1) * math.sqrt(variance / len(means))


def flipped_of(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Tickets outside the longest run that both orders of starting have in common."""
    both = [pair for pair in pairs if pair.live_start_ms is not None and pair.virtual_start_ms is not None]
    live = sorted(both, key=lambda pair: (pair.live_start_ms, pair.taken_ms))
    virtual = sorted(both, key=lambda pair: (pair.virtual_start_ms, pair.taken_ms))
    rank = {(pair.day, pair.ticket): number for number, pair in enumerate(virtual)}
    ranks = [rank[pair.day, pair.ticket] for pair in live]
    kept = increasing(ranks)
    lone = [pair.ticket for pair in pairs if (pair.live_start_ms is None) != (pair.virtual_start_ms is None)]
    return tuple([pair.ticket for pair, number in zip(live, ranks, strict=True) if number not in kept] + lone)


def increasing(values: Sequence[int]) -> set[int]:
    """Members of one longest increasing subsequence; values are different."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        place = bisect_left(tails, value)
        before[value] = tails[place - 1] if place else None
        tails[place : place + 1] = [value]
    members: set[int] = set()
    at: int | None = tails[-1] if tails else None
    while at is not None:
        members.add(at)
        at = before[at]
    return members


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Everything, with every pair."""
    return {
        "agrees": comparison.agrees,
        "rule": comparison.rule,
        "is_single_line": comparison.is_single_line,
        "latency_ms": comparison.latency_ms,
        "mean_difference_ms": comparison.mean_difference_ms,
        "half_width_ms": comparison.half_width_ms,
        "interval_ms": comparison.interval_ms,
        "known_bias_ms": comparison.known_bias_ms,
        "contained": list(comparison.contained),
        "flipped": list(comparison.flipped),
        "pairs": [
            asdict(pair) | {"difference_ms": pair.difference_ms, "is_within": pair.is_within}
            for pair in comparison.pairs
        ],
    }
