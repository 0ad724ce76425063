"""What every decision about cases asks, and what their events write (办件)."""

from __future__ import annotations

from dataclasses import replace
from heapq import heapify, heappop, heappush

from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import MatterRules, in_force
from kiosk.hall.case_terms import running_due_ms
from kiosk.hall.lifecycles import CASE, OPEN_CASES, CaseState
from kiosk.hall.refusals import CalendarNotSet, CaseStepWrong, UnknownCase, UnknownMatter
from kiosk.hall.state import HallState


def calendar_of(state: HallState) -> WorkCalendar:
    """The working days, or CalendarNotSet."""
    if state.work_calendar is None:
        raise CalendarNotSet
    return state.work_calendar


def matter_today(state: HallState, key: str, at_ms: int) -> MatterRules:
    """The version of a matter that decides now, or UnknownMatter."""
    today = calendar_of(state).day_of(at_ms).isoformat()
    found = in_force(tuple(each for each in state.catalogue if each.key == key), today)
    if found is None:
        raise UnknownMatter(matter=key)
    return found


def rules_of(state: HallState, case: Case) -> MatterRules:
    """The version a case is decided by. It is there: what is under way keeps its version."""
    return next(each for each in state.catalogue if (each.key, each.version) == (case.matter, case.version))


def open_case(state: HallState, number: str, step: str) -> Case:
    """An open case that stands so that a step may follow. Raises UnknownCase, CaseStepWrong."""
    case = state.cases.get(number)
    if case is None:
        raise UnknownCase(case=number)
    if (case.state, step) not in CASE:
        raise CaseStepWrong(case=case.alias, state=case.state.value, step=step)
    return case


def due_after(state: HallState, case: Case, step: str, at_ms: int, **changes: object) -> int | None:
    """When something next happens by itself to a running case, once a step has changed it so."""
    changed = replace(case, state=CASE[case.state, step], **changes)  # type: ignore[arg-type]  # fields of Case
    return running_due_ms(rules_of(state, case), calendar_of(state), changed, at_ms)


# Applications.


def apply_published(state: HallState, event: e.CataloguePublished) -> None:
    """The new documents, and those by which something is still decided."""
    known = {(each.key, each.version) for each in event.matters}
    used = {(case.matter, case.version) for case in state.cases.values()}
    kept = tuple(each for each in state.catalogue if (each.key, each.version) in used - known)
    state.catalogue = event.matters + kept


def apply_calendar(state: HallState, event: e.WorkCalendarSet) -> None:
    """Terms are counted by it from now."""
    state.work_calendar = event.calendar


def apply_opened(state: HallState, event: e.CaseOpened) -> None:
    """A draft; its number is used up."""
    day = event.alias.partition("-")[0]
    state.last_case = state.last_case + 1 if state.case_day == day else 1
    state.case_day = day
    case = Case(
        case=event.case,
        alias=event.alias,
        matter=event.matter,
        version=event.version,
        subject=event.subject,
        principal=event.principal,
        opened_at_ms=event.at_ms,
        due_ms=None,
    )
    came(state, case, event.at_ms)
    state.cases[case.case] = case
    state.under_way[case.holder, case.matter] = case.case
    set_due(state, case, event.due_at_ms)


def apply_submitted(state: HallState, event: e.CaseSubmitted) -> None:
    """It is with the system, for this instant."""
    case = move(state, event.case, "submit")
    case.version, case.owner = event.version, Owner.SYSTEM
    came(state, case, event.at_ms)
    set_due(state, case, None)


def apply_told(state: HallState, event: e.CaseToldOnce) -> None:
    """The applicant's turn, until a day."""
    case = move(state, event.case, "tell_once")
    case.owner, case.clerk, case.correct_by = Owner.APPLICANT, None, event.due_on
    case.told = tuple(dict.fromkeys((*case.told, *event.codes)))
    set_due(state, case, event.due_at_ms)


def apply_handed_over(state: HallState, event: e.CaseHandedOver) -> None:
    """A person has it."""
    case = move(state, event.case, "hand_over")
    case.owner, case.clerk, case.ticket = event.owner, None, event.ticket
    set_due(state, case, event.due_at_ms)


def apply_accepted(state: HallState, event: e.CaseAccepted) -> None:
    """The terms run."""
    case = move(state, event.case, event.step)
    case.owner, case.clerk = Owner.OFFICE, None
    case.accepted_on, case.terms, case.obligations = event.accepted_on, event.terms, event.obligations
    set_due(state, case, event.due_at_ms)


def apply_stepped(state: HallState, event: e.CaseStepped) -> None:
    """One step; what it means beside the state stands in a table."""
    case = move(state, event.case, event.step)
    if event.step == "conclude":
        case.reviewer = event.by
    if event.step == "stop_term":
        case.stopped_on = calendar_of(state).day_of(event.at_ms).isoformat()
    if case.state is CaseState.MAKING:
        case.owner = Owner.OFFICE if event.step == "set_aside" else Owner.SYSTEM
    if case.case in state.cases:
        set_due(state, case, event.due_at_ms)


def apply_redated(state: HallState, event: e.CaseRedated) -> None:
    """Its terms end on other days."""
    case = state.cases[event.case] if event.step is None else move(state, event.case, event.step)
    if event.step == "resume_term":
        case.stopped_days, case.stopped_on = case.stopped_days + event.days, None
    if event.step == "extend":
        case.extended_days = event.days
    case.terms = event.terms
    set_due(state, case, event.due_at_ms)


def apply_supplied(state: HallState, event: e.CaseSupplied) -> None:
    """One obligation less."""
    case = move(state, event.case, "supply")
    case.obligations = tuple(each for each in case.obligations if each.material != event.material)
    came(state, case, event.at_ms)
    set_due(state, case, event.due_at_ms)


def apply_light(state: HallState, event: e.CaseLightChanged) -> None:
    """Seen by whoever looks at the queue."""
    case = state.cases[event.case]
    case.light = event.light
    set_due(state, case, event.due_at_ms)


def apply_delivered(state: HallState, event: e.CaseDelivered) -> None:
    """Nobody has to do anything about it any more."""
    move(state, event.case, "deliver")


def apply_to_history(state: HallState, event: e.CaseRated | e.CaseRevoked) -> None:
    """A finished case lives in the tables."""
    del state, event


def came(state: HallState, case: Case, at_ms: int) -> None:
    """Somebody is there for it; whatever they do on one day is one visit."""
    today = calendar_of(state).day_of(at_ms).isoformat()
    if today != case.came_on:
        case.visits, case.came_on = case.visits + 1, today


def move(state: HallState, number: str, step: str) -> Case:
    """Take a case one step further; what nobody has to do anything about is history."""
    case = state.cases[number]
    case.state = CASE[case.state, step]
    if case.state not in OPEN_CASES:
        del state.cases[number], state.under_way[case.holder, case.matter]
        set_due(state, case, None)
    return case


def set_due(state: HallState, case: Case, due_ms: int | None) -> None:
    """When something next happens to it by itself."""
    if due_ms is not None and due_ms != case.due_ms:
        heappush(state.case_dues, (due_ms, case.case))
    case.due_ms = due_ms
    dues = state.case_dues
    while dues and not _is_due(state, *dues[0]):
        heappop(dues)


def _is_due(state: HallState, due_ms: int, number: str) -> bool:
    case = state.cases.get(number)
    return case is not None and case.due_ms == due_ms


def index_cases(state: HallState) -> None:
    """Whose case is whose, and when what is due, from the cases."""
    state.under_way = {(case.holder, case.matter): case.case for case in state.cases.values()}
    state.case_dues = [(case.due_ms, case.case) for case in state.cases.values() if case.due_ms is not None]
    heapify(state.case_dues)
