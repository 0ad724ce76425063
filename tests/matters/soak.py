"""Approved although something was out of reach: drawn over the whole catalogue, counted, and to be nought.

    python -m tests.matters.soak [--trials 100000] [--seed 1]

A trial takes a matter and its good case, turns up to two data, then breaks one or two sources or single data of them:
each of the five outcomes that are no facts, or NONE where the field has no empty value, unless it is a promise that
nobody was asked for. The same case with every source answering is judged as well, to count how many would have been
approved.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import click

from kiosk.approval.decisions import Verdict
from kiosk.approval.facts import FACTS, Outcome, Reading
from sim.bench.rows import Row, row
from tests.matters.making import INSTANT, Made, decide, made, readings

TRIALS = 100_000
NO_FACTS = tuple(each for each in Outcome if each not in FACTS)


@dataclass(frozen=True)
class Found:
    """granted: approved with something out of reach. grantable: approved had everything answered."""

    trials: int
    granted: int
    grantable: int
    matters: int
    outcomes: Mapping[str, int]


def turned(case: Made, chance: Random) -> dict[str, Reading]:
    """The good case with up to two data turned, most often none."""
    values = dict(case.good)
    for name in chance.sample(sorted(values), chance.choice((0, 0, 0, 1, 2))):
        values[name] = chance.choice(case.domains[name])
    return readings(case.matter, values)


def broken(case: Made, facts: dict[str, Reading], chance: Random) -> tuple[dict[str, Reading], Outcome]:
    """One or two sources failed, or one datum of each."""
    facts, outcome = dict(facts), Outcome.DOWN
    scope = case.matter.scope
    for source in chance.sample(sorted(scope), min(len(scope), 1 + chance.randrange(2))):
        outcome = chance.choice(NO_FACTS)
        names = scope[source] if chance.random() < 0.6 else (chance.choice(scope[source]),)
        nothing = [
            each.name
            for each in case.matter.inputs
            if each.source == source and repr(each.empty) == "UNKNOWN" and each.name not in case.unasked
        ]
        if nothing and chance.random() < 0.2:
            outcome, names = Outcome.NONE, (chance.choice(nothing),)
        facts |= {name: replace(facts[name], outcome=outcome, value=None) for name in names}
    return facts, outcome


def trials(count: int, seed: int) -> Found:
    """So many trials."""
    chance = Random(seed)
    granted = grantable = 0
    seen, outcomes = set(), dict.fromkeys(Outcome, 0)
    for _ in range(count):
        key = chance.choice(INSTANT)
        case = made(key)
        seen.add(key)
        facts = turned(case, chance)
        grantable += decide(case.matter, facts).verdict is Verdict.INSTANT
        facts, outcome = broken(case, facts, chance)
        outcomes[outcome] += 1
        granted += decide(case.matter, facts).verdict is Verdict.INSTANT
    return Found(trials=count, granted=granted, grantable=grantable, matters=len(seen), outcomes=outcomes)


def run(count: int = TRIALS) -> list[Row]:
    """The row of the bench."""
    found = trials(count, seed=1)
    name = f"approved with a source out of reach, of {found.trials} trials over {found.matters} matters"
    return [row(name, found.granted, "cases", "0", met=found.granted == 0)]


@click.command()
@click.option("--trials", "count", type=click.IntRange(1), default=TRIALS, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Print how many were approved; status 1 if any."""
    began_s = time.perf_counter()
    found = trials(count, seed)
    click.echo(f"{found.trials} trials over {found.matters} matters in {time.perf_counter() - began_s:.1f} s")
    click.echo(f"{found.grantable} would have been approved with every source answering")
    click.echo("last broken: " + ", ".join(f"{name} {times}" for name, times in found.outcomes.items() if times))
    click.echo(f"approved with a source out of reach: {found.granted}")
    sys.exit(1 if found.granted else 0)


if __name__ == "__main__":
    main()
