"""The order of things (制证顺序): render, sign, store with the hash, and only then register and print.

A crash between any two of them loses nothing that was said: a stored paper that no register knows is never
found, and the case, still in the making, is made again.
"""

from __future__ import annotations

from kiosk.certificates.orders import CertificateOrder
from kiosk.certificates.register import RegisterRecord, record_of
from kiosk.certificates.sheets import Prints
from kiosk.certificates.store import SheetStore


def issue(order: CertificateOrder, press: Prints, store: SheetStore) -> RegisterRecord:
    """Make a paper and keep it; the record is to be registered in the transaction that closes the case.

    Raises NameNotSettable, DoesNotFit; PressFailed from a press elsewhere; OSError where the disk is full.
    """
    paper = press.issue(order)
    store.put(paper.pdf)
    return record_of(order, paper)


def reprint(record: RegisterRecord, store: SheetStore) -> bytes:
    """The very bytes that were issued, for the printer and the download. Raises SheetMissing."""
    return store.get(record.sha256)
