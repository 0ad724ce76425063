"""What a source holds of somebody (数据源内容): the town's row with what was granted here laid over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, Protocol

from kiosk.approval.facts import Outcome
from kiosk.calendars.spans import DAY_MS, MINUTE_MS
from kiosk.registry.overlay import Overlay, laid_over
from kiosk.registry.rules import check_name, is_address_known
from kiosk.registry.town.reading import TownRow
from kiosk.registry.town.tables import COLUMNS

HOUSEHOLD: Final = "person.household"
UNKNOWN_WITHOUT_A_ROW: Final = frozenset({"population"})
"""Sources in which everybody must be; the others say with authority that there is nothing."""
BY_RULE: Final = frozenset({"names", "addresses"})
"""Sources that are asked about what stands on a form, and know nobody."""
EPOCH: Final = date(1970, 1, 1)


class TownPort(Protocol):
    """What is asked of a town's file; see kiosk.registry.town.reading."""

    def row(self, source: str, subject: str) -> TownRow | None:
        """What a source holds of somebody."""

    def household(self, subject: str) -> tuple[dict[str, Any], ...]:
        """Who is registered with them."""

    def has_enterprise(self, name: str) -> bool:
        """Whether a name is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """outcome: OK, NONE or NOT_FOUND. values: field -> value, None or left out where nothing is entered.

    as_of: the day for which the source vouches. granted_on: field -> the day on which it was granted here instead.
    """

    outcome: Outcome
    values: Mapping[str, Any]
    as_of: date
    granted_on: Mapping[str, date] = field(default_factory=dict)


def day_at(now_ms: int, utc_offset_min: int) -> date:
    """The local day of an instant."""
    return EPOCH + timedelta(days=(now_ms + utc_offset_min * MINUTE_MS) // DAY_MS)


class Holdings:
    """Everything the authorities know. sources: who can be asked. utc_offset_min: of the hall, for its day."""

    def __init__(self, town: TownPort, overlay: Overlay, utc_offset_min: int) -> None:
        self._town = town
        self._overlay = overlay
        self._offset_min = utc_offset_min
        self._by_rule = {"names": self._name, "addresses": self._address}
        self.sources = frozenset(COLUMNS) | frozenset(self._by_rule)

    def of(self, source: str, subject: str, fields: Collection[str], given: Mapping[str, Any], now_ms: int) -> Holding:
        """What a source says when it is asked for some fields and answers; it may say more."""
        today = day_at(now_ms, self._offset_min)
        if source in self._by_rule:
            values = self._by_rule[source](given)
            return Holding(outcome=Outcome.OK if values else Outcome.NOT_FOUND, values=values, as_of=today)
        row = self._town.row(source, subject)
        if (row is None and source in UNKNOWN_WITHOUT_A_ROW) or (row is not None and not row.is_unique):
            return Holding(outcome=Outcome.NOT_FOUND, values={}, as_of=today)
        held = self._held(source, subject, row, today)
        if HOUSEHOLD in fields:
            return replace(held, values={**held.values, HOUSEHOLD: self._town.household(subject)})
        return held

    def _held(self, source: str, subject: str, row: TownRow | None, today: date) -> Holding:
        granted = self._overlay.of(subject)
        grants = [each for each in granted if each.field in COLUMNS[source]] if granted else []
        if row is None and not grants:
            return Holding(outcome=Outcome.NONE, values={}, as_of=today)
        values, lag_days = ({}, 0) if row is None else (row.values, row.lag_days)
        as_of = today - timedelta(days=lag_days)
        if not grants:
            return Holding(outcome=Outcome.OK, values=values, as_of=as_of)
        granted_on = {each.field: day_at(each.at_ms, self._offset_min) for each in grants}
        return Holding(outcome=Outcome.OK, values=laid_over(values, grants), as_of=as_of, granted_on=granted_on)

    def _name(self, given: Mapping[str, Any]) -> dict[str, Any]:
        name = given.get("form.shop_name")
        if not isinstance(name, str):
            return {}
        return {"name_check.status": check_name(name, self._is_taken)}

    def _is_taken(self, name: str) -> bool:
        return self._town.has_enterprise(name) or self._overlay.holds("enterprise.name", name)

    def _address(self, given: Mapping[str, Any]) -> dict[str, Any]:
        address = given.get("form.shop_address")
        return {"address.is_known": is_address_known(address)} if isinstance(address, str) else {}
