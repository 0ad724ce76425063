"""A scenario turned into the ints the fast engine loops over (情景 → 整数模型).

The engine may be the plain or the compiled one: its module is an argument, because each has
records of its own.
"""

from __future__ import annotations

from types import ModuleType

from kiosk.hall.line import LEVEL_MS, NONE
from sim import engine as plain_engine
from sim.distributions import Distribution, table_of
from sim.scenario import Arrivals, ClassPlan, CounterPlan, Interval, Scenario, duty_changes
from sim.spans import MINUTE_MS
from sim.streams import Table, key_of

ARRIVAL_UNIT = 2**20
"""One expected arrival, in the integers a Poisson budget is counted in."""
PRODUCT_LIMIT = 2**61
"""Capacity x length of a slot stays below this, or the slot is cut in two."""
ONE_ARRIVAL = Distribution("exponential", (1.0,))
"""Budget between two Poisson arrivals, in expected arrivals."""
Tables = dict[tuple[Distribution, int], Table]
STREAMS = ("arrivals", "service", "patience")
CYCLE_MS = 3_600_000


def model_of(scenario: Scenario, engine: ModuleType = plain_engine) -> plain_engine.Model:
    """The scenario as ints, in records of the given engine."""
    tables: Tables = {}
    sources = [_source(scenario, plan, engine, tables) for plan in scenario.classes]
    skills = [sum(1 << index for index in plan.serves) for plan in scenario.counters]
    prefers = [_preferences(scenario, plan) for plan in scenario.counters]
    model: plain_engine.Model = engine.Model(
        sources,
        skills,
        prefers,
        _changes(scenario),
        int(scenario.idle_counter == "lowest_number"),
        scenario.customers or 0,
    )
    return model


def _preferences(scenario: Scenario, plan: CounterPlan) -> list[int] | None:
    """Credit of every class at a counter; None where it prefers none."""
    credits_ms = dict(plan.prefers)
    return [credits_ms.get(index, 0) for index in range(len(scenario.classes))] if credits_ms else None


def _source(scenario: Scenario, plan: ClassPlan, engine: ModuleType, tables: Tables) -> plain_engine.Source:
    def table(distribution: Distribution, unit: int = MINUTE_MS) -> Table:
        # Shared by all classes that draw alike: fewer tables stay in the processor's cache.
        if (distribution, unit) not in tables:
            tables[distribution, unit] = engine.Table(table_of(distribution, unit))
        return tables[distribution, unit]

    slots = slots_of(plan.arrivals, scenario.hours)
    gap = plan.arrivals.gap
    gaps = table(ONE_ARRIVAL, ARRIVAL_UNIT) if plan.arrivals.slots else None if gap is None else table(gap)
    source: plain_engine.Source = engine.Source(
        gaps,
        slots,
        0 if scenario.hours else sum(slots[1::3]),
        list(plan.arrivals.times_ms or ()),
        table(plan.service),
        None if plan.patience is None else table(plan.patience),
        plan.level * LEVEL_MS - plan.credit_ms,
        NONE if plan.waiting_room is None else plan.waiting_room,
        [key for stream in STREAMS for key in key_of(scenario.seed, f"{stream}/{plan.name}")],
    )
    return source


def slots_of(arrivals: Arrivals, hours: tuple[Interval, ...]) -> list[int]:
    """Flat (from_ms, length_ms, capacity): where budgets are spent, and how fast."""
    flat: list[int] = []
    if arrivals.slots:
        for slot in arrivals.slots:
            _add_slot(flat, slot.from_ms, slot.to_ms, slot.per_hour)
    elif arrivals.gap is not None:
        # A gap is spent at one millisecond a millisecond, in opening time only.
        for from_ms, to_ms in hours or ((0, CYCLE_MS),):
            flat += [from_ms, to_ms - from_ms, to_ms - from_ms]
    return flat


def _add_slot(flat: list[int], from_ms: int, to_ms: int, per_hour: float) -> None:
    length_ms = to_ms - from_ms
    capacity = round(per_hour * length_ms / 3_600_000 * ARRIVAL_UNIT)
    if capacity * length_ms < PRODUCT_LIMIT or length_ms == 1:
        flat += [from_ms, length_ms, capacity]
        return
    middle_ms = from_ms + length_ms // 2
    _add_slot(flat, from_ms, middle_ms, per_hour)
    _add_slot(flat, middle_ms, to_ms, per_hour)


def _changes(scenario: Scenario) -> list[int]:
    changes = [
        (change.at_ms, plain_engine.COMES_ON if change.is_on else plain_engine.GOES_OFF, change.counter)
        for change in duty_changes(scenario)
    ]
    changes += [(opens_ms, plain_engine.DOOR_OPENS, 0) for opens_ms, _ in scenario.hours]
    changes.append((scenario.turns_at_ms, plain_engine.DAY_TURNS, 0))
    return [number for change in sorted(changes) for number in change]
