"""The installation's working days in the store: kept with who changed them, refused whole, audited, found in old journals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Verdict
from kiosk.approval.storing import decision_to_json
from kiosk.approval.verdict import judge
from kiosk.calendars.local_days import LocalDay, LocalDaysInvalid
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import calendar_name
from kiosk.hall import commands as c
from kiosk.live import findings as f
from kiosk.live.audit import audit
from kiosk.live.case_paper import judged_again
from kiosk.live.catalogue_book import Entry
from kiosk.live.store import Store
from kiosk.live.work_days import WorkDays
from kiosk.settings import DATABASE_FILE
from tests.approval.rules import ACCEPTED_ON, DICTIONARY, condition, document, facts_of
from tests.live.halls import START_MS, live_hall, rows, settings_in, tamper

SATURDAY = LocalDay(day="2026-11-28", is_work=True, source="镇政府通知")
NEW_YEAR = LocalDay(day="2027-01-01", is_work=False, source="国办", note="元旦")
BASE = announced_work_calendar()
WITH_SATURDAY = replace(BASE, worked=(*BASE.worked, "2026-11-28"))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[WorkDays, list[str]]]:
    """The days of a folder, and who every hall was told of."""
    told: list[str] = []
    with Store(settings_in(folder)) as store:
        store.open()
        yield WorkDays(store, lambda: START_MS, told.append), told


def test_a_change_is_kept_with_who_made_it_and_every_calendar_under_its_name(tmp_path: Path) -> None:
    with opened(tmp_path) as (days, told):
        days.change("admin01", lambda local: local.with_days([SATURDAY]))
        days.change("admin01", lambda local: local.with_days([SATURDAY]))
        days.change("admin02", lambda local: local.with_days([NEW_YEAR]).known_until(2027))
        days.change("admin02", lambda local: local.without(SATURDAY.day))
    with opened(tmp_path) as (again, _):
        known, current, local = again.calendars.known, again.calendars.current, again.local

    announced = replace(BASE, free=(*BASE.free, "2027-01-01"), announced_until="2027-12-31")
    # What changes nothing tells nobody.
    assert told == ["admin01", "admin02", "admin02"]
    assert (local.days, local.announced_year) == ((NEW_YEAR,), 2027)
    assert current == announced
    assert known[calendar_name(WITH_SATURDAY)] == WITH_SATURDAY
    assert {calendar_name(BASE), calendar_name(WITH_SATURDAY), calendar_name(announced)} < set(known)
    assert rows(tmp_path, "select seq, account, kind, date, is_work, year from workday_changes") == [
        (1, "admin01", "set", "2026-11-28", 1, None),
        (2, "admin02", "set", "2027-01-01", 0, None),
        (3, "admin02", "announced", None, None, 2027),
        (4, "admin02", "removed", "2026-11-28", None, None),
    ]
    assert audit(tmp_path / DATABASE_FILE) == []


def test_what_is_refused_or_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as (days, told):
        with pytest.raises(LocalDaysInvalid):
            days.change("admin01", lambda local: local.with_days([SATURDAY]).known_until(2028))
        tamper(tmp_path, "alter table workdays rename to away")
        with pytest.raises(OperationalError):
            days.change("admin01", lambda local: local.with_days([SATURDAY]))
        refused = days.calendars.current, days.local.days
        tamper(tmp_path, "alter table away rename to workdays")
        days.change("admin01", lambda local: local.with_days([SATURDAY]))

    assert refused == (BASE, ())
    assert told == ["admin01"]
    assert rows(tmp_path, "select seq, account from workday_changes") == [(1, "admin01")]


@pytest.mark.parametrize(
    "statement",
    [
        "update workdays set is_work = 0",
        "delete from workdays",
        "delete from workday_changes where seq = 1",
        "update meta set value = '2029' where name = 'workdays_year'",
        """update work_calendars set content = replace(content, '"2026-11-28"', '"2026-11-29"')""",
    ],
    ids=["another day", "no day", "no change", "another year", "another calendar"],
)
def test_days_that_were_changed_past_the_service_are_found(tmp_path: Path, statement: str) -> None:
    with opened(tmp_path) as (days, _):
        days.change("admin01", lambda local: local.with_days([SATURDAY, NEW_YEAR]).known_until(2027))
    with sqlite3.connect(tmp_path / DATABASE_FILE) as connection:
        assert connection.execute(statement).rowcount > 0

    assert {each.invariant for each in audit(tmp_path / DATABASE_FILE)} == {f.WORKDAYS}


SINCE_THEN = (
    "workdays", "workday_changes", "work_calendars", "bookings", "booking_writings", "absence_phones", "estimates",
    "told_notices", "hall_notices",
)  # fmt: skip
"""Tables of the steps behind 0013."""


def test_the_calendars_of_an_older_journal_are_found_under_their_names(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        assert hall.ask(c.SetWorkCalendar(calendar=WITH_SATURDAY)).status == 200
    tamper(
        tmp_path,
        *(f"drop table {name}" for name in SINCE_THEN),
        "drop index tickets_by_holder",
        "alter table tickets drop column holder",
        "update alembic_version set version_num = '0013'",
    )

    with opened(tmp_path) as (days, _):
        known = days.calendars.known

    assert known == {calendar_name(each): each for each in (BASE, WITH_SATURDAY)}


def test_a_decision_is_judged_again_by_the_calendar_it_names_whatever_counts_now() -> None:
    written = document(condition("C1", "workdays_between(work.since, date('2026-11-30')) == 5"))
    entry = Entry(document=written, matter=compile_matter(written, DICTIONARY, "test.yaml"))
    facts = facts_of(entry.matter, work__since=date(2026, 11, 23))
    known = {calendar_name(each): each for each in (BASE, WITH_SATURDAY)}

    kept = {
        name: decision_to_json(judge(entry.matter, facts, ACCEPTED_ON, 0.5, each.between, calendar=name))
        for name, each in known.items()
    }
    verdicts = [judged_again(each, entry, known).verdict for each in kept.values()]

    # Five working days from Monday to Monday, six where the Saturday is worked.
    assert verdicts == [Verdict.INSTANT, Verdict.TOLD_ONCE]
    assert {name: decision_to_json(judged_again(each, entry, known)) for name, each in kept.items()} == kept


def test_a_kept_calendar_is_plain_json(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass

    ((name, content),) = rows(tmp_path, "select name, content from work_calendars")
    assert name == calendar_name(BASE)
    assert orjson.loads(content)["announced_until"] == "2026-12-31"
