"""The page of a paper: kept before it is printed, printed again as it was, gone with the paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from devices import messages as m
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import PaperState
from tests.live.halls import DAY, START_MS, rows, wait_until
from tests.live.place import PAPER, PEOPLE, Place, T
from tests.live.test_attendant import place, showing
from tests.live.test_fault_walk import S, come, order
from tests.live.test_papers import PRINTER, pages, state_of

__all__ = ["place", "showing"]
ELDER = PEOPLE["demo-elder"]


def kept(folder: Path) -> list[tuple[str, str]]:
    return [tuple(row) for row in rows(folder, "select paper, page from paper_pages")]


def lose_it(place: Place) -> None:
    """Somebody known by a code orders a proof, and nobody takes it."""
    come(place, 1)
    place.peripherals.set_visitor(T, is_there=False)
    order(place, PAPER, PRINTER)
    place.wait(lambda: state_of(place) is PaperState.RETRACTED)
    place.settle()


def test_what_is_printed_again_are_the_bytes_that_were_printed_first(showing: Place, tmp_path: Path) -> None:
    lose_it(showing)
    ((_, page),) = kept(tmp_path)
    known = c.LogIn(terminal=T, session=S, subject="demo-elder", level=2, proofs=("id_card",))
    assert showing.do(known) == 200
    showing.hall.clock.seconds += 3600
    showing.hall.writer.catch_up()
    showing.settle()

    come(showing, 2)
    showing.peripherals.set_visitor(T, is_there=True)
    order(showing, PAPER, PRINTER, "P0001")
    showing.wait(lambda: state_of(showing) is PaperState.TAKEN)

    again = str(showing.rack.outputs(T)[-1].page)
    # They have shown their card by now, an hour has passed; the paper is the one of before.
    assert again == page
    assert showing.state.papers["P0001"].level == 1


def test_a_page_is_gone_once_the_paper_is_in_a_hand(place: Place, tmp_path: Path) -> None:
    come(place, 1)
    order(place, PAPER, PRINTER)
    place.wait(lambda: state_of(place) is PaperState.TAKEN)

    wait_until(lambda: kept(tmp_path) == [])


def test_a_page_is_erased_when_the_day_turns(place: Place, tmp_path: Path) -> None:
    hours = ((START_MS, START_MS + 300_000),)
    assert place.do(c.OpenHall(day=DAY, intervals=hours, turns_at_ms=START_MS + 600_000)) == 200
    lose_it(place)
    assert len(kept(tmp_path)) == 1

    place.hall.clock.seconds += 600
    place.hall.writer.catch_up()

    wait_until(lambda: kept(tmp_path) == [])


def test_nothing_is_printed_that_could_not_be_kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    come(place, 1)

    def full(paper: str, page: str, at_ms: int) -> str:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    attendant = place.attendants.at(T)
    monkeypatch.setattr(attendant.post.tools.pages, "keep", full)
    order(place, PAPER, PRINTER)

    place.wait(lambda: state_of(place) is PaperState.FAILED)
    assert place.state.papers["P0001"].cause == "store_unavailable"
    assert pages(place) == 0


def test_what_came_to_nothing_before_it_was_kept_is_made_when_it_is_asked_for_again(place: Place) -> None:
    come(place, 1)
    place.break_down(PRINTER, "jam")
    order(place, PAPER, PRINTER)
    place.wait(lambda: state_of(place) is PaperState.FAILED)
    place.act(PRINTER, "remove")
    place.peripherals.ask(T, PRINTER, m.Reset(by=m.Who.SUPERVISOR))

    order(place, PAPER, PRINTER, "P0001")

    place.wait(lambda: state_of(place) is PaperState.TAKEN)
