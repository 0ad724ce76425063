"""A clerk (窗口人员) of a load run: sits where the roster says and serves whoever the hall calls.

Under automatic calling the hall decides who is next. The clerk hears of it from the counter's room
or from the answer to the last finish, whichever comes first, sends `start` at once, and `finish`
when the citizen's need is over. Each of these hops costs service time that no real hall would
lose, so each is measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.load.citizens import Register, until
from sim.load.client import Answer, Client, hall_path
from sim.load.room import Room
from sim.load.schedule import MS_PER_S, Duty, Pace

HOPS = ("call", "start", "finish")
"""Endpoints between the end of one need and the next start: what the bias adds up."""
BUSY = frozenset({"calling", "serving"})
REFUSED_S = 0.25
"""Pause after a refused opening: the day may not have begun."""


@dataclass(slots=True, kw_only=True)
class Clerk:
    """One clerk at one counter, driven by its room."""

    client: Client
    account: str
    hall: str
    counter: str
    pace: Pace
    register: Register
    room: Room
    on_duty: bool = False
    may_open: bool = False
    leaves_for_good: bool = False
    serving: str | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Work for ever; whoever needs an end cancels the task."""
        await asyncio.gather(self.room.keep(), self._work())

    @property
    def is_in_place(self) -> bool:
        """Whether room and counter are as the roster wants them."""
        return self.room.seq >= 0 and self._wanted() is None

    async def obey(self, duty: Duty) -> None:
        """Come, go, or open again; returns when the counter is so far."""
        if duty.is_on is not None:
            self.on_duty, self.leaves_for_good = duty.is_on, duty.is_last
        self.may_open = self.on_duty
        await self._settle()

    async def _work(self) -> None:
        while True:
            await self.room.changed.wait()
            self.room.changed.clear()
            called = self.room.state.get("ticket", {}).get("now")
            if called is not None and called["started_at_ms"] is None and called["ticket"] != self.serving:
                await self._serve(called)
            await self._settle()

    async def _serve(self, called: Mapping[str, Any]) -> None:
        """Start, wait out the need, finish. The need counts from the sending of `start`: what its
        way to the service takes is lost again on the way of `finish`.
        """
        loop = asyncio.get_running_loop()
        ticket = str(called["ticket"])
        self.serving = ticket
        heard_s = loop.time()
        self.client.latencies.record("call", max(0.0, heard_s - self.pace.due_s(called["called_at_ms"])))
        self.register.started.add(ticket)
        started = await self._command("start", due_s=heard_s)
        if not started.is_fine:
            # The hall gave up on this citizen before our `start` came: a no-show at a high speed.
            self.register.started.discard(ticket)
            self.register.ended.add(ticket)
            self.serving = None
            return
        need_ms = self.register.arrivals[await self.register.index_of(ticket)].need_ms
        due_s = heard_s + need_ms / MS_PER_S / self.pace.speed
        await until(due_s)
        self.client.latencies.record("finish_lag", loop.time() - due_s)
        await self._command("finish", {"call_next": False}, due_s=due_s)
        self.register.ended.add(ticket)
        self.serving = None
        self.room.changed.set()

    async def _settle(self) -> None:
        """Seat, door plate and break as the roster wants them; one command at a time."""
        async with self.lock:
            while self.room.seq >= 0 and (action := self._wanted()) is not None:
                answer = await self._command(action, {"reason": "away"} if action == "pause" else None)
                if not answer.is_fine:
                    await asyncio.sleep(REFUSED_S)
                    return

    def _wanted(self) -> str | None:
        """The next command towards what the roster says, or None if all is well.

        A counter that the hall itself sent home at noon opens again only when the roster says so.
        """
        counter = self.room.state["counter"][self.counter]
        if counter["clerk"] is None:
            return "seat" if self.on_duty else None
        if counter["clerk"] != self.account:
            return None
        if self.on_duty:
            if counter["state"] == "closed":
                return "open" if self.may_open else None
            return "resume" if counter["state"] == "paused" or counter["pending"] != "stay" else None
        if counter["pending"] != "stay" or counter["state"] in {"closed", "paused"}:
            return None
        return "close" if self.leaves_for_good else "pause"

    async def _command(
        self, action: str, body: dict[str, object] | None = None, *, due_s: float | None = None
    ) -> Answer:
        path = hall_path(self.hall, "counters", self.counter, action)
        answer = await self.client.insist(action, path, body, due_s=due_s)
        if answer.is_fine:
            self.may_open = self.may_open and action != "open"
            self.room.take_snapshot({"seq": answer.record["seq"], "state": answer.record["counter"]})
        return answer
