"""`yzz estimates`: how well people were told how long they would wait (等候预计校准)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from kiosk.command_line import DATA, give_up, settings_of

COLUMNS: Final = (
    ("people", "people 人数"),
    ("left", "left 弃号"),
    ("cover_pct", "P90 covers % 覆盖"),
    ("below_pct", "P50 covers %"),
    ("rmse_min", "RMSE min"),
    ("ql_rmse_min", "QL RMSE"),
    ("ratio", "ratio"),
    ("mae_min", "MAE min"),
    ("bias_min", "bias min"),
    ("ql_bias_min", "QL bias"),
    ("pinball_50_min", "pinball .5"),
    ("pinball_90_min", "pinball .9"),
)


@click.command()
@DATA
@click.option("--hall", help="Only this hall.")
def estimates(data: Path | None, hall: str | None) -> None:
    """Score what waiting people were told in the last 30 days of service time."""
    from kiosk.live.estimate_report import stored_reports  # noqa: PLC0415 - only here
    from kiosk.live.schema import SchemaIsMissing, SchemaIsNewer  # noqa: PLC0415

    settings = settings_of({"data": data})
    file = Path(settings.database.removeprefix("sqlite:///"))
    if settings.database.startswith("sqlite") and not file.is_file():
        give_up(f"there is no database {file}")
    try:
        found = stored_reports(settings)
    except (SchemaIsMissing, SchemaIsNewer) as error:
        give_up(str(error))
    if hall is not None and hall not in found:
        give_up(f"there is no hall {hall}; there are {', '.join(found)}")
    console = Console(width=180)
    for name, one in found.items():
        if hall in (None, name):
            show(one, console)


def show(found: dict[str, Any], console: Console) -> None:
    """The table of one hall: all, by line, by hour."""
    table = Table(title=f"{found['hall']} · 等候预计校准 estimates of the last {found['days']} days")
    table.add_column("")
    for _, title in COLUMNS:
        table.add_column(title, justify="right")
    groups = [("all 全部", found["all"])]
    groups += [(f"line 队列 {each['name']}", each) for each in found["lines"]]
    groups += [(f"hour 时段 {each['name']}", each) for each in found["hours"]]
    for name, scores in groups:
        table.add_row(name, *("–" if scores[key] is None else str(scores[key]) for key, _ in COLUMNS))
    console.print(table)
    low, high = found["goal_pct"]
    kept = (
        ", ".join(f"{key.replace('_', ' by ')} {count}" for key, count in sorted(found["counts"].items())) or "nothing"
    )
    console.print(
        f"kept: {kept}; P90 should cover {low:g} to {high:g} %; corrected by {found['shift_ms'] / 1000:g} s",
        highlight=False,
    )
