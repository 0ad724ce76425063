"""Faults that a hall must outlive, injected under its writer: clocks that jump, people who cross each other."""

from __future__ import annotations

import random
from pathlib import Path

import gevent
import orjson
import pytest

from kiosk.hall import commands as c
from kiosk.live.audit import audit
from kiosk.live.writer import Answer
from kiosk.settings import DATABASE_FILE
from tests.live.halls import DAY, HOUR_MS, OK, REFUSED, START_MS, LiveHall, live_hall, rows, wait_until

WALL_MS = 1_800_000_000_000
"""Some wall time, far from the hall's."""


class HandWall:
    """A wall clock that somebody sets."""

    def __init__(self) -> None:
        self.at_ms = WALL_MS

    def __call__(self) -> int:
        return self.at_ms


def code(answer: Answer) -> str | None:
    return str(orjson.loads(answer.body)["error"]["code"]) if answer.status != OK else None


# Fault 6: the clock is set back two hours, or forward over midnight.


@pytest.mark.parametrize("jump_h", [-2, 20])
def test_a_wall_clock_that_is_set_moves_neither_the_day_nor_the_numbers_nor_the_answers(
    tmp_path: Path, jump_h: int
) -> None:
    wall = HandWall()
    with live_hall(tmp_path, wall=wall) as hall:
        hall.open()
        first = hall.ask(c.TakeTicket(line="A"), key="k")
        hall.clock.seconds = 60.0

        wall.at_ms += jump_h * HOUR_MS
        again = hall.ask(c.TakeTicket(line="A"), key="k")
        next_one = hall.take()

        assert again == first
        assert next_one == "A002"
        assert hall.writer.committed.state.day is not None
        assert hall.writer.committed.state.day.day == DAY

    with live_hall(tmp_path, wall=wall) as hall:
        assert hall.ask(c.TakeTicket(line="A"), key="k") == first
        assert hall.take() == "A003"

    stamps = rows(tmp_path, "select taken_at_ms from tickets order by serial")
    assert stamps == [(START_MS,), (START_MS + 60_000,), (START_MS + 60_000,)]
    assert audit(tmp_path / DATABASE_FILE) == []


def test_answers_outlive_a_wall_clock_set_back_and_are_forgotten_only_when_their_time_is_over(tmp_path: Path) -> None:
    wall = HandWall()
    with live_hall(tmp_path, wall=wall, forget_every_min=1) as hall:
        hall.open()
        hall.take(key="k")

        wall.at_ms -= 2 * HOUR_MS
        hall.take()
        kept = rows(tmp_path, "select count(*) from idempotency where key = 'k'")
        wall.at_ms += 2 * HOUR_MS + 25 * HOUR_MS
        hall.take()

        assert kept == [(1,)]
        assert rows(tmp_path, "select count(*) from idempotency where key = 'k'") == [(0,)]


def test_service_time_that_jumps_over_midnight_ends_the_day_once_and_begins_new_numbers(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        for _ in range(3):
            hall.take()
        hall.ask(c.CallNext(counter="1", by="1"))

        # A machine that slept: the next thing anybody knows is eighteen hours later.
        hall.clock.seconds = 18 * 3600.0
        hall.take_refused()
        wait_until(lambda: hall.writer.committed.state.day is None)
        now_ms = hall.writer._clock.now_ms()
        hours = ((now_ms, now_ms + HOUR_MS),)
        again = hall.ask(c.OpenHall(day=DAY, intervals=hours, turns_at_ms=now_ms + HOUR_MS))
        hall.ask(c.OpenHall(day="2026-11-24", intervals=hours, turns_at_ms=now_ms + HOUR_MS))

        assert hall.take() == "A001"
        assert code(again) == "day_is_past"

    ends = rows(tmp_path, "select state, finished_at_ms from tickets where day = ? order by serial", DAY)
    # Who was called is a no-show after 75 s; the others wait until the day turns, not until somebody wakes up.
    assert [state for state, _ in ends] == ["no_show", "expired", "expired"]
    assert [at_ms - START_MS for _, at_ms in ends] == [75_000, 15 * HOUR_MS, 15 * HOUR_MS]
    assert audit(tmp_path / DATABASE_FILE) == []


# Fault 13: a call against a cancel.


def ask_together(hall: LiveHall, *commands: c.Command) -> list[Answer]:
    """The answers of commands that are in the queue together, in this order."""
    asked = [gevent.spawn(hall.ask, command) for command in commands]
    gevent.joinall(asked, raise_error=True)
    return [each.value for each in asked]


def test_of_a_cancel_and_the_call_behind_it_the_cancel_wins(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        number = hall.take()

        cancelled, called = ask_together(hall, c.AbandonTicket(ticket=number), c.CallNext(counter="1", by="1"))

        assert cancelled.status == OK
        assert (called.status, code(called)) == (REFUSED, "nobody_waiting")
        assert rows(tmp_path, "select state, called_at_ms from tickets") == [("abandoned", None)]


def test_of_a_start_and_the_cancel_behind_it_the_start_wins(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        number = hall.take()

        called, started, cancelled = ask_together(
            hall,
            c.CallNext(counter="1", by="1"),
            c.StartService(counter="1", by="1"),
            c.AbandonTicket(ticket=number),
        )

        assert (called.status, started.status) == (OK, OK)
        assert (cancelled.status, code(cancelled)) == (REFUSED, "ticket_not_waiting")
        assert rows(tmp_path, "select state from tickets") == [("serving",)]


def test_of_a_cancel_and_the_start_behind_it_the_cancel_wins_although_the_ticket_was_called(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        number = hall.take()
        hall.ask(c.CallNext(counter="1", by="1"))

        cancelled, started = ask_together(hall, c.AbandonTicket(ticket=number), c.StartService(counter="1", by="1"))

        assert cancelled.status == OK
        assert (started.status, code(started)) == (REFUSED, "counter_not_ready")
        assert rows(tmp_path, "select state, started_at_ms from tickets") == [("abandoned", None)]


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_crossings_of_calls_and_cancels_give_every_ticket_one_end(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with live_hall(tmp_path) as hall:
        hall.open()
        for counter in "13":
            hall.seat(counter)
        for _ in range(100):
            number = hall.take()
            counter = chance.choice("13")
            steps: list[c.Command] = [
                c.CallNext(counter=counter, by=counter),
                c.StartService(counter=counter, by=counter),
            ]
            steps.insert(chance.randint(0, 2), c.AbandonTicket(ticket=number))
            answers = dict(zip(map(type, steps), ask_together(hall, *steps), strict=True))

            is_served = answers[c.StartService].status == OK
            assert is_served == (answers[c.AbandonTicket].status != OK)
            if is_served:
                hall.ask(c.FinishService(counter=counter, by=counter))

    ends = dict(rows(tmp_path, "select state, count(*) from tickets group by state"))
    assert ends.keys() == {"finished", "abandoned"}
    assert sum(ends.values()) == 100
    assert audit(tmp_path / DATABASE_FILE) == []
