"""Health over HTTP, and what the metrics count."""

from __future__ import annotations

import re

import requests

from kiosk.web.schemas import Health, Readiness
from tests.service import RunningService


def test_the_process_lives_and_is_ready(service: RunningService) -> None:
    alive = requests.get(f"{service.base_url}/healthz", timeout=10)
    ready = requests.get(f"{service.base_url}/readyz", timeout=10)

    Health.model_validate_json(alive.content)
    record = Readiness.model_validate_json(ready.content)
    assert record.ready
    assert record.speed == 1
    # The demo begins on 2026-11-23, so its clock is nowhere near the wall's.
    assert record.drift_ms is not None
    assert abs(record.now_ms - 1_795_393_800_000) < 3_600_000


def test_metrics_count_requests_by_route_and_status(service: RunningService) -> None:
    requests.get(f"{service.base_url}/api/halls", timeout=10)

    text = requests.get(f"{service.base_url}/metrics", timeout=10).text

    assert 'yzz_requests_total{route="list_halls",status="200"}' in text
    assert 'yzz_waiting{hall="denggang",line="A"}' in text
    assert 'yzz_request_seconds_bucket{le="+Inf"}' in text
    for name in (
        "queue_length",
        "writable",
        "journal_seq",
        "batches_total",
        "failures_total",
        "watchers",
        "frames_total",
    ):
        assert f'yzz_{name}{{hall="denggang"}} ' in text


def test_every_sample_of_the_metrics_is_a_number_of_a_declared_kind(service: RunningService) -> None:
    # A count by route has no sample before the first request.
    requests.get(f"{service.base_url}/api/halls", timeout=10)

    lines = requests.get(f"{service.base_url}/metrics", timeout=10).text.splitlines()

    declared = {line.split()[2] for line in lines if line.startswith("# TYPE ")}
    samples = [line for line in lines if not line.startswith("#")]
    names = {re.sub(r"_(bucket|sum|count)$", "", re.split(r"[{ ]", line)[0]) for line in samples}
    assert names == declared
    assert all(float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)


def test_the_journal_is_read_page_by_page(service: RunningService) -> None:
    admin = service.sign_in("admin01")
    url = f"{service.base_url}/api/halls/denggang/journal"

    first = admin.get(f"{url}?after=0&limit=1", timeout=10).json()
    second = admin.get(f"{url}?after={first['next']}&limit=1", timeout=10).json()
    end = admin.get(f"{url}?after=1000000", timeout=10).json()

    assert [entry["seq"] for entry in first["entries"] + second["entries"]] == [1, 2]
    assert first["entries"][0]["events"][0]["type"] == "HallConfigured"
    assert end == {"entries": [], "next": 1_000_000}


def test_metrics_tell_what_the_process_costs(service: RunningService) -> None:
    text = requests.get(f"{service.base_url}/metrics", timeout=10).text

    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("process_"))
    assert float(figures["process_cpu_seconds_total"]) > 0
    assert float(figures["process_resident_memory_bytes"]) > 10_000_000
