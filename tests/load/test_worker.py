"""A worker is a process of its own: what it takes and measures is the run's."""

from __future__ import annotations

import asyncio

import pytest

from sim.load.client import Answer
from sim.load.latency import Latencies, Latency
from sim.load.loop import precise_loop
from sim.load.schedule import Arrival, Pace
from sim.load.worker import Share, Worker, WorkerLost
from tests.load.test_open_loop import SlowService, listening

ARRIVALS = [Arrival(index=n, matter_class="综合", at_ms=n, need_ms=1, patience_ms=None) for n in range(1, 20, 2)]
Met = list[tuple[int, str]]


async def play(worker: Worker, port_of: SlowService, warm_up_s: float = 0.0) -> tuple[Met, Latencies]:
    met: Met = []
    latencies = Latencies()

    def meet(arrival: Arrival, answer: Answer | None) -> None:
        assert answer is not None
        met.append((arrival.index, answer.record["ticket"]))

    async with listening(port_of.serve) as address:
        at_s = asyncio.get_running_loop().time() + 0.05
        share = Share(
            address=address,
            headers={"Authorization": "Bearer x"},
            hall="h",
            pace=Pace(service_ms=0, at_s=at_s, speed=1.0),
            counts_from_s=at_s - 1 + warm_up_s,
            arrivals=ARRIVALS,
        )
        await worker.play(share, meet, latencies)
    return met, latencies


async def with_worker(warm_up_s: float) -> tuple[Met, Latencies]:
    worker = await Worker.start()
    try:
        return await play(worker, SlowService(0, 0), warm_up_s)
    finally:
        await worker.end()


def run(warm_up_s: float = 0.0) -> tuple[Met, Latencies]:
    with asyncio.Runner(loop_factory=precise_loop) as runner:
        return runner.run(with_worker(warm_up_s))


def test_a_worker_takes_its_share_and_hands_over_every_answer_and_histogram():
    met, latencies = run()

    assert sorted(index for index, _ in met) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
    assert sorted(ticket for _, ticket in met) == [f"A{number:03}" for number in range(1, 11)]
    take, lag = latencies.of("take"), latencies.of("lag")
    assert (take.offered, take.done, lag.done) == (10, 10, 10)
    assert 0 < take.percentile_s(50) <= take.max_s()


def test_a_workers_warm_up_is_not_counted_either():
    met, latencies = run(warm_up_s=60.0)

    assert len(met) == 10
    assert latencies.endpoints == {}


def test_a_worker_that_is_gone_is_an_error_and_no_silence():
    async def lose() -> None:
        worker = await Worker.start()
        worker.process.kill()
        await worker.process.wait()
        await play(worker, SlowService(0, 0))

    with pytest.raises(WorkerLost, match="ended with status -9"), asyncio.Runner(loop_factory=precise_loop) as runner:
        runner.run(lose())


def test_a_histogram_crosses_to_another_process_whole():
    latency = Latency()
    latency.offered = 3
    for seconds in (0.001, 0.002):
        latency.record(seconds)
    latency.errors["http_503"] += 1

    crossed = Latency.from_json(latency.to_json())

    assert (crossed.offered, crossed.done, crossed.errors) == (3, 2, {"http_503": 1})
    assert crossed.max_s() == pytest.approx(0.002, rel=2e-3)
