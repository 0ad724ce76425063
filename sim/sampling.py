"""A stretch of days drawn at once with numpy: the same integers as `engine.sample_day`, without its loop.

For the plain engine only, where drawing one by one costs more than the rules. A stream's k-th state
is the first one times the factor's k-th power, so a whole stream is one product; quantile tables
are looked up by index. tests/sim/test_streams.py demands equality, integer by integer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kiosk.hall.line import NEVER
from sim.distributions import table_moments
from sim.engine import SLOT_WIDTH, Model, Source
from sim.streams import (
    COARSE,
    COARSE_DRAWS,
    FACTOR_A,
    FACTOR_B,
    MIDDLE,
    MIDDLE_DRAWS,
    MODULUS_A,
    MODULUS_B,
    TABLE,
    Stream,
    first_state,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SPREADS = 5
"""How many standard deviations above the expected number of arrivals are drawn at first."""


@dataclass(slots=True)
class Sample:
    """Arrivals of many days, a field an array, in the order of (day, taken_ms, class)."""

    day: Ints
    line: Ints
    taken_ms: Ints
    order_ms: Ints
    need_ms: Ints
    leaves_ms: Ints


@lru_cache(maxsize=2)
def _powers(factor: int, modulus: int, count: int) -> Ints:
    powers = np.array([factor], dtype=np.int64)
    while len(powers) < count:
        powers = np.concatenate([powers, powers * powers[-1] % modulus])
    return powers


def _draws(stream: Stream, days: Ints, count: int) -> Ints:
    """The first `count` draws of a stream, a row a day."""
    # Powers of two keep the cache of factors short.
    length = 1 << max(count, 1).bit_length()
    drawn = _states(stream.key_a, days, _powers(FACTOR_A, MODULUS_A, length)[:count], MODULUS_A)
    drawn -= _states(stream.key_b, days, _powers(FACTOR_B, MODULUS_B, length)[:count], MODULUS_B)
    drawn += (drawn < 1) * np.int64(MODULUS_A - 1)
    return drawn


def _states(key: int, days: Ints, powers: Ints, modulus: int) -> Ints:
    """One half of the generator, a row a day."""
    first: Ints = first_state(key, days, modulus)  # type: ignore[assignment,arg-type]  # plain arithmetic
    states: Ints = np.multiply.outer(first, powers)
    # The remainder by way of the quotient: numpy divides by a constant in vector registers, 2.5 times faster than %.
    states -= states // modulus * modulus
    return states


def quantiles(table: Ints, drawn: Ints) -> Ints:
    """What a table yields for many draws."""
    count = len(table)
    if count != TABLE:
        steps: Ints = table.take((drawn * count) >> 31)
        return steps
    cell = np.minimum(drawn >> 20, COARSE - 1)
    low = table.take(cell)
    cell += 1
    values: Ints = table.take(cell)
    values -= low
    values *= drawn & 0xFFFFF
    values += 0x80000
    values >>= 20
    values += low
    high = np.nonzero(drawn >= COARSE_DRAWS)
    if len(high[0]):
        values[high] = _upper(table, drawn[high] - COARSE_DRAWS)
    return values


def _upper(table: Ints, drawn: Ints) -> Ints:
    is_middle = drawn < MIDDLE_DRAWS
    fine = drawn - MIDDLE_DRAWS
    cell = np.where(is_middle, COARSE + (drawn >> 12), COARSE + MIDDLE + (fine >> 3))
    low = table[cell]
    step = table[cell + 1] - low
    values: Ints = low + np.where(is_middle, (step * (drawn & 0xFFF) + 0x800) >> 12, (step * (fine & 7) + 4) >> 3)
    return values


class Sampler:
    """Draws days of one model. Tables become arrays once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.arrays: dict[int, Ints] = {}
        for source in model.sources:
            for table in (source.gaps, source.needs, source.patience):
                if table is not None and id(table) not in self.arrays:
                    self.arrays[id(table)] = np.array(table.numbers, dtype=np.int64)
        gaps = {id(source.gaps): source.gaps for source in model.sources if source.gaps is not None}
        means = {number: table_moments(list(table.numbers))[0] for number, table in gaps.items()}
        self.expected = [_expected(source, means) for source in model.sources]

    def sample(self, days: Sequence[int]) -> Sample:
        """Every arrival of the days named."""
        if self.model.customers:
            return _joined([self.run(day) for day in days])
        numbers = np.array(days, dtype=np.int64)
        return _sorted([self.visits(index, numbers, *self.arrivals(index, numbers)) for index in range(self.classes)])

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.model.sources)

    def run(self, day: int) -> Sample:
        """One stationary run: the first so many arrivals of all classes."""
        limit, days = self.model.customers, np.array([day], dtype=np.int64)
        counts = [min(limit, _at_first(limit / self.classes)) for _ in range(self.classes)]
        while True:
            drawn = [self.instants(index, days, counts[index]) for index in range(self.classes)]
            merged = np.sort(np.concatenate([taken_ms for taken_ms, _ in drawn]))
            last_ms = merged[limit - 1] if len(merged) >= limit else NEVER
            # A class is drawn far enough once its last arrival lies beyond the last one needed.
            short = [
                index
                for index, (taken_ms, within) in enumerate(drawn)
                if len(taken_ms) < limit and within.all() and len(taken_ms) and last_ms >= taken_ms[-1]
            ]
            if not short:
                break
            for index in short:
                counts[index] = min(limit, 2 * counts[index])
        needed = [int(np.searchsorted(taken_ms, last_ms, side="right")) for taken_ms, _ in drawn]
        parts = [
            self.visits(index, days, taken_ms[:count], within[:, :count])
            for index, (count, (taken_ms, within)) in enumerate(zip(needed, drawn, strict=True))
        ]
        return _cut(_sorted(parts), limit)

    def arrivals(self, index: int, days: Ints) -> tuple[Ints, Flags]:
        """All instants of one class, day after day, and how many of each day's draws they took."""
        count = _at_first(self.expected[index])
        while True:
            taken_ms, within = self.instants(index, days, count)
            if self.model.sources[index].gaps is None or not within[:, -1].any():
                return taken_ms, within
            count *= 2

    def instants(self, index: int, days: Ints, count: int) -> tuple[Ints, Flags]:
        """Of the first `count` draws a day: instants, day after day; which draws gave one (a row a day)."""
        source = self.model.sources[index]
        if source.gaps is None:
            return np.tile(np.array(source.times), len(days)), np.ones((len(days), len(source.times)), dtype=np.bool_)
        spent = np.cumsum(quantiles(self.arrays[id(source.gaps)], _draws(source.arriving, days, count)), axis=1)
        slots = np.array(source.slots, dtype=np.int64).reshape(-1, SLOT_WIDTH)
        starts = np.concatenate([[0], np.cumsum(slots[:, 2])])
        begins_ms: Ints = np.zeros(1, dtype=np.int64)
        within = np.ones(spent.shape, dtype=np.bool_)
        if source.cycle_ms:
            cycle, spent = np.divmod(spent.ravel(), starts[-1])
            begins_ms = cycle * source.cycle_ms
        else:
            within = spent < starts[-1]
            spent = spent[within]
        slot = np.searchsorted(starts, spent, side="right") - 1
        from_ms, length_ms, capacity = (column.take(slot) for column in slots.T)
        spent -= starts.take(slot)
        spent *= length_ms
        return begins_ms + from_ms + spent // capacity, within

    def visits(self, index: int, days: Ints, taken_ms: Ints, within: Flags) -> Sample:
        """Need and patience of one class for its arrivals."""
        source = self.model.sources[index]
        counts = within.sum(axis=1)
        within = within[:, : int(counts.max(initial=0))]
        need_ms = quantiles(self.arrays[id(source.needs)], _draws(source.needing, days, within.shape[1])[within])
        leaves_ms = np.full_like(taken_ms, NEVER)
        if source.patience is not None:
            drawn = _draws(source.waiting, days, within.shape[1])[within]
            leaves_ms = taken_ms + np.maximum(quantiles(self.arrays[id(source.patience)], drawn), 1)
        return Sample(
            day=np.repeat(days, counts),
            line=np.full_like(taken_ms, index),
            taken_ms=taken_ms,
            order_ms=taken_ms + source.offset_ms,
            need_ms=np.maximum(need_ms, 1),
            leaves_ms=leaves_ms,
        )


def _expected(source: Source, means: dict[int, float]) -> float:
    """Arrivals of one class a day, nearly."""
    if source.gaps is None:
        return float(len(source.times))
    return float(sum(list(source.slots)[2::SLOT_WIDTH])) / max(means[id(source.gaps)], 1.0)


def _at_first(expected: float) -> int:
    return int(expected + SPREADS * expected**0.5) + 1


def _fields(sample: Sample) -> list[Ints]:
    return [sample.day, sample.line, sample.taken_ms, sample.order_ms, sample.need_ms, sample.leaves_ms]


def _joined(parts: list[Sample]) -> Sample:
    return Sample(*(np.concatenate(columns) for columns in zip(*map(_fields, parts), strict=True)))


def _sorted(parts: list[Sample]) -> Sample:
    joined = _joined(parts)
    if len(parts) == 1 or not len(joined.day):
        return joined
    # One key and a stable sort: each class is in order already, so that only runs are merged, the lower class first.
    key = (joined.day - joined.day.min()) * (joined.taken_ms.max() + 1) + joined.taken_ms
    order = np.argsort(key, kind="stable")
    return Sample(*(column.take(order) for column in _fields(joined)))


def _cut(sample: Sample, count: int) -> Sample:
    return Sample(*(column[:count] for column in _fields(sample)))
