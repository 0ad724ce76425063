"""Many devices on one clock (设备时钟): who is due next.

The devices' own deadlines stay theirs; the clock remembers each, and wakes in the order of time, then of
entry. Whoever asks a device by itself tells the clock its next one. The clock holds no time of
its own: the driver says what time it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from devices.mechanism import NEVER
from devices.messages import Event


class Timed(Protocol):
    """Whatever lives in time. due_ms: when it must be woken, NEVER for not at all."""

    @property
    def due_ms(self) -> int:
        """As of the last time it was asked or woken."""

    def tick(self, now_ms: int) -> tuple[Event, ...]:
        """Let time pass."""


class Clock:
    """Wakes several in order. due_ms: the earliest deadline of all, NEVER if there is none."""

    def __init__(self, timed: Iterable[Timed]) -> None:
        self._timed = tuple(timed)
        self._due = [each.due_ms for each in self._timed]
        self.due_ms = min(self._due, default=NEVER)

    def note(self, index: int, due_ms: int) -> int:
        """One of them has been asked or woken: this is its deadline now. Gives the earliest of all."""
        due, first_ms = self._due, self.due_ms
        before_ms = due[index]
        due[index] = due_ms
        if due_ms < first_ms:
            self.due_ms = first_ms = due_ms
        elif before_ms == first_ms:
            self.due_ms = first_ms = min(due)
        return first_ms

    def wake_next(self) -> tuple[int, tuple[Event, ...]]:
        """(index, what it said) of whoever is due first, woken at its own deadline."""
        due = self._due
        index = due.index(self.due_ms)
        timed = self._timed[index]
        events = timed.tick(self.due_ms)
        due[index] = timed.due_ms
        self.due_ms = min(due)
        return index, events
