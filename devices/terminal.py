"""A terminal (自助终端): a profile, its devices, and what they are still good for.

Its state is derived from the services that work, never from the worst device: a terminal whose
card slot is jammed still gives out tickets. A service whose flow is still to come (即将开通) works nowhere and
makes no terminal worse. It lives in time like its devices, and is one clock for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices import messages as m
from devices.clock import Clock
from devices.core import Device
from devices.faults import Standing
from devices.mechanism import NEVER
from devices.messages import Mode
from devices.models import MODELS
from devices.profiles import SERVICES, Part, Profile


class TerminalState(StrEnum):
    """What a terminal is worth. supervisor: somebody works on it. offline: it has not been heard of."""

    IN_SERVICE = "inService"
    DEGRADED = "degraded"
    OUT_OF_SERVICE = "outOfService"
    SUPERVISOR = "supervisor"
    OFFLINE = "offline"


SERVING: Final = frozenset({TerminalState.IN_SERVICE, TerminalState.DEGRADED})
"""States in which a citizen finds something that works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalChanged:
    """The services that work are others than before. working: their keys."""

    at_ms: int
    terminal: str
    state: TerminalState
    working: tuple[str, ...]


Event = m.Event | TerminalChanged


def make(name: str, part: Part, counters: Mapping[str, int], mode: Mode, *, tells_all: bool = True) -> Device:
    """A device as it is built in."""
    model = MODELS[part.kind]
    return model(name, timings=part.timings, limits=part.limits, counters=counters, mode=mode, tells_all=tells_all)


class Terminal:
    """One terminal. is_reachable: its heartbeats arrive. is_supervised: somebody has taken it over.

    due_ms: the earliest deadline of its devices, NEVER if there is none. offered, coming: keys of its services,
    those that have a flow and those whose flow is still to come.
    """

    def __init__(
        self,
        name: str,
        profile: Profile,
        *,
        mode: Mode = Mode.QUIET,
        counters: Mapping[str, Mapping[str, int]] = {},
        tells_all: bool = True,
    ) -> None:
        """counters: by device, of before a restart. tells_all: of its devices, see `mechanism`.

        Raises ValueError for a part of an unknown kind.
        """
        unknown = sorted({part.kind for part in profile.parts.values()} - set(MODELS))
        if unknown:
            raise ValueError(f"{name}: no model for {', '.join(unknown)}")
        self.name = name
        self.profile = profile
        self.devices: dict[str, Device] = {
            key: make(key, part, counters.get(key, {}), mode, tells_all=tells_all)
            for key, part in profile.parts.items()
        }
        self.is_reachable = True
        self.is_supervised = False
        self.coming = tuple(service for service in profile.services if SERVICES[service].is_coming)
        self.offered = tuple(service for service in profile.services if service not in self.coming)
        self._wire()
        self.working = self._look()
        self.state = self._derive()

    def _wire(self) -> None:
        """Put the devices on one clock."""
        self._all = tuple(self.devices.values())
        self._index = {name: index for index, name in enumerate(self.devices)}
        self._of_kind: dict[str, list[Device]] = {}
        for device in self._all:
            self._of_kind.setdefault(device.KIND, []).append(device)
        self._clock = Clock(self._all)
        self.due_ms = self._clock.due_ms
        self._revisions = [device.revision for device in self._all]

    def install(self, name: str, part: Part, now_ms: int, mode: Mode = Mode.QUIET) -> tuple[Event, ...]:
        """Build a device in. Raises DeviceExists, or ValueError as the terminal's own making does."""
        if name in self.devices:
            raise m.DeviceExists(terminal=self.name, device=name)
        self.devices[name] = make(name, part, {}, mode)
        self._wire()
        return self._announce(now_ms)

    def remove(self, name: str, now_ms: int) -> tuple[Event, ...]:
        """Take a device out for good. Raises UnknownDevice."""
        if name not in self.devices:
            raise m.UnknownDevice(terminal=self.name, device=name, devices=tuple(self.devices))
        del self.devices[name]
        self._wire()
        return self._announce(now_ms)

    def restore(self, now_ms: int, faults: Mapping[str, Iterable[Standing]] = {}) -> tuple[Event, ...]:
        """Its devices have been made with the counters of before a restart: empty is empty again, broken is broken."""
        said = [event for device in self._all for event in device.restore(now_ms, faults.get(device.name, ()))]
        self._wire()
        return (*said, *self._announce(now_ms))

    def next_deadline(self) -> int | None:
        """The earliest deadline of its devices, or None."""
        return None if self.due_ms == NEVER else self.due_ms

    def tick(self, now_ms: int) -> tuple[Event, ...]:
        """Let time pass for every device, in the order of time."""
        clock = self._clock
        events: tuple[Event, ...] = ()
        while (at_ms := clock.due_ms) <= now_ms:
            index, said = clock.wake_next()
            events += said
            if self._all[index].revision != self._revisions[index]:
                events += self._judge(index, at_ms)
        self.due_ms = at_ms
        return events

    def handle(self, device: str, command: m.Command, now_ms: int) -> tuple[Event, ...]:
        """Ask one of its devices. Raises a DeviceRefusal, and changes nothing then."""
        index = self._index.get(device)
        if index is None:
            raise m.UnknownDevice(terminal=self.name, device=device, devices=tuple(self.devices))
        found = self._all[index]
        events: tuple[Event, ...] = found.handle(command, now_ms)
        self.due_ms = self._clock.note(index, found.due_ms)
        if found.revision != self._revisions[index]:
            events += self._judge(index, now_ms)
        return events

    def supervise(self, now_ms: int, *, is_supervised: bool) -> tuple[Event, ...]:
        """Somebody takes the terminal over, or gives it back."""
        self.is_supervised = is_supervised
        return self._announce(now_ms)

    def reach(self, now_ms: int, *, is_reachable: bool) -> tuple[Event, ...]:
        """Heartbeats stay away, or come again."""
        self.is_reachable = is_reachable
        return self._announce(now_ms)

    def name_of(self, kind: str) -> str | None:
        """Name of its first device of a kind, None if there is none."""
        return next((device.name for device in self._of_kind.get(kind, ())), None)

    def can(self, kind: str, op: str) -> bool:
        """Whether some device of a kind works and could begin an operation now."""
        return any(device.can(op) for device in self._of_kind.get(kind, ()))

    def works(self, service: str) -> bool:
        """Whether a service has a way that works. One that is coming has none yet."""
        return not SERVICES[service].is_coming and any(
            all(self.can(*need) for need in way) for way in SERVICES[service].ways
        )

    def _judge(self, index: int, at_ms: int) -> tuple[Event, ...]:
        """Look at the services again: what this device can do may have changed."""
        self._revisions[index] = self._all[index].revision
        return self._announce(at_ms)

    def _announce(self, at_ms: int) -> tuple[Event, ...]:
        working, before = self._look(), (self.working, self.state)
        self.working = working
        self.state = self._derive()
        if (self.working, self.state) == before:
            return ()
        return (TerminalChanged(at_ms=at_ms, terminal=self.name, state=self.state, working=working),)

    def _look(self) -> tuple[str, ...]:
        return tuple(service for service in self.offered if self.works(service))

    def _derive(self) -> TerminalState:
        if not self.is_reachable:
            return TerminalState.OFFLINE
        if self.is_supervised:
            return TerminalState.SUPERVISOR
        if len(self.working) == len(self.offered):
            return TerminalState.IN_SERVICE
        # What needs no device always works and makes no terminal useful by itself.
        needing = any(() not in SERVICES[service].ways for service in self.working)
        return TerminalState.DEGRADED if needing else TerminalState.OUT_OF_SERVICE
