"""Thresholds as code (门槛): `take: p99<50ms, errors==0` · `wait_p90: <=1200s` · `bias<1%`.

    threshold  = [subject ":"] condition {"," condition}
    condition  = [figure] comparison number [unit]

With a subject the figure belongs to it (`take.p99`); a condition without a figure speaks of the
subject itself. A report offers its figures in base units: seconds, shares, counts.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
UNITS: Final = {"": 1.0, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "%": 0.01}
CONDITION: Final = re.compile(
    r"(?P<figure>[a-z][\w.]*)?\s*(?P<comparison><=|>=|==|!=|<|>)\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D*)"
)


class ThresholdInvalid(ValueError):
    """A threshold that cannot be read, or that speaks of a figure no report has."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One condition. name: the figure it speaks of. limit: in base units. text: as it was written."""

    name: str
    comparison: str
    limit: float
    text: str

    def is_met(self, value: float) -> bool:
        """Whether the figure keeps to it."""
        return COMPARISONS[self.comparison](value, self.limit)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A threshold and the figure it met. is_met: False also when nothing was measured (value None)."""

    threshold: Threshold
    value: float | None
    is_met: bool


def parse_threshold(text: str) -> tuple[Threshold, ...]:
    """The conditions of one option. Raises ThresholdInvalid."""
    subject, colon, rest = text.partition(":")
    subject = subject.strip() if colon else ""
    return tuple(_condition(subject, part.strip()) for part in (rest if colon else text).split(","))


def _condition(subject: str, text: str) -> Threshold:
    match = CONDITION.fullmatch(text)
    if match is None or match["unit"].strip() not in UNITS:
        raise ThresholdInvalid(f"{text!r}: a figure, a comparison, a number and a unit are needed, as in p99<50ms")
    name = ".".join(part for part in (subject, match["figure"]) if part)
    if not name:
        raise ThresholdInvalid(f"{text!r}: which figure?")
    return Threshold(name, match["comparison"], float(match["number"]) * UNITS[match["unit"].strip()], text)


def check(thresholds: Sequence[Threshold], figures: Mapping[str, float | None]) -> tuple[Outcome, ...]:
    """Each threshold against the report's figures. Raises ThresholdInvalid for a figure unknown."""
    outcomes = []
    for threshold in thresholds:
        if threshold.name not in figures:
            raise ThresholdInvalid(f"{threshold.name!r} is not measured; there are {', '.join(sorted(figures))}")
        value = figures[threshold.name]
        outcomes.append(Outcome(threshold, value, value is not None and threshold.is_met(value)))
    return tuple(outcomes)
