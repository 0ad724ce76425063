"""The code scanner (二维码扫描器): one read, then it switches itself off.

What it reads is text; what the text means is the issuer's business. A picture is decoded before it
comes here, at the edge, through the scanner's present optics; where only a text is given, the model
misreads as often as its profile and its window say.

Window: off → on → off.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices.chance import Timing
from devices.core import Device, Feel
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code, InvalidStimulus, Mode
from devices.operation import Operation, Running

LONGEST_TEXT: Final = 4_296
"""Characters of the largest QR code."""
AIM_PREFIXES: Final[Mapping[str, str]] = {"]Q1": "qrCode", "]Q3": "qrCode", "]C0": "code128", "]L2": "pdf417"}
"""Identifier that a scanner may put in front -> symbology."""
SYMBOLOGIES: Final = tuple(sorted({*AIM_PREFIXES.values()}))
"""What it decodes."""
_ALL: Final = frozenset(SYMBOLOGIES)


def wanted_of(args: Mapping[str, object]) -> frozenset[str]:
    """Argument symbologies of `read`: those that count, all where none is named. Raises InvalidStimulus."""
    if "symbologies" not in args:
        return _ALL
    named = args["symbologies"]
    if not isinstance(named, (list, tuple)) or not named or any(each not in SYMBOLOGIES for each in named):
        raise InvalidStimulus(field="symbologies", wanted=f"some of {' | '.join(SYMBOLOGIES)}")
    return frozenset(named)


DRAWS: Final = ("decode", "misread")
DECODE, MISREAD = range(len(DRAWS))


class Window(StrEnum):
    """Whether it looks."""

    OFF = "off"
    ON = "on"


ON: Final = Window.ON

WINDOW: Final[dict[tuple[Window, str], Window]] = {
    (Window.OFF, "switch_on"): Window.ON,
    (Window.ON, "switch_off"): Window.OFF,
}
"""(window, what happens) -> window."""


class Scanner(Device):
    """counters: good_scans, misreads, passed_over. Profile: decode time, misreads in a hundred thousand, those of a dirty window."""

    KIND = "scanner"
    TITLE = ("二维码扫描器", "code scanner")
    PARTS: ClassVar[Mapping[str, Life]] = {"scanner": WINDOW}
    TIMINGS: ClassVar[Mapping[str, Timing]] = {"decode": Timing(120, 0.35)}
    LIMITS: ClassVar[Mapping[str, int]] = {"misread_per_100k": 2_000, "dirty_misread_per_100k": 60_000}
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="扫描器失灵",
            en="scanner dead",
            effect=Effect(state=DeviceState.HARDWARE_ERROR),
            status={"scanner": "inoperative"},
            action="reset",
        ),
        "dirty_window": FaultKind(zh="窗口脏污", en="dirty window", action="clear", recovery="task"),
        "blind": FaultKind(zh="读不出", en="misread", effect=Effect(error="barcodeInvalid"), stays=False),
    }

    def begin_read(self, running: Running, at_ms: int) -> None:
        """Switch on and wait for a code; one that was shown a moment ago counts."""
        del running
        self.shift("scanner", "switch_on")
        early = self.unstash("code")
        if early is not None:
            self.see(early, at_ms)

    def see(self, value: Mapping[str, object], at_ms: int) -> bool:
        """A code before the window. value: text, symbology (qrCode if not given). Whether somebody listens."""
        text, symbology = split_aim(value)
        running = self.running
        if running is None or not running.is_at_work or self._seen is not None:
            return False
        if symbology not in running.asked:
            # It is not even looked for; the window stays on.
            self.count("passed_over")
            return True
        self._seen = (text, symbology)
        self.wake("decode", at_ms + self.timings["decode"].ms(running.draws[DECODE]))
        return True

    def decode(self, at_ms: int) -> None:
        """The read is done, rightly or not."""
        running = self.running
        assert running is not None, "a decoder runs for an operation"
        assert self._seen is not None, "it has seen something"
        text, symbology = self._seen
        if running.draws[MISREAD] * 100_000 < self._misreads():
            self.count("misreads")
            self.finish(at_ms, Code.COMMAND_ERROR, "barcodeInvalid")
            return
        self.count("good_scans")
        self.finish(at_ms, result={"text": text, "symbology": symbology})

    def _misreads(self) -> int:
        """Of a hundred thousand codes, now: a quiet scanner misreads only because of a fault."""
        if self.has_fault("dirty_window"):
            return self.limits["dirty_misread_per_100k"]
        return self.limits["misread_per_100k"] if self.mode is Mode.AUTO else 0

    def on_end(self, running: Running, at_ms: int) -> None:
        """Switch off."""
        del running, at_ms
        self._seen = None
        self.sleep("decode")
        if self.parts["scanner"] is ON:
            self.shift("scanner", "switch_off")

    _seen: tuple[str, str] | None = None

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {"read": Operation(begin_read, DRAWS, read=wanted_of)}
    STIMULI: ClassVar[Mapping[str, Feel]] = {"code": see}
    TIMERS: ClassVar[Mapping[str, Due]] = {"decode": decode}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"wipe": ("dirty_window",)}


def split_aim(value: Mapping[str, object]) -> tuple[str, str]:
    """(text, symbology) of a code stimulus, without the scanner's own prefix. Raises InvalidStimulus."""
    text, symbology = value.get("text"), value.get("symbology")
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT:
        raise InvalidStimulus(field="text", wanted=f"1..{LONGEST_TEXT} characters")
    named = AIM_PREFIXES.get(text[:3])
    if named is not None:
        text = text[3:]
    if symbology is not None and symbology not in SYMBOLOGIES:
        raise InvalidStimulus(field="symbology", wanted=" | ".join(SYMBOLOGIES))
    return text, str(symbology or named or "qrCode")
