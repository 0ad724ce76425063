"""Rows of the cases table (办件表), from events: one literal table says which event writes which columns.

Rows of open cases are kept as they will stand after the batch; what happens to a finished case (rated, revoked) changes
the row that lies in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.case_terms import acceptance_days
from kiosk.hall.lifecycles import CASE, OPEN_CASES, RUNNING, CaseState
from kiosk.hall.state import HallState
from kiosk.live.tables import CASES

Row = dict[str, Any]
"""One row, by column name; hall and case are its key."""


def _opened(event: e.CaseOpened) -> Row:
    return {
        "case": event.case,
        "alias": event.alias,
        "matter": event.matter,
        "version": event.version,
        "state": CaseState.DRAFT.value,
        "owner": Owner.APPLICANT.value,
        "subject": event.subject,
        "holder": event.subject if event.principal is None else event.principal,
        "terminal": event.terminal,
        "opened_at_ms": event.at_ms,
        "granted_at_ms": None,
        "ended_at_ms": None,
        "verdict": None,
        "facts": None,
        "accepted_on": None,
        "due_on": None,
        "obligations": "[]",
        "ticket": None,
        "certificate": None,
        "digest": None,
        "grade": None,
    }


def _moved(row: Row, step: str) -> Row:
    return {"state": CASE[CaseState(row["state"]), step].value}


def _submitted(row: Row, event: e.CaseSubmitted) -> Row:
    said = {"version": event.version, "facts": event.facts, "verdict": event.verdict.value}
    return {**_moved(row, "submit"), **said, "owner": Owner.SYSTEM.value, "due_on": None}


def _told(row: Row, event: e.CaseToldOnce) -> Row:
    return {**_moved(row, "tell_once"), "owner": Owner.APPLICANT.value, "due_on": event.due_on}


def _handed(row: Row, event: e.CaseHandedOver) -> Row:
    return {**_moved(row, "hand_over"), "owner": event.owner.value, "ticket": event.ticket, "due_on": None}


def _taken_up(row: Row, event: e.CaseTakenUp) -> Row:
    return {**_moved(row, "take_up"), "owner": Owner.COUNTER.value, "ticket": event.ticket}


def _accepted(row: Row, event: e.CaseAccepted) -> Row:
    obligations = [[each.material, each.due_on] for each in event.obligations]
    return {
        **_moved(row, event.step),
        "owner": Owner.OFFICE.value,
        "accepted_on": event.accepted_on,
        "due_on": event.terms.promised_on,
        "obligations": orjson.dumps(obligations).decode(),
    }


def _stepped(row: Row, event: e.CaseStepped) -> Row:
    moved = _moved(row, event.step)
    if moved["state"] != CaseState.MAKING:
        return moved
    if event.step == "set_aside":
        return {**moved, "owner": Owner.OFFICE.value}
    # Tried again it is the same paper: dated by the first time.
    granted_at_ms = event.at_ms if row["granted_at_ms"] is None else row["granted_at_ms"]
    return {**moved, "owner": Owner.SYSTEM.value, "granted_at_ms": granted_at_ms}


def _redated(row: Row, event: e.CaseRedated) -> Row:
    moved = {} if event.step is None else _moved(row, event.step)
    return {**moved, "due_on": event.terms.promised_on}


def _supplied(row: Row, event: e.CaseSupplied) -> Row:
    left = [each for each in orjson.loads(row["obligations"]) if each[0] != event.material]
    return {**_moved(row, "supply"), "obligations": orjson.dumps(left).decode()}


def _lit(row: Row, event: e.CaseLightChanged) -> Row:
    del row, event
    return {}


def _delivered(row: Row, event: e.CaseDelivered) -> Row:
    return {**_moved(row, "deliver"), "certificate": event.certificate, "digest": event.digest}


WRITES: Final[dict[type[Any], Callable[[Row, Any], Row]]] = {
    e.CaseSubmitted: _submitted,
    e.CaseToldOnce: _told,
    e.CaseHandedOver: _handed,
    e.CaseTakenUp: _taken_up,
    e.CaseAccepted: _accepted,
    e.CaseStepped: _stepped,
    e.CaseRedated: _redated,
    e.CaseSupplied: _supplied,
    e.CaseLightChanged: _lit,
    e.CaseDelivered: _delivered,
}
"""Event of an open case -> the columns that it changes."""


class CaseRows:
    """Of one hall. open: case -> row as it stands after what was moved. changed: since the last taking."""

    def __init__(self, hall: str, stored: Iterable[Row] = ()) -> None:
        self.hall = hall
        self.open: dict[str, Row] = {}
        self._by_alias: dict[str, str] = {}
        self._by_holder: dict[tuple[str, str], str] = {}
        for row in stored:
            self._lay_down(dict(row))
        self._changed: dict[str, Row] = {}
        self._later: list[Row] = []

    def move(self, event: Any) -> None:
        """The next event of the hall, of whatever kind."""
        if isinstance(event, e.CaseOpened):
            row = self._changed[event.case] = {"hall": self.hall, **_opened(event)}
            self._lay_down(row)
        elif type(event) in WRITES:
            row = {**self.open[event.case], **WRITES[type(event)](self.open[event.case], event)}
            if CaseState(row["state"]) in OPEN_CASES:
                self.open[event.case] = row
            else:
                row |= {"owner": Owner.NOBODY.value, "ended_at_ms": event.at_ms}
                self._put_away(row)
            self._changed[event.case] = row
        elif isinstance(event, e.CaseRated):
            self._later.append(
                self._finished(event.case, state=CaseState.RATED.value, grade=event.grade, ended_at_ms=None)
            )
        elif isinstance(event, e.CaseRevoked):
            self._later.append(
                self._finished(event.case, state=CaseState.REVOKED.value, grade=None, ended_at_ms=event.at_ms)
            )

    def called(self, alias: str) -> Row | None:
        """The open case that people call so."""
        return self.open.get(self._by_alias.get(alias, ""))

    def under_way(self, holder: str, matter: str) -> Row | None:
        """The open case of somebody in a matter: there is one at a time."""
        return self.open.get(self._by_holder.get((holder, matter), ""))

    def _lay_down(self, row: Row) -> None:
        self.open[row["case"]] = row
        self._by_alias[row["alias"]] = self._by_holder[row["holder"], row["matter"]] = row["case"]

    def _put_away(self, row: Row) -> None:
        del self.open[row["case"]]
        self._by_alias.pop(row["alias"], None)
        self._by_holder.pop((row["holder"], row["matter"]), None)

    def _finished(self, case: str, **changes: Any) -> Row:
        # Closed and rated in one batch: the row that is still to be written changes as well.
        if case in self._changed:
            self._changed[case] |= {name: value for name, value in changes.items() if value is not None}
        return {"its_hall": self.hall, "its_case": case, **changes}

    def take_changes(self) -> tuple[list[Row], list[Row]]:
        """(whole rows, changes of rows that lie in the table) since the last taking."""
        changed, later = list(self._changed.values()), self._later
        self._changed, self._later = {}, []
        return changed, later


FOUND_BY: Final = ("its_hall", "its_case", "state")
DELETE: Final = delete(CASES).where(CASES.c.hall == bindparam("its_hall"), CASES.c.case == bindparam("its_case"))
FINISHED: Final = (
    update(CASES)
    .where(CASES.c.hall == bindparam("its_hall"), CASES.c.case == bindparam("its_case"))
    .values(state=bindparam("state"), grade=bindparam("grade"))
)
REVOKED: Final = (
    update(CASES)
    .where(CASES.c.hall == bindparam("its_hall"), CASES.c.case == bindparam("its_case"))
    .values(state=bindparam("state"), ended_at_ms=bindparam("ended_at_ms"))
)


def write_cases(connection: Connection, rows: list[Row], later: list[Row]) -> None:
    """A batch's cases, in a few statements."""
    if rows:
        connection.execute(DELETE, [{"its_hall": row["hall"], "its_case": row["case"]} for row in rows])
        connection.execute(insert(CASES), rows)
    for statement, name in ((FINISHED, "grade"), (REVOKED, "ended_at_ms")):
        mine = [{each: row[each] for each in (*FOUND_BY, name)} for row in later if row[name] is not None]
        if mine:
            connection.execute(statement, mine)


def laid_over(row: Row, change: Row) -> Row:
    """A finished case's row with what happened to it since."""
    changes = {name: change[name] for name in ("state", "grade", "ended_at_ms") if change[name] is not None}
    return {**row, **changes}


def office_days(row: Row, state: HallState, calendar: WorkCalendar) -> tuple[date, date] | None:
    """(first, last) day on which the office answers, while it has a case and has not accepted it."""
    case = state.cases.get(row["case"])
    if case is None or case.due_ms is None or (row["state"], row["owner"]) != (CaseState.SUBMITTED, Owner.OFFICE):
        return None
    return acceptance_days(calendar, case.due_ms)


def is_estimated(row: Row, calendar: WorkCalendar | None) -> bool:
    """Whether what is promised lies beyond what has been announced: it will be counted again, and no other last day is."""
    is_promised = CaseState(row["state"]) in RUNNING and row["due_on"] is not None
    return is_promised and calendar is not None and row["due_on"] > calendar.announced_until


def open_case_rows(connection: Connection, hall: str) -> list[Row]:
    """Rows of cases that somebody still has to do something about."""
    rows = connection.execute(select(CASES).where(CASES.c.hall == hall, CASES.c.state.in_(sorted(OPEN_CASES))))
    return [dict(row._mapping) for row in rows]


def own_case_rows(connection: Connection, hall: str, holder: str, most: int, after: Row | None = None) -> list[Row]:
    """Cases of somebody, the newest first. after: those that are older than this one of theirs."""
    column = CASES.c
    asked = select(CASES).where(column.hall == hall, column.holder == holder)
    if after is not None:
        at_ms, case = after["opened_at_ms"], after["case"]
        asked = asked.where(or_(column.opened_at_ms < at_ms, and_(column.opened_at_ms == at_ms, column.case < case)))
    rows = connection.execute(asked.order_by(column.opened_at_ms.desc(), column.case.desc()).limit(most))
    return [dict(row._mapping) for row in rows]


def case_by_alias(connection: Connection, hall: str, alias: str) -> Row | None:
    """The newest case that people call so."""
    asked = select(CASES).where(CASES.c.hall == hall, CASES.c.alias == alias).order_by(CASES.c.opened_at_ms.desc())
    row = connection.execute(asked.limit(1)).first()
    return None if row is None else dict(row._mapping)


def revoked_cases(connection: Connection, hall: str) -> list[tuple[str, int]]:
    """(case, when it had ended) of every case whose certificate was taken back."""
    asked = select(CASES.c.case, CASES.c.ended_at_ms).where(CASES.c.hall == hall)
    rows = connection.execute(asked.where(CASES.c.state == CaseState.REVOKED.value))
    return [(row.case, row.ended_at_ms) for row in rows]


def revoked_at_ms(connection: Connection, case: str) -> int | None:
    """When the case of a certificate was revoked, or None. case: its number, of whichever hall."""
    asked = select(CASES.c.ended_at_ms).where(CASES.c.case == case, CASES.c.state == CaseState.REVOKED.value)
    found: int | None = connection.execute(asked).scalar()
    return found
