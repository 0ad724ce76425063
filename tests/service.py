"""A real service for tests, as a process of its own: `yzz run` on a folder and port of its own.

    service = start_service(tmp_path)            the demo hall at 08:30, without a crowd
    staff = service.sign_in("clerk01")           a requests.Session with cookie and CSRF token
    service.kill(); service.start_again()        kill -9, then the same folder and port

The fixture `service` is shared by a whole test module; tests that break things start their own.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import requests

START_LIMIT_S = 30.0
STOP_LIMIT_S = 15.0
ADDRESS = re.compile(r"(http://\S+?)/\s")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class RunningService:
    """One service process. base_url: without a slash at its end. program: what runs; environ: beside our own."""

    data: Path
    options: tuple[str, ...]
    program: tuple[str, ...] = ("-m", "kiosk")
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    base_url: str = ""
    started_in_s: float = 0.0
    _open: list[requests.Session] = field(default_factory=list)

    def start(self, port: int = 0) -> RunningService:
        """Start and wait until it says that it is open."""
        command = [sys.executable, *self.program, "run", "--port", str(port), "--data", str(self.data)]
        log = self.log.open("a", encoding="utf-8")
        began_s = time.monotonic()
        self.process = subprocess.Popen(
            [*command, *self.options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith("YZZ_")} | self.environ,
        )
        log.close()
        assert self.process.stdout is not None
        self.base_url = _wait_for_address(self.process, self.process.stdout, self.log)
        self.started_in_s = time.monotonic() - began_s
        return self

    def __enter__(self) -> RunningService:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_again(self) -> RunningService:
        """The same folder at the same port."""
        return self.start(self.port)

    @property
    def log(self) -> Path:
        """What it wrote to standard error."""
        return self.data.parent / f"{self.data.name}.log"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.base_url.rsplit(":", 1)[1])

    @property
    def hall(self) -> str:
        """Key of its hall."""
        return str(self.accounts_file()["hall"])

    def accounts_file(self) -> dict[str, Any]:
        """The accounts file as written."""
        stored: dict[str, Any] = json.loads((self.data / "demo-accounts.json").read_text(encoding="utf-8"))
        return stored

    def password(self, account: str) -> str:
        """Of an account in the accounts file."""
        return next(str(row["password"]) for row in self.accounts_file()["accounts"] if row["account"] == account)

    def token(self, device: str) -> str:
        """Of a device in the accounts file."""
        return next(str(row["token"]) for row in self.accounts_file()["devices"] if row["device"] == device)

    def session(self) -> requests.Session:
        """A client that is nobody."""
        session = requests.Session()
        self._open.append(session)
        return session

    def sign_in(self, account: str) -> requests.Session:
        """A client signed in as staff; its CSRF token goes with every request."""
        session = self.session()
        body = {"account": account, "password": self.password(account)}
        answer = session.post(f"{self.base_url}/api/session", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        session.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return session

    def device(self, device: str = "hall-1") -> requests.Session:
        """A client that is a paired device."""
        session = self.session()
        session.headers["Authorization"] = f"Bearer {self.token(device)}"
        return session

    def command(
        self,
        session: requests.Session,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        method: str = "POST",
        key: str | None = None,
    ) -> requests.Response:
        """Send a command. path: after the hall's address, e.g. "/tickets"."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        address = f"{self.base_url}/api/halls/{self.hall}{path}"
        return session.request(method, address, json=body or {}, headers=headers, timeout=10)

    def kill(self) -> None:
        """Kill -9: no time to finish anything."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """End it in order; its exit status."""
        for session in self._open:
            session.close()
        self._open = []
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        assert self.process is not None
        process, self.process = self.process, None
        try:
            return process.wait(STOP_LIMIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def service_in(folder: Path, *options: str) -> RunningService:
    """The demo hall without a crowd, unless options say otherwise; not yet started."""
    return RunningService(folder / "data", options or ("--demo", "--no-crowd"))


def start_service(folder: Path, *options: str) -> RunningService:
    """The demo hall without a crowd, unless options say otherwise; the caller stops it."""
    return service_in(folder, *options).start()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall, shared by a test module."""
    running = start_service(tmp_path_factory.mktemp("service"))
    yield running
    running.stop()


def _wait_for_address(process: subprocess.Popen[str], output: IO[str], log: Path) -> str:
    """The address on its first line. Fails with the log when it ends or takes too long."""
    ends_s = time.monotonic() + START_LIMIT_S
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while time.monotonic() < ends_s and process.poll() is None:
            if selector.select(0.2):
                found = ADDRESS.search(output.readline())
                if found is not None:
                    return found[1]
    process.kill()
    process.wait()
    output.close()
    raise AssertionError(f"the service did not start:\n{log.read_text(encoding='utf-8')}")
