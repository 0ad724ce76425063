"""An operation (操作): a row of a device's table, and one under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from devices import messages as m
from devices.faults import Fault
from devices.life import DeviceState
from devices.messages import Code

NOT_READY: Final[dict[DeviceState, Code]] = {
    DeviceState.HARDWARE_ERROR: Code.HARDWARE_ERROR,
    DeviceState.USER_ERROR: Code.USER_ERROR,
    DeviceState.POTENTIAL_FRAUD: Code.FRAUD_ATTEMPT,
}
"""What an operation is told in a state that is not online; every other one says deviceNotReady."""

_CODES: Final = frozenset(str(code) for code in Code)
FAULT_DRAW: Final = "fault"
"""Name of the uniform that shares of faults are compared with: the last of every operation."""

Hook = Callable[[Any, "Running", int], None]


class Operation:
    """A row of a device's table. begin: called when it starts. draws: names of its uniforms, `fault` after them.

    read: makes what was asked of the arguments, before anything happens; raises InvalidStimulus.
    """

    __slots__ = ("begin", "draws", "position", "read")

    def __init__(
        self, begin: Hook, draws: tuple[str, ...] = (), read: Callable[[Mapping[str, object]], object] | None = None
    ) -> None:
        self.begin = begin
        self.read = read
        self.draws = (*draws, FAULT_DRAW)
        self.position = {name: index for index, name in enumerate(self.draws)}


class Running:
    """The operation under way. asked: what its arguments say, if it reads any. spoiled: the fault that struck it.

    is_paused: it waits for a Respond. is_over: the mechanism is done, but nobody has heard of it.
    """

    __slots__ = ("asked", "began_at_ms", "draws", "is_over", "is_paused", "op", "op_id", "operation", "spoiled")

    def __init__(self, command: m.Begin, operation: Operation, now_ms: int) -> None:
        self.op_id = command.op_id
        self.op = command.op
        self.asked: Any = None if operation.read is None else operation.read(command.args)
        self.draws = command.draws
        self.began_at_ms = now_ms
        self.operation = operation
        self.spoiled: Fault | None = None
        self.is_paused = False
        self.is_over = False

    @property
    def is_at_work(self) -> bool:
        """Whether the mechanism has still to do with it."""
        return not self.is_paused and not self.is_over

    def uniform(self, name: str) -> float:
        """One of its uniforms."""
        return self.draws[self.operation.position[name]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation is about to end."""

    code: Code
    error: str | None
    result: Mapping[str, object]


def named(error: str) -> tuple[Code, str | None]:
    """(code, error code) of what a fault says: a code of its own, or an error of this operation only."""
    return (Code(error), None) if error in _CODES else (Code.COMMAND_ERROR, error)


def garbled(result: Mapping[str, object]) -> Mapping[str, object]:
    """A result whose texts are spoiled: the second half of each is turned round."""
    return {
        key: value[: len(value) // 2] + value[len(value) // 2 :][::-1] if isinstance(value, str) else value
        for key, value in result.items()
    }
