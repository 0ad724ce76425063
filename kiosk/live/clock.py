"""The service clock (服务时钟): a chosen start plus monotonic time at a chosen speed.

It never follows the wall clock, neither backwards nor forwards, so a clock set back two hours or a
leap over midnight cannot reorder the journal. The drift between the two is shown, not corrected.

Source: design, fine print 8
"""

from __future__ import annotations

import time
from collections.abc import Callable


class ServiceClock:
    """Service time: start_ms + elapsed x speed.

    start_ms: the later of the chosen start and the last journal stamp, epoch ms. monotonic: seconds
    that only grow.
    """

    def __init__(self, start_ms: int, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.speed = speed
        self._monotonic = monotonic
        self._start_ms = start_ms
        self._began_s = monotonic()

    def now_ms(self) -> int:
        """Service time now."""
        return self._start_ms + int((self._monotonic() - self._began_s) * 1000 * self.speed)

    def seconds_until(self, at_ms: int) -> float:
        """Real seconds until a service instant; 0 if it has passed."""
        return max(0.0, (at_ms - self.now_ms()) / 1000 / self.speed)

    def drift_ms(self, wall_ms: int) -> int:
        """How far service time is ahead of the wall clock; wall_ms: epoch ms."""
        return self.now_ms() - wall_ms


def wall_ms() -> int:
    """The wall clock, epoch ms: for sign-in tokens and kept answers, never for the hall's rules."""
    return time.time_ns() // 1_000_000
