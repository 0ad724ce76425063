"""Properties over every matter of the catalogue: what no case may ever come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.approval.compiled import Severity
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import FACTS, Cause, Outcome
from kiosk.approval.notice import notice_of, public_results, public_rules
from kiosk.approval.verdict import conclude
from tests.approval.cases import ACCEPTED_ON, BAD, KEYS, decide, facts_with, good_facts, matter_of

FAILED = (Outcome.TIMEOUT, Outcome.DOWN, Outcome.DENIED, Outcome.STALE)
BETTER = {Verdict.INSTANT: 2, Verdict.WITH_GAPS: 1, Verdict.TOLD_ONCE: 0, Verdict.HANDED_OVER: 0}
"""How far a verdict goes without a person."""


def broken(matter, facts, source, outcome):
    """The facts with one source failed, as its whole exchange fails."""
    lost = matter.scope[source]
    return facts | {name: replace(facts[name], outcome=outcome, value=None) for name in lost}


def turned(matter, names):
    """Good facts but for these, which are as bad as can be."""
    return facts_with(matter, **{name.replace(".", "__"): BAD[name] for name in names})


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("outcome", [*FAILED, Outcome.NOT_FOUND])
def test_any_source_that_fails_keeps_a_machine_from_approving(key, outcome):
    matter = matter_of(key)

    for source in matter.scope:
        assert decide(matter, broken(matter, good_facts(matter), source, outcome)).verdict is not Verdict.INSTANT, (
            source
        )


@pytest.mark.parametrize("key", KEYS)
def test_any_datum_that_is_out_of_reach_keeps_a_machine_from_approving(key):
    matter = matter_of(key)
    good = good_facts(matter)

    for name, outcome in product(good, [*FAILED, Outcome.NOT_FOUND]):
        facts = good | {name: replace(good[name], outcome=outcome, value=None)}
        assert decide(matter, facts).verdict is not Verdict.INSTANT, (name, outcome)
    for name in good:
        decision = decide(matter, {each: reading for each, reading in good.items() if each != name})
        # The promise that covers a gap is asked for only where there is one.
        is_unasked = (key, name) == ("elder_allowance", "form.promise")
        assert (decision.verdict is Verdict.INSTANT) is is_unasked, name


@pytest.mark.parametrize("key", KEYS)
@given(chosen=st.data())
@settings(max_examples=80, deadline=None)
def test_a_fact_that_goes_missing_improves_nothing(key, chosen):
    matter = matter_of(key)
    bad = chosen.draw(st.sets(st.sampled_from(sorted(BAD.keys() & good_facts(matter).keys()))))
    outcomes = chosen.draw(
        st.dictionaries(st.sampled_from(sorted(good_facts(matter))), st.sampled_from(sorted(set(Outcome) - FACTS)))
    )
    facts = turned(matter, bad)
    for name, outcome in outcomes.items():
        facts[name] = replace(facts[name], outcome=outcome, value=None)
    before = decide(matter, facts)
    source = chosen.draw(st.sampled_from(sorted(matter.scope)))
    outcome = chosen.draw(st.sampled_from(sorted(set(Outcome) - FACTS)))
    name = chosen.draw(st.sampled_from(sorted(facts)))

    without = decide(matter, {key: each for key, each in facts.items() if key != name})
    after = decide(matter, broken(matter, facts, source, outcome))

    assert BETTER[without.verdict] <= BETTER[before.verdict]
    was_known = all(facts[each].outcome is Outcome.OK for each in matter.scope[source])
    if was_known:
        assert BETTER[after.verdict] <= BETTER[before.verdict]
    for one, other in ((before, without), *([(before, after)] if was_known else [])):
        for earlier, later in zip(one.judged, other.judged, strict=True):
            assert not (later.result is Result.MET and earlier.result is not Result.MET)


@pytest.mark.parametrize("key", KEYS)
def test_one_bad_datum_or_two_are_told_exactly_and_all_at_once(key):
    matter = matter_of(key)
    readers = {
        name: {each.code for each in matter.conditions if reads(matter, each, name)}
        for name in BAD.keys() & good_facts(matter).keys()
    }
    routes = {each.code for each in matter.conditions if each.severity is Severity.ROUTE}

    for size in (1, 2):
        for names in combinations(sorted(readers), size):
            decision = decide(matter, turned(matter, names))

            told = {item.code for item in notice_of(decision, matter).failing}
            failing = {each.code for each in decision.judged if each.result is Result.UNMET}
            assert told == failing - routes
            assert failing == set().union(*(readers[name] for name in names)), names
            assert notice_of(decision, matter).pending == ()
            assert (decision.verdict is Verdict.INSTANT) is (not failing), names


def reads(matter, condition, name):
    return name in condition.reads


@pytest.mark.parametrize("key", KEYS)
def test_the_kernel_comes_to_the_same_verdict_from_outcomes_alone(key):
    matter = matter_of(key)
    good = good_facts(matter)
    cases = [
        turned(matter, names) for size in (0, 1, 2) for names in combinations(sorted(BAD.keys() & good.keys()), size)
    ]
    cases += [broken(matter, good, source, outcome) for source, outcome in product(matter.scope, Outcome)]
    cases.append({})

    for facts in cases:
        decision = decide(matter, facts)
        verdict = conclude(
            public_results(decision),
            public_rules(matter),
            lack_ok=matter.lack_ok,
            may_lack=decision.may_lack is True,
            is_instant=matter.is_instant,
        )
        assert verdict is decision.verdict


@pytest.mark.parametrize("key", KEYS)
def test_every_way_a_datum_can_be_absent_is_unverified_and_says_which_and_why(key):
    """The fault matrix: each field, each outcome, a missing reading, another source's word, a grade that proves nothing."""
    matter = matter_of(key)
    good = good_facts(matter)
    ways = {outcome.value: {"outcome": outcome, "value": None} for outcome in Outcome if outcome not in FACTS}
    ways |= {
        "EMPTY": {"outcome": Outcome.NONE, "value": None},
        "MISTYPED": {"value": object()},
        "UNPROVEN": {"source": "elsewhere"},
        "STALE": {"as_of": date(2020, 1, 1)},
    }
    tried = 0
    for each in matter.inputs:
        for cause, change in ways.items():
            if cause == "EMPTY" and repr(each.empty) != "UNKNOWN":
                continue
            if change == {"as_of": date(2020, 1, 1)} and each.fresh_days is None:
                continue
            decision = decide(matter, good | {each.name: replace(good[each.name], **change)})

            for condition, judged in zip(matter.conditions, decision.judged, strict=True):
                is_read = reads(matter, condition, each.name)
                is_gap = cause == "NOT_FOUND" and condition.gap is not None
                became = (Result.UNMET if is_gap else Result.UNVERIFIED) if is_read else Result.MET
                assert judged.result is became, (each.name, cause, condition.code)
                if is_read:
                    assert judged.absent == ((each.name, Cause(cause)),)
            # A promise that was not given is missed only where something is lacking.
            is_unasked = (key, each.name, cause) == ("elder_allowance", "form.promise", "EMPTY")
            wanted = {Verdict.INSTANT} if is_unasked else {Verdict.HANDED_OVER, Verdict.WITH_GAPS}
            assert decision.verdict in wanted
            tried += 1
    assert tried >= 6 * len(matter.inputs)


def test_a_grade_that_proves_nothing_feeds_no_verdict_but_the_applicants_own_word_does():
    matter = matter_of("shop_opening")
    good = good_facts(matter)

    copied = decide(matter, good | {"person.birth": replace(good["person.birth"], grade="C")})
    promised = decide(matter, good | {"form.promise": replace(good["form.promise"], grade="D")})

    assert copied.verdict is Verdict.HANDED_OVER
    assert promised.verdict is Verdict.INSTANT


def test_a_day_that_nobody_vouches_for_is_stale_where_freshness_counts():
    matter = matter_of("insurance_proof")
    good = good_facts(matter)

    decision = decide(matter, good | {"insurance.kinds": replace(good["insurance.kinds"], as_of=None)})

    assert decision.judged[0].absent == (("insurance.kinds", Cause.STALE),)


def test_the_limit_of_freshness_is_a_day_that_still_counts():
    matter = matter_of("insurance_proof")
    good = good_facts(matter)
    aged = [date.fromordinal(ACCEPTED_ON.toordinal() - days) for days in (7, 8)]

    results = [
        decide(matter, good | {"insurance.kinds": replace(good["insurance.kinds"], as_of=day)}).judged[0].result
        for day in aged
    ]

    assert results == [Result.MET, Result.UNVERIFIED]


def test_of_many_mixed_cases_with_a_source_out_of_reach_none_is_approved():
    """A sample; the bench draws a hundred thousand."""
    chance = Random(5)
    outcomes = sorted(set(Outcome) - FACTS)
    bad = {key: sorted(BAD.keys() & good_facts(matter_of(key)).keys()) for key in KEYS}
    granted = trials = 0
    for _ in range(2_000):
        key = chance.choice(KEYS)
        matter = matter_of(key)
        facts = turned(matter, [name for name in bad[key] if chance.random() < 0.1])
        for source in chance.sample(sorted(matter.scope), 1 + chance.randrange(2)):
            facts = broken(matter, facts, source, chance.choice(outcomes))
        granted += decide(matter, facts).verdict is Verdict.INSTANT
        trials += 1

    assert (granted, trials) == (0, 2_000)
