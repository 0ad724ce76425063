"""The full hall in virtual time (一天): the real `Hall`, agents instead of people, a heap as clock.

A driver like `kiosk.live`: it ticks before it asks, and answers events with commands. The citizen
who is called comes at once; the clerk finishes after the ticket's need; who loses patience gives
up; counters keep their calendars and finish the customer first. All chance comes with the trace,
so this hall and the fast engine give every visit the same first start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import IO

import orjson

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.hall.line import NEVER, NONE, Ticket
from kiosk.hall.refusals import LineFull
from kiosk.journal import Entry, encode_entry
from sim.engine import sample_day
from sim.model import model_of
from sim.scenario import Scenario, Trace, Visits, duty_changes, hall_config, intervals, settle
from sim.spans import DAY_MS

FIRST_MIDNIGHT_MS = 1_795_363_200_000
"""2026-11-23 00:00 in UTC+8: the midnight before the first simulated day, as in the demo."""

# What happens first at one instant; the door moves by the hall's own tick before all of them.
LEAVES, GOES_OFF_OR_ON, REOPENS, ENDS, ARRIVES = range(5)

Journal = Callable[[Entry], None]


def run_day_full(scenario: Scenario, day: int, journal: Journal | None = None) -> Visits:
    """Play one day of a scenario through the real hall.

    day: 0, 1, 2 …, the day of the streams. journal: called with each entry, seq 1, 2, 3 … of
    this day. The hall is fresh every day and empty at its end.
    """
    return FullDay(scenario, day_trace(scenario, day), journal).run()


def day_trace(scenario: Scenario, day: int) -> Trace:
    """The day's chance, drawn by the very code the fast engine draws with."""
    tickets: list[Ticket] = []
    sample_day(model_of(scenario), day, tickets)
    return Trace(
        day=day,
        line=[ticket.line for ticket in tickets],
        taken_ms=[ticket.taken_ms for ticket in tickets],
        need_ms=[ticket.need_ms for ticket in tickets],
        leaves_ms=[ticket.leaves_ms for ticket in tickets],
    )


def journal_writer(stream: IO[bytes]) -> Journal:
    """A journal that writes entries as JSON lines, numbered through all days of a run."""
    written = 0

    def write(entry: Entry) -> None:
        nonlocal written
        written += 1
        stream.write(orjson.dumps(encode_entry(entry) | {"seq": written}) + b"\n")

    return write


class FullDay:
    """One day being played. Times inside are those of the scenario; the hall gets absolute ones."""

    def __init__(self, scenario: Scenario, trace: Trace, journal: Journal | None = None) -> None:
        self.scenario = scenario
        self.trace = trace
        self.journal = journal
        self.base_ms = FIRST_MIDNIGHT_MS + trace.day * DAY_MS
        self.hall = Hall()
        self.seq = 0
        self.heap: list[tuple[int, int, int]] = []
        self.is_on_duty = [False] * len(scenario.counters)
        self.visit_of: dict[str, int] = {}
        self.number_of: dict[int, str] = {}
        self.start_ms = [NEVER] * len(trace.line)
        self.counter = [NONE] * len(trace.line)
        self.turned_away: set[int] = set()

    def run(self) -> Visits:
        """The visits, by ticket index."""
        self._open()
        steps = {
            LEAVES: self._leave,
            GOES_OFF_OR_ON: self._change_duty,
            REOPENS: self._keep_duty,
            ENDS: self._finish,
        }
        arrivals, count = 0, len(self.trace.line)
        while self.heap or arrivals < count:
            # Arrivals are sorted already: a cursor beside the heap, last among equals.
            if self.heap and (arrivals == count or self.heap[0] < (self.trace.taken_ms[arrivals], ARRIVES, 0)):
                at_ms, kind, who = heappop(self.heap)
                if at_ms >= self.scenario.turns_at_ms:
                    break
                steps[kind](who, at_ms)
            else:
                self._arrive(arrivals, self.trace.taken_ms[arrivals])
                arrivals += 1
        if not self.scenario.is_stationary:
            self._tick(self.scenario.turns_at_ms)
        return settle(self.trace, self.start_ms, self.counter, self.turned_away, self.scenario.turns_at_ms)

    def _open(self) -> None:
        self._ask(c.ConfigureHall(config=hall_config(self.scenario)), 0)
        hours = tuple((self.base_ms + opens, self.base_ms + shuts) for opens, shuts in intervals(self.scenario))
        turns_at_ms = self.base_ms + self.scenario.turns_at_ms
        self._ask(c.OpenHall(day=f"day-{self.trace.day}", intervals=hours, turns_at_ms=turns_at_ms), 0)
        for plan in self.scenario.counters:
            self._ask(c.TakeSeat(counter=plan.name, by=plan.name), 0)
        for change in duty_changes(self.scenario):
            heappush(self.heap, (change.at_ms, GOES_OFF_OR_ON, change.counter << 1 | change.is_on))
        for opens_ms, _shuts_ms in intervals(self.scenario):
            for index in range(len(self.scenario.counters)):
                heappush(self.heap, (opens_ms, REOPENS, index))

    def _arrive(self, index: int, at_ms: int) -> None:
        plan = self.scenario.classes[self.trace.line[index]]
        try:
            events = self._ask(c.TakeTicket(line=plan.name), at_ms)
        except LineFull:
            self.turned_away.add(index)
            return
        number = next(event.ticket for event in events if isinstance(event, e.TicketTaken))
        self.visit_of[number] = index
        self.number_of[index] = number
        leaves_ms = self.trace.leaves_ms[index]
        if leaves_ms < self.scenario.turns_at_ms:
            heappush(self.heap, (leaves_ms, LEAVES, index))
        self._come_when_called(events, at_ms)

    def _leave(self, index: int, at_ms: int) -> None:
        number = self.number_of.get(index)
        visit = self.hall.state.visits.get(number) if number is not None else None
        if visit is not None and visit.state is TicketState.WAITING:
            self._ask(c.AbandonTicket(ticket=visit.number), at_ms)

    def _finish(self, index: int, at_ms: int) -> None:
        name = self.scenario.counters[index].name
        self._come_when_called(self._ask(c.FinishService(counter=name, by=name), at_ms), at_ms)

    def _change_duty(self, change: int, at_ms: int) -> None:
        """change: counter << 1, plus 1 if it comes on duty."""
        self.is_on_duty[change >> 1] = bool(change & 1)
        self._keep_duty(change >> 1, at_ms)

    def _keep_duty(self, index: int, at_ms: int) -> None:
        """The clerk does what the calendar says; counters sent home at noon open again."""
        self._tick(at_ms)
        command = self._duty_command(index)
        if command is not None:
            self._come_when_called(self._ask(command, at_ms), at_ms)

    def _duty_command(self, index: int) -> c.Command | None:
        name = self.scenario.counters[index].name
        desk = self.hall.state.desks[index]
        if not self.is_on_duty[index]:
            is_working = desk.state not in {CounterState.CLOSED, CounterState.PAUSED}
            return c.PauseCounter(counter=name, by=name, reason="off duty") if is_working else None
        if desk.state is CounterState.CLOSED:
            return c.OpenCounter(counter=name, by=name)
        if desk.state is CounterState.PAUSED or desk.pending != "stay":
            return c.ResumeCounter(counter=name, by=name)
        return None

    def _come_when_called(self, events: Iterable[e.Event], at_ms: int) -> None:
        for event in events:
            if isinstance(event, e.TicketCalled):
                index = self.visit_of[event.ticket]
                counter = self.hall.state.counter_index[event.counter]
                self._ask(c.StartService(counter=event.counter, by=event.counter), at_ms)
                self.start_ms[index] = at_ms
                self.counter[index] = counter
                heappush(self.heap, (at_ms + self.trace.need_ms[index], ENDS, counter))

    def _tick(self, at_ms: int) -> None:
        now_ms = self.base_ms + at_ms
        due_ms = self.hall.next_deadline()
        if due_ms is not None and due_ms <= now_ms:
            self._write(now_ms, None, self.hall.tick(now_ms))

    def _ask(self, command: c.Command, at_ms: int) -> tuple[e.Event, ...]:
        self._tick(at_ms)
        now_ms = self.base_ms + at_ms
        events = self.hall.handle(command, now_ms)
        self._write(now_ms, command, events)
        return events

    def _write(self, now_ms: int, command: c.Command | None, events: tuple[e.Event, ...]) -> None:
        if self.journal is not None:
            self.seq += 1
            self.journal(Entry(seq=self.seq, at_ms=now_ms, command=command, events=events))
