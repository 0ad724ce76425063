"""The catalogue's page is what the catalogue draws, and its commands run."""

from __future__ import annotations

import runpy

import pytest
from click.testing import CliRunner

from kiosk.__main__ import main
from kiosk.matters.lint import BY_THE_COMPILER, RULES
from kiosk.matters.offer import REASONS
from tests.docs.reading import DOCS, commands, rows


def test_the_page_is_what_the_catalogue_draws():
    drawn = runpy.run_path(str(DOCS / "draw_catalogue.py"))["draw"]()

    assert (DOCS / "catalogue.md").read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("command", commands("catalogue.md"), ids=" ".join)
def test_every_command_of_the_page_runs(command):
    assert command[0] == "yzz"

    result = CliRunner().invoke(main, command[1:])

    assert result.exit_code == 0, result.output
    assert result.output


def test_every_rule_and_every_reason_stands_in_its_table():
    found = [row[0].removesuffix(" (W)") for row in rows("catalogue.md", "## Rules of the linter")]

    assert found == sorted([*RULES, *BY_THE_COMPILER])
    assert [row[0].strip("`") for row in rows("catalogue.md", "## Why a terminal does not offer a matter")] == list(
        REASONS
    )
