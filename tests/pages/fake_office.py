"""What the service says at the desks of staff and testers (后台、试办、开关台): one queue, one case, one trial, one board."""

from __future__ import annotations

from typing import Any

from tests.pages.fake_hall import NOW_MS, FakeHall
from tests.pages.fake_staff import MINUTE_MS, SESSION

ALIAS = "261123-0002"
CASES = "/api/halls/denggang/cases"
TRIALS = "/api/halls/denggang/trials"
NAME = {"matter": "elder_allowance", "name_zh": "高龄津贴申领", "name_en": "Elder allowance"}
ZONES = {
    "hall": ("大厅", "Hall"),
    "zone24": ("24 小时区", "24-hour zone"),
    "villages": ("村便民服务站", "Village service stations"),
}
REVIEWER = "clerk02"


def queued(serial: int, state: str, zone: str = "hall", **changes: Any) -> dict[str, Any]:
    """A case of the queue."""
    zh, en = ZONES[zone]
    record = {
        **NAME, "alias": f"261123-{serial:04}", "case": "1" * 43, "state": state, "owner": "office",
        "terminal": "hall-1", "terminal_zh": "大厅 1 号机", "terminal_en": "Hall kiosk 1", "zone": zone, "zone_zh": zh,
        "zone_en": en, "opened_at_ms": NOW_MS - serial * MINUTE_MS, "due": "decide", "due_on": "2026-11-30",
        "ticket": None, "reviewer": None, "clerk": None, "steps": [], "tag": f"t{serial}-{state}", "light": "green", "gaps": 0,
    }  # fmt: skip
    return record | changes


def cases_room() -> dict[str, Any]:
    """Four cases, one of each light."""
    all_of_them = (
        queued(1, "submitted", owner="counter", ticket="A012", due="accept", steps=["accept", "tell_once"]),
        queued(2, "deciding", light="yellow", reviewer=REVIEWER, due_on="2026-11-24"),
        queued(3, "reviewing", "zone24", light="red", due_on="2026-11-20", gaps=1),
        queued(4, "accepted", "villages", light="black", due_on="2026-11-10"),
    )
    return {"cases": {each["alias"]: each for each in all_of_them}}


def said(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def read(field: str, zh: str, en: str, value: str, outcome: str = "OK") -> dict[str, Any]:
    return {
        "field": field, "zh": zh, "en": en, "value": value, "outcome": outcome, "source_zh": "人口库",
        "source_en": "Population register", "as_of": "2026-11-20", "fetched_at_ms": NOW_MS - MINUTE_MS, "grade": "A",
    }  # fmt: skip


READS = [
    read("person.name", "姓名", "Name", "C*"),
    read("person.birth", "出生日期", "Date of birth", "—", "DOWN"),
]
JUDGED = [
    {
        "code": "C1", "name": said("年满80周岁", "Aged 80 or more"), "result": "unverified", "severity": "hard",
        "read": ["person.birth"], "reason": said("人口库暂时无法访问", "The population register is out of reach"),
        "remedy": said("工作人员可以为您核验", "Staff can check this for you"),
    },
    {
        "code": "C3", "name": said("未在领津贴", "No allowance drawn yet"), "result": "met", "severity": "hard",
        "read": [], "reason": None, "remedy": None,
    },
    {
        "code": "ROUTE", "name": said("须由工作人员核实的条件", "What staff have to look at"), "result": "unverified",
        "severity": "route", "read": [], "reason": said("由工作人员办理", "Staff handle this"), "remedy": None,
    },
]  # fmt: skip


def staff_case(state: str = "deciding", **changes: Any) -> dict[str, Any]:
    """The case that is open. As a decision it waits for somebody who has not reviewed it."""
    head = queued(2, state, light="yellow", reviewer=REVIEWER, due_on="2026-11-24")
    del head["gaps"]
    record = {
        **head, "verdict": "handed_over", "accepted_on": "2026-11-23", "statutory_on": "2026-12-21", "is_estimate": False,
        "told": [], "tellable": [{"code": "C1", "name": JUDGED[0]["name"], "reason": JUDGED[0]["reason"]}],
        "gaps": [{"material_zh": "激活凭证", "material_en": "Proof of activation", "due_on": "2026-12-07"}],
        "materials": ["M3"], "certificate": None, "reads": READS, "judged": JUDGED, "outputs": [], "opinions": ["OK"],
        "steps": ["deny", "extend", "grant", "send_back", "supply", "terminate"], "withheld": "mine",
    }  # fmt: skip
    return record | changes


def line(kind: str, what: str, minutes: int, **changes: Any) -> dict[str, Any]:
    record = {
        "at_ms": NOW_MS - minutes * MINUTE_MS, "kind": kind, "what": what, "by": None, "terminal": None,
        "source_zh": None, "source_en": None, "fields": [], "text": None, "codes": [], "detail": None,
    }  # fmt: skip
    return record | changes


def case_audit(**chain: Any) -> dict[str, Any]:
    """What happened so far."""
    source = {"source_zh": "人口库", "source_en": "Population register", "fields": [said("姓名", "Name")]}
    entries = [
        line("event", "open", 30, terminal="hall-1"),
        line("read", "DOWN", 30, terminal="hall-1", detail="statutory", **source),
        line("event", "submit", 29, detail="handed_over"),
        line("shown", "shown", 20, by="clerk01"),
        line("event", "accept", 19, by="clerk01", text="OK"),
        line("event", "conclude", 10, by=REVIEWER, text="OK"),
    ]
    whole = {"rows": 5, "is_whole": True, "broken": [], "head_seq": 120, "head": "ade78cc27bf4dd4a"}
    return {"entries": entries, "chain": whole | chain}


TRIED = {
    "subject": "t-seventy-nine", **NAME, "version": 3, "accepted_on": "2026-11-23", "verdict": "told_once",
    "sources": [
        {"source": "population", "zh": "人口库", "en": "Population register", "outcome": "OK", "ms": 180, "is_forced": False},
        {"source": "custody", "zh": "服刑人员库", "en": "Persons in custody", "outcome": "DOWN", "ms": 60, "is_forced": True},
    ],
    "reads": [{name: value for name, value in each.items() if name not in {"fetched_at_ms", "grade"}} for each in READS],
    "judged": JUDGED, "outputs": [], "faults": [], "paper": None,
    "notice": {
        "failing": [{"code": "C1", "name": JUDGED[0]["name"], "reason": said("您现年79周岁", "You are 79"),
                     "remedy": said("2027年3月18日起可以申请", "You may apply from 2027-03-18"), "gap": None}],
        "pending": [], "by_staff": None,
    },
}  # fmt: skip
TO_TRY = {
    "today": "2026-11-23",
    "people": [
        {"subject": "t-seventy-nine", "name": "L*", "birth": "1947-03-18", "zh": "七十九岁的邻居", "en": "her neighbour of 79"},
        {"subject": "p-1", "name": "W*", "birth": "1990-01-02", "zh": "", "en": ""},
    ],
    "matters": [{
        **NAME, "number": "31", "ask": [{"field": "form.phone", "zh": "联系电话", "en": "Telephone", "type": "text"}],
        "needs_promise": True,
        "sources": [{"source": each["source"], "zh": each["zh"], "en": each["en"]} for each in TRIED["sources"]],
    }],
}  # fmt: skip


def board() -> dict[str, Any]:
    """The switchboard: one source forced, one with an open breaker, one at rest."""

    def state(zh: str, en: str, **changes: Any) -> dict[str, Any]:
        record = {
            "zh": zh, "en": en, "median_ms": 180, "breaker": "closed", "failures": 0, "open_until_ms": None,
            "is_nightly": False, "is_resting": False,
        }  # fmt: skip
        return record | changes

    states = {
        "population": state("人口库", "Population register", breaker="open", failures=5, open_until_ms=NOW_MS + 20_000),
        "custody": state("服刑人员库", "Persons in custody"),
        "card_account": state("社保卡账户", "Account of the social card", is_nightly=True, is_resting=True),
    }
    recent = [
        {"at_ms": NOW_MS, "source": "population", "terminal": "hall-1", "matter": "elder_allowance", "outcome": "DOWN", "ms": 60}
    ]  # fmt: skip
    return {
        "latency_pct": 100, "sources": {"population": None, "custody": "DOWN", "card_account": None}, "now_ms": NOW_MS,
        "states": states, "recent": recent,
    }  # fmt: skip


def open_office(hall: FakeHall, person: dict[str, Any] = SESSION) -> None:
    """The back office with its queue and one case to open."""
    hall.page.set_viewport_size({"width": 1366, "height": 768})
    hall.rooms["cases"] = cases_room()
    hall.answers["GET", "/api/session"] = [(200, person)]
    hall.answers["GET", f"{CASES}/{ALIAS}"] = [(200, staff_case())]
    hall.answers["GET", f"{CASES}/{ALIAS}?revealed=true"] = [(200, staff_case(withheld="shown"))]
    hall.answers["GET", f"{CASES}/{ALIAS}/audit"] = [(200, case_audit())]
    hall.open("office", {"simulation": True}, speed=0)


def open_trial(hall: FakeHall) -> None:
    """Somebody to try, a matter, and what comes of it."""
    hall.page.set_viewport_size({"width": 1366, "height": 768})
    hall.answers["GET", "/api/session"] = [(200, SESSION)]
    hall.answers["GET", f"{TRIALS}?find="] = [(200, TO_TRY)]
    hall.answers["POST", TRIALS] = [(200, TRIED)]
    hall.open("trial", speed=0)


def scores(name: str = "", **others: object) -> dict[str, object]:
    """How well a group was told."""
    record: dict[str, object] = {
        "name": name, "people": 412, "left": 11, "cover_pct": 90.4, "raw_cover_pct": 84.1, "below_pct": 51.2, "rmse_min": 1.42,
        "mae_min": 0.95, "bias_min": -0.24, "pinball_50_min": 0.47, "pinball_90_min": 0.26, "ql_rmse_min": 2.28, "ql_bias_min": 0.91,
        "ratio": 0.623,
    }  # fmt: skip
    return record | others


def open_estimates(hall: FakeHall, report: dict[str, object] | None = None) -> None:
    """The page of the calibration, at a month that was corrected by two minutes."""
    hall.page.set_viewport_size({"width": 1366, "height": 768})
    hall.answers["GET", "/api/session"] = [(200, SESSION)]
    found = report or {
        "hall": "denggang", "now_ms": NOW_MS, "days": 30, "goal_pct": [87.0, 93.0], "shift_ms": 120_000, "applied_ms": 120_000,
        "counts": {"taken_futures": 600, "shown_futures": 2410, "taken_ql": 3}, "all": scores(),
        "lines": [scores("A"), scores("C", people=40, left=0, cover_pct=80.0)], "hours": [scores("09"), scores("10")],
        "line_names": {"A": {"name_zh": "综合", "name_en": "General"}, "C": {"name_zh": "公安户籍", "name_en": "Household"}},
        "reliability": [{"told_min": told, "true_min": told * 0.9 + 0.4, "people": 41} for told in range(1, 11)],
    }  # fmt: skip
    hall.answers["GET", "/api/halls/denggang/estimates"] = [(200, found)]
    hall.open("estimates", speed=0)


def open_board(hall: FakeHall) -> None:
    """The switchboard of a demo."""
    hall.page.set_viewport_size({"width": 1366, "height": 768})
    hall.answers["GET", "/sim/v1/sources"] = [(200, board())]
    hall.answers["POST", "/sim/v1/sources"] = [(200, board())]
    hall.open("switchboard", {"simulation_token": "token"}, speed=0)
