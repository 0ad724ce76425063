"""The service clock (服务时钟): a chosen start plus monotonic time at a chosen speed.

It never follows the wall clock, neither backwards nor forwards, so a clock set back two hours or a
leap over midnight cannot reorder the journal. The drift between the two is shown, not corrected.
A simulation may stop it and move it forward, never back; its speed is fixed at the start.

Source: design, fine print 8 and 33
"""

from __future__ import annotations

import time
from collections.abc import Callable


class ServiceClock:
    """Service time: start_ms + elapsed x speed.

    start_ms: the later of the chosen start and the last journal stamp, epoch ms. monotonic: seconds
    that only grow. listeners: told after the clock was stopped, moved or started again: whoever waits
    for an instant must look anew how long that is.
    """

    def __init__(self, start_ms: int, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.speed = speed
        self.is_frozen = False
        self.listeners: list[Callable[[], None]] = []
        self._monotonic = monotonic
        self._start_ms = start_ms
        self._began_s = monotonic()

    def now_ms(self) -> int:
        """Service time now."""
        if self.is_frozen:
            return self._start_ms
        return self._start_ms + int((self._monotonic() - self._began_s) * 1000 * self.speed)

    def seconds_until(self, at_ms: int) -> float | None:
        """Real seconds until a service instant, 0 if it has passed; None if it never comes by itself."""
        left_ms = at_ms - self.now_ms()
        if left_ms <= 0:
            return 0.0
        return None if self.is_frozen else left_ms / 1000 / self.speed

    def advance_to(self, at_ms: int) -> None:
        """Move forward to an instant; one that has passed changes nothing."""
        self._set(max(at_ms, self.now_ms()), is_frozen=self.is_frozen)

    def freeze(self) -> None:
        """Stand still, but for `advance_to`."""
        self._set(self.now_ms(), is_frozen=True)

    def go_on(self) -> None:
        """Run again from where it stands."""
        self._set(self.now_ms(), is_frozen=False)

    def drift_ms(self, wall_ms: int) -> int:
        """How far service time is ahead of the wall clock; wall_ms: epoch ms."""
        return self.now_ms() - wall_ms

    def _set(self, now_ms: int, *, is_frozen: bool) -> None:
        self._start_ms, self._began_s, self.is_frozen = now_ms, self._monotonic(), is_frozen
        for listener in self.listeners:
            listener()


def wall_ms() -> int:
    """The wall clock, epoch ms: for sign-in tokens and kept answers, never for the hall's rules."""
    return time.time_ns() // 1_000_000
