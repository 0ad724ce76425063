"""A no-show that comes after all (fine print 4)."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.refusals import HallClosed, ReturnTooLate, TicketNotNoShow, TicketVoid, UnknownTicket
from tests.builders import call, clerk, configured_hall, do, open_hall, staff, start, take, two_line_config

NO_SHOW_MS = 75_000
MINUTE_MS = 60_000


def hall_with_a_no_show(**settings: object) -> Hall:
    """A001, taken at 0, was called at 1 by counter 1 and is a no-show at 75,001."""
    hall = open_hall(two_line_config(**settings))  # type: ignore[arg-type]  # a builder takes what a test names
    take(hall, at=0)
    call(hall, "1", at=1)
    hall.tick(NO_SHOW_MS + 1)
    return hall


def come_back(hall: Hall, at: int, ticket: str = "A001") -> tuple[e.Event, ...]:
    return do(hall, c.ReturnTicket(ticket=ticket), at)


def order(hall: Hall, counter: str, at: int) -> list[str]:
    """Whom a counter calls from here on, one after the other."""
    called = []
    while hall.state.lines[0].size:
        called.append(call(hall, counter, at=at))
        start(hall, counter, at=at)
        do(hall, c.FinishService(counter=counter, by=clerk(counter)), at)
    return called


def test_it_stands_behind_the_third_of_those_who_are_next():
    hall = hall_with_a_no_show()
    for at in (80_000, 81_000, 82_000, 83_000):
        take(hall, at=at)

    (returned,) = come_back(hall, 90_000)

    assert returned == e.NoShowReturned(at_ms=90_000, ticket="A001", line="A", order_ms=82_001)
    assert order(hall, "1", 91_000) == ["A002", "A003", "A004", "A001", "A005"]


def test_of_fewer_it_stands_behind_the_last():
    hall = hall_with_a_no_show()
    take(hall, at=80_000)

    come_back(hall, 90_000)

    assert order(hall, "1", 91_000) == ["A002", "A001"]


def test_where_nobody_waits_it_keeps_its_own_place():
    hall = hall_with_a_no_show()

    assert come_back(hall, 90_000) == (e.NoShowReturned(at_ms=90_000, ticket="A001", line="A", order_ms=0),)


def test_those_of_the_other_lines_its_counters_serve_count_and_those_of_foreign_counters_do_not():
    hall = hall_with_a_no_show()
    take(hall, "B", at=80_000)  # counter 3 serves A and B, and is open
    take(hall, "B", at=81_000)
    take(hall, "A-priority", at=90_000)  # counts from 30,000
    take(hall, "B", at=91_000)

    (returned,) = come_back(hall, 95_000)
    assert returned.order_ms == 81_001  # type: ignore[union-attr]  # it is a NoShowReturned

    alone = hall_with_a_no_show()
    do(alone, c.CloseCounter(counter="3", by=clerk("3")), 79_000)
    take(alone, "B", at=80_000)
    assert come_back(alone, 95_000)[0].order_ms == 0  # type: ignore[union-attr]  # it is a NoShowReturned


def test_an_appointment_that_is_not_due_yet_is_not_one_of_the_three():
    hall = hall_with_a_no_show()
    take(hall, "A-appointment", at=80_000, slot=200_000)

    assert come_back(hall, 90_000)[0].order_ms == 0  # type: ignore[union-attr]  # it is a NoShowReturned


def test_nobody_gains_by_missing_their_call():
    hall = open_hall()
    late = take(hall, at=60_000)
    call(hall, "1", at=60_001)
    hall.tick(60_001 + NO_SHOW_MS)
    take(hall, "A-priority", at=100_000 + 60_000)  # counts from 100,000
    take(hall, "A-priority", at=160_001)
    earliest = take(hall, "A-priority", at=160_002)
    assert (late, earliest) == ("A001", "A004")

    (returned,) = come_back(hall, 161_000)

    assert returned.order_ms == 100_003  # type: ignore[union-attr]  # behind A004, who counts from 100,002


def test_it_may_come_back_for_thirty_minutes():
    hall = hall_with_a_no_show(return_ms=30 * MINUTE_MS // 60)
    last_moment = NO_SHOW_MS + 1 + 30_000
    with pytest.raises(ReturnTooLate):
        come_back(hall, last_moment)

    in_time = hall_with_a_no_show(return_ms=30 * MINUTE_MS // 60)
    assert come_back(in_time, last_moment - 1)


def test_the_second_no_show_voids_the_number():
    hall = hall_with_a_no_show()
    come_back(hall, 80_000)
    call(hall, "1", at=81_000)
    hall.tick(81_000 + NO_SHOW_MS)

    with pytest.raises(TicketVoid):
        come_back(hall, 160_000)
    assert hall.state.tally.no_show == 1


def test_only_a_no_show_comes_back():
    hall = open_hall()
    waiting = take(hall, at=0)

    with pytest.raises(TicketNotNoShow) as refused:
        come_back(hall, 1, waiting)
    assert refused.value.params == {"ticket": waiting, "state": "waiting"}
    with pytest.raises(UnknownTicket):
        come_back(hall, 1, "A077")


def test_while_it_is_away_it_counts_as_a_no_show_and_afterwards_as_waiting():
    hall = hall_with_a_no_show()
    assert (hall.state.tally.no_show, len(hall.state.visits)) == (1, 0)

    come_back(hall, 80_000)

    assert (hall.state.tally.no_show, len(hall.state.visits)) == (0, 1)
    assert hall.state.visits["A001"].state is TicketState.WAITING


def test_after_the_last_closing_it_comes_back_only_to_a_counter_that_still_serves():
    hall = open_hall(counters=("1",))
    missed, waits = take(hall, at=900_000), take(hall, at=900_001)
    assert call(hall, "1", at=930_000) == missed
    hall.tick(1_005_000)  # the door is shut at 1,000,000; no-show at 1,005,000

    assert call(hall, "1", at=1_005_001) == waits
    assert come_back(hall, 1_005_002, missed)

    empty = open_hall(counters=("1",))
    missed = take(empty, at=900_000)
    call(empty, "1", at=930_000)
    empty.tick(1_005_000)
    with pytest.raises(HallClosed):
        come_back(empty, 1_005_002, missed)


def test_a_parked_ticket_and_a_no_show_live_through_lunch():
    hall = configured_hall()
    hours = ((0, 100_000), (200_000, 300_000))
    do(hall, c.OpenHall(day="2026-11-23", intervals=hours, turns_at_ms=400_000), 0)
    staff(hall, "1", at=0)
    missed, parked = take(hall, at=1), take(hall, at=2)
    assert call(hall, "1", at=10) == missed
    hall.tick(10 + NO_SHOW_MS)
    assert call(hall, "1", at=80_000) == parked
    do(hall, c.ParkTicket(counter="1", by=clerk("1"), reason=c.ParkReason.BACK_OFFICE), 80_001)

    do(hall, c.ResumeTicket(ticket=parked), 150_000)
    come_back(hall, 150_001, missed)
    do(hall, c.OpenCounter(counter="1", by=clerk("1")), 200_000)

    assert order(hall, "1", 200_001) == [parked, missed]
