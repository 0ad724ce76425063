"""Figures of the day (今日统计): what the state has forgotten, kept from committed events.

The hall keeps only what is open. Boards want the last calls, the monitor wants waits and who
served how many, and a citizen's page wants to know how a finished visit ended. All of it is a
fold over the day's events, so a restart feeds the day again and has the same figures.

A wait runs from max(taken, slot) to the first start, less parked time (design, fine print 2).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.config import LONGEST_UNDO_MS, HallConfig
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.state import HallState
from kiosk.hall.ticket_records import TicketBefore

SHOWN_CALLS: Final = 8
"""Calls that a board is told of."""
KEPT_CALLS: Final = 24
"""Calls remembered for it: some of the newest may have come to nothing."""
CALL_OUTCOMES: Final = {
    TicketState.CALLED: "calling",
    TicketState.SERVING: "answered",
    TicketState.FINISHED: "answered",
    TicketState.NO_SHOW: "missed",
}
"""State of a ticket -> what its last call has come to. In any other it waits for another call: this one leads nowhere."""
RECENT_WAITS: Final = 200


@dataclass(slots=True)
class Followed:
    """One ticket of the day, open or ended, as far as figures and its own page need it.

    counter: key of the counter that has or had it last, or None. matters, done: how many it has, how many of them are done.
    starts: counters at which its service was started, in order. notices: how many its holder was given. is_remote: taken
    from afar.
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
    ended_at_ms: int | None = None
    matters: int = 0
    done: int = 0
    starts: list[str] = field(default_factory=list)
    notices: int = 0
    is_remote: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the board may show. call: first, second …; called_at_ms: of this very call."""

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

    past_tickets: most that are found by their token; the oldest are forgotten first. matters_served: matters done; a
    ticket without any is one. windows_touched: counters at which the finished tickets were served, summed. notices_again:
    those of the notices that should not have been needed. ratings: grade -> how many; who would rather not rate is not in it.
    cases_closed: cases whose certificate was stored, as far as their visits are known; case_visits: days on which somebody
    came for them, summed; closed_at_once: those for which one was enough.
    """

    past_tickets: int
    followed: dict[str, Followed] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    lines: dict[str, LineFigures] = field(default_factory=dict)
    served: dict[str, int] = field(default_factory=dict)
    matters_served: int = 0
    windows_touched: int = 0
    notices: int = 0
    notices_again: int = 0
    ratings: Counter[int] = field(default_factory=Counter)
    cases_closed: int = 0
    case_visits: int = 0
    closed_at_once: int = 0
    recent: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    _waits: list[int] = field(default_factory=list)
    _waited_ms: int = 0
    _within: int = 0
    _tokens: dict[str, Followed] = field(default_factory=dict)
    _no_shows: dict[str, Followed] = field(default_factory=dict)
    _ended: dict[str, Followed] = field(default_factory=dict)

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
                matters=len(visit.matters),
                done=len(visit.served),
                notices=len(visit.told),
                is_remote=visit.is_remote,
            )
            figures._follow(followed)
        return figures

    def by_token(self, token_hash: str) -> Followed | None:
        """The ticket whose slip carries this token, also after its end."""
        return self._tokens.get(token_hash)

    def shown_calls(self) -> list[tuple[Call, str]]:
        """The last calls that lead somewhere and what each has come to (`CALL_OUTCOMES`), the oldest first."""
        outcomes = ((call, CALL_OUTCOMES.get(self._state_of(call.number))) for call in self.calls.values())
        return [(call, outcome) for call, outcome in outcomes if outcome is not None][-SHOWN_CALLS:]

    def _state_of(self, number: str) -> TicketState:
        open_or_missed = self.followed.get(number) or self._no_shows.get(number)
        return TicketState.FINISHED if open_or_missed is None else open_or_missed.state

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
        if isinstance(event, e.CaseDelivered):
            self._closed(event.visits)
            return
        if isinstance(event, e.ActionUndone):
            for before in event.tickets:
                self._undo(before, event, config)
            return
        if isinstance(event, e.NoShowReturned):
            self._came_back(event)
            return
        if isinstance(event, e.TicketRated):
            # Its ticket has ended: nobody follows it here.
            self.ratings.update(() if event.grade is None else (event.grade,))
            return
        followed = self.followed.get(getattr(event, "ticket", ""))
        if followed is None:
            return
        step = _STEPS.get(type(event))
        if step is not None:
            step(self, followed, event)
        if isinstance(event, e.ServiceStarted) and followed.started_at_ms is None:
            self._count_wait(followed, event.at_ms, config)

    @property
    def windows_per_ticket(self) -> float | None:
        """Different counters that served a ticket, on average over the finished ones, or None."""
        finished = sum(line.finished for line in self.lines.values())
        return round(self.windows_touched / finished, 2) if finished else None

    @property
    def visits_per_case(self) -> float | None:
        """Days on which somebody came for a case, on average over those closed today, or None."""
        return round(self.case_visits / self.cases_closed, 2) if self.cases_closed else None

    @property
    def once_share(self) -> float | None:
        """Share of the cases closed today for which one visit was enough (最多跑一次), 0..1, or None."""
        return round(self.closed_at_once / self.cases_closed, 4) if self.cases_closed else None

    def _closed(self, visits: int) -> None:
        if visits > 0:
            self.cases_closed += 1
            self.case_visits += visits
            self.closed_at_once += visits == 1

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
        followed.matters = len(event.matters)
        followed.is_remote = event.is_remote
        self._follow(followed)
        self._line(event.line).taken += 1

    def _count_wait(self, followed: Followed, started_at_ms: int, config: HallConfig | None) -> None:
        followed.started_at_ms = started_at_ms
        wait = _wait_ms(followed, started_at_ms)
        insort(self._waits, wait)
        self._waited_ms += wait
        self.recent[followed.number] = (started_at_ms, wait, followed.line)
        if len(self.recent) > RECENT_WAITS:
            del self.recent[next(iter(self.recent))]
        self._within += wait <= _target_ms(config, followed.line)

    def _uncount_wait(self, followed: Followed, config: HallConfig | None) -> None:
        """The first start was a slip: the wait goes on."""
        assert followed.started_at_ms is not None, "only a start that was counted is taken back"
        wait = _wait_ms(followed, followed.started_at_ms)
        del self._waits[bisect_left(self._waits, wait)]
        self._waited_ms -= wait
        self.recent.pop(followed.number, None)
        self._within -= wait <= _target_ms(config, followed.line)
        followed.started_at_ms = None

    def _undo(self, before: TicketBefore, event: e.ActionUndone, config: HallConfig | None) -> None:
        """An undone span counts for nothing."""
        number = before.ticket
        followed = self.followed.get(number) or self._ended.pop(number, None) or self._no_shows.pop(number, None)
        if followed is None:
            return
        if followed.state is TicketState.FINISHED:
            self._count_finish(followed, event.counter, -1)
        elif followed.state is TicketState.NO_SHOW:
            self._line(followed.line).no_show -= 1
        self._do(followed, len(before.served) - followed.done)
        if followed.state is TicketState.SERVING and before.state is TicketState.CALLED:
            followed.starts.pop()
        if before.started_at_ms is None and followed.started_at_ms is not None:
            self._uncount_wait(followed, config)
        if before.state is TicketState.WAITING and followed.state is TicketState.CALLED:
            self.calls.pop(before.ticket, None)
        self.followed[before.ticket] = followed
        followed.state, followed.line, followed.counter = before.state, before.line, before.counter
        followed.called_at_ms, followed.call = before.called_at_ms, before.calls
        followed.parked_ms, followed.parked_since_ms = before.parked_ms, before.parked_since_ms
        followed.ended_at_ms = None

    def _came_back(self, event: e.NoShowReturned) -> None:
        followed = self._no_shows.pop(event.ticket, None)
        if followed is None:
            return
        self._line(followed.line).no_show -= 1
        followed.state, followed.counter, followed.ended_at_ms = TicketState.WAITING, None, None
        self.followed[event.ticket] = followed

    def _kind_changed(self, followed: Followed, event: e.TicketKindChanged) -> None:
        followed.line, followed.kind, followed.chosen_by = event.line, event.kind, event.chosen_by

    def _called(self, followed: Followed, event: e.TicketCalled | e.TicketRecalled) -> None:
        followed.state = TicketState.CALLED
        followed.counter = event.counter
        followed.called_at_ms = event.at_ms
        followed.call = event.call if isinstance(event, e.TicketRecalled) else 1
        self.calls.pop(followed.number, None)
        self.calls[followed.number] = Call(followed.number, followed.line, event.counter, event.at_ms, followed.call)
        if len(self.calls) > KEPT_CALLS:
            del self.calls[next(iter(self.calls))]

    def _started(self, followed: Followed, event: e.ServiceStarted) -> None:
        followed.state = TicketState.SERVING
        followed.counter = event.counter
        followed.starts.append(event.counter)

    def _parked(self, followed: Followed, event: e.TicketParked) -> None:
        followed.state = TicketState.PARKED
        followed.counter = None
        followed.parked_since_ms = event.at_ms

    def _resumed(self, followed: Followed, event: e.TicketResumed) -> None:
        followed.state = TicketState.WAITING
        if followed.parked_since_ms is not None and followed.started_at_ms is None:
            followed.parked_ms += event.at_ms - followed.parked_since_ms
        followed.parked_since_ms = None

    def _waits_again(self, followed: Followed, event: e.TicketTransferred | e.TicketReturned | e.TicketSentOn) -> None:
        followed.state = TicketState.WAITING
        followed.counter = None
        if not isinstance(event, e.TicketReturned):
            followed.line = event.line

    def _done(self, followed: Followed, event: e.MattersServed | e.TicketSentOn) -> None:
        self._do(followed, len(event.served))
        if isinstance(event, e.TicketSentOn):
            self._waits_again(followed, event)

    def _do(self, followed: Followed, matters: int) -> None:
        followed.done += matters
        self.matters_served += matters

    def _told(self, followed: Followed, event: e.ToldOnce) -> None:
        followed.notices += 1
        self.notices += 1
        self.notices_again += event.times > 1

    def _count_finish(self, followed: Followed, counter: str, sign: int) -> None:
        """One ticket more that is finished, or one less (sign -1)."""
        self.served[counter] = self.served.get(counter, 0) + sign
        self._line(followed.line).finished += sign
        self.windows_touched += sign * len(set(followed.starts))
        if not followed.matters:
            self.matters_served += sign

    def _finished(self, followed: Followed, event: e.ServiceFinished) -> None:
        self._do(followed, len(event.served))
        self._count_finish(followed, event.counter, 1)
        self._end(followed, TicketState.FINISHED, event.at_ms)

    def _abandoned(self, followed: Followed, event: e.TicketAbandoned) -> None:
        self._line(followed.line).abandoned += 1
        self.calls.pop(followed.number, None)
        self._end(followed, TicketState.ABANDONED, event.at_ms)

    def _no_show(self, followed: Followed, event: e.TicketNoShow) -> None:
        self._line(followed.line).no_show += 1
        self._end(followed, TicketState.NO_SHOW, event.at_ms)

    def _expired(self, followed: Followed, event: e.TicketExpired) -> None:
        self.calls.pop(followed.number, None)
        self._end(followed, TicketState.EXPIRED, event.at_ms)

    def _end(self, followed: Followed, state: TicketState, at_ms: int) -> None:
        followed.state, followed.ended_at_ms = state, at_ms
        del self.followed[followed.number]
        if state is TicketState.NO_SHOW:
            self._no_shows[followed.number] = followed
        elif state is TicketState.FINISHED:
            self._ended[followed.number] = followed
            # The oldest is first; what ended longer ago than anything can be undone is forgotten.
            while (next(iter(self._ended.values())).ended_at_ms or 0) + LONGEST_UNDO_MS < at_ms:
                del self._ended[next(iter(self._ended))]


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
    e.MattersServed: DayFigures._done,
    e.TicketSentOn: DayFigures._done,
    e.ToldOnce: DayFigures._told,
}
"""Event type -> what it means for one ticket; the others say nothing about a ticket."""


def _wait_ms(followed: Followed, started_at_ms: int) -> int:
    return max(0, started_at_ms - followed.waits_from_ms - followed.parked_ms)


def _target_ms(config: HallConfig | None, line: str) -> int:
    return next((each.target_ms for each in config.lines if each.key == line), 0) if config is not None else 0


_BEGINNINGS: Final = frozenset({e.DayOpened, e.HallConfigured})


def fold(figures: DayFigures, events: Iterable[e.Event], config: HallConfig | None) -> DayFigures:
    """The figures after these committed events; a new day, or a new configuration, begins with new ones."""
    for event in events:
        if type(event) in _BEGINNINGS:
            figures = DayFigures(figures.past_tickets)
        figures.apply(event, config)
    return figures
