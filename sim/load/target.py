"""The service under load, before the first request: is it the right one, and what time is it there?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sim.load.accounts import Accounts
from sim.load.client import Client, hall_path
from sim.load.http import Address, Pool, Unreachable
from sim.load.latency import Latencies
from sim.load.schedule import Pace, Reading, pace_from
from sim.scenario import Scenario, hall_config

READINGS = 20
JOURNAL_PAGE = 1000
SPEED_TOLERANCE = 1e-9


class WrongService(Exception):
    """The service is not the one the run is for. The message says what differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The running business day, from the journal. opens_at_ms: its first opening, service time."""

    day: str
    opens_at_ms: int
    turns_at_ms: int


async def check_speed(client: Client, speed: float) -> None:
    """Raises WrongService if the service's clock runs at another rate, Unreachable if it is not there."""
    ready = await client.get("/readyz")
    if not ready.is_fine:
        raise Unreachable("not ready", ready.code)
    actual = float(ready.record["speed"])
    if abs(actual - speed) > SPEED_TOLERANCE * speed:
        raise WrongService(f"the service runs at speed {actual:g}, not {speed:g}: yzz run --speed {speed:g}")


async def measure_pace(client: Client, speed: float) -> Pace:
    """How the service's clock and ours go together."""
    loop = asyncio.get_running_loop()
    readings = []
    for _ in range(READINGS):
        sent_s = loop.time()
        answer = await client.get("/readyz")
        readings.append(Reading(sent_s, answer.done_s, int(answer.record["now_ms"])))
    return pace_from(readings, speed)


async def only_hall(client: Client, hall: str | None) -> str:
    """Key of the hall meant: the one given, or the only one there is. Raises WrongService."""
    answer = await client.get("/api/halls")
    keys = [str(record["key"]) for record in answer.record["halls"]]
    if hall is None and len(keys) == 1:
        return keys[0]
    if hall not in keys:
        raise WrongService(f"the service has the halls {', '.join(keys)}; name one with --hall")
    return str(hall)


async def read_journal(client: Client, hall: str, after: int = 0) -> list[dict[str, Any]]:
    """Every entry after a sequence number; needs an administrator. Raises WrongService, Unreachable."""
    entries: list[dict[str, Any]] = []
    while True:
        answer = await client.get(f"{hall_path(hall, 'journal')}?after={after}&limit={JOURNAL_PAGE}")
        if not answer.is_fine:
            raise WrongService(f"the journal of {hall} cannot be read: {answer.code}")
        page = answer.record["entries"]
        if not page:
            return entries
        entries += page
        after = int(answer.record["next"])


async def fetch_journal(url: str, accounts: Accounts, hall: str | None) -> list[dict[str, Any]]:
    """A hall's whole journal, as the administrator of the accounts file."""
    client = Client(Pool(Address.of(url), limit=1), Latencies())
    administrator = accounts.of_role("admin")[0]
    await client.sign_in(administrator.account, administrator.password)
    return await read_journal(client, await only_hall(client, hall))


def check_hall(entries: list[dict[str, Any]], scenario: Scenario) -> None:
    """Raises WrongService, naming the first difference, if the service's hall is not the scenario's."""
    # Of terminals a scenario says nothing: those that are there change nothing of who waits how long.
    wanted = without_terminals(asdict(hall_config(scenario)))
    configured: dict[str, Any] | None = None
    for entry in entries:
        for event in entry["events"]:
            if event["type"] == "HallConfigured":
                configured = without_terminals(event["config"])
    if configured is None:
        raise WrongService("the service's hall has no configuration yet")
    difference = first_difference(wanted, configured, "hall")
    if difference is not None:
        raise WrongService(f"the service runs another hall: {difference}; yzz run --scenario FILE")


def without_terminals(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration but for where its terminals stand."""
    return {name: value for name, value in config.items() if name not in {"zones", "terminals"}}


def first_difference(wanted: Any, actual: Any, place: str) -> str | None:
    """Where two JSON-like values part, in words, or None if they are equal."""
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        for key in sorted({*wanted, *actual}):
            found = first_difference(wanted.get(key), actual.get(key), f"{place}.{key}")
            if found is not None:
                return found
        return None
    if isinstance(wanted, (list, tuple)) and isinstance(actual, (list, tuple)):
        if len(wanted) != len(actual):
            return f"{place} has {len(actual)} entries, not {len(wanted)}"
        for index, (left, right) in enumerate(zip(wanted, actual, strict=True)):
            found = first_difference(left, right, f"{place}[{index}]")
            if found is not None:
                return found
        return None
    return None if wanted == actual else f"{place} is {actual!r}, not {wanted!r}"


def running_day(entries: list[dict[str, Any]]) -> Day | None:
    """The business day that has opened and not turned, or None."""
    day: Day | None = None
    for entry in entries:
        for event in entry["events"]:
            if event["type"] == "DayOpened":
                day = Day(day=event["day"], opens_at_ms=event["intervals"][0][0], turns_at_ms=event["turns_at_ms"])
            elif event["type"] == "DayTurned":
                day = None
    return day
