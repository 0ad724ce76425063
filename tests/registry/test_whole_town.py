"""The whole town through the matters: counted right, by an oracle that shares no line with the rules, and by SQL."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from click.testing import CliRunner

from kiosk.approval.compiling import compile_matter
from kiosk.approval.facts import Outcome
from kiosk.approval.verdict import judge
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.catalogue_command import catalogue as catalogue_command
from kiosk.matters.loader import CATALOGUE, load_catalogue
from kiosk.matters.model import Derived, Fetched
from kiosk.registry.command import town as town_command
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import DEMO_DAY, TownPlan
from kiosk.registry.town_changes import who_changes
from kiosk.registry.whole_town import NO_SAMPLE, Trial, fields_of, go_through, instant_matters
from tests.matters import oracle
from tests.matters.making import derived_from, mentions

READ = load_catalogue()
DOCUMENTS = instant_matters(READ.documents, DEMO_DAY)
MATTERS = {each.key: compile_matter(each, READ.dictionary) for each in DOCUMENTS}
WORKDAYS = announced_work_calendar().between


@pytest.fixture(scope="module")
def trial(loaded):
    return Trial(loaded, READ.dictionary, fields_of(MATTERS.values()), DEMO_DAY)


def known(document, facts):
    """What is known of somebody, as the oracle reads it: a value, or what the dictionary has for nothing on record."""
    values = {}
    for name in (each for each, declared in document.fields.items() if isinstance(declared, Fetched)):
        reading, entry = facts[name], READ.dictionary.fields[name]
        if reading.outcome is Outcome.OK:
            values[name] = reading.value
        elif reading.outcome is Outcome.NONE and entry.none is not None:
            values[name] = entry.none
    return values


def reads(document, field, written):
    return any(mentions(written, each) for each in derived_from(document, field))


def told_by_the_oracle(document, facts):
    """The verdict by Python's own reading of the conditions; a condition that reads what is not known is open."""
    values = known(document, facts)
    unknown = [name for name, each in document.fields.items() if isinstance(each, Fetched) and name not in values]
    not_found = {name for name in unknown if facts[name].outcome is Outcome.NOT_FOUND}
    computable = {
        name: each
        for name, each in document.fields.items()
        if not isinstance(each, Derived) or not any(reads(document, gone, each.rule) for gone in unknown)
    }
    names = oracle.world(document.model_copy(update={"fields": computable}), values, DEMO_DAY)
    results, excused = {}, set()
    for each in document.eligibility:
        ways = [way.when for way in each.any_of] or [each.when]
        answers = []
        for way in ways:
            gone = {name for name in unknown if reads(document, name, way)}
            answers.append(
                None if gone and not (each.gap and gone <= not_found) else not gone and oracle.reckon(way, names)
            )
        results[each.code] = True if True in answers else None if None in answers else False
        if each.gap and results[each.code] is False:
            sources = {
                document.fields[name].source
                for name in document.fields
                if any(reads(document, name, way) for way in ways) and name in facts
            }
            excused |= {name for name in not_found if document.fields[name].source in sources}
    failed = [each for each in document.eligibility if results[each.code] is False]
    secret = {
        document.fields[name].source
        for each in document.eligibility
        if each.severity == "route"
        for name in facts
        if name in document.fields and reads(document, name, each.when or "")
    }
    missing = [name for name in unknown if name not in excused and document.fields[name].source not in secret]
    if any(each.severity == "hard" for each in failed):
        return "told_once"
    if None in results.values() or missing or any(each.severity == "route" for each in failed):
        return "handed_over"
    if not failed:
        return "instant"
    is_promised = document.lack.when is not None and oracle.reckon(document.lack.when, names) is True
    return "with_gaps" if is_promised and all(each.gap in document.lack.materials for each in failed) else "told_once"


def test_every_verdict_of_a_sample_is_the_one_python_reads_in_the_rules(trial, loaded):
    seen = {}
    cast = [each for each in loaded.people if not each[1].isdigit()]
    for applicant in trial.people([*cast, *loaded.people[::101]]):
        for document in DOCUMENTS:
            decision = judge(MATTERS[document.key], applicant.facts, DEMO_DAY, NO_SAMPLE, WORKDAYS)
            told = told_by_the_oracle(document, applicant.facts)
            assert decision.verdict == told, (applicant.subject, document.key, decision.judged)
            seen[told] = seen.get(told, 0) + 1

    assert sum(seen.values()) > 10_000
    assert len(seen) == 4
    assert min(seen.values()) > 1


def test_a_tally_counts_each_once_and_says_why(trial):
    people = trial.people(["t-eighty", "t-seventy-nine", "t-custody", "t-eighty-not-active"])

    (tally,) = go_through(people, [MATTERS["elder_allowance"]], DEMO_DAY, WORKDAYS)

    assert {each.value: count for each, count in tally.verdicts.items()} == {
        "instant": 1, "told_once": 1, "with_gaps": 1, "handed_over": 1,
    }  # fmt: skip
    assert dict(tally.unmet) == {"C1": 1, "C4": 1, "C7": 1}
    assert dict(tally.bands) == {3: 1}


def test_an_enterprise_comes_through_its_agent_and_a_note_about_somebody_is_none(trial):
    (tally,) = go_through(trial.enterprises(), [MATTERS["licence_copy"]], DEMO_DAY, WORKDAYS)

    assert sum(tally.verdicts.values()) == 3_000
    assert tally.verdicts["instant"] > 2_700
    # What fails an enterprise is the enterprise: its agent is in order.
    assert {*tally.unmet, *tally.unverified} == {"C1", "C3"}


# Who changes.

STRICTER = """
select count(*) from population p
left join card_account c on c.subject = p.subject
left join allowances a on a.subject = p.subject
left join custody u on u.subject = p.subject
where p.records = 1 and p.lag_days <= 30
  and p.person_birth > date('2026-11-23', '-85 years') and p.person_birth <= date('2026-11-23', '-80 years')
  and p.person_life = '正常' and p.person_hukou_area like '445299101%'
  and coalesce(c.lag_days, 0) <= 7 and coalesce(a.lag_days, 0) <= 35 and coalesce(u.lag_days, 0) <= 1
  and coalesce(a.allowances_kinds, '[]') not like '%高龄津贴%'
  and coalesce(u.custody_records, '[]') in ('[]', 'null')
  and c.card_account_status = '激活'
"""
"""Who is approved at eighty and not at eighty-five, counted without any of our code."""


def edited(key, old, new):
    """The text of a matter with one place changed."""
    (path,) = CATALOGUE.glob(f"*_{key}.yaml")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


def test_who_a_stricter_age_would_turn_away_is_what_sql_counts(tmp_path):
    plan = TownPlan(seed=7, people=10_000, enterprises=100)
    with sqlite3.connect(make_town(tmp_path / "town", plan)) as connection:
        ((wanted,),) = connection.execute(STRICTER)
    file = tmp_path / "stricter.yaml"
    file.write_text(edited("elder_allowance", "when: age >= 80", "when: age >= 85"), encoding="utf-8")
    small = ("--seed", "7", "--people", "10000", "--enterprises", "100")

    ended = CliRunner().invoke(catalogue_command, ["changes", "--data", str(tmp_path), *small, "31", str(file)])

    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    (instant,) = [line for line in lines if "instant, amount = 50 → told_once" in line]
    assert int(instant.split()[0]) == wanted > 5
    assert lines[lines.index(instant) + 1].strip() == f"C1 年满80周岁: met → unmet {wanted:,}"


def test_two_versions_that_say_the_same_change_nobody_and_another_amount_is_a_change(trial):
    old = MATTERS["elder_allowance"]
    (document,) = [each for each in DOCUMENTS if each.key == "elder_allowance"]
    (table,) = document.tables
    rows = (table.rows[0].model_copy(update={"then": {"amount": 60}}), *table.rows[1:])
    dearer = document.model_copy(update={"tables": (table.model_copy(update={"rows": rows}),)})
    people = list(trial.people(["t-eighty", "t-seventy-nine", "t-centenarian"]))

    same = who_changes(people, old, old, DEMO_DAY, WORKDAYS)
    paid = who_changes(people, old, compile_matter(dearer, READ.dictionary), DEMO_DAY, WORKDAYS)

    assert (same.came, same.count, same.found) == (len(people), 0, ())
    assert [(each.before, each.after, each.conditions) for each in paid.found] == [
        (("instant", "amount = 50"), ("instant", "amount = 60"), {})
    ]


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        (catalogue_command, ("changes", "31", "33"), "elder_allowance and care_subsidy are two matters"),
        (catalogue_command, ("changes", "31", "量子力学"), "no matter is found by 量子力学"),
        (town_command, ("judge", "--matter", "low_income_support"), "no matter low_income_support is approved at once"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(command, arguments, said, tmp_path):
    ended = CliRunner().invoke(command, [*arguments[:1], "--data", str(tmp_path), *arguments[1:]])

    assert ended.exit_code == 2
    assert ended.stderr.startswith("yzz: ")
    assert said in ended.stderr


def test_a_version_before_its_day_is_no_instant_matter():
    assert "shop_opening" not in {each.key for each in instant_matters(READ.documents, date(2025, 12, 31))}
    assert "low_income_support" not in {each.key for each in DOCUMENTS}
