"""A hall for page tests: the real modules in a real browser, no service behind them.

The browser's requests are answered here, and socket.io-client is a stand-in that a test moves by
hand, so that lost replies, gaps and closing doors happen exactly when the test says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, Route

from tests.flows.browser import EXPECT_LIMIT_MS

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "static"
ORIGIN = "http://hall.test"
TOKEN = "0123456789abcdef0123456789abcdef"
NOW_MS = 1795398600000
"""Monday 2026-11-23, 09:50 in the hall."""
NOON_MS = 1795406400000
TWO_THIRTY_PM_MS = 1795415400000

MEDIA = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".json": "application/json"}
IMPORTS = {
    "preact": "/static/vendor/preact.js",
    "preact/hooks": "/static/vendor/preact-hooks.js",
    "@preact/signals-core": "/static/vendor/signals-core.js",
    "@preact/signals": "/static/vendor/signals.js",
    "htm": "/static/vendor/htm.js",
    "socket.io-client": "/fake_socket.js",
    "uplot": "/static/vendor/uplot.js",
}
CSP = (
    "default-src 'self'; script-src 'self' 'nonce-test'; style-src 'self'; connect-src 'self' ws: wss:; "
    "img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'"
)

CLASSES = (
    ("general", "A", "综合", "General"),
    ("social", "B", "社保医保", "Social security"),
    ("household", "C", "公安户籍", "Household register"),
    ("business", "D", "市监税务", "Business and tax"),
)
KINDS = (("ordinary", "", 14, 35), ("special", "-special", 1, 5), ("appointment", "-appointment", 0, 0))


ORDINARY = {
    "kind": "ordinary", "kind_name_zh": "普通", "kind_name_en": "Ordinary", "chosen_by": "holder", "ground": None,
}  # fmt: skip


def kind_records() -> dict[str, Any]:
    """Three kinds: anybody's, one of age and of what a clerk sees, and appointments."""
    rows = (
        ("special", "优待", "Preferential", ["disabled", "age_70"], False),
        ("appointment", "预约", "Booked", [], True),
        ("ordinary", "普通", "Ordinary", [], False),
    )
    return {
        key: {
            "key": key, "name_zh": zh, "name_en": en, "rank": rank, "credit_ms": 1_200_000 if grounds else 0,
            "grounds": grounds, "takes_slot": takes_slot, "is_plain": key == "ordinary",
        }
        for rank, (key, zh, en, grounds, takes_slot) in enumerate(rows)
    }  # fmt: skip


def hall_room() -> dict[str, Any]:
    """The room `hall` on an ordinary morning; household has no counter open."""
    lines = {
        f"{prefix}{suffix}": {
            "key": f"{prefix}{suffix}", "matter_class": key, "kind": kind, "prefix": prefix,
            "name_zh": zh, "name_en": en, "waiting": waiting, "staffed": key != "household",
            "estimate_min": None if key == "household" else minutes,
            "estimate_most_min": None if key == "household" else 2 * minutes, "target_ms": 900_000,
        }
        for key, prefix, zh, en in CLASSES
        for kind, suffix, waiting, minutes in KINDS
    }  # fmt: skip
    states = ("closed", "idle", "calling", "serving", "paused", "serving")
    counters = {
        str(number): {
            "key": str(number), "name_zh": f"{number} 号窗口 综合", "name_en": f"Counter {number}, General",
            "state": state, "ticket": None, "serves": [list(lines)[min(9, (number // 2) * 3)]],
        }
        for number, state in enumerate(states, start=1)
    }  # fmt: skip
    calls = {
        f"A04{number}": {
            "ticket": f"A04{number}", "counter": str(number), "counter_name_zh": f"{number} 号窗口 综合",
            "counter_name_en": f"Counter {number}, General", "line_name_zh": "综合", "line_name_en": "General",
            "called_at_ms": NOW_MS - number * 60_000, "call": 1, "state": "calling" if number == 3 else "answered",
        }
        for number in (2, 3, 6)
    }  # fmt: skip
    return {"hall": hall_record(), "kinds": kind_records(), "lines": lines, "counters": counters, "calls": calls}


def hall_record(**changes: Any) -> dict[str, Any]:
    """The one record of the collection `hall`."""
    record = {
        "key": "denggang", "name_zh": "登岗镇政务服务中心", "name_en": "Denggang Township Government Service Centre",
        "day": "2026-11-23", "door": "open", "opens_at_ms": None, "closes_at_ms": NOON_MS, "staffed": True,
        "calling": "manual", "has_opened": True,
    }  # fmt: skip
    return {"hall": record | changes}


def ticket_record(**changes: Any) -> dict[str, Any]:
    """The one record of a ticket's room."""
    record = {
        "ticket": "A044", "line": "A", "line_name_zh": "综合", "line_name_en": "General", **ORDINARY,
        "can_decline": False, "state": "waiting", "ahead": 3, "estimate_min": 12, "estimate_most_min": 20, "staffed": True, "counter": None, "counter_name_zh": None,
        "counter_name_en": None, "taken_at_ms": NOW_MS, "called_at_ms": None, "call": 0, "can_cancel": True,
        "returns_until_ms": None, "park_reason": None, "matters_open": 0, "is_remote": False,
        "notices": 0, "rating": "none", "grade": None, "rate_until_ms": None,
    }  # fmt: skip
    return {"ticket": record | changes}


TERMINAL_ROOM = "terminal:hall-1"
SESSION_ID = "s-1"
AGENT = {
    "kind": "legal_person", "name_zh": "张*", "name_en": "Z*", "for_zh": "揭阳市登岗五金制品有限公司",
    "for_en": "Jieyang Denggang Hardware Co., Ltd", "has_phone": True, "wards": [],
}  # fmt: skip
CITIZEN = {
    "kind": "citizen",
    "name_zh": "陈*",
    "name_en": "C*",
    "for_zh": None,
    "for_en": None,
    "has_phone": True,
    "wards": [],
}
CHILD = {"id": "w-1", "name_zh": "许*七", "name_en": "Xu *"}
PARENT = {
    "kind": "citizen",
    "name_zh": "许*六",
    "name_en": "Xu *",
    "for_zh": None,
    "for_en": None,
    "has_phone": True,
    "wards": [CHILD],
}


def terminal_room(**changes: Any) -> dict[str, Any]:
    """The room of a terminal nobody stands at. changes: of the terminal's own record."""
    record = {
        "key": "hall-1", "name_zh": "大厅 1 号机", "name_en": "Hall kiosk 1", "state": "inService",
        "working": ["guide", "take_ticket", "log_in", "print_slip", "print_certificate"], "simulation": True,
        "profile": "yuezhizhu", "zone": "hall", "zone_zh": "大厅", "zone_en": "Hall", "place_zh": "一楼大厅",
        "place_en": "main hall, ground floor", "is_open": True, "opens_at_ms": None, "closes_at_ms": None,
        "front_end": "page", "follows_hall": True, "gives_tickets": True,
        "ways": {"code": True, "id_card": True, "face": True}, "is_online": True, "sign_pad": "screen",
        "nearest_name_zh": "大厅 2 号机", "nearest_name_en": "Hall kiosk 2", "nearest_zone_zh": None,
        "nearest_zone_en": None, "nearest_metres": 2, "nearest_is_free": True, "is_door_shut": False,
        "door_opens_at_ms": None,
    }  # fmt: skip
    return {
        "terminal": {"hall-1": record | changes},
        "session": {},
        "notice": {},
        "matters": {},
        "case": {},
    }


AID, MEDICAL, POLICE = ("民", "aid", "民政残联", "Civil affairs"), ("医", "medical", "医保", "Medical insurance"), ("公", "police", "公安户籍", "Household and police")  # fmt: skip
SOCIAL, BUSINESS = ("社", "social", "人社", "Social insurance"), ("商", "business", "市场监管", "Business")
MATTERS = (
    ("insurance_proof", "13", "社保|参保证明", "Proof of social insurance", SOCIAL, 90),
    ("pension_certification", "20", "待遇资格|认证", "Pension certification", SOCIAL, 85),
    ("medical_enrolment", "24", "城乡居民|医保参保", "Joining residents' medical insurance", MEDICAL, 80),
    ("no_offence_proof", "02", "无犯罪|记录证明", "Proof of no criminal record", POLICE, 75),
    ("care_elsewhere", "25", "异地就医|备案", "Filing for care in another province", MEDICAL, 70),
    ("elder_allowance", "31", "高龄津贴|申领", "Elder allowance", AID, 70),
    ("residence_renewal", "04", "居住证|签注", "Endorsing a residence permit", POLICE, 65),
    ("disability_support", "", "扶残助困|一件事", "Support for people with disabilities", AID, 60),
    ("household_record", "01", "户籍信息|查询", "Household record", POLICE, 60),
    ("living_subsidy", "32", "残疾人|生活补贴", "Living subsidy for people with disabilities", AID, 60),
    ("care_subsidy", "33", "残疾人|护理补贴", "Care subsidy for severe disabilities", AID, 60),
    ("shop_opening", "43", "个体户|设立登记", "Opening a shop as a sole trader", BUSINESS, 60),
    ("licence_copy", "46", "营业执照|打印", "Printing an electronic business licence", BUSINESS, 60),
    ("disability_renewal", "37", "残疾人证|换领", "Renewing a disability certificate", AID, 55),
    ("low_income_support", "34", "最低生活|保障申请", "Applying for basic assistance", AID, 50),
)
"""The catalogue as a terminal in the hall has it, the most wanted first."""
CLASS_OF = {"social": "social", "medical": "social", "police": "household", "business": "business"}
COUNTER_ONLY = "low_income_support"
MEMBERS = {"disability_support": ["disability_renewal", "living_subsidy", "care_subsidy"]}
OFFER = {
    "about_zh": "打印您的社会保险参保证明，当场可取。",
    "about_en": "Prints a proof that you are insured, to take away at once.",
    "takes_s": 50, "is_automatic": True, "is_signed": False, "ask": [],
    "sources": [
        {"source": "population", "zh": "人口库", "en": "Population register", "basis": "statutory",
         "fields_zh": "姓名、公民身份号码", "fields_en": "name, number"},
    ],
}  # fmt: skip
BROKEN = (
    "broken",
    "本机的证照打印机暂时不能用",
    "Out of use at this terminal: document printer",
    "证照打印机停用",
    "Document printer out of use",
)
AT_A_COUNTER = ("counter_only", "本事项要到窗口办理", "This matter is done at a counter", "窗口办理", "At a counter")


def matter_records(ways: list[list[str]] | None = None, **broken: str) -> dict[str, Any]:
    """Every matter. ways: what more to show for each. broken: matter -> the code of what is in the way."""
    records = {}
    for key, number, zh, en, (sign, group, group_zh, group_en), priority in MATTERS:
        never = key == COUNTER_ONLY
        reason, reason_zh, reason_en, short_zh, short_en = (
            BROKEN if key in broken else AT_A_COUNTER if never else (None,) * 5
        )
        place = not never
        records[key] = {
            "key": key, "number": number, "name_zh": zh, "name_en": en, "sign": sign, "group": group,
            "group_zh": group_zh, "group_en": group_en, "priority": priority, "matter_class": CLASS_OF.get(group, "general"),
            "at_counters": key not in MEMBERS, "members": MEMBERS.get(key, []), "level": 3, "works": reason is None, "is_tile": not never,
            "reason": reason, "reason_zh": reason_zh, "reason_en": reason_en,
            "short_zh": short_zh, "short_en": short_en, "why": broken.get(key, reason),
            "screen": None if reason is None else "not_here" if never else "not_now",
            "elsewhere_name_zh": "大厅 2 号机" if place else None,
            "elsewhere_name_en": "Hall kiosk 2" if place else None, "elsewhere_zone_zh": None,
            "elsewhere_zone_en": None, "elsewhere_metres": 2 if place else None,
            "elsewhere_is_free": True if place else None, "ways": [[]] if ways is None else ways,
            "full_ways": [[]] if ways is None else ways, "case": OFFER,
        }  # fmt: skip
    return records


def paper_record(**changes: Any) -> dict[str, Any]:
    """A paper that is being printed."""
    record = {
        "paper": "P0001", "matter": "case:YX1123-0312", "terminal": "hall-1", "is_here": True, "state": "ordered",
        "ordered_at_ms": NOW_MS, "cause": None, "screen": None, "can_again": False,
    }  # fmt: skip
    return {"P0001": record | changes}


def notice_record(code: str, screen: str, *, is_full: bool = True) -> dict[str, Any]:
    """Why the last try did not work."""
    record = {"id": "n1", "code": code, "at_ms": NOW_MS, "device": None, "screen": screen, "is_full": is_full}
    return {"n1": record}


def session_record(**changes: Any) -> dict[str, Any]:
    """A visit that has just begun."""
    record = {
        "id": SESSION_ID, "state": "active", "is_elder": False, "hold": None, "due_at_ms": NOW_MS + 90_000,
        "has_card": False, "level": 0, "proofs": [], "signed": [], "signing": None, "holder": None, "offer": None,
    }  # fmt: skip
    return {SESSION_ID: record | changes}


SLIP = {
    "ticket": "A044", "line": "A", **ORDINARY, "taken_at_ms": NOW_MS, "ahead": 14, "estimate_min": 35, "estimate_most_min": 50,
    "staffed": True, "token": TOKEN, "url": f"{ORIGIN}/t/{TOKEN}", "seq": 11,
}  # fmt: skip

KIOSK = {
    "device": "hall-1", "role": "kiosk", "hall": "denggang",
    "name_zh": "24 小时区 4 号机", "name_en": "24-hour zone kiosk 4",
}  # fmt: skip
BOARD = {
    "device": "board-1", "role": "board", "hall": "denggang", "name_zh": "大厅叫号屏", "name_en": "Hall board",
}  # fmt: skip
UNKNOWN = {"ticket": "A041", "is_known": False, "note": None, "matters": [], "cases": []}
"""What a counter is told of a ticket of nobody known."""
OWN_BOOT: dict[str, dict[str, Any]] = {
    "kiosk": {"terminal": "hall-1", "device": KIOSK},
    "board": {"device": BOARD},
    "phone": {"token": TOKEN},
    "start": {
        "halls": [
            {
                "key": "denggang",
                "name_zh": "登岗镇政务服务中心",
                "name_en": "Denggang Township Government Service Centre",
            }
        ],
        "terminals": [{"key": "hall-1", "name_zh": "大厅 1 号机", "name_en": "Hall kiosk 1"}],
        "simulation": True,
        "accounts": [{"account": "clerk01", "password": "clerk01-demo", "role": "clerk"}],
    },
}
"""What the service tells a page beside what all get."""

COUNTED_JS = """
const real = window.fetch;
window.fetch = (asked, ...more) => {
  if (new URL(asked.url ?? asked, location.href).pathname.startsWith("/api/")) fakeBegun();
  return real(asked, ...more);
};
"""
Answer = tuple[int, Any]


def problem(status: int, code: str) -> Answer:
    """An answer of the one error shape."""
    return status, {"error": {"code": code, "text": {"zh": "不行", "en": "No"}, "params": {}}}


@dataclass
class FakeHall:
    """Answers one page. answers: (method, path) -> answers one after the other, the last for ever; None: no reply."""

    page: Page
    rooms: dict[str, Any] = field(default_factory=lambda: {"hall": hall_room()})
    answers: dict[tuple[str, str], list[Answer | None]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    begun: int = 0
    """Requests that the page has begun; each arrives a moment later."""

    def __post_init__(self) -> None:
        self.answers = {
            ("GET", "/healthz"): [(200, {"status": "ok"})],
            ("POST", "/api/devices/pair"): [(200, KIOSK)],
            ("GET", "/api/halls/denggang/counters/4/ticket"): [(200, UNKNOWN)],
            ("POST", "/api/halls/denggang/tickets?device=hall-1"): [(201, SLIP)],
            ("POST", "/api/terminals/hall-1/prints"): [(200, {"state": "printed"})],
            **{
                ("POST", f"/api/terminals/hall-1/session{part}?device=hall-1"): [answer]
                for part, answer in (
                    ("", (201, {"session": SESSION_ID})), ("/touch", (200, {})), ("/mode", (200, {})),
                    ("/end", (200, {})), ("/code", (202, {})), ("/picture", (202, {})), ("/face", (202, {})),
                    ("/principal", (200, {})), ("/helper", (200, {})), ("/signature", (202, {})),
                    ("/signature/strokes", (202, {})), ("/signature/tap", (200, {})), ("/signature/leave", (202, {})),
                )
            },
            ("POST", "/api/terminals/hall-1/notes?device=hall-1"): [(201, {"note": "N0001"})],
            ("POST", f"/api/tickets/{TOKEN}/cancel"): [(200, ticket_record(state="abandoned")["ticket"])],
        }  # fmt: skip
        self.page.route("**/*", self._answer)
        self.page.expose_function("fakeBegun", self._begin)
        self.page.add_init_script(COUNTED_JS)

    def open(self, page_name: str, boot: dict[str, Any] | None = None, *, query: str = "", speed: float = 1) -> None:
        """Open a page and wait until it is drawn. speed: of the hall's clock; 0: it stands."""
        own = OWN_BOOT.get(page_name, {})
        self.shell = shell(page_name, {"page": page_name, "hall": "denggang", "demo": True, **own, **(boot or {})})
        rooms = f"window.fakeRooms = {json.dumps(self.rooms)}; window.fakeNowMs = {NOW_MS}; window.fakeSpeed = {speed};"
        self.page.add_init_script(rooms)
        self.page.goto(f"{ORIGIN}/page{query}")
        self.page.locator("html[data-ready]").wait_for()

    def push(self, room: str, changes: dict[str, Any], **stamps: int) -> None:
        """A patch from the service."""
        self.page.evaluate("([room, changes, stamps]) => fakeHall.push(room, changes, stamps)", [room, changes, stamps])

    def sent(self, method: str, path: str, least: int = 0) -> list[Request]:
        """The requests for this path, with those that the page has begun and that are still under way.

        least: waits for so many; some are begun only when another has been answered.
        """
        # Nothing that the page has told before this is behind it.
        self.page.evaluate("0")
        patience = EXPECT_LIMIT_MS
        while self._under_way() or len(found := self._asked(method, path)) < least:
            self.page.wait_for_timeout(1)
            patience -= 1
            assert patience > 0, f"{method} {path}: fewer than {least}, or one that was begun never came"
        return found

    def _under_way(self) -> bool:
        return sum("/api/" in one.url and one.resource_type == "fetch" for one in self.requests) < self.begun

    def _asked(self, method: str, path: str) -> list[Request]:
        return [one for one in self.requests if one.method == method and one.url == ORIGIN + path]

    def _begin(self) -> None:
        self.begun += 1

    def _answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN).partition("?lang")[0]
        if not request.url.startswith(ORIGIN):
            raise AssertionError(f"a request left our origin: {request.url}")
        if path == "/page":
            route.fulfill(content_type="text/html", body=self.shell, headers={"Content-Security-Policy": CSP})
        elif path == "/fake_socket.js":
            route.fulfill(content_type="text/javascript", body=(HERE / "fake_socket.js").read_text(encoding="utf-8"))
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(content_type=MEDIA[file.suffix], body=file.read_bytes())
        else:
            self._answer_api(route, request, path)

    def _answer_api(self, route: Route, request: Request, path: str) -> None:
        self.requests.append(request)
        planned = self.answers.get((request.method, path), [problem(404, "not_found")])
        answer = planned.pop(0) if len(planned) > 1 else planned[0]
        if answer is None:
            route.abort("connectionreset")
        else:
            route.fulfill(status=answer[0], content_type="application/json", body=json.dumps(answer[1]))


def shell(page_name: str, boot: dict[str, Any]) -> str:
    """A page as the service would write it, but for the fonts: they come when somebody measures (`layout_faults`)."""
    sheets = ("css/tokens.css", "css/base.css", f"css/{page_name}.css")
    links = "".join(f'<link rel="stylesheet" href="/static/{sheet}">' for sheet in sheets)
    return (
        f'<!doctype html><html lang="zh-CN" data-page="{page_name}"><head><meta charset="utf-8"><title>.</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">{links}'
        f'<script type="importmap" nonce="test">{json.dumps({"imports": IMPORTS})}</script>'
        f'<script type="application/json" id="boot">{json.dumps(boot)}</script>'
        f'<script type="module" src="/static/{page_name}/main.js"></script></head><body><div id="app"></div></body></html>'
    )
