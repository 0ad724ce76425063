"""Boards (叫号屏) of a load run: lean readers of the hall's room, who check what they are sent.

A board does nothing but listen. What counts is how long a change takes from the service's sending
to the screen, whether a `seq` was missed, and whether the connection held.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sim.load.http import Address
from sim.load.latency import Latencies
from sim.load.room import Room
from sim.load.schedule import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCounts:
    """Of all boards together. resyncs: gaps in `seq` that cost a fresh snapshot."""

    boards: int
    patches: int
    resyncs: int
    reconnects: int


class Boards:
    """So many boards with one device's token. headers: what identifies it."""

    def __init__(
        self, number: int, address: Address, headers: dict[str, str], hall: str, pace: Pace, latencies: Latencies
    ) -> None:
        self.pace = pace
        self.latencies = latencies
        self.patches = 0
        self.rooms = [Room(address, headers, hall, "hall", self._see) for _ in range(number)]

    async def run(self) -> None:
        """Listen for ever; whoever needs an end cancels the task."""
        await asyncio.gather(*(room.keep() for room in self.rooms))

    @property
    def is_in_place(self) -> bool:
        """Whether every board has its first snapshot."""
        return all(room.seq >= 0 for room in self.rooms)

    def counts(self) -> BoardCounts:
        """So far."""
        return BoardCounts(
            boards=len(self.rooms),
            patches=self.patches,
            resyncs=sum(room.resyncs for room in self.rooms),
            reconnects=sum(max(0, room.connects - 1) for room in self.rooms),
        )

    def _see(self, patch: dict[str, Any]) -> None:
        self.patches += 1
        sent_s = self.pace.due_s(patch["now_ms"])
        self.latencies.record("board_delta", max(0.0, asyncio.get_running_loop().time() - sent_s))
