"""Cases as staff see them (后台办件): the queue, in which nobody is named, and one case with everything.

What a `route` condition reads and says is withheld: whoever opens a case finds one neutral line in its place, and only who
has to judge it may ask for it, which is written down for itself.

Source: docs/decisions/0058-a-route-reason-is-withheld.md
"""

from __future__ import annotations

from typing import Any, Final

from kiosk.approval.compiled import ROUTE, Severity
from kiosk.approval.decisions import Decision, Judged, Result
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.reading import read_facts
from kiosk.approval.templates import Said
from kiosk.approval.verdict import NEUTRAL, could_not, tell_absent
from kiosk.hall.case_events import Owner
from kiosk.hall.lifecycles import CaseState
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import gap_records, route_fields
from kiosk.live.case_paper import judged_again, value_text, workdays_of
from kiosk.live.case_queue import due_of, due_word, head_record, origin_record, steps_of, tag_of
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import CatalogueBook, Entry

Record = dict[str, Any]
IN_HAND: Final = frozenset({CaseState.REVIEWING, CaseState.SPECIAL, CaseState.DECIDING})
"""States in which somebody has to judge it, and therefore may know why a machine did not."""


def may_reveal(row: Row, *, is_supervisor: bool) -> bool:
    """Whether somebody may know what a route condition said: who has to judge the case, and a supervisor."""
    state = CaseState(row["state"])
    if row["owner"] in {Owner.APPLICANT.value, Owner.SYSTEM.value}:
        return False
    return is_supervisor or state in IN_HAND


def case_record(desk: CaseDesk, row: Row, *, is_supervisor: bool = False, is_revealed: bool = False) -> Record:
    """One case with everything that was read and judged; what is withheld only where that was asked for."""
    entry = desk.book.of(row["matter"], row["version"])
    kept = desk.cases.decision(row["case"], row["facts"])
    decision = None if kept is None or entry is None else judged_again(kept, entry, desk.book.calendars.known)
    readings = list(desk.cases.readings(row["case"]).values()) if decision is None else list(decision.inputs)
    hidden = frozenset() if entry is None or is_revealed else route_fields(entry)
    case, state = desk.state.cases.get(row["case"]), desk.state
    is_withheld = entry is not None and any(each.severity is Severity.ROUTE for each in entry.matter.conditions)
    return {
        **head_record(row, entry),
        **origin_record(row["terminal"], state),
        "verdict": row["verdict"],
        "light": None if case is None else case.light.value,
        "opened_at_ms": row["opened_at_ms"],
        "accepted_on": row["accepted_on"],
        "due_on": due_of(row, case, state.work_calendar),
        "due": due_word(row),
        "statutory_on": None if case is None or case.terms is None else case.terms.statutory_on,
        "is_estimate": case is not None and case.terms is not None and case.terms.is_estimate,
        "ticket": row["ticket"],
        "reviewer": None if case is None else case.reviewer,
        "clerk": None if case is None else case.clerk,
        "told": [] if case is None else list(case.told),
        "tellable": [] if entry is None else _tellable(entry, decision),
        "gaps": [] if entry is None else gap_records(row, entry),
        "materials": [] if case is None else [each.material for each in case.obligations],
        "certificate": row["certificate"],
        "reads": [_read(each, desk.book) for each in readings if each.field not in hidden],
        "judged": []
        if decision is None or entry is None
        else judged_records(decision, entry, desk.book, is_revealed=is_revealed),
        "outputs": [] if decision is None else output_records(decision),
        "opinions": list(desk.cases.writings(row["case"]).values()),
        "steps": steps_of(row, is_supervisor=is_supervisor),
        "tag": tag_of(row, case),
        "withheld": _withheld(row, is_withheld=is_withheld, is_revealed=is_revealed, is_supervisor=is_supervisor),
    }


def _withheld(row: Row, *, is_withheld: bool, is_revealed: bool, is_supervisor: bool) -> str:
    """none: nothing is withheld. broken: it is shown. mine: it may be broken. kept: not by who asks, or not now."""
    if not is_withheld:
        return "none"
    if is_revealed:
        return "shown"
    return "mine" if may_reveal(row, is_supervisor=is_supervisor) else "kept"


def _read(reading: Reading, book: CatalogueBook) -> Record:
    return {**read_record(reading, book), "fetched_at_ms": reading.fetched_at_ms, "grade": reading.grade}


def read_record(reading: Reading, book: CatalogueBook) -> Record:
    """One datum with its source, whole: whoever sees this has been written down."""
    field = book.dictionary.fields[reading.field]
    source = book.dictionary.sources[field.source]
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


def judged_records(decision: Decision, entry: Entry, book: CatalogueBook, *, is_revealed: bool) -> list[Record]:
    """Every condition; of all routes together one neutral line unless they are revealed."""
    names = {each.code: each.name for each in entry.matter.conditions}
    shown = [each for each in decision.judged if is_revealed or each.severity is not Severity.ROUTE]
    why = _why_routed(decision, entry, book) if is_revealed else {}
    records = [_condition(each, names[each.code]) | why.get(each.code, {}) for each in shown]
    routes = [each.result for each in decision.judged if each.severity is Severity.ROUTE]
    if routes and not is_revealed:
        result = Result.MET if set(routes) == {Result.MET} else Result.UNVERIFIED
        records.append(_neutral(result))
    return records


def _why_routed(decision: Decision, entry: Entry, book: CatalogueBook) -> dict[str, Record]:
    """Route condition -> its own reason; a decision says of them only that a person takes over."""
    matter, facts = entry.matter, {each.field: each for each in decision.inputs}
    bench = read_facts(matter, facts, decision.accepted_on, workdays_of(decision, book))
    why: dict[str, Record] = {}
    for judged, condition in zip(decision.judged, matter.conditions, strict=True):
        if judged.severity is not Severity.ROUTE or judged.result is Result.MET:
            continue
        if judged.absent:
            said = tell_absent(judged.absent, matter)
        else:
            is_filled = judged.result is Result.UNMET
            said = condition.reason.fill(bench.env) if is_filled else could_not(condition.name)
        why[judged.code] = {"reason": _said(said)}
    return why


def _neutral(result: Result) -> Record:
    said = None if result is Result.MET else _said(NEUTRAL)
    return {
        "code": ROUTE,
        "name": {"zh": "须由工作人员核实的条件", "en": "What staff have to look at"},
        "result": result.value,
        "severity": Severity.ROUTE.value,
        "read": [],
        "reason": said,
        "remedy": None,
    }


def _condition(judged: Judged, name: Said) -> Record:
    return {
        "code": judged.code,
        "name": _said(name),
        "result": judged.result.value,
        "severity": judged.severity.value,
        "read": [each.field for each in judged.read] + [each.name.partition("[]")[0] for each in judged.absent],
        "reason": _said(judged.reason),
        "remedy": _said(judged.remedy),
    }


def output_records(decision: Decision) -> list[Record]:
    """What the decision tables gave: amount, category."""
    return [{"name": name, "value": value_text(value)[0]} for name, value in decision.outputs.items()]


def _tellable(entry: Entry, decision: Decision | None) -> list[Record]:
    """Conditions a notice may name, each with what the machine would say of it; never a route."""
    judged = {} if decision is None else {each.code: each for each in decision.judged}
    return [
        {
            "code": each.code,
            "name": _said(each.name),
            "reason": _said(judged[each.code].reason) if each.code in judged else None,
        }
        for each in entry.matter.conditions
        if each.severity is not Severity.ROUTE
    ]


def _said(said: Said | None) -> Record | None:
    return None if said is None else {"zh": said.zh, "en": said.en}
