"""Ratings of finished tickets: once, in time, and a poor one is looked into."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import NothingToUndo
from kiosk.hall.service_refusals import RatedAlready, RatingClosed, UnknownFollowUp
from kiosk.hall.state import dump
from tests.builders import TURNS_MS, call, do, open_hall, serve, take, two_line_config

MINUTE_MS = 60_000


def served_hall(**settings: object) -> Hall:
    """A hall in which counter 1 has finished A001 at 1,000."""
    hall = open_hall(two_line_config(**settings))
    take(hall, at=0)
    serve(hall, "1", at=500, until=1_000)
    return hall


def test_a_finished_ticket_is_rated_once():
    hall = served_hall()

    rated = do(hall, c.RateTicket(ticket="A001", grade=5), 2_000)
    before = dump(hall.state)
    for grade in (5, None):
        with pytest.raises(RatedAlready):
            do(hall, c.RateTicket(ticket="A001", grade=grade), 3_000)

    assert rated == (e.TicketRated(at_ms=2_000, ticket="A001", served_at="1", grade=5),)
    assert dump(hall.state) == before


def test_whoever_would_rather_not_rate_is_not_asked_again():
    hall = served_hall()

    (rated,) = do(hall, c.RateTicket(ticket="A001", grade=None), 2_000)

    assert isinstance(rated, e.TicketRated)
    assert (rated.grade, rated.follow_up) == (None, None)
    with pytest.raises(RatedAlready):
        do(hall, c.RateTicket(ticket="A001", grade=1, reasons=("slow",)), 3_000)


def test_what_is_not_finished_or_was_long_ago_is_not_rated():
    hall = served_hall(rate_ms=10 * MINUTE_MS)
    take(hall, at=1_500)

    for number in ("A002", "A999"):
        with pytest.raises(RatingClosed):
            do(hall, c.RateTicket(ticket=number, grade=5), 2_000)
    with pytest.raises(RatingClosed):
        do(hall, c.RateTicket(ticket="A001", grade=5), 1_000 + 10 * MINUTE_MS)


def test_an_invitation_goes_with_the_day_and_with_what_is_finished_after_its_term():
    hall = served_hall(rate_ms=MINUTE_MS)
    take(hall, at=100_000)
    serve(hall, "1", at=100_000, until=110_000)
    assert list(hall.state.invitations) == ["A002"]

    hall.tick(TURNS_MS)

    assert not hall.state.invitations


def test_a_poor_grade_needs_reasons_and_a_good_one_has_none():
    for grade, reasons in ((2, ()), (1, ("weather",)), (3, ("slow",)), (6, ()), (0, ())):
        with pytest.raises(ValueError, match="grade"):
            c.RateTicket(ticket="A001", grade=grade, reasons=reasons)


def test_a_poor_rating_waits_for_a_supervisor_over_the_day_s_end_until_it_is_settled():
    hall = served_hall()

    (rated,) = do(hall, c.RateTicket(ticket="A001", grade=1, reasons=("slow", "trips")), 2_000)
    hall.tick(TURNS_MS)
    waiting = hall.state.follow_ups["R0001"]
    closed = do(hall, c.CloseFollowUp(follow_up="R0001", outcome="put_right", by="boss"), TURNS_MS + 1)

    assert isinstance(rated, e.TicketRated)
    assert (rated.follow_up, rated.due_at_ms) == ("R0001", 2_000 + 7 * 24 * 60 * MINUTE_MS)
    assert (waiting.ticket, waiting.counter, waiting.clerk, waiting.grade) == ("A001", "1", "clerk-1", 1)
    assert closed == (e.FollowUpClosed(at_ms=TURNS_MS + 1, follow_up="R0001", outcome="put_right", by="boss"),)
    with pytest.raises(UnknownFollowUp):
        do(hall, c.CloseFollowUp(follow_up="R0001", outcome="put_right", by="boss"), TURNS_MS + 2)


def test_a_finish_that_was_rated_cannot_be_undone_and_one_that_was_undone_cannot_be_rated():
    hall = served_hall()
    do(hall, c.UndoAction(counter="1", by="clerk-1"), 1_500)
    with pytest.raises(RatingClosed):
        do(hall, c.RateTicket(ticket="A001", grade=5), 1_600)

    do(hall, c.FinishService(counter="1", by="clerk-1"), 1_700)
    do(hall, c.RateTicket(ticket="A001", grade=5), 1_800)

    with pytest.raises(NothingToUndo):
        do(hall, c.UndoAction(counter="1", by="clerk-1"), 1_900)


def test_a_rating_leaves_alone_what_the_counter_has_begun_since():
    hall = served_hall()
    take(hall, at=20_000)
    call(hall, "1", at=20_000)

    do(hall, c.RateTicket(ticket="A001", grade=5), 21_000)
    do(hall, c.UndoAction(counter="1", by="clerk-1"), 22_000)

    assert hall.state.visits["A002"].called_at_ms is None


def test_a_hall_that_does_not_ask_is_not_rated():
    hall = served_hall(rate_ms=0)

    with pytest.raises(RatingClosed):
        do(hall, c.RateTicket(ticket="A001", grade=5), 2_000)
