"""A room as a screen sees it (房间): snapshot, then patches by `seq`, and a fresh snapshot on a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sim.load.deltas import merged
from sim.load.http import Address, Unreachable
from sim.load.push import PushClient, connect

Collections = dict[str, dict[str, dict[str, Any]]]
RECONNECT_S = 0.5


class Room:
    """One watched room, kept current. changed: set whenever the state has moved.

    on_patch: called with each patch that is applied, before `changed` is set.
    """

    def __init__(
        self,
        address: Address,
        headers: dict[str, str],
        hall: str,
        room: str,
        on_patch: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.address = address
        self.headers = headers
        self.name = {"hall": hall, "room": room}
        self.on_patch = on_patch
        self.state: Collections = {}
        self.seq = -1
        self.speed = 1.0
        self.stamp = (0.0, 0.0)
        self.resyncs = 0
        self.connects = 0
        self.changed = asyncio.Event()
        self.client: PushClient | None = None
        self._resync: asyncio.Task[None] | None = None

    async def keep(self) -> None:
        """Stay connected for ever; whoever needs an end cancels the task."""
        while True:
            try:
                self.client = await connect(self.address, self.headers, self._take)
                self.connects += 1
                await self.watch()
                await self.client.lost
            except Unreachable:
                pass
            finally:
                if self.client is not None:
                    self.client.close()
                    self.client = None
            await asyncio.sleep(RECONNECT_S)

    def now_ms(self) -> float:
        """Service time by the last message and the time since."""
        at_ms, at_s = self.stamp
        return at_ms + (asyncio.get_running_loop().time() - at_s) * 1000 * self.speed

    def _read_clock(self, message: dict[str, Any]) -> None:
        if "now_ms" in message:
            self.stamp = (float(message["now_ms"]), asyncio.get_running_loop().time())

    async def watch(self) -> None:
        """Fetch the snapshot. Raises Unreachable, also when the service refuses the room."""
        assert self.client is not None
        snapshot = await self.client.ask("watch", self.name)
        if not isinstance(snapshot, dict) or "state" not in snapshot:
            error = (snapshot or {}).get("error", {}) if isinstance(snapshot, dict) else {}
            raise Unreachable("watch", str(error.get("code", snapshot)))
        self.take_snapshot(snapshot)

    def take_snapshot(self, snapshot: dict[str, Any]) -> None:
        """The whole state at a seq; an older one than ours is ignored."""
        if snapshot["seq"] >= self.seq:
            self.state, self.seq = snapshot["state"], snapshot["seq"]
            self.speed = float(snapshot.get("speed", self.speed))
            self._read_clock(snapshot)
            self.changed.set()

    def _take(self, name: str, patch: Any) -> None:
        if name != "patch" or {"hall": patch["hall"], "room": patch["room"]} != self.name:
            return
        if patch["seq"] <= self.seq:
            return
        if patch["prev"] > self.seq:
            self.resyncs += 1
            self._resync = asyncio.ensure_future(self._again())
            return
        self.state = merged(self.state, patch["changes"])
        self.seq = patch["seq"]
        self._read_clock(patch)
        if self.on_patch is not None:
            self.on_patch(patch)
        self.changed.set()

    async def _again(self) -> None:
        client = self.client
        if client is None:
            # Nobody is connected any more: the next one to watch fetches everything.
            return
        try:
            await self.watch()
        except Unreachable:
            client.close()
