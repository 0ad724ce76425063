"""A paper from the order to the hand that takes it, and what may be printed again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import PaperState
from kiosk.hall.refusals import (
    IdentifyFirst,
    LevelTooLow,
    NotSigned,
    PaperReprinted,
    PaperUnderWay,
    Refusal,
    SessionOver,
    UnknownPaper,
)
from kiosk.journal import state_from_json, state_to_json
from tests.builders import configured_hall, do, terminals, two_line_config

K, OTHER, S = "hall-1", "hall-2", "s1"


def visit(level: int = 1, subject: str = "p1") -> Hall:
    """Somebody is logged in at the first terminal."""
    hall = configured_hall(two_line_config(terminals=terminals(K, OTHER)))
    come(hall, K, S, subject, level)
    return hall


def come(hall: Hall, terminal: str, session: str, subject: str, level: int = 1) -> None:
    do(hall, c.StartSession(terminal=terminal, session=session), hall.state.at_ms)
    known = c.LogIn(terminal=terminal, session=session, subject=subject, level=level, proofs=("code",))
    do(hall, known, hall.state.at_ms)


def order(
    paper: str | None = None, *, terminal: str = K, session: str = S, matter: str = "proof", level: int = 1
) -> c.OrderPaper:
    return c.OrderPaper(
        terminal=terminal, session=session, matter=matter, device="document_printer", level=level, paper=paper
    )


def settled(hall: Hall, outcome: str, cause: str | None = None) -> PaperState:
    """The state of the only paper after this outcome."""
    do(hall, c.SettlePaper(paper="P0001", outcome=outcome, cause=cause), hall.state.at_ms)
    return hall.state.papers["P0001"].state


def refused(hall: Hall, command: c.Command) -> type[Refusal]:
    with pytest.raises(Refusal) as refusal:
        do(hall, command, hall.state.at_ms)
    return type(refusal.value)


def test_an_ordered_paper_has_a_number_and_remembers_what_had_been_shown() -> None:
    hall = visit(level=2)

    events = do(hall, order(), 1_000)

    assert events == (
        e.PaperOrdered(
            at_ms=1_000,
            terminal=K,
            session=S,
            paper="P0001",
            matter="proof",
            device="document_printer",
            subject="p1",
            level=2,
            copy=1,
        ),
    )


def test_more_must_be_shown_where_the_matter_needs_more() -> None:
    assert refused(visit(level=2), order(level=3)) is LevelTooLow


def test_nobody_orders_without_a_session_of_their_own() -> None:
    hall = visit()

    assert refused(hall, order(session="another")) is SessionOver
    assert refused(hall, order(terminal=OTHER)) is SessionOver


def test_what_is_printing_is_not_printed_twice() -> None:
    hall = visit()
    do(hall, order(), 0)

    assert refused(hall, order()) is PaperUnderWay
    assert refused(hall, order("P0001")) is PaperUnderWay


def test_a_paper_of_which_nothing_whole_came_out_may_be_ordered_again_and_again() -> None:
    hall = visit()
    do(hall, order(), 0)

    for _ in range(3):
        assert settled(hall, "fail", "printer_paper_out") is PaperState.FAILED
        do(hall, order("P0001"), hall.state.at_ms)

    assert hall.state.papers["P0001"].copy == 1
    assert hall.state.papers["P0001"].cause is None


@pytest.mark.parametrize("outcomes", [("lose",), ("print", "retract")])
def test_a_paper_that_may_have_come_out_is_printed_again_once(outcomes: tuple[str, ...]) -> None:
    hall = visit()
    do(hall, order(), 0)
    for outcome in outcomes:
        settled(hall, outcome)

    do(hall, order("P0001"), 1_000)
    for outcome in outcomes:
        settled(hall, outcome)

    assert hall.state.papers["P0001"].copy == 2
    assert refused(hall, order("P0001")) is PaperReprinted


def test_a_paper_in_hand_is_done_and_a_new_one_may_be_ordered() -> None:
    hall = visit()
    do(hall, order(), 0)
    assert (settled(hall, "print"), settled(hall, "take")) == (PaperState.PRINTED, PaperState.TAKEN)

    events = do(hall, order(), 1_000)

    assert [event.paper for event in events if isinstance(event, e.PaperOrdered)] == ["P0002"]
    assert refused(hall, order("P0001")) is PaperUnderWay


def test_what_cannot_have_become_of_a_paper_changes_nothing() -> None:
    hall = visit()
    do(hall, order(), 0)

    assert do(hall, c.SettlePaper(paper="P0001", outcome="take"), 0) == ()
    assert do(hall, c.SettlePaper(paper="P9999", outcome="print"), 0) == ()


def test_a_paper_that_did_not_come_is_printed_at_another_terminal_for_its_holder_alone() -> None:
    hall = visit()
    do(hall, order(), 0)
    settled(hall, "fail", "printer_jam")
    do(hall, c.EndSession(terminal=K, session=S), 0)

    come(hall, OTHER, "s2", "p2")
    assert refused(hall, order("P0001", terminal=OTHER, session="s2")) is UnknownPaper
    do(hall, c.EndSession(terminal=OTHER, session="s2"), 0)
    come(hall, OTHER, "s3", "p1")
    do(hall, order("P0001", terminal=OTHER, session="s3"), 0)

    paper = hall.state.papers["P0001"]
    assert (paper.terminal, paper.session, paper.state) == (OTHER, "s3", PaperState.ORDERED)


def test_papers_survive_a_snapshot_and_go_when_the_day_turns() -> None:
    hall = visit()
    do(hall, order(), 0)
    settled(hall, "fail", "printer_jam")

    again = Hall(state_from_json(state_to_json(hall.state)))
    assert again.state.papers == hall.state.papers
    assert again.state.last_paper == 1
    do(again, c.OpenHall(day="2026-11-23", intervals=((10, 20),), turns_at_ms=30), 5)
    again.tick(30)

    assert again.state.papers == {}


def sign(matter: str = "proof", way: str = "tap", session: str = S) -> c.SignMatter:
    strokes = {"length": 44, "digest": "d" * 64} if way == "pad" else {}
    return c.SignMatter(terminal=K, session=session, matter=matter, way=way, **strokes)  # type: ignore[arg-type]  # a mixture


def signed_order() -> c.OrderPaper:
    return replace(order(), needs_signature=True)


def test_a_paper_printed_again_keeps_its_level_and_says_at_which_it_was_asked_for() -> None:
    hall = visit(level=1)
    do(hall, order(), 0)
    settled(hall, "fail", "printer_jam")
    do(hall, c.EndSession(terminal=K, session=S), 0)
    come(hall, OTHER, "s2", "p1", level=3)

    (again,) = do(hall, order("P0001", terminal=OTHER, session="s2"), 5_000)

    assert again == e.PaperOrdered(
        at_ms=5_000,
        terminal=OTHER,
        session="s2",
        paper="P0001",
        matter="proof",
        device="document_printer",
        subject="p1",
        level=1,
        copy=1,
        asked_level=3,
    )
    assert hall.state.papers["P0001"].level == 1


def test_what_must_be_signed_is_ordered_once_for_each_signature() -> None:
    hall = visit()
    assert refused(hall, signed_order()) is NotSigned

    events = do(hall, sign(way="pad"), 1_000)
    do(hall, signed_order(), 2_000)
    settled(hall, "print")

    assert events == (
        e.MatterSigned(
            at_ms=1_000,
            terminal=K,
            session=S,
            matter="proof",
            subject="p1",
            way="pad",
            length=44,
            digest="d" * 64,
        ),
    )
    assert refused(hall, signed_order()) is NotSigned


def test_a_signature_is_for_its_matter_and_its_session_alone() -> None:
    hall = visit()
    do(hall, sign("another"), 0)
    assert refused(hall, signed_order()) is NotSigned
    do(hall, sign(), 0)

    do(hall, c.EndSession(terminal=K, session=S), 0)
    come(hall, K, "s2", "p1")

    assert refused(hall, replace(signed_order(), session="s2")) is NotSigned
    assert refused(hall, sign(session=S)) is SessionOver


def test_what_did_not_come_is_printed_again_without_another_signature() -> None:
    hall = visit()
    do(hall, sign(), 0)
    do(hall, signed_order(), 0)
    settled(hall, "fail", "printer_jam")

    (again,) = do(hall, replace(signed_order(), paper="P0001"), 1_000)

    assert isinstance(again, e.PaperOrdered)
    assert again.asked_level == 1


def test_nobody_in_particular_signs_nothing() -> None:
    hall = configured_hall(two_line_config(terminals=terminals(K)))
    do(hall, c.StartSession(terminal=K, session=S), 0)

    assert refused(hall, sign()) is IdentifyFirst


@pytest.mark.parametrize(
    "values", [{"way": "stamp"}, {"way": "pad"}, {"way": "tap", "length": 1}, {"way": "pad", "length": 1}]
)
def test_a_signature_that_cannot_be_is_refused_at_birth(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"way is one of|strokes have"):
        c.SignMatter(terminal=K, session=S, matter="proof", **values)


def test_what_could_not_be_printed_may_go_to_a_phone_and_is_delivered_then() -> None:
    hall = visit()
    do(hall, order(), 1_000)
    assert settled(hall, "fail", "printer_jam") is PaperState.FAILED

    (sent,) = do(
        hall, c.OrderPaper(terminal=K, session=S, matter="proof", device="phone", level=1, paper="P0001"), 2_000
    )

    assert isinstance(sent, e.PaperOrdered)
    assert (sent.paper, sent.device, sent.subject, sent.copy) == ("P0001", "phone", "p1", 1)
    assert settled(hall, "send") is PaperState.SENT
    assert refused(hall, order("P0001")) is PaperUnderWay
