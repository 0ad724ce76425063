"""Law Futures = hall: where chance has no say, the futures call whom the hall calls, when it does.

Every service takes as long as its line's services do and nobody joins later, so that a single future is what will be.
"""

from __future__ import annotations

from dataclasses import replace
from heapq import heapify, heappop, heappush

from hypothesis import HealthCheck, given, settings, strategies as st

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, HallConfig, IdleOrder, Preference
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.state import visit_at
from kiosk.live.present_hall import question
from kiosk.live.service_times import ServiceTimes
from sim.distributions import Distribution, table_of
from sim.predict import futures
from sim.predict.present import predicted
from sim.predict.services import HEADER, LINE_WIDTH, LINES
from sim.predict.worker import ONE
from sim.streams import Table
from tests.builders import clerk, do, kinds_config, open_hall

KEYS = ("A", "A-special", "A-senior", "B")
COUNTERS = ("1", "2", "3")
CREDITS_MS = st.sampled_from([0, 1_000, 30_000, 100_000])
ALWAYS = Table(table_of(Distribution("constant", (1.0,)), ONE))


@st.composite
def halls(draw: st.DrawFn) -> HallConfig:
    """Lines with services of their own length, counters with random preferences; the hall calls."""
    config = kinds_config(Calling.AUTOMATIC, idle_order=draw(st.sampled_from(IdleOrder)))
    lines = tuple(replace(line, service_ms=draw(st.sampled_from([5_000, 7_000, 20_000]))) for line in config.lines)
    counters = tuple(
        replace(
            counter,
            prefers=tuple(
                Preference(line=line, credit_ms=draw(CREDITS_MS)) for line in counter.serves if draw(st.booleans())
            ),
        )
        for counter in config.counters
    )
    return replace(config, lines=lines, counters=counters)


def come(hall: Hall, line: str, at_ms: int) -> tuple[e.Event, ...]:
    """Somebody takes a ticket, of whatever kind, and starts at once where they are called."""
    taken = do(hall, c.TakeTicket(line=line, chosen_by=ChosenBy.CLERK, reason="seen", by="clerk-9"), at_ms)
    return begun(hall, taken, at_ms)


def begun(hall: Hall, events: tuple[e.Event, ...], at_ms: int) -> tuple[e.Event, ...]:
    """Whoever was called stands at the counter."""
    for event in events:
        if isinstance(event, e.TicketCalled):
            do(hall, c.StartService(counter=event.counter, by=clerk(event.counter)), at_ms)
    return events


def played_on(hall: Hall) -> dict[str, int]:
    """The hall itself, service after service, until nobody waits: when each was called."""
    state, called = hall.state, dict[str, int]()
    ends: list[tuple[int, int]] = []

    def serve(counter: int) -> None:
        visit = visit_at(state, counter)
        assert state.config is not None
        assert visit.called_at_ms is not None
        heappush(ends, (visit.called_at_ms + state.config.lines[visit.line].service_ms, counter))

    for counter, record in enumerate(state.counters):
        if record.ticket >= 0:
            serve(counter)
    heapify(ends)
    while ends:
        at_ms, counter = heappop(ends)
        key = COUNTERS[counter]
        for event in begun(hall, do(hall, c.FinishService(counter=key, by=clerk(key)), at_ms), at_ms):
            if isinstance(event, e.TicketCalled):
                called[event.ticket] = at_ms
                serve(COUNTERS.index(event.counter))
    return called


def foretold(hall: Hall, now_ms: int) -> dict[str, int]:
    """The one future there is: when each is called."""
    asked = question(hall.state, ServiceTimes(), now_ms, seq=1)
    flat = list(asked.flat)
    for at in range(HEADER, HEADER + flat[LINES] * LINE_WIDTH, LINE_WIDTH):
        flat[at] = 0
    waits = predicted(futures.predict(flat, [ALWAYS], ALWAYS))
    return {
        number: now_ms + wait.p50_ms for number, wait in zip(asked.numbers, waits, strict=False) if wait is not None
    }


@given(config=halls(), keys=st.lists(st.sampled_from(KEYS), min_size=4, max_size=24))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_futures_call_whom_the_hall_calls_preferences_and_all(config: HallConfig, keys: list[str]):
    hall = open_hall(config)
    for number, key in enumerate(keys):
        # Nobody is finished before the last has come.
        come(hall, key, 1_000 + number * 100)
    now_ms = 1_000 + len(keys) * 100

    told = foretold(hall, now_ms)

    assert told == played_on(hall)
