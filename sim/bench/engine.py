"""The engines against SimPy on the three workloads (引擎与 SimPy 对比).

Five paired rounds, CPU seconds, the median of the per-round ratios. SimPy's models stand here in
their best honest form: (a) and (b) with its own resources, (c) with a dispatcher around plain
events, because its resources know neither skills nor breaks; who gives up is dropped when the front
of a line is looked at, as ours does, which spares SimPy an event. Fed the same integer draws, every
sum of waits comes out equal; tests/sim/test_bench_engine.py demands it. Tables and models are built
before the clock runs; `end to end` counts them too.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any

import simpy

from kiosk.hall.line import NEVER
from sim import fast
from sim.bench.rows import Row, row
from sim.model import model_of
from sim.replications import fast_player, plain_player
from sim.scenario import ClassPlan, Scenario, Trace
from sim.scenario_file import load_scenario
from sim.simulate import run_scenario

ROUNDS = 5
COMPILED_DAYS = 1000
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


def peer(scenario: Scenario, arrivals: Iterable[Arrival]) -> tuple[int, float]:
    """SimPy's run of a workload: arrivals and the sum of waits in ms."""
    model = SimpyRun if scenario.is_stationary else SimpyDay
    return model(scenario, arrivals).run()


def _peer_days(scenario: Scenario, seed: int) -> int:
    if scenario.is_stationary:
        return peer(scenario, drawn_run(scenario, seed))[0]
    return sum(peer(scenario, drawn_day(scenario, seed * 1000 + day))[0] for day in range(scenario.days))


def _plain_days(scenario: Scenario, play: Callable[[int, int], Any], seed: int) -> int:
    days = scenario.days
    block = play(seed * days, days)
    served = block.start_ms < NEVER
    assert int((block.start_ms - block.taken_ms)[served].sum()) >= 0
    return len(block.day)


def _rate(run: Callable[[], int]) -> float:
    """Customers a CPU second."""
    started = time.process_time()
    customers = run()
    return customers / (time.process_time() - started)


def _race(name: str, ours: list[float], peers: list[float], bar: float) -> Row:
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, peers, strict=True))
    return row(
        name,
        round(statistics.median(ours)),
        "customers/s",
        f">= {bar:g} x SimPy",
        met=ratio >= bar,
        peer=f"SimPy {round(statistics.median(peers))}",
        ratio=round(ratio, 2),
    )


def run() -> list[Row]:
    """Rows {name, value, unit, peer, ratio, bar, met}: plain on (a), (b), (c), compiled on all, end to end."""
    rows = []
    compiled = fast.load()
    for letter in "abc":
        scenario = load_scenario(f"workload-{letter}")
        play = plain_player(scenario)
        peers, plain, native = [], [], []
        days = compiled.Days(model_of(scenario, compiled)) if compiled else None
        count = 1 if scenario.is_stationary else COMPILED_DAYS
        for turn in range(ROUNDS):
            peers.append(_rate(lambda turn=turn: _peer_days(scenario, turn)))  # type: ignore[misc]  # a loop's value
            plain.append(_rate(lambda turn=turn: _plain_days(scenario, play, turn)))  # type: ignore[misc]  # the same
            if days is not None:
                native.append(_rate(lambda turn=turn: days.waits(turn * count, count)[0]))  # type: ignore[misc]  # the same
        rows.append(_race(f"plain engine, workload ({letter})", plain, peers, 4))
        if native:
            rows.append(_race(f"compiled engine, workload ({letter})", native, peers, 40 if letter == "c" else 20))
    rows.append(_end_to_end())
    return rows


def _end_to_end() -> Row:
    """Workload (c) from the scenario file to the printed figures, tables built, percentiles and all."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        scenario = load_scenario("workload-c")
        name, play = fast_player(scenario)
        figures, _ = run_scenario(scenario, play, name)
        best = max(best, figures["all"]["arrived"] / (time.process_time() - started))
    return row(f"scenario in, figures out, workload (c), {name}", round(best), "customers/s")


def same_draws(letter: str, days: int = 3) -> tuple[float, float]:
    """Sum of waits of SimPy and of the plain engine on the same integer draws: (SimPy, ours)."""
    scenario = load_scenario(f"workload-{letter}")
    model = model_of(scenario)
    play = plain_player(scenario)
    theirs = ours = 0.0
    for day in range(1 if scenario.is_stationary else days):
        block = play(day, 1)
        runner = SettledRun if scenario.is_stationary else SimpyDay
        theirs += runner(scenario, arrivals_of(block.trace(day))).run()[1]
        served = block.start_ms < NEVER
        ours += int((block.start_ms - block.taken_ms)[served].sum())
    assert len(model.sources) == len(scenario.classes)
    return theirs, ours


if __name__ == "__main__":
    for figure in run():
        print(figure)
