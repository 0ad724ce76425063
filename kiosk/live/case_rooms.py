"""What cases stand on, opened once (办件所需): catalogue, authorities, keys, press, and a desk in every hall.

Every hall counts its own cases, in a series of its own (号段), so that no number is given twice.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import gevent
from gevent.lock import BoundedSemaphore
from sqlalchemy import Connection

from kiosk.certificates.authority import Keys, install, load_keys
from kiosk.certificates.codes import key_name
from kiosk.certificates.paper_font import PaperFont, load_paper_font
from kiosk.certificates.press_process import PressFailed, PressProcess
from kiosk.certificates.register import RegisterRecord, revoked
from kiosk.certificates.register_table import TableRegister
from kiosk.certificates.store import SheetStore, room_folder
from kiosk.live.authorities import Authorities
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import Record, needs_signature
from kiosk.live.case_paper import Place
from kiosk.live.case_receipts import Receipts
from kiosk.live.case_rows import revoked_at_ms
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook, load_book
from kiosk.live.certificate_office import REVOKED_BECAUSE, CertificateOffice
from kiosk.live.clock import ServiceClock
from kiosk.live.drawing import Drawing
from kiosk.live.hall_plan import series_of
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.matter_index import MatterIndex
from kiosk.live.shops import Companies, Shops
from kiosk.live.store import Store
from kiosk.live.stored_sheets import StoredSheets
from kiosk.live.work_days import WorkDays
from kiosk.live.writer import HallWriter
from kiosk.settings import Settings


class CaseElsewhere(Exception):
    """Somebody has a case of this matter under way in another hall."""

    def __init__(self, hall: str, alias: str) -> None:
        super().__init__(f"{alias} in hall {hall}")
        self.hall = hall
        self.alias = alias


class PaperLetters:
    """What the paper's font can set; read when it is first asked for, off the hub, because it takes half a second."""

    def __init__(self, store: Store, vendor: Path) -> None:
        self._store = store
        self._vendor = vendor
        self._font: PaperFont | None = None

    def can_set(self, text: str) -> bool:
        """Whether every character has a glyph."""
        if self._font is None:
            self._font = self._store.aside(load_paper_font, self._vendor)
        return self._font.can_set(text)


@dataclass(slots=True, kw_only=True)
class CaseRooms:
    """Of a running service. desks: by hall. code_keys: name -> public key of codes on papers, base64url."""

    book: CatalogueBook
    work_days: WorkDays
    authorities: Authorities
    press: PressProcess
    desks: Mapping[str, CaseDesk]
    sheets: StoredSheets
    letters: PaperLetters
    code_keys: Mapping[str, str]
    index: MatterIndex
    is_early: bool
    _one_opens: BoundedSemaphore = field(default_factory=partial(BoundedSemaphore, 1))

    def start(self) -> None:
        """Writers must run."""
        for desk in self.desks.values():
            desk.start()
        if self.is_early:
            gevent.spawn(self._warm)
            gevent.spawn(self.letters.can_set, "")
            gevent.spawn(self.index.find, "")

    def is_signed(self, matter: str) -> bool:
        """Whether a matter of the catalogue is signed for, in any version."""
        return any(needs_signature(each) for (key, _), each in self.book.entries.items() if key == matter)

    def name_of(self, hall: str, matter: str) -> tuple[str, str] | None:
        """In zh and en what a paper is about that is a case's own, or None."""
        desk = self.desks.get(hall)
        return None if desk is None else desk.papers.name_of(matter)

    def held(self, token: str) -> Record | None:
        """What whoever holds the receipt of a case is told, in whichever hall it is; None: the token opens none."""
        return next(filter(None, (desk.papers.held(token) for desk in self.desks.values())), None)

    @contextmanager
    def opening(self, hall: str, holder: str, matter: str) -> Iterator[None]:
        """While a case is opened in a hall none is opened in another. Raises CaseElsewhere."""
        with self._one_opens:
            for desk in self.desks.values():
                row = None if desk.hall == hall else desk.rows.under_way(holder, matter)
                if row is not None:
                    raise CaseElsewhere(desk.hall, row["alias"])
            yield

    def _warm(self) -> None:
        try:
            self.press.start()
        except PressFailed:
            # The first paper starts it again, and says so if that fails as well.
            pass

    def stop(self) -> None:
        """What is under way goes on with the next start."""
        for desk in self.desks.values():
            desk.stop()
        self.sheets.close()
        self.press.stop()
        self.authorities.close()


def open_case_rooms(
    settings: Settings,
    store: Store,
    clock: ServiceClock,
    writers: Mapping[str, HallWriter],
    issuer: IssuerWriter,
    *,
    secret: bytes,
    drawing: Drawing,
    vendor: Path,
    public_url: str,
    day: date,
    utc_offset_min: int,
    nudge: Callable[[str, str], None],
    name_of: Callable[[str], str],
    companies: Companies,
    number_hash: Callable[[str], str],
) -> CaseRooms:
    """Open everything; makes keys and town where there are none. day: on which the town is as it is said to be.

    vendor: folder of the fonts. nudge: told hall and name of a room that looks different. name_of: terminal -> its name.
    companies: gain the shops that are opened here, whose numbers are hashed by number_hash. Raises CatalogueUnreadable,
    CatalogueErrors, KeyMissing, LocalDaysInvalid.
    """
    desks: dict[str, CaseDesk] = {}
    work_days = WorkDays(store, clock.now_ms, partial(_tell, desks))
    book = load_book(calendars=work_days.calendars)
    folder = room_folder(settings)
    store.aside(install, folder)
    keys: Keys = load_keys(folder)
    authorities = Authorities(settings, store, book, secret, day, utc_offset_min)
    press = PressProcess(folder, vendor, public_url)
    letters, sheets = PaperLetters(store, vendor), StoredSheets(SheetStore(folder), press)
    shops = Shops(companies, issuer, authorities.overlay, number_hash)
    series = series_of(store)

    def place_of(terminal: str) -> Place:
        return Place(name=name_of(terminal), utc_offset_min=utc_offset_min)

    receipts = Receipts(secret, public_url, drawing, place_of)
    for hall, writer in writers.items():
        cases = CaseStore(hall, store, secret)
        desk = desks[hall] = CaseDesk(
            writer,
            cases,
            authorities,
            book,
            lambda: issuer.committed.state,
            clock,
            partial(nudge, hall),
            letters.can_set,
            settings.decision_days,
            series[hall],
        )
        desk.attach(
            CertificateOffice(
                writer,
                store,
                cases,
                book,
                sheets,
                press,
                keys,
                public_url,
                desk.rows,
                authorities.overlay,
                shops,
                place_of,
            ),
            receipts,
        )
    public = keys.code_key.public_key()
    return CaseRooms(
        book=book,
        work_days=work_days,
        authorities=authorities,
        press=press,
        desks=desks,
        sheets=sheets,
        letters=letters,
        code_keys={key_name(public): urlsafe_b64encode(public.public_bytes_raw()).decode().rstrip("=")},
        index=MatterIndex(store, book, clock),
        is_early=settings.press_early,
    )


def _tell(desks: Mapping[str, CaseDesk], by: str) -> None:
    """Every hall of the working days as they are now; one that cannot be told is asked again until it can."""
    for desk in desks.values():
        desk.enter(by)


def registered(store: Store, number: str) -> RegisterRecord | None:
    """What the register has under a number; revoked from the very commit that revoked its case."""
    return store.read(lambda connection: _registered(connection, number))


def _registered(connection: Connection, number: str) -> RegisterRecord | None:
    record = TableRegister(connection).by_number(number)
    if record is None or record.revoked_at_ms is not None:
        return record
    # The list of what is revoked follows the hall's own word a moment later, or at the next start.
    at_ms = revoked_at_ms(connection, record.case)
    return record if at_ms is None else revoked(record, at_ms, REVOKED_BECAUSE)
