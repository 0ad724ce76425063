"""The store (存储): one database, one writing connection, readers of their own.

Every call into a database blocks the whole process of greenlets, so none is made on the hub: the
writing connection lives in a real thread of its own (halls that share a file share it), readers in
a pool of real threads. The writing connection alone checkpoints: SQLite 3.7 to 3.51.2 can corrupt
a write-ahead log that two connections reset at once. What is SQLite's own stands in `_sqlite_*`.

Source: docs/decisions/0011-one-writing-connection.md
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from gevent.threadpool import ThreadPool
from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from kiosk.live import schema
from kiosk.live.tables import META
from kiosk.settings import Settings

PROBE_BYTES: Final = 65_536
"""A probe write takes as much room as a full batch, so that a disk with one free page is still full."""
LOCK_FILE: Final = "lock"

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
DatabaseAway = OperationalError
"""What a database raises that is locked, full or gone; whatever was asked may be asked again."""


class DataFolderInUse(Exception):
    """Another service has this data folder."""

    code = "data_folder_in_use"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is in use by another service: stop it, or choose another folder (YZZ_DATA)")
        self.folder = folder


class SpeedDiffers(Exception):
    """The data folder was begun at another clock speed; mixed speeds would bend every stored wait."""

    code = "speed_differs"

    def __init__(self, remembered: float, asked: float) -> None:
        super().__init__(f"this data folder runs at speed {remembered:g}, not {asked:g}: choose another (YZZ_DATA)")
        self.remembered = remembered
        self.asked = asked


class DatabaseUnusable(Exception):
    """The database cannot be opened: no database, damaged, locked, or not allowed."""

    code = "database_unusable"

    def __init__(self, url: URL, reason: object) -> None:
        super().__init__(f"{url.render_as_string()} cannot be used: {reason}")
        self.reason = str(reason)


class FolderLock:
    """Exclusive use of a data folder, for as long as the process lives or until `release`."""

    def __init__(self, folder: Path) -> None:
        """Raises DataFolderInUse."""
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise DataFolderInUse(folder) from None

    @property
    def is_released(self) -> bool:
        """Whether the folder was given back."""
        return self._descriptor < 0

    def release(self) -> None:
        """Let others have the folder; safe to repeat."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Store:
    """The database of one data folder.

    synchronous: FULL, or OFF in the one test that shows what FULL is for.
    """

    def __init__(self, settings: Settings, synchronous: str = "FULL") -> None:
        """Opens nothing yet but the lock. Raises DataFolderInUse."""
        self.lock = FolderLock(settings.data)
        self._folder = settings.data
        self.url = make_url(settings.database)
        self._writing = writing_engine(self.url, settings, synchronous)
        self._reading = reading_engine(self.url, settings)
        self._commit_thread = ThreadPool(1)
        self._read_threads = ThreadPool(settings.readers)
        # A thread of their own: five people who sign in at once must not hold up who reads.
        self._long_thread = ThreadPool(1)
        self._connection: Connection | None = None
        self._idle_readers: list[Connection] = []

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Bring the schema up to date. Raises SchemaIsNewer, DatabaseUnusable."""
        try:
            self.write(schema.migrate)
        except DBAPIError as error:
            raise DatabaseUnusable(self.url, error.orig) from error
        # SQLite deletes the journal of a new database without syncing the folder: after a power cut
        # it could come back and undo everything that was written since.
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            outside(self._commit_thread, lambda: os.fsync(descriptor))
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Finish what is being written, close every connection, give the folder back; safe to repeat."""
        if self.lock.is_released:
            return
        self._read_threads.join()
        for connection in self._idle_readers:
            connection.close()
        self._idle_readers = []
        # The writing connection goes last: only then it takes the log into the database and away.
        outside(self._commit_thread, self._drop_connection)
        self._commit_thread.kill()
        self._read_threads.kill()
        self._long_thread.kill()
        self._writing.dispose()
        self._reading.dispose()
        self.lock.release()

    def write(self, work: Work[Result]) -> Result:
        """Do work in one transaction in the commit thread; durable on return.

        Blocks this greenlet only. Any error rolls back and drops the connection: after a failed
        sync nothing that it believes can be trusted.
        """
        return outside(self._commit_thread, lambda: self._write(work))

    def read(self, work: Work[Result]) -> Result:
        """Do work on a read-only connection in a reader thread. Blocks this greenlet only."""
        return outside(self._read_threads, lambda: self._read(work))

    def aside(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Run something long (a password's hash) in a thread of its own, off the hub."""
        return outside(self._long_thread, lambda: work(*arguments))

    def probe(self) -> None:
        """Write and take back as much as a batch needs. Raises while the database cannot."""
        self.write(_write_probe)
        self.write(_delete_probe)

    def settle_clock(self, speed: float, chosen_start_ms: int) -> int:
        """Remember speed and start in a new folder, compare in an old one; returns the first start.

        Raises SpeedDiffers.
        """
        return self.write(lambda connection: _settle_clock(connection, speed, chosen_start_ms))

    def _write(self, work: Work[Result]) -> Result:
        if self._connection is None:
            self._connection = self._writing.connect()
        try:
            with self._connection.begin():
                return work(self._connection)
        except BaseException:
            self._drop_connection()
            raise

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _read(self, work: Work[Result]) -> Result:
        # Appending to and popping from a list are atomic: no lock among the reader threads.
        connection = self._idle_readers.pop() if self._idle_readers else self._reading.connect()
        try:
            with connection.begin():
                result = work(connection)
        except BaseException:
            connection.close()
            raise
        self._idle_readers.append(connection)
        return result


def outside(threads: ThreadPool, work: Callable[[], Result]) -> Result:
    """Run in a real thread; an error comes back as a value, because the pool would print it too."""
    done: list[Result] = []
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001 - the outermost frame of the thread
            failed.append(error)

    threads.apply(guarded)
    if failed:
        raise failed[0]
    return done[0]


def writing_engine(url: URL, settings: Settings, synchronous: str = "FULL") -> Engine:
    """The engine of the one writing connection."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    return _sqlite_engine(
        url,
        (
            f"PRAGMA busy_timeout = {settings.busy_timeout_ms}",
            "PRAGMA journal_mode = WAL",
            f"PRAGMA synchronous = {synchronous}",
            f"PRAGMA wal_autocheckpoint = {settings.checkpoint_pages}",
            "PRAGMA foreign_keys = ON",
        ),
        "BEGIN IMMEDIATE",
    )


def reading_engine(url: URL, settings: Settings) -> Engine:
    """The engine of connections that cannot write."""
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, poolclass=NullPool, hide_parameters=True, execution_options={"postgresql_readonly": True}
        )
    file = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    return _sqlite_engine(
        file,
        (
            f"PRAGMA busy_timeout = {settings.busy_timeout_ms}",
            "PRAGMA query_only = ON",
            "PRAGMA wal_autocheckpoint = 0",
        ),
        "BEGIN",
    )


def _sqlite_engine(url: URL, pragmas: tuple[str, ...], begin: str) -> Engine:
    """An engine whose transactions begin as we say: the driver's own begin comes too late."""
    # A connection moves between threads of one pool, one at a time. What a statement carries is nobody's but the
    # table's: an error goes to the log, and would take it along.
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        del record
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _write_probe(connection: Connection) -> None:
    connection.execute(delete(META).where(META.c.name == "probe"))
    connection.execute(insert(META).values(name="probe", value="0" * PROBE_BYTES))


def _delete_probe(connection: Connection) -> None:
    connection.execute(delete(META).where(META.c.name == "probe"))


def _settle_clock(connection: Connection, speed: float, chosen_start_ms: int) -> int:
    remembered = {row.name: row.value for row in connection.execute(select(META.c.name, META.c.value))}
    if "speed" not in remembered:
        rows = [{"name": "speed", "value": repr(speed)}, {"name": "start_at_ms", "value": str(chosen_start_ms)}]
        connection.execute(insert(META), rows)
        return chosen_start_ms
    if float(remembered["speed"]) != speed:
        raise SpeedDiffers(float(remembered["speed"]), speed)
    return int(remembered["start_at_ms"])
