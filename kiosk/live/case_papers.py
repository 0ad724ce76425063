"""Papers of cases (办件单据): what a printer, a phone and the file of a case get, at one hall.

A certificate is its stored file, a receipt what it is drawn from; what somebody signed becomes a sheet before anything is decided on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from devices.sign_pad import Stroke
from devices.xfs.layout import Layout
from kiosk.approval.facts import Reading
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable
from kiosk.certificates.store import SheetMissing
from kiosk.hall.state import HallState
from kiosk.live.case_application import application_of
from kiosk.live.case_file import PAPER_OF, CaseAway, CaseFile, Record, alias_of, needs_signature
from kiosk.live.case_paper import sheet_of, sheet_page
from kiosk.live.case_receipts import Receipts, alias_in, held_record, slip_of
from kiosk.live.case_rows import Row, is_estimated, office_days
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.live.certificate_office import CertificateOffice

LOG: Final = logging.getLogger("yzz.cases")


class CasePapers:
    """Of one hall. called: the case that people call so, whosever it is. state: of the hall, as committed."""

    def __init__(
        self,
        called: Callable[[str], Row | None],
        state: Callable[[], HallState],
        cases: CaseStore,
        book: CatalogueBook,
        office: CertificateOffice,
        receipts: Receipts,
    ) -> None:
        self._called = called
        self._state = state
        self._cases = cases
        self._book = book
        self._office = office
        self._receipts = receipts

    def _found(self, alias: str) -> tuple[Row | None, Entry | None]:
        """A case by what people call it, and the version it is about."""
        row = self._called(alias)
        return row, None if row is None else self._book.of(row["matter"], row["version"])

    def name_of(self, matter: str) -> tuple[str, str] | None:
        """In zh and en what a paper is about, if it is a case's own. matter: of the paper."""
        _, entry = self._found(alias_of(matter) or "")
        return None if entry is None else (entry.document.matter.name.zh, entry.document.matter.name.en)

    def page(self, matter: str, terminal: str, at_ms: int) -> str:
        """What is kept of a paper of a case: the name of its certificate's stored file, or what its receipt is drawn from.

        matter: of the paper. Raises CaseAway.
        """
        row, entry = self._found(alias_of(matter) or "")
        state = self._state()
        if row is None or entry is None or state.config is None:
            raise CaseAway
        if not matter.startswith(PAPER_OF):
            days = office_days(row, state, self._book.calendar)
            is_estimate = is_estimated(row, state.work_calendar)
            return self._receipts.page(row, entry, state.config, days, terminal, at_ms, is_estimate=is_estimate)
        record = self._cases.certificates([row["case"]]).get(row["case"])
        if record is None:
            raise CaseAway
        return sheet_page(record)

    def printable(self, page: str) -> Layout | None:
        """A kept page as a printer gets it; None where it is a text. Raises CaseAway."""
        slip, digest = slip_of(page), sheet_of(page)
        if slip is not None:
            return self._receipts.printable(slip)
        try:
            return None if digest is None else self._office.sheets.printable(digest)
        except SheetMissing as error:
            raise CaseAway from error

    def held(self, token: str) -> Record | None:
        """What whoever holds the receipt of a case is told, or None where the token opens none here."""
        row, entry = self._found(alias_in(token))
        if row is None or not self._receipts.opens(token, row):
            return None
        state = self._state()
        if entry is None or state.config is None:
            return None
        days = office_days(row, state, self._book.calendar)
        is_estimate = is_estimated(row, state.work_calendar)
        return held_record(row, entry, row["hall"], state.config, days, is_estimate=is_estimate)

    def signed(
        self, file: CaseFile, form: Mapping[str, Reading], strokes: Sequence[Stroke], now_ms: int
    ) -> bytes | None:
        """What was confirmed and signed, as a file; none where nothing is signed, or where it cannot be set.

        strokes: none where a tap took their place. Raises PressFailed.
        """
        if not needs_signature(file.entry):
            return None
        try:
            place = self._office.place_of(file.terminal)
            return self._office.application(application_of(file, form, strokes, self._book, place, now_ms))
        except (NameNotSettable, DoesNotFit, ValueError) as error:
            # Its certificate could not be set either: a person takes over, and has it signed on paper.
            LOG.warning("case %s: its application cannot be set: %s", file.row["alias"], type(error).__name__)
            return None
