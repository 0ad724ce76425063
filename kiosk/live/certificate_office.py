"""The certificate office (制证): whatever a hall has granted becomes a signed sheet, once, whatever happens meanwhile.

    make (event)  ->  order  ->  render and sign  ->  file on the disk  ->  register  ->  DeliverCase  ->  closed

Each step finds out what is there already: after a crash anywhere in between, a restart goes on with every case that is
in the making, and there is one certificate of one number. A fault undoes nothing: it is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import gevent
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.approval.decisions import Decision
from kiosk.approval.templates import Said
from kiosk.certificates.application import ApplicationOrder
from kiosk.certificates.authority import Keys
from kiosk.certificates.codes import order_address
from kiosk.certificates.orders import CertificateOrder
from kiosk.certificates.press_process import PressFailed
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable
from kiosk.certificates.register import RegisterRecord, record_of, revoked
from kiosk.certificates.register_table import TableRegister
from kiosk.certificates.sheets import Prints
from kiosk.certificates.store import SheetMissing
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Owner
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CaseState
from kiosk.journal import Entry
from kiosk.live.authorities import StoredOverlay
from kiosk.live.case_paper import Place, certificate_rows, grants_of, judged_again, opens_shop, order_of
from kiosk.live.case_rows import CaseRows, Row, revoked_cases
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook, Entry as BookEntry
from kiosk.live.loop import Overloaded, StoreUnavailable
from kiosk.live.shops import Shops
from kiosk.live.store import Store
from kiosk.live.stored_sheets import StoredSheets
from kiosk.live.writer import HallWriter
from kiosk.registry.overlay import Grant

LOG: Final = logging.getLogger("yzz.certificates")
PRINCIPAL: Final = "driver:certificates"
REVOKED_BECAUSE: Final = "由发证机关撤销 revoked by the authority"
"""What anybody may read; the reason itself is an opinion of staff."""
AGAIN_S: Final = (1.0, 5.0, 30.0)
"""Real time before a failed making is tried again: the first, the second, every later time."""


class NothingToShow(Exception):
    """A case whose decision is not there (any more): its paper cannot be set anew."""


class CertificateOffice:
    """Of one hall. rows: cases as committed, kept by the desk. place_of: terminal -> where it stands."""

    def __init__(
        self,
        writer: HallWriter,
        store: Store,
        cases: CaseStore,
        book: CatalogueBook,
        sheets: StoredSheets,
        press: Prints,
        keys: Keys,
        public_url: str,
        rows: CaseRows,
        overlay: StoredOverlay,
        shops: Shops,
        place_of: Callable[[str], Place],
    ) -> None:
        self._writer = writer
        self._store = store
        self._cases = cases
        self._book = book
        self.sheets = sheets
        self._press = press
        self._keys = keys
        self._public_url = public_url
        self._rows = rows
        self._overlay = overlay
        self._shops = shops
        self._place_of = place_of
        self._running: dict[str, gevent.Greenlet[..., None]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether something is being made."""
        return bool(self._running)

    def start(self) -> None:
        """Go on with whatever is in the making, and listen."""
        self._shops.load()
        for row in list(self._rows.open.values()):
            if row["state"] == CaseState.MAKING:
                self._begin(row["case"])

    def stop(self) -> None:
        """Leave everything as it is; the next start goes on."""
        gevent.killall(list(self._running.values()))

    def hear(self, entries: Sequence[Entry]) -> None:
        """The hall has decided something; the desk's rows have moved already."""
        for event in (event for entry in entries for event in entry.events):
            if isinstance(event, e.CaseStepped) and event.step == "make":
                self._begin(event.case)

    def _begin(self, case: str) -> None:
        if case not in self._running:
            self._running[case] = gevent.spawn(self._make, case)

    def _make(self, case: str) -> None:
        tries = 0
        try:
            while (row := self._rows.open.get(case)) is not None and row["state"] == CaseState.MAKING:
                if self._is_settled(row) and not self._is_wanted_again(case):
                    return
                gevent.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])
                tries += 1
        finally:
            self._running.pop(case, None)

    def _is_wanted_again(self, case: str) -> bool:
        """Whether staff want it tried once more already, or what became of it has not been heard yet."""
        row = self._rows.open.get(case)
        return row is not None and row["state"] == CaseState.MAKING and row["owner"] == Owner.SYSTEM

    def _is_settled(self, row: Row) -> bool:
        """Try to make it: whether there is nothing more to try."""
        hall, alias = self._writer.hall, row["alias"]
        try:
            self._make_once(row)
        except (NameNotSettable, DoesNotFit, NothingToShow, ValueError) as error:
            # A person has to see to it; asking again would say the same, and a trace would say whose it is.
            LOG.error("hall %s: case %s cannot be set: %s", hall, alias, type(error).__name__)  # noqa: TRY400
            return self._is_set_aside(row["case"])
        except (PressFailed, OSError, SheetMissing, SQLAlchemyError, StoreUnavailable, Overloaded) as error:
            LOG.warning("hall %s: case %s is not made yet: %s", hall, alias, type(error).__name__)
            return False
        return True

    def _is_set_aside(self, case: str) -> bool:
        """Whether the back office has it now; the next start tries it once more all the same."""
        try:
            self._writer.submit(c.SetCaseAside(case=case), principal=PRINCIPAL, key=None, body_hash="", render=_nothing)
        except (StoreUnavailable, Overloaded):
            return False
        return True

    def _make_once(self, row: Row) -> None:
        record = self._registered(row["case"])
        if record is None:
            record = self._issue(row)
        self._open_shop(row)
        command = c.DeliverCase(case=row["case"], certificate=record.number, digest=record.sha256)
        self._writer.submit(command, principal=PRINCIPAL, key=None, body_hash="", render=_nothing)

    def _open_shop(self, row: Row) -> None:
        entry = self._book.of(row["matter"], row["version"])
        if entry is not None and opens_shop(entry):
            self._shops.open(row["case"], row["holder"])

    def _registered(self, case: str) -> RegisterRecord | None:
        """What was registered before a crash, if its file is there."""
        found = self._cases.certificates([case]).get(case)
        if found is None:
            return None
        self.sheets.file(found.sha256)
        return found

    def _issue(self, row: Row) -> RegisterRecord:
        decision, entry = self._decided(row)
        order = order_of(decision, row, entry, self._book, self._place_of(row["terminal"]))
        paper = self._press.issue(order)
        self.sheets.put(paper.pdf)
        record, grants = record_of(order, paper), grants_of(decision, row, entry, row["holder"])
        self._store.write(lambda connection: self._register(connection, record, grants))
        return record

    def _register(self, connection: Connection, record: RegisterRecord, grants: Sequence[Grant]) -> None:
        """Certificate and what it grants, together: once, because a number is registered once."""
        TableRegister(connection).add(record)
        self._overlay.add(connection, grants)

    def settle_revoked(self) -> None:
        """Whatever the hall has revoked is on the list, and what it granted is taken back. Raises StoreUnavailable."""
        for case in self._store.write(self._settle_revoked):
            self._shops.close(case)

    def _settle_revoked(self, connection: Connection) -> list[str]:
        register, cases = TableRegister(connection), []
        for case, at_ms in revoked_cases(connection, self._writer.hall):
            for record in register.of_case(case):
                if record.revoked_at_ms is None:
                    register.mark_revoked(revoked(record, at_ms, REVOKED_BECAUSE))
            self._overlay.revoke(connection, case)
            cases.append(case)
        return cases

    # What others ask.

    def order(self, row: Row) -> CertificateOrder:
        """The paper of a granted case. Raises NothingToShow, ValueError."""
        decision, entry = self._decided(row)
        return order_of(decision, row, entry, self._book, self._place_of(row["terminal"]))

    def rows(self, row: Row) -> tuple[tuple[Said, Said], ...]:
        """Labels and values of the paper in both languages. Raises NothingToShow."""
        decision, entry = self._decided(row)
        return certificate_rows(decision, row, entry, self._book)

    def _decided(self, row: Row) -> tuple[Decision, BookEntry]:
        """How a granted case was judged, and by what. Raises NothingToShow."""
        entry = self._book.of(row["matter"], row["version"])
        kept = self._cases.decision(row["case"], row["facts"])
        if entry is None or kept is None or row["granted_at_ms"] is None:
            raise NothingToShow(row["alias"])
        return judged_again(kept, entry, self._book.calendars.known), entry

    def preview(self, row: Row) -> bytes:
        """The page as PNG. Raises NothingToShow, NameNotSettable, DoesNotFit, PressFailed."""
        return self._press.preview(self.order(row))

    def place_of(self, terminal: str) -> Place:
        """Where a terminal stands."""
        return self._place_of(terminal)

    def application(self, order: ApplicationOrder) -> bytes:
        """What somebody signed, as PDF. Raises NameNotSettable, DoesNotFit, PressFailed."""
        return self._press.application(order)

    def verify_url(self, order: CertificateOrder) -> str:
        """What stands in its code."""
        return order_address(self._public_url, order, self._keys.code_key)


def _nothing(hall: Hall, events: tuple[e.Event, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
