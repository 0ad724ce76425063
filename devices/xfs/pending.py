"""A command under way (在办命令), and what it is told when the device will not or cannot."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from devices import messages as m
from devices.life import DeviceState
from devices.xfs.binding import Step
from devices.xfs.contract import Completion
from devices.xfs.envelope import Request


@dataclass(slots=True)
class Pending:
    """A command that queues or runs. steps: those to come. ended: how those before them went.

    ending: why it is being given up, None if it is not. is_starting: it waits for the device to have started.
    """

    connection: str
    request: Request
    due_ms: int | None
    op_id: str = ""
    steps: deque[Step] = field(default_factory=deque)
    ended: tuple[m.Ended, ...] = ()
    ending: Completion | None = None
    is_starting: bool = False
    is_abandoned: bool = False


REFUSALS: Final[dict[type[m.DeviceRefusal], Completion]] = {
    m.DeviceBusy: Completion.SEQUENCE_ERROR,
    m.CannotHappen: Completion.NOT_READY,
    m.InvalidStimulus: Completion.INVALID_DATA,
    m.UnknownDevice: Completion.NOT_READY,
}
"""Refusal -> completion code."""

DOWN: Final[dict[DeviceState, Completion]] = {
    DeviceState.HARDWARE_ERROR: Completion.HARDWARE_ERROR,
    DeviceState.USER_ERROR: Completion.USER_ERROR,
    DeviceState.POTENTIAL_FRAUD: Completion.FRAUD_ATTEMPT,
}
"""State in which a device does not work -> completion code; any other is deviceNotReady."""


def refusal_code(refusal: m.DeviceRefusal) -> Completion:
    """What a command is told when the device refuses what it asks; anything unforeseen is a bug."""
    if isinstance(refusal, m.CannotHappen) and "by" in refusal.params:
        return Completion.AUTHORIZATION_REQUIRED
    return REFUSALS.get(type(refusal), Completion.INTERNAL_ERROR)
