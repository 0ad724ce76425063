"""What is to be issued (制证单): everything on one paper, and its one canonical form.

The room knows no case and no matter: whoever orders says every word. Texts are set as text, never as
markup, so that a name may hold any character the font has.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Final

from kiosk.certificates.identifiers import read_number

LONGEST_TEXT: Final = 400
"""Characters of one text; a paragraph of a notice is the longest."""
LONGEST: Final = {"title": 24, "title_en": 80, "case": 60, "department": 30, "purpose": 42, "terminal": 42}
"""Characters of what has its fixed place on the page, where nothing could make room for more."""
MOST_ROWS: Final = 14
MOST_COLUMNS: Final = 7
MOST_TEXTS: Final = 24
"""Fields of the holder, and paragraphs."""
MINUTE: Final = timedelta(minutes=1)


class Kind(StrEnum):
    """What sort of paper it is; the template has the same name."""

    CERTIFICATE = "certificate"
    NOTICE = "notice"
    LICENCE = "licence"
    TOLD_ONCE = "told_once"
    FILING_RECEIPT = "filing_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderField:
    """One line about the holder. masked: what the verify page shows instead; it is the caller who masks."""

    label: str
    value: str
    masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOrder:
    """One paper, whole.

    number: of the certificate, see `identifiers`. case: number of the case. columns, rows: a table, or both empty.
    issued_at_ms: service time, whole seconds. valid_until: last day it counts, None without an end.
    utc_offset_min: of the hall's clock, in which the paper is dated.
    Raises ValueError if something is missing, too long or does not match.
    """

    number: str
    kind: Kind
    title: str
    title_en: str
    case: str
    holder: tuple[HolderField, ...]
    department: str
    purpose: str
    terminal: str
    issued_at_ms: int
    utc_offset_min: int
    valid_until: date | None = None
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        read_number(self.number)
        for name, text in texts(self):
            longest = LONGEST.get(name, LONGEST_TEXT)
            if not text.strip() or len(text) > longest:
                raise ValueError(f"{name} has from 1 to {longest} characters")
        if not self.holder or max(len(self.holder), len(self.paragraphs)) > MOST_TEXTS:
            raise ValueError(f"a paper has from 1 to {MOST_TEXTS} fields and at most as many paragraphs")
        if len(self.rows) > MOST_ROWS or len(self.columns) > MOST_COLUMNS:
            raise ValueError(f"a table has at most {MOST_ROWS} rows of {MOST_COLUMNS} columns")
        if any(len(row) != len(self.columns) for row in self.rows) or bool(self.columns) != bool(self.rows):
            raise ValueError("every row has a cell for each column")
        if self.issued_at_ms < 0 or self.issued_at_ms % 1000:
            raise ValueError("papers are dated in whole seconds")
        if self.valid_until is not None and self.valid_until < self.issued_on:
            raise ValueError("a paper is valid from the day it is issued")

    @property
    def issued(self) -> datetime:
        """When it is issued, by the hall's clock."""
        zone = timezone(self.utc_offset_min * MINUTE)
        return datetime.fromtimestamp(self.issued_at_ms // 1000, UTC).astimezone(zone)

    @property
    def issued_on(self) -> date:
        """The day it is issued, by the hall's clock."""
        return self.issued.date()


def texts(order: CertificateOrder) -> list[tuple[str, str]]:
    """Every text that is set, with the name of its place."""
    found = [(name, getattr(order, name)) for name in ("number", "title", "title_en", "case", "department", "purpose")]
    found.append(("terminal", order.terminal))
    for index, field in enumerate(order.holder):
        found += [(f"holder[{index}].label", field.label), (f"holder[{index}].value", field.value)]
    found += [(f"paragraphs[{index}]", each) for index, each in enumerate(order.paragraphs)]
    found += [(f"columns[{index}]", each) for index, each in enumerate(order.columns)]
    found += [(f"rows[{index}]", cell) for index, row in enumerate(order.rows) for cell in row]
    return found


def order_to_record(order: CertificateOrder) -> dict[str, Any]:
    """The order as JSON knows it."""
    record = dataclasses.asdict(order)
    record["valid_until"] = None if order.valid_until is None else order.valid_until.isoformat()
    return record


def order_from_record(record: dict[str, Any]) -> CertificateOrder:
    """Back from JSON. Raises ValueError, TypeError or KeyError for anything that is no order."""
    until = record["valid_until"]
    return CertificateOrder(
        **{
            **record,
            "kind": Kind(record["kind"]),
            "holder": tuple(HolderField(**each) for each in record["holder"]),
            "valid_until": None if until is None else date.fromisoformat(until),
            "paragraphs": tuple(record["paragraphs"]),
            "columns": tuple(record["columns"]),
            "rows": tuple(tuple(row) for row in record["rows"]),
        }
    )


def canonical(order: CertificateOrder) -> bytes:
    """The one form of an order: JSON with sorted keys and no spaces, UTF-8."""
    return json.dumps(order_to_record(order), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def data_hash(order: CertificateOrder) -> bytes:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(order)).digest()
