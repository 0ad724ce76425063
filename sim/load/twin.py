"""A recorded run and its virtual twin (孪生): the same arrivals played again in virtual time.

Arrivals keep their recorded stamps; need and patience come by arrival index from the scenario's
own streams. What is left is the cost of the live system. On a single FIFO line nobody can flip, so
every start is held to a bound of its own: latency x services so far in its busy period. Elsewhere
order may flip, and the interval of the paired mean difference alone decides: it has to contain 0 or
the known bias. That is no allowance but a third day: the twin played once more with every service
as much longer as the journal says that it was, so that only what the hops cost sets it apart.

Source: docs/load.md
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.day import FullDay, day_trace
from sim.load.paired import Comparison, Pair, flipped_of, interval_of
from sim.load.waits import Record, records_of
from sim.scenario import ABANDONED, SERVED, Scenario, Trace, Visits


class NotComparable(ValueError):
    """Journal and scenario do not belong together. The message says why."""


def is_single_line(scenario: Scenario) -> bool:
    """One class, nobody leaves or is turned away, no breaks: order cannot flip."""
    plan = scenario.classes[0]
    return (
        len(scenario.classes) == 1
        and plan.patience is None
        and plan.waiting_room is None
        and not any(counter.hours or counter.away for counter in scenario.counters)
    )


def compare_with_twin(
    entries: Sequence[Mapping[str, Any]],
    scenario: Scenario,
    arrivals: Mapping[tuple[str, str], int] | None = None,
    origin_ms: int | None = None,
) -> Comparison:
    """Play the recorded tickets again. entries: a journal as the service lists it.

    arrivals: (day, ticket) -> arrival index where the recorder knows it; other tickets are then
    left out. Without it tickets are matched with the scenario's arrivals by time, class by class.
    origin_ms: service time of the scenario's zero; without it, from the day's opening, or from the
    first ticket of a stationary run.
    Raises NotComparable.
    """
    records = [record for record in records_of(entries) if arrivals is None or (record.day, record.ticket) in arrivals]
    if not records:
        raise NotComparable("the journal has no tickets of this scenario")
    openings = _openings(entries)
    pairs: list[Pair] = []
    delays: list[int] = []
    for number, day in enumerate(dict.fromkeys(record.day for record in records)):
        day_records = [record for record in records if record.day == day]
        first_ms = day_records[0].taken_at_ms
        origin = _origin(scenario, openings, day, first_ms) if origin_ms is None else origin_ms
        trace, indexes = _recorded(day_records, scenario, number, origin, arrivals)
        pairs += _pairs(day_records, scenario, trace, indexes, origin)
        delays += [delay_ms(record, need) for record, need in zip(day_records, trace.need_ms, strict=True)]
    if is_single_line(scenario):
        pairs = _bounded(pairs, records, max(delays))
    mean, half_width = interval_of(pairs)
    known = [pair.known_bias_ms for pair in pairs if pair.difference_ms is not None and pair.known_bias_ms is not None]
    return Comparison(
        is_single_line=is_single_line(scenario),
        latency_ms=max(delays),
        pairs=tuple(pairs),
        mean_difference_ms=mean,
        half_width_ms=half_width,
        known_bias_ms=math.fsum(known) / len(known) if known else None,
        flipped=flipped_of(pairs),
    )


def _openings(entries: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {
        event["day"]: event["intervals"][0][0]
        for entry in entries
        for event in entry["events"]
        if event["type"] == "DayOpened"
    }


def _origin(scenario: Scenario, openings: Mapping[str, int], day: str, first_ms: int) -> int:
    """Service time of the scenario's zero. A stationary run begins when it likes, with its first arrival."""
    if day not in openings:
        raise NotComparable("the journal does not say when its day opened; give it from its first entry on")
    if scenario.hours:
        return openings[day] - scenario.hours[0][0]
    return first_ms - day_trace(scenario, 0).taken_ms[0]


def _recorded(
    records: Sequence[Record],
    scenario: Scenario,
    number: int,
    origin_ms: int,
    arrivals: Mapping[tuple[str, str], int] | None,
) -> tuple[Trace, list[int]]:
    """One recorded day as a trace, and its arrival indexes: recorded stamps, drawn need and patience."""
    drawn = day_trace(scenario, number)
    lines = {plan.name: line for line, plan in enumerate(scenario.classes)}
    unknown = {record.line for record in records} - set(lines)
    if unknown:
        raise NotComparable(f"the scenario has no class {', '.join(sorted(unknown))}")
    taken = [record.taken_at_ms - origin_ms for record in records]
    if arrivals is None:
        indexes = matched([(lines[record.line], at_ms) for record, at_ms in zip(records, taken, strict=True)], drawn)
    else:
        indexes = [arrivals[record.day, record.ticket] for record in records]
    trace = Trace(
        day=number,
        line=[lines[record.line] for record in records],
        taken_ms=taken,
        need_ms=[drawn.need_ms[index] for index in indexes],
        leaves_ms=[_leaves(scenario, drawn, index, at_ms) for index, at_ms in zip(indexes, taken, strict=True)],
    )
    return trace, indexes


def _pairs(
    records: Sequence[Record], scenario: Scenario, trace: Trace, indexes: Sequence[int], origin_ms: int
) -> list[Pair]:
    """One day live, virtual, and virtual with the recorded delays; still without bounds."""
    virtual = FullDay(scenario, trace).run()
    delayed = FullDay(scenario, _delayed(records, trace, origin_ms)).run()
    return [
        Pair(
            day=record.day,
            ticket=record.ticket,
            index=indexes[row],
            matter_class=record.line,
            taken_ms=trace.taken_ms[row],
            need_ms=trace.need_ms[row],
            live_start_ms=None if record.started_at_ms is None else record.started_at_ms - origin_ms,
            virtual_start_ms=virtual.start_ms[row] if virtual.outcome[row] == SERVED else None,
            live_wait_ms=record.stay_ms(),
            virtual_wait_ms=_stay_ms(virtual, row),
            delayed_wait_ms=None if (stay_ms := _stay_ms(delayed, row)) is None else stay_ms + record.reaction_ms(),
        )
        for row, record in enumerate(records)
    ]


def _delayed(records: Sequence[Record], trace: Trace, origin_ms: int) -> Trace:
    """The same citizens with the live system's delays: as long at the counter, as late in leaving."""
    occupied = [record.occupied_ms() for record in records]
    left = [record.left_at_ms for record in records]
    return replace(
        trace,
        need_ms=[need if took is None else took for took, need in zip(occupied, trace.need_ms, strict=True)],
        leaves_ms=[due if at is None else at - origin_ms for at, due in zip(left, trace.leaves_ms, strict=True)],
    )


def _stay_ms(visits: Visits, row: int) -> int | None:
    """From taking to start or leaving; None for whom the turn of the day met waiting."""
    ends = {SERVED: visits.start_ms, ABANDONED: visits.trace.leaves_ms}.get(visits.outcome[row])
    return None if ends is None else ends[row] - visits.trace.taken_ms[row]


def _leaves(scenario: Scenario, drawn: Trace, index: int, taken_ms: int) -> int:
    """Patience counts from the recorded taking; who has none leaves when they would, never."""
    leaves_ms = drawn.leaves_ms[index]
    if scenario.classes[drawn.line[index]].patience is None:
        return leaves_ms
    return taken_ms + leaves_ms - drawn.taken_ms[index]


def delay_ms(record: Record, need_ms: int) -> int:
    """What the live system added to one service: from call to start, and beyond the need or short of it."""
    span_ms = record.span_ms()
    return record.reaction_ms() + (0 if span_ms is None else abs(span_ms - need_ms))


def matched(tickets: Sequence[tuple[int, int]], drawn: Trace) -> list[int]:
    """Arrival indexes of recorded (line, taken_ms): class by class in order, the nearest in time.

    Arrivals without a ticket (turned away, or before the recording) are stepped over.
    """
    by_line: dict[int, list[int]] = {}
    for index, line in enumerate(drawn.line):
        by_line.setdefault(line, []).append(index)
    left = {line: sum(each == line for each, _ in tickets) for line in by_line}
    cursor = dict.fromkeys(by_line, 0)
    indexes = []
    for line, taken_ms in tickets:
        candidates = by_line.get(line, [])
        at = cursor.get(line, 0)
        if at >= len(candidates):
            raise NotComparable("the journal has more tickets than the scenario has arrivals")
        # Never step so far that too few arrivals are left for the tickets still to come.
        while at + left[line] < len(candidates) and abs(drawn.taken_ms[candidates[at + 1]] - taken_ms) <= abs(
            drawn.taken_ms[candidates[at]] - taken_ms
        ):
            at += 1
        indexes.append(candidates[at])
        cursor[line], left[line] = at + 1, left[line] - 1
    return indexes


def _bounded(pairs: Sequence[Pair], records: Sequence[Record], latency_ms: int) -> list[Pair]:
    """Each pair with its bound: the longest delay times the services so far in its busy period.

    A busy period ends when the last citizen has left the hall, live and virtual.
    """
    bounded = []
    day, services, empty_ms = "", 0, 0
    for pair, record in zip(pairs, records, strict=True):
        if pair.day != day or pair.taken_ms >= empty_ms:
            day, services = pair.day, 0
        services += 1
        live_end_ms = (pair.live_start_ms or 0) + (record.span_ms() or 0)
        empty_ms = max(empty_ms, pair.taken_ms, live_end_ms, (pair.virtual_start_ms or 0) + pair.need_ms)
        bounded.append(replace(pair, bound_ms=latency_ms * services))
    return bounded
