"""The opener: a hall is configured once and its days follow its calendar."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.calendars.opening import Calendar, working_days
from kiosk.hall import commands as c
from kiosk.hall.config import HallConfig
from kiosk.live.opener import Opener
from tests.builders import two_line_config
from tests.live.halls import DAY, HOUR_MS, START_MS, LiveHall, live_hall, wait_until

HOURS = ((8 * 60 + 30, 12 * 60), (14 * 60 + 30, 17 * 60 + 30))
CALENDAR = working_days(480, HOURS)


def opened(hall: LiveHall, config: HallConfig | None = None, calendar: Calendar | None = CALENDAR) -> LiveHall:
    Opener(hall.writer, config or two_line_config(), calendar, hall.writer._clock.now_ms).start()
    return hall


def test_a_new_hall_is_configured_and_its_day_opened(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        opened(hall)

        assert hall.take() == "A001"
        day = hall.writer.committed.state.day
        assert day is not None
        assert (day.day, day.intervals[0][0]) == (DAY, START_MS)
        assert day.turns_at_ms == START_MS + 15 * HOUR_MS + HOUR_MS // 2


def test_the_next_day_is_opened_when_the_day_has_turned(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        opened(hall)
        hall.take()

        hall.clock.seconds = 16 * 3600
        hall.take_refused()
        wait_until(lambda: getattr(hall.writer.committed.state.day, "day", None) == "2026-11-24")

        hall.clock.seconds = 24 * 3600
        assert hall.take() == "A001"


def test_a_day_that_turned_before_its_hours_were_over_is_not_opened_again(tmp_path: Path) -> None:
    noon_ms = START_MS + 4 * HOUR_MS
    with live_hall(tmp_path) as hall:
        hall.ask(c.ConfigureHall(config=two_line_config()))
        hall.ask(c.OpenHall(day=DAY, intervals=((START_MS, noon_ms),), turns_at_ms=noon_ms))
        hall.take()
        opened(hall)

        hall.clock.seconds = 4 * 3600
        hall.take_refused()
        wait_until(lambda: getattr(hall.writer.committed.state.day, "day", None) == "2026-11-24")

        hall.clock.seconds = 24 * 3600
        assert hall.take() == "A001"


def test_a_running_day_is_left_alone_at_a_restart(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        opened(hall)
        hall.take()

    with live_hall(tmp_path) as hall:
        before = hall.writer.committed_seq
        opened(hall)

        assert hall.writer.committed_seq == before
        assert hall.take() == "A002"


def test_a_hall_without_a_calendar_waits_for_somebody_to_open_it(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        opened(hall, calendar=None)

        assert hall.writer.committed.state.config == two_line_config()
        assert hall.writer.committed.state.day is None


def test_a_configuration_that_came_later_is_kept(tmp_path: Path) -> None:
    theirs = two_line_config(name_en="Renamed")
    with live_hall(tmp_path) as hall:
        hall.ask(c.ConfigureHall(config=theirs))

        opened(hall)

        assert hall.writer.committed.state.config == theirs
        assert hall.take() == "A001"


def test_a_day_brings_the_breaks_of_its_counters_and_a_restart_keeps_them(tmp_path: Path) -> None:
    config = two_line_config()
    breaks = working_days(480, ((600, 610), (930, 940)))
    staffed = replace(config, counters=(replace(config.counters[0], breaks=breaks), *config.counters[1:]))
    ten = START_MS + 90 * 60_000
    with live_hall(tmp_path) as hall:
        opened(hall, staffed)
        hall.seat("1")
        hall.clock.seconds = 91 * 60
        hall.take()

        assert hall.writer.committed.state.desks[0].reason == "break"

    with live_hall(tmp_path) as hall:
        desk = hall.writer.committed.state.desks[0]
        assert (desk.break_until_ms, desk.state) == (ten + 10 * 60_000, "paused")
        assert desk.breaks == ((ten + 330 * 60_000, ten + 340 * 60_000),)
