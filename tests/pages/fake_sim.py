"""The automation API for page tests (仿真接口): the real one over a real rack, without a service around it.

Time passes only when the page or the test lets it. What the devices say is pushed into the page's room, as the service does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Route

from devices.edge.automation import ROOT, Automation
from devices.edge.desk_time import DeskTime
from devices.edge.rack import Rack
from devices.models import MODELS
from devices.profiles import PROFILES, Part, Profile
from kiosk.identity.masking import mask_name
from kiosk.identity.personas import PERSONAS
from kiosk.live.drawer_views import COLLECTIONS
from kiosk.live.phones import carried
from kiosk.live.visitor import DefaultVisitor
from kiosk.web.problems import problem_record
from tests.pages.fake_hall import NOW_MS, ORIGIN, FakeHall

TOKEN = "a-token-of-the-test"
ROOM = "devices:hall-1"
EVERYTHING = Profile(
    zh="样样齐全的终端",
    en="a terminal with everything",
    parts={kind: Part(kind=kind) for kind in MODELS},
    services=PROFILES["yuezhizhu"].services,
)
"""One device of each kind, named by its kind."""
BOOT = {
    "terminal": "hall-1",
    "terminals": [
        {"key": "hall-1", "name_zh": "大厅 1 号机", "name_en": "Hall kiosk 1"},
        {"key": "hall-2", "name_zh": "大厅 2 号机", "name_en": "Hall kiosk 2"},
    ],
    "simulation_token": TOKEN,
}


def _moved(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Records that are new or other than before, and None for those that are gone."""
    return {key: record for key, record in now.items() if before.get(key) != record} | dict.fromkeys(
        before.keys() - now
    )


def people() -> list[dict[str, Any]]:
    """Every persona, with the codes that an insured person without a company has."""
    records = [
        {
            "key": each.key, "name_zh": mask_name(each.name), "name_en": f"{each.family} *", "what_zh": each.zh,
            "what_en": each.en, "has_phone": each.phone is not None,
            "kinds": [] if each.phone is None else ["citizen", "medical"], "for_zh": None, "for_en": None,
        }
        for each in PERSONAS
    ]  # fmt: skip
    return carried(records, {each.key: each for each in PERSONAS})


@dataclass
class FakeSim:
    """Answers a page's requests under the API's prefix. bodies: of what was changed, in order: (method, path, body)."""

    hall: FakeHall
    rack: Rack = field(default_factory=lambda: Rack(1, b"k", NOW_MS, kept_outputs=20))
    bodies: list[tuple[str, str, Any]] = field(default_factory=list)

    speed = DeskTime.speed
    is_frozen = DeskTime.is_frozen

    def __post_init__(self) -> None:
        self.rack.add("hall-1", EVERYTHING)
        self._visitor = DefaultVisitor(self.rack)
        self.rack.listeners.append(self._visitor.hear)
        self._api = Automation(self.rack, decode=lambda picture, faults: None, people=people, visitor=self._visitor)
        self.hall.rooms[ROOM] = self._records()
        self.hall.page.route(f"{ORIGIN}{ROOT}/**", self._answer)

    def read(self, device: str, op: str = "read", **args: object) -> str:
        """A host begins an operation, as an attendant does."""
        op_id = self.rack.begin("hall-1", device, op, args)
        self.push()
        return op_id

    def push(self) -> None:
        """What is other than before goes to the page."""
        before, now = self.hall.rooms[ROOM], self._records()
        self.hall.rooms[ROOM] = now
        changes = {name: found for name in now if (found := _moved(before[name], now[name]))}
        if changes:
            self.hall.page.evaluate("(now_ms) => { fakeHall.now_ms = now_ms; }", self.rack.now_ms)
            self.hall.push(ROOM, changes)

    def _records(self) -> dict[str, dict[str, Any]]:
        records = {name: make(self.rack, self._visitor, self, "hall-1") for name, make in COLLECTIONS.items()}
        made: dict[str, dict[str, Any]] = json.loads(json.dumps(records))
        return made

    def _answer(self, route: Route) -> None:
        request = route.request
        address = urlsplit(request.url)
        path = address.path.removeprefix(f"{ROOT}/")
        body = json.loads(request.post_data) if request.post_data else None
        if request.method != "GET":
            self.bodies.append((request.method, path, body))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            status, value = 401, problem_record("not_signed_in", {})
        else:
            status, value = self._api.answer(request.method, path, dict(parse_qsl(address.query)), body)
        error = value.get("error") if isinstance(value, dict) else None
        if error is not None and "text" not in error:
            value = problem_record(error["code"], error["params"])
        if request.method != "GET":
            self.push()
        route.fulfill(status=status, content_type="application/json", body="" if value is None else json.dumps(value))
