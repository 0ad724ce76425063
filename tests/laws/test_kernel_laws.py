"""The kernel's laws, over random commands and waits.

Replay, Lateness is harmless, Conservation, Refusals change nothing: each is an invariant or a
closing check of one state machine. See docs/why-so.md.
"""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import replace

import orjson
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import Calling, IdleOrder
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import AT_A_COUNTER, BUSY_COUNTERS, SOMEBODY_THERE, CounterState, TaskState, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import HallState
from kiosk.hall.tasks import KEPT_TASKS
from kiosk.journal import Entry, decode_entry, encode_entry, state_from_json, state_to_json
from tests.builders import clerk, terminals, two_line_config

COUNTERS = st.sampled_from(["1", "2", "3"])
LINES = st.sampled_from(["A", "B", "A-priority", "A-appointment"])
TERMINALS = st.sampled_from(["k1", "k2"])


def picture(state: HallState) -> bytes:
    """The whole state as bytes, links included: what must not change when nothing may."""
    links = [
        [line.head, line.tail, line.size, *(state.tickets[i].after for i in _walk(state, n))]
        for n, line in enumerate(state.lines)
    ]
    counters = [[r.skills, r.is_open, r.ticket, r.idle_ms] for r in state.counters]
    return orjson.dumps([state_to_json(state), links, counters])


def _walk(state: HallState, number: int) -> list[int]:
    found, index = [], state.lines[number].head
    while index != NONE:
        found.append(index)
        index = state.tickets[index].after
    return found


class HallMachine(RuleBasedStateMachine):
    """Random clerks and citizens; time moves in jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.now_ms = 0
        self.entries: list[Entry] = []
        self.numbers: list[str] = []
        self.days = 0
        self.visits = 0

    @initialize(
        calling=st.sampled_from(Calling), idle_order=st.sampled_from(IdleOrder), room=st.sampled_from([None, 0, 2])
    )
    def open_first_day(self, calling: Calling, idle_order: IdleOrder, room: int | None) -> None:
        config = two_line_config(calling, idle_order=idle_order)
        limited = replace(config.lines[1], waiting_room=room)
        lines = (config.lines[0], limited, *config.lines[2:])
        self._ask(
            c.ConfigureHall(
                config=two_line_config(calling, idle_order=idle_order, lines=lines, terminals=terminals("k1", "k2"))
            )
        )
        self._open_day()
        for counter in ("1", "2", "3"):
            self._ask(c.TakeSeat(counter=counter, by=clerk(counter)))
            self._ask(c.OpenCounter(counter=counter, by=clerk(counter)))

    @precondition(lambda self: self.hall.state.day is None and self.entries)
    @rule()
    def open_next_day(self) -> None:
        self._open_day()

    @rule(wait_ms=st.sampled_from([1, 40, 5_000, 25_000, 80_000, 400_000]))
    def wait(self, wait_ms: int) -> None:
        self.now_ms += wait_ms

    @rule()
    def let_time_run(self) -> None:
        self._tick()

    @rule(line=LINES, wait=st.integers(0, 200_000))
    def take(self, line: str, wait: int) -> None:
        slot = self.now_ms + wait if line == "A-appointment" else None
        self._ask(c.TakeTicket(line=line, slot_at_ms=slot))

    @rule(counter=COUNTERS, kind=st.sampled_from([c.TakeSeat, c.LeaveSeat, c.FreeSeat, c.OpenCounter, c.CloseCounter]))
    def staff(self, counter: str, kind: type) -> None:
        self._ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, kind=st.sampled_from([c.PauseCounter, c.ResumeCounter]))
    def pause(self, counter: str, kind: type) -> None:
        self._ask(kind(counter=counter, by=clerk(counter)))

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([c.CallNext, c.Recall, c.MarkNoShow, c.StartService, c.ParkTicket, c.FinishService]),
    )
    def work(self, counter: str, kind: type) -> None:
        self._ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS)
    def finish_and_next(self, counter: str) -> None:
        self._ask(c.FinishService(counter=counter, by=clerk(counter), call_next=True))

    @rule(counter=COUNTERS, line=st.none() | LINES, to_counter=st.none() | COUNTERS)
    def transfer(self, counter: str, line: str | None, to_counter: str | None) -> None:
        self._ask(c.TransferTicket(counter=counter, by=clerk(counter), to_line=line, to_counter=to_counter))

    @rule(data=st.data(), kind=st.sampled_from([c.AbandonTicket, c.ResumeTicket]))
    def ask_for_ticket(self, data: st.DataObject, kind: type) -> None:
        known = [*self.hall.state.visits, "A999"]
        self._ask(kind(ticket=data.draw(st.sampled_from(known))))

    @rule(terminal=TERMINALS, elder=st.booleans(), card=st.booleans())
    def come_to_a_terminal(self, terminal: str, elder: bool, card: bool) -> None:
        self.visits += 1
        self._ask(c.StartSession(terminal=terminal, session=f"s{self.visits}", is_elder=elder))
        if card:
            self._ask(c.InsertCard(terminal=terminal, session=f"s{self.visits}"))

    @rule(
        terminal=TERMINALS,
        kind=st.sampled_from([c.TouchSession, c.ReleaseSession, c.InsertCard, c.RemoveCard, c.EndSession]),
    )
    def use_a_terminal(self, terminal: str, kind: type) -> None:
        self._ask(kind(terminal=terminal, session=self._visit(terminal)))

    @rule(terminal=TERMINALS, subject=st.sampled_from(["p1", "p2"]), level=st.integers(1, 4))
    def log_in(self, terminal: str, subject: str, level: int) -> None:
        visit = self._visit(terminal)
        self._ask(c.LogIn(terminal=terminal, session=visit, subject=subject, level=level, proofs=("code",)))

    @rule(terminal=TERMINALS, subject=st.sampled_from(["p1", "p2"]), proof=st.sampled_from(["helper", "staff"]))
    def vouch(self, terminal: str, subject: str, proof: str) -> None:
        visit, level = self._visit(terminal), 3 if proof == "helper" else 4
        command = c.LogIn(
            terminal=terminal, session=visit, subject=subject, level=level, proofs=(proof,), by=clerk("1")
        )
        self._ask(command)

    @rule(terminal=TERMINALS, principal=st.none() | st.sampled_from(["p3", "p4"]))
    def choose_principal(self, terminal: str, principal: str | None) -> None:
        self._ask(c.ChoosePrincipal(terminal=terminal, session=self._visit(terminal), principal=principal))

    @rule(terminal=TERMINALS, matter=st.sampled_from(["proof", "receipt"]))
    def sign(self, terminal: str, matter: str) -> None:
        self._ask(c.SignMatter(terminal=terminal, session=self._visit(terminal), matter=matter, way="tap"))

    @rule(terminal=TERMINALS, for_ms=st.sampled_from([0, 5_000, 60_000]), elder=st.booleans())
    def hold_or_grow_old(self, terminal: str, for_ms: int, elder: bool) -> None:
        visit = self._visit(terminal)
        self._ask(c.HoldSession(terminal=terminal, session=visit, reason="printing", for_ms=for_ms))
        self._ask(c.SetSessionMode(terminal=terminal, session=visit, is_elder=elder))

    @rule(terminal=TERMINALS, device=st.sampled_from(["scanner", "printer"]), step=st.sampled_from(c.TaskStep))
    def need_a_person(self, terminal: str, device: str, step: c.TaskStep) -> None:
        self._ask(c.ReportNeed(terminal=terminal, device=device, cause="jam", action="clear"))
        for task in list(self.hall.state.tasks)[:1]:
            self._ask(c.AdvanceTask(task=task, step=step))

    @rule(
        terminal=TERMINALS,
        matter=st.sampled_from(["proof", "receipt"]),
        outcome=st.sampled_from(["print", "take", "retract", "fail", "lose"]),
        again=st.booleans(),
    )
    def print_a_paper(self, terminal: str, matter: str, outcome: str, again: bool) -> None:
        for paper in [None, *self.hall.state.papers] if again else [None]:
            visit = self._visit(terminal)
            order = c.OrderPaper(
                terminal=terminal,
                session=visit,
                matter=matter,
                device="printer",
                level=1,
                paper=paper,
                needs_signature=matter == "receipt",
            )
            self._ask(order)
        for paper in list(self.hall.state.papers):
            self._ask(c.SettlePaper(paper=paper, outcome=outcome, cause=None))

    @rule(terminal=TERMINALS, closes=st.booleans())
    def leave_a_note(self, terminal: str, closes: bool) -> None:
        self._ask(c.LeaveNote(terminal=terminal, cause="printer_jam", writing="w"))
        for note in list(self.hall.state.notes)[: 1 if closes else 0]:
            self._ask(c.CloseNote(note=note, by="supervisor01"))

    def _visit(self, terminal: str) -> str:
        session = self.hall.state.sessions.get(terminal)
        return "nobody" if session is None else session.session

    @rule()
    def close_hall(self) -> None:
        if self.now_ms % 7 == 0:
            self._ask(c.CloseHall())

    def _open_day(self) -> None:
        begins = self.now_ms
        hours = ((begins, begins + 600_000), (begins + 700_000, begins + 1_000_000))
        self.numbers = []
        self.days += 1
        self._ask(c.OpenHall(day=f"day {self.days:06}", intervals=hours, turns_at_ms=begins + 1_500_000))

    def _tick(self) -> None:
        events = self.hall.tick(self.now_ms)
        if events:
            self._write(None, events)

    def _ask(self, command: c.Command) -> None:
        self._tick()
        before = picture(self.hall.state)
        try:
            events = self.hall.handle(command, self.now_ms)
        except Refusal:
            assert picture(self.hall.state) == before, f"{command} was refused and changed something"
            return
        self._write(command, events)

    def _write(self, command: c.Command | None, events: tuple[e.Event, ...]) -> None:
        stamps = [event.at_ms for event in events]
        assert stamps == sorted(stamps)
        assert all(stamp <= self.now_ms for stamp in stamps)
        self.numbers += [event.ticket for event in events if isinstance(event, e.TicketTaken)]
        self.entries.append(Entry(seq=len(self.entries) + 1, at_ms=self.now_ms, command=command, events=events))

    @invariant()
    def no_number_twice(self) -> None:
        assert len(set(self.numbers)) == len(self.numbers)

    @invariant()
    def conservation(self) -> None:
        state = self.hall.state
        tally = state.tally
        assert tally.taken == len(state.visits) + tally.finished + tally.abandoned + tally.no_show + tally.expired

    @invariant()
    def every_ticket_is_in_one_place(self) -> None:
        state = self.hall.state
        in_lines = [index for number in range(len(state.lines)) for index in _walk(state, number)]
        at_counters = [record.ticket for record in state.counters if record.ticket != NONE]
        waiting = [v.index for v in state.visits.values() if v.state is TicketState.WAITING]
        attended = [v.index for v in state.visits.values() if v.state in AT_A_COUNTER]

        assert Count(in_lines) == Count(waiting)
        assert Count(at_counters) == Count(attended)
        for number, line in enumerate(state.lines):
            walked = _walk(state, number)
            assert line.size == len(walked)
            keys = [(state.tickets[index].order_ms, index) for index in walked]
            assert keys == sorted(keys)

    @invariant()
    def desks_and_records_agree(self) -> None:
        state = self.hall.state
        for desk, record in zip(state.desks, state.counters, strict=True):
            assert (desk.state in BUSY_COUNTERS) == (record.ticket != NONE)
            assert (desk.call_due_ms is not None) == (desk.state is CounterState.CALLING)
            if desk.state is CounterState.IDLE:
                assert record.is_open
                assert desk.pending == "stay"
            if desk.state in {CounterState.CLOSED, CounterState.PAUSED}:
                assert not record.is_open

    @invariant()
    def a_session_is_somebodys_only_while_they_are_there(self) -> None:
        for terminal, session in self.hall.state.sessions.items():
            assert session.terminal == terminal
            assert session.due_ms > self.hall.state.at_ms or session.due_ms >= self.now_ms
            if session.state not in SOMEBODY_THERE:
                assert session.has_card
                assert (session.subject, session.level, session.proofs) == (None, 0, ())

    @invariant()
    def one_need_has_one_task(self) -> None:
        tasks = self.hall.state.tasks.values()
        assert len({(task.terminal, task.device, task.cause) for task in tasks}) == len(tasks)

    @invariant()
    def a_closed_task_is_open_no_more_and_few_are_remembered(self) -> None:
        state = self.hall.state
        assert not state.tasks.keys() & state.closed_tasks.keys()
        assert len(state.closed_tasks) <= KEPT_TASKS
        assert all(task.state is TaskState.CLOSED for task in state.closed_tasks.values())

    @invariant()
    def nobody_idles_while_somebody_waits(self) -> None:
        state = self.hall.state
        if state.config is None or state.config.calling is not Calling.AUTOMATIC:
            return
        for index, desk in enumerate(state.desks):
            if desk.state is CounterState.IDLE:
                for visit in state.visits.values():
                    ticket = state.tickets[visit.index]
                    mine = visit.state is TicketState.WAITING and state.counters[index].skills >> ticket.line & 1
                    assert not (mine and ticket.bound in {NONE, index})

    @invariant()
    def nobody_waits_for_a_counter_that_is_away(self) -> None:
        state = self.hall.state
        for visit in state.visits.values():
            bound = state.tickets[visit.index].bound
            if visit.state is TicketState.WAITING and bound != NONE:
                assert state.desks[bound].state not in {CounterState.CLOSED, CounterState.PAUSED}

    def teardown(self) -> None:
        """Replay, Restart and Lateness on the journal this run has left."""
        self._tick()
        stored = [orjson.loads(orjson.dumps(encode_entry(entry))) for entry in self.entries]
        entries = [decode_entry(entry) for entry in stored]
        assert entries == self.entries
        self._check_replay(entries)
        self._check_restart(entries)
        self._check_lateness(entries)

    def _check_replay(self, entries: list[Entry]) -> None:
        fresh = Hall()
        for entry in entries:
            ticked = fresh.tick(entry.at_ms)
            if entry.command is None:
                assert ticked == entry.events
            else:
                assert ticked == ()
                assert fresh.handle(entry.command, entry.at_ms) == entry.events
        assert picture(fresh.state) == picture(self.hall.state)

    def _check_restart(self, entries: list[Entry]) -> None:
        restored, half = Hall(), Hall()
        for number, entry in enumerate(entries):
            if number == len(entries) // 2:
                half = Hall(state_from_json(orjson.loads(orjson.dumps(state_to_json(restored.state)))))
            for event in entry.events:
                restored.apply(event)
                if number >= len(entries) // 2:
                    half.apply(event)
        assert picture(restored.state) == picture(self.hall.state)
        assert picture(half.state) == picture(self.hall.state)

    def _check_lateness(self, entries: list[Entry]) -> None:
        """Tick at every millisecond that matters, or only when a command comes: the same events."""
        eager, lazy = Hall(), Hall()
        early: list[e.Event] = []
        late: list[e.Event] = []
        for entry in entries:
            while (due := eager.next_deadline()) is not None and due <= entry.at_ms:
                early += eager.tick(due)
                early += eager.tick(due)
            if entry.command is not None:
                early += eager.tick(entry.at_ms) + eager.handle(entry.command, entry.at_ms)
                late += lazy.tick(entry.at_ms) + lazy.handle(entry.command, entry.at_ms)
        if entries:
            early += eager.tick(self.now_ms)
            late += lazy.tick(self.now_ms)
        assert early == late == [event for entry in entries for event in entry.events]


HallMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestHallLaws = HallMachine.TestCase
