"""Relief by rule: a spare counter and a helping one, suggested with their reason, done by a click or by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Preference
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import NotHelping, UnknownSuggestion
from tests.builders import (
    CLOSES_MS,
    TURNS_MS,
    call,
    clerk,
    do,
    help_rule,
    open_hall,
    relief_config,
    serve,
    staff,
    start,
    take,
    tide_rule,
)

SUPERVISOR = "supervisor"


def tide_hall(**settings: object) -> Hall:
    """Counters 1 and 2 are open, 3 is the spare one."""
    return open_hall(relief_config(tide_rule(**settings)), counters=("1", "2"))


def help_hall(**settings: object) -> Hall:
    """Counter 2 serves B and may help with A."""
    return open_hall(relief_config(help_rule(**settings)), counters=("1", "2"))


def agree(hall: Hall, suggestion: str, at: int) -> tuple[e.Event, ...]:
    return do(hall, c.TakeSuggestion(suggestion=suggestion, by=SUPERVISOR), at)


def only(events: Iterable[e.Event], *kinds: type) -> list[e.Event]:
    return [event for event in events if isinstance(event, kinds)]


def test_a_long_line_suggests_the_spare_counter_and_says_why():
    hall = tide_hall()
    take(hall, "A", at=0)
    take(hall, "B", at=1_000)

    events = do(hall, c.TakeTicket(line="A"), 5_000)

    assert events[1:] == (
        e.SuggestionMade(
            at_ms=5_000,
            suggestion="S0001",
            rule="tide",
            what="open",
            counter="3",
            because="waiting",
            waiting=3,
            wait_ms=5_000,
        ),
    )


def test_a_wait_that_grows_past_the_mark_is_a_deadline():
    hall = tide_hall()
    take(hall, at=1_000)

    assert hall.next_deadline() == 61_000
    events = hall.tick(90_000)

    assert only(events, e.SuggestionMade) == [
        e.SuggestionMade(
            at_ms=61_000,
            suggestion="S0001",
            rule="tide",
            what="open",
            counter="3",
            because="wait",
            waiting=1,
            wait_ms=60_000,
        )
    ]


def test_a_suggestion_whose_reason_is_gone_is_withdrawn():
    hall = tide_hall()
    for _ in range(3):
        take(hall, at=0)

    first = serve(hall, "1", at=1_000, until=2_000)
    call(hall, "1", at=3_000)

    assert first == "A001"
    assert hall.state.reliefs["tide"].suggestion is None
    with pytest.raises(UnknownSuggestion):
        agree(hall, "S0001", 4_000)


def test_a_yes_opens_a_counter_at_which_somebody_sits():
    hall = tide_hall()
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    for _ in range(3):
        take(hall, at=0)

    events = agree(hall, "S0001", 1_000)

    assert events == (
        e.SuggestionTaken(at_ms=1_000, suggestion="S0001", rule="tide", counter="3", by=SUPERVISOR),
        e.CounterOpened(at_ms=1_000, counter="3"),
        e.ReliefBegan(at_ms=1_000, rule="tide", counter="3", lines=()),
    )


def test_a_yes_where_nobody_sits_is_fulfilled_by_whoever_sits_down_and_opens():
    hall = tide_hall()
    for _ in range(3):
        take(hall, at=0)

    agreed = agree(hall, "S0001", 1_000)
    again = agree(hall, "S0001", 1_001)
    waits = hall.state.reliefs["tide"].suggestion
    assert waits is not None
    assert waits.is_taken
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 2_000)
    opened = do(hall, c.OpenCounter(counter="3", by=clerk("3")), 3_000)

    assert len(agreed) == 1
    assert again == ()
    assert opened[-1] == e.ReliefBegan(at_ms=3_000, rule="tide", counter="3", lines=())
    assert hall.state.reliefs["tide"].suggestion is None


def test_a_no_keeps_the_rule_quiet_for_its_time():
    hall = tide_hall()
    for _ in range(3):
        take(hall, at=0)

    dismissed = do(hall, c.DismissSuggestion(suggestion="S0001", by=SUPERVISOR, reason="no clerk"), 1_000)
    take(hall, at=40_000)
    events = hall.tick(60_000)

    assert dismissed == (
        e.SuggestionDismissed(
            at_ms=1_000,
            suggestion="S0001",
            rule="tide",
            counter="3",
            reason="no clerk",
            by=SUPERVISOR,
            quiet_until_ms=51_000,
        ),
    )
    assert [(event.at_ms, event.suggestion) for event in only(events, e.SuggestionMade)] == [(51_000, "S0002")]


def test_the_spare_counter_is_to_close_once_it_was_calm_for_long_enough():
    hall = tide_hall()
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    numbers = [take(hall, at=0) for _ in range(3)]
    agree(hall, "S0001", 1_000)

    # Calm from 12 s on; open since 1 s, for 100 s at least.
    for counter, until in (("1", 10_000), ("3", 11_000), ("1", 12_000)):
        serve(hall, counter, at=until - 1, until=until)
    events = hall.tick(200_000)
    closed = agree(hall, "S0002", 210_000)

    assert numbers == ["A001", "A002", "A003"]
    assert only(events, e.SuggestionMade) == [
        e.SuggestionMade(
            at_ms=101_000,
            suggestion="S0002",
            rule="tide",
            what="close",
            counter="3",
            because="low",
            waiting=0,
            wait_ms=0,
        )
    ]
    assert closed[1:] == (
        e.CounterClosed(at_ms=210_000, counter="3", reason="asked"),
        e.ReliefEnded(at_ms=210_000, rule="tide", counter="3", reason="suggested", quiet_until_ms=210_000),
    )


def test_a_load_that_rises_again_in_between_starts_the_calm_anew():
    hall = tide_hall()
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    do(hall, c.OpenCounter(counter="3", by=clerk("3")), 0)

    # One waits from 80 s on; at 100 s for the 20 s that are no longer calm; served at 130 s.
    take(hall, at=80_000)
    risen = hall.tick(100_000)
    call(hall, "1", at=130_000)
    events = hall.tick(300_000)

    assert risen == (e.ReliefNeeded(at_ms=100_000, rule="tide"),)
    assert [event.at_ms for event in only(events, e.SuggestionMade)] == [160_000]


def test_a_closing_that_was_only_suggested_is_withdrawn_when_the_line_grows():
    hall = tide_hall(least_ms=1, end_after_ms=1)
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    do(hall, c.OpenCounter(counter="3", by=clerk("3")), 0)
    hall.tick(10)

    take(hall, at=20)
    grown = do(hall, c.TakeTicket(line="A"), 30)

    assert grown[1:] == (
        e.SuggestionWithdrawn(at_ms=30, suggestion="S0001", rule="tide", counter="3"),
        e.ReliefNeeded(at_ms=30, rule="tide"),
    )


def test_a_closing_that_was_agreed_to_waits_for_the_citizen():
    hall = tide_hall(least_ms=1, end_after_ms=1)
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    do(hall, c.OpenCounter(counter="3", by=clerk("3")), 0)
    number = take(hall, at=1)
    call(hall, "3", at=1)
    start(hall, "3", at=2)

    agreed = agree(hall, "S0001", 10)
    done = do(hall, c.FinishService(counter="3", by=clerk("3")), 20)

    assert agreed[1:] == (e.CounterClosing(at_ms=10, counter="3"),)
    assert [type(event) for event in done] == [e.ServiceFinished, e.CounterClosed, e.ReliefEnded]
    assert number not in hall.state.visits


@pytest.mark.parametrize("automatic", [False, True])
def test_a_clerk_who_takes_the_closing_back_has_said_no(automatic):
    hall = tide_hall(least_ms=1, end_after_ms=1, automatic=automatic)
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 0)
    do(hall, c.OpenCounter(counter="3", by=clerk("3")), 0)
    take(hall, at=0)
    call(hall, "3", at=0)
    start(hall, "3", at=0)
    hall.tick(1)
    if not automatic:
        agree(hall, "S0001", 1)

    stays = do(hall, c.ResumeCounter(counter="3", by=clerk("3")), 5_000)
    later = hall.tick(60_000)

    assert stays == (
        e.CounterResumed(at_ms=5_000, counter="3"),
        e.SuggestionDismissed(
            at_ms=5_000,
            suggestion="S0001",
            rule="tide",
            counter="3",
            reason="",
            by=clerk("3"),
            quiet_until_ms=55_000,
        ),
    )
    assert [event.at_ms for event in only(later, e.SuggestionMade)] == [55_000]


def test_who_was_served_already_and_waits_again_counts_as_one_and_not_by_the_time_since_the_taking():
    hall = tide_hall()
    take(hall, "A", at=0)
    call(hall, "1", at=1)
    start(hall, "1", at=2)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), 3)

    assert hall.tick(500_000) == ()
    take(hall, "A", at=500_000)
    take(hall, "B", at=500_000)

    suggestion = hall.state.reliefs["tide"].suggestion
    assert suggestion is not None
    assert (suggestion.because, suggestion.waiting, suggestion.wait_ms) == ("waiting", 3, 0)


def test_a_clerk_who_closes_the_spare_counter_by_hand_is_not_asked_again_at_once():
    hall = tide_hall(automatic=True)
    for _ in range(5):
        take(hall, at=0)
    do(hall, c.TakeSeat(counter="3", by=clerk("3")), 1_000)

    closed = do(hall, c.CloseCounter(counter="3", by=clerk("3")), 2_000)
    events = hall.tick(60_000)

    assert [type(event) for event in closed] == [e.CounterClosed, e.ReliefEnded]
    # Quiet for 50 s, then it opens again by itself: the clerk still sits there.
    assert [event.at_ms for event in only(events, e.CounterOpened)] == [52_000]


def test_an_automatic_rule_acts_at_once_where_a_clerk_sits_and_else_when_one_sits_down():
    hall = tide_hall(automatic=True)
    made = [event for _ in range(3) for event in do(hall, c.TakeTicket(line="A"), 0)]

    seated = do(hall, c.TakeSeat(counter="3", by=clerk("3")), 1_000)

    assert [type(event) for event in made[3:]] == [e.SuggestionMade]
    assert seated == (
        e.SeatTaken(at_ms=1_000, counter="3", clerk=clerk("3")),
        e.SuggestionTaken(at_ms=1_000, suggestion="S0001", rule="tide", counter="3", by=None),
        e.CounterOpened(at_ms=1_000, counter="3"),
        e.ReliefBegan(at_ms=1_000, rule="tide", counter="3", lines=()),
    )


def test_a_helping_counter_calls_from_the_line_it_was_lent():
    hall = help_hall()
    numbers = [take(hall, at=0) for _ in range(3)]

    events = agree(hall, "S0001", 1_000)

    assert events[1:] == (e.ReliefBegan(at_ms=1_000, rule="help", counter="2", lines=("A",)),)
    assert call(hall, "2", at=2_000) == numbers[0]


def test_a_helping_counter_calls_its_own_first_unless_a_foreign_one_has_waited_longer_by_more_than_the_credit():
    hall = help_hall(own_credit_ms=30_000, own_ends=4)
    first, second, third = (take(hall, at=at) for at in (0, 9_999, 10_000))
    agree(hall, "S0001", 11_000)
    own = take(hall, "B", at=40_000)

    called = [serve(hall, "2", at=41_000 + at, until=41_500 + at) for at in (0, 1_000, 2_000)]

    # B001 counts from 10,000 there: behind whoever came before that, level with A003 and taken later.
    assert called == [first, second, third]
    assert call(hall, "2", at=45_000) == own


def test_a_helping_counters_own_people_go_first_within_the_credit_and_when_help_ends_it_is_gone():
    hall = help_hall(own_credit_ms=30_001)
    first, second = take(hall, at=0), take(hall, at=10_000)
    take(hall, at=10_000)
    agree(hall, "S0001", 11_000)
    own = take(hall, "B", at=40_000)
    assert serve(hall, "2", at=41_000, until=41_500) == first

    assert call(hall, "2", at=42_000) == own
    assert hall.state.counters[1].prefers == 0b10
    do(hall, c.EndHelp(counter="2", by=SUPERVISOR), 43_000)

    assert (hall.state.counters[1].prefers, hall.state.counters[1].skills) == (0, 0b10)
    assert call(hall, "1", at=44_000) == second


def test_a_preference_of_the_counter_itself_comes_on_top_of_what_help_gives_its_own():
    config = relief_config(help_rule(own_credit_ms=30_000))
    wishes = replace(config.counters[1], prefers=(Preference(line="B", credit_ms=5_000),))
    hall = open_hall(replace(config, counters=(config.counters[0], wishes, config.counters[2])), counters=("1", "2"))
    for _ in range(3):
        take(hall, at=0)
    agree(hall, "S0001", 1_000)
    lent = list(hall.state.counters[1].credits_ms)
    do(hall, c.EndHelp(counter="2", by=SUPERVISOR), 2_000)

    assert lent == [0, 35_000, 0, 0]
    assert hall.state.counters[1].credits_ms == [0, 5_000, 0, 0]


def test_a_counter_with_people_of_its_own_does_not_help():
    hall = help_hall()
    take(hall, "B", at=0)

    for _ in range(4):
        take(hall, "A", at=0)
    assert hall.state.reliefs["help"].suggestion is None
    # Its own citizen is called: now it may.
    events = do(hall, c.CallNext(counter="2", by=clerk("2")), 1_000)

    assert [type(event) for event in events] == [e.TicketCalled, e.SuggestionMade]


def test_help_is_to_end_when_the_counters_own_line_grows():
    hall = help_hall()
    for _ in range(4):
        take(hall, "A", at=0)
    agree(hall, "S0001", 0)
    take(hall, "B", at=10_000)
    take(hall, "B", at=10_000)

    events = hall.tick(150_000)

    assert [(event.at_ms, event.what, event.because) for event in only(events, e.SuggestionMade)] == [
        (100_000, "end_help", "own_lines")
    ]


def test_ended_help_lets_the_citizen_at_the_counter_be_finished_and_frees_who_waits_for_it():
    hall = help_hall()
    for _ in range(3):
        take(hall, "A", at=0)
    agree(hall, "S0001", 0)
    served = call(hall, "2", at=1)
    start(hall, "2", at=2)
    bound = call(hall, "1", at=3)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="2"), 4)

    ended = do(hall, c.EndHelp(counter="2", by=SUPERVISOR), 5)
    finished = do(hall, c.FinishService(counter="2", by=clerk("2")), 6)

    assert ended == (
        e.ReliefEnded(at_ms=5, rule="help", counter="2", reason="asked", quiet_until_ms=50_005),
        e.TicketUnbound(at_ms=5, ticket=bound, counter="2"),
    )
    assert finished[0] == e.ServiceFinished(at_ms=6, ticket=served, counter="2")
    assert call(hall, "1", at=7) == bound
    with pytest.raises(NotHelping):
        do(hall, c.EndHelp(counter="2", by=SUPERVISOR), 8)


def test_a_parked_ticket_that_comes_back_to_a_helper_that_helps_no_more_is_everybodys():
    hall = help_hall()
    for _ in range(3):
        take(hall, "A", at=0)
    agree(hall, "S0001", 0)
    number = call(hall, "1", at=1)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="2"), 2)
    assert call(hall, "2", at=3) == number
    do(hall, c.ParkTicket(counter="2", by=clerk("2")), 4)
    do(hall, c.EndHelp(counter="2", by=SUPERVISOR), 5)

    events = do(hall, c.ResumeTicket(ticket=number), 6)

    assert events[1] == e.TicketUnbound(at_ms=6, ticket=number, counter="2")


def foresee(
    hall: Hall, expected_ms: int | None, at: int, relieved_ms: int | None = None, rule: str = "tide"
) -> tuple[e.Event, ...]:
    return do(hall, c.ForeseeWaits(rule=rule, expected_ms=expected_ms, relieved_ms=relieved_ms), at)


EXPECTED = {"begins_expected_ms": 900_000, "ends_expected_ms": 600_000}


def test_a_wait_that_is_only_foreseen_suggests_the_spare_counter_with_what_it_would_change():
    hall = tide_hall(**EXPECTED)
    take(hall, "A", at=0)

    below = foresee(hall, 899_999, 1_000, 500_000)
    events = foresee(hall, 1_116_000, 2_000, relieved_ms=672_000)

    assert [type(event) for event in below] == [e.WaitsForeseen]
    assert events == (
        e.WaitsForeseen(at_ms=2_000, rule="tide", expected_ms=1_116_000, relieved_ms=672_000),
        e.SuggestionMade(
            at_ms=2_000,
            suggestion="S0001",
            rule="tide",
            what="open",
            counter="3",
            because="expected",
            waiting=1,
            wait_ms=2_000,
            expected_ms=1_116_000,
            relieved_ms=672_000,
        ),
    )


def test_what_is_foreseen_between_the_marks_moves_nothing_and_below_the_lower_one_takes_the_suggestion_back():
    hall = tide_hall(**EXPECTED)
    foresee(hall, 900_000, 1_000)

    between = foresee(hall, 600_001, 2_000)
    low = foresee(hall, 600_000, 3_000)

    assert [type(event) for event in between] == [e.WaitsForeseen]
    assert [type(event) for event in low] == [e.WaitsForeseen, e.SuggestionWithdrawn]
    assert hall.next_deadline() == CLOSES_MS


def test_relief_is_not_over_while_a_long_wait_is_foreseen():
    hall = tide_hall(**EXPECTED)
    foresee(hall, 900_000, 0)
    staff(hall, "3", at=0)
    assert only(hall.tick(400_000), e.SuggestionMade) == []

    eased = foresee(hall, 600_000, 400_000)
    events = hall.tick(430_000)

    assert only(eased, e.ReliefEased) == [e.ReliefEased(at_ms=400_000, rule="tide")]
    assert [(event.what, event.at_ms) for event in only(events, e.SuggestionMade)] == [("close", 430_000)]


def test_a_rule_without_marks_of_the_expected_wait_hears_it_only_for_its_suggestion():
    hall = tide_hall()
    assert [type(event) for event in foresee(hall, 9_000_000, 0)] == [e.WaitsForeseen]
    foresee(hall, None, 100)
    for _ in range(3):
        take(hall, at=1_000)
    foresee(hall, 800_000, 2_000, relieved_ms=300_000)
    foresee(hall, 700_000, 3_000)

    made = hall.state.reliefs["tide"].suggestion

    assert made is not None
    assert (made.because, made.expected_ms, made.relieved_ms) == ("waiting", 800_000, 300_000)


def test_nobody_can_say_any_more_is_as_if_nothing_had_been_foreseen():
    hall = tide_hall(**EXPECTED)
    foresee(hall, 900_000, 0)

    assert [type(event) for event in foresee(hall, None, 1_000)] == [e.WaitsForeseen, e.SuggestionWithdrawn]


def test_what_is_known_of_an_unknown_rule_or_without_a_day_changes_nothing():
    hall = tide_hall(**EXPECTED)
    foresee(hall, 500_000, 0)

    assert foresee(hall, 500_000, 1) == foresee(hall, 1, 1, rule="other") == ()
    hall.tick(TURNS_MS)
    assert hall.state.reliefs["tide"].expected_ms is None
    assert foresee(hall, 500_000, TURNS_MS) == ()


def test_at_the_days_turn_help_ends_suggestions_go_and_nobody_is_lost():
    hall = open_hall(relief_config(tide_rule(), help_rule()), counters=("1", "2"))
    for _ in range(3):
        take(hall, "A", at=0)
    agree(hall, "S0002", 0)
    assert hall.state.counters[1].skills == 0b11

    events = hall.tick(2_000_000)

    assert [event.rule for event in only(events, e.ReliefEnded)] == ["help"]
    assert [event.rule for event in only(events, e.SuggestionWithdrawn)] == ["tide"]
    assert hall.state.counters[1].skills == 0b10
    assert (hall.state.tally.taken, hall.state.tally.no_show, hall.state.tally.expired) == (3, 0, 3)
    assert hall.next_deadline() is None


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ((tide_rule(), tide_rule()), "different keys"),
        ((tide_rule(), tide_rule(key="again")), "one relief rule of each kind"),
        ((tide_rule(counter="9"),), "unknown counter"),
        ((tide_rule(lines=("A", "Z")),), "unknown"),
        ((tide_rule(counter="1"),), "serves only"),
        ((help_rule(lines=("B",)),), "anyhow"),
    ],
)
def test_rules_that_do_not_fit_the_hall_cannot_exist(rules, complaint):
    with pytest.raises(ValueError, match=complaint):
        relief_config(*rules)


@pytest.mark.parametrize(
    "settings",
    [
        {"ends_waiting": 2},
        {"ends_wait_ms": 60_000},
        {"own_begins": 0},
        {"own_ends": 0},
        {"least_ms": 0},
        {"lines": ()},
        {"lines": ("A", "A")},
        {"own_credit_ms": -1},
        {"begins_expected_ms": 5},
        {"begins_expected_ms": 5, "ends_expected_ms": 5},
    ],
)
def test_a_rule_that_would_flap_cannot_exist(settings):
    with pytest.raises(ValueError, match="rule 'help'"):
        help_rule(**settings)


def test_the_rules_look_at_heads_and_sizes_whatever_the_length_of_the_line():
    hall = open_hall(relief_config(tide_rule(begins_waiting=10_000, begins_wait_ms=900_000)), counters=("1", "2"))
    for _ in range(2_000):
        take(hall, at=0)

    # Nobody behind the head is looked at: their records could as well be gone.
    hall.state.tickets = []
    hall.state.visits = {"A001": hall.state.visits["A001"]}

    assert hall.next_deadline() == 900_000
