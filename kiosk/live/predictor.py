"""The client of the process that predicts (预测进程): asked over two pipes, one question at a time.

A process that dies or hangs is replaced by the next question; until then QL speaks. Under gevent the pipes are
cooperative, so the greenlet that asks waits and nobody else does.

Source: docs/decisions/0050-papers-are-made-in-a-process-of-their-own.md, whose press is run alike
"""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import IO, Final

from sim.predict.worker import read_ints, write_ints

CHILD: Final = "sim.predict.worker"
TIME_OUT_S: Final = 10.0
"""For one question, the start of the process included."""
STOP_S: Final = 5.0


class PredictorFailed(Exception):
    """The process died or hung; asking again starts a new one."""

    code = "predictor_failed"


class PredictorProcess:
    """Predicts elsewhere. Started by the first question."""

    def __init__(self, time_out_s: float = TIME_OUT_S, child: str = CHILD) -> None:
        self._time_out_s = time_out_s
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self.started = 0

    @property
    def pid(self) -> int | None:
        """Of the process, for whoever looks after it."""
        return None if self._process is None else self._process.pid

    def ask(self, flat: list[int]) -> list[int]:
        """What the futures say; see `sim.predict.futures.predict`. Raises PredictorFailed."""
        process = self._running()
        watch = threading.Timer(self._time_out_s, process.kill)
        watch.daemon = True
        watch.start()
        try:
            write_ints(_pipe(process.stdin), flat)
            return read_ints(_pipe(process.stdout))
        except (OSError, EOFError):
            self.stop()
            raise PredictorFailed("the process that predicts went away") from None
        except BaseException:
            # Whoever asked was stopped halfway: the answer still to come is to no question of the next.
            process.kill()
            self.stop()
            raise
        finally:
            watch.cancel()

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            _pipe(process.stdin).close()
        except OSError:
            # It went away with half a question in the pipe.
            pass
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            # A session of its own: Ctrl-C ends the service, and the closed pipe ends the process.
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._child],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            self.started += 1
        return self._process


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "the process is started with pipes"
    return pipe
