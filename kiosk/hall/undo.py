"""Undo (撤销): a counter's last action group is taken back, within seconds.

A group is what one press of a key did at a counter: F1 is finish and next, and both go back together. What can be undone
stands in BEGINS, what may belong to a group in FOLLOWS; whatever else happens to the counter or to one of the group's
tickets makes the group final, and so do a door that moves, a case of the ticket that goes on, and time. Nothing is
rewound: an event of its own says how counter and tickets stand again, and whoever counts takes the undone span out.

How things stood is remembered by `remember` at every event and from events alone, so a restart can undo what was done
before it. What is too old is forgotten at the next event and never used: no deadline has to fire for it.

Source: design, fine print 11; docs/decisions/0065-an-action-is-undone-by-an-event.md
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.hall import breaks, commands as c, counters, events as e, line, tickets
from kiosk.hall.lifecycles import AT_A_COUNTER, COUNTER, TICKET, CounterState, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import NothingToUndo
from kiosk.hall.state import HallState, Visit, configured, counter_config, line_config, own, sort_visits
from kiosk.hall.ticket_records import Action, DeskBefore, DeskRow, TicketBefore, TicketRow

BEGINS: Final[dict[type[Any], str]] = {
    e.CounterOpened: "open",
    e.CounterPausing: "pause",
    e.CounterPaused: "pause",
    e.CounterResumed: "resume",
    e.CounterClosing: "close",
    e.CounterClosed: "close",
    e.TicketCalled: "call",
    e.ServiceStarted: "start",
    e.MattersServed: "serve",
    e.ServiceFinished: "finish",
    e.TicketSentOn: "finish",
    e.TicketNoShow: "no_show",
    e.TicketParked: "park",
    e.TicketTransferred: "transfer",
}
"""Event that begins an action group -> the group's name. Not here, so for good: seats (who sits where is not a slip), a
recall (it was spoken), what the hall does by itself (the no-show at its deadline, an automatic call, a planned break,
closing at the door)."""

_FREES: Final = frozenset({"finish", "no_show", "park", "transfer"})
FOLLOWS: Final[dict[type[Any], frozenset[str]]] = {
    e.TicketCalled: _FREES | {"open", "resume"},
    e.CounterPaused: _FREES,
    e.BreakMoved: _FREES,
    e.CounterClosed: _FREES,
    e.TicketUnbound: _FREES | {"pause", "close"},
}
"""Event -> the groups it belongs to when it happens at the same counter and instant."""

DOORS: Final[tuple[type[Any], ...]] = (e.DoorOpened, e.DoorShut)


def decide_undo(state: HallState, command: c.UndoAction, now_ms: int) -> tuple[e.Event, ...]:
    """By the clerk who sits there, while the action is the counter's last and the one that is meant."""
    counters.own_counter(state, command.counter, command.by)
    action = state.actions.get(command.counter)
    if (
        action is None
        or now_ms >= action.due_ms
        or (command.done_at_ms is not None and command.done_at_ms != action.at_ms)
    ):
        raise NothingToUndo(counter=command.counter, seconds=configured(state).undo_ms // 1000)
    undone = e.ActionUndone(
        at_ms=now_ms,
        counter=command.counter,
        action=action.action,
        done_at_ms=action.at_ms,
        desk=_desk_before(action.desk, now_ms - action.at_ms),
        tickets=tuple(_ticket_before(state, row) for row in action.tickets),
    )
    return (undone,)


def after_undoing(state: HallState, event: e.ActionUndone) -> tuple[e.Event, ...]:
    """Who waits again may be called at once, and a counter that is idle again calls, if the hall calls by itself."""
    happens: list[e.Event] = []
    for before in event.tickets:
        if before.state is TicketState.WAITING:
            happens += counters.after_joining(state, before.ticket, event.at_ms)
            if happens:
                # One at a time: each changes who may be called next.
                return tuple(happens)
    return counters.after_opening(state, event.counter, event.at_ms)


# Remembering. Called before an event is applied.


def remember(state: HallState, event: e.Event) -> None:
    """Keep what an action is about to change; let go of what has become final or old."""
    if state.actions or state.finished:
        _forget_old(state, event.at_ms)
    kind = type(event)
    if kind in BEGINS or kind in FOLLOWS:
        _act(state, event)
    elif state.actions and kind is not e.TicketTaken:
        _settle(state, event)


def _act(state: HallState, event: Any) -> None:
    key, number = event.counter, getattr(event, "ticket", None)
    action = state.actions.get(key)
    group = action if action is not None and _belongs(action, event) else None
    # A later event of a ticket makes every other group final that has it.
    _drop(state, number, keep=key if group is not None else None)
    if group is not None:
        if number is not None and all(row[0] != number for row in group.tickets):
            group.tickets += (_ticket(state, number),)
        return
    state.actions.pop(key, None)
    name, is_asked = BEGINS.get(type(event)), BY_A_CLERK.get(type(event))
    limit_ms = configured(state).undo_ms
    if limit_ms and name is not None and (is_asked is None or is_asked(state, event)):
        state.actions[key] = Action(
            counter=key,
            action=name,
            at_ms=event.at_ms,
            due_ms=event.at_ms + limit_ms,
            desk=_desk(state, key),
            tickets=() if number is None else (_ticket(state, number),),
        )


def _belongs(action: Action, event: Any) -> bool:
    return action.at_ms == event.at_ms and action.action in FOLLOWS.get(type(event), ())


def _asked_now(state: HallState, event: e.CounterPaused | e.CounterClosed) -> bool:
    # A pause or closing that was pending comes with the end of a service, whoever ended it.
    is_pending = state.desks[state.counter_index[event.counter]].pending != "stay"
    is_asked = event.reason != breaks.REASON if isinstance(event, e.CounterPaused) else event.reason == "asked"
    return is_asked and not is_pending


def _resumed_by_a_clerk(state: HallState, event: e.CounterResumed) -> bool:
    # At its end a break goes before what it resumes.
    desk = state.desks[state.counter_index[event.counter]]
    return desk.reason != breaks.REASON or desk.break_until_ms is not None


def _before_the_deadline(state: HallState, event: e.TicketNoShow) -> bool:
    return state.desks[state.counter_index[event.counter]].call_due_ms != event.at_ms


BY_A_CLERK: Final[dict[type[Any], Callable[[HallState, Any], bool]]] = {
    e.TicketCalled: lambda state, _: not counters.calls_by_itself(state),
    e.TicketNoShow: _before_the_deadline,
    e.CounterPausing: lambda _, event: event.reason != breaks.REASON,
    e.CounterPaused: _asked_now,
    e.CounterResumed: _resumed_by_a_clerk,
    e.CounterClosed: _asked_now,
}
"""Event that begins a group only if somebody has pressed a key for it just now -> whether so; of the others all do."""


def _settle(state: HallState, event: Any) -> None:
    """An event that is nobody's action makes final what it touches."""
    if type(event) in DOORS:
        # Idle counters go home at the door and count their idleness from it: it is too late to have been idle.
        for key in [key for key, action in state.actions.items() if action.desk[0] is CounterState.IDLE]:
            del state.actions[key]
        return
    state.actions.pop(getattr(event, "counter", None) or "", None)
    number = getattr(event, "ticket", None)
    case = state.cases.get(getattr(event, "case", ""))
    for touched in (number, None if case is None else case.ticket):
        _drop(state, touched, keep=None)


def _drop(state: HallState, number: str | None, *, keep: str | None) -> None:
    if number is None:
        return
    doomed = [
        key for key, action in state.actions.items() for row in action.tickets if row[0] == number and key != keep
    ]
    for key in doomed:
        del state.actions[key]


def _forget_old(state: HallState, at_ms: int) -> None:
    # The oldest is first in both: an action comes in when it begins, a ticket when it ends.
    while state.actions:
        action = next(iter(state.actions.values()))
        if action.due_ms > at_ms:
            break
        del state.actions[action.counter]
    oldest_ms = at_ms - configured(state).undo_ms if state.finished else 0
    while state.finished:
        visit = next(iter(state.finished.values()))
        if (visit.ended_at_ms or 0) > oldest_ms:
            break
        del state.finished[visit.number]
        tickets.forget(state, visit)


def _desk(state: HallState, key: str) -> DeskRow:
    index = state.counter_index[key]
    desk, record = state.desks[index], state.counters[index]
    return (
        desk.state,
        desk.pending,
        desk.reason,
        desk.since_ms,
        desk.call_due_ms,
        int(record.is_open),
        int(record.idle_ms),
    )


def _ticket(state: HallState, number: str) -> TicketRow:
    visit = state.visits[number]
    ticket = state.tickets[visit.index]
    return (
        number,
        visit.state,
        visit.line,
        visit.counter,
        int(ticket.bound),
        int(ticket.order_ms),
        visit.called_at_ms,
        visit.calls,
        visit.started_at_ms,
        visit.parked_ms,
        visit.parked_since_ms,
        visit.no_shows,
        visit.served,
        visit.note,
        visit.park_reason,
    )


def _desk_before(row: DeskRow, later_ms: int) -> DeskBefore:
    now, pending, reason, since_ms, call_due_ms, is_open, idle_ms = row
    return DeskBefore(
        state=now,
        pending=pending,
        reason=reason,
        since_ms=since_ms,
        # The citizen who was being called gets the time that was left, not less.
        call_due_ms=None if call_due_ms is None else call_due_ms + later_ms,
        is_open=is_open,
        idle_ms=idle_ms,
    )


def _ticket_before(state: HallState, row: TicketRow) -> TicketBefore:
    number, now, where, counter, bound, order_ms, called_at_ms, calls = row[:8]
    started_at_ms, parked_ms, since_ms, no_shows, served, note, park_reason = row[8:]
    return TicketBefore(
        ticket=number,
        state=now,
        line=line_config(state, where).key,
        counter=None if counter == NONE else counter_config(state, counter).key,
        bound=None if bound == NONE else counter_config(state, bound).key,
        order_ms=order_ms,
        called_at_ms=called_at_ms,
        calls=calls,
        started_at_ms=started_at_ms,
        parked_ms=parked_ms,
        parked_since_ms=since_ms,
        no_shows=no_shows,
        served=served,
        note=note,
        park_reason=park_reason,
    )


# Taking back.


def apply_undone(state: HallState, event: e.ActionUndone) -> None:
    """Counter and tickets stand as they stood: first all are taken from where they are, then put where they were."""
    visits = [_taken_out(state, before, event) for before in event.tickets]
    _put_desk(state, event)
    for visit, before in zip(visits, event.tickets, strict=True):
        _put_back(state, visit, before)
    sort_visits(state)


def _taken_out(state: HallState, before: TicketBefore, event: e.ActionUndone) -> Visit:
    visit = state.visits.get(before.ticket)
    if visit is None and before.ticket in state.finished:
        visit = state.finished.pop(before.ticket)
        # Nobody has answered it, or the finish could not be undone.
        state.invitations.pop(before.ticket, None)
        state.tally.finished -= 1
    elif visit is None:
        visit = state.no_shows.pop(before.ticket)
        state.tally.no_show -= 1
    elif visit.state is TicketState.WAITING:
        line.leave(state.tickets, state.lines, visit.index)
    elif visit.state in AT_A_COUNTER:
        line.release(state.tickets, state.counters, visit.counter, event.at_ms)
    visit.state = TICKET[visit.state, f"undo_to_{before.state}"]
    return visit


def _put_desk(state: HallState, event: e.ActionUndone) -> None:
    index, before = state.counter_index[event.counter], event.desk
    desk, record = state.desks[index], state.counters[index]
    desk.state = COUNTER[desk.state, f"undo_to_{before.state}"]
    desk.pending, desk.reason = before.pending, before.reason
    desk.since_ms, desk.call_due_ms = before.since_ms, before.call_due_ms
    record.is_open, record.idle_ms = before.is_open, before.idle_ms


def _put_back(state: HallState, visit: Visit, before: TicketBefore) -> None:
    visit.line = state.line_index[before.line]
    visit.counter = NONE if before.counter is None else state.counter_index[before.counter]
    visit.called_at_ms, visit.calls = before.called_at_ms, before.calls
    visit.started_at_ms, visit.ended_at_ms = before.started_at_ms, None
    visit.parked_ms, visit.parked_since_ms = before.parked_ms, before.parked_since_ms
    visit.no_shows, visit.served = before.no_shows, before.served
    visit.note, visit.park_reason = before.note, before.park_reason
    if before.started_at_ms is None:
        # The first service is taken back, and the question with it.
        visit.owner = None
    own(state, visit)
    ticket = state.tickets[visit.index]
    ticket.line, ticket.order_ms = visit.line, before.order_ms
    ticket.bound = NONE if before.bound is None else state.counter_index[before.bound]
    ticket.start_ms = line.NEVER if before.started_at_ms is None else before.started_at_ms
    state.visits[visit.number] = visit
    state.numbers[visit.index] = visit.number
    if visit.state is TicketState.WAITING:
        line.join(state.tickets, state.lines, visit.index)
    elif visit.state in AT_A_COUNTER:
        line.seat(state.tickets, state.counters, visit.index, visit.counter)
