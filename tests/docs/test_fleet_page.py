"""The page about a terminal's year gives the figures that its first command prints."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from sim.fleet_report import fleet
from tests.docs.reading import commands, rows

PAGE = "fleet.md"


def found_in(figures: Any, path: str) -> float:
    """A figure by its path; a cause of an intervention has a dot of its own."""
    head, _, rest = path.partition(".")
    value = figures[head]
    return float(value if not rest else value[rest])


def test_the_page_gives_the_figures_of_its_first_command() -> None:
    line = commands(PAGE)[0]

    ended = CliRunner().invoke(fleet, [*line[2:], "--json", "-"])

    figures = json.loads(ended.stdout)
    told = {row[0].strip("`"): float(row[1]) for row in rows(PAGE, "## What the first command prints")}
    assert {path: found_in(figures, path) for path in told} == pytest.approx(told, abs=5e-7)
    assert len(figures["interventions"]) == sum(path.startswith("interventions.") for path in told)


def test_every_command_of_the_page_is_understood() -> None:
    for line in commands(PAGE):
        options = [word for word in line[2:] if word.startswith("--")]
        known = {name for parameter in fleet.params for name in (*parameter.opts, *parameter.secondary_opts)}

        assert line[:2] == ["yzz", "fleet"]
        assert set(options) <= known
