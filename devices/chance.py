"""Chance from outside (随机数): names of streams, and what a uniform means.

Devices draw nothing. The driver, live or simulated, keeps one generator for each (seed, terminal,
device, purpose) and hands uniforms in; adding a purpose or a fault leaves every other stream as it
was. Seeds come from a stable hash, never from Python's own, which differs from process to process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import exp
from statistics import NormalDist
from typing import Final

_QUANTILE: Final = NormalDist().inv_cdf
_EDGE: Final = 2.0**-53
"""The least uniform that has a normal quantile."""


def stream_seed(seed: int, terminal: str, device: str, purpose: str) -> int:
    """64-bit seed of one stream."""
    name = "\x1f".join((str(seed), terminal, device, purpose))
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def normal(uniform: float) -> float:
    """Standard normal quantile of a uniform in [0, 1)."""
    return _QUANTILE(uniform if uniform > _EDGE else _EDGE)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something takes: log-normal by its median in ms and the standard deviation of its logarithm."""

    median_ms: float
    spread: float = 0.0

    def ms(self, uniform: float) -> int:
        """Whole milliseconds, at least 1."""
        if not self.spread:
            return round(self.median_ms) or 1
        # Written out, because a month of a fleet asks three million times.
        quantile = _QUANTILE(uniform if uniform > _EDGE else _EDGE)
        return round(self.median_ms * exp(self.spread * quantile)) or 1
