"""A note for the back office: left by anybody, answered by staff, gone at the end of its term."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import SessionRules
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import TerminalNotKnown, UnknownNote
from kiosk.journal import state_from_json, state_to_json
from tests.builders import configured_hall, do, terminals, two_line_config

K = "hall-1"
TERM_MS = 30 * 24 * 3_600_000
LEAVE = c.LeaveNote(terminal=K, cause="printer_jam", matter="proof", writing="w1")


def hall_of(**rules: int) -> Hall:
    return configured_hall(two_line_config(terminals=terminals(K), sessions=SessionRules(**rules)))


def test_whoever_is_logged_in_leaves_it_under_their_pseudonym() -> None:
    hall = hall_of()
    do(hall, c.StartSession(terminal=K, session="s1"), 0)
    do(hall, c.LogIn(terminal=K, session="s1", subject="p1", level=1, proofs=("code",)), 0)

    events = do(hall, LEAVE, 1_000)

    assert events == (
        e.NoteLeft(
            at_ms=1_000,
            note="N0001",
            terminal=K,
            session="s1",
            subject="p1",
            matter="proof",
            cause="printer_jam",
            writing="w1",
            due_at_ms=1_000 + TERM_MS,
        ),
    )


def test_nobody_need_be_there_by_name() -> None:
    hall = hall_of()

    do(hall, LEAVE, 0)

    assert (hall.state.notes["N0001"].session, hall.state.notes["N0001"].subject) == (None, None)


def test_a_terminal_that_the_hall_does_not_have_leaves_none() -> None:
    with pytest.raises(TerminalNotKnown):
        do(hall_of(), c.LeaveNote(terminal="nowhere", cause="x"), 0)


def test_an_answered_note_is_gone_and_cannot_be_answered_twice() -> None:
    hall = hall_of()
    do(hall, LEAVE, 0)

    events = do(hall, c.CloseNote(note="N0001", by="supervisor01"), 5)

    assert events == (e.NoteClosed(at_ms=5, note="N0001", by="supervisor01"),)
    assert hall.state.notes == {}
    with pytest.raises(UnknownNote):
        do(hall, c.CloseNote(note="N0001", by="supervisor01"), 6)


def test_at_the_end_of_its_term_it_goes_by_itself() -> None:
    hall = hall_of(note_ms=1_000)
    do(hall, LEAVE, 0)
    do(hall, LEAVE, 400)

    events = hall.tick(5_000)

    assert events == (
        e.NoteClosed(at_ms=1_000, note="N0001", by=None),
        e.NoteClosed(at_ms=1_400, note="N0002", by=None),
    )
    assert hall.next_deadline() is None


def test_notes_survive_a_snapshot_and_their_numbers_are_not_given_twice() -> None:
    hall = hall_of()
    do(hall, LEAVE, 0)
    do(hall, c.CloseNote(note="N0001", by="supervisor01"), 1)
    do(hall, LEAVE, 2)

    again = Hall(state_from_json(state_to_json(hall.state)))
    do(again, LEAVE, 3)

    assert list(again.state.notes) == ["N0002", "N0003"]
