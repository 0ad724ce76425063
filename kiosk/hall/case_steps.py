"""What staff may do with a case (办件审批): one table of steps, each with its guard or its own decision.

Whoever reviewed does not decide; what was not told once is not asked for later; nothing parks a case, only a special
procedure stops its terms. A machine never takes these steps but those of `cases.INSTANT_STEPS`.

Source: approval.md §2.2 of the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.case_record import Case
from kiosk.hall.case_state import calendar_of, due_after, open_case, rules_of
from kiosk.hall.case_terms import running_due_ms, terms_of
from kiosk.hall.cases import accepted, told_once
from kiosk.hall.lifecycles import CASE, CaseState
from kiosk.hall.refusals import (
    CaseStepWrong,
    ExtendedAlready,
    ObligationsOpen,
    SameDecider,
    ToldOnceAlready,
    UnknownObligation,
)
from kiosk.hall.state import HallState

EXTENSION_DAYS: Final = 10
"""Working days by which a term may be extended, once (行政许可法 42)."""

Decision = Callable[[HallState, Case, c.StepCase, int], tuple[e.Event, ...]]


def decide_step(state: HallState, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    """One step, if the case stands so and the step's own rule allows it."""
    case = open_case(state, command.case, command.step)
    return STEPS.get(command.step, _plain)(state, case, command, now_ms)


def _plain(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    return (
        e.CaseStepped(
            at_ms=now_ms,
            case=case.case,
            step=command.step,
            due_at_ms=None if case.accepted_on is None else due_after(state, case, command.step, now_ms),
            by=command.by,
            writing=command.writing,
        ),
    )


def _accept(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    event = accepted(state, case, "accept", (), now_ms, command.by)
    return (replace(event, writing=command.writing),)


def _tell(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    new = set(command.codes) - set(case.told)
    if case.told and new:
        raise ToldOnceAlready(case=case.alias, codes=" ".join(sorted(new)))
    unknown = set(command.codes) - {each.code for each in rules_of(state, case).conditions}
    if unknown:
        raise CaseStepWrong(case=case.alias, state=case.state.value, step=command.step)
    event = told_once(state, case, command.codes, (), now_ms, command.by)
    return (replace(event, writing=command.writing),)


def _decide(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    if case.reviewer == command.by:
        raise SameDecider(case=case.alias)
    if command.step == "grant" and case.obligations and not rules_of(state, case).grants_with_gaps:
        raise ObligationsOpen(case=case.alias, count=len(case.obligations))
    return _plain(state, case, command, now_ms)


def _supply(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    left = tuple(each for each in case.obligations if each.material != command.material)
    if len(left) == len(case.obligations):
        raise UnknownObligation(case=case.alias, material=command.material)
    assert command.material is not None
    return (
        e.CaseSupplied(
            at_ms=now_ms,
            case=case.case,
            material=command.material,
            due_at_ms=due_after(state, case, command.step, now_ms, obligations=left),
            by=command.by,
        ),
    )


def _extend(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    if case.extended_days or command.days > EXTENSION_DAYS:
        raise ExtendedAlready(case=case.alias, days=EXTENSION_DAYS)
    return _redate(state, replace(case, extended_days=command.days), command, command.days, now_ms)


def _resume(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    assert case.stopped_on is not None
    calendar = calendar_of(state)
    days = calendar.between(date.fromisoformat(case.stopped_on), calendar.day_of(now_ms))
    return _redate(state, replace(case, stopped_days=case.stopped_days + days), command, days, now_ms)


def _redate(state: HallState, case: Case, command: c.StepCase, days: int, now_ms: int) -> tuple[e.Event, ...]:
    assert case.accepted_on is not None
    rules, calendar = rules_of(state, case), calendar_of(state)
    terms = terms_of(rules, calendar, case.accepted_on, case.stopped_days + case.extended_days)
    changed = replace(case, state=CASE[case.state, command.step], terms=terms)
    return (
        e.CaseRedated(
            at_ms=now_ms,
            case=case.case,
            step=command.step,
            terms=terms,
            due_at_ms=running_due_ms(rules, calendar, changed, now_ms),
            by=command.by,
            days=days,
            writing=command.writing,
        ),
    )


def _make(state: HallState, case: Case, command: c.StepCase, now_ms: int) -> tuple[e.Event, ...]:
    """What the office of certificates is at needs no word of anybody; what it has set aside is tried again."""
    if case.state is CaseState.MAKING and case.owner is not Owner.OFFICE:
        raise CaseStepWrong(case=case.alias, state=case.state.value, step=command.step)
    return _plain(state, case, command, now_ms)


STEPS: Final[dict[str, Decision]] = {
    "make": _make,
    "accept": _accept,
    "tell_once": _tell,
    "grant": _decide,
    "deny": _decide,
    "supply": _supply,
    "extend": _extend,
    "resume_term": _resume,
}
"""Steps with a rule or an event of their own; all others only move the case."""


# Of finished cases, which live in the tables: how they stand comes with the command.


def decide_rate(state: HallState, command: c.RateCase, now_ms: int) -> tuple[e.Event, ...]:
    """Once."""
    del state
    _finished(command.case, command.was, "rate")
    return (e.CaseRated(at_ms=now_ms, case=command.case, was=command.was, grade=command.grade),)


def decide_revoke(state: HallState, command: c.RevokeCase, now_ms: int) -> tuple[e.Event, ...]:
    """What was granted by deceit or by mistake."""
    del state
    _finished(command.case, command.was, "revoke")
    return (
        e.CaseRevoked(
            at_ms=now_ms,
            case=command.case,
            was=command.was,
            certificate=command.certificate,
            by=command.by,
            writing=command.writing,
        ),
    )


def _finished(number: str, was: CaseState, step: str) -> None:
    if (was, step) not in CASE:
        raise CaseStepWrong(case=number, state=was.value, step=step)
