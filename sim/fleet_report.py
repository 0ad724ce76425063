"""`yzz fleet`: days of self-service terminals in virtual time (自助终端仿真), and what became of them.

Availability, interventions by cause, paper used, sessions refused; equal for equal seeds, whatever the number of
processes. docs/fleet.md says why the figures are what they are.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from devices.profiles import PROFILES
from devices.terminal import TerminalState
from sim.fleet import LONG_VISIT, VISIT, Plan, Step, Tally, play_fleet
from sim.report import NOTICE
from sim.spans import HOUR_MS

VISITS: Final[dict[str, tuple[Step, ...]]] = {"certificate": VISIT, "ten-steps": LONG_VISIT}
"""What every citizen does: log in, print a certificate and its receipt; or ten device steps, for measuring."""
PAPER_UNITS: Final = {"receipt_printer": "m", "document_printer": "sheets"}
MM_A_METRE: Final = 1_000
MAX_TERMINALS, MAX_DAYS, MAX_SESSIONS, MAX_SEED = 1_000, 3_660, 480, 2**63 - 1
"""480 sessions: one every three minutes, which is as long as ten steps take."""


def figures_of(plan: Plan, tally: Tally, terminals: int, profile: str) -> dict[str, Any]:
    """Everything that is reported, ready for JSON. paper: metres of roll, sheets; hours: of all terminals together."""
    paper = {kind: used / MM_A_METRE if PAPER_UNITS[kind] == "m" else used for kind, used in sorted(tally.used.items())}
    return {
        "notice": NOTICE,
        "profile": profile,
        "terminals": terminals,
        "days": plan.days,
        "sessions_a_day": plan.sessions_a_day,
        "seed": plan.seed,
        "availability": tally.availability(),
        "whole_service": tally.share_of({TerminalState.IN_SERVICE}),
        "hours": {str(state): span / HOUR_MS for state, span in sorted(tally.states.items())},
        "sessions": {
            "begun": tally.sessions,
            "finished": tally.finished,
            "refused": tally.refused,
            "broken_off": tally.sessions - tally.finished - tally.refused,
        },
        "steps": tally.steps,
        "failed_steps": dict(sorted(tally.failed.items())),
        "interventions": dict(tally.interventions.most_common()),
        "paper": paper,
        "journal": tally.digest,
    }


def tables(figures: dict[str, Any]) -> tuple[Table, Table]:
    """The figures to read: the whole, and the interventions by cause."""
    about = f"{figures['terminals']} × {figures['profile']} · {figures['days']} day(s)"
    title = f"{NOTICE} · {about} · {figures['sessions_a_day']} sessions a day · seed {figures['seed']}"
    whole = Table("", Column(overflow="fold"), title=title, title_justify="left", show_header=False)
    whole.add_row("availability: something works", f"{figures['availability']:.4%}")
    whole.add_row("all services work", f"{figures['whole_service']:.4%}")
    for state, hours in figures["hours"].items():
        whole.add_row(Text(f"hours {state}"), f"{hours:,.1f}")
    for word, count in figures["sessions"].items():
        whole.add_row(f"sessions {word.replace('_', ' ')}", f"{count:,}")
    whole.add_row("device steps", f"{figures['steps']:,}")
    for error, count in figures["failed_steps"].items():
        whole.add_row(Text(f"steps failed: {error}"), f"{count:,}")
    for kind, used in figures["paper"].items():
        whole.add_row(Text(f"paper, {kind}"), f"{used:,g} {PAPER_UNITS[kind]}")
    whole.add_row("journal, SHA-256", figures["journal"] or "not kept")
    causes = Table("intervention", "times", title="interventions, each closed by a person", title_justify="left")
    for cause, count in figures["interventions"].items():
        causes.add_row(Text(cause), str(count))
    return whole, causes


@click.command(name="fleet")
@click.option("--terminals", type=click.IntRange(1, MAX_TERMINALS), default=1, show_default=True, help="How many.")
@click.option("--days", type=click.IntRange(1, MAX_DAYS), default=365, show_default=True, help="How many days of each.")
@click.option(
    "--sessions", type=click.IntRange(1, MAX_SESSIONS), default=20, show_default=True, help="Sessions a day of each."
)
@click.option("--seed", type=click.IntRange(0, MAX_SEED), default=1, show_default=True, help="Seed of all chance.")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="yuezhizhu", show_default=True, help="Sort of terminal."
)
@click.option(
    "--visit", type=click.Choice(list(VISITS)), default="certificate", show_default=True, help="What everybody does."
)
@click.option("--journal/--no-journal", default=True, help="Keep the journal and print its digest; without, faster.")
@click.option("--processes", type=click.IntRange(1, 64), help="Share the work; the machine's cores if not given.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the figures to this file, - for stdout."
)
def fleet(
    *,
    terminals: int,
    days: int,
    sessions: int,
    seed: int,
    profile: str,
    visit: str,
    journal: bool,
    processes: int | None,
    json_file: Path | None,
) -> None:
    """Play self-service terminals in virtual time: availability, interventions, paper.

    Exit status: 0 done, 1 the file could not be written, 2 nothing was done.
    """
    plan = Plan(
        profile=PROFILES[profile],
        seed=seed,
        days=days,
        sessions_a_day=sessions,
        visit=VISITS[visit],
        with_journal=journal,
    )
    tally = play_fleet(plan, terminals, processes or os.cpu_count() or 1)
    figures = figures_of(plan, tally, terminals, profile)
    is_piped = json_file is not None and str(json_file) == "-"
    Console(stderr=is_piped).print(*tables(figures))
    if json_file is None:
        return
    text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    if is_piped:
        sys.stdout.write(text)
        return
    try:
        json_file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {json_file}: {error.strerror}") from error
