"""Absence notices (去向留言): where a counter's clerk has gone, when they are back, and who stands in.

Shown at the counter, on the board and to whoever waits for it. A notice ends by itself when the counter works again and
with the business day. The telephone number lies in a table beside it; the hall knows its key.
"""

from __future__ import annotations

from kiosk.hall import commands as c, counters, events as e
from kiosk.hall.booking_record import Absence
from kiosk.hall.booking_refusals import BackInThePast, NoAbsenceNotice
from kiosk.hall.lifecycles import AWAY
from kiosk.hall.refusals import NotYourCounter
from kiosk.hall.state import HallState, counter_number, running_day


def decide_leave(state: HallState, command: c.LeaveAbsenceNotice, now_ms: int) -> tuple[e.Event, ...]:
    """A new notice takes the place of an older one; a counter that still works pauses with it."""
    index = _must_be_theirs(state, command.counter, command.by)
    running_day(state)
    if command.stand_in is not None:
        counter_number(state, command.stand_in)
    if command.back_at_ms is not None and command.back_at_ms <= now_ms:
        raise BackInThePast(back_at_ms=command.back_at_ms)
    left = e.AbsenceNoticeLeft(
        at_ms=now_ms,
        counter=command.counter,
        reason=command.reason,
        back_at_ms=command.back_at_ms,
        stand_in=command.stand_in,
        contact=command.contact,
        by=command.by,
    )
    desk = state.desks[index]
    if desk.state in AWAY or desk.pending != "stay":
        return (left,)
    pause = c.PauseCounter(counter=command.counter, by=command.by, reason=command.reason)
    return (*counters.decide_pause(state, pause, now_ms), left)


def decide_clear(state: HallState, command: c.ClearAbsenceNotice, now_ms: int) -> tuple[e.Event, ...]:
    """It was wrong, or is no longer needed."""
    _must_be_theirs(state, command.counter, command.by)
    if command.counter not in state.absences:
        raise NoAbsenceNotice(counter=command.counter)
    return (e.AbsenceNoticeEnded(at_ms=now_ms, counter=command.counter, by=command.by),)


def _must_be_theirs(state: HallState, counter: str, by: str) -> int:
    """A counter where somebody else sits is theirs; one where nobody sits, anybody's who works here."""
    index = counter_number(state, counter)
    if state.desks[index].clerk not in {None, by}:
        raise NotYourCounter(counter=counter)
    return index


def after_return(state: HallState, counter: str, at_ms: int) -> tuple[e.Event, ...]:
    """The counter works again."""
    return (e.AbsenceNoticeEnded(at_ms=at_ms, counter=counter, by=None),) if counter in state.absences else ()


def after_turning(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """The day is over, and every notice with it."""
    return tuple(e.AbsenceNoticeEnded(at_ms=at_ms, counter=counter, by=None) for counter in state.absences)


def apply_left(state: HallState, event: e.AbsenceNoticeLeft) -> None:
    """For everybody to see."""
    state.absences[event.counter] = Absence(
        counter=event.counter,
        reason=event.reason,
        back_at_ms=event.back_at_ms,
        stand_in=event.stand_in,
        contact=event.contact,
        left_at_ms=event.at_ms,
        by=event.by,
    )


def apply_ended(state: HallState, event: e.AbsenceNoticeEnded) -> None:
    """Nothing of it is left here."""
    del state.absences[event.counter]
