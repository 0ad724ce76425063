"""One ticket, several matters, served by one counter or by several."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.hall.refusals import MatterNotOpen, NothingServed, UnknownLine
from tests.builders import call, clerk, do, open_hall, start, take


def serving(*classes: str, counter: str = "1") -> Hall:
    """A001, taken for matters m1, m2 … of these classes, is served at a counter since 2."""
    hall = open_hall()
    matters = tuple(c.TicketMatter(matter=f"m{n}", matter_class=each) for n, each in enumerate(classes, start=1))
    do(hall, c.TakeTicket(line="A", matters=matters), 0)
    call(hall, counter, at=1)
    start(hall, counter, at=2)
    return hall


def finish(hall: Hall, counter: str = "1", at: int = 10, **more: object) -> tuple[e.Event, ...]:
    return do(hall, c.FinishService(counter=counter, by=clerk(counter), **more), at)  # type: ignore[arg-type]  # a builder takes what a test names


def test_one_counter_serves_all_it_can_and_then_the_ticket_is_done():
    hall = serving("A", "A")

    assert finish(hall) == (e.ServiceFinished(at_ms=10, ticket="A001", counter="1", served=("m1", "m2")),)


def test_what_another_counter_must_serve_sends_the_ticket_on_with_number_and_order():
    hall = serving("A", "B")
    take(hall, "B", at=5)

    events = finish(hall)

    assert events == (e.TicketSentOn(at_ms=10, ticket="A001", counter="1", line="B", served=("m1",)),)
    assert call(hall, "2", at=11) == "A001"
    start(hall, "2", at=12)
    assert finish(hall, "2", at=13) == (e.ServiceFinished(at_ms=13, ticket="A001", counter="2", served=("m2",)),)


def test_a_counter_that_can_serve_the_rest_keeps_the_citizen():
    hall = serving("A", "B", counter="3")

    assert finish(hall, "3", matters=("m1",), call_next=True) == (
        e.MattersServed(at_ms=10, ticket="A001", counter="3", served=("m1",)),
    )
    assert hall.state.desks[2].state is CounterState.SERVING
    assert hall.state.visits["A001"].state is TicketState.SERVING
    assert finish(hall, "3", at=20) == (e.ServiceFinished(at_ms=20, ticket="A001", counter="3", served=("m2",)),)


def test_the_next_is_called_in_the_step_that_sends_on():
    hall = serving("A", "B")
    take(hall, at=5)

    events = finish(hall, call_next=True)

    assert [type(event) for event in events] == [e.TicketSentOn, e.TicketCalled]


def test_a_citizen_who_goes_ends_the_ticket_with_matters_open():
    hall = serving("A", "B")

    assert finish(hall, matters=(), ends=True) == (e.ServiceFinished(at_ms=10, ticket="A001", counter="1", served=()),)


def test_nothing_done_where_something_could_be_is_no_finish():
    hall = serving("A", "A")

    with pytest.raises(NothingServed):
        finish(hall, matters=())


@pytest.mark.parametrize("matters", [("m9",), ("m1", "m1")])
def test_a_matter_is_done_once_and_only_if_the_ticket_has_it(matters):
    hall = serving("A", "A")

    with pytest.raises(MatterNotOpen) as refused:
        finish(hall, matters=matters)
    assert refused.value.params == {"ticket": "A001", "matter": matters[0]}


def test_no_ticket_is_given_for_a_matter_that_no_line_is_for():
    hall = open_hall()

    with pytest.raises(UnknownLine):
        do(hall, c.TakeTicket(line="A", matters=(c.TicketMatter(matter="m1", matter_class="Z"),)), 0)


def test_a_ticket_has_each_matter_once_and_not_too_many():
    twice = (c.TicketMatter(matter="m1", matter_class="A"),) * 2
    many = tuple(c.TicketMatter(matter=f"m{n}", matter_class="A") for n in range(10))

    for matters in (twice, many):
        with pytest.raises(ValueError, match="at most 9"):
            c.TakeTicket(line="A", matters=matters)


def test_a_ticket_with_a_priority_waits_for_its_next_matter_in_the_priority_line_if_there_is_one():
    hall = open_hall()
    matters = (c.TicketMatter(matter="m1", matter_class="B"), c.TicketMatter(matter="m2", matter_class="A"))
    do(hall, c.TakeTicket(line="B", matters=matters), 0)
    call(hall, "2", at=1)
    start(hall, "2", at=2)

    assert finish(hall, "2")[0].line == "A"  # type: ignore[union-attr]  # it is a TicketSentOn
