"""Peripherals (外设): the devices of every terminal, on the service clock.

One rack, one greenlet that wakes at its deadlines. Whoever asks a device waits for its end here and nowhere
else; nothing on the rack ever waits. Before a terminal stands the default visitor, who takes what comes out,
unless he is sent away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from gevent.event import AsyncResult, Event
from gevent.lock import BoundedSemaphore

from devices import messages as m
from devices.edge.rack import Rack, UnknownTerminal
from devices.faults import Fault
from devices.profiles import PROFILES
from devices.terminal import Event as Said, Terminal
from kiosk.live.clock import ServiceClock
from kiosk.live.drawer_views import COLLECTIONS, Records
from kiosk.live.repair_views import SLIP_MM, terminal_facts
from kiosk.live.visitor import DefaultVisitor

LOG: Final = logging.getLogger("yzz.peripherals")
DEFAULT_PROFILE: Final = "yuezhizhu"
PROFILE_KEYS: Final = tuple(PROFILES)
"""What a configuration may name."""
PRINTER: Final = "receipt_printer"
SLIP: Final[Mapping[str, object]] = {"lines": 20, "length": SLIP_MM}
"""A ticket's slip: twenty lines on 200 mm of paper."""
SLIP_MS: Final = 30_000
"""Longest that a slip may take, in service time."""


class PrinterFault(StrEnum):
    """What a supervisor may break for training."""

    PAPER_OUT = "paper_out"
    JAM = "jam"


class DeviceFault(Exception):
    """The device cannot. code: of the problems table. retry_helps: whether asking again soon may work."""

    def __init__(self, code: str, *, retry_helps: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.retry_helps = retry_helps


FAULTS: Final[Mapping[str, str]] = {
    "paperOut": "printer_paper_out",
    "paperJammed": "printer_jam",
    "hardwareError": "printer_jam",
}
"""How a print ended -> its problem; everything else is a printer that cannot be reached."""
BUSY: Final = "printer_busy"
UNREACHABLE: Final = "printer_unavailable"
GONE: Final = "session_over"
"""Whoever ordered the page has left before its turn came."""


@dataclass(slots=True, eq=False)
class Order:
    """A page that waits for its turn. is_forgone: whoever ordered it is gone."""

    at_ms: int
    is_forgone: bool = False


@dataclass(slots=True)
class Place:
    """A terminal and its names. turn: one slip at a time. orders: those that wait for it.

    profile: key of PROFILES, empty before it has devices.
    """

    key: str
    name_zh: str
    name_en: str
    turn: BoundedSemaphore
    profile: str = ""
    orders: list[Order] = field(default_factory=list)

    def names(self) -> dict[str, str]:
        """Its key and names, as every page shows them."""
        return {"key": self.key, "name_zh": self.name_zh, "name_en": self.name_en}


class Timed(Protocol):
    """Whoever else lives in the devices' time."""

    def next_deadline(self) -> int | None:
        """When to be woken, or None."""

    def tick(self, now_ms: int) -> None:
        """Time has passed."""


class Peripherals:
    """All terminals of this service. listeners: told the key of a terminal that changed. beside: woken with the devices.

    names: terminal key -> (name_zh, name_en). longest_wait_s: real time a print order waits for the slip before
    it; then the printer is busy. settle: makes durable what
    the devices have counted, before somebody is told how an operation ended.
    """

    def __init__(
        self,
        clock: ServiceClock,
        rack: Rack,
        names: Mapping[str, tuple[str, str]],
        longest_wait_s: float,
        *,
        settle: Callable[[], None] | None = None,
    ) -> None:
        self._clock = clock
        self._rack = rack
        self._longest_wait_s = longest_wait_s
        self._settle = settle
        self._waiting: dict[tuple[str, str], AsyncResult[m.Ended]] = {}
        self._ended_at_once: m.Ended | None = None
        self._wake = Event()
        self.beside: list[Timed] = []
        self.terminals: dict[str, Place] = {}
        self.listeners: list[Callable[[str], None]] = []
        self.visitor = DefaultVisitor(rack)
        rack.listeners.append(self._hear)
        for key, (zh, en) in names.items():
            self.add(key, zh, en)
        clock.listeners.append(self.wake)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is due."""
        due_ms = self.next_deadline()
        return due_ms is None or due_ms > self._clock.now_ms()

    def wake(self) -> None:
        """Something may be due earlier than it was: the driver looks anew."""
        self._wake.set()

    def run(self) -> None:
        """Wake the rack at its deadlines, for ever: the driver's greenlet."""
        while True:
            self._wake.clear()
            due_ms = self.next_deadline()
            self._wake.wait(None if due_ms is None else self._clock.seconds_until(due_ms))
            self.catch_up()

    def name_of(self, terminal: str) -> str:
        """What a terminal is called on paper."""
        place = self.terminals.get(terminal)
        return terminal if place is None else place.name_zh

    def add(self, key: str, name_zh: str, name_en: str, profile: str = DEFAULT_PROFILE) -> None:
        """A terminal that was entered now. One that is there takes the names, and keeps its devices unless it is another
        sort of machine now. A profile that nobody here knows is no terminal.
        """
        if profile not in PROFILES:
            LOG.warning("terminal %s: there is no profile %s", key, profile)
            return
        place = self.terminals.get(key)
        if place is None:
            place = self.terminals[key] = Place(key, name_zh, name_en, BoundedSemaphore())
        place.name_zh, place.name_en = name_zh, name_en
        if place.profile != profile:
            if place.profile:
                # Whoever waits for a device that goes is told, and nobody reaches for its paper any more.
                self._rack.wipe(key)
                self.visitor.forget(key)
            place.profile = profile
            self._rack.add(key, PROFILES[profile])

    def next_deadline(self) -> int | None:
        """When the devices, the visitor or whoever lives beside them must be woken, or None."""
        due = [self._rack.next_deadline(), self.visitor.next_deadline()]
        due += [each.next_deadline() for each in self.beside]
        return min((each for each in due if each is not None), default=None)

    # What pages show.

    def records(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What the monitor may know of these terminals, as far as they are here."""
        return {key: self.record(key) for key in keys if key in self.terminals}

    def record(self, terminal: str) -> dict[str, Any]:
        """What the monitor may know of one terminal, but where it stands."""
        return {**self.terminals[terminal].names(), **terminal_facts(self._rack.terminal(terminal))}

    def printer_record(self, terminal: str) -> dict[str, Any]:
        """State, fault and paper (in slips) of a terminal's printer. Raises UnknownTerminal."""
        printer = self._rack.terminal(terminal).devices[PRINTER]
        fault = next((str(kind) for kind in PrinterFault if printer.has_fault(kind)), None)
        state = "printing" if printer.running is not None else "idle" if printer.can("print") else "fault"
        return {
            "state": state,
            "fault": fault,
            "paper_left": printer.counters["paper_left"] // SLIP_MM,
        }

    # What is asked of devices.

    def print_slip(self, terminal: str) -> None:
        """Print and wait until the slip is out. Raises DeviceFault when it will not come, or UnknownTerminal."""
        self.print_page(terminal, SLIP)

    def print_page(self, terminal: str, page: Mapping[str, object]) -> None:
        """The same with a page of any length. page: arguments of the printer's operation."""
        self._rack.terminal(terminal)
        turn = self._turn_at(self.terminals[terminal])
        try:
            ended = self.operate(terminal, PRINTER, "print", page, SLIP_MS)
        except m.DeviceBusy:
            # Another front end prints at this very moment.
            raise DeviceFault(BUSY, retry_helps=True) from None
        finally:
            turn.release()
        if ended.code is not m.Code.SUCCESS:
            raise DeviceFault(FAULTS.get(ended.error or str(ended.code), UNREACHABLE))

    def _turn_at(self, place: Place) -> BoundedSemaphore:
        """The printer's turn, taken. Raises DeviceFault when it takes too long, or whoever ordered is gone meanwhile."""
        order = Order(self._clock.now_ms())
        place.orders.append(order)
        try:
            if not place.turn.acquire(timeout=self._longest_wait_s):
                raise DeviceFault(BUSY, retry_helps=True)
        finally:
            place.orders.remove(order)
        if order.is_forgone:
            place.turn.release()
            raise DeviceFault(GONE)
        return place.turn

    def operate(self, terminal: str, device: str, op: str, args: Mapping[str, object], timeout_ms: int) -> m.Ended:
        """Start an operation and wait for its end; what it counted is durable then. timeout_ms: service time.

        Raises DeviceRefusal.
        """
        ended = self._operate(terminal, device, op, args, timeout_ms)
        if self._settle is not None:
            self._settle()
        return ended

    def _operate(self, terminal: str, device: str, op: str, args: Mapping[str, object], timeout_ms: int) -> m.Ended:
        self.catch_up()
        self._ended_at_once = None
        op_id = self._rack.begin(terminal, device, op, args, timeout_ms)
        self._wake.set()
        ended = self._ended_at_once
        if ended is not None and ended.op_id == op_id:
            return ended
        result = self._waiting[terminal, op_id] = AsyncResult()
        found: m.Ended = result.get()
        return found

    def is_online(self, terminal: str) -> bool:
        """Whether a terminal's network carries. Raises UnknownTerminal."""
        found = self._rack.terminal(terminal)
        name = found.name_of("network")
        return name is None or found.devices[name].is_working

    def terminal(self, terminal: str) -> Terminal:
        """The devices of a terminal, to be looked at. Raises UnknownTerminal."""
        return self._rack.terminal(terminal)

    def begin(
        self, terminal: str, device: str, op: str, args: Mapping[str, object] = m.NOTHING, timeout_ms: int = 0
    ) -> str:
        """Start an operation and do not wait; gives its id. timeout_ms: service time. Raises DeviceRefusal."""
        self.catch_up()
        op_id = self._rack.begin(terminal, device, op, args, timeout_ms)
        self._wake.set()
        return op_id

    def ask(self, terminal: str, device: str, command: m.Command) -> None:
        """Ask one device now. Raises DeviceRefusal."""
        self.catch_up()
        self._rack.ask(terminal, device, command)
        self._wake.set()

    def supervise(self, terminal: str, *, is_supervised: bool) -> None:
        """Somebody takes a terminal over, or gives it back. Raises UnknownTerminal."""
        self.catch_up()
        self._rack.supervise(terminal, is_supervised=is_supervised)

    def reach(self, terminal: str, *, is_reachable: bool) -> None:
        """A terminal's heartbeats stay away, or come again. Raises UnknownTerminal."""
        self._rack.reach(terminal, is_reachable=is_reachable)

    def wipe(self, terminal: str, until_ms: int | None = None) -> None:
        """Whoever was there is gone: nothing goes on for them, and what came out is forgotten.

        until_ms: the end of their session; what was begun after it is somebody else's. None: everything.
        """
        self.catch_up()
        for order in self.terminals[terminal].orders:
            order.is_forgone |= until_ms is None or order.at_ms <= until_ms
        self._rack.wipe(terminal, until_ms)
        self._wake.set()

    def set_visitor(self, terminal: str, *, is_there: bool) -> None:
        """Send the default visitor away from a terminal, or call him back. Raises UnknownTerminal."""
        self.catch_up()
        self.visitor.set(terminal, is_there=is_there)
        self._wake.set()

    def drawer(self, terminal: str, collection: str) -> Records:
        """What the device drawer of a terminal shows: one of COLLECTIONS. Raises UnknownTerminal."""
        return COLLECTIONS[collection](self._rack, self.visitor, self._clock, terminal)

    def hear(self, listener: Callable[[str, Said], None]) -> None:
        """Tell everything that devices say, in order; the listener must not wait."""
        self._rack.listeners.append(listener)

    def set_fault(self, terminal: str, fault: PrinterFault | None) -> None:
        """Break the printer, or repair it. Raises UnknownTerminal."""
        self.catch_up()
        printer = self._rack.terminal(terminal).devices[PRINTER]
        if fault is None:
            for kind in {each.kind for each in printer.active.values()}:
                for remedy in printer.remedies_of(kind):
                    self._rack.ask(terminal, PRINTER, m.Stimulus(kind=remedy))
            if not printer.is_working:
                self._rack.ask(terminal, PRINTER, m.Reset(by=m.Who.SUPERVISOR))
        elif not printer.has_fault(fault):
            self._rack.ask(terminal, PRINTER, m.Inject(fault=Fault(fault_id=f"training:{fault}", kind=fault)))
        self._wake.set()

    def catch_up(self) -> None:
        """Let time pass up to now, step by step: however late this is, the visitor still comes before the bin."""
        now_ms = max(self._clock.now_ms(), self._rack.now_ms)
        while (due_ms := self.next_deadline()) is not None and due_ms <= now_ms:
            self._rack.run_until(max(due_ms, self._rack.now_ms))
            self.visitor.tick(self._rack.now_ms)
            for each in self.beside:
                each.tick(self._rack.now_ms)
        self._rack.run_until(now_ms)

    # What devices say.

    def _hear(self, terminal: str, event: Said) -> None:
        if isinstance(event, m.Ended):
            waiting = self._waiting.pop((terminal, event.op_id), None)
            if waiting is None:
                # Perhaps of an operation that has ended before whoever asked could begin to wait.
                self._ended_at_once = event
            else:
                waiting.set(event)
        self.visitor.hear(terminal, event)
        for listener in self.listeners:
            listener(terminal)


__all__ = ["DeviceFault", "Peripherals", "PrinterFault", "Timed", "UnknownTerminal"]
