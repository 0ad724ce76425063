"""Who calls, changed while the hall works."""

from __future__ import annotations

from dataclasses import replace

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, IdleOrder, Preference
from tests.builders import do, open_hall, staff, take, two_line_config


def test_when_the_hall_begins_to_call_every_idle_counter_finds_its_own_work_longest_idle_first():
    hall = open_hall(counters=())
    staff(hall, "3", at=10)
    staff(hall, "1", at=20)
    for line in ("A", "A", "A", "B"):
        take(hall, line, at=30)

    events = do(hall, c.SetCalling(calling=Calling.AUTOMATIC, by="supervisor"), 40)

    assert events == (
        e.CallingSet(at_ms=40, calling=Calling.AUTOMATIC),
        e.TicketCalled(at_ms=40, ticket="A001", counter="3"),
        e.TicketCalled(at_ms=40, ticket="A002", counter="1"),
    )


def test_the_lowest_number_calls_first_where_the_hall_says_so():
    hall = open_hall(two_line_config(idle_order=IdleOrder.LOWEST_NUMBER), counters=())
    staff(hall, "3", at=10)
    staff(hall, "1", at=20)
    take(hall, "A", at=30)

    events = do(hall, c.SetCalling(calling=Calling.AUTOMATIC), 40)

    assert events[1:] == (e.TicketCalled(at_ms=40, ticket="A001", counter="1"),)


def test_a_counter_takes_whom_it_prefers_when_the_hall_begins_to_call():
    config = two_line_config()
    wishes = replace(config.counters[2], prefers=(Preference(line="B", credit_ms=1_000),))
    hall = open_hall(replace(config, counters=(*config.counters[:2], wishes)), counters=("3",))
    take(hall, "A", at=30)
    take(hall, "B", at=1_029)

    events = do(hall, c.SetCalling(calling=Calling.AUTOMATIC), 2_000)

    assert events[1:] == (e.TicketCalled(at_ms=2_000, ticket="B001", counter="3"),)


def test_asking_for_what_is_so_changes_nothing_and_back_to_pulling_calls_nobody():
    hall = open_hall()
    do(hall, c.SetCalling(calling=Calling.AUTOMATIC), 1)

    assert do(hall, c.SetCalling(calling=Calling.AUTOMATIC), 2) == ()
    assert do(hall, c.SetCalling(calling=Calling.MANUAL), 3) == (e.CallingSet(at_ms=3, calling=Calling.MANUAL),)
    assert len(do(hall, c.TakeTicket(line="A"), 4)) == 1
