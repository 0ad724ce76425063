"""What of a decision leaves this room (可公开部分): the notice a citizen reads, and the outcomes a kernel may journal.

Of route conditions neither says anything but that a person takes over: no code, no cause, no source, and the same
whether one is not met or could not be checked.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.approval.compiled import DATA, ROUTE, CompiledMatter, Rule, Severity
from kiosk.approval.decisions import Decision, Judged, Result, Verdict
from kiosk.approval.templates import Said
from kiosk.approval.verdict import BY_STAFF, NEUTRAL, tell_absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a notice. gap: the material that may follow later, where that is a way out."""

    code: str
    name: Said
    reason: Said
    remedy: Said
    basis: int | None = None
    gap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a citizen is told, once and whole (一次性告知). failing: not met. pending: 尚待核验.

    by_staff: that a person takes over, where one does.
    """

    verdict: Verdict
    failing: tuple[Item, ...]
    pending: tuple[Item, ...]
    by_staff: Said | None


def notice_of(decision: Decision, matter: CompiledMatter) -> Notice:
    """Everything that fails and everything that is still open, but for what nobody is told."""
    shown = [
        (condition, judged)
        for condition, judged in zip(matter.conditions, decision.judged, strict=True)
        if condition.severity is not Severity.ROUTE
    ]
    items = {
        result: tuple(
            Item(
                code=judged.code,
                name=condition.name,
                reason=judged.reason or condition.name,
                remedy=judged.remedy or BY_STAFF,
                basis=condition.basis,
                gap=condition.gap if condition.gap in matter.lack_ok else None,
            )
            for condition, judged in shown
            if judged.result is result
        )
        for result in (Result.UNMET, Result.UNVERIFIED)
    }
    return Notice(
        verdict=decision.verdict,
        failing=items[Result.UNMET],
        pending=(*items[Result.UNVERIFIED], *beyond(decision, matter, [judged for _, judged in shown])),
        by_staff=NEUTRAL if decision.verdict is Verdict.HANDED_OVER else None,
    )


DATA_NAME = Said("办理所需数据齐全", "All data needed are there")


def beyond(decision: Decision, matter: CompiledMatter, shown: list[Judged]) -> tuple[Item, ...]:
    """What is missing besides what the conditions already name."""
    named = {each for judged in shown if judged.result is Result.UNVERIFIED for each in judged.absent}
    rest = tuple(each for each in decision.missing if each not in named)
    if not rest:
        return ()
    return (Item(code=DATA, name=DATA_NAME, reason=tell_absent(rest, matter), remedy=BY_STAFF),)


def public_results(decision: Decision) -> dict[str, Result]:
    """Outcome by code, as commands and journals carry it: all route conditions are one, met or unverified."""
    results = {each.code: each.result for each in decision.judged if each.severity is not Severity.ROUTE}
    results |= {each.code: each.result for each in decision.tables}
    results[DATA] = Result.UNVERIFIED if decision.missing else Result.MET
    routes = [each.result for each in decision.judged if each.severity is Severity.ROUTE]
    if routes:
        results[ROUTE] = Result.MET if set(routes) == {Result.MET} else Result.UNVERIFIED
    return results


def public_rules(matter: CompiledMatter) -> dict[str, Rule]:
    """What `conclude` needs for public results; it gives the same verdict as the whole.

    A gap that may not be left open is none here.
    """
    rules = matter.rules
    public = {
        code: Rule(rule.severity, rule.gap if rule.gap in matter.lack_ok else None)
        for code, rule in rules.items()
        if rule.severity is not Severity.ROUTE
    }
    return public if len(public) == len(rules) else public | {ROUTE: Rule(Severity.ROUTE)}
