"""The opener (开门人): who configures a hall and opens its business days.

The kernel opens nothing by itself, because a day's instants come from a calendar and a time zone.
At the start and after every turn of the day the opener asks the calendar and sends the commands;
a day that a supervisor opened by hand is left alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import gevent

from kiosk.calendars.opening import BusinessDay, Calendar, next_business_day, spans_within
from kiosk.hall.commands import Command, ConfigureHall, OpenHall
from kiosk.hall.config import HallConfig
from kiosk.hall.events import DayTurned, Event as HallEvent, HallConfigured
from kiosk.hall.hall import Hall
from kiosk.hall.state import HallState, configured
from kiosk.journal import Entry
from kiosk.live.writer import HallWriter, Overloaded, StoreUnavailable

LOG: Final = logging.getLogger("yzz.opener")
PRINCIPAL: Final = "driver:opener"
HTTP_OK: Final = 200

Intervals = tuple[tuple[int, int], ...]


def day_ahead(calendar: Calendar, state: HallState, now_ms: int) -> BusinessDay | None:
    """The calendar's next day that the hall has not had.

    A day that was opened by hand may turn before its hours are over; it is not opened again.
    """
    day = next_business_day(calendar, now_ms)
    while day is not None and day.day <= state.last_day:
        day = next_business_day(calendar, day.turns_at_ms)
    return day


def breaks_on(config: HallConfig | None, day: str, intervals: Intervals) -> tuple[tuple[str, Intervals], ...]:
    """(counter, its planned breaks) of a day whose hours are these, for every counter that has any."""
    found = [
        (counter.key, spans_within(counter.breaks, day, intervals))
        for counter in (() if config is None else config.counters)
        if counter.breaks is not None
    ]
    return tuple((counter, spans) for counter, spans in found if spans)


class Opener:
    """Keeps one hall configured and its days opened.

    config: for a hall that has none yet; None: an administrator sends one. calendar: None: days are opened by hand.
    now_ms: service clock.
    """

    def __init__(
        self, writer: HallWriter, config: HallConfig | None, calendar: Calendar | None, now_ms: Callable[[], int]
    ) -> None:
        self._writer = writer
        self._config = config
        self._calendar = calendar
        self._now_ms = now_ms
        self._is_at_it = False
        self._coming: gevent.Greenlet[..., None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is opening a day, or about to."""
        return self._is_at_it or not (self._coming is None or self._coming.ready())

    def start(self) -> None:
        """Do what is due now, then after every turn of the day. The writer must run."""
        self._writer.listeners.append(self._listen)
        self.open_next()

    def open_next(self) -> None:
        """Configure and open, unless a day is running; blocks this greenlet until it is done."""
        if self._is_at_it:
            return
        self._is_at_it = True
        try:
            self._open_next()
        finally:
            self._is_at_it = False

    def _open_next(self) -> None:
        state = self._writer.committed.state
        if state.day is not None:
            return
        # Only a hall that has none: what an administrator configured later is theirs.
        if self._config is not None and state.config is None:
            self._submit(ConfigureHall(config=self._config))
        if self._calendar is None or self._writer.committed.state.config is None:
            return
        day = day_ahead(self._calendar, state, self._now_ms())
        if day is None:
            LOG.warning("hall %s: the calendar has no further opening", self._writer.hall)
            return
        config = configured(self._writer.committed.state)
        breaks = breaks_on(config, day.day, day.intervals)
        self._submit(OpenHall(day=day.day, intervals=day.intervals, turns_at_ms=day.turns_at_ms, breaks=breaks))

    def _listen(self, entries: Sequence[Entry]) -> None:
        awaited = (DayTurned, HallConfigured)
        if any(isinstance(event, awaited) for entry in entries for event in entry.events):
            # Not from within the writer's own greenlet: it would wait for itself.
            self._coming = gevent.spawn(self.open_next)

    def _submit(self, command: Command) -> None:
        submit_patiently(self._writer, command, PRINCIPAL)


def submit_patiently(writer: HallWriter, command: Command, principal: str) -> None:
    """Send a driver's own command until the store takes it; a refusal is only logged."""
    while True:
        try:
            answer = writer.submit(command, principal=principal, key=None, body_hash="", render=_nothing)
        except (Overloaded, StoreUnavailable) as refusal:
            if writer.is_stopping:
                return
            gevent.sleep(refusal.retry_after_s)
        else:
            if answer.status != HTTP_OK:
                LOG.info("hall %s: %s: %s", writer.hall, type(command).__name__, answer.body.decode())
            return


def _nothing(hall: Hall, events: tuple[HallEvent, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
