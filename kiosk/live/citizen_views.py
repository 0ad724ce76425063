"""What a counter sees of the citizen it has called (窗口所见): what their matters need, what a terminal left, their history.

Records only: whoever asks has been found to have called them, and is written down, before any of this is made. What a
`route` condition reads or says is in none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from kiosk.approval.decisions import Decision, Judged, Result
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.notice import Item, notice_of
from kiosk.approval.templates import Said
from kiosk.calendars.spans import DAY_MS
from kiosk.hall.case_record import Case
from kiosk.hall.config import HallConfig
from kiosk.hall.state import Visit, configured
from kiosk.hall.taking_up import can_take_up, is_theirs
from kiosk.live.booking_rows import missed_at_ms, own_booking_rows
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import route_fields
from kiosk.live.case_paper import judged_again
from kiosk.live.case_queue import due_of, due_word, head_record
from kiosk.live.case_rows import Row, own_case_rows
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.live.store import Store
from kiosk.live.tables import TICKETS
from kiosk.matters.model import Material

Record = dict[str, Any]
MOST_CASES: Final = 6
"""Cases of somebody that a counter may go on with; there is one a matter."""
MOST_PAST: Final = 10
"""Tickets, cases and bookings of somebody that a counter is shown, each."""
PAST_MS: Final = 90 * DAY_MS
"""How far back it looks for tickets and what was missed, as a block for missed appointments does."""
SHARED: Final = "share:"
SIGNED: Final = "sign"


def ticket_matters(book: CatalogueBook, visit: Visit, now_ms: int) -> list[Record]:
    """The matters of a ticket in its order, as people call them, with what they need by the catalogue."""
    return [_matter(book, each.matter, now_ms) for each in visit.matters]


def _matter(book: CatalogueBook, matter: str, now_ms: int) -> Record:
    entry = book.on(matter, book.calendar.day_of(now_ms))
    zh, en = (matter, matter) if entry is None else (entry.document.matter.name.zh, entry.document.matter.name.en)
    materials = [] if entry is None else material_records(book, entry, (), {}, None)
    return {"matter": matter, "name_zh": zh, "name_en": en, "materials": materials}


# What a terminal left.


def left_behind(desk: CaseDesk, visit: Visit) -> list[tuple[Row, Case]]:
    """Cases of whoever holds a ticket that its counter may go on with, and the ticket's own; that one first, then the newest."""
    state = desk.state
    theirs = [each for each in state.cases.values() if is_theirs(visit, each)]
    wanted = [each for each in theirs if each.case == visit.case or can_take_up(each)]
    wanted.sort(key=lambda each: (each.case != visit.case, -each.opened_at_ms, each.case))
    return [(row, each) for each in wanted[:MOST_CASES] if (row := desk.rows.open.get(each.case)) is not None]


def case_at_counter(desk: CaseDesk, row: Row, case: Case, visit: Visit, clerk: str) -> Record:
    """One of them: how it stands, what the machine said of it, what it needs, and whether this clerk may go on with it."""
    entry = desk.book.of(row["matter"], row["version"])
    kept = desk.cases.decision(row["case"], row["facts"])
    decision = None if kept is None or entry is None else judged_again(kept, entry, desk.book.calendars.known)
    return {
        **head_record(row, entry),
        "opened_at_ms": row["opened_at_ms"],
        "due": due_word(row),
        "due_on": due_of(row, case, desk.state.work_calendar),
        "verdict": row["verdict"],
        "clerk": case.clerk,
        "is_of_ticket": case.case == visit.case,
        "is_mine": case.clerk == clerk and case.ticket == visit.number,
        "can_take_up": can_take_up(case),
        "told": desk.cases.told(row),
        **_said_by_machine(entry, decision),
        "materials": [] if entry is None else _materials_of(desk, row, entry, decision),
    }


def _said_by_machine(entry: Entry | None, decision: Decision | None) -> Record:
    if entry is None or decision is None:
        return {"failing": [], "pending": [], "by_staff": None}
    notice = notice_of(decision, entry.matter)
    return {
        "failing": [_item(each) for each in notice.failing],
        "pending": [_item(each) for each in notice.pending],
        "by_staff": None if notice.by_staff is None else _said(notice.by_staff),
    }


def _item(item: Item) -> Record:
    texts = {"name": _said(item.name), "reason": _said(item.reason), "remedy": _said(item.remedy)}
    return {"code": item.code, **texts, "gap": item.gap}


def _said(said: Said) -> Record:
    return {"zh": said.zh, "en": said.en}


def _materials_of(desk: CaseDesk, row: Row, entry: Entry, decision: Decision | None) -> list[Record]:
    known = list(desk.cases.readings(row["case"]).values()) if decision is None else list(decision.inputs)
    owed: dict[str, str] = dict(orjson.loads(row["obligations"]))
    signed = any(SIGNED in each.source for each in entry.document.materials) and bool(desk.cases.sheets(row["case"]))
    judged = () if decision is None else decision.judged
    return material_records(desk.book, entry, known, owed, judged, is_signed=signed)


def material_records(
    book: CatalogueBook,
    entry: Entry,
    readings: Iterable[Reading],
    owed: Mapping[str, str],
    judged: Iterable[Judged] | None,
    *,
    is_signed: bool = False,
) -> list[Record]:
    """What a matter needs, and how each of it stands.

    state: read by a terminal from a source · signed · missing · pending, what could not be verified (尚待核验) ·
    owed, which may follow until due_on · bring. owed: material -> last day. judged: None where no case is.
    """
    hidden = route_fields(entry)
    by_source: dict[str, list[Reading]] = {}
    for each in readings:
        if each.field not in hidden and each.field in book.dictionary.fields:
            by_source.setdefault(book.dictionary.fields[each.field].source, []).append(each)
    gaps = {each.code: each.gap for each in entry.matter.conditions if each.gap is not None}
    results = {gaps[each.code]: each.result for each in judged or () if each.code in gaps}
    may_follow = frozenset(entry.document.lack.materials) if entry.document.lack.enabled else frozenset()
    return [
        {
            "material": each.id,
            "name_zh": each.name.zh,
            "name_en": each.name.en,
            "is_required": each.need == "required",
            "may_follow": each.id in may_follow,
            "due_on": owed.get(each.id),
            **_material_state(book, each, by_source, owed, results, is_signed=is_signed),
        }
        for each in entry.document.materials
    ]


OF_RESULT: Final = {Result.UNMET: "missing", Result.UNVERIFIED: "pending"}


def _material_state(
    book: CatalogueBook,
    material: Material,
    by_source: Mapping[str, list[Reading]],
    owed: Mapping[str, str],
    results: Mapping[str, Result],
    *,
    is_signed: bool,
) -> Record:
    shared = {each.removeprefix(SHARED) for each in material.source if each.startswith(SHARED)}
    source = next((each for each in book.dictionary.sources.items() if each[1].zh in shared), None)
    asked = [] if source is None else by_source.get(source[0], [])
    is_asked = source is not None and bool(asked)
    names = {
        "source_zh": source[1].zh if source is not None and is_asked else None,
        "source_en": source[1].en if source is not None and is_asked else None,
    }
    if material.id in owed:
        return {**names, "state": "owed"}
    if results.get(material.id) in OF_RESULT:
        return {**names, "state": OF_RESULT[results[material.id]]}
    if SIGNED in material.source and is_signed:
        return {**names, "state": "signed"}
    return {**names, "state": _read_state(asked)}


def _read_state(asked: Iterable[Reading]) -> str:
    """Of what a source was asked for a material; nothing was: somebody brings it."""
    outcomes = {each.outcome for each in asked}
    if not outcomes:
        return "bring"
    if not outcomes <= FACTS | {Outcome.NOT_FOUND}:
        return "pending"
    return "read" if Outcome.OK in outcomes else "missing"


# History.


def citizen_history(desk: CaseDesk, store: Store, visit: Visit, now_ms: int) -> Record:
    """Tickets, cases, bookings and what was missed of whoever holds a ticket, the newest first, in this hall."""
    holder, hall = str(visit.holder), desk.hall

    def read(connection: Connection) -> tuple[list[Row], list[Row], list[Row], int]:
        since_ms = now_ms - PAST_MS
        return (
            own_ticket_rows(connection, hall, holder, since_ms),
            own_case_rows(connection, hall, holder, MOST_PAST + 1),
            [row for row in own_booking_rows(connection, hall, holder) if row["subject"] == holder],
            len(missed_at_ms(connection, hall, holder, since_ms)),
        )

    tickets, cases, bookings, missed = store.read(read)
    state = desk.state
    earlier = [
        row for row in tickets if not (row["number"] == visit.number and row["taken_at_ms"] == visit.taken_at_ms)
    ]
    return {
        "ticket": visit.number,
        "tickets": [_past_ticket(row, configured(state)) for row in earlier[:MOST_PAST]],
        "cases": [_past_case(row, desk.book) for row in cases[:MOST_PAST]],
        "bookings": [_past_booking(row, configured(state)) for row in bookings[:MOST_PAST]],
        "no_shows": sum(row["state"] == "no_show" for row in earlier),
        "missed": missed,
        "has_more": max(len(earlier), len(cases), len(bookings)) > MOST_PAST,
    }


def own_ticket_rows(connection: Connection, hall: str, holder: str, since_ms: int) -> list[Row]:
    """Tickets of somebody since an instant, the newest first."""
    column = TICKETS.c
    asked = select(TICKETS).where(column.hall == hall, column.holder == holder, column.taken_at_ms >= since_ms)
    rows = connection.execute(asked.order_by(column.taken_at_ms.desc(), column.serial.desc()))
    return [dict(row._mapping) for row in rows]


def _past_ticket(row: Row, config: HallConfig) -> Record:
    line = next((each for each in config.lines if each.key == row["line"]), None)
    counter = next((each for each in config.counters if each.key == row["counter"]), None)
    return {
        "ticket": row["number"],
        "day": row["day"],
        "taken_at_ms": row["taken_at_ms"],
        "state": row["state"],
        "line_name_zh": row["line"] if line is None else line.name_zh,
        "line_name_en": row["line"] if line is None else line.name_en,
        "counter_name_zh": row["counter"] if counter is None else counter.name_zh,
        "counter_name_en": row["counter"] if counter is None else counter.name_en,
    }


def _past_case(row: Row, book: CatalogueBook) -> Record:
    head = head_record(row, book.of(row["matter"], row["version"]))
    return {**head, "opened_at_ms": row["opened_at_ms"], "ended_at_ms": row["ended_at_ms"]}


def _past_booking(row: Row, config: HallConfig) -> Record:
    service = config.booking.service(row["service"])
    return {
        "booking": row["booking"],
        "slot_at_ms": row["slot_at_ms"],
        "state": row["state"],
        "name_zh": row["service"] if service is None else service.name_zh,
        "name_en": row["service"] if service is None else service.name_en,
    }
