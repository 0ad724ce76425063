"""What was written in notes and between counters (留言与转办附言): an erasable table beside the journal, which knows only keys.

Written before the note, so that an acknowledged note has its text after any restart; a text whose note was refused, or is
closed, is erased.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import gevent
from sqlalchemy import Connection, delete, insert, select

from kiosk.hall import events as e
from kiosk.journal import Entry
from kiosk.live.store import Store
from kiosk.live.tables import NOTE_WRITINGS
from kiosk.live.writer import HallWriter

ERASING: Final = (e.NoteClosed, e.DayTurned)
"""Events after which something that was written belongs to nobody any more; a ticket's note goes with its day at the latest."""


class NoteWritings:
    """Of one hall. secret: of this installation; it keys whatever stands in journals and kept answers."""

    def __init__(self, writer: HallWriter, store: Store, secret: bytes) -> None:
        self._writer = writer
        self._store = store
        self._key = hmac.digest(secret, b"yzz.note", "sha256")
        self._under_way: set[str] = set()

    def start(self) -> None:
        """Erase what was left behind, and listen. The writer must run."""
        self._writer.listeners.append(self._hear)
        gevent.spawn(self.erase_closed)

    def hash_of(self, *parts: str) -> str:
        """A keyed hash: what may stand where a phone number may not."""
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def put(self, writing: str, phone: str | None, text: str | None, at_ms: int) -> Iterator[None]:
        """Durable inside the block, in which its note is left. The same writing again changes nothing."""
        row = {"hall": self._writer.hall, "writing": writing, "phone": phone, "text": text, "at_ms": at_ms}
        self._under_way.add(writing)
        try:
            self._store.write(lambda connection: _put(connection, row))
            yield
        finally:
            self._under_way.discard(writing)

    def of(self, writings: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """(phone, text) of each that is still there."""
        return self._store.read(lambda connection: _read(connection, self._writer.hall, writings))

    def settle(self, writing: str) -> None:
        """The note of a writing has been answered: one that was refused, or was closed long ago, leaves nothing."""
        if writing not in self._wanted():
            self.erase_closed()

    def erase_closed(self) -> None:
        """Erase whatever belongs to no open note and to none that is just being left."""
        # First what there is, then what is wanted: what is written in between is in neither.
        there = self._store.read(lambda connection: _writings(connection, self._writer.hall))
        doomed = there - self._wanted() - self._under_way
        if doomed:
            self._store.write(lambda connection: _erase(connection, self._writer.hall, doomed))

    def _wanted(self) -> set[str | None]:
        """Of open notes, and of what one counter wrote for the next about a ticket that may still be called."""
        state = self._writer.committed.state
        visits = (*state.visits.values(), *state.finished.values(), *state.no_shows.values())
        return {note.writing for note in state.notes.values()} | {visit.note for visit in visits}

    def _hear(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(event, ERASING) for entry in entries for event in entry.events):
            gevent.spawn(self.erase_closed)


def _put(connection: Connection, row: Mapping[str, object]) -> None:
    table = NOTE_WRITINGS
    same = (table.c.hall == row["hall"], table.c.writing == row["writing"])
    if connection.execute(select(table.c.writing).where(*same)).first() is None:
        connection.execute(insert(table), [row])


def _read(connection: Connection, hall: str, writings: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    table = NOTE_WRITINGS
    rows = connection.execute(
        select(table.c.writing, table.c.phone, table.c.text).where(
            table.c.hall == hall, table.c.writing.in_(list(writings))
        )
    )
    return {row.writing: (row.phone, row.text) for row in rows}


def _writings(connection: Connection, hall: str) -> set[str]:
    table = NOTE_WRITINGS
    return set(connection.execute(select(table.c.writing).where(table.c.hall == hall)).scalars())


def _erase(connection: Connection, hall: str, doomed: set[str]) -> None:
    table = NOTE_WRITINGS
    connection.execute(delete(table).where(table.c.hall == hall, table.c.writing.in_(sorted(doomed))))
