"""The receipt printer (凭条打印机) of a terminal: prints slips, runs out of paper, jams.

A pure model: it reads no clock and draws no chance. `tick` runs what is due, `handle` is asked
something and answers with events or raises a DeviceFault, `next_deadline` says when to wake it.
Faults are data: they are set and cleared by a command, as the supervisor's page or a scenario does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

PAPER_ROLL: Final = 300
"""Slips on a full roll."""
PAPER_LOW: Final = 20
"""At this many slips left the printer reports that paper is low."""
PRINT_MS: Final = 800
"""From the order to the cut slip."""


class PrinterFault(StrEnum):
    """What may be wrong with it."""

    PAPER_OUT = "paper_out"
    JAM = "jam"


class PrinterState(StrEnum):
    """What it does."""

    IDLE = "idle"
    PRINTING = "printing"
    FAULT = "fault"


class DeviceFault(Exception):
    """The device cannot. retry_helps: whether asking again soon may work."""

    code: ClassVar[str]
    retry_helps: ClassVar[bool]


class PrinterPaperOut(DeviceFault):
    """There is no paper; somebody must load it."""

    code = "printer_paper_out"
    retry_helps = False


class PrinterJam(DeviceFault):
    """Paper is stuck; somebody must clear it."""

    code = "printer_jam"
    retry_helps = False


class PrinterBusy(DeviceFault):
    """The slip before this one is still coming out."""

    code = "printer_busy"
    retry_helps = True


FAULTS: Final[dict[PrinterFault, type[DeviceFault]]] = {
    PrinterFault.PAPER_OUT: PrinterPaperOut,
    PrinterFault.JAM: PrinterJam,
}
"""What a print order is told while the fault lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSlip:
    """Print one slip. job: the driver's own name for it."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFault:
    """Something breaks (fault) or is repaired (None). A repair of an empty printer loads a new roll."""

    fault: PrinterFault | None


Command = PrintSlip | SetFault


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipStarted:
    """The mechanism runs; the slip is out at due_ms."""

    at_ms: int
    job: str
    due_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPrinted:
    """The slip is cut and can be taken."""

    at_ms: int
    job: str
    paper_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLost:
    """The slip did not come out: a fault came while it was printing."""

    at_ms: int
    job: str
    fault: PrinterFault


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSet:
    """The printer stopped."""

    at_ms: int
    fault: PrinterFault


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCleared:
    """The printer works again."""

    at_ms: int
    paper_left: int


Event = SlipStarted | SlipPrinted | SlipLost | FaultSet | FaultCleared


class ReceiptPrinter:
    """One printer. fault: what is wrong, or None. paper_left: slips on the roll."""

    def __init__(self, paper_left: int = PAPER_ROLL) -> None:
        self.paper_left = paper_left
        self.fault: PrinterFault | None = None if paper_left else PrinterFault.PAPER_OUT
        self._job: str | None = None
        self._due_ms: int | None = None

    @property
    def state(self) -> PrinterState:
        """What it does now."""
        if self.fault is not None:
            return PrinterState.FAULT
        return PrinterState.IDLE if self._job is None else PrinterState.PRINTING

    @property
    def paper_is_low(self) -> bool:
        """Whether somebody should bring a roll."""
        return self.paper_left <= PAPER_LOW

    def next_deadline(self) -> int | None:
        """When the slip in the mechanism will be out."""
        return self._due_ms

    def tick(self, now_ms: int) -> tuple[Event, ...]:
        """Let time pass: a slip whose time has come is cut; the last one empties the roll."""
        if self._due_ms is None or self._job is None or self._due_ms > now_ms:
            return ()
        at_ms, job = self._due_ms, self._job
        self._job = self._due_ms = None
        self.paper_left -= 1
        printed = SlipPrinted(at_ms=at_ms, job=job, paper_left=self.paper_left)
        if self.paper_left:
            return (printed,)
        self.fault = PrinterFault.PAPER_OUT
        return (printed, FaultSet(at_ms=at_ms, fault=PrinterFault.PAPER_OUT))

    def handle(self, command: Command, now_ms: int) -> tuple[Event, ...]:
        """Carry a command out, or raise a DeviceFault and change nothing."""
        assert self._due_ms is None or self._due_ms > now_ms, "tick before handle"
        if isinstance(command, PrintSlip):
            return self._print(command.job, now_ms)
        return self._set_fault(command.fault, now_ms)

    def _print(self, job: str, now_ms: int) -> tuple[Event, ...]:
        if self.fault is not None:
            raise FAULTS[self.fault]
        if self._job is not None:
            raise PrinterBusy
        self._job = job
        self._due_ms = now_ms + PRINT_MS
        return (SlipStarted(at_ms=now_ms, job=job, due_ms=self._due_ms),)

    def _set_fault(self, fault: PrinterFault | None, now_ms: int) -> tuple[Event, ...]:
        if fault == self.fault:
            return ()
        if fault is None:
            if self.fault is PrinterFault.PAPER_OUT:
                self.paper_left = PAPER_ROLL
            self.fault = None
            return (FaultCleared(at_ms=now_ms, paper_left=self.paper_left),)
        self.fault = fault
        if fault is PrinterFault.PAPER_OUT:
            self.paper_left = 0
        lost: tuple[Event, ...] = ()
        if self._job is not None:
            lost = (SlipLost(at_ms=now_ms, job=self._job, fault=fault),)
            self._job = self._due_ms = None
        return (FaultSet(at_ms=now_ms, fault=fault), *lost)
