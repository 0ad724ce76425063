"""Hall notices: how many stand, when they end, and what a snapshot keeps of them."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall_notices import MOST_NOTICES, NoticeUntilPast, TooManyNotices, UnknownHallNotice
from kiosk.hall.state import dump
from kiosk.journal import state_from_json, state_to_json
from tests.builders import TURNS_MS, do, open_hall


def post(until_ms: int | None = None) -> c.PostHallNotice:
    return c.PostHallNotice(writing="w", by="supervisor01", until_ms=until_ms)


def test_a_notice_stands_until_its_time_however_late_somebody_looks():
    hall = open_hall()
    do(hall, post(5_000), 1_000)
    do(hall, post(), 1_000)

    assert hall.next_deadline() == 5_000
    assert hall.tick(9_000) == (e.HallNoticeEnded(at_ms=5_000, notice="H0001", by=None),)
    assert list(hall.state.hall_notices) == ["H0002"]


def test_every_notice_ends_with_the_business_day():
    hall = open_hall()
    do(hall, post(), 1_000)
    do(hall, post(2 * TURNS_MS), 1_000)

    ended = [event for event in hall.tick(TURNS_MS) if isinstance(event, e.HallNoticeEnded)]

    assert [(event.notice, event.at_ms) for event in ended] == [("H0001", TURNS_MS), ("H0002", TURNS_MS)]


def test_any_supervisor_takes_a_notice_down_and_only_one_that_stands():
    hall = open_hall()
    do(hall, post(), 1_000)

    assert do(hall, c.TakeDownHallNotice(notice="H0001", by="supervisor02"), 2_000) == (
        e.HallNoticeEnded(at_ms=2_000, notice="H0001", by="supervisor02"),
    )
    with pytest.raises(UnknownHallNotice):
        do(hall, c.TakeDownHallNotice(notice="H0001", by="supervisor02"), 3_000)


def test_what_is_refused_changes_nothing():
    hall = open_hall()
    for _ in range(MOST_NOTICES):
        do(hall, post(), 1_000)
    before = dump(hall.state)

    with pytest.raises(TooManyNotices):
        do(hall, post(), 1_000)
    with pytest.raises(NoticeUntilPast):
        do(hall, post(1_000), 1_000)

    assert dump(hall.state) == before


def test_a_snapshot_keeps_notices_and_the_next_number():
    hall = open_hall()
    do(hall, post(5_000), 1_000)
    do(hall, c.TakeDownHallNotice(notice="H0001", by="supervisor01"), 1_500)
    do(hall, post(5_000), 2_000)

    restored = state_from_json(state_to_json(hall.state))

    assert dump(restored) == dump(hall.state)
    assert (list(restored.hall_notices), restored.last_hall_notice) == (["H0002"], 2)
