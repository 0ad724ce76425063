"""What is fair in a line (叫号公平), over random halls: kinds with any credits, counters with any preferences.

The model knows only when a ticket was taken and which credits it has; it never looks at `order_ms`. What is shown:
first come, first served in a class and kind; nobody is passed but by who came within the difference of the credits, so
that nobody waits for ever; a preference moves nobody further than its credit; and the number of people ahead is right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings, strategies as st

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import HallConfig, Preference
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import STANDARD_KINDS, ChosenBy
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.state import next_for, people_ahead
from kiosk.live import estimate
from tests.builders import clerk, do, kinds_config, open_hall

COUNTERS = ("1", "2", "3")
LINES = ("A", "A-senior", "A-special", "A-green_channel", "B")
CREDITS_MS = st.sampled_from([0, 1, 5_000, 20_000, 100_000])
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2_500, 10_000]),
        st.one_of(
            st.tuples(st.just("take"), st.sampled_from(LINES)),
            st.tuples(st.just("call"), st.sampled_from(COUNTERS)),
            st.tuples(st.just("change"), st.integers(0, 30), st.sampled_from(["ordinary", "senior", "special"])),
        ),
    ),
    max_size=60,
)


@dataclass(frozen=True)
class Taken:
    """A ticket as the model knows it. index: its place in the order of taking."""

    number: str
    index: int
    at_ms: int
    line: str


@dataclass(frozen=True)
class Called:
    """A call and everybody who waited then. at: the counter."""

    ticket: Taken
    at: str
    waiting: tuple[Taken, ...]


@st.composite
def halls(draw: st.DrawFn) -> HallConfig:
    """Kinds with random credits, counters with random preferences."""
    config = kinds_config()
    kinds = tuple(replace(kind, credit_ms=draw(CREDITS_MS)) if kind.grounds else kind for kind in STANDARD_KINDS)
    counters = tuple(
        replace(
            counter,
            prefers=tuple(
                Preference(line=line, credit_ms=draw(CREDITS_MS))
                for line in counter.serves
                if line in LINES and draw(st.booleans())
            ),
        )
        for counter in config.counters
    )
    return replace(config, kinds=kinds, counters=counters)


def play(config: HallConfig, steps: list[tuple[int, tuple[object, ...]]]) -> tuple[Hall, list[Called], int]:
    """Carry the steps out; every call with those who waited when it was made, and the time in the end."""
    hall, now_ms, waiting, called = open_hall(config), 0, list[Taken](), list[Called]()
    count = 0
    for gap_ms, (what, *args) in steps:
        now_ms += gap_ms
        if what == "take":
            command = c.TakeTicket(line=str(args[0]), chosen_by=ChosenBy.CLERK, reason="seen", by="clerk-9")
            taken = do(hall, command, now_ms)[0]
            assert isinstance(taken, e.TicketTaken)
            waiting.append(Taken(taken.ticket, count, now_ms, taken.line))
            count += 1
        elif what == "change":
            waiting = _changed(hall, waiting, int(str(args[0])), str(args[1]), now_ms)
        elif next_for(hall.state, str(args[0])) is not None:
            number = _serve(hall, str(args[0]), now_ms)
            ticket = next(each for each in waiting if each.number == number)
            called.append(Called(ticket, str(args[0]), tuple(waiting)))
            waiting.remove(ticket)
    return hall, called, now_ms


def _serve(hall: Hall, counter: str, now_ms: int) -> str:
    """Call whoever is next and be done with them at once."""
    first = do(hall, c.CallNext(counter=counter, by=clerk(counter)), now_ms)[0]
    assert isinstance(first, e.TicketCalled)
    do(hall, c.StartService(counter=counter, by=clerk(counter)), now_ms)
    do(hall, c.FinishService(counter=counter, by=clerk(counter)), now_ms)
    return first.ticket


def _changed(hall: Hall, waiting: list[Taken], which: int, kind: str, now_ms: int) -> list[Taken]:
    """A clerk gives one of those of class A another kind."""
    mine = [each for each in waiting if each.line != "B"]
    if not mine:
        return waiting
    ticket = mine[which % len(mine)]
    line = "A" if kind == "ordinary" else f"A-{kind}"
    if ticket.line == line:
        return waiting
    do(hall, c.SetTicketKind(ticket=ticket.number, kind=kind, reason="seen", by="clerk-9"), now_ms)
    return [replace(each, line=line) if each is ticket else each for each in waiting]


def head_ms(config: HallConfig, ticket: Taken, counter: str) -> int:
    """All credits of a ticket at a counter."""
    line = next(each for each in config.lines if each.key == ticket.line)
    kind = config.kind(line.kind)
    assert kind is not None
    return kind.credit_ms + preference_ms(config, ticket.line, counter)


def preference_ms(config: HallConfig, line: str, counter: str) -> int:
    """What a counter adds for a line."""
    prefers = next(each.prefers for each in config.counters if each.key == counter)
    return next((each.credit_ms for each in prefers if each.line == line), 0)


def passed(config: HallConfig, call: Called) -> list[Taken]:
    """Who came before whoever was called and waits on, although this counter serves their line."""
    serves = next(each.serves for each in config.counters if each.key == call.at)
    return [each for each in call.waiting if each.index < call.ticket.index and each.line in serves]


@given(config=halls(), steps=STEPS)
@settings(deadline=None, max_examples=150)
def test_inside_a_class_and_kind_it_is_first_come_first_served(config: HallConfig, steps: list[object]):
    _, calls, _ = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS

    assert not [call for call in calls for each in passed(config, call) if each.line == call.ticket.line]


@given(config=halls(), steps=STEPS)
@settings(deadline=None, max_examples=150)
def test_nobody_is_passed_but_by_who_came_within_the_difference_of_the_credits(config: HallConfig, steps: list[object]):
    _, calls, _ = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS

    for call in calls:
        for each in passed(config, call):
            lead_ms = head_ms(config, call.ticket, call.at) - head_ms(config, each, call.at)
            assert call.ticket.at_ms - each.at_ms < lead_ms


@given(config=halls(), steps=STEPS)
@settings(deadline=None, max_examples=100)
def test_nobody_waits_for_ever(config: HallConfig, steps: list[object]):
    """After the longest credit there is, whoever comes is called later: so many people can pass at most as come in it."""
    longest_ms = max(kind.credit_ms for kind in config.kinds) + max(
        (each.credit_ms for counter in config.counters for each in counter.prefers), default=0
    )
    hall, _, now_ms = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS
    before = {visit.number for visit in hall.state.visits.values() if visit.state is TicketState.WAITING}
    late_ms = now_ms + longest_ms
    for line in LINES:
        do(hall, c.TakeTicket(line=line, chosen_by=ChosenBy.CLERK, reason="seen", by="clerk-9"), late_ms)

    called = [_serve(hall, "3", late_ms) for _ in range(len(hall.state.visits))]

    assert set(called[: len(before)]) == before


@given(config=halls(), steps=STEPS)
@settings(deadline=None, max_examples=100)
def test_people_ahead_are_those_whom_one_of_its_counters_would_call_first(config: HallConfig, steps: list[object]):
    hall, _, _ = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS
    lines = [line.key for line in config.lines]

    for visit in hall.state.visits.values():
        serving = [each.key for each in config.counters if lines[visit.line] in each.serves]
        is_next_everywhere = all(next_for(hall.state, key) == visit.number for key in serving)
        assert (people_ahead(hall.state, visit.number) == 0) == is_next_everywhere


@given(config=halls(), steps=STEPS)
@settings(deadline=None, max_examples=100)
def test_at_one_counter_people_ahead_are_exactly_those_who_are_called_before(config: HallConfig, steps: list[object]):
    hall, _, now_ms = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS
    for key in ("1", "2"):
        do(hall, c.CloseCounter(counter=key, by=clerk(key)), now_ms)
    ahead = {number: people_ahead(hall.state, number) for number in hall.state.visits}

    called = [_serve(hall, "3", now_ms) for _ in range(len(ahead))]

    assert ahead == {number: place for place, number in enumerate(called)}


@given(config=halls(), steps=STEPS, line=st.sampled_from(LINES))
@settings(deadline=None, max_examples=100)
def test_who_comes_now_has_so_many_ahead_as_the_board_says(config: HallConfig, steps: list[object], line: str):
    hall, _, now_ms = play(config, steps)  # type: ignore[arg-type]  # drawn by STEPS
    shown = estimate.for_newcomer(hall.state, hall.state.line_index[line], now_ms)

    taken = do(hall, c.TakeTicket(line=line, chosen_by=ChosenBy.CLERK, reason="seen", by="clerk-9"), now_ms)[0]

    assert isinstance(taken, e.TicketTaken)
    assert people_ahead(hall.state, taken.ticket) == shown.ahead
