"""What a source holds of somebody (数据源内容): the town's row with what was granted here laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from kiosk.approval.facts import Outcome
from kiosk.calendars.spans import DAY_MS, MINUTE_MS
from kiosk.registry.overlay import Overlay, laid_over
from kiosk.registry.rules import check_name, is_address_known
from kiosk.registry.town.reading import TownRow
from kiosk.registry.town.tables import COLUMNS

HOUSEHOLD: Final = "person.household"
ABSENT: Final[dict[str, Outcome]] = {"population": Outcome.NOT_FOUND}
"""Source -> what it says of somebody it has no row of; the others say with authority that there is nothing."""
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

    as_of: field -> the day for which the source vouches.
    """

    outcome: Outcome
    values: Mapping[str, Any]
    as_of: Mapping[str, date]


def day_at(now_ms: int, utc_offset_min: int) -> date:
    """The local day of an instant."""
    return EPOCH + timedelta(days=(now_ms + utc_offset_min * MINUTE_MS) // DAY_MS)


class Holdings:
    """Everything the authorities know. utc_offset_min: of the hall, for the day on which somebody asks."""

    def __init__(self, town: TownPort, overlay: Overlay, utc_offset_min: int) -> None:
        self._town = town
        self._overlay = overlay
        self._offset_min = utc_offset_min
        self._by_rule = {"names": self._name, "addresses": self._address}

    @property
    def sources(self) -> frozenset[str]:
        """Who can be asked."""
        return frozenset(COLUMNS) | frozenset(self._by_rule)

    def of(self, source: str, subject: str, given: Mapping[str, Any], now_ms: int) -> Holding:
        """What a source says when it is asked and answers."""
        today = day_at(now_ms, self._offset_min)
        if source in self._by_rule:
            values = self._by_rule[source](given)
            outcome = Outcome.OK if values else Outcome.NOT_FOUND
            return Holding(outcome=outcome, values=values, as_of=dict.fromkeys(values, today))
        row = self._town.row(source, subject)
        if row is not None and not row.is_unique:
            return Holding(outcome=Outcome.NOT_FOUND, values={}, as_of={})
        return self._held(source, subject, row, today)

    def _held(self, source: str, subject: str, row: TownRow | None, today: date) -> Holding:
        grants = [each for each in self._overlay.of(subject) if each.field in COLUMNS[source]]
        if row is None and not grants:
            return Holding(outcome=ABSENT.get(source, Outcome.NONE), values={}, as_of={})
        values = laid_over({} if row is None else row.values, grants)
        if source == "population":
            values[HOUSEHOLD] = self._town.household(subject)
        as_of = dict.fromkeys(values, today - timedelta(days=row.lag_days if row is not None else 0))
        as_of |= {each.field: day_at(each.at_ms, self._offset_min) for each in grants}
        return Holding(outcome=Outcome.OK, values=values, as_of=as_of)

    def _name(self, given: Mapping[str, Any]) -> dict[str, Any]:
        name = given.get("form.shop_name")
        if not isinstance(name, str):
            return {}
        return {"name_check.status": check_name(name, self._town.has_enterprise)}

    def _address(self, given: Mapping[str, Any]) -> dict[str, Any]:
        address = given.get("form.shop_address")
        return {"address.is_known": is_address_known(address)} if isinstance(address, str) else {}
