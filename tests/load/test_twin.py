"""A recorded day and its twin: what each difference is held to, on journals made to measure.

The journals come from the hall in virtual time, playing somebody else's delays, so every figure is known beforehand.
"""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.compare import compare
from sim.day import FullDay, day_trace, journal_writer
from sim.load.paired import Comparison, Pair, increasing
from sim.load.twin import NotComparable, compare_with_twin
from sim.scenario import Scenario, Trace
from sim.scenario_file import load_scenario, parse_scenario

LINE = """
[hall]
name = "one line"
[run]
customers = 12
[[class]]
name = "A"
arrivals = { gap = { constant = 1 } }
service = { constant = 3 }
[[counter]]
name = "1"
serves = ["A"]
"""
DELAY_MS = 3_000


def day_of(scenario: Scenario, trace: Trace | None = None) -> list[dict[str, Any]]:
    """The journal of one day in virtual time."""
    stream = BytesIO()
    FullDay(scenario, trace or day_trace(scenario, 0), journal_writer(stream)).run()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def slower(scenario: Scenario, by_ms: int = DELAY_MS) -> list[dict[str, Any]]:
    """The journal of a day in which every service took so much longer than the citizen's need."""
    trace = day_trace(scenario, 0)
    return day_of(scenario, replace(trace, need_ms=[need + by_ms for need in trace.need_ms]))


def compared(entries: list[dict[str, Any]], scenario: Scenario) -> Comparison:
    """As `yzz compare` does it; the journal's tickets are the scenario's arrivals in their order."""
    return compare_with_twin(entries, scenario)


def pair(**values: Any) -> Pair:
    known: dict[str, Any] = {
        "day": "d",
        "ticket": "A001",
        "index": 0,
        "matter_class": "A",
        "taken_ms": 0,
        "need_ms": 1,
        "live_start_ms": 0,
        "virtual_start_ms": 0,
        "live_wait_ms": 0,
        "virtual_wait_ms": 0,
        "delayed_wait_ms": 0,
    }
    return Pair(**known | values)


def comparison(**values: Any) -> Comparison:
    known: dict[str, Any] = {
        "is_single_line": False,
        "latency_ms": 0,
        "pairs": (pair(),),
        "mean_difference_ms": 500.0,
        "half_width_ms": 100.0,
        "known_bias_ms": 550.0,
        "flipped": (),
    }
    return Comparison(**known | values)


@pytest.mark.parametrize(
    ("mean_ms", "half_ms", "bias_ms", "contained", "agrees"),
    [
        (500.0, 100.0, 550.0, ("known_bias",), True),
        (50.0, 100.0, 550.0, ("zero",), True),
        (300.0, 300.0, 550.0, ("zero", "known_bias"), True),
        (300.0, 100.0, 550.0, (), False),
        (700.0, 100.0, 550.0, (), False),
        (-500.0, 100.0, 550.0, (), False),
        (500.0, None, 500.0, (), None),
        (None, None, None, (), None),
    ],
)
def test_the_interval_alone_decides_where_order_may_flip(
    mean_ms: float | None, half_ms: float | None, bias_ms: float | None, contained: tuple[str, ...], agrees: bool | None
):
    found = comparison(mean_difference_ms=mean_ms, half_width_ms=half_ms, known_bias_ms=bias_ms)

    assert (found.contained, found.agrees) == (contained, agrees)


def test_a_day_played_without_delay_is_its_twin():
    found = compared(day_of(load_scenario("denggang")), load_scenario("denggang"))

    assert {each.difference_ms for each in found.pairs} == {0}
    assert (found.agrees, found.interval_ms, found.flipped) == (True, (0.0, 0.0), ())


def test_what_every_service_took_longer_is_the_known_bias_to_the_millisecond():
    scenario = load_scenario("denggang")

    found = compared(slower(scenario), scenario)

    assert found.latency_ms == DELAY_MS
    assert found.mean_difference_ms == found.known_bias_ms
    assert found.known_bias_ms > 0
    assert found.contained == ("known_bias",)
    assert found.agrees is True


def test_a_counter_missing_for_the_day_is_no_known_bias():
    scenario = load_scenario("denggang")
    short = replace(scenario, counters=tuple(each for each in scenario.counters if each.name not in {"2", "3"}))

    found = compared(day_of(short, day_trace(scenario, 0)), scenario)

    assert found.known_bias_ms == 0.0
    assert found.contained == ()
    assert found.agrees is False
    assert found.flipped


def test_on_one_line_the_bound_grows_by_one_delay_a_service_of_the_busy_period():
    scenario = parse_scenario(LINE)

    found = compared(slower(scenario), scenario)

    assert [each.bound_ms for each in found.pairs] == [DELAY_MS * number for number in range(1, 13)]
    assert [each.difference_ms for each in found.pairs] == [DELAY_MS * number for number in range(12)]
    assert found.agrees is True


def test_a_busy_period_ends_when_nobody_is_left_and_the_bound_begins_anew():
    scenario = parse_scenario(LINE.replace("constant = 1 }", "constant = 4 }"))

    found = compared(slower(scenario), scenario)

    assert {each.bound_ms for each in found.pairs} == {DELAY_MS}


def test_a_start_later_than_its_bound_is_outside():
    within = pair(live_start_ms=30_000, bound_ms=30_000)
    outside = pair(live_start_ms=30_001, bound_ms=30_000)
    early = pair(virtual_start_ms=30_001, bound_ms=30_000)

    verdicts = [comparison(is_single_line=True, pairs=(each,)).agrees for each in (within, outside, early)]

    assert verdicts == [True, False, False]


def test_who_started_in_one_day_only_is_outside_and_flipped():
    scenario = parse_scenario(LINE)
    entries = [entry for entry in day_of(scenario) if "ServiceStarted" not in str(entry) or "A012" not in str(entry)]

    found = compared(entries, scenario)

    assert [each.ticket for each in found.pairs if not each.is_within] == ["A012"]
    assert (found.agrees, found.flipped) == (False, ("A012",))


def test_who_left_in_one_day_and_was_served_in_the_other_still_counts():
    leaving = parse_scenario(LINE.replace("constant = 3 }", "constant = 3 }\npatience = { constant = 5 }"))
    trace = day_trace(leaving, 0)
    at_once = replace(trace, need_ms=[1] * len(trace.need_ms))

    found = compared(day_of(leaving, at_once), leaving)

    # Live everybody was served on arrival; in the twin whoever gives up has waited for five minutes.
    gave_up = [each for each in found.pairs if each.virtual_start_ms is None]
    assert gave_up
    assert {each.difference_ms for each in gave_up} == {-300_000}
    assert set(found.flipped) >= {each.ticket for each in gave_up}


def test_the_first_arrivals_of_a_stationary_run_are_found_however_late_it_began():
    scenario = load_scenario("single_line")
    trace = day_trace(scenario, 0)
    late = Trace(
        day=0,
        line=trace.line[:30],
        taken_ms=[at + 600_000 for at in trace.taken_ms[:30]],
        need_ms=trace.need_ms[:30],
        leaves_ms=trace.leaves_ms[:30],
    )

    found = compared(day_of(scenario, late), scenario)

    assert [each.index for each in found.pairs] == list(range(30))
    assert {each.difference_ms for each in found.pairs} == {0}


def test_two_swapped_starts_are_one_flip():
    assert increasing([0, 1, 3, 2, 4]) in ({0, 1, 3, 4}, {0, 1, 2, 4})
    assert increasing([]) == set()


def test_a_journal_of_another_scenario_is_not_comparable():
    with pytest.raises(NotComparable, match="no class A"):
        compared(day_of(parse_scenario(LINE)), load_scenario("denggang"))


def test_the_command_prints_the_rule_and_writes_the_interval(tmp_path: Path):
    journal, found = tmp_path / "day.jsonl", tmp_path / "found.json"
    entries = slower(load_scenario("denggang"))
    journal.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")

    ended = CliRunner().invoke(compare, [str(journal), "denggang", "--json", str(found)], env={"COLUMNS": "400"})

    stored = json.loads(found.read_text(encoding="utf-8"))
    assert ended.exit_code == 0
    assert stored["rule"] == "the 95 % interval of the paired mean difference of waits contains 0 or the known bias"
    assert f"{stored['rule']} (it contains the known bias)" in ended.output.replace("\n", "")
    assert stored["interval_ms"][0] <= stored["known_bias_ms"] <= stored["interval_ms"][1]
    assert stored["contained"] == ["known_bias"]


def test_too_few_tickets_for_an_interval_cannot_be_judged(tmp_path: Path):
    journal, scenario = tmp_path / "day.jsonl", load_scenario("denggang")
    trace = day_trace(scenario, 0)
    few = Trace(
        day=0,
        line=trace.line[:4],
        taken_ms=trace.taken_ms[:4],
        need_ms=trace.need_ms[:4],
        leaves_ms=trace.leaves_ms[:4],
    )
    journal.write_text("".join(json.dumps(entry) + "\n" for entry in day_of(scenario, few)), encoding="utf-8")

    ended = CliRunner().invoke(compare, [str(journal), "denggang"], env={"COLUMNS": "400"})

    assert ended.exit_code == 2
    assert "cannot be judged" in ended.output
    assert "(too few tickets for an interval)" in ended.output
