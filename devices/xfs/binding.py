"""A binding (接口适配): how one interface of the standard speaks with one of our models. Tables and small functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices import messages as m
from devices.messages import NOTHING

Payload = Mapping[str, object]


class InvalidPayload(ValueError):
    """A field of a command's payload that makes no sense. args[0]: its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Carry out an operation of the device."""

    op: str
    args: Payload = field(default_factory=m.nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """Something that is done at once."""

    command: m.Command


Plan = Order | Direct


def no_payload(ended: m.Ended) -> Payload:
    """A completion that says no more than how it went."""
    del ended
    return NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. plan: what it asks of the device; raises InvalidPayload. answer: payload of a success."""

    plan: Callable[[Payload], Plan]
    answer: Callable[[m.Ended], Payload] = no_payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One interface. notices: what the device notices -> its event. solicited: events that belong to a command.

    status: of the device's flat status, all of it or what changed -> the interface's own. capabilities: its own part.
    """

    interface: str
    commands: Mapping[str, Command]
    status: Callable[[Payload], Payload]
    capabilities: Payload
    notices: Mapping[str, str] = field(default_factory=dict)
    solicited: frozenset[str] = frozenset()


def renamed(names: Mapping[str, str]) -> Callable[[Payload], Payload]:
    """A status function that only renames: ours -> theirs."""

    def status(flat: Payload) -> Payload:
        return {names[path]: value for path, value in flat.items() if path in names}

    return status
