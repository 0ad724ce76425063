"""Who has the waits foreseen: what it shows, what it keeps, and what happens when nobody predicts."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.calendars.spans import DAY_MS, MINUTE_MS
from kiosk.hall import commands as c
from kiosk.live import estimate, estimate_log
from kiosk.live.forecaster import Forecaster
from kiosk.live.forecasts import Raw, minutes_of, shown as shown_figure
from kiosk.live.predictor import PredictorFailed, PredictorProcess
from kiosk.live.publisher import Publisher
from kiosk.live.tables import ESTIMATES
from kiosk.live.watching import PublisherLimits
from kiosk.settings import Settings
from sim.predict import futures
from sim.predict.present import Counter, Line, Present, Waiting, pack
from sim.predict.services import TICKETS
from sim.predict.worker import Predictor
from tests.live.halls import DAY, HALL, START_MS, LiveHall, live_hall, rows, settings_in
from tests.live.push_fakes import Page, Timers, json_frame

TOLD = "select ticket, cause, method, p50_ms, p90_ms, ql_ms, outcome, ended_at_ms - told_at_ms from estimates order by told_at_ms, ticket"


class Here:
    """Plays the futures in this very process, or fails."""

    def __init__(self) -> None:
        self.predictor = Predictor(futures)
        self.is_well = True
        self.asked: list[list[int]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def ask(self, flat: list[int]) -> list[int]:
        """What the worker would answer."""
        if not self.is_well:
            raise PredictorFailed("it is away")
        self.asked.append(flat)
        self.meanwhile()
        return self.predictor.predict(flat)

    def stop(self) -> None:
        """Nothing to end."""


class House:
    """A hall on a store, with its publisher and forecaster; every question is asked by the test."""

    def __init__(self, hall: LiveHall, folder: Path) -> None:
        self.hall = hall
        self.predicts = Here()
        self.timers = Timers()
        clock = hall.writer._clock
        self.publisher = Publisher(
            hall.writer, clock, json_frame, limits=PublisherLimits.of(Settings()), later=self.timers
        )
        self.forecaster = Forecaster(
            settings_in(folder), hall.store, clock, {HALL: hall.writer}, {HALL: self.publisher}, 480, self.predicts
        )

    def listen(self) -> House:
        """As `Forecaster.start` does, without the greenlet."""
        for each in self.forecaster.halls:
            self.hall.store.read(partial(each.begin, after_ms=0))
            each.listen()
        return self

    def refresh(self) -> bool:
        """Ask once, when every listener has heard of the last command."""
        self.hall.writer.catch_up()
        return self.forecaster.refresh()

    def write(self) -> None:
        """Everything that was told, once every listener has heard of the last command."""
        self.hall.writer.catch_up()
        self.forecaster.write()

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.hall.clock.seconds += seconds
        self.hall.writer.catch_up()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        yield House(hall, tmp_path).listen()


def serve(house: House, seconds: float) -> None:
    """Counter 1 calls and serves somebody for so long."""
    house.hall.ask(c.CallNext(counter="1", by="1"))
    house.hall.ask(c.StartService(counter="1", by="1"))
    house.later(seconds)
    house.hall.ask(c.FinishService(counter="1", by="1"))


def test_a_ticket_is_pushed_its_own_estimate_after_the_number(house: House) -> None:
    house.hall.take()
    board, phone = Page(), Page()
    token_hash = "5e88"
    house.hall.ask(c.TakeTicket(line="A", token_hash=token_hash))
    house.publisher._parse = lambda name: (name.partition(":")[0], token_hash if name.startswith("ticket") else "")  # type: ignore[method-assign]  # a room by its hash
    board.take(house.publisher.watch("hall", "board", board))
    phone.take(house.publisher.watch("ticket:own", "phone", phone))
    assert phone.state["ticket"]["ticket"]["estimate_most_min"] is None

    assert house.refresh()
    house.timers.run(0.1)

    own, line = phone.state["ticket"]["ticket"], board.state["lines"]["A"]
    assert 0 < own["estimate_min"] <= own["estimate_most_min"] <= line["estimate_most_min"]


def test_what_was_told_at_the_taking_is_kept_with_the_rule_of_thumb_and_its_outcome(
    house: House, tmp_path: Path
) -> None:
    for _ in range(2):
        house.hall.take()
    house.refresh()
    serve(house, 300)
    house.write()
    house.hall.ask(c.CallNext(counter="1", by="1"))
    house.write()

    (first, second) = rows(tmp_path, TOLD)

    assert first == ("A001", "taken", "futures", 0, 0, 0, "called", 0)
    assert second[:3] == ("A002", "taken", "futures")
    assert second[3] < second[4]
    # One ahead, one counter, it is idle: one service of ten minutes.
    assert second[5:] == (600_000, "called", 300_000)


def test_whoever_takes_a_ticket_while_the_futures_are_played_is_kept_by_the_next_answer(
    house: House, tmp_path: Path
) -> None:
    house.hall.take()
    house.predicts.meanwhile = lambda: (house.hall.take(), house.hall.writer.catch_up())
    assert house.refresh()
    house.predicts.meanwhile = lambda: None
    assert house.refresh()
    house.write()

    methods = rows(tmp_path, "select ticket, method from estimates where cause = 'taken' order by ticket")
    assert methods == [("A001", "futures"), ("A002", "futures")]


def test_every_change_that_is_shown_is_kept_and_nothing_else(house: House, tmp_path: Path) -> None:
    for _ in range(3):
        house.hall.take()
    house.refresh()
    house.refresh()
    house.later(1)
    serve(house, 60)
    house.refresh()
    house.write()

    told = [(ticket, cause) for ticket, cause, *_ in rows(tmp_path, TOLD)]

    assert told.count(("A003", "taken")) == 1
    assert told.count(("A003", "shown")) == 1
    assert ("A001", "shown") not in told


def test_one_who_leaves_is_kept_as_one_who_left(house: House, tmp_path: Path) -> None:
    house.hall.take()
    house.hall.take()
    house.refresh()
    house.later(120)
    house.hall.ask(c.AbandonTicket(ticket="A002"))
    house.write()

    assert rows(tmp_path, TOLD)[1][-2:] == ("left", 120_000)


def test_while_nobody_predicts_the_rule_of_thumb_speaks_and_the_log_says_so(house: House, tmp_path: Path) -> None:
    state = house.hall.writer.committed.state
    house.refresh()
    house.predicts.is_well = False
    number = house.hall.take()

    assert not house.refresh()
    house.write()
    spoke = estimate.for_ticket(state, number, house.publisher.forecasts).method
    house.predicts.is_well = True
    house.refresh()

    assert spoke == "ql"
    assert estimate.for_ticket(state, number, house.publisher.forecasts).method == "futures"
    assert rows(tmp_path, TOLD)[0][:6] == ("A001", "taken", "ql", 0, None, 0)


def test_whoever_stands_behind_the_first_hundred_of_a_line_is_told_and_kept_by_the_rule_of_thumb(
    house: House, tmp_path: Path
) -> None:
    for _ in range(102):
        house.hall.take()

    house.refresh()
    house.write()

    methods = rows(
        tmp_path, "select method, count(*) from estimates where cause = 'taken' group by method order by method"
    )
    assert methods == [("futures", 100), ("ql", 2)]


def test_nobody_is_asked_while_no_counter_is_open(house: House) -> None:
    house.hall.take()
    house.hall.ask(c.PauseCounter(counter="1", by="1", reason="rest"))

    house.refresh()

    assert house.predicts.asked == []
    assert not house.publisher.forecasts.is_fresh


def test_after_a_restart_the_tables_teach_what_was_learnt_and_nobody_is_taken_twice(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        before = House(hall, tmp_path).listen()
        for _ in range(3):
            hall.take()
        before.refresh()
        serve(before, 120)
        before.write()
        fit = before.forecaster.halls[0].times.fits["A"]

        after = House(hall, tmp_path).listen()
        hall.ask(c.CallNext(counter="1", by="1"))
        hall.store.write(lambda connection: estimate_log.settle(connection, HALL))
        after.refresh()

    assert after.forecaster.halls[0].times.fits["A"] == fit
    assert fit.count == 1
    told = rows(tmp_path, TOLD)
    assert [(ticket, outcome) for ticket, _, _, _, _, _, outcome, _ in told] == [
        ("A001", "called"),
        ("A002", "called"),
        ("A003", None),
    ]
    assert "A003" in after.forecaster.halls[0].log.last


class Says:
    """Says what a test lets it say, of everybody and every line."""

    def __init__(self, p50_min: float, p90_min: float) -> None:
        self.waits = p50_min, p90_min

    def ask(self, flat: list[int]) -> list[int]:
        """The same for each."""
        p50_ms, p90_ms = (round(each * MINUTE_MS) for each in self.waits)
        return [p50_ms, p90_ms, p50_ms] * flat[TICKETS]

    def stop(self) -> None:
        """Nothing to end."""


def test_what_was_shown_last_is_shown_after_a_restart_and_moves_from_there(tmp_path: Path) -> None:
    def restarted(hall: LiveHall, p50_min: float, p90_min: float) -> House:
        house = House(hall, tmp_path)
        house.forecaster.predictor = Says(p50_min, p90_min)
        return house.listen()

    def shown(house: House) -> tuple[int | None, int | None]:
        told = estimate.for_ticket(house.hall.writer.committed.state, "A001", house.publisher.forecasts)
        return told.minutes, told.most_minutes

    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        hall.take()
        before = restarted(hall, 5.0, 8.0)
        before.refresh()
        before.later(1)
        # A tenth more: nothing that is shown changes.
        before.forecaster.predictor = Says(5.5, 8.8)
        before.refresh()
        assert shown(before) == (5, 8)
        before.write()

    with live_hall(tmp_path) as hall:
        after = restarted(hall, 5.9, 9.4)
        hall.clock.seconds += 60
        at_once = shown(after)
        after.refresh()
        then = shown(after)
        after.forecaster.predictor = Says(6.1, 9.4)
        after.refresh()
        moved = shown(after)

    fresh = restarted_without_a_log(5.9, 9.4)
    assert (at_once, then, moved) == ((5, 8), (5, 8), (7, 10))
    assert fresh == (6, 10)


def restarted_without_a_log(p50_min: float, p90_min: float) -> tuple[int, int] | None:
    """What would be shown if nothing were known of before."""
    return minutes_of(shown_figure(Raw(round(p50_min * MINUTE_MS), round(p90_min * MINUTE_MS)), None))


def test_whoever_has_been_called_or_was_told_by_the_rule_of_thumb_is_shown_nothing_from_before(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        house = House(hall, tmp_path).listen()
        hall.take()
        house.refresh()
        hall.ask(c.CallNext(counter="1", by="1"))
        house.predicts.is_well = False
        hall.take()
        house.refresh()
        house.write()

        after = House(hall, tmp_path).listen()

    assert set(after.forecaster.halls[0].log.last) == {"A001", "A002"}
    assert (after.publisher.forecasts.tickets, after.publisher.forecasts.is_fresh) == ({}, False)


def kept(house: House, count: int, told_at_ms: int, p90_min: int, wait_min: int) -> None:
    """So many people of an earlier day, all told and waiting alike."""
    row: dict[str, Any] = {
        "hall": HALL, "day": "2026-11-20", "told_at_ms": told_at_ms, "cause": "taken", "line": "A", "method": "futures",
        "p50_ms": MINUTE_MS, "p90_ms": p90_min * MINUTE_MS, "ql_ms": None, "shift_ms": 0, "about_min": 1,
        "most_min": p90_min, "waiting": 1, "counters": 1, "outcome": "called", "ended_at_ms": told_at_ms + wait_min * MINUTE_MS,
    }  # fmt: skip
    people = [row | {"ticket": f"A{number}"} for number in range(count)]
    house.hall.store.write(lambda connection: connection.execute(ESTIMATES.insert(), people))


def test_a_month_in_which_p90_was_too_short_lengthens_it(house: House) -> None:
    kept(house, 300, START_MS - DAY_MS, p90_min=5, wait_min=8)

    house.forecaster._look_back()
    house.hall.take()
    house.hall.take()
    house.refresh()

    figure = house.publisher.forecasts.tickets["A002"]
    assert house.publisher.forecasts.shift_ms == 3 * MINUTE_MS
    assert figure is not None
    assert figure.most_min * MINUTE_MS >= figure.raw.p90_ms + 3 * MINUTE_MS


def test_a_month_ago_corrects_nothing(house: House) -> None:
    kept(house, 300, START_MS - 31 * DAY_MS, p90_min=5, wait_min=8)

    house.forecaster._look_back()

    assert house.publisher.forecasts.shift_ms == 0


def test_what_people_were_told_is_erased_when_its_term_is_over(house: House, tmp_path: Path) -> None:
    kept(house, 2, START_MS - 60 * DAY_MS + 1, p90_min=5, wait_min=4)
    house.forecaster._look_back()
    assert len(rows(tmp_path, TOLD)) == 2

    house.hall.clock.seconds += 1
    house.forecaster._look_back()

    assert rows(tmp_path, TOLD) == []


def test_outcomes_are_entered_in_every_row_of_a_wait_and_in_no_other_days(house: House, tmp_path: Path) -> None:
    kept(house, 1, START_MS - DAY_MS, p90_min=5, wait_min=4)
    house.hall.store.write(
        lambda connection: connection.execute(ESTIMATES.update().values(outcome=None, ended_at_ms=None, ticket="A001"))
    )
    house.hall.take()
    house.refresh()

    house.hall.ask(c.CallNext(counter="1", by="1"))
    house.write()

    assert rows(tmp_path, "select day, outcome from estimates order by day") == [("2026-11-20", None), (DAY, "called")]


def test_a_call_that_was_a_slip_is_no_outcome(house: House, tmp_path: Path) -> None:
    kept(house, 1, START_MS, p90_min=5, wait_min=4)
    house.hall.store.write(
        lambda connection: connection.execute(ESTIMATES.update().values(outcome=None, ended_at_ms=None, ticket="A001"))
    )
    house.hall.take()
    house.refresh()
    house.hall.ask(c.CallNext(counter="1", by="1"))
    house.hall.ask(c.UndoAction(counter="1", by="1"))

    house.write()

    assert rows(tmp_path, "select distinct outcome, ended_at_ms from estimates") == [(None, None)]


# The process itself.

ASKED = pack(
    Present(
        now_ms=0,
        key=(1, 2),
        event=3,
        lines=[Line(mean_ms=60_000)],
        counters=[Counter(skills=1, is_open=True, serves=0, since_ms=-1)],
        waiting=[Waiting(line=0, order_ms=-1)],
    )
)


@pytest.fixture
def process() -> Iterator[PredictorProcess]:
    made = PredictorProcess()
    yield made
    made.stop()


def test_the_process_answers_as_plain_futures_here_do(process: PredictorProcess) -> None:
    assert process.ask(ASKED) == Predictor(futures).predict(ASKED)


def test_a_process_that_has_died_is_replaced_by_the_next_question(process: PredictorProcess) -> None:
    first = process.ask(ASKED)
    assert process._child.process is not None
    process._child.process.kill()
    process._child.process.wait()

    assert process.ask(ASKED) == first
    assert process.started == 2


def test_a_process_that_hangs_is_ended(process: PredictorProcess) -> None:
    process.ask(ASKED)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    process._time_out_s = 0.05

    with pytest.raises(PredictorFailed):
        process.ask(ASKED)

    process._time_out_s = 60
    assert process.ask(ASKED)
    assert process.started == 2
