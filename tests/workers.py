"""Several workers share the suite: in which order they take its files, and what waits until the others rest.

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
LONG = frozenset({
    "certificates/test_outside.py",
    "flows/test_case_handed_over.py",
    "flows/test_case_pensioner.py",
    "flows/test_case_shop.py",
    "flows/test_cases.py",
    "flows/test_drawer.py",
    "flows/test_faults.py",
    "flows/test_layout.py",
    "flows/test_places.py",
    "flows/test_signing.py",
    "flows/test_walk.py",
    "flows/test_ways_out.py",
    "live/test_durability.py",
    "live/test_fault_walk.py",
    "live/test_kill_under_load.py",
    "pages/test_cases.py",
    "pages/test_faults.py",
    "pages/test_kiosk.py",
    "pages/test_login.py",
    "pages/test_structure.py",
    "pages/test_typed.py",
    "pages/test_village.py",
    "sim/test_engine_against_theory.py",
    "web/test_cases.py",
    "web/test_cases_in_time.py",
    "web/test_cases_killed.py",
    "web/test_cases_life.py",
    "web/test_faults.py",
    "web/test_office.py",
    "web/test_receipts.py",
    "web/test_run.py",
    "web/test_workdays.py",
})  # fmt: skip
"""Files of fifteen seconds and more: one that begins last is waited for by everybody."""


def in_order(items: list[pytest.Item]) -> None:
    """Sort by files, which are handed out whole: the browser's last, and of either half what is alone first, then what is long.

    The browser's driver keeps an event loop running in its process, where no other may start. What is to be alone waits
    for the others' tests to end, and these are shortest at the start. Otherwise the order of chance stays.
    """
    browser, alone = ({item.path for item in items if item.get_closest_marker(name)} for name in ("browser", "load"))

    def place(item: pytest.Item) -> tuple[bool, bool, bool]:
        is_long = item.path.relative_to(FOLDER).as_posix() in LONG
        return item.path in browser, item.path not in alone, not is_long

    items.sort(key=place)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Whatever asks for the browser's driver is a browser test, whether it says so or not; then all are put in order."""
    for item in items:
        if isinstance(item, pytest.Function) and "playwright" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
    yield
    in_order(items)


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
