"""The present of a hall as flat ints (现场快照): what a prediction may know, and the one place that knows the layout.

Whoever drives a hall fills in a `Present`; breaks and appointments that lie ahead are fields of it. `pack` makes the
ints that travel to the worker process, `predicted` reads its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.hall.line import NEVER, NONE
from sim.predict import services

FUTURES: Final = 200
MOST_OF_A_LINE: Final = 100
"""At most so many of a line are played; whoever stands behind them is told by QL."""
CV_STEP: Final = 50
"""Coefficients of variation are told in steps of so many thousandths: few tables, and each is made once."""
CV_RANGE: Final = (100, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """mean_ms, cv_permille: of its services. gap_ms: mean time between two who join it, 0 where nobody can.

    credit_ms: head start, levels counted in.
    """

    mean_ms: int
    cv_permille: int = 800
    gap_ms: int = 0
    credit_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """skills: bit mask of lines. serves: line of whom it has now, or None. since_ms: since then, or idle since.

    prefers: (line, credit in ms) of those it would rather serve. pace_permille: how long its services last beside others'.
    """

    skills: int
    is_open: bool
    serves: int | None = None
    since_ms: int = 0
    prefers: tuple[tuple[int, int], ...] = ()
    pace_permille: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A ticket in line. bound: the only counter that may take it. is_ghost: nobody, who shows what a newcomer would wait."""

    line: int
    order_ms: int
    bound: int | None = None
    is_ghost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A counter comes back or leaves at an instant that is known: a break, the end of its hours."""

    at_ms: int
    counter: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Somebody who will join a line: an appointment, say."""

    at_ms: int
    line: int
    order_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A hall now. key: two 31-bit numbers of its day. event: number of the newest event. waiting: in the order of taking.

    closes_ms: when the door shuts, so that nobody comes any more. patience_ms: mean time until somebody who waits
    gives up, None where nobody does.
    """

    now_ms: int
    key: tuple[int, int]
    event: int
    lines: Sequence[Line]
    counters: Sequence[Counter]
    waiting: Sequence[Waiting]
    changes: Sequence[Change] = ()
    expected: Sequence[Expected] = ()
    closes_ms: int = NEVER
    patience_ms: int | None = None
    lowest_first: bool = False
    futures: int = field(default=FUTURES)


def pack(present: Present) -> list[int]:
    """The flat ints of `futures`; the table of a line is the coefficient of variation its services have."""
    flat = [0] * services.HEADER
    flat[services.NOW] = present.now_ms
    flat[services.KEY_A], flat[services.KEY_B] = present.key
    flat[services.EVENT] = present.event
    flat[services.FUTURES] = present.futures
    flat[services.LOWEST_FIRST] = int(present.lowest_first)
    flat[services.CLOSES] = present.closes_ms
    flat[services.PATIENCE] = present.patience_ms or 0
    flat[services.LINES] = len(present.lines)
    flat[services.COUNTERS] = len(present.counters)
    flat[services.TICKETS] = len(present.waiting)
    flat[services.CHANGES] = len(present.changes)
    flat[services.AHEAD] = len(present.expected)
    flat[services.PREFERENCES] = sum(len(counter.prefers) for counter in present.counters)
    for line in present.lines:
        flat += (stepped(line.cv_permille), line.mean_ms, line.gap_ms, line.credit_ms)
    for counter in present.counters:
        serves = NONE if counter.serves is None else counter.serves
        flat += (counter.skills, int(counter.is_open), serves, counter.since_ms, counter.pace_permille)
    for ticket in present.waiting:
        bound = NONE if ticket.bound is None else ticket.bound
        flat += (ticket.line, ticket.order_ms, bound, int(ticket.is_ghost))
    for change in sorted(present.changes, key=lambda each: (each.at_ms, each.counter)):
        flat += (max(change.at_ms, present.now_ms), change.counter, int(change.is_open))
    for coming in sorted(present.expected, key=lambda each: each.at_ms):
        flat += (max(coming.at_ms, present.now_ms), coming.line, coming.order_ms)
    for number, counter in enumerate(present.counters):
        for line_number, credit_ms in counter.prefers:
            flat += (number, line_number, credit_ms)
    return flat


def stepped(cv_permille: int) -> int:
    """The nearest coefficient of variation there are tables of."""
    low, high = CV_RANGE
    return min(max(round(cv_permille / CV_STEP) * CV_STEP, low), high)


@dataclass(frozen=True, slots=True)
class Wait:
    """Of one ticket, from now, in ms. mean_ms: over all futures."""

    p50_ms: int
    p90_ms: int
    mean_ms: int


def predicted(numbers: Sequence[int]) -> list[Wait | None]:
    """By the order of `Present.waiting`; None where, in one future of ten or more, nobody ever may serve the ticket."""
    rows = zip(*(numbers[at :: services.RESULT_WIDTH] for at in range(services.RESULT_WIDTH)), strict=True)
    return [None if most == NEVER else Wait(half, most, mean) for half, most, mean in rows]
