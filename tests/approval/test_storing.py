"""Stored decisions: canonical, complete, and the same bytes when they are judged again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, localcontext
from itertools import combinations
from random import Random

import pytest

from kiosk.approval.compiling import compile_matter
from kiosk.approval.facts import Cause, Outcome
from kiosk.approval.storing import RulesDiffer, decision_to_json, loaded, replay, stored
from tests.approval.cases import (
    ACCEPTED_ON,
    BAD,
    CATALOGUE,
    KEYS,
    decide,
    document_of,
    facts_with,
    five_days_a_week,
    good_facts,
    matter_of,
)

OUTCOMES = tuple(Outcome)
UNFIT = (None, 1.5, "80", datetime(2024, 1, 1), object(), [None])  # noqa: DTZ001 - that is what is unfit


def some_cases(key, count, seed):
    """Cases of all sorts: something bad, something out of reach, something mistyped, now and then."""
    chance = Random(seed)
    matter = matter_of(key)
    good = good_facts(matter)
    bad = sorted(BAD.keys() & good.keys())
    for _ in range(count):
        facts = {
            name: replace(each, value=BAD[name]) if name in bad and chance.random() < 0.1 else each
            for name, each in good.items()
        }
        if chance.random() < 0.4:
            source = chance.choice(sorted(matter.scope))
            outcome = chance.choice(OUTCOMES)
            facts |= {name: replace(facts[name], outcome=outcome, value=None) for name in matter.scope[source]}
        if chance.random() < 0.1:
            name = chance.choice(sorted(facts))
            facts[name] = replace(facts[name], value=chance.choice(UNFIT))
        yield facts, chance.random()


@pytest.mark.parametrize("key", KEYS)
def test_decisions_replay_to_the_same_bytes_on_rules_compiled_anew(key):
    """A sample of each matter; the bench replays ten thousand."""
    matter = matter_of(key)
    anew = compile_matter(document_of(key), CATALOGUE.dictionary)
    verdicts = set()

    for facts, draw in some_cases(key, 300, seed=3):
        decision = decide(matter, facts, draw=draw)
        verdicts.add(decision.verdict)
        kept = decision_to_json(decision)

        assert replay(kept, anew, five_days_a_week, calendar="plain") == kept

    assert len(verdicts) >= 3


def test_a_replay_does_not_depend_on_the_precision_of_the_moment():
    matter = matter_of("elder_allowance")
    kept = decision_to_json(decide(matter, good_facts(matter)))

    with localcontext() as context:
        context.prec = 1
        assert replay(kept, matter, five_days_a_week, calendar="plain") == kept


def test_the_order_in_which_facts_arrive_does_not_matter():
    matter = matter_of("shop_opening")
    good = good_facts(matter)

    kept = {decision_to_json(decide(matter, dict(order))) for order in (good.items(), reversed(good.items()))}

    assert len(kept) == 1


def test_a_stored_decision_holds_every_input_with_source_time_authorisation_and_grade():
    matter = matter_of("elder_allowance")
    good = good_facts(matter)
    good["person.birth"] = replace(good["person.birth"], fetched_at_ms=1_772_416_800_000, auth="仿真授权", grade="B")

    content = json.loads(decision_to_json(decide(matter, good)))

    assert [each["field"] for each in content["inputs"]] == [each.name for each in matter.inputs]
    (birth,) = [each for each in content["inputs"] if each["field"] == "person.birth"]
    assert birth == {
        "field": "person.birth",
        "outcome": "OK",
        "value": {"date": "1944-09-01"},
        "source": "population",
        "as_of": "2026-03-02",
        "fetched_at_ms": 1_772_416_800_000,
        "auth": "仿真授权",
        "grade": "B",
    }
    assert (content["verdict"], content["rules_hash"], content["calendar"]) == ("instant", matter.rules_hash, "plain")
    assert content["tables"] == [
        {"code": "T1", "result": "met", "rows": [1], "outputs": {"amount": {"number": "50"}}, "fault": None}
    ]
    assert content["derived"]["age"] == {"number": "81"}


def test_other_rules_or_another_calendar_are_refused_not_replayed():
    matter = matter_of("elder_allowance")
    kept = decision_to_json(decide(matter, good_facts(matter)))

    with pytest.raises(RulesDiffer):
        replay(kept, matter_of("insurance_proof"), five_days_a_week, calendar="plain")
    with pytest.raises(RulesDiffer):
        replay(kept, matter, five_days_a_week, calendar="another")


def test_a_rule_set_hash_changes_with_a_word_of_the_document_or_the_dictionary():
    document, dictionary = document_of("insurance_proof"), CATALOGUE.dictionary
    other = document.model_copy(update={"eligibility": document.eligibility[::-1]})
    source = dictionary.sources["insurance"].model_copy(update={"fresh_days": 3})
    fresher = dictionary.model_copy(update={"sources": {**dictionary.sources, "insurance": source}})
    elsewhere = dictionary.model_copy(update={"fields": {**dictionary.fields, "x": dictionary.fields["form.purpose"]}})

    hashes = [
        compile_matter(one, two).rules_hash
        for one, two in ((document, dictionary), (other, dictionary), (document, fresher), (document, elsewhere))
    ]

    assert len(set(hashes)) == 3
    # What the matter does not use does not touch it.
    assert hashes[0] == hashes[3]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -7,
        "80",
        "",
        "\ud800",
        Decimal("80.50"),
        date(1944, 2, 29),
        [],
        ["甲"],
        [{"name": "林", "birth": date(1, 1, 1)}],
    ],
)
def test_a_value_comes_back_as_it_was(value):
    assert loaded(json.loads(json.dumps(stored(value)))) == value


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**60, object(), b"80", datetime(2024, 1, 1), {1: 2}, {"甲": 1}])  # noqa: DTZ001
def test_of_a_value_that_fits_nowhere_only_its_type_is_kept(value):
    kept = stored(value)

    assert kept == {"unfit": type(value).__name__}
    assert stored(loaded(kept)) == kept


def test_a_mistyped_fact_is_mistyped_again():
    matter = matter_of("elder_allowance")
    decision = decide(matter, facts_with(matter, person__birth="1944-09-01"))

    kept = decision_to_json(decision)

    assert decision.judged[0].absent == (("person.birth", Cause.MISTYPED),)
    assert replay(kept, matter, five_days_a_week, calendar="plain") == kept


def test_pairs_of_bad_data_all_differ_in_what_is_kept():
    matter = matter_of("elder_allowance")
    names = sorted(BAD.keys() & good_facts(matter).keys())
    kept = [
        decision_to_json(decide(matter, facts_with(matter, **{name.replace(".", "__"): BAD[name] for name in pair})))
        for pair in combinations(names, 2)
    ]

    assert len(set(kept)) == len(kept)
    assert ACCEPTED_ON.isoformat().encode() in kept[0]
