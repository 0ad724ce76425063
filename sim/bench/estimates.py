"""Wait estimates on days whose end is known (等候预计): 200 futures beside the rule of thumb QL.

Days of workload (c) under seeds that nobody has tuned to. Everybody who had to wait is asked about at the moment of
taking, from what a hall knows then: who waits, who is served since when, who goes for lunch and when. The truth is
when they were served; of whoever gave up, when they would have been, by playing the same day again with that
one person staying. So people who leave are censored nowhere and dropped nowhere.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Final

from kiosk.hall.line import NEVER
from sim import fast
from sim.bench.cores import one_core
from sim.bench.rows import Row, row
from sim.distributions import mean_ms, moments
from sim.predict import futures as plain
from sim.predict.present import Change, Counter, Line, Present, Wait, Waiting, pack, predicted
from sim.predict.ql import ql_ms
from sim.predict.worker import Predictor
from sim.replications import run_trace, trace_of
from sim.scenario import Scenario, Trace, Visits, duty_changes
from sim.scenario_file import load_scenario
from sim.spans import MINUTE_MS
from sim.streams import key_of

SEEDS: Final = (20261126, 1, 2, 3, 4)
"""Each is a town of its own: QL is lucky in some and not in others."""
DAYS: Final = 20
WAITING: Final = 30
REFRESHES: Final = 20
RMSE_BAR: Final = 0.70
COVERAGE_PCT: Final = (87.0, 93.0)
COMPILED_BAR_MS: Final = 5.0
PLAIN_BAR_MS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """What one person who waited was told, and what became true; minutes. mean: of the futures. whole: QL of the hall without skills."""

    truth: float
    p50: float
    p90: float
    mean: float
    ql: float
    whole: float


@dataclass(frozen=True, slots=True)
class Day:
    """A played day with everybody's truth: the start they had or, had they stayed, would have had."""

    visits: Visits
    truth_ms: list[int]


def played(scenario: Scenario, day: int) -> Day:
    """One day, and of each who gave up the same day with them staying."""
    engine = fast.load()
    trace = trace_of(scenario, day)
    visits = run_trace(scenario, trace, engine)
    truth = list(visits.start_ms)
    for index, start_ms in enumerate(visits.start_ms):
        if start_ms == NEVER:
            staying = replace(trace, leaves_ms=[*trace.leaves_ms])
            staying.leaves_ms[index] = NEVER
            truth[index] = run_trace(scenario, staying, engine).start_ms[index]
    return Day(visits, truth)


def present_at(scenario: Scenario, day: Day, asked: int) -> Present:
    """What the hall knows at the moment this ticket is taken; it is the last of those who wait."""
    trace, starts = day.visits.trace, day.visits.start_ms
    now_ms = trace.taken_ms[asked]
    waiting = [index for index in range(asked) if _waits(trace, starts, index, now_ms)] + [asked]
    serves: dict[int, int] = {}
    for index in range(asked):
        if starts[index] <= now_ms < starts[index] + trace.need_ms[index]:
            serves[day.visits.counter[index]] = index
    on_duty = {change.counter: change.is_on for change in duty_changes(scenario) if change.at_ms <= now_ms}
    return Present(
        now_ms=now_ms,
        key=key_of(scenario.seed, f"estimates/{trace.day}"),
        event=asked,
        lines=lines_of(scenario),
        counters=[
            Counter(
                skills=sum(1 << line for line in plan.serves),
                is_open=on_duty.get(index, False),
                serves=trace.line[serves[index]] if index in serves else None,
                since_ms=starts[serves[index]] if index in serves else 0,
            )
            for index, plan in enumerate(scenario.counters)
        ],
        waiting=[Waiting(line=trace.line[index], order_ms=trace.taken_ms[index]) for index in waiting],
        changes=changes_ahead(scenario, now_ms),
        patience_ms=patience_ms(scenario),
        lowest_first=True,
    )


def _waits(trace: Trace, starts: list[int], index: int, now_ms: int) -> bool:
    return starts[index] > now_ms and trace.leaves_ms[index] > now_ms


def lines_of(scenario: Scenario) -> list[Line]:
    """Every class as a line."""
    found = []
    for plan in scenario.classes:
        first, second = moments(plan.service)
        cv = math.sqrt(second / first**2 - 1)
        found.append(Line(mean_ms=round(mean_ms(plan.service)), cv_permille=round(cv * 1000)))
    return found


def changes_ahead(scenario: Scenario, now_ms: int) -> list[Change]:
    """Counters that open or close later in the day."""
    return [
        Change(at_ms=change.at_ms, counter=change.counter, is_open=change.is_on)
        for change in duty_changes(scenario)
        if change.at_ms > now_ms
    ]


def patience_ms(scenario: Scenario) -> int | None:
    """Mean patience of everybody, or None."""
    patience = scenario.classes[0].patience
    return None if patience is None else round(mean_ms(patience))


def mean_service_ms(scenario: Scenario) -> int:
    """Mean over everybody who is expected."""
    shares = [math.fsum(slot.per_hour for slot in plan.arrivals.slots) for plan in scenario.classes]
    means = [mean_ms(plan.service) for plan in scenario.classes]
    return round(math.fsum(a * b for a, b in zip(shares, means, strict=True)) / math.fsum(shares))


def rule_of_thumb_ms(present: Present, mean_service: int) -> int:
    """QL of the last of those who wait, over the open counters that may serve it."""
    asked = present.waiting[-1]
    counters = [each for each in present.counters if each.is_open and each.skills >> asked.line & 1]
    ahead = sum(any(each.skills >> other.line & 1 for each in counters) for other in present.waiting[:-1])
    return ql_ms(ahead, mean_service, len(counters)) or 0


def told(scenario: Scenario, predictor: Predictor, days: int) -> Iterator[Told]:
    """Everybody who had to wait, day after day."""
    mean_service = mean_service_ms(scenario)
    for number in range(days):
        day = played(scenario, number)
        for asked, taken_ms in enumerate(day.visits.trace.taken_ms):
            truth_ms = day.truth_ms[asked] - taken_ms
            if truth_ms > 0:
                present = present_at(scenario, day, asked)
                wait = predicted(predictor.predict(pack(present)))[-1]
                assert wait is not None, "every class of workload (c) is always served by somebody"
                whole = (
                    ql_ms(len(present.waiting) - 1, mean_service, sum(each.is_open for each in present.counters)) or 0
                )
                spans_ms = (truth_ms, *_parts(wait), rule_of_thumb_ms(present, mean_service), whole)
                yield Told(*(span_ms / MINUTE_MS for span_ms in spans_ms))


def _parts(wait: Wait) -> tuple[int, int, int]:
    return wait.p50_ms, wait.p90_ms, wait.mean_ms


def rmse(errors: list[float]) -> float:
    """Root of the mean square."""
    return math.sqrt(math.fsum(error * error for error in errors) / len(errors))


def pinball(truths: list[float], guesses: list[float], share: float) -> float:
    """Mean pinball loss of a quantile: the smaller, the better."""
    losses = [max(share * (y - q), (share - 1) * (y - q)) for y, q in zip(truths, guesses, strict=True)]
    return math.fsum(losses) / len(losses)


def scored(people: list[Told]) -> list[Row]:
    """RMSE beside QL, coverage, pinball and bias."""
    count = len(people)
    truths = [each.truth for each in people]
    halves, mosts, rules = ([getattr(each, name) for each in people] for name in ("p50", "p90", "ql"))
    of_futures, of_ql = rmse(_errors(halves, truths)), rmse(_errors(rules, truths))
    factor = math.fsum(map(math.prod, zip(rules, truths, strict=True))) / math.fsum(rule * rule for rule in rules)
    of_best = rmse(_errors([factor * rule for rule in rules], truths))
    of_whole = rmse(_errors([each.whole for each in people], truths))
    covered = 100 * sum(each.truth <= each.p90 for each in people) / count
    low, high = COVERAGE_PCT
    is_better = of_futures <= RMSE_BAR * of_ql
    name = f"RMSE of P50, {count:,} people who had to wait"
    return [
        _against(name, of_futures, of_ql, "QL with skills", f"<= {RMSE_BAR:g} x QL", met=is_better),
        _against("RMSE of P50 again", of_futures, of_whole, "QL of the whole hall"),
        _against("RMSE of P50 again", of_futures, of_best, f"QL with skills x {factor:.2f}, the best in hindsight"),
        row("P90 covers", covered, "%", f"{low:g} to {high:g}", met=low <= covered <= high),
        row("P50 covers", 100 * sum(each.truth <= each.p50 for each in people) / count, "%"),
        row("pinball 0.5", pinball(truths, halves, 0.5), "min"),
        row("pinball 0.9", pinball(truths, mosts, 0.9), "min"),
        row("bias of P50", math.fsum(_errors(halves, truths)) / count, "min"),
        row("bias of the futures' mean", math.fsum(each.mean - each.truth for each in people) / count, "min"),
        row("bias of QL with skills", math.fsum(_errors(rules, truths)) / count, "min"),
    ]


def worst(towns: list[list[Told]]) -> list[Row]:
    """The seed with which RMSE beside QL, and the one with which the coverage, comes out worst."""
    scores = [scored(people) for people in towns]
    ratio = max((rows[0] for rows in scores), key=lambda each: float(each["ratio"]))
    covers = max((rows[3] for rows in scores), key=lambda each: abs(float(each["value"]) - 90))
    return [each | {"name": f"{each['name']}, the worst seed of {len(towns)}"} for each in (ratio, covers)]


def _errors(guesses: list[float], truths: list[float]) -> list[float]:
    return [guess - truth for guess, truth in zip(guesses, truths, strict=True)]


def _against(
    name: str, value: float, other: float, peer: str, bar: str | None = None, *, met: bool | None = None
) -> Row:
    return row(name, value, "min", bar, met=met, peer=f"{peer} {other:.3f}", ratio=round(value / other, 3))


def crowded(scenario: Scenario) -> Present:
    """Thirty wait at ten, in classes as they come, all six counters busy; and a newcomer at the end of each line."""
    now_ms = 36_000_000
    lines = trace_of(scenario, 0).line
    waiting = [Waiting(line=lines[index], order_ms=now_ms - (WAITING - index) * 20_000) for index in range(WAITING)]
    ghosts = [Waiting(line=line, order_ms=now_ms, is_ghost=True) for line in range(len(scenario.classes))]
    return Present(
        now_ms=now_ms,
        key=key_of(scenario.seed, "refresh"),
        event=1,
        lines=lines_of(scenario),
        counters=[
            Counter(
                skills=sum(1 << line for line in plan.serves),
                is_open=True,
                serves=plan.serves[0],
                since_ms=now_ms - 60_000,
            )
            for plan in scenario.counters
        ],
        waiting=waiting + ghosts,
        changes=changes_ahead(scenario, now_ms),
        patience_ms=patience_ms(scenario),
        lowest_first=True,
    )


def refresh(scenario: Scenario, engine: ModuleType, bar_ms: float) -> Row:
    """CPU ms of one refresh of all, the best of some."""
    predictor = Predictor(engine)
    flat = pack(crowded(scenario))
    predictor.predict(flat)
    spans = []
    for _ in range(REFRESHES):
        began_s = time.process_time()
        predictor.predict(flat)
        spans.append((time.process_time() - began_s) * 1e3)
    spans.sort()
    value = spans[len(spans) // 2]
    name = f"refresh of all, {WAITING} waiting and a newcomer a line, {predictor.name}"
    return row(name, value, "CPU ms", f"< {bar_ms:g}", met=value < bar_ms)


def run() -> list[Row]:
    """Rows {name, value, unit, peer, ratio, bar, met}."""
    scenario = load_scenario("workload-c")
    with one_core():
        compiled = fast.load("futures")
        towns = [list(told(replace(scenario, seed=seed), Predictor(), DAYS)) for seed in SEEDS]
        rows = scored([each for people in towns for each in people]) + worst(towns)
        if compiled is None:
            rows.append(row("refresh, compiled", None, "CPU ms", "compiled", met=False))
        else:
            rows.append(refresh(scenario, compiled, COMPILED_BAR_MS))
        rows.append(refresh(scenario, plain, PLAIN_BAR_MS))
    return rows


if __name__ == "__main__":
    for figure in run():
        print(figure)
