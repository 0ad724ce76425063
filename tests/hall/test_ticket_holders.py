"""Tickets taken from afar: where the hall allows it, and one open one a person and class."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import RemoteTicketsOff, TicketHeld
from kiosk.journal import state_from_json, state_to_json
from tests.builders import call, clerk, do, open_hall, start, take, two_line_config

MATTERS = (c.TicketMatter(matter="m1", matter_class="A"), c.TicketMatter(matter="m2", matter_class="B"))


def far_hall() -> Hall:
    return open_hall(two_line_config(remote_tickets=True))


def from_afar(hall: Hall, matter_class: str = "A", *, at: int, who: str = "p1", **more: object) -> str:
    command = c.TakeTicket(matter_class=matter_class, is_remote=True, holder=who, token_seed="s1", **more)  # type: ignore[arg-type]
    return next(event.ticket for event in do(hall, command, at) if hasattr(event, "ticket"))


def test_a_hall_that_does_not_say_so_gives_no_ticket_from_afar():
    hall = open_hall()

    with pytest.raises(RemoteTicketsOff):
        from_afar(hall, at=1)
    assert hall.state.visits == {}


def test_a_person_holds_one_open_ticket_a_class_and_is_told_which():
    hall = far_hall()
    first = from_afar(hall, at=1)

    with pytest.raises(TicketHeld) as told:
        from_afar(hall, at=2)

    assert told.value.params == {"ticket": first}
    assert from_afar(hall, "B", at=3) == "B001"
    assert from_afar(hall, at=4, who="p2") == "A002"


def test_a_ticket_for_two_matters_holds_both_classes_until_the_matter_is_done():
    hall = far_hall()
    number = from_afar(hall, at=1, matters=MATTERS)
    with pytest.raises(TicketHeld):
        from_afar(hall, "B", at=2)
    assert call(hall, "1", at=3) == number
    start(hall, "1", at=4)

    # Counter 1 serves A alone: what is left waits for B.
    do(hall, c.FinishService(counter="1", by=clerk("1")), 5)

    assert from_afar(hall, "A", at=6) == "A002"
    with pytest.raises(TicketHeld):
        from_afar(hall, "B", at=7)


def test_whoever_gave_up_their_ticket_or_stands_at_a_terminal_may_take_another():
    hall = far_hall()
    number = from_afar(hall, at=1)
    assert take(hall, "A", at=2) == "A002"

    do(hall, c.AbandonTicket(ticket=number), 3)

    assert from_afar(hall, at=4) == "A003"


def test_a_no_show_does_not_return_beside_the_ticket_that_was_taken_instead():
    hall = far_hall()
    missed = from_afar(hall, at=0)
    call(hall, "1", at=0)
    hall.tick(75_000)
    assert missed in hall.state.no_shows
    second = from_afar(hall, at=75_001)

    with pytest.raises(TicketHeld) as told:
        do(hall, c.ReturnTicket(ticket=missed), 75_002)

    assert told.value.params == {"ticket": second}
    do(hall, c.AbandonTicket(ticket=second), 75_003)
    do(hall, c.ReturnTicket(ticket=missed), 75_004)
    assert missed in hall.state.visits


def test_whose_ticket_it_is_is_still_known_after_a_snapshot():
    hall = far_hall()
    number = from_afar(hall, at=1)

    visit = state_from_json(state_to_json(hall.state)).visits[number]

    assert (visit.is_remote, visit.holder, visit.token_seed) == (True, "p1", "s1")
