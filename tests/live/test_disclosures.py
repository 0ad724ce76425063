"""Disclosures: durable before a note is shown, known to the audit, and without them nothing is shown."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import OperationalError

from kiosk.hall import commands as c
from kiosk.live.disclosures import Disclosures
from kiosk.live.loop import StoreUnavailable
from kiosk.live.tables import ACCOUNTS
from tests.builders import terminals, two_line_config
from tests.live.halls import START_MS, LiveHall, live_hall, rows, tamper
from tests.live.planting import breaches

SECRET = b"s" * 32
T = "hall-1"
WHO = "supervisor01"


def someone(connection: Connection) -> None:
    account = {"account": WHO, "role": "supervisor", "hall": "h", "name_zh": "甲", "name_en": "A"}
    connection.execute(insert(ACCOUNTS).values(**account, password_hash="", is_active=1))


def disclosures(hall: LiveHall) -> Disclosures:
    writer = hall.writer
    return Disclosures(hall.store, writer._clock, writer._settings, SECRET)


def leave_notes(hall: LiveHall) -> None:
    """One of somebody who is logged in, one of another person, one of nobody in particular."""
    hall.ask(c.ConfigureHall(config=replace(two_line_config(), terminals=terminals(T))))
    hall.store.write(someone)
    for name, subject in (("s1", "ann"), ("s2", "ben")):
        hall.ask(c.StartSession(terminal=T, session=name))
        hall.ask(c.LogIn(terminal=T, session=name, subject=subject, level=1, proofs=("id_card",)))
        hall.ask(c.LeaveNote(terminal=T, cause="printer_jam"))
        hall.ask(c.EndSession(terminal=T, session=name))
    hall.ask(c.LeaveNote(terminal=T, cause="printer_jam"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a supervisor has read all notes twice, and closed one."""
    folder = tmp_path_factory.mktemp("disclosures")
    with live_hall(folder) as hall:
        leave_notes(hall)
        notes = list(hall.writer.committed.state.notes.values())
        hall.clock.seconds = 60
        for _ in range(2):
            disclosures(hall).note(hall.writer.hall, WHO, notes)
        hall.ask(c.CloseNote(note="N0001", by=WHO))
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def test_each_note_shown_is_a_row_that_knows_the_person_by_a_hash_alone(sound: Path) -> None:
    found = rows(sound, "select seq, at_ms, account, note, subject_hash from disclosures order by seq")

    assert [row[:4] for row in found[:3]] == [(seq, START_MS + 60_000, WHO, f"N000{seq}") for seq in (1, 2, 3)]
    hashes = [row[4] for row in found]
    assert hashes[:3] == hashes[3:]
    assert hashes[2] is None
    assert len({hashes[0], hashes[1]}) == 2
    assert "ann" not in str(found)


def test_a_sound_reading_has_no_finding(sound: Path) -> None:
    # Nothing else is there that could be found; that the accounts' hall is made up matters to nobody.
    assert breaches(sound) == set()


def test_where_the_row_cannot_be_written_nothing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with live_hall(tmp_path) as hall:
        leave_notes(hall)

        def full(work: Any) -> None:
            raise OperationalError("insert", {}, Exception("database or disk is full"))

        monkeypatch.setattr(hall.store, "write", full)
        with pytest.raises(StoreUnavailable):
            disclosures(hall).note(hall.writer.hall, WHO, hall.writer.committed.state.notes.values())
        monkeypatch.undo()


def test_nothing_to_show_writes_nothing(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        disclosures(hall).note(hall.writer.hall, WHO, ())

    assert rows(tmp_path, "select count(*) from disclosures") == [(0,)]


def test_a_disclosure_that_was_taken_away_is_found(planted: Path) -> None:
    tamper(planted, "delete from disclosures where seq = 2")

    assert (10, "disclosures 3") in breaches(planted)


def test_a_disclosure_of_a_note_that_was_not_open_is_found(planted: Path) -> None:
    tamper(planted, "update disclosures set note = 'N0009' where seq = 1")
    later_ms = START_MS + 60_000 + 60_001
    tamper(planted, f"update disclosures set note = 'N0001', subject_hash = null, at_ms = {later_ms} where seq = 6")

    assert breaches(planted) == {(30, "disclosures 1"), (30, "disclosures 6")}


def test_a_disclosure_to_nobody_who_works_here_is_found(planted: Path) -> None:
    tamper(planted, "update disclosures set account = 'mallory' where seq = 1")

    assert (30, "disclosures 1") in breaches(planted)


def test_a_disclosure_of_another_person_is_found(planted: Path) -> None:
    tamper(
        planted,
        "update disclosures set subject_hash = (select subject_hash from disclosures where seq = 1) where seq = 5",
    )
    tamper(planted, "update disclosures set subject_hash = 'x' where seq = 6")

    assert {(30, "disclosures 5"), (30, "disclosures 6")} <= breaches(planted)


def test_disclosures_whose_stamps_go_back_are_found(planted: Path) -> None:
    tamper(planted, f"update disclosures set at_ms = {START_MS + 59_000} where seq = 4")

    assert (14, "disclosures 4") in breaches(planted)
