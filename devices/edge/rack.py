"""The rack (设备架): terminals, their streams of chance, their journal and what came out of them.

One driver for the live service, the automation API and tests: whoever owns the clock says what time it
is and lets it pass, deadline by deadline, over all terminals.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devices import messages as m
from devices.edge.journal import Journal
from devices.edge.streams import Streams
from devices.messages import NOTHING, Mode
from devices.profiles import Profile
from devices.terminal import Event, Terminal

Listener = Callable[[str, Event], None]
"""(terminal, event), in order."""


class UnknownTerminal(m.DeviceRefusal):
    """There is no such terminal."""

    code = "unknown_terminal"


class TimeGoesBack(m.DeviceRefusal):
    """Time only goes forward."""

    code = "time_goes_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Something that came out of a terminal. page: PNG or text as it was ordered, None where nothing was."""

    at_ms: int
    terminal: str
    device: str
    is_whole: bool
    page: bytes | str | None


class Rack:
    """All terminals of one place. seed: of all chance; key: of the journal's hashes. kept_outputs: the last so many.

    keep_outputs: they outlive a wipe, for tests; else they go with the session.
    """

    def __init__(
        self, seed: int, key: bytes, now_ms: int = 0, *, kept_outputs: int = 0, keep_outputs: bool = False
    ) -> None:
        self.now_ms = now_ms
        self._keep_outputs = keep_outputs
        self.terminals: dict[str, Terminal] = {}
        self.journal = Journal(key)
        self.outputs: deque[Output] = deque(maxlen=kept_outputs)
        self.listeners: list[Listener] = []
        self._seed = seed
        self._streams: dict[str, Streams] = {}
        self._orders: dict[tuple[str, str], Mapping[str, object]] = {}
        self._serial = 0

    def add(self, name: str, profile: Profile, mode: Mode = Mode.QUIET) -> Terminal:
        """A terminal that was set up now; one of this name is replaced."""
        terminal = self.terminals[name] = Terminal(name, profile, mode=mode)
        self._streams[name] = Streams(self._seed, name)
        return terminal

    def terminal(self, name: str) -> Terminal:
        """Raises UnknownTerminal."""
        found = self.terminals.get(name)
        if found is None:
            raise UnknownTerminal(terminal=name)
        return found

    # Asking.

    def begin(
        self, terminal: str, device: str, op: str, args: Mapping[str, object] = NOTHING, timeout_ms: int = 0
    ) -> str:
        """Start an operation with chance of the terminal's own streams; gives its id. Raises DeviceRefusal."""
        found = self.terminal(terminal).devices.get(device)
        if found is None or op not in found.OPERATIONS:
            raise m.UnknownOperation(terminal=terminal, device=device, op=op)
        self._serial += 1
        op_id = f"{terminal}/{self._serial}"
        draws = self._streams[terminal].draws(found, op)
        self.ask(terminal, device, m.Begin(op_id=op_id, op=op, args=args, draws=draws, timeout_ms=timeout_ms))
        return op_id

    def draws(self, terminal: str, device: str, op: str) -> tuple[float, ...]:
        """What an operation that somebody else begins may use of the terminal's own streams. Raises UnknownDevice."""
        found = self.terminal(terminal).devices.get(device)
        if found is None:
            raise m.UnknownDevice(terminal=terminal, device=device)
        return self._streams[terminal].draws(found, op)

    def unplug(self, terminal: str, device: str) -> None:
        """End what a device is doing, as when it is pulled out: whoever waits for it is told."""
        found = self.terminal(terminal).devices.get(device)
        if found is not None and found.running is not None:
            self.ask(terminal, device, m.Plug(is_connected=False))

    def ask(self, terminal: str, device: str, command: m.Command) -> None:
        """Ask one device now; what it says goes to journal and listeners. Raises DeviceRefusal."""
        found = self.terminal(terminal)
        events = found.handle(device, command, self.now_ms)
        if isinstance(command, m.Begin):
            self._orders[terminal, command.op_id] = command.args
        self._tell(terminal, events)

    def wipe(self, terminal: str) -> None:
        """End whatever runs at a terminal, and forget what came out of it unless it is kept. Raises UnknownTerminal."""
        for name, device in self.terminal(terminal).devices.items():
            if device.running is not None:
                self.ask(terminal, name, m.Abort(op_id=device.running.op_id))
        for output in [each for each in self.outputs if each.terminal == terminal and not self._keep_outputs]:
            self.outputs.remove(output)

    # Time.

    def next_deadline(self) -> int | None:
        """The earliest of all terminals, or None."""
        due = [each for terminal in self.terminals.values() if (each := terminal.next_deadline()) is not None]
        return min(due, default=None)

    def run_until(self, now_ms: int) -> None:
        """Let time pass. What listeners ask meanwhile happens at the instant of what they heard."""
        if now_ms < self.now_ms:
            raise TimeGoesBack(now_ms=self.now_ms, wanted_ms=now_ms)
        while (due_ms := self.next_deadline()) is not None and due_ms <= now_ms:
            self.now_ms = max(self.now_ms, due_ms)
            for name, terminal in self.terminals.items():
                self._tell(name, terminal.tick(self.now_ms))
        self.now_ms = now_ms

    # What was said.

    def _tell(self, terminal: str, events: tuple[Event, ...]) -> None:
        for event in events:
            self.journal.write(terminal, event)
            if isinstance(event, m.Ended):
                self._note_output(terminal, event)
            for listener in self.listeners:
                listener(terminal, event)

    def _note_output(self, terminal: str, event: m.Ended) -> None:
        """A page came out, whole or not: the host may have been told nothing, and there it lies."""
        args = self._orders.pop((terminal, event.op_id), NOTHING)
        page = getattr(self.terminals[terminal].devices[event.device], "page", None)
        if page is None or page.op_id != event.op_id:
            return
        ordered = args.get("page")
        self.outputs.append(
            Output(
                at_ms=event.at_ms,
                terminal=terminal,
                device=event.device,
                is_whole=page.is_whole,
                page=ordered if isinstance(ordered, bytes | str) else None,
            )
        )

    def record(self, terminal: str) -> dict[str, Any]:
        """A terminal as the monitor and the automation API show it."""
        found = self.terminal(terminal)
        return {
            "terminal": terminal,
            "profile_zh": found.profile.zh,
            "profile_en": found.profile.en,
            "state": str(found.state),
            "working": list(found.working),
            "devices": {name: self.device_record(terminal, name) for name in found.devices},
        }

    def device_record(self, terminal: str, device: str) -> dict[str, Any]:
        """One device: status, what runs, faults, counters. Raises UnknownDevice."""
        found = self.terminal(terminal).devices.get(device)
        if found is None:
            raise m.UnknownDevice(terminal=terminal, device=device)
        running = found.running
        return {
            "device": device,
            "kind": found.KIND,
            "mode": str(found.mode),
            "status": found.status(),
            "running": None if running is None else {"op_id": running.op_id, "op": running.op},
            "waiting_faults": [each.fault.fault_id for each in found.armed],
            "active_faults": {fault_id: fault.kind for fault_id, fault in found.active.items()},
            "counters": dict(found.counters),
            "operations": sorted(found.OPERATIONS),
            "stimuli": sorted((*found.STIMULI, *found.REMEDIES)),
            "faults": sorted(found.FAULTS),
        }
