"""The issuer's laws, over random holders, agents, terminals and waits.

Replay, Restart, Lateness is harmless, Refusals change nothing, and One use: whatever is asked in
whatever order, a code is answered for one session at one terminal and for no other, ever.
"""

from __future__ import annotations

import copy
from typing import Any, get_args

import orjson
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import TypeAdapter

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.commands import Evidence
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import identified
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.state import IssuerState
from kiosk.live.issuer_records import decode_state, encode_state
from tests.identity.issuers import cti

PEOPLE = st.sampled_from(["ann", "bo", "cy"])
ENTITIES = st.sampled_from(["shop", "mill"])
SESSIONS = st.sampled_from(["s1", "s2", "s3"])
TERMINALS = st.sampled_from(["t1", "t1", "t2", "t2", "nowhere"])
AUTHORISATIONS = st.sampled_from(["a1", "a2", "a3", "a4"])

SELDOM = st.sampled_from(
    [
        c.ConfigureIssuer(config=c.IssuerConfig(newest_only=True, offline_ms=120_000)),
        c.ConfigureIssuer(config=c.IssuerConfig(offline_ms=0)),
        c.ConfigureIssuer(config=c.IssuerConfig(citizen_ms=20_000)),
        c.RegisterEntity(subject="shop", number_hash="#shop", representative="bo"),
        c.RegisterEntity(subject="shop", number_hash="#shop", representative="ann"),
        c.CancelSubject(subject="mill"),
        c.CancelSubject(subject="cy"),
        c.RemoveTerminal(terminal="t2"),
        c.EnrolTerminal(terminal="t2"),
    ]
)

Entry = tuple[int, c.Command | None, tuple[e.Event, ...]]
WORDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind) for kind in (*get_args(c.Command), *get_args(e.Event))
}


def through_json(record: Any) -> Any:
    """A command or event as it comes back from a journal."""
    return WORDS[type(record).__name__].validate_json(orjson.dumps(record))


class IssuerMachine(RuleBasedStateMachine):
    """Random people; time moves in jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.issuer = Issuer()
        self.now_ms = 1_000_000
        self.entries: list[Entry] = []
        self.issued = 0
        self.uses: dict[str, set[tuple[str, str]]] = {}
        self._ask(c.ConfigureIssuer(config=c.IssuerConfig(offline_ms=120_000)))
        self._ask(c.EnrolTerminal(terminal="t1"))
        self._ask(c.EnrolTerminal(terminal="t2", types=(CodeType.CITIZEN, CodeType.LEGAL_PERSON)))
        for number, name in enumerate(("ann", "bo", "cy")):
            self._ask(c.RegisterPerson(subject=name, number_hash=f"#{name}", is_insured=number > 0))
        self._ask(c.RegisterEntity(subject="shop", number_hash="#shop", representative="ann"))
        self._ask(c.RegisterEntity(subject="mill", number_hash="#mill", representative="bo"))

    @rule(wait_ms=st.sampled_from([1, 999, 5_000, 20_000, 65_000, 200_000]))
    def wait(self, wait_ms: int) -> None:
        self.now_ms += wait_ms

    @rule()
    def let_time_run(self) -> None:
        self._tick()

    @rule(holder=PEOPLE, kind=st.sampled_from([CodeType.CITIZEN, CodeType.MEDICAL]), is_opaque=st.booleans())
    def show_own_code(self, holder: str, kind: CodeType, *, is_opaque: bool) -> None:
        self.issued += 1
        digits = f"digits {self.issued}" if is_opaque else None
        self._ask(c.IssueCode(cti=cti(self.issued), type=kind, holder=holder, opaque_hash=digits))

    @rule(holder=PEOPLE, entity=ENTITIES)
    def show_entitys_code(self, holder: str, entity: str) -> None:
        self.issued += 1
        issuing = c.IssueCode(cti=cti(self.issued), type=CodeType.LEGAL_PERSON, holder=holder, principal=entity)
        self._ask(issuing)

    @rule(back=st.integers(0, 2), session=SESSIONS, terminal=TERMINALS, is_opaque=st.booleans())
    def scan(self, back: int, session: str, terminal: str, *, is_opaque: bool) -> None:
        self._redeem(max(1, self.issued - back), session, terminal, is_opaque=is_opaque)

    @rule(back=st.integers(0, 1), askers=st.permutations([("s1", "t1"), ("s2", "t1"), ("s3", "t2"), ("s1", "t2")]))
    def scan_at_once(self, back: int, askers: list[tuple[str, str]]) -> None:
        for session, terminal in askers:
            self._redeem(max(1, self.issued - back), session, terminal)

    @rule(back=st.integers(0, 4), session=SESSIONS, ago_ms=st.sampled_from([0, 1, 60_000, 120_000, 120_001, -1]))
    def report(self, back: int, session: str, ago_ms: int) -> None:
        self._redeem(max(1, self.issued - back), session, "t1", seen_at_ms=self.now_ms - ago_ms)

    def _redeem(
        self, number: int, session: str, terminal: str, *, is_opaque: bool = False, seen_at_ms: int | None = None
    ) -> None:
        command = c.RedeemCode(
            cti=None if is_opaque else cti(number),
            opaque_hash=f"digits {number}" if is_opaque else None,
            session=session,
            terminal=terminal,
            purpose="登录",
            matter="sign_in",
            seen_at_ms=seen_at_ms,
        )
        if self._ask(command):
            self.uses.setdefault(cti(number), set()).add((session, terminal))
            assert identified(self.issuer.state, command).person in {"ann", "bo", "cy"}

    @rule(name=AUTHORISATIONS, entity=ENTITIES, agent=PEOPLE, lasts_ms=st.integers(1, 300_000), is_firm=st.booleans())
    def grant(self, name: str, entity: str, agent: str, lasts_ms: int, *, is_firm: bool) -> None:
        granting = c.GrantAuthorisation(
            authorisation=name,
            principal=entity,
            agent=agent,
            scopes=("tax",),
            from_ms=self.now_ms,
            until_ms=self.now_ms + lasts_ms,
            by="ann" if entity == "shop" else "bo",
        )
        if self._ask(granting) and is_firm:
            self._ask(c.ConfirmAuthorisation(authorisation=name, by=agent))

    @rule(name=AUTHORISATIONS, by=PEOPLE, kind=st.sampled_from([c.ConfirmAuthorisation, c.RevokeAuthorisation]))
    def settle(self, name: str, by: str, kind: type) -> None:
        self._ask(kind(authorisation=name, by=by))

    @rule(ward=PEOPLE, guardian=PEOPLE, kind=st.sampled_from([c.LinkGuardian, c.UnlinkGuardian]))
    def link(self, ward: str, guardian: str, kind: type) -> None:
        more = {"evidence": Evidence.HOUSEHOLD_REGISTER, "is_under_14": ward != "ann"}
        self._ask(kind(ward=ward, guardian=guardian, **(more if kind is c.LinkGuardian else {})))

    @rule(command=SELDOM, chance=st.integers(0, 3))
    def now_and_then(self, command: c.Command, chance: int) -> None:
        if chance == 0:
            self._ask(command)

    @rule(availability=st.sampled_from(Availability), lasts_ms=st.sampled_from([0, 1, 1_000]))
    def disturb(self, availability: Availability, lasts_ms: int) -> None:
        latency_ms = 700 if availability is Availability.SLOW else 0
        until_ms = self.now_ms + lasts_ms
        self._ask(c.SetAvailability(availability=availability, latency_ms=latency_ms, until_ms=until_ms))

    def _tick(self) -> None:
        events = self.issuer.tick(self.now_ms)
        if events:
            self._write(None, events)

    def _ask(self, command: c.Command) -> bool:
        """Whether it was carried out."""
        self._tick()
        before = copy.deepcopy(self.issuer.state)
        try:
            events = self.issuer.handle(command, self.now_ms)
        except Refusal:
            assert self.issuer.state == before, f"{command} was refused and changed something"
            return False
        self._write(command, events)
        return True

    def _write(self, command: c.Command | None, events: tuple[e.Event, ...]) -> None:
        stamps = [event.at_ms for event in events]
        assert stamps == sorted(stamps)
        assert all(stamp <= self.now_ms for stamp in stamps)
        self.entries.append((self.now_ms, command, events))

    @invariant()
    def a_code_is_used_by_one_session_at_one_terminal(self) -> None:
        assert all(len(uses) == 1 for uses in self.uses.values())

    @invariant()
    def what_is_remembered_hangs_together(self) -> None:
        state = self.issuer.state
        assert sorted(state.due) == sorted((code.kept_until_ms, name) for name, code in state.codes.items())
        assert set(state.newest.values()) <= set(state.codes)
        assert state.opaque == {
            code.opaque_hash: name for name, code in state.codes.items() if code.opaque_hash is not None
        }
        assert set(state.numbers.values()) == set(state.subjects)

    @invariant()
    def every_code_that_somebody_used_still_names_them_until_it_is_forgotten(self) -> None:
        for name, uses in self.uses.items():
            code = self.issuer.state.codes.get(name)
            if code is not None:
                assert code.redemption is not None
                assert (code.redemption.session, code.redemption.terminal) in uses

    def teardown(self) -> None:
        """Replay, Restart and Lateness on the journal this run has left."""
        self._tick()
        entries = [
            (at_ms, command and through_json(command), tuple(through_json(event) for event in events))
            for at_ms, command, events in self.entries
        ]
        assert entries == self.entries
        assert self._replayed(entries) == self.issuer.state
        assert self._restarted(entries) == self.issuer.state
        assert self._restarted_half_way(entries) == self.issuer.state
        self._check_lateness(entries)

    def _replayed(self, entries: list[Entry]) -> IssuerState:
        fresh = Issuer()
        for at_ms, command, events in entries:
            ticked = fresh.tick(at_ms)
            if command is None:
                assert ticked == events
            else:
                assert ticked == ()
                assert fresh.handle(command, at_ms) == events
        return fresh.state

    def _restarted(self, entries: list[Entry]) -> IssuerState:
        restored = Issuer()
        for _, _, events in entries:
            for event in events:
                restored.apply(event)
        return restored.state

    def _restarted_half_way(self, entries: list[Entry]) -> IssuerState:
        """From a snapshot of the middle and the entries after it, in the very same order of everything."""
        restored = Issuer()
        for number, (_, _, events) in enumerate(entries):
            if number == len(entries) // 2:
                kept = decode_state(encode_state(restored.state))
                assert repr(kept) == repr(restored.state)
                restored = Issuer(kept)
            for event in events:
                restored.apply(event)
        assert repr(restored.state) == repr(self.issuer.state)
        return restored.state

    def _check_lateness(self, entries: list[Entry]) -> None:
        """Tick at every deadline, twice, or only when a command comes: the same events."""
        eager, lazy = Issuer(), Issuer()
        early: list[e.Event] = []
        late: list[e.Event] = []
        for at_ms, command, _ in entries:
            while (due_ms := eager.next_deadline()) is not None and due_ms <= at_ms:
                early += eager.tick(due_ms) + eager.tick(due_ms)
            if command is not None:
                early += eager.tick(at_ms) + eager.handle(command, at_ms)
                late += lazy.tick(at_ms) + lazy.handle(command, at_ms)
        early += eager.tick(self.now_ms)
        late += lazy.tick(self.now_ms)
        assert early == late == [event for _, _, events in entries for event in events]


IssuerMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
TestIssuerLaws = IssuerMachine.TestCase
