"""The queue of cases for staff (办件队列): every open case that is no draft, in which nobody is named.

Pure: from rows, catalogue and the hall's state to records of JSON values; what is due, where it came from, what may be
asked of it.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall.case_commands import STAFF_STEPS
from kiosk.hall.case_record import Case
from kiosk.hall.lifecycles import CASE, CaseState
from kiosk.hall.state import HallState
from kiosk.live.case_rows import CaseRows, Row
from kiosk.live.catalogue_book import CatalogueBook, Entry

Record = dict[str, Any]
OWN_TURN: Final = frozenset({CaseState.DRAFT})
"""States in which a case is nobody's but its applicant's."""
REVOKE: Final = "revoke"
"""The one step of staff that is none of an open case."""
TAG_DIGITS: Final = 16
NOTHING: Final = "[]"
"""Obligations of a case of which nothing must still be brought."""


def queue(rows: CaseRows, book: CatalogueBook, state: HallState) -> dict[str, Record]:
    """Every open case that is no draft by its alias, the oldest first; nobody is named."""
    records: dict[str, Record] = {}
    for row in sorted(rows.open.values(), key=lambda each: (each["opened_at_ms"], each["case"])):
        case = state.cases.get(row["case"])
        if case is not None and CaseState(row["state"]) not in OWN_TURN:
            records[row["alias"]] = _queued(row, case, book, state)
    return records


def _queued(row: Row, case: Case, book: CatalogueBook, state: HallState) -> Record:
    return {
        **head_record(row, book.of(row["matter"], row["version"])),
        **origin_record(row["terminal"], state),
        "ticket": row["ticket"],
        "light": case.light.value,
        "opened_at_ms": row["opened_at_ms"],
        "due_on": due_of(row, case, state.work_calendar),
        "due": due_word(row),
        "reviewer": case.reviewer,
        "clerk": case.clerk,
        "gaps": len(case.obligations),
        "steps": steps_of(row),
        "tag": tag_of(row, case),
    }


def due_of(row: Row, case: Case | None, calendar: WorkCalendar | None) -> str | None:
    """Last day of what is due next: of a case that nobody has accepted yet the day on which it counts as accepted."""
    if row["due_on"] is not None or case is None or case.due_ms is None or calendar is None:
        return None if row["due_on"] is None else str(row["due_on"])
    # A term ends at midnight after its last day.
    return calendar.day_of(case.due_ms - 1).isoformat()


def due_word(row: Row) -> str:
    """What is due: accept, correct or decide."""
    words = {CaseState.SUBMITTED: "accept", CaseState.CORRECTING: "correct"}
    return words.get(CaseState(row["state"]), "decide")


def origin_record(terminal: str, state: HallState) -> Record:
    """Where a case came from: its terminal's zone."""
    config = state.config
    here = None if config is None else config.terminal(terminal)
    zones = {} if config is None else {each.key: each for each in config.zones}
    zone = None if here is None else zones.get(here.zone)
    return {
        "terminal": terminal,
        "terminal_zh": terminal if here is None else here.name_zh,
        "terminal_en": terminal if here is None else here.name_en,
        "zone": "" if here is None else here.zone,
        "zone_zh": "大厅" if zone is None else zone.name_zh,
        "zone_en": "Hall" if zone is None else zone.name_en,
    }


def tag_of(row: Row, case: Case | None) -> str:
    """How a case stands, as one word: another step by anybody makes it another."""
    names = ("state", "owner", "facts", "ticket", "due_on", "obligations", "certificate")
    said = [row[each] for each in names]
    if case is not None:
        said += [case.reviewer, case.clerk, case.told, case.stopped_on, case.extended_days]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:TAG_DIGITS]


def steps_of(row: Row, *, is_supervisor: bool = False) -> list[str]:
    """What staff may ask of it as it stands; taking back what was granted is a supervisor's."""
    state = CaseState(row["state"])
    steps = {step for before, step in CASE if before is state and step in STAFF_STEPS}
    if row["obligations"] == NOTHING:
        steps.discard("supply")
    if is_supervisor and (state, REVOKE) in CASE and row["certificate"] is not None:
        steps.add(REVOKE)
    return sorted(steps)


def head_record(row: Row, entry: Entry | None) -> Record:
    """What a case is called, and how it stands."""
    name = None if entry is None else entry.document.matter.name
    return {
        "alias": row["alias"],
        "case": row["case"],
        "matter": row["matter"],
        "name_zh": row["matter"] if name is None else name.zh,
        "name_en": row["matter"] if name is None else name.en,
        "state": row["state"],
        "owner": row["owner"],
    }
