"""What the device drawer shows (设备抽屉视图): every device of one terminal, who stands before it, and what was said there.

Only for whoever plays the physical world; of what was read there are lengths and keyed hashes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from devices.edge.rack import Rack
from kiosk.live.visitor import DefaultVisitor

LINES: Final = 300
"""Lines of the journal that are shown, the newest."""

Records = dict[str, dict[str, Any]]


class Stands(Protocol):
    """The service clock, as far as a drawer shows it."""

    speed: float
    is_frozen: bool


def _terminal(rack: Rack, visitor: DefaultVisitor, _clock: Stands, terminal: str) -> Records:
    record = {key: value for key, value in rack.record(terminal).items() if key != "devices"}
    # Whoever sees one more asks for it by itself: a picture is too large for a room.
    outputs = [[each.at_ms, each.device, each.is_whole] for each in rack.outputs(terminal)]
    return {terminal: {**record, "visitor": visitor.record(terminal), "outputs": outputs}}


def _devices(rack: Rack, _visitor: DefaultVisitor, _clock: Stands, terminal: str) -> Records:
    return {name: rack.device_record(terminal, name) for name in rack.terminal(terminal).devices}


def _lines(rack: Rack, _visitor: DefaultVisitor, _clock: Stands, terminal: str) -> Records:
    return {str(line["seq"]): line for line in rack.journal.newest(LINES, terminal=terminal)}


def _clock(rack: Rack, _visitor: DefaultVisitor, clock: Stands, _terminal: str) -> Records:
    stands_at_ms = rack.now_ms if clock.is_frozen else None
    return {"clock": {"speed": clock.speed, "is_frozen": clock.is_frozen, "stands_at_ms": stands_at_ms}}


COLLECTIONS: Final[Mapping[str, Callable[[Rack, DefaultVisitor, Stands, str], Records]]] = {
    "terminal": _terminal,
    "devices": _devices,
    "lines": _lines,
    "clock": _clock,
}
"""Collection of a drawer's room -> how it is made. Raises UnknownTerminal."""
