"""The register as a table (登记簿表), for whoever keeps it: SQLAlchemy Core, no database's own dialect.

The live store defines the table among its own and calls these functions inside its transactions; a revocation
is the only change a row ever sees.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Connection, Index, MetaData, String, Table, Text, inspect, select

from kiosk.certificates.orders import Kind
from kiosk.certificates.register import RegisterRecord

NAME: Final = "certificates"


def register_table(metadata: MetaData) -> Table:
    """The table, as part of somebody's tables."""
    return Table(
        NAME,
        metadata,
        Column("number", String, primary_key=True),
        Column("sha256", String, nullable=False),  # of the stored file, hex
        Column("data_sha256", String, nullable=False),  # of what was ordered, hex
        Column("kind", String, nullable=False),
        Column("title", Text, nullable=False),
        Column("title_en", Text, nullable=False),
        Column("department", Text, nullable=False),
        Column("case", String, nullable=False),
        Column("masked", Text, nullable=False),  # JSON, pairs of label and masked value
        Column("issued_at_ms", BigInteger, nullable=False),  # service time
        Column("issued_on", String, nullable=False),  # a day, as ISO 8601 writes it
        Column("valid_until", String),  # the same; null: no end
        Column("revoked_at_ms", BigInteger),
        Column("revoked_because", Text),
        Index("certificates_by_file", "sha256"),
        Index("certificates_by_case", "case"),
    )


REGISTER: Final = register_table(MetaData())
"""The table on its own, for reading beside the service and for tests."""


@dataclass(frozen=True, slots=True)
class TableRegister:
    """The register over one connection; it never commits."""

    connection: Connection

    def is_there(self) -> bool:
        """Whether the database has the table at all."""
        return bool(inspect(self.connection).has_table(NAME))

    def by_number(self, number: str) -> RegisterRecord | None:
        """The certificate of that number."""
        return self._one(REGISTER.c.number, number)

    def by_file(self, sha256: str) -> RegisterRecord | None:
        """The certificate whose file has that hash, hex."""
        return self._one(REGISTER.c.sha256, sha256)

    def of_case(self, case: str) -> list[RegisterRecord]:
        """What was issued for a case, the oldest first."""
        rows = select(REGISTER).where(REGISTER.c.case == case).order_by(REGISTER.c.issued_at_ms, REGISTER.c.number)
        return [_record(row) for row in self.connection.execute(rows).mappings()]

    def add(self, record: RegisterRecord) -> None:
        """Enter a fresh certificate. Raises the driver's IntegrityError if its number is taken."""
        self.connection.execute(REGISTER.insert(), _row(record))

    def mark_revoked(self, record: RegisterRecord) -> None:
        """Write the revocation of a record that `register.revoked` gave."""
        changes = {"revoked_at_ms": record.revoked_at_ms, "revoked_because": record.revoked_because}
        self.connection.execute(REGISTER.update().where(REGISTER.c.number == record.number), changes)

    def _one(self, column: Column[str], value: str) -> RegisterRecord | None:
        row = self.connection.execute(select(REGISTER).where(column == value)).mappings().first()
        return None if row is None else _record(row)


def _row(record: RegisterRecord) -> dict[str, Any]:
    names = [column.name for column in REGISTER.columns]
    row = {name: getattr(record, name) for name in names}
    row["kind"] = str(record.kind)
    row["masked"] = json.dumps(record.masked, ensure_ascii=False)
    row["issued_on"] = record.issued_on.isoformat()
    row["valid_until"] = None if record.valid_until is None else record.valid_until.isoformat()
    return row


def _record(row: Mapping[Any, Any]) -> RegisterRecord:
    until = row["valid_until"]
    return RegisterRecord(
        **{
            **row,
            "kind": Kind(row["kind"]),
            "masked": tuple((label, value) for label, value in json.loads(row["masked"])),
            "issued_on": date.fromisoformat(row["issued_on"]),
            "valid_until": None if until is None else date.fromisoformat(until),
        }
    )
