"""Heartbeats (心跳): which terminals have gone silent.

A terminal says every half minute that it is there; after three beats that stayed away it is offline. The terminals live
in this process, so their beats need no messages: a beat arrives exactly when the terminal's network works, and all that
has to be known is since when it does not. A terminal that comes back says so at once.

Source: domain.md §2 (heartbeat 30 s, offline after 3 missed)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from devices import messages as m
from devices.terminal import Event as Said, Terminal

BEAT_MS: Final = 30_000
MISSED: Final = 3
NETWORK: Final = "network"
"""Kind of the device that carries the beats; a terminal without one is never silent."""


class Reachable(Protocol):
    """The devices of all terminals."""

    def terminal(self, terminal: str) -> Terminal:
        """The devices of one. Raises UnknownTerminal."""

    def reach(self, terminal: str, *, is_reachable: bool) -> None:
        """Its heartbeats stay away, or come again."""

    def hear(self, listener: Callable[[str, Said], None]) -> None:
        """Tell everything that devices say."""


def silent_from_ms(down_at_ms: int) -> int:
    """When a terminal whose network failed at an instant has missed its last beat; beats fall on whole half minutes."""
    return down_at_ms - down_at_ms % BEAT_MS + MISSED * BEAT_MS


class Heartbeats:
    """Of all terminals; lives in the devices' time."""

    def __init__(self, peripherals: Reachable) -> None:
        self._peripherals = peripherals
        self._due: dict[str, tuple[int, bool]] = {}
        peripherals.hear(self._hear)

    def next_deadline(self) -> int | None:
        """When the next terminal is offline, or back, or None."""
        return min((due_ms for due_ms, _ in self._due.values()), default=None)

    def tick(self, now_ms: int) -> None:
        """Time has passed."""
        for terminal, (due_ms, is_reachable) in list(self._due.items()):
            if due_ms <= now_ms:
                del self._due[terminal]
                self._peripherals.reach(terminal, is_reachable=is_reachable)

    def _hear(self, terminal: str, said: Said) -> None:
        if not isinstance(said, m.StatusChanged) or "device" not in said.changes:
            return
        found = self._peripherals.terminal(terminal)
        device = found.devices.get(said.device)
        if device is None or device.KIND != NETWORK:
            return
        if device.is_working is found.is_reachable:
            # What was due will not come: it is as it was.
            self._due.pop(terminal, None)
        elif terminal not in self._due:
            # Back is told at the next tick and not from within this, or it would be told before what led to it.
            due_ms = said.at_ms if device.is_working else silent_from_ms(said.at_ms)
            self._due[terminal] = (due_ms, device.is_working)
