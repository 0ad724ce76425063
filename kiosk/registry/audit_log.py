"""The audit log in the hall's database: a batch is one transaction, and the chain's end is read inside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields as fields_of
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from kiosk.registry.audit import START, AuditEntry, AuditRow, Breach, Head, chain_of, chained, verify
from kiosk.registry.tables import AUDIT, AUDIT_HEAD

HEAD = "head"
_NAMES = tuple(each.name for each in fields_of(AuditEntry))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How some rows of a log stand. broken: their numbers, where a row does not follow from the one before it.

    is_whole: as many rows as the head says, none broken, and the head's own row is the last.
    """

    broken: tuple[int, ...]
    is_whole: bool
    head_seq: int
    head: str


class TableAuditLog:
    """Keeps rows in the table. key: of this installation.

    One at a time: `append` must not be called from two threads at once; the primary key refuses what two processes
    would write in one place.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Keep entries, all or none; they are committed when this comes back."""
        if not entries:
            return
        with self._engine.begin() as connection:
            self.append_in(connection, entries)

    def append_in(self, connection: Connection, entries: Sequence[AuditEntry]) -> None:
        """Keep entries in somebody else's transaction, who releases nothing before committing it."""
        head = head_in(connection)
        rows = chained(entries, head or Head(), self._key)
        connection.execute(insert(AUDIT), [_record(row) for row in rows])
        last = {"seq": rows[-1].seq, "chain": rows[-1].chain}
        if head is None:
            connection.execute(insert(AUDIT_HEAD), [{"name": HEAD, **last}])
        else:
            connection.execute(update(AUDIT_HEAD).where(AUDIT_HEAD.c.name == HEAD).values(**last))

    def who_looked(self, subject_hash: str) -> tuple[AuditRow, ...]:
        """Every row about a person, the newest first."""
        asked = select(AUDIT).where(AUDIT.c.subject_hash == subject_hash).order_by(AUDIT.c.seq.desc())
        with self._engine.connect() as connection:
            return tuple(_row(each) for each in connection.execute(asked).mappings())

    @staticmethod
    def chain_in(connection: Connection, rows: Sequence[AuditRow], key: bytes) -> ChainState:
        """Whether these rows follow from the ones before them, and none is missing; the whole is `verify`'s."""
        head = head_in(connection) or Head()
        before = {row.seq - 1 for row in rows} | {head.seq}
        asked = select(AUDIT.c.seq, AUDIT.c.chain).where(AUDIT.c.seq.in_(sorted(before)))
        chains = {0: START, **dict(connection.execute(asked).tuples().all())}
        broken = tuple(
            row.seq
            for row in rows
            if row.seq - 1 not in chains or chain_of(row.seq, row.entry, chains[row.seq - 1], key) != row.chain
        )
        count = connection.execute(select(func.count()).select_from(AUDIT)).scalar() or 0
        is_whole = not broken and count == head.seq and chains.get(head.seq) == head.chain
        return ChainState(broken=broken, is_whole=is_whole, head_seq=head.seq, head=head.chain)

    def verify(self) -> tuple[Breach, ...]:
        """What is wrong with the whole log."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings()
            return verify((_row(each) for each in rows), self._key, head_in(connection) or Head())


def head_in(connection: Connection) -> Head | None:
    """Where the log ends; None before the first row."""
    row = connection.execute(select(AUDIT_HEAD).where(AUDIT_HEAD.c.name == HEAD)).mappings().one_or_none()
    return None if row is None else Head(row["seq"], row["chain"])


def rows_in(connection: Connection, condition: Any) -> list[AuditRow]:
    """Rows of which something holds, in the order of their keeping."""
    found = connection.execute(select(AUDIT).where(condition).order_by(AUDIT.c.seq)).mappings()
    return [_row(each) for each in found]


def _record(row: AuditRow) -> dict[str, object]:
    record: dict[str, object] = {name: getattr(row.entry, name) for name in _NAMES}
    return {**record, "seq": row.seq, "chain": row.chain, "fields": json.dumps(row.entry.fields)}


def _row(row: RowMapping) -> AuditRow:
    values = {name: row[name] for name in _NAMES}
    values["fields"] = tuple(json.loads(values["fields"]))
    return AuditRow(row["seq"], AuditEntry(**values), row["chain"])
