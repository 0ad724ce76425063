"""An installation's own days over the announced ones: values by hand, laws over any days, files with every mistake."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from kiosk.calendars.local_days import LocalDay, LocalDays, LocalDaysInvalid, laid_over, read_days, write_days
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import LONGEST_TERM, DueDay, calendar_name

BASE = announced_work_calendar()
HEAD = "date,is_work,source,note\n"

dates = st.dates(date(2022, 1, 1), date(2030, 12, 31))
texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20).map(str.strip)
rows = st.builds(LocalDay, day=dates.map(date.isoformat), is_work=st.booleans(), source=texts.filter(bool), note=texts)
few = st.lists(rows, max_size=12, unique_by=lambda each: each.day).map(
    lambda found: LocalDays(days=tuple(sorted(found, key=lambda each: each.day)))
)


def named(day: str, *, is_work: bool, source: str = "国办") -> LocalDays:
    return LocalDays(days=(LocalDay(day=day, is_work=is_work, source=source),))


def faults(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(LocalDaysInvalid) as caught:
        read_days(text)
    return [(each.line, each.where, each.code) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("day", "is_work", "due"),
    [
        # Five working days after Monday, 2026-11-23, end on the next Monday …
        (None, True, date(2026, 11, 30)),
        # … on the Saturday before where that is worked, on Tuesday where the Wednesday between is free.
        ("2026-11-28", True, date(2026, 11, 28)),
        ("2026-11-25", False, date(2026, 12, 1)),
        # What is so anyhow changes nothing.
        ("2026-11-28", False, date(2026, 11, 30)),
        ("2026-11-25", True, date(2026, 11, 30)),
    ],
)
def test_a_term_runs_by_the_days_of_the_installation(day: str | None, is_work: bool, due: date) -> None:
    local = LocalDays() if day is None else named(day, is_work=is_work)

    assert laid_over(BASE, local).after(date(2026, 11, 23), 5) == DueDay(day=due, is_estimate=False)


def test_an_announced_holiday_may_be_worked_and_a_worked_weekend_free() -> None:
    """2026-10-01 is a free Thursday, 2026-10-10 a Saturday that is worked."""
    free, worked = date(2026, 10, 1), date(2026, 10, 10)

    assert not BASE.is_worked(free)
    assert BASE.is_worked(worked)
    assert laid_over(BASE, named("2026-10-01", is_work=True)).is_worked(free)
    assert not laid_over(BASE, named("2026-10-10", is_work=False)).is_worked(worked)


def test_a_year_that_was_announced_here_is_no_estimate() -> None:
    local = named("2027-01-01", is_work=False).known_until(2027)

    # 2026-12-31, then 2027-01-04 to 07: New Year's Day is free now.
    assert BASE.after(date(2026, 12, 30), 5) == DueDay(day=date(2027, 1, 6), is_estimate=True)
    assert laid_over(BASE, local).after(date(2026, 12, 30), 5) == DueDay(day=date(2027, 1, 7), is_estimate=False)
    assert laid_over(BASE, local.known_until(None)).after(date(2026, 12, 30), 5).is_estimate


def test_a_year_without_a_day_of_its_own_is_not_announced() -> None:
    with pytest.raises(LocalDaysInvalid, match="2028: year_without_days"):
        laid_over(BASE, named("2027-01-01", is_work=False).known_until(2028))


def test_a_year_keeps_its_working_days() -> None:
    """2027 has 261 days within its weeks: 51 of them may be free, 52 may not."""
    first = date(2027, 1, 1)
    week = [day for each in range(120) if (day := first + timedelta(days=each)).weekday() < 5]
    free = [LocalDay(day=day.isoformat(), is_work=False, source="国办") for day in week]

    laid_over(BASE, LocalDays(days=tuple(free[:51])))
    with pytest.raises(LocalDaysInvalid, match="2027: year_too_free"):
        laid_over(BASE, LocalDays(days=tuple(free[:52])))


def test_the_longest_term_ends_however_many_days_are_free() -> None:
    def freed(year: int) -> list[LocalDay]:
        day, count, found = date(year, 1, 1), 50, []
        while count:
            if day.weekday() < 5:
                found.append(LocalDay(day=day.isoformat(), is_work=False, source="国办"))
                count -= 1
            day += timedelta(days=1)
        return found

    calendar = laid_over(BASE, LocalDays(days=tuple(day for year in range(2027, 2036) for day in freed(year))))

    for month in range(1, 13):
        assert calendar.between(date(2027, month, 1), calendar.after(date(2027, month, 1), LONGEST_TERM).day) == 1_000


@given(local=few, day=dates)
def test_a_day_is_what_the_installation_says_and_else_what_was_announced(local: LocalDays, day: date) -> None:
    own = {each.day: each.is_work for each in local.days}

    assert laid_over(BASE, local).is_worked(day) == own.get(day.isoformat(), BASE.is_worked(day))


@given(local=few, row=rows)
def test_equal_days_have_an_equal_name_and_a_change_taken_back_is_none(local: LocalDays, row: LocalDay) -> None:
    before, base = laid_over(BASE, local), {each.day: each for each in local.days}
    own = base.get(row.day)
    changed = local.with_days([row])

    back = changed.without(row.day) if own is None else changed.with_days([own])
    is_same = laid_over(BASE, changed).is_worked(date.fromisoformat(row.day)) == before.is_worked(
        date.fromisoformat(row.day)
    )

    assert calendar_name(laid_over(BASE, back)) == calendar_name(before)
    assert (calendar_name(laid_over(BASE, changed)) == calendar_name(before)) == is_same


@given(local=few)
def test_what_was_written_is_read_again(local: LocalDays) -> None:
    if local.days:
        assert read_days(write_days(local.days)) == local.days
        assert read_days("\ufeff" + write_days(local.days).replace("\n", "\r\n")) == local.days


def test_a_file_of_a_spreadsheet_is_read() -> None:
    text = '\ufeff"date","is_work","source","note"\r\n2027-02-06,1,"国办发明电〔2026〕9号","春节, 调休"\r\n,,,\r\n2027-01-01,0,国办,\r\n'

    assert read_days(text) == (
        LocalDay(day="2027-01-01", is_work=False, source="国办"),
        LocalDay(day="2027-02-06", is_work=True, source="国办发明电〔2026〕9号", note="春节, 调休"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "file", "no_rows")]),
        (HEAD, [(1, "file", "no_rows")]),
        ("date,work\n", [(1, "date,is_work,source,note", "columns_wrong")]),
        (HEAD + "2027-01-01,0,国办\n", [(2, "row", "cells_wrong")]),
        (HEAD + "2027-13-01,0,国办,\n", [(2, "date", "date_invalid")]),
        (HEAD + "20270101,0,国办,\n", [(2, "date", "date_invalid")]),
        (HEAD + "2021-12-31,0,国办,\n", [(2, "date", "date_out_of_range")]),
        (HEAD + "2027-01-01,maybe,国办,\n", [(2, "is_work", "is_work_invalid")]),
        (HEAD + "2027-01-01,0,,\n", [(2, "source", "source_missing")]),
        (HEAD + "2027-01-01,0,国办,元\x07旦\n", [(2, "note", "text_invalid")]),
        (HEAD + f"2027-01-01,0,{'长' * 201},\n", [(2, "source", "text_too_long")]),
        (HEAD + '2027-01-01,0,"国办,\n', [(3, "row", "row_unreadable")]),
        # Every bad line is named, the good one between is none, and the second of two equal dates is the wrong one.
        (
            HEAD + "2027-01-32,0,国办,\n2027-01-01,0,国办,\n2027-01-01,1,国办,\n\n2027-01-04,x,,\n",
            [
                (2, "date", "date_invalid"),
                (4, "date", "date_twice"),
                (6, "source", "source_missing"),
                (6, "is_work", "is_work_invalid"),
            ],
        ),
    ],
)
def test_every_mistake_of_a_file_has_its_line_and_code(text: str, found: list[tuple[int, str, str]]) -> None:
    assert faults(text) == found


def test_more_days_than_anybody_needs_are_refused() -> None:
    first = date(2027, 1, 1)
    days = tuple(
        LocalDay(day=(first + timedelta(days=each)).isoformat(), is_work=True, source="国办") for each in range(1_001)
    )

    with pytest.raises(LocalDaysInvalid, match="too_many_days"):
        LocalDays(days=days)
