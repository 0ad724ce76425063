"""Many devices on one clock (设备时钟): who is due next.

The devices' own deadlines stay theirs; the clock remembers each, and wakes in the order of time, then of
entry. Whoever asks a device by itself tells the clock to look at it again. The clock holds no time of
its own: the driver says what time it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from devices.messages import Event

NEVER: Final = 2**61
"""A deadline that does not come."""


class Timed(Protocol):
    """Whatever lives in time."""

    def next_deadline(self) -> int | None:
        """When it must be woken, or None."""

    def tick(self, now_ms: int) -> tuple[Event, ...]:
        """Let time pass."""


class Clock:
    """Wakes several in order."""

    def __init__(self, timed: Iterable[Timed]) -> None:
        self._timed = tuple(timed)
        self._due = [NEVER] * len(self._timed)
        for index in range(len(self._timed)):
            self.look_at(index)

    def look_at(self, index: int) -> None:
        """One of them has been asked something: its deadline may be another."""
        due_ms = self._timed[index].next_deadline()
        self._due[index] = NEVER if due_ms is None else due_ms

    def next_deadline(self) -> int | None:
        """The earliest deadline of all, or None."""
        earliest = min(self._due, default=NEVER)
        return None if earliest == NEVER else earliest

    def run_until(self, now_ms: int) -> Iterator[tuple[int, tuple[Event, ...]]]:
        """(index, events) deadline by deadline up to now_ms."""
        due = self._due
        while due and (due_ms := min(due)) <= now_ms:
            index = due.index(due_ms)
            events = self._timed[index].tick(due_ms)
            self.look_at(index)
            if events:
                yield index, events
