"""A binding (接口适配): how one interface of the standard speaks with one of our models. Tables and small functions.

A command becomes a plan: steps at the device, one after the other. What the device noticed becomes events, how it
ended an error code of that command; both by tables, so that nothing of ours leaks into a payload.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices import messages as m
from devices.life import DeviceState
from devices.messages import NOTHING
from devices.xfs.contract import Completion

Payload = Mapping[str, object]
Said = tuple[str, Payload]
"""(event, payload)"""


class Declined(ValueError):
    """A command that the device is not even asked. error: its own code where code is COMMAND_ERROR.

    text: for its developer. says: events of the command before it ends.
    """

    def __init__(self, code: Completion, text: str = "", *, error: str = "", says: tuple[Said, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.error = error
        self.text = text
        self.says = says


class Unanswerable(ValueError):
    """What the device delivered makes no sense."""


def invalid(name: str) -> Declined:
    """A field of a command's payload makes no sense."""
    return Declined(Completion.INVALID_DATA, name)


def unsupported(name: str) -> Declined:
    """A field asks for something that this device does not have."""
    return Declined(Completion.UNSUPPORTED_DATA, name)


def failed(error: str) -> Declined:
    """An error of this command only."""
    return Declined(Completion.COMMAND_ERROR, error=error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Carry out an operation of the device."""

    op: str
    args: Payload = field(default_factory=m.nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """Something that is done at once; after a Reset the device must have started."""

    command: m.Command


Step = Order | Direct


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a command asks of the device; no steps: nothing. says: events of the command before the first of them."""

    steps: tuple[Step, ...] = ()
    says: tuple[Said, ...] = ()


GONE = frozenset({str(DeviceState.NO_DEVICE), str(DeviceState.OFFLINE), str(DeviceState.POWER_OFF)})
"""States of a device of which nothing else is known."""
RESET = Direct(command=m.Reset())


def plan_of(*steps: Step) -> Plan:
    """A plan of so many steps."""
    return Plan(steps=steps)


def no_payload(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    """A completion that says no more than how it went."""
    del payload, ended
    return NOTHING


def nothing_found(flat: Payload, ended: tuple[m.Ended, ...]) -> tuple[Said, ...]:
    """Nothing to tell in the end."""
    del flat, ended
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. plan: of its payload and the device's flat status; raises Declined.

    answer: payload of a success, of what was asked and how each order ended; raises Unanswerable. errors: the
    device's error -> the command's own, or a completion code; any other is a hardwareError. declines: errors of its own
    with which the device is not even asked. is_mechanical: it moves
    something, so that a device that does not work is not even asked. closing: unsolicited
    events before a success, of the flat status and what was done.
    """

    plan: Callable[[Payload, Payload], Plan]
    answer: Callable[[Payload, tuple[m.Ended, ...]], Payload] = no_payload
    errors: Mapping[str, str] = field(default_factory=dict)
    declines: tuple[str, ...] = ()
    is_mechanical: bool = True
    closing: Callable[[Payload, tuple[m.Ended, ...]], tuple[Said, ...]] = nothing_found


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One interface. notices: what the device notices -> event and payload, None where it is no concern of clients.

    events: every event of the interface that may come. status: of the device's flat status -> the interface's own
    object. capabilities: its own part.
    """

    interface: str
    commands: Mapping[str, Command]
    status: Callable[[Payload], Payload]
    capabilities: Payload
    notices: Mapping[str, Callable[[Payload], Said | None]] = field(default_factory=dict)
    events: frozenset[str] = frozenset()


def plainly(name: str, **fields: object) -> Callable[[Payload], Said]:
    """A notice whose event always says the same."""

    def said(_payload: Payload) -> Said:
        """Whatever the device said with it."""
        return name, fields

    return said


def encoded(data: bytes) -> str:
    """Bytes in a payload."""
    return b64encode(data).decode()


def decoded(payload: Payload, name: str) -> bytes:
    """Bytes of a payload, at least one. Raises Declined."""
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(name)
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid(name) from error


def flag(payload: Payload, name: str) -> bool:
    """A truth value that may be absent. Raises Declined."""
    value = payload.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid(name)
    return value is True


def only(payload: Payload, *names: str) -> None:
    """Raises Declined for a field that the command does not have."""
    unknown = sorted(set(payload) - set(names))
    if unknown:
        raise invalid(unknown[0])


def word(payload: Payload, name: str, known: tuple[str, ...], default: str) -> str:
    """One of the standard's words; the default where it is absent. Raises Declined."""
    value = payload.get(name)
    if value is None:
        return default
    if not isinstance(value, str) or value not in known:
        raise invalid(name)
    return value


def text_in(result: Payload, name: str) -> str:
    """A text that the device delivered. Raises Unanswerable."""
    value = result.get(name)
    if not isinstance(value, str):
        raise Unanswerable(name)
    return value


def bytes_in(result: Payload, name: str) -> bytes:
    """Bytes that the device delivered in hexadecimal. Raises Unanswerable."""
    try:
        return bytes.fromhex(text_in(result, name))
    except ValueError as error:
        raise Unanswerable(name) from error
