"""Kinds of tickets: who gets which, on whose word, and what changes when it changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, CounterConfig, HallConfig, Preference
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import (
    PLAIN_KINDS,
    STANDARD_KINDS,
    ChosenBy,
    Ground,
    KindConfig,
    best_ground,
    ground_shown,
    grounds_of_age,
    plain_kind,
)
from kiosk.hall.refusals import (
    CounterLacksSkill,
    KindNeedsGround,
    KindUnchanged,
    ReasonMissing,
    Refusal,
    SlotMissing,
    TicketNotWaiting,
    UnknownLine,
    UnknownTicket,
)
from kiosk.hall.state import dump, next_for, people_ahead
from tests.builders import call, clerk, counter_config, do, kinds_config, line_config, open_hall, take, two_line_config

MINUTE = 60_000


def give(hall: Hall, line: str, *, at: int, reason: str = "disabled") -> str:
    """A ticket that a clerk takes for somebody."""
    command = c.TakeTicket(line=line, chosen_by=ChosenBy.CLERK, reason=reason, by="clerk-9")
    taken = do(hall, command, at)[0]
    assert isinstance(taken, e.TicketTaken)
    return taken.ticket


def change(hall: Hall, number: str, kind: str, *, at: int, reason: str = "disabled") -> tuple[e.Event, ...]:
    """A clerk gives a waiting ticket another kind."""
    return do(hall, c.SetTicketKind(ticket=number, kind=kind, reason=reason, by="clerk-9"), at)


@pytest.mark.parametrize(
    ("years", "kind"), [(59, None), (60, "senior"), (69, "senior"), (70, "special"), (101, "special")]
)
def test_an_age_gives_the_best_kind_that_it_alone_can_give(years: int, kind: str | None):
    found = best_ground(STANDARD_KINDS, grounds_of_age(years))

    assert (None if found is None else found[0].key) == kind


def test_of_several_grounds_the_longest_credit_counts():
    found = best_ground(STANDARD_KINDS, (Ground.AGE_60, Ground.PREGNANT, Ground.MAJOR_PROJECT))

    assert found is not None
    assert (found[0].key, found[1], found[0].credit_ms) == ("green_channel", Ground.MAJOR_PROJECT, 30 * MINUTE)


def test_the_credits_are_those_of_the_plan():
    credits_min = {kind.key: kind.credit_ms // MINUTE for kind in STANDARD_KINDS}

    assert credits_min == {
        "emergency": 1440,
        "green_channel": 30,
        "special": 20,
        "senior": 10,
        "appointment": 0,
        "ordinary": 0,
    }
    assert plain_kind(STANDARD_KINDS).key == plain_kind(PLAIN_KINDS).key == "ordinary"


def test_what_has_grounds_is_never_had_by_asking():
    hall = open_hall(kinds_config())

    for line in ("A-emergency", "A-special", "A-senior"):
        with pytest.raises(KindNeedsGround):
            take(hall, line, at=1)
    assert take(hall, "A", at=1) == "A001"


def test_an_identity_gives_what_an_age_gives_and_nothing_else():
    hall = open_hall(kinds_config())

    senior = do(hall, c.TakeTicket(matter_class="A", kind="senior", chosen_by=ChosenBy.IDENTITY, by="k1"), 1_000)
    with pytest.raises(KindNeedsGround):
        do(hall, c.TakeTicket(matter_class="A", kind="emergency", chosen_by=ChosenBy.IDENTITY), 1_000)

    assert isinstance(senior[0], e.TicketTaken)
    assert (senior[0].kind, senior[0].order_ms, senior[0].chosen_by) == ("senior", 1_000 - 10 * MINUTE, "identity")
    # A terminal is no clerk: nobody gave it.
    assert (senior[0].by, senior[0].reason) == (None, "")


def test_a_clerk_gives_any_kind_and_says_why():
    hall = open_hall(kinds_config())

    with pytest.raises(ReasonMissing):
        give(hall, "A-emergency", at=1, reason="  ")
    command = c.TakeTicket(line="A-emergency", chosen_by=ChosenBy.CLERK, reason="emergency", by="clerk-9")
    taken = do(hall, command, 1)[0]

    assert isinstance(taken, e.TicketTaken)
    assert (taken.by, taken.reason, taken.order_ms) == ("clerk-9", "emergency", 1 - 1440 * MINUTE)


def test_a_kind_of_an_age_may_be_told_and_what_a_clerk_saw_may_not():
    special = next(kind for kind in STANDARD_KINDS if kind.key == "special")

    assert ground_shown(special, ChosenBy.IDENTITY) is Ground.AGE_70
    assert ground_shown(special, ChosenBy.CLERK) is None
    assert ground_shown(None, ChosenBy.IDENTITY) is None


def test_a_changed_ticket_keeps_number_and_waiting_and_stands_in_the_other_line():
    hall = open_hall(kinds_config(), counters=("1",))
    first, second = take(hall, "A", at=0), take(hall, "A", at=15 * MINUTE)

    events = change(hall, second, "special", at=16 * MINUTE)

    assert events == (
        e.TicketKindChanged(
            at_ms=16 * MINUTE,
            ticket=second,
            line="A-special",
            kind="special",
            order_ms=-5 * MINUTE,
            chosen_by=ChosenBy.CLERK,
            reason="disabled",
            by="clerk-9",
        ),
    )
    assert next_for(hall.state, "1") == second
    assert (people_ahead(hall.state, first), people_ahead(hall.state, second)) == (1, 0)
    assert call(hall, "1", at=17 * MINUTE) == "A002"


def test_a_credit_that_is_given_and_declined_leaves_everything_as_it_was():
    hall = open_hall(kinds_config(), counters=())
    take(hall, "A", at=0)
    number = take(hall, "A", at=1_000)
    before = dump(hall.state)

    change(hall, number, "senior", at=2_000)
    do(hall, c.SetTicketKind(ticket=number, kind="ordinary", chosen_by=ChosenBy.HOLDER), 3_000)

    assert dump(hall.state) == before | {"at_ms": 3_000}


def test_a_holder_may_decline_but_not_choose_what_has_grounds():
    hall = open_hall(kinds_config())
    number = give(hall, "A-special", at=1)

    with pytest.raises(KindNeedsGround):
        do(hall, c.SetTicketKind(ticket=number, kind="emergency", chosen_by=ChosenBy.HOLDER), 2)
    do(hall, c.SetTicketKind(ticket=number, kind="ordinary", chosen_by=ChosenBy.HOLDER), 2)

    assert hall.state.visits[number].chosen_by is ChosenBy.HOLDER


@pytest.mark.parametrize(
    ("kind", "reason", "refusal"),
    [
        ("special", "", ReasonMissing),
        ("ordinary", "in_turn", KindUnchanged),
        ("royal", "disabled", UnknownLine),
        ("appointment", "booked", SlotMissing),
    ],
)
def test_what_cannot_be_changed_is_refused(kind: str, reason: str, refusal: type[Refusal]):
    hall = open_hall(kinds_config())
    number = take(hall, "A", at=1)

    with pytest.raises(refusal):
        change(hall, number, kind, at=2, reason=reason)


def test_only_a_waiting_ticket_changes():
    hall = open_hall(kinds_config())
    number = take(hall, "A", at=1)
    call(hall, "1", at=2)

    with pytest.raises(TicketNotWaiting):
        change(hall, number, "special", at=3)
    with pytest.raises(UnknownTicket):
        change(hall, "A999", "special", at=3)


def test_an_appointment_that_becomes_something_else_counts_from_when_it_waits():
    hall = open_hall(kinds_config(), counters=())
    number = take(hall, "A-appointment", at=5 * MINUTE, slot=10 * MINUTE)

    special = change(hall, number, "special", at=6 * MINUTE)[0]
    booked = change(hall, number, "appointment", at=7 * MINUTE, reason="booked")[0]

    assert isinstance(special, e.TicketKindChanged)
    assert isinstance(booked, e.TicketKindChanged)
    assert (special.order_ms, booked.order_ms) == (-10 * MINUTE, 10 * MINUTE)


def test_a_transferred_ticket_keeps_the_credit_it_has_and_changes_from_there():
    hall = open_hall(kinds_config(), counters=("1",))
    number = give(hall, "A-special", at=10 * MINUTE)
    call(hall, "1", at=10 * MINUTE)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_line="A-senior"), 10 * MINUTE)

    ordinary = change(hall, number, "ordinary", at=11 * MINUTE, reason="in_turn")[0]

    assert isinstance(ordinary, e.TicketKindChanged)
    assert ordinary.order_ms == 10 * MINUTE


def test_a_ticket_bound_to_a_counter_that_lacks_the_line_stays_as_it_is():
    config = kinds_config()
    counters = (config.counters[0], counter_config("4", "A"))
    hall = open_hall(replace(config, counters=(*config.counters, counters[1])), counters=("1", "4"))
    number = take(hall, "A", at=1)
    call(hall, "1", at=2)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="4"), 3)

    with pytest.raises(CounterLacksSkill):
        change(hall, number, "special", at=4)


def test_a_change_that_opens_an_idle_counter_is_called_at_once():
    config = kinds_config(calling=Calling.AUTOMATIC)
    config = replace(config, counters=(*config.counters, counter_config("4", "A-special")))
    hall = open_hall(config, counters=("1", "4"))
    take(hall, "A", at=1)
    number = take(hall, "A", at=2)

    events = change(hall, number, "special", at=3)

    assert [(type(event), getattr(event, "counter", None)) for event in events] == [
        (e.TicketKindChanged, None),
        (e.TicketCalled, "4"),
    ]


def prefers(config: HallConfig, key: str, **credits_ms: int) -> HallConfig:
    """The same hall, one counter of which prefers lines."""
    wishes = tuple(Preference(line=line, credit_ms=credit_ms) for line, credit_ms in credits_ms.items())
    changed = tuple(replace(each, prefers=wishes) if each.key == key else each for each in config.counters)
    return replace(config, counters=changed)


def test_a_preference_counts_at_its_own_counter_and_by_so_much():
    hall = open_hall(prefers(two_line_config(), "3", B=30_000), counters=("1", "2", "3"))
    take(hall, "A", at=0)
    near, far = take(hall, "B", at=29_999), take(hall, "B", at=60_000)

    assert [next_for(hall.state, counter) for counter in ("1", "2", "3")] == ["A001", near, near]
    assert call(hall, "3", at=60_000) == near
    assert next_for(hall.state, "3") == "A001"
    assert far == "B002"


def test_an_equal_order_falls_to_the_one_who_came_first_also_by_preference():
    hall = open_hall(prefers(two_line_config(), "3", B=30_000), counters=("3",))
    take(hall, "A", at=0)
    take(hall, "B", at=30_000)

    assert next_for(hall.state, "3") == "A001"


def test_people_ahead_counts_whoever_goes_first_at_one_of_the_counters():
    hall = open_hall(prefers(two_line_config(), "3", B=30_000), counters=("1", "3"))
    number = take(hall, "A", at=0)
    preferred = take(hall, "B", at=10_000)

    assert (people_ahead(hall.state, number), people_ahead(hall.state, preferred)) == (1, 0)


def test_a_counter_prefers_only_lines_that_it_serves():
    with pytest.raises(ValueError, match="prefers each of its lines once"):
        CounterConfig(key="1", name_zh="一", name_en="1", serves=("A",), prefers=(Preference(line="B", credit_ms=1),))
    with pytest.raises(ValueError, match="at least 0"):
        Preference(line="A", credit_ms=-1)


def test_a_hall_has_a_kind_for_everybody_and_one_for_each_line():
    lines = (line_config("A", kind="royal"),)
    with pytest.raises(ValueError, match="unknown kinds"):
        two_line_config(lines=lines, counters=(counter_config("1", "A"),))
    with pytest.raises(ValueError, match="without grounds"):
        two_line_config(kinds=(KindConfig(key="k", name_zh="k", name_en="k", grounds=(Ground.DISABLED,)),))
    with pytest.raises(ValueError, match="different keys"):
        two_line_config(kinds=(*PLAIN_KINDS, PLAIN_KINDS[0]))
