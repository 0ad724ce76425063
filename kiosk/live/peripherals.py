"""Peripherals (外设): the devices of each terminal, driven on the service clock.

The models know no clock; here they are ticked, asked, and woken at their deadlines. One receipt
printer a terminal; what it printed is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gevent.event import AsyncResult
from gevent.lock import BoundedSemaphore

from devices.receipt_printer import (
    FAULTS,
    DeviceFault,
    Event,
    PrinterBusy,
    PrinterFault,
    PrintSlip,
    ReceiptPrinter,
    SetFault,
    SlipLost,
    SlipPrinted,
)
from kiosk.live.clock import ServiceClock


class UnknownTerminal(LookupError):
    """There is no such terminal."""


@dataclass(slots=True)
class Terminal:
    """One terminal and its devices. jobs: print orders that wait for their slip."""

    key: str
    name_zh: str
    name_en: str
    printer: ReceiptPrinter = field(default_factory=ReceiptPrinter)
    turn: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    jobs: dict[str, AsyncResult] = field(default_factory=dict)


class Peripherals:
    """All terminals of this service. listeners: told the key of a terminal that changed."""

    def __init__(self, clock: ServiceClock, names: Mapping[str, tuple[str, str]], longest_wait_s: float) -> None:
        """names: terminal key -> (name_zh, name_en).

        longest_wait_s: real time a print order waits for the slip before it; then the printer is busy.
        """
        self._clock = clock
        self._longest_wait_s = longest_wait_s
        self._jobs = 0
        self.terminals = {key: Terminal(key, zh, en) for key, (zh, en) in names.items()}
        self.listeners: list[Callable[[str], None]] = []

    def add(self, key: str, name_zh: str, name_en: str) -> None:
        """A terminal that was entered now; one that is there keeps its devices."""
        self.terminals.setdefault(key, Terminal(key, name_zh, name_en))

    def names(self) -> list[dict[str, str]]:
        """Key and names of every terminal, for the start page."""
        return [{"key": each.key, "name_zh": each.name_zh, "name_en": each.name_en} for each in self.terminals.values()]

    def records(self) -> dict[str, dict[str, Any]]:
        """Every terminal as the monitor shows it."""
        return {key: self.record(key) for key in self.terminals}

    def record(self, terminal: str) -> dict[str, Any]:
        """One terminal as the monitor shows it."""
        unit = self._terminal(terminal)
        return {
            "key": unit.key,
            "name_zh": unit.name_zh,
            "name_en": unit.name_en,
            "printer": self.printer_record(terminal),
        }

    def printer_record(self, terminal: str) -> dict[str, Any]:
        """State, fault and paper of a terminal's printer."""
        printer = self._terminal(terminal).printer
        return {
            "state": str(printer.state),
            "fault": None if printer.fault is None else str(printer.fault),
            "paper_left": printer.paper_left,
        }

    def print_slip(self, terminal: str) -> None:
        """Print and wait until the slip is out. Raises a DeviceFault when it will not come."""
        unit = self._terminal(terminal)
        if not unit.turn.acquire(timeout=self._longest_wait_s):
            raise PrinterBusy
        try:
            self._print(unit)
        finally:
            unit.turn.release()

    def set_fault(self, terminal: str, fault: PrinterFault | None) -> None:
        """Break the printer, or repair it."""
        unit = self._terminal(terminal)
        now_ms = self._clock.now_ms()
        self._tick(unit, now_ms)
        self._announce(unit, unit.printer.handle(SetFault(fault=fault), now_ms))

    def _print(self, unit: Terminal) -> None:
        self._jobs += 1
        job = f"{unit.key}/{self._jobs}"
        now_ms = self._clock.now_ms()
        self._tick(unit, now_ms)
        started = unit.printer.handle(PrintSlip(job=job), now_ms)
        outcome = unit.jobs[job] = AsyncResult()
        self._announce(unit, started)
        while not outcome.ready():
            due_ms = unit.printer.next_deadline()
            assert due_ms is not None, "a slip that is not out has a deadline"
            outcome.wait(timeout=max(0.001, self._clock.seconds_until(due_ms)))
            self._tick(unit, self._clock.now_ms())
        fault = outcome.get()
        if fault is not None:
            raise FAULTS[fault]

    def _tick(self, unit: Terminal, now_ms: int) -> None:
        self._announce(unit, unit.printer.tick(now_ms))

    def _announce(self, unit: Terminal, events: tuple[Event, ...]) -> None:
        """Tell whoever waits for a slip what became of it, and the pages that something changed."""
        for event in events:
            if isinstance(event, SlipPrinted):
                unit.jobs.pop(event.job).set(None)
            elif isinstance(event, SlipLost):
                unit.jobs.pop(event.job).set(event.fault)
        if events:
            for listener in self.listeners:
                listener(unit.key)

    def _terminal(self, key: str) -> Terminal:
        unit = self.terminals.get(key)
        if unit is None:
            raise UnknownTerminal(key)
        return unit


__all__ = ["DeviceFault", "Peripherals", "PrinterFault", "Terminal", "UnknownTerminal"]
