"""A clerk of the crowd (仿真窗口人员): works one counter of the demo as a person would.

Everything is read from the counter's room and done through the API. A seat that somebody else has
taken is left alone; after a restart of the service the clerk goes on where the counter stands.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from sim.load.accounts import Account
from sim.load.client import Answer, Client, SignInRefused, hall_path
from sim.load.http import Address, Pool, Unreachable
from sim.load.latency import Latencies
from sim.load.room import Room

UNAUTHORISED: Final = 401
SEAT_TAKEN_S: Final = 20.0
"""How often a clerk looks whether the seat is free again."""
LOOK_S: Final = 5.0
"""Longest time without a look at the room, so that nothing can be waited for in vain."""
AGAIN_S: Final = 3.0
WALK_S: Final = (4.0, 15.0)
REACT_S: Final = (2.0, 6.0)
FETCH_S: Final = (60.0, 180.0)
PAUSE_S: Final = (90.0, 240.0)
FIRST_PAUSE_S: Final = (600.0, 2400.0)
PARK_SHARE: Final = 0.03
TRANSFER_SHARE: Final = 0.03


class SessionLost(Exception):
    """The clerk has to sign in again."""


@dataclass(slots=True, kw_only=True)
class Play:
    """What all of the crowd share. speed: of the service's clock; needs_s: mean service by matter class.

    absent: numbers of citizens who will not come when called. All times are service seconds.
    """

    address: Address
    hall: str
    speed: float
    random: Random
    needs_s: dict[str, float]
    absent: set[str] = field(default_factory=set)
    on_break: set[str] = field(default_factory=set)

    async def sleep(self, seconds: float) -> None:
        """So much service time."""
        await asyncio.sleep(seconds / self.speed)

    def between(self, limits: tuple[float, float]) -> float:
        """Some time within limits."""
        return self.random.uniform(*limits)

    def need_s(self, matter_class: str) -> float:
        """How long a service takes: lognormal, cv 0.6, as everywhere in the base day."""
        return self.needs_s.get(matter_class, 240.0) * self.random.lognormvariate(-0.1537, 0.5545)


class CrowdClerk:
    """One clerk at one counter."""

    def __init__(self, play: Play, account: Account, counter: str) -> None:
        self.play = play
        self.account = account
        self.counter = counter
        self.pool = Pool(play.address, limit=2)
        latencies = Latencies()
        latencies.is_recording = False
        self.client = Client(self.pool, latencies)
        self.room = Room(play.address, {}, play.hall, f"counter:{counter}")
        self.next_pause_s = 0.0
        self.has_opened = False

    async def run(self) -> None:
        """Work for ever, whatever the service does meanwhile."""
        loop = asyncio.get_running_loop()
        self.next_pause_s = loop.time() + self.play.between(FIRST_PAUSE_S) / self.play.speed
        while True:
            try:
                await self.client.sign_in(self.account.account, self.account.password)
                self.room = Room(self.play.address, self.client.headers, self.play.hall, f"counter:{self.counter}")
                watching = asyncio.ensure_future(self.room.keep())
                try:
                    await self._work()
                finally:
                    watching.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await watching
            except (Unreachable, SignInRefused, SessionLost):
                await asyncio.sleep(AGAIN_S)

    async def _work(self) -> None:
        while True:
            self.room.changed.clear()
            if self.room.seq < 0 or not await self._step():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.room.changed.wait(), LOOK_S)

    async def _step(self) -> bool:
        """Do what the counter asks for now; False if that is to wait."""
        counter = self.room.state["counter"][self.counter]
        if counter["clerk"] is None:
            return await self._sit(counter)
        if counter["clerk"] != self.account.account:
            await self.play.sleep(SEAT_TAKEN_S)
            return False
        steps = {
            "closed": self._open,
            "paused": self._resume,
            "idle": self._call,
            "calling": self._welcome,
            "serving": self._serve,
        }
        return await steps[counter["state"]]()

    async def _sit(self, counter: dict[str, Any]) -> bool:
        if not counter["actions"]["seat"]:
            return False
        self.has_opened = False
        return (await self._do("seat")).is_fine

    async def _open(self) -> bool:
        # A spare counter that was closed because it is calm opens again when a supervisor says so.
        if self.has_opened and self.room.state["counter"][self.counter]["is_spare"]:
            return False
        self.has_opened = True
        opened = await self._do("open")
        if not opened.is_fine:
            await asyncio.sleep(AGAIN_S)
        return opened.is_fine

    async def _resume(self) -> bool:
        # A planned break ends by itself.
        if self.room.state["counter"][self.counter]["break_until_ms"] is not None:
            return False
        await self.play.sleep(self.play.between(PAUSE_S))
        self.play.on_break.discard(self.counter)
        return (await self._do("resume")).is_fine

    async def _call(self) -> bool:
        """Call who is next; now and then take a break, one clerk at a time."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self.next_pause_s and not self.play.on_break:
            self.next_pause_s = loop.time() + self.play.between(FIRST_PAUSE_S) / self.play.speed
            self.play.on_break.add(self.counter)
            return (await self._do("pause", {"reason": "short_break"})).is_fine
        if "next" not in self.room.state.get("next", {}):
            return await self._fetch_parked()
        await self.play.sleep(self.play.between(REACT_S))
        return (await self._do("next")).is_fine

    async def _fetch_parked(self) -> bool:
        """Somebody who went to fetch something is back."""
        parked = self.room.state.get("parked", {})
        if not parked:
            return False
        number = min(parked, key=lambda each: parked[each]["parked_since_ms"])
        await self.play.sleep(self.play.between(FETCH_S))
        answer = await self.client.insist("resume", hall_path(self.play.hall, "tickets", number, "resume"))
        self._check(answer)
        return answer.is_fine

    async def _welcome(self) -> bool:
        """The citizen walks up; who is absent is called until the hall gives up on them."""
        ticket = self.room.state["ticket"].get("now")
        if ticket is None or ticket["ticket"] in self.play.absent:
            return False
        await self.play.sleep(self.play.between(WALK_S))
        return (await self._do("start")).is_fine

    async def _serve(self) -> bool:
        ticket = self.room.state["ticket"].get("now")
        if ticket is None:
            return False
        line = self.room.state["lines"].get(ticket["line"], {})
        await self.play.sleep(self.play.need_s(str(line.get("matter_class", ""))))
        chance = self.play.random.random()
        if chance < PARK_SHARE:
            return (await self._do("park")).is_fine
        target = self._transfer_target() if chance < PARK_SHARE + TRANSFER_SHARE else None
        if target is not None:
            return (await self._do("transfer", {"to_line": target})).is_fine
        return (await self._do("finish", {"call_next": False})).is_fine

    def _transfer_target(self) -> str | None:
        """Another line that this counter knows and that somebody serves."""
        now = self.room.state["ticket"]["now"]["line"]
        lines = self.room.state["lines"]
        staffed = [key for key, line in lines.items() if line["staffed"] and line["kind"] == "ordinary" and key != now]
        return self.play.random.choice(staffed) if staffed else None

    async def _do(self, action: str, body: dict[str, object] | None = None) -> Answer:
        path = hall_path(self.play.hall, "counters", self.counter, action)
        answer = await self.client.insist(action, path, body)
        self._check(answer)
        if answer.is_fine:
            self.room.take_snapshot({"seq": answer.record["seq"], "state": answer.record["counter"]})
        else:
            # Somebody was faster, or the room is behind: look again before the next step.
            await asyncio.sleep(1.0)
        return answer

    def _check(self, answer: Answer) -> None:
        if answer.status == UNAUTHORISED:
            raise SessionLost(self.account.account)
