"""An installation's own working days (本地工作日): single dates laid over those that the library has announced.

A table of rows (date, is_work, source, note), read from a file and written to one. A date is exchanged by naming it: a
Saturday that is worked, a Monday that is free, or the plain day again where the library says otherwise. What a year
brings is announced by its rows and by saying that the year is known; beyond that a term stays an estimate (预估).

Source: domain.md §9 of the plan.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from unicodedata import category

from kiosk.calendars.spans import WEEK
from kiosk.calendars.workdays import SATURDAY, WorkCalendar

COLUMNS: Final = ("date", "is_work", "source", "note")
YES: Final = frozenset({"1", "true"})
NO: Final = frozenset({"0", "false"})
YEARS: Final = range(2022, 2100)
"""Whose days may be named. The first is the library's first year here."""
MOST_DAYS: Final = 1_000
"""Of one installation: thirty years of notices."""
LONGEST: Final = 200
"""Characters of a source or a note."""
LEAST_WORKED: Final = 210
"""Working days that every year keeps, so that the longest term ends within the days that are counted out for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFault:
    """What is wrong. line: of the file, from 1; None where no file was read. where: a column, a date or a year."""

    line: int | None
    where: str
    code: str

    def __str__(self) -> str:
        return f"{'' if self.line is None else f'line {self.line}: '}{self.where}: {self.code}"


class LocalDaysInvalid(ValueError):
    """These days cannot be taken; nothing was changed. The message has one line for each fault."""

    code = "workdays_invalid"

    def __init__(self, faults: Iterable[DayFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDay:
    """One date. day: "YYYY-MM-DD". source: where it is announced; note: what for, may be empty. Raises LocalDaysInvalid."""

    day: str
    is_work: bool
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        faults = [DayFault(line=None, where=column, code=code) for column, code in _wrong(*self.texts)]
        if faults:
            raise LocalDaysInvalid(faults)

    @property
    def texts(self) -> tuple[str, str, str]:
        """Date, source and note."""
        return self.day, self.source, self.note


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDays:
    """What an installation adds or changes. days: ascending. announced_year: the last one that is known whole, or None.

    Raises LocalDaysInvalid.
    """

    days: tuple[LocalDay, ...] = ()
    announced_year: int | None = None

    def __post_init__(self) -> None:
        names = [each.day for each in self.days]
        if names != sorted(set(names)):
            raise ValueError("dates ascend and stand once")
        faults = []
        if len(names) > MOST_DAYS:
            faults.append(DayFault(line=None, where=str(len(names)), code="too_many_days"))
        if self.announced_year is not None and self.announced_year not in YEARS:
            faults.append(DayFault(line=None, where=str(self.announced_year), code="year_out_of_range"))
        if faults:
            raise LocalDaysInvalid(faults)

    def with_days(self, changed: Iterable[LocalDay]) -> LocalDays:
        """With these as well, each in the place of what stood there."""
        by_day = {each.day: each for each in (*self.days, *changed)}
        return replace(self, days=tuple(by_day[name] for name in sorted(by_day)))

    def without(self, day: str) -> LocalDays:
        """That date is again as announced."""
        return replace(self, days=tuple(each for each in self.days if each.day != day))

    def known_until(self, year: int | None) -> LocalDays:
        """With another last year; None: the library's."""
        return replace(self, announced_year=year)


def laid_over(base: WorkCalendar, local: LocalDays) -> WorkCalendar:
    """The calendar that counts: what was announced, but for the dates that are named. Raises LocalDaysInvalid."""
    free, worked = set(base.free), set(base.worked)
    for each in local.days:
        at_weekend = date.fromisoformat(each.day).weekday() >= SATURDAY
        # What is named is the exception: a worked day at the weekend, a free one within the week.
        named = worked if at_weekend else free
        (named.add if each.is_work == at_weekend else named.discard)(each.day)
    known_year = int(base.announced_until[:4])
    year = max(known_year, local.announced_year or known_year)
    calendar = replace(
        base,
        free=tuple(sorted(free)),
        worked=tuple(sorted(worked)),
        announced_until=max(base.announced_until, date(year, 12, 31).isoformat()),
    )
    faults = [*_too_free(calendar), *_empty(local, range(known_year + 1, year + 1))]
    if faults:
        raise LocalDaysInvalid(faults)
    return calendar


def _too_free(calendar: WorkCalendar) -> Iterator[DayFault]:
    taken = Counter(int(each[:4]) for each in calendar.free)
    for year, count in taken.items():
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        within_week = sum((each - 1) % WEEK < SATURDAY for each in range(first, last + 1))
        if within_week - count < LEAST_WORKED:
            yield DayFault(line=None, where=str(year), code="year_too_free")


def _empty(local: LocalDays, years: range) -> Iterator[DayFault]:
    """No notice leaves a year without a single free day; who announces one has forgotten its rows."""
    named = {int(each.day[:4]) for each in local.days}
    return (DayFault(line=None, where=str(year), code="year_without_days") for year in years if year not in named)


def _wrong(day: str, source: str, note: str) -> Iterator[tuple[str, str]]:
    """(column, code) of whatever is wrong with the texts of a row."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        found = None
    if found is None or found.isoformat() != day:
        yield "date", "date_invalid"
    elif found.year not in YEARS:
        yield "date", "date_out_of_range"
    if not source:
        yield "source", "source_missing"
    for column, text in (("source", source), ("note", note)):
        if len(text) > LONGEST:
            yield column, "text_too_long"
        if text != text.strip() or any(category(each)[0] == "C" or category(each) in {"Zl", "Zp"} for each in text):
            yield column, "text_invalid"


# The file.


def read_days(text: str) -> tuple[LocalDay, ...]:
    """The rows of a CSV file with exactly the columns COLUMNS, ascending. Raises LocalDaysInvalid, naming every bad line."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    days, faults, first = dict[str, LocalDay](), list[DayFault](), True
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if not any(row):
                continue
            found = _header(row) if first else _row(row, days)
            faults += [DayFault(line=reader.line_num, where=where, code=code) for where, code in found]
            if first and faults:
                break
            first = False
    except csv.Error:
        faults.append(DayFault(line=reader.line_num, where="row", code="row_unreadable"))
    if not faults and not days:
        faults.append(DayFault(line=1, where="file", code="no_rows"))
    if faults:
        raise LocalDaysInvalid(faults)
    return tuple(days[name] for name in sorted(days))


def _header(row: tuple[str, ...]) -> list[tuple[str, str]]:
    return [] if row == COLUMNS else [(",".join(COLUMNS), "columns_wrong")]


def _row(row: tuple[str, ...], days: dict[str, LocalDay]) -> list[tuple[str, str]]:
    """What is wrong with a row; a good one is added to the days."""
    if len(row) != len(COLUMNS):
        return [("row", "cells_wrong")]
    day, is_work, source, note = row
    found = list(_wrong(day, source, note))
    if is_work.lower() not in YES | NO:
        found.append(("is_work", "is_work_invalid"))
    if day in days:
        found.append(("date", "date_twice"))
    if not found:
        days[day] = LocalDay(day=day, is_work=is_work.lower() in YES, source=source, note=note)
    return found


class _Lines(list[str]):
    """What `csv` writes to."""

    def write(self, line: str) -> None:
        """One line."""
        self.append(line)


def write_days(days: Iterable[LocalDay]) -> str:
    """A CSV file that `read_days` reads as these days."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((each.day, int(each.is_work), each.source, each.note) for each in days)
    return "".join(lines)
