"""Shapes of the installation's working days (工作日的数据格式); see `kiosk.web.schemas`."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from kiosk.web.schemas import Answer, Body, Instant

LONGEST_FILE: Final = 60_000
Year = Annotated[int, Field(ge=1, le=9999)]


class WorkdayBody(Body):
    """What a date is. source: where it is announced; note: what for."""

    is_work: bool
    source: Annotated[str, Field(max_length=1_000)]
    note: Annotated[str, Field(max_length=1_000)] = ""


class WorkdayYear(Body):
    """The last year whose days are known whole; null: the library's own."""

    year: Year | None


class WorkdayFile(Body):
    """A CSV file with the columns date, is_work, source, note. year: as in WorkdayYear, unchanged if not given."""

    csv: Annotated[str, Field(max_length=LONGEST_FILE)]
    year: Year | None = None


class Workday(Answer):
    """A date of the installation. changes_it: false where the library says the same."""

    date: str
    is_work: bool
    source: str
    note: str
    changes_it: bool


class WorkdayCount(Answer):
    """How many working days a year has, as they are known."""

    year: int
    worked: int
    is_announced: bool


class WorkdayChange(Answer):
    """Who changed what to what."""

    at_ms: Instant
    account: str
    kind: Literal["set", "removed", "announced"]
    date: str | None
    is_work: bool | None
    source: str | None
    note: str | None
    year: int | None


class Workdays(Answer):
    """The installation's days, the newest changes, and what comes of it. name: of the calendar that counts now."""

    name: str
    library_until: str
    announced_until: str
    year: int | None
    days: list[Workday]
    years: list[WorkdayCount]
    changes: list[WorkdayChange]
