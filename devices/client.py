"""For integrators (集成测试): a terminal on your desk, in virtual time, in three lines.

    def test_my_software_reads_a_code(kiosk_terminal):
        read = kiosk_terminal.read()
        kiosk_terminal.show_code("YS1:…")
        assert kiosk_terminal.wait(read).text == "YS1:…"

The same hands work at a running service, through the automation API: `Hands("hall-1", remote(address, token))`.
The fixture comes with the package (`devices.pytest_plugin`).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devices import messages as m
from devices.edge.automation import ROOT, Automation
from devices.edge.rack import Rack
from devices.profiles import PROFILES
from devices.terminal import Event

PATIENCE_MS = 60_000
"""Service time that an operation may take."""
PAGES = 1_000
"""Pages of a desk that can be looked at."""
HTTP_ERROR = 400
"""The least status that says no."""


class Refused(Exception):
    """The automation API said no. status, error: as it said it."""

    def __init__(self, status: int, error: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {error.get('code')}: {error.get('params')}")
        self.status = status
        self.code = error.get("code")


class Transport(Protocol):
    """How a request gets to the automation API."""

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        """The answer's value. Raises Refused."""


@dataclass(slots=True)
class Operation:
    """An operation of a device. ended: None while it runs."""

    op_id: str
    ended: m.Ended | None = None

    @property
    def code(self) -> str | None:
        """How it ended: success, timeOut, an error's own code."""
        return None if self.ended is None else self.ended.error or str(self.ended.code)

    @property
    def text(self) -> str | None:
        """What was read."""
        return None if self.ended is None else str(self.ended.result.get("text"))


class Hands:
    """The physical world at one terminal, through the automation API."""

    def __init__(self, terminal: str, transport: Transport) -> None:
        self.terminal = terminal
        self._send = transport

    def stimulus(self, device: str, kind: str, /, **value: object) -> None:
        """Do something to a device."""
        self._send("POST", f"{self._device(device)}/stimulus", {"type": kind, **value})

    def show_code(self, text: str, device: str = "scanner") -> None:
        """Hold a code before the window."""
        self.stimulus(device, "code", text=text)

    def take_paper(self, device: str = "receipt_printer") -> None:
        """Take what lies in the mouth."""
        self.stimulus(device, "take")

    def inject(self, device: str, kind: str, /, fault_id: str = "fault", **more: object) -> None:
        """Break something."""
        self._send("POST", f"{self._device(device)}/faults", {"id": fault_id, "kind": kind, **more})

    def remedy(self, device: str, what: str, by: str = "staff") -> None:
        """Open the door, remove the cause, reset."""
        self.stimulus(device, what)
        self._send("POST", f"{self._device(device)}/reset", {"by": by})

    def visitor(self, *, is_there: bool) -> dict[str, Any]:
        """Send the default visitor away, or call him back; what he does next."""
        record: dict[str, Any] = self._send("POST", f"terminals/{self.terminal}/visitor", {"is_there": is_there})
        return record

    def state(self) -> dict[str, Any]:
        """The terminal: state, services that work, devices."""
        record: dict[str, Any] = self._send("GET", f"terminals/{self.terminal}")
        return record

    def advance(self, ms: int) -> None:
        """Let service time pass."""
        self._send("POST", "clock", {"advance_ms": ms})

    def advance_to(self, at_ms: int) -> None:
        """Let service time pass up to an instant, epoch ms."""
        self._send("POST", "clock", {"until_ms": at_ms})

    def freeze(self) -> None:
        """Let time stand still, but for `advance`."""
        self._send("POST", "clock", {"freeze": True})

    def go_on(self) -> None:
        """Let time run again."""
        self._send("POST", "clock", {"freeze": False})

    def reset(self) -> None:
        """Every terminal as it was built."""
        self._send("POST", "reset")

    def ports(self) -> dict[str, int | str]:
        """Where else this terminal is spoken to: protocol -> port, or the path of a terminal line."""
        listed: dict[str, dict[str, int | str]] = self._send("GET", "")["ports"]
        return {protocol: where[self.terminal] for protocol, where in listed.items() if self.terminal in where}

    def device(self, device: str) -> dict[str, Any]:
        """A device: status, what runs, faults."""
        record: dict[str, Any] = self._send("GET", self._device(device))
        return record

    def outputs(self) -> list[dict[str, Any]]:
        """What came out of the terminal."""
        found: list[dict[str, Any]] = self._send("GET", f"terminals/{self.terminal}/output")["outputs"]
        return found

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """What its devices said."""
        lines: list[dict[str, Any]] = self._send("GET", f"journal?since={since}")["lines"]
        return [line for line in lines if line["terminal"] == self.terminal]

    def _device(self, device: str) -> str:
        return f"terminals/{self.terminal}/devices/{device}"


class Desk(Hands):
    """A terminal in this process: the host's side (read, print) as well as the world's."""

    def __init__(self, profile: str = "yuezhizhu", terminal: str = "desk-1", seed: int = 1) -> None:
        self.rack = Rack(seed, b"desk", kept_outputs=PAGES)
        self.rack.add(terminal, PROFILES[profile])
        self.rack.listeners.append(self._hear)
        self._automation = Automation(self.rack)
        self._operations: dict[str, Operation] = {}
        self._heard: dict[str, m.Ended] = {}
        super().__init__(terminal, self._call)

    def begin(self, device: str, op: str, **args: object) -> Operation:
        """Start an operation as a host does."""
        op_id = self.rack.begin(self.terminal, device, op, args, PATIENCE_MS)
        operation = self._operations[op_id] = Operation(op_id, self._heard.pop(op_id, None))
        return operation

    def read(self, device: str = "scanner") -> Operation:
        """Wait for a code."""
        return self.begin(device, "read")

    def print_page(self, page: str, device: str = "receipt_printer", length: int = 200) -> Operation:
        """Print a page of text and let it come out."""
        operation = self.begin(device, "print", lines=page.count("\n") + 1, length=length, page=page)
        return self.wait(operation)

    def wait(self, operation: Operation) -> Operation:
        """Let time pass until an operation has ended."""
        while operation.ended is None:
            due_ms = self.rack.next_deadline()
            if due_ms is None:
                break
            self.rack.run_until(due_ms)
        return operation

    def _hear(self, _terminal: str, event: Event) -> None:
        if isinstance(event, m.Ended):
            operation = self._operations.get(event.op_id)
            if operation is None:
                self._heard[event.op_id] = event
            else:
                operation.ended = event

    def _call(self, method: str, path: str, body: object = None) -> Any:
        path, _, query = path.partition("?")
        pairs = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
        status, value = self._automation.answer(method, path, pairs, body)
        if status >= HTTP_ERROR:
            raise Refused(status, value["error"])
        return value


def remote(address: str, token: str) -> Transport:
    """The automation API of a running service. address: scheme, host and port."""

    def send(method: str, path: str, body: object = None) -> Any:
        """One request, as a Transport sends it. Raises Refused."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{address}{ROOT}/{path}", data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the address is the caller's own
                raw = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.load(error)["error"]) from None
        return json.loads(raw) if raw else None

    return send
