"""Exact properties on every run, theory or not: random halls, no tolerance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.hall.line import NEVER
from kiosk.journal import Entry
from sim.day import FullDay, day_trace, run_day_full
from sim.engine import Days
from sim.model import model_of
from sim.scenario import TURNED_AWAY, Scenario
from sim.scenario_file import load_scenario, parse_scenario
from tests.laws.test_fast_is_full import scenarios
from tests.sim.exact import Run, Visit, broken, run_of_columns, run_of_visits

SERVICES = ("{ constant = 2 }", "{ exponential = 3 }", "{ empirical = [1, 1, 1, 1, 20] }")
ARRIVALS = ("{ poisson_per_hour = 30 }", "{ gap = { constant = 1 } }", "{ per_hour = [0, 60, 6], slot_min = 10 }")


@st.composite
def endless_halls(draw: st.DrawFn) -> Scenario:
    """A small stationary run."""
    names = ("甲", "乙", "丙")[: draw(st.integers(1, 3))]
    lines = ["[run]", "customers = 60", f"seed = {draw(st.integers(1, 1000))}"]
    for name in names:
        lines += ["[[class]]", f'name = "{name}"', f"arrivals = {draw(st.sampled_from(ARRIVALS))}"]
        lines.append(f"service = {draw(st.sampled_from(SERVICES))}")
        lines.append(draw(st.sampled_from(["", "patience = { constant = 3 }", "patience = { uniform = [0, 9] }"])))
        lines.append(draw(st.sampled_from(["", "waiting_room = 0", "waiting_room = 2"])))
        lines.append(draw(st.sampled_from(["", "priority = 1", "credit_min = 4"])))
    for number in range(draw(st.integers(1, 3))):
        serves = list(names) if number == 0 else draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        quoted = ", ".join(f'"{name}"' for name in serves)
        lines += ["[[counter]]", f'name = "{number + 1}"', f"serves = [{quoted}]"]
    return parse_scenario("\n".join(lines))


def fast_run(scenario: Scenario, day: int = 0) -> Run:
    return run_of_columns(scenario, Days(model_of(scenario)).columns(day, 1))


@given(scenario=scenarios() | endless_halls())
@settings(max_examples=60)
def test_every_run_of_the_fast_engine_keeps_every_property(scenario: Scenario):
    assert broken(fast_run(scenario)) == {}


@given(scenario=scenarios() | endless_halls())
@settings(max_examples=20)
def test_every_run_of_the_full_hall_keeps_every_property(scenario: Scenario):
    run = run_of_visits(scenario, run_day_full(scenario, 0), TURNED_AWAY)

    assert broken(run) == {}


@given(scenario=scenarios() | endless_halls())
@settings(max_examples=20)
def test_the_hall_s_own_line_lengths_add_up_to_the_waits_to_the_last_millisecond(scenario: Scenario):
    area_ms, size, before_ms = 0, 0, 0

    def look(entry: Entry) -> None:
        # Until this entry's last event the lines were as long as after the entry before.
        nonlocal area_ms, size, before_ms
        now_ms = entry.events[-1].at_ms if entry.events else entry.at_ms
        area_ms += size * (now_ms - before_ms)
        size, before_ms = sum(line.size for line in played.hall.state.lines), now_ms

    played = FullDay(scenario, day_trace(scenario, 0), look)
    run = run_of_visits(scenario, played.run(), TURNED_AWAY)

    assert area_ms == sum(run.left_ms(v) - v.taken_ms for v in run.joined)
    assert size == 0


@pytest.mark.parametrize("name", ["denggang", "single_line"])
def test_bundled_days_keep_every_property(name: str):
    assert broken(fast_run(load_scenario(name))) == {}


# Each checker by a run that breaks it: who could not find a fault would prove nothing.

HALL = """
[hall]
hours = [["00:00", "01:00"]]
[[class]]
name = "A"
arrivals = { poisson_per_hour = 1 }
service = { constant = 1 }
[[class]]
name = "B"
arrivals = { poisson_per_hour = 1 }
service = { constant = 1 }
waiting_room = 1
[[counter]]
name = "1"
serves = ["A", "B"]
away = [["00:10", "00:20"]]
[[counter]]
name = "2"
serves = ["B"]
"""
MINUTE = 60_000


def visit(index: int, line: int, taken: float, start: float | None, counter: int | None = 0, **more: object) -> Visit:
    """Instants in minutes; a service takes two."""
    begun = None if start is None else round(start * MINUTE)
    made = Visit(index, line, round(taken * MINUTE), 2 * MINUTE, NEVER, begun, None if start is None else counter)
    return replace(made, **more)  # type: ignore[arg-type]


BROKEN = {
    "served_two_at_once": (visit(0, 0, 0, 0), visit(1, 0, 1, 1)),
    "idle_while_somebody_waits": (visit(0, 0, 0, 0.001),),
    "overtaken": (visit(0, 0, 0, 0), visit(1, 0, 0.5, 4), visit(2, 0, 0.6, 2)),
    "begun_after_leaving": (visit(0, 0, 0, 0), visit(1, 0, 1, 2, leaves_ms=2 * MINUTE)),
    "begun_by_a_closed_counter": (visit(0, 0, 11, 11),),
    "more_served_than_staff": (visit(0, 0, 9, 9), visit(1, 0, 9, 9), visit(2, 0, 9, 9)),
    "wrongly_turned_away": (visit(0, 1, 0, None, is_away=True),),
    "in_no_state_or_two": (visit(0, 0, 0, 0, is_away=True),),
    "waits_unlike_the_line": (visit(0, 0, 1, 0),),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_run_that_breaks_a_property_is_found_out(name: str):
    assert name in broken(Run(parse_scenario(HALL), BROKEN[name]))


def test_a_right_run_made_by_hand_breaks_nothing():
    right = (
        visit(0, 0, 0, 0),
        visit(1, 1, 0, 0, counter=1),
        visit(2, 0, 0.5, 4),
        visit(3, 1, 1, 2, counter=1),
        visit(4, 1, 1.5, None, is_away=True),
        visit(5, 0, 1.5, None, leaves_ms=3 * MINUTE),
        visit(6, 0, 1.8, 6),
    )

    # The third is not served at 2 but at 4: the first one's need is longer.
    longer = (replace(right[0], need_ms=4 * MINUTE), *right[1:])

    assert broken(Run(parse_scenario(HALL), longer)) == {}
