"""What the service says of an installation's working days: none yet, some of them, and a file that is wrong."""

from __future__ import annotations

from typing import Any

from tests.pages.fake_hall import NOW_MS, FakeHall
from tests.pages.fake_staff import SESSION

DAYS = "/api/workdays"
ADMIN = SESSION | {"account": "admin01", "name_zh": "管理员01", "name_en": "Administrator 01", "role": "admin"}
SOURCE = "GB-9/2026"


def day(date: str, *, is_work: bool, changes_it: bool = True) -> dict[str, Any]:
    return {"date": date, "is_work": is_work, "source": SOURCE, "note": "N", "changes_it": changes_it}


def change(kind: str, **what: Any) -> dict[str, Any]:
    return {"at_ms": NOW_MS, "account": "admin01", "kind": kind} | dict.fromkeys(
        ("date", "is_work", "source", "note", "year")
    ) | what  # fmt: skip


NONE_YET = {
    "name": "0" * 16, "library_until": "2026-12-31", "announced_until": "2026-12-31", "year": None, "days": [],
    "years": [
        {"year": 2026, "worked": 248, "is_announced": True},
        {"year": 2027, "worked": 261, "is_announced": False},
    ],
    "changes": [],
}  # fmt: skip
SOME = NONE_YET | {
    "announced_until": "2027-12-31", "year": 2027,
    "days": [
        day("2026-11-28", is_work=True),
        day("2026-11-29", is_work=False, changes_it=False),
        day("2027-01-01", is_work=False),
    ],
    "years": [
        {"year": 2026, "worked": 249, "is_announced": True},
        {"year": 2027, "worked": 260, "is_announced": True},
    ],
    "changes": [
        change("announced", year=2027),
        change("removed", date="2026-11-27"),
        change("set", date="2027-01-01", is_work=False, source=SOURCE, note=""),
        change("set", date="2026-11-28", is_work=True, source=SOURCE, note=""),
        change("announced"),
    ],
}  # fmt: skip
WRONG = {
    "error": {
        "code": "workdays_invalid",
        "text": {"zh": "这些日期不能用", "en": "These days cannot be taken"},
        "params": {
            "faults": [
                {"line": 3, "where": "date", "code": "date_invalid", "zh": "日期不对", "en": "no such date"},
                {"line": None, "where": "2028", "code": "year_without_days", "zh": "没有日期", "en": "no dates"},
            ]
        },
    }
}


def open_days(hall: FakeHall) -> None:
    """The page of an administrator, before anybody has changed anything."""
    hall.page.set_viewport_size({"width": 1366, "height": 768})
    hall.answers["GET", "/api/session"] = [(200, ADMIN)]
    hall.answers["GET", DAYS] = [(200, NONE_YET)]
    hall.open("workdays", speed=0)
