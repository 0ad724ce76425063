"""Printers (打印机): the receipt printer's roll and the A4 printer's tray, one model with two profiles.

Paper is counted, not chanced: a roll has so many millimetres, a tray so many sheets. A page is fed,
printed, cut and presented; whoever does not take it loses it to the retract bin. A print order that
fails half way leaves half a page behind, and says so, because *the paper came out anyway* is the one
thing a host must never guess. A page may also be held under the head, uncut, until the host has printed
the rest of it and says what becomes of it.

Media: none → printing → (held →) presented → taken | retracted | jammed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from devices.chance import Timing
from devices.core import Device, Feel
from devices.faults import Effect, Fault, FaultKind
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code
from devices.operation import Operation, Running
from devices.printer_tables import (
    MEDIA,
    PRESENTED,
    PRINTING,
    THRESHOLDS,
    Media,
    Page,
    Paper,
    jam,
    order_of,
)


class Printer(Device):
    """counters: paper_left, pages, cuts, retracts, in_bin. page: the last one that came out, until it is taken.

    held: the page under the head. `print` needs args lines (how many) and length (mm of a slip, or sheets), and may
    say holds; `present` gives out what is held.
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
        "jam": jam("卡纸", "paper jam"),
        "cutter": jam("切刀卡住", "cutter stuck"),
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
        self.held: Page | None = None
        self._share = 1.0
        self.counters.setdefault("paper_left", self.limits["capacity"])

    @property
    def media(self) -> Media:
        """Where the page is."""
        media: Media = self.parts["media"]
        return media

    # Operations.

    def begin_print(self, running: Running, at_ms: int) -> None:
        """Print on the page that is held, or on a new one; a page that still lies in the mouth must go first."""
        if not running.asked.length and self.held is None:
            self.finish(at_ms, Code.INVALID_DATA)
        elif self.parts["media"] is not PRESENTED:
            self._feed(running, at_ms)

    def begin_present(self, running: Running, at_ms: int) -> None:
        """Cut the page that is held and give it out."""
        if self.held is None:
            self.finish(at_ms, Code.COMMAND_ERROR, "noMediaPresent")
        else:
            self.wake("cut", at_ms + self.timings["cut"].ms(running.uniform("cut")))

    def begin_retract(self, running: Running, at_ms: int) -> None:
        """Draw in a page that nobody took, or that was never given out."""
        if not self.may("media", "retract"):
            self.finish(at_ms, Code.COMMAND_ERROR, "noMediaPresent")
            return
        if self._is_stuck(running):
            self.sleep("retract")
            self.shift("media", "stop")
        else:
            self._draw_in(at_ms, is_automatic=False)
        self.finish(at_ms)

    def _feed(self, running: Running, at_ms: int) -> None:
        """Start the mechanism; how far it gets is known at once, from the paper and the fault that struck."""
        self.shift("media", "feed")
        lines, length, holds = running.asked
        is_halved = running.spoiled is not None and running.spoiled.effect.halves
        left = self.counters["paper_left"] / length if length else 1.0
        self._share = min(0.5 if is_halved else 1.0, left)
        timings, (feed, line, cut, _) = self.timings, running.draws
        cut_ms = 0 if holds else timings["cut"].ms(cut)
        whole_ms = timings["feed"].ms(feed) + lines * timings["line"].ms(line) + cut_ms
        self.wake("out", at_ms + max(1, round(whole_ms * self._share)))

    def come_out(self, at_ms: int) -> None:
        """The page is cut and lies in the mouth, or is held, or the mechanism has stopped half way."""
        running = self.running
        assert running is not None, "a page belongs to an operation"
        lines, length, holds = running.asked
        is_whole = self._share >= 1
        used = length if is_whole else round(length * self._share)
        page = self._with_what_is_held(running.op_id, int(lines * self._share), used, is_whole=is_whole)
        self.held, self.page = (page, None) if holds and is_whole else (None, page)
        self._use_paper(used, at_ms)
        if self.held is not None:
            self.shift("media", "hold")
            self.finish(at_ms, result={"lines": lines})
        elif is_whole:
            self._present(lines, at_ms)
        elif self._is_stuck(running):
            self.shift("media", "stop")
            self.finish(at_ms)
        else:
            self.shift("media", "void")
            self._drop_into_bin(at_ms)
            self.finish(at_ms, Code.COMMAND_ERROR, "paperOut")
            self.bring_about("paper_out", at_ms)

    def cut_off(self, at_ms: int) -> None:
        """The page that was held lies in the mouth, or has stuck on its way."""
        running, held = self.running, self.held
        assert running is not None, "a cut belongs to an operation"
        assert held is not None, "a page is held"
        if self._is_stuck(running):
            self.shift("media", "stop")
            self.finish(at_ms)
            return
        self.held, self.page = None, replace(held, op_id=running.op_id, before=held.orders)
        self._present(held.lines, at_ms)

    def _with_what_is_held(self, op_id: str, lines: int, used: int, *, is_whole: bool) -> Page:
        held = self.held
        if held is None:
            return Page(op_id=op_id, lines=lines, used=used, is_whole=is_whole)
        return Page(op_id=op_id, lines=held.lines + lines, used=held.used + used, is_whole=is_whole, before=held.orders)

    @staticmethod
    def _is_stuck(running: Running) -> bool:
        """Whether the fault that struck stops the paper where it is."""
        return running.spoiled is not None and running.spoiled.effect.state is not None

    def _present(self, lines: int, at_ms: int) -> None:
        self.shift("media", "present")
        self.count("pages")
        self.count("cuts")
        self.notice(at_ms, "MediaPresentedEvent")
        self.wake("retract", at_ms + self.limits["retract_ms"])
        self.finish(at_ms, result={"lines": lines})

    # What happens to the page.

    def take(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody takes the page; whether there was one."""
        if self.parts["media"] is not PRESENTED:
            return False
        self.sleep("retract")
        self.shift("media", "take")
        self.notice(at_ms, "MediaTakenEvent")
        self._go_on(at_ms)
        return True

    def retract(self, at_ms: int) -> None:
        """Nobody took it; who ordered it may not even have heard that it came out."""
        if self.running is not None and self.page is not None and self.running.op_id == self.page.op_id:
            self.amend("mediaRetracted")
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
        self.page = self.held = None
        running = self.running
        if running is not None and running.op == "print" and running.is_at_work:
            self._feed(running, at_ms)

    # Paper and bin.

    def _use_paper(self, used: int, at_ms: int) -> None:
        left = self.count("paper_left", -min(used, self.counters["paper_left"]))
        if left <= 0:
            self.bring_about("paper_out", at_ms)
        elif left <= self.limits["low_at"] < left + used:
            self.bring_about("paper_low", at_ms)

    def _drop_into_bin(self, at_ms: int) -> None:
        held = self.count("in_bin")
        if held == self.limits["bin_high"]:
            self.set_status("bin", "high")
            self.notice(at_ms, "RetractBinThresholdEvent", state="high")
        if held >= self.limits["bin"]:
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
        """An empty printer has no paper, whoever emptied it; thresholds are told however they were reached."""
        if fault.kind == "paper_out":
            self.counters["paper_left"] = 0
        if fault.kind in THRESHOLDS:
            name, payload = THRESHOLDS[fault.kind]
            self.notice(at_ms, name, **payload)

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """Somebody has opened the cover."""
        if remedy == "replenish":
            self.counters["paper_left"] = self.limits["capacity"]
            self.notice(at_ms, "PaperThresholdEvent", threshold=str(Paper.FULL))
        elif remedy == "empty_bin":
            self.counters["in_bin"] = 0
            self.set_status("bin", "ok")
            self.notice(at_ms, "RetractBinThresholdEvent", state="ok")
        else:
            self._pull_out()

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """Whoever repairs an empty printer loads a roll; what had stopped a page on its way leaves none behind when it is gone."""
        if fault.kind == "paper_out" and not self.counters["paper_left"]:
            self.on_remedy("replenish", at_ms)
        elif fault.effect.state is DeviceState.HARDWARE_ERROR or (
            fault.effect.state is not None and self.parts["media"] is Media.JAMMED
        ):
            self._pull_out()

    def _pull_out(self) -> None:
        if self.may("media", "remove"):
            self.shift("media", "remove")
            self.page = self.held = None

    def on_end(self, running: Running, at_ms: int) -> None:
        """An order given up leaves its half page to the bin."""
        del running
        for timer in ("out", "cut"):
            self.sleep(timer)
        if self.parts["media"] is PRINTING:
            self.held = None
            self.shift("media", "void")
            self._drop_into_bin(at_ms)

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "print": Operation(begin_print, ("feed", "line", "cut"), read=order_of),
        "present": Operation(begin_present, ("cut",)),
        "retract": Operation(begin_retract),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"take": take}
    TIMERS: ClassVar[Mapping[str, Due]] = {"out": come_out, "cut": cut_off, "retract": retract}
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
