"""What people were told (等候预计留痕): every figure at the taking and every change that was shown, with its outcome.

Rows are gathered in memory and written by whoever predicts, never on a request's way. A store that cannot be
written keeps nobody from waiting: what does not fit any more is counted and dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from kiosk.calendars.spans import DAY_MS, MINUTE_MS
from kiosk.hall import events as e
from kiosk.hall.lifecycles import OPEN_TICKETS, TicketState
from kiosk.live.estimate_scores import Scored
from kiosk.live.forecasts import Figure, Raw
from kiosk.live.tables import ESTIMATES, TICKETS

TAKEN: Final = "taken"
SHOWN: Final = "shown"
CALLED: Final = "called"
LEFT: Final = "left"
EXPIRED: Final = "expired"
MOST_ROWS: Final = 20_000
"""Rows kept while the store cannot be written."""
SCORED_DAYS: Final = 30
SEEN_SERVICES: Final = 5_000
"""The newest finished services that a fit begins with."""

OUTCOMES: Final[dict[type[Any], str]] = {
    e.TicketCalled: CALLED,
    e.TicketAbandoned: LEFT,
    e.TicketExpired: EXPIRED,
}
"""Event type -> what became of a wait."""

SHOWN_FIGURE: Final = ("about_min", "most_min", "base_ms", "p50_ms", "p90_ms")

Row = dict[str, Any]


@dataclass(slots=True)
class EstimateLog:
    """Of one hall. last: when each waiting ticket was last told something. dropped: rows that did not fit."""

    hall: str
    rows: list[Row] = field(default_factory=list)
    ends: list[Row] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    dropped: int = 0

    def tell(self, row: Row) -> None:
        """Keep what a ticket is told now: its first as taken, others as shown. row: without hall and cause."""
        ticket, told_at_ms = row["ticket"], row["told_at_ms"]
        if told_at_ms <= self.last.get(ticket, -1):
            return
        cause = SHOWN if ticket in self.last else TAKEN
        self.last[ticket] = told_at_ms
        self._keep(self.rows, row | {"hall": self.hall, "cause": cause, "outcome": None, "ended_at_ms": None})

    def hear(self, event: e.Event, day: str) -> None:
        """The outcome of a wait, or a new day."""
        outcome, ticket = OUTCOMES.get(type(event)), getattr(event, "ticket", "")
        if outcome is not None and ticket in self.last:
            self._keep(self.ends, {"b_day": day, "b_ticket": ticket, "outcome": outcome, "ended_at_ms": event.at_ms})
        if isinstance(event, e.ActionUndone):
            # A call that was a slip ended no wait.
            for before in event.tickets:
                if before.state is TicketState.WAITING and before.ticket in self.last:
                    self._keep(
                        self.ends, {"b_day": day, "b_ticket": before.ticket, "outcome": None, "ended_at_ms": None}
                    )
        if isinstance(event, e.DayOpened):
            self.last.clear()

    def _keep(self, kept: list[Row], row: Row) -> None:
        if len(kept) < MOST_ROWS:
            kept.append(row)
        else:
            self.dropped += 1

    def take(self) -> tuple[list[Row], list[Row]]:
        """(rows to insert, outcomes to enter) since the last time."""
        taken = self.rows, self.ends
        self.rows, self.ends = [], []
        return taken

    def give_back(self, rows: list[Row], ends: list[Row]) -> None:
        """They could not be written."""
        self.rows, self.ends = rows + self.rows, ends + self.ends


def write(connection: Connection, hall: str, rows: Sequence[Row], ends: Sequence[Row]) -> None:
    """Rows first: an outcome is entered in every row of its wait. ends: in order; without an outcome, one that was a slip."""
    table = ESTIMATES
    if rows:
        connection.execute(insert(table), list(rows))
    own = and_(table.c.hall == hall, table.c.day == bindparam("b_day"), table.c.ticket == bindparam("b_ticket"))
    values: dict[str, Any] = {"outcome": bindparam("outcome"), "ended_at_ms": bindparam("ended_at_ms")}
    for is_slip, some in groupby(ends, key=lambda end: end["outcome"] is None):
        mine = own if is_slip else and_(own, table.c.outcome.is_(None))
        connection.execute(update(table).where(mine).values(values), list(some))


def settle(connection: Connection, hall: str) -> None:
    """Enter what became of waits while nobody listened, from the tickets as they stand."""
    table, tickets = ESTIMATES, TICKETS
    same = and_(tickets.c.hall == table.c.hall, tickets.c.day == table.c.day, tickets.c.number == table.c.ticket)
    columns = (table.c.day, table.c.ticket, tickets.c.state, tickets.c.called_at_ms, tickets.c.finished_at_ms)
    found = connection.execute(
        select(*columns).distinct().join(tickets, same).where(table.c.hall == hall, table.c.outcome.is_(None))
    )
    ends = []
    for row in found.mappings():
        if row["called_at_ms"] is not None:
            outcome, at_ms = CALLED, row["called_at_ms"]
        elif row["state"] not in OPEN_TICKETS:
            outcome = EXPIRED if row["state"] == TicketState.EXPIRED else LEFT
            at_ms = row["finished_at_ms"]
        else:
            continue
        ends.append({"b_day": row["day"], "b_ticket": row["ticket"], "outcome": outcome, "ended_at_ms": at_ms})
    write(connection, hall, [], ends)


def erase(connection: Connection, before_ms: int) -> None:
    """Everything that was told before an instant, in every hall."""
    connection.execute(delete(ESTIMATES).where(ESTIMATES.c.told_at_ms < before_ms))


def told_so_far(connection: Connection, hall: str, day: str) -> tuple[dict[str, int], dict[str, Figure]]:
    """When each ticket of a day was last told something; and, of those who may still wait, what the futures showed last."""
    table = ESTIMATES
    rows = connection.execute(
        select(table).where(table.c.hall == hall, table.c.day == day).order_by(table.c.told_at_ms)
    ).mappings()
    newest = {row["ticket"]: row for row in rows}
    figures = {
        ticket: Figure(row["about_min"], row["most_min"], row["base_ms"], Raw(row["p50_ms"], row["p90_ms"]))
        for ticket, row in newest.items()
        if row["outcome"] is None and None not in {row[name] for name in SHOWN_FIGURE}
    }
    return {ticket: row["told_at_ms"] for ticket, row in newest.items()}, figures


def services(connection: Connection, hall: str, after_ms: int) -> list[tuple[str, str, int]]:
    """(line, counter, ms from call to end) of the newest services that ended after an instant."""
    table = TICKETS
    rows = connection.execute(
        select(table.c.line, table.c.counter, table.c.called_at_ms, table.c.finished_at_ms)
        .where(
            table.c.hall == hall,
            table.c.state.in_([TicketState.FINISHED.value, TicketState.NO_SHOW.value]),
            table.c.called_at_ms.is_not(None),
            table.c.finished_at_ms > after_ms,
        )
        .order_by(table.c.finished_at_ms.desc())
        .limit(SEEN_SERVICES)
    )
    return [(row.line, row.counter or "", row.finished_at_ms - row.called_at_ms) for row in rows]


def scored(connection: Connection, hall: str, after_ms: int, utc_offset_min: int) -> list[Scored]:
    """Everybody of a hall who had to wait and was told by the futures at the taking, after an instant, and is no longer waiting.

    Who could be called at once (P90 of nothing) did not have to wait; whose day turned has neither been called nor left.
    """
    table = ESTIMATES
    rows = connection.execute(
        select(table).where(
            table.c.hall == hall,
            table.c.cause == TAKEN,
            table.c.told_at_ms >= after_ms,
            table.c.method == "futures",
            table.c.p90_ms > 0,
            table.c.outcome.in_([CALLED, LEFT]),
        )
    )
    return [
        Scored(
            line=row["line"],
            hour=_hour(row["told_at_ms"], utc_offset_min),
            p50_ms=row["p50_ms"],
            p90_ms=row["p90_ms"],
            shift_ms=row["shift_ms"],
            ql_ms=row["ql_ms"],
            wait_ms=max(0, row["ended_at_ms"] - row["told_at_ms"]),
            is_called=row["outcome"] == CALLED,
        )
        for row in rows.mappings()
    ]


def counted(connection: Connection, hall: str, after_ms: int) -> dict[str, int]:
    """How many figures were kept after an instant, by cause and method."""
    table = ESTIMATES
    rows = connection.execute(
        select(table.c.cause, table.c.method).where(table.c.hall == hall, table.c.told_at_ms >= after_ms)
    )
    found: dict[str, int] = {}
    for row in rows:
        key = f"{row.cause}_{row.method}"
        found[key] = found.get(key, 0) + 1
    return found


def since(now_ms: int, days: int = SCORED_DAYS) -> int:
    """So many days ago."""
    return now_ms - days * DAY_MS


def _hour(at_ms: int, utc_offset_min: int) -> int:
    local = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(milliseconds=utc_offset_min * MINUTE_MS)
    return local.hour
