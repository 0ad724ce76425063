"""Route conditions: nobody can tell a hit from a source that is down, on screen, on paper or in a journal."""

from __future__ import annotations

from itertools import product

import pytest

from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import FACTS, Outcome
from kiosk.approval.notice import notice_of, public_results, public_rules
from kiosk.approval.verdict import NEUTRAL
from tests.approval.cases import decide, facts_with, matter_of
from tests.approval.rules import condition, decided, made, mistakes

ROUTES = {"elder_allowance": "custody.records", "shop_opening": "credit.listings"}
"""Matter -> the field that its route condition reads."""
SECRETS = ("服刑", "custody", "在押", "失信", "credit", "listing")


def hidden(key, change):
    """A case in which only the route condition is not met."""
    matter = matter_of(key)
    return matter, decide(matter, facts_with(matter, **{ROUTES[key].replace(".", "__"): change}))


@pytest.mark.parametrize("key", ROUTES)
def test_a_hit_and_a_source_that_is_down_read_alike_to_the_last_letter(key):
    matter, hit = hidden(key, ["记录"])
    failed = [hidden(key, outcome)[1] for outcome in sorted(set(Outcome) - FACTS)]

    assert hit.verdict is Verdict.HANDED_OVER
    assert {notice_of(each, matter) for each in failed} == {notice_of(hit, matter)}
    assert [public_results(each) for each in failed] == [public_results(hit)] * len(failed)


@pytest.mark.parametrize("key", ROUTES)
def test_beside_another_failure_nothing_of_it_shows_at_all(key):
    matter = matter_of(key)
    route = ROUTES[key].replace(".", "__")
    shown = set()
    for change in ([], ["记录"], Outcome.DOWN, Outcome.DENIED):
        decision = decide(matter, facts_with(matter, person__life="死亡", **{route: change}))
        assert decision.verdict is Verdict.TOLD_ONCE
        shown.add(notice_of(decision, matter))

    assert len(shown) == 1


@pytest.mark.parametrize(("key", "change"), list(product(ROUTES, (["在押"], Outcome.DOWN, Outcome.NOT_FOUND))))
def test_no_word_of_what_leaves_gives_the_cause_away(key, change):
    matter, decision = hidden(key, change)
    (secret,) = [each for each in matter.conditions if each.severity == "route"]

    text = repr(notice_of(decision, matter)) + repr(public_results(decision))

    assert notice_of(decision, matter).by_staff == NEUTRAL
    assert [word for word in (*SECRETS, f"'{secret.code}'", secret.name.zh, ROUTES[key]) if word in text] == []


def test_all_route_conditions_leave_as_one_met_or_unverified():
    matter, hit = hidden("elder_allowance", ["在押"])
    _, clean = hidden("elder_allowance", [])

    assert public_results(hit)["ROUTE"] is Result.UNVERIFIED
    assert public_results(clean)["ROUTE"] is Result.MET
    assert "C7" not in public_results(hit)
    assert public_results(hit).keys() == public_rules(matter).keys()


def test_the_staff_who_audit_still_find_the_cause():
    _, hit = hidden("elder_allowance", ["在押"])
    (judged,) = [each for each in hit.judged if each.severity == "route"]

    assert judged.result is Result.UNMET
    assert judged.read[0].value == ["在押"]
    assert judged.reason == NEUTRAL


ROUTE = condition("C2", "len(secret.records) == 0", "route")


@pytest.mark.parametrize(
    "more",
    [
        {"conditions": (condition("C3", "'x' not in secret.records"),)},
        {"conditions": (condition("C3", "", "soft") | {"when": None, "any_of": ({"when": "'x' not in secret.records"},)},)},
        {"form": {"prefill": {"records": "secret.records"}}},
        {"lack": {"enabled": True, "when": "len(secret.records) == 0"}},
        {"derived": {"count_": {"type": "number", "rule": "len(secret.records)", "zh": "数", "en": "Count"}},
         "conditions": (condition("C3", "count_ == 0"),)},
    ],
)  # fmt: skip
def test_a_source_behind_a_route_condition_is_read_by_nothing_else(more):
    more = dict(more)
    extra = more.pop("conditions", ())

    found = mistakes(condition("C1", "person.debts < 1"), ROUTE, *extra, **more)

    assert {each.code for each in found} == {"route_shares_source"}


def test_a_route_condition_with_alternatives_is_unverified_as_soon_as_one_is_out_of_reach():
    rule = ROUTE | {"when": None, "any_of": ({"when": "len(secret.records) == 0"}, {"when": "person.custody"})}
    matter = made(condition("C1", "work.months > 1"), rule)

    decision = decided(matter, person__custody=Outcome.DOWN)

    assert [each.result for each in decision.judged] == [Result.MET, Result.UNVERIFIED]
    assert decision.verdict is Verdict.HANDED_OVER
