"""Backup and restore (备份与恢复) of a SQLite database; another database brings its own tools.

A backup is taken beside a running service, on a connection that only reads, and is one file that
holds everything committed until then, and the certificates' keys and papers: `backup_files`. It is
complete or not there: it gets its name last. Only its owner reads it.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from kiosk.live import backup_files, schema
from kiosk.live.backup_files import BackupFailed
from kiosk.live.store import FolderLock, reading_engine
from kiosk.settings import Settings

SIDE_FILES: Final = ("", "-wal", "-shm")
"""What belongs to a SQLite database, by the end of the name."""


def database_file(settings: Settings) -> Path:
    """The file of the settings' database. Raises BackupFailed if it is not SQLite's."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupFailed(f"{url.get_backend_name()} brings its own backup (pg_dump)")
    return Path(url.database)


def backup(settings: Settings, to: Path) -> None:
    """Write everything committed until now into a new file. Raises BackupFailed."""
    source = database_file(settings)
    if not source.exists():
        raise BackupFailed(f"there is no database {source}")
    if to.exists():
        raise BackupFailed(f"{to} exists already: choose another name")
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    engine = reading_engine(make_url(settings.database), settings)
    try:
        with engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, sqlite3.Connection)
            # An empty file of ours, so that nobody else can read what comes into it.
            part.touch(mode=0o600)
            # No transaction of ours may be open for VACUUM, so the driver's own connection runs it.
            raw.execute("PRAGMA query_only = OFF")
            raw.execute("VACUUM INTO ?", (str(part),))
        # After the database: a paper is there before the register speaks of it.
        backup_files.pack(part, settings.data)
        check(part, settings)
        _sync(part)
        part.rename(to)
        _sync(to.parent)
    finally:
        part.unlink(missing_ok=True)
        engine.dispose()


def restore(settings: Settings, backup_file: Path) -> Path | None:
    """Put a backup in the database's place; returns where the old database went, if there was one.

    Raises BackupFailed, SchemaIsNewer, SchemaIsMissing, and DataFolderInUse while a service runs.
    """
    target = database_file(settings)
    if not backup_file.exists():
        raise BackupFailed(f"there is no file {backup_file}")
    lock = FolderLock(settings.data)
    try:
        check(backup_file, settings)
        part = target.with_name(target.name + ".part")
        _copy(backup_file, part)
        backup_files.unpack(part, settings.data)
        kept = _move_away(target)
        part.rename(target)
        _sync(target.parent)
        return kept
    finally:
        lock.release()


def check(file: Path, settings: Settings) -> None:
    """Raise BackupFailed unless a file is a sound database; SchemaIsNewer, SchemaIsMissing."""
    engine = reading_engine(make_url(f"sqlite:///{file}"), settings)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if found != "ok":
                raise BackupFailed(f"{file} is damaged: {found}")
            schema.check(connection)
    except DBAPIError as error:
        raise BackupFailed(f"{file} cannot be used: {error.orig}") from error
    finally:
        engine.dispose()


def _copy(source: Path, to: Path) -> None:
    # SQLite's own copying takes a log beside the backup with it.
    to.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as old, sqlite3.connect(to) as new:
        old.backup(new)
    old.close()
    new.close()
    _sync(to)


def _move_away(target: Path) -> Path | None:
    """Rename a database with its log to the first free `….replaced-N`."""
    if not target.exists():
        return None
    number = 1
    while target.with_name(f"{target.name}.replaced-{number}").exists():
        number += 1
    kept = target.with_name(f"{target.name}.replaced-{number}")
    for end in SIDE_FILES:
        side = target.with_name(target.name + end)
        if side.exists():
            side.rename(kept.with_name(kept.name + end))
    return kept


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
