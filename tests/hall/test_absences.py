"""Absence notices: who may leave one, what the counter does, when it ends."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.booking_refusals import BackInThePast, NoAbsenceNotice
from kiosk.hall.refusals import NotYourCounter, UnknownCounter
from kiosk.hall.state import dump
from kiosk.journal import state_from_json, state_to_json
from tests.builders import TURNS_MS, call, do, open_hall, start, take


def notice(counter: str = "1", by: str = "clerk-1", **settings: object) -> c.LeaveAbsenceNotice:
    return c.LeaveAbsenceNotice(counter=counter, reason="meeting", by=by, **settings)  # type: ignore[arg-type]  # a builder takes what a test names


def test_an_open_counter_pauses_with_its_notice_and_the_notice_ends_when_it_resumes():
    hall = open_hall()

    left = do(hall, notice(back_at_ms=5_000, stand_in="3", contact="k"), 1_000)
    back = do(hall, c.ResumeCounter(counter="1", by="clerk-1"), 6_000)

    assert left == (
        e.CounterPaused(at_ms=1_000, counter="1", reason="meeting"),
        e.AbsenceNoticeLeft(
            at_ms=1_000,
            counter="1",
            reason="meeting",
            back_at_ms=5_000,
            stand_in="3",
            contact="k",
            by="clerk-1",
        ),
    )
    assert back == (
        e.CounterResumed(at_ms=6_000, counter="1"),
        e.AbsenceNoticeEnded(at_ms=6_000, counter="1", by=None),
    )
    assert hall.state.absences == {}


def test_a_counter_with_a_citizen_finishes_them_first():
    hall = open_hall()
    take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)

    left = do(hall, notice(), 4)

    assert left[0] == e.CounterPausing(at_ms=4, counter="1", reason="meeting")
    assert hall.state.desks[0].state == "serving"


def test_a_notice_is_left_by_who_sits_there_or_where_nobody_sits():
    hall = open_hall(counters=("1",))

    with pytest.raises(NotYourCounter):
        hall.handle(notice(by="clerk-2"), 1)
    with pytest.raises(UnknownCounter):
        hall.handle(notice(counter="9"), 1)
    with pytest.raises(UnknownCounter):
        hall.handle(notice(stand_in="9"), 1)
    with pytest.raises(BackInThePast):
        hall.handle(notice(back_at_ms=1), 1)
    with pytest.raises(NoAbsenceNotice):
        hall.handle(c.ClearAbsenceNotice(counter="2", by="clerk-2"), 1)
    do(hall, notice(counter="2", by="clerk-2"), 2)
    do(hall, c.ClearAbsenceNotice(counter="2", by="clerk-1"), 3)

    assert hall.state.absences == {}


def test_a_notice_ends_with_the_day_and_survives_a_snapshot():
    hall = open_hall()
    do(hall, notice(), 1)

    assert dump(state_from_json(state_to_json(hall.state))) == dump(hall.state)
    events = hall.tick(TURNS_MS)

    assert events[-1] == e.AbsenceNoticeEnded(at_ms=TURNS_MS, counter="1", by=None)
    assert hall.state.absences == {}
