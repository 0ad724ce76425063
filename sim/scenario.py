"""A scenario (情景): one hall, its demand and its staff, as plain values.

Read from TOML by `sim.scenario_file`, which lists every mistake; what stands here is already right.
All times are int milliseconds; instants count from the midnight that begins the day (from the
start of the run where the hall has no hours). Nothing here draws.

Source: docs/scenario.md
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.hall.config import Calling, CounterConfig, HallConfig, IdleOrder, LineConfig, Preference
from sim.distributions import Distribution, mean_ms
from sim.spans import DAY_MS, MINUTE_MS

ENDLESS_MS = 2**59
"""When the one day of a stationary run would turn: never, in practice."""
PREFIX_LETTERS = 26

Interval = tuple[int, int]
"""(from_ms, to_ms), the end excluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of time with one arrival rate. per_hour: expected arrivals an hour."""

    from_ms: int
    to_ms: int
    per_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How a class arrives: by rates, by gaps or by a list; exactly one is given.

    slots: Poisson rates over the hours; without hours they repeat for ever. gap: time between two
    arrivals, counted in opening time only. times_ms: instants, ascending, the same every day.
    """

    slots: tuple[Slot, ...] = ()
    gap: Distribution | None = None
    times_ms: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """One matter class (事项类别): its demand and its place in the order.

    level: absolute priority, 0 first. credit_ms: head start within the level. waiting_room: most
    of this class who may wait, or None. target_ms: wait that should not be exceeded.
    """

    name: str
    arrivals: Arrivals
    service: Distribution
    patience: Distribution | None = None
    level: int = 0
    credit_ms: int = 0
    waiting_room: int | None = None
    target_ms: int = 15 * MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPlan:
    """One counter (窗口) and its calendar.

    serves: indexes of classes. prefers: (class, credit_ms) of those it would rather serve. hours: its own hours, or None: whenever the hall needs it.
    away: breaks; both finish the customer first. duty: hours less away, what the rules use.
    """

    name: str
    serves: tuple[int, ...]
    prefers: tuple[tuple[int, int], ...] = ()
    hours: tuple[Interval, ...] | None = None
    away: tuple[Interval, ...] = ()
    duty: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a run needs. hours: opening hours, () for a stationary run.

    customers, warm_up: arrivals of a stationary run and how many of them are not counted;
    customers is None for hall days.
    """

    name: str
    hours: tuple[Interval, ...]
    classes: tuple[ClassPlan, ...]
    counters: tuple[CounterPlan, ...]
    idle_counter: IdleOrder = IdleOrder.LONGEST_IDLE
    days: int = 1
    seed: int = 1
    customers: int | None = None
    warm_up: int = 0

    @property
    def is_stationary(self) -> bool:
        """Whether the run is one endless day of so many customers."""
        return self.customers is not None

    @property
    def turns_at_ms(self) -> int:
        """When the day turns: no service begins at or after it."""
        return ENDLESS_MS if self.is_stationary else DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """A counter comes on duty or goes off it (finishing its customer first)."""

    at_ms: int
    counter: int
    is_on: bool


def intervals(scenario: Scenario) -> tuple[Interval, ...]:
    """Stretches in which the door is open; one endless stretch in a stationary run."""
    return scenario.hours or ((0, ENDLESS_MS - 1),)


def duty_changes(scenario: Scenario) -> tuple[DutyChange, ...]:
    """Every change of duty in one day, by (instant, counter); duty at 0 ms counts as a change."""
    changes = [
        DutyChange(at_ms=at_ms, counter=index, is_on=is_on)
        for index, counter in enumerate(scenario.counters)
        for interval in counter.duty
        for at_ms, is_on in zip(interval, (True, False), strict=True)
        if is_on or at_ms < scenario.turns_at_ms
    ]
    return tuple(sorted(changes, key=lambda change: (change.at_ms, change.counter)))


def duty_of(hours: tuple[Interval, ...] | None, away: tuple[Interval, ...], turns_at_ms: int) -> tuple[Interval, ...]:
    """Hours less breaks, ascending, touching stretches joined. hours None: the whole day."""
    edges = [(at, step) for pair in hours or ((0, turns_at_ms),) for at, step in zip(pair, (1, -1), strict=True)]
    edges += [(at, step) for pair in away for at, step in zip(pair, (-1, 1), strict=True)]
    duty: list[Interval] = []
    on_duty, since = 0, 0
    for at in sorted({at for at, _ in edges}):
        before = on_duty
        on_duty += sum(step for instant, step in edges if instant == at)
        if before < 1 <= on_duty:
            since = at
        elif on_duty < 1 <= before and at > since:
            duty.append((since, at))
    return tuple(duty)


def hall_config(scenario: Scenario) -> HallConfig:
    """The same hall for the kernel: one line a class (key = its name), automatic calling."""
    lines = tuple(
        LineConfig(
            key=plan.name,
            matter_class=plan.name,
            name_zh=plan.name,
            name_en=plan.name,
            prefix=prefix_of(index),
            credit_ms=plan.credit_ms,
            level=plan.level,
            waiting_room=plan.waiting_room,
            target_ms=plan.target_ms,
            service_ms=max(1, round(mean_ms(plan.service))),
        )
        for index, plan in enumerate(scenario.classes)
    )
    counters = tuple(
        CounterConfig(
            key=plan.name,
            name_zh=plan.name,
            name_en=plan.name,
            serves=tuple(scenario.classes[index].name for index in plan.serves),
            prefers=tuple(
                Preference(line=scenario.classes[index].name, credit_ms=credit_ms) for index, credit_ms in plan.prefers
            ),
        )
        for plan in scenario.counters
    )
    return HallConfig(
        name_zh=scenario.name,
        name_en=scenario.name,
        lines=lines,
        counters=counters,
        calling=Calling.AUTOMATIC,
        idle_order=scenario.idle_counter,
    )


def prefix_of(index: int) -> str:
    """Ticket prefix of a class: A … Z, AA … ZZ."""
    letter = chr(ord("A") + index % PREFIX_LETTERS)
    return letter if index < PREFIX_LETTERS else prefix_of(index // PREFIX_LETTERS - 1) + letter


@dataclass(slots=True, kw_only=True)
class Trace:
    """One day's chance, by ticket index: the order of arrival, (taken_ms, class index).

    line: class index. leaves_ms: when patience ends, `line.NEVER` without patience. need_ms >= 1.
    Whoever is turned away has an index too.
    """

    day: int
    line: list[int]
    taken_ms: list[int]
    need_ms: list[int]
    leaves_ms: list[int]


Outcome = Literal[0, 1, 2, 3]
SERVED: Outcome = 0
ABANDONED: Outcome = 1
TURNED_AWAY: Outcome = 2
EXPIRED: Outcome = 3


@dataclass(slots=True, kw_only=True)
class Visits:
    """What became of a trace, by the same index; statistics read nothing else.

    start_ms: first start of service, `line.NEVER` without one. counter: where, or -1.
    outcome: SERVED (it began), ABANDONED, TURNED_AWAY or EXPIRED.
    """

    trace: Trace
    start_ms: list[int]
    counter: list[int]
    outcome: list[Outcome]


def settle(trace: Trace, start_ms: list[int], counter: list[int], turned_away: set[int], turns_at_ms: int) -> Visits:
    """Visits from starts alone: who neither began nor was turned away gave up, or the day turned."""
    outcome: list[Outcome] = []
    for index, start in enumerate(start_ms):
        if index in turned_away:
            outcome.append(TURNED_AWAY)
        elif start < turns_at_ms:
            outcome.append(SERVED)
        else:
            outcome.append(ABANDONED if trace.leaves_ms[index] <= turns_at_ms else EXPIRED)
    return Visits(trace=trace, start_ms=start_ms, counter=counter, outcome=outcome)
