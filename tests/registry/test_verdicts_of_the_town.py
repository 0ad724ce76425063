"""The town's people before the catalogue's own matters: who is approved, who is told what, and what an outage does."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import Outcome
from kiosk.approval.verdict import judge
from kiosk.registry.overlay import Grant, Mode
from kiosk.registry.port import facts_of
from kiosk.registry.town.plan import DEMO_DAY
from tests.registry.matters import FETCHED, MATTERS, own_facts
from tests.registry.port import CASE, NOW_MS, consent, luck, open_port, request


def verdict_of(bench, matter, subject, **said):
    """The decision about somebody by what the port reads of them now."""
    bench.consents.record(consent(consent=subject, subject=subject))
    asked = request(FETCHED[matter], subject=subject, consent=subject)
    readings = facts_of(bench.sources.fetch(asked, NOW_MS, luck()))
    return judge(
        MATTERS[matter], {**own_facts(**said), **readings}, DEMO_DAY, 0.5, lambda first, last: (last - first).days
    )


def failing(decision):
    return [each.code for each in decision.judged if each.result is not Result.MET]


TURNS = [
    ("elder_allowance", "t-eighty", Verdict.INSTANT, []),
    ("elder_allowance", "t-centenarian", Verdict.INSTANT, []),
    ("elder_allowance", "t-seventy-nine", Verdict.TOLD_ONCE, ["C1"]),
    ("elder_allowance", "t-eighty-elsewhere", Verdict.TOLD_ONCE, ["C2"]),
    ("elder_allowance", "t-eighty-drawing", Verdict.TOLD_ONCE, ["C3"]),
    ("elder_allowance", "t-eighty-not-active", Verdict.WITH_GAPS, ["C4"]),
    ("elder_allowance", "t-dishonest", Verdict.TOLD_ONCE, ["C4"]),
    ("elder_allowance", "t-custody", Verdict.HANDED_OVER, ["C7"]),
    ("elder_allowance", "t-neglected", Verdict.HANDED_OVER, ["C1", "C2", "C5"]),
    ("insurance_proof", "demo-elder", Verdict.INSTANT, []),
    ("insurance_proof", "t-never-insured", Verdict.TOLD_ONCE, ["C1"]),
    ("insurance_proof", "t-two-records", Verdict.HANDED_OVER, ["C2"]),
    ("shop_opening", "t-owner", Verdict.INSTANT, []),
    ("shop_opening", "demo-child", Verdict.TOLD_ONCE, ["C2"]),
    ("shop_opening", "t-dishonest", Verdict.HANDED_OVER, ["C8"]),
    ("shop_opening", "t-restricted", Verdict.TOLD_ONCE, ["C9"]),
    ("shop_opening", "t-merchant", Verdict.INSTANT, []),
]


@pytest.mark.parametrize(("matter", "subject", "verdict", "codes"), TURNS)
def test_each_of_them_takes_their_turn(town, matter, subject, verdict, codes):
    decision = verdict_of(open_port(town), matter, subject)

    assert (decision.verdict, failing(decision)) == (verdict, codes)


def test_the_neighbour_is_told_the_day_on_which_she_may_come(town):
    decision = verdict_of(open_port(town), "elder_allowance", "t-seventy-nine")

    # Born on 18 March 1947, 79 years and 250 days before the town's day.
    assert "2027年3月18日" in repr(decision.judged)
    assert town.resident("t-seventy-nine").birth == date(1947, 3, 18)


def test_an_allowance_granted_here_is_not_granted_twice(town):
    bench = open_port(town)
    bench.overlay.add(
        [
            Grant(
                subject="t-eighty",
                field="allowances.kinds",
                mode=Mode.ADD,
                value="高龄津贴",
                at_ms=NOW_MS,
                case=CASE,
            )
        ]
    )

    decision = verdict_of(bench, "elder_allowance", "t-eighty")

    assert (decision.verdict, failing(decision)) == (Verdict.TOLD_ONCE, ["C3"])


APPROVED = [(matter, subject) for matter, subject, verdict, _ in TURNS if verdict is Verdict.INSTANT]
BROKEN = [Outcome.NOT_FOUND, Outcome.TIMEOUT, Outcome.DOWN, Outcome.DENIED, Outcome.STALE]


@pytest.mark.parametrize(
    ("matter", "subject", "source"),
    [(matter, subject, source) for matter, subject in APPROVED for source in FETCHED[matter]],
)
def test_nobody_is_approved_while_a_source_that_the_matter_declares_does_not_answer(town, matter, subject, source):
    for outcome in BROKEN:
        bench = open_port(town)
        bench.sources.switchboard.force(source, outcome)

        decision = verdict_of(bench, matter, subject)

        assert decision.verdict is not Verdict.INSTANT
        assert (
            any(each.result is Result.UNVERIFIED for each in decision.judged) or decision.missing or failing(decision)
        )
