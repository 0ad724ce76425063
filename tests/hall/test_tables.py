"""The tables: every member of a union has its row, every row is reached."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk.hall import lifecycles
from kiosk.hall.cases import INSTANT_STEPS
from kiosk.hall.commands import STAFF_STEPS, Command
from kiosk.hall.config import HallConfig, LineConfig
from kiosk.hall.events import Event
from kiosk.hall.hall import APPLY, DECIDE, REACT
from kiosk.hall.refusals import Refusal
from tests.builders import counter_config, line_config, two_line_config


def test_every_command_has_a_decision():
    assert set(DECIDE) == set(get_args(Command))


def test_every_event_has_an_application():
    assert set(APPLY) == set(get_args(Event))


def test_only_events_have_consequences():
    assert set(REACT) <= set(get_args(Event))


@pytest.mark.parametrize(
    ("table", "states", "first"),
    [
        (lifecycles.TICKET, lifecycles.TicketState, lifecycles.TicketState.WAITING),
        (lifecycles.COUNTER, lifecycles.CounterState, lifecycles.CounterState.CLOSED),
        (lifecycles.DOOR, lifecycles.DoorState, lifecycles.DoorState.NO_DAY),
        (lifecycles.RELIEF, lifecycles.ReliefState, lifecycles.ReliefState.RESTING),
        (lifecycles.CASE, lifecycles.CaseState, lifecycles.CaseState.DRAFT),
    ],
)
def test_every_state_of_a_lifecycle_can_be_reached_from_its_first(table, states, first):
    reached = {first}
    for _ in states:
        reached |= {after for (before, _what), after in table.items() if before in reached}

    assert reached == set(states)


def test_open_tickets_end_and_ended_tickets_stay_ended_but_for_an_undoing_and_a_return():
    leaving = {before for before, what in lifecycles.TICKET if what != "come_back" and not what.startswith("undo_")}

    assert leaving == lifecycles.OPEN_TICKETS
    assert all((state, "expire") in lifecycles.TICKET for state in lifecycles.OPEN_TICKETS)


def test_refusal_codes_are_unique():
    codes = [kind.code for kind in Refusal.__subclasses__()]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"lines": ()}, "lines"),
        ({"lines": (line_config("A"), line_config("A"))}, "lines"),
        ({"counters": ()}, "counters"),
        ({"counters": (counter_config("1", "Z"),)}, "unknown lines"),
        ({"counters": (counter_config("1", "A"),)}, "no counter serves"),
        ({"calls": 0}, "calls"),
        ({"lines": (line_config("A"), line_config("B", matter_class="A"))}, "one line"),
    ],
)
def test_a_configuration_that_cannot_work_cannot_exist(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        two_line_config(**settings)


@pytest.mark.parametrize(
    "settings", [{"prefix": ""}, {"prefix": "A1"}, {"level": 62}, {"waiting_room": -1}, {"key": ""}]
)
def test_a_line_that_cannot_work_cannot_exist(settings):
    values = {"key": "A", "matter_class": "A", "name_zh": "", "name_en": "", "prefix": "A", **settings}

    with pytest.raises(ValueError, match="line"):
        LineConfig(**values)


def test_a_counter_needs_a_line():
    with pytest.raises(ValueError, match="counter"):
        counter_config("1")


def test_the_configuration_is_hashable_and_compares_by_value():
    assert isinstance(two_line_config(), HallConfig)
    assert hash(two_line_config()) == hash(two_line_config())


def test_every_step_of_a_case_is_asked_for_or_says_that_it_is_not():
    by_time_or_applicant = {
        "submit",
        "expire",
        "withdraw",
        "hand_over",
        "take_up",
        "accept_with_gaps",
        "deem_accepted",
        "lapse",
        "miss_gap",
        "deliver",
        "set_aside",
        "rate",
        "revoke",
    }
    steps = {step for _state, step in lifecycles.CASE}

    assert steps == STAFF_STEPS | by_time_or_applicant | lifecycles.UNREACHED_STEPS
    assert set(INSTANT_STEPS) <= steps
    assert {"lay_out", "post", "collect"} == lifecycles.UNREACHED_STEPS - STAFF_STEPS
