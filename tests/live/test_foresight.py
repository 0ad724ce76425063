"""What is foreseen suggests relief: told to the hall when it passes a mark, with what the suggestion would change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall import commands as c
from kiosk.hall.relief_record import Suggestion
from kiosk.live import foresight
from kiosk.live.audit import audit
from kiosk.live.forecasts import Raw
from kiosk.settings import DATABASE_FILE
from tests.builders import help_rule, open_hall, relief_config, tide_rule
from tests.live.halls import live_hall, rows
from tests.live.test_forecaster import House

MARKS = {"begins_expected_ms": 30 * MINUTE_MS, "ends_expected_ms": 10 * MINUTE_MS}
PATIENT = {
    "begins_waiting": 50,
    "ends_waiting": 49,
    "begins_wait_ms": 600 * MINUTE_MS,
    "ends_wait_ms": 599 * MINUTE_MS,
}
"""Neither lengths nor waits that have happened suggest anything."""
TOLD = "select count(*) from journal where command like '%ForeseeWaits%'"


@pytest.fixture
def rushed(tmp_path: Path) -> Iterator[House]:
    """Counter 1 serves A, 3 is the spare one; services of ten minutes."""
    with live_hall(tmp_path) as hall:
        hall.open(config=relief_config(tide_rule(lines=("A",), **PATIENT, **MARKS)))
        hall.seat("1")
        yield House(hall, tmp_path).listen()


def suggestion(house: House, rule: str = "tide") -> Suggestion | None:
    house.hall.writer.catch_up()
    return house.hall.writer.committed.state.reliefs[rule].suggestion


def test_an_expected_wait_suggests_the_spare_counter_before_anybody_has_waited_and_says_what_it_would_change(
    rushed: House, tmp_path: Path
) -> None:
    rushed.hall.take()
    rushed.refresh()
    assert suggestion(rushed) is None

    for _ in range(3):
        rushed.hall.take()
    rushed.refresh()
    made = suggestion(rushed)

    assert made is not None
    assert (made.what, made.because, made.wait_ms) == ("open", "expected", 0)
    assert made.expected_ms is not None
    assert made.relieved_ms is not None
    assert made.expected_ms >= 30 * MINUTE_MS
    # Four wait for one counter of ten minutes; with a second one it is about half.
    assert made.relieved_ms < 0.7 * made.expected_ms
    assert audit(tmp_path / DATABASE_FILE) == []


def test_what_is_foreseen_is_told_when_it_passes_a_mark_and_not_with_every_answer(
    rushed: House, tmp_path: Path
) -> None:
    for _ in range(5):
        rushed.hall.take()
        rushed.refresh()
    assert rows(tmp_path, TOLD) == [(1,)]

    for _ in range(5):
        rushed.hall.ask(c.AbandonTicket(ticket=f"A{1 + len(rows(tmp_path, ENDED)):03}"))
        rushed.refresh()

    assert rows(tmp_path, TOLD) == [(2,)]
    assert suggestion(rushed) is None


ENDED = "select number from tickets where state = 'abandoned'"


def test_while_nobody_predicts_nothing_is_foreseen(rushed: House) -> None:
    for _ in range(5):
        rushed.hall.take()
    rushed.refresh()
    assert suggestion(rushed) is not None

    rushed.predicts.is_well = False
    rushed.refresh()

    assert suggestion(rushed) is None
    assert rushed.hall.writer.committed.state.reliefs["tide"].expected_ms is None


def test_a_suggestion_because_of_lengths_hears_what_it_would_change(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open(config=relief_config(help_rule(own_credit_ms=MINUTE_MS)))
        for counter in "12":
            hall.seat(counter)
        house = House(hall, tmp_path).listen()
        for _ in range(4):
            hall.take()
        house.refresh()
        house.refresh()
        made = suggestion(house, "help")

    assert made is not None
    assert made.because == "waiting"
    assert made.expected_ms is not None
    assert made.relieved_ms is not None
    assert made.relieved_ms < made.expected_ms
    assert rows(tmp_path, TOLD) == [(1,)]


def test_a_line_too_long_for_a_newcomer_to_be_played_says_nothing() -> None:
    hall = open_hall(relief_config(tide_rule(lines=("A",), **MARKS)))
    state, far = hall.state, Raw(0, 90 * MINUTE_MS)

    told = [list(foresight.news(state, lines, 0, lambda _: {0: None})) for lines in ({}, {0: None}, {0: far})]

    assert told == [[], [], [c.ForeseeWaits(rule="tide", expected_ms=90 * MINUTE_MS)]]
