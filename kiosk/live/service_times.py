"""How long a counter is taken up by one citizen (办理时长拟合), learnt from the hall's own log.

From the call to the end, whatever the end is: walking up, a call that nobody answers and the service itself keep the
counter from the next one alike. A line begins with the service time its configuration names, worth PRIOR services,
and each of its own moves it; lognormal, by the moments of the logarithms. Also learnt: how often somebody joins a
line, and how soon people who wait give up.

Source: simulation.md §9 (method, fallback)
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.calendars.spans import HOUR_MS, MINUTE_MS
from kiosk.hall import events as e
from kiosk.hall.lifecycles import AT_A_COUNTER, TicketState
from kiosk.hall.state import HallState, configured
from kiosk.hall.ticket_records import TicketBefore

PRIOR: Final = 2
"""The configured mean counts as so many finished services: it is a guess, often wrong by half or twice, and a hall that finds
it four times too long should not tell it all morning."""
PRIOR_SPREAD: Final = 10
"""How unlike each other services are is much the same everywhere."""
PRIOR_CV: Final = 0.8
SHORTEST_MS: Final = 1_000
ARRIVALS_MS: Final = 2 * HOUR_MS
"""How often people join a line is counted over so long."""
JOINED_PRIOR_MS: Final = 30 * MINUTE_MS
"""And as if before that nobody had come for so long."""
PACE_PRIOR: Final = 20
"""A clerk counts as being like the others as if so many services had shown it: single services differ far more than clerks."""
PACE_RANGE: Final = (500, 2000)
ENDS: Final = (e.ServiceFinished, e.TicketNoShow, e.TicketParked, e.TicketTransferred, e.TicketSentOn)
"""What frees a counter from its citizen."""
LEAST_GIVEN_UP: Final = 5
"""Fewer people who gave up say nothing about patience."""


@dataclass(slots=True)
class Fit:
    """One line's services: sums of their logarithms (ms)."""

    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, span_ms: int) -> None:
        """One more service."""
        log = math.log(max(span_ms, SHORTEST_MS))
        self.count += 1
        self.total += log
        self.squares += log * log

    def take_back(self, span_ms: int) -> None:
        """One that was a slip."""
        log = math.log(max(span_ms, SHORTEST_MS))
        self.count -= 1
        self.total -= log
        self.squares -= log * log

    def centre(self, prior_mean_ms: int) -> float:
        """Mean of the logarithms, the prior weighed in."""
        return (PRIOR * _prior_centre(prior_mean_ms) + self.total) / (PRIOR + self.count)

    def lognormal(self, prior_mean_ms: int) -> tuple[int, float]:
        """(mean in ms, coefficient of variation), the prior weighed in."""
        variance, mean = math.log1p(PRIOR_CV * PRIOR_CV), self.centre(prior_mean_ms)
        own = max(0.0, self.squares - self.total * self.total / self.count) if self.count else 0.0
        spread = max(0.01, (PRIOR_SPREAD * variance + own) / (PRIOR_SPREAD + max(0, self.count - 1)))
        return round(math.exp(mean + spread / 2)), math.sqrt(math.expm1(spread))


def _prior_centre(mean_ms: int) -> float:
    return math.log(max(mean_ms, SHORTEST_MS)) - math.log1p(PRIOR_CV * PRIOR_CV) / 2


@dataclass(slots=True)
class ServiceTimes:
    """Of one hall, by key of the line; fed by its committed events."""

    fits: dict[str, Fit] = field(default_factory=dict)
    shares: dict[tuple[str, str], Fit] = field(default_factory=dict)
    """(counter, line) -> its share of the line's fit."""
    given_up: int = 0
    waited_ms: int = 0
    _lines: dict[str, str] = field(default_factory=dict)
    _called: dict[str, int] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)
    _joined: dict[str, deque[int]] = field(default_factory=dict)
    _ended: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """Ticket -> line, counter and span of its last service, which may have been a slip."""
    _stopped: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Ticket -> from when until when it waited before its last call."""

    def begin(self, state: HallState) -> None:
        """The tickets that are open at a start."""
        for visit in state.visits.values():
            self._lines[visit.number] = configured(state).lines[visit.line].key
            if visit.state in AT_A_COUNTER and visit.called_at_ms is not None:
                self._called[visit.number] = visit.called_at_ms

    def add(self, line: str, counter: str, span_ms: int) -> None:
        """A service that has ended."""
        self.fits.setdefault(line, Fit()).add(span_ms)
        self.shares.setdefault((counter, line), Fit()).add(span_ms)

    def pace_permille(self, counter: str, means_ms: Mapping[str, int]) -> int:
        """How long a counter's services last beside all of the same lines, in thousandths; shrunk to 1000.

        means_ms: of each line as configured.
        """
        count, longer = 0, 0.0
        for line, mean_ms in means_ms.items():
            share = self.shares.get((counter, line))
            if share is not None:
                count += share.count
                longer += share.total - share.count * self.fits[line].centre(mean_ms)
        low, high = PACE_RANGE
        return min(max(round(1000 * math.exp(longer / (PACE_PRIOR + count))), low), high)

    def hear(self, event: e.Event) -> None:
        """One committed event."""
        if isinstance(event, e.DayOpened):
            for open_ones in (self._lines, self._called, self._waiting, self._joined, self._ended, self._stopped):
                open_ones.clear()
        elif isinstance(event, e.TicketTaken):
            self._lines[event.ticket] = event.line
            self._waiting[event.ticket] = event.at_ms
            self._joined.setdefault(event.line, deque()).append(event.at_ms)
        elif isinstance(event, e.TicketCalled):
            self._called[event.ticket] = event.at_ms
            self._stop_waiting(event.ticket, event.at_ms)
        elif isinstance(event, ENDS):
            self._end(event.ticket, event.counter, event.at_ms)
            if isinstance(event, e.TicketTransferred | e.TicketSentOn):
                self._lines[event.ticket] = event.line
        elif isinstance(event, e.TicketKindChanged):
            self._lines[event.ticket] = event.line
        elif isinstance(event, e.ActionUndone):
            for before in event.tickets:
                self._undo(before)
        elif isinstance(event, e.TicketReturned):
            # The clerk vanished: no service ended.
            self._called.pop(event.ticket, None)
        elif isinstance(event, e.TicketAbandoned):
            self._called.pop(event.ticket, None)
            self.given_up += self._stop_waiting(event.ticket, event.at_ms)

    def _stop_waiting(self, ticket: str, at_ms: int) -> bool:
        since_ms = self._waiting.pop(ticket, None)
        if since_ms is not None:
            self.waited_ms += max(0, at_ms - since_ms)
            self._stopped[ticket] = (since_ms, at_ms)
        return since_ms is not None

    def _end(self, ticket: str, counter: str, at_ms: int) -> None:
        called_at_ms, line = self._called.pop(ticket, None), self._lines.get(ticket)
        if called_at_ms is not None and line is not None:
            self.add(line, counter, at_ms - called_at_ms)
            self._ended[ticket] = (line, counter, at_ms - called_at_ms)

    def _undo(self, before: TicketBefore) -> None:
        """An undone span counts for nothing: no service ended, or nobody was called."""
        ticket = before.ticket
        if before.state in AT_A_COUNTER:
            if ticket not in self._called and ticket in self._ended:
                line, counter, span_ms = self._ended.pop(ticket)
                self.fits[line].take_back(span_ms)
                self.shares[counter, line].take_back(span_ms)
            if before.called_at_ms is not None:
                self._called[ticket] = before.called_at_ms
        elif before.state is TicketState.WAITING:
            self._called.pop(ticket, None)
            if ticket in self._stopped:
                since_ms, at_ms = self._stopped.pop(ticket)
                self.waited_ms -= max(0, at_ms - since_ms)
                self._waiting[ticket] = since_ms
        self._lines[ticket] = before.line

    def gap_ms(self, line: str, now_ms: int, opened_at_ms: int) -> int:
        """Mean time between two who join a line now; 0 where nobody has joined it of late."""
        joined = self._joined.get(line)
        if not joined:
            return 0
        while joined and joined[0] < now_ms - ARRIVALS_MS:
            joined.popleft()
        # Who comes in the first minute does not come every minute.
        span_ms = JOINED_PRIOR_MS + max(0, min(ARRIVALS_MS, now_ms - opened_at_ms))
        return span_ms // len(joined) if joined else 0

    @property
    def patience_ms(self) -> int | None:
        """Mean time until somebody who waits gives up, or None while too few have."""
        return self.waited_ms // self.given_up if self.given_up >= LEAST_GIVEN_UP else None
