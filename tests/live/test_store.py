"""The store: schema, lock, readers, and what happens when the database says no."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gevent
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, insert, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable

from kiosk.hall import commands as c
from kiosk.live import schema
from kiosk.live.records import INSERT_ANSWERS, INSERT_ENTRIES, INSERT_TICKETS, UPDATE_TICKETS
from kiosk.live.store import DatabaseUnusable, DataFolderInUse, SpeedDiffers, Store
from kiosk.live.tables import CASE_FACTS, METADATA
from kiosk.live.writer import StoreUnavailable
from kiosk.settings import DATABASE_FILE
from tests.live.halls import OK, live_hall, rows, settings_in, tamper, wait_until

ROOT = Path(__file__).parents[2]


def test_the_newest_step_is_the_one_the_code_expects() -> None:
    steps = ScriptDirectory(str(schema.FOLDER))

    assert steps.get_heads() == [schema.HEAD]


def test_the_steps_make_exactly_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()
    engine = create_engine(f"sqlite:///{tmp_path / DATABASE_FILE}")
    made = inspect(engine)

    assert set(made.get_table_names()) == {*METADATA.tables, "alembic_version"}
    for name, table in METADATA.tables.items():
        assert {(each["name"], str(each["type"]), each["nullable"]) for each in made.get_columns(name)} == {
            (each.name, str(each.type), bool(each.nullable)) for each in table.columns
        }
        assert made.get_pk_constraint(name)["constrained_columns"] == [each.name for each in table.primary_key]
        assert {each["name"] for each in made.get_indexes(name)} == {each.name for each in table.indexes}
    engine.dispose()


def test_an_error_of_the_database_says_nothing_of_what_was_to_be_written(tmp_path: Path) -> None:
    row = {"hall": "h", "case": "c", "readings": "陈示一", "at_ms": 1}
    with Store(settings_in(tmp_path)) as store:
        store.open()
        store.write(lambda connection: connection.exec_driver_sql("drop table case_facts"))
        with pytest.raises(OperationalError) as raised:
            store.write(lambda connection: connection.execute(insert(CASE_FACTS), [row]))

    assert "case_facts" in str(raised.value)
    assert row["readings"] not in str(raised.value)


def test_tables_and_statements_are_postgresqls_too() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    for table in METADATA.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
    for statement in (INSERT_ENTRIES, INSERT_TICKETS, INSERT_ANSWERS, UPDATE_TICKETS):
        assert "%(hall)s" in str(statement.compile(dialect=dialect)) or "%(its_hall)s" in str(
            statement.compile(dialect=dialect)
        )


OF_THE_FIRST_STEP = {"meta", "halls", "journal", "tickets", "snapshots", "idempotency"}


def make_older(folder: Path) -> None:
    """As it was before there were accounts."""
    later = [table.name for table in METADATA.sorted_tables if table.name not in OF_THE_FIRST_STEP]
    tamper(
        folder,
        *(f"drop table {name}" for name in later),
        "drop index halls_by_series",
        "alter table halls drop column series",
        "drop index tickets_by_holder",
        "alter table tickets drop column holder",
        "update alembic_version set version_num = '0001'",
    )


def test_an_older_database_is_migrated_and_keeps_its_rows(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.take()
    make_older(tmp_path)

    with live_hall(tmp_path) as hall:
        assert hall.take() == "A002"

    assert rows(tmp_path, "select count(*) from devices") == [(0,)]


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()
    tamper(tmp_path, "update alembic_version set version_num = '0999'")

    with Store(settings_in(tmp_path)) as store, pytest.raises(schema.SchemaIsNewer, match="0999"):
        store.open()

    assert rows(tmp_path, "select version_num from alembic_version") == [("0999",)]


KILLED_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from alembic import op
from kiosk.live.store import Store
from kiosk.settings import Settings

def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

op.create_index = die
Store(Settings(data=Path(sys.argv[1]))).open()
"""


def test_a_migration_killed_half_way_starts_over(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_HALF_WAY, str(tmp_path)], cwd=ROOT, check=False)

    with live_hall(tmp_path) as hall:
        hall.open()

        assert killed.returncode == -9
        assert hall.take() == "A001"


KILLED_ON_THE_WAY = """
import os, signal, sys
from pathlib import Path
from alembic import op
from kiosk.live.store import Store
from kiosk.settings import Settings

create_table, left = op.create_table, [2]

def dying(*arguments: object, **named: object) -> object:
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return create_table(*arguments, **named)

op.create_table = dying
Store(Settings(data=Path(sys.argv[1]))).open()
"""


def test_an_older_database_killed_on_its_way_is_as_it_was_and_migrates_at_the_next_start(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.take()
    make_older(tmp_path)

    killed = subprocess.run([sys.executable, "-c", KILLED_ON_THE_WAY, str(tmp_path)], cwd=ROOT, check=False)

    assert killed.returncode == -9
    assert rows(tmp_path, "select version_num from alembic_version") == [("0001",)]
    assert (
        rows(tmp_path, "select name from sqlite_master where name in ('accounts', 'staff_sessions', 'devices')") == []
    )
    with live_hall(tmp_path) as hall:
        assert hall.take() == "A002"
    assert rows(tmp_path, "select version_num from alembic_version") == [(schema.HEAD,)]


def test_what_is_no_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / DATABASE_FILE
    file.write_text("this is no database, but a letter to one " * 100)
    before = file.read_bytes()

    with Store(settings_in(tmp_path)) as store, pytest.raises(DatabaseUnusable, match="not a database"):
        store.open()

    assert file.read_bytes() == before


def test_a_folder_has_one_service(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)), pytest.raises(DataFolderInUse, match="in use"):
        Store(settings_in(tmp_path))

    Store(settings_in(tmp_path)).close()


def test_a_folder_remembers_its_start_and_refuses_another_speed(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()

        assert store.settle_clock(60.0, 1_000) == 1_000
        assert store.settle_clock(60.0, 9_000) == 1_000
        with pytest.raises(SpeedDiffers, match="speed 60, not 1"):
            store.settle_clock(1.0, 1_000)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()

        with pytest.raises(OperationalError, match="readonly"):
            store.read(lambda connection: connection.execute(text("delete from meta")).rowcount)


def test_every_connection_syncs_in_full_and_only_the_writer_checkpoints(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()

        def pragmas(connection: object) -> list[object]:
            names = ("journal_mode", "synchronous", "wal_autocheckpoint", "busy_timeout", "query_only")
            return [connection.exec_driver_sql(f"pragma {name}").scalar() for name in names]  # type: ignore[attr-defined]

        assert store.write(pragmas) == ["wal", 2, 4000, 200, 0]
        assert store.read(pragmas)[2:] == [0, 200, 1]


def test_the_hub_runs_on_while_the_database_works(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()
        turns = 0

        def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                # Not 0: a hub that never rests keeps the interpreter's lock from the reader for a minute.
                gevent.sleep(0.001)

        counting = gevent.spawn(count)
        many = (
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select count(*) from n"
        )
        store.read(lambda connection: connection.execute(text(many)).scalar())
        counting.kill()

        assert turns > 10


@contextmanager
def locked_by_another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the database exclusively until its input is closed."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('begin exclusive'); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder / DATABASE_FILE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process


def test_a_locked_database_is_503_and_comes_back(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()

        with locked_by_another_process(tmp_path) as other:
            with pytest.raises(StoreUnavailable) as refused:
                hall.take(key="during")
            with pytest.raises(StoreUnavailable):
                hall.take(key="after that, at once")
            seen = hall.writer.committed_seq
            other.communicate()
        wait_until(lambda: hall.writer.writable)

        assert refused.value.retry_after_s == 1
        assert seen == 2
        assert hall.take(key="during") == "A001"


def test_a_lock_shorter_than_the_timeout_only_delays(tmp_path: Path) -> None:
    with live_hall(tmp_path, busy_timeout_ms=5000) as hall:
        hall.open()

        with locked_by_another_process(tmp_path) as other:
            taking = gevent.spawn(hall.take)
            gevent.sleep(0.05)
            other.communicate()

        assert taking.get() == "A001"


def test_old_commands_in_the_queue_are_overload(tmp_path: Path) -> None:
    with live_hall(tmp_path, busy_timeout_ms=5000, queue_age_ms=20) as hall:
        hall.open()
        with locked_by_another_process(tmp_path) as other:
            running = gevent.spawn(hall.take)
            gevent.sleep(0.02)
            queued = gevent.spawn(hall.take)
            gevent.sleep(0.05)
            refused = gevent.spawn(hall.ask, c.TakeTicket(line="A"))
            refused.join()
            other.communicate()

        assert type(refused.exception).__name__ == "Overloaded"
        assert sorted([running.get(), queued.get()]) == ["A001", "A002"]


def pages(store: Store, limit: int | None) -> int:
    """Set the most pages the database may have: as many as it has, or no limit."""

    def change(connection: object) -> int:
        count = connection.exec_driver_sql("pragma page_count").scalar()  # type: ignore[attr-defined]
        wanted = count if limit is None else limit
        return int(connection.exec_driver_sql(f"pragma max_page_count = {wanted}").scalar())  # type: ignore[attr-defined]

    return store.write(change)


def test_a_full_disk_is_503_loses_nothing_and_recovers(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        acknowledged = [hall.take() for _ in range(20)]
        # The limit belongs to a connection, so it is set on every new one until there is room again.
        is_full = True

        def fill(connection: sqlite3.Connection, record: object) -> None:
            del record
            if is_full:
                used = connection.execute("pragma page_count").fetchone()[0]
                connection.execute(f"pragma max_page_count = {used}")

        event.listen(hall.store._writing, "connect", fill)
        pages(hall.store, None)
        refused = 0
        while not refused:
            try:
                acknowledged.append(hall.take())
            except StoreUnavailable:
                refused += 1
        gevent.sleep(0.1)
        still_unwritable = not hall.writer.writable
        open_while_full = len(hall.writer.committed.state.visits)
        read_while_full = hall.store.read(lambda connection: connection.execute(text("select 1")).scalar())
        is_full = False
        wait_until(lambda: hall.writer.writable)

        acknowledged.append(hall.take())

        assert still_unwritable
        assert open_while_full == len(acknowledged) - 1
        assert read_while_full == 1
        assert acknowledged == [f"A{serial:03d}" for serial in range(1, len(acknowledged) + 1)]
        assert [row[0] for row in rows(tmp_path, "select number from tickets order by serial")] == acknowledged


def test_what_was_committed_although_its_commit_failed_is_told_after_all(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        heard: list[int] = []
        hall.writer.listeners.append(lambda entries: heard.extend(entry.seq for entry in entries))
        write = hall.store.write
        failures = iter([True])

        def failing_after_commit(work: object) -> object:
            result = write(work)  # type: ignore[arg-type, var-annotated]
            if next(failures, False):
                raise OSError("the answer of the disk was lost")
            return result

        hall.store.write = failing_after_commit  # type: ignore[method-assign, assignment]
        with pytest.raises(StoreUnavailable):
            hall.take(key="k")
        wait_until(lambda: hall.writer.writable)

        again = hall.ask(c.TakeTicket(line="A"), key="k")

        assert again.status == OK
        assert [seq for seq in heard if seq > 2] == [3]
        assert rows(tmp_path, "select number from tickets") == [("A001",)]
