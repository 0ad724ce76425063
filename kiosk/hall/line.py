"""Who is next (叫号规则).

Int-only records and pure functions: no enum, no string, no I/O and no chance, because the live
hall calls this file, the simulator's fast engine loops over it, and mypyc compiles the very same
source (`sim/fast`). It differs from the rest of the house: the records are mutable and hold only
64-bit ints (but for the list of a counter that prefers lines), tests of skills read
`skills >> line & 1`, and -1 means "none" for indexes alone.

A discipline is one number, `order_ms`, the moment from which a ticket counts as waiting: FIFO is
the taking, a priority is a credit, an appointment counts from its slot, a transfer keeps its
number. A counter's preference is a credit too, that counts at this counter alone. Ties fall to the ticket taken first, so a day replays exactly. The number orders and
nothing else: waits are counted from the taking (or the slot).

Source: docs/decisions/0001-one-number-orders-every-line.md
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

NONE: Final = -1
"""No ticket, no counter, no neighbour. Indexes only: `order_ms` may be negative."""
NEVER: Final = 2**61
"""A time that does not come. Every real time is below 2**60."""
LEVEL_MS: Final = 2**40
"""Distance between two absolute priority levels: 35 years, longer than any run."""
NO_CREDITS: Final[list[int]] = []
"""Of all counters that prefer no line; nobody writes into it."""
MAX_LINES: Final = 62
"""Lines a skill mask can name without touching the sign bit."""


class Ticket:
    """One visit as the rules of order see it.

    line: index of the line it stands in. taken_ms, order_ms, leaves_ms: instants; need_ms: length
    of its service. bound: the only counter that may take it, or NONE. before, after: neighbours in
    the line. start_ms: first start of service, NEVER until then. counter: who has it, or NONE.
    """

    __slots__ = (
        "after",
        "before",
        "bound",
        "counter",
        "leaves_ms",
        "line",
        "need_ms",
        "order_ms",
        "start_ms",
        "taken_ms",
    )

    def __init__(self, line: i64, taken_ms: i64, order_ms: i64, leaves_ms: i64 = NEVER, need_ms: i64 = 0) -> None:
        self.line: i64 = line
        self.taken_ms: i64 = taken_ms
        self.order_ms: i64 = order_ms
        self.leaves_ms: i64 = leaves_ms
        self.need_ms: i64 = need_ms
        self.bound: i64 = NONE
        self.before: i64 = NONE
        self.after: i64 = NONE
        self.start_ms: i64 = NEVER
        self.counter: i64 = NONE


class Counter:
    """One counter: skills is a bit mask of lines; is_open 0 or 1; ticket it has, or NONE.

    until_ms: end of the present service (simulated halls). idle_ms: since when it has had nobody.
    prefers: bit mask of lines with a credit here. credits_ms: that of every line, empty where prefers is 0.
    """

    __slots__ = ("credits_ms", "idle_ms", "is_open", "prefers", "skills", "ticket", "until_ms")

    def __init__(self, skills: i64, credits_ms: list[int] | None = None) -> None:
        self.skills: i64 = skills
        self.credits_ms: list[int] = NO_CREDITS if credits_ms is None else credits_ms
        self.prefers: i64 = 0
        if credits_ms is not None:
            bit: i64 = 1
            for credit_ms in credits_ms:
                if credit_ms > 0:
                    self.prefers |= bit
                bit <<= 1
        self.is_open: i64 = 0
        self.ticket: i64 = NONE
        self.until_ms: i64 = NEVER
        self.idle_ms: i64 = 0


class Line:
    """Tickets waiting for one matter class and kind, linked both ways, sorted by order_ms."""

    __slots__ = ("head", "size", "tail")

    def __init__(self) -> None:
        self.head: i64 = NONE
        self.tail: i64 = NONE
        self.size: i64 = 0


def join(tickets: list[Ticket], lines: list[Line], index: i64) -> None:
    """Put a ticket into its line, behind all with the same or an earlier (order_ms, index).

    Searched from the tail: an ordinary ticket is in place at once.
    """
    ticket = tickets[index]
    line = lines[ticket.line]
    order_ms: i64 = ticket.order_ms
    after: i64 = NONE
    before: i64 = line.tail
    while before >= 0:
        other = tickets[before]
        if other.order_ms < order_ms or (other.order_ms == order_ms and before < index):
            break
        after = before
        before = other.before
    ticket.before = before
    ticket.after = after
    if before >= 0:
        tickets[before].after = index
    else:
        line.head = index
    if after >= 0:
        tickets[after].before = index
    else:
        line.tail = index
    line.size += 1


def leave(tickets: list[Ticket], lines: list[Line], index: i64) -> None:
    """Take a ticket out of its line, wherever it stands."""
    ticket = tickets[index]
    line = lines[ticket.line]
    before: i64 = ticket.before
    after: i64 = ticket.after
    if before >= 0:
        tickets[before].after = after
    else:
        line.head = after
    if after >= 0:
        tickets[after].before = before
    else:
        line.tail = before
    ticket.before = NONE
    ticket.after = NONE
    line.size -= 1


def drop_leavers(tickets: list[Ticket], lines: list[Line], line: i64, now_ms: i64) -> None:
    """Remove everybody from a line whose patience has ended by now.

    Needed before `size` is read as a number of people: a leaver is otherwise only
    dropped when the front of the line is looked at.
    """
    index: i64 = lines[line].head
    while index >= 0:
        after: i64 = tickets[index].after
        if tickets[index].leaves_ms <= now_ms:
            leave(tickets, lines, index)
        index = after


def pick_ticket(tickets: list[Ticket], lines: list[Line], counters: list[Counter], counter: i64, now_ms: i64) -> i64:
    """Ticket this counter takes now, or NONE: smallest (order_ms less its preference, index) its skills allow.

    Whoever has left by now is dropped from the front; tickets bound elsewhere are passed over.
    """
    skills: i64 = counters[counter].skills
    prefers: i64 = counters[counter].prefers
    best: i64 = NONE
    best_order: i64 = 0
    for number, line in enumerate(lines):
        if line.head >= 0 and skills >> number & 1:
            index: i64 = line.head
            while index >= 0:
                ticket = tickets[index]
                if ticket.leaves_ms <= now_ms:
                    after: i64 = ticket.after
                    leave(tickets, lines, index)
                    index = after
                elif ticket.bound >= 0 and ticket.bound != counter:
                    index = ticket.after
                else:
                    order_ms: i64 = ticket.order_ms
                    if prefers != 0 and prefers >> number & 1:
                        order_ms -= counters[counter].credits_ms[number]
                    if best < 0 or order_ms < best_order or (order_ms == best_order and index < best):
                        best = index
                        best_order = order_ms
                    break
    return best


def pick_counter(counters: list[Counter], line: i64, bound: i64, lowest_first: i64) -> i64:
    """Idle open counter that takes an arrival, or NONE: smallest (idle since, counter).

    lowest_first: 1 where the lowest-numbered idle counter calls, whoever has been idle longest.
    """
    best: i64 = NONE
    best_idle: i64 = 0
    for index, counter in enumerate(counters):
        if counter.ticket < 0 and counter.is_open and counter.skills >> line & 1 and (bound < 0 or bound == index):
            if lowest_first:
                return index
            if best < 0 or counter.idle_ms < best_idle:
                best = index
                best_idle = counter.idle_ms
    return best


def take(tickets: list[Ticket], lines: list[Line], counters: list[Counter], index: i64, counter: i64) -> None:
    """A counter takes a waiting ticket out of its line (the call)."""
    leave(tickets, lines, index)
    seat(tickets, counters, index, counter)


def seat(tickets: list[Ticket], counters: list[Counter], index: i64, counter: i64) -> None:
    """A counter has a ticket that stands in no line."""
    tickets[index].counter = counter
    counters[counter].ticket = index


def begin(tickets: list[Ticket], counters: list[Counter], counter: i64, now_ms: i64) -> i64:
    """Service starts for the ticket the counter has; only the first start is kept. Gives its end."""
    record = counters[counter]
    ticket = tickets[record.ticket]
    if ticket.start_ms == NEVER:
        ticket.start_ms = now_ms
    until_ms: i64 = now_ms + ticket.need_ms
    record.until_ms = until_ms
    return until_ms


def release(tickets: list[Ticket], counters: list[Counter], counter: i64, now_ms: i64) -> None:
    """The counter lets go of its ticket (finished, parked, transferred, no-show) and is idle."""
    record = counters[counter]
    tickets[record.ticket].counter = NONE
    record.ticket = NONE
    record.until_ms = NEVER
    record.idle_ms = now_ms


def lead(counters: list[Counter], line: i64, mine: i64, bound: i64, open_only: i64) -> i64:
    """How much later a ticket of `line` may come than one of the line `mine` and yet be taken first.

    The largest difference of the two preferences among the counters that serve both; 0 without preferences.
    bound: the only counter that counts, or NONE. open_only: 1 where those that are not open do not count.
    """
    best: i64 = 0
    is_found: i64 = 0
    for number, counter in enumerate(counters):
        both: i64 = counter.skills >> line & counter.skills >> mine & 1
        if both and (bound < 0 or bound == number) and (counter.is_open or open_only == 0):
            ahead_ms: i64 = 0
            if counter.prefers >> line & 1:
                ahead_ms += counter.credits_ms[line]
            if counter.prefers >> mine & 1:
                ahead_ms -= counter.credits_ms[mine]
            if is_found == 0 or ahead_ms > best:
                best = ahead_ms
                is_found = 1
    return best


def people_ahead(tickets: list[Ticket], lines: list[Line], counters: list[Counter], index: i64) -> i64:
    """Waiting tickets that the open counters allowed to take this one would take first.

    Counted over all lines those counters serve; if none is open, over those any counter
    that may serve it has. Where counters prefer different lines, whoever goes first at one of
    them is counted. Leavers still linked are counted: drop them first.
    """
    mine = tickets[index]
    open_reach: i64 = 0
    any_reach: i64 = 0
    prefers: i64 = 0
    number: i64 = 0
    count: i64 = len(counters)
    while number < count:
        counter = counters[number]
        if counter.skills >> mine.line & 1 and (mine.bound < 0 or mine.bound == number):
            any_reach |= counter.skills
            prefers |= counter.prefers
            if counter.is_open:
                open_reach |= counter.skills
        number += 1
    reach: i64 = open_reach if open_reach else any_reach
    ahead: i64 = 0
    line: i64 = 0
    count = len(lines)
    while line < count:
        if reach >> line & 1:
            limit: i64 = mine.order_ms
            if prefers != 0:
                limit += lead(counters, line, mine.line, mine.bound, 1 if open_reach else 0)
            other: i64 = lines[line].head
            while other >= 0:
                theirs = tickets[other].order_ms
                if theirs > limit or (theirs == limit and other >= index):
                    break
                ahead += 1
                other = tickets[other].after
        line += 1
    return ahead
