"""The three matters that came first, each approved, told and handed over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import Outcome
from kiosk.approval.notice import notice_of
from tests.approval.cases import KEYS, amount, decide, facts_with, good_facts, matter_of


@pytest.mark.parametrize("key", KEYS)
def test_who_meets_everything_is_approved_at_once(key):
    matter = matter_of(key)

    decision = decide(matter, good_facts(matter))

    assert decision.verdict is Verdict.INSTANT
    assert {each.result for each in decision.judged} == {Result.MET}
    assert decision.faults == ()


def test_an_elder_is_granted_the_amount_of_her_age():
    matter = matter_of("elder_allowance")

    at_81 = decide(matter, good_facts(matter))
    at_95 = decide(matter, facts_with(matter, person__birth=date(1930, 5, 5)))
    at_100 = decide(matter, facts_with(matter, person__birth=date(1926, 3, 2)))

    assert [amount(each) for each in (at_81, at_95, at_100)] == [Decimal(50), Decimal(100), Decimal(300)]
    assert [each.tables[0].rows for each in (at_81, at_95, at_100)] == [(1,), (2,), (3,)]
    assert [value.zh for _, value in at_81.rows] == ["81", "50元", "社保卡账户尾号0017"]


def test_a_neighbour_of_79_is_told_from_when_she_may_apply():
    matter = matter_of("elder_allowance")
    decision = decide(matter, facts_with(matter, person__birth=date(1946, 9, 1)))

    (item,) = notice_of(decision, matter).failing

    assert decision.verdict is Verdict.TOLD_ONCE
    assert (item.reason.zh, item.remedy.zh) == ("您现年79周岁，未满80周岁", "2026年9月1日起可以申请")
    assert (item.reason.en, item.remedy.en) == (
        "You are 79 years old, not yet 80",
        "You may apply from 1 September 2026",
    )
    # The table of amounts has nothing to say of her, and that is no alarm.
    assert decision.faults == ()


def test_a_source_that_is_down_hands_over_and_is_named():
    matter = matter_of("insurance_proof")
    down = {name.replace(".", "__"): Outcome.DOWN for name in matter.scope["insurance"]}

    decision = decide(matter, facts_with(matter, **down))

    assert decision.verdict is Verdict.HANDED_OVER
    condition, rest = notice_of(decision, matter).pending
    assert condition.reason.zh == "社会保险库暂时无法访问，参保险种尚待核验"
    assert condition.reason.en == "Social insurance: out of reach now; still to be checked: Kinds of insurance"
    assert rest.reason.zh == "社会保险库暂时无法访问，参保状态、累计缴费月数尚待核验"
