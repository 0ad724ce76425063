"""One load run (一次负载测试), from the first question to the report."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.load.accounts import Accounts
from sim.load.citizens import Citizens, Register
from sim.load.clerk import HOPS, Clerk, Duty
from sim.load.client import Client, hall_path
from sim.load.demand import arrivals_of, duties_of
from sim.load.http import Address, Pool
from sim.load.latency import Latencies
from sim.load.report import Report, environment, figures_of, waits_of
from sim.load.room import Room
from sim.load.schedule import MS_PER_S, Arrival, Pace, shifted
from sim.load.target import (
    Day,
    WrongService,
    check_hall,
    check_speed,
    measure_pace,
    only_hall,
    read_journal,
    running_day,
)
from sim.load.thresholds import Threshold, check
from sim.load.validity import rules_of
from sim.load.waits import Record, records_of
from sim.scenario import Scenario, hall_config

CONNECTIONS = 128
LEAD_S = 1.5
"""Between the last preparation and the first due request of a stationary run."""
LOOK_S = 0.05
SAMPLE_S = 1.0
STALLED_S = 30.0
"""Without any progress for so long, beyond the longest need, nobody will finish any more."""
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
YEAR_MS = 365 * 24 * HOUR_MS
STATIONARY_DAY = "2000-01-01"
"""A stationary run's one endless day is no day of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run against what. customers: at most so many arrivals, or None for all. workers: processes that take tickets.

    warm_up_s: real time at the beginning whose latencies are not counted.
    """

    scenario: Scenario
    url: str
    accounts: Accounts
    speed: float
    customers: int | None = None
    hall: str | None = None
    workers: int = 1
    warm_up_s: float = 2.0
    thresholds: tuple[Threshold, ...] = ()


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything that lives during a run."""

    plan: Plan
    pool: Pool
    latencies: Latencies
    admin: Client
    kiosk: Client
    hall: str
    pace: Pace
    day: str
    origin_ms: int
    arrivals: list[Arrival]
    register: Register
    skipped: int = 0
    clerks: list[Clerk] = field(default_factory=list)
    timeline: list[dict[str, float]] = field(default_factory=list)


async def play(plan: Plan) -> tuple[Report, list[dict[str, Any]]]:
    """Run it; the report and the hall's whole journal after it.

    Raises WrongService, Unreachable, SignInRefused, AccountsInvalid, ThresholdInvalid.
    """
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    stage = await prepare(plan)
    tasks = [asyncio.ensure_future(clerk.run()) for clerk in stage.clerks]
    tasks.append(asyncio.ensure_future(_sample(stage)))
    try:
        await _let_clerks_sit(stage, tasks)
        if plan.scenario.is_stationary:
            await _start_now(stage)
        stage.skipped = _skip_the_past(stage)
        await _arrive_and_drain(stage, tasks)
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
    entries = await read_journal(stage.admin, stage.hall)
    report = _report(stage, records_of(entries), loop.time() - began_s)
    stage.pool.close()
    return report, entries


async def prepare(plan: Plan) -> Stage:
    """Check the service, sign everybody in, learn the day and the time."""
    address = Address.of(plan.url)
    pool = Pool(address, CONNECTIONS)
    latencies = Latencies()
    latencies.is_recording = False
    admin = Client(pool, latencies)
    kiosk = Client(pool, latencies, bearer=plan.accounts.device("kiosk").token)
    await check_speed(admin, plan.speed)
    hall = await only_hall(admin, plan.hall)
    supervisor = plan.accounts.of_role("admin")[0]
    await admin.sign_in(supervisor.account, supervisor.password)
    entries = await read_journal(admin, hall)
    check_hall(entries, plan.scenario)
    pace = await measure_pace(admin, plan.speed)
    day = running_day(entries)
    if day is None and plan.scenario.is_stationary:
        day = await _open_endless_day(plan, pool, hall, pace)
    if day is None:
        raise WrongService(f"no business day is running at {hall}")
    origin_ms = day.opens_at_ms - (plan.scenario.hours[0][0] if plan.scenario.hours else 0)
    arrivals = shifted(arrivals_of(plan.scenario, 0, plan.customers), origin_ms)
    stage = Stage(
        plan=plan,
        pool=pool,
        latencies=latencies,
        admin=admin,
        kiosk=kiosk,
        hall=hall,
        pace=pace,
        day=day.day,
        origin_ms=origin_ms,
        arrivals=arrivals,
        register=Register({arrival.index: arrival for arrival in arrivals}),
    )
    stage.clerks = await _hire(stage, address)
    return stage


async def _open_endless_day(plan: Plan, pool: Pool, hall: str, pace: Pace) -> Day:
    """A stationary hall has no calendar, so nobody opened its day: the supervisor does, for a year."""
    account = plan.accounts.of_role("supervisor")[0]
    supervisor = Client(pool, Latencies())
    await supervisor.sign_in(account.account, account.password)
    now_ms = round(pace.service_at(asyncio.get_running_loop().time()))
    turns_at_ms = now_ms + YEAR_MS
    order = {"day": STATIONARY_DAY, "intervals": [[now_ms, turns_at_ms]], "turns_at_ms": turns_at_ms}
    answer = await supervisor.command("day", hall_path(hall, "day"), order)
    if not answer.is_fine:
        raise WrongService(f"the day of {hall} cannot be opened: {answer.code}")
    return Day(day=STATIONARY_DAY, opens_at_ms=now_ms, turns_at_ms=turns_at_ms)


async def _hire(stage: Stage, address: Address) -> list[Clerk]:
    scenario = stage.plan.scenario
    accounts = stage.plan.accounts.of_role("clerk", at_least=len(scenario.counters))
    clerks = []
    for index, counter in enumerate(scenario.counters):
        client = Client(stage.pool, stage.latencies)
        await client.sign_in(accounts[index].account, accounts[index].password)
        clerks.append(
            Clerk(
                client=client,
                account=accounts[index].account,
                hall=stage.hall,
                counter=counter.name,
                pace=stage.pace,
                register=stage.register,
                duties=_on_service_clock(duties_of(scenario, index), stage.origin_ms),
                room=Room(address, client.headers, stage.hall, f"counter:{counter.name}"),
            )
        )
    return clerks


def _on_service_clock(duties: Sequence[Duty], origin_ms: int) -> list[Duty]:
    return [Duty(duty.at_ms + origin_ms, duty.is_on, duty.is_last) for duty in duties]


async def _let_clerks_sit(stage: Stage, tasks: list[asyncio.Task[None]]) -> None:
    """Until every counter that should be is open: nobody may arrive before a stationary run's staff."""
    while not all(clerk.is_in_place for clerk in stage.clerks):
        _raise_failures(tasks)
        await asyncio.sleep(LOOK_S)


async def _start_now(stage: Stage) -> None:
    """A stationary run has no opening: its first instant is a moment from now."""
    loop = asyncio.get_running_loop()
    start_ms = round(stage.pace.service_at(loop.time() + LEAD_S)) - stage.origin_ms
    stage.arrivals = shifted(stage.arrivals, start_ms)
    stage.register.arrivals.update({arrival.index: arrival for arrival in stage.arrivals})
    stage.origin_ms += start_ms


def _skip_the_past(stage: Stage) -> int:
    """Who should have come before we were ready does not come at all. How many they are."""
    now_ms = stage.pace.service_at(asyncio.get_running_loop().time())
    coming = [arrival for arrival in stage.arrivals if arrival.at_ms >= now_ms]
    skipped = len(stage.arrivals) - len(coming)
    stage.arrivals = coming
    return skipped


async def _arrive_and_drain(stage: Stage, tasks: list[asyncio.Task[None]]) -> None:
    loop = asyncio.get_running_loop()
    if not stage.arrivals:
        raise WrongService("the scenario's arrivals all lie in the past of the service's clock")
    first_s = stage.pace.due_s(stage.arrivals[0].at_ms)
    loop.call_at(first_s + stage.plan.warm_up_s, _begin_recording, stage.latencies)
    citizens = Citizens(client=stage.kiosk, hall=stage.hall, pace=stage.pace, register=stage.register)
    arriving = asyncio.ensure_future(citizens.run(stage.arrivals))
    tasks.append(arriving)
    longest_s = max(arrival.need_ms for arrival in stage.arrivals) / MS_PER_S / stage.plan.speed
    moved_s, before = loop.time(), -1
    while not arriving.done() or len(stage.register.ended) < len(stage.register.taken):
        _raise_failures(tasks)
        progress = len(stage.register.taken) + len(stage.register.started) + len(stage.register.ended)
        if progress != before or not arriving.done():
            moved_s, before = loop.time(), progress
        if loop.time() - moved_s > longest_s + STALLED_S:
            break
        await asyncio.sleep(LOOK_S)


def _begin_recording(latencies: Latencies) -> None:
    latencies.is_recording = True


def _raise_failures(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception() is not None:
            task.result()


async def _sample(stage: Stage) -> None:
    """Once a second: how long the line is, and how the run goes."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    while True:
        register = stage.register
        sample = {
            "at_s": round(loop.time() - began_s, 3),
            "taken": float(len(register.taken)),
            "started": float(len(register.started)),
            "ended": float(len(register.ended)),
        }
        stage.timeline.append(sample)
        await asyncio.sleep(SAMPLE_S)


def _report(stage: Stage, records: Sequence[Record], wall_s: float) -> Report:
    plan, register = stage.plan, stage.register
    ours = [record for record in records if record.day == stage.day and record.ticket in register.taken]
    finished = [record for record in ours if record.finished_at_ms is not None]
    needs = [register.arrivals[register.taken[record.ticket]].need_ms for record in finished]
    mean_ms = sum(needs) / len(needs) if needs else 0.0
    hops = [stage.latencies.of(hop).percentile_s(99.0) for hop in HOPS]
    rules = rules_of(
        hops_p99_s=hops,
        lag_p99_s=max(stage.latencies.of(name).percentile_s(99.0) for name in ("lag", "finish_lag")),
        worst_p99_s=max(hops),
        shortest_deadline_ms=hall_config(plan.scenario).call_again_ms,
        speed=plan.speed,
        mean_service_ms=mean_ms,
        services=len(finished),
    )
    numbers = {record.ticket for record in ours}
    lost = tuple(sorted(set(register.taken) - numbers))
    taken_at = [record.taken_at_ms for record in ours]
    hours = (max(taken_at) - min(taken_at)) / HOUR_MS if taken_at else 0.0
    waits = waits_of(ours)
    counts = {"lost": len(lost), "duplicate": len(register.doubled)}
    return Report(
        scenario=plan.scenario.name,
        seed=plan.scenario.seed,
        speed=plan.speed,
        wall_s=wall_s,
        offered=len(stage.arrivals),
        taken=len(register.taken),
        turned_away=len(register.turned_away),
        abandoned=sum(record.end == "abandoned" for record in ours),
        finished=len(finished),
        lost=lost,
        duplicate=tuple(register.doubled),
        skipped=stage.skipped,
        realised_per_hour=(len(ours) - 1) / hours if hours else 0.0,
        realised_service_min=mean_ms / MINUTE_MS,
        waits=waits,
        latencies=stage.latencies,
        rules=rules,
        outcomes=check(plan.thresholds, figures_of(stage.latencies, waits, rules, counts)),
        timeline=tuple(stage.timeline),
        origin_ms=stage.origin_ms,
        arrivals=tuple(sorted((stage.day, ticket, index) for ticket, index in register.taken.items())),
        environment=environment() | {"url": plan.url},
    )
