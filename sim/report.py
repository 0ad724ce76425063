"""What a run says (报告): a table for the terminal and a picture of waits over the day.

Reads the figures `sim.statistics` gives and draws nothing by chance. Names are shown as they are,
never read as markup. Everything is simulated
(仿真), and says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from sim.scenario import Scenario, prefix_of
from sim.spans import DAY_MS, HOUR_MS
from sim.statistics import BIN_MINUTES, BINS, Statistics

NOTICE = "仿真 · simulated"
ALL = "all"
COUNT_HEADINGS = {
    "arrived": "arrived",
    "served": "served",
    "abandoned": "gave up",
    "turned_away": "turned away",
    "expired": "expired",
}
WAIT_HEADINGS = {"mean": "mean", "p50": "P50", "p90": "P90", "p95": "P95", "max": "longest"}
SHARE_HEADINGS = {"waited_share": "waited", "within_target_share": "in target"}


def count_table(figures: dict[str, Any]) -> Table:
    """What became of the tickets: one row a class, the last for all together."""
    title = f"{NOTICE} · engine: {figures['engine']} · seed {figures['seed']} · {figures['days']} day(s)"
    table = Table(title=title, title_justify="left")
    table.add_column("class")
    for name in COUNT_HEADINGS.values():
        table.add_column(name, justify="right")
    for name, scope in _rows(figures):
        table.add_row(Text(name), *(str(scope[key]) for key in COUNT_HEADINGS), style=_style(name, figures))
    return table


def wait_table(figures: dict[str, Any]) -> Table:
    """Waits in minutes, each figure above its 95 % half width over days."""
    table = Table(title="waits in minutes, ± 95 % half width", title_justify="left", show_lines=True)
    table.add_column("class")
    for name in (*WAIT_HEADINGS.values(), *SHARE_HEADINGS.values()):
        table.add_column(name, justify="right")
    for name, scope in _rows(figures):
        widths, waits = scope["half_width"], scope["wait_min"]
        table.add_row(
            Text(name),
            *(_with_width(waits[key], widths[key]) for key in WAIT_HEADINGS),
            *(_percent(scope[key], widths[key]) for key in SHARE_HEADINGS),
            style=_style(name, figures),
        )
    return table


def _rows(figures: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [*figures["classes"].items(), (ALL, figures["all"])]


def _style(name: str, figures: dict[str, Any]) -> str | None:
    return "bold" if name == ALL and name not in figures["classes"] else None


def counter_table(figures: dict[str, Any]) -> Table:
    """Share of its time on duty that each counter serves."""
    table = Table(title="counters", title_justify="left")
    table.add_column("counter")
    table.add_column("serving while on duty", justify="right")
    for name, use in figures["counters"].items():
        table.add_row(Text(name), _percent(use["utilisation"], use["half_width"]))
    return table


def _with_width(value: float | None, half_width: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if half_width is None else f"{value:.2f}\n± {half_width:.2f}"


def _percent(value: float | None, half_width: float | None) -> str:
    if value is None:
        return "–"
    width = "" if half_width is None else f"\n± {100 * half_width:.1f} %"
    return f"{100 * value:.1f} %{width}"


def draw_waits(statistics: Statistics, engine: str, path: Path) -> None:
    """Picture of waits by time of arrival: mean of each class, P50 and P90 of all. PNG, SVG or PDF by name."""
    # Loaded here: a second of import that no run without a picture should pay.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    scenario = statistics.scenario
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    times, shown = _times(scenario, statistics.bins)
    p50, p90 = (_bin_percentiles(statistics.bins, percent) for percent in (50, 90))
    axes.fill_between(times, p50[shown], p90[shown], step="mid", alpha=0.15, color="black", label="all, P50 to P90")
    for index, plan in enumerate(scenario.classes):
        totals, counts = statistics.bin_waits[index, :, 0], statistics.bin_waits[index, :, 1]
        means = np.where(counts > 0, totals / np.maximum(counts, 1) / 60_000, np.nan)
        axes.plot(times, means[shown], marker="o", markersize=3, label=f"{_label(plan.name, index)}, mean")
    axes.set_xlabel("arrivals so far, %" if scenario.is_stationary else "time of arrival, hour of the day")
    axes.set_ylabel("wait, minutes")
    axes.set_ylim(bottom=0)
    axes.set_title(f"simulated waits, {statistics.days} day(s), seed {scenario.seed}, engine {engine}")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path)


def _label(name: str, index: int) -> str:
    """The name, where the picture's own font and language have nothing else to say to it."""
    is_plain = name.isascii() and name[0].isalnum() and not set(name) & set("$\\")
    return name if is_plain else f"class {prefix_of(index)}"


def _times(scenario: Scenario, bins: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    used = np.nonzero(bins.sum(axis=1))[0]
    # From the first to the last part: a closed stretch in between shows as a gap.
    shown = np.arange(used[0], used[-1] + 1) if len(used) else used
    unit = 100 / BINS if scenario.is_stationary else DAY_MS / BINS / HOUR_MS
    return (shown + 0.5) * unit, shown


def _bin_percentiles(bins: np.ndarray[Any, Any], percent: int) -> np.ndarray[Any, Any]:
    """Minutes that so many percent of a part's arrivals do not exceed."""
    below = np.cumsum(bins, axis=1)
    reached = below * 100 >= below[:, -1:] * percent
    minutes: np.ndarray[Any, Any] = np.minimum(np.argmax(reached, axis=1), BIN_MINUTES).astype(float)
    return np.where(below[:, -1] > 0, minutes, np.nan)
