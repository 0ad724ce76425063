"""The scenario page says what the simulator does: every example is played, every form and key is tried."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.distributions import moments
from sim.replications import fast_player
from sim.scenario_file import bundled_scenarios, load_scenario, parse_scenario
from sim.scenario_values import ScenarioError
from sim.simulate import run_scenario, simulate
from tests.docs.reading import Example, commands, examples, rows

PAGE = "scenario.md"
EXAMPLES = examples(PAGE)
PLAYED = [each for each in EXAMPLES if each.kind == "toml"]
REFUSED = [(each, answer) for each, answer in pairwise(EXAMPLES) if each.kind == "toml refused"]
HALL = """
[hall]
hours = [["08:30", "10:00"]]
[[class]]
name = "A"
arrivals = {arrivals}
service = {service}
[[counter]]
name = "1"
serves = ["A"]
"""
SECTIONS = {"## `[hall]`": "hall", "## `[run]`": "run", "## `[[class]]`": "class[0]", "## `[[counter]]`": "counter[0]"}
UNKNOWN = """
hall = { colour = 1 }
run = { colour = 1 }
class = [{ colour = 1 }]
counter = [{ colour = 1 }]
"""


@pytest.mark.parametrize("example", PLAYED, ids=range(len(PLAYED)))
def test_every_scenario_of_the_page_is_played(example: Example):
    scenario = parse_scenario(example.text)
    engine, play = fast_player(scenario)

    figures, _ = run_scenario(scenario, play, engine)

    assert figures["all"]["served"] > 0


@pytest.mark.parametrize(("example", "answer"), REFUSED, ids=range(len(REFUSED)))
def test_every_mistake_of_the_page_is_answered_as_the_page_says(example: Example, answer: Example):
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(example.text, source="scenario.toml")

    assert str(refused.value) + "\n" == answer.text


def test_the_page_has_examples_of_both_kinds():
    assert (len(PLAYED), len(REFUSED)) == (2, 2)


@pytest.mark.parametrize("form", [row[0].strip("`") for row in rows(PAGE, "### `arrivals`")])
def test_every_form_of_arrivals_is_read(form: str, tmp_path: Path):
    (tmp_path / "arrivals.csv").write_text("taken,class\n08:30,A\n09:12:30,A\n555,A\n", encoding="utf-8")
    text = HALL.replace("{arrivals}", form).replace("{service}", "{ constant = 2 }")

    scenario = parse_scenario(text, folder=tmp_path)

    listed = scenario.classes[0].arrivals.times_ms
    assert listed in (None, (30_600_000, 33_150_000, 33_300_000))


@pytest.mark.parametrize(
    ("form", "mean"), [(row[0].strip("`"), float(row[1])) for row in rows(PAGE, "### Distributions")]
)
def test_every_distribution_has_the_mean_the_page_gives(form: str, mean: float):
    text = HALL.replace("{arrivals}", "{ poisson_per_hour = 5 }").replace("{service}", form)

    service = parse_scenario(text).classes[0].service

    assert moments(service)[0] == pytest.approx(mean)


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_page_lists_every_key_of_a_section(heading: str):
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(UNKNOWN)
    answer = next(each for each in refused.value.mistakes if each.path == f"{SECTIONS[heading]}.colour")
    known = re.sub(r"^.*known are ", "", answer.text).split(", ")

    assert sorted(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows(PAGE, heading)))) == sorted(known)


def test_the_page_names_the_bundled_scenarios():
    text = " ".join((Path(__file__).resolve().parents[2] / "docs" / PAGE).read_text(encoding="utf-8").split())

    assert ", ".join(f"`{name}`" for name in bundled_scenarios()) in text


@pytest.mark.parametrize("line", commands(PAGE), ids=" ".join)
def test_every_command_of_the_page_runs(line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    outcome = CliRunner().invoke(simulate, line[2:])

    assert line[:2] == ["yzz", "simulate"]
    assert outcome.exit_code == 0
    assert [name for name in line if "." in name and not (tmp_path / name).stat().st_size] == []


def test_the_figures_of_the_page_are_those_of_the_default_scenario():
    (shown,) = [json.loads(each.text) for each in EXAMPLES if each.kind == "json"]
    scenario = load_scenario("denggang")
    _, play = fast_player(scenario)

    figures, _ = run_scenario(scenario, play, "fast compiled")

    assert shown["all"] == rounded(figures["all"])
    assert shown["counters"]["1"] == rounded(figures["counters"]["1"])
    assert shown["classes"]["综合"]["arrived"] == figures["classes"]["综合"]["arrived"]
    assert list(shown) == list(figures)
    assert [shown[key] for key in ("engine", "seed", "days")] == [figures[key] for key in ("engine", "seed", "days")]


def rounded(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {name: rounded(value) for name, value in figures.items()}
    return round(figures, 3) if isinstance(figures, float) else figures
