"""The kernel's laws, over random commands and waits.

Replay, Lateness is harmless, Conservation, Refusals change nothing: each is an invariant or a
closing check of a state machine; the closing ones are in `journalled`. See docs/why-so.md.
"""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import replace

from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from kiosk.hall import commands as c
from kiosk.hall.config import Calling, IdleOrder, Preference
from kiosk.hall.kinds import PLAIN_KINDS, PRIORITY, ChosenBy, Ground, KindConfig
from kiosk.hall.lifecycles import AT_A_COUNTER, BUSY_COUNTERS, SOMEBODY_THERE, CounterState, TaskState, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.tasks import KEPT_TASKS
from tests.builders import clerk, terminals, two_line_config
from tests.laws.journalled import JournalMachine, walk

COUNTERS = st.sampled_from(["1", "2", "3"])
LINES = st.sampled_from(["A", "B", "A-priority", "A-appointment"])
REASONS = st.sampled_from(["", "disabled"])
GUARDED_KINDS = tuple(
    replace(kind, credit_ms=30_000, grounds=(Ground.DISABLED, Ground.AGE_70)) if kind.key == PRIORITY else kind
    for kind in PLAIN_KINDS
)
TERMINALS = st.sampled_from(["k1", "k2"])


class HallMachine(JournalMachine):
    """Random clerks and citizens; time moves in jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.days = 0
        self.visits = 0

    @initialize(
        calling=st.sampled_from(Calling),
        idle_order=st.sampled_from(IdleOrder),
        room=st.sampled_from([None, 0, 2]),
        kinds=st.sampled_from([PLAIN_KINDS, GUARDED_KINDS]),
        preference_ms=st.sampled_from([0, 30_000]),
    )
    def open_first_day(
        self,
        calling: Calling,
        idle_order: IdleOrder,
        room: int | None,
        kinds: tuple[KindConfig, ...],
        preference_ms: int,
    ) -> None:
        config = two_line_config(calling, idle_order=idle_order)
        prefers = (Preference(line="B", credit_ms=preference_ms),)
        counters = (*config.counters[:2], replace(config.counters[2], prefers=prefers))
        limited = replace(config.lines[1], waiting_room=room)
        lines = (config.lines[0], limited, *config.lines[2:])
        self.ask(
            c.ConfigureHall(
                config=two_line_config(
                    calling,
                    idle_order=idle_order,
                    lines=lines,
                    terminals=terminals("k1", "k2"),
                    kinds=kinds,
                    counters=counters,
                )
            )
        )
        self._open_day()
        for counter in ("1", "2", "3"):
            self.ask(c.TakeSeat(counter=counter, by=clerk(counter)))
            self.ask(c.OpenCounter(counter=counter, by=clerk(counter)))

    @precondition(lambda self: self.hall.state.day is None and self.entries)
    @rule()
    def open_next_day(self) -> None:
        self._open_day()

    @rule(wait_ms=st.sampled_from([1, 40, 5_000, 25_000, 80_000, 400_000]))
    def wait(self, wait_ms: int) -> None:
        self.now_ms += wait_ms

    @rule()
    def let_time_run(self) -> None:
        self.tick()

    @rule(
        line=LINES,
        wait=st.integers(0, 200_000),
        chosen_by=st.sampled_from(ChosenBy),
        reason=REASONS,
        classes=st.lists(st.sampled_from("AB"), max_size=3),
    )
    def take(self, line: str, wait: int, chosen_by: ChosenBy, reason: str, classes: list[str]) -> None:
        slot = self.now_ms + wait if line == "A-appointment" else None
        matters = tuple(
            c.TicketMatter(matter=f"m{number}", matter_class=each) for number, each in enumerate(classes, start=1)
        )
        said = {"chosen_by": chosen_by, "reason": reason, "by": clerk("1")}
        self.ask(c.TakeTicket(line=line, slot_at_ms=slot, matters=matters, **said))

    @rule(
        data=st.data(),
        kind=st.sampled_from(["ordinary", "priority", "appointment", "royal"]),
        chosen_by=st.sampled_from(ChosenBy),
        reason=REASONS,
    )
    def change_kind(self, data: st.DataObject, kind: str, chosen_by: ChosenBy, reason: str) -> None:
        number = data.draw(st.sampled_from([*self.hall.state.visits, "A999"]))
        self.ask(c.SetTicketKind(ticket=number, kind=kind, chosen_by=chosen_by, reason=reason, by=clerk("2")))

    @rule(counter=COUNTERS, kind=st.sampled_from([c.TakeSeat, c.LeaveSeat, c.FreeSeat, c.OpenCounter, c.CloseCounter]))
    def staff(self, counter: str, kind: type) -> None:
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, kind=st.sampled_from([c.PauseCounter, c.ResumeCounter]))
    def pause(self, counter: str, kind: type) -> None:
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([c.CallNext, c.Recall, c.MarkNoShow, c.StartService, c.ParkTicket, c.FinishService]),
    )
    def work(self, counter: str, kind: type) -> None:
        self.ask(kind(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS)
    def finish_and_next(self, counter: str) -> None:
        self.ask(c.FinishService(counter=counter, by=clerk(counter), call_next=True))

    @rule(counter=COUNTERS, line=st.none() | LINES, to_counter=st.none() | COUNTERS)
    def transfer(self, counter: str, line: str | None, to_counter: str | None) -> None:
        self.ask(c.TransferTicket(counter=counter, by=clerk(counter), to_line=line, to_counter=to_counter))

    @rule(counter=COUNTERS)
    def undo(self, counter: str) -> None:
        self.ask(c.UndoAction(counter=counter, by=clerk(counter)))

    @rule(counter=COUNTERS, done=st.none() | st.sets(st.sampled_from(["m1", "m2", "m3"])), ends=st.booleans())
    def finish_some_matters(self, counter: str, done: set[str] | None, ends: bool) -> None:
        matters = None if done is None else tuple(sorted(done))
        self.ask(c.FinishService(counter=counter, by=clerk(counter), call_next=True, matters=matters, ends=ends))

    @rule(data=st.data(), kind=st.sampled_from([c.AbandonTicket, c.ResumeTicket, c.ReturnTicket]))
    def ask_for_ticket(self, data: st.DataObject, kind: type) -> None:
        known = [*self.hall.state.visits, *self.hall.state.no_shows, "A999"]
        self.ask(kind(ticket=data.draw(st.sampled_from(known))))

    @rule(terminal=TERMINALS, elder=st.booleans(), card=st.booleans())
    def come_to_a_terminal(self, terminal: str, elder: bool, card: bool) -> None:
        self.visits += 1
        self.ask(c.StartSession(terminal=terminal, session=f"s{self.visits}", is_elder=elder))
        if card:
            self.ask(c.InsertCard(terminal=terminal, session=f"s{self.visits}"))

    @rule(
        terminal=TERMINALS,
        kind=st.sampled_from([c.TouchSession, c.ReleaseSession, c.InsertCard, c.RemoveCard, c.EndSession]),
    )
    def use_a_terminal(self, terminal: str, kind: type) -> None:
        self.ask(kind(terminal=terminal, session=self._visit(terminal)))

    @rule(terminal=TERMINALS, subject=st.sampled_from(["p1", "p2"]), level=st.integers(1, 4))
    def log_in(self, terminal: str, subject: str, level: int) -> None:
        visit = self._visit(terminal)
        self.ask(c.LogIn(terminal=terminal, session=visit, subject=subject, level=level, proofs=("code",)))

    @rule(terminal=TERMINALS, subject=st.sampled_from(["p1", "p2"]), proof=st.sampled_from(["helper", "staff"]))
    def vouch(self, terminal: str, subject: str, proof: str) -> None:
        visit, level = self._visit(terminal), 3 if proof == "helper" else 4
        command = c.LogIn(
            terminal=terminal, session=visit, subject=subject, level=level, proofs=(proof,), by=clerk("1")
        )
        self.ask(command)

    @rule(terminal=TERMINALS, principal=st.none() | st.sampled_from(["p3", "p4"]))
    def choose_principal(self, terminal: str, principal: str | None) -> None:
        self.ask(c.ChoosePrincipal(terminal=terminal, session=self._visit(terminal), principal=principal))

    @rule(terminal=TERMINALS, matter=st.sampled_from(["proof", "receipt"]))
    def sign(self, terminal: str, matter: str) -> None:
        self.ask(c.SignMatter(terminal=terminal, session=self._visit(terminal), matter=matter, way="tap"))

    @rule(terminal=TERMINALS, for_ms=st.sampled_from([0, 5_000, 60_000]), elder=st.booleans())
    def hold_or_grow_old(self, terminal: str, for_ms: int, elder: bool) -> None:
        visit = self._visit(terminal)
        self.ask(c.HoldSession(terminal=terminal, session=visit, reason="printing", for_ms=for_ms))
        self.ask(c.SetSessionMode(terminal=terminal, session=visit, is_elder=elder))

    @rule(terminal=TERMINALS, device=st.sampled_from(["scanner", "printer"]), step=st.sampled_from(c.TaskStep))
    def need_a_person(self, terminal: str, device: str, step: c.TaskStep) -> None:
        self.ask(c.ReportNeed(terminal=terminal, device=device, cause="jam", action="clear"))
        for task in list(self.hall.state.tasks)[:1]:
            self.ask(c.AdvanceTask(task=task, step=step))

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
            self.ask(order)
        for paper in list(self.hall.state.papers):
            self.ask(c.SettlePaper(paper=paper, outcome=outcome, cause=None))

    @rule(terminal=TERMINALS, closes=st.booleans())
    def leave_a_note(self, terminal: str, closes: bool) -> None:
        self.ask(c.LeaveNote(terminal=terminal, cause="printer_jam", writing="w"))
        for note in list(self.hall.state.notes)[: 1 if closes else 0]:
            self.ask(c.CloseNote(note=note, by="supervisor01"))

    @rule(
        service=st.sampled_from(["counter", "after_hours", "home_visit"]),
        ahead_ms=st.sampled_from([60_000, 300_000, 900_000]),
        quota=st.integers(0, 2),
    )
    def offer_slots(self, service: str, ahead_ms: int, quota: int) -> None:
        at_ms = self.now_ms + ahead_ms
        slot = c.SlotOffer(service=service, matter_class="A", slot_at_ms=at_ms, quotas=((c.Channel.ONLINE, quota),))
        self.ask(
            c.OfferSlots(
                day=f"d{self.now_ms % 3}",
                dated_on="d",
                bookable=(0, at_ms),
                ends_at_ms=at_ms + 1_000_000,
                slots=(slot,),
            )
        )

    @rule(data=st.data(), subject=st.sampled_from(["p1", "p2", "p3"]))
    def book(self, data: st.DataObject, subject: str) -> None:
        known = [*self.hall.state.slots, ("counter", "A", 1)]
        service, matter_class, at_ms = data.draw(st.sampled_from(known))
        self.ask(
            c.Book(
                service=service,
                matter_class=matter_class,
                slot_at_ms=at_ms,
                channel=c.Channel.ONLINE,
                subject=subject,
                level=1,
            )
        )

    @rule(data=st.data(), what=st.sampled_from(["cancel", "check_in", "assign", "met", "not_met"]))
    def go_on_with_a_booking(self, data: st.DataObject, what: str) -> None:
        number = data.draw(st.sampled_from([*self.hall.state.bookings, "Y0000"]))
        commands: dict[str, c.Command] = {
            "cancel": c.CancelBooking(booking=number, by="clerk-1"),
            "check_in": c.CheckIn(booking=number),
            "assign": c.AssignBooking(booking=number, to="clerk-1", by="clerk-1"),
            "met": c.SettleBooking(booking=number, was_met=True, by="clerk-1"),
            "not_met": c.SettleBooking(booking=number, was_met=False, by="clerk-1"),
        }
        self.ask(commands[what])

    @rule(counter=COUNTERS, clears=st.booleans())
    def be_away(self, counter: str, clears: bool) -> None:
        if clears:
            self.ask(c.ClearAbsenceNotice(counter=counter, by=clerk(counter)))
        else:
            self.ask(c.LeaveAbsenceNotice(counter=counter, reason="meeting", by=clerk(counter)))

    @rule(takes_down=st.booleans(), for_ms=st.none() | st.integers(1, 400_000))
    def tell_everybody(self, takes_down: bool, for_ms: int | None) -> None:
        if takes_down:
            self.ask(c.TakeDownHallNotice(notice="H0001", by="supervisor01"))
        else:
            until_ms = None if for_ms is None else self.now_ms + for_ms
            self.ask(c.PostHallNotice(writing="w", by="supervisor01", until_ms=until_ms))

    def _visit(self, terminal: str) -> str:
        session = self.hall.state.sessions.get(terminal)
        return "nobody" if session is None else session.session

    @rule()
    def close_hall(self) -> None:
        if self.now_ms % 7 == 0:
            self.ask(c.CloseHall())

    def _open_day(self) -> None:
        begins = self.now_ms
        hours = ((begins, begins + 600_000), (begins + 700_000, begins + 1_000_000))
        self.numbers = []
        self.days += 1
        self.ask(c.OpenHall(day=f"day {self.days:06}", intervals=hours, turns_at_ms=begins + 1_500_000))

    @invariant()
    def no_number_twice(self) -> None:
        assert len(set(self.numbers)) == len(self.numbers)

    @invariant()
    def no_slot_is_over_its_quota(self) -> None:
        state = self.hall.state
        for slot in state.slots.values():
            held = [each for each in state.bookings.values() if each.slot_at_ms == slot.slot_at_ms]
            assert all(slot.taken[channel] <= slot.quotas[channel] for channel in slot.taken)
            assert sum(each.service == slot.service for each in held) <= sum(slot.taken.values())

    @invariant()
    def a_booking_belongs_to_a_day_and_an_absence_to_a_counter_that_is_away(self) -> None:
        state = self.hall.state
        assert all(booking.day in state.booking_days for booking in state.bookings.values())
        for counter in state.absences:
            desk = state.desks[state.counter_index[counter]]
            assert desk.state in {CounterState.CLOSED, CounterState.PAUSED} or desk.pending != "stay"

    @invariant()
    def conservation(self) -> None:
        state = self.hall.state
        tally = state.tally
        assert tally.taken == len(state.visits) + tally.finished + tally.abandoned + tally.no_show + tally.expired

    @invariant()
    def every_ticket_is_in_one_place(self) -> None:
        state = self.hall.state
        in_lines = [index for number in range(len(state.lines)) for index in walk(state, number)]
        at_counters = [record.ticket for record in state.counters if record.ticket != NONE]
        waiting = [v.index for v in state.visits.values() if v.state is TicketState.WAITING]
        attended = [v.index for v in state.visits.values() if v.state in AT_A_COUNTER]

        assert Count(in_lines) == Count(waiting)
        assert Count(at_counters) == Count(attended)
        for number, line in enumerate(state.lines):
            walked = walk(state, number)
            assert line.size == len(walked)
            keys = [(state.tickets[index].order_ms, index) for index in walked]
            assert keys == sorted(keys)

    @invariant()
    def what_may_come_back_is_over_and_in_no_other_place(self) -> None:
        state = self.hall.state
        assert not state.visits.keys() & state.finished.keys()
        assert not state.visits.keys() & state.no_shows.keys()
        assert {visit.state for visit in state.finished.values()} <= {TicketState.FINISHED}
        assert {visit.state for visit in state.no_shows.values()} <= {TicketState.NO_SHOW}
        assert [visit.index for visit in state.visits.values()] == sorted(v.index for v in state.visits.values())

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


HallMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestHallLaws = HallMachine.TestCase
