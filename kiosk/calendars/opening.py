"""Opening hours (开放时间): from a weekly plan to the next business day's instants.

The kernel knows no time zone: whoever opens a hall asks here for instants. The offset is fixed,
because China keeps no summer time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kiosk.calendars.spans import DAY_MS, EPOCH_DAY, MINUTE_MS, WEEK

DAY_MIN: Final = 24 * 60
SEARCH_DAYS: Final = 400
"""A calendar without an opening within so many days has none."""
UNBROKEN_DAYS: Final = 14
"""What is open for longer than so many days without a break is open for good, as far as anybody can say."""

Hours = tuple[tuple[int, int], ...]
"""Opening hours of one day, as minutes since local midnight, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a hall is open.

    utc_offset_min: local time less UTC. week: hours by weekday, Monday first, () when closed.
    exceptions: hours of single dates ("YYYY-MM-DD"), for holidays and make-up working days.
    """

    utc_offset_min: int
    week: tuple[Hours, ...]
    exceptions: Mapping[str, Hours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != WEEK:
            raise ValueError(f"a week has {WEEK} days, not {len(self.week)}")
        if not -DAY_MIN < self.utc_offset_min < DAY_MIN:
            raise ValueError(f"utc_offset_min {self.utc_offset_min} is more than a day")
        for name, hours in [*enumerate(self.week), *self.exceptions.items()]:
            edges = [minute for interval in hours for minute in interval]
            if edges != sorted(set(edges)) or (edges and not 0 <= edges[0] < edges[-1] <= DAY_MIN):
                raise ValueError(f"hours of {name}: {hours} do not ascend within one day")
        for day in self.exceptions:
            date.fromisoformat(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDay:
    """One day a hall works. turns_at_ms: local midnight after it."""

    day: str
    intervals: tuple[tuple[int, int], ...]
    turns_at_ms: int


def working_days(utc_offset_min: int, hours: Hours, days: int = 5) -> Calendar:
    """The same hours on the first days of every week, closed on the others."""
    return Calendar(utc_offset_min=utc_offset_min, week=(hours,) * days + ((),) * (WEEK - days))


def next_business_day(calendar: Calendar, now_ms: int) -> BusinessDay | None:
    """The first day whose last closing lies ahead, or None within SEARCH_DAYS."""
    offset_ms = calendar.utc_offset_min * MINUTE_MS
    first = (now_ms + offset_ms) // DAY_MS
    for number in range(first, first + SEARCH_DAYS):
        local = date.fromordinal(EPOCH_DAY + number)
        hours = calendar.exceptions.get(local.isoformat(), calendar.week[local.weekday()])
        midnight_ms = number * DAY_MS - offset_ms
        if hours and midnight_ms + hours[-1][1] * MINUTE_MS > now_ms:
            intervals = tuple((midnight_ms + a * MINUTE_MS, midnight_ms + b * MINUTE_MS) for a, b in hours)
            return BusinessDay(day=local.isoformat(), intervals=intervals, turns_at_ms=midnight_ms + DAY_MS)
    return None


def spans_within(calendar: Calendar, day: str, intervals: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """A date's hours as instants, as far as they lie within other ones: breaks within opening hours."""
    date_of = date.fromisoformat(day)
    hours = calendar.exceptions.get(day, calendar.week[date_of.weekday()])
    midnight_ms = (date_of.toordinal() - EPOCH_DAY) * DAY_MS - calendar.utc_offset_min * MINUTE_MS
    cut = (
        (max(opens_ms, midnight_ms + a * MINUTE_MS), min(closes_ms, midnight_ms + b * MINUTE_MS))
        for a, b in hours
        for opens_ms, closes_ms in intervals
    )
    return tuple(sorted(span for span in cut if span[0] < span[1]))


def always_open(utc_offset_min: int) -> Calendar:
    """Day and night, every day."""
    return Calendar(utc_offset_min=utc_offset_min, week=(((0, DAY_MIN),),) * WEEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether it is open, and when that changes: None where no change can be foreseen."""

    is_open: bool
    changes_at_ms: int | None


def opening_at(calendar: Calendar, now_ms: int) -> Opening:
    """How it stands at an instant. Open up to midnight and from midnight on is open without a break."""
    until_ms = None
    for opens_ms, closes_ms in _intervals_from(calendar, now_ms):
        if opens_ms > now_ms and until_ms is None:
            return Opening(is_open=False, changes_at_ms=opens_ms)
        if until_ms is not None and opens_ms > until_ms:
            break
        until_ms = closes_ms
        if until_ms - now_ms > UNBROKEN_DAYS * DAY_MS:
            return Opening(is_open=True, changes_at_ms=None)
    return Opening(is_open=until_ms is not None, changes_at_ms=until_ms)


def _intervals_from(calendar: Calendar, now_ms: int) -> Iterator[tuple[int, int]]:
    """Opening hours that are not over, in order, for ever."""
    day = next_business_day(calendar, now_ms)
    while day is not None:
        yield from (interval for interval in day.intervals if interval[1] > now_ms)
        day = next_business_day(calendar, day.turns_at_ms)


def calendar_to_json(calendar: Calendar) -> dict[str, Any]:
    """Plain values, as the store keeps them."""
    return {
        "utc_offset_min": calendar.utc_offset_min,
        "week": [[list(interval) for interval in hours] for hours in calendar.week],
        "exceptions": {day: [list(interval) for interval in hours] for day, hours in calendar.exceptions.items()},
    }


def calendar_from_json(stored: Mapping[str, Any]) -> Calendar:
    """The calendar again. Raises ValueError."""
    return Calendar(
        utc_offset_min=stored["utc_offset_min"],
        week=tuple(_hours(hours) for hours in stored["week"]),
        exceptions={day: _hours(hours) for day, hours in stored["exceptions"].items()},
    )


def _hours(stored: list[list[int]]) -> Hours:
    return tuple((opens, closes) for opens, closes in stored)
