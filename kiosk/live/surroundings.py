"""What an installation knows that the linter asks for (目录检查所需): machines, papers in the library, open cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from devices.profiles import PROFILES
from kiosk.hall.lifecycles import OPEN_CASES
from kiosk.live.tables import CASES
from kiosk.matters.lint_subject import Surroundings
from kiosk.matters.offer import MACHINES
from kiosk.registry.library import KINDS


class DatabaseUnreadable(Exception):
    """The database is there and cannot be read."""


def with_installation(around: Surroundings, database: str) -> Surroundings:
    """The surroundings with what is built in, what is kept, and what is open. Raises DatabaseUnreadable.

    Menus are left out: a terminal's is made of what is in force, so that what is cancelled is on none.
    """
    machines = {word: frozenset(part.kind for part in PROFILES[name].parts.values()) for word, name in MACHINES.items()}
    library = frozenset(each.name for each in KINDS)
    return replace(around, machines=machines, library=library, open_cases=open_cases(database))


def open_cases(database: str) -> dict[str, int] | None:
    """Matter -> cases that are not closed, of all halls; None where there is no database yet."""
    engine = create_engine(database)
    file = engine.url.database
    # SQLite would make an empty database rather than say that there is none.
    if engine.url.get_backend_name() == "sqlite" and not Path(file or "").is_file():
        return None
    asked = select(CASES.c.matter, func.count()).where(CASES.c.state.in_(OPEN_CASES)).group_by(CASES.c.matter)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(CASES.name):
                return None
            return {row[0]: row[1] for row in connection.execute(asked)}
    except SQLAlchemyError as error:
        raise DatabaseUnreadable(str(error).splitlines()[0]) from None
    finally:
        engine.dispose()
