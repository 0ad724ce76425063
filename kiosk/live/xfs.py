"""XFS4IoT over sockets (XFS 服务): one service a device, on the devices' own time, for clients nobody here wrote.

A service comes to life with its first client. The publisher is the address without a service's name.
Frames are text with one JSON message each; what is no JSON is told so, and the service lives.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import orjson

from devices import messages as m
from devices.edge.rack import Rack
from devices.edge.scan_formats import handed_out
from devices.edge.scans import Scans
from devices.terminal import Event, TerminalChanged
from devices.xfs.bind import BINDINGS
from devices.xfs.bind.document_camera import Scan
from devices.xfs.contract import Dialect
from devices.xfs.outgoing import Frame
from devices.xfs.publisher import publish
from devices.xfs.service import Service
from kiosk.live.peripherals import Peripherals
from kiosk.live.websocket import WebSocket, text_frame


@dataclass(slots=True)
class Seat:
    """A service and who is connected to it."""

    service: Service
    clients: dict[str, WebSocket] = field(default_factory=dict)


class XfsServices:
    """Every device of the rack that speaks XFS4IoT. dialect: where implementations differ."""

    def __init__(self, rack: Rack, peripherals: Peripherals, dialect: Dialect) -> None:
        self._rack = rack
        self._peripherals = peripherals
        self._dialect = dialect
        self._seats: dict[tuple[str, str], Seat] = {}
        self._serial = 0
        rack.listeners.append(self._hear)
        peripherals.beside.append(self)

    # Who is there.

    def names(self, terminal: str | None = None) -> list[str]:
        """Names of all services, or of one terminal's."""
        return [service_name(*place) for place in self._places() if terminal in (None, place[0])]

    def has(self, name: str, terminal: str | None = None) -> bool:
        """Whether there is a service of this name, however it is spelt."""
        return self._place(name, terminal) is not None

    def _places(self) -> Iterable[tuple[str, str]]:
        for terminal, each in self._rack.terminals.items():
            for device, model in each.devices.items():
                if model.KIND in BINDINGS:
                    yield terminal, device

    def _place(self, name: str, terminal: str | None) -> tuple[str, str] | None:
        wanted = name.casefold()
        return next(
            (
                place
                for place in self._places()
                if terminal in (None, place[0]) and service_name(*place).casefold() == wanted
            ),
            None,
        )

    def _seat(self, terminal: str, device: str) -> Seat:
        found = self._seats.get((terminal, device))
        if found is None:
            model = self._rack.terminal(terminal).devices[device]
            service = Service(
                service_name(terminal, device),
                device,
                BINDINGS[model.KIND],
                ask=partial(self._ask, terminal, device),
                draws=partial(self._rack.draws, terminal, device),
                status=partial(self._status, terminal, device),
                dialect=self._dialect,
            )
            found = self._seats[terminal, device] = Seat(service)
        return found

    def _ask(self, terminal: str, device: str, command: m.Command, _now_ms: int) -> None:
        self._rack.ask(terminal, device, command)

    def _status(self, terminal: str, device: str) -> Mapping[str, object]:
        """A device that was taken out is still a service, of nothing."""
        found = self._rack.terminal(terminal).devices.get(device)
        return {"device": "noDevice"} if found is None else found.status()

    # Clients.

    def serve_publisher(self, websocket: WebSocket, address: str, terminal: str | None = None) -> None:
        """One client of the publisher, until it goes. address: under which the services are found."""
        while (message := websocket.wait()) is not None:
            addresses = [f"{address}/{name}" for name in self.names(terminal)]
            for answer in publish(parsed(message), addresses, self._dialect):
                websocket.send_frame(framed(answer))

    def serve(self, name: str, websocket: WebSocket, terminal: str | None = None) -> None:
        """One client of a service, until it goes; its commands go with it."""
        place = self._place(name, terminal)
        if place is None:
            return
        seat = self._seat(*place)
        self._serial += 1
        connection = f"client-{self._serial}"
        seat.clients[connection] = websocket
        try:
            while (message := websocket.wait()) is not None:
                self._peripherals.catch_up()
                self._deliver(seat, seat.service.receive(connection, parsed(message), self._rack.now_ms))
                self._peripherals.wake()
        finally:
            del seat.clients[connection]
            self._peripherals.catch_up()
            self._deliver(seat, seat.service.disconnect(connection, self._rack.now_ms))
            self._peripherals.wake()

    def close(self) -> None:
        """Say goodbye to everybody."""
        for seat in self._seats.values():
            for websocket in seat.clients.values():
                websocket.close()

    # Time, and what devices say.

    def next_deadline(self) -> int | None:
        """The earliest time-out of a command, or None."""
        due = [each for seat in self._seats.values() if (each := seat.service.next_deadline()) is not None]
        return min(due, default=None)

    def tick(self, now_ms: int) -> None:
        """Commands whose time is over end."""
        for seat in self._seats.values():
            self._deliver(seat, seat.service.tick(now_ms))

    def _hear(self, terminal: str, event: Event) -> None:
        if isinstance(event, TerminalChanged):
            # Perhaps its devices are other ones now.
            for place, there in self._seats.items():
                if place[0] == terminal:
                    self._deliver(there, there.service.look_again())
            return
        seat = self._seats.get((terminal, event.device))
        if seat is not None:
            self._deliver(seat, seat.service.hear((event,)))

    def _deliver(self, seat: Seat, frames: tuple[Frame, ...]) -> None:
        for frame in frames:
            if frame.connection is None:
                raw = framed(frame.message, self._rack.scans)
                for connection, websocket in seat.clients.items():
                    if connection not in frame.others_than:
                        websocket.send_frame(raw)
            elif (found := seat.clients.get(frame.connection)) is not None:
                found.send_frame(framed(frame.message, self._rack.scans))


def service_name(terminal: str, device: str) -> str:
    """Name of a device's service: it carries the terminal's."""
    return f"{terminal}-{device}"


def parsed(message: str | bytes) -> object:
    """What a client sent, None where it is no text or no JSON."""
    if isinstance(message, bytes):
        return None
    try:
        found: object = orjson.loads(message)
    except orjson.JSONDecodeError:
        return None
    return found


def framed(message: object, scans: Scans | None = None) -> bytes:
    """One message, as it goes out. scans: of the pictures in it."""

    def content(found: object) -> str:
        if not isinstance(found, Scan):
            raise TypeError(type(found).__name__)
        picture = None if scans is None else scans.picture(found.reference)
        return b64encode(handed_out(picture, found.format, found.color)).decode()

    return text_frame(orjson.dumps(message, default=content, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode())
