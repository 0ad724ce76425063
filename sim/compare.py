"""`yzz compare`: a recorded run and its virtual twin, side by side (对比)."""

from __future__ import annotations

import asyncio
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from sim.load.accounts import read_accounts
from sim.load.client import SignInRefused
from sim.load.http import Unreachable
from sim.load.target import WrongService, fetch_journal
from sim.load.twin import Comparison, NotComparable, Pair, compare_with_twin, to_json
from sim.scenario_file import load_scenario

MS_PER_S: Final = 1000
FAILED: Final = 1
IMPOSSIBLE: Final = 2
MOST_ROWS: Final = 40


@click.command("compare")
@click.argument("recorded")
@click.argument("scenario")
@click.option(
    "--load",
    "load_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Report of `yzz load --json`: says which ticket was which arrival.",
)
@click.option("--accounts", type=click.Path(path_type=Path), help="Accounts file, if RECORDED is an address.")
@click.option("--hall", help="Key of the hall, if RECORDED is an address with several.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write every pair there.")
def compare(
    recorded: str,
    scenario: str,
    load_file: Path | None,
    accounts: Path | None,
    hall: str | None,
    json_file: Path | None,
) -> None:
    """Play the arrivals RECORDED in a journal (a file, or a service's address) again in virtual time.

    Exit status: 0 both agree, 1 they do not, 2 not comparable.
    """
    console = Console()
    try:
        plan = load_scenario(scenario)
        entries = _entries(recorded, accounts, hall)
        known = json.loads(load_file.read_text(encoding="utf-8")) if load_file else {}
        if known:
            plan = replace(plan, seed=int(known["seed"]))
        comparison = compare_with_twin(entries, plan, _arrivals(known), known.get("origin_ms"))
    except (ValueError, KeyError, OSError, Unreachable, WrongService, SignInRefused) as error:
        console.print(f"[bold]yzz compare:[/bold] {error}")
        sys.exit(IMPOSSIBLE)
    show(comparison, console, float(known.get("speed", 1.0)))
    if json_file is not None:
        json_file.write_text(json.dumps(to_json(comparison), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if comparison.agrees else FAILED)


def _arrivals(known: Mapping[str, Any]) -> dict[tuple[str, str], int] | None:
    rows = known.get("arrivals")
    return None if rows is None else {(day, ticket): index for day, ticket, index in rows}


def _entries(recorded: str, accounts: Path | None, hall: str | None) -> list[dict[str, Any]]:
    """The journal, from a file of JSON lines or from a service."""
    if not recorded.startswith("http"):
        with Path(recorded).open(encoding="utf-8") as stream:
            return [json.loads(line) for line in stream if line.strip()]
    if accounts is None:
        raise NotComparable("reading a service's journal needs --accounts")
    return asyncio.run(fetch_journal(recorded, read_accounts(accounts), hall))


def show(comparison: Comparison, console: Console, speed: float) -> None:
    """Both sets of waits side by side, for people."""
    table = Table(title="waits live and virtual, service seconds 等候对比")
    for column in ("ticket", "taken", "live", "virtual", "difference", "bound", ""):
        table.add_column(column, justify="right")
    outside = [pair for pair in comparison.pairs if not pair.is_within]
    for pair in (outside or list(comparison.pairs))[:MOST_ROWS]:
        table.add_row(
            pair.ticket,
            _seconds(pair.taken_ms),
            _wait(pair, pair.live_start_ms),
            _wait(pair, pair.virtual_start_ms),
            _seconds(pair.difference_ms),
            _seconds(pair.bound_ms),
            "" if pair.is_within else "outside",
        )
    console.print(table)
    live = [pair.live_start_ms - pair.taken_ms for pair in comparison.pairs if pair.live_start_ms is not None]
    virtual = [pair.virtual_start_ms - pair.taken_ms for pair in comparison.pairs if pair.virtual_start_ms is not None]
    console.print(
        f"{len(comparison.pairs)} tickets · mean wait of those started: live {_mean(live)} s, virtual {_mean(virtual)} s"
        f" · longest delay of one service {comparison.latency_ms / speed:.1f} ms of real time"
    )
    if comparison.mean_difference_ms is not None:
        half = comparison.half_width_ms
        console.print(
            f"paired mean difference {comparison.mean_difference_ms / MS_PER_S:+.3f} s"
            + ("" if half is None else f" ± {half / MS_PER_S:.3f} s (95 %)")
            + f" · {len(comparison.flipped)} flipped {' '.join(comparison.flipped[:MOST_ROWS])}"
        )
    word = "agree" if comparison.agrees else "DO NOT AGREE"
    kind = "single FIFO line, ticket by ticket" if comparison.is_single_line else "by the mean difference"
    console.print(f"live and virtual {word} ({kind}; {len(outside)} outside their bound)")


def _seconds(value_ms: int | None) -> str:
    return "–" if value_ms is None else f"{value_ms / MS_PER_S:.1f}"


def _wait(pair: Pair, start_ms: int | None) -> str:
    return "–" if start_ms is None else _seconds(start_ms - pair.taken_ms)


def _mean(values: Sequence[int]) -> str:
    return f"{math.fsum(values) / len(values) / MS_PER_S:.2f}" if values else "–"
