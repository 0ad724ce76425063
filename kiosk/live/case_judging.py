"""Judging a case (办件审批): what was read, seen and written becomes a decision, and it is seen whether it can be set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.approval.decisions import Decision, Verdict
from kiosk.approval.facts import Reading
from kiosk.approval.notice import public_results
from kiosk.approval.storing import decision_to_json
from kiosk.approval.verdict import judge
from kiosk.calendars.workdays import WorkCalendar, calendar_name
from kiosk.certificates.orders import texts
from kiosk.hall import commands as c
from kiosk.hall.refusals import NotSigned
from kiosk.hall.state import Session
from kiosk.identity.issuer.state import IssuerState
from kiosk.live.authorities import CHANCE
from kiosk.live.case_facts import form_readings, session_readings
from kiosk.live.case_file import CaseFile, needs_signature
from kiosk.live.case_paper import Place, order_of
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook
from kiosk.live.clock import ServiceClock

LOG: Final = logging.getLogger("yzz.cases")


class CaseJudge:
    """Of one hall. can_set: whether the paper's font has a text. calendar: the working days that the hall counts by."""

    def __init__(
        self,
        cases: CaseStore,
        book: CatalogueBook,
        issuer: Callable[[], IssuerState],
        clock: ServiceClock,
        can_set: Callable[[str], bool],
        calendar: Callable[[], WorkCalendar],
    ) -> None:
        self._cases = cases
        self._book = book
        self._issuer = issuer
        self._clock = clock
        self._can_set = can_set
        self._calendar = calendar

    def form(self, file: CaseFile, session: Session, written: Mapping[str, Any]) -> dict[str, Reading]:
        """What was written, if it fits and is signed for where it must be. Raises FormInvalid, NotSigned."""
        now_ms = self._clock.now_ms()
        today = self._book.calendar.day_of(now_ms)
        form = form_readings(written, file.entry, self._book.dictionary, now_ms, today)
        if needs_signature(file.entry) and file.row["matter"] not in session.signed:
            raise NotSigned(matter=file.row["matter"])
        return form

    def submitting(
        self, file: CaseFile, session: Session, form: Mapping[str, Reading], sheet: bytes | None = None
    ) -> c.Command:
        """The command that submits a case; its decision is durable before. sheet: what was signed. Raises StoreUnavailable."""
        facts, decision = self._decided(file, session, form, sheet)
        results = tuple(public_results(decision).items())
        where = {"terminal": session.terminal, "session": session.session, "case": file.row["case"]}
        file.is_settable = self.is_settable(file, decision)
        if not file.is_settable:
            # Never a box in place of a name: a person writes this one.
            return c.HandOverCase(**where, facts=facts, results=results)
        may_lack, is_sampled = decision.may_lack is True, decision.is_sampled
        return c.SubmitCase(**where, facts=facts, results=results, may_lack=may_lack, is_sampled=is_sampled)

    def handing_over(self, file: CaseFile, session: Session) -> c.HandOverCase:
        """The command that gives a draft to a person, judged by what is there: they go on from it. Raises as above."""
        facts, decision = self._decided(file, session, {})
        return c.HandOverCase(
            terminal=session.terminal,
            session=session.session,
            case=file.row["case"],
            facts=facts,
            results=tuple(public_results(decision).items()),
        )

    def is_settable(self, file: CaseFile, decision: Decision) -> bool:
        """Whether the certificate that would follow can be set; whatever is not approved at once is a person's."""
        if decision.verdict is not Verdict.INSTANT:
            return True
        return fits_on_paper(decision, file, self._book, self._clock.now_ms(), self._can_set)

    def _decided(
        self, file: CaseFile, session: Session, form: Mapping[str, Reading], sheet: bytes | None = None
    ) -> tuple[str, Decision]:
        decision = judge_file(file, session, form, self._calendar(), self._issuer(), self._clock.now_ms())
        content, now_ms = decision_to_json(decision), self._clock.now_ms()
        facts = self._cases.keep_decision(file.row["case"], content, decision.inputs, now_ms, sheet)
        file.judged[facts] = decision
        return facts, decision


def judge_file(
    file: CaseFile,
    session: Session,
    form: Mapping[str, Reading],
    calendar: WorkCalendar,
    issuer: IssuerState,
    now_ms: int,
) -> Decision:
    """The decision of a case that was read. What must not happen in it is logged, by code alone."""
    today = calendar.day_of(now_ms)
    facts = {**file.readings, **session_readings(session, file.entry, issuer, now_ms, today), **form}
    draw, name = CHANCE.random(), calendar_name(calendar)
    decision = judge(file.entry.matter, facts, today, draw, calendar.between, calendar=name)
    if decision.faults:
        LOG.error("case %s, matter %s: %s", file.row["alias"], decision.matter, "; ".join(decision.faults))
    return decision


def fits_on_paper(
    decision: Decision, file: CaseFile, book: CatalogueBook, now_ms: int, can_set: Callable[[str], bool]
) -> bool:
    """Whether the certificate that would follow can be set, character by character."""
    row = {**file.row, "granted_at_ms": now_ms}
    try:
        order = order_of(decision, row, file.entry, book, Place(name=file.terminal, utc_offset_min=0))
    except ValueError:
        return False
    return all(can_set(text) for _, text in texts(order))
