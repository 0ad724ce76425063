"""Who looked at what (数据查询审计): rows that follow from one another, so that none can be lost, changed or moved.

Each row's chain is a keyed hash over the row and the chain before it. Without the installation's key nobody can write a
row that fits, and whoever takes one out, or the last ones off, is found by `verify`. Rows name fields, never values, and
know a person by keyed hash.

Source: design, fine print 30; approval §6.2
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Protocol

START: Final = "0" * 64
"""The chain before the first row."""
READ: Final = "read"
REFUSED: Final = "refused"
"""Kinds: an exchange under an authorisation, whatever its outcome; and one that was not let happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One exchange with one source, or its refusal.

    subject_hash, auth_hash: keyed hash of the person, SHA-256 of the authorisation's code, empty without one.
    basis: `statutory`, or the number of the consent.
    """

    at_ms: int
    kind: str
    terminal: str
    matter: str
    case: str
    subject_hash: str
    source: str
    fields: tuple[str, ...]
    outcome: str
    why: str
    basis: str
    auth_hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry in its place. seq: from 1, without gaps."""

    seq: int
    entry: AuditEntry
    chain: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends."""

    seq: int = 0
    chain: str = START


@dataclass(frozen=True, slots=True)
class Breach:
    """What verify found. seq: of the row at fault. what: missing · changed · beyond_head."""

    seq: int
    what: str


class AuditLog(Protocol):
    """Where rows are kept. `append` comes back only when they are there to stay: nothing may be released before."""

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Keep entries, in this order, all or none. Whatever it raises, nothing was kept and nothing may leave."""

    def who_looked(self, subject_hash: str) -> tuple[AuditRow, ...]:
        """Every row about a person, the newest first."""


def subject_hash(subject: str, key: bytes) -> str:
    """What the log keeps of a person: HMAC-SHA256, hex."""
    return hmac.new(key, subject.encode(), hashlib.sha256).hexdigest()


def chained(entries: Iterable[AuditEntry], head: Head, key: bytes) -> tuple[AuditRow, ...]:
    """Entries as the rows that follow a head."""
    rows: list[AuditRow] = []
    for entry in entries:
        seq = head.seq + 1
        head = Head(seq, chain_of(seq, entry, head.chain, key))
        rows.append(AuditRow(seq, entry, head.chain))
    return tuple(rows)


def chain_of(seq: int, entry: AuditEntry, before: str, key: bytes) -> str:
    """The chain at a row."""
    body = json.dumps([before, seq, asdict(entry)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def verify(rows: Iterable[AuditRow], key: bytes, head: Head | None = None) -> tuple[Breach, ...]:
    """What is wrong with a log, rows in the order of their keeping; empty if nothing is.

    head: where it must end, kept elsewhere; without it rows taken off the end are not missed.
    """
    breaches: list[Breach] = []
    at = Head()
    for row in rows:
        if row.seq != at.seq + 1:
            breaches.append(Breach(at.seq + 1, "missing"))
        elif row.chain != chain_of(row.seq, row.entry, at.chain, key):
            breaches.append(Breach(row.seq, "changed"))
        at = Head(row.seq, row.chain)
    if head is not None and at != head:
        breaches.append(Breach(at.seq + 1, "missing") if at.seq < head.seq else Breach(at.seq, "beyond_head"))
    return tuple(breaches)


class MemoryAuditLog:
    """A log that lasts as long as the process: for tests and for runs in virtual time."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.rows: list[AuditRow] = []

    @property
    def head(self) -> Head:
        """Where it ends."""
        return Head(self.rows[-1].seq, self.rows[-1].chain) if self.rows else Head()

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Keep entries."""
        self.rows += chained(entries, self.head, self._key)

    def who_looked(self, subject_hash: str) -> tuple[AuditRow, ...]:
        """Every row about a person, the newest first."""
        return tuple(row for row in reversed(self.rows) if row.entry.subject_hash == subject_hash)
