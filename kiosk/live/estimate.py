"""How long somebody will wait (等候预计): what the futures say, or queue length over rate, skills respected.

The futures are `kiosk.live.forecasts`; where they have no say, QL speaks: the people whom this ticket's open counters would take first, plus itself, less the counters that are
idle, times the mean service of the lines those counters serve, over their number. Never negative, and it
needs nothing but the hall's state. Where no open counter may serve the line there is no figure: not staffed.

Source: simulation.md §9 (QL, display rule, fallback).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.hall.config import LineConfig
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.line import NONE, lead
from kiosk.hall.state import HallState, configured, open_visit, people_ahead, serving_counters
from kiosk.live.forecasts import NOTHING, Figure, Forecasts, rounded_minutes
from sim.predict.present import MOST_OF_A_LINE
from sim.predict.ql import ql_ms

FUTURES: Final = "futures"
QL: Final = "ql"


@dataclass(frozen=True, slots=True)
class Estimate:
    """ahead: people who go first. minutes: as shown, or None. staffed: a counter, open or to open, may serve it.

    most_minutes: within which most are called, or None where QL speaks. method: FUTURES or QL.
    """

    ahead: int
    minutes: int | None
    staffed: bool
    most_minutes: int | None = None
    method: str = QL


def shown_minutes(wait: int | None) -> int | None:
    """Minutes as people read them. wait: ms, not negative, or None."""
    return None if wait is None else rounded_minutes(wait)


def for_ticket(state: HallState, number: str, forecasts: Forecasts = NOTHING) -> Estimate:
    """Of an open ticket; no figure unless it waits. Raises UnknownTicket."""
    visit = open_visit(state, number)
    ahead = people_ahead(state, number)
    if visit.state is TicketState.WAITING:
        if forecasts.has_ticket(number):
            return _told(ahead, forecasts.tickets[number])
        if visit.index == forecasts.taken and forecasts.has_line(visit.line):
            # The very next one: what was said to whoever would come is said to them.
            return _told(ahead, forecasts.lines[visit.line])
        if is_awaited(state, visit.line, forecasts):
            return awaited(ahead, visit.line, forecasts)
    counters = _own_counters(state, number)
    wait = ql_of_ticket(state, number) if visit.state is TicketState.WAITING else None
    return Estimate(ahead, shown_minutes(wait), bool(counters))


def is_awaited(state: HallState, line: int, forecasts: Forecasts) -> bool:
    """Whether somebody who has just joined this line will hear from futures of their own in a moment."""
    return forecasts.is_fresh and state.lines[line].size <= MOST_OF_A_LINE


def awaited(ahead: int, line: int, forecasts: Forecasts) -> Estimate:
    """Until then: better no figure for a moment than one that jumps."""
    is_staffed = not forecasts.has_line(line) or forecasts.lines[line] is not None
    return Estimate(ahead, None, is_staffed, method=FUTURES)


def for_newcomer(state: HallState, line: int, now_ms: int, forecasts: Forecasts = NOTHING) -> Estimate:
    """Of somebody who joined this line now. line: its index."""
    counters = serving_counters(state, line)
    reach = _reach(state, counters) or 1 << line
    config = configured(state)
    order_ms = config.order_of(config.lines[line], now_ms)
    # Most halls have counters without preferences: nothing to look up for every pair of lines.
    has_leads = any(counter.prefers for counter in state.counters)
    ahead = sum(
        _not_behind(state, other, order_ms + (lead(state.counters, other, line, NONE, 1) if has_leads else 0))
        for other in range(len(state.lines))
        if reach >> other & 1
    )
    if forecasts.has_line(line):
        return _told(ahead, forecasts.lines[line])
    return Estimate(ahead, shown_minutes(_wait_ms(state, line, counters, ahead)), bool(counters))


def ql_of_ticket(state: HallState, number: str) -> int | None:
    """The rule of thumb for a ticket that waits, in ms; None without a counter. Raises UnknownTicket."""
    visit = open_visit(state, number)
    return _wait_ms(state, visit.line, _own_counters(state, number), people_ahead(state, number))


def _told(ahead: int, figure: Figure | None) -> Estimate:
    if figure is None:
        return Estimate(ahead, None, staffed=False, method=FUTURES)
    return Estimate(ahead, figure.about_min, staffed=True, most_minutes=figure.most_min, method=FUTURES)


def _own_counters(state: HallState, number: str) -> list[int]:
    """Open counters that may serve this very ticket."""
    visit = state.visits[number]
    bound = state.tickets[visit.index].bound
    return [index for index in serving_counters(state, visit.line) if bound in (NONE, index)]


def _not_behind(state: HallState, line: int, order_ms: int) -> int:
    """People of a line who go before order_ms; counted from the tail, where newcomers land."""
    behind = 0
    index = state.lines[line].tail
    while index != NONE and state.tickets[index].order_ms > order_ms:
        behind += 1
        index = state.tickets[index].before
    return int(state.lines[line].size) - behind


def _wait_ms(state: HallState, line: int, counters: list[int], ahead: int) -> int | None:
    idle = sum(1 for index in counters if state.counters[index].ticket == NONE)
    return ql_ms(ahead, _mean_service_ms(state, line, counters), len(counters), idle)


def _mean_service_ms(state: HallState, line: int, counters: list[int]) -> int:
    """Mean of the lines these counters serve, by how many wait there; the line's own where nobody does."""
    lines: tuple[LineConfig, ...] = configured(state).lines
    reach = _reach(state, counters)
    waiting = 0
    total_ms = 0
    for index, record in enumerate(state.lines):
        if reach >> index & 1:
            waiting += int(record.size)
            total_ms += int(record.size) * lines[index].service_ms
    return total_ms // waiting if waiting else lines[line].service_ms


def _reach(state: HallState, counters: list[int]) -> int:
    """Bit mask of the lines that these counters serve."""
    reach = 0
    for index in counters:
        reach |= int(state.counters[index].skills)
    return reach
