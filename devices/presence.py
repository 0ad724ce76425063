"""The proximity sensor (人体感应): somebody is there, and nobody is only after a while.

Body: notPresent → present → notPresent.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices.core import Device, Feel
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life


class Body(StrEnum):
    """Whether somebody is there."""

    NOT_PRESENT = "notPresent"
    PRESENT = "present"


BODY: Final[dict[tuple[Body, str], Body]] = {
    (Body.NOT_PRESENT, "approach"): Body.PRESENT,
    (Body.PRESENT, "go"): Body.NOT_PRESENT,
}
"""(body, what happens) -> body."""


class PresenceSensor(Device):
    """counters: approaches. It has no operations: its status tells."""

    KIND = "presence_sensor"
    TITLE = ("人体感应", "proximity sensor")
    PARTS: ClassVar[Mapping[str, Life]] = {"proximitySensor": BODY}
    LIMITS: ClassVar[Mapping[str, int]] = {"hold_ms": 3_000}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="人体感应失灵",
            en="proximity sensor dead",
            effect=Effect(state=DeviceState.HARDWARE_ERROR),
            status={"proximitySensor": Body.NOT_PRESENT},
            action="reset",
        ),
        "covered": FaultKind(
            zh="感应窗被挡",
            en="sensor covered",
            status={"proximitySensor": Body.PRESENT},
            action="clear",
            recovery="task",
        ),
    }

    def approach(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody comes, or steps back in time."""
        del at_ms
        self.sleep("go")
        if self.may("proximitySensor", "approach"):
            self.shift("proximitySensor", "approach")
            self.count("approaches")
        return True

    def leave(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody steps away, maybe only to fetch a bag."""
        if self.may("proximitySensor", "go"):
            self.wake("go", at_ms + self.limits["hold_ms"])
        return True

    def go(self, at_ms: int) -> None:
        """He has gone."""
        del at_ms
        self.shift("proximitySensor", "go")

    STIMULI: ClassVar[Mapping[str, Feel]] = {"approach": approach, "leave": leave}
    TIMERS: ClassVar[Mapping[str, Due]] = {"go": go}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"uncover": ("covered",)}
