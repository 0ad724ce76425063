"""A real service: waits are foreseen by a process of its own, and one that is killed is replaced while the hall goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.settings import DATABASE_FILE
from tests.live.push_client import eventually
from tests.service import RunningService, start_service

WORKER = b"sim.predict.worker"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    running = start_service(tmp_path, "--demo", "--no-crowd", "--estimate-every-s", "0.2")
    yield running
    running.stop()


def workers(service: RunningService) -> list[int]:
    """Processes of this service that predict."""
    assert service.process is not None
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, command = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if WORKER in command and int(stat.rpartition(")")[2].split()[1]) == service.process.pid:
            found.append(int(folder.name))
    return found


def own(service: RunningService, token: str) -> dict[str, Any]:
    """A ticket as its holder's page sees it."""
    answer = requests.get(f"{service.base_url}/api/tickets/{token}", timeout=10)
    found: dict[str, Any] = answer.json()
    return found


def is_foreseen(service: RunningService, token: str) -> Callable[[], bool]:
    """Whether the futures have spoken of this ticket, which waits for an end."""
    return lambda: (own(service, token)["estimate_most_min"] or 0) > 0


def kept(service: RunningService) -> dict[str, str]:
    """Ticket -> who spoke at its taking, as the table has it."""
    connection = sqlite3.connect(f"file:{service.data / DATABASE_FILE}?mode=ro", uri=True)
    found = dict(connection.execute("select ticket, method from estimates where cause = 'taken'"))
    connection.close()
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_the_estimate_follows_the_number_and_outlives_a_killed_worker(service: RunningService) -> None:
    clerk, kiosk = service.sign_in("clerk01"), service.device()
    for action in ("seat", "open"):
        assert service.command(clerk, f"/counters/1/{action}").status_code == 200
    tokens = [service.command(kiosk, "/tickets", {"line": "A"}).json()["token"] for _ in range(3)]
    eventually(is_foreseen(service, tokens[2]), "the third ticket has an estimate")
    (worker,) = workers(service)

    os.kill(worker, signal.SIGKILL)
    late = service.command(kiosk, "/tickets", {"line": "A"})
    eventually(lambda: workers(service) not in ([], [worker]), "another worker has been started")
    eventually(is_foreseen(service, late.json()["token"]), "a ticket of after the kill has an estimate as well")
    eventually(lambda: len(kept(service)) == 4, "what all four were told is kept")
    others = workers(service)
    service.stop()

    assert late.status_code == 201
    assert late.json()["ahead"] == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in others)
    assert [kept(service)[number] for number in ("A001", "A002", "A003")] == ["futures"] * 3
