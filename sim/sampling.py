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
    Table,
    first_state,
)

Ints = NDArray[np.int64]
SPREADS = 6
"""How many standard deviations above the expected number of arrivals are drawn at first."""
SPARE = 16


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


def _draws(stream: Stream, days: Sequence[int], count: int) -> Ints:
    """The first `count` draws of a stream, a row a day."""
    # Powers of two keep the cache of factors short.
    length = 1 << max(count, 1).bit_length()
    first_a = np.array([first_state(stream.key_a, day, MODULUS_A) for day in days], dtype=np.int64)
    first_b = np.array([first_state(stream.key_b, day, MODULUS_B) for day in days], dtype=np.int64)
    drawn = np.multiply.outer(first_a, _powers(FACTOR_A, MODULUS_A, length)[:count]) % MODULUS_A
    drawn -= np.multiply.outer(first_b, _powers(FACTOR_B, MODULUS_B, length)[:count]) % MODULUS_B
    drawn[drawn < 1] += MODULUS_A - 1
    return drawn


def quantiles(table: Ints, drawn: Ints) -> Ints:
    """What a table yields for many draws."""
    count = len(table)
    if count != TABLE:
        steps: Ints = table[(drawn * count) >> 31]
        return steps
    cell = np.minimum(drawn >> 20, COARSE - 1)
    low = table[cell]
    values: Ints = low + (((table[cell + 1] - low) * (drawn & 0xFFFFF) + 0x80000) >> 20)
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

    def table(self, table: Table) -> Ints:
        """A table as an array."""
        if id(table) not in self.arrays:
            self.arrays[id(table)] = np.array(table.numbers, dtype=np.int64)
        return self.arrays[id(table)]

    def sample(self, days: Sequence[int]) -> Sample:
        """Every arrival of the days named."""
        if self.model.customers:
            return _joined([self.run(day) for day in days])
        return _sorted([self.visits(index, days, *self.arrivals(index, days)) for index in range(self.classes)])

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.model.sources)

    def run(self, day: int) -> Sample:
        """One stationary run: the first so many arrivals of all classes."""
        limit = self.model.customers
        counts = [min(limit, _at_first(limit / self.classes)) for _ in range(self.classes)]
        while True:
            drawn = [self.instants(index, [day], counts[index]) for index in range(self.classes)]
            merged = np.sort(np.concatenate([row[row < NEVER] for row in drawn]))
            last_ms = merged[limit - 1] if len(merged) >= limit else NEVER
            # A class is drawn far enough once its last arrival lies beyond the last one needed.
            short = [
                index
                for index, row in enumerate(drawn)
                if row.shape[1] < limit and row.shape[1] and last_ms >= row[0, -1] and row[0, -1] < NEVER
            ]
            if not short:
                break
            for index in short:
                counts[index] = min(limit, 2 * counts[index])
        parts = [self.visits(index, [day], row, row <= last_ms) for index, row in enumerate(drawn)]
        return _cut(_sorted(parts), limit)

    def arrivals(self, index: int, days: Sequence[int]) -> tuple[Ints, NDArray[np.bool_]]:
        """Instants of one class, a row a day, and which of them lie within the day."""
        source = self.model.sources[index]
        count = _at_first(_expected(source))
        while True:
            instants = self.instants(index, days, count)
            within = instants < NEVER
            if source.gaps is None or not within[:, -1].any():
                return instants, within
            count *= 2

    def instants(self, index: int, days: Sequence[int], count: int) -> Ints:
        """The first `count` arrivals of a class; NEVER after the last."""
        source = self.model.sources[index]
        if source.gaps is None:
            return np.tile(np.array([*source.times, NEVER], dtype=np.int64), (len(days), 1))
        spent = np.cumsum(quantiles(self.table(source.gaps), _draws(source.arriving, days, count)), axis=1)
        slots = np.array(source.slots, dtype=np.int64).reshape(-1, SLOT_WIDTH)
        starts = np.concatenate([[0], np.cumsum(slots[:, 2])])
        cycle = np.zeros_like(spent)
        if source.cycle_ms:
            cycle, spent = np.divmod(spent, starts[-1])
        slot = np.minimum(np.searchsorted(starts, spent, side="right") - 1, len(slots) - 1)
        from_ms, length_ms, capacity = slots[:, 0][slot], slots[:, 1][slot], slots[:, 2][slot]
        within = spent < starts[-1]
        rest = np.where(within, spent - starts[slot], 0)
        instants = cycle * source.cycle_ms + from_ms + rest * length_ms // np.maximum(capacity, 1)
        return np.where(within, instants, NEVER)

    def visits(self, index: int, days: Sequence[int], instants: Ints, within: NDArray[np.bool_]) -> Sample:
        """Need and patience of one class for its arrivals."""
        source = self.model.sources[index]
        within = within & (instants < NEVER)
        count = int(within.sum(axis=1).max(initial=0))
        instants, within = instants[:, :count], within[:, :count]
        taken_ms = instants[within]
        need_ms = quantiles(self.table(source.needs), _draws(source.needing, days, count))[within]
        leaves_ms = np.full_like(taken_ms, NEVER)
        if source.patience is not None:
            patience_ms = quantiles(self.table(source.patience), _draws(source.waiting, days, count))[within]
            leaves_ms = taken_ms + np.maximum(patience_ms, 1)
        return Sample(
            day=np.broadcast_to(np.array(days, dtype=np.int64)[:, None], within.shape)[within],
            line=np.full_like(taken_ms, index),
            taken_ms=taken_ms,
            order_ms=taken_ms + source.offset_ms,
            need_ms=np.maximum(need_ms, 1),
            leaves_ms=leaves_ms,
        )


def _expected(source: Source) -> float:
    if source.gaps is None:
        return len(source.times)
    mean = table_moments(source.gaps.numbers)[0]
    return sum(source.slots[2::SLOT_WIDTH]) / max(mean, 1.0)


def _at_first(expected: float) -> int:
    return int(expected + SPREADS * expected**0.5) + SPARE


def _fields(sample: Sample) -> list[Ints]:
    return [sample.day, sample.line, sample.taken_ms, sample.order_ms, sample.need_ms, sample.leaves_ms]


def _joined(parts: list[Sample]) -> Sample:
    return Sample(*(np.concatenate(columns) for columns in zip(*map(_fields, parts), strict=True)))


def _sorted(parts: list[Sample]) -> Sample:
    joined = _joined(parts)
    order = np.lexsort((joined.line, joined.taken_ms, joined.day))
    return Sample(*(column[order] for column in _fields(joined)))


def _cut(sample: Sample, count: int) -> Sample:
    return Sample(*(column[:count] for column in _fields(sample)))
