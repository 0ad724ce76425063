"""One load run (一次负载测试), from the first question to the report."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.load.accounts import Accounts
from sim.load.boards import Boards
from sim.load.citizens import Citizens, Register
from sim.load.clerk import HOPS, Clerk
from sim.load.client import Client, hall_path
from sim.load.demand import arrivals_of, duties_of
from sim.load.http import Address, Pool
from sim.load.latency import Latencies
from sim.load.loop import is_prompt
from sim.load.report import Report, environment, figures_of, waits_of
from sim.load.room import Room
from sim.load.roster import LOOK_S, Roster
from sim.load.schedule import MS_PER_S, Arrival, Duty, Pace, share_of, shifted
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
from sim.load.timeline import Timeline
from sim.load.validity import rules_of
from sim.load.waits import Record, records_of
from sim.load.worker import CONNECTIONS, Share, Worker
from sim.scenario import Scenario, hall_config
from sim.spans import HOUR_MS, MINUTE_MS

LEAD_S = 1.5
"""Between the last preparation and the first due request of a stationary run."""
EARLY_S = 0.5
"""So much real time before the door the counters open again that it sent home."""
QUIET_S = 1.0
"""Without any progress for so long, beyond the longest need, the journal is asked who is left."""
STALLED_S = 30.0
"""And for so long, nobody will finish any more."""
YEAR_MS = 365 * 24 * HOUR_MS
COUNTS = ("lost", "duplicate", "board_gaps")
"""What a threshold may count besides errors."""
STATIONARY_DAY = "2000-01-01"
"""A stationary run's one endless day is no day of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run against what. customers: at most so many arrivals, or None for all.

    workers: processes that take tickets. boards: screens that listen. warm_up_s: real time at the
    beginning whose latencies are not counted.
    """

    scenario: Scenario
    url: str
    accounts: Accounts
    speed: float
    customers: int | None = None
    hall: str | None = None
    workers: int = 1
    boards: int = 0
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
    boards: Boards
    timeline: Timeline
    skipped: int = 0


async def play(plan: Plan) -> tuple[Report, list[dict[str, Any]]]:
    """Run it; the report and the hall's whole journal after it.

    Raises WrongService, Unreachable, SignInRefused, AccountsInvalid, ThresholdInvalid.
    """
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    _check_names(plan.thresholds)
    stage = await prepare(plan)
    workers = [await Worker.start() for _ in range(1, plan.workers)]
    clerks = await _hire(stage)
    roster = Roster(stage.pace, _duties(stage), clerks)
    tasks = [asyncio.ensure_future(clerk.run()) for clerk in clerks]
    tasks += [asyncio.ensure_future(each.run()) for each in (roster, stage.boards, stage.timeline)]
    try:
        while not (roster.is_in_place and stage.boards.is_in_place):
            # Nobody may arrive before a stationary run's staff.
            _raise_failures(tasks)
            await asyncio.sleep(LOOK_S)
        if plan.scenario.is_stationary:
            await _start_now(stage)
        stage.skipped = _skip_the_past(stage)
        await _arrive_and_drain(stage, workers, tasks)
    finally:
        for worker in workers:
            await worker.end()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
    entries = await read_journal(stage.admin, stage.hall)
    report = _report(stage, records_of(entries), loop.time() - began_s)
    stage.pool.close()
    return report, entries


def _check_names(thresholds: Sequence[Threshold]) -> None:
    """A threshold of a figure that no run has is better found before the run than after it."""
    rules = rules_of(
        hops_p99_s=(),
        lag_p99_s=0.0,
        worst_p99_s=0.0,
        shortest_deadline_ms=0.0,
        speed=1.0,
        mean_service_ms=0.0,
        services=0,
    )
    check(thresholds, figures_of(Latencies(), waits_of([]), rules, dict.fromkeys(COUNTS, 0)))


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
    register = Register({arrival.index: arrival for arrival in arrivals})
    screen = plan.accounts.device("board").token if plan.boards else ""
    return Stage(
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
        register=register,
        boards=Boards(plan.boards, address, {"Authorization": f"Bearer {screen}"}, hall, pace, latencies),
        timeline=Timeline(client=admin, register=register),
    )


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


async def _hire(stage: Stage) -> list[Clerk]:
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
                room=Room(stage.pool.address, client.headers, stage.hall, f"counter:{counter.name}"),
            )
        )
    return clerks


def _duties(stage: Stage) -> list[Duty]:
    """Everybody's duties, on the service's clock."""
    early_ms = round(EARLY_S * MS_PER_S * stage.plan.speed)
    return [replace(duty, at_ms=duty.at_ms + stage.origin_ms) for duty in duties_of(stage.plan.scenario, early_ms)]


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


async def _arrive_and_drain(stage: Stage, workers: Sequence[Worker], tasks: list[asyncio.Task[None]]) -> None:
    loop = asyncio.get_running_loop()
    if not stage.arrivals:
        raise WrongService("the scenario's arrivals all lie in the past of the service's clock")
    arriving = asyncio.ensure_future(_arrive(stage, workers))
    tasks.append(arriving)
    longest_s = max(arrival.need_ms for arrival in stage.arrivals) / MS_PER_S / stage.plan.speed
    moved_s, before = loop.time(), -1
    while not arriving.done() or len(stage.register.ended) < len(stage.register.taken):
        _raise_failures(tasks)
        progress = len(stage.register.taken) + len(stage.register.started) + len(stage.register.ended)
        if progress != before or not arriving.done():
            moved_s, before = loop.time(), progress
        quiet_s = loop.time() - moved_s - longest_s
        if quiet_s > STALLED_S or (quiet_s > QUIET_S and await _all_have_ended(stage)):
            break
        await asyncio.sleep(LOOK_S if quiet_s <= QUIET_S else QUIET_S)


async def _all_have_ended(stage: Stage) -> bool:
    """What no clerk has seen stands in the journal: a no-show of somebody called and given up between two looks."""
    ended = {record.ticket for record in records_of(await read_journal(stage.admin, stage.hall)) if record.end}
    return stage.register.taken.keys() <= ended


async def _arrive(stage: Stage, workers: Sequence[Worker]) -> None:
    """Everybody, by turns from this process and its workers; returns when the last has been answered."""
    counts_from_s = stage.pace.due_s(stage.arrivals[0].at_ms) + stage.plan.warm_up_s
    asyncio.get_running_loop().call_at(counts_from_s, _begin_recording, stage.latencies)
    citizens = Citizens(client=stage.kiosk, hall=stage.hall, pace=stage.pace, register=stage.register)
    shares = [share_of(stage.arrivals, number, 1 + len(workers)) for number in range(1 + len(workers))]
    plays = [
        worker.play(
            Share(
                address=stage.pool.address,
                headers=stage.kiosk.headers,
                hall=stage.hall,
                pace=stage.pace,
                counts_from_s=counts_from_s,
                arrivals=share,
            ),
            citizens.meet,
            stage.latencies,
        )
        for worker, share in zip(workers, shares[1:], strict=True)
    ]
    await asyncio.gather(citizens.run(shares[0]), *plays)


def _begin_recording(latencies: Latencies) -> None:
    latencies.is_recording = True


def _raise_failures(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception() is not None:
            task.result()


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
    counts = dict(zip(COUNTS, (len(lost), len(register.doubled), stage.boards.counts().resyncs), strict=True))
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
        boards=stage.boards.counts(),
        rules=rules,
        outcomes=check(plan.thresholds, figures_of(stage.latencies, waits, rules, counts)),
        timeline=tuple(stage.timeline.samples),
        origin_ms=stage.origin_ms,
        arrivals=tuple(sorted((stage.day, ticket, index) for ticket, index in register.taken.items())),
        environment=environment() | {"url": plan.url, "is_prompt": is_prompt()},
    )
