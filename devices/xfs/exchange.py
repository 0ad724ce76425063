"""A command as its client sees it (请求与结果): what is certain of it, when it went well and when it did not.

Whoever drives a device through a socket feeds in what it has sent and heard, and asks how much is certain. A command
that changes something and was sent, and of whose end nothing was heard, may have been carried out: the paper may have
come out anyway. It is never repeated blindly.

Source: devices.md §7.1 of the plan, the last row of its catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from devices.xfs.contract import COMMANDS, Completion, Refused, Type


class Certainty(StrEnum):
    """known: how it ended is certain, good or bad. safe: it has not been carried out, or may be carried out twice.

    indeterminate: it may have been carried out. open: its end is awaited.
    """

    OPEN = "open"
    KNOWN = "known"
    SAFE_TO_RETRY = "safe to retry"
    INDETERMINATE = "indeterminate"


UNTOUCHED: Final = frozenset(
    {
        Completion.NOT_READY,
        Completion.INVALID_COMMAND,
        Completion.INVALID_DATA,
        Completion.UNSUPPORTED_COMMAND,
        Completion.UNSUPPORTED_DATA,
        Completion.SEQUENCE_ERROR,
        Completion.AUTHORIZATION_REQUIRED,
        Completion.USER_ERROR,
        Completion.FRAUD_ATTEMPT,
    }
)
"""Codes with which a device has not begun."""
PASSING: Final = frozenset({Completion.NOT_READY})
"""Of these the ones that may be gone when it is asked again."""
DECIDED: Final = frozenset({Completion.SUCCESS, Completion.COMMAND_ERROR})
"""Codes with which the device itself says what has become of it; after any other it may have stopped half way."""
MOST_REPRINTS: Final = 1
"""How often something indeterminate may be done again once a person has looked."""


class Exchange:
    """One command. name: as in the contract. events: what was told of it, by name, in order."""

    def __init__(self, name: str, request_id: int) -> None:
        self.name = name
        self.request_id = request_id
        self.events: list[str] = []
        self.code: Completion | None = None
        self.error: str | None = None
        self.refused: Refused | None = None
        self._is_sent = False
        self._is_lost = False

    def send(self) -> None:
        """The first byte of it is on its way."""
        self._is_sent = True

    def lose(self) -> None:
        """The connection is gone, or its patience at an end: nothing more will be heard."""
        self._is_lost = True

    def hear(self, message: object) -> bool:
        """A message of the connection; whether it was one of this command. What comes twice counts once, nonsense not at all."""
        header = message.get("header") if isinstance(message, Mapping) else None
        if not isinstance(message, Mapping) or not isinstance(header, Mapping):
            return False
        if header.get("requestId") != self.request_id or header.get("name") not in (self.name, *_others(header)):
            return False
        take = HEAR.get(str(header.get("type")))
        if take is None or self.code is not None:
            return False
        payload = message.get("payload")
        return take(self, header, payload if isinstance(payload, Mapping) else {})

    @property
    def certainty(self) -> Certainty:
        """How much is certain now."""
        if self.refused is not None:
            is_late = self.refused is Refused.TOO_MANY_REQUESTS
            return Certainty.SAFE_TO_RETRY if is_late else Certainty.KNOWN
        if self.code is not None:
            return self._certainty_of(self.code)
        if not self._is_lost:
            return Certainty.OPEN
        return Certainty.INDETERMINATE if self._is_sent and self._changes else Certainty.SAFE_TO_RETRY

    def may_repeat(self, reprints: int = 0, *, has_looked: bool = False) -> bool:
        """Whether to ask again. reprints: how often it was done. has_looked: a person says that nothing came of it."""
        if self.certainty is Certainty.INDETERMINATE:
            return has_looked and reprints < MOST_REPRINTS
        return self.certainty is Certainty.SAFE_TO_RETRY

    @property
    def _changes(self) -> bool:
        """What nobody knows might change anything."""
        row = COMMANDS.get(self.name)
        return row is None or row.changes

    def _certainty_of(self, code: Completion) -> Certainty:
        if code in DECIDED:
            return Certainty.KNOWN
        if code in UNTOUCHED:
            return Certainty.SAFE_TO_RETRY if code in PASSING else Certainty.KNOWN
        return Certainty.INDETERMINATE if self._changes else Certainty.SAFE_TO_RETRY

    # What is heard.

    def _hear_acknowledge(self, header: Mapping[str, object], payload: Mapping[str, object]) -> bool:
        status = header.get("status", payload.get("status"))
        if status is not None:
            self.refused = next((each for each in Refused if each == status), Refused.INVALID_MESSAGE)
        return True

    def _hear_event(self, header: Mapping[str, object], _payload: Mapping[str, object]) -> bool:
        self.events.append(str(header.get("name")))
        return True

    def _hear_completion(self, header: Mapping[str, object], payload: Mapping[str, object]) -> bool:
        """A success may have no code at all; a code that nobody knows is no answer."""
        told = header.get("completionCode", payload.get("completionCode"))
        if told is None:
            told = Completion.COMMAND_ERROR if "errorCode" in payload else Completion.SUCCESS
        code = next((each for each in Completion if each == str(told).replace("authoris", "authoriz")), None)
        if code is None:
            return False
        self.code = code
        error = payload.get("errorCode")
        self.error = error if isinstance(error, str) else None
        return True


def _others(header: Mapping[str, object]) -> tuple[object, ...]:
    """Events have names of their own, and a refusal of what was no command has none."""
    return (header.get("name"),) if header.get("type") == Type.EVENT else ("",)


HEAR: Final = {
    str(Type.ACKNOWLEDGE): Exchange._hear_acknowledge,
    str(Type.EVENT): Exchange._hear_event,
    str(Type.COMPLETION): Exchange._hear_completion,
}
"""Type of a message -> what it means for its command."""
