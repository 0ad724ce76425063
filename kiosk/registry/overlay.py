"""What was granted here (本地办理结果): read over the town's file, so that the next fetch knows of it.

An entry adds a text to a list or sets a field; it lasts until the case it came from is revoked. Values are a person's
and lie in an erasable table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import Engine, delete, insert, select

from kiosk.registry.tables import OVERLAY

DAY_MARK: Final = "day"
"""Key under which a day stands in JSON."""


class Mode(StrEnum):
    """ADD: one more text of a list, once. SET: the field's value."""

    ADD = "add"
    SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One field that changed by a case decided here. value: as a source would give it."""

    subject: str
    field: str
    mode: Mode
    value: Any
    at_ms: int
    case: str


class Overlay(Protocol):
    """Where grants are kept."""

    def of(self, subject: str) -> tuple[Grant, ...]:
        """What was granted to somebody, in order."""

    def holds(self, field: str, value: str) -> bool:
        """Whether anybody was granted this very text: a name that is taken since this morning."""


def laid_over(values: Mapping[str, Any], grants: Iterable[Grant]) -> dict[str, Any]:
    """A source's values with grants over them."""
    result = dict(values)
    for grant in grants:
        if grant.mode is Mode.SET:
            result[grant.field] = grant.value
        else:
            known = tuple(result.get(grant.field) or ())
            result[grant.field] = known if grant.value in known else (*known, grant.value)
    return result


class MemoryOverlay:
    """For tests and for runs in virtual time."""

    def __init__(self) -> None:
        self._grants: dict[str, tuple[Grant, ...]] = {}

    def add(self, grants: Sequence[Grant]) -> None:
        """Keep what a case granted."""
        for each in grants:
            self._grants[each.subject] = (*self.of(each.subject), each)

    def revoke(self, case: str) -> None:
        """Take back whatever came from a case."""
        self._grants = {
            subject: tuple(each for each in grants if each.case != case) for subject, grants in self._grants.items()
        }

    def of(self, subject: str) -> tuple[Grant, ...]:
        """What was granted to somebody, in order."""
        return self._grants.get(subject, ())

    def holds(self, field: str, value: str) -> bool:
        """Whether anybody was granted this very text."""
        return any((each.field, each.value) == (field, value) for grants in self._grants.values() for each in grants)


class TableOverlay:
    """In the hall's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, grants: Sequence[Grant]) -> None:
        """Keep what a case granted."""
        rows = [
            {
                "subject": each.subject,
                "field": each.field,
                "mode": each.mode.value,
                "value": json.dumps(each.value, ensure_ascii=False, default=_written),
                "at_ms": each.at_ms,
                "case": each.case,
            }
            for each in grants
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(OVERLAY), rows)

    def revoke(self, case: str) -> None:
        """Take back whatever came from a case."""
        with self._engine.begin() as connection:
            connection.execute(delete(OVERLAY).where(OVERLAY.c.case == case))

    def erase(self, subject: str) -> None:
        """Forget somebody."""
        with self._engine.begin() as connection:
            connection.execute(delete(OVERLAY).where(OVERLAY.c.subject == subject))

    def of(self, subject: str) -> tuple[Grant, ...]:
        """What was granted to somebody, in order."""
        asked = select(OVERLAY).where(OVERLAY.c.subject == subject).order_by(OVERLAY.c.entry)
        with self._engine.connect() as connection:
            rows = connection.execute(asked).all()
        return tuple(
            Grant(
                subject=row.subject,
                field=row.field,
                mode=Mode(row.mode),
                value=_read(json.loads(row.value, object_hook=_day)),
                at_ms=row.at_ms,
                case=row.case,
            )
            for row in rows
        )

    def holds(self, field: str, value: str) -> bool:
        """Whether anybody was granted this very text."""
        written = json.dumps(value, ensure_ascii=False)
        asked = select(OVERLAY.c.entry).where(OVERLAY.c.field == field, OVERLAY.c.value == written).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(asked).first() is not None


def _written(value: object) -> dict[str, str]:
    assert isinstance(value, date), f"no value of a source: {value!r}"
    return {DAY_MARK: value.isoformat()}


def _day(record: dict[str, Any]) -> Any:
    return date.fromisoformat(record[DAY_MARK]) if record.keys() == {DAY_MARK} else record


def _read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
