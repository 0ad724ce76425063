"""The laws of undoing and returning, over counters that are hard at work.

Doing and undoing gives the state of before, but for the time; whoever served first owns the question until that is undone;
one service has one rating, and what was rated stays finished. Beside it Replay, Restart, Lateness and Conservation of
every machine (`journalled`). A machine of its own: among all that happens in a hall, a clerk's slip would be rare.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, rule

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import HallState
from kiosk.journal import state_from_json, state_to_json
from kiosk.live.counter_views import ticket_of
from tests.builders import clerk, two_line_config
from tests.case_builders import ELDER
from tests.laws.journalled import JournalMachine, walk

COUNTERS = st.sampled_from(["1", "2", "3"])
RIGHT_KEY = {
    CounterState.CLOSED: c.OpenCounter,
    CounterState.IDLE: c.CallNext,
    CounterState.CALLING: c.StartService,
    CounterState.SERVING: c.FinishService,
    CounterState.PAUSED: c.ResumeCounter,
}
"""What a clerk presses most of the time."""


def but_for_time(state: HallState) -> bytes:
    """The state without its stamp and without what may still be undone: what doing and undoing must leave as it was."""
    left_out = ("at_ms", "actions", "finished")
    links = [walk(state, number) for number in range(len(state.lines))]
    counters = [[r.skills, r.is_open, r.ticket, r.idle_ms] for r in state.counters]
    dumped = {key: value for key, value in state_to_json(state).items() if key not in left_out}
    return orjson.dumps([dumped, links, counters])


class CounterMachine(JournalMachine):
    """Busy clerks, and citizens who come late."""

    def __init__(self) -> None:
        super().__init__()
        self.acted_at_ms: dict[str, int] = {}
        self.was: dict[str, bytes] = {}
        self.rated: set[str] = set()

    @initialize(calling=st.sampled_from([Calling.MANUAL, Calling.MANUAL, Calling.AUTOMATIC]))
    def open_the_day(self, calling: Calling) -> None:
        self.ask(c.ConfigureHall(config=two_line_config(calling, return_ms=300_000, call_again_ms=5_000)))
        self.ask(c.PublishCatalogue(digest="d1", matters=(ELDER,)))
        hours = ((0, 400_000), (500_000, 900_000))
        self.ask(c.OpenHall(day="day 1", intervals=hours, turns_at_ms=1_000_000))
        for counter in ("1", "2", "3"):
            self.ask(c.TakeSeat(counter=counter, by=clerk(counter)))
            self.ask(c.OpenCounter(counter=counter, by=clerk(counter)))
        for number in range(3):
            self.take("AB"[number % 2], ["A", "A", "B"])

    @rule(wait_ms=st.sampled_from([1, 700, 5_000, 9_999, 10_000, 60_000]))
    def wait(self, wait_ms: int) -> None:
        self.now_ms += wait_ms

    @rule(line=st.sampled_from(["A", "B", "A-priority"]), classes=st.lists(st.sampled_from("AB"), max_size=3))
    def take(self, line: str, classes: list[str]) -> None:
        matters = tuple(
            c.TicketMatter(matter=f"m{number}", matter_class=each) for number, each in enumerate(classes, start=1)
        )
        self.ask(c.TakeTicket(line=line, matters=matters))

    @rule(counter=COUNTERS, times=st.integers(1, 4))
    def go_on(self, counter: str, times: int) -> None:
        for _ in range(times):
            self.now_ms += 1
            index = self.hall.state.counter_index[counter]
            self.ask(RIGHT_KEY[self.hall.state.desks[index].state](counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, kind=st.sampled_from([c.ParkTicket, c.PauseCounter, c.CloseCounter, c.ResumeCounter]))
    def go_astray(self, counter: str, kind: type) -> None:
        self.now_ms += 1
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS)
    def give_up(self, counter: str) -> None:
        for kind in (c.Recall, c.Recall, c.MarkNoShow):
            self.now_ms += 1
            self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, data=st.data(), call_next=st.booleans(), ends=st.booleans())
    def finish_some(self, counter: str, data: st.DataObject, call_next: bool, ends: bool) -> None:
        number = ticket_of(self.hall.state, self.hall.state.counter_index[counter])
        matters = () if number is None else self.hall.state.visits[number].matters
        done = tuple(matter.matter for matter in matters if data.draw(st.booleans()))
        self.now_ms += 1
        self.ask(c.FinishService(counter=counter, by=clerk(counter), call_next=call_next, matters=done, ends=ends))

    @rule(counter=COUNTERS, line=st.none() | st.sampled_from(["A", "B"]), to_counter=st.none() | COUNTERS)
    def transfer(self, counter: str, line: str | None, to_counter: str | None) -> None:
        self.now_ms += 1
        self.ask(c.TransferTicket(counter=counter, by=clerk(counter), to_line=line, to_counter=to_counter, note="n1"))

    @rule(counter=COUNTERS, items=st.lists(st.sampled_from(["M1", "M2", "C1", "M9"]), min_size=1, unique=True))
    def tell(self, counter: str, items: list[str]) -> None:
        missing = tuple(c.MissingItem(item=item, reason="unmet" if item == "C1" else "missing") for item in items)
        self.ask(c.TellOnce(counter=counter, by=clerk(counter), matter="elder", items=missing))

    @rule(data=st.data(), grade=st.sampled_from([None, 1, 5]))
    def rate(self, data: st.DataObject, grade: int | None) -> None:
        number = data.draw(st.sampled_from([*self.hall.state.invitations, "A001"]))
        self.ask(c.RateTicket(ticket=number, grade=grade, reasons=("slow",) if grade == 1 else ()))

    @rule(counter=COUNTERS)
    def undo(self, counter: str) -> None:
        self.ask(c.UndoAction(counter=counter, by=clerk(counter)))

    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        state = self.hall.state
        number = data.draw(st.sampled_from([*state.no_shows, *state.visits, "A999"]))
        self.ask(c.ReturnTicket(ticket=number))
        self.ask(c.ResumeTicket(ticket=number))

    def ask(self, command: c.Command) -> None:
        """As every machine asks. What a clerk's command found is what its undoing, asked of a copy, must give."""
        self.tick()
        before, entries = but_for_time(self.hall.state), len(self.entries)
        owners = {number: visit.owner for number, visit in self.hall.state.visits.items() if visit.owner is not None}
        super().ask(command)
        if not isinstance(command, c.UndoAction):
            visits = self.hall.state.visits
            assert all(visits[number].owner == owner for number, owner in owners.items() if number in visits)
        self.hear(event for entry in self.entries[entries:] for event in entry.events)
        counter = getattr(command, "counter", None)
        if counter is None or len(self.entries) == entries:
            return
        first_of_its_instant = self.acted_at_ms.get(counter) != self.now_ms
        self.acted_at_ms[counter] = self.now_ms
        action = self.hall.state.actions.get(counter)
        # Two commands of one counter within one instant are one group: it goes back to before the first.
        if action is not None and action.at_ms == self.now_ms and first_of_its_instant:
            self.compare(counter, before)

    def hear(self, events: Iterable[e.Event]) -> None:
        for event in events:
            if isinstance(event, e.TicketRated):
                assert event.ticket not in self.rated, "one service, one rating"
                self.rated.add(event.ticket)
            elif isinstance(event, e.ActionUndone):
                assert not self.rated & {each.ticket for each in event.tickets}, "what was rated stays finished"

    def compare(self, counter: str, before: bytes) -> None:
        copy = Hall(state_from_json(orjson.loads(orjson.dumps(state_to_json(self.hall.state)))))
        events = copy.handle(c.UndoAction(counter=counter, by=clerk(counter)), self.now_ms)
        # Where the hall calls by itself it may go on from there.
        if len(events) == 1:
            assert but_for_time(copy.state) == before
        try:
            copy.handle(c.UndoAction(counter=counter, by=clerk(counter)), self.now_ms)
        except Refusal:
            return
        raise AssertionError("an undoing was undone")

    @invariant()
    def conservation(self) -> None:
        state = self.hall.state
        tally = state.tally
        assert tally.taken == len(state.visits) + tally.finished + tally.abandoned + tally.no_show + tally.expired
        assert tally.no_show == len(state.no_shows) or state.day is None

    @invariant()
    def nothing_is_kept_longer_than_it_can_be_undone(self) -> None:
        state = self.hall.state
        assert all(action.at_ms <= state.at_ms < action.due_ms for action in state.actions.values())
        assert all(visit.state is TicketState.FINISHED for visit in state.finished.values())
        assert all((visit.ended_at_ms or 0) + 10_000 > state.at_ms for visit in state.finished.values())

    @invariant()
    def owned_are_those_that_somebody_has_served(self) -> None:
        state = self.hall.state
        served = {number for number, visit in state.visits.items() if visit.started_at_ms is not None}
        assert set(state.owned) == served == {n for n, visit in state.visits.items() if visit.owner is not None}

    @invariant()
    def nothing_is_told_twice(self) -> None:
        for visit in self.hall.state.visits.values():
            items = [(each.matter, item) for each in visit.told for item in each.items]
            assert len(items) == len(set(items))

    @invariant()
    def open_tickets_are_in_the_order_of_taking(self) -> None:
        indexes = [visit.index for visit in self.hall.state.visits.values()]
        assert indexes == sorted(indexes)


CounterMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestUndoLaws = CounterMachine.TestCase
