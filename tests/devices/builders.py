"""Devices asked in one line: literal uniforms, literal times."""

from __future__ import annotations

from collections.abc import Mapping

from devices import messages as m
from devices.core import Device
from devices.faults import AT_ONCE, Effect, Fault, Trigger

MEDIAN = 0.5


def begin(
    device: Device,
    op: str,
    at: int,
    args: Mapping[str, object] | None = None,
    *,
    op_id: str = "a",
    timeout_ms: int = 0,
    **uniforms: float,
) -> tuple[m.Event, ...]:
    """Start an operation; uniforms that are not named are the median."""
    names = device.OPERATIONS[op].draws
    draws = tuple(uniforms.get(name, MEDIAN) for name in names)
    command = m.Begin(op_id=op_id, op=op, args=args or {}, draws=draws, timeout_ms=timeout_ms)
    return device.handle(command, at)


def feel(device: Device, kind: str, at: int, /, **value: object) -> tuple[m.Event, ...]:
    """The physical world acts."""
    return device.handle(m.Stimulus(kind=kind, value=value), at)


def inject(
    device: Device,
    kind: str,
    at: int,
    trigger: Trigger = AT_ONCE,
    *,
    effect: Effect | None = None,
    times: int | None = 1,
    after_ms: int | None = None,
    fault_id: str = "f",
) -> tuple[m.Event, ...]:
    """A fault."""
    fault = Fault(
        fault_id=fault_id, kind=kind, trigger=trigger, effect=effect or Effect(), times=times, after_ms=after_ms
    )
    return device.handle(m.Inject(fault=fault), at)


def ends(events: tuple[m.Event, ...]) -> list[tuple[int, str, str | None]]:
    """(at, code, error) of every operation that ended."""
    return [(event.at_ms, str(event.code), event.error) for event in events if isinstance(event, m.Ended)]


def changes(events: tuple[m.Event, ...]) -> dict[str, object]:
    """What the status changed to."""
    changed: dict[str, object] = {}
    for event in events:
        if isinstance(event, m.StatusChanged):
            changed |= event.changes
    return changed


def actions(events: tuple[m.Event, ...]) -> list[tuple[str, str]]:
    """(cause, action) of everything a person must do."""
    return [(event.cause, event.action) for event in events if isinstance(event, m.ActionNeeded)]


def noticed(events: tuple[m.Event, ...]) -> list[tuple[int, str]]:
    """(at, name) of everything said aloud."""
    return [(event.at_ms, event.name) for event in events if isinstance(event, m.Noticed)]


def result(events: tuple[m.Event, ...]) -> dict[str, object]:
    """What the last operation delivered."""
    return dict([event for event in events if isinstance(event, m.Ended)][-1].result)
