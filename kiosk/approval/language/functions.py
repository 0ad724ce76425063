"""The functions of the rule language (函数表): each with the types it takes, the type it gives, and what it means.

All are total or raise; whatever raises makes a condition 无法核验. None reads a clock: today is `accepted_on`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kiosk.approval.values import DATE, EXACT, FLAG, NUMBER, TEXT, TEXTS, Type

MONTHS: Final = 12

PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    "mobile": re.compile(r"1[0-9]{10}"),
    "identity_number": re.compile(r"[0-9]{17}[0-9X]"),
    "credit_code": re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}"),
    "area_code": re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?"),
    "digits": re.compile(r"[0-9]+"),
    "chinese_name": re.compile(
        r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,20}(?:·[\u3400-\u9fff\U00020000-\U0003ffff]{1,20})*"
    ),
}
"""Named text patterns (文本格式). Each runs in linear time; authors write no patterns of their own."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function. run: values -> value; on_calendar: the working-day function comes first.

    written: the index of an argument that must be written out, with what reads it (raises KeyError or ValueError).
    is_charged: the length of its first argument, a list, costs steps.
    """

    takes: tuple[Type, ...]
    gives: Type
    run: Callable[..., Any]
    on_calendar: bool = False
    written: int | None = None
    read: Callable[[str], Any] | None = None
    is_charged: bool = False


def whole(number: Decimal) -> int:
    """A number as a count. Raises ValueError for 1.5."""
    if number != number.to_integral_value():
        raise ValueError(number)
    return int(number)


def age_at(birth: date, on: date) -> Decimal:
    """Full years of age (周岁). It turns on the birthday; who was born on 29 February has one on 1 March in other years.

    Raises ValueError before birth.
    """
    if on < birth:
        raise ValueError("not yet born")
    return Decimal(on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)))


def add_years(day: date, years: Decimal) -> date:
    """The same day so many years on; 29 February rolls to 1 March, so that a birthday agrees with age_at."""
    year = day.year + whole(years)
    if (day.month, day.day) == (2, 29) and monthrange(year, 2)[1] < day.day:
        return date(year, 3, 1)
    return day.replace(year=year)


def add_months(day: date, months: Decimal) -> date:
    """The same day so many months on, or that month's last; 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + whole(months), MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: Decimal) -> date:
    """So many calendar days on."""
    return day + timedelta(days=whole(days))


def months_between(first: date, last: date) -> Decimal:
    """Full months from first to last; negative if last is earlier."""
    if last < first:
        return EXACT.minus(months_between(last, first))
    months = (last.year - first.year) * MONTHS + last.month - first.month
    return Decimal(months - (add_months(first, Decimal(months)) > last))


def days_between(first: date, last: date) -> Decimal:
    """Calendar days from first to last; negative if last is earlier."""
    return Decimal((last - first).days)


def workdays_between(workdays: Callable[[date, date], int], first: date, last: date) -> Decimal:
    """Working days after first up to and including last, by the calendar that was handed in."""
    return Decimal(workdays(first, last))


def contains_part(text: str, part: str) -> bool:
    """Whether a text has a part. Nothing is part of nothing: an empty part must not make a condition true."""
    return part != "" and part in text


def starts_with(text: str, part: str) -> bool:
    """Whether a text begins with a part that is not empty."""
    return part != "" and text.startswith(part)


def ends_with(text: str, part: str) -> bool:
    """Whether a text ends with a part that is not empty."""
    return part != "" and text.endswith(part)


def matches(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether the whole text has a named form."""
    return pattern.fullmatch(text) is not None


FUNCTIONS: Final[dict[str, tuple[Signature, ...]]] = {
    "age_at": (Signature((DATE, DATE), NUMBER, age_at),),
    "add_years": (Signature((DATE, NUMBER), DATE, add_years),),
    "add_months": (Signature((DATE, NUMBER), DATE, add_months),),
    "add_days": (Signature((DATE, NUMBER), DATE, add_days),),
    "months_between": (Signature((DATE, DATE), NUMBER, months_between),),
    "days_between": (Signature((DATE, DATE), NUMBER, days_between),),
    "workdays_between": (Signature((DATE, DATE), NUMBER, workdays_between, on_calendar=True),),
    "year": (Signature((DATE,), NUMBER, lambda day: Decimal(day.year)),),
    "date": (Signature((TEXT,), DATE, lambda day: day, written=0, read=date.fromisoformat),),
    "len": (Signature((TEXT,), NUMBER, lambda text: Decimal(len(text))),),
    "contains": (
        Signature((TEXTS, TEXT), FLAG, lambda texts, text: text in texts, is_charged=True),
        Signature((TEXT, TEXT), FLAG, contains_part),
    ),
    "starts_with": (Signature((TEXT, TEXT), FLAG, starts_with),),
    "ends_with": (Signature((TEXT, TEXT), FLAG, ends_with),),
    "matches": (Signature((TEXT, TEXT), FLAG, matches, written=1, read=PATTERNS.__getitem__),),
    "min": (Signature((NUMBER, NUMBER), NUMBER, min), Signature((DATE, DATE), DATE, min)),
    "max": (Signature((NUMBER, NUMBER), NUMBER, max), Signature((DATE, DATE), DATE, max)),
}
"""Name -> its signatures. `len` takes any list besides; any, all and count are forms of their own."""
