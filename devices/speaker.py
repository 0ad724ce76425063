"""The speaker (扬声器): says one thing at a time, as loud as this citizen wants it, and the next as the house does.

Sound: silent → sounding → silent. Headphones: out ⇄ in; what they hear nobody else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices import values as v
from devices.core import Device, Feel
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.operation import Operation, Running


class Sound(StrEnum):
    """Whether it sounds."""

    SILENT = "silent"
    SOUNDING = "sounding"


class Headphones(StrEnum):
    """Whether somebody listens privately."""

    OUT = "notPresent"
    IN = "present"


SOUND: Final[dict[tuple[Sound, str], Sound]] = {
    (Sound.SILENT, "begin"): Sound.SOUNDING,
    (Sound.SOUNDING, "end"): Sound.SILENT,
}
"""(sound, what happens) -> sound."""
HEADPHONES: Final[dict[tuple[Headphones, str], Headphones]] = {
    (Headphones.OUT, "plug_in"): Headphones.IN,
    (Headphones.IN, "pull_out"): Headphones.OUT,
}
"""(headphones, what happens) -> headphones."""

LOUDEST: Final = 1_000
LONGEST_MS: Final = 120_000


def length_of(args: Mapping[str, object]) -> int:
    """Argument of `say`: how long it takes, in ms. Raises InvalidStimulus."""
    return v.whole(args, "length_ms", most=LONGEST_MS)


def volume_of(args: Mapping[str, object]) -> int:
    """Argument of `set_volume`, 1 to 1,000. Raises InvalidStimulus."""
    return v.whole(args, "volume", most=LOUDEST)


class Speaker(Device):
    """counters: said. `say` takes arg length_ms, `set_volume` volume; `restore` is for the end of a session."""

    KIND = "speaker"
    TITLE = ("扬声器", "speaker")
    PARTS: ClassVar[Mapping[str, Life]] = {"audio": SOUND, "headphones": HEADPHONES}
    LIMITS: ClassVar[Mapping[str, int]] = {"volume": 600}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="扬声器失灵", en="speaker dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
        ),
        "torn": FaultKind(zh="喇叭破音", en="speaker torn", action="maintenance", recovery="task"),
    }

    def on_made(self) -> None:
        """As loud as the house wants it."""
        self.set_status("volume", self.limits["volume"])

    def begin_say(self, running: Running, at_ms: int) -> None:
        """Sound."""
        self.shift("audio", "begin")
        self.wake("said", at_ms + running.asked)

    def said(self, at_ms: int) -> None:
        """To the end."""
        self.count("said")
        self.finish(at_ms)

    def begin_set_volume(self, running: Running, at_ms: int) -> None:
        """As this citizen wants it."""
        self.set_status("volume", running.asked)
        self.finish(at_ms)

    def begin_restore(self, running: Running, at_ms: int) -> None:
        """As the house wants it."""
        del running
        self.set_status("volume", self.limits["volume"])
        self.finish(at_ms)

    def plug_in(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody listens privately."""
        del at_ms
        return self._turn("plug_in")

    def pull_out(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Nobody does any longer: what is being said must not be heard by all."""
        if self.parts["audio"] is Sound.SOUNDING and self.may("headphones", "pull_out"):
            self.notice(at_ms, "HeadphonesPulledEvent")
            self.finish(at_ms)
        return self._turn("pull_out")

    def _turn(self, what: str) -> bool:
        if self.may("headphones", what):
            self.shift("headphones", what)
        return True

    def on_end(self, running: Running, at_ms: int) -> None:
        """Be still."""
        del running, at_ms
        self.sleep("said")
        if self.may("audio", "end"):
            self.shift("audio", "end")

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "say": Operation(begin_say, read=length_of),
        "set_volume": Operation(begin_set_volume, read=volume_of),
        "restore": Operation(begin_restore),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"plug_headphones": plug_in, "pull_headphones": pull_out}
    TIMERS: ClassVar[Mapping[str, Due]] = {"said": said}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"replace_speaker": ("torn",)}
