"""The client of the process that predicts (预测进程): one question at a time; until a dead one is replaced QL speaks."""

from __future__ import annotations

from typing import IO, Final

from kiosk.child_process import ChildGone, ChildProcess
from sim.predict.worker import read_ints, write_ints

CHILD: Final = "sim.predict.worker"
TIME_OUT_S: Final = 10.0
"""For one question, the start of the process included."""


class PredictorFailed(Exception):
    """The process died or hung; asking again starts a new one."""

    code = "predictor_failed"


class PredictorProcess:
    """Predicts elsewhere. Started by the first question."""

    def __init__(self, time_out_s: float = TIME_OUT_S, child: str = CHILD) -> None:
        self._child = ChildProcess(child, time_out_s=time_out_s)

    @property
    def pid(self) -> int | None:
        """Of the process, for whoever looks after it."""
        return None if self._child.process is None else self._child.process.pid

    @property
    def started(self) -> int:
        """How often a process was started."""
        return self._child.started

    def ask(self, flat: list[int]) -> list[int]:
        """What the futures say; see `sim.predict.futures.predict`. Raises PredictorFailed."""

        def talk(into: IO[bytes], out_of: IO[bytes]) -> list[int]:
            write_ints(into, flat)
            return read_ints(out_of)

        try:
            return self._child.exchange(talk)
        except ChildGone:
            raise PredictorFailed("the process that predicts went away") from None

    def stop(self) -> None:
        """End the process."""
        self._child.end()
