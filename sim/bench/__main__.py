"""`python -m sim.bench [--quick] [--only NAME]`: print the figures and keep them in build/bench.json."""

from __future__ import annotations

import importlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from sim.bench import crowded, estimates_push, faces, fanout, fleet, restart, service, soak, staff_view, verdicts, xfs
from sim.bench.cores import one_core
from sim.bench.process import Cores
from sim.bench.record import Group, make_group, merged, read_record, write_record
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
        """The rows of the group, or one that says why there are none. size: of no use to it."""
        del size
        try:
            rows: list[Row] = importlib.import_module(module).run()
        except ModuleNotFoundError as error:
            return [row(f"{module} is missing ({error.name})", None, "", "there", met=False)]
        return rows

    return run


def calls(size: int) -> list[Row]:
    """Call next: by two at the same moment, by thirty-two, and with many waiting."""
    return [*service.two_counters(size), *crowded.calls(size), *crowded.depths(size)]


@dataclass(frozen=True, slots=True)
class Bench:
    """One group of figures. run: size (0 quick, 1 full) -> rows; how: what one must know to read them.

    is_pinned: service and client have cores of their own. is_long: only measured when it is named.
    """

    run: Callable[[int], list[Row]]
    how: str
    is_pinned: bool = True
    is_long: bool = False

    def explained(self) -> str:
        """How the figures were made on this machine."""
        return f"{Cores.of_machine()}; {self.how}" if self.is_pinned else self.how


HDR: Final = "percentiles by HDR histogram, three digits, over every answer after the warm-up"

GROUPS: Final[dict[str, Bench]] = {
    "closed": Bench(service.tickets_closed, f"closed loop, from sending; {HDR}"),
    "open": Bench(service.tickets_open, f"open loop, from the due time; {HDR}"),
    "keepalive": Bench(service.keep_alive, "the median of many connections' second request"),
    "tickets": Bench(crowded.tickets, f"closed loop, from sending; {HDR.replace(' after the warm-up', '')}"),
    "calls": Bench(calls, f"closed loop, from sending; two counters: both requests leave together; {HDR}"),
    "fanout": Bench(fanout.run, f"boards with the client; open loop; {HDR}, each call on each board"),
    "staff_view": Bench(staff_view.run, "the room made anew each time; bytes of the JSON; processor by /proc"),
    "restart": Bench(restart.restart, "medians over starts after kill -9; files in the page cache"),
    "issuer": Bench(
        elsewhere("tests.live.bench_issuer"),
        "processor time of the best of three; file in the page cache",
        is_pinned=False,
    ),
    "soak": Bench(
        soak.run,
        "open loop, from `yzz load`; memory from /metrics every 5 s, grown since an hour of the shift",
        is_long=True,
    ),
    "xfs": Bench(xfs.run, f"closed loop, from sending; {HDR}"),
    "engine": Bench(
        elsewhere("sim.bench.engine"),
        "on one core; each side draws for itself, after all have waited equally long on the same draws",
        is_pinned=False,
    ),
    "estimates": Bench(
        elsewhere("sim.bench.estimates"),
        "20 days under each of five seeds, everybody who waited asked at the taking; refresh: processor time of the median",
        is_pinned=False,
    ),
    "estimate_push": Bench(
        estimates_push.run, "one client, pairs of tickets 0.4 s apart; from the answer to the frame that has the figure"
    ),
    "hall": Bench(full_hall, "processor time of the median day", is_pinned=False),
    "fleet": Bench(fleet.run, "one terminal after the other on one core, then shared by all", is_pinned=False),
    "verdicts": Bench(verdicts.run, "processor time on one core, the best of five turns", is_pinned=False),
    "catalogue": Bench(
        elsewhere("tests.matters.soak"),
        "drawn with one seed from cases made of the catalogue itself; each judged whole and with something out of reach",
        is_pinned=False,
    ),
    "faces": Bench(faces.run, "deviates by the models' own quantiles; one seed a rate", is_pinned=False),
    "codes": Bench(
        elsewhere("tests.identity.bench_codes"),
        "processor time of the process, commit thread and all; the store on a disk; pictures of 640 × 480",
        is_pinned=False,
    ),
    "town": Bench(
        elsewhere("tests.registry.bench_town"),
        "real time for the making; exchanges one after the other, their latency counted and not slept",
        is_pinned=False,
    ),
    "whole_town": Bench(
        elsewhere("tests.registry.bench_whole_town"),
        "processor time on one core, readings and all; the town read into memory before",
        is_pinned=False,
    ),
    "papers": Bench(
        elsewhere("tests.certificates.bench_papers"),
        "processor time of one thread, warmed up; then a greenlet that sleeps a millisecond while papers are made",
        is_pinned=False,
    ),
    "cases": Bench(
        elsewhere("tests.web.bench_cases"),
        "closed loop at one terminal, by polling its room; the press is warm",
        is_pinned=False,
    ),
    "pages": Bench(elsewhere("tests.flows.bench_pages"), "medians over browsers with a fresh profile", is_pinned=False),
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


def show(groups: dict[str, Group], console: Console) -> None:
    """The table, and under it how each group was measured."""
    table = Table(title="bench 性能指标")
    for column in ("figure", "value", "unit", "peer", "ratio", "bar", ""):
        table.add_column(column, justify="right" if column in {"value", "ratio"} else "left")
    for each in (each for group in groups.values() for each in group["rows"]):
        word = {True: "met", False: "NOT MET", None: ""}[each["met"]]
        cells = ("–" if each[key] is None else str(each[key]) for key in ("value", "unit", "peer", "ratio", "bar"))
        table.add_row(str(each["name"]), *cells, word)
    console.print(table)
    for name, group in groups.items():
        console.print(f"{name}: {group['how']}", highlight=False)


@click.command()
@click.option("--quick", is_flag=True, help="Smaller runs: to see that everything works.")
@click.option("--only", type=click.Choice(list(GROUPS)), multiple=True, help="Only this group; may be repeated.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=OUTPUT, show_default=True, help="Where they are kept."
)
def main(*, quick: bool, only: tuple[str, ...], output: Path) -> None:
    """Print the figures and keep them, the other groups' beside them."""
    console = Console(width=160 if not sys.stdout.isatty() else None)
    console.print(" · ".join(f"{name} {value}" for name, value in machine().items() if value is not None))
    groups: dict[str, Group] = {}
    for name in only or (name for name, bench in GROUPS.items() if not bench.is_long):
        console.print(f"{name} …")
        groups[name] = _measured(name, quick=quick)
    show(groups, console)
    write_record(output, merged(read_record(output) if only else {}, groups, GROUPS))
    console.print(f"written to {output}")


def _measured(name: str, *, quick: bool) -> Group:
    """A group; one that breaks is a row that says so, and the others still run."""
    bench, about, at = GROUPS[name], machine(), datetime.now(UTC).isoformat(timespec="seconds")
    try:
        rows = bench.run(service.QUICK if quick else service.FULL)
    except Exception as error:  # noqa: BLE001 - the outermost loop of a bench
        rows = [row(f"{name} failed: {type(error).__name__}: {error}", None, "", "runs", met=False)]
    return make_group(rows, machine=about, quick=quick, at=at, how=bench.explained())


if __name__ == "__main__":
    main()
