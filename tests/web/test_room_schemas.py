"""What the pages are told about the rooms is what the rooms are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from devices.life import DeviceState
from devices.profiles import PROFILES
from devices.terminal import Terminal, TerminalState
from kiosk.approval.facts import Outcome, Reading
from kiosk.approval.verdict import judge
from kiosk.hall import commands as c
from kiosk.hall.state import Session
from kiosk.identity.codes import CodeType
from kiosk.live import views
from kiosk.live.case_file import CaseFile, file_record
from kiosk.live.case_offers import shelf
from kiosk.live.catalogue_book import load_book
from kiosk.live.figures import DayFigures
from kiosk.live.matter_views import Elsewhere, matter_records
from kiosk.live.nearest import Other
from kiosk.live.people import People
from kiosk.live.repair_views import terminal_facts
from kiosk.live.tables import CASES
from kiosk.live.terminal_now import terminal_now
from kiosk.live.terminal_views import NoFront
from kiosk.live.zones import NOWHERE
from kiosk.web import terminal_schemas, typescript
from kiosk.web.room_schemas import ROOMS
from kiosk.web.schemas import TakenTicket
from tests.builders import clerk, do, help_rule, open_hall, relief_config, terminals, tide_rule, two_line_config
from tests.pages import fake_hall, fake_staff

STATIC = Path(__file__).parents[2] / "static"
TERMINALS = {
    "hall-1": {
        "key": "hall-1",
        "name_zh": "大厅 1 号机",
        "name_en": "Hall kiosk 1",
        **NOWHERE,
        "front_end": "page",
        **terminal_facts(Terminal("hall-1", PROFILES["yuezhizhu"])),
    }
}
FIRST, LAST_MS = "1" * 64, 40 * 60_000


class Somebody(NoFront):
    """Behind a terminal where a try has failed."""

    def holder(self, session: Session) -> dict[str, Any]:
        return People(b"").holder("demo-adult", None, CodeType.CITIZEN)

    def notices(self, terminal: str) -> dict[str, dict[str, Any]]:
        shown = {"screen": "not_accepted", "is_full": False}
        return {"n": {"id": "n", "code": "expired", "at_ms": 1, "device": "scanner", **shown}}

    def case(self, terminal: str) -> dict[str, dict[str, Any]]:
        return {"261123-0001": told_once()}

    def matters(self, terminal: str) -> dict[str, dict[str, Any]]:
        machine = Terminal(terminal, PROFILES["yuezhizhu"])
        there = Other(
            terminal=machine, name_zh="一号机", name_en="Kiosk 1", zone="hall", zone_zh=None, zone_en=None,
            is_free=True, metres=4,
        )  # fmt: skip
        config, day = two_line_config(), date(2026, 11, 23)
        now = terminal_now(machine, config, "445299101", is_open=True)
        broken = replace(now, working=frozenset(), services=frozenset())
        return matter_records(
            shelf(load_book(), config, day), machine, broken, None, [Elsewhere(place=there, now=now)], day
        )


def told_once() -> dict[str, Any]:
    """A case at its terminal, with everything that a record can hold but a certificate."""
    book, now_ms = load_book(), 1_795_393_800_000
    entry = book.entries["elder_allowance", 3]
    row = {**dict.fromkeys(CASES.columns.keys()), "alias": "261123-0001", "matter": "elder_allowance", "version": 3}
    row |= {"state": "correcting", "owner": "applicant", "obligations": '[["M3", "2026-12-07"]]'}
    file = CaseFile(session="s", terminal="hall-1", level=1, row=row, entry=entry, is_ready=True)
    for name in ("person.birth", "person.name"):
        value = date(1947, 3, 18) if name == "person.birth" else "林示廿二"
        file.readings[name] = Reading(
            field=name, outcome=Outcome.OK, value=value, source="population", as_of=date(2026, 11, 23)
        )
    file.decision = judge(
        entry.matter, file.readings, book.calendar.day_of(now_ms), 0.5, book.calendar.between, calendar="c"
    )
    ticket = {"number": "A001", "ahead": 2}
    paper = {
        "paper": "P0001", "matter": "case:261123-0001", "terminal": "hall-1", "is_here": True, "state": "printed",
        "ordered_at_ms": 1, "cause": None, "screen": None, "can_again": False,
    }  # fmt: skip
    return file_record(file, book, ticket=ticket, paper=paper)


def test_below_the_full_level_a_case_shows_masks() -> None:
    shown = {each["field"]: each["value"] for each in told_once()["fields"]}

    assert shown == {"person.name": "林**二", "person.birth": "********"}


def lively_scene() -> views.Scene:
    """A hall in which every collection of every room has a record."""
    helps = help_rule(automatic=True, begins_waiting=1, ends_waiting=0, own_begins=2, own_ends=3)
    config = replace(relief_config(tide_rule(), helps), terminals=terminals("hall-1"))
    hall, figures = open_hall(config, counters=("1", "2")), DayFigures(past_tickets=100)
    online = c.Channel.ONLINE
    slot = c.SlotOffer(service="counter", matter_class="A", slot_at_ms=600, quotas=((online, 2),))
    steps: list[tuple[int, c.Command]] = [
        (0, c.TakeTicket(line="A")),
        (0, c.CallNext(counter="1", by=clerk("1"))),
        (0, c.StartService(counter="1", by=clerk("1"))),
        (0, c.FinishService(counter="1", by=clerk("1"))),
        (0, c.RateTicket(ticket="A001", grade=1, reasons=("slow",))),
        (0, c.TakeTicket(line="A")),
        (1, c.TakeTicket(line="A", token_hash=FIRST)),
        *((at, c.TakeTicket(line=line)) for at, line in enumerate(("A-priority", "B", "A"), start=2)),
        (10, c.CallNext(counter="1", by=clerk("1"))),
        (10, c.StartService(counter="1", by=clerk("1"))),
        (11, c.ParkTicket(counter="1", by=clerk("1"))),
        (12, c.CallNext(counter="1", by=clerk("1"))),
        *((12, c.Recall(counter="1", by=clerk("1"))) for _ in range(2)),
        (12, c.MarkNoShow(counter="1", by=clerk("1"))),
        (12, c.CallNext(counter="1", by=clerk("1"))),
        (13, c.StartService(counter="1", by=clerk("1"))),
        (14, c.StartSession(terminal="hall-1", session="s")),
        (15, c.LogIn(terminal="hall-1", session="s", subject="demo-adult", level=1, proofs=("code",))),
        (15, c.OrderPaper(terminal="hall-1", session="s", matter="proof", device="document_printer", level=1)),
        (15, c.LeaveNote(terminal="hall-1", cause="printer_jam", writing="w")),
        (16, c.ReportNeed(terminal="hall-1", device="scanner", cause="dead", action="reset")),
        *((17, c.AdvanceTask(task="T0001", step=step, by="supervisor01")) for step in c.TaskStep),
        (18, c.ReportNeed(terminal="hall-1", device="receipt_printer", cause="jam", action="clear")),
        (19, c.LeaveAbsenceNotice(counter="3", reason="meeting", by=clerk("3"), stand_in="1", contact="k")),
        (19, c.PostHallNotice(writing="w", by="supervisor01")),
        (19, c.OfferSlots(day="d", dated_on="d", bookable=(0, 500), ends_at_ms=900_000, slots=(slot,))),
        (20, c.Book(service="counter", matter_class="A", slot_at_ms=600, channel=online, subject="p", level=1)),
    ]
    for at_ms, command in steps:
        for event in do(hall, command, at_ms):
            figures.apply(event, hall.state.config)
    return views.Scene(
        hall.state,
        "denggang",
        LAST_MS,
        figures,
        long_wait_ms=30 * 60_000,
        shown_waiting=100,
        terminals=lambda: TERMINALS,
        states=lambda: {key: str(record["state"]) for key, record in TERMINALS.items()},
        front=Somebody(),
    )


def check(kind: str, room: dict[str, dict[str, Any]]) -> None:
    for name, records in room.items():
        for record in records.values():
            # Through JSON, as on the wire: enumerations are words there.
            ROOMS[kind][name].model_validate(record)


def test_every_room_and_collection_has_a_shape() -> None:
    assert {kind: set(collections) for kind, collections in ROOMS.items()} == {
        kind: set(collections) for kind, collections in views.ROOMS.items()
    }


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("hall", ""),
        ("counter", "1"),
        ("monitor", ""),
        ("terminals", ""),
        ("terminal", "hall-1"),
        ("ticket", FIRST),
        ("bookings", ""),
    ],
)
def test_every_record_of_a_lively_hall_has_the_shape_that_is_promised(kind: str, argument: str) -> None:
    room = views.room(lively_scene(), kind, argument)

    assert all(room.values()), [name for name, records in room.items() if not records]
    check(kind, room)


def test_the_hall_that_page_tests_make_up_has_the_same_shapes() -> None:
    check("hall", fake_hall.hall_room())
    check("ticket", {"ticket": fake_hall.ticket_record(), "hall": fake_hall.hall_record()})
    check("counter", fake_staff.counter_room())
    check("monitor", fake_staff.monitor_room())
    check("terminals", fake_staff.terminals_room())
    check("monitor", {"suggestions": {"S0001": fake_staff.suggestion_record("S0001")}})
    check("monitor", {"reliefs": {"help": fake_staff.relief_record("help")}})
    check("terminal", fake_hall.terminal_room() | {"session": fake_hall.session_record()})
    TakenTicket.model_validate(fake_hall.SLIP)


def test_the_states_of_terminals_and_devices_are_those_of_the_models() -> None:
    assert get_args(terminal_schemas.TerminalState) == tuple(TerminalState)
    assert get_args(terminal_schemas.DeviceState) == tuple(DeviceState)


def test_the_types_of_the_pages_are_current() -> None:
    written = (STATIC / "lib" / "types.d.ts").read_text(encoding="utf-8")

    assert written == typescript.declarations(), "make fix writes it anew"


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"type": "array", "items": {"$ref": "#/$defs/HallName"}}, "Array<HallName>"),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}, "[number, string]"),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "Record<string, boolean>"),
        ({"type": "object"}, "Record<string, any>"),
        ({"enum": ["paper_out", "jam"]}, '"paper_out" | "jam"'),
        ({}, "any"),
    ],
)
def test_a_schema_becomes_the_type_of_the_same_values(schema: dict[str, Any], written: str) -> None:
    assert typescript.type_of(schema) == written
