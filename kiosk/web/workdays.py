"""The working days of the installation (工作日) over HTTP: what its administrator adds or changes, day by day or as a file.

They hold for every hall, so an administrator of one hall among several is no administrator of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import Response

from kiosk.calendars.local_days import COLUMNS, LONGEST, LocalDay, LocalDays, LocalDaysInvalid, read_days, write_days
from kiosk.calendars.workdays import WorkCalendar, calendar_name
from kiosk.live.work_days import WorkDays
from kiosk.web import workday_schemas as shapes
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import MAX_PLACES, Call, Route, json_answer

ADMIN: Final = frozenset({Role.ADMIN})
PATH: Final = "/api/workdays"
SHOWN: Final = 50
"""Changes that are listed, the newest."""
CSV_TYPE: Final = "text/csv; charset=utf-8"
MARK: Final = "\ufeff"
"""In front of the file, without which a spreadsheet takes Chinese for something else."""
FAULTS: Final[dict[str, tuple[str, str]]] = {
    "columns_wrong": ("第一行须是 date,is_work,source,note", "the first line must be date,is_work,source,note"),
    "cells_wrong": ("须有四格", "four cells are needed"),
    "row_unreadable": ("引号不成对，读不下去", "its quotes do not match; nothing after it can be read"),
    "no_rows": ("文件里没有日期", "the file has no dates"),
    "date_invalid": ("日期须写成 2027-01-01 且存在", "a date is written 2027-01-01 and exists"),
    "date_out_of_range": ("只能是 2022 到 2099 年", "only the years 2022 to 2099"),
    "date_twice": ("这个日期前面已有一行", "the date stands in a line before"),
    "is_work_invalid": ("上班写 1，放假写 0", "1 for a working day, 0 for a free one"),
    "source_missing": ("要写依据", "it must say where it is announced"),
    "text_too_long": (f"最多 {LONGEST} 字", f"{LONGEST} characters at most"),
    "text_invalid": ("含有不可见字符或首尾空格", "characters that cannot be seen, or spaces at an end"),
    "too_many_days": ("最多 1000 个日期", "1000 dates at most"),
    "year_out_of_range": ("只能是 2022 到 2099 年", "only the years 2022 to 2099"),
    "year_without_days": (
        "这一年一个日期都没有，不能算已公布",
        "the year has no date of its own and cannot count as announced",
    ),
    "year_too_free": ("这一年的工作日少于 210 天", "the year keeps fewer than 210 working days"),
}
"""Code of a fault -> what it says."""


def read_workdays(call: Call) -> Response:
    """All of it."""
    return json_answer(_record(_work_days(call)))


def set_workday(call: Call) -> Response:
    """A date is a working day, or free."""
    day, body = call.path["date"], call.body

    def edit(local: LocalDays) -> LocalDays:
        found = LocalDay(day=day, is_work=body.is_work, source=body.source.strip(), note=body.note.strip())
        return local.with_days([found])

    return _changed(call, edit)


def remove_workday(call: Call) -> Response:
    """A date is again what was announced; one that was not named stays so."""
    return _changed(call, lambda local: local.without(call.path["date"]))


def set_workday_year(call: Call) -> Response:
    """Until which year the days are known."""
    return _changed(call, lambda local: local.known_until(call.body.year))


def import_workdays(call: Call) -> Response:
    """The rows of a file, all of them or none; dates that it does not name stay as they are."""
    body = call.body

    def edit(local: LocalDays) -> LocalDays:
        known = local.with_days(read_days(body.csv))
        return known if body.year is None else known.known_until(body.year)

    return _changed(call, edit)


def export_workdays(call: Call) -> Response:
    """The file from which the same days could be imported."""
    text = MARK + write_days(_work_days(call).local.days)
    return Response(text, content_type=CSV_TYPE, headers={"Content-Disposition": 'attachment; filename="workdays.csv"'})


def _work_days(call: Call) -> WorkDays:
    if call.asker.hall is not None and set(call.services.halls) != {call.asker.hall}:
        raise WebProblem("other_hall")
    return call.services.cases.work_days


def _changed(call: Call, edit: Callable[[LocalDays], LocalDays]) -> Response:
    work_days = _work_days(call)
    try:
        work_days.change(call.asker.name, edit)
    except LocalDaysInvalid as invalid:
        raise WebProblem("workdays_invalid", faults=fault_records(invalid)) from None
    return json_answer(_record(work_days))


def fault_records(invalid: LocalDaysInvalid) -> list[dict[str, Any]]:
    """What is wrong, in words; the first of very many."""
    return [
        {
            "line": each.line,
            "where": each.where,
            "code": each.code,
            "zh": FAULTS[each.code][0],
            "en": FAULTS[each.code][1],
        }
        for each in invalid.faults[:MAX_PLACES]
    ]


def _record(work_days: WorkDays) -> dict[str, Any]:
    local, calendar, base = work_days.local, work_days.calendars.current, work_days.base
    known = date.fromisoformat(base.announced_until).year
    years = {known, known + 1, *(int(each.day[:4]) for each in local.days)}
    return {
        "name": calendar_name(calendar),
        "library_until": base.announced_until,
        "announced_until": calendar.announced_until,
        "year": local.announced_year,
        "days": [
            {
                **dict(zip(COLUMNS, (each.day, each.is_work, each.source, each.note), strict=True)),
                "changes_it": base.is_worked(date.fromisoformat(each.day)) != each.is_work,
            }
            for each in local.days
        ],
        "years": [_count(calendar, year) for year in sorted(years)],
        "changes": [_change(each) for each in work_days.newest(SHOWN)],
    }


def _count(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    worked = calendar.between(date(year - 1, 12, 31), date(year, 12, 31))
    return {"year": year, "worked": worked, "is_announced": f"{year}-12-31" <= calendar.announced_until}


def _change(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name != "seq"}
    return {**kept, "is_work": None if row["is_work"] is None else bool(row["is_work"])}


CHANGES: Final = ("other_hall", "workdays_invalid", "store_unavailable")
ROUTES: Final = (
    Route(
        method="GET",
        path=PATH,
        view=read_workdays,
        who=ADMIN,
        zh="本地工作日",
        en="The installation's own working days, and who changed them",
        answer=shapes.Workdays,
        problems=("other_hall",),
    ),
    Route(
        method="PUT",
        path=f"{PATH}/days/<date>",
        view=set_workday,
        who=ADMIN,
        zh="设定某日上班或放假",
        en="Make a date a working day or a free one; terms that run are counted again",
        body=shapes.WorkdayBody,
        answer=shapes.Workdays,
        problems=CHANGES,
    ),
    Route(
        method="DELETE",
        path=f"{PATH}/days/<date>",
        view=remove_workday,
        who=ADMIN,
        zh="恢复某日为公布的安排",
        en="A date is again as it was announced",
        answer=shapes.Workdays,
        problems=CHANGES,
    ),
    Route(
        method="PUT",
        path=f"{PATH}/year",
        view=set_workday_year,
        who=ADMIN,
        zh="设定已公布到哪一年",
        en="Until which year the days are known; beyond it a term is an estimate",
        body=shapes.WorkdayYear,
        answer=shapes.Workdays,
        problems=CHANGES,
    ),
    Route(
        method="POST",
        path=f"{PATH}/file",
        view=import_workdays,
        who=ADMIN,
        zh="导入工作日文件",
        en="Import a file of dates, all of it or nothing; params.faults names every bad line",
        body=shapes.WorkdayFile,
        answer=shapes.Workdays,
        problems=CHANGES,
    ),
    Route(
        method="GET",
        path=f"{PATH}/file",
        view=export_workdays,
        who=ADMIN,
        zh="导出工作日文件",
        en="The file from which the same days could be imported",
        media="text/csv",
        problems=("other_hall",),
    ),
)
