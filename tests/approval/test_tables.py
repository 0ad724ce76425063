"""Decision tables: policies that are strict, and a sweep that finds every gap and overlap with a witness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.approval.cells import witnesses
from kiosk.approval.language.checker import Named, Scope
from kiosk.approval.mistakes import Collector
from kiosk.approval.table_reading import compile_table, sweep, swept
from kiosk.approval.tables import TableFault
from kiosk.approval.values import DATE, FLAG, NUMBER, TEXT
from kiosk.matters.model import DecisionTable

SCOPE = Scope(
    {
        "age": Named(NUMBER, 0, frozenset({"age"})),
        "grade": Named(TEXT, 1, frozenset({"grade"})),
        "poor": Named(FLAG, 2, frozenset({"poor"})),
        "since": Named(DATE, 3, frozenset({"since"})),
        "income": Named(NUMBER, 4, frozenset({"income"})),
    },
    5,
)
INPUTS = {
    "age": {"field": "age", "whole": True, "min": 0, "max": 120},
    "grade": {"field": "grade", "values": ("一级", "二级", "三级", "四级")},
    "poor": {"field": "poor"},
    "since": {"field": "since", "min": date(2000, 1, 1), "max": date(2029, 12, 31)},
    "income": {"field": "income", "min": 0},
}
SLOTS = {name: at for at, name in enumerate(INPUTS)}


def tabled(*rows, hit="UNIQUE", inputs=None, outputs=None, **more):
    """Rows are (cells, output). Gives the table, None where it has mistakes, and what they are."""
    names = inputs or sorted({name for cells, _ in rows for name in cells}, key=list(INPUTS).index)
    document = DecisionTable.model_validate(
        {
            "code": "T1",
            "name": {"zh": "档次", "en": "Band"},
            "hit": hit,
            "inputs": tuple(INPUTS[name] for name in names),
            "outputs": outputs or {"out": "number"},
            "rows": tuple({"when": cells, "then": {"out": out}} for cells, out in rows),
        }
        | more
    )
    notes = Collector("test.yaml", "31")
    return compile_table(document, SCOPE, notes), notes.mistakes


def said(mistakes):
    return [
        (each.code, each.params.get("witness"), each.params.get("rows") or each.params.get("row")) for each in mistakes
    ]


def looked_up(table, **values):
    env = [None] * len(SLOTS)
    for name, value in values.items():
        env[SLOTS[name]] = value
    hits = table.look_up(env)
    return hits.rows, hits.outputs[0][1]


def test_a_table_without_gap_or_overlap_is_taken():
    table, mistakes = tabled(({"age": "< 80"}, 0), ({"age": "80..89"}, 50), ({"age": ">= 90"}, 100))

    assert mistakes == []
    assert [looked_up(table, age=Decimal(age)) for age in (79, 80, 89, 90)] == [
        ((1,), 0),
        ((2,), 50),
        ((2,), 50),
        ((3,), 100),
    ]


def test_a_gap_and_an_overlap_are_found_with_a_witness_each():
    _, mistakes = tabled(
        ({"age": "< 80"}, 0), ({"age": "80..90"}, 50), ({"age": "90..99"}, 100), ({"age": "> 100"}, 300)
    )

    assert said(mistakes) == [("table_gap", "age=100", None), ("table_overlap", "age=90", "2、3")]


def test_whole_numbers_and_days_have_nothing_between_them_but_amounts_do():
    ages, of_ages = tabled(({"age": "0..79"}, 0), ({"age": "80..120"}, 1))
    _, of_days = tabled(({"since": "2000-01-01..2019-12-31"}, 0), ({"since": "2020-01-01..2029-12-31"}, 1))
    _, of_amounts = tabled(({"income": "0..500"}, 0), ({"income": ">= 501"}, 1))

    assert of_ages == of_days == []
    assert said(of_amounts) == [("table_gap", "income=500.5", None)]
    with pytest.raises(TableFault):
        looked_up(ages, age=Decimal("79.5"))


def test_a_witness_names_every_column():
    _, mistakes = tabled(
        ({"age": "< 18", "grade": "一级,二级"}, 1),
        ({"age": ">= 18", "grade": "一级,二级"}, 2),
        ({"age": "< 18", "grade": "三级,四级"}, 3),
        ({"age": ">= 18", "grade": "四级"}, 4),
    )

    assert said(mistakes) == [("table_gap", "age=18、grade=三级", None)]


def test_flags_and_texts_beyond_those_listed():
    table, mistakes = tabled(
        ({"poor": True}, 1), ({"poor": False, "grade": "!= 四级"}, 2), ({"poor": False, "grade": "四级"}, 3)
    )

    assert mistakes == []
    assert looked_up(table, poor=False, grade="三级") == ((2,), 2)
    with pytest.raises(TableFault):
        looked_up(table, poor=False, grade="五级")


@pytest.mark.parametrize(
    ("hit", "rows", "wanted"),
    [
        ("UNIQUE", [({"age": "<= 80"}, 1), ({"age": "> 80"}, 2), ({"age": "200"}, 3)], "3"),
        ("FIRST", [({"age": ">= 0"}, 1), ({"age": "80"}, 2)], "2"),
        ("UNIQUE", [({"age": "0..120"}, 1), ({"age": "> 90, < 10", "poor": "-"}, 2)], None),
    ],
)
def test_a_row_that_can_never_be_used_is_found(hit, rows, wanted):
    _, mistakes = tabled(*rows, hit=hit)

    found = [each.params["row"] for each in mistakes if each.code == "unreachable_row"]
    assert found == ([wanted] if wanted else [])
    assert mistakes


def test_policies_that_may_have_several_hits():
    rows = [({"age": ">= 0"}, 1), ({"age": ">= 80"}, 2), ({"age": ">= 90"}, 2)]
    first, _ = tabled(*reversed(rows), hit="FIRST")
    best, _ = tabled(*rows[:2], hit="PRIORITY", best=(2, 1))
    total, _ = tabled(*rows, hit="COLLECT", collect="sum")
    least, _ = tabled(*rows, hit="COLLECT", collect="min")
    most, _ = tabled(*rows, hit="COLLECT", collect="max")
    count, _ = tabled(*rows, hit="COLLECT", collect="count")
    every, _ = tabled(*rows, hit="COLLECT")

    found = [looked_up(table, age=Decimal(95)) for table in (first, best, total, least, most, count, every)]

    assert found == [
        ((1,), 2),
        ((2,), 2),
        ((1, 2, 3), 5),
        ((1, 2, 3), 1),
        ((1, 2, 3), 2),
        ((1, 2, 3), 3),
        ((1, 2, 3), (1, 2, 2)),
    ]


def test_any_bears_rows_that_agree_and_no_others():
    agreeing, none = tabled(({"age": ">= 0"}, 1), ({"age": ">= 80"}, 1), hit="ANY")
    _, differing = tabled(({"age": ">= 0"}, 1), ({"age": ">= 80"}, 2), hit="ANY")

    assert none == []
    assert looked_up(agreeing, age=Decimal(80)) == ((1, 2), 1)
    assert said(differing) == [("table_overlap", "age=80", "1、2")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"hit": "PRIORITY"}, "best_wrong"),
        ({"hit": "PRIORITY", "best": (1, 2, 3)}, "best_wrong"),
        ({"hit": "COLLECT", "collect": "sum", "outputs": {"out": "text"}}, "output_type"),
        ({"outputs": {"out": "number", "more": "text"}}, "missing_output"),
        ({"outputs": {"amount": "number"}}, "not_a_column"),
        ({"inputs": ("age", "nobody")}, None),
    ],
)
def test_outputs_and_policies_are_checked(more, code):
    if code is None:
        INPUTS["nobody"] = {"field": "nobody"}
    _, mistakes = tabled(({"age": "< 80"}, 1), ({"age": ">= 80"}, 2), **more)
    INPUTS.pop("nobody", None)

    assert mistakes[0].code == (code or "unknown_field")


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"field": "grade", "whole": True}, "column_domain"),
        ({"field": "poor", "min": 0}, "column_domain"),
        ({"field": "age", "values": ("80",)}, "column_domain"),
        ({"field": "age", "whole": True, "min": 9, "max": 8}, "column_domain"),
        ({"field": "since", "min": 2000}, "cell_type"),
    ],
)
def test_a_domain_that_does_not_fit_its_type_is_a_mistake(inputs, code):
    document = DecisionTable.model_validate(
        {
            "code": "T1",
            "name": {"zh": "-", "en": "-"},
            "hit": "UNIQUE",
            "inputs": (inputs,),
            "outputs": {"out": "number"},
            "rows": (),
        }
    )
    notes = Collector("test.yaml", "31")

    assert compile_table(document, SCOPE, notes) is None
    assert notes.mistakes[0].code == code


def thirty_rows():
    """30 rows over 4 columns without gap or overlap: ages × grades × poor, each with its amount."""
    ages = ("< 18", "18..59", ">= 60")
    grades = ("一级", "二级", "三级", "四级")
    rows = [
        ({"age": age, "grade": grade, "poor": poor, "since": "-"}, at)
        for at, (age, grade, poor) in enumerate(product(ages, grades, (True, False)))
    ]
    late = [
        ({"age": age, "grade": grade, "poor": poor, "since": since}, at)
        for at, (age, grade, poor, since) in enumerate(
            product(
                (">= 60",), ("三级", "四级"), (True, False), ("< 2020-01-01", "2020-01-01..2024-12-31", ">= 2025-01-01")
            )
        )
    ]
    kept = [row for row in rows if not (row[0]["age"] == ">= 60" and row[0]["grade"] in ("三级", "四级"))]
    return [*kept, *late][:32]


def test_a_mutated_table_of_thirty_rows_shows_its_holes_and_double_cells():
    rows = thirty_rows()
    # Nobody under 18 of the first grade who is poor; and one row reaches down to the age of ten.
    mutated = [*rows[1:9], ({**rows[9][0], "age": "10..59"}, 9), *rows[10:]]

    table = replace(unswept_rows(mutated), hit="UNIQUE")
    parts = [witnesses([row[at] for row in table.rows], domain) for at, domain in enumerate(table.domains)]
    found, useless = sweep(table, parts)

    # Ages fall into < 10, 10..17, 18..59, >= 60; each cell is there for three spans of time.
    assert [sum(each.code == code for each in found) for code in ("table_gap", "table_overlap")] == [2 * 3, 1 * 3]
    assert found[0].params["witness"] == "age=0、grade=一级、poor=是、since=2000年1月1日"
    assert useless == []


def test_the_table_before_it_was_mutated_is_whole():
    table, mistakes = tabled(*thirty_rows())

    assert (len(table.rows), mistakes) == (32, [])


def brute(table, parts):
    """Gaps and overlaps by asking the table itself, one combination at a time."""
    found = []
    for values in product(*parts):
        fit = [
            at
            for at, cells in enumerate(table.rows)
            if all(cell.holds(value) for cell, value in zip(cells, values, strict=True))
        ]
        if len(fit) != 1:
            found.append(len(fit))
    return found


AGES = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: f"{min(pair)}..{max(pair)}")
CELLS = st.one_of(st.just("-"), AGES, st.sampled_from(["< 10", "<= 10", "> 10", ">= 10", "!= 10", "5, 7, 9"]))


@given(rows=st.lists(st.tuples(CELLS, st.sampled_from(["-", "一级", "一级, 三级", "!= 二级"])), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_the_sweep_misses_no_value_of_the_domain(rows):
    """What holds for its witnesses holds for every age from 0 to 120 and every grade."""
    _, mistakes = tabled(*[({"age": age, "grade": grade}, at) for at, (age, grade) in enumerate(rows)])
    table = unswept_rows([({"age": age, "grade": grade}, at) for at, (age, grade) in enumerate(rows)])

    everything = [list(map(Decimal, range(121))), ["一级", "二级", "三级", "四级"]]
    counts = brute(table, everything)

    assert (0 in counts) is any(each.code == "table_gap" for each in mistakes)
    assert any(count > 1 for count in counts) is any(each.code == "table_overlap" for each in mistakes)


def unswept_rows(rows):
    """A table although it has gaps: a last row takes what the others leave, and is then left out."""
    table, mistakes = tabled(*rows, ({"age": "-"}, 99), hit="COLLECT")
    assert table is not None, mistakes
    return replace(table, rows=table.rows[:-1], outputs=table.outputs[:-1])


def test_the_sweep_and_its_parts_agree():
    table, _ = tabled(*thirty_rows())
    parts = [witnesses([row[at] for row in table.rows], domain) for at, domain in enumerate(table.domains)]

    assert [len(each) for each in parts] == [3, 4, 2, 3]
    assert sweep(table, parts) == ([], [])
    assert list(swept(table)) == []
