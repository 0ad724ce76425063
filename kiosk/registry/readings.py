"""From what a source holds to readings (读数): nothing entered is NONE, too old is STALE, and its value stays in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.registry.holdings import Holding

GRADE: Final = "A"
"""What an authority says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What every reading of an exchange bears. today: the hall's day. code: of the authorisation."""

    source: str
    now_ms: int
    today: date
    code: str | None = None

    def reading(self, field: str, outcome: Outcome, value: object = None, as_of: date | None = None) -> Reading:
        """One field."""
        assert value is None or outcome in FACTS, "only a fact has a value"
        return Reading(
            field=field,
            outcome=outcome,
            value=value,
            source=self.source,
            as_of=as_of,
            fetched_at_ms=self.now_ms,
            auth=self.code,
            grade=GRADE,
        )

    def alike(self, fields: Iterable[str], outcome: Outcome) -> dict[str, Reading]:
        """Every field with one outcome and no value."""
        return {field: self.reading(field, outcome) for field in fields}


def read_holding(
    holding: Holding, fields: Iterable[str], stamp: Stamp, limit_days: Mapping[str, int | None]
) -> dict[str, Reading]:
    """Readings of some fields. limit_days: field -> how old it may be; None or left out: as old as it likes."""
    if holding.outcome is Outcome.NOT_FOUND:
        return stamp.alike(fields, Outcome.NOT_FOUND)
    return {field: _read(holding, field, stamp, limit_days.get(field)) for field in fields}


def _read(holding: Holding, field: str, stamp: Stamp, limit: int | None) -> Reading:
    value, as_of = holding.values.get(field), holding.granted_on.get(field, holding.as_of)
    if limit is not None and (stamp.today - as_of).days > limit:
        return stamp.reading(field, Outcome.STALE, None, as_of)
    if value is None:
        # Nothing is entered: with authority, and as of the day on which the source says so.
        return stamp.reading(field, Outcome.NONE, None, as_of)
    return stamp.reading(field, Outcome.OK, value, as_of)


def joint_outcome(held: Outcome, readings: Mapping[str, Reading]) -> Outcome:
    """Of an exchange: STALE if any field is, else what the source held."""
    is_stale = any(each.outcome is Outcome.STALE for each in readings.values())
    return Outcome.STALE if is_stale else held
