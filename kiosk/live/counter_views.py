"""What a clerk's page shows of a counter (窗口视图): seat, citizen, next, parked, and the buttons.

What a clerk may do is asked of the hall's own decisions, so no rule is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from kiosk.hall import commands as c
from kiosk.hall.config import CounterConfig
from kiosk.hall.hall import DECIDE
from kiosk.hall.lending import helped_lines
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import Refusal
from kiosk.hall.returns import returns_until_ms
from kiosk.hall.state import HallState, Visit, configured, next_for
from kiosk.hall.suggestions import is_spare
from kiosk.hall.ticket_matters import served_here
from kiosk.live.names import line_names
from kiosk.live.service_views import owner_record

SHOWN_NO_SHOWS: Final = 20
"""No-shows a counter lists; older ones are found by their number."""

Record = dict[str, Any]
Collection = dict[str, Record]


def seat_records(state: HallState) -> Collection:
    """Counters as a clerk sees them who chooses a seat or a target for a transfer."""
    return {
        counter.key: counter_record(state, counter, index) | {"clerk": state.desks[index].clerk}
        for index, counter in enumerate(configured(state).counters)
    }


def counter_record(state: HallState, counter: CounterConfig, index: int) -> Record:
    """What everybody may know of a counter."""
    return {
        "key": counter.key,
        "name_zh": counter.name_zh,
        "name_en": counter.name_en,
        "state": state.desks[index].state.value,
    }


def own_counter_record(state: HallState, index: int) -> Record:
    """A counter for its own clerk, with what may be done there now."""
    counter = configured(state).counters[index]
    return desk_record(state, counter, index) | {
        "actions": counter_actions(state, index),
        "undo": undo_record(state, counter.key),
    }


def undo_record(state: HallState, key: str) -> Record | None:
    """What the counter's last action was, with which ticket, and until when it can be taken back; or None."""
    action = state.actions.get(key)
    if action is None:
        return None
    ticket = action.tickets[0][0] if action.tickets else None
    return {"action": action.action, "ticket": ticket, "done_at_ms": action.at_ms, "until_ms": action.due_ms}


def desk_record(state: HallState, counter: CounterConfig, index: int) -> Record:
    """What clerk and supervisor alike see of a counter. since_ms: when it entered its state.

    helps: keys of foreign lines it is lent now. is_spare: it opens when lines are long. breaks: those to come; break_until_ms: end of the one that runs.
    """
    desk = state.desks[index]
    return counter_record(state, counter, index) | {
        "clerk": desk.clerk,
        "pending": desk.pending,
        "reason": desk.reason,
        "since_ms": desk.since_ms,
        "serves": list(counter.serves),
        "helps": list(helped_lines(state, configured(state), counter.key)),
        "breaks": [list(span) for span in desk.breaks],
        "break_until_ms": desk.break_until_ms,
        "is_spare": is_spare(configured(state), counter.key),
    }


ACTIONS: Final[Mapping[str, Callable[[HallState, str, str], Iterable[c.Command]]]] = {
    "seat": lambda _, key, __: (c.TakeSeat(counter=key, by=""),),
    "leave": lambda _, key, by: (c.LeaveSeat(counter=key, by=by),),
    "open": lambda _, key, by: (c.OpenCounter(counter=key, by=by),),
    "pause": lambda _, key, by: (c.PauseCounter(counter=key, by=by),),
    "resume": lambda _, key, by: (c.ResumeCounter(counter=key, by=by),),
    "close": lambda _, key, by: (c.CloseCounter(counter=key, by=by),),
    "next": lambda _, key, by: (c.CallNext(counter=key, by=by),),
    "recall": lambda _, key, by: (c.Recall(counter=key, by=by),),
    "no_show": lambda _, key, by: (c.MarkNoShow(counter=key, by=by),),
    "start": lambda _, key, by: (c.StartService(counter=key, by=by),),
    "finish": lambda _, key, by: (c.FinishService(counter=key, by=by),),
    "park": lambda _, key, by: (c.ParkTicket(counter=key, by=by),),
    "transfer": lambda state, key, by: _transfers(state, key, by),
}
"""Button of the counter page -> commands behind it; it is enabled if the hall would accept one of them.
Taking a seat is asked for a clerk who sits nowhere."""


def counter_actions(state: HallState, index: int) -> dict[str, bool]:
    """What the hall would accept from this counter's clerk now. Only reads: deciding writes nothing."""
    key = configured(state).counters[index].key
    by = state.desks[index].clerk or ""
    return {
        name: any(would_accept(state, command) for command in commands(state, key, by))
        for name, commands in ACTIONS.items()
    }


def _transfers(state: HallState, key: str, by: str) -> Iterable[c.Command]:
    config = configured(state)
    # Two lines are enough: at least one of them is not the ticket's own.
    for line in config.lines[:2]:
        yield c.TransferTicket(counter=key, by=by, to_line=line.key)
    if len(config.lines) == 1:
        for counter in config.counters:
            yield c.TransferTicket(counter=key, by=by, to_counter=counter.key)


def would_accept(state: HallState, command: c.Command, now_ms: int | None = None) -> bool:
    """Whether the hall would carry a command out. now_ms: where it is a matter of time; else as of the last event."""
    try:
        DECIDE[type(command)](state, command, state.at_ms if now_ms is None else now_ms)
    except Refusal:
        return False
    return True


def ticket_at_counter(state: HallState, index: int) -> Collection:
    """The citizen at this counter, under the id "now"; nobody is no record. calls: how many there may be."""
    number = ticket_of(state, index)
    if number is None:
        return {}
    visit = state.visits[number]
    config = configured(state)
    record = line_names(config.lines[visit.line]) | {
        "ticket": number,
        "line": config.lines[visit.line].key,
        "kind": visit.kind,
        "taken_at_ms": visit.taken_at_ms,
        "called_at_ms": visit.called_at_ms,
        "started_at_ms": visit.started_at_ms,
        "call": visit.calls,
        "calls": config.calls,
        "target_ms": config.lines[visit.line].target_ms,
        "note": visit.note,
        "no_shows": visit.no_shows,
        "matters": matter_records(state, visit, index),
        "owner": owner_record(state, visit.owner),
        "notices": [{"notice": each.notice, "matter": each.matter} for each in visit.told],
    }
    return {"now": record}


def matter_records(state: HallState, visit: Visit, index: int) -> list[Record]:
    """The matters of a ticket in the citizen's order. here: whether this counter can serve it."""
    here = {matter.matter for matter in served_here(state, visit, index)}
    return [
        {"matter": each.matter, "is_served": each.matter in visit.served, "here": each.matter in here}
        for each in visit.matters
    ]


def next_record(state: HallState, index: int) -> Collection:
    """Whom this counter would call, under the id "next".

    is_bound: it was handed on to this very counter; otherwise its kind and its waiting brought it here.
    """
    number = next_for(state, configured(state).counters[index].key)
    if number is None:
        return {}
    visit = state.visits[number]
    is_bound = state.tickets[visit.index].bound != NONE
    record = line_names(configured(state).lines[visit.line]) | {
        "ticket": number,
        "waiting_since_ms": visit.waits_from_ms,
        "is_bound": is_bound,
        "kind": visit.kind,
    }
    return {"next": record}


def parked_records(state: HallState, keys: Iterable[str]) -> Collection:
    """Parked tickets of these lines, longest parked first."""
    wanted = {state.line_index[key] for key in keys}
    parked = [visit for visit in state.visits.values() if visit.state is TicketState.PARKED and visit.line in wanted]
    parked.sort(key=lambda visit: (visit.parked_since_ms or 0, visit.index))
    lines = configured(state).lines
    return {
        visit.number: line_names(lines[visit.line])
        | {
            "ticket": visit.number,
            "parked_since_ms": visit.parked_since_ms,
            "reason": (visit.park_reason or c.ParkReason.FETCHING).value,
        }
        for visit in parked
    }


def no_show_records(state: HallState, keys: Iterable[str]) -> Collection:
    """No-shows of these lines that may still come back, the latest SHOWN_NO_SHOWS. until_ms: for how long."""
    wanted = {state.line_index[key] for key in keys}
    lines = configured(state).lines
    records: Collection = {}
    for visit in reversed(state.no_shows.values()):
        until_ms = returns_until_ms(state, visit)
        if len(records) < SHOWN_NO_SHOWS and visit.line in wanted and until_ms is not None and until_ms > state.at_ms:
            names = line_names(lines[visit.line])
            records[visit.number] = names | {"ticket": visit.number, "until_ms": until_ms}
    return records


def ticket_of(state: HallState, counter: int) -> str | None:
    """Number of the ticket a counter has, or None. counter: its index."""
    ticket = state.counters[counter].ticket
    return None if ticket == NONE else state.numbers[int(ticket)]
