"""The device (设备): what all models share.

    tick(now_ms)             time has passed: run each due deadline, stamped with its own time
    handle(command, now_ms)  somebody asks, or the physical world acts; raises a DeviceRefusal and changes nothing
    next_deadline()          when must I be woken?

One operation at a time; whoever wants a queue keeps one. A model adds tables (operations, stimuli, timers,
faults) and the small functions they name; states, timeouts and modes are here, parts and status in `mechanism`,
faults in `breakable`. Nothing sleeps, draws or reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final

from devices import messages as m
from devices.breakable import Breakable
from devices.chance import Timing
from devices.faults import COMMON_REMEDIES, Armed, Standing, striking
from devices.life import ENTERED_BY, LIFE, WORKING, DeviceState
from devices.mechanism import NEVER
from devices.messages import NOTHING, Code, Mode, Who
from devices.operation import NOT_READY, Operation, Outcome, Running, garbled, named

RESETS: Final[dict[DeviceState, frozenset[Who]]] = {
    DeviceState.USER_ERROR: frozenset({Who.STAFF, Who.SUPERVISOR}),
    DeviceState.POTENTIAL_FRAUD: frozenset({Who.SUPERVISOR}),
}
"""Who may reset a device in this state; elsewhere everybody."""

_ONLINE: Final = DeviceState.ONLINE
_BUSY: Final = DeviceState.BUSY

Feel = Callable[[Any, Mapping[str, object], int], bool]
"""(device, value, at_ms) -> whether anybody listened."""


class Device(Breakable):
    """One device. name: unique in its terminal. mode: see Mode. counters: named statistics, kept over restarts.

    A model sets its KIND, its TITLE (zh, en) and the tables: OPERATIONS, STIMULI, TIMINGS (defaults of its profile),
    LIMITS (whole numbers of its profile), and those of a mechanism that breaks.
    """

    TITLE: ClassVar[tuple[str, str]] = ("", "")
    OPERATIONS: ClassVar[Mapping[str, Operation]] = {}
    STIMULI: ClassVar[Mapping[str, Feel]] = {}
    TIMINGS: ClassVar[Mapping[str, Timing]] = {}
    LIMITS: ClassVar[Mapping[str, int]] = {}
    COMMON_LIMITS: ClassVar[Mapping[str, int]] = {"start_ms": 0, "stash_ms": 5_000}

    def __init__(
        self,
        name: str,
        *,
        timings: Mapping[str, Timing] = {},
        limits: Mapping[str, int] = {},
        counters: Mapping[str, int] = {},
        mode: Mode = Mode.QUIET,
        tells_all: bool = True,
    ) -> None:
        """timings, limits: what differs from the model's own. counters: of before a restart.

        tells_all: False where nobody watches (see `mechanism`).

        Raises ValueError for a timing or limit that the model does not have.
        """
        known = {*self.LIMITS, *self.COMMON_LIMITS}
        for given, names in ((timings, set(self.TIMINGS)), (limits, known)):
            if set(given) - names:
                raise ValueError(f"{name} ({self.KIND}) knows no {', '.join(sorted(set(given) - names))}")
        super().__init__(name, counters, tells_all=tells_all)
        self.mode = mode
        self.timings = {**self.TIMINGS, **timings}
        self.limits = {**self.COMMON_LIMITS, **self.LIMITS, **limits}
        self._stash: dict[str, Mapping[str, object]] = {}
        self._outcome: Outcome | None = None
        self.on_made()
        self._shown = dict(self._own)
        self.due_ms = min(self._timers.values(), default=NEVER)

    # What a driver asks.

    def next_deadline(self) -> int | None:
        """The earliest instant at which something happens by itself, or None."""
        return None if self.due_ms == NEVER else self.due_ms

    def tick(self, now_ms: int) -> tuple[m.Event, ...]:
        """Run every deadline up to now_ms in order of time; at one instant in the order they were set."""
        timers = self._timers
        while (at_ms := self.due_ms) <= now_ms:
            for name in timers:
                if timers[name] == at_ms:
                    break
            del timers[name]
            own = self.TIMERS.get(name)
            if own is not None:
                own(self, at_ms)
            else:
                self._run_due(name, at_ms)
            if self.tells_all and (self._touched or self._is_moved):
                self._show(at_ms)
            self.due_ms = min(timers.values()) if timers else NEVER
        return self._flush() if self._said else ()

    def handle(self, command: m.Command, now_ms: int) -> tuple[m.Event, ...]:
        """Carry a command out, or raise a DeviceRefusal and change nothing."""
        assert self.due_ms > now_ms, "tick before handle"
        HANDLE[type(command)](self, command, now_ms)
        if self.tells_all and (self._touched or self._is_moved):
            self._show(now_ms)
        timers = self._timers
        self.due_ms = min(timers.values()) if timers else NEVER
        return self._flush() if self._said else ()

    def restore(self, now_ms: int, faults: Iterable[Standing] = ()) -> tuple[m.Event, ...]:
        """It has been made with the counters of before a restart: what they mean is so again, and so are these faults."""
        for each in faults:
            self._take_back(each, now_ms)
        self.on_restored(now_ms)
        self._show(now_ms)
        self.due_ms = min(self._timers.values(), default=NEVER)
        return self._flush()

    def status(self) -> dict[str, object]:
        """The whole status tree, flat: path -> value."""
        return {"device": str(self.state), **self._seen_now()}

    @property
    def is_working(self) -> bool:
        """Whether a citizen can be served."""
        return self.state in WORKING

    def can(self, op: str) -> bool:
        """Whether it works and no fault keeps this operation from beginning; "" asks only whether it works."""
        return self.state in WORKING and (not self.active or self._hindrance(op) is None)

    # What models use.

    def unstash(self, kind: str) -> Mapping[str, object] | None:
        """A stimulus that came before anybody listened, if it has not been lost."""
        if kind not in self._stash:
            return None
        del self._timers[f"stash:{kind}"]
        return self._stash.pop(kind)

    def finish(
        self, at_ms: int, code: Code = Code.SUCCESS, error: str | None = None, result: Mapping[str, object] = NOTHING
    ) -> None:
        """End the operation under way, as the fault that struck it would have it."""
        running = self.running
        assert running is not None, "an operation runs"
        spoiled = running.spoiled
        if spoiled is None:
            self._end(at_ms, code, error, result)
            return
        effect = spoiled.effect
        if effect.error is not None:
            code, error = named(effect.error)
            result = NOTHING
        elif effect.garbles:
            result = garbled(result)
        self._outcome = Outcome(code, error, result)
        if not effect.drops and not effect.delay_ms:
            self._end_late("", at_ms)
            return
        # The mechanism is done; only its host does not hear of it, or later.
        running.is_over = True
        self.on_end(running, at_ms)
        if not effect.drops:
            self._timers["late"] = at_ms + effect.delay_ms

    def amend(self, error: str) -> None:
        """What an operation has done is undone before its host has heard of it."""
        if self._outcome is not None:
            self._outcome = Outcome(Code.COMMAND_ERROR, error, NOTHING)

    def fail(self, at_ms: int, state: DeviceState) -> None:
        """Go where a fault has brought the device, unless it is not there at all; an operation under way ends with it."""
        if self.running is not None:
            # What spoiled the operation may take the device elsewhere first.
            self._end(at_ms, NOT_READY.get(state, Code.NOT_READY), None, NOTHING)
        what = ENTERED_BY[state]
        if self.state is not state and (self.state, what) in LIFE:
            self._move(what)
            self.sleep("ready")

    # Hooks that a model may replace.

    def on_made(self) -> None:
        """The profile and the counters are known."""

    def on_restored(self, at_ms: int) -> None:
        """The counters are those of before a restart: an empty roll is still empty, a full bin full."""

    def on_end(self, running: Running, at_ms: int) -> None:
        """The operation is over, however it ended: put the mechanism at rest. Told twice, it rests."""

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """A person has loaded paper, emptied the bin; the faults it ends go next."""

    def on_ready(self, at_ms: int) -> None:
        """The device has started."""

    # Commands.

    def _begin(self, command: m.Begin, now_ms: int) -> None:
        operation = self.OPERATIONS.get(command.op)
        if operation is None:
            raise m.UnknownOperation(device=self.name, op=command.op)
        if self.running is not None:
            raise m.DeviceBusy(device=self.name, op=self.running.op)
        if len(command.draws) != len(operation.draws):
            raise m.DrawsMissing(device=self.name, op=command.op, draws=operation.draws)
        running = Running(command, operation, now_ms)
        said, device = self._said, self.name
        if self.tells_all:
            said.append(m.Began(at_ms=now_ms, device=device, op_id=command.op_id, op=command.op))
        if self.state is not _ONLINE:
            code = NOT_READY.get(self.state, Code.NOT_READY)
            said.append(m.Ended(at_ms=now_ms, device=device, op_id=command.op_id, op=command.op, code=code))
            return
        self.running = running
        self.state = _BUSY
        if command.timeout_ms:
            self._timers["timeout"] = now_ms + command.timeout_ms
        if command.draws[-1] < self._reach:
            struck = striking(self.armed, command.op, command.draws[-1], self.counters)
            if struck is not None and self._spoil(running, struck, now_ms):
                return
        if self.mode is Mode.MANUAL:
            running.is_paused = True
            said.append(m.Paused(at_ms=now_ms, device=device, op_id=running.op_id, op=running.op))
            return
        hindrance = self._hindrance(running.op) if self.active else None
        if hindrance is not None:
            self.finish(now_ms, *named(hindrance))
            return
        operation.begin(self, running, now_ms)

    def _spoil(self, running: Running, struck: Armed, now_ms: int) -> bool:
        """Let a fault that waited strike this operation; whether that has ended it already."""
        running.spoiled = struck.fault
        self._count_strike(struck)
        effect = struck.fault.effect
        if effect.error is None or effect.halves:
            return False
        # It fails before anything moves.
        self.finish(now_ms)
        return True

    def _feel(self, command: m.Stimulus, now_ms: int) -> None:
        feel = self.STIMULI.get(command.kind)
        if feel is None:
            self._remedy(command.kind, now_ms)
            return
        if feel(self, command.value, now_ms):
            return
        if command.kind in self._stash:
            self._said.append(m.StimulusLost(at_ms=now_ms, device=self.name, kind=command.kind))
        self._stash[command.kind] = command.value
        self._timers[f"stash:{command.kind}"] = now_ms + self.limits["stash_ms"]

    def _remedy(self, remedy: str, now_ms: int) -> None:
        """What a person does ends faults."""
        remedied = self.REMEDIES.get(remedy) or COMMON_REMEDIES.get(remedy)
        if remedied is None:
            kinds = (*self.STIMULI, *self.REMEDIES, *COMMON_REMEDIES)
            raise m.InvalidStimulus(device=self.name, kind=remedy, kinds=kinds)
        self.on_remedy(remedy, now_ms)
        for fault in [each for each in self.active.values() if each.kind in remedied]:
            self._lift(fault, now_ms)

    def _abort(self, command: m.Abort, now_ms: int) -> None:
        if self.running is None or self.running.op_id != command.op_id:
            raise m.NotWaiting(device=self.name, op_id=command.op_id)
        self._end(now_ms, Code.CANCELED, None, NOTHING)

    def _reset(self, command: m.Reset, now_ms: int) -> None:
        if (self.state, "reset") not in LIFE and self.state is not DeviceState.BUSY:
            raise m.CannotHappen(device=self.name, state=str(self.state), what="reset")
        who = RESETS.get(self.state)
        if who is not None and command.by not in who:
            raise m.CannotHappen(device=self.name, state=str(self.state), what="reset", by=str(command.by))
        if self.running is not None:
            self._end(now_ms, Code.CANCELED, None, NOTHING)
            if command.by not in RESETS.get(self.state, Who):
                # What had spoiled the operation is not for this person to end.
                return
        for fault in [each for each in self.active.values() if each.recovery == "reset"]:
            self._lift(fault, now_ms)
        if self._worst() is None:
            self._move("reset")
            self._start(now_ms)

    def _respond(self, command: m.Respond, now_ms: int) -> None:
        running = self.running
        if running is None or running.op_id != command.op_id or not running.is_paused:
            raise m.NotWaiting(device=self.name, op_id=command.op_id)
        self._end(now_ms, command.code, command.error, command.result)

    def _set_mode(self, command: m.SetMode, now_ms: int) -> None:
        del now_ms
        self.mode = command.mode

    def _plug(self, command: m.Plug, now_ms: int) -> None:
        self._connect(now_ms, is_on=command.is_connected, on="plug", off=DeviceState.NO_DEVICE)

    def _power(self, command: m.Power, now_ms: int) -> None:
        self._connect(now_ms, is_on=command.is_on, on="power", off=DeviceState.POWER_OFF)

    def _connect(self, now_ms: int, *, is_on: bool, on: str, off: DeviceState) -> None:
        """Whoever comes back starts anew; the faults it had are still there."""
        if not is_on:
            if (self.state, ENTERED_BY[off]) not in LIFE and self.state is not DeviceState.BUSY:
                raise m.CannotHappen(device=self.name, state=str(self.state), what=ENTERED_BY[off])
            self.fail(now_ms, off)
            return
        if (self.state, on) not in LIFE:
            raise m.CannotHappen(device=self.name, state=str(self.state), what=on)
        self._move(on)
        self._start(now_ms)

    # Deadlines.

    def _run_due(self, name: str, at_ms: int) -> None:
        """A deadline that every device has."""
        word, _, rest = name.partition(":")
        COMMON_TIMERS[word](self, rest, at_ms)

    def _time_out(self, _rest: str, at_ms: int) -> None:
        self._end(at_ms, Code.TIMED_OUT, None, NOTHING)

    def _be_ready(self, _rest: str, at_ms: int) -> None:
        self._move("ready")
        worst = self._worst()
        if worst is not None:
            self.fail(at_ms, worst)
        else:
            self.on_ready(at_ms)

    def _lose_stash(self, kind: str, at_ms: int) -> None:
        del self._stash[kind]
        self._said.append(m.StimulusLost(at_ms=at_ms, device=self.name, kind=kind))

    def _end_late(self, _rest: str, at_ms: int) -> None:
        outcome, running = self._outcome, self.running
        assert outcome is not None, "a late end has its outcome"
        assert running is not None, "an operation runs"
        if running.spoiled is not None and running.spoiled.effect.duplicates:
            self._say_ended(running, at_ms, outcome.code, outcome.error, outcome.result)
        self._end(at_ms, outcome.code, outcome.error, outcome.result)

    # Small steps.

    def _end(self, at_ms: int, code: Code, error: str | None, result: Mapping[str, object]) -> None:
        running = self.running
        assert running is not None
        timers = self._timers
        if "timeout" in timers:
            del timers["timeout"]
        if running.spoiled is not None:
            timers.pop("late", None)
        self._said.append(
            m.Ended(
                at_ms=at_ms, device=self.name, op_id=running.op_id, op=running.op, code=code, error=error, result=result
            )
        )
        self.on_end(running, at_ms)
        self.running = self._outcome = None
        self.state = _ONLINE
        # What spoiled the operation takes the device along now that it has ended with its own error.
        if running.spoiled is not None:
            self._stay(running.spoiled, at_ms)
            if running.spoiled.fault_id in self.active and running.spoiled.effect.state is not None:
                self.fail(at_ms, running.spoiled.effect.state)

    def _say_ended(
        self, running: Running, at_ms: int, code: Code, error: str | None, result: Mapping[str, object]
    ) -> None:
        ended = m.Ended(
            at_ms=at_ms, device=self.name, op_id=running.op_id, op=running.op, code=code, error=error, result=result
        )
        self._said.append(ended)

    def _start(self, at_ms: int) -> None:
        """Start up; at once where the profile says so."""
        self._timers["ready"] = at_ms + self.limits["start_ms"]
        if not self.limits["start_ms"]:
            del self._timers["ready"]
            self._be_ready("", at_ms)


HANDLE: Final[dict[type[Any], Callable[[Device, Any, int], None]]] = {
    m.Begin: Device._begin,
    m.Stimulus: Device._feel,
    m.Abort: Device._abort,
    m.Reset: Device._reset,
    m.Inject: Device._inject,
    m.Clear: Device._clear,
    m.Respond: Device._respond,
    m.SetMode: Device._set_mode,
    m.Plug: Device._plug,
    m.Power: Device._power,
}
"""Command type -> what carries it out; a test checks that it covers the union."""

COMMON_TIMERS: Final[dict[str, Callable[[Device, str, int], None]]] = {
    "timeout": Device._time_out,
    "ready": Device._be_ready,
    "stash": Device._lose_stash,
    "fault": Device._fault_due,
    "late": Device._end_late,
}
"""Deadlines that every device has, by the word before the colon."""
