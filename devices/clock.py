"""Many devices on one clock (设备时钟): who is due next.

The devices' own deadlines stay theirs; the clock only finds the earliest, and ticks in the order of
time, then of entry. It holds no time of its own: the driver says what time it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from devices.messages import Event


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

    def next_deadline(self) -> int | None:
        """The earliest deadline of all, or None."""
        earliest: int | None = None
        for each in self._timed:
            due_ms = each.next_deadline()
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
        return earliest

    def run_until(self, now_ms: int) -> Iterator[tuple[Event, ...]]:
        """Deadline by deadline up to now_ms; what the caller does between two steps is taken into account."""
        while True:
            due_ms = self.next_deadline()
            if due_ms is None or due_ms > now_ms:
                return
            for each in self._timed:
                mine_ms = each.next_deadline()
                if mine_ms is not None and mine_ms <= due_ms:
                    events = each.tick(due_ms)
                    if events:
                        yield events
