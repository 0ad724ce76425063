"""The present of a live hall for the futures (现场快照): the one place where the kernel's records become flat ints.

Breaks and appointments that lie ahead are known to the hall; whoever knows more hands it in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.hall.booking_rules import BookedEnd
from kiosk.hall.breaks import REASON as BREAK
from kiosk.hall.config import IdleOrder, ReliefKind, ReliefRule
from kiosk.hall.kinds import APPOINTMENT
from kiosk.hall.lifecycles import BUSY_COUNTERS, DoorState
from kiosk.hall.line import NEVER, NONE
from kiosk.hall.state import HallState, busy, configured
from kiosk.live.forecasts import Raw
from kiosk.live.service_times import ServiceTimes
from sim.predict.present import (
    MOST_OF_A_LINE,
    Change,
    Counter,
    Expected,
    Line,
    Present,
    Waiting,
    pack,
    predicted,
)

MASK_31: Final = 0x7FFFFFFF
PERMILLE: Final = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """What the worker is asked. flat: the ints; numbers: of the tickets, then lines: of the ghosts, in its order."""

    flat: list[int]
    numbers: list[str]
    lines: list[int]
    taken: int

    def answered(self, ints: Sequence[int]) -> tuple[dict[str, Raw | None], dict[int, Raw | None]]:
        """By ticket and by line."""
        waits = [None if wait is None else Raw(wait.p50_ms, wait.p90_ms) for wait in predicted(ints)]
        count = len(self.numbers)
        return dict(zip(self.numbers, waits[:count], strict=True)), dict(zip(self.lines, waits[count:], strict=True))


def question(
    state: HallState,
    times: ServiceTimes,
    now_ms: int,
    seq: int,
    changes: Sequence[Change] = (),
    expected: Sequence[Expected] = (),
    relieved_by: ReliefRule | None = None,
) -> Question:
    """Of a hall that has a day. seq: of the newest entry. relieved_by: as if this rule's counter were open, or helped, now.

    Raises HallNotConfigured.
    """
    config, day = configured(state), state.day
    # In the order of taking, as the rules' ties are; nothing here grows with a line beyond its first hundred.
    indexes = sorted(index for line in range(len(config.lines)) for index in _first(state, line))
    numbers = [state.numbers[index] for index in indexes]
    waiting = [_waiting(state, index) for index in indexes]
    ghosts = [index for index, line in enumerate(state.lines) if line.size <= MOST_OF_A_LINE]
    waiting += [Waiting(line=index, order_ms=_order(state, index, now_ms), is_ghost=True) for index in ghosts]
    present = Present(
        now_ms=now_ms,
        key=key_of("" if day is None else day.day),
        event=seq & MASK_31,
        lines=_lines(state, times, now_ms),
        counters=_counters(state, times, now_ms)
        if relieved_by is None
        else _relieved(state, times, now_ms, relieved_by),
        waiting=waiting,
        changes=(*breaks_ahead(state, now_ms), *changes),
        expected=(*appointments_ahead(state, now_ms), *expected),
        closes_ms=_closes_ms(state),
        patience_ms=times.patience_ms,
        lowest_first=config.idle_order is IdleOrder.LOWEST_NUMBER,
    )
    return Question(pack(present), numbers, ghosts, len(state.tickets))


def breaks_ahead(state: HallState, now_ms: int) -> list[Change]:
    """Open counters that will be away for a planned break, and come back; and those that are away for one now.

    A break that waits for its citizen moves with them: it lasts at least its length from now.
    """
    found = []
    for counter, (record, desk) in enumerate(zip(state.counters, state.desks, strict=True)):
        if desk.break_until_ms is not None and desk.reason == BREAK:
            until_ms = max(desk.break_until_ms, now_ms + (desk.break_ms or 0)) if busy(desk) else desk.break_until_ms
            found.append(Change(at_ms=until_ms, counter=counter, is_open=True))
        elif not record.is_open:
            continue
        for begins_ms, ends_ms in desk.breaks:
            found += (
                Change(at_ms=begins_ms, counter=counter, is_open=False),
                Change(at_ms=ends_ms, counter=counter, is_open=True),
            )
    return found


def appointments_ahead(state: HallState, now_ms: int) -> list[Expected]:
    """Whoever has booked a slot of this day and has not come yet, as if they came on time."""
    if state.day is None or not state.bookings:
        return []
    config = configured(state)
    found = []
    for booking in state.bookings.values():
        line = config.line_of(booking.matter_class, APPOINTMENT)
        service = config.booking.service(booking.service)
        in_line = service is not None and service.ends_in is BookedEnd.TICKET
        if in_line and line is not None and booking.day == state.day.day and booking.slot_at_ms >= now_ms:
            order_ms = config.order_of(config.lines[line], booking.slot_at_ms)
            found.append(Expected(at_ms=booking.slot_at_ms, line=line, order_ms=order_ms))
    return found


def key_of(day: str) -> tuple[int, int]:
    """Seed of a day's futures."""
    number = int.from_bytes(hashlib.blake2b(f"estimates/{day}".encode(), digest_size=8).digest())
    return number & MASK_31, number >> 32 & MASK_31


def _first(state: HallState, line: int) -> list[int]:
    """Indexes of the first of a line, as many as are asked about."""
    index, found = int(state.lines[line].head), list[int]()
    while index != NONE and len(found) < MOST_OF_A_LINE:
        found.append(index)
        index = int(state.tickets[index].after)
    return found


def _waiting(state: HallState, index: int) -> Waiting:
    ticket = state.tickets[index]
    bound = None if ticket.bound == NONE else int(ticket.bound)
    return Waiting(line=int(ticket.line), order_ms=int(ticket.order_ms), bound=bound)


def _order(state: HallState, line: int, now_ms: int) -> int:
    config = configured(state)
    return config.order_of(config.lines[line], now_ms)


def _lines(state: HallState, times: ServiceTimes, now_ms: int) -> list[Line]:
    opened_at_ms = now_ms if state.day is None else state.day.intervals[0][0]
    found = []
    config = configured(state)
    for line in config.lines:
        mean_ms, cv = times.fits[line.key].lognormal(line.service_ms) if line.key in times.fits else (None, None)
        found.append(
            Line(
                mean_ms=line.service_ms if mean_ms is None else mean_ms,
                cv_permille=800 if cv is None else round(cv * PERMILLE),
                gap_ms=times.gap_ms(line.key, now_ms, opened_at_ms),
                # What a line's order is ahead of the moment of joining, levels counted in.
                credit_ms=-config.order_of(line, 0),
            )
        )
    return found


def _counters(state: HallState, times: ServiceTimes, now_ms: int) -> list[Counter]:
    config, found = configured(state), []
    means_ms = {line.key: line.service_ms for line in config.lines}
    for counter, record, desk in zip(config.counters, state.counters, state.desks, strict=True):
        serves, since_ms = None, int(record.idle_ms)
        if desk.state in BUSY_COUNTERS:
            visit = state.visits[state.numbers[int(record.ticket)]]
            serves, since_ms = visit.line, now_ms if visit.called_at_ms is None else visit.called_at_ms
        prefers = tuple((line, int(credit_ms)) for line, credit_ms in enumerate(record.credits_ms) if credit_ms > 0)
        found.append(
            Counter(
                skills=int(record.skills),
                is_open=bool(record.is_open),
                serves=serves,
                since_ms=since_ms,
                prefers=prefers,
                pace_permille=times.pace_permille(counter.key, means_ms),
            )
        )
    return found


def _relieved(state: HallState, times: ServiceTimes, now_ms: int, rule: ReliefRule) -> list[Counter]:
    """The counters as they would be: a spare one idle from now, a helping one with what it would be lent."""
    counters, number = _counters(state, times, now_ms), state.counter_index[rule.counter]
    own = counters[number]
    if rule.kind is ReliefKind.TIDE:
        counters[number] = replace(own, is_open=True, serves=None, since_ms=now_ms)
        return counters
    serves = [state.line_index[key] for key in configured(state).counters[number].serves]
    credits_ms = {line: rule.own_credit_ms for line in serves if rule.own_credit_ms}
    for line, credit_ms in own.prefers:
        credits_ms[line] = credits_ms.get(line, 0) + credit_ms
    lent = sum(1 << state.line_index[key] for key in rule.lines)
    counters[number] = replace(own, skills=own.skills | lent, prefers=tuple(credits_ms.items()))
    return counters


def _closes_ms(state: HallState) -> int:
    day = state.day
    if day is None or day.door is not DoorState.OPEN:
        return NEVER if day is not None and day.opens_at_ms is not None else 0
    return NEVER if day.closes_at_ms is None else day.closes_at_ms
