"""The live hall as flat ints: who waits, who is served since when, and what lies ahead."""

from __future__ import annotations

from kiosk.hall import commands as c
from kiosk.hall.hall import Hall
from kiosk.live.forecasts import Raw
from kiosk.live.present_hall import Question, appointments_ahead, breaks_ahead, question
from kiosk.live.service_times import ServiceTimes
from sim.predict import futures
from sim.predict.present import Change, Expected
from sim.predict.worker import Predictor
from tests.builders import call, clerk, do, open_hall, staff, start, take, two_line_config
from tests.hall.test_bookings import HOUR, OPENS, SLOT, book, hall_with_slots, next_day

PLAIN = Predictor(futures)
MINUTE_MS = 60_000


def told(asked: Question) -> tuple[dict[str, Raw | None], dict[int, Raw | None]]:
    """What plain futures answer."""
    return asked.answered(PLAIN.predict(asked.flat))


def ask(hall: Hall, now_ms: int, **ahead: object) -> Question:
    return question(hall.state, ServiceTimes(), now_ms, seq=3, **ahead)  # type: ignore[arg-type]  # as named


def test_everybody_who_waits_and_a_newcomer_of_each_line_have_a_figure() -> None:
    hall = open_hall(counters=("1",))
    first, second = take(hall, at=1_000), take(hall, at=2_000)
    call(hall, "1", at=3_000)

    tickets, lines = told(ask(hall, 4_000))

    assert list(tickets) == [second]
    assert first not in tickets
    own, newcomer = tickets[second], lines[0]
    assert own is not None
    assert newcomer is not None
    assert 0 < own.p50_ms < newcomer.p50_ms
    # Nobody sits where B is served.
    assert lines[1] is None


def test_a_service_that_has_lasted_longer_leaves_another_rest() -> None:
    hall = open_hall(counters=("1",))
    take(hall, at=1_000)
    number = take(hall, at=2_000)
    call(hall, "1", at=3_000)
    start(hall, "1", at=4_000)

    early, late = told(ask(hall, 5_000))[0][number], told(ask(hall, 20 * MINUTE_MS))[0][number]

    assert early is not None
    assert late is not None
    assert early != late


def test_a_break_and_an_appointment_ahead_are_handed_in() -> None:
    hall = open_hall(counters=("1",))
    number = take(hall, at=1_000)
    do(hall, c.PauseCounter(counter="1", by=clerk("1"), reason="rest"), 2_000)

    shut = told(ask(hall, 3_000))[0][number]
    back = [Change(at_ms=603_000, counter=0, is_open=True)]
    ahead = told(ask(hall, 3_000, changes=back))[0][number]
    passed = told(ask(hall, 3_000, changes=back, expected=[Expected(at_ms=4_000, line=2, order_ms=0)]))[0][number]

    assert shut is None
    assert ahead == Raw(600_000, 600_000)
    assert passed is not None
    assert passed.p50_ms > 600_000


def test_of_a_long_line_only_the_first_hundred_are_asked_about_and_no_newcomer() -> None:
    hall = open_hall(counters=("1",))
    numbers = [take(hall, at=1_000 + index) for index in range(104)]

    tickets, lines = told(ask(hall, 2_000))

    assert list(tickets) == numbers[:100]
    assert 0 not in lines
    assert 2 in lines


def test_a_ticket_transferred_to_a_counter_waits_for_that_counter() -> None:
    hall = open_hall(counters=("1", "3"))
    number = take(hall, at=1_000)
    call(hall, "1", at=2_000)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 3_000)
    take(hall, "B", at=3_500)
    assert hall.state.tickets[0].bound == 2

    alone = told(ask(hall, 4_000))[0][number]

    assert alone == Raw(0, 0)


def test_the_same_entry_of_the_same_day_is_the_same_question() -> None:
    hall = open_hall(two_line_config())
    take(hall, at=1_000)
    staff_less = open_hall(two_line_config(), counters=())
    staff(staff_less, "1", at=500)

    assert ask(hall, 2_000) == ask(hall, 2_000)
    assert ask(hall, 2_000).flat != question(hall.state, ServiceTimes(), 2_000, seq=4).flat


def test_a_break_that_runs_is_waited_out_and_one_that_is_planned_is_known():
    hall = open_hall(counters=("1",))
    spans = ((100_000, 220_000), (400_000, 500_000))
    do(hall, c.PlanBreaks(counter="1", spans=spans, by="supervisor"), 0)
    planned = [(each.at_ms, each.is_open) for each in breaks_ahead(hall.state, 0)]
    hall.tick(100_000)
    number = take(hall, at=120_000)

    waits = told(ask(hall, 120_000))[0][number]

    assert planned == [(100_000, False), (220_000, True), (400_000, False), (500_000, True)]
    assert waits == Raw(100_000, 100_000)


def test_a_break_that_waits_for_its_citizen_is_foreseen_at_its_length_from_now():
    hall = open_hall(counters=("1",))
    take(hall, at=1)
    call(hall, "1", at=2)
    do(hall, c.PlanBreaks(counter="1", spans=((100, 200),), by="supervisor"), 3)
    hall.tick(150)

    assert breaks_ahead(hall.state, 150) == [Change(at_ms=250, counter=0, is_open=True)]


def test_whoever_has_booked_and_not_come_yet_is_expected_at_their_slot():
    hall = hall_with_slots()
    do(hall, book(), HOUR)
    next_day(hall, counters=("1",))

    before = appointments_ahead(hall.state, OPENS)
    do(hall, c.CheckIn(booking="Y0001", subject="p1"), SLOT - 5 * MINUTE_MS)

    assert before == [Expected(at_ms=SLOT, line=3, order_ms=SLOT)]
    assert appointments_ahead(hall.state, SLOT - 5 * MINUTE_MS) == []
