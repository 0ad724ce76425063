"""People and shops that meet everything, as readings; tests change one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Decision
from kiosk.approval.facts import Facts, Outcome, Reading
from kiosk.approval.verdict import judge
from kiosk.matters.loader import load_catalogue
from kiosk.matters.model import MatterDocument

ACCEPTED_ON = date(2026, 3, 2)
CATALOGUE = load_catalogue()
KEYS = ("insurance_proof", "elder_allowance", "shop_opening")
"""The matters whose cases stand here by hand; tests/matters makes those of the whole catalogue."""

GOOD = {
    "person.name": "林示二",
    "person.number": "445299194409011028",
    "person.birth": date(1944, 9, 1),
    "person.life": "正常",
    "person.hukou_area": "445299101003",
    "insurance.kinds": ["企业职工基本养老保险", "失业保险"],
    "insurance.status": "正常参保",
    "insurance.months": 187,
    "card_account.status": "激活",
    "card_account.tail": "0017",
    "name_check.status": "通过",
    "address.is_known": True,
    "session.level": 3,
    "form.phone": "12000000002",
    "form.promise": True,
    "form.shop_name": "仿真区示二百货店",
    "form.shop_address": "登岗示例街12号",
    "form.scope_items": ["日用百货销售"],
    "allowances.kinds": [],
    "custody.records": [],
    "credit.listings": [],
    "enterprise.restrictions": [],
}
"""Field -> a value with which each of these matters is approved."""

BAD = {
    "person.birth": date(2009, 9, 1),
    "person.life": "死亡",
    "person.hukou_area": "445299102001",
    "insurance.kinds": [],
    "card_account.status": "未激活",
    "name_check.status": "不通过",
    "address.is_known": False,
    "session.level": 1,
    "form.promise": False,
    "form.scope_items": ["餐饮服务"],
    "allowances.kinds": ["高龄津贴"],
    "custody.records": ["在押"],
    "credit.listings": ["失信被执行人"],
    "enterprise.restrictions": ["限制登记人员"],
}
"""Field -> a value that fails whatever asks for it."""


def five_days_a_week(first: date, last: date) -> int:
    """Working days without holidays: enough for rules that only need some function. Day 1 of all was a Monday."""
    begin, end = (each.toordinal() // 7 * 5 + min(each.toordinal() % 7, 5) for each in (first, last))
    return max(end - begin, 0)


def document_of(key: str) -> MatterDocument:
    (document,) = [each for each in CATALOGUE.documents if each.key == key]
    return document


@cache
def matter_of(key: str) -> CompiledMatter:
    return compile_matter(document_of(key), CATALOGUE.dictionary, f"{key}.yaml")


def read(
    field: str, value: object, outcome: Outcome = Outcome.OK, source: str | None = None, **more: object
) -> Reading:
    source = source or CATALOGUE.dictionary.fields[field].source
    return Reading(field=field, outcome=outcome, value=value, source=source, as_of=ACCEPTED_ON, **more)


def good_facts(matter: CompiledMatter) -> dict[str, Reading]:
    return {each.name: read(each.name, GOOD[each.name]) for each in matter.inputs}


def facts_with(matter: CompiledMatter, **changes: object) -> dict[str, Reading]:
    """Good facts but for some, person__birth for person.birth; an Outcome in place of a value is how it was read."""
    facts = good_facts(matter)
    for spelt, change in changes.items():
        name = spelt.replace("__", ".")
        if isinstance(change, Outcome):
            facts[name] = replace(facts[name], outcome=change, value=None)
        else:
            facts[name] = replace(facts[name], value=change)
    return facts


def decide(matter: CompiledMatter, facts: Facts, *, on: date = ACCEPTED_ON, draw: float = 0.5) -> Decision:
    return judge(matter, facts, on, draw, five_days_a_week, calendar="plain")


def amount(decision: Decision) -> Decimal:
    return decision.outputs["amount"]
