"""Stored sheets (存证): the files that were signed here, for whoever prints, shows or hands them on. One for all halls.

A printer, a phone and a drawer get the very bytes that were signed; what they look like is drawn from those bytes.
"""

from __future__ import annotations

from gevent.threadpool import ThreadPool

from devices.xfs.layout import Layout
from devices.xfs.native import document_layout, pdf_sheets
from kiosk.certificates.press_process import PressFailed
from kiosk.certificates.sheets import Prints
from kiosk.certificates.store import SheetStore
from kiosk.live.store import outside


class StoredSheets:
    """In the room's folder. Reading and writing wait for a thread of their own, drawing for the press."""

    def __init__(self, sheets: SheetStore, press: Prints) -> None:
        self._sheets = sheets
        self._press = press
        self._disk = ThreadPool(1)

    def put(self, pdf: bytes) -> str:
        """Keep a file; its hash, once it is on the disk. Raises OSError."""
        return outside(self._disk, lambda: self._sheets.put(pdf))

    def file(self, digest: str) -> bytes:
        """The very bytes that were kept, by their hash. Raises SheetMissing."""
        return outside(self._disk, lambda: self._sheets.get(digest))

    def printable(self, digest: str) -> Layout:
        """The same as a printer gets them: with how many sheets of paper they take. Raises SheetMissing."""
        return outside(self._disk, lambda: _laid_out(self._sheets.get(digest)))

    def picture(self, digest: str) -> bytes:
        """What the first page of a file looks like, PNG. Raises SheetMissing, PressFailed."""
        pages = self._press.pages(self.file(digest), 1)
        if not pages:
            raise PressFailed("a stored sheet cannot be seen")
        return pages[0]

    def pages_of(self, pdf: bytes, sheets: int) -> list[bytes]:
        """What any PDF looks like, as far as that can be seen just now."""
        try:
            return self._press.pages(pdf, sheets)
        except PressFailed:
            return []

    def close(self) -> None:
        """Nobody asks any more."""
        self._disk.kill()


def _laid_out(pdf: bytes) -> Layout:
    return document_layout(pdf, pdf_sheets(pdf))
