"""The rooms of staff for page tests (窗口与监控): the same ordinary morning as in `fake_hall`."""

from __future__ import annotations

from typing import Any

from kiosk.live.repair_views import word_records
from tests.pages.fake_hall import CLASSES, NOW_MS, hall_record, hall_room

MINUTE_MS = 60_000
COUNTER = "4"
"""The clerk's own counter; in `hall_room` it serves."""
SESSION = {
    "account": "clerk04", "name_zh": "窗口人员04", "name_en": "Clerk 04", "role": "clerk", "csrf": "csrf",
    "hall": "denggang",
}  # fmt: skip
SUPERVISOR = SESSION | {
    "account": "supervisor01", "name_zh": "大厅主管01", "name_en": "Supervisor 01", "role": "supervisor",
}  # fmt: skip
LEGAL = ("finish", "park", "transfer", "pause", "close")
ACTIONS = (
    "seat", "leave", "open", "pause", "resume", "close", "next", "recall", "no_show", "start", "finish", "park", "transfer",
)  # fmt: skip
NAMES = {"line_name_zh": "综合", "line_name_en": "General"}


def desk_record(counter: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A counter as staff see it."""
    shown = {name: counter[name] for name in ("key", "name_zh", "name_en", "state")}
    clerk = None if counter["state"] == "closed" else f"clerk0{counter['key']}"
    reason = "meal" if counter["state"] == "paused" else ""
    since_ms = NOW_MS - int(counter["key"]) * MINUTE_MS
    own = {"clerk": clerk, "pending": "stay", "reason": reason, "since_ms": since_ms, "serves": counter["serves"]}
    hours = {"helps": [], "breaks": [], "break_until_ms": None, "is_spare": False}
    return shown | own | hours | changes


def counter_room(**changes: Any) -> dict[str, Any]:
    """The room of the clerk's counter, in the middle of a service. changes: of the counter's own record."""
    hall = hall_room()
    counter = hall["counters"][COUNTER]
    own = desk_record(counter, actions={name: name in LEGAL for name in ACTIONS}, **{"undo": None} | changes)
    ticket = NAMES | {
        "ticket": "A041", "line": "A", "kind": "ordinary", "taken_at_ms": NOW_MS - 20 * MINUTE_MS,
        "called_at_ms": NOW_MS - 5 * MINUTE_MS, "started_at_ms": NOW_MS - 4 * MINUTE_MS, "call": 1, "calls": 3,
        "target_ms": 900_000, "note": None, "no_shows": 0, "matters": [], "owner": None, "notices": [],
    }  # fmt: skip
    waits = {"ticket": "A044", "waiting_since_ms": NOW_MS - 12 * MINUTE_MS, "is_bound": False, "kind": "ordinary"}
    parked = {"ticket": "A017", "parked_since_ms": NOW_MS - 3 * MINUTE_MS, "reason": "fetching"}
    seats = {
        key: {name: desk_record(each)[name] for name in ("key", "name_zh", "name_en", "state", "clerk")}
        for key, each in hall["counters"].items()
    }
    return {
        "counter": {COUNTER: own},
        "ticket": {"now": ticket},
        "next": {"next": NAMES | waits},
        "kinds": hall["kinds"],
        "lines": {key: line for key, line in hall["lines"].items() if key.startswith("A")},
        "parked": {"A017": NAMES | parked},
        "no_shows": {"A011": NAMES | {"ticket": "A011", "until_ms": NOW_MS + 12 * MINUTE_MS}},
        "counters": seats,
    }


PLACE = {
    "profile": "yuezhizhu", "zone": "hall", "zone_zh": "大厅",
    "zone_en": "Hall", "place_zh": "一楼大厅", "place_en": "main hall, ground floor", "is_open": True,
    "opens_at_ms": None, "closes_at_ms": None, "front_end": "page",
}  # fmt: skip

HOUR_MS = 60 * MINUTE_MS
SERVICES = ("guide", "take_ticket", "log_in", "print_slip", "print_certificate")
KINDS = ("network", "scanner", "id_reader", "face_camera", "receipt_printer", "document_printer")
NEVER_MS = 2**53 - 1


def terminal_record(number: int, faults: dict[str, tuple[str, str]] | None = None, **changes: Any) -> dict[str, Any]:
    """A terminal for those who look after it. faults: device -> (its state, kind of its fault)."""
    broken = faults or {}
    devices = {
        kind: {"kind": kind, "state": broken.get(kind, ("online",))[0], "faults": list(broken.get(kind, ()))[1:]}
        for kind in KINDS
    }
    stocks = {
        "receipt_printer": {
            "slips": {"count": 740 - number, "capacity": 750, "level": "ok"},
            "bin": {"count": 3, "capacity": 40, "level": "ok"},
        },
        "document_printer": {
            "sheets": {"count": 211, "capacity": 250, "level": "ok"},
            "bin": {"count": 0, "capacity": 20, "level": "ok"},
        },
    }
    record = {
        "key": f"hall-{number}", "name_zh": f"大厅 {number} 号机", "name_en": f"Hall kiosk {number}", **PLACE,
        "state": "inService", "working": list(SERVICES), "failing": [], "coming": [], "devices": devices,
        "stocks": stocks, "tasks": 0, "overdue": 0, "oldest_at_ms": None, "worst": None, "urgency": [4, 1, NEVER_MS],
    }  # fmt: skip
    return record | changes


def task_record(number: str, terminal: str, device: str, cause: str, minutes: int, **changes: Any) -> dict[str, Any]:
    """A task that was opened so many minutes ago."""
    opened_at_ms = NOW_MS - minutes * MINUTE_MS
    record = {
        "task": number, "terminal": terminal, "device": device, "cause": cause, "action": "clear",
        "opened_at_ms": opened_at_ms, "due_at_ms": opened_at_ms + 4 * HOUR_MS, "state": "open", "next": "open_door",
        "by": None, "stepped_at_ms": None,
    }  # fmt: skip
    return record | changes


def terminals() -> dict[str, Any]:
    """Four terminals: one in order, one with somebody at it, one that is overdue, one that nobody hears of."""
    jam, low = {"receipt_printer": ("hardwareError", "jam")}, {"document_printer": ("online", "paper_low")}
    cut, short = {"network": ("offline", "offline")}, terminal_record(2)["stocks"]
    short["document_printer"]["sheets"] |= {"count": 25, "level": "low"}
    without_slips = [service for service in SERVICES if service != "print_slip"]
    records = (
        terminal_record(1),
        terminal_record(2, low, state="supervisor", stocks=short, tasks=1, oldest_at_ms=NOW_MS - 50 * MINUTE_MS,
                        worst="T0003", urgency=[3, 1, NOW_MS - 50 * MINUTE_MS]),
        terminal_record(3, jam, state="degraded", working=without_slips, failing=["print_slip"], tasks=1, overdue=1,
                        oldest_at_ms=NOW_MS - 250 * MINUTE_MS, worst="T0002", urgency=[2, 0, NOW_MS - 250 * MINUTE_MS]),
        terminal_record(4, cut, state="offline", working=["guide", "print_slip"], tasks=1,
                        failing=["take_ticket", "log_in", "print_certificate"], oldest_at_ms=NOW_MS - 4 * MINUTE_MS,
                        worst="T0004", urgency=[1, 1, NOW_MS - 4 * MINUTE_MS]),
    )  # fmt: skip
    return {record["key"]: record for record in records}


def tasks() -> dict[str, Any]:
    """Their tasks: one waits, one is under way, one is overdue."""
    records = (
        task_record("T0002", "hall-3", "receipt_printer", "jam", 250),
        task_record("T0003", "hall-2", "document_printer", "paper_low", 50, action="maintenance", state="door_open",
                    next="act", by="supervisor01", stepped_at_ms=NOW_MS - 2 * MINUTE_MS),
        task_record("T0004", "hall-4", "network", "offline", 4, action="reset"),
    )  # fmt: skip
    return {record["task"]: record for record in records}


def closed_tasks() -> dict[str, Any]:
    """One that was closed this morning."""
    done = {"state": "closed", "next": None, "by": "supervisor01", "stepped_at_ms": NOW_MS - 30 * MINUTE_MS}
    return {"T0001": task_record("T0001", "hall-1", "scanner", "dirty_window", 80, **done)}


def monitor_room() -> dict[str, Any]:
    """The monitor's room, with a wait of half an hour and terminals that need somebody; `terminals_room` says which."""
    hall = hall_room()
    oldest_ms = {
        prefix: NOW_MS - minutes * MINUTE_MS for (_, prefix, *_), minutes in zip(CLASSES, (31, 9, 0, 4), strict=True)
    }
    counted = {"taken": 12, "finished": 9, "abandoned": 1, "no_show": 0}
    alarm = {
        "id": "long_wait:A013", "kind": "long_wait", "ticket": "A013", "line": "A", "since_ms": oldest_ms["A"],
        "text_zh": "A013 等候已超过 30 分钟", "text_en": "A013 has waited more than 30 minutes",
    }  # fmt: skip
    today = {
        "taken": 60, "waiting": 14, "serving": 2, "finished": 41, "abandoned": 2, "no_show": 1,
        "wait_mean_ms": 414_000, "wait_p90_ms": 902_000, "within_target_share": 0.875,
        "matters_served": 47, "windows_per_ticket": 1.12, "visits_per_case": 1.05, "once_share": 0.95,
        "notices": 5, "notices_again": 1, "rated": 18, "rated_poor": 1,
    }  # fmt: skip
    points = {
        "A003": [NOW_MS - 30 * MINUTE_MS, 60_000, "A"],
        "B002": [NOW_MS - 12 * MINUTE_MS, 960_000, "B"],
    }
    return {
        "hall": hall_record(),
        "kinds": hall["kinds"],
        "lines": {key: line | counted | {"oldest_at_ms": oldest_ms.get(key)} for key, line in hall["lines"].items()},
        "counters": {
            key: desk_record(each, ticket="A041" if each["state"] == "serving" else None, served=int(key))
            for key, each in hall["counters"].items()
        },
        "waiting": {"A013": {"ticket": "A013", "line": "A", "taken_at_ms": oldest_ms["A"], "state": "waiting"}},
        "parked": {
            "A017": NAMES | {"ticket": "A017", "parked_since_ms": NOW_MS - 3 * MINUTE_MS, "reason": "back_office"}
        },
        "alarms": {"long_wait:A013": alarm},
        "kpis": {"today": today},
        "waits": {"recent": {"points": points}},
        "fleet": {"now": {"terminals": 4, "in_service": 1, "need": 3, "overdue": 1}},
        "suggestions": {},
        "reliefs": {},
    }


def terminals_room() -> dict[str, Any]:
    """The room of its terminals, with every word there is."""
    return {"terminals": terminals(), "tasks": tasks(), "closed_tasks": closed_tasks(), "words": word_records()}


def suggestion_record(number: str, what: str = "open", **changes: Any) -> dict[str, Any]:
    """Counter 1, the spare one, is to open because many wait; or counter 3 is to help."""
    counter, kind = ("1", "tide") if what in {"open", "close"} else ("3", "help")
    record = NAMES | {
        "rule": f"{kind}-general", "kind": kind, "counter": counter, "counter_name_zh": f"{counter} 号窗口 综合",
        "counter_name_en": f"Counter {counter}, General", "line": "A", "automatic": False, "suggestion": number,
        "what": what, "because": "waiting", "waiting": 9, "wait_ms": 14 * MINUTE_MS, "mark_waiting": 8,
        "mark_wait_ms": 20 * MINUTE_MS, "waiting_now": 11, "made_at_ms": NOW_MS - 2 * MINUTE_MS, "is_taken": False,
        "taken_by": None, "needs_clerk": what == "open", "expected_ms": None, "relieved_ms": None,
        "mark_expected_ms": 15 * MINUTE_MS,
    }  # fmt: skip
    return record | changes


def relief_record(rule: str, **changes: Any) -> dict[str, Any]:
    """Counter 3 helps with the general line since a quarter of an hour."""
    record = NAMES | {
        "rule": rule, "kind": "help", "counter": "3", "counter_name_zh": "3 号窗口 综合",
        "counter_name_en": "Counter 3, General", "line": "A", "automatic": False, "since_ms": NOW_MS - 15 * MINUTE_MS,
    }  # fmt: skip
    return record | changes
