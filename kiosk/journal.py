"""The journal (日志): commands, events and states as JSON and back.

One format for live service, simulator and audit. An entry is `(seq, at_ms, command or none,
events)`; a restart applies the events and re-runs no rule. Every command and event carries its
type and the version of its shape, `v`: a change of shape needs an upcaster here, a change of a
rule needs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import line
from kiosk.hall.booking_record import Absence, Booking, BookingDay, Slot
from kiosk.hall.booking_rules import RULES
from kiosk.hall.bookings import index_bookings
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.case_state import index_cases
from kiosk.hall.commands import Command
from kiosk.hall.config import HallConfig
from kiosk.hall.day import apply_configured
from kiosk.hall.events import Event, HallConfigured
from kiosk.hall.hall_notice_records import HallNotice
from kiosk.hall.lending import lend
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.relief_record import Relief
from kiosk.hall.state import (
    GONE,
    Day,
    Desk,
    FollowUp,
    HallState,
    Invitation,
    Note,
    Paper,
    Session,
    Tally,
    Task,
    Unlock,
    Visit,
    dump,
    own,
)
from kiosk.hall.ticket_records import Action

VERSION: Final = 1
"""Version of every shape written now, but for those of VERSIONS."""
VERSIONS: Final[dict[str, int]] = {"ConfigureHall": 2, "HallConfigured": 2}
"""Shapes that have changed -> their version now. Each has its own, so that one change touches no other."""
SNAPSHOT_VERSION: Final = 2

Json = dict[str, Any]


def _with_places(config: Json) -> Json:
    """A configuration of before terminals had places: all stood in the hall, all were alike, and a key was all they had."""
    terminals = [{"key": key, "name_zh": key, "name_en": key} for key in config.get("terminals", ())]
    return {**config, "terminals": terminals}


UPCASTERS: Final[dict[tuple[str, int], Callable[[Json], Json]]] = {
    (name, 1): lambda stored: {**stored, "config": _with_places(stored["config"])} for name in VERSIONS
}
"""(type, version) -> the fields of the next version."""

COMMANDS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Command)}
EVENTS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Event)}


class JournalError(ValueError):
    """A journal that cannot be read: what is wrong, and with which entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step of a hall: what was asked (None: time alone) and what happened.

    seq: 1, 2, 3 … per hall without a gap. at_ms: service time at which it was decided.
    """

    seq: int
    at_ms: int
    command: Command | None
    events: tuple[Event, ...]


def encode_command(command: Command) -> Json:
    """Fields of a command with its type and version."""
    name = type(command).__name__
    return {"type": name, "v": VERSIONS.get(name, VERSION), **fields_of(command)}


def encode_event(event: Event) -> Json:
    """Fields of an event with its type and version."""
    name = type(event).__name__
    return {"type": name, "v": VERSIONS.get(name, VERSION), **fields_of(event)}


def decode_command(stored: Json) -> Command:
    """The command again, validated. Raises JournalError."""
    command: Command = _decode(stored, COMMANDS)
    return command


def decode_event(stored: Json) -> Event:
    """The event again, validated. Raises JournalError."""
    event: Event = _decode(stored, EVENTS)
    return event


def encode_entry(entry: Entry) -> Json:
    """One line of a journal file, and one element of what the service lists."""
    return {
        "seq": entry.seq,
        "at_ms": entry.at_ms,
        "command": None if entry.command is None else encode_command(entry.command),
        "events": [encode_event(event) for event in entry.events],
    }


def decode_entry(stored: Json) -> Entry:
    """The entry again. Raises JournalError naming its seq."""
    try:
        command = stored["command"]
        return Entry(
            seq=stored["seq"],
            at_ms=stored["at_ms"],
            command=None if command is None else decode_command(command),
            events=tuple(decode_event(event) for event in stored["events"]),
        )
    except (KeyError, TypeError, JournalError) as error:
        raise JournalError(f"entry {stored.get('seq')}: {error}") from error


def fields_of(record: Any) -> Json:
    """Fields of a command or event of any journal, as JSON values."""
    return {name: _plain(getattr(record, name)) for name in record.__slots__}


def _plain(value: Any) -> Any:
    """A field as JSON values; most are so already."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return [asdict(each) for each in value]
    return value


def _decode(stored: Json, kinds: dict[str, type[Any]]) -> Any:
    return record_of(stored.get("type"), stored.get("v"), stored, kinds)


def record_of(name: object, version: object, stored: Json, kinds: dict[str, type[Any]]) -> Any:
    """The command or event of a name and version, validated. kinds: those of its journal. Raises JournalError."""
    kind, newest = kinds.get(str(name)), VERSIONS.get(str(name), VERSION)
    if kind is None or not isinstance(version, int) or not 1 <= version <= newest:
        raise JournalError(f"unknown type {name!r} or version {version!r}")
    # Of the newest version nothing is copied: type and v are no fields, so the adapter passes over them.
    values = stored if version == newest else {key: stored[key] for key in stored.keys() - {"type", "v"}}
    while version < newest:
        values = UPCASTERS[str(name), version](values)
        version += 1
    try:
        return _adapter(kind).validate_python(values)
    except ValidationError as error:
        raise JournalError(f"{name}: {error}") from error


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    # Built on first use: fifty of them at import would cost every start a tenth of a second.
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {}


# A hall's state, for the one snapshot of a business day.


def state_to_json(state: HallState) -> Json:
    """The whole state as JSON values."""
    config = None if state.config is None else asdict(state.config)
    return dump(state) | {"config": config, "v": SNAPSHOT_VERSION}


def upcast_snapshot(stored: Json) -> Json:
    """A stored state in the shape of now. Raises JournalError on a version it does not know."""
    version = stored.get("v")
    if version == SNAPSHOT_VERSION:
        return _completed(stored)
    if version != 1:
        raise JournalError(f"snapshot of version {version!r}, not {SNAPSHOT_VERSION}")
    config = stored["config"]
    if config is not None:
        config = _with_places(config)
    return _completed({**stored, "config": config, "v": SNAPSHOT_VERSION})


def _completed(stored: Json) -> Json:
    """A state of before there were appointments, or of before rules knew this or that: it had none, and the usual holds."""
    config = stored["config"]
    if config is not None:
        # What a configuration did not know yet is as it was without.
        config = asdict(_adapter(HallConfig).validate_python({"booking": asdict(RULES), **config}))
    none: Json = {"booking_days": [], "slots": [], "bookings": [], "last_booking": 0, "absences": []}
    reliefs = [asdict(_adapter(Relief).validate_python(values)) for values in stored.get("reliefs", ())]
    desks = [{"break_ms": None, **values} for values in stored["desks"]]
    cases = [{"visits": 0, "came_on": "", **values} for values in stored.get("cases", ())]
    return {**none, **stored, "config": config, "reliefs": reliefs, "desks": desks, "cases": cases}


def state_from_json(stored: Json) -> HallState:
    """The state again, its lines linked anew. Raises JournalError on another version."""
    stored = upcast_snapshot(stored)
    state = HallState(at_ms=stored["at_ms"])
    if stored["config"] is not None:
        config = _adapter(HallConfig).validate_python(stored["config"])
        apply_configured(state, HallConfigured(at_ms=stored["at_ms"], config=config))
    if stored["day"] is not None:
        state.day = _adapter(Day).validate_python(stored["day"])
    state.last_day = stored.get("last_day", "") if state.day is None else state.day.day
    state.serials = dict(stored["serials"])
    state.tally = Tally(**stored["tally"])
    state.tickets = [GONE] * stored["taken"]
    _restore_desks(state, stored["desks"])
    _restore_visits(state, stored["visits"])
    # A snapshot of before there were returns and undoing has none of these.
    _restore_ended(state, stored)
    # A snapshot of before there were terminals has none of these.
    for values in stored.get("sessions", ()):
        session: Session = _adapter(Session).validate_python(values)
        state.sessions[session.terminal] = session
    for values in stored.get("tasks", ()):
        task: Task = _adapter(Task).validate_python(values)
        state.tasks[task.task] = task
    for values in stored.get("closed_tasks", ()):
        closed: Task = _adapter(Task).validate_python(values)
        state.closed_tasks[closed.task] = closed
    state.last_task = stored.get("last_task", 0)
    for values in stored.get("papers", ()):
        paper: Paper = _adapter(Paper).validate_python(values)
        state.papers[paper.paper] = paper
    state.last_paper = stored.get("last_paper", 0)
    for values in stored.get("notes", ()):
        note: Note = _adapter(Note).validate_python(values)
        state.notes[note.note] = note
    state.last_note = stored.get("last_note", 0)
    _restore_cases(state, stored)
    for values in stored.get("unlocks", ()):
        unlock: Unlock = _adapter(Unlock).validate_python(values)
        state.unlocks[unlock.terminal] = unlock
    _restore_reliefs(state, stored)
    _restore_bookings(state, stored)
    _restore_services(state, stored)
    return state


def _restore_services(state: HallState, stored: Json) -> None:
    # A snapshot of before counters told and were rated has none of these.
    for visit in state.visits.values():
        own(state, visit)
    state.last_notice, state.last_follow_up = stored.get("last_notice", 0), stored.get("last_follow_up", 0)
    for values in stored.get("invitations", ()):
        invitation: Invitation = _adapter(Invitation).validate_python(values)
        state.invitations[invitation.ticket] = invitation
    for values in stored.get("follow_ups", ()):
        follow_up: FollowUp = _adapter(FollowUp).validate_python(values)
        state.follow_ups[follow_up.follow_up] = follow_up


def _restore_reliefs(state: HallState, stored: Json) -> None:
    # A snapshot of before there were rules has none of these.
    for values in stored.get("reliefs", ()):
        relief: Relief = _adapter(Relief).validate_python(values)
        state.reliefs[relief.rule] = relief
    for counter in state.counter_index:
        lend(state, counter)
    state.last_suggestion = stored.get("last_suggestion", 0)


def _restore_bookings(state: HallState, stored: Json) -> None:
    for values in stored["booking_days"]:
        day: BookingDay = _adapter(BookingDay).validate_python(values)
        state.booking_days[day.day] = day
    for values in stored["slots"]:
        slot: Slot = _adapter(Slot).validate_python(values)
        state.slots[slot.key] = slot
    for values in stored["bookings"]:
        booking: Booking = _adapter(Booking).validate_python(values)
        state.bookings[booking.booking] = booking
    state.last_booking = stored["last_booking"]
    for values in stored["absences"]:
        absence: Absence = _adapter(Absence).validate_python(values)
        state.absences[absence.counter] = absence
    # A snapshot of before there were hall notices has none of these.
    for values in stored.get("hall_notices", ()):
        posted: HallNotice = _adapter(HallNotice).validate_python(values)
        state.hall_notices[posted.notice] = posted
    state.last_hall_notice = stored.get("last_hall_notice", 0)
    index_bookings(state)


def _restore_cases(state: HallState, stored: Json) -> None:
    # A snapshot of before there were cases has none of these.
    state.catalogue = tuple(_adapter(MatterRules).validate_python(each) for each in stored.get("catalogue", ()))
    if stored.get("work_calendar") is not None:
        state.work_calendar = _adapter(WorkCalendar).validate_python(stored["work_calendar"])
    for values in stored.get("cases", ()):
        case: Case = _adapter(Case).validate_python(values)
        state.cases[case.case] = case
    state.case_day, state.last_case = stored.get("case_day", ""), stored.get("last_case", 0)
    index_cases(state)


def _restore_desks(state: HallState, stored: Iterable[Json]) -> None:
    desks = []
    for counter, values in zip(state.counters, stored, strict=True):
        record = dict(values)
        counter.is_open = record.pop("is_open")
        counter.idle_ms = record.pop("idle_ms")
        desks.append(_adapter(Desk).validate_python(record))
    state.desks = desks


def _restore_ended(state: HallState, stored: Json) -> None:
    for values in stored.get("finished", ()):
        visit = _restore_visit(state, values)
        state.finished[visit.number] = visit
    for values in stored.get("no_shows", ()):
        visit = _restore_visit(state, values)
        state.no_shows[visit.number] = visit
    for values in stored.get("actions", ()):
        action: Action = _adapter(Action).validate_python(values)
        state.actions[action.counter] = action


def _restore_visit(state: HallState, values: Json) -> Visit:
    record = dict(values)
    order_ms, bound = record.pop("order_ms"), record.pop("bound")
    visit: Visit = _adapter(Visit).validate_python(record)
    ticket = line.Ticket(visit.line, visit.taken_at_ms, order_ms)
    ticket.bound = bound
    ticket.counter = visit.counter
    if visit.started_at_ms is not None:
        ticket.start_ms = visit.started_at_ms
    state.tickets[visit.index] = ticket
    return visit


def _restore_visits(state: HallState, stored: Iterable[Json]) -> None:
    for values in stored:
        visit = _restore_visit(state, values)
        state.visits[visit.number] = visit
        state.numbers[visit.index] = visit.number
        if visit.counter >= 0:
            state.counters[visit.counter].ticket = visit.index
        if visit.state is TicketState.WAITING:
            line.join(state.tickets, state.lines, visit.index)
