"""From weekly hours to the instants of the next business day."""

from __future__ import annotations

import pytest

from kiosk.calendars.opening import (
    BusinessDay,
    Calendar,
    Opening,
    always_open,
    calendar_from_json,
    calendar_to_json,
    next_business_day,
    opening_at,
    spans_within,
    working_days,
)

MONDAY_0830 = 1_795_393_800_000
"""2026-11-23T08:30+08:00."""
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
FRIDAY_MS = 1_795_708_800_000
"""2026-11-27T00:00+08:00."""
HOURS = ((8 * 60 + 30, 12 * 60), (14 * 60 + 30, 17 * 60 + 30))
HALL = working_days(480, HOURS)


def at(minutes: int) -> int:
    return MONDAY_0830 + minutes * MINUTE_MS


MONDAY = BusinessDay(day="2026-11-23", intervals=((at(0), at(210)), (at(360), at(540))), turns_at_ms=at(15 * 60 + 30))


@pytest.mark.parametrize("minutes", [-8 * 60 - 30, -1, 0, 100, 300, 539])
def test_a_day_is_offered_until_its_last_closing(minutes: int) -> None:
    assert next_business_day(HALL, at(minutes)) == MONDAY


def test_from_the_last_closing_on_it_is_the_next_day() -> None:
    found = next_business_day(HALL, at(540))

    assert found is not None
    assert found.day == "2026-11-24"
    assert found.intervals[0][0] == at(24 * 60)


def test_a_weekend_is_stepped_over() -> None:
    found = next_business_day(HALL, at(5 * 24 * 60))

    assert found is not None
    assert found.day == "2026-11-30"


def test_a_holiday_is_closed_and_a_make_up_day_is_open() -> None:
    calendar = Calendar(utc_offset_min=480, week=HALL.week, exceptions={"2026-11-30": (), "2026-11-28": ((540, 720),)})

    saturday = next_business_day(calendar, at(5 * 24 * 60))
    tuesday = next_business_day(calendar, at(6 * 24 * 60))

    assert saturday is not None
    assert tuesday is not None
    assert (saturday.day, saturday.intervals) == ("2026-11-28", ((at(5 * 1440 + 30), at(5 * 1440 + 210)),))
    assert tuesday.day == "2026-12-01"


def test_a_hall_that_never_opens_has_no_next_day() -> None:
    assert next_business_day(working_days(480, (), days=0), at(0)) is None


@pytest.mark.parametrize("hours", [((600, 540),), ((540, 600), (590, 700)), ((540, 1500),), ((-1, 60),), ((540, 540),)])
def test_hours_that_do_not_ascend_within_a_day_cannot_exist(hours: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="do not ascend"):
        working_days(480, hours)


def test_a_calendar_survives_the_store() -> None:
    calendar = Calendar(utc_offset_min=480, week=HALL.week, exceptions={"2026-11-30": ()})

    assert calendar_from_json(calendar_to_json(calendar)) == calendar


def test_a_closed_place_says_when_it_opens_and_an_open_one_when_it_closes() -> None:
    villages = working_days(480, ((9 * 60, 17 * 60),))
    monday_ms = FRIDAY_MS + 3 * 24 * HOUR_MS

    assert opening_at(villages, FRIDAY_MS + 8 * HOUR_MS) == Opening(
        is_open=False, changes_at_ms=FRIDAY_MS + 9 * HOUR_MS
    )
    assert opening_at(villages, FRIDAY_MS + 9 * HOUR_MS) == Opening(
        is_open=True, changes_at_ms=FRIDAY_MS + 17 * HOUR_MS
    )
    # At the closing itself it is closed, and the weekend is passed over.
    assert opening_at(villages, FRIDAY_MS + 17 * HOUR_MS) == Opening(
        is_open=False, changes_at_ms=monday_ms + 9 * HOUR_MS
    )


def test_midnight_is_no_break_and_what_never_closes_has_no_change() -> None:
    night = Calendar(utc_offset_min=480, week=((),) * 4 + (((20 * 60, 24 * 60),), ((0, 2 * 60),), ()))

    assert opening_at(always_open(480), FRIDAY_MS) == Opening(is_open=True, changes_at_ms=None)
    assert opening_at(night, FRIDAY_MS + 21 * HOUR_MS) == Opening(is_open=True, changes_at_ms=FRIDAY_MS + 26 * HOUR_MS)


def test_a_place_that_never_opens_is_closed_for_good() -> None:
    assert opening_at(Calendar(utc_offset_min=480, week=((),) * 7), 0) == Opening(is_open=False, changes_at_ms=None)


def test_a_dates_hours_are_cut_to_what_they_lie_within() -> None:
    # UTC+8: 10:00 to 10:10 and 11:55 to 12:05 on a Monday; the hall is open from 08:30 to 12:00.
    breaks = working_days(480, ((600, 610), (715, 725)))
    opens, closes = 1_795_393_800_000, 1_795_406_400_000

    spans = spans_within(breaks, "2026-11-23", ((opens, closes),))

    assert spans == ((opens + 90 * 60_000, opens + 100 * 60_000), (closes - 5 * 60_000, closes))
    assert spans_within(breaks, "2026-11-22", ((opens, closes),)) == ()
