"""The soak (长时间运行): a shift of ten hours at twenty counters, through the API at sixty times the pace.

The load generator plays the scenario as `yzz load` does, with a process of its own; the service's memory is read from
its own /metrics meanwhile. Afterwards the service ends and `yzz audit` goes through everything that it has written.
A quick soak ends after the first hour and is held to no bar of memory.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.bench.process import ROOT, Service, environment_without_settings, pin, running
from sim.bench.rows import Row, row

SCENARIO: Final = "twenty_counters"
SPEED: Final = 60
CUSTOMERS: Final = (90, 100_000)
"""At most so many come: those of the first hour, or all."""
FIRST_HOUR_S: Final = 3600 / SPEED
LEAD_S: Final = 30.0
"""The service opens its hall so much real time before the door."""
LOOK_S: Final = 5.0
LIMIT_S: Final = 1200.0
BAR_MB: Final = 20.0
MB: Final = 1e6


@dataclass(frozen=True, slots=True)
class Sample:
    """What the service held. at_s: real time since the door opened."""

    at_s: float
    resident_bytes: int


def run(size: int) -> list[Row]:
    """What the load generator, the service's memory and the audit say."""
    options = ("--scenario", SCENARIO, "--speed", str(SPEED))
    with running(options) as service:
        journal = service.data.parent / "journal.jsonl"
        status, samples, wall_s = _played(service, journal, CUSTOMERS[size])
        service.stop()
        findings = _audited(service.data)
        entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    name = f"a shift of {SCENARIO} at {SPEED}x"
    return [
        row(f"{name}, real time", wall_s, "s"),
        row(f"{name}, the load generator's exit status", status, "(2: it was late itself)"),
        *of_journal(name, entries),
        row(f"{name}, findings of yzz audit", len(findings), "lines", "== 0", met=not findings),
        *of_memory(name, samples, has_bar=bool(size)),
    ]


def _played(service: Service, journal: Path, customers: int) -> tuple[int, list[Sample], float]:
    """`yzz load` to its end: (exit status, the service's memory meanwhile, real time)."""
    command = [sys.executable, "-m", "kiosk", "load", SCENARIO, "--url", service.url, "--speed", str(SPEED)]
    command += ["--accounts", str(service.data / "demo-accounts.json"), "--journal", str(journal)]
    command += ["--customers", str(customers)]
    began_s = time.monotonic()
    opens_s = began_s + LEAD_S
    samples: list[Sample] = []
    with (journal.parent / "load.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment_without_settings())
        pin(process.pid, service.cores.client)
        try:
            while process.poll() is None:
                if time.monotonic() - began_s > LIMIT_S:
                    raise RuntimeError(f"the shift does not end within {LIMIT_S:g} s")
                samples.append(Sample(time.monotonic() - opens_s, service.resident_bytes()))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_S)
        finally:
            process.kill()
            process.wait()
    if not journal.exists():
        raise RuntimeError((journal.parent / "load.log").read_text(encoding="utf-8"))
    return process.returncode, samples, time.monotonic() - began_s


def _audited(data: Path) -> list[str]:
    """Findings of `yzz audit`, one a line. Raises RuntimeError if it cannot read the store."""
    command = [sys.executable, "-m", "kiosk", "audit", "--data", str(data)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment_without_settings()
    )
    if ended.returncode not in {0, 1}:
        raise RuntimeError(f"yzz audit: {ended.stdout}{ended.stderr}")
    return ended.stdout.splitlines() if ended.returncode else []


def of_journal(name: str, entries: list[dict[str, Any]]) -> list[Row]:
    """Everybody who took a ticket: no number twice, and all have ended."""
    events = [event for entry in entries for event in entry["events"]]
    taken = [event["ticket"] for event in events if event["type"] == "TicketTaken"]
    finished = sum(event["type"] == "ServiceFinished" for event in events)
    return [
        row(f"{name}, tickets", len(taken), "tickets"),
        row(f"{name}, services", finished, "services", "> 0", met=finished > 0),
        row(
            f"{name}, numbers given twice",
            len(taken) - len(set(taken)),
            "tickets",
            "== 0",
            met=len(taken) == len(set(taken)),
        ),
    ]


def of_memory(name: str, samples: list[Sample], *, has_bar: bool) -> list[Row]:
    """What the service held at most, and how much that grew after the first hour of the shift."""
    most = max(sample.resident_bytes for sample in samples) / MB
    rows = [row(f"{name}, memory at most", most, "MB")]
    if not has_bar:
        return rows
    late = [sample.resident_bytes for sample in samples if sample.at_s >= FIRST_HOUR_S]
    grown = (max(late) - late[0]) / MB if late else None
    first_hour = late[0] / MB if late else None
    return [
        *rows,
        row(f"{name}, memory after the first hour", first_hour, "MB"),
        row(
            f"{name}, growth after the first hour",
            grown,
            "MB",
            f"< {BAR_MB:g}",
            met=grown is not None and grown < BAR_MB,
        ),
    ]
