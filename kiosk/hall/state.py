"""The hall's state (大厅状态): what is open now, and questions about it.

Only `apply` functions write here, and only because of an event. Finished tickets leave a
tombstone in `tickets` (their index orders later ones) and are otherwise forgotten: their history
is in the journal and the tables.
"""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import asdict, dataclass, field, fields

from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import line
from kiosk.hall.booking_record import Absence, Booking, BookingDay, Slot, SlotKey
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.commands import Interval
from kiosk.hall.config import CounterConfig, HallConfig, LineConfig
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import BUSY_COUNTERS, CounterState, DoorState, ParkReason, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import HallHasNoDay, HallNotConfigured, UnknownCounter, UnknownTicket
from kiosk.hall.relief_record import Relief
from kiosk.hall.terminal_records import (
    Note as Note,
    Paper as Paper,
    Session as Session,
    Task as Task,
    Unlock as Unlock,
)
from kiosk.hall.ticket_records import Action, TicketMatter

GONE = line.Ticket(0, 0, 0)
"""Tombstone shared by all tickets that are no longer open."""


@dataclass(slots=True)
class Visit:
    """One open ticket beside its int record: what the rules of order never look at.

    index: its place in `HallState.tickets`. counter: index of the counter that has it, or NONE.
    started_at_ms: first start of service. parked_ms: time parked before that start. chosen_by: on whose word it is
    of its kind. ended_at_ms: of a finished ticket or a no-show. no_shows: how often it was one. matters: what it was
    taken for; served: codes of those that are done. note: key of what the counter before wrote for the next one.
    park_reason: why it rests, None unless it does. is_remote: taken from afar; holder: whose it is, where that is known;
    token_seed: what its secret is made of, where it has no slip.
    """

    number: str
    index: int
    line: int
    kind: str
    state: TicketState
    taken_at_ms: int
    slot_at_ms: int | None = None
    token_hash: str | None = None
    called_at_ms: int | None = None
    started_at_ms: int | None = None
    counter: int = NONE
    calls: int = 0
    parked_ms: int = 0
    parked_since_ms: int | None = None
    chosen_by: ChosenBy = ChosenBy.HOLDER
    ended_at_ms: int | None = None
    no_shows: int = 0
    matters: tuple[TicketMatter, ...] = ()
    served: tuple[str, ...] = ()
    note: str | None = None
    park_reason: ParkReason | None = None
    is_remote: bool = False
    holder: str | None = None
    token_seed: str | None = None

    @property
    def waits_from_ms(self) -> int:
        """Instant from which its wait is counted: the taking, or the slot if that is later."""
        return self.taken_at_ms if self.slot_at_ms is None else max(self.taken_at_ms, self.slot_at_ms)


@dataclass(slots=True)
class Desk:
    """One counter beside its int record.

    pending: what follows when its citizen is finished, stay · pause · close. since_ms: when it
    entered its state. call_due_ms: when the next call or the no-show falls due. breaks: planned ones to come, ascending;
    break_until_ms: end of the one that runs; break_due_ms: when the next begins or this one ends.
    """

    state: CounterState = CounterState.CLOSED
    clerk: str | None = None
    pending: str = "stay"
    reason: str = ""
    since_ms: int = 0
    call_due_ms: int | None = None
    breaks: tuple[Interval, ...] = ()
    break_until_ms: int | None = None
    break_due_ms: int | None = None


@dataclass(slots=True)
class Day:
    """The business day. edge: index of the next instant in the flattened intervals."""

    day: str
    intervals: tuple[Interval, ...]
    turns_at_ms: int
    edge: int = 0
    door: DoorState = DoorState.SHUT

    def next_edge_ms(self) -> int | None:
        """When the door next opens or shuts by the plan, or None."""
        if self.edge >= 2 * len(self.intervals):
            return None
        return self.intervals[self.edge // 2][self.edge % 2]

    @property
    def opens_at_ms(self) -> int | None:
        """Next opening of this day while the door is shut, or None."""
        return self.next_edge_ms() if self.door is DoorState.SHUT else None

    @property
    def closes_at_ms(self) -> int | None:
        """Coming shutting of the open door, or None."""
        return self.next_edge_ms() if self.door is DoorState.OPEN else None


@dataclass(slots=True)
class Tally:
    """What has become of the day's tickets; an equation with the open ones (conservation)."""

    taken: int = 0
    finished: int = 0
    abandoned: int = 0
    no_show: int = 0
    expired: int = 0


@dataclass(slots=True)
class HallState:
    """Everything the rules know. Lists of int records run parallel to lists of their words.

    sessions: by terminal; tasks, notes: open ones, by number, whatever day they come from; closed_tasks: the last ones
    of this day, at most KEPT_TASKS; papers: of the day; unlocks: the code of a terminal, by terminal; cases: open ones,
    by number; under_way: (whose, matter) -> number of the one open case; case_dues: a heap of (instant, case), stale ones among them but never on top; case_day, last_case: date
    and serial of the last number. reliefs: by rule. booking_days, slots: those that may still be booked or come to;
    bookings: open ones, by number; booking_dues: as case_dues; absences: notices, by counter.
    last_day: the newest day, running or over; days ascend, so that none is opened twice.

    actions: counter -> its last action group, while it can be undone; finished: tickets that such a group may bring back;
    no_shows: tickets of the day that nobody came for and that may return.
    """

    at_ms: int = 0
    config: HallConfig | None = None
    day: Day | None = None
    last_day: str = ""
    tickets: list[line.Ticket] = field(default_factory=list)
    lines: list[line.Line] = field(default_factory=list)
    counters: list[line.Counter] = field(default_factory=list)
    visits: dict[str, Visit] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    desks: list[Desk] = field(default_factory=list)
    serials: dict[str, int] = field(default_factory=dict)
    line_index: dict[str, int] = field(default_factory=dict)
    counter_index: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    actions: dict[str, Action] = field(default_factory=dict)
    finished: dict[str, Visit] = field(default_factory=dict)
    no_shows: dict[str, Visit] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    closed_tasks: dict[str, Task] = field(default_factory=dict)
    last_task: int = 0
    papers: dict[str, Paper] = field(default_factory=dict)
    last_paper: int = 0
    notes: dict[str, Note] = field(default_factory=dict)
    last_note: int = 0
    catalogue: tuple[MatterRules, ...] = ()
    work_calendar: WorkCalendar | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    under_way: dict[tuple[str, str], str] = field(default_factory=dict)
    case_dues: list[tuple[int, str]] = field(default_factory=list)
    case_day: str = ""
    last_case: int = 0
    unlocks: dict[str, Unlock] = field(default_factory=dict)
    reliefs: dict[str, Relief] = field(default_factory=dict)
    last_suggestion: int = 0
    booking_days: dict[str, BookingDay] = field(default_factory=dict)
    slots: dict[SlotKey, Slot] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    booking_dues: list[tuple[int, str]] = field(default_factory=list)
    last_booking: int = 0
    absences: dict[str, Absence] = field(default_factory=dict)


# What a decision may ask. Each raises the refusal that explains why there is no answer.


def configured(state: HallState) -> HallConfig:
    """The configuration, or HallNotConfigured."""
    if state.config is None:
        raise HallNotConfigured
    return state.config


def running_day(state: HallState) -> Day:
    """The business day, or HallHasNoDay."""
    if state.day is None:
        raise HallHasNoDay
    return state.day


def counter_number(state: HallState, key: str) -> int:
    """Index of a counter, or UnknownCounter."""
    index = state.counter_index.get(key)
    if index is None:
        raise UnknownCounter(counter=key)
    return index


def open_visit(state: HallState, number: str) -> Visit:
    """An open ticket of this business day, or UnknownTicket."""
    visit = state.visits.get(number)
    if visit is None:
        raise UnknownTicket(ticket=number)
    return visit


def counter_config(state: HallState, index: int) -> CounterConfig:
    """Configuration of a counter by its index."""
    return configured(state).counters[index]


def line_config(state: HallState, index: int) -> LineConfig:
    """Configuration of a line by its index."""
    return configured(state).lines[index]


def visit_at(state: HallState, counter: int) -> Visit:
    """The ticket a busy counter has."""
    return state.visits[state.numbers[state.counters[counter].ticket]]


def sort_visits(state: HallState) -> None:
    """Open tickets in the order of taking, after one has come back among them."""
    state.visits = dict(sorted(state.visits.items(), key=lambda item: item[1].index))


# What pages, estimates and tests ask.


def people_ahead(state: HallState, number: str) -> int:
    """People whom this ticket's counters would take first; 0 unless it waits.

    Raises UnknownTicket for a number that is not open.
    """
    visit = open_visit(state, number)
    if visit.state is not TicketState.WAITING:
        return 0
    return line.people_ahead(state.tickets, state.lines, state.counters, visit.index)


def next_for(state: HallState, counter: str) -> str | None:
    """Number of the ticket this counter would call now, or None."""
    index = counter_number(state, counter)
    picked = line.pick_ticket(state.tickets, state.lines, state.counters, index, state.at_ms)
    return None if picked == NONE else state.numbers[picked]


def waiting_in(state: HallState, key: str) -> int:
    """How many tickets wait in a line."""
    return state.lines[state.line_index[key]].size


def serving_counters(state: HallState, line_number: int) -> list[int]:
    """Open counters whose skills allow a line, idle or busy, none that is about to leave."""
    return [
        index for index, counter in enumerate(state.counters) if counter.is_open and counter.skills >> line_number & 1
    ]


def busy(desk: Desk) -> bool:
    """Whether the counter has a citizen."""
    return desk.state in BUSY_COUNTERS


def count_states(state: HallState) -> dict[TicketState, int]:
    """Open tickets by state, every open state present."""
    counts = Count(visit.state for visit in state.visits.values())
    return {name: counts[name] for name in TicketState if name in counts or name in _OPEN}


_OPEN = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED)


# The whole state as plain values: for snapshots, and to compare two halls.


def dump(state: HallState) -> dict[str, object]:
    """The state as dicts, lists, strings and ints; line links are left out, `load` rebuilds them.

    config and day appear as the dataclasses they are; `kiosk.journal` turns them into JSON.
    """
    # While a day runs, it is the newest.
    last_day = {"last_day": state.last_day} if state.day is None and state.last_day else {}
    return {
        **last_day,
        "at_ms": state.at_ms,
        "config": state.config,
        "day": None if state.day is None else _fields(state.day),
        "taken": len(state.tickets),
        "visits": [_fields(visit) | _record(state, visit) for visit in state.visits.values()],
        "desks": [
            _fields(desk) | {"is_open": int(counter.is_open), "idle_ms": int(counter.idle_ms)}
            for desk, counter in zip(state.desks, state.counters, strict=True)
        ],
        "serials": dict(state.serials),
        "tally": _fields(state.tally),
        "actions": [asdict(action) for action in state.actions.values()],
        "finished": [_fields(visit) | _record(state, visit) for visit in state.finished.values()],
        "no_shows": [_fields(visit) | _record(state, visit) for visit in state.no_shows.values()],
        "sessions": [_fields(session) for session in state.sessions.values()],
        "tasks": [_fields(task) for task in state.tasks.values()],
        "closed_tasks": [_fields(task) for task in state.closed_tasks.values()],
        "last_task": state.last_task,
        "papers": [_fields(paper) for paper in state.papers.values()],
        "last_paper": state.last_paper,
        "notes": [_fields(note) for note in state.notes.values()],
        "last_note": state.last_note,
        "catalogue": list(state.catalogue),
        "work_calendar": state.work_calendar,
        "cases": [_fields(case) for case in state.cases.values()],
        "case_day": state.case_day,
        "last_case": state.last_case,
        "unlocks": [_fields(unlock) for unlock in state.unlocks.values()],
        "reliefs": [asdict(relief) for relief in state.reliefs.values()],
        "last_suggestion": state.last_suggestion,
        "booking_days": [_fields(day) for day in state.booking_days.values()],
        "slots": [_fields(slot) for slot in state.slots.values()],
        "bookings": [_fields(booking) for booking in state.bookings.values()],
        "last_booking": state.last_booking,
        "absences": [_fields(absence) for absence in state.absences.values()],
    }


_Fielded = (
    Visit | Desk | Day | Tally | Session | Task | Paper | Note | Unlock | Case | BookingDay | Slot | Booking | Absence
)


def _fields(record: _Fielded) -> dict[str, object]:
    return {item.name: getattr(record, item.name) for item in fields(record)}


def _record(state: HallState, visit: Visit) -> dict[str, object]:
    ticket = state.tickets[visit.index]
    return {"order_ms": int(ticket.order_ms), "bound": int(ticket.bound)}
