"""The cabinet door (机柜门): who repairs a terminal comes through it.

Unlocked for some seconds, it locks again by itself, a while after it was shut if it was opened. Left open it
calls somebody; forced it calls the supervisor.

Door: locked → closed → open → closed → locked; bolted; tampered.
Source: CEN XFS4IoT, Auxiliaries, for the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices import values as v
from devices.core import Device, Feel
from devices.faults import Effect, Fault, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code, InvalidStimulus
from devices.operation import Operation, Running


class Door(StrEnum):
    """What the door is. CLOSED: shut, and not locked."""

    LOCKED = "locked"
    CLOSED = "closed"
    OPEN = "open"
    BOLTED = "bolted"
    TAMPERED = "tampered"


DOOR: Final[dict[tuple[Door, str], Door]] = {
    (Door.LOCKED, "unlock"): Door.CLOSED,
    (Door.CLOSED, "unlock"): Door.CLOSED,
    (Door.CLOSED, "lock"): Door.LOCKED,
    (Door.CLOSED, "open"): Door.OPEN,
    (Door.OPEN, "shut"): Door.CLOSED,
    (Door.LOCKED, "bolt"): Door.BOLTED,
    (Door.BOLTED, "unbolt"): Door.LOCKED,
    (Door.LOCKED, "force"): Door.TAMPERED,
    (Door.BOLTED, "force"): Door.TAMPERED,
    (Door.TAMPERED, "secure"): Door.LOCKED,
}
"""(door, what happens) -> door."""

LONGEST_UNLOCKED_MS: Final = 600_000
LONGEST_BADGE: Final = 64
"""Bytes of a badge."""


def period_of(args: Mapping[str, object]) -> int | None:
    """Argument of `unlock`, or None for the profile's; of `lock`, None for good. Raises InvalidStimulus."""
    return v.whole(args, "for_ms", most=LONGEST_UNLOCKED_MS) if "for_ms" in args else None


def badge_of(value: Mapping[str, object]) -> tuple[int, str]:
    """(bits that count, data in hexadecimal) of a badge held before the door's reader. Raises InvalidStimulus."""
    data = v.text(value, "data", 2 * LONGEST_BADGE)
    try:
        size = len(bytes.fromhex(data))
    except ValueError:
        raise InvalidStimulus(field="data", wanted=f"1..{LONGEST_BADGE} bytes in hexadecimal") from None
    return v.whole(value, "bits", most=8 * size, default=8 * size), data


class CabinetDoor(Device):
    """counters: unlocked, opened, forced, badges. `unlock` takes arg for_ms, how long until it locks again.

    `lock` takes for_ms where it is meant for a while: it then unlocks for what was left of its time.

    Badges held before its reader are told to whoever listens; whose they are, a control panel knows.
    """

    KIND = "cabinet_door"
    TITLE = ("机柜门", "cabinet door")
    PARTS: ClassVar[Mapping[str, Life]] = {"cabinetDoor": DOOR}
    LIMITS: ClassVar[Mapping[str, int]] = {"unlocked_ms": 10_000, "relock_ms": 3_000, "open_ms": 600_000}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "lock_stuck": FaultKind(
            zh="门锁卡住",
            en="lock stuck",
            effect=Effect(error="invalidAuxiliary"),
            action="maintenance",
            recovery="task",
        ),
        "left_open": FaultKind(zh="机柜门未关", en="door left open", action="suspend", recovery="task"),
        "forced": FaultKind(
            zh="机柜门被撬",
            en="door forced",
            effect=Effect(error="invalidAuxiliary", state=DeviceState.POTENTIAL_FRAUD),
            status={"cabinetDoor": Door.TAMPERED},
            action="suspend",
            recovery="task",
        ),
    }

    def begin_turn(self, running: Running, at_ms: int) -> None:
        """The lock turns, or cannot."""
        if not self.may("cabinetDoor", running.op):
            self.finish(at_ms, Code.COMMAND_ERROR, "invalidAuxiliary")
            return
        until_ms = self.deadline("relock")
        self.shift("cabinetDoor", running.op)
        self.sleep("relock")
        self.sleep("resume")
        if running.op == "lock" and running.asked and until_ms is not None and until_ms > at_ms + running.asked:
            self._until_ms = until_ms
            self.wake("resume", at_ms + running.asked)
        if running.op == "unlock":
            self.count("unlocked")
            self.wake("relock", at_ms + (running.asked or self.limits["unlocked_ms"]))
        self.finish(at_ms)

    def relock(self, at_ms: int) -> None:
        """It locks by itself."""
        del at_ms
        self.shift("cabinetDoor", "lock")

    def resume(self, at_ms: int) -> None:
        """It was locked for a while only, unless somebody has done something else to it since."""
        if self.parts["cabinetDoor"] is Door.LOCKED:
            self.shift("cabinetDoor", "unlock")
            self.wake("relock", max(at_ms, self._until_ms))

    _until_ms: int = 0
    """How long it is unlocked once more, after it was locked for a while."""

    def open(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody pulls; a locked door stays where it is."""
        if self.may("cabinetDoor", "open"):
            self.shift("cabinetDoor", "open")
            self.count("opened")
            self.sleep("relock")
            self.wake("left_open", at_ms + self.limits["open_ms"])
        return True

    def be_left_open(self, at_ms: int) -> None:
        """Somebody went away."""
        self.bring_about("left_open", at_ms)

    def force(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody breaks in; an open door need not be forced."""
        if self.may("cabinetDoor", "force"):
            self.bring_about("forced", at_ms)
        return True

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """A forced door is a broken one."""
        del at_ms
        if fault.kind == "forced" and self.may("cabinetDoor", "force"):
            self.shift("cabinetDoor", "force")
            self.count("forced")

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """A new lock."""
        del at_ms
        if fault.kind == "forced" and self.may("cabinetDoor", "secure"):
            self.shift("cabinetDoor", "secure")

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """Somebody shuts it."""
        if remedy == "shut" and self.may("cabinetDoor", "shut"):
            self.shift("cabinetDoor", "shut")
            self.sleep("left_open")
            self.wake("relock", at_ms + self.limits["relock_ms"])

    def hold_badge(self, value: Mapping[str, object], at_ms: int) -> bool:
        """A badge before the reader; a door that does not work reads none."""
        bits, data = badge_of(value)
        if self.is_working:
            self.count("badges")
            self.notice(at_ms, "BadgeEvent", bits=bits, data=data)
        return True

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "unlock": Operation(begin_turn, read=period_of),
        "lock": Operation(begin_turn, read=period_of),
        "bolt": Operation(begin_turn),
        "unbolt": Operation(begin_turn),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"open": open, "force": force, "card": hold_badge}
    TIMERS: ClassVar[Mapping[str, Due]] = {"relock": relock, "resume": resume, "left_open": be_left_open}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "shut": ("left_open",),
        "secure": ("forced",),
        "oil": ("lock_stuck",),
    }
