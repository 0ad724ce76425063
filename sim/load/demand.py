"""The scenario's demand and staff (需求与排班) as the load generator needs them: arrivals and duties."""

from __future__ import annotations

from dataclasses import replace

from sim.day import day_trace
from sim.load.clerk import Duty
from sim.load.schedule import Arrival
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


def duties_of(scenario: Scenario, counter: int) -> list[Duty]:
    """One counter's changes of duty in a day; the last one home closes it."""
    changes = [change for change in duty_changes(scenario) if change.counter == counter]
    return [Duty(change.at_ms, change.is_on, is_last=change is changes[-1] and not change.is_on) for change in changes]
