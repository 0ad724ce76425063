"""Rates (频率上限): how often somebody may ask. A bucket each, refilled as time passes.

Wall time, because it protects the machine, not the hall. Everything is bounded: a bucket that is
full again says nothing any more and is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from kiosk.web.problems import WebProblem

RATE: Final = re.compile(r"(\d+) per (second|minute|hour)")
SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}


class RateInvalid(ValueError):
    """A rate that is not written like "10 per minute"."""


@dataclass(slots=True)
class Rate:
    """So many times per period, for each name on its own. text: "10 per minute". most_names: names it remembers."""

    text: str
    most_names: int
    now_s: Callable[[], float] = monotonic
    _most: int = field(init=False)
    _per_s: float = field(init=False)
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        match = RATE.fullmatch(self.text)
        if match is None or int(match[1]) < 1:
            raise RateInvalid(f"{self.text!r} is no rate like '10 per minute'")
        self._most = int(match[1])
        self._per_s = self._most / SECONDS[match[2]]

    def spend(self, name: str) -> None:
        """Count one. Raises WebProblem too_many_requests, which says when to come back."""
        self.check(name)
        left, at_s = self._level(name)
        self._buckets[name] = (left - 1, at_s)

    def check(self, name: str) -> None:
        """Raise WebProblem too_many_requests if nothing is left; counts nothing."""
        left, _ = self._level(name)
        if left < 1:
            raise WebProblem("too_many_requests", retry_after_s=(1 - left) / self._per_s)

    def _level(self, name: str) -> tuple[float, float]:
        """(how many are left, now)."""
        now_s = self.now_s()
        if len(self._buckets) >= self.most_names:
            self._drop_full(now_s)
        left, at_s = self._buckets.get(name, (float(self._most), now_s))
        return min(float(self._most), left + (now_s - at_s) * self._per_s), now_s

    def _drop_full(self, now_s: float) -> None:
        most, per_s = self._most, self._per_s
        self._buckets = {
            name: (left, at_s) for name, (left, at_s) in self._buckets.items() if left + (now_s - at_s) * per_s < most
        }
