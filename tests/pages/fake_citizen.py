"""Whom the clerk's counter has called, for page tests (窗口办理人): somebody of whom much is on record."""

from __future__ import annotations

from typing import Any

from tests.pages.fake_hall import NOW_MS

HERE = "/api/halls/denggang/counters/4"
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def material(key: str, zh: str, en: str, state: str, **changes: Any) -> dict[str, Any]:
    """One material of a matter."""
    record = {
        "material": key, "name_zh": zh, "name_en": en, "is_required": True, "may_follow": False, "state": state,
        "source_zh": None, "source_en": None, "due_on": None,
    }  # fmt: skip
    return record | changes


ALLOWANCE = {"matter": "elder_allowance", "name_zh": "高龄津贴申领", "name_en": "Elder allowance"}
CARD = material("M1", "居民身份证", "Identity card", "bring")
CASE: dict[str, Any] = ALLOWANCE | {
    "alias": "261123-0001", "case": "1" * 43, "state": "submitted", "owner": "counter", "opened_at_ms": NOW_MS - HOUR_MS,
    "due": "accept", "due_on": "2026-11-30", "verdict": "handed_over", "clerk": None, "is_of_ticket": True,
    "is_mine": False, "can_take_up": True, "told": None,
    "failing": [
        {
            "code": "C4", "name": {"zh": "社保卡金融账户已激活", "en": "Account of the social card is active"},
            "reason": {"zh": "社保卡金融账户尚未激活", "en": "The account of the social card is not active yet"},
            "remedy": {"zh": "到银行激活", "en": "Have a bank activate it"}, "gap": "M3",
        }
    ],
    "pending": [
        {
            "code": "C2", "name": {"zh": "本镇户籍", "en": "Registered in this town"},
            "reason": {"zh": "人口库没有答复", "en": "The population register did not answer"},
            "remedy": {"zh": "由工作人员核实", "en": "Staff will check"}, "gap": None,
        }
    ],
    "by_staff": {"zh": "本事项需由工作人员办理。", "en": "A member of staff has to handle this matter."},
    "materials": [
        CARD,
        material("M2", "居民户口簿", "Household register", "pending", source_zh="人口库", source_en="Population register"),
        material("M3", "社保卡金融账户激活凭证", "Proof that the account of the social card is active", "missing",
                 may_follow=True),
        material("M4", "近期免冠相片", "Recent photograph", "read", source_zh="人口照片库", source_en="Photographs",
                 is_required=False),
    ],
}  # fmt: skip
LEFT = CASE | {
    "alias": "261123-0002", "matter": "licence_copy", "name_zh": "个体工商户营业执照遗失补领或者更换（含变更经营场所）",
    "name_en": "Replacement of a lost or damaged business licence of a sole trader, with a change of premises",
    "state": "draft", "owner": "applicant", "due": "decide", "due_on": None, "verdict": None, "is_of_ticket": False,
    "failing": [], "pending": [], "by_staff": None, "materials": [CARD],
}  # fmt: skip
SOMEBODY: dict[str, Any] = {
    "ticket": "A041", "is_known": True, "note": "缺一份复印件，请先核对原件后再收",
    "matters": [ALLOWANCE | {"materials": [CARD]}], "cases": [CASE, LEFT],
}  # fmt: skip


def taken_up() -> dict[str, Any]:
    """The same once this clerk has taken the first case up."""
    return SOMEBODY | {"cases": [CASE | {"clerk": "clerk04", "is_mine": True}, LEFT]}


def history() -> dict[str, Any]:
    """Ten of everything, with long names."""
    states = ("finished", "no_show", "abandoned", "expired")
    tickets = [
        {
            "ticket": f"A{n:03}", "day": f"2026-11-{n:02}", "taken_at_ms": NOW_MS - n * DAY_MS, "state": states[n % 4],
            "line_name_zh": "综合", "line_name_en": "General", "counter_name_zh": "4 号窗口 公安户籍",
            "counter_name_en": "Counter 4, Household register",
        }
        for n in range(1, 11)
    ]  # fmt: skip
    cases = [
        {name: LEFT[name] for name in ("case", "matter", "name_zh", "name_en", "owner")}
        | {"alias": f"26111{n}-0001", "state": "closed", "opened_at_ms": NOW_MS - n * DAY_MS, "ended_at_ms": NOW_MS}
        for n in range(10)
    ]
    bookings = [
        {
            "booking": f"Y{n:04}", "slot_at_ms": NOW_MS - n * DAY_MS, "state": "missed" if n % 2 else "used",
            "name_zh": "窗口办理", "name_en": "At a counter",
        }
        for n in range(1, 11)
    ]  # fmt: skip
    counts = {"no_shows": 2, "missed": 1, "has_more": True}
    return {"ticket": "A041", "tickets": tickets, "cases": cases, "bookings": bookings, **counts}
