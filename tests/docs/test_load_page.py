"""The load page names commands, options, figures and thresholds that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kiosk.__main__ import main
from sim.load.latency import Latencies
from sim.load.report import figures_of, waits_of
from sim.load.thresholds import check, parse_threshold
from sim.load.validity import rules_of
from tests.docs.reading import commands, rows

PAGE = "load.md"
LINES = commands(PAGE)
ROWS = re.findall(r"`(\w+)`", " ".join(row[0] for row in rows(PAGE, "### Open loop, latency from the due time")))


def offered_figures() -> dict[str, float | None]:
    """Every figure a report with the page's rows has."""
    latencies = Latencies()
    for name in ROWS:
        latencies.record(name, 0.001)
    rules = rules_of(
        hops_p99_s=(0.001,),
        lag_p99_s=0.001,
        worst_p99_s=0.001,
        shortest_deadline_ms=25_000,
        speed=60,
        mean_service_ms=360_000,
        services=1,
    )
    return figures_of(latencies, waits_of([]), rules, {"lost": 0, "duplicate": 0, "board_gaps": 0})


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_command_of_the_page_is_a_command_and_has_its_options(
    line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    for name in line:
        if name.endswith((".json", ".jsonl")) and "/" not in name:
            (tmp_path / name).touch()
    context = click.Context(main)
    command = main.get_command(context, line[1])

    assert line[0] == "yzz"
    assert command is not None
    # Raises UsageError for an option, a value or an argument that does not fit.
    command.make_context(line[1], line[2:], parent=context)


def test_the_page_uses_all_three_commands():
    assert {line[1] for line in LINES} == {"run", "load", "compare"}


def test_every_threshold_of_the_page_speaks_of_a_figure_that_reports_have():
    texts = [line[at + 1] for line in LINES for at, word in enumerate(line) if word == "--threshold"]

    outcomes = check([each for text in texts for each in parse_threshold(text)], offered_figures())

    assert len(outcomes) == 5


def test_the_page_lists_every_figure_of_a_report():
    of_row, of_run = (re.findall(r"`([\w.]+)`", row[1]) for row in rows(PAGE, "### Thresholds and exit status"))

    assert {*of_run, *(f"{name}.{figure}" for name in ROWS for figure in of_row)} == set(offered_figures())


def test_the_page_lists_every_rule_with_its_limit():
    rules = rules_of(
        hops_p99_s=(1,), lag_p99_s=1, worst_p99_s=1, shortest_deadline_ms=1, speed=1, mean_service_ms=1, services=0
    )
    limits = {"bias": "< 1 %", "lag_p99_s": "< 0.010 s", "deadline_margin": "≥ 10", "services": "≥ 1"}

    assert {row[0].strip("`"): row[1] for row in rows(PAGE, "### When a run is valid")} == limits
    assert {rule.name: (rule.limit, rule.is_floor) for rule in rules} == {
        "bias": (0.01, False),
        "lag_p99_s": (0.010, False),
        "deadline_margin": (10, True),
        "services": (1, True),
    }
