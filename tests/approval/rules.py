"""Small matters made for one test: a dictionary, some fields, some conditions."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Decision, Judged
from kiosk.approval.facts import Outcome, Reading
from kiosk.approval.mistakes import CatalogueErrors, Mistake
from kiosk.approval.verdict import judge
from kiosk.matters.model import Dictionary, MatterDocument
from tests.approval.cases import ACCEPTED_ON, document_of, five_days_a_week

DICTIONARY = Dictionary.model_validate(
    {
        "sources": {
            key: {"zh": zh, "en": key.title(), "owner": "仿真", "basis": "statutory", "fresh_days": days}
            for key, zh, days in (
                ("home", "甲库", 30),
                ("work", "乙库", 30),
                ("secret", "丙库", 30),
                ("form", "本人填写", None),
            )
        },
        "records": {"member": {"name": "text", "birth": "date", "is_head": "flag"}},
        "fields": {
            name: {"zh": zh, "en": name, "type": kind, "source": source} | ({} if none is None else {"none": none})
            for name, zh, kind, source, none in (
                ("person.birth", "出生日期", "date", "home", None),
                ("person.debts", "欠款", "number", "home", 0),
                ("person.area", "区划", "text", "home", ""),
                ("person.custody", "在押", "flag", "home", None),
                ("person.household", "同户", "member", "home", ()),
                ("work.kinds", "津贴", "texts", "work", None),
                ("work.grades", "等级", "texts", "work", ()),
                ("work.months", "月数", "number", "work", None),
                ("work.since", "起始", "date", "work", None),
                ("secret.records", "记录", "texts", "secret", ()),
                ("form.promise", "承诺", "flag", "form", None),
            )
        },
    }
)

VALUES: dict[str, object] = {
    "person.birth": date(1944, 2, 29),
    "person.debts": 0,
    "person.area": "445299101",
    "person.custody": False,
    "person.household": [{"name": "林示二", "birth": date(1944, 2, 29), "is_head": True}],
    "work.kinds": ["甲"],
    "work.grades": ["一"],
    "work.months": 180,
    "work.since": date(2000, 1, 31),
    "secret.records": [],
    "form.promise": True,
}

WORDS = {"zh": "不满足", "en": "Not met"}


def condition(code: str, when: str, severity: str = "hard", **more: object) -> dict[str, Any]:
    texts = {"name": {"zh": code, "en": code}, "reason": WORDS, "remedy": WORDS, "basis": 0}
    return {"code": code, "when": when, "severity": severity} | texts | more


def document(
    *conditions: dict[str, Any], derived: dict[str, Any] | None = None, fields: tuple[str, ...] = (), **more: object
) -> MatterDocument:
    """A matter with these conditions; its fields are those that they name, and those named besides."""
    text = repr(conditions) + repr(derived) + repr(more)
    named = [name for name in VALUES if name in text or name in fields]
    base = document_of("elder_allowance").model_dump(by_alias=True)
    base |= {
        "fields": {name: {"from": DICTIONARY.fields[name].source} for name in named} | (derived or {}),
        "form": {},
        "eligibility": conditions,
        "tables": (),
        "lack": {},
        "after_check": {"percent": 0},
    }
    base["result"] |= {"rows": ()}
    return MatterDocument.model_validate(base | more)


def made(*conditions: dict[str, Any], **more: Any) -> CompiledMatter:
    return compile_matter(document(*conditions, **more), DICTIONARY, "test.yaml")


def mistakes(*conditions: dict[str, Any], **more: Any) -> tuple[Mistake, ...]:
    """What is wrong; nothing is an empty tuple."""
    try:
        made(*conditions, **more)
    except CatalogueErrors as error:
        return error.mistakes
    return ()


def mistake(when: str, **more: Any) -> Mistake:
    """The one mistake of an expression."""
    (only,) = mistakes(condition("C1", when), fields=tuple(VALUES) if more.pop("all_fields", False) else (), **more)
    return only


def reading(field: str, value: object, outcome: Outcome = Outcome.OK, **more: Any) -> Reading:
    given = {"source": DICTIONARY.fields[field].source, "as_of": ACCEPTED_ON} | more
    return Reading(field=field, outcome=outcome, value=value, **given)


def facts_of(matter: CompiledMatter, **changes: object) -> dict[str, Reading]:
    """Readings of all its fields: the usual value, a changed one, or an Outcome in place of one. None leaves it out."""
    given = {name.replace("__", "."): value for name, value in changes.items()}
    facts = {}
    for each in matter.inputs:
        value = given.get(each.name, VALUES[each.name])
        if each.name in given and value is None:
            continue
        facts[each.name] = reading(each.name, None, value) if isinstance(value, Outcome) else reading(each.name, value)
    return facts


def decided(matter: CompiledMatter, *, on: date = ACCEPTED_ON, **changes: object) -> Decision:
    return judge(matter, facts_of(matter, **changes), on, 0.5, five_days_a_week, calendar="plain")


def judged(when: str, *, on: date = ACCEPTED_ON, severity: str = "hard", **changes: object) -> Judged:
    """What becomes of one condition."""
    (only,) = decided(made(condition("C1", when, severity)), on=on, **changes).judged
    return only
