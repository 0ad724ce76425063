"""The default visitor (默认来人) before every terminal: the holder of what is shown, who takes what comes out.

Somebody who plays the physical world may send him away, and call him back. Gone, he takes nothing and no camera sees
him; back again, he takes what still lies there.

Source: design, fine print 36
"""

from __future__ import annotations

from typing import Any, Final

from devices import messages as m
from devices.edge.rack import Rack
from devices.physical import Felt, Visitor, arrive, leave
from devices.terminal import Event

TAKE_MS: Final = 2_000
"""He reaches for a page so long after it has come, or after he is back."""
PRESENTED: Final = "MediaPresentedEvent"
GONE: Final = frozenset({"MediaTakenEvent", "MediaAutoRetractedEvent"})


class DefaultVisitor:
    """At all terminals of a rack."""

    def __init__(self, rack: Rack) -> None:
        self._rack = rack
        self._away: set[str] = set()
        self._lying: dict[tuple[str, str], int | None] = {}
        """(terminal, device) -> when he reaches for what lies there; None: he has."""

    def record(self, terminal: str) -> dict[str, Any]:
        """Whether he is there, and what he does next. Raises UnknownTerminal."""
        self._rack.terminal(terminal)
        return {"is_there": terminal not in self._away, "next": self._next(terminal)}

    def _next(self, terminal: str) -> dict[str, Any] | None:
        if terminal in self._away:
            return None
        due = [(at_ms, device) for (at, device), at_ms in self._lying.items() if at == terminal and at_ms is not None]
        at_ms, device = min(due, default=(None, None))
        return None if device is None else {"act": "take", "device": device, "at_ms": at_ms}

    def set(self, terminal: str, *, is_there: bool) -> None:
        """Send him away, or call him back. Raises UnknownTerminal."""
        self._rack.terminal(terminal)
        if is_there == (terminal not in self._away):
            return
        (self._away.discard if is_there else self._away.add)(terminal)
        for felt in (arrive if is_there else leave)(Visitor()):
            self._feel(terminal, felt)
        if is_there:
            again_ms = self._rack.now_ms + TAKE_MS
            self._lying |= {place: again_ms for place in self._lying if place[0] == terminal}

    def forget(self, terminal: str) -> None:
        """The devices of a terminal are others now: nobody reaches for their paper."""
        self._lying = {place: at_ms for place, at_ms in self._lying.items() if place[0] != terminal}

    def hear(self, terminal: str, event: Event) -> None:
        """Something comes out, or is gone."""
        if not isinstance(event, m.Noticed):
            return
        if event.name == PRESENTED:
            self._lying[terminal, event.device] = event.at_ms + TAKE_MS
        elif event.name in GONE:
            self._lying.pop((terminal, event.device), None)

    def next_deadline(self) -> int | None:
        """When he reaches for the next page, or None."""
        due = [
            at_ms for (terminal, _), at_ms in self._lying.items() if at_ms is not None and terminal not in self._away
        ]
        return min(due, default=None)

    def tick(self, now_ms: int) -> None:
        """Take what is due."""
        for (terminal, device), at_ms in sorted(self._lying.items(), key=lambda item: item[1] or 0):
            if at_ms is not None and at_ms <= now_ms and terminal not in self._away:
                self._lying[terminal, device] = None
                self._rack.ask(terminal, device, m.Stimulus(kind="take"))

    def _feel(self, terminal: str, felt: Felt) -> None:
        for name, device in list(self._rack.terminal(terminal).devices.items()):
            if felt.kind == device.KIND:
                self._rack.ask(terminal, name, felt.stimulus)
