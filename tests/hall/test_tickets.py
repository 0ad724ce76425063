"""Tickets: numbers, order, transfer, parking, abandoning."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.kinds import PRIORITY
from kiosk.hall.refusals import (
    CounterLacksSkill,
    CounterNotReady,
    HallClosed,
    LineFull,
    SlotMissing,
    TicketNotParked,
    TicketNotWaiting,
    TransferGoesNowhere,
    UnknownLine,
    UnknownTicket,
)
from kiosk.hall.state import next_for, people_ahead
from tests.builders import (
    CLOSES_MS,
    call,
    clerk,
    configured_hall,
    counter_config,
    do,
    line_config,
    open_hall,
    serve,
    start,
    take,
    two_line_config,
)


def test_a_ticket_is_a_prefix_and_a_serial_of_three_digits():
    hall = open_hall()

    numbers = [take(hall, "A", at=1), take(hall, "B", at=2), take(hall, "A", at=3)]

    assert numbers == ["A001", "B001", "A002"]


def test_serials_grow_past_999_without_a_repeat():
    hall = open_hall(counters=())

    numbers = [take(hall, "A", at=n) for n in range(1, 1002)]

    assert numbers[998:1001] == ["A999", "A1000", "A1001"]
    assert len(set(numbers)) == 1001


def test_lines_that_share_a_prefix_share_its_serials():
    hall = open_hall()

    numbers = [take(hall, "A", at=1), take(hall, "A-priority", at=2)]

    assert numbers == ["A001", "A002"]


def test_serials_begin_again_on_the_next_business_day():
    hall = open_hall()
    take(hall, at=1)
    hall.tick(2_000_000)
    hall.handle(c.OpenHall(day="2026-11-24", intervals=((2_500_000, 3_000_000),), turns_at_ms=4_000_000), 2_000_001)

    number = take(hall, at=2_500_000)

    assert number == "A001"


def test_a_matter_class_and_a_kind_name_a_line():
    hall = open_hall()

    events = do(hall, c.TakeTicket(matter_class="A", kind=PRIORITY), 100_000)

    assert isinstance(events[0], e.TicketTaken)
    assert (events[0].line, events[0].order_ms) == ("A-priority", 40_000)


def test_an_unknown_line_is_refused():
    hall = open_hall()

    with pytest.raises(UnknownLine):
        take(hall, "Z", at=1)


def test_a_class_without_a_line_of_that_kind_is_refused():
    hall = open_hall()

    with pytest.raises(UnknownLine):
        do(hall, c.TakeTicket(matter_class="B", kind=PRIORITY), 1)


def test_a_command_names_a_line_or_a_class_but_not_both():
    with pytest.raises(ValueError, match="not both"):
        c.TakeTicket(line="A", matter_class="A")


def test_an_appointment_counts_from_its_slot_and_needs_one():
    hall = open_hall(counters=("3",))
    early = take(hall, "A-appointment", at=1_000, slot=60_000)
    walk_in = take(hall, "A", at=50_000)

    with pytest.raises(SlotMissing):
        take(hall, "A-appointment", at=51_000)
    with pytest.raises(SlotMissing):
        take(hall, "A", at=51_000, slot=60_000)

    assert (early, walk_in) == ("AP001", "A001")
    assert next_for(hall.state, "3") == "A001"


def test_an_early_appointment_is_called_if_nobody_else_waits():
    hall = open_hall()
    early = take(hall, "A-appointment", at=1_000, slot=600_000)

    assert call(hall, "1", at=2_000) == early


def test_a_credit_moves_a_ticket_ahead_by_that_much_and_no_more():
    hall = open_hall(counters=("1",))
    first = take(hall, "A", at=0)
    second = take(hall, "A", at=30_000)
    priority = take(hall, "A-priority", at=80_000)

    called = [serve(hall, "1", at=80_000 + n, until=80_001 + n) for n in range(3)]

    assert called == [first, priority, second]


def test_a_level_beats_any_wait():
    config = two_line_config(
        lines=(line_config("A", level=1), line_config("B", level=0)),
        counters=(counter_config("1", "A", "B"),),
    )
    hall = open_hall(config, counters=("1",))
    take(hall, "A", at=0)
    urgent = take(hall, "B", at=900_000)

    assert call(hall, "1", at=900_000) == urgent


def test_before_the_door_opens_and_after_it_shuts_there_are_no_tickets():
    hall = configured_hall()
    hall.handle(c.OpenHall(day="2026-11-23", intervals=((100, 200),), turns_at_ms=300), 0)

    with pytest.raises(HallClosed) as before:
        take(hall, at=50)
    number = take(hall, at=100)
    with pytest.raises(HallClosed) as after:
        take(hall, at=200)

    assert before.value.params == {"opens_at_ms": 100}
    assert number == "A001"
    assert after.value.params == {"opens_at_ms": None}


def test_a_full_waiting_room_turns_people_away():
    config = two_line_config(lines=(line_config("A", waiting_room=1),), counters=(counter_config("1", "A"),))
    hall = open_hall(config, counters=())
    take(hall, at=1)

    with pytest.raises(LineFull) as full:
        take(hall, at=2)

    assert full.value.params == {"line": "A", "waiting": 1}


def test_people_ahead_are_those_my_counters_would_take_first():
    hall = open_hall(counters=("1",))
    for at in (1, 2, 3):
        take(hall, "A", at=at)
    take(hall, "B", at=4)

    last = take(hall, "A", at=5)

    # B waits for counters that are shut, so it is not ahead of A.
    assert people_ahead(hall.state, last) == 3


def test_people_ahead_counts_the_priority_that_passes():
    hall = open_hall()
    mine = take(hall, "A", at=10_000)
    take(hall, "A-priority", at=20_000)

    assert people_ahead(hall.state, mine) == 1


def test_a_transfer_keeps_number_and_waiting_time():
    hall = open_hall()
    moved = take(hall, "A", at=1)
    other = take(hall, "B", at=2)
    call(hall, "1", at=10)
    start(hall, "1", at=11)

    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), 12)

    assert call(hall, "2", at=13) == moved
    assert call(hall, "3", at=13) == other


def test_a_transfer_to_a_counter_waits_for_that_counter_alone():
    hall = open_hall()
    moved = take(hall, "A", at=1)
    other = take(hall, "A", at=2)
    call(hall, "1", at=10)

    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 12)

    assert call(hall, "1", at=13) == other
    assert call(hall, "3", at=13) == moved


@pytest.mark.parametrize(
    ("targets", "refusal"),
    [
        ({}, TransferGoesNowhere),
        ({"to_line": "A"}, TransferGoesNowhere),
        ({"to_counter": "1"}, TransferGoesNowhere),
        ({"to_line": "B", "to_counter": "3"}, TransferGoesNowhere),
        ({"to_line": "Z"}, UnknownLine),
        ({"to_counter": "2"}, CounterLacksSkill),
    ],
)
def test_a_transfer_that_leads_nowhere_is_refused(targets, refusal):
    hall = open_hall()
    take(hall, at=1)
    call(hall, "1", at=2)

    with pytest.raises(refusal):
        do(hall, c.TransferTicket(counter="1", by=clerk("1"), **targets), 3)


def test_a_transfer_to_a_shut_counter_is_refused():
    hall = open_hall(counters=("1",))
    take(hall, at=1)
    call(hall, "1", at=2)

    with pytest.raises(CounterNotReady):
        do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 3)


def test_whoever_waits_for_a_counter_that_leaves_goes_back_to_everybodys_line():
    hall = open_hall()
    moved = take(hall, at=1)
    call(hall, "1", at=2)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 3)

    events = do(hall, c.PauseCounter(counter="3", by=clerk("3"), reason="开会"), 4)

    assert events == (
        e.CounterPaused(at_ms=4, counter="3", reason="开会"),
        e.TicketUnbound(at_ms=4, ticket=moved, counter="3"),
    )
    assert call(hall, "1", at=5) == moved


def test_a_parked_ticket_is_called_by_nobody_and_comes_back_with_its_order():
    hall = open_hall()
    parked = take(hall, at=1)
    call(hall, "1", at=2)
    do(hall, c.ParkTicket(counter="1", by=clerk("1")), 3)
    take(hall, at=4)

    assert next_for(hall.state, "1") == "A002"
    do(hall, c.ResumeTicket(ticket=parked), 1_000)

    assert next_for(hall.state, "1") == parked
    assert hall.state.visits[parked].parked_ms == 997


def test_only_a_parked_ticket_resumes():
    hall = open_hall()
    number = take(hall, at=1)

    with pytest.raises(TicketNotParked):
        do(hall, c.ResumeTicket(ticket=number), 2)


def test_who_is_called_may_give_up_and_the_counter_is_free():
    hall = open_hall()
    number = take(hall, at=1)
    call(hall, "1", at=2)

    events = do(hall, c.AbandonTicket(ticket=number), 3)

    assert events == (e.TicketAbandoned(at_ms=3, ticket=number, counter="1"),)
    assert hall.state.desks[0].state == "idle"
    assert hall.next_deadline() == CLOSES_MS


def test_who_is_being_served_does_not_give_up():
    hall = open_hall()
    number = take(hall, at=1)
    call(hall, "1", at=2)
    start(hall, "1", at=3)

    with pytest.raises(TicketNotWaiting):
        do(hall, c.AbandonTicket(ticket=number), 4)


def test_a_finished_ticket_is_unknown():
    hall = open_hall()
    number = take(hall, at=1)
    serve(hall, "1", at=2, until=3)

    with pytest.raises(UnknownTicket):
        do(hall, c.AbandonTicket(ticket=number), 4)


def test_who_comes_back_for_a_counter_that_has_left_may_be_called_by_any():
    hall = open_hall()
    number = take(hall, at=1)
    call(hall, "1", at=2)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 3)
    call(hall, "3", at=4)
    do(hall, c.ParkTicket(counter="3", by=clerk("3")), 5)
    do(hall, c.CloseCounter(counter="3", by=clerk("3")), 6)

    events = do(hall, c.ResumeTicket(ticket=number), 7)

    assert events[1] == e.TicketUnbound(at_ms=7, ticket=number, counter="3")
    assert call(hall, "1", at=8) == number
