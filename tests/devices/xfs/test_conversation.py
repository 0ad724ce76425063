"""Two clients, one device, faults, time: the execution rules hold whatever happens."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from devices import messages as m
from devices.faults import COMMON_KINDS, Fault, Trigger
from devices.models import MODELS
from devices.xfs.bind import BINDINGS
from devices.xfs.common_interface import OWN_EVENTS
from devices.xfs.contract import Completion
from tests.devices.xfs.payloads import BAD, VALUES, good
from tests.devices.xfs.rig import Rig, short

ACK, DONE = "acknowledge", "completion"
KINDS = (
    *("jam", "paper_out", "dead", "bin_full", "stock_empty", "lamp"),
    *("offline", "slow", "silent", "twice", "garbage"),
)


class Conversation(RuleBasedStateMachine):
    """Two clients, one device, faults, time: the rules hold whatever happens."""

    @initialize(kind=st.sampled_from(sorted(BINDINGS)), start_ms=st.sampled_from((0, 400)))
    def set_up(self, kind: str, start_ms: int) -> None:
        self.rig = Rig(MODELS[kind]("device", limits={"start_ms": start_ms}))
        self.kind = kind
        self.sent: dict[str, list[int]] = {"c1": [], "c2": []}
        self.serial = 0

    def send(self, connection: str, name: str, payload: object = None, timeout: int = 0) -> None:
        if connection in self.rig.connections:
            self.serial += 1
            self.sent[connection].append(self.serial)
            self.rig.send(connection, name, self.serial, payload, timeout=timeout)

    @rule(who=st.sampled_from(("c1", "c2")), timeout=st.sampled_from((0, 100, 5_000)), data=st.data())
    def ask(self, who: str, timeout: int, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(BINDINGS[self.kind].commands)))
        self.send(who, name, data.draw(st.sampled_from((good(self.kind, name), *BAD.get(name, ())))), timeout)

    @rule(who=st.sampled_from(("c1", "c2")), major=st.sampled_from((2, 3)))
    def choose_a_version(self, who: str, major: int) -> None:
        self.send(who, "Common.SetVersions", {"events": {"Common.StatusChangedEvent": major}})

    @rule(who=st.sampled_from(("c1", "c2")), frame=st.sampled_from((None, [], {"header": {}}, {"header": 1})))
    def talk_nonsense(self, who: str, frame: object) -> None:
        if who in self.rig.connections:
            self.rig.raw(who, frame)
            assert short(self.rig.got[who].pop())[3] in ("invalidMessage", "invalidRequestID")

    @rule(who=st.sampled_from(("c1", "c2")), name=st.sampled_from(("Common.Status", "Common.GetTransactionState")))
    def ask_the_service(self, who: str, name: str) -> None:
        self.send(who, name)

    @rule(who=st.sampled_from(("c1", "c2")), ids=st.none() | st.lists(st.integers(1, 30), max_size=3))
    def cancel(self, who: str, ids: list[int] | None) -> None:
        self.send(who, "Common.Cancel", None if ids is None else {"requestIds": ids})

    @rule(gap_ms=st.sampled_from((0, 50, 320, 640, 10_000, 40_000)))
    def wait(self, gap_ms: int) -> None:
        self.rig.go_to(self.rig.now + gap_ms)

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        kinds = sorted({*self.rig.device.STIMULI, *self.rig.device.REMEDIES})
        kind = data.draw(st.sampled_from(kinds))
        self.rig.ask(m.Stimulus(kind=kind, value=VALUES.get((self.kind, kind), {})), self.rig.now)

    @rule(data=st.data(), nth=st.sampled_from((None, 1)))
    def break_something(self, data: st.DataObject, nth: int | None) -> None:
        known = [kind for kind in KINDS if kind in self.rig.device.FAULTS or kind in COMMON_KINDS]
        kind = data.draw(st.sampled_from(known))
        fault = Fault(fault_id=f"f{self.rig.now}", kind=kind, trigger=Trigger(nth=nth), after_ms=700)
        try:
            self.rig.ask(m.Inject(fault=fault), self.rig.now)
        except m.FaultExists:
            pass

    @precondition(lambda self: len(self.rig.connections) == 2)
    @rule()
    def hang_up(self) -> None:
        self.rig.close("c2")

    @invariant()
    def each_command_is_acknowledged_once_and_completed_at_most_once(self) -> None:
        for connection, ids in self.sent.items():
            seen = self.rig.seen(connection)
            acknowledged = [each[2] for each in seen if each[0] == ACK]
            completed = [each[2] for each in seen if each[0] == DONE]
            assert acknowledged == ids
            assert len(completed) == len(set(completed))
            assert set(completed) <= set(ids)

    @invariant()
    def what_belongs_to_a_command_lies_between_its_ends(self) -> None:
        for connection in self.sent:
            done: set[object] = set()
            begun: set[object] = set()
            for kind, _, request_id, _ in self.rig.seen(connection):
                if kind == ACK:
                    begun.add(request_id)
                elif kind == DONE:
                    done.add(request_id)
                if kind == "event":
                    assert request_id in begun
                    assert request_id not in done

    @invariant()
    def nothing_waits_while_the_device_is_idle(self) -> None:
        service = self.rig.service
        assert service._running is not None or not service._queue

    @invariant()
    def only_events_that_were_announced_are_heard(self) -> None:
        announced = {*OWN_EVENTS, *BINDINGS[self.kind].events}
        heard = {each[1] for each in self.rig.seen("c1") if each[0] in ("event", "unsolicited")}
        assert heard <= announced

    @invariant()
    def every_error_is_one_that_the_documentation_announces(self) -> None:
        for kind, name, _, how in self.rig.seen("c1"):
            command = BINDINGS[self.kind].commands.get(str(name))
            if kind == DONE and command is not None and how not in set(Completion):
                assert how in {*command.errors.values(), *command.declines}

    @invariant()
    def no_command_ends_in_a_bug_of_ours(self) -> None:
        assert not [each for each in self.rig.seen("c1") if each[3] == "internalError"]

    def teardown(self) -> None:
        """Whoever is still there gets an answer to everything."""
        if not hasattr(self, "rig"):
            return
        for connection in list(self.rig.connections):
            self.send(connection, "Common.Cancel")
        for connection in self.rig.connections:
            completed = {each[2] for each in self.rig.seen(connection) if each[0] == DONE}
            assert completed == set(self.sent[connection])


TestConversation = Conversation.TestCase
