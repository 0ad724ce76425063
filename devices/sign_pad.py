"""The signature pad (签字板): strokes until the citizen confirms, clears or gives up.

Pad: idle → waiting → signing → idle; cleared, it waits again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices.core import Device, Feel
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code, InvalidStimulus
from devices.operation import Operation, Running

Point = tuple[int, int, int]
"""x and y in hundredths of a millimetre, milliseconds since the stroke began."""
Stroke = tuple[Point, ...]
MOST_STROKES: Final = 200
MOST_POINTS: Final = 2_000
FARTHEST: Final = 100_000


class Pad(StrEnum):
    """What the pad is about."""

    IDLE = "idle"
    WAITING = "waiting"
    SIGNING = "signing"


PAD: Final[dict[tuple[Pad, str], Pad]] = {
    (Pad.IDLE, "ask"): Pad.WAITING,
    (Pad.WAITING, "draw"): Pad.SIGNING,
    (Pad.SIGNING, "draw"): Pad.SIGNING,
    (Pad.SIGNING, "clear"): Pad.WAITING,
    (Pad.WAITING, "clear"): Pad.WAITING,
    (Pad.WAITING, "close"): Pad.IDLE,
    (Pad.SIGNING, "close"): Pad.IDLE,
}
"""(pad, what happens) -> pad."""


def stroke_of(points: object) -> Stroke:
    """One stroke of a stimulus: a list of [x, y, t]. Raises InvalidStimulus."""
    if not isinstance(points, (list, tuple)) or not 0 < len(points) <= MOST_POINTS:
        raise InvalidStimulus(field="strokes", wanted=f"1..{MOST_POINTS} points a stroke")
    return tuple(_point_of(each) for each in points)


def _point_of(point: object) -> Point:
    match point:
        case [int(x), int(y), int(t)] if min(x, y, t) >= 0 and max(x, y) <= FARTHEST:
            return x, y, t
    raise InvalidStimulus(field="strokes", wanted=f"[x, y, t], whole numbers from 0, x and y up to {FARTHEST}")


def strokes_of(value: Mapping[str, object]) -> tuple[Stroke, ...]:
    """The strokes of a stimulus. Raises InvalidStimulus."""
    strokes = value.get("strokes")
    if not isinstance(strokes, (list, tuple)) or not 0 < len(strokes) <= MOST_STROKES:
        raise InvalidStimulus(field="strokes", wanted=f"1..{MOST_STROKES} strokes")
    return tuple(stroke_of(each) for each in strokes)


class SignPad(Device):
    """counters: signatures, cleared. `sign` delivers strokes; it gives up if the pen rests for too long."""

    KIND = "sign_pad"
    TITLE = ("签字板", "signature pad")
    PARTS: ClassVar[Mapping[str, Life]] = {"pad": PAD}
    LIMITS: ClassVar[Mapping[str, int]] = {"rest_ms": 30_000}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="签字板失灵", en="signature pad dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
        ),
        "worn_pen": FaultKind(
            zh="触控笔无反应",
            en="pen leaves no trace",
            effect=Effect(error="readFailed"),
            ops=("sign",),
            action="maintenance",
            recovery="task",
        ),
    }

    def on_made(self) -> None:
        """Nothing is written."""
        self._strokes: tuple[Stroke, ...] = ()

    def begin_sign(self, running: Running, at_ms: int) -> None:
        """Wait for the pen."""
        del running
        self.shift("pad", "ask")
        self.notice(at_ms, "PresentSubjectEvent")

    def draw(self, value: Mapping[str, object], at_ms: int) -> bool:
        """The pen has written; whether anybody had asked. Beyond the most strokes nothing is added."""
        strokes = strokes_of(value)
        if not self.may("pad", "draw"):
            return False
        self._strokes = (*self._strokes, *strokes)[:MOST_STROKES]
        self.shift("pad", "draw")
        self.wake("rest", at_ms + self.limits["rest_ms"])
        return True

    def clear(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """The citizen starts anew."""
        del at_ms
        if self.may("pad", "clear"):
            self._wipe()
            self.shift("pad", "clear")
            self.count("cleared")
        return True

    def confirm(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """The citizen is content; an empty pad is no signature."""
        if self.parts["pad"] is Pad.SIGNING:
            self.count("signatures")
            self.finish(at_ms, result={"strokes": self._strokes})
        elif self.parts["pad"] is Pad.WAITING:
            self.notice(at_ms, "SignatureEmptyEvent")
        return True

    def sign(self, value: Mapping[str, object], at_ms: int) -> bool:
        """The whole signature at once, confirmed."""
        return self.draw(value, at_ms) and self.confirm({}, at_ms)

    def rest(self, at_ms: int) -> None:
        """The pen lies there; nothing was confirmed."""
        self.finish(at_ms, Code.TIMED_OUT)

    def on_end(self, running: Running, at_ms: int) -> None:
        """Keep nothing."""
        del running, at_ms
        self._wipe()
        if self.may("pad", "close"):
            self.shift("pad", "close")

    def _wipe(self) -> None:
        self._strokes = ()
        self.sleep("rest")

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {"sign": Operation(begin_sign)}
    STIMULI: ClassVar[Mapping[str, Feel]] = {"stroke": draw, "clear": clear, "confirm": confirm, "sign": sign}
    TIMERS: ClassVar[Mapping[str, Due]] = {"rest": rest}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"replace_pen": ("worn_pen",)}
