"""The audit of cases (核查办件): the table against the journal, certificates against their files, decisions against the rules.

Every stored decision is judged again, byte for byte, where the catalogue still has its rules; nothing was approved at
once on anything but facts; every closed case has one certificate, whose file is there unchanged; and the log of who
looked at whose data is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from kiosk.approval.decisions import Verdict
from kiosk.approval.facts import FACTS
from kiosk.approval.notice import public_results
from kiosk.approval.storing import decision_to_json
from kiosk.calendars.workdays import WorkCalendar, calendar_name
from kiosk.certificates.register_table import TableRegister
from kiosk.certificates.store import ROOM, SheetMissing, SheetStore
from kiosk.hall import events as e
from kiosk.hall.lifecycles import CaseState
from kiosk.identity.passwords import load_secret
from kiosk.live import findings as f
from kiosk.live.authorities import OnConnection, registry_key
from kiosk.live.case_paper import judged_again
from kiosk.live.case_rows import WRITES, CaseRows, Row, laid_over
from kiosk.live.catalogue_book import CatalogueBook, load_book
from kiosk.live.tables import CASES, DECISIONS
from kiosk.registry.audit_log import TableAuditLog
from kiosk.settings import SECRET_FILE

FINISHED: Final = (e.CaseRated, e.CaseRevoked)
HEARD: Final[tuple[type[Any], ...]] = (e.CaseOpened, *WRITES, *FINISHED)
ISSUED: Final = frozenset({CaseState.CLOSED, CaseState.RATED, CaseState.REVOKED})


@dataclass(slots=True)
class Cases:
    """Of one hall. submitted: (case, facts) -> the submission that the journal tells of. calendars: name -> each it was told."""

    hall: str
    report: f.Report
    rows: dict[str, Row] = field(default_factory=dict)
    submitted: dict[tuple[str, str], e.CaseSubmitted] = field(default_factory=dict)
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    moving: CaseRows = field(init=False)

    def __post_init__(self) -> None:
        self.moving = CaseRows(self.hall)

    def hear(self, event: Any, where: str) -> None:
        """The next event of the hall."""
        if isinstance(event, e.WorkCalendarSet):
            self.calendars[calendar_name(event.calendar)] = event.calendar
        if not isinstance(event, HEARD):
            return
        try:
            self.moving.move(event)
        except (KeyError, ValueError):
            self.report(f.LIFECYCLE, where, f"{type(event).__name__} does not follow from how case {event.case} stood")
            return
        changed, later = self.moving.take_changes()
        self.rows |= {row["case"]: row for row in changed}
        for each in later:
            self.rows[each["its_case"]] = laid_over(self.rows[each["its_case"]], each)
        if isinstance(event, e.CaseSubmitted) and event.facts:
            self.submitted[event.case, event.facts] = event

    def finish(self, connection: Connection, folder: Path | None) -> None:
        """After the last entry. folder: of the data, None where only the database is there."""
        self._compare(connection)
        self._check_certificates(connection, folder)
        for row in connection.execute(select(DECISIONS).where(DECISIONS.c.hall == self.hall)):
            submission = self.submitted.get((row.case, row.facts))
            if submission is not None:
                self._check_decision(row.content.encode(), submission)

    def _compare(self, connection: Connection) -> None:
        asked = select(CASES).where(CASES.c.hall == self.hall)
        stored = {row.case: dict(row._mapping) for row in connection.execute(asked)}
        for case in sorted({*stored, *self.rows}):
            there, told = stored.get(case), self.rows.get(case)
            if there is None or told is None:
                self.report(f.CASES, f"case {case}", f"is in the {'journal' if there is None else 'table'} alone")
                continue
            wrong = [
                f"{name} is {there[name]!r}, by the journal {told[name]!r}"
                for name in told
                if there[name] != told[name]
            ]
            if wrong:
                self.report(f.CASES, f"case {case}", "; ".join(wrong))

    def _check_certificates(self, connection: Connection, folder: Path | None) -> None:
        register = TableRegister(connection)
        sheets = None if folder is None else SheetStore(folder / ROOM)
        for case, row in self.rows.items():
            issued, name = register.of_case(case), f"case {case}"
            if CaseState(row["state"]) in ISSUED and [each.number for each in issued] != [row["certificate"]]:
                self.report(f.CERTIFICATES, name, f"is closed with {len(issued)} certificates in the register")
            elif issued and row["digest"] is not None and issued[0].sha256 != row["digest"]:
                self.report(f.CERTIFICATES, name, "was closed with another file than the registered one")
            elif issued and sheets is not None:
                try:
                    sheets.get(issued[0].sha256)
                except SheetMissing as missing:
                    self.report(f.CERTIFICATES, name, str(missing))

    def _check_decision(self, kept: bytes, submission: e.CaseSubmitted) -> None:
        content, name = orjson.loads(kept), f"decision {submission.case}"
        outcomes = {each["outcome"] for each in content["inputs"]}
        is_on_facts = outcomes <= {each.value for each in FACTS}
        if Verdict.INSTANT in {content["verdict"], submission.verdict} and not is_on_facts:
            self.report(f.DECISIONS, name, f"was approved at once on {sorted(outcomes)}")
        if content["calendar"] not in self.calendars:
            self.report(
                f.DECISIONS, name, f"names the calendar {content['calendar']}, of which its hall was never told"
            )
            return
        entry = _book().of(content["matter"], content["version"])
        if entry is None or entry.matter.rules_hash != content["rules_hash"]:
            # Other rules than ours made it; they would have to be ours again for a replay.
            return
        again = judged_again(kept, entry, self.calendars)
        if decision_to_json(again) != kept:
            self.report(f.DECISIONS, name, "is another one when it is judged again")
        elif public_results(again) != dict(submission.results):
            self.report(f.DECISIONS, name, "has other outcomes than those that the hall was told")


@lru_cache(maxsize=1)
def _book() -> CatalogueBook:
    return load_book()


def audit_looks(connection: Connection, folder: Path | None, report: f.Report) -> None:
    """The log of who looked at whose data. Without the installation's key nobody can say anything about it."""
    if folder is None or not (folder / SECRET_FILE).exists():
        return
    key = registry_key(load_secret(folder / SECRET_FILE))
    log = TableAuditLog(OnConnection(connection), key)  # type: ignore[arg-type]  # it asks for a connection only
    for breach in log.verify():
        report(f.LOOKS, f"registry_audit {breach.seq}", f"is {breach.what}")
