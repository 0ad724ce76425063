"""How well waits were told (等候预计核对): scores of what was said at the taking against what became true.

People who left before they were called are censored, not dropped: their wait is known to be at least so long. The
coverage of P90 is one minus the Kaplan–Meier estimate of how often the wait is longer than told; errors are weighed by
the jumps of the same estimate over the waits, so that the long waits people leave do not vanish.

Source: simulation.md §9 (scoring log and correction); Kaplan and Meier 1958, JASA 53
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kiosk.calendars.spans import MINUTE_MS

COVERAGE_PCT: Final = (87.0, 93.0)
"""A coverage of P90 outside is corrected."""
SHARE: Final = 0.9
LEAST: Final = 200
"""Fewer people who waited correct nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One person who had to wait, as told at the taking. wait_ms: until the call, or until they left.

    is_called: False where they left first. ql_ms: what the rule of thumb said of the same moment, or None. hour: of the day.
    """

    line: str
    hour: int
    p50_ms: int
    p90_ms: int
    shift_ms: int
    ql_ms: int | None
    wait_ms: int
    is_called: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Of a group; minutes and per cent, None where nobody was called. people: who waited; left: of them, before the call.

    cover_pct: by P90 as told, correction and all; raw_cover_pct: by the futures' own. below_pct: by P50.
    """

    people: int
    left: int
    cover_pct: float | None = None
    raw_cover_pct: float | None = None
    below_pct: float | None = None
    rmse_min: float | None = None
    mae_min: float | None = None
    bias_min: float | None = None
    pinball_50_min: float | None = None
    pinball_90_min: float | None = None
    ql_rmse_min: float | None = None
    ql_bias_min: float | None = None


def jumps(values: Sequence[int], are_events: Sequence[bool]) -> list[float]:
    """Mass that Kaplan–Meier puts on each value, in the order given; 0 for censored ones. Whoever is last counts as an event."""
    order = sorted(range(len(values)), key=lambda index: (values[index], not are_events[index]))
    found = [0.0] * len(values)
    survival, at_risk = 1.0, len(values)
    for _, tied in groupby(order, key=lambda index: values[index]):
        group = list(tied)
        events = [index for index in group if are_events[index]]
        if at_risk == len(group) and not events:
            # Nothing is known beyond them (Efron's convention).
            events = group
        for index in events:
            found[index] = survival / at_risk
        survival *= 1 - len(events) / at_risk
        at_risk -= len(group)
    return found


def covered_pct(people: Sequence[Scored], told: Callable[[Scored], int]) -> float | None:
    """How many, in per cent, wait no longer than they were told. told: ms."""
    if not any(each.is_called for each in people):
        return None
    over = [each.wait_ms - told(each) for each in people]
    masses = jumps(over, [each.is_called for each in people])
    return 100 * math.fsum(mass for mass, span in zip(masses, over, strict=True) if span <= 0)


def correction_ms(people: Sequence[Scored]) -> int:
    """What P90 is to be shifted by: 0 while its own coverage is as it should be, or too few have waited."""
    low, high = COVERAGE_PCT
    covers = covered_pct(people, lambda each: each.p90_ms) if len(people) >= LEAST else None
    if covers is None or low <= covers <= high:
        return 0
    over = [each.wait_ms - each.p90_ms for each in people]
    masses = jumps(over, [each.is_called for each in people])
    # Conformal: so many residuals lie at or below it that the next one does with the share asked for.
    goal, reached = SHARE * (1 + 1 / len(people)), 0.0
    for span, mass in sorted(zip(over, masses, strict=True)):
        reached += mass
        if reached >= goal:
            return span
    return max(over)


def score(people: Sequence[Scored]) -> Scores:
    """Of one group of people who had to wait."""
    left = sum(not each.is_called for each in people)
    if left == len(people):
        return Scores(people=len(people), left=left)
    masses = jumps([each.wait_ms for each in people], [each.is_called for each in people])
    halves = _errors(people, masses, lambda each: each.p50_ms)
    mosts = _errors(people, masses, told_most_ms)
    rules = _errors(people, masses, lambda each: each.ql_ms)
    return Scores(
        people=len(people),
        left=left,
        cover_pct=covered_pct(people, told_most_ms),
        raw_cover_pct=covered_pct(people, lambda each: each.p90_ms),
        below_pct=covered_pct(people, lambda each: each.p50_ms),
        rmse_min=_root(halves),
        mae_min=_mean(halves, abs),
        bias_min=_mean(halves, float),
        pinball_50_min=_mean(halves, lambda error: max(-0.5 * error, 0.5 * error)),
        pinball_90_min=_mean(mosts, lambda error: max(-SHARE * error, (1 - SHARE) * error)),
        ql_rmse_min=_root(rules),
        ql_bias_min=_mean(rules, float),
    )


def told_most_ms(each: Scored) -> int:
    """P90 as it was told, corrected."""
    return max(each.p50_ms, each.p90_ms + each.shift_ms)


Weighed = list[tuple[float, float]]
"""(mass, told less true in minutes)."""


def _errors(people: Iterable[Scored], masses: Iterable[float], told: Callable[[Scored], int | None]) -> Weighed:
    found: Weighed = []
    for each, mass in zip(people, masses, strict=True):
        said = told(each)
        if said is not None and mass > 0:
            found.append((mass, (said - each.wait_ms) / MINUTE_MS))
    return found


def _mean(errors: Weighed, of: Callable[[float], float]) -> float | None:
    whole = math.fsum(mass for mass, _ in errors)
    return math.fsum(mass * of(error) for mass, error in errors) / whole if whole else None


def _root(errors: Weighed) -> float | None:
    square = _mean(errors, lambda error: error * error)
    return None if square is None else math.sqrt(square)


def grouped(people: Sequence[Scored], by: Callable[[Scored], str]) -> dict[str, Scores]:
    """Scores of every group, in the order of its name."""
    groups: dict[str, list[Scored]] = {}
    for each in people:
        groups.setdefault(by(each), []).append(each)
    return {name: score(groups[name]) for name in sorted(groups)}


def reliability(people: Sequence[Scored]) -> list[tuple[float, float, int]]:
    """How truth runs along what was told: (mean P50, mean wait in minutes, people) of ten equal groups of those called."""
    called = sorted((each for each in people if each.is_called), key=lambda each: each.p50_ms)
    size = max(1, -(-len(called) // 10))
    groups = [called[start : start + size] for start in range(0, len(called), size)]
    return [
        (
            math.fsum(each.p50_ms for each in group) / len(group) / MINUTE_MS,
            math.fsum(each.wait_ms for each in group) / len(group) / MINUTE_MS,
            len(group),
        )
        for group in groups
    ]
