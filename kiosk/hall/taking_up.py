"""Taking a case up at a counter (接办): whoever serves its citizen goes on where a terminal left it.

Only a case of whoever is being served there, known by their ticket: nobody picks one by its number. A draft is handed in
by that as it stands and nothing is judged; what was told once goes back to a person; what a person has already changes hands.
"""

from __future__ import annotations

from kiosk.approval.decisions import Verdict
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.case_record import Case
from kiosk.hall.case_state import calendar_of, came, matter_today, move, open_case
from kiosk.hall.case_terms import acceptance_due_ms
from kiosk.hall.counters import own_counter
from kiosk.hall.lifecycles import CASE, CaseState, CounterState
from kiosk.hall.refusals import CounterNotReady, UnknownCase
from kiosk.hall.state import HallState, Visit, visit_at

LEFT: dict[CaseState, str] = {CaseState.DRAFT: "submit", CaseState.CORRECTING: "hand_over"}
"""Where a case was left by its applicant -> the step that gives it to a person first."""


def decide_take_up(state: HallState, command: c.TakeUpCase, now_ms: int) -> tuple[e.Event, ...]:
    """By the clerk who serves its holder. Told again it changes nothing."""
    index = own_counter(state, command.counter, command.by)
    if state.desks[index].state is not CounterState.SERVING:
        raise CounterNotReady(counter=command.counter, state=state.desks[index].state.value)
    visit = visit_at(state, index)
    case = state.cases.get(command.case)
    if case is None or not is_theirs(visit, case):
        raise UnknownCase(case=command.case if case is None else case.alias)
    if (case.owner, case.clerk, case.ticket) == (Owner.COUNTER, command.by, visit.number):
        return ()
    open_case(state, case.case, LEFT.get(case.state, "take_up"))
    taken_up = e.CaseTakenUp(at_ms=now_ms, case=case.case, counter=command.counter, ticket=visit.number, by=command.by)
    return (*_given_to_a_person(state, case, visit, now_ms), taken_up)


def is_theirs(visit: Visit, case: Case) -> bool:
    """Whether a case is that of whoever holds a ticket, so far as that is known."""
    return visit.holder is not None and case.holder == visit.holder


def can_take_up(case: Case) -> bool:
    """Whether a clerk may go on with a case as it stands."""
    return (case.state, LEFT.get(case.state, "take_up")) in CASE


def _given_to_a_person(state: HallState, case: Case, visit: Visit, now_ms: int) -> tuple[e.Event, ...]:
    if case.state not in LEFT:
        return ()
    due_at_ms = acceptance_due_ms(calendar_of(state), now_ms)
    handed = e.CaseHandedOver(
        at_ms=now_ms, case=case.case, owner=Owner.COUNTER, ticket=visit.number, due_at_ms=due_at_ms
    )
    if case.state is not CaseState.DRAFT:
        return (handed,)
    submitted = e.CaseSubmitted(
        at_ms=now_ms,
        case=case.case,
        version=matter_today(state, case.matter, now_ms).version,
        facts="",
        results=(),
        verdict=Verdict.HANDED_OVER,
        accepted_on=calendar_of(state).day_of(now_ms).isoformat(),
        is_sampled=False,
    )
    return (submitted, handed)


def apply_taken_up(state: HallState, event: e.CaseTakenUp) -> None:
    """That clerk has it, with the ticket that is served."""
    case = move(state, event.case, "take_up")
    case.owner, case.ticket, case.clerk = Owner.COUNTER, event.ticket, event.by
    came(state, case, event.at_ms)
