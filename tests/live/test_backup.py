"""Backup beside a running service; restore into a folder that nobody uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.live import schema
from kiosk.live.backup import BackupFailed, backup, restore
from kiosk.live.store import DataFolderInUse
from kiosk.settings import DATABASE_FILE, Settings
from tests.live.halls import live_hall, settings_in, tamper


def backed_up(folder: Path) -> Path:
    """A backup with one ticket, of a hall that has taken a second one since."""
    with live_hall(folder / "old") as hall:
        hall.open()
        hall.take()
        backup(settings_in(folder / "old"), folder / "copy")
        hall.take()
    return folder / "copy"


def test_a_backup_of_a_running_service_restores_into_another_folder(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)

    replaced = restore(settings_in(tmp_path / "new"), copy)

    assert replaced is None
    with live_hall(tmp_path / "new") as hall:
        assert list(hall.writer.committed.state.visits) == ["A001"]
        assert hall.take() == "A002"


def test_a_restore_keeps_the_database_that_it_replaces(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)

    replaced = restore(settings_in(tmp_path / "old"), copy)

    assert replaced == tmp_path / "old" / f"{DATABASE_FILE}.replaced-1"
    assert replaced.exists()
    with live_hall(tmp_path / "old") as hall:
        assert hall.take() == "A002"


def test_a_restore_under_a_running_service_is_refused(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)

    with live_hall(tmp_path / "old"), pytest.raises(DataFolderInUse):
        restore(settings_in(tmp_path / "old"), copy)


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)

    with pytest.raises(BackupFailed, match="exists already"):
        backup(settings_in(tmp_path / "old"), copy)


def test_what_is_no_sound_database_of_ours_is_not_restored(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    newer = tmp_path / DATABASE_FILE
    newer.write_bytes(copy.read_bytes())
    tamper(tmp_path, "update alembic_version set version_num = '0999'")
    empty = tmp_path / "empty"
    empty.touch()

    with pytest.raises(schema.SchemaIsNewer):
        restore(settings_in(tmp_path / "new"), newer)
    with pytest.raises(schema.SchemaIsMissing):
        restore(settings_in(tmp_path / "new"), empty)
    letter = tmp_path / "letter"
    letter.write_text("this is no database, but a letter to one " * 100)
    with pytest.raises(BackupFailed, match="not a database"):
        restore(settings_in(tmp_path / "new"), letter)
    with pytest.raises(BackupFailed, match="no file"):
        restore(settings_in(tmp_path / "new"), tmp_path / "missing")

    assert not (tmp_path / "new" / DATABASE_FILE).exists()


def test_another_database_brings_its_own_backup(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url="postgresql://localhost/yzz")

    with pytest.raises(BackupFailed, match="pg_dump"):
        backup(settings, tmp_path / "copy")
