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
from rich.markup import escape
from rich.table import Table

from sim.load.accounts import read_accounts
from sim.load.client import SignInRefused
from sim.load.http import Unreachable
from sim.load.paired import Comparison, to_json
from sim.load.target import WrongService, fetch_journal
from sim.load.twin import NotComparable, compare_with_twin
from sim.scenario_file import load_scenario

MS_PER_S: Final = 1000
FAILED: Final = 1
IMPOSSIBLE: Final = 2
MOST_ROWS: Final = 40
STATUS: Final = {True: 0, False: FAILED, None: IMPOSSIBLE}
WORDS: Final = {True: "agree", False: "DO NOT AGREE", None: "cannot be judged"}
CONTAINED: Final = {"zero": "0", "known_bias": "the known bias"}


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

    On a single FIFO line every start has a bound of its own. Elsewhere the 95 % interval of the
    paired mean difference decides alone: it has to contain 0 or the known bias, which is what the
    recorded delays of the services make of the very same day in virtual time.

    Exit status: 0 both agree, 1 they do not, 2 not comparable, or recorded in a run that is not valid.
    """
    console = Console()
    try:
        plan = load_scenario(scenario)
        entries = _entries(recorded, accounts, hall)
        known = _run(load_file)
        if known:
            plan = replace(plan, seed=int(known["seed"]))
        comparison = compare_with_twin(entries, plan, _arrivals(known), known.get("origin_ms"))
    except (ValueError, KeyError, OSError, Unreachable, WrongService, SignInRefused) as error:
        console.print(f"[bold]yzz compare:[/bold] {escape(str(error))}")
        sys.exit(IMPOSSIBLE)
    show(comparison, console, known.get("speed"))
    if json_file is not None:
        json_file.write_text(json.dumps(to_json(comparison), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(STATUS[comparison.agrees])


def _run(load_file: Path | None) -> dict[str, Any]:
    """The report of the run, {} without one. Raises NotComparable if the run does not count."""
    if load_file is None:
        return {}
    known: dict[str, Any] = json.loads(load_file.read_text(encoding="utf-8"))
    broken = [rule["name"] for rule in known["rules"] if not rule["is_kept"]]
    if broken:
        raise NotComparable(f"the run is not valid ({', '.join(broken)}), so nothing is compared")
    return known


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


def show(comparison: Comparison, console: Console, speed: float | None) -> None:
    """Both sets of waits side by side, the figures, and what the rule makes of them; for people.

    speed: of the run's clock, if it is known.
    """
    console.print(_table(comparison))
    paired = [pair for pair in comparison.pairs if pair.difference_ms is not None]
    console.print(
        f"{len(comparison.pairs)} tickets, {len(paired)} paired · mean wait of the paired, to start or leaving: "
        f"live {_mean([pair.live_wait_ms for pair in paired])} s, "
        f"virtual {_mean([pair.virtual_wait_ms for pair in paired])} s"
        f" · longest delay of one service {_seconds(comparison.latency_ms)} s"
        + ("" if speed is None else f", {comparison.latency_ms / speed:.1f} ms of real time")
    )
    console.print(
        f"paired mean difference {_signed(comparison.mean_difference_ms)} s, "
        f"95 % interval {_interval(comparison.interval_ms)} s · known bias {_signed(comparison.known_bias_ms)} s"
        f" · {len(comparison.flipped)} flipped {' '.join(comparison.flipped[:MOST_ROWS])}"
    )
    console.print(f"live and virtual {WORDS[comparison.agrees]}: {_reason(comparison)}")


def _table(comparison: Comparison) -> Table:
    """Who is outside, else who flipped, else everybody; as many as fit."""
    table = Table(title="waits live and virtual, service seconds 等候对比")
    last = "bound" if comparison.is_single_line else "known bias"
    for column in ("ticket", "taken", "live", "virtual", "difference", last, ""):
        table.add_column(column, justify="right")
    flipped = set(comparison.flipped)
    outside = [pair for pair in comparison.pairs if not pair.is_within]
    moved = [pair for pair in comparison.pairs if pair.ticket in flipped]
    for pair in (outside or moved or list(comparison.pairs))[:MOST_ROWS]:
        remarks = ("outside", not pair.is_within), ("flipped", pair.ticket in flipped)
        table.add_row(
            pair.ticket,
            _seconds(pair.taken_ms),
            _seconds(pair.live_wait_ms),
            _seconds(pair.virtual_wait_ms),
            _seconds(pair.difference_ms),
            _seconds(pair.bound_ms if comparison.is_single_line else pair.known_bias_ms),
            " ".join(word for word, applies in remarks if applies),
        )
    return table


def _reason(comparison: Comparison) -> str:
    """The rule, and what came of it."""
    if comparison.is_single_line:
        found = f"{sum(not pair.is_within for pair in comparison.pairs)} of {len(comparison.pairs)} outside"
    elif comparison.interval_ms is None:
        found = "too few tickets for an interval"
    else:
        found = "it contains " + (" and ".join(CONTAINED[each] for each in comparison.contained) or "neither")
    return f"{comparison.rule} ({found})"


def _seconds(value_ms: int | None) -> str:
    return "–" if value_ms is None else f"{value_ms / MS_PER_S:.1f}"


def _signed(value_ms: float | None) -> str:
    return "–" if value_ms is None else f"{value_ms / MS_PER_S:+.3f}"


def _interval(interval_ms: tuple[float, float] | None) -> str:
    return "–" if interval_ms is None else f"[{', '.join(_signed(end) for end in interval_ms)}]"


def _mean(values: Sequence[int | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{math.fsum(known) / len(known) / MS_PER_S:.2f}" if known else "–"
