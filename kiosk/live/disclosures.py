"""Disclosures (查阅记录): who of the staff was shown something personal, of whom, when.

The row is durable before what it speaks of is released; where it cannot be written, nothing is. It knows the person by a
keyed hash alone, so that whoever looks into who read what learns no name by it.

Source: design, fine print 30
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from kiosk.hall.state import Note
from kiosk.live.clock import ServiceClock
from kiosk.live.loop import StoreUnavailable
from kiosk.live.store import Store
from kiosk.live.tables import DISCLOSURES
from kiosk.settings import Settings

LOG: Final = logging.getLogger("yzz.disclosures")
CASE: Final = "case:"
"""How the row of a case begins where another has the number of a note; the alias follows."""
WITHHELD: Final = "withheld:"
"""The same of a case whose withheld reasons were asked for as well."""
BOOKING: Final = "booking:"
"""The same of an appointment; its number follows."""
CITIZEN: Final = "citizen:"
"""The same of whom a counter has called: what was left or is on record of them; counter and ticket follow, as "3/A001"."""
TRANSFER: Final = "transfer:"
"""The same of what the counter before wrote for this one about a ticket."""
TRIAL: Final = "trial:"
"""How the row of a trial begins: somebody of the town was looked up to try a matter; the matter follows."""


class Disclosures:
    """Of all halls. secret: of this installation; it keys the hash of a person."""

    def __init__(self, store: Store, clock: ServiceClock, settings: Settings, secret: bytes) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._key = hmac.digest(secret, b"yzz.disclosure", "sha256")

    def note(self, hall: str, account: str, notes: Iterable[Note]) -> None:
        """These notes are about to be shown to somebody; durable when this returns. Raises StoreUnavailable."""
        rows: list[dict[str, object]] = [
            {
                "at_ms": self._clock.now_ms(),
                "hall": hall,
                "account": account,
                "note": each.note,
                "subject_hash": None if each.subject is None else self.hash_of(each.subject),
            }
            for each in notes
        ]
        self._keep(account, rows)

    def case(self, hall: str, account: str, row: Mapping[str, Any]) -> None:
        """This case is about to be shown to somebody; durable when this returns. row: of cases. Raises StoreUnavailable."""
        self._one(hall, account, f"{CASE}{row['alias']}", str(row["holder"]))

    def withheld(self, hall: str, account: str, row: Mapping[str, Any]) -> None:
        """The same with what only who judges it may know; durable when this returns. Raises StoreUnavailable."""
        self._one(hall, account, f"{WITHHELD}{row['alias']}", str(row["holder"]))

    def booking(self, hall: str, account: str, row: Mapping[str, Any]) -> None:
        """This appointment is about to be shown to somebody; durable when this returns. Raises StoreUnavailable."""
        self._one(hall, account, f"{BOOKING}{row['booking']}", str(row["subject"]))

    def at_counter(self, hall: str, account: str, looks: Iterable[str], subject: str | None) -> None:
        """These are about to be shown to a clerk of whom they have called; durable when this returns.

        looks: each a prefix with what follows it. subject: None where nobody knows whose the ticket is. Raises StoreUnavailable.
        """
        whose = None if subject is None else self.hash_of(subject)
        known: dict[str, object] = {"at_ms": self._clock.now_ms(), "hall": hall, "account": account}
        self._keep(account, [{**known, "note": each, "subject_hash": whose} for each in looks])

    def trial(self, hall: str, account: str, matter: str, subject: str) -> None:
        """Somebody of the town is about to be looked up for a trial; durable when this returns. Raises StoreUnavailable."""
        self._one(hall, account, f"{TRIAL}{matter}", subject)

    def _one(self, hall: str, account: str, note: str, subject: str) -> None:
        known = {"hall": hall, "account": account, "note": note}
        self._keep(account, [{"at_ms": self._clock.now_ms(), **known, "subject_hash": self.hash_of(subject)}])

    def _keep(self, account: str, rows: list[dict[str, object]]) -> None:
        if not rows:
            return
        try:
            self._store.write(lambda connection: _write(connection, rows))
        except Exception as error:
            # Whatever it was: what is not written down is not shown.
            LOG.exception("disclosures to %s could not be written", account)
            raise StoreUnavailable(self._settings.retry_after_s) from error

    def hash_of(self, subject: str) -> str:
        """What is kept of a person."""
        return hmac.new(self._key, subject.encode(), hashlib.sha256).hexdigest()


def _write(connection: Connection, rows: list[dict[str, object]]) -> None:
    # Numbers without a gap: whoever takes a row away leaves a hole.
    last = connection.execute(select(func.max(DISCLOSURES.c.seq))).scalar() or 0
    connection.execute(insert(DISCLOSURES), [{"seq": seq, **row} for seq, row in enumerate(rows, start=last + 1)])
