"""Waits (等候时长) as the service's own journal tells them, in service time.

Waiting is not latency: it is never measured with a client's clock. A wait runs from the later of
taking and slot to the first start, less parked time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, kw_only=True)
class Record:
    """What became of one ticket, all in service ms. end: the event that ended it, or None so far."""

    day: str
    ticket: str
    line: str
    taken_at_ms: int
    slot_at_ms: int | None
    called_at_ms: int | None = None
    started_at_ms: int | None = None
    finished_at_ms: int | None = None
    left_at_ms: int | None = None
    counter: str | None = None
    parked_ms: int = 0
    parked_since_ms: int | None = None
    end: str | None = None

    def wait_ms(self) -> int | None:
        """From taking (or slot) to the first start, less parked time; None if never started."""
        if self.started_at_ms is None:
            return None
        return max(0, self.started_at_ms - max(self.taken_at_ms, self.slot_at_ms or 0) - self.parked_ms)

    def stay_ms(self) -> int | None:
        """From taking to the first start or to the leaving, as the simulator counts waits; None while open."""
        ends_at_ms = self.left_at_ms if self.started_at_ms is None else self.started_at_ms
        return None if ends_at_ms is None else ends_at_ms - self.taken_at_ms

    def reaction_ms(self) -> int:
        """From the call to the start; 0 without either. In virtual time nobody needs any."""
        if self.started_at_ms is None or self.called_at_ms is None:
            return 0
        return self.started_at_ms - self.called_at_ms

    def occupied_ms(self) -> int | None:
        """How long the counter was taken up: from the call to the finish, or None."""
        span_ms = self.span_ms()
        return None if span_ms is None else self.reaction_ms() + span_ms

    def span_ms(self) -> int | None:
        """From start to finish, or None."""
        if self.started_at_ms is None or self.finished_at_ms is None:
            return None
        return self.finished_at_ms - self.started_at_ms


ENDS = {
    "TicketAbandoned": "abandoned",
    "TicketNoShow": "no_show",
    "TicketExpired": "expired",
    "ServiceFinished": "finished",
}
"""Event -> how the ticket ended."""


def records_of(entries: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Every ticket of a journal, in the order of taking. entries: as GET …/journal returns them."""
    records: list[Record] = []
    open_records: dict[str, Record] = {}
    by_number: dict[str, Record] = {}
    day = ""
    for entry in entries:
        for event in entry["events"]:
            kind = event["type"]
            if kind == "DayOpened":
                day, open_records, by_number = str(event["day"]), {}, {}
            elif kind == "TicketTaken":
                record = Record(
                    day=day,
                    ticket=event["ticket"],
                    line=event["line"],
                    taken_at_ms=event["at_ms"],
                    slot_at_ms=event["slot_at_ms"],
                )
                records.append(record)
                open_records[record.ticket] = by_number[record.ticket] = record
            elif kind == "ActionUndone":
                for before in event["tickets"]:
                    if before["ticket"] in by_number:
                        _put_back(by_number[before["ticket"]], before)
            elif kind == "NoShowReturned" and event["ticket"] in by_number:
                by_number[event["ticket"]].end = None
            elif event.get("ticket") in open_records:
                _follow(open_records[event["ticket"]], kind, event)
    return records


def _put_back(record: Record, before: Mapping[str, Any]) -> None:
    """As the ticket stood before an action that was undone: that span counts for nothing."""
    record.counter = before["counter"]
    record.called_at_ms, record.started_at_ms = before["called_at_ms"], before["started_at_ms"]
    record.parked_ms, record.parked_since_ms = before["parked_ms"], before["parked_since_ms"]
    record.finished_at_ms = record.end = None


def _follow(record: Record, kind: str, event: Mapping[str, Any]) -> None:
    at_ms = int(event["at_ms"])
    if kind == "TicketCalled":
        record.called_at_ms = at_ms
        record.counter = event["counter"]
    elif kind == "ServiceStarted":
        record.started_at_ms = at_ms if record.started_at_ms is None else record.started_at_ms
    elif kind == "TicketParked":
        record.parked_since_ms = at_ms
    elif kind == "TicketResumed" and record.parked_since_ms is not None:
        if record.started_at_ms is None:
            record.parked_ms += at_ms - record.parked_since_ms
        record.parked_since_ms = None
    if kind == "ServiceFinished":
        record.finished_at_ms = at_ms
    if kind == "TicketAbandoned":
        record.left_at_ms = at_ms
    if kind in ENDS:
        record.end = ENDS[kind]
