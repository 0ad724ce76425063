"""Cases for page tests: what the service says of one case, stage by stage, and what a matter offers before it is begun."""

from __future__ import annotations

from typing import Any

from tests.pages.fake_hall import NOW_MS, ORIGIN, matter_records, paper_record

MATTER = "elder_allowance"
ALIAS = "YX1123-0312"
NAME = {"name_zh": "高龄津贴申领", "name_en": "Elder allowance"}
SOURCES = (
    ("population", "人口库", "Population register", "statutory", "姓名、公民身份号码、出生日期、户籍地", "name, number, date of birth, registration"),
    ("allowances", "津贴补贴发放库", "Allowances paid", "consent", "在领津贴", "allowances received"),
    ("card_account", "社保卡账户", "Account of the social card", "consent", "账户状态、账号末四位", "state, last four digits"),
    ("credit", "失信名单", "Credit list", "statutory", "失信记录", "listings"),
)  # fmt: skip
OFFER = {
    "about_zh": "年满80周岁的本镇户籍老人，每月可领取高龄津贴。",
    "about_en": "Residents registered in this town may draw a monthly allowance from the age of 80.",
    "takes_s": 90,
    "is_automatic": True,
    "is_signed": True,
    "ask": [],
    "sources": [
        {"source": key, "zh": zh, "en": en, "basis": basis, "fields_zh": fields_zh, "fields_en": fields_en}
        for key, zh, en, basis, fields_zh, fields_en in SOURCES
    ],
}
FIELDS = (
    ("person.name", "姓名", "Name", "Chen *", "population", "2026-11-20"),
    ("person.number", "公民身份号码", "Identity number", "445299194611030021", "population", "2026-11-20"),
    ("person.birth", "出生日期", "Date of birth", "1946-11-03", "population", "2026-11-20"),
    ("card_account.tail", "社保卡银行账号末四位", "Last four digits of the account", "0312", "card_account", "2026-11-23"),
)  # fmt: skip
WORDS = {key: (zh, en) for key, zh, en, *_ in SOURCES}
ASKED = (
    {"field": "form.phone", "zh": "联系电话", "en": "Telephone", "type": "text"},
    {"field": "form.care_begins", "zh": "备案开始日期", "en": "Filing begins on", "type": "date"},
    {"field": "form.scope_items", "zh": "经营范围", "en": "Scope of business", "type": "texts", "options": [
        {"value": "水果零售", "zh": "水果零售", "en": "Fruit"}, {"value": "服装零售", "zh": "服装零售", "en": "Clothing"},
        {"value": "理发服务", "zh": "理发服务", "en": "Hairdressing"}]},
    {"field": "form.shop_address", "zh": "申报经营场所", "en": "Place of business applied for", "type": "text", "begins": [
        {"value": f"仿真区示例镇{name}", "zh": name, "en": f"Shimou{'cun' * (name[-1] == '村')} {name}"}
        for name in ("示中居", "示桥居", *(f"示{each}村" for each in "东西南北溪湖田林山洋港园坑围寮埔"))]},
    {"field": "form.promise", "zh": "是否签署承诺", "en": "Promise signed", "type": "flag"},
)  # fmt: skip
CERTIFICATE = {
    "number": "1.2.156.3005.2.11445299EM00000108931.11445299EM00000108.202611230312.001.X", "name_zh": "高龄津贴审核通过告知书",
    "name_en": "Notice that the elder allowance is granted", "rows": [
        {"label": "周岁", "label_en": "Age", "value": "80", "value_en": "80"},
        {"label": "月标准", "label_en": "Monthly", "value": "50元", "value_en": "50 yuan"},
        {"label": "发放账户", "label_en": "Paid to", "value": "尾号0312", "value_en": "account ending in 0312"}],
    "issued_on": "2026-11-23", "valid_until": "2027-02-21", "is_revoked": False, "verify_url": f"{ORIGIN}/verify#{'Ab3_'*55}",
}  # fmt: skip
TOO_YOUNG = {
    "code": "C1", "name": {"zh": "年满80周岁", "en": "Aged 80 or more"},
    "reason": {"zh": "您现年79周岁，未满80周岁", "en": "You are 79 years old, not yet 80"},
    "remedy": {"zh": "2027-02-14起可以申请", "en": "You may apply from 2027-02-14"}, "gap": None,
}  # fmt: skip
ELSEWHERE = {
    "code": "C2", "name": {"zh": "本镇户籍", "en": "Registered in this town"},
    "reason": {"zh": "您的户籍不在本镇", "en": "Your household is not registered in this town"},
    "remedy": {"zh": "请向户籍所在地的镇街申请", "en": "Please apply in the town where your household is registered"},
    "gap": None,
}  # fmt: skip
NO_ACCOUNT = {
    "code": "C4", "name": {"zh": "社保卡金融账户已激活", "en": "Account of the social card is active"},
    "reason": {"zh": "您的社保卡金融账户尚未激活", "en": "The account of your social card is not active yet"},
    "remedy": {"zh": "可在社保卡自助发卡机上激活，激活后再来", "en": "You can activate it at the card machine and come back"}, "gap": "M3",
}  # fmt: skip
GAP = {
    "material_zh": "社保卡金融账户激活凭证",
    "material_en": "Proof that the account of the social card is active",
    "due_on": "2026-12-07",
}


def case_matters() -> dict[str, Any]:
    """The tiles, and whoever is there may begin; what one of them fetches is told in full."""
    records = matter_records()
    return {key: record | ({"case": OFFER} if key == MATTER else {}) for key, record in records.items()}


def source_states(**states: str) -> list[dict[str, Any]]:
    """The sources; every one has answered but for those named."""
    return [
        {"source": key, "zh": zh, "en": en, "state": (state := states.get(key, "ok")), "ms": None if state == "waiting" else 420}
        for key, (zh, en) in WORDS.items()
    ]  # fmt: skip


def fetched_fields() -> list[dict[str, Any]]:
    return [
        {"field": key, "zh": zh, "en": en, "value": value, "value_en": value, "source_zh": WORDS[source][0], "source_en": WORDS[source][1],
         "as_of": as_of, "is_locked": True, "state": "ok"}
        for key, zh, en, value, source, as_of in FIELDS
    ]  # fmt: skip


def case_record(stage: str, **changes: Any) -> dict[str, Any]:
    """The case in one stage."""
    record = {
        "alias": ALIAS, "matter": MATTER, **NAME, "stage": stage, "owner": None, "ticket": None,
        "sources": source_states(), "fields": [], "ask": [], "needs_signature": True, "needs_promise": False, "may_have_gaps": True,
        "notice": None, "gaps": [], "certificate": None, "paper": None, "begins_on": None, "due_on": None, "is_estimate": False, "is_rated": False,
    }  # fmt: skip
    return record | changes


def case_room(stage: str, **changes: Any) -> dict[str, Any]:
    """The room's collection with this case."""
    record = case_record(stage, **changes)
    return {record["alias"]: record}


def case_paper(**changes: Any) -> dict[str, Any]:
    """The one paper of the case."""
    return paper_record(**changes)["P0001"]


def told(*failing: dict[str, Any], **changes: Any) -> dict[str, Any]:
    notice = {"failing": list(failing), "pending": [], "by_staff": None}
    return case_room("told_once", notice=notice, due_on="2026-12-14", **changes)


def look(minutes: int, **changes: Any) -> dict[str, Any]:
    """Somebody has looked at the data of whoever is there."""
    record = {
        "at_ms": NOW_MS - minutes * 60_000, "who_zh": "大厅 1 号机", "who_en": "Hall kiosk 1", "terminal": "hall-1", "matter": MATTER,
        "matter_zh": NAME["name_zh"], "matter_en": NAME["name_en"], "source": "population", "source_zh": "人口库",
        "source_en": "Population register", "fields": ["person.name"], "fields_zh": "姓名、公民身份号码、出生日期、户籍地",
        "fields_en": "name, number, date of birth, registration", "why": "", "ground": "statutory", "was_let": True,
    }  # fmt: skip
    return record | changes


BY_STAFF: dict[str, Any] = {
    "who_zh": "clerk01", "who_en": "clerk01", "terminal": "", "source": "", "source_zh": "", "source_en": "", "fields": [], "fields_zh": "",
    "fields_en": "", "why": ALIAS,
}  # fmt: skip
LOOKS = [
    look(2, ground="staff_revealed", **BY_STAFF),
    look(5, ground="staff", **BY_STAFF),
    look(9),
    look(9, source="allowances", source_zh="津贴补贴发放库", source_en="Allowances paid", ground="consent",
         fields_zh="在领津贴", fields_en="allowances received"),
    look(90, ground="none", was_let=False),
]  # fmt: skip
