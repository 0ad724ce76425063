"""The ways in which evaluators fail open, T1 to T13; each was seen to approve somebody somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import Cause, Outcome
from kiosk.approval.verdict import judge
from tests.approval.cases import ACCEPTED_ON, five_days_a_week, matter_of
from tests.approval.rules import (
    DICTIONARY,
    VALUES,
    condition,
    decided,
    document,
    facts_of,
    judged,
    made,
    mistake,
    mistakes,
    reading,
)

ABSENT = (Outcome.NOT_FOUND, Outcome.TIMEOUT, Outcome.DOWN, Outcome.DENIED, Outcome.STALE, None)


def table(rows, *, hit="UNIQUE", **more):
    return {
        "code": "T1",
        "name": {"zh": "档次", "en": "Band"},
        "hit": hit,
        "inputs": ({"field": "person.debts", "whole": True, "min": 0, "max": 9},),
        "outputs": {"band": "number"},
        "rows": tuple({"when": {name: cell}, "then": {"band": band}} for name, cell, band in rows),
    } | more


def test_t1_a_misspelt_field_in_a_condition_fails_at_load():
    found = mistake("person.brith > accepted_on")

    assert (found.code, found.params["name"]) == ("unknown_field", "person.brith")
    assert "person.birth" in str(found)


def test_t1_a_misspelt_field_in_a_table_fails_at_load():
    (found,) = mistakes(
        condition("C1", "person.debts < 1"),
        tables=(table([("person.debts", "0..9", 1), ("person.detbs", "3", 2)], hit="FIRST"),),
    )[:1]

    assert (found.code, found.params["name"]) == ("not_a_column", "person.detbs")


@pytest.mark.parametrize(
    "cell", ["< < 80", "80..", "..80", "<", "80 90", "80..70", ">= 80..90", "", "eighty", "8O", "= = 1"]
)
def test_t2_a_malformed_cell_fails_at_load(cell):
    found = mistakes(condition("C1", "person.debts < 1"), tables=(table([("person.debts", cell, 1)]),))

    assert {each.code for each in found} <= {"bad_cell", "cell_type"}
    assert found


def test_t2_a_malformed_condition_fails_at_load():
    assert mistake("person.debts < < 80").code == "syntax"


def test_t3_with_every_field_missing_nothing_is_met_and_nothing_unmet():
    for key in ("elder_allowance", "insurance_proof", "shop_opening"):
        decision = judge(matter_of(key), {}, ACCEPTED_ON, 0.5, five_days_a_week)

        assert {each.result for each in decision.judged} == {Result.UNVERIFIED}
        assert decision.verdict is Verdict.HANDED_OVER


@pytest.mark.parametrize("absent", ABSENT)
@pytest.mark.parametrize("when", ["person.debts < 1", "not person.custody"])
def test_t4_nothing_is_small_and_nothing_is_false_on_an_empty_record(when, absent):
    name = "person__debts" if "debts" in when else "person__custody"

    assert judged(when, **{name: absent}).result is Result.UNVERIFIED


@pytest.mark.parametrize("absent", ABSENT)
@pytest.mark.parametrize(
    "when",
    [
        "person.custody == False",
        "person.custody == person.custody",
        "person.custody != True",
        "person.custody or not person.custody",
    ],
)
def test_t5_equality_with_a_missing_datum_is_neither_true_nor_false(when, absent):
    assert judged(when, person__custody=absent).result is Result.UNVERIFIED


@pytest.mark.parametrize("absent", [*ABSENT, Outcome.NONE])
@pytest.mark.parametrize(
    "when", ['not contains(work.kinds, "甲")', '"甲" not in work.kinds', 'all(k != "甲" for k in work.kinds)']
)
def test_t6_a_list_that_is_absent_does_not_lack_anything(when, absent):
    assert judged(when, work__kinds=absent).result is Result.UNVERIFIED


def test_t6_unless_the_source_says_with_authority_that_there_is_nothing():
    assert judged('not contains(work.grades, "一")', work__grades=Outcome.NONE).result is Result.MET


@pytest.mark.parametrize(
    "when", ["False and person.debts < 1", "True or person.debts < 1", "person.area == '' or person.debts < 1"]
)
def test_t7_an_absent_read_decides_before_anything_is_cut_short(when):
    assert judged(when, person__debts=Outcome.DOWN).result is Result.UNVERIFIED


BREAKS = "add_years(work.since, person.debts) > accepted_on"


@pytest.mark.parametrize("when", [f"person.custody and {BREAKS}", f"not person.custody or {BREAKS}", BREAKS])
def test_t7_an_error_is_not_hidden_behind_an_answer(when):
    found = judged(when, person__debts=9999)

    assert (found.result, found.fault) == (Result.UNVERIFIED, "ValueError")


def test_t7_an_error_raises_an_alarm():
    decision = decided(made(condition("C1", BREAKS)), person__debts=9999)

    assert decision.faults == ("C1: ValueError",)
    assert decision.verdict is Verdict.HANDED_OVER


def test_t8_length_counts_characters():
    assert judged("len(person.area) == 2", person__area="揭阳").result is Result.MET
    assert judged("len(person.area) == 3", person__area="𬱖䶮犇").result is Result.MET


@pytest.mark.parametrize(
    "when",
    [
        "person.debts",
        "person.area",
        "work.kinds",
        "person.household",
        "work.since",
        "1",
        "'真'",
        "None",
        "len(work.kinds)",
    ],
)
def test_t9_a_condition_that_yields_no_flag_fails_at_load(when):
    assert mistake(when).code in ("wrong_type", "not_allowed")


def test_t9_a_condition_that_reads_nothing_fails_at_load():
    assert mistake("True").code == "never_reads"
    assert mistake("1 < 2").code == "never_reads"


def test_t10_a_unique_table_with_two_hits_fails_at_load():
    (found,) = mistakes(
        condition("C1", "person.debts < 1"), tables=(table([("person.debts", "0..5", 1), ("person.debts", "5..9", 2)]),)
    )

    assert (found.code, found.params) == ("table_overlap", {"witness": "person.debts=5", "rows": "1、2"})


def test_t10_a_unique_table_with_two_hits_or_none_is_a_fault_and_no_answer():
    matter = made(
        condition("C1", "person.debts < 99"),
        tables=(table([("person.debts", "0..5", 1), ("person.debts", "6..9", 2)]),),
    )
    ((one, mask, slots),) = matter.tables
    # As if the sweep had missed it.
    doubled = replace(matter, tables=((replace(one, rows=(one.rows[0], one.rows[0])), mask, slots),))

    for broken, debts in ((doubled, 3), (matter, 12)):
        decision = decided(broken, person__debts=debts)

        assert decision.verdict is Verdict.HANDED_OVER
        assert decision.faults == ("T1: TableFault",)
        assert decision.outputs == {}


def test_t11_a_matter_without_conditions_is_never_approved():
    matter = compile_matter(document(), DICTIONARY)

    assert matter.is_instant is False
    assert judge(matter, {}, ACCEPTED_ON, 0.5, five_days_a_week).verdict is Verdict.HANDED_OVER
    # Nor if somebody claims that it may be.
    assert (
        judge(replace(matter, is_instant=True), {}, ACCEPTED_ON, 0.5, five_days_a_week).verdict is Verdict.HANDED_OVER
    )


class Whatever:
    def __bool__(self):
        return True

    def __eq__(self, other):
        return True

    __hash__ = None


MISTYPED = [
    ("person.debts", ["0", 0.0, True, None, float("nan"), 10**15, [0], Whatever()]),
    ("person.birth", ["1944-09-01", 19440901, datetime(1944, 9, 1), None, Whatever()]),  # noqa: DTZ001
    ("person.custody", [0, "false", "", None, [], Whatever()]),
    ("person.area", [445299101, None, ["445299101"], b"445299101", "字" * 4001, "\ud800", Whatever()]),
    ("work.kinds", ["甲", [1], {"甲": 1}, None, ["甲", None], Whatever()]),
    (
        "person.household",
        [[{"nmae": "林"}], [("林",)], "林", [None], {"name": "林"}, [{"birth": "1944-09-01"}], Whatever()],
    ),
]
TRUE_OF = {
    "person.debts": "person.debts < 1",
    "person.birth": "person.birth < accepted_on",
    "person.custody": "not person.custody",
    "person.area": "person.area != ''",
    "work.kinds": "'乙' not in work.kinds",
    "person.household": "len(person.household) < 9",
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in MISTYPED for value in values])
def test_t12_a_value_of_another_type_is_an_error_where_the_fact_enters(name, value):
    matter = made(condition("C1", TRUE_OF[name]))
    facts = {name: reading(name, value)}

    decision = judge(matter, facts, ACCEPTED_ON, 0.5, five_days_a_week)

    assert decision.judged[0].result is Result.UNVERIFIED
    assert decision.judged[0].absent[0].cause is Cause.MISTYPED
    assert decision.verdict is Verdict.HANDED_OVER


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2024, 2, 28), 79),
        (date(2024, 2, 29), 80),
        (date(2025, 2, 28), 80),
        (date(2025, 3, 1), 81),
    ],
)
def test_t13_who_was_born_on_29_february_turns_on_the_day(on, age):
    # The reading is of the day itself; else it would be stale.
    matter = made(condition("C1", f"age_at(person.birth, accepted_on) == {age}"))
    facts = {"person.birth": reading("person.birth", date(1944, 2, 29), as_of=on)}

    assert judge(matter, facts, on, 0.5, five_days_a_week).judged[0].result is Result.MET


def test_t13_an_instant_is_no_day():
    shanghai = timezone(timedelta(hours=8))

    assert (
        judged("person.birth < accepted_on", person__birth=datetime(1944, 9, 1, tzinfo=shanghai)).result
        is Result.UNVERIFIED
    )


def test_a_field_in_good_order_is_met_everywhere():
    """The traps above would pass with an evaluator that never says yes."""
    for name, when in TRUE_OF.items():
        matter = made(condition("C1", when))

        assert judge(matter, facts_of(matter), ACCEPTED_ON, 0.5, five_days_a_week).verdict is Verdict.INSTANT, name
    assert set(TRUE_OF) < set(VALUES)
