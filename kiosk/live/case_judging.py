"""Judging a case (办件审批): what was read, seen and written becomes a decision, and it is seen whether it can be set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.approval.decisions import Decision
from kiosk.approval.facts import Reading
from kiosk.approval.verdict import judge
from kiosk.certificates.orders import texts
from kiosk.hall.state import Session
from kiosk.identity.issuer.state import IssuerState
from kiosk.live.authorities import CHANCE
from kiosk.live.case_facts import session_readings
from kiosk.live.case_file import CaseFile
from kiosk.live.case_paper import Place, order_of, workdays_of
from kiosk.live.catalogue_book import CatalogueBook

LOG: Final = logging.getLogger("yzz.cases")


def judge_file(
    file: CaseFile,
    session: Session,
    form: Mapping[str, Reading],
    book: CatalogueBook,
    issuer: IssuerState,
    now_ms: int,
) -> Decision:
    """The decision of a case that was read. What must not happen in it is logged, by code alone."""
    today = book.calendar.day_of(now_ms)
    facts = {**file.readings, **session_readings(session, file.entry, issuer, now_ms, today), **form}
    draw, name = CHANCE.random(), book.calendar_name
    decision = judge(file.entry.matter, facts, today, draw, workdays_of(book), calendar=name)
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
