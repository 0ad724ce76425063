"""The audit's reading of what comes back (核查: 撤销与归队): undone actions and returning no-shows.

An undoing is right if nothing has happened to the counter and its tickets since, if it comes in time, and if everything
goes back to a state in which it was at that very instant.
"""

from __future__ import annotations

from kiosk.hall import events as e
from kiosk.hall.lifecycles import COUNTER, TicketState
from kiosk.hall.ticket_records import TicketBefore
from kiosk.live import findings as f
from kiosk.live.audit_seen import Desk, Heard


def came_back(walk: Heard, event: e.NoShowReturned) -> None:
    """Once, in time, and never ahead of its place."""
    known = walk.past.get(event.ticket)
    if known is not None and event.at_ms - known.ended_at_ms >= walk.return_ms:
        walk.report(
            f.LIFECYCLE, walk.where, f"ticket {event.ticket} comes back {event.at_ms - known.ended_at_ms} ms late"
        )
    ticket = walk.revive(event.ticket, "come_back")
    if ticket is None:
        walk.report(f.LIFECYCLE, walk.where, f"ticket {event.ticket} cannot come back: it is no no-show")
        return
    ticket.no_shows += 1
    if ticket.no_shows > 1:
        walk.report(f.LIFECYCLE, walk.where, f"ticket {event.ticket} comes back a second time")
    if event.order_ms < ticket.order_ms:
        walk.report(f.ORDER, walk.where, f"ticket {event.ticket} gains by coming back: {event.order_ms}")
    ticket.order_ms = event.order_ms
    walk.wait(event.ticket, ticket)


def undone(walk: Heard, event: e.ActionUndone) -> None:
    """Counter and tickets go back to where they were at that instant."""
    desk = walk.desks.get(event.counter)
    if desk is None:
        walk.report(f.SKILLS, walk.where, f"there is no counter {event.counter}")
        return
    _check_undone(walk, event, desk)
    for before in event.tickets:
        _take_back(walk, before)
    state = COUNTER.get((desk.state, f"undo_to_{event.desk.state}"))
    if state is None:
        walk.report(
            f.SKILLS, walk.where, f"counter {event.counter} cannot go back to {event.desk.state}: it is {desk.state}"
        )
    else:
        desk.state = state
    held = [each.ticket for each in event.tickets if each.counter == event.counter]
    freed = {each.ticket for each in event.tickets}
    desk.ticket = held[0] if held else None if desk.ticket in freed else desk.ticket
    desk.moved_at_ms, desk.was = event.at_ms, ()


def _check_undone(walk: Heard, event: e.ActionUndone, desk: Desk) -> None:
    """Whether nothing has happened since, and what comes back is what there was."""
    if event.at_ms - event.done_at_ms >= walk.undo_ms:
        walk.report(
            f.LIFECYCLE, walk.where, f"counter {event.counter} undoes what is {event.at_ms - event.done_at_ms} ms old"
        )
    if desk.moved_at_ms != event.done_at_ms or event.desk.state not in desk.was:
        walk.report(
            f.LIFECYCLE, walk.where, f"counter {event.counter} goes back to {event.desk.state}, which it was not then"
        )
    for each in event.tickets:
        ticket = walk.tickets.get(each.ticket) or walk.past.get(each.ticket)
        if ticket is None or ticket.moved_at_ms != event.done_at_ms or each.state not in ticket.was:
            walk.report(
                f.LIFECYCLE, walk.where, f"ticket {each.ticket} goes back to {each.state}, which it was not then"
            )


def _take_back(walk: Heard, before: TicketBefore) -> None:
    number, what = before.ticket, f"undo_to_{before.state}"
    ticket = walk.revive(number, what) if number in walk.past else walk.move_ticket(number, what)
    if ticket is None:
        return
    ticket.line, ticket.order_ms = before.line, before.order_ms
    ticket.bound, ticket.counter = before.bound, before.counter
    if ticket.state is TicketState.WAITING:
        walk.wait(number, ticket)
