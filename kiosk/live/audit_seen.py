"""What the audit's walk has heard so far (核查所见): tickets, counters, lines and numbers, as the events tell of them.

Nothing of the kernel's deciding or applying is used; only the lifecycle tables are looked up.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from kiosk.hall import events as e
from kiosk.hall.kinds import KindConfig
from kiosk.hall.lifecycles import COUNTER, OPEN_TICKETS, TICKET, CounterState, TicketState
from kiosk.live import findings as f
from kiosk.live.audit_visits import Visits


@dataclass(slots=True)
class Seen:
    """A ticket as the events tell of it. was: its states within the instant of its last event, before it.

    joined: the entry in which it came to stand where it stands. holder: whose it is, where that is known.
    """

    index: int
    line: str
    order_ms: int
    state: TicketState = TicketState.WAITING
    counter: str | None = None
    bound: str | None = None
    no_shows: int = 0
    ended_at_ms: int = 0
    moved_at_ms: int = 0
    was: tuple[TicketState, ...] = ()
    joined: str = ""
    holder: str | None = None


@dataclass(slots=True)
class Desk:
    """A counter as the events tell of it. own: its lines; serves: with those it helps with, lent by a rule. was: its
    states within the instant of its last event, before it. credits_ms: of the lines it prefers; own_credit_ms: of its own while it helps.
    """

    own: frozenset[str]
    serves: frozenset[str]
    state: CounterState = CounterState.CLOSED
    ticket: str | None = None
    moved_at_ms: int = 0
    was: tuple[CounterState, ...] = ()
    lent: frozenset[str] = frozenset()
    lent_by: str | None = None
    credits_ms: dict[str, int] = field(default_factory=dict)
    own_credit_ms: int = 0


@dataclass(slots=True)
class Heard:
    """Everything heard so far. visits: of sessions and tasks.

    classes: line -> its matter class. ended: tickets of the running day by what became of them. waiting: line -> heap of (order_ms,
    index, number), with what has left it since still inside. past: tickets of the day that have ended and may come back.
    least_ms, began: rule -> its least time, and since when its relief goes on. own_credit_ms: rule -> what its counter's
    own people are ahead while it helps.
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
    kinds: dict[str, KindConfig] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    tickets: dict[str, Seen] = field(default_factory=dict)
    waiting: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    taken: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    past: dict[str, Seen] = field(default_factory=dict)
    return_ms: int = 0
    undo_ms: int = 0
    least_ms: dict[str, int] = field(default_factory=dict)
    began: dict[str, int] = field(default_factory=dict)
    own_credit_ms: dict[str, int] = field(default_factory=dict)

    def enter(self, seq: int, at_ms: int) -> None:
        """The next journal entry."""
        self.where = f"journal {seq}"
        if seq != self.seq + 1:
            self.report(f.SEQUENCE, self.where, f"follows entry {self.seq}")
        if at_ms < self.entry_at_ms:
            self.report(f.STAMPS, self.where, f"is stamped {at_ms}, before the entry ahead of it ({self.entry_at_ms})")
        self.seq, self.entry_at_ms = seq, at_ms

    def note_before(self, event: e.Event) -> None:
        """How counter and ticket of an event stand before it: what its undoing may bring back."""
        desk = self.desks.get(getattr(event, "counter", None) or "")
        ticket = self.tickets.get(getattr(event, "ticket", None) or "")
        if desk is not None:
            desk.was = (*(desk.was if desk.moved_at_ms == event.at_ms else ()), desk.state)
            desk.moved_at_ms = event.at_ms
        if ticket is not None:
            ticket.was = (*(ticket.was if ticket.moved_at_ms == event.at_ms else ()), ticket.state)
            ticket.moved_at_ms = event.at_ms

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
            ticket.ended_at_ms = self.event_at_ms
            self.past[number] = self.tickets.pop(number)
        return ticket

    def revive(self, number: str, what: str) -> Seen | None:
        """An ended ticket is open again, one step along its lifecycle."""
        ticket = self.past.pop(number, None)
        if ticket is None:
            return None
        self.ended[ticket.state] -= 1
        self.tickets[number] = ticket
        return self.move_ticket(number, what)

    def wait(self, number: str, ticket: Seen) -> None:
        """The ticket stands in its line."""
        ticket.joined = self.where
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
