"""Reading a town (读镇库): rows of its file, never a change to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import RowMapping, func, or_, select

from kiosk.registry.town.tables import CASES, COLUMNS, FLAWS, META, PHONES, SOURCES, column_of, open_read_only

_POPULATION: Final = SOURCES["population"]
PLAIN: Final = frozenset({"text", "date", "number", "flag"})
"""Types whose values come from the file as they are."""
_ENTERPRISES: Final = SOURCES["enterprises"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownRow:
    """What one source's file holds of somebody. values: field -> value, None where nothing is entered.

    lag_days: how long ago the source last heard of it. is_unique: there is one entry under that number.
    """

    values: Mapping[str, Any]
    lag_days: int
    is_unique: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody of the town, for a page or a test. phone: None for who has none."""

    subject: str
    name: str
    number: str
    birth: date
    phone: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the town and what they are good for; without words for who is nobody in particular."""

    subject: str
    name: str
    birth: date
    zh: str = ""
    en: str = ""


class Town:
    """One file, opened read-only. Call it from a thread of its own: every call waits for the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = open_read_only(path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def about(self) -> dict[str, str]:
        """What the file says of itself: seed, day, people, enterprises, recipe, hash."""
        with self._engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(select(META))}

    def row(self, source: str, subject: str) -> TownRow | None:
        """What a source holds of a person; of the enterprises, theirs or the one of that key."""
        table = SOURCES[source]
        asked = select(table).where(table.c.subject == subject)
        if source == "enterprises":
            mine = or_(table.c.subject == subject, table.c.operator_subject == subject)
            asked = select(table).where(mine).order_by(table.c.subject).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(asked).mappings().one_or_none()
        return None if row is None else _town_row(source, row)

    def rows(self, source: str) -> Iterator[tuple[str, TownRow]]:
        """(subject, row) of everybody a source knows, for runs over the whole town; enterprises by their operator too."""
        fields = tuple(COLUMNS[source].items())
        with self._engine.connect() as connection:
            # By place, not by name: there are hundreds of thousands of rows.
            for subject, lag_days, *rest in connection.execute(select(SOURCES[source])):
                values = {
                    field: value if word in PLAIN else _value(word, value)
                    for (field, word), value in zip(fields, rest, strict=False)
                }
                more = rest[len(fields) :]
                is_unique = source != "population" or more[-1] == 1
                known = TownRow(values=values, lag_days=lag_days, is_unique=is_unique)
                yield subject, known
                if source == "enterprises" and more[0] is not None:
                    yield more[0], known

    def household(self, subject: str) -> tuple[dict[str, Any], ...]:
        """Who is registered in one household with somebody, themselves among them, as records of the dictionary."""
        column = _POPULATION.c
        mine = select(column.household).where(column.subject == subject).scalar_subquery()
        asked = select(column.person_name, column.relation, column.person_birth).where(column.household == mine)
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(column.person_birth, column.subject)).all()
        return tuple({"name": name, "relation": relation, "birth": birth} for name, relation, birth in rows)

    def members(self) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """(subject, household, record as in `household`) of everybody, the eldest first."""
        column = _POPULATION.c
        asked = select(column.subject, column.household, column.person_name, column.relation, column.person_birth)
        with self._engine.connect() as connection:
            for row in connection.execute(asked.order_by(column.person_birth, column.subject)):
                subject, household, name, relation, birth = row
                yield subject, household, {"name": name, "relation": relation, "birth": birth}

    def known(self) -> tuple[Known, ...]:
        """Everybody known for what they are good for, and then who carries a labelled error; enterprises are none."""
        column, labels = _POPULATION.c, ((CASES, CASES.c.zh, CASES.c.en), (FLAWS, FLAWS.c.label, FLAWS.c.label))
        found = []
        with self._engine.connect() as connection:
            for table, zh, en in labels:
                asked = select(column.subject, column.person_name, column.person_birth, zh, en)
                rows = connection.execute(asked.join_from(_POPULATION, table, table.c.subject == column.subject))
                found += [Known(*row) for row in rows]
        return tuple(found)

    def anybody(self, draw: float) -> Known:
        """Somebody of all. draw: 0 <= draw < 1."""
        column = _POPULATION.c
        with self._engine.connect() as connection:
            count = connection.execute(select(func.count()).select_from(_POPULATION)).scalar() or 0
            asked = select(column.subject, column.person_name, column.person_birth).order_by(column.subject)
            row = connection.execute(asked.offset(int(draw * count)).limit(1)).one()
        return Known(*row)

    def resident(self, subject: str) -> Resident | None:
        """Somebody by their pseudonym."""
        return self._resident(_POPULATION.c.subject == subject)

    def find_resident(self, number: str) -> Resident | None:
        """Somebody by their identity number."""
        return self._resident(_POPULATION.c.person_number == number)

    def _resident(self, is_theirs: Any) -> Resident | None:
        column = _POPULATION.c
        asked = (
            select(column.subject, column.person_name, column.person_number, column.person_birth, PHONES.c.phone)
            .join_from(_POPULATION, PHONES, PHONES.c.subject == column.subject, isouter=True)
            .where(is_theirs)
        )
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        subject, name, number, birth, phone = row
        return Resident(subject=subject, name=name, number=number, birth=birth, phone=phone)

    def has_enterprise(self, name: str) -> bool:
        """Whether a name is taken."""
        with self._engine.connect() as connection:
            taken = select(_ENTERPRISES.c.subject).where(_ENTERPRISES.c.enterprise_name == name)
            return connection.execute(taken).first() is not None

    def cases(self) -> tuple[tuple[str, str, str], ...]:
        """(subject, zh, en) of everybody known for what they are good for."""
        with self._engine.connect() as connection:
            return tuple((row.subject, row.zh, row.en) for row in connection.execute(select(CASES)))

    def flawed(self, label: str | None = None) -> tuple[tuple[str, str], ...]:
        """(subject, label) of everybody with a labelled error, or with that one."""
        asked = select(FLAWS).order_by(FLAWS.c.subject)
        with self._engine.connect() as connection:
            rows = connection.execute(asked if label is None else asked.where(FLAWS.c.label == label))
            return tuple((row.subject, row.label) for row in rows)


def _town_row(source: str, row: RowMapping) -> TownRow:
    values = {field: _value(word, row[column_of(field)]) for field, word in COLUMNS[source].items()}
    return TownRow(values=values, lag_days=row["lag_days"], is_unique=row.get("records", 1) == 1)


def _value(word: str, value: Any) -> Any:
    """Lists as tuples, days inside records as days; the rest comes as it is."""
    if value is None or word in PLAIN:
        return value
    if word == "texts":
        return tuple(value)
    return tuple(
        {name: date.fromisoformat(part) if name in {"begins", "ends"} else part for name, part in record.items()}
        for record in value
    )
