"""Who changes (谁受影响): the town through two versions of a matter, and for whom it comes out differently.

An outcome is the verdict and, where somebody is approved, what the tables say: another amount is a change as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kiosk.approval.compiled import CompiledMatter, Workdays
from kiosk.approval.decisions import Decision, Verdict
from kiosk.approval.verdict import judge
from kiosk.registry.whole_town import NO_SAMPLE, Applicant

NOT_ASKED = "-"
"""Result of a condition that a version does not have."""

Outcome = tuple[str, ...]
"""A verdict, then outputs as "amount = 50"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All who go from one outcome to another. conditions: (code, result before, result after) -> for how many.

    example: the first of them.
    """

    before: Outcome
    after: Outcome
    count: int
    conditions: dict[tuple[str, str, str], int]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """came: who was judged. found: the most frequent first."""

    came: int
    found: tuple[Change, ...]

    @property
    def count(self) -> int:
        """For how many it comes out differently."""
        return sum(each.count for each in self.found)


@dataclass(slots=True)
class _Group:
    example: str
    count: int = 0
    conditions: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def who_changes(
    applicants: Iterable[Applicant], old: CompiledMatter, new: CompiledMatter, day: date, workdays: Workdays
) -> Changes:
    """Everybody through both versions."""
    came, groups = 0, dict[tuple[Outcome, Outcome], _Group]()
    for each in applicants:
        came += 1
        before, after = (judge(matter, each.facts, day, NO_SAMPLE, workdays) for matter in (old, new))
        key = (outcome_of(before), outcome_of(after))
        if key[0] != key[1]:
            group = groups.setdefault(key, _Group(each.subject))
            group.count += 1
            group.conditions.update(shifts(before, after))
    changes = [
        Change(
            before=before,
            after=after,
            count=group.count,
            conditions=dict(sorted(group.conditions.items(), key=lambda row: (-row[1], row[0]))),
            example=group.example,
        )
        for (before, after), group in groups.items()
    ]
    return Changes(came=came, found=tuple(sorted(changes, key=lambda each: (-each.count, each.before, each.after))))


def outcome_of(decision: Decision) -> Outcome:
    """What somebody would notice."""
    if decision.verdict is not Verdict.INSTANT:
        return (decision.verdict.value,)
    return (decision.verdict.value, *(f"{name} = {value}" for name, value in sorted(decision.outputs.items())))


def results_of(decision: Decision) -> dict[str, str]:
    """Result by code, of conditions and tables."""
    conditions = {each.code: each.result.value for each in decision.judged}
    return conditions | {each.code: each.result.value for each in decision.tables}


def shifts(before: Decision, after: Decision) -> list[tuple[str, str, str]]:
    """Conditions and tables that came out differently: (code, before, after)."""
    was, now = results_of(before), results_of(after)
    return [
        (code, was.get(code, NOT_ASKED), now.get(code, NOT_ASKED))
        for code in sorted({*was, *now})
        if was.get(code, NOT_ASKED) != now.get(code, NOT_ASKED)
    ]
