"""Backup beside a running service; restore into a folder that nobody uses."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from kiosk.certificates.authority import install, load_trust
from kiosk.certificates.store import SheetStore
from kiosk.live import schema
from kiosk.live.backup import backup, restore
from kiosk.live.backup_files import BackupFailed
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


def test_keys_and_papers_come_back_with_the_database_and_what_can_be_made_anew_does_not(tmp_path: Path) -> None:
    old = tmp_path / "old" / "certificates"
    install(old)
    paper = SheetStore(old).put(b"%PDF- a paper")
    (old / "press").mkdir()
    (old / "press" / "template.typ").touch()

    copy = backed_up(tmp_path)
    install(tmp_path / "new" / "certificates")
    restore(settings_in(tmp_path / "new"), copy)

    new = tmp_path / "new" / "certificates"
    assert SheetStore(new).get(paper) == b"%PDF- a paper"
    assert load_trust(new).signer == load_trust(old).signer
    assert {stat.S_IMODE(each.stat().st_mode) for each in new.rglob("*") if each.is_file()} == {0o600}
    assert not (new / "press").exists()
    # The keys that were here before are kept, like the database.
    assert load_trust(tmp_path / "new" / "certificates.replaced-1").signer != load_trust(old).signer


def test_a_backup_is_read_by_its_owner_alone_and_may_be_restored_twice(tmp_path: Path) -> None:
    install(tmp_path / "old" / "certificates")
    copy = backed_up(tmp_path)

    for name in ("one", "two"):
        restore(settings_in(tmp_path / name), copy)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert load_trust(tmp_path / "one" / "certificates").signer == load_trust(tmp_path / "two" / "certificates").signer


def test_a_backup_that_names_a_file_outside_is_refused(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    with sqlite3.connect(copy) as connection:
        connection.execute("create table backup_files (path text primary key, content blob not null)")
        connection.execute("insert into backup_files values ('../elsewhere', x'00')")
    connection.close()

    with pytest.raises(BackupFailed, match="elsewhere"):
        restore(settings_in(tmp_path / "new"), copy)

    assert not (tmp_path / "new" / "elsewhere").exists()
    assert not (tmp_path / "new" / DATABASE_FILE).exists()
