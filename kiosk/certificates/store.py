"""Files of the room (证照文件): synced, then renamed, so that each is whole or not there.

A certificate is kept under the hash of its bytes and never rewritten: a reprint sends what was signed.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.settings import Settings

ROOM: Final = "certificates"
"""Folder of keys, seals and papers in the data folder; all of it belongs into a backup."""
SHEETS: Final = "sheets"
SECRET: Final = 0o600
PRIVATE: Final = 0o700


class SheetMissing(Exception):
    """A stored paper is not there or was changed: restore it from a backup."""


def room_folder(settings: Settings) -> Path:
    """Where the room keeps its files."""
    return settings.data / ROOM


@dataclass(frozen=True, slots=True)
class SheetStore:
    """Papers by the SHA-256 of their bytes, hex. folder: the room's."""

    folder: Path

    def put(self, paper: bytes) -> str:
        """Keep a paper; returns its hash once it is on the disk under its name."""
        name = hashlib.sha256(paper).hexdigest()
        file = self._file(name)
        if not file.exists():
            write_file(file, paper)
        return name

    def get(self, name: str) -> bytes:
        """The very bytes that were kept. Raises SheetMissing if they are not there or not the same."""
        try:
            paper = self._file(name).read_bytes()
        except OSError:
            raise SheetMissing(f"there is no paper {name}") from None
        if hashlib.sha256(paper).hexdigest() != name:
            raise SheetMissing(f"the paper {name} was changed on the disk")
        return paper

    def _file(self, name: str) -> Path:
        # Two levels, so that a folder stays small enough to look at.
        return self.folder / SHEETS / name[:2] / f"{name}.pdf"


def write_file(file: Path, content: bytes) -> None:
    """A file that only its owner reads, complete or not there."""
    make_folder(file.parent)
    # The process's own number: two that write the same file do not write into each other's.
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, SECRET), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
    sync_folder(file.parent)


def make_folder(folder: Path) -> None:
    """The folder and those above it, each one's name on the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=PRIVATE, exist_ok=True)
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
