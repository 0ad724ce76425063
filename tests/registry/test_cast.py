"""Who is known by name: personas with fitting data, one person for each turn, one carrier for each labelled error."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.approval.facts import Outcome
from kiosk.identity.numbers import read_person
from kiosk.identity.personas import COMPANIES, PERSONAS
from kiosk.registry.everybody import Everybody
from kiosk.registry.town import words
from kiosk.registry.town.cases import CAST
from kiosk.registry.town.cast import cast_on
from kiosk.registry.town.flaws import FLAWS
from kiosk.registry.town.plan import DEMO_DAY
from kiosk.registry.town.tables import COLUMNS
from tests.registry.port import DICTIONARY, EVERYTHING, GIVEN, NOW_MS


@pytest.fixture(scope="module")
def read(loaded):
    """Everything the sources hold of somebody, on the making's day."""
    everybody = Everybody(loaded, DICTIONARY)
    return lambda subject: everybody.readings(subject, EVERYTHING, NOW_MS, DEMO_DAY, GIVEN)


def test_every_field_of_the_dictionary_has_its_column_and_its_type():
    columns = {field: word for fields in COLUMNS.values() for field, word in fields.items()}
    elsewhere = {"person.household", "name_check.status", "address.is_known"}
    wanted = {
        name: entry.type
        for name, entry in DICTIONARY.fields.items()
        if entry.source not in {"session", "form"} and name not in elsewhere
    }

    assert columns == wanted
    assert {field: source for source, fields in COLUMNS.items() for field in fields} == {
        name: DICTIONARY.fields[name].source for name in wanted
    }


def test_every_field_is_a_fact_of_somebody_known_by_name(read):
    subjects = [*(each.key for each in CAST), *(each.key for each in PERSONAS), "demo-works"]
    found = {name for subject in subjects for name, each in read(subject).items() if each.outcome is Outcome.OK}

    assert found == {name for fields in EVERYTHING.values() for name in fields}


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda each: each.key)
def test_a_persona_is_in_the_town_under_the_very_number(town, read, persona):
    resident = town.resident(persona.key)
    facts = read(persona.key)

    assert (resident.name, resident.number, resident.phone) == (persona.name, persona.number, persona.phone)
    assert facts["person.card_until"].value == (persona.valid_until or date(9999, 12, 31))
    assert (facts["medical.scheme"].outcome is Outcome.OK) == persona.is_insured
    assert town.find_resident(persona.number) == resident


def test_a_child_is_registered_with_the_parent(read):
    members = read("demo-child")["person.household"].value

    assert [each["name"] for each in members] == ["许示六", "许示七"]
    assert [each["relation"] for each in members] == ["户主", "儿子"]


def test_the_legal_representative_runs_the_works_and_the_works_know_her(read):
    assert read("demo-boss")["enterprise.number"].value == COMPANIES[0].number
    assert read("demo-works")["enterprise.operator"].value == "吴示四"


AGES = [("t-eighty", 80), ("t-seventy-nine", 79), ("t-centenarian", 100), ("t-pensioner", 68), ("t-newborn", 0)]


@pytest.mark.parametrize(("subject", "age"), AGES)
def test_people_known_by_their_age_have_it(read, subject, age):
    assert read_person(read(subject)["person.number"].value).age_on(DEMO_DAY) == age


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 11, 23), date(2027, 3, 31), date(2030, 12, 31)])
def test_they_have_it_on_whatever_day_the_town_is_made_for(day):
    ages = {each.subject: read_person(each.facts["population"]["person.number"]).age_on(day) for each in cast_on(day)}

    assert {subject: ages[subject] for subject, _ in AGES} == dict(AGES)


def test_the_woman_of_eighty_is_entitled_and_her_neighbour_is_next_door(read):
    she, neighbour = read("t-eighty"), read("t-seventy-nine")

    assert she["person.hukou_area"].value.startswith("445299101")
    assert she["allowances.kinds"].outcome is Outcome.NONE
    assert she["card_account.status"].value == "激活"
    assert she["custody.records"].outcome is Outcome.NONE
    assert she["person.address"].value == "仿真区示例镇示中居春路101号"
    assert neighbour["person.address"].value == "仿真区示例镇示中居春路102号"


TURNS = [
    ("t-eighty-drawing", "allowances.kinds", ("高龄津贴",)),
    ("t-eighty-not-active", "card_account.status", "未激活"),
    ("t-eighty-elsewhere", "person.hukou_area", "445299103001"),
    ("t-pensioner", "pension.status", "在领"),
    ("t-pensioner", "pension.certified_until", date(2026, 12, 13)),
    ("demo-elder", "pension.certified_until", date(2026, 12, 13)),
    ("t-pension-stopped", "pension.status", "暂停"),
    ("t-record", "offences.records", ("有违法犯罪记录",)),
    ("t-custody", "custody.records", ("在服刑",)),
    ("t-disabled", "disability.grade", 1),
    ("t-disabled", "low_income.kind", "低保"),
    ("t-disabled", "disability.until", date(2027, 1, 22)),
    ("t-disabled-mild", "disability.grade", 4),
    ("t-disabled-mind", "disability.category", "精神"),
    ("t-disabled-reassess", "disability.is_permanent", False),
    ("t-restricted", "enterprise.restrictions", ("限制登记人员",)),
    ("t-dishonest", "credit.listings", ("失信被执行人",)),
    ("t-merchant", "enterprise.kind", "个体工商户"),
    ("t-migrant", "residence.until", date(2026, 12, 13)),
    ("t-migrant-moved", "residence.permit_address", "仿真区示例镇示中居春路99号"),
    ("t-employee", "medical.scheme", "职工医保"),
    ("t-medical-paused", "medical.status", "暂停"),
    (
        "t-filed",
        "medical.filings",
        ({"area": "仿真省外市", "begins": date(2026, 9, 24), "ends": date(2027, 9, 19)},),
    ),
]


@pytest.mark.parametrize(("subject", "field", "value"), TURNS)
def test_each_turn_has_somebody_who_takes_it(read, subject, field, value):
    reading = read(subject)[field]

    assert (reading.outcome, reading.value) == (Outcome.OK, value)


NOTHING = [
    ("t-owner", "enterprise.number"),
    ("t-owner", "enterprise.restrictions"),
    ("t-owner", "credit.listings"),
    ("t-restricted", "enterprise.number"),
    ("t-uninsured", "medical.scheme"),
    ("t-never-insured", "insurance.kinds"),
    ("t-disabled-no-photo", "photo.is_fit"),
    ("t-poor", "low_income.kind"),
    ("demo-adult", "offences.records"),
]


@pytest.mark.parametrize(("subject", "field"), NOTHING)
def test_where_there_is_nothing_the_source_says_so_with_authority(read, subject, field):
    assert read(subject)[field].outcome is Outcome.NONE


def test_two_entries_under_one_number_are_no_entry(read):
    assert {read("t-two-records")[name].outcome for name in EVERYTHING["population"]} == {Outcome.NOT_FOUND}


def test_a_register_that_was_neglected_is_out_of_date(read):
    assert {read("t-neglected")[name].outcome for name in EVERYTHING["population"]} == {Outcome.STALE}


def test_of_somebody_from_another_world_the_register_knows_nothing_and_no_list_says_otherwise(read):
    facts = read("nobody")

    assert facts["person.name"].outcome is Outcome.NOT_FOUND
    assert facts["offences.records"].outcome is Outcome.NONE


# Labelled errors: what each bends, as a reading.
BENT = {
    "hukou_elsewhere": (Outcome.OK, "445299102001"),
    "hukou_in_doubt": (Outcome.OK, "待核实"),
    "card_expired": (Outcome.OK, DEMO_DAY - timedelta(days=90)),
    "two_records": (Outcome.NOT_FOUND, None),
    "marked_dead": (Outcome.OK, "死亡"),
    "population_old": (Outcome.STALE, None),
    "photo_missing": (Outcome.NONE, None),
    "photo_unfit": (Outcome.OK, False),
    "permit_expired": (Outcome.OK, "过期"),
    "permit_address_differs": (Outcome.OK, "仿真区示例镇示中居春路99号"),
    "residence_broken": (Outcome.OK, False),
    "account_frozen": (Outcome.OK, "冻结"),
    "pension_stopped": (Outcome.OK, "暂停"),
    "insurance_old": (Outcome.STALE, None),
    "medical_paused": (Outcome.OK, "暂停"),
    "disability_expired": (Outcome.OK, "过期"),
    "allowance_in_error": (Outcome.OK, ("高龄津贴",)),
    "credit_in_error": (Outcome.OK, ("失信被执行人",)),
}


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda each: each.label)
def test_everybody_with_a_label_reads_as_the_label_says(town, read, flaw):
    carriers = town.flawed(flaw.label)

    assert carriers
    assert {(read(subject)[flaw.field].outcome, read(subject)[flaw.field].value) for subject, _ in carriers} == {
        BENT[flaw.label]
    }


def test_labels_are_told_apart_and_name_fields_of_the_dictionary(town):
    assert {each.label for each in FLAWS} == set(BENT) == {label for _, label in town.flawed()}
    assert all(each.field in DICTIONARY.fields and each.reason and each.reason_en for each in FLAWS)
    carriers = [subject for subject, _ in town.flawed()]
    assert len(set(carriers)) == len(carriers)
    assert 800 <= len(carriers) <= 1_600


def test_who_carries_no_label_is_in_order(town):
    """Outside the labels everything is fresh, unique and alive: a notice in a trial has a cause that one can look up."""
    mistaken = {subject for subject, _ in town.flawed()} | {each.key for each in CAST} | {"demo-expired"}

    for subject, row in town.rows("population"):
        if subject not in mistaken:
            assert row.is_unique
            assert row.lag_days <= DICTIONARY.sources["population"].fresh_days
            assert row.values["person.life"] == words.ALIVE
            assert row.values["person.card_until"] is None or row.values["person.card_until"] >= DEMO_DAY


def test_the_cases_are_listed_with_what_they_are_good_for(town):
    listed = {subject: (zh, en) for subject, zh, en in town.cases()}

    assert listed["t-eighty"] == ("八十岁，可领高龄津贴", "80, entitled to the elder allowance")
    assert set(listed) == {each.key for each in (*CAST, *PERSONAS)}
