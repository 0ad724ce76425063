"""Futures of a hall (未来推演): play the present on, some hundred times, over the functions of `line`.

Flat ints in, flat ints out (`present.py` says what stands where). In each future the services under way end
as they may, given how long they have lasted, the counters call as the rules say, and every ticket that
waits now has its start written down. Whoever gives up, and the ghost that stands at the end of a line for
somebody who might join it, is called as well, and then simply not served: their own figure is that of one who
stays, and everybody behind them goes on as if they had left.

mypyc compiles this very file; it knows only `line` and `streams`, and ints.

Source: simulation page §9; docs/decisions/0067-a-wait-is-told-from-two-hundred-futures.md
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from kiosk.hall.line import (
    NEVER,
    NONE,
    Counter,
    Line,
    Ticket,
    begin,
    join,
    leave,
    pick_counter,
    pick_ticket,
    release,
    seat,
)
from sim.predict.services import (
    AHEAD,
    AHEAD_WIDTH,
    CHANGE_WIDTH,
    CHANGES,
    CLOSES,
    COUNTER_WIDTH,
    COUNTERS,
    EVENT,
    FUTURES,
    HEADER,
    KEY_A,
    KEY_B,
    LAST_DRAW,
    LINE_WIDTH,
    LINES,
    LOWEST_FIRST,
    NOW,
    PATIENCE,
    PERMILLE,
    TICKET_WIDTH,
    TICKETS,
    UNIT_BITS,
    Busy,
    Kind,
    latest_passed,
    read_preferences,
)
from sim.streams import FACTOR_A, FACTOR_B, MODULUS_A, MODULUS_B, Stream, Table, quantile

MOST_PASSERS: Final = 400
"""Later arrivals in one future: a hall in which more of them pass is not to be predicted."""


class Futures:
    """One present, played on again and again. starts: of each waiting ticket, one instant a future."""

    __slots__ = (
        "afters",
        "ahead",
        "befores",
        "busy",
        "chance",
        "changes",
        "closes_ms",
        "counters",
        "heads",
        "idles_ms",
        "kinds",
        "lines",
        "lowest_first",
        "now_ms",
        "ones",
        "order",
        "paces",
        "passers",
        "patience_ms",
        "starts",
        "tails",
        "tickets",
        "waiting",
    )

    def __init__(self, flat: list[int], tables: list[Table], ones: Table) -> None:
        """ones: exponential table of mean 1, for gaps and patience."""
        self.ones = ones
        self.now_ms: i64 = flat[NOW]
        self.chance = Stream(flat[KEY_A], flat[KEY_B])
        self.chance.rewind(flat[EVENT])
        self.lowest_first: i64 = flat[LOWEST_FIRST]
        self.closes_ms: i64 = flat[CLOSES]
        self.patience_ms: i64 = flat[PATIENCE]
        at: i64 = HEADER
        self.kinds: list[Kind] = []
        self.lines: list[Line] = []
        end: i64 = at + flat[LINES] * LINE_WIDTH
        while at < end:
            self.kinds.append(Kind(tables[flat[at]], flat[at + 1], flat[at + 2], flat[at + 3]))
            self.lines.append(Line())
            at += LINE_WIDTH
        self.counters: list[Counter] = []
        self.order: list[int] = []
        self.paces: list[int] = []
        self.busy: list[Busy] = []
        at = self.read_counters(flat, at)
        self.tickets: list[Ticket] = []
        self.starts: list[list[int]] = []
        # Whoever is at a counter now has a record behind those who wait.
        self.waiting: i64 = flat[TICKETS]
        end = at + self.waiting * TICKET_WIDTH
        while at < end:
            ticket = Ticket(flat[at], self.now_ms, flat[at + 1])
            ticket.bound = flat[at + 2]
            # A ghost has left already: it is called and not served.
            if flat[at + 3]:
                ticket.leaves_ms = self.now_ms
            self.tickets.append(ticket)
            self.starts.append([])
            at += TICKET_WIDTH
        for _ in self.busy:
            self.tickets.append(Ticket(0, self.now_ms, 0))
        end = at + flat[CHANGES] * CHANGE_WIDTH
        self.changes: list[int] = flat[at:end]
        self.ahead: list[int] = flat[end : end + flat[AHEAD] * AHEAD_WIDTH]
        self.passers: i64 = 0
        self.set_horizons()
        self.line_up()

    def line_up(self) -> None:
        """Put everybody into line once; every future begins with these links."""
        index: i64 = 0
        while index < self.waiting:
            join(self.tickets, self.lines, index)
            index += 1
        self.befores = [int(ticket.before) for ticket in self.tickets]
        self.afters = [int(ticket.after) for ticket in self.tickets]
        self.heads = [int(line.head) for line in self.lines]
        self.tails = [int(line.tail) for line in self.lines]
        self.idles_ms = [int(counter.idle_ms) for counter in self.counters]

    def read_counters(self, flat: list[int], at: i64) -> i64:
        """Counters, the services under way at them, and the order in which idle ones call."""
        idle: list[tuple[int, int]] = []
        prefers = read_preferences(flat)
        number: i64 = 0
        while number < flat[COUNTERS]:
            counter = Counter(flat[at], prefers[number])
            counter.is_open = flat[at + 1]
            line: i64 = flat[at + 2]
            counter.idle_ms = flat[at + 3]
            self.counters.append(counter)
            self.paces.append(flat[at + 4])
            if line >= 0:
                self.busy.append(Busy(number, self.kinds[line], flat[at + 4], flat[at + 3], self.now_ms))
            elif counter.is_open:
                idle.append((0 if self.lowest_first else flat[at + 3], number))
            number += 1
            at += COUNTER_WIDTH
        self.order = [place for _, place in sorted(idle)]
        return at

    def set_horizons(self) -> None:
        """Until when somebody who arrives on a line may pass a ticket that waits now."""
        waiting = self.tickets[: self.waiting]
        for number, kind in enumerate(self.kinds):
            kind.horizon_ms = self.now_ms
            if kind.gap_ms > 0:
                until_ms: i64 = latest_passed(waiting, self.counters, number, len(self.lines)) + kind.credit_ms
                if until_ms > self.now_ms:
                    kind.horizon_ms = until_ms
            if kind.horizon_ms > self.closes_ms:
                kind.horizon_ms = self.closes_ms

    def ones_of(self, mean_ms: i64) -> i64:
        """An exponential span of that mean."""
        return self.chance.draw(self.ones) * mean_ms >> UNIT_BITS

    def need_ms(self, kind: Kind, counter: i64) -> i64:
        """A fresh service at a counter."""
        pace: i64 = self.paces[counter]
        need: i64 = (self.chance.draw(kind.table) * kind.mean_ms >> UNIT_BITS) * pace // PERMILLE
        return need if need > 0 else 1

    def rest_until(self, busy: Busy) -> i64:
        """When a service under way ends, given that it has not ended yet."""
        if busy.low < 0:
            return self.now_ms + self.need_ms(busy.kind, busy.counter)
        chance = self.chance
        a: i64 = chance.a * FACTOR_A % MODULUS_A
        b: i64 = chance.b * FACTOR_B % MODULUS_B
        chance.a = a
        chance.b = b
        number: i64 = a - b
        if number < 1:
            number += MODULUS_A - 1
        # The same draw, of what lies above: exact, where drawing again until one is long enough may go on for ever.
        draw: i64 = busy.low + 1 + (number * (LAST_DRAW - busy.low) >> 31)
        span_ms: i64 = (quantile(busy.kind.table, draw) * busy.kind.mean_ms >> UNIT_BITS) * busy.pace // PERMILLE
        until_ms: i64 = busy.since_ms + span_ms
        return until_ms if until_ms > self.now_ms else self.now_ms

    def rewind(self) -> None:
        """Stand at the present again."""
        tickets = self.tickets
        for number, line in enumerate(self.lines):
            line.head = self.heads[number]
            line.tail = self.tails[number]
        index: i64 = 0
        waiting: i64 = self.waiting
        befores = self.befores
        afters = self.afters
        while index < waiting:
            ticket = tickets[index]
            ticket.start_ms = NEVER
            ticket.before = befores[index]
            ticket.after = afters[index]
            index += 1

    def seat_busy(self) -> None:
        """The services under way, with the ends of this future."""
        for number, desk in enumerate(self.counters):
            desk.ticket = NONE
            desk.until_ms = NEVER
            desk.idle_ms = self.idles_ms[number]
        index: i64 = self.waiting
        for busy in self.busy:
            ticket = self.tickets[index]
            ticket.start_ms = self.now_ms
            counter = self.counters[busy.counter]
            counter.ticket = index
            counter.until_ms = self.rest_until(busy)
            index += 1

    def first_passers(self) -> i64:
        """Draw who comes first on each line; gives the earliest instant."""
        self.passers = 0
        earliest: i64 = NEVER
        for kind in self.kinds:
            kind.next_ms = NEVER
            if kind.horizon_ms > self.now_ms:
                self.advance(kind, self.now_ms)
                if kind.next_ms < earliest:
                    earliest = kind.next_ms
        return earliest

    def advance(self, kind: Kind, after_ms: i64) -> None:
        """The next arrival on a line that may still pass somebody."""
        at_ms: i64 = after_ms + self.ones_of(kind.gap_ms)
        kind.next_ms = at_ms if at_ms < kind.horizon_ms and self.passers < MOST_PASSERS else NEVER

    def arrive(self, line: i64, at_ms: i64, order_ms: i64) -> i64:
        """A ticket of later, ready to join: gives its index."""
        index: i64 = self.waiting + len(self.busy) + self.passers
        if index == len(self.tickets):
            self.tickets.append(Ticket(0, 0, 0))
        ticket = self.tickets[index]
        ticket.line = line
        ticket.taken_ms = at_ms
        ticket.order_ms = order_ms
        ticket.start_ms = NEVER
        self.passers += 1
        return index

    def call(self, counter: i64, now_ms: i64) -> i64:
        """A free counter takes whom the rules give it; how many of those who wait now were called."""
        tickets = self.tickets
        lines = self.lines
        called: i64 = 0
        while True:
            index: i64 = pick_ticket(tickets, lines, self.counters, counter, -NEVER)
            if index < 0:
                return called
            leave(tickets, lines, index)
            ticket = tickets[index]
            if index < self.waiting:
                called += 1
                ticket.start_ms = now_ms
                # Memoryless: whether they are still there is settled when they are called.
                if ticket.leaves_ms < NEVER:
                    continue
                if self.patience_ms > 0 and self.ones_of(self.patience_ms) <= now_ms - self.now_ms:
                    continue
            ticket.need_ms = self.need_ms(self.kinds[ticket.line], counter)
            seat(tickets, self.counters, index, counter)
            begin(tickets, self.counters, counter, now_ms)
            return called

    def play(self) -> None:
        """One future, until everybody has been called or nothing more can happen."""
        self.rewind()
        self.seat_busy()
        counters = self.counters
        passer_ms: i64 = self.first_passers()
        left: i64 = self.waiting
        for free in self.order:
            left -= self.call(free, self.now_ms)
        changes: i64 = len(self.changes)
        change: i64 = 0
        change_ms: i64 = self.changes[0] if changes > 0 else NEVER
        aheads: i64 = len(self.ahead)
        ahead: i64 = 0
        ahead_ms: i64 = self.ahead[0] if aheads > 0 else NEVER
        opened: list[int] = []
        while left > 0:
            end_ms: i64 = NEVER
            ending: i64 = NONE
            for place, desk in enumerate(counters):
                if desk.until_ms < end_ms:
                    end_ms = desk.until_ms
                    ending = place
            comes_ms: i64 = passer_ms if passer_ms < ahead_ms else ahead_ms
            if change_ms <= end_ms and change_ms <= comes_ms:
                if change_ms == NEVER:
                    break
                number: i64 = self.changes[change + 1]
                is_open: i64 = self.changes[change + 2]
                if counters[number].is_open != is_open:
                    opened.append(number)
                    counters[number].is_open = is_open
                    if is_open and counters[number].ticket < 0:
                        counters[number].idle_ms = change_ms
                        left -= self.call(number, change_ms)
                change += CHANGE_WIDTH
                change_ms = self.changes[change] if change < changes else NEVER
            elif end_ms <= comes_ms:
                release(self.tickets, counters, ending, end_ms)
                if counters[ending].is_open:
                    left -= self.call(ending, end_ms)
            elif ahead_ms <= passer_ms:
                self.come(self.ahead[ahead + 1], ahead_ms, self.ahead[ahead + 2])
                ahead += AHEAD_WIDTH
                ahead_ms = self.ahead[ahead] if ahead < aheads else NEVER
            else:
                passer_ms = self.pass_by(passer_ms)
        # As it was at the beginning: every counter that changed has changed an odd or an even number of times.
        for turned in opened:
            counters[turned].is_open = 1 - counters[turned].is_open

    def come(self, line: i64, at_ms: i64, order_ms: i64) -> None:
        """Somebody arrives: called at once where a counter is idle, in line otherwise."""
        index: i64 = self.arrive(line, at_ms, order_ms)
        counter: i64 = pick_counter(self.counters, line, NONE, self.lowest_first)
        if counter < 0:
            join(self.tickets, self.lines, index)
            return
        self.tickets[index].need_ms = self.need_ms(self.kinds[line], counter)
        seat(self.tickets, self.counters, index, counter)
        begin(self.tickets, self.counters, counter, at_ms)

    def pass_by(self, at_ms: i64) -> i64:
        """The earliest of the drawn arrivals comes; gives the instant of the next."""
        earliest: i64 = NEVER
        for number, kind in enumerate(self.kinds):
            if kind.next_ms == at_ms:
                self.come(number, at_ms, at_ms - kind.credit_ms)
                self.advance(kind, at_ms)
            if kind.next_ms < earliest:
                earliest = kind.next_ms
        return earliest

    def note(self) -> None:
        """Write down the starts of the future just played."""
        index: i64 = 0
        waiting: i64 = self.waiting
        while index < waiting:
            self.starts[index].append(self.tickets[index].start_ms)
            index += 1


def predict(flat: list[int], tables: list[Table], ones: Table) -> list[int]:
    """(P50, P90, mean) of each waiting ticket's wait from now in ms, in the order given; NEVER where it may never be."""
    futures = Futures(flat, tables, ones)
    count: i64 = flat[FUTURES]
    played: i64 = 0
    while played < count:
        futures.play()
        futures.note()
        played += 1
    found: list[int] = []
    for starts in futures.starts:
        starts.sort()
        half = starts[(count + 1) // 2 - 1]
        most = starts[((count + 1) * 9 + 9) // 10 - 1]
        found.append(NEVER if half == NEVER else half - futures.now_ms)
        found.append(NEVER if most == NEVER else most - futures.now_ms)
        found.append(NEVER if starts[count - 1] == NEVER else (sum(starts) - futures.now_ms * count) // count)
    return found
