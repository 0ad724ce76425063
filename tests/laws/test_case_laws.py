"""The laws over cases: random applicants, staff, days and calendars. See `test_kernel_laws` for the hall's own."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings, strategies as st
from hypothesis.stateful import initialize, invariant, rule

from kiosk.approval.decisions import Result
from kiosk.calendars.spans import DAY_MS, HOUR_MS
from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import commands as c
from kiosk.hall.case_events import Owner
from kiosk.hall.lifecycles import OPEN_CASES, RUNNING, CaseState
from tests.builders import terminals, two_line_config
from tests.case_builders import ELDER, RELIEF
from tests.laws.journalled import JournalMachine

PLAIN_WEEKS = WorkCalendar(utc_offset_min=480, free=(), worked=(), announced_until="1970-02-28")
WITH_HOLIDAYS = replace(PLAIN_WEEKS, free=("1970-01-06", "1970-01-15"), worked=("1970-01-11",))
MATTER = replace(ELDER, in_force_on="1970-01-01")
NEWER = replace(ELDER, version=2, in_force_on="1970-01-20", conditions=ELDER.conditions[:2], grants_with_gaps=True)
SLOW = replace(RELIEF, in_force_on="1970-01-01")
FULL, FEW = (MATTER, NEWER, SLOW), (MATTER, SLOW)
STEPS = sorted(c.STAFF_STEPS)


class CaseMachine(JournalMachine):
    """Two people, two matters; every rule gets its case as far as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.visits = 0
        self.days = 0
        self.cases: list[str] = []

    @initialize()
    def open_hall(self) -> None:
        config = two_line_config(terminals=terminals("k1"))
        self.ask(c.ConfigureHall(config=config))
        self.ask(c.SetWorkCalendar(calendar=PLAIN_WEEKS))
        self.ask(c.PublishCatalogue(digest="d", matters=FULL))

    @rule(
        person=st.sampled_from(["p1", "p2"]),
        matter=st.sampled_from(["elder", "relief"]),
        results=st.lists(st.sampled_from([Result.MET, *Result]), min_size=3, max_size=3),
        referred=st.sampled_from([False, False, True]),
        promised=st.booleans(),
    )
    def apply(self, person: str, matter: str, results: list[Result], referred: bool, promised: bool) -> None:
        self.apply_for(person, matter, results, referred=referred, promised=promised)

    def apply_for(self, person: str, matter: str, results: list[Result], *, referred: bool, promised: bool) -> None:
        """Begin and submit, by whichever version wants so many results."""
        visit = self._visit(person)
        self.ask(c.OpenCase(terminal="k1", session=visit, matter=matter))
        self.cases += [case for case in self.hall.state.cases if case not in self.cases]
        for case in self._cases(person, matter):
            for version in FULL:
                found = dict(zip(("C1", "C2", "C4"), results, strict=True))
                found["ROUTE"] = Result.UNVERIFIED if referred else Result.MET
                command = c.SubmitCase(
                    terminal="k1",
                    session=visit,
                    case=case,
                    facts="h",
                    results=tuple((each.code, found[each.code]) for each in version.conditions),
                    may_lack=promised,
                    is_sampled=promised,
                )
                self.ask(command)

    @rule(person=st.sampled_from(["p1", "p2"]), matter=st.sampled_from(["elder", "relief"]))
    def only_begin(self, person: str, matter: str) -> None:
        self.ask(c.OpenCase(terminal="k1", session=self._visit(person), matter=matter))
        self.cases += [case for case in self.hall.state.cases if case not in self.cases]

    @rule(person=st.sampled_from(["p1", "p2"]), supplies=st.booleans())
    def promise_to_bring_something(self, person: str, supplies: bool) -> None:
        self.apply_for(person, "elder", [Result.MET, Result.MET, Result.UNMET], referred=False, promised=True)
        for case in self._cases(person, "elder") if supplies else ():
            self.ask(c.StepCase(case=case, step="supply", material="account", by="clerk01"))

    @rule(person=st.sampled_from(["p1", "p2"]), kind=st.sampled_from([c.HandOverCase, c.WithdrawCase]))
    def change_their_mind(self, person: str, kind: type) -> None:
        visit = self._visit(person)
        for case in list(self.hall.state.cases):
            self.ask(kind(terminal="k1", session=visit, case=case))

    @rule(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=6), days=st.integers(1, 12), more=st.booleans())
    def work(self, steps: list[str], days: int, more: bool) -> None:
        codes = ("C1", "C2") if more else ("C1",)
        extra = {"tell_once": {"codes": codes}, "supply": {"material": "account"}, "extend": {"days": days}}
        for number, step in enumerate(steps):
            for case in list(self.hall.state.cases):
                by = ("clerk01", "supervisor01")[number % 2]
                self.ask(c.StepCase(case=case, step=step, by=by, **extra.get(step, {})))

    @rule()
    def take_it_through(self) -> None:
        for case in list(self.hall.state.cases):
            for step, by in (("accept", "a"), ("assign", "a"), ("conclude", "a"), ("grant", "b"), ("make", "b")):
                self.ask(c.StepCase(case=case, step=step, by=by))
            self.ask(c.DeliverCase(case=case, certificate="Z", digest="d"))

    @rule()
    def find_that_it_cannot_be_set(self) -> None:
        for case in list(self.hall.state.cases):
            self.ask(c.SetCaseAside(case=case))

    @rule(days=st.integers(1, 25))
    def let_days_pass(self, days: int) -> None:
        self.now_ms += days * DAY_MS

    @rule(hours=st.integers(1, 30))
    def open_for_a_day(self, hours: int) -> None:
        self.tick()
        if self.hall.state.day is None:
            self.days += 1
            begins = self.now_ms
            interval = ((begins, begins + 8 * HOUR_MS),)
            self.ask(c.OpenHall(day=f"day {self.days:06}", intervals=interval, turns_at_ms=begins + 9 * HOUR_MS))
        self.now_ms += hours * HOUR_MS

    @rule(calendar=st.sampled_from([PLAIN_WEEKS, WITH_HOLIDAYS]), matters=st.sampled_from([FULL, FEW]))
    def learn_anew(self, calendar: WorkCalendar, matters: tuple) -> None:
        self.ask(c.SetWorkCalendar(calendar=calendar))
        self.ask(c.PublishCatalogue(digest="e", matters=matters))

    def _visit(self, person: str) -> str:
        """A new session of somebody; whoever stood there before is gone."""
        running = self.hall.state.sessions.get("k1")
        if running is not None:
            self.ask(c.EndSession(terminal="k1", session=running.session))
        self.visits += 1
        visit = f"s{self.visits}"
        self.ask(c.StartSession(terminal="k1", session=visit))
        self.ask(c.LogIn(terminal="k1", session=visit, subject=person, level=3, proofs=("code", "face")))
        return visit

    def _cases(self, person: str, matter: str) -> list[str]:
        cases = self.hall.state.cases.values()
        return [case.case for case in cases if (case.holder, case.matter) == (person, matter)]

    @invariant()
    def every_open_case_has_a_deadline_or_somebody_who_owns_it(self) -> None:
        for case in self.hall.state.cases.values():
            assert case.state in OPEN_CASES
            somebody = case.owner in {Owner.COUNTER, Owner.OFFICE}
            assert case.due_ms is not None or somebody or case.state is CaseState.MAKING
            assert (case.terms is not None) or case.state not in RUNNING
            assert case.due_ms is None or case.due_ms > self.hall.state.at_ms

    @invariant()
    def the_next_deadline_of_cases_is_their_smallest(self) -> None:
        state = self.hall.state
        dues = [case.due_ms for case in state.cases.values() if case.due_ms is not None]
        assert (state.case_dues[0][0] if state.case_dues else None) == min(dues, default=None)

    @invariant()
    def one_person_has_one_case_of_a_matter(self) -> None:
        cases = self.hall.state.cases.values()
        assert len({(case.holder, case.matter) for case in cases}) == len(cases)
        # The index by which it is found says the same.
        assert self.hall.state.under_way == {(case.holder, case.matter): case.case for case in cases}

    @invariant()
    def no_number_is_given_twice(self) -> None:
        assert len(set(self.cases)) == len(self.cases)

    @invariant()
    def what_is_under_way_finds_its_version(self) -> None:
        known = {(each.key, each.version) for each in self.hall.state.catalogue}
        assert {(case.matter, case.version) for case in self.hall.state.cases.values()} <= known


CaseMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCaseLaws = CaseMachine.TestCase
