"""The process that predicts (预测进程): `python -m sim.predict.worker`.

Reads frames of 64-bit ints from standard input and answers each on standard output, until the input closes. A
frame is the number of its ints, then they. The tables it needs are made when first asked for and kept.
"""

from __future__ import annotations

import gc
import os
import sys
from array import array
from types import ModuleType
from typing import IO, Final

from sim import fast
from sim.distributions import Distribution, table_of
from sim.predict import futures as plain
from sim.predict.services import HEADER, LINE_WIDTH, LINES, UNIT_BITS
from sim.streams import Table

INT_BYTES: Final = 8
MOST_INTS: Final = 2**20
ONE: Final = 1 << UNIT_BITS


class Predictor:
    """Predicts from flat ints. engine: the compiled copy of `futures`, or the plain one."""

    def __init__(self, engine: ModuleType | None = None) -> None:
        self.engine = engine or compiled() or plain
        self.ones = self.engine.Table(table_of(Distribution("exponential", (1.0,)), ONE))
        self.places: dict[int, int] = {}
        self.tables: list[Table] = []

    @property
    def name(self) -> str:
        """Which engine it is, for reports."""
        return "plain" if self.engine is plain else "compiled"

    def predict(self, flat: list[int]) -> list[int]:
        """(P50, P90, mean) of each waiting ticket; see `futures.predict`."""
        flat = list(flat)
        for at in range(HEADER, HEADER + flat[LINES] * LINE_WIDTH, LINE_WIDTH):
            flat[at] = self.place_of(flat[at])
        found: list[int] = self.engine.predict(flat, self.tables, self.ones)
        return found

    def place_of(self, cv_permille: int) -> int:
        """Index of the lognormal table of mean 1 with this coefficient of variation."""
        if cv_permille not in self.places:
            self.places[cv_permille] = len(self.tables)
            lognormal = Distribution("lognormal", (1.0, cv_permille / 1000))
            self.tables.append(self.engine.Table(table_of(lognormal, ONE)))
        return self.places[cv_permille]


def compiled() -> ModuleType | None:
    """The compiled copy, or None where it was never built."""
    return fast.load("futures")


def write_ints(pipe: IO[bytes], numbers: list[int]) -> None:
    """One frame. Raises OSError when nobody reads."""
    pipe.write(array("q", [len(numbers), *numbers]).tobytes())
    pipe.flush()


def read_ints(pipe: IO[bytes]) -> list[int]:
    """The next frame. Raises EOFError at the end."""
    (count,) = array("q", _exactly(pipe, INT_BYTES))
    if not 0 <= count <= MOST_INTS:
        raise EOFError(f"a frame of {count} ints")
    return array("q", _exactly(pipe, count * INT_BYTES)).tolist()


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    read = b""
    while len(read) < count:
        more = pipe.read(count - len(read))
        if not more:
            raise EOFError("the pipe is closed")
        read += more
    return read


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one frame after the other until nobody asks any more."""
    predictor = Predictor()
    gc.freeze()
    while True:
        try:
            flat = read_ints(requests)
        except EOFError:
            return
        write_ints(answers, predictor.predict(flat))


def main() -> None:
    """Serve on the standard pipes; whatever prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        # Whoever waits for an answer at a counter goes before whoever wants to know how long.
        os.nice(10)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
