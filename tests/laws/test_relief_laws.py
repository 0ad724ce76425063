"""The kernel's laws with relief rules, breaks and a way of calling that changes, over random clerks, citizens and waits.

Replay, Restart, Lateness and Refusals change nothing come from `journalled`; beside them: nothing flaps, no break cuts a
service, nobody is lost over lunch and the day's turn.
"""

from __future__ import annotations

from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from kiosk.hall import commands as c, events as e
from kiosk.hall.breaks import REASON
from kiosk.hall.config import Calling, ReliefKind
from kiosk.hall.lending import helped_lines
from kiosk.hall.lifecycles import CounterState, ReliefState, TicketState
from kiosk.hall.line import NONE
from tests.builders import clerk, help_rule, relief_config, tide_rule
from tests.laws.journalled import JournalMachine

COUNTERS = st.sampled_from(["1", "2", "3"])
LINES = st.sampled_from(["A", "B", "A-priority"])
SUGGESTED = {ReliefState.BEGIN_SUGGESTED, ReliefState.END_SUGGESTED}


class ReliefMachine(JournalMachine):
    """Three counters: 3 is the spare one, 2 helps with A. A day of two stretches with lunch between."""

    def __init__(self) -> None:
        super().__init__()
        self.days = 0

    @initialize(
        calling=st.sampled_from(Calling),
        tide_auto=st.booleans(),
        help_auto=st.booleans(),
        own_credit_ms=st.sampled_from([0, 20_000]),
    )
    def open_first_day(self, calling: Calling, tide_auto: bool, help_auto: bool, own_credit_ms: int) -> None:
        marks = {"begins_expected_ms": 50_000, "ends_expected_ms": 20_000}
        rules = (tide_rule(automatic=tide_auto, **marks), help_rule(automatic=help_auto, own_credit_ms=own_credit_ms))
        self.rules = {each.key: each for each in rules}
        self.ask(c.ConfigureHall(config=relief_config(*rules, calling=calling)))
        self._open_day()
        for counter in ("1", "2"):
            self.staff(counter, c.TakeSeat)
            self.staff(counter, c.OpenCounter)

    @precondition(lambda self: self.hall.state.day is None and self.entries)
    @rule()
    def open_next_day(self) -> None:
        self._open_day()

    @rule(wait_ms=st.sampled_from([1, 9_000, 30_000, 60_000, 100_000, 400_000]))
    def wait(self, wait_ms: int) -> None:
        self.now_ms += wait_ms

    @rule()
    def let_time_run(self) -> None:
        self.tick()

    @rule(line=LINES, count=st.integers(1, 4))
    def take(self, line: str, count: int) -> None:
        for _ in range(count):
            self.ask(c.TakeTicket(line=line))

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([c.TakeSeat, c.LeaveSeat, c.FreeSeat, c.OpenCounter, c.CloseCounter, c.ResumeCounter]),
    )
    def staff(self, counter: str, kind: type) -> None:
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS)
    def pause(self, counter: str) -> None:
        self.ask(c.PauseCounter(counter=counter, by=clerk(counter), reason="meal"))

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([c.CallNext, c.StartService, c.FinishService, c.ParkTicket, c.UndoAction]),
    )
    def work(self, counter: str, kind: type) -> None:
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS)
    def serve_whole_line(self, counter: str) -> None:
        for _ in range(6):
            for kind in (c.CallNext, c.StartService, c.FinishService):
                self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, to_counter=COUNTERS)
    def transfer(self, counter: str, to_counter: str) -> None:
        self.ask(c.TransferTicket(counter=counter, by=clerk(counter), to_counter=to_counter))

    @rule(data=st.data(), kind=st.sampled_from([c.AbandonTicket, c.ResumeTicket]))
    def ask_for_ticket(self, data: st.DataObject, kind: type) -> None:
        self.ask(kind(ticket=data.draw(st.sampled_from([*self.hall.state.visits, "A999"]))))

    @rule(kind=st.sampled_from([c.TakeSuggestion, c.DismissSuggestion]), at=st.integers(0, 1))
    def answer_a_suggestion(self, kind: type, at: int) -> None:
        found = [each.suggestion.suggestion for each in self.hall.state.reliefs.values() if each.suggestion]
        self.ask(kind(suggestion=[*found, "S0000", "S0000"][at], by="supervisor"))

    @rule(line=LINES, waits=st.lists(st.sampled_from([1, 9_000, 35_000, 110_000]), max_size=3), goes=st.booleans())
    def a_rush_that_passes(self, line: str, waits: list[int], goes: bool) -> None:
        """Long lines, a yes to whatever is suggested, and everybody is served; chance alone comes to this too seldom."""
        self.take(line, 4)
        self._agree()
        if goes:
            self.staff("3", c.TakeSeat)
            self.staff("3", c.OpenCounter)
        for wait_ms in waits:
            for counter in ("1", "2", "3"):
                self.serve_whole_line(counter)
            self.now_ms += wait_ms
            self.tick()
        self._agree()

    def _agree(self) -> None:
        for each in list(self.hall.state.reliefs.values()):
            if each.suggestion:
                self.ask(c.TakeSuggestion(suggestion=each.suggestion.suggestion, by="supervisor"))

    @rule(counter=COUNTERS)
    def end_help(self, counter: str) -> None:
        self.ask(c.EndHelp(counter=counter, by="supervisor"))

    @rule(
        rule=st.sampled_from(["tide", "help", "none"]), expected_ms=st.sampled_from([None, 0, 20_000, 30_000, 50_000])
    )
    def foresee(self, rule: str, expected_ms: int | None) -> None:
        self.ask(c.ForeseeWaits(rule=rule, expected_ms=expected_ms))

    @rule(calling=st.sampled_from(Calling))
    def set_calling(self, calling: Calling) -> None:
        self.ask(c.SetCalling(calling=calling))

    @rule(counter=COUNTERS, ahead_ms=st.sampled_from([-5, 1, 40_000]), lasts_ms=st.sampled_from([1, 50_000, 300_000]))
    def plan_breaks(self, counter: str, ahead_ms: int, lasts_ms: int) -> None:
        begins = self.now_ms + ahead_ms
        again = begins + lasts_ms + 70_000
        self.ask(c.PlanBreaks(counter=counter, spans=((begins, begins + lasts_ms), (again, again + lasts_ms))))

    def _open_day(self) -> None:
        begins = self.now_ms
        hours = ((begins, begins + 600_000), (begins + 700_000, begins + 1_000_000))
        breaks = (("1", ((begins + 50_000, begins + 90_000),)),)
        self.days += 1
        self.ask(c.OpenHall(day=f"day {self.days:06}", intervals=hours, turns_at_ms=begins + 1_500_000, breaks=breaks))

    @invariant()
    def nobody_is_lost(self) -> None:
        state, tally = self.hall.state, self.hall.state.tally
        assert tally.taken == len(state.visits) + tally.finished + tally.abandoned + tally.no_show + tally.expired
        assert state.day is not None or not state.visits

    @invariant()
    def a_counter_serves_its_own_lines_and_those_it_helps_with(self) -> None:
        state = self.hall.state
        for index, counter in enumerate(() if state.config is None else state.config.counters):
            keys = {*counter.serves, *helped_lines(state, state.config, counter.key)}
            assert state.counters[index].skills == sum(1 << state.line_index[key] for key in keys)
            loan = next(each for each in state.config.relief if each.kind is ReliefKind.HELP)
            helps = helped_lines(state, state.config, counter.key) != ()
            ahead_ms = loan.own_credit_ms if helps else 0
            credits_ms = state.counters[index].credits_ms
            found = [credits_ms[state.line_index[key]] for key in counter.serves] if credits_ms else [0]
            assert set(found) == {ahead_ms}

    @invariant()
    def nobody_waits_for_a_counter_that_cannot_serve_them(self) -> None:
        state = self.hall.state
        for visit in state.visits.values():
            bound = state.tickets[visit.index].bound
            if visit.state is TicketState.WAITING and bound != NONE:
                assert state.counters[bound].skills >> visit.line & 1

    @invariant()
    def a_rule_and_what_it_suggests_agree(self) -> None:
        state = self.hall.state
        for each in () if state.config is None else state.config.relief:
            relief = state.reliefs[each.key]
            assert (relief.suggestion is not None) == (relief.state in SUGGESTED)
            assert (relief.began_at_ms is not None) == (relief.state in {ReliefState.ACTIVE, ReliefState.END_SUGGESTED})
            if each.kind is ReliefKind.TIDE:
                is_shut = state.desks[state.counter_index[each.counter]].state is CounterState.CLOSED
                assert (relief.began_at_ms is None) == is_shut

    @invariant()
    def under_automatic_calling_nobody_idles_while_somebody_waits(self) -> None:
        state = self.hall.state
        if state.config is None or state.config.calling is not Calling.AUTOMATIC:
            return
        for index, desk in enumerate(state.desks):
            if desk.state is CounterState.IDLE:
                for visit in state.visits.values():
                    ticket = state.tickets[visit.index]
                    mine = visit.state is TicketState.WAITING and state.counters[index].skills >> ticket.line & 1
                    assert not (mine and ticket.bound in {NONE, index})

    def teardown(self) -> None:
        super().teardown()
        events = [event for entry in self.entries for event in entry.events]
        self._check_nothing_flaps(events)
        self._check_no_break_cuts_a_service(events)

    def _check_nothing_flaps(self, events: list[e.Event]) -> None:
        began: dict[str, int] = {}
        quiet: dict[str, int] = {}
        for event in events:
            if isinstance(event, e.ReliefBegan):
                began[event.rule] = event.at_ms
            if isinstance(event, e.SuggestionMade):
                assert event.at_ms >= quiet.get(event.rule, 0)
                if event.what in {"close", "end_help"}:
                    assert event.at_ms >= began[event.rule] + self.rules[event.rule].least_ms
            if isinstance(event, e.ReliefEnded) and event.reason == "suggested":
                assert event.at_ms >= began[event.rule] + self.rules[event.rule].least_ms
            if isinstance(event, e.SuggestionDismissed | e.ReliefEnded):
                quiet[event.rule] = event.quiet_until_ms

    def _check_no_break_cuts_a_service(self, events: list[e.Event]) -> None:
        busy: dict[str, str] = {}
        for event in events:
            if isinstance(event, e.TicketCalled):
                busy[event.counter] = event.ticket
            elif isinstance(event, e.CounterPaused) and event.reason == REASON:
                assert event.counter not in busy
            elif getattr(event, "ticket", None) in busy.values() and not isinstance(
                event, e.ServiceStarted | e.TicketRecalled
            ):
                busy = {counter: ticket for counter, ticket in busy.items() if ticket != event.ticket}


ReliefMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestReliefLaws = ReliefMachine.TestCase
