"""`yzz fleet`: a year of terminals as figures, equal for equal seeds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from devices.profiles import PROFILES
from sim.fleet_report import fleet


def run(*options: str) -> Result:
    """The command, as somebody types it."""
    return CliRunner().invoke(fleet, [*options])


def figures(*options: str) -> dict[str, Any]:
    """What it writes with --json -."""
    ended = run("--days", "20", *options, "--json", "-")
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_equal_seeds_give_equal_figures_and_others_do_not() -> None:
    first, again, other = (figures("--seed", seed) for seed in ("1", "1", "2"))

    assert first == again
    assert first["journal"] != other["journal"]


def test_a_fleet_is_the_same_on_one_core_and_on_two() -> None:
    alone, shared = (figures("--terminals", "3", "--processes", number) for number in ("1", "2"))

    assert alone == shared
    assert alone["sessions"]["begun"] == 3 * 20 * 20


def test_terminals_of_a_fleet_have_days_of_their_own() -> None:
    one, three = figures(), figures("--terminals", "3", "--processes", "1")

    assert three["steps"] != 3 * one["steps"]


def test_without_a_journal_the_figures_are_the_same_but_for_its_digest() -> None:
    kept, unkept = figures("--sessions", "100"), figures("--sessions", "100", "--no-journal")

    assert unkept == {**kept, "journal": None}
    assert len(kept["journal"]) == 64


def test_every_session_and_every_hour_is_accounted_for() -> None:
    found = figures("--visit", "ten-steps", "--sessions", "120")

    sessions = found["sessions"]
    assert sessions["begun"] == 20 * 120 == sum(sessions.values()) - sessions["begun"]
    assert sum(found["hours"].values()) == pytest.approx(20 * 24)
    assert found["whole_service"] <= found["availability"] <= 1


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_can_be_played(profile: str) -> None:
    found = figures("--profile", profile)

    assert sum(found["hours"].values()) == pytest.approx(20 * 24)


def test_the_table_says_that_it_is_simulated_and_where_it_comes_from() -> None:
    ended = run("--days", "20", "--seed", "7")

    assert "仿真 · simulated · 1 × yuezhizhu · 20 day(s) · 20 sessions a day · seed 7" in " ".join(ended.stdout.split())
    assert "sessions refused" in ended.stdout


@pytest.mark.parametrize(
    "options",
    [("--profile", "toaster"), ("--days", "0"), ("--sessions", "481"), ("--seed", "-1"), ("--terminals", "x")],
)
def test_nonsense_is_told_in_one_line_and_nothing_is_played(options: tuple[str, str]) -> None:
    ended = run(*options)

    assert ended.exit_code == 2
    assert options[0] in ended.stderr


def test_a_file_that_cannot_be_written_is_status_one(tmp_path: Any) -> None:
    ended = run("--days", "1", "--json", str(tmp_path / "nowhere" / "file.json"))

    assert ended.exit_code == 1
    assert "cannot write" in ended.stderr
