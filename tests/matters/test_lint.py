"""The linter: every rule finds the fault that is planted for it, and the catalogue has none."""

from __future__ import annotations

from datetime import date

import pytest

from devices.profiles import PROFILES
from kiosk.matters.bundles import Bundle, load_bundles
from kiosk.matters.lint import BY_THE_COMPILER, RULES, lint, unasked
from kiosk.matters.lint_codes import check_character, likeness
from kiosk.matters.lint_subject import ALONE, Superior, Surroundings
from kiosk.matters.model import MatterDocument, Term
from kiosk.matters.offer import MACHINES
from tests.matters.making import catalogue

ON = date(2026, 11, 23)
BASIC = {each.key: each.matter.code[19:] for each in catalogue().documents}
WHOLE = Surroundings(
    machines={word: frozenset(part.kind for part in PROFILES[name].parts.values()) for word, name in MACHINES.items()},
    menus=("elder_allowance",),
    open_cases={"elder_allowance": 3},
    superior={BASIC["elder_allowance"]: Superior(name="高龄津贴申领", version=3)},
    library=("居民身份证", "居民户口簿", "居住证", "残疾人证", "营业执照"),
    waived=("未婚证明",),
    expired=("城市生活无着的流浪乞讨人员救助管理办法",),
    taken_over=(),
)
"""All that others know, as it is in the demo hall."""


def edited(key, changes):
    """A document with other values at some places: {"time.promise.n": 5}; a number is an index."""
    (document,) = [each for each in catalogue().documents if each.key == key]
    content = document.model_dump(by_alias=True)
    for place, value in changes.items():
        *path, last = [int(each) if each.isdigit() else each for each in place.split(".")]
        at = content
        for each in path:
            at[each] = list(at[each]) if isinstance(at[each], tuple) else at[each]
            at = at[each]
        at[last] = value
    return MatterDocument.model_validate(content, strict=False)


def with_one(key, changes, extra=False):
    """The catalogue with one document changed, or with the changed one besides."""
    others = [each for each in catalogue().documents if extra or each.key != key]
    return (*others, edited(key, changes))


ELDER, SHOP, PROOF = "elder_allowance", "shop_opening", "insurance_proof"
CODE = "11445299EM000001085440501101001"
NEW = {"key": "added", "matter.name.zh": "另一件事"}
FREE = {**NEW, "matter.code": "11445299EM000001085440599999001"}

PLANTED = {
    "E01": (ELDER, NEW, True, {}, "matter.code"),
    "E02": (ELDER, {"matter.version": 4, "matter.name.zh": "敬老津贴"}, True, {}, "matter.name"),
    "E03": (ELDER, {"matter.code": "11445299EM000001095440501101001"}, False, {}, "matter.code"),
    "E04": (ELDER, {**FREE, "matter.name.zh": "城乡居民医保参保登录"}, True, {}, "matter.name"),
    "E05": (ELDER, {"class.power_type": "07"}, False, {}, "class.power_type"),
    "E06": (ELDER, {"class.level": "4"}, False, {}, "class.level"),
    "E07": (ELDER, {"time.promise": {"n": 5, "unit": "wd"}}, False, {}, "class.handling"),
    "E08": (ELDER, {"time.fallback_promise": {"n": 29, "unit": "d"}}, False, {}, "time.fallback_promise"),
    "E09": (ELDER, {"visits_reason": "须当面核实"}, False, {}, "visits_reason"),
    "E10": (ELDER, {"visits": 1, "visits_reason": "须当面核实"}, False, {}, "depth"),
    "E11": (ELDER, {"channels.kiosk": (), "channels.online": ()}, False, {}, "channels"),
    "E12": (ELDER, {"kiosk.pay": ("wechat",)}, False, {}, "kiosk.pay"),
    "E13": (ELDER, {"result.type": "出证"}, False, {}, "result.type"),
    "E14": (ELDER, {"class.topic": ("税收财务",)}, False, {}, "class.topic"),
    "E15": (ELDER, {"consult.tel": "0000001"}, False, {}, "consult.tel"),
    "E16": (SHOP, {"consult.faq": ()}, False, {}, "consult.faq"),
    "E17": (ELDER, {"materials.0.name.zh": "其他有关材料"}, False, {}, "materials.M1"),
    "E18": (ELDER, {"materials.0.basis": 7}, False, {}, "materials.M1"),
    "E19": (ELDER, {"materials.1.source": ("upload",)}, False, {}, "materials.M2"),
    "E20": (ELDER, {"materials.1.name.zh": "未婚证明"}, False, {}, "materials.M2"),
    "E21": (ELDER, {"materials.1.name.zh": "户口本"}, False, {}, "materials.M2"),
    "E22": (ELDER, {}, False, {"expired": ("中华人民共和国老年人权益保障法",)}, "basis.0"),
    "E25": (ELDER, {"kiosk.hardware": ("card_box",)}, False, {}, "channels.kiosk"),
    "E26": (ELDER, {"special": ({"kind": "入户调查", "days": 5},)}, False, {}, "special"),
    "E27": ("care_subsidy", {"status.cancelled": date(2026, 1, 1)}, False, {}, "members.2"),
    "E28": (ELDER, {"status.cancelled": date(2026, 1, 1)}, False, {}, "status"),
    "E29": (ELDER, {"status.change.kind": "delegated"}, False, {}, "status.change"),
    "E30": (ELDER, {}, False, {"superior": {BASIC[ELDER]: Superior(name="高龄津贴申领", version=4, waiting_wd=21)}}, "matter.version"),
}  # fmt: skip
"""Rule -> (matter, what is changed, whether beside the old one, what others know differently, where it is found)."""


def around_with(changes):
    return Surroundings(**{name: changes.get(name, getattr(WHOLE, name)) for name in WHOLE.__dataclass_fields__})


def test_the_catalogue_is_clean():
    assert lint(catalogue().documents, load_bundles(), ON, WHOLE) == ()


def test_the_table_has_every_rule_of_thirty_once():
    assert sorted([*RULES, *BY_THE_COMPILER]) == [f"E{number:02}" for number in range(1, 31)]
    assert PLANTED.keys() == RULES.keys()
    assert {code for code, rule in RULES.items() if rule.is_warning} == {"E04", "E30"}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found_by_its_rule_at_its_place(rule):
    key, changes, is_beside, around, place = PLANTED[rule]

    findings = lint(with_one(key, changes, is_beside), load_bundles(), ON, around_with(around))

    mine = [each for each in findings if each.rule == rule]
    assert place in {each.place for each in mine}
    assert {each.subject for each in mine} == {{"E27": "disability_support"}.get(rule, changes.get("key", key))}
    assert all(each.detail for each in mine)


MORE = {
    "a second matter under the first one's tail": ("E04", ELDER, {**FREE, "matter.code": f"{CODE[:23]}00130001"}, True),
    "an organisation's own number that is wrong": ("E03", ELDER, {"dept.code": "11445299EM00000107"}, False),
    "an origin that is neither nation nor province": ("E03", ELDER, {"matter.code": f"{CODE[:19]}550501101001"}, False),
    "a committed case that is promised at once": ("E07", ELDER, {"class.handling": "承诺件"}, False),
    "a visit nobody explains": ("E09", ELDER, {"visits": 1}, False),
    "a fee without a basis": ("E12", ELDER, {"fee.charge": True}, False),
    "a result without a sample": ("E13", ELDER, {"result.sample": None}, False),
    "a decision called a certificate": ("E13", PROOF, {"result.name.zh": "参保批复"}, False),
    "a body without a topic of bodies": ("E14", "licence_copy", {"class.topic": ("证件办理",)}, False),
    "complaints to whom one complains of": ("E15", ELDER, {"consult.complaint": "0663-0000001"}, False),
    "a required paper that somebody has to look at": ("E26", ELDER, {"materials.0.source": ("upload",)}, False),
    "a sort of terminal that is not there": ("E25", ELDER, {"channels.kiosk": ("MEDICAL",)}, False),
}


@pytest.mark.parametrize("planted", MORE)
def test_the_other_half_of_a_rule_finds_its_fault_too(planted):
    rule, key, changes, is_beside = MORE[planted]

    findings = lint(with_one(key, changes, is_beside), load_bundles(), ON, WHOLE)

    assert rule in {each.rule for each in findings}


def test_ten_faults_at_once_are_all_found():
    rules = ("E05", "E07", "E09", "E12", "E13", "E14", "E15", "E17", "E18", "E26")
    changes = {}
    for rule in rules:
        changes |= PLANTED[rule][1]

    assert {each.rule for each in lint(with_one(ELDER, changes), (), ON, WHOLE)} >= set(rules)


def test_a_superior_promises_less_time_or_calls_it_otherwise():
    above = Superior(name="敬老津贴", version=3, promise=Term(n=3, unit="wd"))
    around = around_with({"superior": {BASIC[ELDER]: above}})

    found = {(each.rule, each.detail) for each in lint(catalogue().documents, (), ON, around)}

    assert found == {("E02", "高龄津贴申领 ≠ 敬老津贴"), ("E08", "5 wd > 3 wd")}


def test_a_bundle_with_a_matter_that_does_not_exist_is_found():
    unknown = Bundle.model_validate(
        {**load_bundles()[0].model_dump(), "key": "birth", "members": ({"matter": ELDER}, {"matter": "birth_record"})}
    )

    (finding,) = lint(catalogue().documents, (unknown,), ON, WHOLE)

    assert (finding.rule, finding.subject, finding.detail) == ("E27", "birth", "birth_record")


def test_open_cases_of_a_cancelled_matter_are_counted():
    documents = with_one("care_elsewhere", {"status.state": "cancelled"})

    (finding,) = lint(documents, (), ON, around_with({"open_cases": {"care_elsewhere": 7}}))

    assert (finding.rule, finding.subject, finding.detail) == ("E28", "care_elsewhere", "7")


def test_what_nobody_handed_in_is_not_asked_and_is_said():
    assert unasked(ALONE) == ("E19", "E20", "E25", "E28", "E29", "E30")
    assert unasked(WHOLE) == ()


def test_check_characters_are_those_of_the_standards_own_examples():
    for number in ("91350100M000100Y43", "91110000600037341L", "12441500196720244T", "11445299EM00000108"):
        assert check_character(number[:-1]) == number[-1]
    assert check_character("I1445299EM0000010") is None


def test_likeness_is_the_share_of_characters_that_need_no_change():
    assert likeness("困难残疾人生活补贴", "困难残疾人生活补帖") == 1 - 1 / 9
    assert likeness("abcdefghij", "abcdefghiX") == 0.9
    assert likeness("", "") == 1
    assert likeness("甲", "乙") == 0
