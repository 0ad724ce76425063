"""Several workers share the suite: what sends load or is timed waits until the others rest, and they for it.

A test marked `load` holds the turnstile and then the hall alone; any other passes the turnstile and is one of many in
the hall. Without the turnstile it might never find the hall empty. Waiting comes before a test's own time limit begins.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
TURNSTILE = FOLDER / "workers.py"
HALL = FOLDER / "conftest.py"


@contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    """Hold a lock on a file of this checkout; nothing is written to it."""
    file = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(file, how)
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
        os.close(file)


@contextmanager
def turn(*, is_alone: bool) -> Iterator[None]:
    """One test's turn among those of the other workers."""
    if is_alone:
        with locked(TURNSTILE, fcntl.LOCK_EX), locked(HALL, fcntl.LOCK_EX):
            yield
    else:
        with locked(TURNSTILE, fcntl.LOCK_EX):
            pass
        with locked(HALL, fcntl.LOCK_SH):
            yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """Outside of every other wrapper, so that a time limit does not count the wait."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with turn(is_alone=item.get_closest_marker("load") is not None):
        return (yield)
