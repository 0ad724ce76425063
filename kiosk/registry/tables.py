"""Tables of the registry (数据共享表) in the hall's database: who looked, what was consented to, what was granted here.

The service's migrations make them; `create_registry_tables` makes them where there are no migrations, in tests and tools.
The town itself is a file of its own, see kiosk.registry.town.tables.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, Text

METADATA: Final = MetaData()

AUDIT: Final = Table(
    "registry_audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("terminal", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("case", String, nullable=False),
    Column("subject_hash", String, nullable=False),
    Column("source", String, nullable=False),
    Column("fields", Text, nullable=False),  # JSON array of names; never a value
    Column("outcome", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("basis", String, nullable=False),
    Column("auth_hash", String, nullable=False),
    Column("chain", String, nullable=False),  # HMAC over this row and the chain before it
    Index("registry_audit_subject", "subject_hash"),
)
"""Append-only: rows are never changed or deleted. Knows a person by keyed hash alone."""

AUDIT_HEAD: Final = Table(
    "registry_audit_head",
    METADATA,
    Column("name", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("chain", String, nullable=False),
)
"""One row, `head`: where the log ends, so that rows taken off its end are missed."""

CONSENTS: Final = Table(
    "registry_consents",
    METADATA,
    Column("consent", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("given_by", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("case", String, nullable=False),
    Column("fields", Text, nullable=False),  # JSON array of names
    Column("why", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("terminal", String, nullable=False),
    Column("text_version", String, nullable=False),
    Column("withdrawn_at_ms", BigInteger),
    Index("registry_consents_subject", "subject"),
)

OVERLAY: Final = Table(
    "registry_overlay",
    METADATA,
    Column("entry", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("field", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("value", Text, nullable=False),  # JSON; erasable, as every value of a person's
    Column("at_ms", BigInteger, nullable=False),
    Column("case", String, nullable=False),
    Index("registry_overlay_subject", "subject"),
    Index("registry_overlay_case", "case"),
)
"""What was granted here and the town's file does not know."""


def create_registry_tables(connection: Connection) -> None:
    """Make what is missing of them; what is there is left as it is."""
    METADATA.create_all(connection)
