"""Figures of a run (统计): from visits and calendars alone, the same for every engine.

A wait runs from the taking to the first start, or to giving up, or to the day's turn; whoever was
turned away has none. Sums are integers; percentiles come from a histogram whose cells are at most
0.013 % wide, so that memory is flat in the number of days. Half widths are over days (Student's t);
a single stationary run is cut into batches of equally many arrivals instead.

Source: docs/scenario.md, "What is reported"
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from kiosk.hall.line import NEVER
from sim.engine import AWAY
from sim.intervals import Ratio
from sim.replications import Block
from sim.sampling import Flags, Ints
from sim.scenario import Interval, Scenario
from sim.spans import DAY_MS, MINUTE_MS

BATCHES = 20
"""Batches of one stationary run: few enough to be nearly independent, enough for Student's t."""
PERCENTILES = {"p50": 50, "p90": 90, "p95": 95}
COUNTS = ("arrived", "served", "abandoned", "turned_away", "expired")
SHARES = ("waited_share", "within_target_share")
FINE_BITS = 13
CELL_OCTAVES = 49
UNCOUNTED_WAITS = 200_000
"""So many waits a histogram collects before it counts them."""
HALF_BITS = 26
"""Where an exact sum is cut in two: both halves of any real total stay below 2**53."""
HALF_MASK = 2**HALF_BITS - 1
KEY_BITS = 62
"""Bits of a number that a group and a wait share."""
BINS = 48
"""Parts of a day (or of a stationary run) in which the picture shows waits: half hours."""
BIN_MINUTES = 240


class Histogram:
    """Counts of waits in ms: exact below 8.2 s, cells of 2**-13 of their value above."""

    def __init__(self) -> None:
        self.counts = np.zeros(CELL_OCTAVES << FINE_BITS, dtype=np.int64)
        self.longest = 0
        self.uncounted: list[Ints] = []

    def add(self, waits: Ints) -> None:
        """Count some waits."""
        if not len(waits):
            return
        self.longest = max(self.longest, int(waits.max()))
        self.uncounted.append(waits)
        # Counting walks over every cell up to the longest wait: once for many short blocks.
        if sum(map(len, self.uncounted)) >= UNCOUNTED_WAITS:
            self._count()

    def _count(self) -> None:
        if not self.uncounted:
            return
        waits = np.concatenate(self.uncounted)
        self.uncounted = []
        shift = np.maximum(np.frexp(waits.astype(np.float64))[1] - FINE_BITS - 1, 0).astype(np.int64)
        cells = np.bincount((shift << FINE_BITS) + (waits >> shift))
        self.counts[: len(cells)] += cells

    def percentile(self, percent: int) -> int | None:
        """Smallest wait that so many percent do not exceed (middle of its cell), None if there is none."""
        return self.percentiles((percent,))[0]

    def percentiles(self, percents: Iterable[int]) -> list[int | None]:
        """Several percentiles of one count."""
        self._count()
        below = np.cumsum(self.counts[: _cell_after(self.longest)])
        return [self._ranked(below, -(-int(below[-1]) * percent // 100)) for percent in percents]

    def _ranked(self, below: Ints, rank: int) -> int | None:
        if not below[-1]:
            return None
        cell = int(np.searchsorted(below, max(rank, 1)))
        shift = max((cell >> FINE_BITS) - 1, 0)
        return min((cell - (shift << FINE_BITS) << shift) + (1 << shift >> 1), self.longest)


def _cell_after(wait: int) -> int:
    """First cell of the octave that begins after a wait."""
    return max(wait.bit_length() - FINE_BITS + 1, 1) << FINE_BITS


class Scope:
    """Figures of one class, or of all together."""

    def __init__(self) -> None:
        self.figures: dict[str, Ratio] = {}
        self.waits = Histogram()
        self.served_waits = Histogram()

    def add(self, name: str, above: Ints, below: Ints | None = None) -> None:
        """A figure of some days: two amounts a day, or one (a ratio to 1)."""
        below_each = [1] * len(above) if below is None else below.tolist()
        self.figures.setdefault(name, Ratio()).add_all(above.tolist(), below_each)


class _Groups:
    """Who of one block belongs together: each scope (all, then the classes) by unit (a day or a batch)."""

    def __init__(self, line: Ints, unit: Ints, classes: int, units: int) -> None:
        self.line = line
        self.unit = unit
        self.shape = (1 + classes, units)

    def of(self, members: Flags) -> Ints:
        """Group numbers of the members, who stand in two: first in that of all, then in that of their class."""
        unit = self.unit[members]
        return np.concatenate([unit, (self.line[members] + 1) * self.shape[1] + unit])

    def counts(self, members: Flags) -> Ints:
        """How many members, a row a scope, a column a unit."""
        counts: Ints = np.bincount(self.of(members), minlength=self.shape[0] * self.shape[1]).reshape(self.shape)
        return counts


class Statistics:
    """Sums up blocks of visits of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.days = 0
        self.all = Scope()
        self.classes = [Scope() for _ in scenario.classes]
        self.scopes = [self.all, *self.classes]
        self.counters = [Ratio() for _ in scenario.counters]
        self.bins = np.zeros((BINS, BIN_MINUTES + 1), dtype=np.int64)
        self.bin_waits = np.zeros((len(scenario.classes), BINS, 2), dtype=np.int64)
        self.targets = np.array([plan.target_ms for plan in scenario.classes], dtype=np.int64)

    def add(self, block: Block, first_day: int, days: int) -> None:
        """Sum up a block of days first_day … first_day + days - 1."""
        self.days += days
        if self.scenario.is_stationary:
            self._add_run(block)
            return
        self._add_block(block, block.day - first_day, days)
        midnights = np.arange(days, dtype=np.int64) * DAY_MS
        offsets = (block.day - first_day) * DAY_MS
        for index, counter in enumerate(self.scenario.counters):
            duty = counter.duty if counter.hours is not None else _common(counter.duty, self.scenario.hours)
            self._add_use(block, index, offsets, midnights, duty)

    def _add_run(self, block: Block) -> None:
        """A stationary run: the warm-up is not counted; a single one is cut into batches."""
        cut = self.scenario.warm_up
        counted = len(block.day) - cut
        parts = 1 if self.scenario.days > 1 or counted < 2 * BATCHES else BATCHES
        kept = Block(**{name: getattr(block, name)[cut:] for name in Block.__dataclass_fields__})
        unit = np.arange(counted, dtype=np.int64) * parts // max(counted, 1)
        self._add_block(kept, unit, parts)
        edges = kept.taken_ms[np.minimum(np.searchsorted(unit, np.arange(parts + 1)), counted - 1)]
        offsets = np.zeros_like(block.day)
        for index in range(len(self.scenario.counters)):
            for from_ms, to_ms in pairwise(edges.tolist()):
                self._add_use(block, index, offsets, np.zeros(1, dtype=np.int64), ((from_ms, to_ms),), is_run=True)

    def _add_block(self, block: Block, unit: Ints, units: int) -> None:
        turned_away = block.counter == AWAY
        served = block.start_ms < NEVER
        abandoned = ~turned_away & ~served & (block.leaves_ms <= self.scenario.turns_at_ms)
        outcomes = (np.ones_like(served), served, abandoned, turned_away, ~(turned_away | served | abandoned))
        left_ms = np.where(served, block.start_ms, np.minimum(block.leaves_ms, self.scenario.turns_at_ms))
        wait, joined = left_ms - block.taken_ms, ~turned_away
        within = served & (wait <= self.targets[block.line])
        groups = _Groups(block.line, unit, len(self.classes), units)
        for name, outcome in zip(COUNTS, outcomes, strict=True):
            self._add_rows(name, groups.counts(outcome))
        for name, members in (("wait", joined), ("served_wait", served)):
            self._add_waits(name, groups, members, wait)
        number = groups.counts(joined)
        self._add_rows("waited_share", groups.counts(joined & (wait > 0)), number)
        self._add_rows("within_target_share", groups.counts(joined & within), number)
        for index, scope in enumerate(self.scopes):
            chosen = joined if index == 0 else joined & (block.line == index - 1)
            scope.waits.add(wait[chosen])
            scope.served_waits.add(wait[chosen & served])
        self._add_bins(block, wait, joined)

    def _add_rows(self, name: str, above: Ints, below: Ints | None = None) -> None:
        for row, scope in enumerate(self.scopes):
            scope.add(name, above[row], None if below is None else below[row])

    def _add_waits(self, name: str, groups: _Groups, members: Flags, wait: Ints) -> None:
        """Mean, percentiles (nearest rank) and longest wait of each group."""
        group, waits = groups.of(members), np.tile(wait[members], 2)
        counts = groups.counts(members)
        self._add_rows(f"{name}.mean", _sums(group, waits, counts.size).reshape(groups.shape), counts)
        ranked = np.append(_by_group(group, waits), 0)
        firsts = np.cumsum(counts).reshape(groups.shape) - counts
        for key, percent in (*PERCENTILES.items(), ("max", 100)):
            ranks = np.maximum(-(-counts * percent // 100), 1) - 1
            values = ranked[np.minimum(firsts + ranks, len(waits))]
            for row, scope in enumerate(self.scopes):
                # A day without anybody has no percentile.
                scope.add(f"{name}.{key}", values[row][counts[row] > 0])

    def _add_use(
        self,
        block: Block,
        index: int,
        offsets: Ints,
        bases: Ints,
        duty: tuple[Interval, ...],
        *,
        is_run: bool = False,
    ) -> None:
        """Share of its time on duty that a counter serves; what it serves beyond duty counts as duty, too."""
        mine = np.flatnonzero(block.counter == index)
        starts = block.start_ms[mine] + offsets[mine]
        needs = block.need_ms[mine]
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], (starts + needs)[order]
        before = np.concatenate([[0], np.cumsum(ends - starts)])
        on_duty = np.zeros_like(bases)
        used = np.zeros_like(bases)
        for from_ms, to_ms in duty:
            used += _used_until(starts, ends, before, bases + to_ms) - _used_until(
                starts, ends, before, bases + from_ms
            )
            on_duty += to_ms - from_ms
        if is_run:
            self.counters[index].add(int(used[0]), int(on_duty[0]))
            return
        days = np.bincount((starts // DAY_MS).astype(np.int64), weights=(ends - starts), minlength=len(bases))
        total = days[: len(bases)].astype(np.int64)
        for served_ms, extra_ms, duty_ms in zip(total, total - used, on_duty, strict=True):
            self.counters[index].add(int(served_ms), int(duty_ms + extra_ms))

    def _add_bins(self, block: Block, wait: Ints, joined: Flags) -> None:
        if self.scenario.is_stationary:
            bins = np.arange(len(block.day)) * BINS // max(1, len(block.day))
        else:
            bins = block.taken_ms * BINS // DAY_MS
        bins, wait = bins[joined], wait[joined]
        minutes = np.minimum(wait // MINUTE_MS, BIN_MINUTES)
        self.bins += np.bincount(bins * (BIN_MINUTES + 1) + minutes, minlength=self.bins.size).reshape(self.bins.shape)
        cells, shape = block.line[joined] * BINS + bins, self.bin_waits.shape[:2]
        self.bin_waits[..., 0] += _sums(cells, wait, shape[0] * BINS).reshape(shape)
        self.bin_waits[..., 1] += np.bincount(cells, minlength=shape[0] * BINS).reshape(shape)

    def figures(self, engine: str) -> dict[str, Any]:
        """The report as plain values: what `--json` writes."""
        names = [plan.name for plan in self.scenario.classes]
        counters = {
            plan.name: {"utilisation": ratio.value, "half_width": ratio.half_width}
            for plan, ratio in zip(self.scenario.counters, self.counters, strict=True)
        }
        return {
            "engine": engine,
            "seed": self.scenario.seed,
            "days": self.days,
            "all": _scope_figures(self.all),
            "classes": {name: _scope_figures(scope) for name, scope in zip(names, self.classes, strict=True)},
            "counters": counters,
        }


def _sums(group: Ints, amounts: Ints, groups: int) -> Ints:
    """Exact sum of the amounts of each group."""
    # bincount adds floats: in halves, so that every sum stays below 2**53. np.add.at is ten times slower.
    low = np.bincount(group, weights=amounts & HALF_MASK, minlength=groups).astype(np.int64)
    high = np.bincount(group, weights=amounts >> HALF_BITS, minlength=groups).astype(np.int64)
    sums: Ints = (high << HALF_BITS) + low
    return sums


def _by_group(group: Ints, waits: Ints) -> Ints:
    """The waits group by group, ascending in each."""
    bits = int(waits.max(initial=0)).bit_length()
    if bits + int(group.max(initial=0)).bit_length() > KEY_BITS:
        return waits[np.lexsort((waits, group))]
    # One number to sort by: five times faster than two.
    keys = np.sort(group << bits | waits)
    keys &= (1 << bits) - 1
    return keys


def _used_until(starts: Ints, ends: Ints, before: Ints, until_ms: Ints) -> Ints:
    """Time served before each instant; services of one counter follow one another."""
    count = np.searchsorted(starts, until_ms)
    if not len(ends):
        return np.zeros_like(until_ms)
    running = np.where(count > 0, np.maximum(ends[np.maximum(count - 1, 0)] - until_ms, 0), 0)
    used: Ints = before[count] - running
    return used


def _common(first: tuple[Interval, ...], second: tuple[Interval, ...]) -> tuple[Interval, ...]:
    pairs = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return tuple((from_ms, to_ms) for from_ms, to_ms in pairs if from_ms < to_ms)


def _minutes(value: float | None) -> float | None:
    return None if value is None else value / MINUTE_MS


def _scope_figures(scope: Scope) -> dict[str, Any]:
    figures: dict[str, Any] = {name: int(scope.figures[name].above) for name in COUNTS}
    for key, histogram in (("wait", scope.waits), ("served_wait", scope.served_waits)):
        joined = scope.figures[f"{key}.mean"].below
        waits = {"mean": _minutes(scope.figures[f"{key}.mean"].value)}
        percentiles = histogram.percentiles(PERCENTILES.values())
        waits |= {name: _minutes(value) for name, value in zip(PERCENTILES, percentiles, strict=True)}
        waits["max"] = _minutes(histogram.longest if joined else None)
        figures[f"{key}_min"] = waits
    for name in SHARES:
        figures[name] = scope.figures[name].value
    figures["half_width"] = _half_widths(scope)
    return figures


def _half_widths(scope: Scope) -> dict[str, Any]:
    """Half widths by the same names; counts as of the total over all days."""
    widths = {key: _minutes(scope.figures[f"wait.{key}"].half_width) for key in ("mean", *PERCENTILES, "max")}
    widths |= {name: scope.figures[name].half_width for name in SHARES}
    for name in COUNTS:
        half_width = scope.figures[name].half_width
        widths[name] = None if half_width is None else half_width * scope.figures[name].days
    served = {key: _minutes(scope.figures[f"served_wait.{key}"].half_width) for key in ("mean", *PERCENTILES, "max")}
    return widths | {"served_wait_min": served}


def is_conserved(figures: dict[str, Any]) -> bool:
    """Whether arrived = served + abandoned + turned away + expired, everywhere."""
    scopes = [figures["all"], *figures["classes"].values()]
    return all(scope["arrived"] == math.fsum(scope[name] for name in COUNTS[1:]) for scope in scopes)
