"""The timeline (时间线) of a load run: once a second, how it stands with the hall and the two processes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from sim.load.citizens import Register
from sim.load.client import Client
from sim.load.http import Unreachable

SAMPLE_S: Final = 1.0
GAUGES: Final = {
    "yzz_waiting": "waiting",
    "process_cpu_seconds_total": "service_cpu_s",
    "process_resident_memory_bytes": "service_rss_bytes",
}
"""What of the service's /metrics goes in; a name with labels counts over all of them."""


@dataclass(slots=True, kw_only=True)
class Timeline:
    """Samples of a run. client: who asks for /metrics; its histograms give the worst latency of each second."""

    client: Client
    register: Register
    samples: list[dict[str, float]] = field(default_factory=list)

    async def run(self) -> None:
        """Sample for ever; whoever needs an end cancels the task."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while True:
            sample = {
                "at_s": round(loop.time() - began_s, 3),
                "taken": float(len(self.register.taken)),
                "started": float(len(self.register.started)),
                "ended": float(len(self.register.ended)),
                "worst_ms": self.client.latencies.take_worst_s() * 1000,
                "generator_cpu_s": time.process_time(),
            }
            self.samples.append(sample | await self._service())
            await asyncio.sleep(SAMPLE_S)

    async def _service(self) -> dict[str, float]:
        try:
            response = await self.client.pool.request("GET", "/metrics", {})
        except Unreachable:
            return {}
        return gauges(response.body.decode())


def gauges(text: str) -> dict[str, float]:
    """The figures of GAUGES in a text of Prometheus, those that are there."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        series, _, value = line.rpartition(" ")
        name = GAUGES.get(series.partition("{")[0])
        if name is not None:
            found[name] = found.get(name, 0.0) + float(value)
    return found
