"""A no-show that comes after all (过号归队): behind the next three, once, and within a time.

Source: design, fine print 4; domain.md §5
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice

from kiosk.hall import commands as c, events as e, line
from kiosk.hall.lifecycles import TICKET, DoorState
from kiosk.hall.line import LEVEL_MS, NONE
from kiosk.hall.refusals import HallClosed, ReturnTooLate, TicketNotNoShow, TicketVoid, UnknownTicket
from kiosk.hall.state import (
    HallState,
    Visit,
    configured,
    line_config,
    own,
    running_day,
    serving_counters,
    sort_visits,
)
from kiosk.hall.ticket_holders import check_return

MINUTE_MS = 60_000


def decide_return(state: HallState, command: c.ReturnTicket, now_ms: int) -> tuple[e.Event, ...]:
    """Once, within the hall's time, while somebody will still be served, and not beside a ticket taken instead."""
    visit = state.no_shows.get(command.ticket)
    if visit is None:
        if command.ticket in state.visits:
            raise TicketNotNoShow(ticket=command.ticket, state=state.visits[command.ticket].state.value)
        raise UnknownTicket(ticket=command.ticket)
    if visit.no_shows > 1:
        raise TicketVoid(ticket=visit.number)
    due_ms = returns_until_ms(state, visit)
    if due_ms is None or now_ms >= due_ms:
        raise ReturnTooLate(ticket=visit.number, minutes=configured(state).return_ms // MINUTE_MS)
    check_return(state, visit)
    day = running_day(state)
    is_over = day.door is DoorState.SHUT and day.next_edge_ms() is None
    if is_over and not serving_counters(state, visit.line):
        raise HallClosed(opens_at_ms=None)
    returned = e.NoShowReturned(
        at_ms=now_ms,
        ticket=visit.number,
        line=line_config(state, visit.line).key,
        order_ms=_place(state, visit, now_ms),
    )
    return (returned,)


def returns_until_ms(state: HallState, visit: Visit) -> int | None:
    """Until when a no-show may come back, or None if it may not at all."""
    if visit.ended_at_ms is None or visit.no_shows > 1:
        return None
    return visit.ended_at_ms + configured(state).return_ms


def _place(state: HallState, visit: Visit, now_ms: int) -> int:
    """order_ms that puts it right behind the third of those who are next; never ahead of where it stood."""
    own_ms = int(state.tickets[visit.index].order_ms)
    ahead = list(islice(_next_ones(state, visit, now_ms), configured(state).return_behind))
    if not ahead:
        return own_ms
    order_ms, index = ahead[-1]
    # Ties fall to the ticket taken first: an older one needs the next millisecond to stand behind.
    return max(own_ms, order_ms if visit.index > index else order_ms + 1)


def _next_ones(state: HallState, visit: Visit, now_ms: int) -> Iterator[tuple[int, int]]:
    """(order_ms, index) of those this ticket's counters would take now, in their order."""
    bound = int(state.tickets[visit.index].bound)
    able = [
        index
        for index, counter in enumerate(state.counters)
        if counter.skills >> visit.line & 1 and bound in {NONE, index}
    ]
    takers = [index for index in able if state.counters[index].is_open] or able
    reach = 0
    for index in takers:
        reach |= state.counters[index].skills
    lines = [_standing(state, number, set(takers)) for number in range(len(state.lines)) if reach >> number & 1]
    for order_ms, index in heapq.merge(*lines):
        # An absolute level lies beyond any time; within it the moment counts as everywhere.
        level = line_config(state, int(state.tickets[index].line)).level
        if order_ms - level * LEVEL_MS <= now_ms:
            yield order_ms, index


def _standing(state: HallState, number: int, takers: set[int]) -> Iterator[tuple[int, int]]:
    index = int(state.lines[number].head)
    while index != NONE:
        ticket = state.tickets[index]
        if ticket.bound == NONE or ticket.bound in takers:
            yield int(ticket.order_ms), index
        index = int(ticket.after)


def apply_returned(state: HallState, event: e.NoShowReturned) -> None:
    """It waits again, and counts as a no-show no more."""
    visit = state.no_shows.pop(event.ticket)
    visit.state = TICKET[visit.state, "come_back"]
    visit.ended_at_ms = None
    state.visits[event.ticket] = visit
    state.numbers[visit.index] = event.ticket
    own(state, visit)
    sort_visits(state)
    state.tally.no_show -= 1
    state.tickets[visit.index].order_ms = event.order_ms
    line.join(state.tickets, state.lines, visit.index)
