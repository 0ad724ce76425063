"""Tables of the town's file (镇库表): one for each source, its columns the dictionary's own fields.

A column is named as its field with a bar for the dot. lag_days: how long ago the source last heard of the row, so that
"as of" follows the day on which somebody asks. What belongs to no source (households, phones, labelled errors, cases)
stands in tables of its own.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import JSON, Boolean, Column, Date, Engine, Index, Integer, MetaData, String, Table, Text, create_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeEngine

METADATA: Final = MetaData()
TYPES: Final[dict[str, type[TypeEngine[Any]]]] = {
    "text": Text,
    "date": Date,
    "number": Integer,
    "flag": Boolean,
    "texts": JSON,
    "filing": JSON,
}
"""Type word of the dictionary -> column type; a list is JSON."""

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "population": {
        "person.name": "text",
        "person.number": "text",
        "person.sex": "text",
        "person.birth": "date",
        "person.life": "text",
        "person.hukou_status": "text",
        "person.hukou_area": "text",
        "person.address": "text",
        "person.card_until": "date",
    },
    "residence": {
        "residence.status": "text",
        "residence.until": "date",
        "residence.since": "date",
        "residence.is_continuous": "flag",
        "residence.address": "text",
        "residence.permit_address": "text",
    },
    "offences": {"offences.records": "texts"},
    "photos": {"photo.is_fit": "flag", "photo.taken": "date"},
    "insurance": {
        "insurance.kinds": "texts",
        "insurance.status": "text",
        "insurance.months": "number",
        "insurance.since": "date",
        "insurance.payer": "text",
        "pension.status": "text",
        "pension.kind": "text",
        "pension.certified_until": "date",
    },
    "card_account": {"card_account.status": "text", "card_account.tail": "text"},
    "medical": {
        "medical.scheme": "text",
        "medical.status": "text",
        "medical.paid_years": "texts",
        "medical.filings": "filing",
    },
    "allowances": {"allowances.kinds": "texts"},
    "low_income": {"low_income.kind": "text"},
    "disability": {
        "disability.number": "text",
        "disability.category": "text",
        "disability.grade": "number",
        "disability.until": "date",
        "disability.status": "text",
        "disability.is_permanent": "flag",
    },
    "custody": {"custody.records": "texts"},
    "credit": {"credit.listings": "texts"},
    "enterprises": {
        "enterprise.number": "text",
        "enterprise.name": "text",
        "enterprise.status": "text",
        "enterprise.kind": "text",
        "enterprise.scope": "texts",
        "enterprise.address": "text",
        "enterprise.established": "date",
        "enterprise.operator": "text",
        "enterprise.restrictions": "texts",
    },
}
"""Source -> field -> type word. person.household is no column: it is the rows of one household."""
MORE: Final[dict[str, tuple[tuple[str, type[TypeEngine[Any]]], ...]]] = {
    "population": (("household", Integer), ("relation", Text), ("records", Integer)),
    "enterprises": (("operator_subject", String),),
}
"""Columns beyond the fields. records: entries under one number; two is an error, and nobody's record then counts.

operator_subject: who runs it.
"""


def column_of(field: str) -> str:
    """person.hukou_area -> person_hukou_area."""
    return field.replace(".", "_")


def open_read_only(path: Path) -> Engine:
    """A town's file, which nobody changes: SQLite then needs neither locks nor a look for changes."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=QueuePool,
    )


def _table(source: str) -> Table:
    fields = [Column(column_of(field), TYPES[word]) for field, word in COLUMNS[source].items()]
    more = [Column(name, kind) for name, kind in MORE.get(source, ())]
    head = Column("subject", String, primary_key=True)
    lag = Column("lag_days", Integer, nullable=False)
    return Table(source, METADATA, head, lag, *fields, *more, sqlite_with_rowid=False)


SOURCES: Final[dict[str, Table]] = {source: _table(source) for source in COLUMNS}
Index("population_number", SOURCES["population"].c.person_number)
Index("population_household", SOURCES["population"].c.household)
Index("enterprises_operator", SOURCES["enterprises"].c.operator_subject)
Index("enterprises_number", SOURCES["enterprises"].c.enterprise_number)
Index("enterprises_name", SOURCES["enterprises"].c.enterprise_name)

PHONES: Final = Table(
    "phones",
    METADATA,
    Column("subject", String, primary_key=True),
    Column("phone", String, nullable=False, unique=True),
    sqlite_with_rowid=False,
)
"""Who has one. No source's: a form asks for it."""
FLAWS: Final = Table(
    "flaws",
    METADATA,
    Column("subject", String, primary_key=True),
    Column("label", String, nullable=False),
    sqlite_with_rowid=False,
)
"""The labelled errors: who carries which, see kiosk.registry.town.flaws."""
CASES: Final = Table(
    "cases",
    METADATA,
    Column("subject", String, primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""People and enterprises known by what they are for."""
META: Final = Table("meta", METADATA, Column("name", String, primary_key=True), Column("value", Text, nullable=False))
"""What the file says of itself: seed, day, recipe, hash, people, enterprises."""
