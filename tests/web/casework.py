"""Casework for tests (办件现场): somebody of the town logs in at a terminal by card and face, and asks for a matter."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import requests

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from kiosk.live.townspeople import townspeople
from kiosk.registry.town.plan import DEMO_DAY
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService
from tests.web.test_log_in import Kiosk

PEOPLE = {each.key: each for each in (*PERSONAS, *townspeople(DEMO_DAY))}
LIMIT_S = 60.0
OVER = frozenset({"done", "told_once", "with_gaps", "handed_over", "withdrawn", "ended"})


class Visitor:
    """One person at one terminal, level 3."""

    def __init__(self, service: RunningService, who: str, terminal: str = "hall-1") -> None:
        self.service = service
        self.who = PEOPLE[who]
        self.kiosk = Kiosk(service, terminal)
        self.hands = Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))

    def __enter__(self) -> Visitor:
        return self.arrive()

    def __exit__(self, *_: object) -> None:
        self.leave()

    def arrive(self) -> Visitor:
        """Lay the card on, then look into the camera."""
        self.hands.stimulus("id_reader", "card", **self._card())
        room = self.kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()) or room["notice"])
        assert not room["notice"], room["notice"]
        self.hands.stimulus("id_reader", "remove")
        self.session = next(iter(room["session"]))
        self.kiosk.stand(script=["accepted"])
        self.kiosk.post("/face", {"session": self.session, "consents": True})
        self.kiosk.wait(lambda room: any(each["level"] == 3 for each in room["session"].values()))
        return self

    def act_for_company(self) -> Visitor:
        """A code of whoever they act for, then their own card: level 3."""
        self.session = self.kiosk.begin()
        self.kiosk.log_in(self.session, self.who.key, "legal_person")
        self.hands.stimulus("id_reader", "card", **self._card())
        self.kiosk.wait(lambda room: any(each["level"] == 3 for each in room["session"].values()))
        self.hands.stimulus("id_reader", "remove")
        return self

    def act_for_child(self) -> Visitor:
        """From now for their only child here."""
        found = self.kiosk.session()
        assert found is not None
        (ward,) = found["holder"]["wards"]
        answer = self.kiosk.post("/principal", {"session": self.session, "ward": ward["id"]})
        assert answer.status_code == 200, answer.text
        return self

    def _card(self) -> dict[str, str]:
        until = "长期" if self.who.valid_until is None else f"{self.who.valid_until:%Y%m%d}"
        first = f"{self.who.valid_from:%Y%m%d}"
        return {"number": self.who.number, "name": self.who.name, "valid_from": first, "valid_until": until}

    def leave(self) -> None:
        """Gone; nobody is at the terminal afterwards."""
        self.kiosk.post("/end", {"session": self.session, "reason": "finished"})

    def post(self, action: str, **body: Any) -> requests.Response:
        return self.kiosk.post(f"/cases{action}", {"session": self.session, **body})

    def get(self, action: str) -> requests.Response:
        url = f"{self.service.base_url}/api/terminals/{self.kiosk.terminal}/session{action}"
        return self.kiosk._device.get(url, params={"session": self.session}, timeout=30)

    def begin(self, matter: str) -> str:
        """Open a matter; its alias once everything has been read."""
        answer = self.post("", matter=matter, consents=True)
        assert answer.status_code == 201, answer.text
        alias = str(answer.json()["alias"])
        self.await_stage(alias, "check")
        return alias

    def submit(self, alias: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
        """Confirm; the record as soon as the case has come to something."""
        answer = self.post(f"/{alias}/submit", form=form or {})
        assert answer.status_code == 200, answer.text
        return self.await_stage(alias, *OVER)

    def case(self, alias: str) -> dict[str, Any] | None:
        return self.kiosk.room()["case"].get(alias)

    def await_stage(self, alias: str, *stages: str) -> dict[str, Any]:
        return await_so(lambda: self.case(alias), lambda record: record is not None and record["stage"] in stages)


def await_so(look: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
    """What is seen as soon as it is so."""
    ends_s = time.monotonic() + LIMIT_S
    seen = look()
    while not is_so(seen):
        assert time.monotonic() < ends_s, seen
        seen = look()
    return seen


def switch(service: RunningService, **change: Any) -> dict[str, Any]:
    """Throw a switch of the data sources, or none; how everything stands then."""
    headers = {"Authorization": f"Bearer {service.accounts_file()['simulation_token']}"}
    url = f"{service.base_url}/sim/v1/sources"
    answer = requests.post(url, json=change, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def now_ms(service: RunningService) -> int:
    """Service time."""
    return int(
        requests.get(f"{service.base_url}/api/phone/personas/demo-boss/authorisations", timeout=10).json()["now_ms"]
    )


def rows(service: RunningService, query: str) -> list[tuple[Any, ...]]:
    """What the store has."""
    with sqlite3.connect(f"file:{service.data / DATABASE_FILE}?mode=ro", uri=True) as connection:
        return list(connection.execute(query))
