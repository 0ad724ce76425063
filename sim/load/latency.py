"""Latency (时延) by histogram: what is counted, merged and written down.

Values are whole microseconds from 1 µs to 60 s with three digits; what is longer is counted as
60 s. Two histograms add up to the one that all requests together would have made.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from hdrh.histogram import HdrHistogram

LOWEST_US: Final = 1
HIGHEST_US: Final = 60_000_000
DIGITS: Final = 3
PERCENTILES: Final = (50.0, 90.0, 99.0, 99.9)
US_PER_S: Final = 1_000_000
ENDPOINTS: Final = (
    "take",
    "call",
    "start",
    "finish",
    "abandon",
    "seat",
    "open",
    "pause",
    "resume",
    "close",
    "board_delta",
    "lag",
    "finish_lag",
)
"""Everything a load run measures; a threshold may speak of each, also where it did not happen."""


def new_histogram() -> HdrHistogram:
    """An empty histogram of the range that every report uses."""
    return HdrHistogram(LOWEST_US, HIGHEST_US, DIGITS)


def microseconds(seconds: float) -> int:
    """Seconds as the histogram takes them: within its range, at least 1 µs."""
    return min(max(round(seconds * US_PER_S), LOWEST_US), HIGHEST_US)


@dataclass(slots=True)
class Latency:
    """What one endpoint did. offered: requests due; done: answered as hoped; errors: by class."""

    histogram: HdrHistogram = field(default_factory=new_histogram)
    offered: int = 0
    done: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def record(self, seconds: float) -> None:
        """An answer came so long after it was due."""
        self.histogram.record_value(microseconds(seconds))
        self.done += 1

    def percentile_s(self, percentile: float) -> float:
        """Seconds within which so many percent were answered; 0 if nothing was."""
        if not self.histogram.get_total_count():
            return 0.0
        return float(self.histogram.get_value_at_percentile(percentile)) / US_PER_S

    def max_s(self) -> float:
        """The longest, in seconds."""
        return self.percentile_s(100.0)

    def add(self, other: Latency) -> None:
        """Count another worker's requests too."""
        self.histogram.add(other.histogram)
        self.offered += other.offered
        self.done += other.done
        self.errors += other.errors

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Latency:
        """As another process wrote it with `to_json`."""
        histogram = HdrHistogram.decode(stored["histogram"])
        return cls(histogram, stored["offered"], stored["done"], Counter(stored["errors"]))

    def to_json(self) -> dict[str, object]:
        """As in the report, in milliseconds, and the histogram itself, base64, for merging later."""
        rows = {f"p{percentile:g}_ms": self.percentile_s(percentile) * 1e3 for percentile in PERCENTILES}
        return {
            "offered": self.offered,
            "done": self.done,
            "errors": dict(self.errors),
            **rows,
            "max_ms": self.max_s() * 1e3,
            "histogram": self.histogram.encode().decode("ascii"),
        }


class Latencies:
    """Latency by endpoint: take, start, finish …, and `lag`, how late the generator itself was."""

    def __init__(self) -> None:
        self.endpoints: dict[str, Latency] = {}
        self.is_recording = True
        self.worst_s = 0.0

    def take_worst_s(self) -> float:
        """The longest since the last time this was asked, warm-up or not; 0 if there was none."""
        worst_s, self.worst_s = self.worst_s, 0.0
        return worst_s

    def of(self, endpoint: str) -> Latency:
        """What this endpoint did so far."""
        return self.endpoints.setdefault(endpoint, Latency())

    def offer(self, endpoint: str) -> None:
        """A request is due."""
        if self.is_recording:
            self.of(endpoint).offered += 1

    def record(self, endpoint: str, seconds: float) -> None:
        """A request was answered as hoped."""
        self.worst_s = max(self.worst_s, seconds)
        if self.is_recording:
            self.of(endpoint).record(seconds)

    def fail(self, endpoint: str, kind: str) -> None:
        """A request failed: an HTTP status, a refusal's code or a broken connection."""
        if self.is_recording:
            self.of(endpoint).errors[kind] += 1

    def add(self, other: Latencies) -> None:
        """Count another worker's requests too."""
        for endpoint, latency in other.endpoints.items():
            self.of(endpoint).add(latency)

    def to_json(self) -> dict[str, object]:
        """Every endpoint, by name."""
        return {name: self.endpoints[name].to_json() for name in sorted(self.endpoints)}
