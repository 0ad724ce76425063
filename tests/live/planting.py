"""Planting a breach in a database, and asking the audit for it."""

from __future__ import annotations

from pathlib import Path

import orjson

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.live.halls import rows, tamper


def breaches(folder: Path) -> set[tuple[int, str]]:
    """(invariant, row) of every finding."""
    return {(finding.invariant, finding.row) for finding in audit(folder / DATABASE_FILE)}


def entry(folder: Path, event: str, which: int = 0, table: str = "journal") -> int:
    """Seq of an entry that has an event of this type."""
    found = rows(folder, f"select seq from {table} where events like ? order by seq", f'%"{event}"%')
    return int(found[which][0])


def rewrite(folder: Path, seq: int, change: dict[str, object]) -> None:
    """Change fields of the first event of an entry of the hall's journal."""
    ((text,),) = rows(folder, "select events from journal where seq = ?", seq)
    events = orjson.loads(text)
    events[0] |= change
    tamper(folder, f"update journal set events = '{orjson.dumps(events).decode()}' where seq = {seq}")


def rewrite_issuer(folder: Path, seq: int, change: dict[str, object]) -> None:
    """The same in the issuer's stream."""
    ((text,),) = rows(folder, "select events from issuer_journal where seq = ?", seq)
    events = orjson.loads(text)
    events[0][2] |= change
    tamper(folder, f"update issuer_journal set events = '{orjson.dumps(events).decode()}' where seq = {seq}")


def nothing_happened(folder: Path, seq: int, table: str = "journal") -> None:
    """Take the events of an entry away; it keeps its place."""
    tamper(folder, f"update {table} set events = '[]' where seq = {seq}")
