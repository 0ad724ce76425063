"""Figures of the day (今日统计): what the state has forgotten, kept from committed events.

The hall keeps only what is open. Boards want the last calls, the monitor wants waits and who
served how many, and a citizen's page wants to know how a finished visit ended. All of it is a
fold over the day's events, so a restart feeds the day again and has the same figures.

A wait runs from max(taken, slot) to the first start, less parked time (design, fine print 2).
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.config import HallConfig
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.state import HallState

SHOWN_CALLS: Final = 8
RECENT_WAITS: Final = 200


@dataclass(slots=True)
class Followed:
    """One ticket of the day, open or ended, as far as figures and its own page need it.

    counter: key of the counter that has or had it last, or None.
    """

    number: str
    line: str
    kind: str
    taken_at_ms: int
    waits_from_ms: int
    token_hash: str | None
    state: TicketState = TicketState.WAITING
    counter: str | None = None
    called_at_ms: int | None = None
    call: int = 0
    started_at_ms: int | None = None
    parked_ms: int = 0
    parked_since_ms: int | None = None
    chosen_by: ChosenBy = ChosenBy.HOLDER


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the board shows it. call: first, second …; called_at_ms: of this very call."""

    number: str
    line: str
    counter: str
    called_at_ms: int
    call: int


@dataclass(slots=True)
class LineFigures:
    """What became of one line's tickets today."""

    taken: int = 0
    finished: int = 0
    abandoned: int = 0
    no_show: int = 0


@dataclass(slots=True)
class DayFigures:
    """One day so far; fed by `fold`. An event of an unknown ticket is passed over.

    past_tickets: most that are found by their token; the oldest are forgotten first.
    """

    past_tickets: int
    followed: dict[str, Followed] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    lines: dict[str, LineFigures] = field(default_factory=dict)
    served: dict[str, int] = field(default_factory=dict)
    recent: deque[tuple[int, int, str]] = field(default_factory=lambda: deque(maxlen=RECENT_WAITS))
    _waits: list[int] = field(default_factory=list)
    _waited_ms: int = 0
    _within: int = 0
    _tokens: dict[str, Followed] = field(default_factory=dict)

    @classmethod
    def from_state(cls, state: HallState, past_tickets: int) -> DayFigures:
        """Knows only the tickets now open: for a hall whose day could not be read again."""
        figures = cls(past_tickets)
        for visit in state.visits.values():
            assert state.config is not None
            followed = Followed(
                number=visit.number,
                line=state.config.lines[visit.line].key,
                kind=visit.kind,
                taken_at_ms=visit.taken_at_ms,
                waits_from_ms=visit.waits_from_ms,
                token_hash=visit.token_hash,
                state=visit.state,
                counter=None if visit.counter < 0 else state.config.counters[visit.counter].key,
                called_at_ms=visit.called_at_ms,
                call=visit.calls,
                started_at_ms=visit.started_at_ms,
                parked_ms=visit.parked_ms,
                parked_since_ms=visit.parked_since_ms,
                chosen_by=visit.chosen_by,
            )
            figures._follow(followed)
        return figures

    def by_token(self, token_hash: str) -> Followed | None:
        """The ticket whose slip carries this token, also after its end."""
        return self._tokens.get(token_hash)

    @property
    def wait_mean_ms(self) -> int | None:
        """Mean wait of all first starts so far, or None."""
        return self._waited_ms // len(self._waits) if self._waits else None

    @property
    def wait_p90_ms(self) -> int | None:
        """The wait that nine in ten did not exceed (nearest rank), or None."""
        return self._waits[-(-9 * len(self._waits) // 10) - 1] if self._waits else None

    @property
    def within_target_share(self) -> float | None:
        """Share of first starts whose wait was within their line's target, 0..1, or None."""
        return round(self._within / len(self._waits), 4) if self._waits else None

    def apply(self, event: e.Event, config: HallConfig | None) -> None:
        """Apply one committed event of this day. config: the hall's, for the lines' targets."""
        if isinstance(event, e.TicketTaken):
            self._taken(event)
            return
        followed = self.followed.get(getattr(event, "ticket", ""))
        if followed is None:
            return
        step = _STEPS.get(type(event))
        if step is not None:
            step(self, followed, event)
        if isinstance(event, e.ServiceStarted) and followed.started_at_ms is None:
            self._count_wait(followed, event.at_ms, config)

    def _follow(self, followed: Followed) -> None:
        self.followed[followed.number] = followed
        if followed.token_hash is not None:
            self._tokens[followed.token_hash] = followed
            if len(self._tokens) > self.past_tickets:
                del self._tokens[next(iter(self._tokens))]

    def _line(self, key: str) -> LineFigures:
        return self.lines.setdefault(key, LineFigures())

    def _taken(self, event: e.TicketTaken) -> None:
        waits_from_ms = event.at_ms if event.slot_at_ms is None else max(event.at_ms, event.slot_at_ms)
        followed = Followed(event.ticket, event.line, event.kind, event.at_ms, waits_from_ms, event.token_hash)
        followed.chosen_by = event.chosen_by
        self._follow(followed)
        self._line(event.line).taken += 1

    def _count_wait(self, followed: Followed, started_at_ms: int, config: HallConfig | None) -> None:
        followed.started_at_ms = started_at_ms
        wait = max(0, started_at_ms - followed.waits_from_ms - followed.parked_ms)
        insort(self._waits, wait)
        self._waited_ms += wait
        self.recent.append((started_at_ms, wait, followed.line))
        targets = {} if config is None else {line.key: line.target_ms for line in config.lines}
        self._within += wait <= targets.get(followed.line, 0)

    def _kind_changed(self, followed: Followed, event: e.TicketKindChanged) -> None:
        followed.line, followed.kind, followed.chosen_by = event.line, event.kind, event.chosen_by

    def _called(self, followed: Followed, event: e.TicketCalled | e.TicketRecalled) -> None:
        followed.state = TicketState.CALLED
        followed.counter = event.counter
        followed.called_at_ms = event.at_ms
        followed.call = event.call if isinstance(event, e.TicketRecalled) else 1
        self.calls.pop(followed.number, None)
        self.calls[followed.number] = Call(followed.number, followed.line, event.counter, event.at_ms, followed.call)
        if len(self.calls) > SHOWN_CALLS:
            del self.calls[next(iter(self.calls))]

    def _started(self, followed: Followed, event: e.ServiceStarted) -> None:
        followed.state = TicketState.SERVING
        followed.counter = event.counter

    def _parked(self, followed: Followed, event: e.TicketParked) -> None:
        followed.state = TicketState.PARKED
        followed.counter = None
        followed.parked_since_ms = event.at_ms

    def _resumed(self, followed: Followed, event: e.TicketResumed) -> None:
        followed.state = TicketState.WAITING
        if followed.parked_since_ms is not None and followed.started_at_ms is None:
            followed.parked_ms += event.at_ms - followed.parked_since_ms
        followed.parked_since_ms = None

    def _waits_again(self, followed: Followed, event: e.TicketTransferred | e.TicketReturned) -> None:
        followed.state = TicketState.WAITING
        followed.counter = None
        if isinstance(event, e.TicketTransferred):
            followed.line = event.line

    def _finished(self, followed: Followed, event: e.ServiceFinished) -> None:
        self.served[event.counter] = self.served.get(event.counter, 0) + 1
        self._line(followed.line).finished += 1
        self._end(followed, TicketState.FINISHED)

    def _abandoned(self, followed: Followed, event: e.TicketAbandoned) -> None:
        del event
        self._line(followed.line).abandoned += 1
        self._end(followed, TicketState.ABANDONED)

    def _no_show(self, followed: Followed, event: e.TicketNoShow) -> None:
        del event
        self._line(followed.line).no_show += 1
        self._end(followed, TicketState.NO_SHOW)

    def _expired(self, followed: Followed, event: e.TicketExpired) -> None:
        del event
        self._end(followed, TicketState.EXPIRED)

    def _end(self, followed: Followed, state: TicketState) -> None:
        followed.state = state
        del self.followed[followed.number]


_STEPS: Final[dict[type[Any], Callable[[DayFigures, Followed, Any], None]]] = {
    e.TicketKindChanged: DayFigures._kind_changed,
    e.TicketCalled: DayFigures._called,
    e.TicketRecalled: DayFigures._called,
    e.ServiceStarted: DayFigures._started,
    e.ServiceFinished: DayFigures._finished,
    e.TicketParked: DayFigures._parked,
    e.TicketResumed: DayFigures._resumed,
    e.TicketTransferred: DayFigures._waits_again,
    e.TicketReturned: DayFigures._waits_again,
    e.TicketAbandoned: DayFigures._abandoned,
    e.TicketNoShow: DayFigures._no_show,
    e.TicketExpired: DayFigures._expired,
}
"""Event type -> what it means for one ticket; the others say nothing about a ticket."""


_BEGINNINGS: Final = frozenset({e.DayOpened, e.HallConfigured})


def fold(figures: DayFigures, events: Iterable[e.Event], config: HallConfig | None) -> DayFigures:
    """The figures after these committed events; a new day, or a new configuration, begins with new ones."""
    for event in events:
        if type(event) in _BEGINNINGS:
            figures = DayFigures(figures.past_tickets)
        figures.apply(event, config)
    return figures
