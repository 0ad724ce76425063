"""Printers (打印机): the receipt printer's roll and the A4 printer's tray, one model with two profiles.

Paper is counted, not chanced: a roll has so many millimetres, a tray so many sheets. A page is fed,
printed, cut and presented; whoever does not take it loses it to the retract bin. A print order that
fails half way leaves half a page behind, and says so, because *the paper came out anyway* is the one
thing a host must never guess.

Media: none → printing → presented → taken | retracted | jammed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from devices.chance import Timing
from devices.core import Device, Feel
from devices.faults import Effect, Fault, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code
from devices.operation import Operation, Running
from devices.values import whole


class Media(StrEnum):
    """Where the page is."""

    NONE = "notPresent"
    PRINTING = "entering"
    PRESENTED = "present"
    JAMMED = "jammed"
    RETRACTED = "retracted"


class Paper(StrEnum):
    """How much there is."""

    FULL = "full"
    LOW = "low"
    OUT = "out"


MEDIA: Final[dict[tuple[Media, str], Media]] = {
    (Media.NONE, "feed"): Media.PRINTING,
    (Media.RETRACTED, "feed"): Media.PRINTING,
    (Media.PRINTING, "present"): Media.PRESENTED,
    (Media.PRINTING, "stop"): Media.JAMMED,
    (Media.PRINTING, "void"): Media.RETRACTED,
    (Media.PRESENTED, "take"): Media.NONE,
    (Media.PRESENTED, "retract"): Media.RETRACTED,
    (Media.JAMMED, "remove"): Media.NONE,
}
"""(media, what happens) -> media. Drawn into docs/devices.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that came out. lines: what was printed, a half-done one has fewer. used: millimetres or sheets."""

    op_id: str
    lines: int
    used: int
    is_whole: bool


def size_of(args: Mapping[str, object]) -> tuple[int, int]:
    """(lines, length) of a page. Raises InvalidStimulus unless both are whole numbers from 1."""
    return whole(args, "lines"), whole(args, "length")


def _jam(zh: str, en: str) -> FaultKind:
    return FaultKind(
        zh=zh,
        en=en,
        effect=Effect(error="paperJammed", state=DeviceState.HARDWARE_ERROR, halves=True),
        status={"media": str(Media.JAMMED)},
        action="clear",
        recovery="task",
    )


class Printer(Device):
    """counters: paper_left, pages, cuts, retracts, in_bin. page: the last one that came out, until it is taken.

    `print` needs args lines (how many) and length (mm of a slip, or sheets).
    """

    KIND = "receipt_printer"
    TITLE = ("凭条打印机", "receipt printer")
    PARTS: ClassVar[Mapping[str, Life]] = {"media": MEDIA}
    STATUS: ClassVar[Mapping[str, object]] = {"paper": str(Paper.FULL), "bin": "ok"}
    TIMINGS: ClassVar[Mapping[str, Timing]] = {
        "feed": Timing(150, 0.1),
        "line": Timing(12, 0.1),
        "cut": Timing(250, 0.1),
    }
    # A roll of 150 m; a slip takes 200 mm; the near-end sensor sits at a tenth.
    LIMITS: ClassVar[Mapping[str, int]] = {
        "capacity": 150_000,
        "low_at": 15_000,
        "bin": 40,
        "bin_high": 30,
        "retract_ms": 30_000,
    }
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "jam": _jam("卡纸", "paper jam"),
        "cutter": _jam("切刀卡住", "cutter stuck"),
        "paper_out": FaultKind(
            zh="缺纸",
            en="paper out",
            effect=Effect(error="paperOut", halves=True),
            ops=("print",),
            status={"paper": str(Paper.OUT)},
            action="maintenance",
            recovery="task",
        ),
        "paper_low": FaultKind(
            zh="纸将尽", en="paper low", status={"paper": str(Paper.LOW)}, action="maintenance", recovery="task"
        ),
        "bin_full": FaultKind(
            zh="回收箱满",
            en="retract bin full",
            effect=Effect(error="retractBinFull"),
            status={"bin": "full"},
            action="maintenance",
            recovery="task",
        ),
    }

    def on_made(self) -> None:
        """A new printer is full."""
        self.page: Page | None = None
        self._share = 1.0
        self.counters.setdefault("paper_left", self.limits["capacity"])

    @property
    def media(self) -> Media:
        """Where the page is."""
        return Media(self.parts["media"])

    # Operations.

    def begin_print(self, running: Running, at_ms: int) -> None:
        """Print one page; a page that still lies in the mouth must go first."""
        if self.media is not Media.PRESENTED:
            self._feed(running, at_ms)

    def begin_retract(self, running: Running, at_ms: int) -> None:
        """Draw an untaken page in again."""
        del running
        if self.media is not Media.PRESENTED:
            self.finish(at_ms, Code.COMMAND_ERROR, "noMediaPresent")
            return
        self._draw_in(at_ms, is_automatic=False)
        self.finish(at_ms)

    def _feed(self, running: Running, at_ms: int) -> None:
        """Start the mechanism; how far it gets is known at once, from the paper and the fault that struck."""
        self.shift("media", "feed")
        lines, length = running.asked
        is_halved = running.spoiled is not None and running.spoiled.effect.halves
        left = self.counters["paper_left"]
        self._share = min(0.5 if is_halved else 1.0, left / length)
        timings = self.timings
        line_ms = lines * timings["line"].ms(running.uniform("line"))
        whole_ms = timings["feed"].ms(running.uniform("feed")) + line_ms + timings["cut"].ms(running.uniform("cut"))
        self.wake("out", at_ms + max(1, round(whole_ms * self._share)))

    def come_out(self, at_ms: int) -> None:
        """The page is cut and lies in the mouth, or the mechanism has stopped half way."""
        running = self.running
        assert running is not None, "a page belongs to an operation"
        lines, length = running.asked
        is_whole = self._share >= 1
        used = length if is_whole else round(length * self._share)
        self.page = Page(op_id=running.op_id, lines=int(lines * self._share), used=used, is_whole=is_whole)
        self._use_paper(used, at_ms)
        if is_whole:
            self._present(running, at_ms)
        elif running.spoiled is not None and running.spoiled.effect.state is not None:
            self.shift("media", "stop")
            self.finish(at_ms)
        else:
            self.shift("media", "void")
            self._drop_into_bin(at_ms)
            self.finish(at_ms, Code.COMMAND_ERROR, "paperOut")
            self.bring_about("paper_out", at_ms)

    def _present(self, running: Running, at_ms: int) -> None:
        self.shift("media", "present")
        self.count("pages")
        self.count("cuts")
        self.notice(at_ms, "MediaPresentedEvent")
        self.wake("retract", at_ms + self.limits["retract_ms"])
        self.finish(at_ms, result={"lines": running.asked[0]})

    # What happens to the page.

    def take(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody takes the page; whether there was one."""
        if self.media is not Media.PRESENTED:
            return False
        self.sleep("retract")
        self.shift("media", "take")
        self.notice(at_ms, "MediaTakenEvent")
        self._go_on(at_ms)
        return True

    def retract(self, at_ms: int) -> None:
        """Nobody took it."""
        self._draw_in(at_ms, is_automatic=True)

    def _draw_in(self, at_ms: int, *, is_automatic: bool) -> None:
        self.sleep("retract")
        self.shift("media", "retract")
        self.count("retracts")
        self.notice(at_ms, "MediaAutoRetractedEvent", result="unit", is_automatic=is_automatic)
        self._drop_into_bin(at_ms)
        self._go_on(at_ms)

    def _go_on(self, at_ms: int) -> None:
        """A print that waited for the mouth to be free begins."""
        self.page = None
        running = self.running
        if running is not None and running.op == "print" and running.is_at_work:
            self._feed(running, at_ms)

    # Paper and bin.

    def _use_paper(self, used: int, at_ms: int) -> None:
        left = self.count("paper_left", -min(used, self.counters["paper_left"]))
        if left <= 0:
            self.notice(at_ms, "PaperThresholdEvent", threshold=str(Paper.OUT))
            self.bring_about("paper_out", at_ms)
        elif left <= self.limits["low_at"] < left + used:
            self.notice(at_ms, "PaperThresholdEvent", threshold=str(Paper.LOW))
            self.bring_about("paper_low", at_ms)

    def _drop_into_bin(self, at_ms: int) -> None:
        held = self.count("in_bin")
        if held == self.limits["bin_high"]:
            self.set_status("bin", "high")
            self.notice(at_ms, "RetractBinThresholdEvent", state="high")
        if held >= self.limits["bin"]:
            self.notice(at_ms, "RetractBinThresholdEvent", state="full")
            self.bring_about("bin_full", at_ms)

    # Hooks.

    def on_restored(self, at_ms: int) -> None:
        """Paper and bin are as they were left."""
        left, held = self.counters["paper_left"], self.counters.get("in_bin", 0)
        if left <= self.limits["low_at"]:
            self.bring_about("paper_low" if left > 0 else "paper_out", at_ms)
        if held >= self.limits["bin_high"]:
            self.set_status("bin", "high")
        if held >= self.limits["bin"]:
            self.bring_about("bin_full", at_ms)

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """An empty printer has no paper, whoever emptied it."""
        del at_ms
        if fault.kind == "paper_out":
            self.counters["paper_left"] = 0

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """Somebody has opened the cover."""
        if remedy == "replenish":
            self.counters["paper_left"] = self.limits["capacity"]
            self.notice(at_ms, "PaperThresholdEvent", threshold=str(Paper.FULL))
        elif remedy == "empty_bin":
            self.counters["in_bin"] = 0
            self.set_status("bin", "ok")
        else:
            self._pull_out()

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """Whoever repairs an empty printer loads a roll; a jam that is gone leaves no page behind."""
        if fault.kind == "paper_out" and not self.counters["paper_left"]:
            self.on_remedy("replenish", at_ms)
        elif fault.effect.state is DeviceState.HARDWARE_ERROR:
            self._pull_out()

    def _pull_out(self) -> None:
        if self.media is Media.JAMMED:
            self.shift("media", "remove")
            self.page = None

    def on_end(self, running: Running, at_ms: int) -> None:
        """An order given up leaves its half page to the bin."""
        del running
        self.sleep("out")
        if self.media is Media.PRINTING:
            self.shift("media", "void")
            self._drop_into_bin(at_ms)

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "print": Operation(begin_print, ("feed", "line", "cut"), read=size_of),
        "retract": Operation(begin_retract),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"take": take}
    TIMERS: ClassVar[Mapping[str, Due]] = {"out": come_out, "retract": retract}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "replenish": ("paper_out", "paper_low"),
        "remove": ("jam", "cutter"),
        "empty_bin": ("bin_full",),
    }


class DocumentPrinter(Printer):
    """The A4 printer of certificates: paper in sheets, no cutter."""

    KIND = "document_printer"
    TITLE = ("证照打印机", "document printer")
    TIMINGS: ClassVar[Mapping[str, Timing]] = {
        "feed": Timing(2_500, 0.1),
        "line": Timing(25, 0.1),
        "cut": Timing(1),
    }
    LIMITS: ClassVar[Mapping[str, int]] = {
        "capacity": 250,
        "low_at": 25,
        "bin": 20,
        "bin_high": 15,
        "retract_ms": 30_000,
    }
