"""English is complete: every text that a case can show has it, and nothing Chinese stands in it but names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from kiosk.approval.compiling import compile_matter
from kiosk.approval.facts import CAUSE_WORDS
from kiosk.approval.templates import Said
from kiosk.approval.values import UNKNOWN
from kiosk.matters.bundles import load_bundles
from kiosk.matters.loader import load_catalogue
from kiosk.matters.model import Derived, FieldEntry, MatterDocument, Words
from kiosk.registry.rules import NAME_FORBIDDEN, NAME_GOOD, NAME_SHAPE, NAME_TAKEN
from kiosk.registry.town import words
from kiosk.registry.town.tables import COLUMNS

CATALOGUE = load_catalogue()
FIELDS = CATALOGUE.dictionary.fields
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
OPEN = frozenset(
    {
        *("person.name", "person.number", "person.hukou_area", "person.address", "residence.address"),
        *(
            "residence.permit_address",
            "insurance.payer",
            "card_account.tail",
            "medical.paid_years",
            "disability.number",
        ),
        *("enterprise.number", "enterprise.name", "enterprise.address", "enterprise.operator", "session.scopes"),
        *("form.phone", "form.shop_name", "form.shop_address", "form.purpose"),
    }
)
"""Fields that hold names, numbers and what people write: these stay as they are in any language."""
ANSWERS = {
    "person.sex": words.SEXES,
    "person.life": (words.ALIVE, words.DEAD),
    "person.hukou_status": (words.REGISTERED, words.IN_DOUBT, words.CANCELLED),
    "residence.status": (words.VALID, words.EXPIRED, words.CANCELLED),
    "offences.records": (words.OFFENCE,),
    "insurance.kinds": (words.EMPLOYEES, words.RESIDENTS, words.UNEMPLOYMENT, words.INJURY),
    "insurance.status": (words.PAYING, words.PAUSED, words.DRAWING),
    "pension.status": (words.PENSION_PAID, words.PENSION_STOPPED),
    "pension.kind": (words.EMPLOYEES, words.RESIDENTS),
    "card_account.status": (words.ACTIVE, words.NOT_ACTIVE, words.FROZEN),
    "medical.scheme": (words.MEDICAL_RESIDENTS, words.MEDICAL_EMPLOYEES),
    "medical.status": (words.MEDICAL_NORMAL, words.MEDICAL_PAUSED),
    "allowances.kinds": (words.ELDER_ALLOWANCE, words.LIVING_SUBSIDY, words.CARE_SUBSIDY),
    "low_income.kind": (words.LOW_INCOME, words.BORDERLINE, words.DESTITUTE),
    "disability.category": words.CATEGORIES,
    "disability.status": (words.VALID, words.EXPIRED, words.CANCELLED),
    "custody.records": (words.IN_CUSTODY,),
    "credit.listings": (words.DISHONEST,),
    "enterprise.status": (words.IN_BUSINESS, words.ABNORMAL, words.CLOSED),
    "enterprise.kind": (words.SHOP, words.COMPANY, words.SOLE),
    "enterprise.scope": words.SCOPE_ITEMS,
    "enterprise.restrictions": (words.RESTRICTED,),
    "name_check.status": (NAME_GOOD, NAME_TAKEN, NAME_FORBIDDEN, NAME_SHAPE),
}
"""Field -> every text that its source may answer, by the words of the town."""


def is_text(entry: FieldEntry) -> bool:
    return entry.type in ("text", "texts")


def texts_in(part: Any, place: str) -> Iterator[tuple[str, str, str]]:
    """(place, zh, en) of everything below that has both."""
    if isinstance(part, Words | FieldEntry | Derived) or (isinstance(part, BaseModel) and hasattr(part, "en")):
        yield place, part.zh, part.en  # type: ignore[union-attr]
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts_in(getattr(part, name), f"{place}.{name}")
    elif isinstance(part, dict):
        for name, each in part.items():
            yield from texts_in(each, f"{place}.{name}")
    elif isinstance(part, tuple | list):
        for at, each in enumerate(part):
            yield from texts_in(each, f"{place}[{at}]")


def test_every_text_of_the_catalogue_has_its_english_and_nothing_chinese_in_it():
    found = [each for document in CATALOGUE.documents for each in texts_in(document, document.key)]
    found += [each for bundle in load_bundles() for each in texts_in(bundle, bundle.key)]
    found += list(texts_in(CATALOGUE.dictionary, "fields"))
    found += [(f"{name}={zh}", zh, en) for name, entry in FIELDS.items() for zh, en in entry.values.items()]
    found += [(cause, zh, en) for cause, (zh, en) in CAUSE_WORDS.items()]

    assert len(found) > 500
    assert [(place, en) for place, zh, en in found if not zh.strip() or not en.strip() or HAN.search(en)] == []


def test_every_text_field_is_either_open_or_says_all_that_it_may_hold_in_english():
    closed = {name for name, entry in FIELDS.items() if is_text(entry) and name not in OPEN}

    assert {name for name in closed if not FIELDS[name].values} == set()
    assert {name for name in OPEN if FIELDS[name].values} == set()
    # What the town's sources and the two that answer by rule can say is all there.
    asked = {name for columns in COLUMNS.values() for name in columns if name in closed} | {"name_check.status"}
    assert asked == set(ANSWERS)
    assert {
        name: lacking for name, said in ANSWERS.items() if (lacking := set(said) - FIELDS[name].values.keys())
    } == {}


@pytest.mark.parametrize("document", CATALOGUE.documents, ids=lambda each: f"{each.key} v{each.matter.version}")
def test_reasons_remedies_and_rows_are_in_english_whatever_the_sources_say(document: MatterDocument):
    matter = compile_matter(document, CATALOGUE.dictionary)
    env = [UNKNOWN] * len(matter.blank)
    for each in matter.inputs:
        values = tuple(FIELDS[each.name].values)
        kind = FIELDS[each.name].type
        env[each.slot] = {"text": values[0] if values else "A-1", "texts": values or ("A-1",)}.get(kind, 1 == 1)
    for slot, value in enumerate(env):
        env[slot] = True if value is UNKNOWN else value
    templates = [part for each in matter.conditions for part in (each.reason, each.remedy)]
    templates += [value for _, value in matter.result_rows]

    said: list[Said] = [template.fill(env) for template in templates]

    assert [each.en for each in said if HAN.search(each.en)] == []


def test_a_missing_or_chinese_english_text_is_no_document():
    for en in ("", "年满80周岁", "Aged 80，or more"):
        with pytest.raises(ValidationError):
            Words(zh="年满80周岁", en=en)
    with pytest.raises(ValidationError):
        Words(zh="", en="Aged 80 or more")


def test_what_may_be_chosen_on_a_form_is_what_the_rules_speak_of():
    for name in ("form.scope_items", "form.care_area"):
        spoken = {
            word
            for document in CATALOGUE.documents
            if name in document.fields
            for condition in document.eligibility
            for way in (condition.when, *(each.when for each in condition.any_of))
            if way and name in way
            for word in re.findall(r'"([^"]+)"', way)
        }
        assert spoken
        assert spoken <= FIELDS[name].values.keys()
