"""Who calls (叫号方式): clerks ask for the next, or the hall calls for whoever has been idle longest. Changed at any time."""

from __future__ import annotations

from dataclasses import replace

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, IdleOrder
from kiosk.hall.lifecycles import CounterState
from kiosk.hall.line import NONE
from kiosk.hall.state import HallState, configured, counter_config


def decide_set(state: HallState, command: c.SetCalling, now_ms: int) -> tuple[e.Event, ...]:
    """Asking for what is so already changes nothing."""
    if configured(state).calling is command.calling:
        return ()
    return (e.CallingSet(at_ms=now_ms, calling=command.calling),)


def after_set(state: HallState, event: e.CallingSet) -> tuple[e.Event, ...]:
    """Once the hall calls by itself, every idle counter finds work, the one idle longest first."""
    if event.calling is not Calling.AUTOMATIC:
        return ()
    lowest_first = configured(state).idle_order is IdleOrder.LOWEST_NUMBER
    idle = [index for index, desk in enumerate(state.desks) if desk.state is CounterState.IDLE]
    idle.sort(key=lambda index: (0 if lowest_first else state.counters[index].idle_ms, index))
    calls: list[e.Event] = []
    taken: set[int] = set()
    for index in idle:
        ticket = _first_for(state, index, taken)
        if ticket != NONE:
            taken.add(ticket)
            key = counter_config(state, index).key
            calls.append(e.TicketCalled(at_ms=event.at_ms, ticket=state.numbers[ticket], counter=key))
    return tuple(calls)


def _first_for(state: HallState, index: int, taken: set[int]) -> int:
    """Whom a counter would take if those taken were gone: `line.pick_ticket` for calls that are not applied yet."""
    found: list[tuple[int, int]] = []
    counter = state.counters[index]
    for number, line in enumerate(state.lines):
        if counter.skills >> number & 1:
            ticket = line.head
            while ticket != NONE and (ticket in taken or state.tickets[ticket].bound not in {NONE, index}):
                ticket = state.tickets[ticket].after
            if ticket != NONE:
                credit_ms = counter.credits_ms[number] if counter.prefers else 0
                found.append((int(state.tickets[ticket].order_ms) - int(credit_ms), int(ticket)))
    return min(found)[1] if found else NONE


def apply_set(state: HallState, event: e.CallingSet) -> None:
    """The rest of the configuration stays."""
    state.config = replace(configured(state), calling=event.calling)
