"""The rack (设备架): terminals, their streams of chance, their journal and what came out of them.

One driver for the live service, the automation API and tests: whoever owns the clock says what time it
is and lets it pass, deadline by deadline, over all terminals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from devices import messages as m
from devices.edge.flags import flags_of
from devices.edge.journal import Journal
from devices.edge.outputs import Output, Outputs
from devices.edge.scans import Scans
from devices.edge.standing import Kept, counters_of, drawn_of, faults_of, kept_of
from devices.edge.streams import Streams
from devices.messages import NOTHING, Mode
from devices.profiles import SERVICES, Part, Profile
from devices.terminal import Event, Terminal, TerminalChanged

Listener = Callable[[str, Event], None]
"""(terminal, event), in order."""
NOTHING_KEPT: Final[Mapping[str, Mapping[str, Kept]]] = MappingProxyType({})


def _nobody(terminal: str) -> None:
    """Whoever listens for touched terminals where nobody does."""
    del terminal


class UnknownTerminal(m.DeviceRefusal):
    """There is no such terminal."""

    code = "unknown_terminal"


class TimeGoesBack(m.DeviceRefusal):
    """Time only goes forward."""

    code = "time_goes_back"


class Rack:
    """All terminals of one place. seed: of all chance; key: of the journal's hashes.

    kept_outputs: of each terminal the last so many. keep_outputs: they stay when a session ends, for tests.
    kept: by terminal and device, of before a restart (see `standing`). on_touched: told the terminal whose devices may
    have something else to keep.
    """

    def __init__(
        self,
        seed: int,
        key: bytes,
        now_ms: int = 0,
        *,
        kept_outputs: int = 0,
        keep_outputs: bool = False,
        kept: Mapping[str, Mapping[str, Kept]] = NOTHING_KEPT,
    ) -> None:
        self.now_ms = now_ms
        self._keep_outputs = keep_outputs
        self.terminals: dict[str, Terminal] = {}
        self.journal = Journal(key)
        self.listeners: list[Listener] = []
        self.on_touched: Callable[[str], None] = _nobody
        self._outputs = Outputs(kept_outputs, is_kept_on=keep_outputs)
        self._kept = dict(kept)
        self._seed = seed
        self._streams: dict[str, Streams] = {}
        self._serial = 0

    @property
    def scans(self) -> Scans:
        """Documents that lie before cameras."""
        return self._outputs.scans

    def add(self, name: str, profile: Profile, mode: Mode = Mode.QUIET) -> Terminal:
        """A terminal that was set up now, the first of its name with what was kept of it.

        One of this name is replaced, and whoever listens to it hears so.
        """
        before, kept = self.terminals.get(name), self._kept.pop(name, {})
        counters = {device: counters_of(each) for device, each in kept.items()}
        terminal = self.terminals[name] = Terminal(name, profile, mode=mode, counters=counters)
        self._streams[name] = Streams(self._seed, name, {device: drawn_of(each) for device, each in kept.items()})
        if kept:
            faults = {device: faults_of(each) for device, each in kept.items()}
            self._tell(name, terminal.restore(self.now_ms, faults))
        if before is not None:
            changed = TerminalChanged(at_ms=self.now_ms, terminal=name, state=terminal.state, working=terminal.working)
            self._tell(name, (changed,))
        self.on_touched(name)
        return terminal

    def renew(self, name: str) -> None:
        """A terminal as it was built: whoever waits for its devices is told, and what came out is forgotten.

        Raises UnknownTerminal.
        """
        before = self.terminal(name)
        for device in before.devices:
            self.unplug(name, device)
        self._outputs.forget(name)
        self.add(name, before.profile)

    def kept(self, name: str) -> dict[str, dict[str, int | str]]:
        """By device, what outlives a restart. Raises UnknownTerminal."""
        drawn = self._streams[name].drawn
        return {key: kept_of(device, drawn[key]) for key, device in self.terminal(name).devices.items()}

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
            self._outputs.order(terminal, command, self.now_ms)
        self._tell(terminal, events)
        self.on_touched(terminal)

    def wipe(self, terminal: str, until_ms: int | None = None) -> None:
        """End what was begun at a terminal up to an instant, and forget what came of it. Raises UnknownTerminal.

        until_ms: the end of a session, so that whoever came after it loses nothing; None: everything. A page that
        is still held goes to the bin: it would come out together with somebody else's.
        """
        for name, device in self.terminal(terminal).devices.items():
            running = device.running
            if running is not None and (until_ms is None or running.began_at_ms <= until_ms):
                self.ask(terminal, name, m.Abort(op_id=running.op_id))
            held = getattr(device, "held", None)
            if held is not None and (until_ms is None or self._outputs.began_at_ms(terminal, held.op_id) <= until_ms):
                self.begin(terminal, name, "retract")
        self._outputs.wipe(terminal, until_ms)

    def supervise(self, terminal: str, *, is_supervised: bool) -> None:
        """Somebody takes a terminal over, or gives it back. Raises UnknownTerminal."""
        self._tell(terminal, self.terminal(terminal).supervise(self.now_ms, is_supervised=is_supervised))

    def reach(self, terminal: str, *, is_reachable: bool) -> None:
        """A terminal's heartbeats stay away, or come again. Raises UnknownTerminal."""
        self._tell(terminal, self.terminal(terminal).reach(self.now_ms, is_reachable=is_reachable))

    def build_in(self, terminal: str, kind: str) -> str:
        """Name of a device of some kind, which is there from now on, also after a reset. Raises UnknownTerminal."""
        found = self.terminal(terminal)
        name = found.name_of(kind)
        if name is None:
            name, part = kind, Part(kind=kind)
            found.profile = replace(found.profile, parts={**found.profile.parts, name: part})
            found.install(name, part, self.now_ms)
        return name

    def name_of(self, terminal: str, kind: str) -> str | None:
        """Name of the first device of a kind, None if there is none. Raises UnknownTerminal."""
        return self.terminal(terminal).name_of(kind)

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
                if events := terminal.tick(self.now_ms):
                    self._tell(name, events)
                    self.on_touched(name)
        self.now_ms = now_ms

    # What was said.

    def outputs(self, terminal: str) -> tuple[Output, ...]:
        """What came out of a terminal and has not been forgotten, the oldest first."""
        return self._outputs.of(terminal)

    def _tell(self, terminal: str, events: tuple[Event, ...]) -> None:
        for event in events:
            self.journal.write(terminal, event)
            if isinstance(event, m.Ended | m.Noticed) and event.op_id is not None:
                self._outputs.note(terminal, self.terminals[terminal].devices[event.device], event, event.op_id)
            for listener in self.listeners:
                listener(terminal, event)

    def record(self, terminal: str) -> dict[str, Any]:
        """A terminal as the monitor and the automation API show it."""
        found = self.terminal(terminal)
        return {
            "terminal": terminal,
            "profile_zh": found.profile.zh,
            "profile_en": found.profile.en,
            "state": str(found.state),
            "working": list(found.working),
            "services": [
                {"key": key, "zh": SERVICES[key].zh, "en": SERVICES[key].en, "is_coming": SERVICES[key].is_coming}
                for key in found.profile.services
            ],
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
            "running": None
            if running is None
            else {"op_id": running.op_id, "op": running.op, "is_paused": running.is_paused},
            "waiting_faults": {each.fault.fault_id: each.fault.kind for each in found.armed},
            "active_faults": {fault_id: fault.kind for fault_id, fault in found.active.items()},
            "counters": dict(found.counters),
            "limits": dict(found.limits),
            "flags": flags_of(found),
            "operations": sorted(found.OPERATIONS),
            "stimuli": sorted((*found.STIMULI, *found.REMEDIES)),
            "faults": sorted(found.FAULTS),
        }
