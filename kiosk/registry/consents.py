"""Consent (授权同意): whose leave, for which fields, why, when, where, and to which text; it can be taken back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine, Row, insert, select, update

from kiosk.registry.refusals import ConsentUnknown
from kiosk.registry.tables import CONSENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One leave. subject: whose data. given_by: themselves, or a guardian for them.

    text_version: of the words that were shown. withdrawn_at_ms: None while it holds.
    """

    consent: str
    subject: str
    given_by: str
    matter: str
    case: str
    fields: frozenset[str]
    why: str
    at_ms: int
    terminal: str
    text_version: str
    withdrawn_at_ms: int | None = None

    def covers(self, subject: str, matter: str, case: str, fields: frozenset[str], now_ms: int) -> bool:
        """Whether it is for this person, matter and case, for all these fields, and holds at an instant."""
        holds = self.withdrawn_at_ms is None and self.at_ms <= now_ms
        return holds and (self.subject, self.matter, self.case) == (subject, matter, case) and fields <= self.fields


class ConsentBook(Protocol):
    """Where consents are kept."""

    def find(self, consent: str) -> Consent | None:
        """One by its number."""


class MemoryConsents:
    """For tests and for runs in virtual time."""

    def __init__(self) -> None:
        self._consents: dict[str, Consent] = {}

    def record(self, consent: Consent) -> None:
        """Keep one."""
        self._consents[consent.consent] = consent

    def find(self, consent: str) -> Consent | None:
        """One by its number."""
        return self._consents.get(consent)


class TableConsents:
    """In the hall's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, consent: Consent) -> None:
        """Keep one; it is committed when this comes back."""
        row = {
            "consent": consent.consent,
            "subject": consent.subject,
            "given_by": consent.given_by,
            "matter": consent.matter,
            "case": consent.case,
            "fields": json.dumps(sorted(consent.fields)),
            "why": consent.why,
            "at_ms": consent.at_ms,
            "terminal": consent.terminal,
            "text_version": consent.text_version,
            "withdrawn_at_ms": consent.withdrawn_at_ms,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(CONSENTS), [row])

    def withdraw(self, consent: str, now_ms: int) -> None:
        """Take it back; nothing is fetched on it any more. The first time counts. Raises ConsentUnknown."""
        column = CONSENTS.c
        with self._engine.begin() as connection:
            if connection.execute(select(column.consent).where(column.consent == consent)).first() is None:
                raise ConsentUnknown
            still = (column.consent == consent) & column.withdrawn_at_ms.is_(None)
            connection.execute(update(CONSENTS).where(still).values(withdrawn_at_ms=now_ms))

    def find(self, consent: str) -> Consent | None:
        """One by its number."""
        with self._engine.connect() as connection:
            row = connection.execute(select(CONSENTS).where(CONSENTS.c.consent == consent)).one_or_none()
        return None if row is None else _consent(row)

    def of(self, subject: str) -> tuple[Consent, ...]:
        """Every leave somebody gave, the newest first."""
        column = CONSENTS.c
        asked = select(CONSENTS).where(column.subject == subject).order_by(column.at_ms.desc(), column.consent)
        with self._engine.connect() as connection:
            return tuple(map(_consent, connection.execute(asked)))


def _consent(row: Row[tuple[object, ...]]) -> Consent:
    values = dict(row._mapping)
    values["fields"] = frozenset(json.loads(values["fields"]))
    return Consent(**values)
