"""The lamps (指示灯): where to look next, and how the terminal is.

Source: CEN XFS4IoT, Lights, for the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from devices import values as v
from devices.core import Device
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.operation import Operation, Running


class Light(StrEnum):
    """Which."""

    SCANNER = "scanner"
    CARD_READER = "cardReader"
    CONTACTLESS = "contactless"
    RECEIPT_PRINTER = "receiptPrinter"
    DOCUMENT_PRINTER = "documentPrinter"
    FASCIA = "fasciaLight"
    GOOD = "statusGood"
    WARNING = "statusWarning"
    BAD = "statusBad"
    SUPERVISOR = "statusSupervisor"
    IN_SERVICE = "statusInService"


class Rate(StrEnum):
    """How it flashes."""

    OFF = "off"
    SLOW = "slow"
    MEDIUM = "medium"
    QUICK = "quick"
    CONTINUOUS = "continuous"


class Color(StrEnum):
    """In what color."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    CYAN = "cyan"
    MAGENTA = "magenta"
    WHITE = "white"


def setting_of(args: Mapping[str, object]) -> tuple[Light, str]:
    """(lamp, what its status shows) of `set`: rate and color, or off. Raises InvalidStimulus."""
    rate = v.word(args, "rate", Rate, Rate.CONTINUOUS)
    color = v.word(args, "color", Color, Color.WHITE)
    return v.word(args, "light", Light), "off" if rate is Rate.OFF else f"{rate} {color}"


class Lights(Device):
    """All lamps of a terminal. `set` takes args light, rate and color; `darken` puts all of them out."""

    KIND = "lights"
    TITLE = ("指示灯", "lamps")
    STATUS: ClassVar[Mapping[str, object]] = {str(light): "off" for light in Light}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="灯控板失灵", en="lamp controller dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
        ),
        "bulb": FaultKind(zh="指示灯不亮", en="lamp out", action="maintenance", recovery="task"),
    }

    def begin_set(self, running: Running, at_ms: int) -> None:
        """One lamp."""
        light, shown = running.asked
        self.set_status(light, shown)
        self.finish(at_ms)

    def begin_darken(self, running: Running, at_ms: int) -> None:
        """All of them, as a session ends."""
        del running
        for light in Light:
            self.set_status(light, "off")
        self.finish(at_ms)

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "set": Operation(begin_set, read=setting_of),
        "darken": Operation(begin_darken),
    }
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"replace_bulb": ("bulb",)}
