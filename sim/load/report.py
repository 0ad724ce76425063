"""What a load run found (报告): figures for thresholds, JSON for machines, a table for people.

An invalid run quotes no number but those of the rules it broke.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from sim.load.boards import BoardCounts
from sim.load.latency import ENDPOINTS, PERCENTILES, Latencies, Latency
from sim.load.thresholds import Outcome
from sim.load.validity import Rule
from sim.load.waits import Record

MET: Final = 0
MISSED: Final = 1
INVALID: Final = 2
MS_PER_S: Final = 1000
NOT_REQUESTS: Final = frozenset({"lag", "finish_lag", "call", "board_delta"})
"""Rows that are delays of our own or of a push, not answers to requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Waits of the tickets that were started, in service seconds; None without any."""

    count: int
    mean_s: float | None
    p50_s: float | None
    p90_s: float | None
    max_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run. realised: rate and mean service as they happened, to compare theory with.

    origin_ms: service time of the scenario's zero. arrivals: (day, ticket, arrival index).
    """

    scenario: str
    seed: int
    speed: float
    wall_s: float
    offered: int
    taken: int
    turned_away: int
    abandoned: int
    finished: int
    lost: tuple[str, ...]
    duplicate: tuple[str, ...]
    skipped: int
    realised_per_hour: float
    realised_service_min: float
    waits: Waits
    latencies: Latencies
    boards: BoardCounts
    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]
    timeline: tuple[dict[str, float], ...]
    origin_ms: int
    arrivals: tuple[tuple[str, str, int], ...]
    environment: dict[str, Any]

    @property
    def is_valid(self) -> bool:
        """Whether every rule is kept."""
        return all(rule.is_kept for rule in self.rules)

    @property
    def exit_code(self) -> int:
        """0 all well, 1 a threshold missed, 2 not valid."""
        if not self.is_valid:
            return INVALID
        return MET if all(outcome.is_met for outcome in self.outcomes) else MISSED


def quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least such a share does not exceed. ordered: ascending, not empty."""
    rank = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[min(rank, len(ordered) - 1)]


def waits_of(records: Sequence[Record]) -> Waits:
    """Waits of the started among these tickets."""
    waits = sorted(wait for record in records if (wait := record.wait_ms()) is not None)
    if not waits:
        return Waits(count=0, mean_s=None, p50_s=None, p90_s=None, max_s=None)
    return Waits(
        count=len(waits),
        mean_s=sum(waits) / len(waits) / MS_PER_S,
        p50_s=quantile(waits, 0.5) / MS_PER_S,
        p90_s=quantile(waits, 0.9) / MS_PER_S,
        max_s=waits[-1] / MS_PER_S,
    )


def figures_of(
    latencies: Latencies, waits: Waits, rules: Sequence[Rule], counts: dict[str, int]
) -> dict[str, float | None]:
    """Everything a threshold may speak of, in seconds, shares and counts."""
    figures: dict[str, float | None] = {name: float(value) for name, value in counts.items()}
    for name in dict.fromkeys((*ENDPOINTS, *latencies.endpoints)):
        # Asked for without being entered: what did not happen is no row of the report.
        latency = latencies.endpoints.get(name, Latency())
        has_any = bool(latency.histogram.get_total_count())
        for percentile in PERCENTILES:
            figures[f"{name}.p{percentile:g}"] = latency.percentile_s(percentile) if has_any else None
        figures[f"{name}.max"] = latency.max_s() if has_any else None
        figures[f"{name}.offered"] = float(latency.offered)
        figures[f"{name}.done"] = float(latency.done)
        figures[f"{name}.errors"] = float(latency.errors.total())
    figures["errors"] = float(sum(latency.errors.total() for latency in latencies.endpoints.values()))
    figures |= {
        "wait_mean": waits.mean_s,
        "wait_p50": waits.p50_s,
        "wait_p90": waits.p90_s,
        "wait_max": waits.max_s,
    }
    return figures | {rule.name: rule.value for rule in rules}


def environment() -> dict[str, Any]:
    """Where the run was made, and on which commit if that can be told."""
    return {
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "commit": commit(),
    }


def commit() -> str | None:
    """The commit of this working copy, with a + if it has changes; None outside of one."""
    folder = Path(__file__).resolve().parent
    try:
        head = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--short=12", "HEAD"],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout.strip()
        changes = subprocess.run(
            ["git", "-C", str(folder), "status", "--porcelain", "--untracked-files=no"],  # noqa: S607 - as above
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{head}+" if changes else head


def to_json(report: Report) -> dict[str, Any]:
    """The report as JSON; without latencies and waits when it is not valid."""
    rows: dict[str, Any] = {
        "scenario": report.scenario,
        "seed": report.seed,
        "speed": report.speed,
        "is_valid": report.is_valid,
        "rules": [asdict(rule) | {"is_kept": rule.is_kept} for rule in report.rules],
        "environment": report.environment,
        "origin_ms": report.origin_ms,
        "arrivals": [list(row) for row in report.arrivals],
    }
    if not report.is_valid:
        return rows
    return rows | {
        "wall_s": report.wall_s,
        "offered": report.offered,
        "taken": report.taken,
        "turned_away": report.turned_away,
        "abandoned": report.abandoned,
        "finished": report.finished,
        "skipped": report.skipped,
        "lost": list(report.lost),
        "duplicate": list(report.duplicate),
        "realised": {"per_hour": report.realised_per_hour, "service_min": report.realised_service_min},
        "wait_s": asdict(report.waits),
        "endpoints": report.latencies.to_json(),
        "boards": asdict(report.boards),
        "timeline": list(report.timeline),
        "thresholds": [
            {"text": each.threshold.text, "name": each.threshold.name, "value": each.value, "is_met": each.is_met}
            for each in report.outcomes
        ],
    }


def show(report: Report, console: Console) -> None:
    """Print the report for people."""
    rules = Table(title="validity 有效性")
    for column in ("rule", "value", "limit", "kept", ""):
        rules.add_column(column)
    for rule in report.rules:
        sign = "≥" if rule.is_floor else "<"
        rules.add_row(
            rule.name, f"{rule.value:.4g}", f"{sign} {rule.limit:g}", "yes" if rule.is_kept else "NO", rule.text
        )
    console.print(rules)
    if not report.is_valid:
        console.print("[bold]not valid: no number is quoted 本次无效[/bold]")
        return
    console.print(_latency_table(report.latencies))
    console.print(
        f"offered {report.offered} · taken {report.taken} · turned away {report.turned_away} · "
        f"abandoned {report.abandoned} · finished {report.finished} · lost {len(report.lost)} · "
        f"duplicate {len(report.duplicate)}" + (f" · skipped {report.skipped}" if report.skipped else "")
    )
    waits = report.waits
    if waits.mean_s is not None and waits.p90_s is not None and waits.max_s is not None:
        console.print(
            f"waits from the journal, service time: mean {waits.mean_s:.1f} s · p90 {waits.p90_s:.1f} s · "
            f"max {waits.max_s:.1f} s, at {report.realised_per_hour:.2f} arrivals an hour and a mean service "
            f"of {report.realised_service_min:.3f} min"
        )
    boards = report.boards
    console.print(
        f"{boards.boards} boards · {boards.patches} patches · {boards.resyncs} gaps in seq · "
        f"{boards.reconnects} reconnects"
    )
    for outcome in report.outcomes:
        word = "met" if outcome.is_met else "MISSED"
        console.print(f"threshold {outcome.threshold.name} {outcome.threshold.text}: {outcome.value} {word}")


def _latency_table(latencies: Latencies) -> Table:
    table = Table(title="latency from the due time, ms 时延")
    for column in ("", "offered", "done", "p50", "p90", "p99", "p99.9", "max", "errors"):
        table.add_column(column, justify="left" if column in {"", "errors"} else "right")
    for name in (each for each in ENDPOINTS if each in latencies.endpoints):
        latency = latencies.endpoints[name]
        table.add_row(
            name,
            "" if name in NOT_REQUESTS else str(latency.offered),
            str(latency.done),
            *(f"{latency.percentile_s(each) * MS_PER_S:.2f}" for each in PERCENTILES),
            f"{latency.max_s() * MS_PER_S:.2f}",
            ", ".join(f"{kind} ×{number}" for kind, number in latency.errors.most_common()),
        )
    return table
