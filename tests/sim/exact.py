"""Exact properties of any run: each checker gives what breaks it, [] for a right one.

They look at visits and calendars alone and know nothing of how the engine came to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kiosk.hall.line import LEVEL_MS, NEVER
from sim.engine import AWAY, Columns
from sim.scenario import Interval, Scenario, Visits


@dataclass(frozen=True)
class Visit:
    """One arrival. start_ms: None if never served. counter: None without one."""

    index: int
    line: int
    taken_ms: int
    need_ms: int
    leaves_ms: int
    start_ms: int | None
    counter: int | None
    is_away: bool = False

    @property
    def end_ms(self) -> int | None:
        """When its service ends."""
        return None if self.start_ms is None else self.start_ms + self.need_ms


@dataclass(frozen=True)
class Run:
    """What became of one day of a scenario."""

    scenario: Scenario
    visits: tuple[Visit, ...]

    def left_ms(self, visit: Visit) -> int:
        """When it stopped waiting: began, left, or the day turned."""
        if visit.start_ms is not None:
            return visit.start_ms
        return min(visit.leaves_ms, self.scenario.turns_at_ms)

    def order(self, visit: Visit, counter: int) -> tuple[int, int]:
        """The smaller is called first, at this counter."""
        plan = self.scenario.classes[visit.line]
        preference_ms = dict(self.scenario.counters[counter].prefers).get(visit.line, 0)
        return visit.taken_ms + plan.level * LEVEL_MS - plan.credit_ms - preference_ms, visit.index

    @property
    def joined(self) -> list[Visit]:
        """All but those turned away."""
        return [visit for visit in self.visits if not visit.is_away]

    @property
    def served(self) -> list[Visit]:
        """All whose service began."""
        return [visit for visit in self.visits if visit.start_ms is not None]

    def services(self, counter: int) -> list[Interval]:
        """Stretches in which a counter serves, by beginning."""
        mine = [visit for visit in self.served if visit.counter == counter]
        return sorted((visit.start_ms or 0, visit.end_ms or 0) for visit in mine)

    def is_on_duty(self, counter: int, at_ms: int) -> bool:
        """Whether the calendar has it at work at an instant."""
        return any(from_ms <= at_ms < to_ms for from_ms, to_ms in self.scenario.counters[counter].duty)

    def free(self, counter: int) -> list[Interval]:
        """Stretches in which a counter is on duty and serves nobody."""
        stretches = []
        for from_ms, to_ms in self.scenario.counters[counter].duty:
            at_ms = from_ms
            for begins, ends in self.services(counter):
                if begins >= to_ms:
                    break
                if begins > at_ms:
                    stretches.append((at_ms, begins))
                at_ms = max(at_ms, ends)
            if at_ms < to_ms:
                stretches.append((at_ms, to_ms))
        return stretches


def run_of_columns(scenario: Scenario, columns: Columns) -> Run:
    """A day of the fast engine."""
    rows = zip(
        columns.line,
        columns.taken_ms,
        columns.need_ms,
        columns.leaves_ms,
        columns.start_ms,
        columns.counter,
        strict=True,
    )
    return Run(
        scenario,
        tuple(
            Visit(
                index,
                line,
                taken,
                need,
                leaves,
                None if start == NEVER else start,
                counter if counter >= 0 else None,
                counter == AWAY,
            )
            for index, (line, taken, need, leaves, start, counter) in enumerate(rows)
        ),
    )


def run_of_visits(scenario: Scenario, visits: Visits, turned_away: int) -> Run:
    """A day of the full hall. turned_away: the outcome that says so."""
    trace = visits.trace
    return Run(
        scenario,
        tuple(
            Visit(
                index,
                trace.line[index],
                trace.taken_ms[index],
                trace.need_ms[index],
                trace.leaves_ms[index],
                None if start == NEVER else start,
                visits.counter[index] if visits.counter[index] >= 0 else None,
                visits.outcome[index] == turned_away,
            )
            for index, start in enumerate(visits.start_ms)
        ),
    )


def waits_unlike_the_line(run: Run) -> list[str]:
    """Little's law to the last tick: the sum of the waits is the line's length summed over time, in whole ms."""
    steps = sorted([(v.taken_ms, 1) for v in run.joined] + [(run.left_ms(v), -1) for v in run.joined])
    area_ms, size, before_ms, found = 0, 0, 0, []
    # At one instant arrivals stand first in this list, so the length never falls below zero by a tie.
    for at_ms, step in sorted(steps, key=lambda each: (each[0], -each[1])):
        area_ms += size * (at_ms - before_ms)
        size, before_ms = size + step, at_ms
        if size < 0:
            found.append(f"fewer than nobody wait at {at_ms}")
    waited_ms = sum(run.left_ms(v) - v.taken_ms for v in run.joined)
    if size or area_ms != waited_ms:
        found.append(f"{size} still wait, {area_ms} ms of line for {waited_ms} ms of waits")
    return found


def in_no_state_or_two(run: Run) -> list[str]:
    """Conservation: everybody is served, left, was turned away or expired; exactly one of them."""
    turns_at_ms = run.scenario.turns_at_ms
    found = []
    for visit in run.visits:
        is_without = visit.start_ms is None and not visit.is_away
        has_left, is_expired = visit.leaves_ms <= turns_at_ms, visit.leaves_ms > turns_at_ms
        states = (visit.start_ms is not None, visit.is_away, is_without and has_left, is_without and is_expired)
        if sum(states) != 1 or (visit.counter is None) != (visit.start_ms is None):
            found.append(f"{visit} is in {sum(states)} states")
    return found


def served_two_at_once(run: Run) -> list[str]:
    """No counter ever serves two."""
    return [
        f"counter {counter}: {before} and {after}"
        for counter in range(len(run.scenario.counters))
        for before, after in pairwise(run.services(counter))
        if after[0] < before[1]
    ]


def idle_while_somebody_waits(run: Run) -> list[str]:
    """No idle open counter while somebody it may serve waits, not for a millisecond."""
    return [
        f"counter {counter} is free {free} while {visit} waits"
        for counter, plan in enumerate(run.scenario.counters)
        for free in run.free(counter)
        for visit in run.joined
        if visit.line in plan.serves and max(free[0], visit.taken_ms) < min(free[1], run.left_ms(visit))
    ]


def overtaken(run: Run) -> list[str]:
    """First come first served in a class; across classes, nobody passes a smaller order at a counter that serves both."""
    return [
        f"{visit} passed {other}"
        for visit in run.served
        for other in run.joined
        if other.line in run.scenario.counters[visit.counter or 0].serves
        and other.taken_ms < (visit.start_ms or 0) < run.left_ms(other)
        and run.order(other, visit.counter or 0) < run.order(visit, visit.counter or 0)
    ]


def begun_after_leaving(run: Run) -> list[str]:
    """Nobody begins after having left, before having come, or after the day's turn."""
    return [
        f"{visit}"
        for visit in run.served
        if not visit.taken_ms <= (visit.start_ms or 0) < min(visit.leaves_ms, run.scenario.turns_at_ms)
    ]


def begun_by_a_closed_counter(run: Run) -> list[str]:
    """A closed counter begins nobody, and nobody whom its skills do not allow."""
    return [
        f"{visit}"
        for visit in run.served
        if not run.is_on_duty(visit.counter or 0, visit.start_ms or 0)
        or visit.line not in run.scenario.counters[visit.counter or 0].serves
    ]


def more_served_than_staff(run: Run) -> list[str]:
    """Number being served <= counters on duty + those finishing their last customer."""
    found = []
    everybody = range(len(run.scenario.counters))
    for at_ms in sorted({visit.start_ms or 0 for visit in run.served}):
        in_service = [v for v in run.served if (v.start_ms or 0) <= at_ms < (v.end_ms or 0)]
        finishing = {v.counter for v in in_service if not run.is_on_duty(v.counter or 0, at_ms)}
        staff = sum(run.is_on_duty(counter, at_ms) for counter in everybody) + len(finishing)
        if len(in_service) > staff:
            found.append(f"{len(in_service)} in service at {at_ms}, {staff} at work")
    return found


def wrongly_turned_away(run: Run) -> list[str]:
    """Turned away exactly if nobody who may serve is idle and the class's room is full."""
    found = []
    free = [run.free(counter) for counter in range(len(run.scenario.counters))]
    for visit in run.visits:
        room = run.scenario.classes[visit.line].waiting_room
        ahead = [v for v in run.joined if v.line == visit.line and v.index < visit.index]
        waiting = sum(run.left_ms(v) > visit.taken_ms for v in ahead)
        is_full = room is not None and waiting >= room and visit.start_ms != visit.taken_ms
        is_idle = any(
            from_ms <= visit.taken_ms < to_ms
            for counter, plan in enumerate(run.scenario.counters)
            if visit.line in plan.serves
            for from_ms, to_ms in free[counter]
        )
        if visit.is_away != is_full or (visit.is_away and is_idle):
            found.append(f"{visit}, {waiting} waiting, room for {room}")
    return found


PROPERTIES: dict[str, Callable[[Run], list[str]]] = {
    check.__name__: check
    for check in (
        waits_unlike_the_line,
        in_no_state_or_two,
        served_two_at_once,
        idle_while_somebody_waits,
        overtaken,
        begun_after_leaving,
        begun_by_a_closed_counter,
        more_served_than_staff,
        wrongly_turned_away,
    )
}


def broken(run: Run) -> dict[str, list[str]]:
    """Every property that a run breaks, with what breaks it."""
    return {name: found for name, check in PROPERTIES.items() if (found := check(run))}
