"""What can break (故障的机理): faults wait, strike, stay and are lifted, and the status shows what they lay over it.

How a device goes where a fault brings it, and how it starts again, is its own; everything else about faults is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from devices import messages as m
from devices.faults import COMMON_KINDS, COMMON_REMEDIES, Armed, Fault, FaultKind, Standing, reach, settled
from devices.life import BROKEN, DeviceState
from devices.mechanism import Mechanism

RETURNS: Final[dict[DeviceState, str]] = {
    DeviceState.NO_DEVICE: "plug",
    DeviceState.POWER_OFF: "power",
    DeviceState.OFFLINE: "link",
}
"""How a device that was gone comes back."""

_WORST_FIRST: Final = (
    DeviceState.NO_DEVICE,
    DeviceState.POWER_OFF,
    DeviceState.OFFLINE,
    DeviceState.POTENTIAL_FRAUD,
    DeviceState.HARDWARE_ERROR,
    DeviceState.USER_ERROR,
)
assert set(_WORST_FIRST) >= BROKEN


class Breakable(Mechanism):
    """A mechanism that breaks. armed: faults that wait. active: those that stay, by id.

    A model sets FAULTS, and REMEDIES (what a person does -> kinds of faults that it ends).
    """

    KIND: ClassVar[str] = ""
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init__(self, name: str, counters: Mapping[str, int], *, tells_all: bool = True) -> None:
        super().__init__(name, counters, tells_all=tells_all)
        self.armed: list[Armed] = []
        # An operation whose fault draw is not below it is struck by none of them.
        self._reach = 0.0
        self.active: dict[str, Fault] = {}
        self._shown_state = self.state
        self._shown: dict[str, object] = {}

    def has_fault(self, kind: str) -> bool:
        """Whether a fault of this kind is active."""
        return any(fault.kind == kind for fault in self.active.values())

    @classmethod
    def fault_kind(cls, kind: str) -> FaultKind:
        """What a kind does to this device. Raises UnknownFault."""
        found = cls.FAULTS.get(kind) or COMMON_KINDS.get(kind)
        if found is None:
            raise m.UnknownFault(device=cls.KIND, kind=kind, kinds=(*cls.FAULTS, *COMMON_KINDS))
        return found

    @classmethod
    def remedies_of(cls, kind: str) -> tuple[str, ...]:
        """What a person may do to end a fault of this kind."""
        return tuple(name for name, kinds in {**COMMON_REMEDIES, **cls.REMEDIES}.items() if kind in kinds)

    def bring_about(self, kind: str, at_ms: int) -> None:
        """A fault that nobody injected: the roll is at its end, the bin is full."""
        if not self.has_fault(kind):
            own = Fault(fault_id=f"{self.name}:{kind}", kind=kind)
            self._strike(Armed(settled(own, self.fault_kind(kind))), at_ms)

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """A fault has become active."""

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """A fault is gone."""

    def _hindrance(self, op: str) -> str | None:
        """Error of an active fault that leaves the device online and does not let an operation begin."""
        spoiled = None if self.running is None else self.running.spoiled
        for fault in self.active.values():
            error, ops = fault.effect.error, self.fault_kind(fault.kind).ops
            is_told = error is not None and fault.effect.state is None and fault is not spoiled
            if is_told and (not ops or op in ops):
                return error
        return None

    def _inject(self, command: m.Inject, now_ms: int) -> None:
        kind = self.fault_kind(command.fault.kind)
        if command.fault.fault_id in self._fault_ids():
            raise m.FaultExists(device=self.name, fault_id=command.fault.fault_id)
        armed = Armed(settled(command.fault, kind))
        self._await([*self.armed, armed])
        if armed.fault.trigger.is_immediate:
            self._strike(armed, now_ms)
        elif armed.fault.trigger.at_ms is not None:
            self._timers[f"fault:{armed.fault.fault_id}"] = max(now_ms, armed.fault.trigger.at_ms)

    def _await(self, armed: list[Armed]) -> None:
        """These faults wait from now on."""
        self.armed = armed
        self._reach = reach(armed)

    def _fault_ids(self) -> set[str]:
        """Of every fault that waits, spoils the operation under way, or is active."""
        spoiling = None if self.running is None else self.running.spoiled
        spoils = set() if spoiling is None else {spoiling.fault_id}
        return {*self.active, *(each.fault.fault_id for each in self.armed), *spoils}

    def _clear(self, command: m.Clear, now_ms: int) -> None:
        found = [each for each in self.armed if each.fault.fault_id == command.fault_id]
        fault = self.active.get(command.fault_id)
        if fault is None and not found:
            raise m.UnknownFault(device=self.name, fault_id=command.fault_id)
        self._await([each for each in self.armed if each.fault.fault_id != command.fault_id])
        self._timers.pop(f"fault:{command.fault_id}", None)
        if fault is not None:
            self._lift(fault, now_ms)

    def standing(self) -> dict[str, Standing]:
        """Every fault that waits or is active, by id; one that spoils the operation under way goes with it."""
        waiting = {each.fault.fault_id: each for each in self.armed}
        found = {}
        for fault_id, fault in {**{key: each.fault for key, each in waiting.items()}, **self.active}.items():
            armed = waiting.get(fault_id)
            found[fault_id] = Standing(
                fault=fault,
                is_active=fault_id in self.active,
                waits=armed is not None,
                seen=0 if armed is None else armed.seen,
                struck=0 if armed is None else armed.struck,
                due_ms=self._timers.get(f"fault:{fault_id}"),
            )
        return found

    def _take_back(self, standing: Standing, at_ms: int) -> None:
        """A fault of before a restart is there again; one of a kind that is no longer known is not."""
        fault = standing.fault
        if not (fault.kind in self.FAULTS or fault.kind in COMMON_KINDS):
            return
        if standing.waits:
            self._await([*self.armed, Armed(fault, standing.seen, standing.struck)])
        if standing.is_active:
            self._stay(fault, at_ms)
            if fault.effect.state is not None:
                self.fail(at_ms, fault.effect.state)
        if standing.due_ms is not None:
            self._timers[f"fault:{fault.fault_id}"] = max(at_ms, standing.due_ms)

    def _strike(self, armed: Armed, at_ms: int) -> None:
        """A fault strikes a device that does nothing it could spoil."""
        self._count_strike(armed)
        self._stay(armed.fault, at_ms)
        if armed.fault.effect.state is not None:
            self.fail(at_ms, armed.fault.effect.state)

    def _count_strike(self, armed: Armed) -> None:
        armed.struck += 1
        if armed.is_spent:
            self._await([each for each in self.armed if each is not armed])
        self.count(f"fault_{armed.fault.kind}")

    def _stay(self, fault: Fault, at_ms: int) -> None:
        """A fault is active from now on, if it is one that stays, and somebody must come."""
        kind = self.fault_kind(fault.kind)
        if not kind.stays and fault.after_ms is None:
            return
        self.active[fault.fault_id] = fault
        self._is_moved = True
        self.revision += 1
        if fault.after_ms is not None:
            self._timers[f"fault:{fault.fault_id}"] = at_ms + fault.after_ms
        self.on_strike(fault, at_ms)
        if kind.action is not None:
            self.need(at_ms, fault.kind, kind.action)

    def _lift(self, fault: Fault, at_ms: int) -> None:
        """A fault is gone; a device that only it kept down comes back, unless somebody has to reset it."""
        del self.active[fault.fault_id]
        self.revision += 1
        self._timers.pop(f"fault:{fault.fault_id}", None)
        self._is_moved = True
        self.on_clear(fault, at_ms)
        if self.state is not fault.effect.state or self._worst() is not None:
            return
        # What went away by itself needs nobody, nor does a cable that is back.
        if fault.after_ms is not None or self.state not in BROKEN:
            self._move(RETURNS.get(self.state, "reset"))
            self._start(at_ms)

    def _worst(self) -> DeviceState | None:
        """State in which the active faults hold the device, or None."""
        held = [fault.effect.state for fault in self.active.values() if fault.effect.state is not None]
        return next((state for state in _WORST_FIRST if state in held), None)

    def _fault_due(self, fault_id: str, at_ms: int) -> None:
        fault = self.active.get(fault_id)
        if fault is not None:
            self._lift(fault, at_ms)
            return
        self._strike(next(each for each in self.armed if each.fault.fault_id == fault_id), at_ms)

    def _show(self, at_ms: int) -> None:
        """Say what has changed since the status was last looked at."""
        changes: dict[str, object] = {}
        shown, now = self._shown, self._own
        paths: Iterable[str] = self._touched
        if self._is_moved or self.active:
            now = paths = self._seen_now()
            # Being busy is told by the operation's own events.
            if self._shown_state is not self.state and self.state is not DeviceState.BUSY:
                changes["device"] = str(self.state)
                self._shown_state = self.state
        for path in paths:
            value = now[path]
            if shown.get(path) != value:
                shown[path] = changes[path] = value
        self._touched.clear()
        self._is_moved = False
        if changes:
            self._said.append(m.StatusChanged(at_ms=at_ms, device=self.name, changes=changes))

    def _seen_now(self) -> dict[str, object]:
        """Its own status, and what the active faults lay over it."""
        now = dict(self._own)
        for fault in self.active.values():
            now.update(self.fault_kind(fault.kind).status)
        return now

    # What a device does.

    def fail(self, at_ms: int, state: DeviceState) -> None:
        """Go where a fault has brought the device."""
        raise NotImplementedError

    def _start(self, at_ms: int) -> None:
        """Start up."""
        raise NotImplementedError
