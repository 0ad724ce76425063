"""A town in memory (镇库内存版): for runs over everybody, where a look-up must cost no query."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kiosk.registry.town.reading import Town, TownRow
from kiosk.registry.town.tables import COLUMNS


class LoadedTown:
    """All rows of a town, read once; answers as the file would."""

    def __init__(self, town: Town) -> None:
        self._rows: dict[str, dict[str, TownRow]] = {}
        for source in COLUMNS:
            rows: dict[str, TownRow] = {}
            for subject, row in town.rows(source):
                rows.setdefault(subject, row)
            self._rows[source] = rows
        self._homes, self._household = _households(town)
        self._names = {row.values["enterprise.name"] for row in self._rows["enterprises"].values()}

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody's pseudonym."""
        return tuple(self._rows["population"])

    @property
    def enterprises(self) -> tuple[str, ...]:
        """Every enterprise's own key; a row without a number is only a note about somebody."""
        people, rows = self._rows["population"], self._rows["enterprises"]
        return tuple(each for each, row in rows.items() if each not in people and row.values["enterprise.number"])

    def row(self, source: str, subject: str) -> TownRow | None:
        """What a source holds of somebody."""
        return self._rows[source].get(subject)

    def household(self, subject: str) -> tuple[dict[str, Any], ...]:
        """Who is registered with them."""
        home = self._homes.get(subject)
        return () if home is None else self._household[home]

    def has_enterprise(self, name: str) -> bool:
        """Whether a name is taken."""
        return name in self._names


def _households(town: Town) -> tuple[dict[str, int], dict[int, tuple[dict[str, Any], ...]]]:
    """(subject -> household, household -> its members, the eldest first)."""
    homes: dict[str, int] = {}
    members: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for subject, household, member in town.members():
        homes[subject] = household
        members[household].append(member)
    return homes, {household: tuple(each) for household, each in members.items()}
