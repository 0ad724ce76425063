"""What a device is asked, and what it says (设备命令与事件).

Commands are imperative, events past tense; nobody changes either. A command that makes no sense raises a
DeviceRefusal and changes nothing; everything that goes wrong in the physical world is an event.
Chance never arises here: `Begin.draws` are uniforms of the driver's named streams, in the order of
the operation's table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, TypeVar, dataclass_transform

from devices.faults import Fault

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def nothing() -> Mapping[str, object]:
    """No values; one mapping for all, as nobody can change it."""
    return NOTHING


Record = TypeVar("Record")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[Record]) -> type[Record]:
    """A frozen record to the type checker, which is where a slip would be made.

    At run time it is not frozen: Python sets each field of a frozen one by a call, which makes it three times as
    dear, and a month of a fleet is some ten million messages.
    """
    return dataclass(slots=True, kw_only=True)(cls)


class Code(StrEnum):
    """How an operation ended. An error of one operation only is COMMAND_ERROR, with its own error code beside it."""

    SUCCESS = "success"
    COMMAND_ERROR = "commandErrorCode"
    CANCELED = "canceled"
    TIMED_OUT = "timeOut"
    NOT_READY = "deviceNotReady"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    FRAUD_ATTEMPT = "fraudAttempt"
    INVALID_DATA = "invalidData"
    SEQUENCE_ERROR = "sequenceError"


class Mode(StrEnum):
    """auto: the driver's hazards strike. quiet: only what is injected. manual: each operation waits for Respond."""

    AUTO = "auto"
    QUIET = "quiet"
    MANUAL = "manual"


class Who(StrEnum):
    """Who resets a device: its host, a person who has been there, or a supervisor."""

    HOST = "host"
    STAFF = "staff"
    SUPERVISOR = "supervisor"


# Commands.


@record
class Begin:
    """Start an operation. draws: one uniform for each name in the operation's table. timeout_ms: 0 for none."""

    op_id: str
    op: str
    args: Mapping[str, object] = field(default_factory=nothing)
    draws: tuple[float, ...] = ()
    timeout_ms: int = 0


@record
class Stimulus:
    """The physical world acts: a code is shown, a card laid on, paper taken."""

    kind: str
    value: Mapping[str, object] = field(default_factory=nothing)


@record
class Abort:
    """Give an operation up."""

    op_id: str


@record
class Reset:
    """Recover. Ends faults that a reset ends; others need their cause removed first."""

    by: Who = Who.HOST


@record
class Inject:
    """A fault waits for its trigger from now on; one without a trigger strikes at once."""

    fault: Fault


@record
class Clear:
    """The cause of a fault is gone: somebody has removed the paper, wiped the window."""

    fault_id: str


@record
class Respond:
    """Manual mode: the test says how the operation ends."""

    op_id: str
    code: Code = Code.SUCCESS
    error: str | None = None
    result: Mapping[str, object] = field(default_factory=nothing)


@record
class SetMode:
    """Change the mode."""

    mode: Mode


@record
class Plug:
    """Connect the device, or pull it out."""

    is_connected: bool


@record
class Power:
    """Switch the device on or off."""

    is_on: bool


Command = Begin | Stimulus | Abort | Reset | Inject | Clear | Respond | SetMode | Plug | Power


# Events.


@record
class Began:
    """An operation runs."""

    at_ms: int
    device: str
    op_id: str
    op: str


@record
class Ended:
    """An operation is over. error: its own code where code is COMMAND_ERROR."""

    at_ms: int
    device: str
    op_id: str
    op: str
    code: Code
    error: str | None = None
    result: Mapping[str, object] = field(default_factory=nothing)


@record
class Paused:
    """Manual mode: an operation waits for Respond."""

    at_ms: int
    device: str
    op_id: str
    op: str


@record
class Noticed:
    """Something happened that whoever listens may want to know: media presented, card inserted, paper low.

    op_id: the operation it belongs to, or None.
    """

    at_ms: int
    device: str
    name: str
    op_id: str | None = None
    payload: Mapping[str, object] = field(default_factory=nothing)


@record
class StatusChanged:
    """Only what changed: path -> value."""

    at_ms: int
    device: str
    changes: Mapping[str, object] = field(default_factory=nothing)


@record
class ActionNeeded:
    """A person must do something. cause: the fault's kind. action: reset · clear · maintenance · suspend · configuration."""

    at_ms: int
    device: str
    cause: str
    action: str


@record
class StimulusLost:
    """Nobody listened in time."""

    at_ms: int
    device: str
    kind: str


Event = Began | Ended | Paused | Noticed | StatusChanged | ActionNeeded | StimulusLost


# Refusals.


class DeviceRefusal(Exception):
    """The command makes no sense now; nothing changed. code: stable; params: what the asker needs to mend it."""

    code: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class UnknownDevice(DeviceRefusal):
    """This terminal has no such device."""

    code = "unknown_device"


class DeviceExists(DeviceRefusal):
    """This terminal has a device of this name already."""

    code = "device_exists"


class UnknownOperation(DeviceRefusal):
    """This device cannot do that."""

    code = "unknown_operation"


class DeviceBusy(DeviceRefusal):
    """One operation at a time; queueing is the service's work."""

    code = "device_busy"


class DrawsMissing(DeviceRefusal):
    """An operation needs one uniform for each name in its table."""

    code = "draws_missing"


class InvalidStimulus(DeviceRefusal):
    """This device cannot feel that, or not with such a value."""

    code = "invalid_stimulus"


class UnknownFault(DeviceRefusal):
    """No such fault: neither waiting nor active, or of a kind that this device does not know."""

    code = "unknown_fault"


class FaultExists(DeviceRefusal):
    """A fault of this name waits or is active already."""

    code = "fault_exists"


class NotWaiting(DeviceRefusal):
    """No operation of this name waits for a response."""

    code = "not_waiting"


class CannotHappen(DeviceRefusal):
    """Not in this state: a device that is not there cannot be switched on."""

    code = "cannot_happen"
