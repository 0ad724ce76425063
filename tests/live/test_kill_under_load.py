"""kill -9 at any moment under load, through the front door: every acknowledged ticket is there afterwards.

A kill cannot tell a synced file from an unsynced one; the power-cut test beside this one can.
"""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from tests.service import RunningService, start_service

KILLS = 20
CITIZENS = 6
LINES = ("general", "social", "household", "business")


class Citizens:
    """Threads that take tickets as fast as they are answered, and keep what they were told."""

    def __init__(self, service: RunningService, seed: int) -> None:
        self.port = service.port
        self.path = f"/api/halls/{service.hall}/tickets"
        self.headers = {"Authorization": f"Bearer {service.token('hall-1')}", "Content-Type": "application/json"}
        self.acknowledged: dict[str, dict[str, object]] = {}
        self.unanswered: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.chance = random.Random(seed)
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._come, args=(n,)) for n in range(CITIZENS)]
        self.many = threading.Event()

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=20)

    def _come(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.stop.is_set():
            key, body = uuid.uuid4().hex, json.dumps({"matter_class": LINES[number % len(LINES)]})
            self.unanswered[key] = self.bodies[key] = body
            try:
                answer = take(connection, self.path, self.headers, key, body)
            except (OSError, http.client.HTTPException):
                break
            self.acknowledged[key] = answer
            del self.unanswered[key]
            if len(self.acknowledged) >= 40:
                self.many.set()
        connection.close()


def take(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str], key: str, body: str
) -> dict[str, object]:
    """One request; anything but 201 is a failure of the test."""
    connection.request("POST", path, body, {**headers, "Idempotency-Key": key})
    response = connection.getresponse()
    answer: dict[str, object] = json.loads(response.read())
    assert response.status == 201, answer
    return answer


def numbers_in(database: Path) -> list[str]:
    """Every ticket of the table."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT number FROM tickets").fetchall()
    connection.close()
    return [row[0] for row in rows]


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_after_twenty_kills_under_load_every_acknowledged_ticket_is_there(tmp_path):
    chance = random.Random(20261123)
    told: dict[str, dict[str, object]] = {}
    repeated = 0
    service = start_service(tmp_path)

    for round_number in range(KILLS):
        citizens = Citizens(service, round_number)
        citizens.start()
        assert citizens.many.wait(timeout=30)
        citizens.stop.wait(timeout=chance.uniform(0.0, 0.15))
        service.kill()
        citizens.end()
        told |= citizens.acknowledged
        service.start_again()
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
        # What got no answer is asked again under the same key: it was done once or not at all.
        for key, body in citizens.unanswered.items():
            told[key] = take(connection, citizens.path, citizens.headers, key, body)
        for key in list(citizens.acknowledged)[-3:]:
            again = take(connection, citizens.path, citizens.headers, key, citizens.bodies[key])
            repeated += again == told[key]
        connection.close()

    service.stop()
    in_table = numbers_in(tmp_path / "data" / "yzz.sqlite3")
    audit = subprocess.run(
        [sys.executable, "-m", "kiosk", "audit", "--data", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
    )
    numbers = [str(answer["ticket"]) for answer in told.values()]
    assert len(numbers) >= KILLS * 40
    assert len(set(numbers)) == len(numbers)
    assert sorted(in_table) == sorted(numbers)
    assert repeated == KILLS * 3
    assert audit.returncode == 0, audit.stdout + audit.stderr
