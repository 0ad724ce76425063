"""`python -m sim.bench [--quick] [--only NAME]`: print the figures and write build/bench.json."""

from __future__ import annotations

import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from sim.bench import service
from sim.bench.cores import one_core
from sim.bench.rows import Row, row
from sim.day import run_day_full
from sim.load.report import environment
from sim.scenario_file import load_scenario

OUTPUT: Final = Path("build/bench.json")
DAYS: Final = 7
FULL_HALL_BAR_MS: Final = 60.0


def full_hall(size: int) -> list[Row]:
    """The real hall, agents and all, through a day of 555 people in virtual time: CPU ms on one core."""
    scenario = load_scenario("workload-c")
    spans, people = [], []
    with one_core():
        # The first day builds the scenario's tables, which the others share.
        run_day_full(scenario, 0)
        for day in range(1, 1 + DAYS * (1 + size)):
            began_s = time.process_time()
            people.append(len(run_day_full(scenario, day).start_ms))
            spans.append((time.process_time() - began_s) * 1e3)
    # Days differ in size; the bar is for one of 555.
    value = statistics.median(span / count * 555 for span, count in zip(spans, people, strict=True))
    name = "full hall in virtual time, a 555-person day"
    return [row(name, value, "CPU ms", f"< {FULL_HALL_BAR_MS:g}", met=value < FULL_HALL_BAR_MS)]


def elsewhere(module: str) -> Callable[[int], list[Row]]:
    """The rows of another room's bench; reported as missing where there is none."""

    def run(size: int) -> list[Row]:
        del size
        try:
            rows: list[Row] = importlib.import_module(module).run()
        except ModuleNotFoundError as error:
            return [row(f"{module} is missing ({error.name})", None, "", "there", met=False)]
        return rows

    return run


GROUPS: Final[dict[str, Callable[[int], list[Row]]]] = {
    "closed": service.tickets_closed,
    "open": service.tickets_open,
    "keepalive": service.keep_alive,
    "calls": service.two_counters,
    "fanout": elsewhere("sim.bench.fanout"),
    "restart": service.restart,
    "engine": elsewhere("sim.bench.engine"),
    "hall": full_hall,
    "pages": elsewhere("tests.flows.bench_pages"),
}
"""--only NAME -> what it runs, in the order of the printed table."""


def machine() -> dict[str, Any]:
    """What the figures were made on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return environment() | {"processor": _processor(), "load_before": load}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def show(rows: list[Row], console: Console) -> None:
    """The table."""
    table = Table(title="bench 性能指标")
    for column in ("figure", "value", "unit", "peer", "ratio", "bar", ""):
        table.add_column(column, justify="right" if column in {"value", "ratio"} else "left")
    for each in rows:
        word = {True: "met", False: "NOT MET", None: ""}[each["met"]]
        cells = ("–" if each[key] is None else str(each[key]) for key in ("value", "unit", "peer", "ratio", "bar"))
        table.add_row(str(each["name"]), *cells, word)
    console.print(table)


@click.command()
@click.option("--quick", is_flag=True, help="Smaller runs: to see that everything works.")
@click.option("--only", type=click.Choice(list(GROUPS)), multiple=True, help="Only this group; may be repeated.")
def main(*, quick: bool, only: tuple[str, ...]) -> None:
    """Print the figures and write build/bench.json."""
    console = Console(width=160 if not sys.stdout.isatty() else None)
    about = machine()
    console.print(" · ".join(f"{name} {value}" for name, value in about.items() if value is not None))
    rows: list[Row] = []
    for name in only or GROUPS:
        console.print(f"{name} …")
        rows += [{"group": name, **each} for each in _rows(name, service.QUICK if quick else service.FULL)]
    show(rows, console)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    record = {"machine": about, "quick": quick, "rows": rows}
    OUTPUT.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"written to {OUTPUT}")


def _rows(name: str, size: int) -> list[Row]:
    """A group's rows; one that breaks is a row that says so, and the others still run."""
    try:
        return GROUPS[name](size)
    except Exception as error:  # noqa: BLE001 - the outermost loop of a bench
        return [row(f"{name} failed: {type(error).__name__}: {error}", None, "", "runs", met=False)]


if __name__ == "__main__":
    main()
