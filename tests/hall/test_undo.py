"""Undoing a counter's last action group (fine print 11)."""

from __future__ import annotations

import pytest

from kiosk.approval.decisions import Result
from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.hall.refusals import NothingToUndo, NotYourCounter
from kiosk.hall.state import dump
from tests.builders import call, clerk, do, open_hall, start, take, terminals, two_line_config
from tests.case_builders import NOON_MS, begin, case_hall, log_in, step, submit

ONE = {"counter": "1", "by": clerk("1")}


def serving_hall(**settings: object) -> Hall:
    """A001 is served at counter 1 since 2 s; A002 and A003 wait."""
    hall = open_hall(two_line_config(**settings))  # type: ignore[arg-type]  # a builder takes what a test names
    for at in (0, 1, 2):
        take(hall, at=at)
    call(hall, "1", at=1_000)
    start(hall, "1", at=2_000)
    return hall


def picture(hall: Hall) -> dict[str, object]:
    """All but the time and what may be undone."""
    return {key: value for key, value in dump(hall.state).items() if key not in {"at_ms", "actions", "finished"}}


def undo(hall: Hall, at: int, counter: str = "1") -> tuple[e.Event, ...]:
    return do(hall, c.UndoAction(counter=counter, by=clerk(counter)), at)


def calling(hall: Hall) -> None:
    do(hall, c.FinishService(**ONE, call_next=True), 5_000)


def last_call_made(hall: Hall) -> None:
    calling(hall)
    do(hall, c.Recall(**ONE), 5_001)
    do(hall, c.Recall(**ONE), 5_002)


def idle(hall: Hall) -> None:
    do(hall, c.FinishService(**ONE), 5_000)


def paused(hall: Hall) -> None:
    idle(hall)
    do(hall, c.PauseCounter(**ONE), 5_001)


def closed(hall: Hall) -> None:
    idle(hall)
    do(hall, c.CloseCounter(**ONE), 5_001)


def pausing(hall: Hall) -> None:
    do(hall, c.PauseCounter(**ONE, reason="meal"), 5_000)


def nothing(hall: Hall) -> None:
    del hall


@pytest.mark.parametrize(
    ("found", "command"),
    [
        (nothing, c.FinishService(**ONE)),
        (nothing, c.FinishService(**ONE, call_next=True)),
        (nothing, c.ParkTicket(**ONE)),
        (nothing, c.TransferTicket(**ONE, to_line="B")),
        (nothing, c.TransferTicket(**ONE, to_counter="3")),
        (nothing, c.PauseCounter(**ONE, reason="meal")),
        (nothing, c.CloseCounter(**ONE)),
        (pausing, c.ResumeCounter(**ONE)),
        (pausing, c.FinishService(**ONE)),
        (idle, c.CallNext(**ONE)),
        (idle, c.PauseCounter(**ONE)),
        (idle, c.CloseCounter(**ONE)),
        (paused, c.ResumeCounter(**ONE)),
        (paused, c.CloseCounter(**ONE)),
        (closed, c.OpenCounter(**ONE)),
        (calling, c.StartService(**ONE)),
        (calling, c.ParkTicket(**ONE)),
        (calling, c.TransferTicket(**ONE, to_line="B")),
        (last_call_made, c.MarkNoShow(**ONE)),
    ],
)
def test_doing_and_undoing_leaves_everything_as_it_was(found, command):
    hall = serving_hall()
    found(hall)
    before = picture(hall)
    do(hall, command, 6_000)

    assert picture(hall) != before
    undo(hall, 6_000)

    assert picture(hall) == before


def test_finish_and_next_is_one_group_and_its_event_says_how_both_stand_again():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE, call_next=True), 60_000)

    (undone,) = undo(hall, 69_999)

    assert isinstance(undone, e.ActionUndone)
    assert (undone.action, undone.done_at_ms) == ("finish", 60_000)
    assert [(each.ticket, each.state) for each in undone.tickets] == [("A001", "serving"), ("A002", "waiting")]
    assert undone.tickets[0].started_at_ms == 2_000
    assert (undone.desk.state, undone.desk.since_ms) == (CounterState.SERVING, 2_000)
    assert list(hall.state.visits) == ["A001", "A002", "A003"]
    assert hall.state.tally.finished == 0


def test_after_ten_seconds_an_action_stands():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE), 60_000)

    with pytest.raises(NothingToUndo) as refused:
        undo(hall, 70_000)

    assert refused.value.params == {"counter": "1", "seconds": 10}


def test_an_undoing_cannot_be_undone_and_nothing_else_is_left_to_undo():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE), 60_000)
    undo(hall, 61_000)

    with pytest.raises(NothingToUndo):
        undo(hall, 61_001)


def test_whoever_was_being_called_has_the_time_left_that_there_was():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE, call_next=True), 60_000)  # called again at 85 s
    do(hall, c.StartService(**ONE), 70_000)  # 15 s before that
    undo(hall, 78_000)

    assert hall.tick(92_999) == ()
    assert hall.tick(93_000) == (e.TicketRecalled(at_ms=93_000, ticket="A002", counter="1", call=2),)


def test_a_ticket_that_another_counter_has_called_since_does_not_come_back():
    hall = serving_hall()
    do(hall, c.TransferTicket(**ONE, to_line="B"), 60_000)
    assert call(hall, "3", at=60_500) == "A001"

    with pytest.raises(NothingToUndo):
        undo(hall, 61_000)


@pytest.mark.parametrize(
    "later",
    [
        c.Recall(**ONE),
        c.AbandonTicket(ticket="A002"),
        c.LeaveNote(terminal="k1", cause="x", writing="w"),
    ],
)
def test_a_later_event_of_the_counter_or_its_tickets_makes_an_action_final_and_no_other_does(later):
    hall = serving_hall(terminals=terminals("k1"))
    do(hall, c.FinishService(**ONE, call_next=True), 60_000)
    do(hall, later, 60_500)

    if isinstance(later, c.LeaveNote):
        assert undo(hall, 61_000)
    else:
        with pytest.raises(NothingToUndo):
            undo(hall, 61_000)


def test_who_gets_up_or_sits_elsewhere_undoes_nothing():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE), 60_000)

    with pytest.raises(NotYourCounter):
        do(hall, c.UndoAction(counter="1", by=clerk("2")), 60_100)
    do(hall, c.LeaveSeat(**ONE), 60_200)
    do(hall, c.TakeSeat(**ONE), 60_300)
    with pytest.raises(NothingToUndo):
        undo(hall, 60_400)


def test_the_no_show_of_the_deadline_is_nobodys_slip():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE, call_next=True), 60_000)
    assert hall.tick(135_000)[-1] == e.TicketNoShow(at_ms=135_000, ticket="A002", counter="1")

    with pytest.raises(NothingToUndo):
        undo(hall, 135_001)


def test_a_finished_ticket_is_forgotten_once_it_cannot_come_back():
    hall = serving_hall()
    do(hall, c.FinishService(**ONE), 60_000)
    assert list(hall.state.finished) == ["A001"]

    take(hall, at=70_000)

    assert hall.state.finished == {}


def test_the_counter_that_the_closing_door_sent_home_comes_back_for_its_citizen():
    hall = open_hall()
    number = take(hall, at=900_000)
    call(hall, "1", at=900_001)
    start(hall, "1", at=900_002)
    hall.tick(1_000_000)
    events = do(hall, c.FinishService(**ONE), 1_000_001)
    assert events[-1] == e.CounterClosed(at_ms=1_000_001, counter="1", reason="hall_shut")

    undo(hall, 1_005_000)

    assert hall.state.desks[0].state is CounterState.SERVING
    assert hall.state.visits[number].state is TicketState.SERVING


def test_where_the_hall_calls_by_itself_the_one_it_called_goes_to_who_is_free():
    hall = open_hall(two_line_config(Calling.AUTOMATIC), counters=("1", "3"))
    take(hall, at=1_000)
    take(hall, "B", at=1_001)
    take(hall, at=1_002)
    start(hall, "1", at=2_000)
    start(hall, "3", at=2_000)
    events = do(hall, c.FinishService(**ONE), 60_000)
    assert events[-1] == e.TicketCalled(at_ms=60_000, ticket="A002", counter="1")
    do(hall, c.FinishService(counter="3", by=clerk("3")), 60_500)

    undone, followed = undo(hall, 61_000)

    assert isinstance(undone, e.ActionUndone)
    assert followed == e.TicketCalled(at_ms=61_000, ticket="A002", counter="3")


def test_a_hall_may_let_nothing_be_undone():
    hall = serving_hall(undo_ms=0)
    do(hall, c.FinishService(**ONE), 60_000)

    with pytest.raises(NothingToUndo):
        undo(hall, 60_000)
    take(hall, at=60_001)
    assert hall.state.finished == {}


def test_a_closing_that_was_asked_long_ago_and_comes_with_the_deadlines_no_show_is_nobodys_slip():
    hall = open_hall(counters=("1",))
    take(hall, at=0)
    call(hall, "1", at=1)
    do(hall, c.CloseCounter(**ONE), 2)
    assert hall.tick(75_001)[-1] == e.CounterClosed(at_ms=75_001, counter="1", reason="asked")

    with pytest.raises(NothingToUndo):
        undo(hall, 75_002)


def test_once_a_case_of_the_ticket_goes_on_the_start_of_its_service_stands():
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    events = submit(hall, case, C2=Result.UNVERIFIED)
    ticket = next(event.ticket for event in events if isinstance(event, e.TicketTaken))
    do(hall, c.TakeSeat(**ONE), NOON_MS)
    do(hall, c.OpenCounter(**ONE), NOON_MS)
    assert call(hall, "1", at=NOON_MS + 1) == ticket
    start(hall, "1", at=NOON_MS + 2)

    step(hall, case, "accept", at=NOON_MS + 3, by=clerk("1"))

    with pytest.raises(NothingToUndo):
        undo(hall, NOON_MS + 4)
