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
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from tests.forked import ForkedProcess

START_LIMIT_S = 120.0
STOP_LIMIT_S = 60.0
REQUEST_LIMIT_S = 30
ADDRESS = re.compile(r"(http://\S+?)/\s")
ROOT = Path(__file__).resolve().parent.parent
QUICK = {
    "YZZ_TOWN_FOLDER": str(Path(tempfile.gettempdir()) / f"yzz-test-town-{os.getuid()}"),
    "YZZ_TOWN_PEOPLE": "2000",
    "YZZ_SOURCE_LATENCY_PCT": "0",
    "YZZ_SOURCE_OUTAGE_PCT": "0",
    "YZZ_PRESS_EARLY": "false",
}
"""A small town that all tests share, sources that answer at once, and no press before somebody needs one."""


@dataclass(slots=True)
class RunningService:
    """One service process. base_url: without a slash at its end. program: what runs, None: forked; environ: beside our own."""

    data: Path
    options: tuple[str, ...]
    program: tuple[str, ...] | None = ("-m", "kiosk")
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | ForkedProcess | None = None
    output: IO[str] | None = None
    base_url: str = ""
    started_in_s: float = 0.0
    _open: list[requests.Session] = field(default_factory=list)

    def start(self, port: int = 0) -> RunningService:
        """Start and wait until it says that it is open."""
        arguments = ["run", "--port", str(port), "--data", str(self.data), *self.options]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("YZZ_")}
        environ |= QUICK | self.environ
        began_s = time.monotonic()
        if self.program is None:
            self.process, self.output = self._fork(arguments, environ)
        else:
            self.process, self.output = self._run([sys.executable, *self.program, *arguments], environ)
        self.base_url = _wait_for_address(self.process, self.output, self.log)
        self.started_in_s = time.monotonic() - began_s
        return self

    def _run(self, command: list[str], environ: dict[str, str]) -> tuple[subprocess.Popen[str], IO[str]]:
        """A process that imports everything by itself."""
        with self.log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env=environ,
            )
        assert process.stdout is not None
        return process, process.stdout

    def _fork(self, arguments: list[str], environ: dict[str, str]) -> tuple[ForkedProcess, IO[str]]:
        """A child of the process that has imported everything. It is named by a path, so what it says comes by one too."""
        path = self.log.with_suffix(".said")
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        output = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        process = ForkedProcess(arguments, environ, self.log, path)
        return process, os.fdopen(output, encoding="utf-8")

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
        answer = session.post(f"{self.base_url}/api/session", json=body, timeout=REQUEST_LIMIT_S)
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
        return session.request(method, address, json=body or {}, headers=headers, timeout=REQUEST_LIMIT_S)

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
        assert self.output is not None
        process, self.process = self.process, None
        try:
            return process.wait(STOP_LIMIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            self.output.close()


def service_in(folder: Path, *options: str) -> RunningService:
    """The demo hall without a crowd, unless options say otherwise; not yet started."""
    return RunningService(folder / "data", options or ("--demo", "--no-crowd"), program=None)


def start_service(folder: Path, *options: str) -> RunningService:
    """The demo hall without a crowd, unless options say otherwise; the caller stops it."""
    return service_in(folder, *options).start()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall, shared by a test module."""
    running = start_service(tmp_path_factory.mktemp("service"))
    yield running
    running.stop()


def _wait_for_address(process: subprocess.Popen[str] | ForkedProcess, output: IO[str], log: Path) -> str:
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
