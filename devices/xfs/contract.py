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
    """One command. versions: accepted in a command; answers: those of its completion, the last unless another is chosen.

    errors: every error code of its own that the standard has. changes: it moves or marks something, so that doing it
    twice is not the same as once. is_async: does not queue behind the others.
    """

    versions: tuple[str, ...]
    answers: tuple[str, ...]
    errors: tuple[str, ...] = ()
    changes: bool = False
    is_async: bool = False


_PRINTING: Final = ("shutterFail", "mediaJammed", "paperJammed", "paperOut", "tonerOut")
_AFTERWARDS: Final = ("mediaRetained", "blackMark", "mediaRetracted")
_CONTROL: Final = (
    *("flushFail", "retractBinFull", "stackerFull", "pageTurnFail", "mediaTurnFail", "inkOut", "sequenceInvalid"),
)
_FORM: Final = (
    *("formNotFound", "mediaNotFound", "mediaOverflow", "fieldSpecFailure", "fieldError", "charSetData"),
    *("mediaSkewed", "sourceInvalid", "mediaSize", "mediaRejected", "msfError", "noMSF"),
)
_CARD: Final = ("mediaJam", "shutterFail", "noMedia", "invalidMedia")
_CHIP: Final = ("mediaJam", "noMedia", "invalidMedia", "invalidData", "atrNotObtained")
COMMANDS: Final[dict[str, Row]] = {
    "ServicePublisher.GetServices": Row(versions=("1.0", "2.0"), answers=("2.0",), is_async=True),
    "Common.Status": Row(versions=("2.0", "3.0"), answers=("2.0", "3.0"), is_async=True),
    "Common.Capabilities": Row(versions=("2.0", "3.0"), answers=("2.0", "3.0"), is_async=True),
    "Common.Cancel": Row(versions=("1.0", "2.0"), answers=("2.0",), errors=("noMatchingRequestIDs",), is_async=True),
    "Common.SetVersions": Row(versions=("2.0",), answers=("2.0",)),
    "Common.SetTransactionState": Row(versions=("2.0",), answers=("2.0",)),
    "Common.GetTransactionState": Row(versions=("2.0",), answers=("2.0",)),
    "BarcodeReader.Read": Row(versions=("2.0",), answers=("3.0",), errors=("barcodeInvalid",)),
    "BarcodeReader.Reset": Row(versions=("2.0",), answers=("2.0",)),
    "CardReader.ReadRawData": Row(
        versions=("2.0",),
        answers=("3.0",),
        errors=(*_CARD, "cardTooShort", "cardTooLong", "securityFail", "cardCollision"),
    ),
    "CardReader.WriteRawData": Row(
        versions=("3.0",), answers=("2.0",), errors=(*_CARD, "writeMethod", "cardTooShort", "cardTooLong"), changes=True
    ),
    "CardReader.ChipPower": Row(versions=("2.0",), answers=("3.0",), errors=(*_CHIP, "chipPowerNotSupported")),
    "CardReader.ChipIO": Row(
        versions=("3.0",), answers=("3.0",), errors=(*_CHIP, "protocolNotSupported", "cardCollision"), changes=True
    ),
    "CardReader.Move": Row(
        versions=("2.0",),
        answers=("2.0",),
        errors=("mediaJam", "shutterFail", "noMedia", "occupied", "full", "mediaRetained"),
        changes=True,
    ),
    "CardReader.Reset": Row(versions=("2.0",), answers=("2.0",), errors=("mediaJam", "shutterFail", "retainBinFull")),
    "Printer.GetFormList": Row(versions=("2.0",), answers=("2.0",)),
    "Printer.GetMediaList": Row(versions=("2.0",), answers=("2.0",)),
    "Printer.GetQueryForm": Row(versions=("2.0",), answers=("3.0",), errors=("formNotFound",)),
    "Printer.GetQueryMedia": Row(versions=("3.0",), answers=("3.0",), errors=("mediaNotFound",)),
    "Printer.GetQueryField": Row(versions=("2.0",), answers=("3.0",), errors=("formNotFound", "fieldNotFound")),
    "Printer.PrintForm": Row(
        versions=("3.0",), answers=("3.0",), errors=(*_PRINTING, *_AFTERWARDS, *_CONTROL, *_FORM), changes=True
    ),
    "Printer.PrintRaw": Row(versions=("3.0",), answers=("3.0",), errors=(*_PRINTING, *_AFTERWARDS), changes=True),
    "Printer.PrintNative": Row(
        versions=("3.0",),
        answers=("2.0",),
        errors=(
            *_PRINTING,
            *_AFTERWARDS,
            *_CONTROL,
            "noMediaPresent",
            "mediaOverflow",
            "sourceInvalid",
            "mediaRejected",
        ),
        changes=True,
    ),
    "Printer.ControlMedia": Row(
        versions=("3.0",),
        answers=("2.0",),
        errors=(*_PRINTING, *_AFTERWARDS, *_CONTROL, "noMediaPresent"),
        changes=True,
    ),
    "Printer.RetractMedia": Row(
        versions=("3.0",), answers=("3.0",), errors=("noMediaPresent", "retractBinFull", "mediaJammed"), changes=True
    ),
    "Printer.ReadImage": Row(
        versions=("3.0",),
        answers=("3.0",),
        errors=("shutterFail", "mediaJammed", "lampInoperative", "mediaSize", "mediaRejected"),
    ),
    "Printer.SupplyReplenish": Row(versions=("2.0",), answers=("2.0",)),
    "Printer.Reset": Row(
        versions=("3.0",), answers=("2.0",), errors=("shutterFail", "retractBinFull", "mediaJammed", "paperJammed")
    ),
}
"""Every command that is whole."""

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "ServicePublisher.ServiceDetailEvent": ("2.0",),
    "Common.StatusChangedEvent": ("2.0", "3.0"),
    "Common.ErrorEvent": ("2.0",),
    "CardReader.InsertCardEvent": ("2.0",),
    "CardReader.MediaInsertedEvent": ("2.0",),
    "CardReader.InvalidMediaEvent": ("2.0",),
    "CardReader.TrackDetectedEvent": ("2.0",),
    "CardReader.MediaRemovedEvent": ("2.0",),
    "CardReader.MediaDetectedEvent": ("2.0",),
    "CardReader.CardActionEvent": ("2.0",),
    "Printer.NoMediaEvent": ("2.0",),
    "Printer.MediaInsertedEvent": ("2.0",),
    "Printer.MediaRejectedEvent": ("2.0",),
    "Printer.MediaPresentedEvent": ("2.0",),
    "Printer.FieldErrorEvent": ("2.0",),
    "Printer.FieldWarningEvent": ("2.0",),
    "Printer.MediaPresentedUnsolicitedEvent": ("2.0",),
    "Printer.MediaTakenEvent": ("2.0",),
    "Printer.MediaAutoRetractedEvent": ("2.0", "3.0"),
    "Printer.MediaDetectedEvent": ("2.0", "3.0"),
    "Printer.PaperThresholdEvent": ("2.0",),
    "Printer.LampThresholdEvent": ("2.0",),
    "Printer.RetractBinThresholdEvent": ("2.0",),
}
"""Every event, with its versions: the last, unless a client has chosen another."""

SOLICITED: Final = frozenset(
    {
        "ServicePublisher.ServiceDetailEvent",
        "CardReader.InsertCardEvent",
        "CardReader.MediaInsertedEvent",
        "CardReader.InvalidMediaEvent",
        "CardReader.TrackDetectedEvent",
        "Printer.NoMediaEvent",
        "Printer.MediaInsertedEvent",
        "Printer.MediaRejectedEvent",
        "Printer.MediaPresentedEvent",
        "Printer.FieldErrorEvent",
        "Printer.FieldWarningEvent",
    }
)
"""Events that belong to a command and are told nobody else; the others go to every connection."""

UNASKED: Final = {"Printer.MediaPresentedEvent": "Printer.MediaPresentedUnsolicitedEvent"}
"""Event of a command -> what everybody hears instead if no command of this service brought it about."""

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
