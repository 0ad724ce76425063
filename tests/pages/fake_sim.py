"""The automation API for page tests (仿真接口): the real one over a real rack, without a service around it.

Time passes only when the page or the test lets it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, Route

from devices.edge.automation import ROOT, Automation
from devices.edge.rack import Rack
from devices.models import MODELS
from devices.profiles import PROFILES, Part, Profile
from kiosk.identity.masking import mask_name
from kiosk.identity.personas import PERSONAS
from kiosk.live.phones import carried
from kiosk.web.problems import problem_record
from tests.pages.fake_hall import NOW_MS, ORIGIN

TOKEN = "a-token-of-the-test"
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
    return carried(records)


@dataclass
class FakeSim:
    """Answers a page's requests under the API's prefix. bodies: of what was changed, in order: (method, path, body)."""

    page: Page
    rack: Rack = field(default_factory=lambda: Rack(1, b"k", NOW_MS, kept_outputs=20))
    bodies: list[tuple[str, str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rack.add("hall-1", EVERYTHING)
        self._api = Automation(self.rack, decode=lambda picture, faults: None, people=people)
        self.page.route(f"{ORIGIN}{ROOT}/**", self._answer)

    def read(self, device: str, op: str = "read", **args: object) -> str:
        """A host begins an operation, as an attendant does."""
        return self.rack.begin("hall-1", device, op, args)

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
        route.fulfill(status=status, content_type="application/json", body="" if value is None else json.dumps(value))
