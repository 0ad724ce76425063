"""`yzz simulate`: a scenario in, waits out (模拟)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, cast

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from sim.intervals import Ratio
from sim.replications import Player, blocks, fast_player, visits_player
from sim.report import count_table, counter_table, draw_waits, wait_table
from sim.scenario import Scenario
from sim.scenario_file import MAX_DAYS, MAX_SEED, bundled_scenarios, load_scenario
from sim.scenario_values import ScenarioError
from sim.spans import MINUTE_MS
from sim.statistics import Statistics

HELP = f"""Simulate SCENARIO, a TOML file or one of: {", ".join(bundled_scenarios())}.

Exit status: 0 done, 1 a file could not be written, 2 nothing was done.
"""
PROGRESS_DAYS = 2
"""A run of fewer days is over before a bar could be read."""


class NothingDone(click.ClickException):
    """Nothing was simulated; the same exit status as everywhere in `yzz`."""

    exit_code = 2


class Progressing(Protocol):
    """Told after each block of days."""

    def __call__(self, days_done: int, statistics: Statistics) -> None:
        """days_done: days played so far."""


def run_scenario(
    scenario: Scenario, play: Player, engine: str, progress: Progressing | None = None
) -> tuple[dict[str, Any], Statistics]:
    """Play every day of a scenario; gives the figures and what they were made from."""
    statistics = Statistics(scenario)
    for first, count, block in blocks(scenario, play, scenario.days):
        statistics.add(block, first, count)
        if progress is not None:
            progress(first + count, statistics)
    return statistics.figures(engine), statistics


def full_player(scenario: Scenario, journal: Callable[[Any], None] | None) -> Player:
    """Days played by the real hall with agents."""
    # Loaded here: the fast engine needs nothing of the kernel but `line`.
    from sim.day import run_day_full  # noqa: PLC0415

    return visits_player(lambda day: run_day_full(scenario, day, journal))


@click.command(name="simulate", help=HELP)
@click.argument("scenario")
@click.option("--days", type=click.IntRange(1, MAX_DAYS), help="Days to simulate, instead of the scenario's.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Seed of all chance, instead of the scenario's.")
@click.option(
    "--engine",
    type=click.Choice(["fast", "full"]),
    default="fast",
    show_default=True,
    help="fast: the rules of order alone, compiled where possible. full: the real hall with agents.",
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the figures to this file, - for stdout."
)
@click.option("--journal", type=click.Path(path_type=Path), help="Write the journal in the live format (engine full).")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw waits over the day into this PNG, SVG or PDF file.")
def simulate(
    scenario: str,
    days: int | None,
    seed: int | None,
    engine: str,
    json_file: Path | None,
    journal: Path | None,
    plot: Path | None,
) -> None:
    """Simulate a scenario and report its waits."""
    if journal is not None and engine != "full":
        raise click.UsageError("--journal needs --engine full: the fast engine has no events to write")
    chosen = _read(scenario)
    chosen = replace(chosen, days=days or chosen.days, seed=chosen.seed if seed is None else seed)
    with ExitStack() as stack:
        if engine == "full":
            name, play = "full", full_player(chosen, _journal(journal, stack))
        else:
            name, play = fast_player(chosen)
        figures, statistics = run_scenario(chosen, play, name, _progress(chosen, stack))
    is_piped = json_file is not None and str(json_file) == "-"
    console = Console(stderr=is_piped)
    console.print(count_table(figures), wait_table(figures), counter_table(figures))
    if json_file is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
        if is_piped:
            sys.stdout.write(text)
        else:
            _write(json_file, lambda: json_file.write_text(text, encoding="utf-8"))
    if plot is not None:
        _write(plot, lambda: draw_waits(statistics, name, plot))


def _read(scenario: str) -> Scenario:
    try:
        return load_scenario(scenario)
    except ScenarioError as error:
        raise NothingDone(str(error)) from error
    except OSError as error:
        known = ", ".join(bundled_scenarios())
        raise NothingDone(f"cannot read {scenario!r} ({error.strerror}); bundled scenarios are {known}") from error


def _journal(path: Path | None, stack: ExitStack) -> Callable[[Any], None] | None:
    if path is None:
        return None
    from sim.day import journal_writer  # noqa: PLC0415  as in full_player

    try:
        return cast(Callable[[Any], None], journal_writer(stack.enter_context(path.open("wb"))))
    except OSError as error:
        raise NothingDone(f"cannot write {path}: {error.strerror}") from error


def _write(path: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot write {path}: {error}") from error


def _progress(scenario: Scenario, stack: ExitStack) -> Progressing | None:
    """A bar with the present mean wait and its interval, on a terminal only."""
    console = Console(stderr=True)
    if scenario.days < PROGRESS_DAYS or not console.is_terminal:
        return None
    bar = stack.enter_context(
        Progress(
            TextColumn("{task.completed}/{task.total} days"),
            BarColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
        )
    )
    task = bar.add_task("", total=scenario.days)

    def show(days_done: int, statistics: Statistics) -> None:
        bar.update(task, completed=days_done, description=present_wait(statistics.all.figures["wait.mean"]))

    return show


def present_wait(mean: Ratio) -> str:
    """Mean wait so far, with its half width once there is one. mean: of waits in ms."""
    width = "" if mean.half_width is None else f" ± {mean.half_width / MINUTE_MS:.2f}"
    return f"mean wait {(mean.value or 0) / MINUTE_MS:.2f}{width} min"
