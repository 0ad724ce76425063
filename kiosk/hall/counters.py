"""What may happen at a counter (窗口): seats, opening, pausing, and serving who is next."""

from __future__ import annotations

from kiosk.hall import commands as c, events as e, line
from kiosk.hall.config import Calling, IdleOrder
from kiosk.hall.lifecycles import AWAY, COUNTER, CounterState, DoorState, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import (
    AnotherTicket,
    CallsLeft,
    CounterBusy,
    CounterLacksSkill,
    CounterNotReady,
    NobodyWaiting,
    NoCallsLeft,
    NotYourCounter,
    SeatTakenAlready,
    TransferGoesNowhere,
    UnknownLine,
)
from kiosk.hall.state import (
    Desk,
    HallState,
    Visit,
    busy,
    configured,
    counter_config,
    counter_number,
    running_day,
    visit_at,
)
from kiosk.hall.ticket_matters import done_at


def own_counter(state: HallState, counter: str, by: str) -> int:
    """Index of the counter `by` sits at; refuses everybody else."""
    index = counter_number(state, counter)
    if state.desks[index].clerk != by:
        raise NotYourCounter(counter=counter)
    return index


def _require(state: HallState, index: int, *allowed: CounterState) -> Desk:
    desk = state.desks[index]
    if desk.state not in allowed:
        raise CounterNotReady(counter=counter_config(state, index).key, state=desk.state.value)
    return desk


def _own_ticket(state: HallState, counter: str, by: str, ticket: str | None) -> int:
    """Index of the counter, which has the ticket that is meant, if one is: not the next one, called since the key was pressed."""
    index = own_counter(state, counter, by)
    if ticket is not None and busy(state.desks[index]) and visit_at(state, index).number != ticket:
        raise AnotherTicket(counter=counter, ticket=visit_at(state, index).number)
    return index


def decide_take_seat(state: HallState, command: c.TakeSeat, now_ms: int) -> tuple[e.Event, ...]:
    """One clerk a counter, one counter a clerk; sitting down twice changes nothing."""
    index = counter_number(state, command.counter)
    if state.desks[index].clerk == command.by:
        return ()
    elsewhere = [n for n, desk in enumerate(state.desks) if desk.clerk == command.by]
    if state.desks[index].clerk is not None or elsewhere:
        at = elsewhere[0] if elsewhere else index
        raise SeatTakenAlready(counter=counter_config(state, at).key, is_yours=bool(elsewhere))
    return (e.SeatTaken(at_ms=now_ms, counter=command.counter, clerk=command.by),)


def decide_leave_seat(state: HallState, command: c.LeaveSeat, now_ms: int) -> tuple[e.Event, ...]:
    """Nobody gets up while a citizen stands there."""
    index = own_counter(state, command.counter, command.by)
    if busy(state.desks[index]):
        raise CounterBusy(counter=command.counter)
    left = e.SeatLeft(at_ms=now_ms, counter=command.counter, clerk=command.by, by=command.by)
    return (*_shut(state, index, now_ms, "asked"), left)


def decide_free_seat(state: HallState, command: c.FreeSeat, now_ms: int) -> tuple[e.Event, ...]:
    """The clerk vanished: their citizen waits again, with the order they had."""
    index = counter_number(state, command.counter)
    desk = state.desks[index]
    if desk.clerk is None:
        raise CounterNotReady(counter=command.counter, state=desk.state.value)
    events: list[e.Event] = []
    if busy(desk):
        number = visit_at(state, index).number
        events.append(e.TicketReturned(at_ms=now_ms, ticket=number, counter=command.counter))
    events += _shut(state, index, now_ms, "seat_freed")
    events.append(e.SeatLeft(at_ms=now_ms, counter=command.counter, clerk=desk.clerk, by=command.by))
    return tuple(events)


def _shut(state: HallState, index: int, at_ms: int, reason: str) -> tuple[e.Event, ...]:
    if state.desks[index].state is CounterState.CLOSED:
        return ()
    return (e.CounterClosed(at_ms=at_ms, counter=counter_config(state, index).key, reason=reason),)


def decide_open(state: HallState, command: c.OpenCounter, now_ms: int) -> tuple[e.Event, ...]:
    """Any time of a business day, also before the door opens."""
    index = own_counter(state, command.counter, command.by)
    running_day(state)
    _require(state, index, CounterState.CLOSED)
    return (e.CounterOpened(at_ms=now_ms, counter=command.counter),)


def decide_pause(state: HallState, command: c.PauseCounter, now_ms: int) -> tuple[e.Event, ...]:
    """At once when idle, otherwise after the citizen."""
    index = own_counter(state, command.counter, command.by)
    desk = _require(state, index, CounterState.IDLE, CounterState.CALLING, CounterState.SERVING)
    happens = e.CounterPausing if busy(desk) else e.CounterPaused
    return (happens(at_ms=now_ms, counter=command.counter, reason=command.reason),)


def decide_resume(state: HallState, command: c.ResumeCounter, now_ms: int) -> tuple[e.Event, ...]:
    """Ends a pause, or takes back what is pending."""
    index = own_counter(state, command.counter, command.by)
    desk = state.desks[index]
    if desk.pending == "stay":
        _require(state, index, CounterState.PAUSED)
    return (e.CounterResumed(at_ms=now_ms, counter=command.counter),)


def decide_close(state: HallState, command: c.CloseCounter, now_ms: int) -> tuple[e.Event, ...]:
    """At once without a citizen, otherwise after them."""
    index = own_counter(state, command.counter, command.by)
    if busy(state.desks[index]):
        return (e.CounterClosing(at_ms=now_ms, counter=command.counter),)
    _require(state, index, CounterState.IDLE, CounterState.PAUSED)
    return _shut(state, index, now_ms, "asked")


def decide_call(state: HallState, command: c.CallNext, now_ms: int) -> tuple[e.Event, ...]:
    """The smallest (order_ms, taking) among the lines of this counter."""
    index = own_counter(state, command.counter, command.by)
    _require(state, index, CounterState.IDLE)
    called = call_for(state, index, now_ms)
    if not called:
        raise NobodyWaiting(counter=command.counter)
    return called


def call_for(state: HallState, index: int, at_ms: int) -> tuple[e.Event, ...]:
    """The call of whoever is next for a free counter, or nothing."""
    picked = line.pick_ticket(state.tickets, state.lines, state.counters, index, at_ms)
    if picked == NONE:
        return ()
    key = counter_config(state, index).key
    return (e.TicketCalled(at_ms=at_ms, ticket=state.numbers[picked], counter=key),)


def decide_recall(state: HallState, command: c.Recall, now_ms: int) -> tuple[e.Event, ...]:
    """Brings the next call forward; the last one only leaves the no-show."""
    index = _own_ticket(state, command.counter, command.by, command.ticket)
    _require(state, index, CounterState.CALLING)
    visit = visit_at(state, index)
    calls = configured(state).calls
    if visit.calls >= calls:
        raise NoCallsLeft(ticket=visit.number, calls=calls)
    return (e.TicketRecalled(at_ms=now_ms, ticket=visit.number, counter=command.counter, call=visit.calls + 1),)


def decide_no_show(state: HallState, command: c.MarkNoShow, now_ms: int) -> tuple[e.Event, ...]:
    """Only after the last call, as the deadline would do it."""
    index = _own_ticket(state, command.counter, command.by, command.ticket)
    _require(state, index, CounterState.CALLING)
    visit = visit_at(state, index)
    if visit.calls < configured(state).calls:
        raise CallsLeft(ticket=visit.number, call=visit.calls, calls=configured(state).calls)
    return (e.TicketNoShow(at_ms=now_ms, ticket=visit.number, counter=command.counter),)


def decide_start(state: HallState, command: c.StartService, now_ms: int) -> tuple[e.Event, ...]:
    """The called citizen has come."""
    index = _own_ticket(state, command.counter, command.by, command.ticket)
    _require(state, index, CounterState.CALLING)
    number = visit_at(state, index).number
    return (e.ServiceStarted(at_ms=now_ms, ticket=number, counter=command.counter),)


def decide_finish(state: HallState, command: c.FinishService, now_ms: int) -> tuple[e.Event, ...]:
    """Done, here or altogether; with call_next also the next call, if anybody waits and the counter stays."""
    index = _own_ticket(state, command.counter, command.by, command.ticket)
    desk = _require(state, index, CounterState.SERVING)
    finished = done_at(state, index, command, now_ms)
    stays = isinstance(finished, e.MattersServed)
    if stays or not command.call_next or desk.pending != "stay" or calls_by_itself(state):
        return (finished,)
    # Finishing frees the counter, and who is sent on joins a line it cannot serve: who is next can be read already now.
    return (finished, *call_for(state, index, now_ms))


def decide_park(state: HallState, command: c.ParkTicket, now_ms: int) -> tuple[e.Event, ...]:
    """The ticket rests; the counter is free."""
    visit = _attended(state, command.counter, command.by, command.ticket)
    return (e.TicketParked(at_ms=now_ms, ticket=visit.number, counter=command.counter, reason=command.reason),)


def _attended(state: HallState, counter: str, by: str, ticket: str | None) -> Visit:
    index = _own_ticket(state, counter, by, ticket)
    _require(state, index, CounterState.CALLING, CounterState.SERVING)
    return visit_at(state, index)


def decide_transfer(state: HallState, command: c.TransferTicket, now_ms: int) -> tuple[e.Event, ...]:
    """To another line, or to one open counter that can serve the ticket's line."""
    visit = _attended(state, command.counter, command.by, command.ticket)
    if (command.to_line is None) == (command.to_counter is None) or command.to_counter == command.counter:
        raise TransferGoesNowhere(ticket=visit.number)
    key = configured(state).lines[visit.line].key
    if command.to_counter is not None:
        _check_target(state, visit, command.to_counter)
    else:
        if command.to_line not in state.line_index:
            raise UnknownLine(line=command.to_line)
        if command.to_line == key:
            raise TransferGoesNowhere(ticket=visit.number)
        key = command.to_line or key
    transferred = e.TicketTransferred(
        at_ms=now_ms,
        ticket=visit.number,
        counter=command.counter,
        line=key,
        to_counter=command.to_counter,
        note=command.note,
    )
    return (transferred,)


def _check_target(state: HallState, visit: Visit, counter: str) -> None:
    target = counter_number(state, counter)
    if not state.counters[target].skills >> visit.line & 1:
        raise CounterLacksSkill(counter=counter, line=configured(state).lines[visit.line].key)
    if not state.counters[target].is_open:
        raise CounterNotReady(counter=counter, state=state.desks[target].state.value)


# What counters do by themselves once something has happened.


def calls_by_itself(state: HallState) -> bool:
    """Whether the hall calls automatically."""
    return configured(state).calling is Calling.AUTOMATIC


def after_release(state: HallState, counter: str, at_ms: int) -> tuple[e.Event, ...]:
    """A counter whose citizen is gone: pauses or closes as asked, calls, or goes home."""
    index = state.counter_index[counter]
    desk = state.desks[index]
    if desk.state is not CounterState.IDLE:
        return ()
    if desk.pending == "pause":
        return (e.CounterPaused(at_ms=at_ms, counter=counter, reason=desk.reason),)
    if desk.pending == "close":
        return _shut(state, index, at_ms, "asked")
    called = call_for(state, index, at_ms)
    if called:
        return called if calls_by_itself(state) else ()
    door_is_open = running_day(state).door is DoorState.OPEN
    return () if door_is_open else _shut(state, index, at_ms, "hall_shut")


def after_opening(state: HallState, counter: str, at_ms: int) -> tuple[e.Event, ...]:
    """A counter that opens or resumes calls at once if the hall calls by itself."""
    index = state.counter_index[counter]
    if state.desks[index].state is not CounterState.IDLE or not calls_by_itself(state):
        return ()
    return call_for(state, index, at_ms)


def after_joining(state: HallState, ticket: str, at_ms: int) -> tuple[e.Event, ...]:
    """A ticket that joins a line: freed from a counter that is away or helps its line no more, or called at once."""
    visit = state.visits.get(ticket)
    if visit is None or visit.state is not TicketState.WAITING:
        return ()
    bound = state.tickets[visit.index].bound
    is_lost = bound != NONE and not state.counters[bound].skills >> visit.line & 1
    if bound != NONE and (is_lost or state.desks[bound].state in AWAY):
        return (e.TicketUnbound(at_ms=at_ms, ticket=ticket, counter=counter_config(state, bound).key),)
    if not calls_by_itself(state):
        return ()
    lowest_first = int(configured(state).idle_order is IdleOrder.LOWEST_NUMBER)
    index = line.pick_counter(state.counters, visit.line, bound, lowest_first)
    if index == NONE:
        return ()
    return (e.TicketCalled(at_ms=at_ms, ticket=ticket, counter=counter_config(state, index).key),)


def after_leaving(state: HallState, counter: str, at_ms: int) -> tuple[e.Event, ...]:
    """Tickets waiting for a counter that is away go back to everybody's line."""
    index = state.counter_index[counter]
    return tuple(
        e.TicketUnbound(at_ms=at_ms, ticket=visit.number, counter=counter)
        for visit in state.visits.values()
        if visit.state is TicketState.WAITING and state.tickets[visit.index].bound == index
    )


def after_shutting(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """Idle counters with nobody left to serve go home when the door shuts."""
    return tuple(
        e.CounterClosed(at_ms=at_ms, counter=counter_config(state, index).key, reason="hall_shut")
        for index, desk in enumerate(state.desks)
        if desk.state is CounterState.IDLE and not call_for(state, index, at_ms)
    )


# Applications.


def apply_seat_taken(state: HallState, event: e.SeatTaken) -> None:
    """The clerk works here."""
    state.desks[state.counter_index[event.counter]].clerk = event.clerk


def apply_seat_left(state: HallState, event: e.SeatLeft) -> None:
    """Nobody works here."""
    state.desks[state.counter_index[event.counter]].clerk = None


def apply_opened(state: HallState, event: e.CounterOpened) -> None:
    """Idle from now."""
    _move(state, event.counter, "open", event.at_ms, is_open=1)


def apply_paused(state: HallState, event: e.CounterPaused) -> None:
    """Calls nobody."""
    _move(state, event.counter, "pause", event.at_ms, is_open=0).reason = event.reason


def apply_pausing(state: HallState, event: e.CounterPausing) -> None:
    """Will pause."""
    _pend(state, event.counter, "pause").reason = event.reason


def apply_closing(state: HallState, event: e.CounterClosing) -> None:
    """Will close."""
    _pend(state, event.counter, "close")


def apply_resumed(state: HallState, event: e.CounterResumed) -> None:
    """Idle from now, or simply no longer leaving."""
    index = state.counter_index[event.counter]
    desk = state.desks[index]
    if desk.state is CounterState.PAUSED:
        _move(state, event.counter, "resume", event.at_ms, is_open=1)
    desk.pending, desk.reason = "stay", ""
    state.counters[index].is_open = 1


def apply_closed(state: HallState, event: e.CounterClosed) -> None:
    """Shut."""
    _move(state, event.counter, "close", event.at_ms, is_open=0)


def _move(state: HallState, counter: str, what: str, at_ms: int, *, is_open: int) -> Desk:
    index = state.counter_index[counter]
    desk = state.desks[index]
    desk.state = COUNTER[desk.state, what]
    desk.since_ms = at_ms
    desk.pending, desk.reason = "stay", ""
    record = state.counters[index]
    record.is_open = is_open
    record.idle_ms = at_ms
    return desk


def _pend(state: HallState, counter: str, what: str) -> Desk:
    index = state.counter_index[counter]
    # A counter that is leaving takes no arrival and counts for nobody's outlook.
    state.counters[index].is_open = 0
    state.desks[index].pending = what
    return state.desks[index]
