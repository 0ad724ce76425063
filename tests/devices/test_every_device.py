"""Laws that hold for every model: a new one is under them as soon as it is in the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, strategies as st

from devices import messages as m
from devices.core import HANDLE, Device
from devices.faults import COMMON_KINDS, COMMON_REMEDIES, Fault, Trigger
from devices.life import LIFE, DeviceState
from devices.models import MODELS
from tests.devices.examples import ARGS, VALUES

Step = tuple[int, m.Command]
UNIFORM = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
NAMES = ("f1", "f2")


def triggers() -> st.SearchStrategy[Trigger]:
    """Every sort of trigger."""
    return st.one_of(
        st.just(Trigger()),
        st.builds(Trigger, nth=st.integers(1, 3)),
        st.builds(Trigger, every=st.integers(1, 3)),
        st.builds(Trigger, share=UNIFORM),
        st.builds(Trigger, at_ms=st.integers(0, 100_000)),
        st.just(Trigger(when="paper_left<1000")),
    )


def commands(model: type[Device]) -> st.SearchStrategy[m.Command]:
    """Whatever a driver may ask of a model."""

    def begins(op: str) -> st.SearchStrategy[m.Command]:
        count = len(model.OPERATIONS[op].draws)
        return st.builds(
            m.Begin,
            op_id=st.sampled_from(("a", "b")),
            op=st.just(op),
            args=st.just(ARGS.get((model.KIND, op), {})),
            draws=st.tuples(*[UNIFORM] * count),
            timeout_ms=st.sampled_from((0, 500, 20_000)),
        )

    faults = st.builds(
        Fault,
        fault_id=st.sampled_from(NAMES),
        kind=st.sampled_from((*model.FAULTS, *COMMON_KINDS)),
        trigger=triggers(),
        times=st.sampled_from((1, 2, None)),
        after_ms=st.sampled_from((None, 300, 10_000)),
    )
    stimuli = [m.Stimulus(kind=kind, value=VALUES.get((model.KIND, kind), {})) for kind in model.STIMULI]
    remedies = [m.Stimulus(kind=kind) for kind in (*model.REMEDIES, *COMMON_REMEDIES)]
    plain: list[m.Command] = [
        *stimuli,
        *remedies,
        *(m.Abort(op_id=name) for name in ("a", "b")),
        *(m.Reset(by=who) for who in m.Who),
        *(m.Clear(fault_id=name) for name in NAMES),
        *(m.SetMode(mode=mode) for mode in (m.Mode.MANUAL, m.Mode.QUIET)),
        *(m.Plug(is_connected=flag) for flag in (True, False)),
        *(m.Power(is_on=flag) for flag in (True, False)),
        m.Respond(op_id="a"),
    ]
    # Operations and stimuli are what most of the life of a device is.
    often: list[st.SearchStrategy[m.Command]] = [begins(op) for op in model.OPERATIONS]
    if stimuli:
        often.append(st.sampled_from(stimuli))
    return st.one_of(*often, *often, st.sampled_from(plain), st.builds(m.Inject, fault=faults))


@cache
def lives(model: type[Device]) -> st.SearchStrategy[list[Step]]:
    """Commands, each so long after the one before it."""
    return st.lists(st.tuples(st.sampled_from((0, 1, 200, 700, 6_000, 40_000)), commands(model)), max_size=25)


def play(model: type[Device], steps: list[Step], between: Callable[[Device, int, int], list[m.Event]]) -> list[m.Event]:
    """The events of a life. between: what the driver does while time passes from one instant to the next."""
    device, now, events = model("d", limits={"start_ms": 50}), 0, list[m.Event]()
    for gap_ms, command in steps:
        events += between(device, now, now + gap_ms)
        now += gap_ms
        before = (device.status(), device.next_deadline(), dict(device.counters), device.state)
        try:
            events += device.handle(command, now)
        except m.DeviceRefusal:
            assert (device.status(), device.next_deadline(), dict(device.counters), device.state) == before
        assert device.next_deadline() is None or device.next_deadline() >= now
    return [*events, *between(device, now, now + 200_000)]


def late(device: Device, _from_ms: int, to_ms: int) -> list[m.Event]:
    """One tick, as late as may be."""
    return list(device.tick(to_ms))


def punctual(device: Device, from_ms: int, to_ms: int) -> list[m.Event]:
    """A tick at every deadline, and idle ones between."""
    events, now = list(device.tick(from_ms)), from_ms
    while (due_ms := device.next_deadline()) is not None and due_ms <= to_ms:
        events += device.tick((now + due_ms) // 2)
        events += device.tick(due_ms)
        now = due_ms
    return [*events, *device.tick(to_ms)]


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
@given(data=st.data())
def test_late_and_extra_ticks_are_harmless(model: type[Device], data: st.DataObject) -> None:
    steps = data.draw(lives(model))

    assert play(model, steps, late) == play(model, steps, punctual)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
@given(data=st.data())
def test_stamps_ascend_and_every_operation_ends_at_most_once(model: type[Device], data: st.DataObject) -> None:
    steps = data.draw(lives(model))
    may_double = any(isinstance(step, m.Inject) and step.fault.kind == "twice" for _, step in steps)

    events = play(model, steps, late)

    stamps = [event.at_ms for event in events]
    began = sum(isinstance(event, m.Began) for event in events)
    ended = sum(isinstance(event, m.Ended) for event in events)
    assert stamps == sorted(stamps)
    assert began - 1 <= ended <= began or may_double


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
@given(data=st.data())
def test_the_status_is_the_sum_of_its_changes(model: type[Device], data: st.DataObject) -> None:
    steps = data.draw(lives(model))
    device = model("d", limits={"start_ms": 50})
    told, now = device.status(), 0

    for gap_ms, command in steps:
        now += gap_ms
        events = list(device.tick(now))
        try:
            events += device.handle(command, now)
        except m.DeviceRefusal:
            pass
        for event in events:
            if isinstance(event, m.StatusChanged):
                told |= event.changes

        # Being busy is told by the operation's own events.
        busy = {DeviceState.BUSY: DeviceState.ONLINE}
        assert told == {**device.status(), "device": str(busy.get(device.state, device.state))}


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
def test_every_fault_of_a_model_can_be_lived_through(model: type[Device]) -> None:
    remedies = {**COMMON_REMEDIES, **model.REMEDIES}
    for kind in (*model.FAULTS, *COMMON_KINDS):
        device = model("d")
        device.handle(m.Inject(fault=Fault(fault_id="f", kind=kind)), 0)
        for remedy in [name for name, kinds in remedies.items() if kind in kinds]:
            device.tick(10)
            device.handle(m.Stimulus(kind=remedy), 10)
        if device.state is not DeviceState.ONLINE:
            device.handle(m.Reset(by=m.Who.SUPERVISOR), 20)

        assert device.state is DeviceState.ONLINE, kind
        assert not device.active, kind
        assert device.status() == model("d").status(), kind


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
def test_the_tables_of_a_model_fit_together(model: type[Device]) -> None:
    remedied = {kind for kinds in model.REMEDIES.values() for kind in kinds}

    assert remedied <= set(model.FAULTS)
    assert {name for name, row in model.FAULTS.items() if row.recovery == "task"} <= remedied
    assert {op for row in model.FAULTS.values() for op in row.ops} <= set(model.OPERATIONS)
    assert not set(model.REMEDIES) & set(model.STIMULI)
    assert all(row.zh and row.en for row in model.FAULTS.values())
    assert all(model.TITLE)


def test_every_command_is_carried_out_by_somebody() -> None:
    assert set(HANDLE) == set(get_args(m.Command))


def test_every_state_can_be_left() -> None:
    assert {before for before, _ in LIFE} == set(DeviceState) == set(LIFE.values())


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.KIND)
@given(data=st.data())
def test_a_device_that_nobody_watches_does_the_same_and_says_how_it_ended(
    model: type[Device], data: st.DataObject
) -> None:
    steps = data.draw(lives(model))
    pair = [model("d", limits={"start_ms": 50}, tells_all=tells_all) for tells_all in (True, False)]
    said: tuple[list[m.Event], list[m.Event]] = ([], [])
    now = 0

    for gap_ms, command in steps:
        now += gap_ms
        for device, events in zip(pair, said, strict=True):
            events += device.tick(now)
            try:
                events += device.handle(command, now)
            except m.DeviceRefusal:
                pass
        watched, unwatched = ((each.status(), each.counters, each.due_ms, each.revision) for each in pair)

        assert watched == unwatched

    unheard = (m.Began, m.Noticed, m.StatusChanged)
    assert said[1] == [event for event in said[0] if not isinstance(event, unheard)]
