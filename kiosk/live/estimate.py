"""How long somebody will wait (等候预计): queue length over rate, skills respected.

QL: the people whom this ticket's open counters would take first, plus itself, less the counters that are
idle, times the mean service of the lines those counters serve, over their number. Good enough
for a sign on the wall, never negative, and it needs nothing but the hall's state. Where no open
counter may serve the line there is no figure: not staffed.

Source: simulation.md §9 (QL, display rule, fallback).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall.config import LineConfig
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.line import NONE, lead
from kiosk.hall.state import HallState, configured, open_visit, people_ahead, serving_counters

FINE_MIN: Final = 10
"""Below so many minutes a figure is rounded up to one minute, from there on to COARSE_MIN."""
COARSE_MIN: Final = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """ahead: people who go first. minutes: as shown, or None. staffed: an open counter may serve it."""

    ahead: int
    minutes: int | None
    staffed: bool


def wait_ms(ahead: int, mean_service_ms: int, counters: int, idle: int = 0) -> int | None:
    """Expected wait; None without a counter. idle: how many of the counters have nobody now."""
    if counters < 1:
        return None
    # The idle ones take the first of the queue at once; everybody else waits for somebody's end.
    return max(0, ahead + 1 - idle) * mean_service_ms // counters


def shown_minutes(wait: int | None) -> int | None:
    """Minutes as people read them: rounded up, coarser when long. wait: ms, not negative."""
    if wait is None:
        return None
    minutes = -(-wait // MINUTE_MS)
    return minutes if minutes < FINE_MIN else -(-minutes // COARSE_MIN) * COARSE_MIN


def for_ticket(state: HallState, number: str) -> Estimate:
    """Of an open ticket; no figure unless it waits. Raises UnknownTicket."""
    visit = open_visit(state, number)
    bound = state.tickets[visit.index].bound
    counters = [index for index in serving_counters(state, visit.line) if bound in (NONE, index)]
    ahead = people_ahead(state, number)
    minutes = _minutes(state, visit.line, counters, ahead) if visit.state is TicketState.WAITING else None
    return Estimate(ahead, minutes, bool(counters))


def for_newcomer(state: HallState, line: int, now_ms: int) -> Estimate:
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
    return Estimate(ahead, _minutes(state, line, counters, ahead), bool(counters))


def _not_behind(state: HallState, line: int, order_ms: int) -> int:
    """People of a line who go before order_ms; counted from the tail, where newcomers land."""
    behind = 0
    index = state.lines[line].tail
    while index != NONE and state.tickets[index].order_ms > order_ms:
        behind += 1
        index = state.tickets[index].before
    return int(state.lines[line].size) - behind


def _minutes(state: HallState, line: int, counters: list[int], ahead: int) -> int | None:
    idle = sum(1 for index in counters if state.counters[index].ticket == NONE)
    return shown_minutes(wait_ms(ahead, _mean_service_ms(state, line, counters), len(counters), idle))


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
