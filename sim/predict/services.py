"""What a future is made of (推演要素): where things stand in the flat copy, services under way, lines that people join.

Compiled with `futures`; it knows only `line` and `streams`, and ints.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from kiosk.hall.line import NEVER, NONE, Counter, Ticket, lead
from sim.streams import Table, quantile

UNIT_BITS: Final = 20
"""Tables are of mean 1, which is so many bits; a draw times a mean in ms, shifted back, is ms."""
PERMILLE: Final = 1000
LAST_DRAW: Final = 2147483562
TAIL_DRAWS: Final = 2**20
"""Above the last 1/2,048 of its table nothing is known of a service: the rest is as long as a fresh one."""

# Where things stand in the flat copy; `present.py` writes them.
NOW: Final = 0
KEY_A: Final = 1
KEY_B: Final = 2
EVENT: Final = 3
FUTURES: Final = 4
LOWEST_FIRST: Final = 5
CLOSES: Final = 6
PATIENCE: Final = 7
LINES: Final = 8
COUNTERS: Final = 9
TICKETS: Final = 10
CHANGES: Final = 11
AHEAD: Final = 12
PREFERENCES: Final = 13
HEADER: Final = 14
LINE_WIDTH: Final = 4
COUNTER_WIDTH: Final = 5
TICKET_WIDTH: Final = 4
CHANGE_WIDTH: Final = 3
AHEAD_WIDTH: Final = 3
PREFERENCE_WIDTH: Final = 3
RESULT_WIDTH: Final = 3


class Kind:
    """How long one line's services last, and who may come later and pass. table: index; gap_ms: 0 if nobody can."""

    __slots__ = ("credit_ms", "gap_ms", "horizon_ms", "mean_ms", "next_ms", "table")

    def __init__(self, table: Table, mean_ms: i64, gap_ms: i64, credit_ms: i64) -> None:
        self.table = table
        self.mean_ms: i64 = mean_ms
        self.gap_ms: i64 = gap_ms
        self.credit_ms: i64 = credit_ms
        self.horizon_ms: i64 = NEVER
        self.next_ms: i64 = NEVER


class Busy:
    """A service under way when the futures begin. pace: how long this counter's services last, in thousandths of others'.

    low: largest draw that would have ended by now, or NONE in the tail.
    """

    __slots__ = ("counter", "kind", "low", "pace", "since_ms")

    def __init__(self, counter: i64, kind: Kind, pace: i64, since_ms: i64, now_ms: i64) -> None:
        self.counter: i64 = counter
        self.kind = kind
        self.pace: i64 = pace
        self.since_ms: i64 = since_ms
        self.low: i64 = lowest_draw(kind, (now_ms - since_ms) * PERMILLE // pace)


def lowest_draw(kind: Kind, elapsed_ms: i64) -> i64:
    """Largest draw whose service has ended after elapsed_ms; NONE where too little of the table lies above."""
    low: i64 = 0
    high: i64 = LAST_DRAW
    while high - low > 1:
        middle: i64 = (low + high) >> 1
        if quantile(kind.table, middle) * kind.mean_ms >> UNIT_BITS > elapsed_ms:
            high = middle
        else:
            low = middle
    return NONE if LAST_DRAW - low < TAIL_DRAWS else low


def read_preferences(flat: list[int]) -> list[list[int] | None]:
    """Of each counter the credit of every line there, None where it prefers none; (counter, line, credit) at the very end."""
    found: list[list[int] | None] = [None] * flat[COUNTERS]
    at: i64 = len(flat) - flat[PREFERENCES] * PREFERENCE_WIDTH
    end: i64 = len(flat)
    while at < end:
        counter: i64 = flat[at]
        credits_ms = found[counter]
        if credits_ms is None:
            credits_ms = [0] * flat[LINES]
            found[counter] = credits_ms
        credits_ms[flat[at + 1]] = flat[at + 2]
        at += PREFERENCE_WIDTH
    return found


def latest_passed(tickets: list[Ticket], counters: list[Counter], line: i64, lines: i64) -> i64:
    """The order below which somebody on `line` stands before one of these tickets, at some counter: -NEVER without any."""
    latest: list[int] = [-NEVER] * lines
    for ticket in tickets:
        if ticket.order_ms > latest[ticket.line]:
            latest[ticket.line] = ticket.order_ms
    best: i64 = -NEVER
    other: i64 = 0
    while other < lines:
        order_ms: i64 = latest[other]
        if order_ms > -NEVER:
            order_ms += lead(counters, line, other, NONE, 0)
            if order_ms > best:
                best = order_ms
        other += 1
    return best
