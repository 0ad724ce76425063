"""What was written beside the journal (随附内容): addresses and telephone numbers, in erasable tables under a key.

Written before the command that names its key, so that what was acknowledged has its text after any restart; whatever
belongs to nothing that is open is erased.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import gevent
from sqlalchemy import Connection, Table, delete, insert, select

from kiosk.hall.events import Event
from kiosk.hall.state import HallState
from kiosk.journal import Entry
from kiosk.live.store import Store
from kiosk.live.writer import HallWriter


class KeptWritings:
    """Of one hall and one table. secret: of this installation; it keys whatever stands in journals and kept answers.

    key: column of the key. ends: events after which something may be erased. wanted: keys that open records name.
    """

    def __init__(
        self,
        writer: HallWriter,
        store: Store,
        secret: bytes,
        table: Table,
        key: str,
        ends: tuple[type[Event], ...],
        wanted: Callable[[HallState], set[str | None]],
    ) -> None:
        self._writer = writer
        self._store = store
        self._secret = hmac.digest(secret, table.name.encode(), "sha256")
        self._table = table
        self._key = key
        self._ends = ends
        self._wanted = wanted
        self._under_way: set[str] = set()

    def start(self) -> None:
        """Erase what was left behind, and listen. The writer must run."""
        self._writer.listeners.append(self._hear)
        gevent.spawn(self.erase_unwanted)

    def hash_of(self, *parts: str) -> str:
        """A keyed hash: what may stand where an address or a number may not."""
        return hmac.new(self._secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def put(self, key: str, at_ms: int, values: Mapping[str, str | None]) -> Iterator[None]:
        """Durable inside the block, in which the command that names it is sent. The same key again changes nothing."""
        row = {"hall": self._writer.hall, self._key: key, "at_ms": at_ms, **values}
        self._under_way.add(key)
        try:
            self._store.write(lambda connection: self._put(connection, row))
            yield
        finally:
            self._under_way.discard(key)
            # What was refused has never been said.
            if key not in self._wanted(self._writer.committed.state):
                gevent.spawn(self.erase_unwanted)

    def of(self, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Key -> columns, of each that is still there."""
        return self._store.read(lambda connection: self._read(connection, keys)) if keys else {}

    def erase_unwanted(self) -> None:
        """Erase whatever belongs to nothing that is open and to no command that is just being carried out."""
        # First what there is, then what is wanted: what is written in between is in neither.
        there = self._store.read(self._all)
        doomed = there - self._wanted(self._writer.committed.state) - self._under_way
        if doomed:
            self._store.write(lambda connection: self._erase(connection, doomed))

    def _hear(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(event, self._ends) for entry in entries for event in entry.events):
            gevent.spawn(self.erase_unwanted)

    def _put(self, connection: Connection, row: Mapping[str, object]) -> None:
        column = self._table.c
        same = (column.hall == row["hall"], column[self._key] == row[self._key])
        if connection.execute(select(column[self._key]).where(*same)).first() is None:
            connection.execute(insert(self._table), [row])

    def _read(self, connection: Connection, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        column = self._table.c
        rows = connection.execute(
            select(self._table).where(column.hall == self._writer.hall, column[self._key].in_(list(keys)))
        )
        return {row._mapping[self._key]: dict(row._mapping) for row in rows}

    def _all(self, connection: Connection) -> set[str]:
        column = self._table.c
        return set(connection.execute(select(column[self._key]).where(column.hall == self._writer.hall)).scalars())

    def _erase(self, connection: Connection, doomed: set[str | None] | set[str]) -> None:
        column = self._table.c
        keys = sorted(each for each in doomed if each is not None)
        connection.execute(delete(self._table).where(column.hall == self._writer.hall, column[self._key].in_(keys)))
