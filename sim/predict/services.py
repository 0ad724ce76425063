"""What a future is made of (推演要素): where things stand in the flat copy, services under way, lines that people join.

Compiled with `futures`; it knows only `line` and `streams`, and ints.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from kiosk.hall.line import NEVER, NONE
from sim.streams import Table, quantile

UNIT_BITS: Final = 20
"""Tables are of mean 1, which is so many bits; a draw times a mean in ms, shifted back, is ms."""
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
HEADER: Final = 13
LINE_WIDTH: Final = 4
COUNTER_WIDTH: Final = 4
TICKET_WIDTH: Final = 4
CHANGE_WIDTH: Final = 3
AHEAD_WIDTH: Final = 3
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
    """A service under way when the futures begin. low: largest draw that would have ended by now, or NONE in the tail."""

    __slots__ = ("counter", "kind", "low", "since_ms")

    def __init__(self, counter: i64, kind: Kind, since_ms: i64, low: i64) -> None:
        self.counter: i64 = counter
        self.kind = kind
        self.since_ms: i64 = since_ms
        self.low: i64 = low


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
