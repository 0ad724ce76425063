"""Values of a scenario file (情景文件的取值): each is read once, and what is wrong with it is noted.

A value that is wrong becomes None or empty and reading goes on, so that all mistakes are listed
together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.distributions import KINDS, LONGEST_MS, Distribution, table_of
from sim.scenario import ENDLESS_MS, Interval
from sim.spans import DAY_MS, MINUTE_MS

CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")
MAX_ERLANG_STAGES = 100
MAX_VALUES = 100_000
MAX_CV = 10
MAX_MINUTES = LONGEST_MS / MINUTE_MS / 64
"""Longest mean, about half a year: few draws are more than 64 times as long."""
SHORTEST_MEAN = 1e-6
SHARES_ERROR = 1e-9
PAIR = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong. path: the key, as `class[2].service`, or `line 7`."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class ScenarioError(ValueError):
    """The scenario cannot be run; `mistakes` lists everything that is wrong with it."""

    def __init__(self, source: str, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([f"{source}: {len(mistakes)} mistake(s)", *(f"  {item}" for item in mistakes)]))


class Values:
    """Reads values and collects mistakes. latest_ms: latest instant the scenario may name."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.latest_ms = ENDLESS_MS

    def wrong(self, path: str, text: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(path, text))

    # Plain values.

    def table(self, value: object, path: str, keys: tuple[str, ...], needed: tuple[str, ...] = ()) -> dict[str, Any]:
        """A table with known keys only; {} if it is none."""
        if not isinstance(value, dict):
            self.wrong(path, "must be a table")
            return {}
        for key in value:
            if key not in keys:
                self.wrong(f"{path}.{key}" if path else key, f"unknown key; known are {', '.join(keys)}")
        for key in needed:
            if key not in value:
                self.wrong(f"{path}.{key}" if path else key, "is missing")
        return value

    def number(self, value: object, path: str, low: float, high: float, *, above: bool = False) -> float | None:
        """A finite number within low..high (above: greater than low)."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(path, f"must be a number, not {value!r}")
        elif not low <= value <= high or (above and value == low):
            self.wrong(path, f"must be {'above' if above else 'at least'} {low:g} and at most {high:g}, not {value!r}")
        else:
            return float(value)
        return None

    def whole(self, value: object, path: str, low: int, high: int) -> int | None:
        """A whole number within low..high."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(path, f"must be a whole number, not {value!r}")
        elif not low <= value <= high:
            self.wrong(path, f"must be from {low} to {high}, not {value}")
        else:
            return value
        return None

    def text(self, value: object, path: str) -> str:
        """A name that is not empty."""
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self.wrong(path, f"must be a name, not {value!r}")
            return ""
        return value

    def numbers(self, value: object, path: str, low: float, high: float) -> tuple[float, ...] | None:
        """A list of numbers, not empty."""
        if not isinstance(value, list) or not 0 < len(value) <= MAX_VALUES:
            self.wrong(path, f"must be a list of 1 to {MAX_VALUES} numbers")
            return None
        read = [self.number(item, f"{path}[{index}]", low, high) for index, item in enumerate(value)]
        return None if None in read else tuple(item for item in read if item is not None)

    # Times.

    def instant(self, value: object, path: str) -> int | None:
        """Clock time "08:30" or "08:30:15", or minutes from the day's (the run's) beginning."""
        if isinstance(value, str):
            found = CLOCK.fullmatch(value)
            at_ms = (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)) * 1000 if found else -1
            if not 0 <= at_ms <= DAY_MS:
                self.wrong(path, f'must be a clock time such as "08:30", not {value!r}')
                return None
            return at_ms
        minutes = self.number(value, path, 0, self.latest_ms / MINUTE_MS)
        return None if minutes is None else round(minutes * MINUTE_MS)

    def clock_intervals(self, value: object, path: str) -> tuple[Interval, ...]:
        """[["08:30", "12:00"], …]: ascending or not, but apart."""
        if not isinstance(value, list) or not value:
            self.wrong(path, 'must be a list of pairs such as [["08:30", "12:00"]], not empty')
            return ()
        pairs: list[tuple[Interval, str]] = []
        for index, item in enumerate(value):
            here = f"{path}[{index}]"
            if not isinstance(item, list) or len(item) != PAIR:
                self.wrong(here, "must be a pair of clock times")
                continue
            from_ms, to_ms = self.instant(item[0], f"{here}[0]"), self.instant(item[1], f"{here}[1]")
            if from_ms is None or to_ms is None:
                continue
            if from_ms >= to_ms:
                self.wrong(here, f"must end after it begins: {item[0]!r} to {item[1]!r}")
                continue
            pairs.append(((from_ms, to_ms), here))
        pairs.sort()
        for (before, where), (after, here) in pairwise(pairs):
            if after[0] < before[1]:
                self.wrong(here, f"overlaps {where}")
        return tuple(pair for pair, _ in pairs)

    # Distributions.

    def distribution(self, value: object, path: str) -> Distribution | None:
        """{ exponential = 3.55 } and its kin."""
        if not isinstance(value, dict) or len(value) != 1 or (kind := next(iter(value))) not in KINDS:
            self.wrong(path, f"must name one distribution of {', '.join(sorted(KINDS))}")
            return None
        values = _PARAMETERS[kind](self, value[kind], f"{path}.{kind}")
        if values is None:
            return None
        made = Distribution(kind, values)
        if max(table_of(made)) > LONGEST_MS:
            self.wrong(path, "its tail is longer than 35 years")
            return None
        return made

    def positive(self, value: object, path: str) -> tuple[float, ...] | None:
        """One mean."""
        mean = self.number(value, path, 0, MAX_MINUTES, above=True)
        return None if mean is None else (mean,)

    def fixed(self, value: object, path: str) -> tuple[float, ...] | None:
        """One length of time."""
        length = self.number(value, path, 0, MAX_MINUTES)
        return None if length is None else (length,)

    def lognormal(self, value: object, path: str) -> tuple[float, ...] | None:
        """Mean and coefficient of variation."""
        table = self.table(value, path, ("mean", "cv"), ("mean", "cv"))
        mean = self.number(table["mean"], f"{path}.mean", 0, MAX_MINUTES, above=True) if "mean" in table else None
        cv = self.number(table["cv"], f"{path}.cv", 0, MAX_CV, above=True) if "cv" in table else None
        return None if mean is None or cv is None else (mean, cv)

    def erlang(self, value: object, path: str) -> tuple[float, ...] | None:
        """Mean and number of stages."""
        table = self.table(value, path, ("mean", "k"), ("mean", "k"))
        mean = self.number(table["mean"], f"{path}.mean", 0, MAX_MINUTES, above=True) if "mean" in table else None
        stages = self.whole(table["k"], f"{path}.k", 1, MAX_ERLANG_STAGES) if "k" in table else None
        return None if mean is None or stages is None else (mean, float(stages))

    def uniform(self, value: object, path: str) -> tuple[float, ...] | None:
        """From and to."""
        values = self.numbers(value, path, 0, MAX_MINUTES)
        if values is not None and (len(values) != PAIR or values[0] > values[1]):
            self.wrong(path, "must be [from, to], ascending")
            return None
        return values

    def hyperexponential(self, value: object, path: str) -> tuple[float, ...] | None:
        """Chances and means of the branches."""
        table = self.table(value, path, ("p", "means"), ("p", "means"))
        shares = self.numbers(table["p"], f"{path}.p", 0, 1) if "p" in table else None
        means = self.numbers(table["means"], f"{path}.means", SHORTEST_MEAN, MAX_MINUTES) if "means" in table else None
        if shares is None or means is None:
            return None
        if len(shares) != len(means) or abs(math.fsum(shares) - 1) > SHARES_ERROR:
            self.wrong(path, "p and means must be equally many, and p must add up to 1")
            return None
        return shares + means

    def empirical(self, value: object, path: str) -> tuple[float, ...] | None:
        """Equally likely values."""
        return self.numbers(value, path, 0, MAX_MINUTES)


_PARAMETERS: dict[str, Callable[[Values, object, str], tuple[float, ...] | None]] = {
    "constant": Values.fixed,
    "exponential": Values.positive,
    "lognormal": Values.lognormal,
    "erlang": Values.erlang,
    "uniform": Values.uniform,
    "hyperexponential": Values.hyperexponential,
    "empirical": Values.empirical,
}
