"""The audit's walk along a journal (核查): is every event allowed where it stands?

An independent reading: it looks rules up in the lifecycle tables but uses nothing of the kernel's
deciding or applying, so that a bug there cannot hide itself. Numbers of invariants are those of
docs/invariants.md.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.lifecycles import COUNTER, OPEN_TICKETS, TICKET, CounterState, TicketState
from kiosk.live import findings as f
from kiosk.live.audit_bookings import HEARD as BOOKINGS
from kiosk.live.audit_visits import HEARS as VISITS, Visits


@dataclass(slots=True)
class Seen:
    """A ticket as the events tell of it."""

    index: int
    line: str
    order_ms: int
    state: TicketState = TicketState.WAITING
    counter: str | None = None
    bound: str | None = None


@dataclass(slots=True)
class Desk:
    """A counter as the events tell of it."""

    serves: frozenset[str]
    state: CounterState = CounterState.CLOSED
    ticket: str | None = None


@dataclass(slots=True)
class Walk:
    """Everything heard so far. visits: of sessions and tasks.

    ended: tickets of the running day by what became of them. waiting: line -> heap of (order_ms,
    index, number), with what has left it since still inside.
    """

    report: f.Report
    visits: Visits
    seq: int = 0
    entry_at_ms: int = 0
    event_at_ms: int = 0
    where: str = ""
    day: str | None = None
    days: set[str] = field(default_factory=set)
    door_is_open: bool = False
    desks: dict[str, Desk] = field(default_factory=dict)
    tickets: dict[str, Seen] = field(default_factory=dict)
    waiting: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    taken: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    def enter(self, seq: int, at_ms: int) -> None:
        """The next journal entry."""
        self.where = f"journal {seq}"
        if seq != self.seq + 1:
            self.report(f.SEQUENCE, self.where, f"follows entry {self.seq}")
        if at_ms < self.entry_at_ms:
            self.report(f.STAMPS, self.where, f"is stamped {at_ms}, before the entry ahead of it ({self.entry_at_ms})")
        self.seq, self.entry_at_ms = seq, at_ms

    def hear(self, event: e.Event) -> None:
        """The next event of the entry."""
        if event.at_ms < self.event_at_ms or event.at_ms > self.entry_at_ms:
            self.report(
                f.STAMPS,
                self.where,
                f"{type(event).__name__} is stamped {event.at_ms}, not within {self.event_at_ms}..{self.entry_at_ms}",
            )
        self.event_at_ms = event.at_ms
        HEARS[type(event)](self, event)

    def move_ticket(self, number: str, what: str) -> Seen | None:
        """Take a ticket one step along its lifecycle; None if there is no such open ticket."""
        ticket = self.tickets.get(number)
        if ticket is None:
            self.report(f.LIFECYCLE, self.where, f"ticket {number} cannot {what}: it is not open")
            return None
        state = TICKET.get((ticket.state, what))
        if state is None:
            self.report(f.LIFECYCLE, self.where, f"ticket {number} cannot {what}: it is {ticket.state}")
            return ticket
        ticket.state = state
        if state not in OPEN_TICKETS:
            self.ended[state] = self.ended.get(state, 0) + 1
            del self.tickets[number]
        return ticket

    def wait(self, number: str, ticket: Seen) -> None:
        """The ticket stands in its line."""
        heapq.heappush(self.waiting.setdefault(ticket.line, []), (ticket.order_ms, ticket.index, number))

    def first_of(self, line: str) -> str | None:
        """Who is first among all who wait in a line, bound to a counter or not."""
        heap = self.waiting.get(line, [])
        while heap:
            ticket = self.tickets.get(heap[0][2])
            is_there = ticket is not None and ticket.state is TicketState.WAITING and ticket.line == line
            if is_there and ticket is not None and ticket.index == heap[0][1]:
                return heap[0][2]
            heapq.heappop(heap)
        return None

    def move_desk(self, counter: str, what: str) -> Desk | None:
        """Take a counter one step along its lifecycle."""
        desk = self.desks.get(counter)
        if desk is None:
            self.report(f.SKILLS, self.where, f"there is no counter {counter}")
            return None
        state = COUNTER.get((desk.state, what))
        if state is None:
            self.report(f.SKILLS, self.where, f"counter {counter} cannot {what}: it is {desk.state}")
        else:
            desk.state = state
        return desk

    def let_go(self, number: str, ticket: Seen | None) -> None:
        """The counter that has a ticket is free again."""
        if ticket is None or ticket.counter is None:
            return
        desk = self.move_desk(ticket.counter, "release")
        if desk is not None:
            if desk.ticket != number:
                self.report(f.ONE_EACH, self.where, f"counter {ticket.counter} has {desk.ticket}, not {number}")
            desk.ticket = None
        ticket.counter = None


def _configured(walk: Walk, event: e.HallConfigured) -> None:
    walk.visits.configure(tuple(terminal.key for terminal in event.config.terminals))
    walk.desks = {item.key: Desk(serves=frozenset(item.serves)) for item in event.config.counters}


def _day_opened(walk: Walk, event: e.DayOpened) -> None:
    if event.day in walk.days:
        walk.report(f.DAILY_RESET, walk.where, f"opens {event.day} a second time: its numbers would come again")
    if walk.tickets:
        walk.report(f.DAILY_RESET, walk.where, f"opens {event.day} while {sorted(walk.tickets)} are still open")
    walk.day = event.day
    walk.days.add(event.day)
    walk.serials, walk.ended, walk.taken, walk.waiting = {}, {}, 0, {}


def _door_opened(walk: Walk, event: e.DoorOpened) -> None:
    del event
    walk.door_is_open = True


def _door_shut(walk: Walk, event: e.DoorShut) -> None:
    del event
    walk.door_is_open = False


def _day_turned(walk: Walk, event: e.DayTurned) -> None:
    for number in walk.tickets:
        walk.report(f.CLOSING, walk.where, f"the day turns and ticket {number} has no end")
    if walk.taken != sum(walk.ended.values()) + len(walk.tickets):
        walk.report(f.CONSERVATION, walk.where, f"of {event.day}: {walk.taken} taken, but ended {walk.ended}")
    walk.day, walk.door_is_open = None, False
    walk.tickets = {}


def _taken(walk: Walk, event: e.TicketTaken) -> None:
    if walk.day is None or not walk.door_is_open:
        walk.report(f.CLOSING, walk.where, f"ticket {event.ticket} is taken at a shut door")
    expected = walk.serials.get(event.prefix, 0) + 1
    if event.serial != expected or event.ticket != f"{event.prefix}{event.serial:03d}":
        walk.report(f.NUMBERS, walk.where, f"ticket {event.ticket} has serial {event.serial}, the next is {expected}")
    if event.ticket in walk.tickets:
        walk.report(f.DAILY_RESET, walk.where, f"ticket {event.ticket} is taken while one of that number is open")
    walk.serials[event.prefix] = event.serial
    walk.tickets[event.ticket] = Seen(walk.taken, event.line, event.order_ms)
    walk.wait(event.ticket, walk.tickets[event.ticket])
    walk.taken += 1


def _called(walk: Walk, event: e.TicketCalled) -> None:
    _check_order(walk, event)
    ticket = walk.move_ticket(event.ticket, "call")
    desk = walk.desks.get(event.counter)
    if desk is not None and desk.ticket is not None:
        walk.report(f.ONE_EACH, walk.where, f"counter {event.counter} calls {event.ticket} and still has {desk.ticket}")
    desk = walk.move_desk(event.counter, "call")
    if ticket is None or desk is None:
        return
    if ticket.counter is not None:
        walk.report(f.ONE_EACH, walk.where, f"ticket {event.ticket} is called to {event.counter} and {ticket.counter}")
    if ticket.line not in desk.serves:
        walk.report(f.SKILLS, walk.where, f"counter {event.counter} does not serve line {ticket.line}")
    desk.ticket, ticket.counter = event.ticket, event.counter


def _check_order(walk: Walk, event: e.TicketCalled) -> None:
    called = walk.tickets.get(event.ticket)
    if called is None or walk.first_of(called.line) == event.ticket:
        return
    # Somebody else is first, which is right only if they are bound to another counter: look at all.
    place = (called.order_ms, called.index)
    for number, other in walk.tickets.items():
        is_ahead = other.line == called.line and (other.order_ms, other.index) < place
        if is_ahead and other.state is TicketState.WAITING and other.bound in {None, event.counter}:
            walk.report(f.ORDER, walk.where, f"ticket {event.ticket} is called before {number} of the same line")
            return


def _recalled(walk: Walk, event: e.TicketRecalled) -> None:
    walk.move_ticket(event.ticket, "recall")


def _started(walk: Walk, event: e.ServiceStarted) -> None:
    ticket = walk.move_ticket(event.ticket, "start")
    walk.move_desk(event.counter, "start")
    if ticket is not None and ticket.counter != event.counter:
        walk.report(
            f.ONE_EACH, walk.where, f"counter {event.counter} serves {event.ticket}, which {ticket.counter} has"
        )


def _leaves(what: str) -> Callable[[Walk, Any], None]:
    def hear(walk: Walk, event: Any) -> None:
        ticket = walk.move_ticket(event.ticket, what)
        walk.let_go(event.ticket, ticket)
        if ticket is not None and ticket.state is TicketState.WAITING:
            walk.wait(event.ticket, ticket)

    return hear


def _resumed(walk: Walk, event: e.TicketResumed) -> None:
    ticket = walk.move_ticket(event.ticket, "resume")
    if ticket is not None:
        walk.wait(event.ticket, ticket)


def _transferred(walk: Walk, event: e.TicketTransferred) -> None:
    ticket = walk.move_ticket(event.ticket, "transfer")
    walk.let_go(event.ticket, ticket)
    if ticket is not None:
        ticket.line, ticket.bound = event.line, event.to_counter
        walk.wait(event.ticket, ticket)


def _unbound(walk: Walk, event: e.TicketUnbound) -> None:
    ticket = walk.tickets.get(event.ticket)
    if ticket is not None:
        ticket.bound = None


def _desk(what: str) -> Callable[[Walk, Any], None]:
    def hear(walk: Walk, event: Any) -> None:
        walk.move_desk(event.counter, what)

    return hear


def _counter_resumed(walk: Walk, event: e.CounterResumed) -> None:
    desk = walk.desks.get(event.counter)
    # Taking back a pause that has not begun moves nothing.
    if desk is None or desk.state is CounterState.PAUSED:
        walk.move_desk(event.counter, "resume")


def _visit(walk: Walk, event: Any) -> None:
    walk.visits.hear(event, walk.where)


def _nothing(walk: Walk, event: Any) -> None:
    del walk, event


HEARS: Final[dict[type[Any], Callable[[Walk, Any], None]]] = {
    e.HallConfigured: _configured,
    e.DayOpened: _day_opened,
    e.DoorOpened: _door_opened,
    e.DoorShut: _door_shut,
    e.DayTurned: _day_turned,
    e.SeatTaken: _nothing,
    e.SeatLeft: _nothing,
    e.CounterOpened: _desk("open"),
    e.CounterPausing: _nothing,
    e.CounterPaused: _desk("pause"),
    e.CounterResumed: _counter_resumed,
    e.CounterClosing: _nothing,
    e.CounterClosed: _desk("close"),
    e.TicketTaken: _taken,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServiceStarted: _started,
    e.ServiceFinished: _leaves("finish"),
    e.TicketParked: _leaves("park"),
    e.TicketResumed: _resumed,
    e.TicketTransferred: _transferred,
    e.TicketUnbound: _unbound,
    e.TicketReturned: _leaves("return"),
    e.TicketAbandoned: _leaves("abandon"),
    e.TicketNoShow: _leaves("give_up"),
    e.TicketExpired: _leaves("expire"),
    # Sessions and tasks have a walk of their own.
    **dict.fromkeys(VISITS, _visit),
    # Papers, notes and unlock codes touch no ticket, no table and no figure.
    e.PaperSettled: _nothing,
    e.NoteLeft: _nothing,
    e.NoteClosed: _nothing,
    e.UnlockCodeGiven: _nothing,
    e.UnlockCodeUsed: _nothing,
    # Bookings have an audit of their own.
    **dict.fromkeys(BOOKINGS, _nothing),
    e.AbsenceNoticeLeft: _nothing,
    e.AbsenceNoticeEnded: _nothing,
    # Cases have an audit of their own.
    e.CataloguePublished: _nothing,
    e.WorkCalendarSet: _nothing,
    **dict.fromkeys((e.CaseOpened, e.CaseSubmitted, e.CaseToldOnce, e.CaseHandedOver, e.CaseAccepted), _nothing),
    **dict.fromkeys((e.CaseStepped, e.CaseRedated, e.CaseSupplied, e.CaseLightChanged), _nothing),
    **dict.fromkeys((e.CaseDelivered, e.CaseRated, e.CaseRevoked), _nothing),
}
"""Event type -> what it must fit; a test checks that the union is covered."""
