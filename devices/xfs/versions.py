"""Versions of messages (消息版本): which one a connection speaks, by name of the message.

Unless a client chooses, every listed version of a command is accepted and the newest of every answer and event is
sent. `Common.SetVersions` chooses a major version of a message, for its connection alone and until it chooses again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from devices.messages import NOTHING
from devices.xfs.binding import Declined, Payload, invalid
from devices.xfs.contract import COMMANDS, EVENTS, FLAT_VERSION, Completion, Dialect

Chosen = Mapping[str, int]
"""Message -> major version."""
NONE_CHOSEN: Final[Chosen] = MappingProxyType({})


def version_of_answer(name: str, asked: str, dialect: Dialect, chosen: Chosen = NONE_CHOSEN) -> str | None:
    """Version of the completion of a command asked for in some version; None where that is not supported."""
    row = COMMANDS.get(name)
    if row is not None and dialect.is_flat and asked == FLAT_VERSION:
        return FLAT_VERSION
    if row is None or asked not in row.versions or chosen.get(name, major_of(asked)) != major_of(asked):
        return None
    return _newest(row.answers, chosen.get(name))


def version_of_event(name: str, dialect: Dialect, chosen: Chosen = NONE_CHOSEN) -> str:
    """Version of an event."""
    return FLAT_VERSION if dialect.is_flat else _newest(EVENTS[name], chosen.get(name))


def choose(payload: Payload, commands: Iterable[str], events: Iterable[str]) -> Chosen:
    """What `Common.SetVersions` chooses. commands, events: those of the service. Raises Declined."""
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "commands": {name: COMMANDS[name].versions for name in commands},
        "events": {name: EVENTS[name] for name in events},
    }
    chosen: dict[str, int] = {}
    for group, rows in known.items():
        wanted = payload.get(group) or NOTHING
        if not isinstance(wanted, Mapping):
            raise invalid(group)
        for name, major in wanted.items():
            if isinstance(major, bool) or not isinstance(major, int):
                raise invalid(f"{group}.{name}")
            if major not in {major_of(version) for version in rows.get(name, ())}:
                raise Declined(Completion.UNSUPPORTED_DATA, f"{group}.{name}")
            chosen[name] = major
    if not chosen:
        raise invalid("commands")
    return chosen


def major_of(version: str) -> int:
    """The number before the point."""
    return int(version.partition(".")[0])


def _newest(versions: tuple[str, ...], major: int | None) -> str:
    """The last of a major version, or of all where there is none of it."""
    return next((version for version in reversed(versions) if major_of(version) == major), versions[-1])
