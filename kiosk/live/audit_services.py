"""The audit's reading of notices and ratings (核查: 告知与评价).

A notice names a matter, and items and reasons, that the version it names has; it is given to whoever is being served
there, repeats nothing, and counts how often it was needed; the table says what the journal says. A rating follows a finish
that stands, once, in time; a poor one has reasons and waits for a supervisor, and no other does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from kiosk.hall import events as e
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.service_records import BAD_GRADE
from kiosk.hall.telling import fits
from kiosk.live import findings as f
from kiosk.live.notice_rows import Row, all_notices, notice_row


@dataclass(slots=True)
class Services:
    """Of one hall, event by event. serving: counter -> the ticket it serves. told: (ticket, matter) -> items.

    finished: tickets of the day that may be rated -> when they ended; rated: those that were answered.
    """

    hall: str
    report: f.Report
    catalogue: dict[tuple[str, int], MatterRules] = field(default_factory=dict)
    serving: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[str, str], list[tuple[str, ...]]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    finished: dict[str, tuple[str, int]] = field(default_factory=dict)
    rated: set[str] = field(default_factory=set)
    follow_ups: set[str] = field(default_factory=set)
    rate_ms: int = 0

    def hear(self, event: Any, where: str) -> None:
        """The next event, of whatever kind."""
        if isinstance(event, e.HallConfigured):
            self.rate_ms = event.config.rate_ms
        elif isinstance(event, e.CataloguePublished):
            # What was published once may still be named by what was told then.
            self.catalogue |= {(each.key, each.version): each for each in event.matters}
        elif isinstance(event, e.DayOpened | e.DayTurned):
            self.serving, self.told, self.finished, self.rated = {}, {}, {}, set()
        elif isinstance(event, e.ToldOnce):
            self._told(event, where)
        elif isinstance(event, e.TicketRated):
            self._rated(event, where)
        elif isinstance(event, e.FollowUpClosed):
            if event.follow_up not in self.follow_ups:
                self.report(f.RATINGS, where, f"{event.follow_up} is closed and was not open")
            self.follow_ups.discard(event.follow_up)
        elif isinstance(event, e.ActionUndone):
            self._undone(event, where)
        elif isinstance(event, e.ServiceStarted):
            self.serving[event.counter] = event.ticket
        elif isinstance(event, e.ServiceFinished):
            self.finished[event.ticket] = (event.counter, event.at_ms)
            self.serving.pop(event.counter, None)
        elif isinstance(event, e.TicketParked | e.TicketTransferred | e.TicketSentOn | e.TicketReturned):
            self.serving.pop(event.counter, None)

    def finish(self, connection: Connection) -> None:
        """After the last entry: what the table says."""
        stored = {row["notice"]: row for row in all_notices(connection, self.hall)}
        for notice in sorted(stored.keys() | self.rows.keys()):
            if stored.get(notice) != self.rows.get(notice):
                self.report(f.NOTICES, f"notice {notice}", "is in the table other than in the journal")

    def _told(self, event: e.ToldOnce, where: str) -> None:
        rules = self.catalogue.get((event.matter, event.version))
        name = f"notice {event.notice}"
        if rules is None:
            self.report(f.NOTICES, where, f"{name} names {event.matter} {event.version}, which nobody has published")
        else:
            for each in event.items:
                if not fits(rules, each):
                    self.report(f.NOTICES, where, f"{name}: {event.matter} has no {each.item} that is {each.reason}")
        if self.serving.get(event.counter) != event.ticket:
            self.report(f.NOTICES, where, f"{name}: counter {event.counter} does not serve {event.ticket}")
        if event.notice in self.rows:
            self.report(f.NOTICES, where, f"{name} is given twice")
        before = self.told.setdefault((event.ticket, event.matter), [])
        items = tuple(each.item for each in event.items)
        again = {each for earlier in before for each in earlier} & set(items)
        if again or event.times != len(before) + 1:
            self.report(f.NOTICES, where, f"{name} is notice {event.times} after {len(before)}, again: {sorted(again)}")
        before.append(items)
        self.rows[event.notice] = notice_row(self.hall, event)

    def _rated(self, event: e.TicketRated, where: str) -> None:
        name = f"the rating of {event.ticket}"
        finished = self.finished.get(event.ticket)
        if finished is None:
            self.report(f.RATINGS, where, f"{name} follows no finish")
        else:
            counter, at_ms = finished
            if counter != event.served_at:
                self.report(f.RATINGS, where, f"{name} names {event.served_at}, and {counter} finished it")
            if event.at_ms >= at_ms + self.rate_ms:
                self.report(f.RATINGS, where, f"{name} comes {event.at_ms - at_ms} ms after the finish")
        if event.ticket in self.rated:
            self.report(f.RATINGS, where, f"{name} is a second one")
        self.rated.add(event.ticket)
        is_bad = event.grade is not None and event.grade <= BAD_GRADE
        if not is_bad == bool(event.reasons) == (event.follow_up is not None):
            self.report(f.RATINGS, where, f"{name}: grade {event.grade}, reasons {event.reasons}, {event.follow_up}")
        if event.follow_up is not None:
            self.follow_ups.add(event.follow_up)

    def _undone(self, event: e.ActionUndone, where: str) -> None:
        for before in event.tickets:
            if before.ticket in self.rated and self.finished.pop(before.ticket, None) is not None:
                self.report(f.RATINGS, where, f"the finish of {before.ticket} is undone although it was rated")
            self.finished.pop(before.ticket, None)
            if before.state is TicketState.SERVING and before.counter is not None:
                self.serving[before.counter] = before.ticket
            elif self.serving.get(event.counter) == before.ticket:
                del self.serving[event.counter]
