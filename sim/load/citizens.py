"""Citizens (市民) of a load run: they take tickets at their due times and leave when patience ends.

A request leaves whether or not others have been answered; that is what makes the loop open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.load.client import Answer, Client, hall_path
from sim.load.http import Unreachable
from sim.load.schedule import Arrival, Pace

LINE_FULL = "line_full"


async def until(due_s: float) -> None:
    """Sleep until a loop time; not at all if it has passed."""
    await asyncio.sleep(max(0.0, due_s - asyncio.get_running_loop().time()))


@dataclass(slots=True)
class Register:
    """Which ticket is whose. taken: number -> arrival index, answered 201 only."""

    arrivals: dict[int, Arrival]
    taken: dict[str, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    turned_away: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    started: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    waiting_for: dict[str, asyncio.Future[int]] = field(default_factory=dict)

    def enter(self, ticket: str, index: int) -> None:
        """An answer has come. A number given twice is kept for the report."""
        if ticket in self.taken:
            self.doubled.append(ticket)
        self.taken[ticket] = index
        waiting = self.waiting_for.pop(ticket, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(index)

    async def index_of(self, ticket: str) -> int:
        """Arrival index of a ticket; a call may be heard before the taker's own answer arrives."""
        if ticket in self.taken:
            return self.taken[ticket]
        waiting = self.waiting_for.setdefault(ticket, asyncio.get_running_loop().create_future())
        return await asyncio.shield(waiting)


Meet = Callable[[Arrival, Answer | None], None]
"""Called with what an arrival was answered; None: no answer came."""


async def take_all(arrivals: Sequence[Arrival], client: Client, hall: str, pace: Pace, meet: Meet) -> None:
    """Ask for every ticket at its due time, answered or not; returns when the last has been answered."""
    loop = asyncio.get_running_loop()
    takes = []

    async def take(arrival: Arrival, due_s: float) -> None:
        """Ask for one ticket at its due time, and tell who is met what came of it."""
        body: dict[str, object] = {"line": arrival.matter_class}
        try:
            answer = await client.command("take", hall_path(hall, "tickets"), body, due_s=due_s)
        except Unreachable:
            meet(arrival, None)
        else:
            meet(arrival, answer)

    for arrival in arrivals:
        due_s = pace.due_s(arrival.at_ms)
        await until(due_s)
        client.latencies.record("lag", loop.time() - due_s)
        takes.append(asyncio.ensure_future(take(arrival, due_s)))
    await asyncio.gather(*takes)


@dataclass(slots=True, kw_only=True)
class Citizens:
    """Enters who took a ticket, here or in a worker, and lets them give it up when patience ends."""

    client: Client
    hall: str
    pace: Pace
    register: Register
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, arrivals: Sequence[Arrival]) -> None:
        """Let these arrive from here; returns when the last one has been answered."""
        await take_all(arrivals, self.client, self.hall, self.pace, self.meet)

    def meet(self, arrival: Arrival, answer: Answer | None) -> None:
        """Somebody who asked for a ticket has been answered."""
        if answer is not None and answer.code == LINE_FULL:
            self.register.turned_away.append(arrival.index)
        elif answer is None or not answer.is_fine:
            self.register.failed.append(arrival.index)
        else:
            self.register.enter(answer.record["ticket"], arrival.index)
            if arrival.patience_ms is not None:
                self._begin(self._give_up(arrival.patience_ms, answer))

    def _begin(self, story: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(story)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _give_up(self, patience_ms: int, answer: Answer) -> None:
        due_s = self.pace.due_s(answer.record["taken_at_ms"] + patience_ms)
        await until(due_s)
        ticket = answer.record["ticket"]
        if ticket in self.register.started:
            return
        left = await self.client.insist("abandon", f"/api/tickets/{answer.record['token']}/cancel", due_s=due_s)
        if left.is_fine:
            self.register.ended.add(ticket)
