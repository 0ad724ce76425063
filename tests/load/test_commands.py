"""What the two commands say when there is nothing to play: one line, status 2, names as they are."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sim.compare import compare
from sim.load.command import load

NOWHERE = ["--url", "http://127.0.0.1:1", "--accounts", "none.json", "--speed", "1"]


@pytest.mark.parametrize("name", ["no-such-file.toml", "[bold]no such file[/bold]"])
def test_a_scenario_that_is_not_there_is_named_as_it_was_written(name: str) -> None:
    loaded = CliRunner().invoke(load, [name, *NOWHERE])
    compared = CliRunner().invoke(compare, ["no-journal.jsonl", name])

    assert (loaded.exit_code, compared.exit_code) == (2, 2)
    assert name in loaded.output
    assert name in compared.output


def test_accounts_that_are_not_there_are_one_line_too() -> None:
    asked = CliRunner().invoke(load, ["single_line", *NOWHERE])

    assert asked.exit_code == 2
    assert "none.json" in asked.output
