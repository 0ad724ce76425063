"""Wire protocols over TCP and terminal lines (设备线协议): bytes between a stock driver and a terminal's devices.

A table says which protocol makes which session; everything else is the same for all. A printer's pages wait in a
short queue of their own, so that it answers for its status while it prints, and stops reading when it is full.
"""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeVar

import gevent
from gevent.os import make_nonblocking, nb_read, nb_write
from gevent.pool import Pool
from gevent.queue import Queue
from gevent.server import StreamServer

from devices.door import LONGEST_UNLOCKED_MS, CabinetDoor, Door as Leaf
from devices.edge.paper import draw_sheet
from devices.edge.rack import Rack
from devices.id_reader import IdReader
from devices.life import WORKING
from devices.messages import NOTHING, Code, DeviceBusy, DeviceRefusal, Noticed, Reset
from devices.operation import NOT_READY
from devices.terminal import Event
from devices.wire.escpos import Condition, Interpreter
from devices.wire.escpos_page import Sheet
from devices.wire.osdp import Inputs, Output, Peripheral
from devices.wire.sam import ABSENT_AT, BROKEN, OK, Reader, Step, step_of
from devices.xfs.binding import GONE
from kiosk.live.peripherals import BUSY, PRINTER, DeviceFault, Peripherals

RECEIVE_BYTES: Final = 65_536
CONNECTIONS: Final = 16
"""Open at once at one port."""
PAGES: Final = 16
"""Pages that wait in a printer."""

READER, DOOR = IdReader.KIND, CabinetDoor.KIND
STEP_MS: Final = 5_000
"""Longest that a step at the ID reader or the lock may take, in service time; then nothing more is heard of it."""
IMMEDIATE: Final = frozenset({"reset", "status"})
UNLOCKED: Final = frozenset({str(Leaf.CLOSED), str(Leaf.OPEN)})
DOOR_ADDRESS: Final = 0x7E

BUSY_S: Final = 0.2
"""Until a printer is asked again that another front end keeps busy."""

Drawable = TypeVar("Drawable")


class Draw(Protocol):
    """Draws a page with the house's fonts, off the hub."""

    def __call__(self, work: Callable[[Drawable, Any], bytes], what: Drawable) -> bytes:
        """work: (page, fonts) -> PNG."""


class Session(Protocol):
    """One connection."""

    def receive(self, data: bytes) -> bytes:
        """What to send back."""

    def end(self) -> None:
        """The client is gone."""


class EscPos:
    """A host at the receipt printer."""

    def __init__(self, wires: Wires, terminal: str) -> None:
        self._wires = wires
        self._terminal = terminal
        self._interpreter = Interpreter(self._condition)
        self._pages: Queue[Sheet | None] = Queue(PAGES)
        self._printing = gevent.spawn(self._print)

    def receive(self, data: bytes) -> bytes:
        """Status at once; pages one after the other."""
        replies, sheets = self._interpreter.receive(data)
        for sheet in sheets:
            self._pages.put(sheet)
        return replies

    def end(self) -> None:
        """What waits is still printed: the host has sent it."""
        for sheet in (*self._interpreter.finish(), None):
            self._pages.put(sheet)

    def _condition(self) -> Condition:
        self._wires.peripherals.catch_up()
        printer = self._wires.rack.terminal(self._terminal).devices.get(PRINTER)
        if printer is None:
            return Condition(is_online=False, paper="out")
        return Condition(is_online=printer.can("print"), paper=str(printer.status()["paper"]))

    def _print(self) -> None:
        while (sheet := self._pages.get()) is not None:
            page = {"lines": sheet.lines, "length": sheet.length_mm, "page": self._wires.draw(draw_sheet, sheet)}
            while not self._is_done(page):
                gevent.sleep(BUSY_S)

    def _is_done(self, page: Mapping[str, object]) -> bool:
        """Whether the page is out, or never will be: a printer that cannot drops what it is sent."""
        try:
            self._wires.peripherals.print_page(self._terminal, page)
        except DeviceFault as fault:
            return fault.code != BUSY
        return True


class Sam:
    """A host at the ID-card reader."""

    def __init__(self, wires: Wires, terminal: str) -> None:
        self._wires = wires
        self._terminal = terminal
        self._reader = Reader(self._ask)

    def receive(self, data: bytes) -> bytes:
        """Frames for frames, once the device has done what they ask."""
        return self._reader.receive(data)

    def end(self) -> None:
        """Nothing is left."""

    def _ask(self, op: str) -> Step:
        """A step at the reader. One that another front end uses, or that is not there, finds no card or is silent."""
        device = self._wires.rack.name_of(self._terminal, READER)
        if device is None:
            return Step(status=None)
        try:
            if op in IMMEDIATE:
                return self._look(device, op)
            return step_of(op, self._wires.peripherals.operate(self._terminal, device, op, NOTHING, STEP_MS))
        except DeviceBusy:
            return Step(status=ABSENT_AT[op])
        except DeviceRefusal:
            return Step(status=None)

    def _look(self, device: str, op: str) -> Step:
        """What the reader says of itself."""
        if op == "reset":
            self._wires.peripherals.ask(self._terminal, device, Reset())
        self._wires.peripherals.catch_up()
        state = self._wires.rack.terminal(self._terminal).devices[device].state
        return Step(status=OK if state in WORKING else BROKEN.get(NOT_READY.get(state, Code.NOT_READY)))


class Osdp:
    """A control panel at the door."""

    def __init__(self, wires: Wires, terminal: str) -> None:
        self._door = wires.doors[terminal]

    def receive(self, data: bytes) -> bytes:
        """Frames for frames."""
        return self._door.receive(data)

    def end(self) -> None:
        """The lock stays as it is."""


class DoorLine:
    """A terminal's door behind its control panel: the panel's output 0 is the lock, its input 0 the leaf."""

    def __init__(self, rack: Rack, peripherals: Peripherals, terminal: str) -> None:
        self._rack = rack
        self._peripherals = peripherals
        self._terminal = terminal
        self._name = rack.build_in(terminal, DOOR)
        self._is_on_for_good = False
        self._peripheral = Peripheral(
            DOOR_ADDRESS, switch=self._switch, inputs=self._inputs, is_on=lambda: self._leaf() in UNLOCKED
        )
        rack.listeners.append(self._hear)

    def receive(self, data: bytes) -> bytes:
        """What the panel says, and what it is answered: nothing while the door's own line or power is gone."""
        self._peripherals.catch_up()
        device = self._rack.terminal(self._terminal).devices.get(self._name)
        if device is None or str(device.state) in GONE:
            return b""
        replies = self._peripheral.receive(data)
        self._peripherals.wake()
        return replies

    def _leaf(self) -> str:
        return str(self._rack.terminal(self._terminal).devices[self._name].status()["cabinetDoor"])

    def _inputs(self) -> Inputs:
        return Inputs(is_open=self._leaf() == Leaf.OPEN, is_tampered=self._leaf() == Leaf.TAMPERED)

    def _switch(self, output: Output) -> None:
        """Turn the lock; for good is as long as it may be, as nobody unlocks it for ever.

        Locked for a while, it is what it was for good afterwards. One that does not turn shows in the status, which the
        panel is told with its answer.
        """
        op = "unlock" if output.is_on else "lock"
        is_for_a_while = output.for_ms is not None
        for_ms = min(output.for_ms or LONGEST_UNLOCKED_MS, LONGEST_UNLOCKED_MS)
        if output.is_on and self._is_on_for_good:
            # On for a while where it is on for good stays on.
            for_ms = LONGEST_UNLOCKED_MS
        args = {"for_ms": for_ms} if output.is_on or (is_for_a_while and self._is_on_for_good) else NOTHING
        try:
            self._rack.begin(self._terminal, self._name, op, args, STEP_MS)
        except DeviceRefusal:
            return
        if not is_for_a_while:
            self._is_on_for_good = output.is_on

    def _hear(self, terminal: str, event: Event) -> None:
        """A badge is read."""
        if (
            isinstance(event, Noticed)
            and (terminal, event.device, event.name) == (self._terminal, self._name, "BadgeEvent")
            and isinstance(event.payload["bits"], int)
        ):
            self._peripheral.present(event.payload["bits"], bytes.fromhex(str(event.payload["data"])))


class Wires:
    """Every wire of this service. doors: by terminal, one for all connections of its panel."""

    def __init__(self, rack: Rack, peripherals: Peripherals, draw: Draw) -> None:
        self.rack = rack
        self.peripherals = peripherals
        self.draw = draw
        self.doors: dict[str, DoorLine] = {}
        self._servers: list[StreamServer] = []
        self._lines: list[tuple[int, int]] = []
        self._reading: list[gevent.Greenlet[..., None]] = []

    def listen(self, protocol: str, terminal: str, listener: Any) -> None:
        """Answer at a listening socket, once `start` is called."""
        make = SESSIONS[protocol]
        self._prepare(protocol, terminal)

        def serve(sock: Any, _address: object) -> None:
            """One connection, until either end lets go."""
            session = make(self, terminal)
            try:
                while data := sock.recv(RECEIVE_BYTES):
                    sock.sendall(session.receive(data))
            except OSError:
                # Reset: for a wire the same as an end.
                pass
            finally:
                session.end()

        self._servers.append(StreamServer(listener, serve, spawn=Pool(CONNECTIONS)))

    def open_line(self, protocol: str, terminal: str) -> str:
        """A terminal line of the system that speaks a protocol; where the host's end is."""
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        make_nonblocking(ours)
        # Theirs stays open: without anybody at the other end a read of ours would fail.
        self._lines.append((ours, theirs))
        self._prepare(protocol, terminal)
        session = SESSIONS[protocol](self, terminal)

        def serve() -> None:
            """The line, for as long as the service runs."""
            while True:
                rest = session.receive(nb_read(ours, RECEIVE_BYTES))
                while rest:
                    rest = rest[nb_write(ours, rest) :]

        self._reading.append(gevent.spawn(serve))
        return os.ttyname(theirs)

    def start(self) -> None:
        """Begin to accept."""
        for server in self._servers:
            server.start()

    def stop(self) -> None:
        """Hang up."""
        gevent.killall(self._reading)
        for server in self._servers:
            server.stop(timeout=0)
        for line in self._lines:
            for end in line:
                os.close(end)

    def _prepare(self, protocol: str, terminal: str) -> None:
        """Who speaks a wire has the device behind it, whatever its profile says."""
        if protocol == "sam":
            self.rack.build_in(terminal, READER)
        elif protocol == "osdp" and terminal not in self.doors:
            self.doors[terminal] = DoorLine(self.rack, self.peripherals, terminal)


SESSIONS: Final[Mapping[str, Callable[[Wires, str], Session]]] = {"escpos": EscPos, "sam": Sam, "osdp": Osdp}
"""Protocol -> what speaks it; also the first word of its setting."""
