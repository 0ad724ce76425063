"""From outcomes to what follows: the order, gaps, alternatives, sampling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from kiosk.approval.compiled import Rule, Severity
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import Cause, Outcome
from kiosk.approval.notice import notice_of
from kiosk.approval.verdict import conclude
from tests.approval.cases import decide, facts_with, good_facts, matter_of
from tests.approval.rules import DICTIONARY, condition, decided, document, made

MET, UNMET, UNVERIFIED = Result.MET, Result.UNMET, Result.UNVERIFIED
RULES = {
    "H": Rule(Severity.HARD),
    "S": Rule(Severity.SOFT, "M1"),
    "N": Rule(Severity.SOFT),
    "R": Rule(Severity.ROUTE),
}


def concluded(results, *, may_lack=True, is_instant=True, lack_ok=frozenset({"M1"})):
    return conclude(
        dict(zip(RULES, results, strict=True)), RULES, lack_ok=lack_ok, may_lack=may_lack, is_instant=is_instant
    )


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ((MET, MET, MET, MET), Verdict.INSTANT),
        ((UNMET, MET, MET, MET), Verdict.TOLD_ONCE),
        ((UNMET, UNVERIFIED, UNMET, UNMET), Verdict.TOLD_ONCE),
        ((UNVERIFIED, MET, MET, MET), Verdict.HANDED_OVER),
        ((MET, UNVERIFIED, MET, MET), Verdict.HANDED_OVER),
        ((MET, UNMET, UNVERIFIED, MET), Verdict.HANDED_OVER),
        ((MET, MET, MET, UNMET), Verdict.HANDED_OVER),
        ((MET, UNMET, MET, UNMET), Verdict.HANDED_OVER),
        ((MET, MET, MET, UNVERIFIED), Verdict.HANDED_OVER),
        ((MET, UNMET, MET, MET), Verdict.WITH_GAPS),
        ((MET, MET, UNMET, MET), Verdict.TOLD_ONCE),
        ((MET, UNMET, UNMET, MET), Verdict.TOLD_ONCE),
    ],
)
def test_the_order_of_verdicts(results, verdict):
    assert concluded(results) is verdict


def test_a_gap_needs_promise_credit_and_a_material_that_may_lack():
    results = (MET, UNMET, MET, MET)

    assert concluded(results, may_lack=False) is Verdict.TOLD_ONCE
    assert concluded(results, lack_ok=frozenset()) is Verdict.TOLD_ONCE


def test_where_machines_may_not_decide_conditions_only_check_beforehand():
    verdicts = {concluded(results, is_instant=False) for results in product(Result, repeat=4)}

    assert concluded((MET, MET, MET, MET), is_instant=False) is Verdict.HANDED_OVER
    assert verdicts == {Verdict.HANDED_OVER, Verdict.TOLD_ONCE}


def test_only_one_of_all_outcomes_is_approved():
    approved = [results for results in product(Result, repeat=4) if concluded(results) is Verdict.INSTANT]

    assert approved == [(MET, MET, MET, MET)]


@pytest.mark.parametrize(
    "results", [{}, {"H": MET}, {**dict.fromkeys(RULES, MET), "X": MET}, {**dict.fromkeys(RULES, MET), "H": None}]
)
def test_outcomes_that_do_not_fit_the_rules_go_to_a_person(results):
    assert conclude(results, RULES, lack_ok=frozenset(), may_lack=True, is_instant=True) is Verdict.HANDED_OVER


def test_no_rules_at_all_go_to_a_person():
    assert conclude({}, {}, lack_ok=frozenset(), may_lack=True, is_instant=True) is Verdict.HANDED_OVER


# Gaps (容缺), on the elder allowance, whose account may follow within ten days.


def test_an_account_that_is_not_active_may_follow_if_the_promise_is_signed():
    matter = matter_of("elder_allowance")

    decision = decide(matter, facts_with(matter, card_account__status="未激活"))

    assert (decision.verdict, decision.gaps, decision.may_lack) == (Verdict.WITH_GAPS, ("C4",), True)
    assert notice_of(decision, matter).failing[0].gap == "M3"
    # Nothing is issued yet.
    assert decision.rows == ()


@pytest.mark.parametrize(
    "change", [{"form__promise": False}, {"credit__listings": ["失信被执行人"]}, {"person__birth": date(1946, 9, 1)}]
)
def test_without_promise_with_bad_credit_or_with_a_hard_condition_unmet_it_is_told_once(change):
    matter = matter_of("elder_allowance")

    decision = decide(matter, facts_with(matter, card_account__status="未激活", **change))

    assert decision.verdict is Verdict.TOLD_ONCE


def test_a_promise_nobody_asked_for_yet_leaves_the_choice_open():
    matter = matter_of("elder_allowance")
    empty = facts_with(matter, card_account__status="未激活", form__promise=Outcome.NONE)
    missing = {name: each for name, each in empty.items() if name != "form.promise"}

    for facts in (empty, missing):
        decision = decide(matter, facts)

        assert (decision.verdict, decision.may_lack) == (Verdict.TOLD_ONCE, None)
        assert notice_of(decision, matter).pending == ()


def test_a_promise_nobody_asked_for_is_not_missed_where_nothing_is_lacking():
    matter = matter_of("elder_allowance")

    assert decide(matter, facts_with(matter, form__promise=Outcome.NONE)).verdict is Verdict.INSTANT
    assert decide(matter, facts_with(matter, form__promise=Outcome.DOWN)).verdict is Verdict.HANDED_OVER


def test_nothing_on_record_is_what_a_gap_is_for_but_a_source_that_failed_is_not():
    matter = matter_of("elder_allowance")
    lost = {"card_account__status": Outcome.NOT_FOUND, "card_account__tail": Outcome.NOT_FOUND}
    down = dict.fromkeys(lost, Outcome.DOWN)

    not_found, failed = decide(matter, facts_with(matter, **lost)), decide(matter, facts_with(matter, **down))

    assert (not_found.verdict, failed.verdict) == (Verdict.WITH_GAPS, Verdict.HANDED_OVER)
    assert notice_of(not_found, matter).failing[0].reason.zh == "社保卡账户没有查到您的社保卡金融账户状态"
    # What to do about it is still said.
    assert notice_of(not_found, matter).failing[0].remedy.zh == "可在社保卡自助发卡机上激活，激活后再来"


def test_nothing_on_record_stays_unverified_where_the_condition_has_no_gap():
    (judged,) = decided(made(condition("C1", "work.months > 1", "soft")), work__months=Outcome.NOT_FOUND).judged

    assert judged.result is UNVERIFIED


# Alternatives.

EITHER = condition("C1", "") | {"when": None, "any_of": ({"when": "person.debts < 1"}, {"when": "work.months >= 180"})}


@pytest.mark.parametrize(
    ("debts", "months", "result"),
    [
        (0, 0, MET),
        (1, 180, MET),
        (1, 0, UNMET),
        (1, Outcome.DOWN, UNVERIFIED),
        (Outcome.TIMEOUT, 180, MET),
        (Outcome.TIMEOUT, 0, UNVERIFIED),
        (Outcome.DOWN, Outcome.DOWN, UNVERIFIED),
    ],
)
def test_one_alternative_that_is_met_is_enough_and_all_must_fail(debts, months, result):
    decision = decided(made(EITHER), person__debts=debts, work__months=months)

    assert decision.judged[0].result is result


def test_an_alternative_out_of_reach_keeps_a_machine_from_approving_and_the_trace_says_so():
    matter = made(EITHER)

    decision = decided(matter, work__months=Outcome.DOWN)

    assert decision.judged[0].result is MET
    assert decision.judged[0].absent == (("work.months", Cause.DOWN),)
    assert decision.missing == (("work.months", Cause.DOWN),)
    assert decision.verdict is Verdict.HANDED_OVER
    assert notice_of(decision, matter).pending[0].code == "DATA"


def test_an_alternative_that_breaks_is_not_made_good_by_another():
    rule = EITHER | {
        "any_of": ({"when": "person.debts < 99999"}, {"when": "add_years(work.since, person.debts) > accepted_on"})
    }

    decision = decided(made(rule), person__debts=9998)

    assert (decision.judged[0].result, decision.judged[0].fault) == (UNVERIFIED, "ValueError")


# Derived values.

AGE = {"age": {"type": "number", "rule": "age_at(person.birth, accepted_on)", "zh": "周岁", "en": "Age"}}


def test_a_derived_value_that_cannot_be_computed_is_unverified_and_an_alarm():
    matter = made(condition("C1", "age >= 18"), derived=AGE, fields=("person.birth",))

    decision = decided(matter, person__birth=date(2030, 1, 1))

    assert decision.judged[0].result is UNVERIFIED
    assert decision.judged[0].absent == (("person.birth", Cause.FAULT),)
    assert decision.faults == ("age: ValueError",)
    assert decision.derived == ()


# Which version, which tag, which sample.


def test_what_no_machine_may_decide_is_handed_over_although_everything_is_met():
    base = document(condition("C1", "person.debts < 1"))
    forbidden = base.model_copy(update={"classing": base.classing.model_copy(update={"instant": "forbidden"})})

    decision = decided(compile_matter(forbidden, DICTIONARY))

    assert decision.judged[0].result is MET
    assert decision.verdict is Verdict.HANDED_OVER


def test_a_sample_of_the_approved_is_looked_at_afterwards():
    matter = matter_of("elder_allowance")
    good = good_facts(matter)

    assert [decide(matter, good, draw=draw).is_sampled for draw in (0.0, 0.0199, 0.02, 0.99)] == [
        True,
        True,
        False,
        False,
    ]
    assert decide(matter, facts_with(matter, person__life="死亡"), draw=0.0).is_sampled is False
    # A matter whose share is none samples nobody.
    assert decide(matter_of("insurance_proof"), good_facts(matter_of("insurance_proof")), draw=0.0).is_sampled is False


def test_what_was_judged_names_value_source_and_time():
    matter = matter_of("elder_allowance")
    good = good_facts(matter)
    birth = replace(good["person.birth"], fetched_at_ms=1_772_416_800_000, auth="仿真授权")

    (c1, *_) = decide(matter, good | {"person.birth": birth}).judged

    assert c1.read == (birth,)


@pytest.mark.parametrize("answer", [1, "true", (True,), Decimal(1), None])
def test_only_what_is_exactly_true_is_met_whatever_an_expression_comes_to_give(answer):
    """The types forbid it; this is the last door behind them."""
    matter = made(condition("C1", "person.debts < 1"))
    (rule,) = matter.conditions
    loose = replace(matter, conditions=(replace(rule, ways=(replace(rule.ways[0], run=lambda _: answer),)),))

    decision = decided(loose)

    assert (decision.judged[0].result, decision.judged[0].fault) == (UNVERIFIED, "NotAFlag")
    assert decision.verdict is Verdict.HANDED_OVER
