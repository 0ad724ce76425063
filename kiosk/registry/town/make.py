"""The making of a town (建镇): people, enterprises, sheets, errors and cases into one read-only file.

The file is named by the seed and by a hash of what is in it. An equal plan gives equal content, whatever the machine; a
file whose recipe (sources of this room, the personas, numpy's version) is no longer ours is not used again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, Index, Table, create_engine, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from kiosk.identity import numbers, personas
from kiosk.registry.town.cast import CastPerson, cast_enterprises, cast_on
from kiosk.registry.town.enterprises import Enterprise, draw_employers, draw_enterprises
from kiosk.registry.town.flaws import plant_flaws
from kiosk.registry.town.people import People, draw_people, draw_phones, either
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.sheets import Draw, Sheet, draw_employment, draw_sheets
from kiosk.registry.town.tables import CASES, COLUMNS, FLAWS, META, METADATA, PHONES, SOURCES, open_read_only

STREAMS: Final = ("people", "phones", "enterprises", "employers", "work", "sheets", "flaws")
"""Streams of chance, each of its own, so that a new one leaves the others as they were."""
HASH_DIGITS: Final = 12
BATCH: Final = 20_000

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DrawnTown:
    """A town before it is written. subjects: of the people drawn, in their order."""

    plan: TownPlan
    people: People
    subjects: list[str]
    sheets: dict[str, Sheet]
    phones: list[str | None]
    enterprises: list[Enterprise]
    flaws: list[tuple[int, str]]
    cast: tuple[CastPerson, ...]


def draw_town(plan: TownPlan) -> DrawnTown:
    """Everybody and everything, in memory."""
    chance = {name: np.random.default_rng([plan.seed, at]) for at, name in enumerate(STREAMS)}
    cast = cast_on(plan.day)
    people, sort = draw_people(plan, chance["people"], plan.people - len(cast))
    named = sum("enterprise.number" in row for _, _, row in cast_enterprises(plan.day))
    enterprises = draw_enterprises(chance["enterprises"], people, plan.enterprises - named)
    is_employed = draw_employment(chance["work"], people)
    employer = draw_employers(chance["employers"], enterprises, len(people))
    employer = either(is_employed, employer)
    sheets = draw_sheets(Draw(chance["sheets"], people, sort, is_employed, employer))
    flaws = plant_flaws(chance["flaws"], people, sheets)
    subjects = [f"t{number:05d}" for number in range(1, len(people) + 1)]
    phones = draw_phones(chance["phones"], people)
    return DrawnTown(plan, people, subjects, sheets, phones, enterprises, flaws, cast)


def make_town(folder: Path, plan: TownPlan) -> Path:
    """The file of a plan: the one that is there, if its recipe is ours, or a new one."""
    return find_town(folder, plan) or write_town(folder, draw_town(plan))


def find_town(folder: Path, plan: TownPlan) -> Path | None:
    """The file of a plan, if there is one that was made by our recipe."""
    recipe = recipe_of(plan)
    paths = sorted(folder.glob(f"town-{plan.seed}-*.sqlite"))
    return next((path for path in paths if recipe_in(path) == recipe), None)


def write_town(folder: Path, town: DrawnTown) -> Path:
    """Write a town beside its place, then move it there; the same content replaces itself."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"town-{town.plan.seed}.{os.getpid()}.new"
    fresh.unlink(missing_ok=True)
    tables = list(rows_of(town))
    digest = hash_of(tables)
    engine = create_engine(URL.create("sqlite", database=str(fresh)), poolclass=NullPool)
    with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "page_size=4096"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table))
        for table, columns in tables:
            _write(connection, table, columns)
        # Indexes last: built over rows that are there they have no gaps, and cost half.
        for index in sorted((each for table in METADATA.sorted_tables for each in table.indexes), key=_name_of):
            connection.execute(CreateIndex(index))
        about = {
            "seed": str(town.plan.seed),
            "day": town.plan.day.isoformat(),
            "people": str(town.plan.people),
            "enterprises": str(town.plan.enterprises),
            "recipe": recipe_of(town.plan),
            "hash": digest,
        }
        connection.execute(insert(META), [{"name": name, "value": value} for name, value in about.items()])
        connection.commit()
    engine.dispose()
    with fresh.open("rb+") as file:
        # Whatever bears the name must be whole, power cut or not.
        os.fsync(file.fileno())
    path = folder / f"town-{town.plan.seed}-{digest[:HASH_DIGITS]}.sqlite"
    fresh.chmod(0o444)
    fresh.replace(path)
    return path


def _name_of(index: Index) -> str:
    return str(index.name)


def recipe_of(plan: TownPlan) -> str:
    """What a town depends on besides chance: the plan, this room's sources, the personas, numpy's version."""
    digest = hashlib.sha256(f"{plan} numpy {np.__version__}".encode())
    room = resources.files("kiosk.registry.town")
    for file in sorted(room.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    for module in (personas, numbers):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def recipe_in(path: Path) -> str | None:
    """The recipe by which a file was made; None where that cannot be read."""
    engine = open_read_only(path)
    try:
        with engine.connect() as connection:
            return connection.execute(select(META.c.value).where(META.c.name == "recipe")).scalar()
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not used
        return None
    finally:
        engine.dispose()


Columns = tuple[Sequence[Any], ...]


def rows_of(town: DrawnTown) -> Iterator[tuple[Table, Columns]]:
    """Every table with its columns, in the tables' order of columns; who is known by name stands first."""
    for source in COLUMNS:
        if source != "enterprises":
            yield SOURCES[source], _source_columns(town, source)
    yield SOURCES["enterprises"], _enterprise_columns(town)
    named = [(each.subject, each.phone) for each in town.cast]
    drawn = zip(town.subjects, town.phones, strict=True)
    yield PHONES, _turned([row for row in (*named, *drawn) if row[1] is not None], 2)
    yield FLAWS, _turned([(town.subjects[at], label) for at, label in town.flaws], 2)
    yield CASES, _turned([(each.subject, each.zh, each.en) for each in town.cast], 3)


def hash_of(tables: Iterable[tuple[Table, Columns]]) -> str:
    """SHA-256 over every value of every column; the database's own format has no part in it."""
    digest = hashlib.sha256()
    for table, columns in tables:
        for column, values in zip(table.columns, columns, strict=True):
            digest.update(f"{column} {len(values)}\n".encode())
            digest.update("\x1f".join(map(str, values)).encode())
    return digest.hexdigest()


def _write(connection: Connection, table: Table, columns: Columns) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(columns))
    # The statement is built of our own table's names alone; the rows are bound, tens of thousands at once.
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
    rows = list(zip(*columns, strict=True))
    for first in range(0, len(rows), BATCH):
        connection.exec_driver_sql(statement, rows[first : first + BATCH])


def _source_columns(town: DrawnTown, source: str) -> Columns:
    sheet = town.sheets[source]
    at = np.flatnonzero(sheet.has)
    named = [each for each in town.cast if source in each.facts]
    columns: list[list[Any]] = [
        [each.subject for each in named] + [town.subjects[row] for row in at],
        [_lag(each, source) for each in named] + sheet.lag_days[at].tolist(),
    ]
    for field in COLUMNS[source]:
        told = [encoded(each.facts[source].get(field)) for each in named]
        columns.append(told + plain(sheet.columns[field][at]))
    if source == "population":
        columns.append([each.household for each in named] + town.people.household[at].tolist())
        columns.append([each.relation for each in named] + town.people.relation[at].tolist())
        columns.append([each.records for each in named] + sheet.columns["records"][at].tolist())
    return tuple(columns)


def _lag(person: CastPerson, source: str) -> int:
    return 1_000 if source in person.neglected else 0


def _enterprise_columns(town: DrawnTown) -> Columns:
    fields = list(COLUMNS["enterprises"])
    rows: list[Row] = [
        (subject, 0, *(encoded(row.get(field)) for field in fields), operator)
        for subject, operator, row in cast_enterprises(town.plan.day)
    ]
    names, subjects = town.people.name, town.subjects
    rows += [
        (
            each.subject,
            each.lag_days,
            *(each.number, each.name, each.status, each.kind, each.scope, each.address, each.established.isoformat()),
            *(names[each.operator_at], each.restrictions, subjects[each.operator_at]),
        )
        for each in town.enterprises
    ]
    return _turned(sorted(rows, key=lambda row: str(row[0])), len(fields) + 3)


def _turned(rows: Sequence[Row], width: int) -> Columns:
    return tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in range(width))


def encoded(value: Any) -> Any:
    """As the file has it: days in ISO format, lists as JSON, flags as 0 and 1."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False, default=date.isoformat)
    return int(value) if isinstance(value, bool) else value


def plain(array: np.ndarray) -> list[Any]:
    """Values of a column as the file has them."""
    if array.dtype.kind == "M":
        texts = np.datetime_as_string(array, unit="D").tolist()
        return [None if text == "NaT" else text for text in texts]
    values: list[Any] = (array.astype(np.int64) if array.dtype.kind == "b" else array).tolist()
    return values
