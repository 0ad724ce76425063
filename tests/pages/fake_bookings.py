"""Appointments as the service tells of them, for pages that are looked at alone."""

from __future__ import annotations

from typing import Any

from tests.pages.fake_hall import (
    CITIZEN,
    NOW_MS,
    ORIGIN,
    SESSION_ID,
    TERMINAL_ROOM,
    FakeHall,
    session_record,
    terminal_room,
)

HALF_HOUR_MS = 1_800_000
DAY_MS = 86_400_000
SLOT_MS = NOW_MS + DAY_MS - NOW_MS % HALF_HOUR_MS
SESSION = "/api/terminals/hall-1/session"
ASKED = "?device=hall-1"
MINE = f"{SESSION}/bookings{ASKED}&session={SESSION_ID}"
SLOTS = "/api/halls/denggang/slots?channel=terminal"
TOKEN = "b" * 22


def own_booking(**changes: Any) -> dict[str, Any]:
    """An appointment of tomorrow."""
    slot_at_ms = changes.get("slot_at_ms", SLOT_MS)
    record = {
        "hall": "denggang", "hall_name_zh": "登岗镇政务服务中心", "hall_name_en": "Denggang Service Centre",
        "booking": "Y0001", "service": "counter", "service_name_zh": "窗口办理", "service_name_en": "At a counter",
        "matter_class": "general", "class_name_zh": "综合", "class_name_en": "General", "day": "2026-11-24",
        "slot_at_ms": slot_at_ms, "slot_ends_at_ms": slot_at_ms + HALF_HOUR_MS, "dated_on": "2026-11-24",
        "channel": "terminal", "at_home": False, "ends_in": "ticket", "state": "booked", "is_deputy": False,
        "ticket": None, "is_late": False, "cancel_until_ms": slot_at_ms - 7_200_000,
        "check_in_from_ms": slot_at_ms - 900_000, "check_in_until_ms": slot_at_ms + 600_000, "can_cancel": True,
        "can_check_in": False, "now_ms": NOW_MS,
    }  # fmt: skip
    return record | changes


def offered() -> dict[str, Any]:
    """A service and a day with two slots, the first of them full."""
    slots = [
        {"service": "counter", "matter_class": "general", "slot_at_ms": SLOT_MS + n * HALF_HOUR_MS, "left": n}
        for n in (0, 1)
    ]
    general = {"key": "general", "name_zh": "综合", "name_en": "General"}
    service = {
        "key": "counter", "name_zh": "窗口办理", "name_en": "At a counter", "at_home": False, "needs_agent": False,
        "classes": [general],
    }  # fmt: skip
    day = {"day": "2026-11-24", "dated_on": "2026-11-24", "slots": slots}
    spans = {"slot_ms": HALF_HOUR_MS, "cancel_ms": 7_200_000, "early_ms": 900_000, "late_ms": 600_000}
    return {"services": [service], "days": [day], **spans, "now_ms": NOW_MS}


def at_home() -> dict[str, Any]:
    """The same for a visit at home."""
    found = offered()
    found["services"][0] |= {"key": "home_visit", "name_zh": "上门服务", "name_en": "Home visit", "at_home": True}
    for slot in found["days"][0]["slots"]:
        slot["service"] = "home_visit"
    return found


def stand_logged_in(hall: FakeHall, *bookings: dict[str, Any]) -> None:
    """Somebody is logged in at the terminal, whose appointments these are."""
    known = session_record(level=1, proofs=["code"], holder=CITIZEN)
    hall.rooms[TERMINAL_ROOM] = terminal_room() | {"session": known}
    hall.answers["GET", MINE] = [(200, {"bookings": list(bookings), "now_ms": NOW_MS})]
    hall.answers["GET", SLOTS] = [(200, offered())]
    booked = {"booking": "Y0002", "day": "2026-11-24", "slot_at_ms": SLOT_MS + HALF_HOUR_MS, "token": TOKEN, "seq": 12}
    hall.answers["POST", f"{SESSION}/bookings{ASKED}"] = [(201, {**booked, "url": f"{ORIGIN}/b/{TOKEN}"})]
