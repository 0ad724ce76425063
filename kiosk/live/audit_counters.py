"""The audit of counters (核查窗口所见): was whoever was shown, or whose case was taken up, at that very counter then?

From the journal alone: a span runs from a call to whatever takes the ticket away from the counter, and has the clerk who
sat there. An undone end goes on with it, an undone call has never been one for whoever comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.live import findings as f

COMMIT_MS: Final = 60_000
"""An end so shortly before may not have been durable yet when somebody asked."""
ENDS: Final = (
    e.ServiceFinished,
    e.TicketParked,
    e.TicketTransferred,
    e.TicketSentOn,
    e.TicketReturned,
    e.TicketAbandoned,
    e.TicketNoShow,
    e.TicketExpired,
)
"""Events that take a ticket away from whatever counter has it."""


@dataclass(slots=True)
class Span:
    """A ticket at a counter. holder, note: of the ticket, None where there is none. ended_at_ms: None while it lasts."""

    counter: str
    clerk: str | None
    holder: str | None
    note: str | None
    began_at_ms: int
    ended_at_ms: int | None = None

    def was_on(self, at_ms: int) -> bool:
        """Whether somebody who asked at an instant may have found the ticket there."""
        return self.began_at_ms <= at_ms and (self.ended_at_ms is None or at_ms <= self.ended_at_ms + COMMIT_MS)


@dataclass(slots=True)
class Spans:
    """Of one hall. spans: ticket -> where it was, in order; numbers come again every day."""

    spans: dict[str, list[Span]] = field(default_factory=dict)
    _clerks: dict[str, str] = field(default_factory=dict)
    _holders: dict[str, str | None] = field(default_factory=dict)
    _notes: dict[str, str | None] = field(default_factory=dict)
    _cases: dict[str, str] = field(default_factory=dict)

    def hear(self, event: Any, where: str, report: f.Report) -> None:
        """The next event of the hall."""
        if isinstance(event, e.TicketTaken):
            self._holders[event.ticket], self._notes[event.ticket] = event.holder, None
        elif isinstance(event, e.SeatTaken):
            self._clerks[event.counter] = event.clerk
        elif isinstance(event, e.SeatLeft):
            self._clerks.pop(event.counter, None)
        elif isinstance(event, e.TicketCalled):
            self._begin(event.ticket, event.counter, event.at_ms)
        elif isinstance(event, ENDS):
            self._end(event.ticket, event.at_ms)
            if isinstance(event, e.TicketTransferred):
                self._notes[event.ticket] = event.note
        elif isinstance(event, e.ActionUndone):
            self._undo(event)
        elif isinstance(event, e.CaseOpened):
            self._cases[event.case] = event.subject if event.principal is None else event.principal
        elif isinstance(event, e.CaseTakenUp):
            self._check_taken_up(event, where, report)

    def find(self, counter: str, ticket: str, account: str, at_ms: int) -> Span | None:
        """The span in which a clerk may have been shown whoever holds a ticket, or None."""
        for span in reversed(self.spans.get(ticket, ())):
            if span.counter == counter and span.clerk == account and span.was_on(at_ms):
                return span
        return None

    def _begin(self, ticket: str, counter: str, at_ms: int) -> None:
        holder, note = self._holders.get(ticket), self._notes.get(ticket)
        span = Span(counter=counter, clerk=self._clerks.get(counter), holder=holder, note=note, began_at_ms=at_ms)
        self.spans.setdefault(ticket, []).append(span)

    def _end(self, ticket: str, at_ms: int) -> None:
        last = next(reversed(self.spans.get(ticket, [])), None)
        if last is not None and last.ended_at_ms is None:
            last.ended_at_ms = at_ms

    def _undo(self, event: e.ActionUndone) -> None:
        for before in event.tickets:
            self._end(before.ticket, event.at_ms)
            self._notes[before.ticket] = before.note
            if before.counter is not None:
                self._begin(before.ticket, before.counter, event.at_ms)

    def _check_taken_up(self, event: e.CaseTakenUp, where: str, report: f.Report) -> None:
        span = self.find(event.counter, event.ticket, event.by, event.at_ms)
        if span is None or span.ended_at_ms is not None:
            report(f.AT_COUNTER, where, f"{event.by} takes a case up while {event.ticket} is not at {event.counter}")
        elif span.holder is None or span.holder != self._cases.get(event.case):
            report(f.AT_COUNTER, where, f"{event.by} takes a case up that is not of who holds {event.ticket}")
