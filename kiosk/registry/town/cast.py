"""Who is known by name in the town: the personas and the cases, as they are on the day the town is made for.

What is not said of somebody is as usual for their age. Their houses, numbers and codes lie where the drawn people's do
not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from kiosk.identity.numbers import read_person, synthetic_organisation, synthetic_person
from kiosk.identity.personas import COMPANIES, PERSONAS, Persona
from kiosk.registry.town import words
from kiosk.registry.town.cases import AREA, CAST, EMPLOYED, FIRST_HOUSE, STREET, Case, In
from kiosk.registry.town.sheets import ALLOWANCE_AGE, CARD_BANDS, NO_END, PENSION_AGE, SCHOOL

FIRST_SEQUENCE: Final = 120
SHOP_NAME: Final = f"{words.TOWN}示卅百货店"
CAST_ENTERPRISES: Final = (
    (COMPANIES[0].key, COMPANIES[0].number, COMPANIES[0].name, words.SOLE, words.SCOPE_ITEMS[9], "demo-boss"),
    (
        "e-shop",
        synthetic_organisation("92", "MA000002"),
        SHOP_NAME,
        words.SHOP,
        words.SCOPE_ITEMS[0],
        "t-merchant",
    ),
)
"""Key, code, name, kind, scope, operator."""
PERSONA_CHANGES: Final[dict[str, dict[str, Any]]] = {
    "demo-adult": EMPLOYED,
    "demo-agent": EMPLOYED,
    "demo-clerk": EMPLOYED,
    "demo-elder": {"pension.certified_until": In(20)},
    "demo-patient": {"pension.certified_until": In(200)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CastPerson:
    """A person ready to be entered. household: number of theirs, negative. facts: source -> field -> value."""

    subject: str
    zh: str
    en: str
    household: int
    relation: str
    records: int
    phone: str | None
    facts: dict[str, dict[str, Any]]
    neglected: tuple[str, ...]


def cast_on(day: date) -> tuple[CastPerson, ...]:
    """Everybody known by name, as they are on a day; by subject."""
    return tuple(sorted((*_personas(day), *_cases(day)), key=lambda each: each.subject))


def cast_enterprises(day: date) -> tuple[tuple[str, str | None, dict[str, Any]], ...]:
    """(subject, operator's subject, field -> value) of each; who is restricted has a row without an enterprise."""
    names = {each.subject: each.facts["population"]["person.name"] for each in cast_on(day)}
    rows: list[tuple[str, str | None, dict[str, Any]]] = []
    for at, (key, number, name, kind, item, operator) in enumerate(CAST_ENTERPRISES):
        row = {
            "enterprise.number": number,
            "enterprise.name": name,
            "enterprise.status": words.IN_BUSINESS,
            "enterprise.kind": kind,
            "enterprise.scope": (item,),
            "enterprise.address": f"{STREET}{FIRST_HOUSE + 80 + at}号",
            "enterprise.established": day - timedelta(days=900),
            "enterprise.operator": names[operator],
        }
        rows.append((key, operator, row))
    restricted = [each for each in CAST if "enterprise.restrictions" in each.changes]
    rows += [(each.key, None, dict(each.changes)) for each in restricted]
    return tuple(sorted(rows, key=lambda row: row[0]))


def born(day: date, years: int, days: int) -> date:
    """Birth of somebody who completed so many years so many days ago."""
    birthday = day - timedelta(days=days)
    return birthday.replace(year=birthday.year - years, day=min(birthday.day, 28))


def _personas(day: date) -> list[CastPerson]:
    houses = {each.key: at for at, each in enumerate(PERSONAS) if each.guardian is None}
    return [_persona(each, houses[each.guardian or each.key], day) for each in PERSONAS]


def _persona(persona: Persona, house: int, day: date) -> CastPerson:
    read = read_person(persona.number)
    facts = _usual(persona.name, persona.number, read.born, f"{STREET}{FIRST_HOUSE + 50 + house}号", day)
    facts["population"]["person.card_until"] = persona.valid_until or NO_END
    if not persona.is_insured:
        del facts["medical"]
    _change(facts, PERSONA_CHANGES.get(persona.key, {}), day)
    is_child = persona.guardian is not None
    return CastPerson(
        subject=persona.key,
        zh=persona.zh,
        en=persona.en,
        household=-100 - house,
        relation=words.CHILDREN[read.is_male] if is_child else words.HEAD,
        records=1,
        phone=persona.phone,
        facts=facts,
        neglected=(),
    )


def _cases(day: date) -> list[CastPerson]:
    places = {each.key: at for at, each in enumerate(CAST)}
    return [_case(each, at, places[each.lives_with or each.key], day) for at, each in enumerate(CAST)]


def _case(case: Case, at: int, house: int, day: date) -> CastPerson:
    birth = born(day, *case.birth)
    number = synthetic_person(birth, FIRST_SEQUENCE + 2 * at + case.is_male)
    facts = _usual(case.name, number, birth, f"{STREET}{FIRST_HOUSE + house}号", day)
    for source in case.without:
        facts.pop(source, None)
    _change(facts, case.changes, day)
    if "disability" in facts:
        row = facts["disability"]
        digit = words.CATEGORIES.index(row["disability.category"]) + 1
        row["disability.number"] = f"{number}{digit}{row['disability.grade']}"
    years = case.birth[0]
    has_phone = SCHOOL[0] <= years < ALLOWANCE_AGE
    return CastPerson(
        subject=case.key,
        zh=case.zh,
        en=case.en,
        household=-1 - house,
        relation=case.relation,
        records=case.records,
        phone=f"{words.CARRIER_PREFIX}{1000 + at:06d}" if has_phone else None,
        facts=facts,
        neglected=case.neglected,
    )


def _change(facts: dict[str, dict[str, Any]], changes: Mapping[str, Any], day: date) -> None:
    """Write what differs from the usual; a source that knew nothing then knows that much."""
    for name, value in changes.items():
        source = SOURCE_OF.get(name.split(".", maxsplit=1)[0])
        if source is not None:
            facts.setdefault(source, {})[name] = _on(value, day)


def _on(value: Any, day: date) -> Any:
    if isinstance(value, In):
        return day + timedelta(days=value.days)
    if isinstance(value, tuple):
        return tuple(
            {name: _on(each, day) for name, each in part.items()} if isinstance(part, dict) else part for part in value
        )
    return value


SOURCE_OF: Final = {
    "person": "population",
    "residence": "residence",
    "offences": "offences",
    "photo": "photos",
    "insurance": "insurance",
    "pension": "insurance",
    "card_account": "card_account",
    "medical": "medical",
    "allowances": "allowances",
    "low_income": "low_income",
    "disability": "disability",
    "custody": "custody",
    "credit": "credit",
}
"""First word of a field -> its source, all but the enterprises', whose rows stand by themselves."""


def _usual(name: str, number: str, birth: date, address: str, day: date) -> dict[str, dict[str, Any]]:
    """What the sources hold of somebody of that age of whom nothing else is said."""
    read = read_person(number)
    age = read.age_on(day)
    ends = next((years for below, years in CARD_BANDS if age < below), None)
    facts: dict[str, dict[str, Any]] = {
        "population": {
            "person.name": name,
            "person.number": number,
            "person.sex": words.SEXES[read.is_male],
            "person.birth": birth,
            "person.life": words.ALIVE,
            "person.hukou_status": words.REGISTERED,
            "person.hukou_area": AREA,
            "person.address": address,
            "person.card_until": NO_END if ends is None else day + timedelta(days=ends * 180),
        },
        "photos": {"photo.is_fit": True, "photo.taken": day - timedelta(days=90)},
        "card_account": {"card_account.status": words.ACTIVE, "card_account.tail": number[-6:-2]},
        "medical": {
            "medical.scheme": words.MEDICAL_RESIDENTS,
            "medical.status": words.MEDICAL_NORMAL,
            "medical.paid_years": tuple(str(day.year - back) for back in (2, 1, 0) if back <= age),
        },
    }
    if age >= SCHOOL[0]:
        facts["insurance"] = _insured(age, day)
    return facts


def _insured(age: int, day: date) -> dict[str, Any]:
    is_old = age >= PENSION_AGE
    months = 12 * max(1, min(age, PENSION_AGE) - SCHOOL[0]) * 2 // 3
    row: dict[str, Any] = {
        "insurance.kinds": (words.RESIDENTS,),
        "insurance.status": words.DRAWING if is_old else words.PAYING,
        "insurance.months": months,
        "insurance.since": day - timedelta(days=months * 31 + max(0, age - PENSION_AGE) * 365),
    }
    if is_old:
        row |= {
            "pension.status": words.PENSION_PAID,
            "pension.kind": words.RESIDENTS,
            "pension.certified_until": day + timedelta(days=150),
        }
    return row
