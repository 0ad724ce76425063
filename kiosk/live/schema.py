"""Bring a database to the present schema, or refuse it (数据库版本)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

HEAD: Final = "0024"
"""The newest step this code knows; a test compares it with the folder."""
FOLDER: Final = Path(__file__).parent / "migrations"


class SchemaIsNewer(Exception):
    """The database was written by a newer service than this one."""

    code = "schema_is_newer"

    def __init__(self, found: str) -> None:
        super().__init__(f"the database has schema {found}, this service knows up to {HEAD}: run a newer service")
        self.found = found


class SchemaIsMissing(Exception):
    """The database has no schema of ours, or an older one that only a start of the service migrates."""

    code = "schema_is_missing"

    def __init__(self, found: str | None) -> None:
        super().__init__(f"the database has schema {found}, not {HEAD}: start the service on it once")
        self.found = found


def present(connection: Connection) -> str | None:
    """The database's own step, or None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(connection: Connection) -> None:
    """Take every missing step inside the connection's open transaction. Raises SchemaIsNewer."""
    found = present(connection)
    if found == HEAD:
        return
    # Imported here: half a second that a start on the present schema does not need.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaIsNewer(found)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check(connection: Connection) -> None:
    """Raise SchemaIsNewer or SchemaIsMissing unless the schema is the present one; changes nothing."""
    found = present(connection)
    if found is None or found < HEAD:
        raise SchemaIsMissing(found)
    if found != HEAD:
        raise SchemaIsNewer(found)
