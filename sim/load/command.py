"""`yzz load`: open-loop load against a live service (负载测试)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from sim.load.accounts import AccountsInvalid, read_accounts
from sim.load.client import SignInRefused
from sim.load.http import Unreachable
from sim.load.loop import ask_for_promptness, precise_loop
from sim.load.report import INVALID, Report, show, to_json
from sim.load.run import Plan, play
from sim.load.target import WrongService
from sim.load.thresholds import Threshold, ThresholdInvalid, parse_threshold
from sim.load.worker import WorkerLost
from sim.scenario import Scenario
from sim.scenario_file import load_scenario


@click.command("load")
@click.argument("scenario")
@click.option("--url", required=True, help="Address of the service, as in http://127.0.0.1:8642.")
@click.option(
    "--accounts",
    required=True,
    type=click.Path(path_type=Path),
    help="The accounts file that `yzz run` writes: $YZZ_DATA/demo-accounts.json.",
)
@click.option("--speed", required=True, type=float, help="Speed of the service's clock; checked.")
@click.option("--hall", help="Key of the hall, where the service has several.")
@click.option("--customers", type=click.IntRange(min=1), help="At most so many arrivals.")
@click.option("--seed", type=int, help="Instead of the scenario's own seed.")
@click.option(
    "--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Processes that take tickets."
)
@click.option("--boards", type=click.IntRange(0, 500), default=2, show_default=True, help="Boards that listen.")
@click.option("--warm-up", type=float, default=2.0, show_default=True, help="Seconds at the start that do not count.")
@click.option("--threshold", "thresholds", multiple=True, help="As in 'take: p99<50ms, errors==0'. May be repeated.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the report there.")
@click.option("--journal", type=click.Path(path_type=Path), help="Write the journal of the run there.")
def load(
    scenario: str,
    url: str,
    accounts: Path,
    speed: float,
    hall: str | None,
    customers: int | None,
    seed: int | None,
    workers: int,
    boards: int,
    warm_up: float,
    thresholds: tuple[str, ...],
    json_file: Path | None,
    journal: Path | None,
) -> None:
    """Play SCENARIO against a live service, at the due times of its own arrivals.

    Exit status: 0 valid and every threshold met, 1 a threshold missed, 2 not valid or not possible.
    """
    console = Console()
    try:
        plan = Plan(
            scenario=_seeded(load_scenario(scenario), seed),
            url=url,
            accounts=read_accounts(accounts),
            speed=speed,
            customers=customers,
            hall=hall,
            workers=workers,
            boards=boards,
            warm_up_s=warm_up,
            thresholds=_parsed(thresholds),
        )
        ask_for_promptness()
        with asyncio.Runner(loop_factory=precise_loop) as runner:
            report, entries = runner.run(play(plan))
    except (
        WrongService,
        Unreachable,
        SignInRefused,
        AccountsInvalid,
        ThresholdInvalid,
        WorkerLost,
        ValueError,
        OSError,
    ) as error:
        console.print(f"[bold]yzz load:[/bold] {escape(str(error))}")
        sys.exit(INVALID)
    show(report, console)
    if json_file is not None:
        write_report(json_file, report)
    if journal is not None:
        write_journal(journal, entries)
    sys.exit(report.exit_code)


def _seeded(scenario: Scenario, seed: int | None) -> Scenario:
    return scenario if seed is None else replace(scenario, seed=seed)


def _parsed(texts: tuple[str, ...]) -> tuple[Threshold, ...]:
    return tuple(threshold for text in texts for threshold in parse_threshold(text))


def write_report(path: Path, report: Report) -> None:
    """As JSON, for machines."""
    path.write_text(json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_journal(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """One entry a line, as `yzz compare` and `yzz simulate --journal` have it."""
    with path.open("w", encoding="utf-8") as stream:
        for entry in entries:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
