"""The scenario file: every mistake is named by its key path, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario_file import MAX_ARRIVALS, parse_scenario
from sim.scenario_values import ScenarioError
from tests.sim.documents import STATIONARY, a_class, document


def mistakes(text: str | bytes, folder: Path = Path()) -> list[str]:
    """`path: text` of everything that is wrong."""
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(text, folder=folder)
    return [str(each) for each in refused.value.mistakes]


# What TOML cannot read is named by its line.


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("[hall]\nname = 大厅\n", "line 2: "),
        ("[hall]\nname = 'a'\nname = 'b'\n", "line 3: "),
        ("[hall]\n\n\nhours = [[1, 2]", "line 4: "),
        (b"[hall]\nname = 'a'\n# \xff\n", "line 3: is not UTF-8 text"),
        ("a = " + "[" * 20_000 + "]" * 20_000, "file: cannot be read: "),
        (f"a = {'1' * 5_000}", "file: cannot be read: "),
    ],
    ids=["value", "twice", "open end", "bytes", "deep", "digits"],
)
def test_a_syntax_error_is_named_by_its_line(text: str | bytes, begins: str):
    (mistake,) = mistakes(text)

    assert mistake.startswith(begins)


# Every other mistake is named by its key path.

KNOWN_IN_CLASS = "name, arrivals, service, patience, priority, credit_min, waiting_room, target_min"
ONE_OF = "must have exactly one of poisson_per_hour, per_hour, gap, times"
KINDS = "must name one distribution of constant, empirical, erlang, exponential, hyperexponential, lognormal, uniform"
PAIRS = 'must be a list of pairs such as [["08:30", "12:00"]], not empty'

MISTAKES = {
    # Sections and unknown keys.
    "unknown section": (document(end="[halls]"), "halls: unknown key; known are hall, run, class, counter"),
    "unknown in hall": (
        document(more_hall="colour = 1"),
        "hall.colour: unknown key; known are name, hours, idle_counter, target_min",
    ),
    "unknown in run": (document(more_run="day = 1"), "run.day: unknown key; known are days, seed, customers, warm_up"),
    "unknown in class": (
        document(more_class="servce = 1"),
        f"class[0].servce: unknown key; known are {KNOWN_IN_CLASS}",
    ),
    "unknown in counter": (
        document(more_counter="skill = 1"),
        "counter[0].skill: unknown key; known are name, serves, prefers, hours, away",
    ),
    "unknown in arrivals": (
        document(class_=a_class("{ poisson_per_hour = 1, burst = 2 }")),
        "class[0].arrivals.burst: unknown key; known are poisson_per_hour, per_hour, slot_min, gap, times",
    ),
    "unknown in a distribution": (
        document(class_=a_class(service="{ erlang = { mean = 1, k = 2, cv = 1 } }")),
        "class[0].service.erlang.cv: unknown key; known are mean, k",
    ),
    "no class": (document(class_=""), "class: is missing"),
    "no counter": (document(counter=""), "counter: is missing"),
    "class is a table": ("[class]\n" + document(class_=""), "class: must be written [[class]]"),
    "hall is a number": ("hall = 5\n" + document(STATIONARY, hall=""), "hall: must be a table"),
    "too many counters": (
        document(end="".join(f'[[counter]]\nname = "n{n}"\nserves = ["A"]\n' for n in range(64))),
        "counter: 1 to 64 are needed, not 65",
    ),
    # The hall.
    "hall name": (document(hall='name = ""\nhours = [["08:30", "12:00"]]'), "hall.name: must be a name, not ''"),
    "hall name is a number": (
        document(hall='name = 5\nhours = [["08:30", "12:00"]]'),
        "hall.name: must be a name, not 5",
    ),
    "hours empty": (document(hall="hours = []"), f"hall.hours: {PAIRS}"),
    "hours a text": (document(hall='hours = "08:30-12:00"'), f"hall.hours: {PAIRS}"),
    "hours not a pair": (document(hall='hours = [["08:30"]]'), "hall.hours[0]: must be a pair of clock times"),
    "hours backwards": (
        document(hall='hours = [["12:00", "08:30"]]'),
        "hall.hours[0]: must end after it begins: '12:00' to '08:30'",
    ),
    "hours overlap": (
        document(hall='hours = [["11:00", "17:30"], ["08:30", "12:00"]]'),
        "hall.hours[0]: overlaps hall.hours[1]",
    ),
    "hours no clock time": (
        document(hall='hours = [["8.30", "12:00"]]'),
        "hall.hours[0][0]: must be a clock time such as \"08:30\", not '8.30'",
    ),
    "hours beyond midnight": (
        document(hall='hours = [["08:30", "24:30"]]'),
        "hall.hours[0][1]: must be a clock time such as \"08:30\", not '24:30'",
    ),
    "hours beyond the day in minutes": (
        document(hall="hours = [[510, 1441]]"),
        "hall.hours[0][1]: must be at least 0 and at most 1440, not 1441",
    ),
    "idle counter": (
        document(more_hall='idle_counter = "random"'),
        "hall.idle_counter: must be one of longest_idle, lowest_number, not 'random'",
    ),
    "hall target": (
        document(more_hall="target_min = -1"),
        "hall.target_min: must be at least 0 and at most 286331, not -1",
    ),
    # The run.
    "days zero": (document(run="days = 0"), "run.days: must be from 1 to 1000000, not 0"),
    "days a fraction": (document(run="days = 2.0"), "run.days: must be a whole number, not 2.0"),
    "days true": (document(run="days = true"), "run.days: must be a whole number, not True"),
    "seed negative": (document(run="seed = -1"), "run.seed: must be from 0 to 9223372036854775808, not -1"),
    "customers of days": (
        document(run="customers = 5"),
        "run.customers: belongs to a stationary run, one without hall.hours",
    ),
    "warm-up of days": (
        document(run="warm_up = 5"),
        "run.warm_up: belongs to a stationary run, one without hall.hours",
    ),
    "customers missing": (
        document(STATIONARY, run=""),
        "run.customers: is missing: a hall without hours runs for so many customers",
    ),
    "customers zero": (document(STATIONARY, run="customers = 0"), "run.customers: must be from 1 to 5000000, not 0"),
    "warm-up too long": (
        document(STATIONARY, more_run="warm_up = 100"),
        "run.warm_up: must be below customers (100), not 100",
    ),
    "more customers than a list has": (
        document(STATIONARY, class_=a_class("{ times = [1, 2, 3] }")),
        "run.customers: must be at most 3: so many instants are listed, not 100",
    ),
    # Classes.
    "class name missing": (
        document(class_="arrivals = { poisson_per_hour = 1 }\nservice = { constant = 1 }"),
        "class[0].name: is missing",
    ),
    "arrivals missing": (
        document(class_='name = "A"\nservice = { constant = 1 }'),
        "class[0].arrivals: is missing",
    ),
    "service missing": (
        document(class_='name = "A"\narrivals = { poisson_per_hour = 1 }'),
        "class[0].service: is missing",
    ),
    "class name twice": (
        document(more_class=f"[[class]]\n{a_class()}"),
        "class[1].name: 'A' is taken by class[0]",
    ),
    "class nobody serves": (
        document(more_class=f"[[class]]\n{a_class()}".replace('"A"', '"B"')),
        "class[1]: no counter serves 'B'",
    ),
    "priority": (document(more_class="priority = 62"), "class[0].priority: must be from 0 to 61, not 62"),
    "credit": (
        document(more_class='credit_min = "5"'),
        "class[0].credit_min: must be a number, not '5'",
    ),
    "waiting room": (
        document(more_class="waiting_room = -1"),
        "class[0].waiting_room: must be from 0 to 5000000, not -1",
    ),
    "class target": (
        document(more_class="target_min = nan"),
        "class[0].target_min: must be at least 0 and at most 286331, not nan",
    ),
    "patience": (document(more_class="patience = 30"), f"class[0].patience: {KINDS}"),
    # Arrivals.
    "arrivals a number": (document(class_=a_class("16")), "class[0].arrivals: must be a table"),
    "arrivals none": (document(class_=a_class("{}")), f"class[0].arrivals: {ONE_OF}"),
    "arrivals two": (
        document(class_=a_class("{ poisson_per_hour = 1, times = [511] }")),
        f"class[0].arrivals: {ONE_OF}",
    ),
    "rate zero": (
        document(class_=a_class("{ poisson_per_hour = 0 }")),
        "class[0].arrivals.poisson_per_hour: must be above 0 and at most 1e+07, not 0",
    ),
    "rate infinite": (
        document(class_=a_class("{ poisson_per_hour = inf }")),
        "class[0].arrivals.poisson_per_hour: must be above 0 and at most 1e+07, not inf",
    ),
    "rate beyond a float": (
        document(class_=a_class(f"{{ poisson_per_hour = 1{'0' * 400} }}")),
        f"class[0].arrivals.poisson_per_hour: must be above 0 and at most 1e+07, not 1{'0' * 400}",
    ),
    "rate that hardly ends": (
        document(STATIONARY, class_=a_class("{ poisson_per_hour = 0.0001 }")),
        "class[0].arrivals.poisson_per_hour: fewer than 0.001 arrivals each time the slots repeat",
    ),
    "rates of nobody": (
        document(class_=a_class("{ per_hour = [0, 0], slot_min = 240 }")),
        "class[0].arrivals.per_hour: nobody would ever come",
    ),
    "rates too many a day": (
        document(class_=a_class("{ poisson_per_hour = 1000000 }")),
        f"class[0].arrivals.poisson_per_hour: more than {MAX_ARRIVALS} arrivals a day",
    ),
    "rates and slots": (
        document(class_=a_class("{ per_hour = [1, 2], slot_min = 60 }")),
        "class[0].arrivals.per_hour: the opening hours have 7 slots, not 2",
    ),
    "rate negative": (
        document(class_=a_class("{ per_hour = [1, -2], slot_min = 240 }")),
        "class[0].arrivals.per_hour[1]: must be at least 0 and at most 1e+07, not -2",
    ),
    "slot missing": (
        document(class_=a_class("{ per_hour = [1, 2] }")),
        "class[0].arrivals.slot_min: belongs to per_hour, and per_hour needs it",
    ),
    "slot too short": (
        document(class_=a_class("{ per_hour = [1], slot_min = 0.5 }")),
        "class[0].arrivals.slot_min: must be at least 1 and at most 1440, not 0.5",
    ),
    "gap no distribution": (document(class_=a_class("{ gap = 5 }")), f"class[0].arrivals.gap: {KINDS}"),
    "gap zero": (
        document(class_=a_class("{ gap = { constant = 0 } }")),
        "class[0].arrivals.gap: the mean gap must be at least 4.68 ms",
    ),
    "times empty": (
        document(class_=a_class("{ times = [] }")),
        "class[0].arrivals.times: must be a CSV file or a list of instants, not empty",
    ),
    "times outside": (
        document(class_=a_class('{ times = ["08:31", "12:00"] }')),
        "class[0].arrivals.times[1]: '12:00' is outside the opening hours",
    ),
    "times no instant": (
        document(class_=a_class("{ times = [true] }")),
        "class[0].arrivals.times[0]: must be a number, not True",
    ),
    # Distributions.
    "unknown kind": (document(class_=a_class(service="{ exponentiel = 3 }")), f"class[0].service: {KINDS}"),
    "two kinds": (
        document(class_=a_class(service="{ constant = 3, exponential = 3 }")),
        f"class[0].service: {KINDS}",
    ),
    "mean zero": (
        document(class_=a_class(service="{ exponential = 0 }")),
        "class[0].service.exponential: must be above 0 and at most 286331, not 0",
    ),
    "constant negative": (
        document(class_=a_class(service="{ constant = -3 }")),
        "class[0].service.constant: must be at least 0 and at most 286331, not -3",
    ),
    "lognormal mean missing": (
        document(class_=a_class(service="{ lognormal = { cv = 1 } }")),
        "class[0].service.lognormal.mean: is missing",
    ),
    "lognormal cv": (
        document(class_=a_class(service="{ lognormal = { mean = 1, cv = 11 } }")),
        "class[0].service.lognormal.cv: must be above 0 and at most 10, not 11",
    ),
    "lognormal tail": (
        document(class_=a_class(service="{ lognormal = { mean = 200000, cv = 10 } }")),
        "class[0].service: its tail is longer than 35 years",
    ),
    "erlang stages": (
        document(class_=a_class(service="{ erlang = { mean = 1, k = 0 } }")),
        "class[0].service.erlang.k: must be from 1 to 100, not 0",
    ),
    "uniform backwards": (
        document(class_=a_class(service="{ uniform = [2, 1] }")),
        "class[0].service.uniform: must be [from, to], ascending",
    ),
    "hyperexponential shares": (
        document(class_=a_class(service="{ hyperexponential = { p = [0.9, 0.2], means = [1, 2] } }")),
        "class[0].service.hyperexponential: p and means must be equally many, and p must add up to 1",
    ),
    "hyperexponential branches": (
        document(class_=a_class(service="{ hyperexponential = { p = [1.0], means = [1, 2] } }")),
        "class[0].service.hyperexponential: p and means must be equally many, and p must add up to 1",
    ),
    "empirical empty": (
        document(class_=a_class(service="{ empirical = [] }")),
        "class[0].service.empirical: must be a list of 1 to 100000 numbers",
    ),
    "empirical text": (
        document(class_=a_class(service='{ empirical = [1, "2"] }')),
        "class[0].service.empirical[1]: must be a number, not '2'",
    ),
    # Counters.
    "counter serves nobody": (
        document(end='[[counter]]\nname = "2"\nserves = []'),
        "counter[1].serves: serves nobody: name at least one class",
    ),
    "counter serves a text": (
        document(end='[[counter]]\nname = "2"\nserves = "A"'),
        "counter[1].serves: serves nobody: name at least one class",
    ),
    "serves missing": (document(end='[[counter]]\nname = "2"'), "counter[1].serves: is missing"),
    "unknown class": (
        document(end='[[counter]]\nname = "2"\nserves = ["A", "税务"]'),
        "counter[1].serves[1]: there is no class '税务'",
    ),
    "prefers a class it does not serve": (
        document(end='[[counter]]\nname = "2"\nserves = ["A"]\nprefers = { "税务" = 5 }'),
        "counter[1].prefers.税务: the counter does not serve '税务'",
    ),
    "prefers a text": (
        document(end='[[counter]]\nname = "2"\nserves = ["A"]\nprefers = "A"'),
        "counter[1].prefers: must be a table of classes and minutes",
    ),
    "serves twice": (
        document(end='[[counter]]\nname = "2"\nserves = ["A", "A"]'),
        "counter[1].serves[1]: names 'A' twice",
    ),
    "counter name twice": (
        document(end='[[counter]]\nname = "1"\nserves = ["A"]'),
        "counter[1].name: '1' is taken by counter[0]",
    ),
    "away outside": (
        document(more_counter='away = [["07:00", "09:00"]]'),
        "counter[0].away[0]: is outside the counter's hours",
    ),
    "away zero": (document(more_counter="away = 0"), f"counter[0].away: {PAIRS}"),
    "away text": (document(more_counter='away = ""'), f"counter[0].away: {PAIRS}"),
    "never on duty": (
        document(more_counter='hours = [["12:00", "14:30"]]'),
        "counter[0]: is never on duty while the hall is open",
    ),
    "calendar of a stationary hall": (
        document(STATIONARY, more_counter='hours = [["08:00", "12:00"]]'),
        "counter[0].hours: a hall without hours has no calendars",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_by_its_key_path(name: str):
    text, expected = MISTAKES[name]

    assert mistakes(text) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "class[0].arrivals.times: cannot read 'trace.csv': [Errno 2] No such file or directory: "),
        (b"\xff\xfe", "class[0].arrivals.times: cannot read 'trace.csv': 'utf-8' codec can't decode"),
        (b"taken\n", "class[0].arrivals.times: must be a CSV file or a list of instants, not empty"),
        (b"taken\n08:31\nsoon\n", "class[0].arrivals.times[1]: must be a clock time such as \"08:30\", not 'soon'"),
        (b"-5\n08:31\n", "class[0].arrivals.times[0]: must be at least 0 and at most 1440, not -5.0"),
    ],
    ids=["missing", "no text", "empty", "no instant", "negative"],
)
def test_a_trace_that_cannot_be_used_is_named(content: bytes | None, expected: str, tmp_path: Path):
    if content is not None:
        (tmp_path / "trace.csv").write_bytes(content)

    (mistake,) = mistakes(document(class_=a_class('{ times = "trace.csv" }')), tmp_path)

    assert mistake.startswith(expected)


def test_all_mistakes_are_listed_at_once_and_none_makes_another():
    text = """
[hall]
hours = [["12:00", "08:30"]]
colour = "red"
[run]
days = 0
[[class]]
name = "A"
arrivals = { poisson_per_hour = 0 }
service = { constant = "2" }
[[class]]
name = "B"
arrivals = { gap = { constant = 1 } }
[[counter]]
name = "1"
serves = ["A", "B", "C"]
away = [["10:00", "10:15"]]
"""

    assert mistakes(text) == [
        "hall.colour: unknown key; known are name, hours, idle_counter, target_min",
        "hall.hours[0]: must end after it begins: '12:00' to '08:30'",
        "run.days: must be from 1 to 1000000, not 0",
        "class[0].arrivals.poisson_per_hour: must be above 0 and at most 1e+07, not 0",
        "class[0].service.constant: must be a number, not '2'",
        "class[1].service: is missing",
        "counter[0].serves[2]: there is no class 'C'",
    ]


def test_the_error_itself_says_which_file_and_how_many_mistakes():
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(document(run="days = 0\nseed = 0.5"), source="my.toml")

    assert str(refused.value) == (
        "my.toml: 2 mistake(s)\n"
        "  run.days: must be from 1 to 1000000, not 0\n"
        "  run.seed: must be a whole number, not 0.5"
    )
