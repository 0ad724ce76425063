"""Figures of cases at a real service: from 确认 to the result, and what others notice meanwhile.

Sources answer at once (their latency is the model's and not ours) or at the model's latency; the press is warm.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from pathlib import Path

import requests

from sim.bench.rows import Row, row
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, switch

ROUNDS = 40
"""Approvals that are counted; at the model's latency a third of them."""
MATTER = "insurance_proof"
AT_ONCE_MS = 150.0
MODELLED_MS = 3_000.0


def run() -> list[Row]:
    """Approvals one after the other at one terminal."""
    with tempfile.TemporaryDirectory() as folder:
        service = start_service(Path(folder))
        try:
            with Visitor(service, "t-pensioner") as visitor:
                approve(visitor)
                at_once, meanwhile = beside(service, lambda: [approve(visitor) for _ in range(ROUNDS)])
                switch(service, latency_pct=100)
                modelled = [approve(visitor, counts_reading=True) for _ in range(ROUNDS // 3)]
        finally:
            service.stop()
    return [
        row("确认 to result, sources at once, p50", statistics.median(at_once), "ms"),
        row("确认 to result, sources at once, p95", p(at_once, 95), "ms", "< 150", met=p(at_once, 95) < AT_ONCE_MS),
        row(
            "opening to result, sources at model latency, p95",
            p(modelled, 95),
            "ms",
            "< 3000",
            met=p(modelled, 95) < MODELLED_MS,
        ),
        row("somebody else's request meanwhile, p50", statistics.median(meanwhile), "ms"),
        row("somebody else's request meanwhile, p99", p(meanwhile, 99), "ms"),
    ]


def approve(visitor: Visitor, *, counts_reading: bool = False) -> float:
    """One case from its opening to its certificate; the ms from 确认, or from the opening, to the result."""
    visitor.kiosk.post("/touch", {"session": visitor.session})
    opened_s = time.perf_counter()
    alias = visitor.begin(MATTER)
    confirmed_s = time.perf_counter()
    assert visitor.submit(alias)["stage"] == "done"
    return (time.perf_counter() - (opened_s if counts_reading else confirmed_s)) * 1_000


def beside(service: RunningService, work: object) -> tuple[list[float], list[float]]:
    """What work gives, and how long somebody else's requests took meanwhile, in ms."""
    is_over, taken = threading.Event(), [0.0]

    def ask() -> None:
        with requests.Session() as session:
            while not is_over.is_set():
                began_s = time.perf_counter()
                session.get(f"{service.base_url}/healthz", timeout=10)
                taken.append((time.perf_counter() - began_s) * 1_000)
                time.sleep(0.005)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        return work(), taken  # type: ignore[operator]  # a callable of ours
    finally:
        is_over.set()
        asking.join()


def p(values: list[float], percent: int) -> float:
    """A percentile, without interpolating."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]
