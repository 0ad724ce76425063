"""Printer over the receipt printer and the A4 printer."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Final

from devices import messages as m
from devices.xfs.binding import Binding, Command, Direct, InvalidPayload, Order, Payload

LINE_MM: Final = 4
MARGIN_MM: Final = 20
SUPPLIES: Final = ("upper", "lower", "aux", "aux2", "toner", "ink", "lamp")


def _print_raw(payload: Payload) -> Order:
    data = payload.get("data")
    if not isinstance(data, str):
        raise InvalidPayload("data")
    try:
        raw = b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidPayload("data") from error
    if not raw:
        raise InvalidPayload("data")
    lines = raw.count(b"\n") + 1
    return Order(
        op="print", args={"lines": lines, "length": MARGIN_MM + LINE_MM * lines, "page": raw.decode("utf-8", "replace")}
    )


def _replenish(payload: Payload) -> Direct:
    unknown = [name for name in payload if name not in SUPPLIES]
    if unknown or payload.get("upper") is not True:
        raise InvalidPayload(unknown[0] if unknown else "upper")
    return Direct(command=m.Stimulus(kind="replenish"))


def _status(flat: Payload) -> Payload:
    status: dict[str, object] = {}
    if "media" in flat:
        status["media"] = flat["media"]
    if "paper" in flat:
        status["paper"] = {"upper": flat["paper"]}
    if "bin" in flat:
        status["retractBins"] = [{"state": flat["bin"]}]
    return status


BINDING: Final = Binding(
    interface="Printer",
    commands={
        "Printer.PrintRaw": Command(plan=_print_raw),
        "Printer.RetractMedia": Command(
            plan=lambda _payload: Order(op="retract"), answer=lambda _ended: {"result": "unit1"}
        ),
        "Printer.SupplyReplenish": Command(plan=_replenish),
        "Printer.Reset": Command(plan=lambda _payload: Direct(command=m.Reset())),
    },
    status=_status,
    capabilities={
        "type": {"receipt": True},
        "control": {"eject": True, "cut": True, "retract": True},
        "paperSources": {"upper": True},
        "mediaTaken": True,
        "mediaPresented": True,
        "autoRetractPeriod": 30_000,
    },
    notices={
        "MediaPresentedEvent": "Printer.MediaPresentedEvent",
        "MediaTakenEvent": "Printer.MediaTakenEvent",
        "MediaAutoRetractedEvent": "Printer.MediaAutoRetractedEvent",
        "PaperThresholdEvent": "Printer.PaperThresholdEvent",
        "RetractBinThresholdEvent": "Printer.RetractBinThresholdEvent",
    },
    solicited=frozenset({"Printer.MediaPresentedEvent"}),
)
