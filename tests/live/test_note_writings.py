"""What was written in notes: there as long as its note is open, and not a moment longer than somebody notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.hall import commands as c
from kiosk.hall.config import SessionRules
from kiosk.live.note_writings import NoteWritings
from tests.builders import terminals, two_line_config
from tests.live.halls import OK, LiveHall, live_hall, rows, wait_until

SECRET = b"s" * 32
T = "hall-1"
TERM_MS = 60_000
PHONE = "13800000000"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    with live_hall(tmp_path) as made:
        config = replace(two_line_config(), terminals=terminals(T), sessions=SessionRules(note_ms=TERM_MS))
        made.ask(c.ConfigureHall(config=config))
        yield made


@pytest.fixture
def writings(hall: LiveHall) -> NoteWritings:
    made = NoteWritings(hall.writer, hall.store, SECRET)
    made.start()
    return made


def leave(hall: LiveHall, writings: NoteWritings, writing: str) -> None:
    with writings.put(writing, PHONE, None, 0):
        assert hall.ask(c.LeaveNote(terminal=T, cause="printer_jam", writing=writing)).status == OK
    writings.settle(writing)


def kept(tmp_path: Path) -> list[str]:
    return [writing for (writing,) in rows(tmp_path, "select writing from note_writings order by writing")]


def test_it_is_erased_when_the_term_of_its_note_ends(hall: LiveHall, writings: NoteWritings, tmp_path: Path) -> None:
    leave(hall, writings, "w1")
    assert kept(tmp_path) == ["w1"]

    hall.clock.seconds += TERM_MS / 1000
    hall.writer.catch_up()

    wait_until(lambda: kept(tmp_path) == [])


def test_one_that_is_answered_takes_no_other_with_it(hall: LiveHall, writings: NoteWritings, tmp_path: Path) -> None:
    leave(hall, writings, "w1")
    leave(hall, writings, "w2")

    hall.ask(c.CloseNote(note="N0001", by="supervisor01"))

    wait_until(lambda: kept(tmp_path) == ["w2"])


def test_one_whose_note_is_just_being_left_is_spared(hall: LiveHall, writings: NoteWritings, tmp_path: Path) -> None:
    with writings.put("w1", PHONE, None, 0):
        writings.erase_closed()
        assert kept(tmp_path) == ["w1"]


def test_one_whose_note_was_refused_leaves_nothing(hall: LiveHall, writings: NoteWritings, tmp_path: Path) -> None:
    with writings.put("w1", PHONE, None, 0):
        assert hall.ask(c.LeaveNote(terminal="nowhere", cause="x", writing="w1")).status != OK
    writings.settle("w1")

    assert kept(tmp_path) == []


def test_what_a_stop_has_left_behind_is_erased_at_the_next_start(
    hall: LiveHall, writings: NoteWritings, tmp_path: Path
) -> None:
    with writings.put("orphan", PHONE, None, 0):
        pass

    NoteWritings(hall.writer, hall.store, SECRET).start()

    wait_until(lambda: kept(tmp_path) == [])


def test_what_a_counter_wrote_for_the_next_is_erased_when_the_day_turns(
    hall: LiveHall, writings: NoteWritings, tmp_path: Path
) -> None:
    turns_at_ms = hall.writer._clock.now_ms() + TERM_MS
    begins_at_ms = hall.writer._clock.now_ms() - 1
    hall.ask(c.OpenHall(day="2026-11-23", intervals=((begins_at_ms, turns_at_ms - 1),), turns_at_ms=turns_at_ms))
    hall.ask(c.TakeSeat(counter="1", by="1"))
    hall.ask(c.OpenCounter(counter="1", by="1"))
    hall.ask(c.TakeTicket(line="A"))
    hall.ask(c.CallNext(counter="1", by="1"))
    with writings.put("w1", None, "缺一份复印件", 0):
        moved = hall.ask(c.TransferTicket(counter="1", by="1", to_line="B", note="w1"))
    writings.settle("w1")
    assert moved.status == OK
    assert kept(tmp_path) == ["w1"]

    hall.clock.seconds += TERM_MS / 1000
    hall.writer.catch_up()

    wait_until(lambda: kept(tmp_path) == [])
