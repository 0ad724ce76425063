"""The certificates' files in a backup (备份中的文件): keys and papers, as one more table of the copy.

The keys are in it because a hall that lost them cannot prove what it issued; so a backup is as secret as they are.
Papers are copied after the database: each one is on the disk before the register speaks of it. What can be made
anew, the press's templates and seals, stays out.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Final

from kiosk.certificates.store import ROOM, SHEETS, write_file

TABLE: Final = "backup_files"
SUFFIXES: Final = (".pem", ".made")
"""Of what lies in the room's folder itself, beside the papers."""


class BackupFailed(Exception):
    """Nothing was changed. The message says what is in the way."""

    code = "backup_failed"


def pack(copy: Path, data: Path) -> None:
    """Add the room's files to a fresh copy of the database, if there are any."""
    room = data / ROOM
    files = sorted([each for each in room.glob("*") if each.suffix in SUFFIXES] + list((room / SHEETS).rglob("*.pdf")))
    if not files:
        return
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(f"CREATE TABLE {TABLE} (path TEXT PRIMARY KEY, content BLOB NOT NULL)")
        for each in files:
            row = (each.relative_to(room).as_posix(), each.read_bytes())
            connection.execute(f"INSERT INTO {TABLE} VALUES (?, ?)", row)  # noqa: S608 - our own constant


def unpack(copy: Path, data: Path) -> Path | None:
    """Take the files out of a restored copy again; returns where the folder before went, if there was one.

    Raises BackupFailed if it names a file outside the room: somebody made it, not we.
    """
    with closing(sqlite3.connect(copy)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone()
        if found is None:
            return None
        fresh = _first_free(data, "restoring")
        for path, content in connection.execute(f"SELECT path, content FROM {TABLE}"):  # noqa: S608 - the same
            write_file(fresh / _inside(path), content)
        connection.execute(f"DROP TABLE {TABLE}")
        connection.commit()
        connection.execute("VACUUM")
    room, kept = data / ROOM, None
    if room.exists():
        kept = room.rename(_first_free(data, "replaced"))
    fresh.rename(room)
    return kept


def _inside(path: str) -> PurePosixPath:
    found = PurePosixPath(path)
    if found.is_absolute() or ".." in found.parts or not found.parts:
        raise BackupFailed(f"a backup holds no file {path}")
    return found


def _first_free(data: Path, word: str) -> Path:
    number = 1
    while (data / f"{ROOM}.{word}-{number}").exists():
        number += 1
    return data / f"{ROOM}.{word}-{number}"
