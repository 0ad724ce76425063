"""From single results to one verdict (审批结论): the order in which they count, and nothing else.

The machine approves or hands over; it never refuses. What a `route` condition found is not named here: whoever judges
says only that the case is referred, so that neither journal nor screen can tell a record from an unreachable source.

Source: approval.md §1.2 of the plan; fine print 45.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What became of one condition: 满足 · 不满足 · 无法核验."""

    MET = "met"
    UNMET = "unmet"
    UNVERIFIED = "unverified"


class Severity(StrEnum):
    """What an unmet condition means. ROUTE: a person looks at it, and nobody else learns of it."""

    HARD = "hard"
    SOFT = "soft"
    ROUTE = "route"


class Verdict(StrEnum):
    """秒批 · 一次性告知 · 容缺受理 · 转人工."""

    INSTANT = "instant"
    TOLD_ONCE = "told_once"
    WITH_GAPS = "with_gaps"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One hard or soft condition and its result. gap: the material that may follow later, or None."""

    code: str
    severity: Severity
    result: Result
    gap: str | None = None


def conclude(
    judged: Iterable[Judged], *, is_instant: bool, is_referred: bool, gaps_allowed: frozenset[str], is_promised: bool
) -> Verdict:
    """The verdict over all results of a case.

    is_instant: whether the matter may be approved by a machine at all. is_referred: a `route` condition is not met.
    gaps_allowed: materials that may follow. is_promised: the promise is signed, by somebody
    in good standing. No results at all are never an approval.
    """
    results = tuple(judged)
    unmet = [each for each in results if each.result is Result.UNMET]
    if any(each.severity is Severity.HARD for each in unmet):
        return Verdict.TOLD_ONCE
    if not results or is_referred or not is_instant or any(each.result is Result.UNVERIFIED for each in results):
        return Verdict.HANDED_OVER
    if not unmet:
        return Verdict.INSTANT
    if is_promised and all(each.gap in gaps_allowed for each in unmet):
        return Verdict.WITH_GAPS
    return Verdict.TOLD_ONCE
