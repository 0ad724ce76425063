"""Walking the route table: an address, a client and a body for every route."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import requests

from kiosk.web.access import Role
from kiosk.web.routes import ROUTES
from kiosk.web.routing import Route
from kiosk.web.schemas import Error
from tests.service import RunningService

VARIABLES = {
    "hall": "denggang",
    "counter": "6",
    "ticket": "Z999",
    "terminal": "hall-2",
    "token": "x" * 22,
    "account": "nobody",
    "device": "nothing",
    "persona": "demo-adult",
    "note": "N9999",
    "notice": "G9999",
    "hall_notice": "H9999",
    "follow_up": "R9999",
    "tongue": "cmn",
    "paper": "P9999",
    "task": "T9999",
    "alias": "261123-9999",
    "digest": "0" * 64,
    "suggestion": "S9999",
    "number": "1.2.156.3005.2.none",
    "authorisation": "none",
    "date": "2027-01-01",
    "booking": "Y9999",
    "day": "2026-11-24",
}
ACCOUNTS = {Role.CLERK: "clerk06", Role.SUPERVISOR: "supervisor01", Role.ADMIN: "admin01"}
DEVICES = {Role.KIOSK: "hall-2", Role.BOARD: "board-1"}
NAMES = [route.name for route in ROUTES]


def address(service: RunningService, route: Route) -> str:
    """The route's address with example values."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VARIABLES[match[1]], route.path)
    return service.base_url + path


def client(service: RunningService, role: Role | None) -> requests.Session:
    """Somebody of a role; None: nobody."""
    if role is None:
        return service.session()
    return service.sign_in(ACCOUNTS[role]) if role in ACCOUNTS else service.device(DEVICES[role])


def send(session: requests.Session, route: Route, url: str, **sending: Any) -> requests.Response:
    """One request of the route; a command with a key of its own."""
    headers = dict(sending.pop("headers", {}))
    if route.command:
        headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
    return session.request(route.method, url, headers=headers, timeout=10, **sending)


def code_of(answer: requests.Response) -> str:
    """The code of an error; fails if it is not in the one shape."""
    assert answer.headers["Content-Type"] == "application/json", answer.text[:200]
    return Error.model_validate_json(answer.content).error.code


def small_hall(folder: Path, second_serves: str) -> Path:
    """A scenario file of one class and two counters. second_serves: what the second one serves, as TOML writes it."""
    scenario = folder / "small.toml"
    scenario.write_text(
        f"""
[hall]
name = "小厅"
hours = [["09:00", "12:00"]]
[run]
days = 1
seed = 7
[[class]]
name = "综合"
arrivals = {{ poisson_per_hour = 16 }}
service = {{ exponential = 3 }}
[[counter]]
name = "一号"
serves = ["综合"]
[[counter]]
name = "二号"
serves = [{second_serves}]
""",
        encoding="utf-8",
    )
    return scenario
