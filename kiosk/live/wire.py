"""Wire protocols over TCP and terminal lines (设备线协议): bytes between a stock driver and a terminal's devices.

A table says which protocol makes which session; everything else is the same for all. A printer's pages wait in a
short queue of their own, so that it answers for its status while it prints, and stops reading when it is full.
"""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import gevent
from gevent.os import make_nonblocking, nb_read, nb_write
from gevent.pool import Pool
from gevent.queue import Queue
from gevent.server import StreamServer

from devices.edge.paper import draw_sheet
from devices.edge.rack import Rack
from devices.edge.stand_ins import Door, IdReader, StandIn
from devices.wire.escpos import Condition, Interpreter
from devices.wire.escpos_page import Sheet
from devices.wire.sam import Reader
from kiosk.live.peripherals import BUSY, PRINTER, DeviceFault, Peripherals

RECEIVE_BYTES: Final = 65_536
CONNECTIONS: Final = 16
"""Open at once at one port."""
PAGES: Final = 16
"""Pages that wait in a printer."""

BUSY_S: Final = 0.2
"""Until a printer is asked again that another front end keeps busy."""

Draw = Callable[[Callable[[Sheet, Any], bytes], Sheet], bytes]
"""Draws a page with the house's fonts, off the hub."""


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
        reader = wires.stand_ins[terminal, "id_reader"]
        assert isinstance(reader, IdReader), "made with the port"
        self._reader = Reader(lambda: reader.card)

    def receive(self, data: bytes) -> bytes:
        """Frames for frames."""
        return self._reader.receive(data)

    def end(self) -> None:
        """Nothing is left."""


class Osdp:
    """A control panel at the door."""

    def __init__(self, wires: Wires, terminal: str) -> None:
        self._wires = wires
        door = wires.stand_ins[terminal, "door"]
        assert isinstance(door, Door), "made with the port"
        self._door = door

    def receive(self, data: bytes) -> bytes:
        """Frames for frames; a lock that falls shut by itself does so on the service clock."""
        self._wires.peripherals.catch_up()
        replies = self._door.receive(data, self._wires.rack.now_ms)
        self._wires.peripherals.wake()
        return replies

    def end(self) -> None:
        """The lock stays as it is."""


class Wires:
    """Every wire of this service. stand_ins: by (terminal, device), also felt through the automation API."""

    def __init__(
        self, rack: Rack, peripherals: Peripherals, draw: Draw, stand_ins: dict[tuple[str, str], StandIn]
    ) -> None:
        self.rack = rack
        self.peripherals = peripherals
        self.draw = draw
        self.stand_ins = stand_ins
        self._servers: list[StreamServer] = []
        self._lines: list[tuple[int, int]] = []
        self._reading: list[gevent.Greenlet[..., None]] = []

    def listen(self, protocol: str, terminal: str, listener: Any) -> None:
        """Answer at a listening socket, once `start` is called."""
        make = SESSIONS[protocol]
        self._prepare(protocol, terminal)

        def serve(sock: Any, _address: object) -> None:
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
        """What can be felt is there before the first client is."""
        if protocol == "sam":
            self.stand_ins.setdefault((terminal, "id_reader"), IdReader())
        elif protocol == "osdp" and (terminal, "door") not in self.stand_ins:
            door = self.stand_ins[terminal, "door"] = Door()
            self.peripherals.beside.append(door)


SESSIONS: Final[Mapping[str, Callable[[Wires, str], Session]]] = {"escpos": EscPos, "sam": Sam, "osdp": Osdp}
"""Protocol -> what speaks it; also the first word of its setting."""
