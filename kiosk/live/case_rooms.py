"""What cases stand on, opened once (办件所需): catalogue, authorities, keys, press, and the desk of the main hall.

Only the main hall has a desk: numbers of cases and certificates are counted by hall, and two halls that issued under one
code would give one number twice.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import gevent

from kiosk.certificates.authority import Keys, install, load_keys
from kiosk.certificates.codes import key_name
from kiosk.certificates.paper_font import PaperFont, load_paper_font
from kiosk.certificates.press_process import PressFailed, PressProcess
from kiosk.certificates.register import RegisterRecord
from kiosk.certificates.register_table import TableRegister
from kiosk.certificates.store import SheetStore, room_folder
from kiosk.live.authorities import Authorities
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import needs_signature
from kiosk.live.case_paper import Place
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook, load_book
from kiosk.live.certificate_office import CertificateOffice
from kiosk.live.clock import ServiceClock
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.matter_index import MatterIndex
from kiosk.live.shops import Companies, Shops
from kiosk.live.store import Store
from kiosk.live.writer import HallWriter
from kiosk.settings import Settings


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
    """Of a running service. desk: of the main hall. code_keys: name -> public key of codes on papers, base64url."""

    book: CatalogueBook
    authorities: Authorities
    press: PressProcess
    desk: CaseDesk
    letters: PaperLetters
    code_keys: Mapping[str, str]
    index: MatterIndex
    is_early: bool

    def start(self) -> None:
        """Writers must run."""
        self.desk.start()
        if self.is_early:
            gevent.spawn(self._warm)
            gevent.spawn(self.letters.can_set, "")
            gevent.spawn(self.index.find, "")

    def is_signed(self, matter: str) -> bool:
        """Whether a matter of the catalogue is signed for, in any version."""
        return any(needs_signature(each) for (key, _), each in self.book.entries.items() if key == matter)

    def _warm(self) -> None:
        try:
            self.press.start()
        except PressFailed:
            # The first paper starts it again, and says so if that fails as well.
            pass

    def stop(self) -> None:
        """What is under way goes on with the next start."""
        self.desk.stop()
        self.press.stop()
        self.authorities.close()


def open_case_rooms(
    settings: Settings,
    store: Store,
    clock: ServiceClock,
    writer: HallWriter,
    issuer: IssuerWriter,
    *,
    secret: bytes,
    vendor: Path,
    public_url: str,
    day: date,
    utc_offset_min: int,
    nudge: Callable[[str], None],
    name_of: Callable[[str], str],
    companies: Companies,
    number_hash: Callable[[str], str],
) -> CaseRooms:
    """Open everything; makes keys and town where there are none. day: on which the town is as it is said to be.

    vendor: folder of the fonts. name_of: terminal -> its name. companies: gain the shops that are opened here, whose
    numbers are hashed by number_hash. Raises CatalogueUnreadable, CatalogueErrors, KeyMissing.
    """
    book = load_book()
    folder = room_folder(settings)
    store.aside(install, folder)
    keys: Keys = load_keys(folder)
    authorities = Authorities(settings, store, book, secret, day, utc_offset_min)
    press = PressProcess(folder, vendor, public_url)
    cases = CaseStore(writer.hall, store, secret)
    letters = PaperLetters(store, vendor)
    desk = CaseDesk(
        writer,
        cases,
        authorities,
        book,
        lambda: issuer.committed.state,
        clock,
        nudge,
        letters.can_set,
        settings.decision_days,
    )
    desk.attach(
        CertificateOffice(
            writer,
            store,
            cases,
            book,
            SheetStore(folder),
            press,
            keys,
            public_url,
            desk.rows,
            authorities.overlay,
            Shops(companies, issuer, authorities.overlay, number_hash),
            lambda terminal: Place(name=name_of(terminal), utc_offset_min=utc_offset_min),
        )
    )
    public = keys.code_key.public_key()
    return CaseRooms(
        book=book,
        authorities=authorities,
        press=press,
        desk=desk,
        letters=letters,
        code_keys={key_name(public): urlsafe_b64encode(public.public_bytes_raw()).decode().rstrip("=")},
        index=MatterIndex(store, book, clock),
        is_early=settings.press_early,
    )


def registered(store: Store, number: str) -> RegisterRecord | None:
    """What the register has under a number."""
    return store.read(lambda connection: TableRegister(connection).by_number(number))
