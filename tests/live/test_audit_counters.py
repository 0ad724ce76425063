"""The audit of counters and of tickets from afar: who was shown whom they had called, and who has how many tickets."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.hall import commands as c
from kiosk.live.audit import audit
from kiosk.live.disclosures import CITIZEN, TRANSFER
from kiosk.settings import DATABASE_FILE
from tests.builders import terminals, two_line_config
from tests.live.halls import START_MS, LiveHall, live_hall, rows, tamper
from tests.live.planting import breaches, entry, rewrite
from tests.live.test_disclosures import T, disclosures, someone

WHO = "supervisor01"
"""The one account of the installation; here they work a counter."""
HOUR_S = 3600


def morning(hall: LiveHall) -> None:
    """Ann's ticket is handed to counter 3 with a note and served there, seen once a step, then nobody's is called."""
    hall.ask(c.ConfigureHall(config=replace(two_line_config(), terminals=terminals(T))))
    hall.store.write(someone)
    hours = ((START_MS, START_MS + 4 * HOUR_S * 1000),)
    hall.ask(c.OpenHall(day="2026-11-23", intervals=hours, turns_at_ms=START_MS + 8 * HOUR_S * 1000))
    hall.ask(c.StartSession(terminal=T, session="s1"))
    hall.ask(c.LogIn(terminal=T, session="s1", subject="ann", level=1, proofs=("id_card",)))
    hall.ask(c.TakeTicket(line="A", by=T, session="s1"))
    hall.ask(c.EndSession(terminal=T, session="s1"))
    hall.ask(c.TakeTicket(line="A"))
    looks = disclosures(hall)
    for counter, by in (("1", "clerk-1"), ("3", WHO)):
        hall.ask(c.TakeSeat(counter=counter, by=by))
        hall.ask(c.OpenCounter(counter=counter, by=by))
    hall.ask(c.CallNext(counter="1", by="clerk-1"))
    hall.ask(c.StartService(counter="1", by="clerk-1"))
    hall.ask(c.TransferTicket(counter="1", by="clerk-1", to_counter="3", note="w"))
    hall.clock.seconds = 60
    hall.ask(c.CallNext(counter="3", by=WHO))
    looks.at_counter(hall.writer.hall, WHO, (f"{TRANSFER}3/A001", f"{CITIZEN}3/A001"), "ann")
    hall.ask(c.StartService(counter="3", by=WHO))
    hall.ask(c.FinishService(counter="3", by=WHO, call_next=True))
    hall.ask(c.UndoAction(counter="3", by=WHO))
    looks.at_counter(hall.writer.hall, WHO, (f"{CITIZEN}3/A001",), "ann")
    hall.ask(c.FinishService(counter="3", by=WHO, call_next=True))
    looks.at_counter(hall.writer.hall, WHO, (f"{CITIZEN}3/A002",), None)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counters")
    with live_hall(folder) as hall:
        morning(hall)
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def test_what_a_counter_was_shown_of_whom_it_had_called_has_no_finding(sound: Path) -> None:
    assert len(rows(sound, "select seq from disclosures")) == 4
    assert breaches(sound) == set()


@pytest.mark.parametrize(
    ("seq", "change"),
    [
        # Before the call, by more than a minute after the end, at another counter, of a ticket that was not there.
        (1, f"at_ms = {START_MS}"),
        (4, f"at_ms = {START_MS + 3 * 60_000}, note = 'citizen:3/A001'"),
        (4, "note = 'citizen:1/A002'"),
        (4, "note = 'citizen:3/A009'"),
        # Of nobody, of somebody else, and a note that nobody wrote.
        (2, "subject_hash = null"),
        (4, "subject_hash = 'x'"),
        (4, "note = 'transfer:3/A002'"),
    ],
)
def test_a_look_at_somebody_who_was_not_called_there_is_found(planted: Path, seq: int, change: str) -> None:
    tamper(planted, f"update disclosures set {change} where seq = {seq}")

    assert (42, f"disclosures {seq}") in breaches(planted)


def test_a_look_by_who_did_not_sit_there_is_found(planted: Path) -> None:
    tamper(planted, "update accounts set account = 'clerk-1'")
    tamper(planted, "update disclosures set account = 'clerk-1'")

    assert {name for invariant, name in breaches(planted) if invariant == 42} == {
        f"disclosures {seq}" for seq in (1, 2, 3, 4)
    }


def test_a_case_taken_up_by_who_does_not_serve_its_holder_is_found(planted: Path) -> None:
    taken_up = '{"type":"CaseTakenUp","v":1,"at_ms":%d,"case":"x","counter":"%s","ticket":"%s","by":"%s"}'
    for counter, ticket in (("3", "A002"), ("1", "A001")):
        event = taken_up % (START_MS + 60_000, counter, ticket, WHO)
        tamper(
            planted,
            f"insert into journal (hall, seq, at_ms, command, events) "
            f"select hall, max(seq) + 1, {START_MS + 60_000}, null, '[{event}]' from journal group by hall",
        )

    found = [name for invariant, name in breaches(planted) if invariant == 42]
    assert len(found) == 2


def test_a_second_open_ticket_from_afar_is_found(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open(config=replace(two_line_config(), remote_tickets=True))
        for holder in ("ann", "bob"):
            hall.ask(c.TakeTicket(line="A", is_remote=True, holder=holder))
    assert audit(tmp_path / DATABASE_FILE) == []
    seq = entry(tmp_path, "TicketTaken")

    rewrite(tmp_path, seq, {"holder": "bob"})

    assert (45, f"journal {seq + 1}") in breaches(tmp_path)
