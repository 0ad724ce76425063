"""A hand on the hall from outside (遥控): what kiosks and clerks do, through the front door only."""

from __future__ import annotations

import json
import secrets
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

HALL = "denggang"
LIMIT_S = 30


class Caller:
    """One person or device at the service. Cookies are kept; commands carry a fresh idempotency key."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._csrf = ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer as JSON. Raises HTTPError for a refusal."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(12)}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if self._csrf:
            headers["X-CSRF-Token"] = self._csrf
        content = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(f"{self.url}{path}", content, headers, method=method)
        with self._opener.open(request, timeout=LIMIT_S) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def sign_in(self, account: str) -> Caller:
        """Open a staff session with the demo's password."""
        session = self.send("POST", "/api/session", {"account": account, "password": f"{account}-demo"})
        self._csrf = session["csrf"]
        return self


class Kiosk(Caller):
    """A paired kiosk of the demo."""

    def __init__(self, url: str, device: str = "hall-1") -> None:
        super().__init__(url, token=f"demo-token-{device}-not-a-secret")

    def take(self, matter_class: str = "general", kind: str = "ordinary") -> dict[str, Any]:
        """Take a ticket."""
        answer: dict[str, Any] = self.send(
            "POST", f"/api/halls/{HALL}/tickets", {"matter_class": matter_class, "kind": kind}
        )
        return answer


def give_special(url: str, matter_class: str, **more: object) -> dict[str, Any]:
    """A ticket that somebody gets from staff, who have seen why. more: of the order."""
    body = {"matter_class": matter_class, "kind": "special", "reason": "disabled", **more}
    answer: dict[str, Any] = Caller(url).sign_in("supervisor01").send("POST", f"/api/halls/{HALL}/tickets", body)
    return answer


class Clerk(Caller):
    """A clerk of the demo at a counter."""

    def __init__(self, url: str, account: str, counter: str) -> None:
        super().__init__(url)
        self.counter = counter
        self.sign_in(account)

    def do(self, verb: str, **body: Any) -> Any:
        """Ask for one action of the counter: seat, open, next, start, finish, pause, …"""
        return self.send("POST", f"/api/halls/{HALL}/counters/{self.counter}/{verb}", body)

    def open_up(self) -> Clerk:
        """Sit down and open."""
        self.do("seat")
        self.do("open")
        return self

    def leave(self) -> None:
        """Get up; the counter closes."""
        self.send("DELETE", f"/api/halls/{HALL}/counters/{self.counter}/seat")


def fill_hall(url: str, clerks: tuple[str, ...] = ("1", "2", "4", "5", "6")) -> list[Clerk]:
    """A hall in full swing: people in every line, counters in every state. Returns the clerks, by counter."""
    kiosk = Kiosk(url)
    for matter_class, count in (("general", 9), ("social", 5), ("household", 4), ("business", 3)):
        for _ in range(count):
            kiosk.take(matter_class)
    for matter_class in ("general", "social"):
        give_special(url, matter_class)
    seated = [Clerk(url, f"clerk0{counter}", counter).open_up() for counter in clerks]
    for clerk in seated:
        clerk.do("next")
        clerk.do("start")
    for clerk in seated[:3]:
        clerk.do("finish", call_next=True)
    seated[1].do("start")
    return seated
