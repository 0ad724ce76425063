"""A process that answers over two pipes (子进程): started by the first exchange, replaced by the next one when it has died.

One exchange at a time; whoever may be asked by two keeps a lock. Under gevent the pipes are cooperative: the greenlet that
asks waits, and nobody else does.

Source: docs/decisions/0050-papers-are-made-in-a-process-of-their-own.md
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Final, TypeVar

STOP_S: Final = 5.0
"""How long a process that is told to end may take."""

Answer = TypeVar("Answer")


class ChildGone(Exception):
    """The process died or was too slow; the next exchange starts another."""


class ChildProcess:
    """`python -m` with arguments. time_out_s: for one exchange, the start included. started: how often it was."""

    def __init__(self, *arguments: str, time_out_s: float) -> None:
        self._arguments = arguments
        self._time_out_s = time_out_s
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0

    def exchange(self, talk: Callable[[IO[bytes], IO[bytes]], Answer]) -> Answer:
        """What talk makes of (to the process, from it). Raises ChildGone."""
        process = self._running()
        # One that hangs is ended from here; its pipe then closes, and whoever reads it goes on.
        watch = threading.Timer(self._time_out_s, process.kill)
        watch.daemon = True
        watch.start()
        try:
            return talk(_pipe(process.stdin), _pipe(process.stdout))
        except (OSError, EOFError):
            self.end()
            raise ChildGone from None
        except BaseException:
            # Whoever asked was stopped halfway, a greenlet killed, say: the answer still to come is not the next one's.
            process.kill()
            self.end()
            raise
        finally:
            watch.cancel()

    def end(self) -> None:
        """Close its pipe and wait; kill it if that takes too long."""
        process, self.process = self.process, None
        if process is None:
            return
        try:
            _pipe(process.stdin).close()
        except OSError:
            # It went away with half a request in the pipe.
            pass
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is not None:
            self.end()
        if self.process is None:
            # A session of its own: Ctrl-C ends the service, and the closed pipe ends the process.
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            self.started += 1
        return self.process


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "the process is started with pipes"
    return pipe
