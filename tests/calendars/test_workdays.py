"""Terms in working days, against the published anchors and the library's own answers."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, strategies as st

from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import DueDay, WorkCalendar

CALENDAR = announced_work_calendar()
WEEKS = WorkCalendar(utc_offset_min=480, free=(), worked=(), announced_until="2026-12-31")

days = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("begins", "count", "due"),
    [
        # 2026-10-10 is a Saturday that is worked, 2024-02-18 a Sunday.
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2024, 2, 8), 3, date(2024, 2, 19)),
        (date(2022, 9, 29), 1, date(2022, 9, 30)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        # A Saturday counts from itself: the first working day after it is Monday.
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_a_term_ends_on_its_published_day(begins: date, count: int, due: date) -> None:
    assert CALENDAR.after(begins, count) == DueDay(day=due, is_estimate=False)


@pytest.mark.parametrize(("year", "worked"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_published_number_of_working_days(year: int, worked: int) -> None:
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_the_worked_weekends_of_2026_are_the_published_ones() -> None:
    worked = [day for day in CALENDAR.worked if day.startswith("2026")]

    assert worked == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


@given(day=days)
def test_every_announced_day_is_what_the_library_says(day: date) -> None:
    assert CALENDAR.is_worked(day) == chinese_calendar.is_workday(day)


def test_a_term_into_a_year_nobody_has_announced_is_an_estimate() -> None:
    due = CALENDAR.after(date(2026, 12, 30), 5)

    assert due == DueDay(day=date(2027, 1, 6), is_estimate=True)


@given(begins=days, count=st.integers(0, 400))
def test_counting_back_gives_the_term(begins: date, count: int) -> None:
    assert CALENDAR.between(begins, CALENDAR.after(begins, count).day) == count


@given(begins=days, first=st.integers(0, 100), second=st.integers(0, 100))
def test_two_terms_one_after_the_other_are_their_sum(begins: date, first: int, second: int) -> None:
    in_two_steps = CALENDAR.after(CALENDAR.after(begins, first).day, second)

    assert in_two_steps == CALENDAR.after(begins, first + second)


@given(begins=days, ends=days)
def test_between_counts_the_worked_days_after_the_first(begins: date, ends: date) -> None:
    first, last = min(begins, ends), max(begins, ends)
    one_by_one = sum(CALENDAR.is_worked(first + timedelta(days=each)) for each in range(1, (last - first).days + 1))

    assert CALENDAR.between(begins, ends) == (one_by_one if begins <= ends else -one_by_one)


def test_the_longest_term_is_within_reach_from_any_day() -> None:
    # 1,000 working days of plain weeks are 200 weeks.
    assert WEEKS.after(date(2022, 12, 30), 1_000).day == date(2022, 12, 30) + timedelta(weeks=200)


def test_a_day_begins_and_ends_at_local_midnight() -> None:
    midnight_ms = 1_795_363_200_000  # 2026-11-23T00:00+08:00

    assert CALENDAR.day_of(midnight_ms - 1) == date(2026, 11, 22)
    assert CALENDAR.day_of(midnight_ms) == date(2026, 11, 23)
    assert CALENDAR.ends_at_ms(date(2026, 11, 22)) == midnight_ms


@pytest.mark.parametrize("count", [-1, 1_001])
def test_a_term_has_a_limit(count: int) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1000"):
        CALENDAR.after(date(2026, 1, 1), count)


@pytest.mark.parametrize(
    ("free", "worked", "said"),
    [
        (("2026-11-28",), (), "free: 2026-11-28 is at the weekend"),
        ((), ("2026-11-27",), "worked: 2026-11-27 is not at the weekend"),
        (("2026-11-27", "2026-11-26"), (), "ascend"),
    ],
)
def test_a_date_in_the_wrong_list_is_refused(free: tuple[str, ...], worked: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        WorkCalendar(utc_offset_min=480, free=free, worked=worked, announced_until="2026-12-31")
