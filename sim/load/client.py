"""One identity at the service's front door: a device, a clerk, an administrator.

Every command is counted: when it was due, when it left, when it was answered and how.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sim.load.http import Pool, Response, Unreachable
from sim.load.latency import Latencies

FIRST_ERROR = 400
FIRST_SERVER_ERROR = 500
RETRY_S = 0.25
LONGEST_RETRY_S = 2.0


class SignInRefused(Exception):
    """The service does not know the account, or has had enough of sign-ins for now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said. record: its JSON object, {} if none; done_s: loop time of the last byte."""

    status: int
    record: dict[str, Any]
    done_s: float

    @property
    def is_fine(self) -> bool:
        """Whether it was done."""
        return self.status < FIRST_ERROR

    @property
    def code(self) -> str:
        """Code of a refusal or problem, the status where there is none."""
        error = self.record.get("error")
        return str(error.get("code")) if isinstance(error, dict) else f"http_{self.status}"


def answer_of(response: Response) -> Answer:
    """The part of a response that agents look at."""
    record = response.json()
    return Answer(response.status, record if isinstance(record, dict) else {}, response.done)


def hall_path(hall: str, *parts: str) -> str:
    """`/api/halls/{hall}/…`, each part quoted: counters may be called 一号窗口."""
    return "/".join(("/api/halls", quote(hall, safe=""), *(quote(part, safe="") for part in parts)))


class Client:
    """Requests as one identity. headers: what identifies it; a sign-in adds cookie and CSRF token."""

    def __init__(self, pool: Pool, latencies: Latencies, bearer: str | None = None) -> None:
        self.pool = pool
        self.latencies = latencies
        self.headers: dict[str, str] = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        self.run = uuid.uuid4().hex[:12]
        self.serial = 0

    async def get(self, path: str) -> Answer:
        """Ask for something; not counted. Raises Unreachable."""
        return answer_of(await self.pool.request("GET", path, self.headers))

    async def sign_in(self, account: str, password: str) -> None:
        """A staff session. Raises SignInRefused, Unreachable."""
        body = json.dumps({"account": account, "password": password}).encode()
        response = await self.pool.request("POST", "/api/session", {}, body)
        answer = answer_of(response)
        if not answer.is_fine:
            raise SignInRefused(f"{account}: {answer.code}")
        self.headers = {"Cookie": "; ".join(response.cookies), "X-CSRF-Token": str(answer.record.get("csrf", ""))}

    def new_key(self) -> str:
        """An idempotency key that nobody used before."""
        self.serial += 1
        return f"{self.run}-{self.serial}"

    async def command(
        self,
        endpoint: str,
        path: str,
        body: dict[str, object] | None = None,
        *,
        due_s: float | None = None,
        method: str = "POST",
        key: str | None = None,
    ) -> Answer:
        """Send a command once and count it under `endpoint`, from its due time. Raises Unreachable."""
        loop = asyncio.get_running_loop()
        sent_s = loop.time()
        due_s = sent_s if due_s is None else due_s
        # What was due in the warm-up does not count, whenever the answer comes.
        is_counted = self.latencies.is_recording
        self.latencies.offer(endpoint)
        headers = self.headers | {"Idempotency-Key": key or self.new_key()}
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = answer_of(await self.pool.request(method, path, headers, content))
        except Unreachable as error:
            if is_counted:
                self.latencies.fail(endpoint, error.kind)
            raise
        if not is_counted:
            return answer
        if answer.is_fine:
            self.latencies.record(endpoint, answer.done_s - due_s)
        else:
            self.latencies.fail(endpoint, answer.code)
        return answer

    async def insist(
        self, endpoint: str, path: str, body: dict[str, object] | None = None, *, due_s: float | None = None
    ) -> Answer:
        """Send a command until the service answers it, with one key, so that it happens once."""
        key = self.new_key()
        due_s = asyncio.get_running_loop().time() if due_s is None else due_s
        pause_s = RETRY_S
        while True:
            try:
                answer = await self.command(endpoint, path, body, due_s=due_s, key=key)
            except Unreachable:
                answer = None
            if answer is not None and answer.status < FIRST_SERVER_ERROR:
                return answer
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_RETRY_S)
