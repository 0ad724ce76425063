"""Departments' groups (按部门找): under which character of a department a matter is found, by its topics.

A matter with several topics goes with the first group that has one of them: an allowance for the old is looked for with
the others of civil affairs, not with social insurance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of them. sign: its one character."""

    key: str
    sign: str
    zh: str
    en: str
    topics: frozenset[str]


GROUPS: Final = (
    Group(key="aid", sign="民", zh="民政残联", en="Civil affairs", topics=frozenset({"优待抚恤", "社会救助"})),
    Group(key="medical", sign="医", zh="医保", en="Medical insurance", topics=frozenset({"医疗卫生"})),
    Group(key="business", sign="商", zh="市场监管", en="Business", topics=frozenset({"设立变更", "准营准办"})),
    Group(key="police", sign="公", zh="公安户籍", en="Household and police", topics=frozenset({"户籍办理", "公共安全", "证件办理"})),
    Group(key="social", sign="社", zh="人社", en="Social insurance", topics=frozenset({"社会保障", "离职退休"})),
)  # fmt: skip
OTHER: Final = Group(key="other", sign="政", zh="其他", en="Others", topics=frozenset())
"""Of topics that no department has taken."""


def group_of(topics: Collection[str]) -> Group:
    """Where a matter with these topics is found."""
    return next((group for group in GROUPS if not group.topics.isdisjoint(topics)), OTHER)
