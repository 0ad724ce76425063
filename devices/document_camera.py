"""The document camera (高拍仪): a plate, a lamp, and a picture of what lies there.

The picture itself stays at the edge; the model knows it by its reference. A document that lies badly is sent back
with the reason, and the citizen lays it anew.

Plate: empty → covered → empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from devices import values as v
from devices.chance import Timing
from devices.core import Device, Feel
from devices.faults import Effect, Fault, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code
from devices.operation import Operation, Running


class Plate(StrEnum):
    """Whether something lies there."""

    EMPTY = "notPresent"
    COVERED = "present"


class Lie(StrEnum):
    """How it lies; all but `well` are reasons to send it back."""

    WELL = "well"
    ALIGN = "align"
    SHORT = "short"
    LONG = "long"
    MULTIPLE = "multiple"
    OTHER = "other"


class Side(StrEnum):
    """Which side is wanted."""

    FRONT = "front"
    BACK = "back"


PLATE: Final[dict[tuple[Plate, str], Plate]] = {
    (Plate.EMPTY, "lay"): Plate.COVERED,
    (Plate.COVERED, "lay"): Plate.COVERED,
    (Plate.COVERED, "remove"): Plate.EMPTY,
}
"""(plate, what happens) -> plate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What lies there. title: in words. picture: reference of its picture, empty if there is none."""

    title: str
    picture: str
    lie: Lie


class Wanted(NamedTuple):
    """A picture. side: which is to lie up. anew: only of what has been laid, or turned over, since the last picture."""

    side: Side
    anew: bool


def wanted_of(args: Mapping[str, object]) -> Wanted:
    """Arguments of `capture`. Raises InvalidStimulus."""
    return Wanted(v.word(args, "side", Side, Side.FRONT), v.flag(args, "anew"))


class DocumentCamera(Device):
    """counters: pictures, rejected. `capture` waits for a document and delivers title, side and picture reference."""

    KIND = "document_camera"
    TITLE = ("高拍仪", "document camera")
    PARTS: ClassVar[Mapping[str, Life]] = {"plate": PLATE}
    STATUS: ClassVar[Mapping[str, object]] = {"lamp": "ok"}
    TIMINGS: ClassVar[Mapping[str, Timing]] = {"capture": Timing(1_400, 0.15)}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="高拍仪失灵", en="document camera dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
        ),
        "lamp": FaultKind(
            zh="补光灯不亮",
            en="lamp out",
            effect=Effect(error="lampInoperative"),
            ops=("capture",),
            status={"lamp": "inop"},
            action="maintenance",
            recovery="task",
        ),
        "dirty_glass": FaultKind(zh="镜面脏污", en="dirty glass", action="clear", recovery="task"),
    }

    def on_made(self) -> None:
        """Nothing lies there."""
        self._document: Document | None = None
        self._is_new = False

    def begin_capture(self, running: Running, at_ms: int) -> None:
        """Wait for a document, or take the one that lies there."""
        if self._document is None or (running.asked.anew and not self._is_new):
            self.notice(at_ms, "NoMediaEvent")
        else:
            self.wake("capture", at_ms + self.timings["capture"].ms(running.uniform("capture")))

    def capture(self, at_ms: int) -> None:
        """The picture is taken, or the document sent back."""
        running, document = self.running, self._document
        assert running is not None, "a picture belongs to an operation"
        assert document is not None, "a document lies there"
        lie = Lie.OTHER if self.has_fault("dirty_glass") else document.lie
        if lie is not Lie.WELL:
            self.count("rejected")
            self.notice(at_ms, "MediaRejectedEvent", reason=str(lie))
            self.finish(at_ms, Code.COMMAND_ERROR, "mediaRejected")
            return
        self.count("pictures")
        self._is_new = False
        side = str(running.asked.side)
        self.finish(at_ms, result={"title": document.title, "side": side, "picture": document.picture})

    def lay(self, value: Mapping[str, object], at_ms: int) -> bool:
        """A document is laid there, or the one there is turned over or straightened."""
        self._document = Document(
            title=v.text(value, "title", 60),
            picture=v.text(value, "picture", 200, ""),
            lie=v.word(value, "lie", Lie, Lie.WELL),
        )
        self._is_new = True
        self.shift("plate", "lay")
        if self.running is not None and self.running.is_at_work:
            self.notice(at_ms, "MediaInsertedEvent")
            self.begin_capture(self.running, at_ms)
        return True

    def remove(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """It is taken away; the camera waits for another."""
        if self._document is not None:
            self._document = None
            self.shift("plate", "remove")
            self.sleep("capture")
            self.notice(at_ms, "MediaTakenEvent")
        return True

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """A lamp that fails says so."""
        if fault.kind == "lamp":
            self.notice(at_ms, "LampThresholdEvent", state="inop")

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """A new lamp."""
        if fault.kind == "lamp":
            self.notice(at_ms, "LampThresholdEvent", state="ok")

    def on_end(self, running: Running, at_ms: int) -> None:
        """The lamp goes off."""
        del running, at_ms
        self.sleep("capture")

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {"capture": Operation(begin_capture, ("capture",), read=wanted_of)}
    STIMULI: ClassVar[Mapping[str, Feel]] = {"document": lay, "remove": remove}
    TIMERS: ClassVar[Mapping[str, Due]] = {"capture": capture}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"replace_lamp": ("lamp",), "wipe": ("dirty_glass",)}
