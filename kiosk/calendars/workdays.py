"""Working days (工作日): the calendar of legal terms, apart from the opening hours of any zone.

Weeks run Monday to Friday but for the days named: free ones within the week, worked ones at its end (调休). What a year
will bring is announced only shortly before it; beyond `announced_until` a term is counted all the same and says that it
is an estimate (预估). The day something begins on is never counted.

Source: 国务院办公厅 yearly notices, by way of `chinesecalendar`; 行政许可法 82 (terms are working days).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from kiosk.calendars.spans import DAY_MS, EPOCH_DAY, MINUTE_MS, WEEK

SATURDAY: Final = 5
LONGEST_TERM: Final = 1_000
"""No term is longer than so many working days, four years."""
YEAR: Final = 365
"""Lists of working days begin at its multiples; where exactly does not matter."""
DIGEST_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """The last day of a term. is_estimate: it lies beyond what has been announced."""

    day: date
    is_estimate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked. free: dates within the week that are not; worked: dates at the weekend that are.

    utc_offset_min: local time less UTC. announced_until: last date of which anything is known, "YYYY-MM-DD".
    Raises ValueError where a date does not belong into its list.
    """

    utc_offset_min: int
    free: tuple[str, ...]
    worked: tuple[str, ...]
    announced_until: str

    def __post_init__(self) -> None:
        date.fromisoformat(self.announced_until)
        for name, days, is_weekend in (("free", self.free, False), ("worked", self.worked, True)):
            if list(days) != sorted(set(days)):
                raise ValueError(f"{name}: dates ascend and stand once")
            for each in days:
                if (date.fromisoformat(each).weekday() >= SATURDAY) != is_weekend:
                    raise ValueError(f"{name}: {each} is {'not ' if is_weekend else ''}at the weekend")

    def is_worked(self, day: date) -> bool:
        """Whether a date is a working day."""
        at_weekend, name = day.weekday() >= SATURDAY, day.isoformat()
        return name in self.worked if at_weekend else name not in self.free

    def after(self, begins: date, count: int) -> DueDay:
        """The working day `count` after a date, which itself is not counted. 0: that date itself.

        Raises ValueError below 0 and above LONGEST_TERM.
        """
        if not 0 <= count <= LONGEST_TERM:
            raise ValueError(f"a term has 0..{LONGEST_TERM} working days, not {count}")
        ordinal = begins.toordinal()
        if count:
            days = _worked_from(self, ordinal // YEAR * YEAR)
            ordinal = days[bisect_right(days, ordinal) + count - 1]
        day = date.fromordinal(ordinal)
        return DueDay(day=day, is_estimate=day.isoformat() > self.announced_until)

    def between(self, begins: date, ends: date) -> int:
        """How many working days a date lies after another: what `after` took to get there. Negative if it lies before."""
        if ends < begins:
            return -self.between(ends, begins)
        first, last = begins.toordinal(), ends.toordinal()
        if last - first > LONGEST_TERM:
            middle = date.fromordinal(first + LONGEST_TERM)
            return self.between(begins, middle) + self.between(middle, ends)
        days = _worked_from(self, first // YEAR * YEAR)
        return bisect_right(days, last) - bisect_right(days, first)

    def day_of(self, at_ms: int) -> date:
        """The local date of an instant."""
        return date.fromordinal(EPOCH_DAY + (at_ms + self.utc_offset_min * MINUTE_MS) // DAY_MS)

    def ends_at_ms(self, day: date) -> int:
        """The end of a date, local midnight after it: a term that ends on it is over then."""
        return (day.toordinal() - EPOCH_DAY + 1) * DAY_MS - self.utc_offset_min * MINUTE_MS


def calendar_name(calendar: WorkCalendar) -> str:
    """What a decision is stamped with: the beginning of the hash of what is in it. Equal days have an equal name."""
    return hashlib.sha256(repr(calendar).encode()).hexdigest()[:DIGEST_DIGITS]


@lru_cache(maxsize=32)
def _worked_from(calendar: WorkCalendar, ordinal: int) -> list[int]:
    """Ordinals of working days from one on, enough for the longest term."""
    span = YEAR + (LONGEST_TERM + YEAR) * WEEK // SATURDAY
    return [each for each in range(ordinal, ordinal + span) if calendar.is_worked(date.fromordinal(each))]
