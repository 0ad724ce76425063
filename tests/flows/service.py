"""The real service as its own process, that a test may kill and start again on the same port and data."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

START_LIMIT_S = 30.0
STOP_LIMIT_S = 10.0
ASK_AGAIN_S = 0.03


def free_port() -> int:
    """A port nobody listens on now. Chosen once, so that a restart keeps its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FlowService:
    """The demo hall, without a crowd unless options say so."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options or ("--demo", "--no-crowd")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> FlowService:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "kiosk", "run", *self._options]
        command += ["--port", str(self.port), "--data", str(self.folder / "data")]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("YZZ_")}
        with (self.folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + START_LIMIT_S
        while not self._answers():
            assert self._process.poll() is None, f"the service ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"the service does not answer:\n{self.log()}"
            time.sleep(ASK_AGAIN_S)

    def kill(self) -> None:
        """As a power cut would: no goodbye to anybody."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator would."""
        self._end(signal.SIGTERM)

    def log(self) -> str:
        """What it said so far, the end of it."""
        return (self.folder / "service.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=1) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False
