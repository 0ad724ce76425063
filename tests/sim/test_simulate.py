"""The command `yzz simulate`: what it prints and writes, which engine ran, and how it says no."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from kiosk.hall import events as e
from kiosk.journal import decode_entry
from sim import fast, theory
from sim.intervals import Ratio
from sim.simulate import present_wait, simulate
from tests.sim.documents import a_class, document

ROOT = Path(__file__).resolve().parents[2]
WAITS = ["mean", "p50", "p90", "p95", "max"]
COUNTS = ["arrived", "served", "abandoned", "turned_away", "expired"]
SHARES = ["waited_share", "within_target_share"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(simulate, [str(each) for each in arguments], catch_exceptions=False)


def figures(*arguments: str | Path) -> dict[str, Any]:
    outcome = run(*arguments, "--json", "-")
    assert outcome.exit_code == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def refused(outcome: Result) -> str:
    """What the command said; it must have done nothing."""
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    return outcome.stderr


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A small scenario in a file."""
    path = tmp_path / "hall.toml"
    path.write_text(document(more_class="patience = { exponential = 5 }"), encoding="utf-8")
    return path


# What it writes.


def test_the_json_has_the_shape_that_was_agreed(hall: Path):
    found = figures(hall)

    assert list(found) == ["engine", "seed", "days", "all", "classes", "counters"]
    assert (found["seed"], found["days"], list(found["classes"]), list(found["counters"])) == (1, 2, ["A"], ["1"])
    for scope in (found["all"], found["classes"]["A"]):
        assert list(scope) == [*COUNTS, "wait_min", "served_wait_min", *SHARES, "half_width"]
        assert list(scope["wait_min"]) == list(scope["served_wait_min"]) == WAITS
        assert sorted(scope["half_width"]) == sorted([*WAITS, *SHARES, *COUNTS, "served_wait_min"])
        assert list(scope["half_width"]["served_wait_min"]) == WAITS
        assert all(type(scope[name]) is int for name in COUNTS)
        assert all(type(scope["wait_min"][name]) is float for name in WAITS)
        assert all(0 <= scope[name] <= 1 for name in SHARES)
    assert list(found["counters"]["1"]) == ["utilisation", "half_width"]


def test_half_widths_of_a_single_day_are_null(hall: Path):
    found = figures(hall, "--days", "1")

    assert found["all"]["half_width"]["mean"] is None
    assert found["counters"]["1"]["half_width"] is None


def test_standard_output_is_nothing_but_json_if_that_is_asked_for(hall: Path):
    outcome = run(hall, "--json", "-")

    assert json.loads(outcome.stdout)["days"] == 2
    assert "仿真 · simulated" in outcome.stderr


def test_the_json_file_has_what_standard_output_would(hall: Path, tmp_path: Path):
    outcome = run(hall, "--json", tmp_path / "figures.json")

    assert json.loads((tmp_path / "figures.json").read_text(encoding="utf-8")) == figures(hall)
    assert "仿真 · simulated" in outcome.stdout


def test_days_and_seed_go_before_the_file(hall: Path):
    found = figures(hall, "--days", "3", "--seed", "0")

    assert (found["days"], found["seed"]) == (3, 0)
    assert found["all"] != figures(hall, "--days", "3")["all"]
    assert found == figures(hall, "--days", "3", "--seed", "0")


def test_the_tables_show_every_class_and_counter_with_half_widths():
    outcome = run("denggang")
    found = figures("denggang")

    rows = {line.split("│")[1].strip(): line for line in outcome.stdout.splitlines() if line.count("│") > 6}
    for name, scope in (*found["classes"].items(), ("all", found["all"])):
        assert f" {scope['wait_min']['mean']:.2f} " in rows[name]
        assert f"± {scope['half_width']['mean']:.2f} " in outcome.stdout
        assert f"{100 * scope['waited_share']:.1f} %" in rows[name]
        assert f" {scope['arrived']} " in outcome.stdout
    for name, counter in found["counters"].items():
        assert f"│ {name}       │                {100 * counter['utilisation']:.1f} % │" in outcome.stdout
    assert "seed 7 · 20 day(s)" in outcome.stdout


def test_one_day_shows_no_half_width(hall: Path):
    assert "± " not in run(hall, "--days", "1").stdout.replace("± 95 %", "")


@pytest.mark.parametrize(
    ("scenario", "name", "begins"),
    [("denggang", "w.png", b"\x89PNG"), ("single_line", "w.svg", b"<?xml"), ("single_line", "w.pdf", b"%PDF")],
)
def test_a_picture_is_drawn_in_the_form_its_name_says(scenario: str, name: str, begins: bytes, tmp_path: Path):
    outcome = run(scenario, "--plot", tmp_path / name)

    assert outcome.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["[/bold]", "[b]A", r"$\frac$", "_hidden"])
def test_a_name_is_shown_as_it_is_and_never_read_as_markup(name: str, tmp_path: Path):
    path = tmp_path / "named.toml"
    path.write_text(document().replace('"A"', f"'{name}'").replace('"1"', f"'{name}'"), encoding="utf-8")

    outcome = run(path, "--plot", tmp_path / "waits.svg")

    assert outcome.exit_code == 0
    assert len([line for line in outcome.stdout.splitlines() if line.startswith(f"│ {name} ")]) == 3
    assert "class A, mean" in (tmp_path / "waits.svg").read_text(encoding="utf-8")


def test_nobody_at_all_is_reported_and_drawn(tmp_path: Path):
    path = tmp_path / "nobody.toml"
    path.write_text(document(class_=a_class("{ poisson_per_hour = 0.001 }")), encoding="utf-8")

    outcome = run(path, "--plot", tmp_path / "waits.png")

    assert outcome.exit_code == 0
    assert [line for line in outcome.stdout.splitlines() if line.startswith("│ all ")][1].count("–") == 7
    assert figures(path)["all"]["wait_min"] == dict.fromkeys(WAITS)


def test_the_journal_has_every_visit_in_the_live_format(hall: Path, tmp_path: Path):
    found = figures(hall, "--engine", "full", "--days", "3", "--journal", tmp_path / "journal.jsonl")

    entries = [decode_entry(orjson.loads(line)) for line in (tmp_path / "journal.jsonl").read_bytes().splitlines()]
    events = [event for entry in entries for event in entry.events]
    counted = [
        sum(isinstance(event, kind) for event in events)
        for kind in (e.TicketTaken, e.ServiceStarted, e.TicketAbandoned, e.DayOpened)
    ]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert counted == [found["all"]["arrived"], found["all"]["served"], found["all"]["abandoned"], 3]
    assert min(counted) > 0


def test_a_progress_bar_shows_the_days_done_and_the_present_mean_wait(hall: Path):
    outcome = CliRunner().invoke(simulate, [str(hall), "--days", "300"], env={"FORCE_COLOR": "1"})

    assert "300/300 days" in outcome.stderr
    assert "mean wait" in outcome.stderr


def test_the_present_mean_wait_has_an_interval_from_the_second_day_on():
    mean = Ratio()
    mean.add(2 * 60_000, 1)
    first_day = present_wait(mean)
    mean.add(4 * 60_000, 1)

    # Two days, t with one degree of freedom: 12.706 x 1 min.
    assert (first_day, present_wait(mean)) == ("mean wait 2.00 min", "mean wait 3.00 ± 12.71 min")


def test_no_progress_bar_goes_to_a_file(hall: Path):
    assert run(hall, "--days", "300").stderr == ""


# Which engine ran.


def test_the_engine_that_ran_is_named(hall: Path):
    fast_name = "fast plain" if fast.load() is None else "fast compiled"

    assert [figures(hall, *more)["engine"] for more in ([], ["--engine", "fast"], ["--engine", "full"])] == [
        fast_name,
        fast_name,
        "full",
    ]
    assert f"engine: {fast_name}" in run(hall).stdout


def test_without_a_compiled_copy_the_plain_engine_runs_without_complaint(tmp_path: Path):
    ran = subprocess.run(
        [sys.executable, "-m", "kiosk", "simulate", "denggang", "--days", "3", "--json", "-"],
        env=os.environ | {"YZZ_FAST": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    plain, here = json.loads(ran.stdout), figures("denggang", "--days", "3")

    assert plain.pop("engine") == "fast plain"
    assert here.pop("engine") in {"fast plain", "fast compiled"}
    assert plain == here
    assert "compiled" not in ran.stderr


def test_both_engines_report_the_same_figures():
    full, quick = (figures("denggang", "--days", "3", "--engine", engine) for engine in ("full", "fast"))

    assert full.pop("engine") != quick.pop("engine")
    assert full == quick


# What it takes.


def test_a_path_is_read_with_the_trace_beside_it(tmp_path: Path):
    (tmp_path / "arrivals.csv").write_text("08:31\n08:32\n08:33\n", encoding="utf-8")
    path = tmp_path / "traced.toml"
    path.write_text(document(class_=a_class('{ times = "arrivals.csv" }')), encoding="utf-8")

    assert figures(path, "--days", "2")["all"]["arrived"] == 6


def test_a_file_in_the_working_folder_goes_before_a_bundled_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "denggang").write_text(document(), encoding="utf-8")
    bundled = list(figures("denggang")["classes"])

    monkeypatch.chdir(tmp_path)

    assert (list(figures("denggang")["classes"]), len(bundled)) == (["A"], 4)


# How it says no.


def test_a_scenario_that_is_not_there_names_the_bundled_ones(tmp_path: Path):
    said = refused(run(tmp_path / "none.toml"))

    assert "No such file or directory" in said
    assert (
        "bundled scenarios are denggang, single_line, stationary, twenty_counters, workload-a, workload-b, workload-c"
        in said
    )


def test_a_folder_is_no_scenario(tmp_path: Path):
    assert "Is a directory" in refused(run(tmp_path))


def test_every_mistake_of_a_scenario_is_told_at_once(tmp_path: Path):
    path = tmp_path / "wrong.toml"
    path.write_text(document(run="days = 0", end='[[counter]]\nname = "2"\nserves = []'), encoding="utf-8")

    assert refused(run(path)) == (
        "Error: wrong.toml: 2 mistake(s)\n"
        "  run.days: must be from 1 to 1000000, not 0\n"
        "  counter[1].serves: serves nobody: name at least one class\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'SCENARIO'"),
        (["denggang", "--days", "0"], "'--days': 0 is not in the range 1<=x<=1000000"),
        (["denggang", "--days", "many"], "'--days': 'many' is not a valid integer range"),
        (["denggang", "--seed", "-1"], "'--seed': -1 is not in the range 0<=x<=9223372036854775808"),
        (["denggang", "--engine", "quick"], "'quick' is not one of 'fast', 'full'"),
        (["denggang", "--speed", "60"], "No such option"),
        (["denggang", "--journal", "j.jsonl"], "--journal needs --engine full"),
        (["denggang", "--engine", "full", "--journal", "no/where/j.jsonl"], "cannot write no/where/j.jsonl"),
    ],
    ids=" ".join,
)
def test_an_option_that_makes_no_sense_is_named(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    assert said in refused(run(*arguments))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--json", "no/where.json", "cannot write"),
        ("--plot", "no/where.png", "cannot write"),
        ("--plot", "w.xyz", "'xyz'"),
    ],
)
def test_a_file_that_cannot_be_written_is_named_after_the_tables(
    hall: Path, option: str, name: str, said: str, tmp_path: Path
):
    outcome = run(hall, option, tmp_path / name)

    assert outcome.exit_code == 1
    assert "仿真 · simulated" in outcome.stdout
    assert said in outcome.stderr.replace("Format xyz", "Format 'xyz'")


# The 登岗 day and its stationary sibling.


def test_the_base_day_is_quiet_but_for_its_single_skill_counters():
    found = figures("denggang")

    means = {name: scope["wait_min"]["mean"] for name, scope in found["classes"].items()}
    assert sorted(means, key=lambda name: means[name]) == ["综合", "社保医保", "公安户籍", "市监税务"]
    assert all(scope["half_width"]["mean"] > 0 for scope in found["classes"].values())
    # 68 tickets a day are expected; 69.6 by the rates as rounded in the file.
    assert abs(found["all"]["arrived"] - 20 * 68.8) < found["all"]["half_width"]["arrived"]


def test_the_stationary_sibling_agrees_with_theory_within_its_stated_confidence():
    found, exact = figures("stationary")["all"], theory.mmc(16 / 60, 1 / 12, 4)

    assert exact.mean == pytest.approx(8.95, abs=0.005)
    assert found["arrived"] == 398_000
    assert abs(found["wait_min"]["mean"] - exact.mean) < found["half_width"]["mean"]
    assert abs(found["waited_share"] - exact.chance) < found["half_width"]["waited_share"]
    assert abs(found["wait_min"]["p90"] - exact.percentile(0.9)) < found["half_width"]["p90"]
    assert found["half_width"]["mean"] < 0.6
