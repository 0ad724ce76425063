"""The mechanism (机构): what moves inside a device, before anything is asked of it or goes wrong.

Parts with their lives, a status, counters, deadlines, the device's state, and what is said on the way.

Some of what is said only an observer needs: that an operation began, notices, changes of the status. A driver whom
nobody watches lets it go unsaid (`tells_all`), which spares a fleet in virtual time half of its work; what happens,
when, and how operations end is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from devices import messages as m
from devices.life import LIFE, DeviceState
from devices.operation import Running

NEVER: Final = 2**61
"""A deadline that does not come."""
Due = Callable[[Any, int], None]
"""(device, at_ms)"""
Life = Mapping[tuple[Any, str], Any]
"""(state of a part, what happens) -> state. Its first row starts where the part is at first."""


class Mechanism:
    """Parts, status, counters and deadlines of one device. counters: named statistics, kept over restarts.

    due_ms: its earliest deadline, NEVER if there is none; as of the last command or tick.
    tells_all: whether also what only an observer needs is said.

    A model sets PARTS (status path -> life of that part), STATUS (what its status shows at first beside them) and
    TIMERS (its own deadlines).
    """

    TIMERS: ClassVar[Mapping[str, Due]] = {}
    PARTS: ClassVar[Mapping[str, Life]] = {}
    STATUS: ClassVar[Mapping[str, object]] = {}

    def __init__(self, name: str, counters: Mapping[str, int], *, tells_all: bool = True) -> None:
        self.name = name
        self.tells_all = tells_all
        self.due_ms = NEVER
        self.state = DeviceState.ONLINE
        self.counters: dict[str, int] = dict(counters)
        # Grows whenever what the device can do may have changed, so that a terminal need not look at every status.
        self.revision = 0
        self.running: Running | None = None
        # What its own status shows; parts are the states among it.
        self._own: dict[str, Any] = {path: next(iter(life))[0] for path, life in self.PARTS.items()}
        self._own |= self.STATUS
        self.parts = self._own
        # Paths whose own value may be new, in order; and whether state or faults are, which may change every path.
        self._touched: dict[str, None] = {}
        self._is_moved = False
        self._timers: dict[str, int] = {}
        self._said: list[m.Event] = []

    def say(self, event: m.Event) -> None:
        """An event of this moment."""
        self._said.append(event)

    def notice(self, at_ms: int, event: str, **payload: object) -> None:
        """Tell whoever listens; belongs to the operation under way, if there is one."""
        if not self.tells_all:
            return
        op_id = None if self.running is None else self.running.op_id
        self._said.append(m.Noticed(at_ms=at_ms, device=self.name, name=event, op_id=op_id, payload=payload))

    def set_status(self, path: str, value: object) -> None:
        """Change the status; what a fault lays over it stays on top."""
        self._own[path] = value
        self._touched[path] = None

    def shift(self, part: str, what: str) -> None:
        """Something happens to a part of the mechanism; its life says where it goes."""
        parts = self.parts
        parts[part] = self.PARTS[part][parts[part], what]
        self._touched[part] = None

    def may(self, part: str, what: str) -> bool:
        """Whether this can happen to a part now."""
        return (self.parts[part], what) in self.PARTS[part]

    def count(self, counter: str, step: int = 1) -> int:
        """Move a counter and read it."""
        counters = self.counters
        counters[counter] = value = counters.get(counter, 0) + step
        return value

    def wake(self, timer: str, at_ms: int) -> None:
        """Set or move one of the model's own deadlines."""
        self._timers[timer] = at_ms

    def awaits(self, timer: str) -> bool:
        """Whether a deadline of the model's own is set."""
        return timer in self._timers

    def deadline(self, timer: str) -> int | None:
        """When a deadline of the model's own is due, or None."""
        return self._timers.get(timer)

    def sleep(self, timer: str) -> None:
        """Drop a deadline."""
        self._timers.pop(timer, None)

    def need(self, at_ms: int, cause: str, action: str) -> None:
        """A person must come."""
        self._said.append(m.ActionNeeded(at_ms=at_ms, device=self.name, cause=cause, action=action))

    def _move(self, what: str) -> None:
        self.state = LIFE[self.state, what]
        self._is_moved = True
        self.revision += 1

    def _flush(self) -> tuple[m.Event, ...]:
        """What has been said."""
        said = tuple(self._said)
        self._said.clear()
        return said
