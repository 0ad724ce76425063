"""A terminal's days in virtual time (自助终端仿真): sessions, wear, hazards, repairs.

The same models as live, driven by a loop instead of a clock: each step of a session asks a device,
the visitor acts, and the next deadline is where time goes on. Terminals do not touch each other, so a
fleet is one terminal after the other. All chance comes from the terminal's own named streams.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter as Count
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from heapq import heappop, heappush
from multiprocessing import get_context
from operator import attrgetter, call
from typing import Any, Final, get_args

import orjson

from devices import messages as m
from devices.core import Device
from devices.edge.streams import Streams
from devices.faults import Fault, Trigger
from devices.mechanism import NEVER
from devices.profiles import Hazard, Profile
from devices.terminal import SERVING, Event, Terminal, TerminalChanged
from sim.spans import DAY_MS, HOUR_MS

FOREVER: Final = None
SUCCESS: Final = m.Code.SUCCESS
TAKE: Final = m.Stimulus(kind="take")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One device step of a session. kind, op: whom it asks for what. stimulus: what the visitor then does.

    think_ms: before it begins. takes: share of visitors who take the page that comes out.
    """

    kind: str
    op: str
    args: Mapping[str, object] = field(default_factory=dict)
    stimulus: str | None = None
    value: Mapping[str, object] = field(default_factory=dict)
    think_ms: int = 4_000
    timeout_ms: int = 60_000
    takes: float = 1.0


SCAN: Final = Step(kind="scanner", op="read", stimulus="code", value={"text": "YS1:SIMULATED"})
SLIP: Final = Step(kind="receipt_printer", op="print", args={"lines": 20, "length": 200}, takes=1 - 1 / 200)
SHEET: Final = Step(kind="document_printer", op="print", args={"lines": 40, "length": 1}, takes=1 - 1 / 200)
VISIT: Final = (SCAN, SHEET, SLIP)
"""A session of three device steps: log in, print a certificate, print the receipt."""
LONG_VISIT: Final = (SCAN, SLIP, SCAN, SHEET, SLIP, SCAN, SLIP, SCAN, SHEET, SLIP)
"""Ten device steps: for measuring."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of a terminal's days. states: milliseconds in each. digest: of its journal, None without one."""

    sessions: int = 0
    finished: int = 0
    refused: int = 0
    steps: int = 0
    failed: Count[str] = field(default_factory=Count)
    interventions: Count[str] = field(default_factory=Count)
    used: Count[str] = field(default_factory=Count)
    states: Count[str] = field(default_factory=Count)
    digest: str | None = None

    def availability(self) -> float:
        """Share of the time in which a citizen found something that works."""
        return self.share_of(SERVING)

    def share_of(self, states: Set[str]) -> float:
        """Share of the time in one of these states."""
        whole = sum(self.states.values())
        return sum(self.states[state] for state in states) / whole if whole else 1.0


class Ready:
    """A step made ready for one terminal: the device that takes it, its streams, what the visitor shows."""

    def __init__(self, step: Step, device: Device, streams: Streams) -> None:
        self.step = step
        self.device = device
        self.name = device.name
        self.streams = streams.of(device, step.op)
        self.op, self.args = step.op, step.args
        self.think_ms, self.timeout_ms = step.think_ms, step.timeout_ms
        self.stimulus = None if step.stimulus is None else m.Stimulus(kind=step.stimulus, value=step.value)
        # Of a page: how much paper it is, and whether somebody takes it.
        self.length = int(str(step.args["length"])) if step.op == "print" else 0
        self.takes = streams.stream(device.name, "takes") if step.takes < 1 else None


Sink = Callable[[tuple[Event, ...]], None]
"""Gets every event in order."""


class Run:
    """One terminal's stretch of days. sink: without one only what matters here is said at all."""

    def __init__(self, name: str, profile: Profile, seed: int, sink: Sink | None = None) -> None:
        self.terminal = Terminal(name, profile, mode=m.Mode.AUTO, tells_all=sink is not None)
        self.streams = Streams(seed, name)
        self.tally = Tally()
        self.now_ms = 0
        self._sink = sink
        self._since_ms = 0
        self._state = self.terminal.state
        # The last one never comes: there is always a next.
        self._due: list[tuple[int, int, Callable[[], object]]] = [(NEVER, 0, self.close)]
        self._serial = 0
        self._waiting: str | None = None
        self._ended: m.Ended | None = None
        self._under_repair: set[tuple[str, str]] = set()
        self._names = {device.KIND: key for key, device in self.terminal.devices.items()}
        for hazard in profile.hazards:
            self._set_hazard(hazard)

    # Time.

    def go_to(self, at_ms: int) -> None:
        """Let time pass: deadlines of devices and of the outside, in order; in one step where there are none."""
        due = self._due
        while due[0][0] <= at_ms:
            due_ms, _, action = heappop(due)
            self._take_in(self.terminal.tick(due_ms))
            self.now_ms = due_ms
            action()
        if self.terminal.due_ms <= at_ms:
            self._take_in(self.terminal.tick(at_ms))
        self.now_ms = at_ms

    def at(self, at_ms: int, action: Callable[[], None]) -> None:
        """Do something then."""
        self._serial += 1
        heappush(self._due, (at_ms, self._serial, action))

    def ask(self, device: str, command: m.Command) -> None:
        """Ask a device now; the driver has ticked before."""
        events = self.terminal.handle(device, command, self.now_ms)
        if events:
            self._take_in(events)

    def close(self) -> Tally:
        """The account up to now."""
        self._book(self.now_ms)
        return self.tally

    # Sessions.

    def prepare(self, steps: tuple[Step, ...]) -> tuple[Ready | None, ...]:
        """A visit made ready for this terminal; None for a step whose device it has not."""
        found = [(step, self.terminal.devices.get(self._names.get(step.kind, ""))) for step in steps]
        return tuple([None if device is None else Ready(step, device, self.streams) for step, device in found])

    def session(self, at_ms: int, visit: tuple[Ready | None, ...]) -> None:
        """One citizen's visit; it ends at a step that the terminal is not good for."""
        self.go_to(max(at_ms, self.now_ms))
        self.tally.sessions += 1
        for ready in visit:
            if ready is None or not ready.device.can(ready.op):
                self.tally.refused += 1
                return
            if not self._step(ready):
                return
        self.tally.finished += 1

    def _step(self, ready: Ready) -> bool:
        """Whether it went well; a misread is tried once more."""
        for _ in range(2):
            ended = self._operate(ready)
            if ended is not None and ended.code is SUCCESS:
                if ready.length:
                    self._take_page(ready)
                return True
            self.tally.failed["lost" if ended is None else ended.error or str(ended.code)] += 1
            if not ready.device.can(ready.op):
                break
        return False

    def _operate(self, ready: Ready) -> m.Ended | None:
        self.go_to(self.now_ms + ready.think_ms)
        terminal, now_ms = self.terminal, self.now_ms
        name = self._waiting = ready.name
        self._ended = None
        self.tally.steps += 1
        draws = tuple(map(call, ready.streams))
        begin = m.Begin(op_id="s", op=ready.op, args=ready.args, draws=draws, timeout_ms=ready.timeout_ms)
        try:
            if events := terminal.handle(name, begin, now_ms):
                self._take_in(events)
            if ready.stimulus is not None and self._ended is None:
                self.ask(name, ready.stimulus)
        except m.DeviceRefusal:
            return None
        while self._ended is None:
            # There is one: an operation with a time-out has a deadline.
            self.go_to(terminal.due_ms)
        return self._ended

    def _take_page(self, ready: Ready) -> None:
        self.tally.used[ready.step.kind] += ready.length
        if ready.takes is not None and ready.takes() >= ready.step.takes:
            return
        self.go_to(self.now_ms + 3_000)
        self.ask(ready.name, TAKE)

    # What comes from outside.

    def _set_hazard(self, hazard: Hazard) -> None:
        name = self._names.get(hazard.kind)
        if name is None:
            return
        if hazard.share is not None:
            fault = Fault(
                fault_id=f"hazard:{hazard.fault}", kind=hazard.fault, trigger=Trigger(share=hazard.share), times=FOREVER
            )
            self.ask(name, m.Inject(fault=fault))
            return
        assert hazard.per_hour is not None, "a hazard has a rate"
        self._next_outage(name, hazard, hazard.per_hour)

    def _next_outage(self, name: str, hazard: Hazard, per_hour: float) -> None:
        gap_ms = -math.log(1 - self.streams.uniform(name, f"hazard.{hazard.fault}")) / per_hour * HOUR_MS

        def strike() -> None:
            self._strike(name, hazard)
            self._next_outage(name, hazard, per_hour)

        self.at(self.now_ms + max(1, round(gap_ms)), strike)

    def _strike(self, name: str, hazard: Hazard) -> None:
        lasts = hazard.lasts
        after_ms = None if lasts is None else lasts.ms(self.streams.uniform(name, f"lasts.{hazard.fault}"))
        fault_id = f"hazard:{hazard.fault}"
        if fault_id not in self.terminal.devices[name].active:
            self.ask(name, m.Inject(fault=Fault(fault_id=fault_id, kind=hazard.fault, after_ms=after_ms)))

    def _mend(self, device: str, cause: str) -> None:
        """Somebody opens the door, removes the cause, resets."""
        self._under_repair.discard((device, cause))
        for remedy in self.terminal.devices[device].remedies_of(cause):
            self.ask(device, m.Stimulus(kind=remedy))
        try:
            self.ask(device, m.Reset(by=m.Who.SUPERVISOR))
        except m.CannotHappen:
            return

    # Accounts.

    def _take_in(self, events: tuple[Event, ...]) -> None:
        if self._sink is not None:
            self._sink(events)
        for event in events:
            kind = type(event)
            if kind is m.Ended:
                if event.device == self._waiting:  # type: ignore[union-attr]  # just looked at
                    self._ended = event  # type: ignore[assignment]  # the same
            elif kind is m.ActionNeeded:
                self._call_for(event)  # type: ignore[arg-type]  # the same
            elif kind is TerminalChanged:
                self._book(event.at_ms)
                self._state = event.state  # type: ignore[union-attr]  # the same

    def _call_for(self, event: m.ActionNeeded) -> None:
        device, cause = event.device, event.cause
        active = self.terminal.devices[device].active.values()
        heals = any(fault.kind == cause and fault.after_ms is not None for fault in active)
        if heals or (device, cause) in self._under_repair:
            return
        self._under_repair.add((device, cause))
        self.tally.interventions[f"{device}.{cause}"] += 1
        delay_ms = self.terminal.profile.repair.ms(self.streams.uniform(device, f"repair.{cause}"))
        self.at(event.at_ms + delay_ms, lambda: self._mend(device, cause))

    def _book(self, at_ms: int) -> None:
        self.tally.states[self._state] += at_ms - self._since_ms
        self._since_ms = at_ms


VALUES: Final[Mapping[type[Any], tuple[str, Callable[[Any], object]]]] = {
    kind: (kind.__name__, attrgetter(*[each.name for each in fields(kind)])) for kind in get_args(Event)
}
"""Kind of event -> (its name, what gives all its values in order)."""


class Journal:
    """The journal of one terminal, as a digest: what was said, in JSON, with the virtual time of each event."""

    def __init__(self) -> None:
        self._hasher = hashlib.sha256()

    def write(self, events: tuple[Event, ...]) -> None:
        """Note them; every field of every event counts."""
        said = []
        for event in events:
            name, values = VALUES[type(event)]
            said.append((name, values(event)))
        self._hasher.update(orjson.dumps(said, dict, orjson.OPT_APPEND_NEWLINE))

    def digest(self) -> str:
        """SHA-256 of all so far."""
        return self._hasher.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is played: so many days of one terminal, its sessions spread evenly over each day and night."""

    profile: Profile
    seed: int = 1
    days: int = 30
    sessions_a_day: int = 20
    visit: tuple[Step, ...] = VISIT
    with_journal: bool = False

    def play(self, name: str = "terminal-1") -> Tally:
        """The days of the terminal of this name."""
        journal = Journal() if self.with_journal else None
        run = Run(name, self.profile, self.seed, None if journal is None else journal.write)
        visit = run.prepare(self.visit)
        gap_ms = DAY_MS // (self.sessions_a_day + 1)
        for day in range(self.days):
            for number in range(1, self.sessions_a_day + 1):
                run.session(day * DAY_MS + number * gap_ms, visit)
        run.go_to(max(run.now_ms, self.days * DAY_MS))
        tally = run.close()
        tally.digest = None if journal is None else journal.digest()
        return tally


def play(profile: Profile, **plan: Any) -> Tally:
    """One terminal; plan: fields of a Plan."""
    return Plan(profile=profile, **plan).play()


def play_fleet(plan: Plan, terminals: int, processes: int = 1) -> Tally:
    """So many terminals of one sort. processes: how many share the work; the result is the same for any number."""
    processes = min(processes, terminals)
    names = [f"terminal-{number}" for number in range(1, terminals + 1)]
    if processes == 1:
        return total([plan.play(name) for name in names])
    # Fresh processes: a copy of this one would share whatever threads and locks it has.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return total(list(pool.map(plan.play, names)))


def total(tallies: Sequence[Tally]) -> Tally:
    """Of several terminals, in order; the digest is of their digests."""
    whole = Tally()
    for tally in tallies:
        for each in fields(Tally):
            if each.name != "digest":
                setattr(whole, each.name, getattr(whole, each.name) + getattr(tally, each.name))
    digests = [tally.digest for tally in tallies if tally.digest is not None]
    whole.digest = hashlib.sha256("".join(digests).encode()).hexdigest() if digests else None
    return whole
