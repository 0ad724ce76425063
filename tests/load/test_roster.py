"""Who tells the clerks, in which order; what boards and the timeline make of what they see."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from sim.load.boards import BoardCounts, Boards
from sim.load.clerk import Clerk
from sim.load.http import Address
from sim.load.latency import Latencies
from sim.load.roster import Roster
from sim.load.schedule import Duty, Pace
from sim.load.timeline import gauges

NOWHERE = Address("127.0.0.1", 1)
METRICS = """# TYPE yzz_waiting gauge
yzz_waiting{hall="scenario",line="综合"} 3
yzz_waiting{hall="scenario",line="社保 医保"} 2
process_cpu_seconds_total 1.250
process_resident_memory_bytes 83886080
yzz_requests_total{route="/readyz",status="200"} 20
"""


class SlowClerk:
    """Takes longer over a duty the lower their number, so that only the roster can keep the order."""

    def __init__(self, counter: int, said: list[tuple[str, int]]) -> None:
        self.counter = counter
        self.said = said
        self.room = type("Seen", (), {"seq": 0})()
        self.is_in_place = True

    async def obey(self, duty: Duty) -> None:
        self.said.append(("begins", duty.counter))
        for _ in range(10 - self.counter):
            await asyncio.sleep(0)
        self.said.append(("done", duty.counter))


def test_one_clerk_is_done_before_the_next_is_told():
    said: list[tuple[str, int]] = []
    clerks = [cast(Clerk, SlowClerk(counter, said)) for counter in range(3)]

    async def tell() -> Roster:
        pace = Pace(service_ms=0, at_s=asyncio.get_running_loop().time() - 1, speed=1.0)
        roster = Roster(pace, [Duty(0, counter, is_on=True) for counter in range(3)], clerks)
        assert not roster.is_in_place
        await roster.run()
        return roster

    roster = asyncio.run(tell())

    assert said == [(word, counter) for counter in range(3) for word in ("begins", "done")]
    assert roster.told == 3


def test_a_duty_of_the_afternoon_keeps_nobody_from_beginning():
    clerks = [cast(Clerk, SlowClerk(0, []))]

    async def look() -> bool:
        pace = Pace(service_ms=0, at_s=asyncio.get_running_loop().time(), speed=1.0)
        return Roster(pace, [Duty(3_600_000, 0, is_on=None)], clerks).is_in_place

    assert asyncio.run(look()) is True


def patch(seq: int, prev: int, now_ms: int) -> dict[str, Any]:
    return {"hall": "h", "room": "hall", "seq": seq, "prev": prev, "now_ms": now_ms, "changes": {}}


def test_boards_count_patches_gaps_and_how_long_a_change_was_under_way():
    async def watch() -> tuple[BoardCounts, Latencies]:
        latencies = Latencies()
        # A minute of service is a second here, and it is 60 s since the clock began.
        pace = Pace(service_ms=0, at_s=asyncio.get_running_loop().time() - 1, speed=60.0)
        boards = Boards(2, NOWHERE, {}, "h", pace, latencies)
        for room in boards.rooms:
            room.take_snapshot({"seq": 4, "state": {}, "now_ms": 0})
        boards.rooms[0]._take("patch", patch(5, 4, now_ms=30_000))
        boards.rooms[1]._take("patch", patch(7, 6, now_ms=30_000))
        counted = boards.counts()
        await asyncio.sleep(0)
        return counted, latencies

    counted, latencies = asyncio.run(watch())

    assert counted == BoardCounts(boards=2, patches=1, resyncs=1, reconnects=0)
    assert latencies.of("board_delta").done == 1
    assert latencies.of("board_delta").max_s() >= 0.5


def test_the_timeline_reads_the_services_own_metrics():
    assert gauges(METRICS) == {"waiting": 5.0, "service_cpu_s": 1.25, "service_rss_bytes": 83_886_080.0}


def test_the_worst_latency_is_that_since_the_last_look():
    latencies = Latencies()
    latencies.record("take", 0.004)
    latencies.record("take", 0.002)

    assert [latencies.take_worst_s(), latencies.take_worst_s()] == [0.004, 0.0]
