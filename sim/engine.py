"""The fast engine (快速引擎): a day as one loop over the functions of `kiosk.hall.line`.

Trace in, trace out: every draw is made before the loop, by ticket index, and nothing in it is left
to chance. Two cursors (arrivals, changes of duty) stand beside the next end of a service; giving
up needs no event, because a leaver is dropped when the front of the line is looked at. mypyc
compiles this very file; it knows only `line` and `streams`, and ints.

Ties at one instant: leavers are gone, then doors and duty, ends of service, arrivals; among equals
the lower counter, then the lower ticket index.

Source: simulation page §5; docs/scenario.md says the same in words.
"""

from __future__ import annotations

from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i64

from kiosk.hall.line import (
    NEVER,
    NONE,
    Counter,
    Line,
    Ticket,
    begin,
    drop_leavers,
    join,
    leave,
    pick_counter,
    pick_ticket,
    release,
    seat,
)
from sim.streams import Stream, Table

AWAY: Final = -2
"""Stands for the counter of whoever was turned away."""

# Kinds of change, and how many ints a change and a slot have.
GOES_OFF: Final = 0
COMES_ON: Final = 1
DOOR_OPENS: Final = 2
DAY_TURNS: Final = 3
CHANGE_WIDTH: Final = 3
SLOT_WIDTH: Final = 3


class Source:
    """One class as ints: how it arrives, what it needs, where it stands in the order.

    gaps: budgets, spent slot by slot; slots: (from_ms, length_ms, capacity) flat, capacity
    in the budget's unit; cycle_ms: after which the slots repeat, 0 if never. times: instants
    instead, where gaps is None. patience: None where nobody gives up. offset_ms: level and
    credit. room: most who may wait, or NONE.
    """

    __slots__ = (
        "arriving",
        "base_ms",
        "cycle_ms",
        "gaps",
        "needing",
        "needs",
        "next_ms",
        "offset_ms",
        "patience",
        "position",
        "room",
        "slots",
        "spent",
        "times",
        "waiting",
    )

    def __init__(
        self,
        gaps: Table | None,
        slots: list[int],
        cycle_ms: i64,
        times: list[int],
        needs: Table,
        patience: Table | None,
        offset_ms: i64,
        room: i64,
        keys: list[int],
    ) -> None:
        self.gaps = gaps
        self.slots = vec[i64](slots)
        self.cycle_ms: i64 = cycle_ms
        self.times = vec[i64](times)
        self.needs = needs
        self.patience = patience
        self.offset_ms: i64 = offset_ms
        self.room: i64 = room
        self.arriving = Stream(keys[0], keys[1])
        self.needing = Stream(keys[2], keys[3])
        self.waiting = Stream(keys[4], keys[5])
        self.next_ms: i64 = NEVER
        self.position: i64 = 0
        self.spent: i64 = 0
        self.base_ms: i64 = 0

    def rewind(self, day: i64) -> None:
        """Stand before the day's first arrival."""
        self.arriving.rewind(day)
        self.needing.rewind(day)
        self.waiting.rewind(day)
        self.position = 0
        self.spent = 0
        self.base_ms = 0
        self.advance()

    def advance(self) -> None:
        """Set next_ms to the following arrival, NEVER after the last."""
        gaps = self.gaps
        if gaps is None:
            if self.position < len(self.times):
                self.next_ms = self.times[self.position]
                self.position += 1
            else:
                self.next_ms = NEVER
            return
        slots = self.slots
        position: i64 = self.position
        spent: i64 = self.spent + self.arriving.draw(gaps)
        count: i64 = len(slots)
        while position < count:
            capacity: i64 = slots[position + 2]
            if spent < capacity:
                self.position = position
                self.spent = spent
                self.next_ms = self.base_ms + slots[position] + spent * slots[position + 1] // capacity
                return
            spent -= capacity
            position += SLOT_WIDTH
            if position == count and self.cycle_ms > 0:
                position = 0
                self.base_ms += self.cycle_ms
        self.position = position
        self.next_ms = NEVER


class Model:
    """A scenario as ints. skills: bit mask a counter; prefers: credit of each class there, None without any; changes: (at_ms, kind, counter) flat, ascending,
    the day's turn last. customers: where a stationary run ends, 0 for hall days.
    """

    __slots__ = ("changes", "customers", "has_rooms", "lowest_first", "prefers", "skills", "sources")

    def __init__(
        self,
        sources: list[Source],
        skills: list[int],
        prefers: list[list[int] | None],
        changes: list[int],
        lowest_first: i64,
        customers: i64,
    ) -> None:
        self.sources = sources
        self.skills = skills
        self.prefers = prefers
        self.changes = vec[i64](changes)
        self.lowest_first: i64 = lowest_first
        self.customers: i64 = customers
        self.has_rooms = any(source.room >= 0 for source in sources)


def sample_day(model: Model, day: i64, tickets: list[Ticket]) -> i64:
    """Draw a day into the ticket records, which are reused day after day; gives the arrivals.

    In the order of arrival, (taken_ms, class index).
    """
    sources = model.sources
    classes: i64 = len(sources)
    number: i64 = 0
    while number < classes:
        sources[number].rewind(day)
        number += 1
    count: i64 = 0
    stored: i64 = len(tickets)
    limit: i64 = model.customers
    while limit == 0 or count < limit:
        earliest: i64 = 0
        taken_ms: i64 = sources[0].next_ms
        number = 1
        while number < classes:
            next_ms: i64 = sources[number].next_ms
            if next_ms < taken_ms:
                earliest = number
                taken_ms = next_ms
            number += 1
        if taken_ms == NEVER:
            break
        source = sources[earliest]
        source.advance()
        need_ms: i64 = source.needing.draw(source.needs)
        if need_ms < 1:
            need_ms = 1
        leaves_ms: i64 = NEVER
        patience = source.patience
        if patience is not None:
            patience_ms: i64 = source.waiting.draw(patience)
            if patience_ms < 1:
                patience_ms = 1
            leaves_ms = taken_ms + patience_ms
        if count == stored:
            tickets.append(Ticket(0, 0, 0))
            stored += 1
        put(tickets[count], earliest, taken_ms, taken_ms + source.offset_ms, leaves_ms, need_ms)
        count += 1
    return count


def put(ticket: Ticket, line: i64, taken_ms: i64, order_ms: i64, leaves_ms: i64, need_ms: i64) -> None:
    """Use a ticket record for a new visit."""
    ticket.line = line
    ticket.taken_ms = taken_ms
    ticket.order_ms = order_ms
    ticket.leaves_ms = leaves_ms
    ticket.need_ms = need_ms
    ticket.bound = NONE
    ticket.before = NONE
    ticket.after = NONE
    ticket.start_ms = NEVER
    ticket.counter = NONE


def run_day(model: Model, tickets: list[Ticket], count: i64, served_by: list[int]) -> None:
    """Play the first `count` tickets; each start is left in its record.

    served_by: by ticket index, gets the counter, NONE, or AWAY for whoever was turned away.
    """
    changes = model.changes
    lowest_first: i64 = model.lowest_first
    lines = [Line() for _ in model.sources]
    counters = [Counter(skills, prefers) for skills, prefers in zip(model.skills, model.prefers)]  # noqa: B905 - as long by their making
    idle: i64 = 0
    cursor: i64 = 0
    change: i64 = 0
    arrival_ms: i64 = NEVER
    if count > 0:
        arrival_ms = tickets[0].taken_ms
    change_ms: i64 = changes[0]
    end_ms: i64 = NEVER
    ending: i64 = NONE
    now_ms: i64
    counter: i64
    index: i64
    number: i64
    while True:
        counter = NONE
        index = NONE
        if arrival_ms < end_ms and arrival_ms < change_ms:
            now_ms = arrival_ms
            number = tickets[cursor].line
            # Most arrivals of a busy hall find nobody idle: no need to look at every counter.
            if idle > 0:
                counter = pick_counter(counters, number, NONE, lowest_first)
            if counter >= 0:
                # Called at once: nobody stands before it in a line, so it need not stand there itself.
                index = cursor
            elif model.has_rooms and is_full(model, tickets, lines, number, now_ms):
                served_by[cursor] = AWAY
            else:
                served_by[cursor] = NONE
                join(tickets, lines, cursor)
            cursor += 1
            arrival_ms = NEVER
            if cursor < count:
                arrival_ms = tickets[cursor].taken_ms
        elif end_ms < change_ms:
            now_ms = end_ms
            counter = ending
            release(tickets, counters, counter, now_ms)
            end_ms = NEVER
            for place, desk in enumerate(counters):
                if desk.until_ms < end_ms:
                    end_ms = desk.until_ms
                    ending = place
            if counters[counter].is_open:
                idle += 1
                index = pick_ticket(tickets, lines, counters, counter, now_ms)
                if index >= 0:
                    leave(tickets, lines, index)
        else:
            now_ms = change_ms
            kind: i64 = changes[change + 1]
            if kind == DAY_TURNS:
                break
            number = changes[change + 2]
            change += CHANGE_WIDTH
            change_ms = changes[change]
            if kind == DOOR_OPENS:
                rest(counters, now_ms)
            elif kind == GOES_OFF:
                counters[number].is_open = 0
                if counters[number].ticket < 0:
                    idle -= 1
            else:
                counters[number].is_open = 1
                if counters[number].ticket < 0:
                    counters[number].idle_ms = now_ms
                    idle += 1
                    counter = number
                    index = pick_ticket(tickets, lines, counters, counter, now_ms)
                    if index >= 0:
                        leave(tickets, lines, index)
        if index >= 0:
            seat(tickets, counters, index, counter)
            until_ms: i64 = begin(tickets, counters, counter, now_ms)
            served_by[index] = counter
            idle -= 1
            if until_ms < end_ms or (until_ms == end_ms and counter < ending):
                end_ms = until_ms
                ending = counter


def is_full(model: Model, tickets: list[Ticket], lines: list[Line], line: i64, now_ms: i64) -> bool:
    """Whether so many of a class wait that whoever comes now turns away."""
    room: i64 = model.sources[line].room
    # Leavers only make the line shorter: a line that is short enough with them needs no looking through.
    if room < 0 or lines[line].size < room:
        return False
    drop_leavers(tickets, lines, line, now_ms)
    return lines[line].size >= room


def rest(counters: list[Counter], now_ms: i64) -> None:
    """The door opens: every counter that is ready counts as idle from now."""
    for counter in counters:
        if counter.is_open and counter.ticket < 0:
            counter.idle_ms = now_ms


class Columns:
    """What became of many days, one row an arrival: packed 64-bit ints, which numpy reads as they lie."""

    __slots__ = ("counter", "day", "leaves_ms", "line", "need_ms", "start_ms", "taken_ms")

    def __init__(self) -> None:
        self.day = vec[i64]()
        self.line = vec[i64]()
        self.taken_ms = vec[i64]()
        self.need_ms = vec[i64]()
        self.leaves_ms = vec[i64]()
        self.start_ms = vec[i64]()
        self.counter = vec[i64]()


def append_day(columns: Columns, day: i64, tickets: list[Ticket], count: i64, served_by: list[int]) -> None:
    """Copy one played day out of the records."""
    index: i64 = 0
    while index < count:
        ticket = tickets[index]
        columns.day = append(columns.day, day)
        columns.line = append(columns.line, ticket.line)
        columns.taken_ms = append(columns.taken_ms, ticket.taken_ms)
        columns.need_ms = append(columns.need_ms, ticket.need_ms)
        columns.leaves_ms = append(columns.leaves_ms, ticket.leaves_ms)
        columns.start_ms = append(columns.start_ms, ticket.start_ms)
        columns.counter = append(columns.counter, served_by[index])
        index += 1


class Days:
    """Plays days one after the other, on one set of records."""

    __slots__ = ("model", "served_by", "tickets")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.tickets: list[Ticket] = []
        self.served_by: list[int] = []

    def play(self, day: i64) -> i64:
        """Draw and play a day; gives the number of arrivals."""
        count: i64 = sample_day(self.model, day, self.tickets)
        self.make_room(count)
        run_day(self.model, self.tickets, count, self.served_by)
        return count

    def make_room(self, count: i64) -> None:
        """Have at least so many records."""
        while len(self.tickets) < count:
            self.tickets.append(Ticket(0, 0, 0))
        while len(self.served_by) < count:
            self.served_by.append(NONE)

    def waits(self, first_day: i64, days: i64) -> list[int]:
        """Of so many days: arrivals, started, sum of the waits of those in ms, sum of their starts."""
        arrived: i64 = 0
        started: i64 = 0
        waited_ms: i64 = 0
        check_ms: i64 = 0
        day: i64 = first_day
        while day < first_day + days:
            count: i64 = self.play(day)
            index: i64 = 0
            while index < count:
                ticket = self.tickets[index]
                if ticket.start_ms != NEVER:
                    started += 1
                    waited_ms += ticket.start_ms - ticket.taken_ms
                    check_ms += ticket.start_ms
                index += 1
            arrived += count
            day += 1
        return [arrived, started, waited_ms, check_ms]

    def columns(self, first_day: i64, days: i64) -> Columns:
        """Of so many days: every visit."""
        columns = Columns()
        day: i64 = first_day
        while day < first_day + days:
            count: i64 = self.play(day)
            append_day(columns, day, self.tickets, count, self.served_by)
            day += 1
        return columns
