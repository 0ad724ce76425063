"""`yzz town`: made once, shown, written out; what makes no sense gets one clear line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kiosk.registry.command import town


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def run(data):
    def call(name, *arguments):
        return CliRunner().invoke(town, [name, "--data", str(data), *arguments])

    return call


SMALL = ("--people", "2000", "--enterprises", "100")


def test_a_town_is_made_once_and_its_figures_are_printed(run):
    first, second = run("make", *SMALL), run("make", *SMALL)

    assert "made in" in first.stdout
    assert "is there already" in second.stdout
    assert first.stdout.splitlines()[1:] == second.stdout.splitlines()[1:]
    assert "migrants" not in first.stdout
    assert "came from elsewhere, with a permit" in first.stdout


def test_who_is_known_by_name_is_listed_and_one_of_them_shown(run):
    listed, shown = run("show"), run("show", "t-eighty")

    assert "t-seventy-nine" in listed.stdout
    assert "陈示廿一" in shown.stdout
    assert "仿真·测试数据" in shown.stdout
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["card_account.status", "OK", '"激活"'] in lines
    assert ["allowances.kinds", "NONE"] in lines


def test_somebody_is_found_by_their_number_too(run):
    assert run("show", "445299194809011028").stdout.startswith("demo-elder  林示二")


def test_nobody_of_that_name_gets_a_way_out(run):
    refused = run("show", "t-nobody")

    assert refused.exit_code == 2
    assert "yzz town show" in refused.stderr


def test_facts_are_written_out_one_person_a_line(run, tmp_path):
    file = tmp_path / "facts.jsonl"
    fields = ("--field", "person.birth", "--field", "allowances.kinds", "--limit", "12")

    ended = run("export", *fields, str(file))

    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert ended.exit_code == 0
    assert len(records) == 12
    assert records[0] == {
        "subject": "demo-adult",
        "facts": {"person.birth": "1988-03-12"},
        "none": ["allowances.kinds"],
        "absent": {},
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make", "--people", "10"), "at least 2000 people"),
        (("make", "--seed", "-3"), "0 or more"),
        (("export", "--field", "person.shoe"), "no person.shoe"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_one_clear_line(run, arguments, said):
    refused = run(*arguments)

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
