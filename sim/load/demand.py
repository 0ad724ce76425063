"""The scenario's demand and staff (需求与排班) as the load generator needs them: arrivals and duties."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from sim.day import day_trace
from sim.load.schedule import Arrival, Duty
from sim.scenario import Scenario, duty_changes


def arrivals_of(scenario: Scenario, day: int, customers: int | None = None) -> list[Arrival]:
    """One day's citizens by the simulator's own streams, the first `customers` of them.

    Their instants are the scenario's: ms since midnight, or since the start of a stationary run.
    """
    if customers is not None and scenario.customers is not None:
        # A prefix of the streams, not all 400,000 of them cut afterwards.
        scenario = replace(scenario, customers=min(customers, scenario.customers), warm_up=0)
    trace = day_trace(scenario, day)
    has_patience = [plan.patience is not None for plan in scenario.classes]
    return [
        Arrival(
            index=index,
            matter_class=scenario.classes[line].name,
            at_ms=taken_ms,
            need_ms=need_ms,
            patience_ms=leaves_ms - taken_ms if has_patience[line] else None,
        )
        for index, (line, taken_ms, need_ms, leaves_ms) in enumerate(
            zip(trace.line, trace.taken_ms, trace.need_ms, trace.leaves_ms, strict=True)
        )
    ][:customers]


def duties_of(scenario: Scenario, early_ms: int = 0) -> list[Duty]:
    """Everybody's changes of duty in a day, in the order of the simulator: by (instant, counter).

    The hall sends its counters home when the door shuts; they open again early_ms before the door
    does, so that nobody waits for the way of that command: while the door is shut it costs nothing.
    """
    changes = duty_changes(scenario)
    last = {change.counter: change for change in changes}
    duties = [
        Duty(change.at_ms, change.counter, change.is_on, is_last=change is last[change.counter] and not change.is_on)
        for change in changes
    ]
    for (_, shut_ms), (opens_ms, _) in pairwise(scenario.hours):
        at_ms = max((shut_ms + opens_ms) // 2, opens_ms - early_ms)
        duties += [Duty(at_ms, counter, None) for counter in range(len(scenario.counters))]
    return sorted(duties, key=lambda duty: (duty.at_ms, duty.counter))
