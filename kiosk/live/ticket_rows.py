"""Rows of the tickets table, from events (号票表).

One literal table says which event writes which columns. The rows of open tickets are kept in
memory, as they will stand after the batch, so that a batch is one insert and one update over
lists, however much happens to a ticket in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.config import LONGEST_UNDO_MS
from kiosk.hall.lifecycles import OPEN_TICKETS, TicketState
from kiosk.hall.ticket_records import TicketBefore

Row = dict[str, Any]
"""One row, by column name; hall, day, prefix and serial are its key."""

KEY: Final = ("hall", "day", "prefix", "serial")


def _kind_changed(row: Row, event: e.TicketKindChanged) -> Row:
    del row
    return {"line": event.line, "kind": event.kind, "order_ms": event.order_ms}


def _called(row: Row, event: e.TicketCalled) -> Row:
    del row
    return {"state": TicketState.CALLED.value, "called_at_ms": event.at_ms, "counter": event.counter}


def _recalled(row: Row, event: e.TicketRecalled) -> Row:
    del row, event
    return {}


def _started(row: Row, event: e.ServiceStarted) -> Row:
    # Only the first start counts: a second one after a transfer ends no wait.
    first = event.at_ms if row["started_at_ms"] is None else row["started_at_ms"]
    return {"state": TicketState.SERVING.value, "started_at_ms": first}


def _parked(row: Row, event: e.TicketParked) -> Row:
    del row
    return {"state": TicketState.PARKED.value, "parked_since_ms": event.at_ms}


def _resumed(row: Row, event: e.TicketResumed) -> Row:
    rested_ms = event.at_ms - row["parked_since_ms"] if row["started_at_ms"] is None else 0
    return {"state": TicketState.WAITING.value, "parked_ms": row["parked_ms"] + rested_ms, "parked_since_ms": None}


def _transferred(row: Row, event: e.TicketTransferred | e.TicketSentOn) -> Row:
    del row
    return {"state": TicketState.WAITING.value, "line": event.line}


def _unbound(row: Row, event: e.TicketUnbound) -> Row:
    del row, event
    return {}


def _returned(row: Row, event: e.TicketReturned) -> Row:
    del row, event
    return {"state": TicketState.WAITING.value}


def _served(row: Row, event: e.MattersServed) -> Row:
    del row, event
    return {}


def _came_back(row: Row, event: e.NoShowReturned) -> Row:
    del row
    return {"state": TicketState.WAITING.value, "order_ms": event.order_ms, "finished_at_ms": None}


def _undone(before: TicketBefore) -> Row:
    return {
        "state": before.state.value,
        "line": before.line,
        "order_ms": before.order_ms,
        "called_at_ms": before.called_at_ms,
        "started_at_ms": before.started_at_ms,
        "finished_at_ms": None,
        "counter": before.counter,
        "parked_ms": before.parked_ms,
        "parked_since_ms": before.parked_since_ms,
    }


def _ended(state: TicketState) -> Callable[[Row, Any], Row]:
    return lambda row, event: {"state": state.value, "finished_at_ms": event.at_ms}  # noqa: ARG005 - one shape for all


WRITES: Final[dict[type[Any], Callable[[Row, Any], Row]]] = {
    e.TicketKindChanged: _kind_changed,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServiceStarted: _started,
    e.ServiceFinished: _ended(TicketState.FINISHED),
    e.TicketParked: _parked,
    e.TicketResumed: _resumed,
    e.TicketTransferred: _transferred,
    e.TicketUnbound: _unbound,
    e.TicketReturned: _returned,
    e.TicketAbandoned: _ended(TicketState.ABANDONED),
    e.TicketNoShow: _ended(TicketState.NO_SHOW),
    e.TicketExpired: _ended(TicketState.EXPIRED),
    e.MattersServed: _served,
    e.TicketSentOn: _transferred,
    e.NoShowReturned: _came_back,
}
"""Event type -> the columns it changes; TicketTaken makes the row, ActionUndone puts back what it names, all other events
touch none."""


class TicketRows:
    """The open tickets' rows of one hall, moved by events; what has changed waits for `take_changes`.

    ended: rows that may come back, no-shows of the day and what has just been finished.
    """

    def __init__(self, hall: str, day: str | None = None, rows: Iterable[Row] = (), ended: Iterable[Row] = ()) -> None:
        self.hall = hall
        self.day = day
        self._open: dict[str, Row] = {row["number"]: row for row in rows}
        self._no_shows = {row["number"]: row for row in ended if row["state"] == TicketState.NO_SHOW}
        self._finished = {row["number"]: row for row in ended if row["state"] == TicketState.FINISHED}
        self._inserts: list[Row] = []
        self._updates: dict[int, Row] = {}

    def move(self, event: e.Event) -> None:
        """Let one event write. An event of a ticket that is not open is a bug: KeyError."""
        if isinstance(event, e.DayOpened):
            self.day = event.day
            self._no_shows, self._finished = {}, {}
        elif isinstance(event, e.ActionUndone):
            for before in event.tickets:
                self._put(before.ticket, _undone(before))
        elif isinstance(event, e.TicketTaken):
            row = self._taken(event)
            self._open[event.ticket] = row
            self._inserts.append(row)
            # A row of this batch is inserted as it stands at the end: no update is needed.
            self._updates[id(row)] = {}
        else:
            write = WRITES.get(type(event))
            if write is not None:
                self._change(event.ticket, write, event)  # type: ignore[arg-type, union-attr]  # every type in WRITES has it

    def take_changes(self) -> tuple[list[Row], list[Row]]:
        """(rows to insert, rows to update) since the last time."""
        inserts, self._inserts = self._inserts, []
        updates = [row for row in self._updates.values() if row]
        self._updates = {}
        return inserts, updates

    def open_rows(self) -> dict[str, Row]:
        """Rows of open tickets by number, as they stand."""
        return self._open

    def _change(self, number: str, write: Callable[[Row, Any], Row], event: e.Event) -> None:
        row = self._open[number] if number in self._open else self._no_shows[number]
        self._put(number, write(row, event))

    def _put(self, number: str, columns: Row) -> None:
        for rows in (self._open, self._no_shows, self._finished):
            if number in rows:
                row = rows.pop(number)
                break
        else:
            raise KeyError(number)
        row.update(columns)
        self._updates.setdefault(id(row), row)
        if row["state"] in OPEN_TICKETS:
            self._open[number] = row
        elif row["state"] == TicketState.NO_SHOW:
            self._no_shows[number] = row
        elif row["state"] == TicketState.FINISHED:
            self._keep_finished(number, row)

    def _keep_finished(self, number: str, row: Row) -> None:
        """For as long as any hall lets it be undone."""
        self._finished[number] = row
        while True:
            oldest, kept = next(iter(self._finished.items()))
            if kept["finished_at_ms"] + LONGEST_UNDO_MS >= row["finished_at_ms"]:
                return
            del self._finished[oldest]

    def _taken(self, event: e.TicketTaken) -> Row:
        return {
            "hall": self.hall,
            "day": self.day,
            "prefix": event.prefix,
            "serial": event.serial,
            "number": event.ticket,
            "line": event.line,
            "kind": event.kind,
            "state": TicketState.WAITING.value,
            "taken_at_ms": event.at_ms,
            "slot_at_ms": event.slot_at_ms,
            "order_ms": event.order_ms,
            "called_at_ms": None,
            "started_at_ms": None,
            "finished_at_ms": None,
            "counter": None,
            "parked_ms": 0,
            "parked_since_ms": None,
            "token_hash": event.token_hash,
            "holder": event.holder,
        }
