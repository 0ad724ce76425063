"""Health (健康): whether the process lives, whether it can work, and what it has done.

Metrics are counted by hand, a list increment each: an exporter costs 60 µs a request.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from resource import getpagesize
from time import process_time, time
from typing import Final

from flask import Response

from kiosk.live.publisher import Publisher
from kiosk.live.writer import HallWriter
from kiosk.web.routing import Call, json_answer

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper edges of the latency histogram, in seconds."""
STATM: Final = Path("/proc/self/statm")
OF_A_HALL: Final[tuple[tuple[str, str, str, Callable[[HallWriter, Publisher], int]], ...]] = (
    ("yzz_queue_length", "gauge", "Commands that wait to be decided.", lambda writer, _: writer.queue_length),
    ("yzz_writable", "gauge", "Whether the store takes writes.", lambda writer, _: int(writer.writable)),
    ("yzz_journal_seq", "counter", "Newest journal entry.", lambda writer, _: writer.committed_seq),
    ("yzz_batches_total", "counter", "Transactions committed.", lambda writer, _: writer.batches),
    ("yzz_failures_total", "counter", "Batches answered 503.", lambda writer, _: writer.failures),
    ("yzz_watchers", "gauge", "Clients that watch a room.", lambda _, publisher: publisher.watchers),
    ("yzz_frames_total", "counter", "Patches sent to clients.", lambda _, publisher: publisher.frames_sent),
)
"""name, kind, what it is, how it is read, of every hall."""
PROMETHEUS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Metrics:
    """Requests by route and status, and how long they took."""

    requests: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    seconds: float = 0.0

    def count(self, route: str, status: int, seconds: float) -> None:
        """One request is answered."""
        self.requests[route, status] += 1
        self.buckets[bisect_left(BUCKETS_S, seconds)] += 1
        self.seconds += seconds

    def lines(self) -> list[str]:
        """What Prometheus reads."""
        lines = ["# HELP yzz_requests_total Requests answered.", "# TYPE yzz_requests_total counter"]
        lines += [
            f'yzz_requests_total{{route="{route}",status="{status}"}} {number}'
            for (route, status), number in sorted(self.requests.items())
        ]
        lines += ["# HELP yzz_request_seconds Time to answer.", "# TYPE yzz_request_seconds histogram"]
        total = 0
        for edge, number in zip((*BUCKETS_S, "+Inf"), self.buckets, strict=True):
            total += number
            lines.append(f'yzz_request_seconds_bucket{{le="{edge}"}} {total}')
        return [*lines, f"yzz_request_seconds_sum {self.seconds:.6f}", f"yzz_request_seconds_count {total}"]


def alive(call: Call) -> Response:
    """The process answers."""
    del call
    return json_answer({"state": "alive"})


def ready(call: Call) -> Response:
    """200 when every hall is recovered and the store takes writes, else 503 with the same record.

    drift_ms: how far the service clock is from the wall clock; only at speed 1 does it mean anything.
    """
    services = call.services
    now_ms = services.clock.now_ms()
    halls = {
        key: {"seq": writer.committed_seq, "queue": writer.queue_length, "writable": writer.writable}
        for key, writer in services.halls.items()
    }
    writable = all(hall["writable"] for hall in halls.values())
    record = {
        "ready": writable,
        "store_writable": writable,
        "halls": halls,
        "queue": sum(int(hall["queue"]) for hall in halls.values()),
        "speed": services.settings.speed,
        "now_ms": now_ms,
        "drift_ms": now_ms - round(time() * 1000) if services.settings.speed == 1 else None,
    }
    return json_answer(record, 200 if writable else 503)


def metrics(call: Call) -> Response:
    """Everything countable, in the text format of Prometheus."""
    services = call.services
    lines = services.metrics.lines()
    for name, kind, text, read in OF_A_HALL:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
        for key, writer in services.halls.items():
            lines.append(f'{name}{{hall="{key}"}} {read(writer, services.publishers[key])}')
    lines += ["# HELP yzz_waiting Tickets in a line.", "# TYPE yzz_waiting gauge"]
    for key, writer in services.halls.items():
        state = writer.committed.state
        for number, line in enumerate(state.config.lines if state.config else ()):
            lines.append(f'yzz_waiting{{hall="{key}",line="{line.key}"}} {state.lines[number].size}')
    lines += process_lines()
    return Response("\n".join(lines) + "\n", content_type=PROMETHEUS_TYPE)


def process_lines() -> list[str]:
    """What this process costs; its memory only where the system tells (/proc)."""
    lines = ["# TYPE process_cpu_seconds_total counter", f"process_cpu_seconds_total {process_time():.3f}"]
    try:
        resident = int(STATM.read_text(encoding="ascii").split()[1]) * getpagesize()
    except OSError:
        return lines
    return [*lines, "# TYPE process_resident_memory_bytes gauge", f"process_resident_memory_bytes {resident}"]
