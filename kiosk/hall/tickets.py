"""What may happen to a ticket (号票): decisions read, applications write.

A decision gets the state, the command and the time, and returns events or raises a Refusal. An
application gets the state and one event that is already true.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e, line
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import COUNTER, TICKET, DoorState, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import (
    HallClosed,
    LineFull,
    SlotMissing,
    TicketNotParked,
    TicketNotWaiting,
    UnknownLine,
)
from kiosk.hall.state import (
    GONE,
    Desk,
    HallState,
    Visit,
    configured,
    counter_config,
    open_visit,
    running_day,
    visit_at,
)
from kiosk.hall.ticket_holders import check_remote, classes_of
from kiosk.hall.ticket_kinds import given_kind, line_of_kind
from kiosk.hall.ticket_matters import check_lines


def decide_take(state: HallState, command: c.TakeTicket, now_ms: int) -> tuple[e.Event, ...]:
    """A number while the door is open and the waiting room has a place."""
    config = configured(state)
    day = running_day(state)
    if day.door is not DoorState.OPEN:
        raise HallClosed(opens_at_ms=day.opens_at_ms)
    check_lines(state, command.matters, command.kind)
    number = _line_for(state, command)
    chosen = config.lines[number]
    if command.is_remote:
        check_remote(state, command.holder, classes_of(chosen, command.matters))
    kind = given_kind(state, chosen, command.chosen_by, command.reason)
    if kind.takes_slot == (command.slot_at_ms is None):
        raise SlotMissing(line=chosen.key)
    if chosen.waiting_room is not None and state.lines[number].size >= chosen.waiting_room:
        lowest_first = int(config.idle_order == "lowest_number")
        if line.pick_counter(state.counters, number, NONE, lowest_first) == NONE:
            raise LineFull(line=chosen.key, waiting=int(state.lines[number].size))
    serial = state.serials.get(chosen.prefix, 0) + 1
    waits_from_ms = now_ms if command.slot_at_ms is None else command.slot_at_ms
    return (
        e.TicketTaken(
            at_ms=now_ms,
            ticket=f"{chosen.prefix}{serial:03d}",
            prefix=chosen.prefix,
            serial=serial,
            line=chosen.key,
            kind=chosen.kind,
            order_ms=config.order_of(chosen, waits_from_ms),
            slot_at_ms=command.slot_at_ms,
            token_hash=command.token_hash,
            chosen_by=command.chosen_by,
            reason=command.reason,
            by=command.by if command.chosen_by is ChosenBy.CLERK else None,
            matters=command.matters,
            is_remote=command.is_remote,
            holder=command.holder,
            token_seed=command.token_seed,
        ),
    )


def _line_for(state: HallState, command: c.TakeTicket) -> int:
    if command.line is not None:
        index = state.line_index.get(command.line)
        if index is None:
            raise UnknownLine(line=command.line)
        return index
    return line_of_kind(state, command.matter_class, command.kind)


def decide_resume(state: HallState, command: c.ResumeTicket, now_ms: int) -> tuple[e.Event, ...]:
    """A parked ticket waits again."""
    visit = open_visit(state, command.ticket)
    if visit.state is not TicketState.PARKED:
        raise TicketNotParked(ticket=visit.number, state=visit.state.value)
    return (e.TicketResumed(at_ms=now_ms, ticket=visit.number),)


def decide_abandon(state: HallState, command: c.AbandonTicket, now_ms: int) -> tuple[e.Event, ...]:
    """Whoever is not being served may give up."""
    visit = open_visit(state, command.ticket)
    if (visit.state, "abandon") not in TICKET:
        raise TicketNotWaiting(ticket=visit.number, state=visit.state.value)
    counter = None if visit.counter == NONE else counter_config(state, visit.counter).key
    return (e.TicketAbandoned(at_ms=now_ms, ticket=visit.number, counter=counter),)


def call_due(state: HallState, counter: int, at_ms: int) -> tuple[e.Event, ...]:
    """The deadline of a called ticket: the next call, or the no-show after the last."""
    visit = visit_at(state, counter)
    key = counter_config(state, counter).key
    if visit.calls < configured(state).calls:
        return (e.TicketRecalled(at_ms=at_ms, ticket=visit.number, counter=key, call=visit.calls + 1),)
    return (e.TicketNoShow(at_ms=at_ms, ticket=visit.number, counter=key),)


# Applications.


def apply_taken(state: HallState, event: e.TicketTaken) -> None:
    """The ticket stands in its line."""
    number = state.line_index[event.line]
    index = len(state.tickets)
    state.tickets.append(line.Ticket(number, event.at_ms, event.order_ms))
    state.visits[event.ticket] = Visit(
        number=event.ticket,
        index=index,
        line=number,
        kind=event.kind,
        state=TicketState.WAITING,
        taken_at_ms=event.at_ms,
        slot_at_ms=event.slot_at_ms,
        token_hash=event.token_hash,
        chosen_by=event.chosen_by,
        matters=event.matters,
        is_remote=event.is_remote,
        holder=event.holder,
        token_seed=event.token_seed,
    )
    state.numbers[index] = event.ticket
    state.serials[event.prefix] = event.serial
    state.tally.taken += 1
    line.join(state.tickets, state.lines, index)


def apply_called(state: HallState, event: e.TicketCalled) -> None:
    """The ticket left its line for a counter, which now waits for the citizen."""
    visit = state.visits[event.ticket]
    counter = state.counter_index[event.counter]
    visit.state = TICKET[visit.state, "call"]
    visit.called_at_ms = event.at_ms
    visit.calls = 1
    visit.counter = counter
    line.take(state.tickets, state.lines, state.counters, visit.index, counter)
    _move_desk(state.desks[counter], "call", event.at_ms)
    state.desks[counter].call_due_ms = event.at_ms + configured(state).call_again_ms


def apply_recalled(state: HallState, event: e.TicketRecalled) -> None:
    """One call more; the following one counts from here."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "recall"]
    visit.calls = event.call
    state.desks[visit.counter].call_due_ms = event.at_ms + configured(state).call_again_ms


def apply_started(state: HallState, event: e.ServiceStarted) -> None:
    """The citizen is served."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "start"]
    if visit.started_at_ms is None:
        visit.started_at_ms = event.at_ms
    line.begin(state.tickets, state.counters, visit.counter, event.at_ms)
    _move_desk(state.desks[visit.counter], "start", event.at_ms)
    state.desks[visit.counter].call_due_ms = None


def apply_finished(state: HallState, event: e.ServiceFinished) -> None:
    """The ticket is done; it is forgotten when that can no longer be undone."""
    visit = _end(state, event.ticket, "finish", event.at_ms)
    visit.served += event.served
    state.finished[event.ticket] = visit
    state.tally.finished += 1


def apply_no_show(state: HallState, event: e.TicketNoShow) -> None:
    """Nobody came, so far."""
    visit = _end(state, event.ticket, "give_up", event.at_ms)
    visit.no_shows += 1
    state.no_shows[event.ticket] = visit
    state.tally.no_show += 1


def apply_abandoned(state: HallState, event: e.TicketAbandoned) -> None:
    """The citizen left."""
    forget(state, _end(state, event.ticket, "abandon", event.at_ms))
    state.tally.abandoned += 1


def apply_expired(state: HallState, event: e.TicketExpired) -> None:
    """The day ended first."""
    forget(state, _end(state, event.ticket, "expire", event.at_ms))
    state.tally.expired += 1


def apply_parked(state: HallState, event: e.TicketParked) -> None:
    """The ticket rests, in no line and at no counter."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "park"]
    visit.parked_since_ms = event.at_ms
    visit.park_reason = event.reason
    _release(state, visit, event.at_ms)


def apply_resumed(state: HallState, event: e.TicketResumed) -> None:
    """Back in its line with its own order; a rest before the first start is no wait."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "resume"]
    assert visit.parked_since_ms is not None
    if visit.started_at_ms is None:
        visit.parked_ms += event.at_ms - visit.parked_since_ms
    visit.parked_since_ms = None
    visit.park_reason = None
    line.join(state.tickets, state.lines, visit.index)


def apply_transferred(state: HallState, event: e.TicketTransferred) -> None:
    """The ticket waits elsewhere; number and order stay."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "transfer"]
    _release(state, visit, event.at_ms)
    visit.note = event.note
    bound = NONE if event.to_counter is None else state.counter_index[event.to_counter]
    _go_on(state, visit, event.line, bound)


def apply_sent_on(state: HallState, event: e.TicketSentOn) -> None:
    """What is left waits for other counters; number and order stay."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "send_on"]
    visit.served += event.served
    _release(state, visit, event.at_ms)
    _go_on(state, visit, event.line, NONE)


def apply_served(state: HallState, event: e.MattersServed) -> None:
    """The citizen stays for the rest."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "serve"]
    visit.served += event.served


def _go_on(state: HallState, visit: Visit, key: str, bound: int) -> None:
    visit.line = state.line_index[key]
    ticket = state.tickets[visit.index]
    ticket.line, ticket.bound = visit.line, bound
    line.join(state.tickets, state.lines, visit.index)


def apply_unbound(state: HallState, event: e.TicketUnbound) -> None:
    """Any counter of its line may take the ticket."""
    state.tickets[state.visits[event.ticket].index].bound = NONE


def apply_returned(state: HallState, event: e.TicketReturned) -> None:
    """The ticket waits again as if it had not been called."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "return"]
    _release(state, visit, event.at_ms)
    line.join(state.tickets, state.lines, visit.index)


def _end(state: HallState, number: str, what: str, at_ms: int) -> Visit:
    visit = state.visits[number]
    was_waiting = visit.state is TicketState.WAITING
    visit.state = TICKET[visit.state, what]
    if was_waiting:
        line.leave(state.tickets, state.lines, visit.index)
    elif visit.counter != NONE:
        _release(state, visit, at_ms)
    visit.ended_at_ms = at_ms
    del state.visits[number]
    del state.numbers[visit.index]
    return visit


def forget(state: HallState, visit: Visit) -> None:
    """Nothing is left of an ended ticket but its index."""
    state.tickets[visit.index] = GONE


def _release(state: HallState, visit: Visit, at_ms: int) -> None:
    desk = state.desks[visit.counter]
    line.release(state.tickets, state.counters, visit.counter, at_ms)
    _move_desk(desk, "release", at_ms)
    desk.call_due_ms = None
    visit.counter = NONE
    visit.calls = 0


def _move_desk(desk: Desk, what: str, at_ms: int) -> None:
    desk.state = COUNTER[desk.state, what]
    desk.since_ms = at_ms
