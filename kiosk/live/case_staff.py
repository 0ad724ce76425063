"""Cases as staff see them (后台办件): the queue, in which nobody is named, and one case with everything."""

from __future__ import annotations

from typing import Any, Final

from kiosk.approval.decisions import Decision, Judged
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.templates import Said
from kiosk.hall.case_commands import STAFF_STEPS
from kiosk.hall.lifecycles import CASE, CaseState
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import gap_records
from kiosk.live.case_paper import judged_again, value_text
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import Entry

Record = dict[str, Any]
OWN_TURN: Final = frozenset({CaseState.DRAFT})
"""States in which a case is nobody's but its applicant's."""


def queue_records(desk: CaseDesk) -> list[Record]:
    """Every open case that is no draft, the oldest first."""
    cases, records = desk.state.cases, []
    for row in sorted(desk.rows.open.values(), key=lambda each: (each["opened_at_ms"], each["case"])):
        case, entry = cases.get(row["case"]), desk.book.of(row["matter"], row["version"])
        if case is None or CaseState(row["state"]) in OWN_TURN:
            continue
        records.append(
            {
                **_head(row, entry),
                "ticket": row["ticket"],
                "light": case.light.value,
                "opened_at_ms": row["opened_at_ms"],
                "due_on": row["due_on"],
                "reviewer": case.reviewer,
                "steps": steps_of(row),
            }
        )
    return records


def steps_of(row: Row) -> list[str]:
    """What staff may ask of it as it stands."""
    state = CaseState(row["state"])
    return sorted(step for before, step in CASE if before is state and step in STAFF_STEPS)


def case_record(desk: CaseDesk, row: Row) -> Record:
    """One case with everything that was read and judged."""
    entry = desk.book.of(row["matter"], row["version"])
    kept = desk.cases.decision(row["case"], row["facts"])
    decision = None if kept is None or entry is None else judged_again(kept, entry, desk.book)
    readings = list(desk.cases.readings(row["case"]).values()) if decision is None else list(decision.inputs)
    case = desk.state.cases.get(row["case"])
    return {
        **_head(row, entry),
        "verdict": row["verdict"],
        "due_on": row["due_on"],
        "told": [] if case is None else list(case.told),
        "gaps": [] if entry is None else gap_records(row, entry),
        "materials": [] if case is None else [each.material for each in case.obligations],
        "certificate": row["certificate"],
        "reads": [_read(each, desk) for each in readings],
        "judged": [] if decision is None or entry is None else _judged(decision, entry),
        "opinions": list(desk.cases.writings(row["case"]).values()),
        "steps": steps_of(row),
    }


def _head(row: Row, entry: Entry | None) -> Record:
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


def _read(reading: Reading, desk: CaseDesk) -> Record:
    field = desk.book.dictionary.fields[reading.field]
    source = desk.book.dictionary.sources[field.source]
    value = value_text(reading.value)[0] if reading.outcome is Outcome.OK else ""
    return {
        "field": reading.field,
        "zh": field.zh,
        "en": field.en,
        "value": value or ("无 None" if reading.outcome in FACTS else "—"),
        "outcome": reading.outcome.value,
        "source_zh": source.zh,
        "source_en": source.en,
        "as_of": None if reading.as_of is None else reading.as_of.isoformat(),
    }


def _judged(decision: Decision, entry: Entry) -> list[Record]:
    names = {each.code: each.name for each in entry.matter.conditions}
    return [_condition(each, names[each.code]) for each in decision.judged]


def _condition(judged: Judged, name: Said) -> Record:
    return {
        "code": judged.code,
        "name": _said(name),
        "result": judged.result.value,
        "severity": judged.severity.value,
        "reason": _said(judged.reason),
        "remedy": _said(judged.remedy),
    }


def _said(said: Said | None) -> Record | None:
    return None if said is None else {"zh": said.zh, "en": said.en}
