"""A case goes on at the counter that serves its citizen: only theirs, only while they are served, only by its clerk."""

from __future__ import annotations

import pytest

from kiosk.approval.decisions import Result, Verdict
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.case_record import Case
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CaseState
from kiosk.hall.refusals import CaseStepWrong, CounterNotReady, NotYourCounter, UnknownCase
from kiosk.journal import decode_event, encode_event, state_from_json, state_to_json
from tests.builders import call, clerk, start
from tests.case_builders import NOON_MS, begin, case_hall, log_in, step, submit

AT = NOON_MS + 10


def handed_over() -> tuple[Hall, Case]:
    """The case of p1, which a source that is down gave to a person, with its ticket; counter 1 is open."""
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, ROUTE=Result.UNVERIFIED)
    open_counter(hall)
    return hall, case


def open_counter(hall: Hall, counter: str = "1") -> None:
    hall.handle(c.TakeSeat(counter=counter, by=clerk(counter)), NOON_MS)
    hall.handle(c.OpenCounter(counter=counter, by=clerk(counter)), NOON_MS)


def own_ticket(hall: Hall, *, session: str | None = None) -> str:
    """A ticket that whoever stands, logged in, at k1 takes there. session: None: of theirs."""
    name = hall.state.sessions["k1"].session if session is None else session
    taken = hall.handle(c.TakeTicket(matter_class="A", by="k1", session=name), NOON_MS)[0]
    assert isinstance(taken, e.TicketTaken)
    return taken.ticket


def serve(hall: Hall) -> str | None:
    number = call(hall, "1", at=AT)
    start(hall, "1", at=AT)
    return number


def take_up(hall: Hall, case: Case, by: str = clerk("1")) -> tuple[e.Event, ...]:
    return hall.handle(c.TakeUpCase(counter="1", case=case.case, by=by), AT)


def test_a_ticket_of_a_case_that_was_handed_over_carries_its_matter_its_case_and_whose_it_is() -> None:
    hall, case = handed_over()

    visit = hall.state.visits[case.ticket or ""]

    assert (visit.holder, visit.case) == ("p1", case.case)
    assert [each.matter for each in visit.matters] == ["elder"]
    taken = e.TicketTaken(
        at_ms=1, ticket="A001", prefix="A", serial=1, line="A", kind="ordinary", order_ms=1, slot_at_ms=None,
        token_hash=None, holder="p1", case=case.case,
    )  # fmt: skip
    assert decode_event(encode_event(taken)) == taken
    assert state_to_json(state_from_json(state_to_json(hall.state))) == state_to_json(hall.state)


def test_a_ticket_is_somebodys_only_while_they_stand_there_logged_in() -> None:
    hall = case_hall()
    log_in(hall)
    theirs, nobodys = own_ticket(hall), own_ticket(hall, session="another")
    hall.handle(c.EndSession(terminal="k1", session=hall.state.sessions["k1"].session), NOON_MS)
    gone = hall.handle(c.TakeTicket(matter_class="A", by="k1", session="s0"), NOON_MS)[0]

    assert hall.state.visits[theirs].holder == "p1"
    assert hall.state.visits[nobodys].holder is None
    assert isinstance(gone, e.TicketTaken)
    assert gone.holder is None


def test_what_a_terminal_handed_over_changes_hands_and_stands_as_it_stood() -> None:
    hall, case = handed_over()
    number = serve(hall)

    assert take_up(hall, case) == (
        e.CaseTakenUp(at_ms=AT, case=case.case, counter="1", ticket=str(number), by=clerk("1")),
    )
    assert (case.state, case.owner, case.clerk) == (CaseState.SUBMITTED, Owner.COUNTER, clerk("1"))
    # Told again it changes nothing.
    assert take_up(hall, case) == ()


def test_a_draft_that_was_left_at_a_terminal_is_handed_in_by_taking_it_up_and_not_judged() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    number = own_ticket(hall)
    open_counter(hall)
    serve(hall)

    submitted, handed, taken_up = take_up(hall, case)

    assert isinstance(submitted, e.CaseSubmitted)
    assert (submitted.verdict, submitted.results) == (Verdict.HANDED_OVER, ())
    assert isinstance(handed, e.CaseHandedOver)
    assert (handed.owner, handed.ticket) == (Owner.COUNTER, number)
    assert isinstance(taken_up, e.CaseTakenUp)
    assert case.due_ms == handed.due_at_ms
    step(hall, case, "accept", at=AT)
    assert (case.state, case.owner, case.clerk) == (CaseState.ACCEPTED, Owner.OFFICE, None)


def test_what_was_told_once_comes_back_to_the_person_who_takes_it_up() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=Result.UNMET)
    assert case.state is CaseState.CORRECTING
    own_ticket(hall)
    open_counter(hall)
    serve(hall)

    assert [type(event) for event in take_up(hall, case)] == [e.CaseHandedOver, e.CaseTakenUp]
    assert (case.state, case.told) == (CaseState.SUBMITTED, ("C1",))


def test_nobody_picks_a_case_that_is_not_of_whoever_is_served() -> None:
    hall, case = handed_over()
    hall.handle(c.EndSession(terminal="k1", session=hall.state.sessions["k1"].session), NOON_MS)
    log_in(hall, at=NOON_MS + 1, subject="p2")
    other = begin(hall, at=NOON_MS + 1)
    hall.handle(c.TakeTicket(matter_class="A"), NOON_MS + 1)
    with pytest.raises(CounterNotReady):
        take_up(hall, case)
    serve(hall)

    with pytest.raises(UnknownCase):
        take_up(hall, other)
    with pytest.raises(UnknownCase):
        hall.handle(c.TakeUpCase(counter="1", case="none", by=clerk("1")), AT)
    with pytest.raises(NotYourCounter):
        take_up(hall, case, by="clerk of 2")
    hall.handle(c.FinishService(counter="1", by=clerk("1"), call_next=True), AT)
    start(hall, "1", at=AT)
    # The next one's ticket is nobody's: with it nothing can be taken up.
    with pytest.raises(UnknownCase):
        take_up(hall, case)


def test_what_a_person_has_accepted_is_no_longer_taken_up() -> None:
    hall, case = handed_over()
    serve(hall)
    step(hall, case, "accept", at=AT)

    with pytest.raises(CaseStepWrong):
        take_up(hall, case)


def test_a_ticket_whose_matter_no_counter_of_its_new_line_serves_ends_where_it_was_sent() -> None:
    hall, case = handed_over()
    open_counter(hall, "2")
    number = serve(hall)
    hall.handle(c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), AT)
    assert call(hall, "2", at=AT) == number
    start(hall, "2", at=AT)

    assert hall.handle(c.FinishService(counter="2", by=clerk("2")), AT) == (
        e.ServiceFinished(at_ms=AT, ticket=str(number), counter="2", served=("elder",)),
    )
    assert case.clerk is None


def test_taking_up_makes_the_counters_last_action_final() -> None:
    hall, case = handed_over()
    serve(hall)
    assert hall.state.actions
    take_up(hall, case)

    assert hall.state.actions == {}
