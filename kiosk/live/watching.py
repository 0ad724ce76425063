"""What a publisher works with (订阅): who listens, what it needs of a hall, its limits, and a room that is watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall.hall import Hall
from kiosk.journal import Entry
from kiosk.live.topics import Topic
from kiosk.live.views import Collections
from kiosk.settings import Settings


class Sink(Protocol):
    """One client: takes framed bytes, never blocks."""

    def send_frame(self, frame: bytes) -> None:
        """Send one whole frame, in order with all others, or cut the client."""


class Journalled(Protocol):
    """What the publisher needs of a hall's writer."""

    hall: str
    committed: Hall
    committed_seq: int
    listeners: list[Callable[[Sequence[Entry]], None]]


class Clock(Protocol):
    """The service clock."""

    speed: float

    def now_ms(self) -> int:
        """Service time now."""


class WatchRefused(Exception):
    """A room that cannot be watched. code: a row of the problems table."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherLimits:
    """conflate_ms: wall time for which slow changes are gathered. evaluate_ms: wall time between
    two looks at what changes by time alone. long_wait_ms: wait that raises an alarm. shown_waiting:
    tickets, and alarms, that the monitor lists. rooms_per_client: most rooms one client may watch.
    past_tickets: tickets found by their token.
    """

    conflate_ms: int
    evaluate_ms: int
    long_wait_ms: int
    shown_waiting: int
    rooms_per_client: int
    past_tickets: int

    @classmethod
    def of(cls, settings: Settings) -> PublisherLimits:
        """The operator's choice."""
        return cls(
            conflate_ms=settings.conflate_ms,
            evaluate_ms=settings.evaluate_ms,
            long_wait_ms=settings.long_wait_min * MINUTE_MS,
            shown_waiting=settings.shown_waiting,
            rooms_per_client=settings.rooms_per_client,
            past_tickets=settings.past_tickets,
        )


@dataclass(slots=True)
class Room:
    """A room somebody watches.

    sent: what every watcher of it has. sent_seq: of the last patch, or of the first snapshot.
    given_seq: the newest seq any watcher has. stale: what has changed since.
    """

    name: str
    kind: str
    argument: str
    sent: Collections
    sent_seq: float
    given_seq: float
    watchers: dict[str, Sink] = field(default_factory=dict)
    stale: Topic = Topic.NONE
