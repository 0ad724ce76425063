"""The crowd (仿真人群): citizens and clerks who play the demo through its API.

    python -m sim.load.crowd --accounts FILE [--url URL]

A newcomer opens a browser and finds a hall at work: tickets are taken, called, served; now and
then somebody does not come, gives up, or has to fetch something. Counters 5 and 6 stay free for the
newcomer. The demand is that of the base day, livelier by LIVELY, at the pace of the service's
clock. The crowd ends with the process that started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, Final

import click

from sim.load.accounts import Accounts, Device, read_accounts, read_base_url
from sim.load.client import Answer, Client, SignInRefused, hall_path
from sim.load.crowd_clerk import CrowdClerk, Play
from sim.load.http import Address, Pool, Unreachable
from sim.load.latency import Latencies
from sim.load.room import Room
from sim.load.target import WrongService, only_hall

LIVELY: Final = 4.0
"""So many times the base day's arrivals, at so much shorter services: as busy, but worth watching."""
CLERKS: Final = 4
"""Counters 1 to 4; the others are the newcomer's."""
RATES: Final = {"general": 4.7, "social": 2.1, "household": 2.1, "business": 1.6}
"""Arrivals an hour of the base day, by matter class, before peaks."""
NEEDS_MIN: Final = {"general": 11.0, "social": 8.0, "household": 13.5, "business": 22.0}
PEAKS: Final = ((9.0, 10.5, 1.6), (14.75, 16.0, 1.4), (17.0, 17.5, 0.5))
"""(from, to, factor), hours of the day."""
UTC_OFFSET: Final = timezone(timedelta(hours=8))
OPENING_QUEUE: Final = 6
"""People who already stand at the door, so that the first screen is not an empty one."""
OPENING_S: Final = 20.0
UNSTAFFED_MOST: Final = 2
"""So many wait at most for a counter that nobody keeps: something to do for the newcomer."""
SPECIAL: Final = "special"
SPECIAL_SHARE: Final = 0.15
"""Who is called before others: a member of staff sees why and takes the ticket for them."""
GROUNDS: Final = ("disabled", "pregnant", "soldier", "age_70")
UNAUTHORISED: Final = 401
ABSENT_SHARE: Final = 0.03
LEAVER_SHARE: Final = 0.05
PATIENCE_S: Final = 240.0
SHUT_LOOK_S: Final = 2.0
PARENT_LOOK_S: Final = 1.0
AGAIN_S: Final = 3.0


def peak_factor(hour: float) -> float:
    """How much more than usual comes at an hour of the day."""
    return next((factor for since, until, factor in PEAKS if since <= hour < until), 1.0)


class Visitors:
    """Citizens who come while the door is open, most of them to a kiosk."""

    def __init__(self, play: Play, accounts: Accounts) -> None:
        self.play = play
        latencies = Latencies()
        latencies.is_recording = False
        self.pool = Pool(play.address, limit=4)
        kiosks = [device for device in accounts.devices if device.role == "kiosk" and device.gives_tickets]
        self.kiosks = [Client(self.pool, latencies, bearer=device.token) for device in kiosks]
        self.room = Room(play.address, self.kiosks[0].headers, play.hall, "hall")
        self.staff = accounts.of_role("supervisor")[0]
        self.desk = Client(self.pool, latencies)
        self.leaving: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Come for ever, as long as there is a door to come through."""
        watching = asyncio.ensure_future(self.room.keep())
        try:
            await self._queue_at_the_door()
            while True:
                await self._next_visitor()
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def is_open(self) -> bool:
        """Whether the door is open, as far as the room tells."""
        hall = self.room.state.get("hall", {}).get("hall", {})
        return hall.get("door") == "open" and self.room.client is not None

    async def _until_open(self) -> None:
        while not self.is_open():
            await asyncio.sleep(SHUT_LOOK_S)

    async def _queue_at_the_door(self) -> None:
        for _ in range(OPENING_QUEUE):
            await self._until_open()
            await self._come()
            await self.play.sleep(self.play.random.expovariate(OPENING_QUEUE / OPENING_S))

    async def _next_visitor(self) -> None:
        await self._until_open()
        hour = self._hour()
        per_hour = sum(RATES.values()) * LIVELY * peak_factor(hour)
        await self.play.sleep(self.play.random.expovariate(per_hour / 3600))
        if self.is_open():
            await self._come()

    def _hour(self) -> float:
        """Hour of the service's day, 0..24."""
        now = datetime.fromtimestamp(self.room.now_ms() / 1000 if self.room.seq >= 0 else 0, UTC_OFFSET)
        return now.hour + now.minute / 60

    async def _come(self) -> None:
        """Take a ticket; a service that cannot answer loses this visitor, not the crowd."""
        line = self._choose_line()
        if line is None:
            return
        client = self.play.random.choice(self.kiosks)
        is_special = self.room.state["lines"][line]["kind"] == SPECIAL
        try:
            answer = await (self._given(line) if is_special else self._take(client, {"line": line}))
        except (Unreachable, SignInRefused):
            return
        if not answer.is_fine:
            return
        chance = self.play.random.random()
        if chance < ABSENT_SHARE:
            self.play.absent.add(str(answer.record["ticket"]))
        elif chance < ABSENT_SHARE + LEAVER_SHARE:
            self._leave_later(client, str(answer.record["token"]))

    async def _take(self, client: Client, body: dict[str, object]) -> Answer:
        return await client.insist("take", hall_path(self.play.hall, "tickets"), body)

    async def _given(self, line: str) -> Answer:
        """A ticket from the desk; after a restart whoever sits there signs in again."""
        body: dict[str, object] = {"line": line, "reason": self.play.random.choice(GROUNDS)}
        answer = await self._take(self.desk, body)
        if answer.status != UNAUTHORISED:
            return answer
        await self.desk.sign_in(self.staff.account, self.staff.password)
        return await self._take(self.desk, body)

    def _choose_line(self) -> str | None:
        """A line by the base day's shares. Who would wait for nobody comes only in ones and twos."""
        lines = self.room.state.get("lines", {})
        kind = SPECIAL if self.play.random.random() < SPECIAL_SHARE else "ordinary"
        open_lines = {
            line["matter_class"]: key
            for key, line in lines.items()
            if line["kind"] == kind and (line["staffed"] or line["waiting"] < UNSTAFFED_MOST)
        }
        classes = [name for name in RATES if name in open_lines]
        if not classes:
            return None
        chosen = self.play.random.choices(classes, [RATES[name] for name in classes])[0]
        return str(open_lines[chosen])

    def _leave_later(self, client: Client, token: str) -> None:
        async def leave() -> None:
            await self.play.sleep(self.play.random.expovariate(1 / PATIENCE_S))
            await client.insist("cancel", f"/api/tickets/{token}/cancel")

        task = asyncio.ensure_future(leave())
        self.leaving.add(task)
        task.add_done_callback(self.leaving.discard)


async def until_orphaned(parent: int) -> None:
    """Returns when the process that started us is gone."""
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_LOOK_S)


async def find_service(address: Address, kiosk: Device) -> tuple[str, float]:
    """(hall, speed), however long the service takes to come up."""
    client = Client(Pool(address, limit=1), Latencies(), bearer=kiosk.token)
    while True:
        try:
            ready = await client.get("/readyz")
            if ready.is_fine:
                return await only_hall(client, None), float(ready.record["speed"])
        except (Unreachable, WrongService, KeyError):
            pass
        await asyncio.sleep(AGAIN_S / 3)


async def play_crowd(accounts: Accounts, url: str, seed: int, parent: int) -> None:
    """Everybody plays until the parent is gone."""
    address = Address.of(url)
    hall, speed = await find_service(address, accounts.device("kiosk"))
    needs_s = {name: minutes * 60 / LIVELY for name, minutes in NEEDS_MIN.items()}
    chance = Random(seed)  # noqa: S311 - a game, no secret
    play = Play(address=address, hall=hall, speed=speed, random=chance, needs_s=needs_s)
    clerks = accounts.of_role("clerk", at_least=CLERKS)[:CLERKS]
    stories: list[Coroutine[Any, Any, None]] = [Visitors(play, accounts).run()]
    stories += [CrowdClerk(play, clerk, str(number)).run() for number, clerk in enumerate(clerks, start=1)]
    tasks = [asyncio.ensure_future(story) for story in stories]
    orphaned = asyncio.ensure_future(until_orphaned(parent))
    try:
        await asyncio.wait([orphaned, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in (orphaned, *tasks):
            task.cancel()
        await asyncio.gather(orphaned, *tasks, return_exceptions=True)


@click.command()
@click.option("--accounts", required=True, type=click.Path(path_type=Path), help="The demo's accounts file.")
@click.option("--url", help="Address of the service; without it, the one in the accounts file.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of everything that is left to chance.")
def main(accounts: Path, url: str | None, seed: int) -> None:
    """Let simulated citizens and clerks play the demo."""
    parent = os.getppid()
    address = url or read_base_url(accounts)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(play_crowd(read_accounts(accounts), address, seed, parent))


if __name__ == "__main__":
    main()
