"""Services and commands forked from a process that has imported everything: a start costs its own work, no imports.

`python -m tests.forked patched` is that process for `yzz run`, which patches for gevent before it imports, and `plain`
for every other command; each process of pytest has at most one of each. A line of JSON on its input,
{"arguments": [...], "environ": {...}, "input": path, "output": path, "log": path}, starts `yzz` with these arguments in
a child of its own; it answers "forked PID", and "gone PID STATUS" when a child has ended. The child is a service or a
command like any other: it recovers, listens, is killed and stopped, prints and ends with a status. That the command
line itself starts, imports what it needs and is light is shown by tests/web/test_run.py.
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
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any, Final

PATCHED: Final = "patched"
PLAIN: Final = "plain"
ROOT = Path(__file__).resolve().parent.parent


class Nursery:
    """The client's side of the process that forks; children are told apart by their pid."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
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


@cache
def _nursery(kind: str) -> Nursery:
    return Nursery(kind)


class ForkedProcess:
    """What the tests use of subprocess.Popen, for a service or a command that was forked."""

    def __init__(
        self, arguments: list[str], environ: dict[str, str], log: Path, output: Path, source: Path | None = None
    ) -> None:
        self._nursery = _nursery(PATCHED if arguments[0] == "run" else PLAIN)
        self.pid = self._nursery.fork(
            arguments=arguments,
            environ=environ,
            input=os.devnull if source is None else str(source),
            output=str(output),
            log=str(log),
        )

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


def yzz(*arguments: str | Path, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """A command as it is typed, run to its end. environ: beside our own, of which no YZZ_… is handed on."""
    with tempfile.TemporaryDirectory() as folder:
        source, output, log = (Path(folder) / name for name in ("input", "output", "errors"))
        source.write_text(stdin, encoding="utf-8")
        output.touch()
        handed_on = {name: value for name, value in os.environ.items() if not name.startswith("YZZ_")}
        process = ForkedProcess([str(each) for each in arguments], handed_on | environ, log, output, source)
        status = process.wait()
        said, wrong = (path.read_text(encoding="utf-8") for path in (output, log))
    return subprocess.CompletedProcess(arguments, status, said, wrong)


def _import_all(kind: str) -> None:
    """What a service imports, and each command that imports late."""
    if kind == PATCHED:
        from gevent import monkey

        monkey.patch_all()
    from kiosk.__main__ import LATE_COMMANDS, SERVICE_ROOMS

    rooms = {*SERVICE_ROOMS, "alembic.command", "alembic.script", "alembic.runtime.migration"}
    if kind == PLAIN:
        rooms |= {"kiosk.live.audit", "kiosk.live.backup", *(row[0] for row in LATE_COMMANDS.values())}
    for room in sorted(rooms):
        importlib.import_module(room)


def serve(kind: str) -> None:
    """Import, then fork a child for each order, and tell of every end."""
    # What waits here must not be gevent's: a hub before the fork would be shared by all children.
    wait, fork, waitpid, handle = select.select, os.fork, os.waitpid, signal.signal
    _import_all(kind)
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
                    _be_yzz(json.loads(line))
                children.add(pid)
                _say("forked", pid)
    for child in children:
        os.kill(child, signal.SIGKILL)


def _say(word: str, *numbers: int) -> None:
    os.write(1, " ".join([word, *map(str, numbers)]).encode() + b"\n")


def _be_yzz(order: dict[str, Any]) -> None:
    """The command line in this very process; never comes back."""
    from kiosk.__main__ import main
    from tests import crash_points

    opened = (
        os.open(order["input"], os.O_RDONLY),
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
    serve(sys.argv[1])
