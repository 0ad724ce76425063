"""Traps other simulators fall into, each by its name: ours must not."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest

from kiosk.hall import events as e
from kiosk.journal import Entry
from sim import fast
from sim.day import FullDay, day_trace
from sim.engine import Days
from sim.model import model_of
from sim.replications import compiled_player, plain_player
from sim.scenario import Scenario
from sim.scenario_file import load_scenario
from sim.simulate import full_player, run_scenario
from sim.spans import MINUTE_MS
from tests.sim.exact import Run
from tests.sim.halls import Play, at, engines, hall, starts

# Over-staffing at shift change: all servers are replaced while the old ones still serve.


def most_in_service(run: Run, counters: set[int]) -> int:
    mine = [visit for visit in run.served if visit.counter in counters]
    instants = [visit.start_ms or 0 for visit in mine]
    return max(sum((v.start_ms or 0) <= now < (v.end_ms or 0) for v in mine) for now in instants)


@engines
def test_a_shift_change_of_three_desks_never_has_more_than_three_in_service(play: Play):
    shifts = 'serves = ["A"]\nhours = [["08:00", "10:00"], ["10:00", "12:00"]]'
    busy = "arrivals = { gap = { constant = 2 } }\nservice = { uniform = [10, 30] }"

    run = play(hall({"A": busy}, {"1": shifts, "2": shifts, "3": shifts}))

    assert most_in_service(run, {0, 1, 2}) == 3


@engines
def test_those_who_go_off_duty_finish_their_customer_and_take_no_other(play: Play):
    early, late = 'serves = ["A"]\nhours = [["08:00", "10:00"]]', 'serves = ["A"]\nhours = [["10:00", "12:00"]]'
    busy = "arrivals = { gap = { constant = 2 } }\nservice = { uniform = [10, 30] }"

    run = play(hall({"A": busy}, {"1": early, "2": early, "3": early, "4": late, "5": late, "6": late}))

    change_ms = 10 * 60 * MINUTE_MS
    before = [visit for visit in run.served if visit.counter in {0, 1, 2}]
    assert max(visit.start_ms or 0 for visit in before) < change_ms < max(visit.end_ms or 0 for visit in before)
    assert min(visit.start_ms or 0 for visit in run.served if visit.counter in {3, 4, 5}) == change_ms
    assert most_in_service(run, {3, 4, 5}) == 3


# Arrivals drawn in a constructor: the same objects play the same day for ever.


def players(scenario: Scenario) -> list[Callable[[int, int], Any]]:
    compiled = fast.load()
    return [plain_player(scenario), full_player(scenario, None)] + (
        [] if compiled is None else [compiled_player(scenario, compiled)]
    )


def test_one_player_s_days_differ_and_its_same_day_twice_is_equal():
    for play in players(load_scenario("denggang")):
        first, second, again = play(0, 1), play(1, 1), play(0, 1)

        assert first.taken_ms.tolist() == again.taken_ms.tolist()
        assert first.start_ms.tolist() == again.start_ms.tolist()
        assert first.taken_ms.tolist() != second.taken_ms.tolist()
        assert set(first.need_ms.tolist()).isdisjoint(second.need_ms.tolist())


def test_twenty_days_have_many_numbers_of_arrivals():
    play = plain_player(load_scenario("denggang"))

    assert len({len(play(day, 1).day) for day in range(20)}) > 10


# Fixed capacity: counters that close are played by customers that do not exist.


def test_no_fake_ticket_is_in_any_figure_when_counters_open_and_close():
    calendar = 'serves = ["A"]\naway = [["08:10", "08:20"], ["09:00", "09:30"], ["10:00", "10:01"]]'
    scenario = hall(
        {"A": "arrivals = { gap = { constant = 5 } }\nservice = { constant = 4 }"}, {"1": calendar, "2": calendar}
    )
    entries: list[Entry] = []

    figures, _ = run_scenario(scenario, full_player(scenario, entries.append), "full")

    # Four hours with a gap of five minutes: the 48th would come when the door shuts.
    taken = [event for entry in entries for event in entry.events if isinstance(event, e.TicketTaken)]
    assert len(taken) == figures["all"]["arrived"] == figures["classes"]["A"]["served"] == 47
    assert {event.line for event in taken} == {"A"}
    assert sum(isinstance(event, e.CounterPaused) for entry in entries for event in entry.events) == 6


# Ties by chance. The rule in words: docs/scenario.md.


@engines
def test_ties_do_not_depend_on_the_seed(play: Play):
    crowd = {
        "A": at("08:00", "08:00", "08:10", "08:10", more="patience = { constant = 30 }"),
        "B": at("08:00", "08:10", "08:20", "08:20"),
    }
    both = 'serves = ["A", "B"]'

    runs = [play(hall(crowd, {"1": both, "2": both}, run=f"seed = {seed}")) for seed in range(5)]

    assert [run.visits for run in runs[1:]] == [runs[0].visits] * 4


@engines
def test_whoever_loses_patience_at_the_instant_a_counter_is_free_has_left(play: Play):
    people = {"A": at("08:00", "08:02", more="patience = { constant = 8 }"), "B": at("08:03")}

    run = play(hall(people, {"1": 'serves = ["A", "B"]'}))

    assert starts(run) == [(0, "1"), (None, None), (10, "1")]


@engines
def test_a_counter_whose_break_begins_when_its_service_ends_takes_nobody(play: Play):
    run = play(hall({"A": at("08:00", "08:05")}, {"1": 'serves = ["A"]\naway = [["08:10", "08:30"]]'}))

    assert starts(run) == [(0, "1"), (30, "1")]


@engines
def test_a_counter_that_comes_on_duty_calls_before_services_end_and_people_arrive(play: Play):
    people = {"A": at("08:00", "08:05", "08:10")}
    counters = {"1": 'serves = ["A"]', "2": 'serves = ["A"]\nhours = [["08:10", "12:00"]]'}

    run = play(hall(people, counters))

    assert starts(run) == [(0, "1"), (10, "2"), (10, "1")]


@engines
def test_a_counter_free_at_the_instant_of_an_arrival_takes_it_unless_it_has_just_called(play: Play):
    alone = play(hall({"A": at("08:00", "08:10")}, {"1": 'serves = ["A"]'}))
    waited_for = play(hall({"A": at("08:00", "08:10"), "B": at("08:01")}, {"1": 'serves = ["A", "B"]'}))

    assert starts(alone) == [(0, "1"), (10, "1")]
    assert starts(waited_for) == [(0, "1"), (10, "1"), (20, "1")]


@engines
def test_of_services_that_end_together_the_lower_counter_calls_first(play: Play):
    people = {"A": at("08:00", "08:00", "08:01", "08:02")}
    both = 'serves = ["A"]'

    assert starts(play(hall(people, {"x": both, "a": both}))) == [(0, "x"), (0, "a"), (10, "x"), (10, "a")]


@engines
def test_of_people_who_arrive_together_the_class_that_stands_first_in_the_file_is_first(play: Play):
    people = {"B": at("08:05"), "A": at("08:00", "08:05")}

    run = play(hall(people, {"1": 'serves = ["A", "B"]'}))

    assert [run.scenario.classes[visit.line].name for visit in run.visits] == ["A", "B", "A"]
    assert starts(run) == [(0, "1"), (10, "1"), (20, "1")]


@engines
@pytest.mark.parametrize(("rule", "taker"), [("longest_idle", "2"), ("lowest_number", "1")])
def test_of_idle_counters_the_longest_idle_or_the_lowest_takes_an_arrival(play: Play, rule: str, taker: str):
    both = 'serves = ["A"]'
    hours = f'[["08:00", "12:00"]]\nidle_counter = "{rule}"'
    # Both have been idle since the door opened: the lower one. Then the second has been idle longer.
    scenario = hall({"A": at("08:01", "08:30")}, {"1": both, "2": both}, hours)

    assert starts(play(scenario)) == [(1, "1"), (30, taker)]


@engines
def test_when_the_door_opens_again_every_free_counter_counts_as_idle_from_then(play: Play):
    people = {"A": at("08:00", "10:05", service="{ constant = 30 }"), "B": at("08:00")}
    both = 'serves = ["A", "B"]'

    run = play(hall(people, {"1": both, "2": both}, hours='[["08:00", "09:00"], ["10:00", "11:00"]]'))

    # Counter 2 has had nobody since 08:10, counter 1 since 08:30; after the break that is forgotten.
    assert starts(run) == [(0, "1"), (0, "2"), (125, "1")]


# A request that has lost its race still takes the item.


@engines
def test_whoever_has_left_is_never_called_and_holds_no_counter(play: Play):
    people = {
        "A": at("08:00", "08:01", "08:02", "08:03", more="patience = { constant = 6 }"),
        "B": at("08:04", "08:20"),
    }

    run = play(hall(people, {"1": 'serves = ["A", "B"]'}))

    # All who waited for the first service have left by 08:10; the counter goes straight to B.
    assert starts(run) == [(0, "1"), (None, None), (None, None), (None, None), (10, "1"), (20, "1")]


def test_the_hall_itself_refuses_to_call_a_ticket_that_has_left():
    people = {"A": at("08:00", "08:01", "08:02", more="patience = { constant = 5 }")}
    events: list[e.Event] = []
    scenario = hall(people, {"1": 'serves = ["A"]'})

    FullDay(scenario, day_trace(scenario, 0), lambda entry: events.extend(entry.events)).run()

    left = [event.ticket for event in events if isinstance(event, e.TicketAbandoned)]
    called = [event.ticket for event in events if isinstance(event, e.TicketCalled)]
    assert (left, called) == (["A002", "A003"], ["A001"])


# State scanned again at every event: ten times the customers cost a hundred times the work.

CROWDS = {
    "a steady line": ("{ poisson_per_hour = 96 }", "{ exponential = 1 }", ""),
    "a line that grows for ever": ("{ gap = { constant = 1 } }", "{ constant = 4 }", ""),
    "a line of leavers": ("{ gap = { constant = 1 } }", "{ constant = 20 }", "patience = { exponential = 30 }"),
    "a full room": ("{ gap = { constant = 1 } }", "{ constant = 20 }", "waiting_room = 10"),
    "a room that is never full": ("{ gap = { constant = 1 } }", "{ constant = 4 }", "waiting_room = 100000"),
    "everybody at once": ("{ gap = { constant = 0.001 } }", "{ constant = 2 }", "patience = { constant = 30 }"),
}


def crowd(name: str, customers: int) -> Scenario:
    arrivals, service, more = CROWDS[name]
    body = f"arrivals = {arrivals}\nservice = {service}\n{more}"
    both = 'serves = ["A"]'
    return hall({"A": body}, {"1": both, "2": both}, hours="", run=f"customers = {customers}")


def steps_of(work: Callable[[], object], *places: str) -> int:
    """How many lines of the files in these places a piece of work executes: its cost, the same on every machine."""
    steps = 0

    def follow(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return follow

    def enter(frame: FrameType, _event: str, _argument: object) -> Any:
        return follow if any(place in frame.f_code.co_filename for place in places) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def fast_steps(name: str, customers: int) -> int:
    days = Days(model_of(crowd(name, customers)))
    return steps_of(lambda: days.play(0), "sim/engine.py", "sim/streams.py", "kiosk/hall/line.py")


def full_steps(name: str, customers: int) -> int:
    scenario = crowd(name, customers)
    day = FullDay(scenario, day_trace(scenario, 0))
    return steps_of(day.run, "sim/day.py", "kiosk/hall/")


@pytest.mark.parametrize("name", CROWDS)
@pytest.mark.parametrize("steps", [fast_steps, full_steps], ids=["fast", "full"])
def test_ten_times_the_customers_cost_about_ten_times_the_work(steps: Callable[[str, int], int], name: str):
    few, many = steps(name, 100), steps(name, 1_000)

    assert 1_000 < few < many <= 10.5 * few


def test_steps_are_counted():
    def loop(times: int) -> None:
        for _ in range(times):
            pass

    assert steps_of(lambda: loop(100), __file__) - steps_of(lambda: loop(10), __file__) == 2 * 90


# Streams at module level: two simulations in one process disturb each other.


def test_two_simulations_side_by_side_disturb_nobody():
    names = ("denggang", "workload-c")
    alone = {name: [Days(model_of(load_scenario(name))).waits(day, 1) for day in range(3)] for name in names}

    side = {name: Days(model_of(load_scenario(name))) for name in names}
    mixed: dict[str, list[list[int]]] = {name: [] for name in names}
    for day in range(3):
        for name in names:
            mixed[name].append(side[name].waits(day, 1))

    assert mixed == alone


def test_two_runs_interleaved_arrival_by_arrival_disturb_nobody():
    scenario = load_scenario("denggang")
    alone = day_trace(scenario, 2)
    one, other = model_of(scenario).sources[0], model_of(scenario).sources[0]
    one.rewind(2)
    other.rewind(5)

    instants = []
    while one.next_ms < 2**60:
        instants.append(one.next_ms)
        one.advance()
        other.advance()

    assert instants == [at_ms for line, at_ms in zip(alone.line, alone.taken_ms, strict=True) if line == 0]


def test_a_simulation_leaves_everybody_else_s_chance_alone():
    # numpy's own global generator: nobody may touch it, so it must be looked at here.
    before = random.getstate(), np.random.get_state()[1].tolist()

    for play in players(load_scenario("denggang")):
        play(0, 2)

    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
