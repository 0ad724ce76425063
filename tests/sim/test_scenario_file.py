"""The scenario file: what each key means."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.distributions import Distribution
from sim.scenario import Slot
from sim.scenario_file import bundled_scenarios, load_scenario, parse_scenario
from sim.spans import HOUR_MS, MINUTE_MS
from tests.sim.documents import a_class, document


def test_defaults_are_one_day_seed_one_and_a_target_of_fifteen_minutes():
    scenario = parse_scenario(document(run="", hall='hours = [["08:30", "12:00"]]'))

    (plan,) = scenario.classes
    assert (scenario.name, scenario.days, scenario.seed, scenario.idle_counter) == ("hall", 1, 1, "longest_idle")
    assert (plan.patience, plan.level, plan.credit_ms, plan.waiting_room) == (None, 0, 0, None)
    assert plan.target_ms == 15 * MINUTE_MS


def test_the_hall_s_target_is_that_of_classes_without_their_own():
    two = document(
        more_hall="target_min = 20",
        more_class='[[class]]\nname = "B"\narrivals = { poisson_per_hour = 1 }\nservice = { constant = 1 }\ntarget_min = 5',
        counter='name = "1"\nserves = ["B", "A"]',
    )

    scenario = parse_scenario(two)

    assert [plan.target_ms for plan in scenario.classes] == [20 * MINUTE_MS, 5 * MINUTE_MS]
    assert scenario.counters[0].serves == (0, 1)


def test_an_instant_is_a_clock_time_or_minutes_from_midnight():
    scenario = parse_scenario(
        document(hall='hours = [["8:30", "24:00"]]', class_=a_class('{ times = ["08:30:15", 511.5] }'))
    )

    assert scenario.hours == ((30_600_000, 86_400_000),)
    assert scenario.classes[0].arrivals.times_ms == (30_615_000, 30_690_000)


def test_hours_may_stand_in_any_order():
    assert parse_scenario(document(hall='hours = [["14:30", "17:30"], ["08:30", "12:00"]]')).hours == (
        (30_600_000, 43_200_000),
        (52_200_000, 63_000_000),
    )


def test_slots_are_laid_over_opening_time_and_the_last_may_be_cut():
    hours = 'hours = [["08:00", "09:30"], ["10:00", "10:45"]]'

    scenario = parse_scenario(document(hall=hours, class_=a_class("{ per_hour = [6, 12, 18], slot_min = 60 }")))

    assert scenario.classes[0].arrivals.slots == (
        Slot(from_ms=8 * HOUR_MS, to_ms=9 * HOUR_MS, per_hour=6),
        Slot(from_ms=9 * HOUR_MS, to_ms=9 * HOUR_MS + 30 * MINUTE_MS, per_hour=12),
        Slot(from_ms=10 * HOUR_MS, to_ms=10 * HOUR_MS + 30 * MINUTE_MS, per_hour=12),
        Slot(from_ms=10 * HOUR_MS + 30 * MINUTE_MS, to_ms=10 * HOUR_MS + 45 * MINUTE_MS, per_hour=18),
    )


def test_duty_is_hours_less_breaks_and_touching_stretches_are_one():
    counter = (
        'name = "1"\nserves = ["A"]\nhours = [["08:30", "10:00"], ["10:00", "12:00"]]\naway = [["09:00", "09:15"]]'
    )

    (plan,) = parse_scenario(document(counter=counter)).counters

    assert plan.duty == ((30_600_000, 32_400_000), (33_300_000, 43_200_000))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{ constant = 2 }", Distribution("constant", (2.0,))),
        ("{ exponential = 3.55 }", Distribution("exponential", (3.55,))),
        ("{ lognormal = { mean = 10, cv = 0.6 } }", Distribution("lognormal", (10.0, 0.6))),
        ("{ erlang = { mean = 4, k = 2 } }", Distribution("erlang", (4.0, 2.0))),
        ("{ uniform = [0.5, 1.5] }", Distribution("uniform", (0.5, 1.5))),
        (
            "{ hyperexponential = { p = [0.9, 0.1], means = [0.5, 5.5] } }",
            Distribution("hyperexponential", (0.9, 0.1, 0.5, 5.5)),
        ),
        ("{ empirical = [2, 3, 7] }", Distribution("empirical", (2.0, 3.0, 7.0))),
    ],
)
def test_each_distribution_is_read(written: str, read: Distribution):
    assert parse_scenario(document(class_=a_class(service=written))).classes[0].service == read


def test_a_trace_is_the_first_column_of_a_csv_file_with_or_without_a_heading(tmp_path: Path):
    (tmp_path / "plain.csv").write_text("08:31\n\n 520.5 ,x\n", encoding="utf-8")
    (tmp_path / "headed.csv").write_text("taken: when,class\n08:31,A\n520.5,A\n", encoding="utf-8-sig")

    read = [
        parse_scenario(document(class_=a_class(f'{{ times = "{name}.csv" }}')), folder=tmp_path)
        for name in ("plain", "headed")
    ]

    assert [scenario.classes[0].arrivals.times_ms for scenario in read] == [(30_660_000, 31_230_000)] * 2


def test_bundled_scenarios_are_found_by_name_and_are_right():
    assert bundled_scenarios() == (
        "denggang",
        "single_line",
        "stationary",
        "twenty_counters",
        "workload-a",
        "workload-b",
        "workload-c",
    )
    with_hours = [name for name in bundled_scenarios() if not load_scenario(name).is_stationary]
    assert with_hours == ["denggang", "twenty_counters", "workload-c"]


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        load_scenario(tmp_path / "none.toml")
