"""What the kernel learns of a matter from its document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from kiosk.approval.compiled import CompiledMatter, Severity
from kiosk.approval.compiling import compile_matter
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.hall.case_rules import ConditionRule, in_force, matter_rules
from kiosk.hall.case_terms import acceptance_days, acceptance_due_ms
from kiosk.matters.loader import load_catalogue
from kiosk.matters.model import MatterDocument, Term
from tests.case_builders import ELDER

CATALOGUE = load_catalogue()
DOCUMENTS = {each.key: each for each in CATALOGUE.documents}


def compiled(key: str) -> tuple[MatterDocument, CompiledMatter]:
    return DOCUMENTS[key], compile_matter(DOCUMENTS[key], CATALOGUE.dictionary)


def test_the_elder_allowance_has_its_conditions_its_gap_and_one_word_for_its_route() -> None:
    rules = matter_rules(*compiled("elder_allowance"), "general")

    assert rules.conditions == (
        *(ConditionRule(code=f"C{n}", severity=Severity.HARD) for n in (1, 2, 3)),
        ConditionRule(code="C4", severity=Severity.SOFT, gap="M3"),
        *(ConditionRule(code=f"C{n}", severity=Severity.HARD) for n in (5, 6)),
        ConditionRule(code="T1", severity=Severity.HARD),
        ConditionRule(code="DATA", severity=Severity.HARD),
        ConditionRule(code="ROUTE", severity=Severity.ROUTE),
    )
    assert (rules.promised_days, rules.statutory_days, rules.level) == (5, 20, 3)
    assert rules.gap_days == (("M3", 10),)
    assert rules.is_instant


@pytest.mark.parametrize("key", sorted(DOCUMENTS))
def test_every_matter_that_is_shipped_has_rules_for_the_kernel(key: str) -> None:
    document, matter = compiled(key)

    rules = matter_rules(document, matter, "general")

    assert (rules.key, rules.code) == (key, document.matter.code)
    assert len(rules.conditions) > len(document.tables)


def test_only_working_days_are_counted() -> None:
    document, matter = compiled("elder_allowance")
    weeks = document.model_copy(
        update={"time": document.time.model_copy(update={"fallback_promise": Term(n=10, unit="d")})}
    )

    with pytest.raises(ValueError, match="10 d is not counted"):
        matter_rules(weeks, matter, "general")


def test_the_newest_version_that_has_begun_decides() -> None:
    newer = replace(ELDER, version=2, in_force_on="2026-11-24")

    assert in_force((ELDER, newer), "2026-11-23") == ELDER
    assert in_force((ELDER, newer), "2026-11-24") == newer
    assert in_force((ELDER, newer), "2023-12-31") is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"conditions": (ConditionRule(code="C1", severity=Severity.HARD),) * 2}, "different codes"),
        (
            {
                "conditions": (
                    ConditionRule(code="R1", severity=Severity.ROUTE),
                    ConditionRule(code="R2", severity=Severity.ROUTE),
                )
            },
            "one for all",
        ),
        ({"code": "1"}, "31 characters"),
        ({"promised_days": 21}, "promised_days <= statutory_days"),
        ({"gap_days": ()}, "no days for"),
    ],
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(ELDER, **wrong)  # type: ignore[arg-type]  # what is wrong about it


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        ("2026-11-27T22:00", "2026-11-30", "2026-12-04"),
        ("2026-11-23T08:30", "2026-11-24", "2026-11-30"),
        ("2026-09-30T20:00", "2026-10-08", "2026-10-13"),
    ],
)
def test_a_case_handed_over_is_answered_from_the_next_working_day_on(at: str, first: str, last: str) -> None:
    """Around the national day as approval.md §3 has it: 2026-10-10 is a Saturday on which people work."""
    calendar = announced_work_calendar()
    at_ms = int(datetime.fromisoformat(f"{at}+08:00").timestamp() * 1000)

    days = acceptance_days(calendar, acceptance_due_ms(calendar, at_ms))

    assert [each.isoformat() for each in days] == [first, last]
