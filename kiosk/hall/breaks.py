"""Breaks (休息安排): planned as instants, kept by the kernel's own deadlines.

At its start an open counter pauses, at once or after its citizen; nobody's service is cut. Where the citizen outlasts the
start the break moves: it is as long as planned from when they are done, if it still ends before the next one begins and
the door shuts; otherwise it ends when it was to end. At its end the counter goes on by itself, if the break is why it
paused: a clerk who paused for another reason meanwhile, closed or left stays away.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.lifecycles import AWAY, CounterState
from kiosk.hall.refusals import BreakIsPast, BreakOutsideHours
from kiosk.hall.state import Desk, HallState, busy, counter_config, counter_number, running_day

REASON = "break"
"""Why a counter pauses for a planned break; no clerk gives this reason."""


def decide_plan(state: HallState, command: c.PlanBreaks, now_ms: int) -> tuple[e.Event, ...]:
    """Breaks to come, within the hours; what runs already is not touched."""
    desk = state.desks[counter_number(state, command.counter)]
    hours = running_day(state).intervals
    for begins_ms, ends_ms in command.spans:
        if begins_ms <= now_ms or begins_ms <= (desk.break_until_ms or 0):
            raise BreakIsPast(counter=command.counter, begins_at_ms=begins_ms)
        if not any(opens_ms <= begins_ms and ends_ms <= closes_ms for opens_ms, closes_ms in hours):
            raise BreakOutsideHours(counter=command.counter, begins_at_ms=begins_ms)
    return (e.BreaksPlanned(at_ms=now_ms, counter=command.counter, spans=command.spans, by=command.by),)


def due(state: HallState, index: int, at_ms: int) -> tuple[e.Event, ...]:
    """A counter's break begins or ends at this very instant."""
    desk, key = state.desks[index], counter_config(state, index).key
    if desk.break_until_ms is None:
        return (e.BreakBegan(at_ms=at_ms, counter=key, until_ms=desk.breaks[0][1]), *_pause(desk, key, at_ms))
    moved = _moved(state, desk, key, at_ms) if busy(desk) and desk.pending == "pause" and desk.reason == REASON else ()
    if moved:
        return moved
    ended = e.BreakEnded(at_ms=at_ms, counter=key)
    if desk.reason == REASON and (desk.state is CounterState.PAUSED or desk.pending == "pause"):
        return (ended, e.CounterResumed(at_ms=at_ms, counter=key))
    return (ended,)


def after_pausing(state: HallState, event: e.CounterPaused) -> tuple[e.Event, ...]:
    """A break that begins late, after its citizen, is as long as planned."""
    desk = state.desks[state.counter_index[event.counter]]
    return _moved(state, desk, event.counter, event.at_ms) if event.reason == REASON else ()


def _moved(state: HallState, desk: Desk, key: str, at_ms: int) -> tuple[e.Event, ...]:
    """The break that runs, from now at its full length; nothing where it is so already or there is no room."""
    closes_ms = running_day(state).closes_at_ms
    if desk.break_until_ms is None or desk.break_ms is None or closes_ms is None:
        return ()
    until_ms = at_ms + desk.break_ms
    has_room = until_ms <= closes_ms and (not desk.breaks or until_ms < desk.breaks[0][0])
    if until_ms <= desk.break_until_ms or not has_room:
        return ()
    return (e.BreakMoved(at_ms=at_ms, counter=key, until_ms=until_ms),)


def _pause(desk: Desk, key: str, at_ms: int) -> tuple[e.Event, ...]:
    if desk.state in AWAY or desk.pending != "stay":
        return ()
    happens = e.CounterPausing if busy(desk) else e.CounterPaused
    return (happens(at_ms=at_ms, counter=key, reason=REASON),)


# Applications.


def apply_planned(state: HallState, event: e.BreaksPlanned) -> None:
    """In place of those planned before."""
    desk = state.desks[state.counter_index[event.counter]]
    desk.breaks = event.spans
    _wind(desk)


def apply_began(state: HallState, event: e.BreakBegan) -> None:
    """It runs, and lies ahead no more."""
    desk = state.desks[state.counter_index[event.counter]]
    desk.breaks, desk.break_until_ms = desk.breaks[1:], event.until_ms
    desk.break_ms = event.until_ms - event.at_ms
    _wind(desk)


def apply_moved(state: HallState, event: e.BreakMoved) -> None:
    """It ends later."""
    desk = state.desks[state.counter_index[event.counter]]
    desk.break_until_ms = event.until_ms
    _wind(desk)


def apply_ended(state: HallState, event: e.BreakEnded) -> None:
    """None runs."""
    desk = state.desks[state.counter_index[event.counter]]
    desk.break_until_ms = desk.break_ms = None
    _wind(desk)


def _wind(desk: Desk) -> None:
    begins_ms = desk.breaks[0][0] if desk.breaks else None
    desk.break_due_ms = begins_ms if desk.break_until_ms is None else desk.break_until_ms
