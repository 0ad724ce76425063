"""The linter (目录检查): one table from a rule's code to what finds its breaches.

A finding blocks publishing unless its rule only warns. Rules that need what only others know are asked where it is
handed in. E23 and E24 are found where a matter is compiled, in kiosk.approval, which this room cannot see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.matters import lint_codes as codes, lint_materials as materials, lint_terms as terms
from kiosk.matters.bundles import Bundle
from kiosk.matters.lint_subject import ALONE, Check, Finding, Looked, Surroundings, each_document
from kiosk.matters.model import MatterDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRule:
    """check: finds its breaches. zh, en: what it finds. needs: of the surroundings; without any of them it is not asked.

    is_warning: does not block publishing.
    """

    check: Check
    zh: str
    en: str
    needs: tuple[str, ...] = ()
    is_warning: bool = False


RULES: Final[dict[str, LintRule]] = {
    "E01": LintRule(check=codes.same_code, zh="实施编码重复", en="two matters have one code"),
    "E02": LintRule(check=codes.other_name, zh="同一编码名称不同", en="one code has several names"),
    "E03": LintRule(check=each_document("E03", codes.bad_code), zh="编码的校验位或分段不对", en="a check character or segment of a code cannot be"),
    "E04": LintRule(check=codes.near_name, zh="名称过于相近或编码尾段相同", en="two names are almost alike, or two codes end alike", is_warning=True),
    "E05": LintRule(check=each_document("E05", codes.other_type), zh="事项类型与编码不符", en="the type is not the code's"),
    "E06": LintRule(check=each_document("E06", codes.other_level), zh="行使层级与编码不符", en="the level is not the code's"),
    "E07": LintRule(check=each_document("E07", terms.at_once), zh="承诺时限与办件类型不符", en="the promise and the kind of handling disagree"),
    "E08": LintRule(check=each_document("E08", terms.too_long), zh="承诺时限长于法定或上级承诺", en="the promise is longer than the law's or the superior's"),
    "E09": LintRule(check=each_document("E09", terms.visit_unexplained), zh="到现场次数与原因说明不符", en="visits without a reason, or a reason without visits"),
    "E10": LintRule(check=each_document("E10", terms.deep_with_visits), zh="深度Ⅳ却要到现场", en="wholly online, and yet one has to come"),
    "E11": LintRule(check=each_document("E11", terms.nowhere_to_go), zh="不用到现场却没有别的途径", en="nobody has to come, and there is no other way"),
    "E12": LintRule(check=each_document("E12", terms.fee_without_basis), zh="收费与依据、支付方式不符", en="fee, its basis and the ways to pay disagree"),
    "E13": LintRule(check=each_document("E13", terms.result_by_another_name), zh="结果名称与类型不符，或没有样本", en="the result's name and type disagree, or there is no sample"),
    "E14": LintRule(check=each_document("E14", terms.topic_of_others), zh="服务对象与主题不符", en="topics are not those of the people or bodies it is for"),
    "E15": LintRule(check=each_document("E15", terms.telephone_wrong), zh="咨询投诉电话相同或缺区号", en="both telephones are one, or lack an area code"),
    "E16": LintRule(check=each_document("E16", terms.nothing_asked), zh="许可没有常见问题", en="a permit has no frequent questions"),
    "E17": LintRule(check=each_document("E17", materials.catch_all), zh="材料是兜底条款", en="a material could be anything"),
    "E18": LintRule(check=each_document("E18", materials.material_without_basis), zh="材料没有依据", en="no basis asks for a material"),
    "E19": LintRule(check=each_document("E19", materials.not_shared), zh="证照库有的材料没有共享", en="the library has it, and people are asked for it", needs=("library",)),
    "E20": LintRule(check=each_document("E20", materials.waived_proof), zh="要求已取消的证明", en="a proof that nobody may ask for any more", needs=("waived",)),
    "E21": LintRule(check=each_document("E21", materials.other_word), zh="材料名称不统一", en="a material by another than its one name"),
    "E22": LintRule(check=each_document("E22", materials.basis_gone), zh="依据缺失或已失效", en="a basis is missing, or no longer law"),
    "E25": LintRule(check=each_document("E25", materials.no_such_hardware), zh="终端没有所需硬件模块", en="a sort of terminal lacks what the matter needs", needs=("machines",)),
    "E26": LintRule(check=each_document("E26", materials.instant_by_hand), zh="秒批却有人工环节", en="decided at once, with something a person has to see"),
    "E27": LintRule(check=materials.bundle_of_nothing, zh="一件事含有取消或不存在的事项", en="a bundle has a matter that is cancelled or does not exist"),
    "E28": LintRule(check=materials.cancelled_in_use, zh="已取消仍在菜单上或有在办件", en="cancelled, and still on a menu or with open cases", needs=("menus", "open_cases")),
    "E29": LintRule(check=each_document("E29", materials.not_taken_over), zh="下放事项没有承接记录", en="delegated, and nobody wrote down that we took it", needs=("taken_over",)),
    "E30": LintRule(check=each_document("E30", materials.older_than_above), zh="上级有新版本待承接", en="the level above has had a newer version for too long", needs=("superior",), is_warning=True),
}  # fmt: skip
"""Code -> rule, in the order of their numbers."""

BY_THE_COMPILER: Final = {
    "E23": ("规则读了没有声明的字段", "a rule reads a field that is not declared"),
    "E24": ("决策表有缺口或重叠", "a decision table has a gap or an overlap"),
}
"""Rules that are mistakes at load: such a matter is not compiled at all."""


def lint(
    documents: Iterable[MatterDocument], bundles: Iterable[Bundle], on: date, around: Surroundings = ALONE
) -> tuple[Finding, ...]:
    """Everything that the rules find, in the order of the rules."""
    looked = Looked(documents=tuple(documents), bundles=tuple(bundles), around=around, on=on)
    left_out = unasked(around)
    return tuple(finding for code, rule in RULES.items() if code not in left_out for finding in rule.check(looked))


def unasked(around: Surroundings) -> tuple[str, ...]:
    """Rules that are not asked, because nobody handed in what they need."""
    return tuple(
        code for code, rule in RULES.items() if rule.needs and not any(is_known(around, each) for each in rule.needs)
    )


def is_known(around: Surroundings, name: str) -> bool:
    """Whether somebody handed a part of the surroundings in."""
    return getattr(around, name) is not None
