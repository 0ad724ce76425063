"""Law Fast = full: both engines give every visit the same first start, bit for bit.

Random scenarios with few counters, short breaks and coarse times, so that ties are common.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st

from kiosk.hall.hall import Hall
from sim.day import FIRST_MIDNIGHT_MS, run_day_full
from sim.engine import Days
from sim.model import model_of
from sim.scenario import Scenario
from sim.scenario_file import parse_scenario
from sim.spans import MINUTE_MS

CLASSES = ("甲", "乙", "丙")
SERVICES = ("{ constant = 2 }", "{ exponential = 3 }", "{ uniform = [1, 6] }", "{ empirical = [1, 2, 3] }")
BREAKS = ("[]", '[["09:00", "09:10"]]', '[["09:55", "10:20"], ["11:00", "11:05"]]', '[["10:00", "10:30"]]')
ARRIVALS = (
    "{ poisson_per_hour = 20 }",
    "{ gap = { constant = 1 } }",
    "{ gap = { constant = 2.5 } }",
    "{ poisson_per_hour = 60 }",
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A small hall with two stretches of opening hours and everything the fast engine accepts."""
    count = draw(st.integers(1, 3))
    lines = ["[hall]", 'name = "随机"', 'hours = [["08:30", "10:00"], ["10:30", "11:30"]]']
    lines.append(f'idle_counter = "{draw(st.sampled_from(["longest_idle", "lowest_number"]))}"')
    lines += ["[run]", "days = 1", f"seed = {draw(st.integers(1, 1000))}"]
    for name in CLASSES[:count]:
        lines += ["[[class]]", f'name = "{name}"', f"arrivals = {draw(st.sampled_from(ARRIVALS))}"]
        lines.append(f"service = {draw(st.sampled_from(SERVICES))}")
        if draw(st.booleans()):
            lines.append(f"patience = {draw(st.sampled_from(['{ constant = 3 }', '{ exponential = 5 }']))}")
        if draw(st.booleans()):
            lines.append(f"priority = {draw(st.integers(0, 2))}")
        if draw(st.booleans()):
            lines.append(f"credit_min = {draw(st.sampled_from([1, 5, 20]))}")
        if draw(st.integers(0, 3)) == 0:
            lines.append(f"waiting_room = {draw(st.integers(0, 4))}")
    everybody = list(CLASSES[:count])
    for number in range(draw(st.integers(1, 4))):
        serves = everybody if number == 0 else draw(st.lists(st.sampled_from(everybody), min_size=1, unique=True))
        quoted = ", ".join(f'"{name}"' for name in serves)
        lines += ["[[counter]]", f'name = "{number + 1}"', f"serves = [{quoted}]"]
        if draw(st.integers(0, 2)) == 0:
            preferred = draw(st.sampled_from(serves))
            lines.append(f'prefers = {{ "{preferred}" = {draw(st.sampled_from([0, 3, 30]))} }}')
        lines.append(f"away = {draw(st.sampled_from(BREAKS))}")
        if draw(st.integers(0, 3)) == 0:
            lines.append('hours = [["08:45", "09:30"], ["10:10", "11:20"]]')
    return parse_scenario("\n".join(lines))


def fast_day(scenario: Scenario, day: int) -> tuple[list[int], list[int]]:
    """(start_ms, counter) by ticket index, from the fast engine."""
    columns = Days(model_of(scenario)).columns(day, 1)
    return list(columns.start_ms), list(columns.counter)


@given(scenario=scenarios())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fast_and_full_give_every_visit_the_same_first_start(scenario: Scenario):
    visits = run_day_full(scenario, 0)

    start_ms, counter = fast_day(scenario, 0)

    assert visits.start_ms == start_ms
    assert [max(number, -1) for number in counter] == visits.counter


@given(scenario=scenarios())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_simulated_day_replays_from_its_journal(scenario: Scenario):
    entries = []
    run_day_full(scenario, 3, entries.append)

    fresh = Hall()
    for entry in entries:
        ticked = fresh.tick(entry.at_ms)
        happened = ticked if entry.command is None else fresh.handle(entry.command, entry.at_ms)
        assert happened == entry.events

    assert fresh.state.day is None
    assert entries[0].at_ms == FIRST_MIDNIGHT_MS + 3 * 24 * 60 * MINUTE_MS
