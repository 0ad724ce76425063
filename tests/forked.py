"""Services forked from one process that has imported everything: a start costs its own work, not a second of imports.

`python -m tests.forked` is that process, one for each process of pytest. A line of JSON on its input,
{"arguments": [...], "environ": {...}, "log": path, "output": path}, starts `yzz` with these arguments in a child of its
own; it answers "forked PID", and "gone PID STATUS" when a child has ended. The child is a service like any other: it
patches, recovers, listens, is killed and stopped. That the command line itself starts is shown by tests/web/test_run.py.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Nursery:
    """The client's side of the process that forks; children are told apart by their pid."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout.fileno()
        self._rest = b""
        self._forked: list[int] = []
        self.gone: dict[int, int] = {}
        atexit.register(self.close)

    def fork(self, **order: Any) -> int:
        """Pid of a new service."""
        self._input.write(json.dumps(order).encode() + b"\n")
        self._input.flush()
        while not self._forked:
            self.listen(None)
        return self._forked.pop()

    def listen(self, timeout_s: float | None) -> None:
        """Read what it says; waits at most so long for the first word."""
        if not select.select([self._output], [], [], timeout_s)[0]:
            return
        said = os.read(self._output, 65_536)
        assert said, "the process that forks services has ended"
        *lines, self._rest = (self._rest + said).split(b"\n")
        for line in lines:
            word, *numbers = line.split()
            if word == b"forked":
                self._forked.append(int(numbers[0]))
            else:
                self.gone[int(numbers[0])] = int(numbers[1])

    def close(self) -> None:
        """It ends with its input, and so do children that were left."""
        self._input.close()
        self._process.wait()
        os.close(self._output)


_nurseries: list[Nursery] = []


class ForkedProcess:
    """What the tests use of subprocess.Popen, for a service that was forked."""

    def __init__(self, arguments: list[str], environ: dict[str, str], log: Path, output: Path) -> None:
        if not _nurseries:
            _nurseries.append(Nursery())
        self._nursery = _nurseries[0]
        self.pid = self._nursery.fork(arguments=arguments, environ=environ, log=str(log), output=str(output))

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        self._nursery.listen(0)
        return self._nursery.gone.get(self.pid)

    def wait(self, timeout_s: float | None = None) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        ends_s = None if timeout_s is None else time.monotonic() + timeout_s
        while (status := self.poll()) is None:
            left_s = None if ends_s is None else ends_s - time.monotonic()
            if left_s is not None and left_s <= 0:
                raise subprocess.TimeoutExpired("yzz", timeout_s or 0)
            self._nursery.listen(left_s)
        return status

    def send_signal(self, number: int) -> None:
        """A pid is not given away before its end is told."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """No time to finish anything."""
        self.send_signal(signal.SIGKILL)


def serve() -> None:
    """Import, then fork a service for each order, and tell of every end."""
    # What waits here must not be gevent's: a hub before the fork would be shared by all children.
    wait, fork, waitpid, handle = select.select, os.fork, os.waitpid, signal.signal
    from gevent import monkey

    monkey.patch_all()
    from kiosk.__main__ import SERVICE_ROOMS

    for room in (*SERVICE_ROOMS, "alembic.command", "alembic.script", "alembic.runtime.migration"):
        importlib.import_module(room)
    ended, tell = os.pipe()
    os.set_blocking(tell, False)
    handle(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(tell)
    children: set[int] = set()
    rest = b""
    while True:
        readable, _, _ = wait([0, ended], [], [])
        if ended in readable:
            os.read(ended, 4096)
            while children and (found := waitpid(-1, os.WNOHANG))[0]:
                children.discard(found[0])
                _say("gone", found[0], os.waitstatus_to_exitcode(found[1]))
        if 0 in readable:
            read = os.read(0, 65_536)
            if not read:
                break
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                pid = fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    handle(signal.SIGCHLD, signal.SIG_DFL)
                    os.close(ended)
                    os.close(tell)
                    _be_a_service(json.loads(line))
                children.add(pid)
                _say("forked", pid)
    for child in children:
        os.kill(child, signal.SIGKILL)


def _say(word: str, *numbers: int) -> None:
    os.write(1, " ".join([word, *map(str, numbers)]).encode() + b"\n")


def _be_a_service(order: dict[str, Any]) -> None:
    """The command line in this very process; never comes back."""
    from kiosk.__main__ import main
    from tests import crash_points

    opened = (
        os.open(os.devnull, os.O_RDONLY),
        os.open(order["output"], os.O_WRONLY),
        os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT),
    )
    for number, file in enumerate(opened):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["environ"])
    if crash_points.ARMED in os.environ:
        crash_points.plant(Path(os.environ[crash_points.ARMED]))
    status = 1
    try:
        main(order["arguments"], prog_name="yzz")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - the outermost frame of the child
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
