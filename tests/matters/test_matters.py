"""Matters by name, with days and amounts reckoned by hand: what their rules are meant to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from kiosk.approval.decisions import Verdict
from kiosk.approval.facts import Outcome
from kiosk.approval.notice import notice_of, public_results
from kiosk.approval.verdict import judge
from tests.approval.cases import five_days_a_week
from tests.matters.making import made, readings

ON = date(2026, 11, 23)


def case_of(key):
    return made((key, 1))


def facts_on(key, on=ON, **changes):
    """The good case as the sources vouch for it on a day, with changes: person__birth for person.birth."""
    case = case_of(key)
    values = {**case.good, **{name.replace("__", ".", 1): value for name, value in changes.items()}}
    return {name: replace(each, as_of=on) for name, each in readings(case.matter, values).items()}


def decided(key, on=ON, **changes):
    return judge(case_of(key).matter, facts_on(key, on, **changes), on, 0.5, five_days_a_week)


def told(key, on=ON, **changes):
    """Code -> (reason, remedy) in Chinese of what is not met."""
    decision = decided(key, on, **changes)
    notice = notice_of(decision, case_of(key).matter)
    return {item.code: (item.reason.zh, item.remedy.zh) for item in notice.failing}


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (date(2026, 12, 23), None),
        (date(2026, 12, 24), "C2"),
        (date(2026, 10, 24), None),
        (date(2026, 10, 23), "C3"),
    ],
)
def test_a_permit_is_endorsed_thirty_days_before_and_after_its_end(until, code):
    found = told("residence_renewal", residence__until=until)

    assert set(found) == ({code} if code else set())


def test_who_comes_too_early_with_a_permit_is_told_the_first_day():
    found = told("residence_renewal", residence__until=date(2027, 3, 31))

    assert found == {"C2": ("居住证有效期至2027年3月31日，还没到签注期", "2027年3月1日起可以签注")}


def test_a_permit_is_endorsed_for_a_year():
    decision = decided("residence_renewal", residence__until=date(2026, 12, 1))

    assert [value.zh for _, value in decision.rows][1] == "2027年12月1日"


def test_who_has_no_permit_is_told_that_alone():
    case = case_of("residence_renewal")
    facts = facts_on("residence_renewal")
    nothing = {name: replace(facts[name], outcome=Outcome.NONE, value=None) for name in case.matter.scope["residence"]}

    decision = judge(case.matter, facts | nothing, ON, 0.5, five_days_a_week)

    assert decision.verdict is Verdict.TOLD_ONCE
    assert [item.code for item in notice_of(decision, case.matter).failing] == ["C1"]


@pytest.mark.parametrize(
    ("on", "born", "kind", "is_open"),
    [
        (date(2026, 8, 31), date(1990, 1, 1), "", False),
        (date(2026, 9, 1), date(1990, 1, 1), "", True),
        (date(2026, 12, 31), date(1990, 1, 1), "", True),
        (date(2027, 1, 1), date(1990, 1, 1), "", False),
        (date(2026, 3, 2), date(2025, 12, 2), "", True),
        (date(2026, 3, 2), date(2025, 12, 1), "", False),
        (date(2026, 3, 2), date(1990, 1, 1), "特困", True),
    ],
)
def test_medical_insurance_is_joined_in_its_months_by_the_newborn_and_by_those_in_need(on, born, kind, is_open):
    found = told("medical_enrolment", on, person__birth=born, low_income__kind=kind)

    assert set(found) == (set() if is_open else {"C4"})


def test_a_resident_permit_stands_in_for_the_register_and_a_source_that_is_down_hands_over_all_the_same():
    registered = {"person__hukou_area": "445299101003", "person__hukou_status": "正常", "residence__status": ""}
    migrant = {"person__hukou_area": "445299102001", "residence__status": "有效"}

    assert decided("medical_enrolment", **registered).verdict is Verdict.INSTANT
    assert decided("medical_enrolment", **migrant).verdict is Verdict.INSTANT
    assert set(told("medical_enrolment", **{**migrant, "residence__status": "过期"})) == {"C1"}
    facts = facts_on("medical_enrolment", **registered)
    facts["residence.status"] = replace(facts["residence.status"], outcome=Outcome.DOWN, value=None)
    assert judge(case_of("medical_enrolment").matter, facts, ON, 0.5, five_days_a_week).verdict is Verdict.HANDED_OVER


@pytest.mark.parametrize(
    ("begins", "ends", "codes"),
    [
        (ON, None, set()),
        (ON - timedelta(days=1), None, {"C4"}),
        (date(2027, 2, 23), None, set()),
        (date(2027, 2, 24), None, {"C4"}),
        (ON, ON, {"C2"}),
        (ON, ON - timedelta(days=1), set()),
    ],
)
def test_care_elsewhere_begins_within_three_months_and_after_any_other_filing(begins, ends, codes):
    filings = [] if ends is None else [{"area": "仿真省外市", "begins": date(2026, 3, 1), "ends": ends}]

    assert set(told("care_elsewhere", form__care_begins=begins, medical__filings=filings)) == codes


def test_care_elsewhere_needs_a_promise_and_a_place_on_the_list():
    found = told("care_elsewhere", form__promise=False, form__care_area="示例镇", form__care_begins=ON)

    assert found == {
        "C3": ("示例镇不在跨省直接结算的地区里", "请从列表中选择就医地"),
        "C5": ("尚未签署个人承诺书", "请在签名板上签署"),
    }


@pytest.mark.parametrize(
    ("grade", "category", "amount"),
    [(1, "肢体", 261), (2, "视力", 261), (3, "精神", 200), (4, "智力", 200), (3, "肢体", None), (4, "多重", None)],
)
def test_the_care_subsidy_follows_grade_and_kind(grade, category, amount):
    decision = decided("care_subsidy", disability__grade=Decimal(grade), disability__category=category)

    if amount is None:
        assert decision.verdict is Verdict.TOLD_ONCE
        assert set(told("care_subsidy", disability__grade=Decimal(grade), disability__category=category)) == {"C2"}
    else:
        assert (decision.verdict, decision.outputs["amount"]) == (Verdict.INSTANT, Decimal(amount))


def test_the_living_subsidy_follows_the_household_and_excludes_its_like():
    amounts = [decided("living_subsidy", low_income__kind=kind).outputs["amount"] for kind in ("低保", "低保边缘")]

    assert amounts == [Decimal(195), Decimal(150)]
    assert set(told("living_subsidy", low_income__kind="特困")) == {"C2"}
    assert set(told("living_subsidy", allowances__kinds=["工伤生活护理费"])) == {"C3"}
    assert decided("living_subsidy", allowances__kinds=["重度残疾人护理补贴"]).verdict is Verdict.INSTANT


@pytest.mark.parametrize(("days", "codes"), [(90, set()), (91, {"C2"}), (0, set()), (-20, set())])
def test_a_disability_certificate_is_renewed_ninety_days_before_its_end(days, codes):
    assert set(told("disability_renewal", disability__until=ON + timedelta(days=days))) == codes


def test_a_certificate_that_ran_out_is_renewed_from_today():
    decision = decided("disability_renewal", disability__until=date(2026, 1, 1), disability__status="过期")

    assert [value.zh for _, value in decision.rows][2] == "2036年11月23日"


def test_a_photograph_may_follow_where_a_promise_is_signed_and_the_credit_good():
    lacking = {"photo__is_fit": False}

    assert decided("disability_renewal", **lacking).verdict is Verdict.WITH_GAPS
    assert decided("disability_renewal", **lacking, form__promise=False).verdict is Verdict.TOLD_ONCE
    assert decided("disability_renewal", **lacking, credit__listings=["失信被执行人"]).verdict is Verdict.TOLD_ONCE


AGENT = {"session__is_agent": True, "enterprise__operator": "陈示一"}


@pytest.mark.parametrize(
    ("scopes", "verdict"),
    [
        (["licence"], Verdict.INSTANT),
        (["*"], Verdict.INSTANT),
        (["tax", "licence"], Verdict.INSTANT),
        (["tax"], Verdict.TOLD_ONCE),
        ([], Verdict.TOLD_ONCE),
    ],
)
def test_an_agent_prints_a_licence_with_the_scope_for_it(scopes, verdict):
    assert decided("licence_copy", **AGENT, session__scopes=scopes).verdict is verdict


def test_whoever_is_neither_operator_nor_agent_prints_no_licence():
    found = told("licence_copy", enterprise__operator="陈示一")

    assert found["C2"][0] == "您不是这家主体的经营者，也没有打印执照的授权"


def test_a_criminal_record_and_a_register_that_is_down_cannot_be_told_apart():
    matter = case_of("no_offence_proof").matter
    hit = decided("no_offence_proof", offences__records=["有违法犯罪记录"])
    facts = facts_on("no_offence_proof")
    facts["offences.records"] = replace(facts["offences.records"], outcome=Outcome.DOWN, value=None)

    down = judge(matter, facts, ON, 0.5, five_days_a_week)

    assert (hit.verdict, down.verdict) == (Verdict.HANDED_OVER, Verdict.HANDED_OVER)
    assert notice_of(hit, matter) == notice_of(down, matter)
    assert public_results(hit) == public_results(down)
    assert "犯罪" not in str(notice_of(hit, matter))


@pytest.mark.parametrize(("length", "codes"), [(0, {"C3"}), (1, set()), (50, set()), (51, {"C3"})])
def test_a_purpose_has_from_one_to_fifty_characters(length, codes):
    assert set(told("no_offence_proof", form__purpose="职" * length)) == codes


def test_a_pension_that_was_stopped_is_restored_by_people():
    assert set(told("pension_certification", pension__status="暂停")) == {"C1"}
    assert set(told("pension_certification", session__is_live=False)) == {"C2"}


def test_somebody_of_another_household_is_not_shown_this_one():
    stranger = [{"name": "林示二", "relation": "户主", "birth": date(1970, 1, 1)}]

    found = told("household_record", person__household=stranger)

    assert found["C1"][0] == "本户登记的1人中没有您"
