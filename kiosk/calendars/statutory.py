"""The working days that have been announced (法定工作日), as a library keeps them."""

from __future__ import annotations

from datetime import date
from typing import Final

from chinese_calendar import constants

from kiosk.calendars.workdays import SATURDAY, WorkCalendar

CHINA_MIN: Final = 480
"""UTC+8, all the year round."""


def announced_work_calendar(first_year: int = 2022) -> WorkCalendar:
    """Mainland China from the first of January of a year to the last year the library knows whole."""
    begins = date(first_year, 1, 1)
    return WorkCalendar(
        utc_offset_min=CHINA_MIN,
        # The library lists holidays that fall on weekends as well; those are free anyhow.
        free=tuple(day.isoformat() for day in sorted(constants.holidays) if day >= begins and day.weekday() < SATURDAY),
        worked=tuple(
            day.isoformat() for day in sorted(constants.workdays) if day >= begins and day.weekday() >= SATURDAY
        ),
        announced_until=date(max(constants.holidays).year, 12, 31).isoformat(),
    )
