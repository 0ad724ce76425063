"""Names, versions and rules of the messages we speak (接口契约): one table of our own.

A command that is not in the table, or a version that is not in its row, is answered `unsupportedCommand`
and advertised nowhere; so what `Common.Capabilities` claims is what is there, whole.

Source: CEN XFS4IoT 2023-2 and later as its public implementations have it; docs/xfs.md says how far it is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Type(StrEnum):
    """Header field `type`."""

    COMMAND = "command"
    ACKNOWLEDGE = "acknowledge"
    EVENT = "event"
    COMPLETION = "completion"
    UNSOLICITED = "unsolicited"


class Refused(StrEnum):
    """Status of an acknowledge after which nothing follows."""

    INVALID_MESSAGE = "invalidMessage"
    INVALID_REQUEST_ID = "invalidRequestID"
    TOO_MANY_REQUESTS = "tooManyRequests"


class Completion(StrEnum):
    """How a command ended."""

    SUCCESS = "success"
    COMMAND_ERROR = "commandErrorCode"
    CANCELED = "canceled"
    NOT_READY = "deviceNotReady"
    HARDWARE_ERROR = "hardwareError"
    INTERNAL_ERROR = "internalError"
    INVALID_COMMAND = "invalidCommand"
    TIMED_OUT = "timeOut"
    UNSUPPORTED_COMMAND = "unsupportedCommand"
    INVALID_DATA = "invalidData"
    USER_ERROR = "userError"
    UNSUPPORTED_DATA = "unsupportedData"
    FRAUD_ATTEMPT = "fraudAttempt"
    SEQUENCE_ERROR = "sequenceError"
    AUTHORIZATION_REQUIRED = "authorizationRequired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One command. versions: accepted in a command; answers: version of its completion.

    is_async: does not queue behind the others.
    """

    versions: tuple[str, ...]
    answers: str
    is_async: bool = False


COMMANDS: Final[dict[str, Row]] = {
    "ServicePublisher.GetServices": Row(versions=("1.0", "2.0"), answers="2.0", is_async=True),
    "Common.Status": Row(versions=("2.0", "3.0"), answers="3.0", is_async=True),
    "Common.Capabilities": Row(versions=("2.0", "3.0"), answers="3.0", is_async=True),
    "Common.Cancel": Row(versions=("1.0", "2.0"), answers="2.0", is_async=True),
    "Common.SetVersions": Row(versions=("2.0",), answers="2.0"),
    "Common.SetTransactionState": Row(versions=("2.0",), answers="2.0"),
    "Common.GetTransactionState": Row(versions=("2.0",), answers="2.0"),
    "BarcodeReader.Read": Row(versions=("2.0",), answers="3.0"),
    "BarcodeReader.Reset": Row(versions=("2.0",), answers="2.0"),
    "CardReader.ReadRawData": Row(versions=("2.0",), answers="3.0"),
    "CardReader.WriteRawData": Row(versions=("3.0",), answers="2.0"),
    "CardReader.ChipPower": Row(versions=("2.0",), answers="3.0"),
    "CardReader.ChipIO": Row(versions=("3.0",), answers="3.0"),
    "CardReader.Move": Row(versions=("2.0",), answers="2.0"),
    "CardReader.Reset": Row(versions=("2.0",), answers="2.0"),
    "Printer.PrintRaw": Row(versions=("3.0",), answers="3.0"),
    "Printer.RetractMedia": Row(versions=("3.0",), answers="3.0"),
    "Printer.SupplyReplenish": Row(versions=("2.0",), answers="2.0"),
    "Printer.Reset": Row(versions=("3.0",), answers="2.0"),
}
"""Every command that is whole."""

EVENTS: Final[dict[str, str]] = {
    "ServicePublisher.ServiceDetailEvent": "2.0",
    "Common.StatusChangedEvent": "3.0",
    "Common.ErrorEvent": "2.0",
    "CardReader.InsertCardEvent": "2.0",
    "CardReader.MediaInsertedEvent": "2.0",
    "CardReader.InvalidMediaEvent": "2.0",
    "CardReader.MediaRemovedEvent": "2.0",
    "CardReader.MediaDetectedEvent": "2.0",
    "CardReader.CardActionEvent": "2.0",
    "Printer.MediaPresentedEvent": "2.0",
    "Printer.MediaTakenEvent": "2.0",
    "Printer.MediaAutoRetractedEvent": "3.0",
    "Printer.PaperThresholdEvent": "2.0",
    "Printer.RetractBinThresholdEvent": "2.0",
}
"""Every event, with its version."""

SOLICITED: Final = frozenset(
    {
        "ServicePublisher.ServiceDetailEvent",
        "CardReader.InsertCardEvent",
        "CardReader.MediaInsertedEvent",
        "CardReader.InvalidMediaEvent",
        "Printer.MediaPresentedEvent",
    }
)
"""Events that belong to a command and are told nobody else; the others go to every connection."""

MOST_REQUESTS: Final = 64
"""Commands of one connection that may queue or run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Where implementations differ; a setting, never a guess.

    is_flat: 1.0, where timeout, status and completion code stand in the payload. says_success: a success is
    named, not left out. spells_with_s: authorisationRequired.
    """

    is_flat: bool = False
    says_success: bool = True
    spells_with_s: bool = False


FLAT_VERSION: Final = "1.0"
"""What every message of the flat dialect is."""


def version_of_answer(name: str, asked: str, dialect: Dialect) -> str | None:
    """Version of the completion of a command asked for in some version; None where that is not supported."""
    row = COMMANDS.get(name)
    if row is not None and dialect.is_flat and asked == FLAT_VERSION:
        return FLAT_VERSION
    return row.answers if row is not None and asked in row.versions else None


def version_of_event(name: str, dialect: Dialect) -> str:
    """Version of an event."""
    return FLAT_VERSION if dialect.is_flat else EVENTS[name]
