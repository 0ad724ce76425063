"""Printer over the receipt printer and the A4 printer."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from devices import messages as m
from devices.xfs.binding import (
    RESET,
    Binding,
    Command,
    Direct,
    Order,
    Payload,
    Plan,
    Said,
    decoded,
    flag,
    invalid,
    only,
    plainly,
    plan_of,
    unsupported,
    word,
)

LINE_MM: Final = 4
MARGIN_MM: Final = 20
LINES_OF_A_SHEET: Final = 50
BIN: Final = "unit1"
SUPPLIES: Final = ("upper", "lower", "aux", "aux2", "toner", "ink", "lamp")
PRINT_ERRORS: Final = {"paperJammed": "paperJammed", "paperOut": "paperOut"}


def roll_mm(lines: int) -> int:
    """Millimetres of a slip."""
    return MARGIN_MM + LINE_MM * lines


def sheets(lines: int) -> int:
    """Sheets of a document."""
    return ceil(lines / LINES_OF_A_SHEET)


def _print_raw(length_of: Callable[[int], int]) -> Callable[[Payload, Payload], Plan]:
    def plan(payload: Payload, _flat: Payload) -> Plan:
        only(payload, "inputData", "data")
        if word(payload, "inputData", ("no", "yes"), "no") == "yes":
            raise unsupported("inputData")
        raw = decoded(payload, "data")
        lines = raw.count(b"\n") + 1
        page = raw.decode("utf-8", "replace")
        return plan_of(Order(op="print", args={"lines": lines, "length": length_of(lines), "page": page}))

    return plan


def _replenish(payload: Payload, _flat: Payload) -> Plan:
    only(payload, *SUPPLIES)
    wanted = [name for name in SUPPLIES if flag(payload, name)]
    if not wanted:
        raise invalid("upper")
    if wanted != ["upper"]:
        raise unsupported(wanted[-1])
    return plan_of(Direct(command=m.Stimulus(kind="replenish")))


def _retract(payload: Payload, _flat: Payload) -> Plan:
    only(payload, "mediaControl")
    if payload.get("mediaControl") not in (None, BIN):
        raise unsupported("mediaControl")
    return plan_of(Order(op="retract"))


def _reset(payload: Payload, flat: Payload) -> Plan:
    """A page in the mouth stays there unless it is to go to the bin."""
    only(payload, "mediaControl")
    control = payload.get("mediaControl")
    if control not in (None, "eject", BIN):
        raise unsupported("mediaControl")
    is_left = control == BIN and flat.get("media") == "present"
    return plan_of(RESET, Order(op="retract")) if is_left else plan_of(RESET)


def _retracted(payload: Payload) -> Said | None:
    """A page that the device drew in by itself; what a client ordered needs no telling."""
    is_automatic = payload.get("is_automatic") is True
    return ("Printer.MediaAutoRetractedEvent", {"result": BIN}) if is_automatic else None


def _paper(payload: Payload) -> Said:
    return "Printer.PaperThresholdEvent", {"paperSource": "upper", "threshold": payload["threshold"]}


def _bin(payload: Payload) -> Said:
    return "Printer.RetractBinThresholdEvent", {"binNumber": 1, "state": payload["state"]}


def _status(flat: Payload) -> Payload:
    status: dict[str, object] = {}
    if "media" in flat:
        status["media"] = flat["media"]
    if "paper" in flat:
        status["paper"] = {"upper": flat["paper"]}
    if "bin" in flat:
        status["retractBins"] = [{"state": flat["bin"]}]
    return status


def binding(kind: str, length_of: Callable[[int], int], *, cuts: bool) -> Binding:
    """A printer of one kind. length_of: lines -> what they use of its paper."""
    return Binding(
        interface="Printer",
        commands={
            "Printer.PrintRaw": Command(plan=_print_raw(length_of), errors=PRINT_ERRORS),
            "Printer.RetractMedia": Command(
                plan=_retract,
                answer=lambda _payload, _ended: {"result": BIN},
                errors={"noMediaPresent": "noMediaPresent", "retractBinFull": "retractBinFull"},
            ),
            "Printer.SupplyReplenish": Command(plan=_replenish),
            "Printer.Reset": Command(
                plan=_reset,
                errors={"retractBinFull": "retractBinFull", "paperJammed": "paperJammed"},
            ),
        },
        status=_status,
        capabilities={
            "type": {kind: True},
            "control": {"eject": True, "cut": cuts, "retract": True},
            "paperSources": {"upper": True},
            "mediaTaken": True,
            "mediaPresented": True,
            "autoRetractPeriod": 30_000,
        },
        notices={
            "MediaPresentedEvent": plainly("Printer.MediaPresentedEvent", wadIndex=1, totalWads=1),
            "MediaTakenEvent": plainly("Printer.MediaTakenEvent"),
            "MediaAutoRetractedEvent": _retracted,
            "PaperThresholdEvent": _paper,
            "RetractBinThresholdEvent": _bin,
        },
        events=EVENTS_OF_PRINTERS,
    )


EVENTS_OF_PRINTERS: Final = frozenset(
    {
        "Printer.MediaPresentedEvent",
        "Printer.MediaTakenEvent",
        "Printer.MediaAutoRetractedEvent",
        "Printer.PaperThresholdEvent",
        "Printer.RetractBinThresholdEvent",
    }
)
RECEIPT: Final = binding("receipt", roll_mm, cuts=True)
DOCUMENT: Final = binding("document", sheets, cuts=False)
