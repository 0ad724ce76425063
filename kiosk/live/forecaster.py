"""Who has the waits foreseen (等候推演): after every change of a hall, in one process, the newest state alone.

One greenlet asks for all halls. What happens while it waits for an answer makes one next question, whatever
it was. It rests four times as long as an answer took, so that predicting never has more than a fifth of a core, and it
asks again from time to time, because time alone shortens waits. Nothing is computed on the hub: packing the question is
a fraction of a millisecond. While the process is away QL speaks, and the log says so.

Source: simulation.md §9 (method, fallback); docs/decisions/0067-a-wait-is-told-from-two-hundred-futures.md
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import gevent
from gevent.event import Event
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.hall import events as e
from kiosk.hall.config import ReliefRule
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.state import HallState, configured
from kiosk.journal import Entry
from kiosk.live import estimate, estimate_log, foresight
from kiosk.live.estimate_log import EstimateLog
from kiosk.live.estimate_report import Report, report
from kiosk.live.estimate_scores import correction_ms
from kiosk.live.forecasts import Raw, minutes_of, rounded_minutes
from kiosk.live.predictor import PredictorFailed, PredictorProcess
from kiosk.live.present_hall import Question, breaks_ahead, question
from kiosk.live.publisher import Publisher
from kiosk.live.service_times import ServiceTimes
from kiosk.live.store import Store
from kiosk.live.watching import Clock
from kiosk.live.writer import HallWriter, Overloaded, StoreUnavailable
from kiosk.settings import Settings

LOG: Final = logging.getLogger("yzz.forecaster")
LEAST_REST_S: Final = 0.05
MOST_REST_S: Final = 0.2
"""After the process had to be started, nobody rests four times as long."""
REST: Final = 4
WRITE_EVERY_S: Final = 2.0
AFTER_A_FAILURE_S: Final = 1.0
REPORT_S: Final = 30.0
"""A report is made once for all who look."""


PRINCIPAL: Final = "driver:forecaster"


class Predicts(Protocol):
    """Who plays the futures."""

    def ask(self, flat: list[int]) -> list[int]:
        """See `PredictorProcess.ask`. Raises PredictorFailed."""

    def stop(self) -> None:
        """Be gone."""


class HallForecast:
    """One hall's share: what is learnt of it, what was told, whether it has changed since."""

    def __init__(self, writer: HallWriter, publisher: Publisher, changed: Callable[[], None]) -> None:
        self.writer = writer
        self.publisher = publisher
        self.times = ServiceTimes()
        self.log = EstimateLog(writer.hall)
        self.is_changed = True
        self.has_new_day = False
        self._changed = changed
        self._new: list[str] = []

    @property
    def state(self) -> HallState:
        """As committed."""
        return self.writer.committed.state

    def begin(self, connection: Connection, after_ms: int) -> None:
        """Learn from what the tables know, and settle what nobody heard."""
        for line, counter, span_ms in estimate_log.services(connection, self.writer.hall, after_ms):
            self.times.add(line, counter, span_ms)
        if self.state.day is not None:
            self.log.last, figures = estimate_log.told_so_far(connection, self.writer.hall, self.state.day.day)
            self.publisher.forecasts.restore({key: each for key, each in figures.items() if self._waits(key)})

    def listen(self) -> None:
        """From now on every entry is heard."""
        self.times.begin(self.state)
        self._new = [number for number in self.state.visits if self._waits(number) and number not in self.log.last]
        self.writer.listeners.append(self.hear)

    def hear(self, entries: Sequence[Entry]) -> None:
        """Committed entries, on the hub."""
        day = self.state.last_day
        for event in (event for entry in entries for event in entry.events):
            self.times.hear(event)
            self.log.hear(event, day)
            self.has_new_day |= isinstance(event, e.DayOpened)
            if isinstance(event, e.TicketTaken):
                self._new.append(event.ticket)
        self.is_changed = True
        self._changed()

    def asks(self, now_ms: int) -> Question | None:
        """The question of now, or None where nobody needs an answer."""
        self.is_changed = False
        state = self.state
        if state.config is None or state.day is None or not self._is_staffed(now_ms):
            return None
        return question(state, self.times, now_ms, self.writer.committed_seq)

    def _is_staffed(self, now_ms: int) -> bool:
        return any(record.is_open for record in self.state.counters) or bool(breaks_ahead(self.state, now_ms))

    def told(self, asked: Question, ints: list[int], now_ms: int) -> Mapping[int, Raw | None]:
        """An answer: it is shown and kept. Gives what newcomers of the lines would wait."""
        tickets, lines = asked.answered(ints)
        forecasts = self.publisher.forecasts
        others = forecasts.update(tickets, lines, asked.taken)
        self.publisher.outlooks_moved()
        waiting = sum(int(line.size) for line in self.state.lines)
        new = [number for number in self._new if number not in self.log.last]
        # Whoever came while the futures were played is answered next time.
        self._new = [number for number in new if self._waits(number) and self.state.visits[number].index >= asked.taken]
        new = [number for number in new if number not in self._new]
        for number in dict.fromkeys((*new, *others)):
            if self._waits(number) and (number in tickets or number in new):
                self._keep(number, now_ms, tickets.get(number), number in tickets, waiting)
        return lines

    def foresee(
        self, lines: Mapping[int, Raw | None] | None, ask: Callable[[Question], list[int]], now_ms: int
    ) -> None:
        """Tell the hall what its relief rules do not know yet. lines: None where nobody can say; ask: whoever plays futures."""
        state, seq = self.state, self.writer.committed_seq

        def relieved(rule: ReliefRule) -> Mapping[int, Raw | None] | None:
            asked = question(state, self.times, now_ms, seq, relieved_by=rule)
            return asked.answered(ask(asked))[1]

        shift_ms = self.publisher.forecasts.shift_ms
        commands = foresight.silence(state) if lines is None else foresight.news(state, lines, shift_ms, relieved)
        for command in list(commands):
            try:
                self.writer.submit(command, principal=PRINCIPAL, key=None, body_hash="", render=_nothing)
            except (Overloaded, StoreUnavailable):
                # It is news still when the next answer comes.
                return

    def _keep(self, number: str, now_ms: int, raw: Raw | None, is_foreseen: bool, waiting: int) -> None:  # noqa: FBT001 - one of two ways
        if not is_foreseen:
            self._keep_rule(number, now_ms, waiting)
            return
        figure = self.publisher.forecasts.tickets[number]
        about, most = minutes_of(figure) or (None, None)
        p50_ms, p90_ms = (None, None) if raw is None else (raw.p50_ms, raw.p90_ms)
        base_ms = None if figure is None else figure.base_ms
        told = {"p50_ms": p50_ms, "p90_ms": p90_ms, "about_min": about, "most_min": most, "base_ms": base_ms}
        self._log(number, now_ms, waiting, {"method": estimate.FUTURES, **told})

    def _keep_rule(self, number: str, now_ms: int, waiting: int) -> None:
        rule_ms = estimate.ql_of_ticket(self.state, number)
        about = None if rule_ms is None else rounded_minutes(rule_ms)
        told = {"p50_ms": rule_ms, "p90_ms": None, "about_min": about, "most_min": None, "base_ms": None}
        self._log(number, now_ms, waiting, {"method": estimate.QL, **told})

    def fall_back(self, now_ms: int) -> None:
        """Nobody predicts: whoever has not been told anything yet is told QL."""
        forecasts = self.publisher.forecasts
        if forecasts.is_fresh:
            forecasts.clear()
            self.publisher.outlooks_moved()
        if self.state.config is None or not self._is_staffed(now_ms):
            return
        waiting = sum(int(line.size) for line in self.state.lines)
        new, self._new = [number for number in self._new if number not in self.log.last], []
        for number in new:
            if self._waits(number):
                self._keep_rule(number, now_ms, waiting)

    def _waits(self, number: str) -> bool:
        visit = self.state.visits.get(number)
        return visit is not None and visit.state is TicketState.WAITING

    def _log(self, number: str, now_ms: int, waiting: int, told: estimate_log.Row) -> None:
        state = self.state
        visit = state.visits[number]
        self.log.tell(
            {
                "day": state.last_day,
                "ticket": number,
                "told_at_ms": now_ms,
                "line": configured(state).lines[visit.line].key,
                "ql_ms": estimate.ql_of_ticket(state, number),
                "shift_ms": self.publisher.forecasts.shift_ms,
                "waiting": waiting,
                "counters": sum(1 for record in state.counters if record.is_open),
                **told,
            }
        )


class Forecaster:
    """Of all halls of a service. predictor: who plays the futures; a process of its own unless given."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        writers: Mapping[str, HallWriter],
        publishers: Mapping[str, Publisher],
        utc_offset_min: int,
        predictor: Predicts | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._utc_offset_min = utc_offset_min
        self._wake = Event()
        self._is_stopping = False
        self._running: gevent.Greenlet[..., None] | None = None
        self._written_s = time.monotonic()
        self.predictor: Predicts = predictor or PredictorProcess()
        self.failures = 0
        self._reports: dict[str, tuple[float, Report]] = {}
        self.halls = [HallForecast(writer, publishers[key], self._wake.set) for key, writer in writers.items()]

    def start(self) -> None:
        """Learn, listen, and begin to ask. Before the writers start."""
        after_ms = estimate_log.since(self._clock.now_ms())
        for hall in self.halls:
            self._store.read(lambda connection, hall=hall: hall.begin(connection, after_ms))  # type: ignore[misc]  # bound at once
            hall.listen()
        self._running = gevent.spawn(self._run)

    def stop(self) -> None:
        """End the process and write what is left. The writers have stopped, the store is still open."""
        self._is_stopping = True
        if self._running is not None:
            self._running.kill()
        self.predictor.stop()
        self.write()

    def _run(self) -> None:
        self._look_back()
        while not self._is_stopping:
            self._wake.wait(self._settings.estimate_every_s)
            self._wake.clear()
            began_s = time.monotonic()
            has_failed = not self.refresh()
            took_s = time.monotonic() - began_s
            if any(hall.has_new_day for hall in self.halls):
                self._look_back()
            if time.monotonic() - self._written_s >= WRITE_EVERY_S:
                self.write()
            gevent.sleep(AFTER_A_FAILURE_S if has_failed else min(MOST_REST_S, max(LEAST_REST_S, REST * took_s)))

    def refresh(self) -> bool:
        """Ask for every hall once; whether everybody was answered."""
        is_well = True
        for hall in self.halls:
            now_ms = self._clock.now_ms()
            asked = hall.asks(now_ms)
            try:
                lines = None if asked is None else hall.told(asked, self._ask(asked), now_ms)
                if lines is not None:
                    hall.foresee(lines, self._ask, now_ms)
            except PredictorFailed as error:
                LOG.warning("hall %s: %s; the rule of thumb speaks", hall.writer.hall, error)
                self.failures += 1
                lines, is_well = None, False
            if lines is None:
                hall.fall_back(now_ms)
                hall.foresee(None, self._ask, now_ms)
        return is_well

    def _ask(self, asked: Question) -> list[int]:
        return self.predictor.ask(asked.flat)

    def report(self, hall: str) -> Report:
        """Scores of the last days, read and computed in a reader's thread; kept for half a minute."""
        now_s = time.monotonic()
        if hall not in self._reports or now_s - self._reports[hall][0] > REPORT_S:
            now_ms, offset_min = self._clock.now_ms(), self._utc_offset_min
            made = self._store.read(lambda connection: report(connection, hall, now_ms, offset_min))
            self._reports[hall] = (now_s, made)
        return self._reports[hall][1]

    def write(self) -> None:
        """What was told since the last time, into the table."""
        self._written_s = time.monotonic()
        for hall in self.halls:
            rows, ends = hall.log.take()
            if not rows and not ends:
                continue
            try:
                self._store.write(lambda connection, each=(hall, rows, ends): _write(connection, *each))  # type: ignore[misc]  # bound at once
            except SQLAlchemyError:
                LOG.warning("hall %s: what people were told could not be written yet", hall.writer.hall)
                hall.log.give_back(rows, ends)

    def _look_back(self) -> None:
        """A day begins: correct P90 by the last thirty, erase what is past its term."""
        now_ms = self._clock.now_ms()
        for hall in self.halls:
            hall.has_new_day = False
        try:
            self._store.write(
                lambda connection: _tidy(
                    connection, (hall.writer.hall for hall in self.halls), self._erased_before_ms(now_ms)
                )
            )
            for hall in self.halls:
                hall.publisher.forecasts.shift_ms = self._store.read(self._shift_of(hall, now_ms))
        except SQLAlchemyError:
            LOG.warning("what people were told could not be looked through")

    def _erased_before_ms(self, now_ms: int) -> int:
        return estimate_log.since(now_ms, self._settings.estimate_days)

    def _shift_of(self, hall: HallForecast, now_ms: int) -> Callable[[Connection], int]:
        after_ms = estimate_log.since(now_ms)
        return lambda connection: correction_ms(
            estimate_log.scored(connection, hall.writer.hall, after_ms, self._utc_offset_min)
        )


def _nothing(hall: Hall, events: tuple[e.Event, ...], seq: int) -> dict[str, Any]:
    del hall, events, seq
    return {}


def _write(
    connection: Connection, hall: HallForecast, rows: list[estimate_log.Row], ends: list[estimate_log.Row]
) -> None:
    estimate_log.write(connection, hall.writer.hall, rows, ends)


def _tidy(connection: Connection, halls: Iterable[str], before_ms: int) -> None:
    for hall in halls:
        estimate_log.settle(connection, hall)
    estimate_log.erase(connection, before_ms)
