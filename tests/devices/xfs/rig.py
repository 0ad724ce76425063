"""A device, its service and what its clients got: one driver in twenty lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from devices import messages as m
from devices.core import Device
from devices.printer import Printer
from devices.xfs.bind import BINDINGS
from devices.xfs.contract import COMMANDS, Dialect
from devices.xfs.envelope import Message
from devices.xfs.outgoing import Frame
from devices.xfs.service import Service


class Rig:
    """got: frames by connection. open connections hear what goes to all."""

    def __init__(self, device: Device, dialect: Dialect | None = None) -> None:
        self.device = device
        self.now = 0
        self.got: dict[str, list[Message]] = defaultdict(list)
        self.connections = ["c1", "c2"]
        self.service = Service(
            "service",
            device.name,
            BINDINGS[device.KIND],
            ask=self.ask,
            draws=lambda op: (0.5,) * len(device.OPERATIONS[op].draws),
            status=device.status,
            dialect=dialect,
        )

    def ask(self, command: m.Command, now_ms: int) -> None:
        """Ask the device; everybody hears what it says."""
        self.hear(self.device.handle(command, now_ms))

    def hear(self, events: tuple[m.Event, ...]) -> None:
        """What the device says."""
        self.deliver(self.service.hear(events))

    def deliver(self, frames: tuple[Frame, ...]) -> None:
        """Frames on their way to clients."""
        for frame in frames:
            others = [each for each in self.connections if each not in frame.others_than]
            for connection in others if frame.connection is None else [frame.connection]:
                self.got[connection].append(frame.message)

    def go_to(self, at: int) -> None:
        """Let time pass, deadline by deadline."""
        while True:
            due = [each for each in (self.device.next_deadline(), self.service.next_deadline()) if each is not None]
            if not due or min(due) > at:
                break
            self.hear(self.device.tick(min(due)))
            self.deliver(self.service.tick(min(due)))
        self.hear(self.device.tick(at))
        self.deliver(self.service.tick(at))
        self.now = at

    def send(self, connection: str, name: str, request_id: int, payload: object = None, **header: object) -> None:
        """A command from a client."""
        version = COMMANDS[name].versions[-1] if name in COMMANDS else "2.0"
        head = {"type": "command", "name": name, "version": version, "requestId": request_id, **header}
        self.raw(connection, {"header": head, "payload": payload})

    def raw(self, connection: str, frame: object) -> None:
        """Any frame from a client."""
        self.deliver(self.service.receive(connection, frame, self.now))

    def close(self, connection: str) -> None:
        """A client goes away."""
        self.connections.remove(connection)
        self.deliver(self.service.disconnect(connection, self.now))

    def seen(self, connection: str = "c1") -> list[tuple[object, ...]]:
        """(type, name, requestId, how) of everything a client got."""
        return [short(message) for message in self.got[connection]]


def short(message: Message) -> tuple[object, ...]:
    """The gist of a message."""
    header, payload = message["header"], message["payload"]
    assert isinstance(header, Mapping)
    how = header.get("completionCode") or header.get("status")
    if isinstance(payload, Mapping) and "errorCode" in payload:
        how = payload["errorCode"]
    return (header["type"], header["name"], header.get("requestId"), how)


class Printing(Rig):
    """Remembers what was ordered of the device."""

    def __init__(self, device: Printer) -> None:
        self.pages: list[object] = []
        super().__init__(device)

    def ask(self, command: m.Command, now_ms: int) -> None:
        """Ask the device."""
        if isinstance(command, m.Begin):
            self.pages.append(command.args.get("page"))
        super().ask(command, now_ms)

    def done(self, name: str, payload: object, connection: str = "c1") -> object:
        """How a command ends, in twenty seconds."""
        request_id = len(self.got[connection]) + 1
        self.send(connection, name, request_id, payload)
        self.go_to(self.now + 20_000)
        return next(each[3] for each in self.seen(connection) if each[0] == "completion" and each[2] == request_id)

    def told(self, name: str, connection: str = "c1") -> list[object]:
        """Payloads of every event of a name."""
        return [
            each["payload"]
            for each in self.got[connection]
            if short(each)[1] == name and short(each)[0] != "completion"
        ]
