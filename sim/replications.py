"""Many days of one scenario (重复), in blocks: by the compiled engine, the plain one or the full hall.

A block holds a stretch of days and is forgotten once it has been summed up, so that memory stays
flat in the number of days.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from kiosk.hall.line import NEVER, NONE, Ticket
from sim import engine as plain_engine, fast
from sim.engine import AWAY
from sim.model import model_of
from sim.sampling import Ints, Sampler
from sim.scenario import TURNED_AWAY, Scenario, Trace, Visits, settle

BLOCK_VISITS = 50_000
"""About so many arrivals a block."""
MAX_BLOCK_DAYS = 256


@dataclass(slots=True)
class Block:
    """What became of some days, an array a field, one row an arrival, by (day, ticket index).

    start_ms: NEVER if service never began. counter: index, NONE, or AWAY if turned away.
    """

    day: Ints
    line: Ints
    taken_ms: Ints
    need_ms: Ints
    leaves_ms: Ints
    start_ms: Ints
    counter: Ints

    def trace(self, day: int) -> Trace:
        """The chance in a block of this one day."""
        return Trace(
            day=day,
            line=self.line.tolist(),
            taken_ms=self.taken_ms.tolist(),
            need_ms=self.need_ms.tolist(),
            leaves_ms=self.leaves_ms.tolist(),
        )


Player = Callable[[int, int], Block]
"""(first day, number of days) -> what became of them."""


def fast_player(scenario: Scenario) -> tuple[str, Player]:
    """The fast engine and the name reports give it: compiled where that copy exists."""
    compiled = fast.load()
    if compiled is not None:
        return "fast compiled", compiled_player(scenario, compiled)
    return "fast plain", plain_player(scenario)


def compiled_player(scenario: Scenario, compiled: ModuleType) -> Player:
    """Days drawn and played inside the compiled engine."""
    days = compiled.Days(model_of(scenario, compiled))

    def play(first: int, count: int) -> Block:
        """Days drawn and played in one call."""
        columns = days.columns(first, count)
        return Block(**{name: np.asarray(getattr(columns, name)) for name in Block.__dataclass_fields__})

    return play


def plain_player(scenario: Scenario) -> Player:
    """Days drawn with numpy and played by the plain engine: the same integers."""
    model = model_of(scenario)
    sampler = Sampler(model)
    days = plain_engine.Days(model)

    def play(first: int, count: int) -> Block:
        """Days drawn together, played one by one."""
        sample = sampler.sample(range(first, first + count))
        starts: list[int] = []
        served_by: list[int] = []
        edges = np.searchsorted(sample.day, np.arange(first, first + count + 1))
        rows = [sample.line, sample.taken_ms, sample.order_ms, sample.leaves_ms, sample.need_ms]
        with _no_collection():
            for low, high in pairwise(edges.tolist()):
                size = high - low
                days.make_room(size)
                fill(days.tickets, *(row[low:high].tolist() for row in rows))
                plain_engine.run_day(model, days.tickets, size, days.served_by)
                starts += [ticket.start_ms for ticket in days.tickets[:size]]
                served_by += days.served_by[:size]
        return Block(
            day=sample.day,
            line=sample.line,
            taken_ms=sample.taken_ms,
            need_ms=sample.need_ms,
            leaves_ms=sample.leaves_ms,
            start_ms=np.array(starts, dtype=np.int64),
            counter=np.array(served_by, dtype=np.int64),
        )

    return play


@contextmanager
def _no_collection() -> Iterator[None]:
    # Records refer to nobody: the collector would only walk them again and again (a third of a long run).
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def fill(
    tickets: list[Ticket],
    lines: list[int],
    taken_ms: list[int],
    order_ms: list[int],
    leaves_ms: list[int],
    need_ms: list[int],
) -> None:
    """Use the records for a drawn day, as `engine.put` does for one visit."""
    for ticket, line, taken, order, leaves, need in zip(
        tickets, lines, taken_ms, order_ms, leaves_ms, need_ms, strict=False
    ):
        ticket.line = line
        ticket.taken_ms = taken
        ticket.order_ms = order
        ticket.leaves_ms = leaves
        ticket.need_ms = need
        ticket.start_ms = NEVER
        ticket.bound = ticket.before = ticket.after = ticket.counter = NONE


def visits_player(play_day: Callable[[int], Visits]) -> Player:
    """Days played one by one by somebody else, e.g. `sim.day`."""

    def play(first: int, count: int) -> Block:
        """Days one by one."""
        return block_of([play_day(day) for day in range(first, first + count)])

    return play


def block_of(days: list[Visits]) -> Block:
    """Visits as a block."""

    def column(values: Iterator[list[int]]) -> Ints:
        return np.array([value for day in values for value in day], dtype=np.int64)

    away = [[int(outcome == TURNED_AWAY) for outcome in visits.outcome] for visits in days]
    return Block(
        day=column([visits.trace.day] * len(visits.start_ms) for visits in days),
        line=column(visits.trace.line for visits in days),
        taken_ms=column(visits.trace.taken_ms for visits in days),
        need_ms=column(visits.trace.need_ms for visits in days),
        leaves_ms=column(visits.trace.leaves_ms for visits in days),
        start_ms=column(visits.start_ms for visits in days),
        counter=np.where(column(iter(away)) == 1, AWAY, column(visits.counter for visits in days)),
    )


def blocks(
    scenario: Scenario, play: Player, days: int, block_days: int = MAX_BLOCK_DAYS
) -> Iterator[tuple[int, int, Block]]:
    """Days 0 … days - 1, a block at a time: (first day, number of days, what became of them)."""
    size = 1
    first = 0
    while first < days:
        count = min(size, days - first)
        block = play(first, count)
        yield first, count, block
        first += count
        arrived = max(1, len(block.day) // count)
        size = 1 if scenario.is_stationary else min(block_days, max(1, BLOCK_VISITS // arrived))


def run_trace(scenario: Scenario, trace: Trace, engine: ModuleType | None = None) -> Visits:
    """Play one given day on the fast engine (compiled if given one): trace in, starts out."""
    used: Any = engine or plain_engine
    model = model_of(scenario, used)
    tickets = []
    for line, taken, need, leaves in zip(trace.line, trace.taken_ms, trace.need_ms, trace.leaves_ms, strict=True):
        ticket = used.Ticket(line, taken, taken + model.sources[line].offset_ms, leaves, max(need, 1))
        tickets.append(ticket)
    served_by = [NONE] * len(tickets)
    used.run_day(model, tickets, len(tickets), served_by)
    turned_away = {index for index, counter in enumerate(served_by) if counter == AWAY}
    counters = [max(counter, NONE) for counter in served_by]
    starts = [ticket.start_ms for ticket in tickets]
    return settle(trace, starts, counters, turned_away, scenario.turns_at_ms)


def trace_of(scenario: Scenario, day: int) -> Trace:
    """One day's chance, by ticket index."""
    model = model_of(scenario)
    tickets: list[Ticket] = []
    count = plain_engine.sample_day(model, day, tickets)
    return Trace(
        day=day,
        line=[ticket.line for ticket in tickets[:count]],
        taken_ms=[ticket.taken_ms for ticket in tickets[:count]],
        need_ms=[ticket.need_ms for ticket in tickets[:count]],
        leaves_ms=[ticket.leaves_ms for ticket in tickets[:count]],
    )


def days_of(scenario: Scenario, play: Player, day: int) -> Visits:
    """One played day as visits."""
    block = play(day, 1)
    away = set(np.nonzero(block.counter == AWAY)[0].tolist())
    counters = np.maximum(block.counter, NONE).tolist()
    return settle(block.trace(day), block.start_ms.tolist(), counters, away, scenario.turns_at_ms)
