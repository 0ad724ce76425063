"""Cases as staff move them, and their clocks. Monday is 2026-11-23."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.approval.decisions import Result
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Light, Owner, Terms
from kiosk.hall.case_record import Case
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CASE, CaseState
from kiosk.hall.refusals import (
    CaseStepWrong,
    ExtendedAlready,
    ObligationsOpen,
    SameDecider,
    ToldOnceAlready,
    UnknownObligation,
)
from tests.case_builders import DAY_MS, ELDER, HOUR_MS, MONDAY_MS, NOON_MS, begin, case_hall, log_in, step, submit

TEN_MS = NOON_MS + HOUR_MS


def handed_over(hall: Hall) -> Case:
    """A case that lies with a person."""
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C2=Result.UNVERIFIED)
    return case


def reviewed(hall: Hall) -> Case:
    """A case that waits for a decision; clerk01 has reviewed it."""
    case = handed_over(hall)
    for name in ("accept", "assign", "conclude"):
        step(hall, case, name, at=TEN_MS)
    return case


def gapped(hall: Hall) -> Case:
    """A case that was accepted with a gap."""
    log_in(hall)
    case = begin(hall)
    submit(hall, case, may_lack=True, C4=Result.UNMET)
    return case


def test_two_people_take_a_case_from_the_counter_to_the_certificate() -> None:
    hall = case_hall()
    case = reviewed(hall)

    step(hall, case, "grant", at=TEN_MS, by="supervisor01")
    step(hall, case, "make", at=TEN_MS, by="supervisor01")
    hall.handle(c.DeliverCase(case=case.case, certificate="Z1", digest="d"), TEN_MS)

    assert case.state is CaseState.CLOSED


def test_what_cannot_be_set_goes_to_the_back_office_and_is_tried_again_when_they_say_so() -> None:
    hall = case_hall()
    case = reviewed(hall)
    step(hall, case, "grant", at=TEN_MS, by="supervisor01")
    step(hall, case, "make", at=TEN_MS, by="supervisor01")

    # While the office is at it nobody need ask for it.
    with pytest.raises(CaseStepWrong):
        step(hall, case, "make", at=TEN_MS)
    hall.handle(c.SetCaseAside(case=case.case), TEN_MS)
    aside = (case.state, case.owner)
    told_again = hall.handle(c.SetCaseAside(case=case.case), TEN_MS)
    step(hall, case, "make", at=TEN_MS)

    assert (aside, told_again) == ((CaseState.MAKING, Owner.OFFICE), ())
    assert (case.state, case.owner) == (CaseState.MAKING, Owner.SYSTEM)
    hall.handle(c.DeliverCase(case=case.case, certificate="Z1", digest="d"), TEN_MS)
    assert case.state is CaseState.CLOSED


@pytest.mark.parametrize("name", ["grant", "deny"])
def test_whoever_reviewed_does_not_decide(name: str) -> None:
    hall = case_hall()
    case = reviewed(hall)

    with pytest.raises(SameDecider):
        step(hall, case, name, at=TEN_MS)


def test_nothing_is_granted_while_something_is_still_to_be_brought() -> None:
    hall = case_hall()
    case = gapped(hall)
    for name in ("assign", "conclude"):
        step(hall, case, name, at=TEN_MS)

    with pytest.raises(ObligationsOpen):
        step(hall, case, "grant", at=TEN_MS, by="supervisor01")

    step(hall, case, "supply", at=TEN_MS, material="account")
    step(hall, case, "grant", at=TEN_MS, by="supervisor01")

    assert case.state is CaseState.GRANTED


def test_a_matter_may_grant_with_its_gap_open() -> None:
    hall = case_hall(replace(ELDER, grants_with_gaps=True))
    case = gapped(hall)
    for name in ("assign", "conclude"):
        step(hall, case, name, at=TEN_MS)

    step(hall, case, "grant", at=TEN_MS, by="supervisor01")

    assert case.state is CaseState.GRANTED


def test_only_what_is_missing_can_be_supplied() -> None:
    hall = case_hall()
    case = gapped(hall)

    with pytest.raises(UnknownObligation):
        step(hall, case, "supply", at=TEN_MS, material="photo")


def test_a_clerk_cannot_ask_for_more_than_the_one_notice_named() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=Result.UNMET)
    hall.handle(c.HandOverCase(terminal="k1", session=session, case=case.case), NOON_MS)

    with pytest.raises(ToldOnceAlready):
        step(hall, case, "tell_once", at=TEN_MS, codes=("C1", "C2"))
    step(hall, case, "tell_once", at=TEN_MS, codes=("C1",))

    assert case.state is CaseState.CORRECTING


def test_terms_run_from_the_next_working_day() -> None:
    hall = case_hall()
    case = handed_over(hall)

    (accepted,) = step(hall, case, "accept", at=TEN_MS)

    assert isinstance(accepted, e.CaseAccepted)
    assert accepted.terms == Terms(promised_on="2026-11-30", statutory_on="2026-12-21", is_estimate=False)


def test_the_light_turns_at_seventy_percent_at_the_promise_and_at_the_laws_term() -> None:
    hall = case_hall()
    case = handed_over(hall)
    step(hall, case, "accept", at=TEN_MS)
    step(hall, case, "assign", at=TEN_MS)

    turned = [each for each in hall.tick(MONDAY_MS + 60 * DAY_MS) if isinstance(each, e.CaseLightChanged)]

    # Of five days four are used on Friday the 27th; the promise ends with Monday the 30th, the law's with 21 December.
    assert [(each.at_ms, each.light) for each in turned] == [
        (MONDAY_MS + 4 * DAY_MS, Light.YELLOW),
        (MONDAY_MS + 8 * DAY_MS, Light.RED),
        (MONDAY_MS + 29 * DAY_MS, Light.BLACK),
    ]
    assert case.due_ms is None


def test_a_special_procedure_stops_the_terms_and_moves_them_by_its_working_days() -> None:
    hall = case_hall()
    case = handed_over(hall)
    step(hall, case, "accept", at=TEN_MS)
    step(hall, case, "assign", at=TEN_MS)

    # From Tuesday to the Monday after: four working days.
    step(hall, case, "stop_term", at=NOON_MS + DAY_MS)
    stopped_due = case.due_ms
    step(hall, case, "resume_term", at=NOON_MS + 7 * DAY_MS)

    assert stopped_due is None
    assert case.terms == Terms(promised_on="2026-12-04", statutory_on="2026-12-25", is_estimate=False)
    assert case.stopped_days == 4


def test_a_term_is_extended_once_and_by_ten_days_at_most() -> None:
    hall = case_hall()
    case = reviewed(hall)

    with pytest.raises(ExtendedAlready):
        step(hall, case, "extend", at=TEN_MS, days=11)
    step(hall, case, "extend", at=TEN_MS, days=10)
    with pytest.raises(ExtendedAlready):
        step(hall, case, "extend", at=TEN_MS, days=1)

    # 15 and 30 working days: the law's term now ends in a year nobody has announced.
    assert case.terms == Terms(promised_on="2026-12-14", statutory_on="2027-01-04", is_estimate=True)


def test_a_new_calendar_counts_running_terms_again() -> None:
    hall = case_hall()
    case = handed_over(hall)
    step(hall, case, "accept", at=TEN_MS)
    assert hall.state.work_calendar is not None
    calendar = hall.state.work_calendar
    closed = replace(calendar, free=tuple(sorted((*calendar.free, "2026-11-25"))))

    events = hall.handle(c.SetWorkCalendar(calendar=closed), TEN_MS)

    assert [type(each) for each in events] == [e.WorkCalendarSet, e.CaseRedated]
    assert case.terms == Terms(promised_on="2026-12-01", statutory_on="2026-12-22", is_estimate=False)


def test_a_saturday_that_is_worked_moves_the_terms_and_moves_them_back() -> None:
    hall = case_hall()
    case = handed_over(hall)
    step(hall, case, "accept", at=TEN_MS)
    plain = hall.state.work_calendar
    assert plain is not None
    before = case.terms

    hall.handle(c.SetWorkCalendar(calendar=replace(plain, worked=(*plain.worked, "2026-11-28"))), TEN_MS)
    with_saturday = case.terms
    hall.handle(c.SetWorkCalendar(calendar=plain), TEN_MS)

    # Five and twenty working days after Monday the 23rd: Mondays, and with the Saturday one working day earlier.
    assert before == Terms(promised_on="2026-11-30", statutory_on="2026-12-21", is_estimate=False)
    assert with_saturday == Terms(promised_on="2026-11-28", statutory_on="2026-12-18", is_estimate=False)
    assert case.terms == before


def test_a_term_in_a_year_that_is_announced_meanwhile_is_no_estimate_any_more() -> None:
    hall = case_hall()
    case = reviewed(hall)
    step(hall, case, "extend", at=TEN_MS, days=10)
    calendar = hall.state.work_calendar
    assert calendar is not None
    known = replace(calendar, free=(*calendar.free, "2027-01-01"), announced_until="2027-12-31")

    events = hall.handle(c.SetWorkCalendar(calendar=known), TEN_MS)

    # The first of January was counted as a plain Friday: the law's term ended on the 4th, and ends on the 5th now.
    assert case.terms == Terms(promised_on="2026-12-14", statutory_on="2027-01-05", is_estimate=False)
    assert [type(each) for each in events] == [e.WorkCalendarSet, e.CaseRedated]


def test_a_calendar_by_which_a_promise_is_missed_already_turns_the_light_at_once_and_back() -> None:
    hall = case_hall()
    case = handed_over(hall)
    step(hall, case, "accept", at=TEN_MS)
    plain = hall.state.work_calendar
    assert plain is not None
    sunday_ms = TEN_MS + 6 * DAY_MS
    hall.tick(sunday_ms)
    was = case.light

    events = hall.handle(c.SetWorkCalendar(calendar=replace(plain, worked=(*plain.worked, "2026-11-28"))), sunday_ms)
    now = case.light
    hall.handle(c.SetWorkCalendar(calendar=plain), sunday_ms)

    assert [type(each) for each in events] == [e.WorkCalendarSet, e.CaseRedated, e.CaseLightChanged]
    assert (was, now, case.light) == (Light.YELLOW, Light.RED, Light.YELLOW)


def test_a_case_ends_when_its_applicant_has_died() -> None:
    hall = case_hall()
    case = reviewed(hall)

    step(hall, case, "terminate", at=TEN_MS, writing="w1")

    assert case.state is CaseState.TERMINATED
    assert hall.state.cases == {}


@pytest.mark.parametrize("name", ["grant", "conclude", "supply", "resume_term"])
def test_a_step_out_of_turn_is_refused(name: str) -> None:
    hall = case_hall()
    case = handed_over(hall)

    with pytest.raises(CaseStepWrong):
        step(hall, case, name, at=TEN_MS, **({"material": "account"} if name == "supply" else {}))


def test_nothing_parks_a_case() -> None:
    assert not {"park", "suspend"} & {what for _state, what in CASE}


def test_a_finished_case_is_rated_once_and_revoked_by_the_tables() -> None:
    hall = case_hall()

    rated = hall.handle(c.RateCase(case="c", was=CaseState.CLOSED, grade=5), NOON_MS)
    revoked = hall.handle(c.RevokeCase(case="c", was=CaseState.RATED, certificate="Z1", by="supervisor01"), NOON_MS)

    assert isinstance(rated[0], e.CaseRated)
    assert isinstance(revoked[0], e.CaseRevoked)
    with pytest.raises(CaseStepWrong):
        hall.handle(c.RateCase(case="c", was=CaseState.RATED, grade=1), NOON_MS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "park"},
        {"step": "tell_once"},
        {"step": "accept", "codes": ("C1",)},
        {"step": "supply"},
        {"step": "extend"},
        {"step": "grant", "days": 3},
    ],
)
def test_a_step_has_what_it_needs_and_nothing_else(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"with|staff"):
        c.StepCase(case="c", by="clerk01", **wrong)  # type: ignore[arg-type]  # what is wrong about it
