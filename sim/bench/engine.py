"""The engines against SimPy on the three workloads (引擎与 SimPy 对比).

Five paired rounds on one core, CPU seconds, the median of the per-round ratios. SimPy's models stand
here in their best honest form: (a) and (b) with its own resources, (c) with a dispatcher around plain
events, because its resources know neither skills nor breaks; who gives up is dropped when the front
of a line is looked at, as ours does, which spares SimPy an event. Before the race all play the same
integer draws, (c) the full hall as well: if the sums of waits are not equal, the race is void and
its row says so. Tables and models are built before the clock runs; `end to end` counts them too.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import simpy

from kiosk.hall.line import NEVER
from sim import fast
from sim.bench.cores import one_core
from sim.bench.rows import Row, row
from sim.day import run_day_full
from sim.distributions import forget_tables
from sim.model import model_of
from sim.replications import Block, fast_player, plain_player, visits_player
from sim.scenario import ClassPlan, Scenario, Trace
from sim.scenario_file import load_scenario
from sim.simulate import run_scenario

ROUNDS = 5
UNIT = "customers/CPU s"
PLAIN_BAR = 4
COMPILED_BARS = {"a": 20, "b": 20, "c": 40}
END_TO_END_BAR = 1_000_000
COMPILED_DAYS = 1000
SHARED_DAYS = 3
NOBODY: Mapping[str, Callable[[], int]] = MappingProxyType({})
Arrival = tuple[float, int, float, float]
"""(taken, class, need, leaves): ints when fed with a trace, floats when SimPy draws for itself."""
Events = Generator[simpy.Event, Any, None]


def arrivals_of(trace: Trace) -> Iterable[Arrival]:
    """A trace as SimPy's models read it."""
    return zip(trace.taken_ms, trace.line, trace.need_ms, trace.leaves_ms, strict=True)


def drawn_run(scenario: Scenario, seed: int) -> Iterable[Arrival]:
    """A stationary run drawn as a SimPy user would: the standard generator, floats, one stream a class."""
    chance = random.Random(seed)
    rates = [plan.arrivals.slots[0].per_hour / 3_600_000 for plan in scenario.classes]
    total, classes = sum(rates), range(len(rates))
    now = 0.0
    for _ in range(scenario.customers or 0):
        now += chance.expovariate(total)
        number = chance.choices(classes, rates)[0] if len(rates) > 1 else 0
        yield now, number, chance.expovariate(1 / 60_000), math.inf


def drawn_day(scenario: Scenario, seed: int) -> Iterable[Arrival]:
    """Workload (c), one day: arrivals slot by slot, lognormal needs, exponential patience."""
    chance = random.Random(seed)
    shapes = [_shape(plan) for plan in scenario.classes]
    shares = [plan.arrivals.slots[0].per_hour for plan in scenario.classes]
    classes = range(len(shares))
    slots = zip(*(plan.arrivals.slots for plan in scenario.classes), strict=True)
    for slot in slots:
        rate = sum(part.per_hour for part in slot) / 3_600_000
        now = slot[0].from_ms + chance.expovariate(rate)
        while now < slot[0].to_ms:
            number = chance.choices(classes, shares)[0]
            need = chance.lognormvariate(*shapes[number])
            yield now, number, need, now + chance.expovariate(1 / 1_800_000)
            now += chance.expovariate(rate)


def _shape(plan: ClassPlan) -> tuple[float, float]:
    mean, cv = plan.service.values
    variance = math.log1p(cv * cv)
    return math.log(mean * 60_000) - variance / 2, math.sqrt(variance)


class SimpyRun:
    """Workloads (a) and (b): one resource, with priorities if there are several classes."""

    def __init__(self, scenario: Scenario, arrivals: Iterable[Arrival]) -> None:
        self.env = simpy.Environment()
        servers = len(scenario.counters)
        self.has_levels = len(scenario.classes) > 1
        kind = simpy.PriorityResource if self.has_levels else simpy.Resource
        self.counters = kind(self.env, capacity=servers)
        self.arrivals = arrivals
        self.waited: float = 0
        self.arrived = 0

    def run(self) -> tuple[int, float]:
        """Arrivals and the sum of waits."""
        self.env.process(self.source())
        self.env.run()
        return self.arrived, self.waited

    def source(self) -> Events:
        """Lets customers in."""
        env, customer = self.env, self.ranked if self.has_levels else self.customer
        for taken, number, need, _leaves in self.arrivals:
            yield env.timeout(taken - env.now)
            self.arrived += 1
            env.process(customer(taken, number, need))

    def customer(self, taken: float, _number: int, need: float) -> Events:
        """Waits and is served."""
        with self.counters.request() as turn:
            yield turn
            self.waited += self.env.now - taken
            yield self.env.timeout(need)

    def ranked(self, taken: float, number: int, need: float) -> Events:
        """Waits in its level and is served."""
        with self.counters.request(priority=number) as turn:
            yield turn
            self.waited += self.env.now - taken
            yield self.env.timeout(need)


class SettledRun(SimpyRun):
    """On whole milliseconds: who arrives at an instant comes after the services that end in it, as our rules have it.

    With levels the order decides who goes next. Only for equal draws; a race draws floats, which never tie.
    """

    def source(self) -> Events:
        """Lets customers in behind what is already due at their instant."""
        env, customer = self.env, self.ranked if self.has_levels else self.customer
        for taken, number, need, _leaves in self.arrivals:
            yield env.timeout(taken - env.now)
            yield env.timeout(0)
            self.arrived += 1
            env.process(customer(taken, number, need))


class SimpyDay:
    """Workload (c): a dispatcher around plain events."""

    def __init__(self, scenario: Scenario, arrivals: Iterable[Arrival]) -> None:
        self.env = simpy.Environment()
        self.arrivals = arrivals
        self.skills = [plan.serves for plan in scenario.counters]
        self.able = [
            [counter for counter, plan in enumerate(scenario.counters) if number in plan.serves]
            for number in range(len(scenario.classes))
        ]
        self.away = [plan.away for plan in scenario.counters]
        self.is_open = [True] * len(self.skills)
        self.is_busy = [False] * len(self.skills)
        self.lines: list[deque[tuple[float, int, float, simpy.Event]]] = [deque() for _ in scenario.classes]
        self.waited: float = 0
        self.arrived = 0

    def run(self) -> tuple[int, float]:
        """Arrivals and the sum of the waits of those who were served."""
        for counter, breaks in enumerate(self.away):
            for from_ms, to_ms in breaks:
                self.env.process(self.take_break(counter, from_ms, to_ms))
        self.env.process(self.source())
        self.env.run()
        return self.arrived, self.waited

    def source(self) -> Events:
        """Lets customers in."""
        env = self.env
        for taken, number, need, leaves in self.arrivals:
            yield env.timeout(taken - env.now)
            self.arrived += 1
            env.process(self.customer(taken, number, need, leaves))

    def customer(self, taken: float, number: int, need: float, leaves: float) -> Events:
        """Is served by the first idle counter, or waits for an event of its own."""
        env = self.env
        for counter in self.able[number]:
            if self.is_open[counter] and not self.is_busy[counter]:
                self.is_busy[counter] = True
                break
        else:
            called = env.event()
            self.lines[number].append((taken, self.arrived, leaves, called))
            counter = yield called
            self.waited += env.now - taken
        yield env.timeout(need)
        self.is_busy[counter] = False
        if self.is_open[counter]:
            self.call(counter)

    def call(self, counter: int) -> None:
        """The longest waiting whom the counter may serve; leavers are dropped on the way."""
        now, best = self.env.now, None
        for number in self.skills[counter]:
            line = self.lines[number]
            while line and line[0][2] <= now:
                line.popleft()
            if line and (best is None or line[0] < self.lines[best][0]):
                best = number
        if best is not None:
            self.is_busy[counter] = True
            self.lines[best].popleft()[3].succeed(counter)

    def take_break(self, counter: int, from_ms: float, to_ms: float) -> Events:
        """The counter finishes its customer first; its return does not move."""
        yield self.env.timeout(from_ms)
        self.is_open[counter] = False
        yield self.env.timeout(to_ms - from_ms)
        self.is_open[counter] = True
        if not self.is_busy[counter]:
            self.call(counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One of those who race. bar: at least so many times the peer, 0 for the peer itself.

    customers: draws and plays a round, gives the arrivals. waits: sum of waits in ms on the draws
    all runners share.
    """

    name: str
    customers: Callable[[int], int]
    waits: Callable[[], int]
    bar: float = 0.0


def runners(scenario: Scenario, compiled_bar: float) -> list[Runner]:
    """SimPy first, then the plain engine, then the compiled one where it was built."""
    peer = SimpyRun if scenario.is_stationary else SimpyDay
    judged = SettledRun if scenario.is_stationary else SimpyDay
    days = 1 if scenario.is_stationary else scenario.days
    shared = 1 if scenario.is_stationary else SHARED_DAYS
    play = plain_player(scenario)

    def peer_customers(turn: int) -> int:
        drawn = drawn_run if scenario.is_stationary else drawn_day
        return sum(peer(scenario, drawn(scenario, turn * days + day)).run()[0] for day in range(days))

    def peer_waits() -> int:
        traces = (play(day, 1).trace(day) for day in range(shared))
        return sum(int(judged(scenario, arrivals_of(trace)).run()[1]) for trace in traces)

    def plain_customers(turn: int) -> int:
        block = play(turn * days, days)
        # The others sum the waits up within their round, too.
        assert _waits(block) >= 0
        return len(block.day)

    found = [
        Runner(name="SimPy", customers=peer_customers, waits=peer_waits),
        Runner(
            name="plain engine",
            customers=plain_customers,
            waits=lambda: _waits(play(0, shared)),
            bar=PLAIN_BAR,
        ),
    ]
    compiled = fast.load()
    if compiled is not None:
        native = compiled.Days(model_of(scenario, compiled))
        count = 1 if scenario.is_stationary else COMPILED_DAYS
        found.append(
            Runner(
                name="compiled engine",
                customers=lambda turn: int(native.waits(turn * count, count)[0]),
                waits=lambda: int(native.waits(0, shared)[2]),
                bar=compiled_bar,
            )
        )
    return found


def full_hall_waits(scenario: Scenario) -> int:
    """Sum of waits in the real hall on the shared draws: it judges the others and does not race."""
    return _waits(visits_player(lambda day: run_day_full(scenario, day))(0, SHARED_DAYS))


def _waits(block: Block) -> int:
    served = block.start_ms < NEVER
    return int((block.start_ms - block.taken_ms)[served].sum())


def disagreement(waits_of: Mapping[str, Callable[[], int]]) -> str | None:
    """Why a race of these is void: on the same draws they do not wait equally long; None if they do."""
    waits = {name: sum_up() for name, sum_up in waits_of.items()}
    if len(set(waits.values())) == 1:
        return None
    return ", ".join(f"{name} waits {waited_ms} ms" for name, waited_ms in waits.items())


def race(workload: str, racing: list[Runner], judges: Mapping[str, Callable[[], int]] = NOBODY) -> list[Row]:
    """A row for each of those who race but the first, who is the peer. judges: name -> sum of waits."""
    peer, *ours = racing
    why = disagreement({each.name: each.waits for each in racing} | dict(judges))
    if why is not None:
        return [_placed(workload, each, peer, None, f"void: {why}") for each in ours]
    rates: dict[str, list[float]] = {each.name: [] for each in racing}
    for turn in range(ROUNDS):
        for each in racing:
            rates[each.name].append(_rate(partial(each.customers, turn)))
    told = f"{peer.name} {round(statistics.median(rates[peer.name]))}"
    ratios = {
        name: statistics.median(mine / theirs for mine, theirs in zip(mine_all, rates[peer.name], strict=True))
        for name, mine_all in rates.items()
    }
    return [
        _placed(workload, each, peer, statistics.median(rates[each.name]), told, ratios[each.name]) for each in ours
    ]


def _placed(workload: str, runner: Runner, peer: Runner, rate: float | None, told: str, ratio: float = 0.0) -> Row:
    return row(
        f"{runner.name}, workload ({workload})",
        None if rate is None else round(rate),
        UNIT,
        f">= {runner.bar:g} x {peer.name}",
        met=rate is not None and ratio >= runner.bar,
        peer=told,
        ratio=None if rate is None else round(ratio, 2),
    )


def _rate(run: Callable[[], int]) -> float:
    """Customers a CPU second."""
    started = time.process_time()
    customers = run()
    return customers / (time.process_time() - started)


def run() -> list[Row]:
    """Rows {name, value, unit, peer, ratio, bar, met}: plain and compiled on (a), (b), (c), then end to end."""
    rows = []
    with one_core():
        for letter, compiled_bar in COMPILED_BARS.items():
            scenario = load_scenario(f"workload-{letter}")
            judges = NOBODY if scenario.is_stationary else {"full hall": partial(full_hall_waits, scenario)}
            rows += race(letter, runners(scenario, compiled_bar), judges)
        rows.append(end_to_end())
    if fast.load() is None:
        rows.append(row("compiled engine", None, UNIT, "compiled", met=False))
    return rows


def end_to_end() -> Row:
    """Workload (c) from the scenario file to the printed figures, tables built, percentiles and all."""
    rates, name = [], ""
    for _ in range(ROUNDS):
        forget_tables()
        started = time.process_time()
        scenario = load_scenario("workload-c")
        name, play = fast_player(scenario)
        figures, _ = run_scenario(scenario, play, name)
        rates.append(figures["all"]["arrived"] / (time.process_time() - started))
    rate = statistics.median(rates)
    title = f"scenario in, figures out, workload (c), {name}"
    return row(title, round(rate), UNIT, f">= {END_TO_END_BAR}", met=rate >= END_TO_END_BAR)


if __name__ == "__main__":
    for figure in run():
        print(figure)
