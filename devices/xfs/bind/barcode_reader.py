"""BarcodeReader over the code scanner."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from devices import messages as m
from devices.messages import NOTHING
from devices.xfs.binding import Binding, Command, Direct, InvalidPayload, Order, Payload, renamed

SYMBOLOGIES: Final = ("qrCode", "pdf417", "code128")


def _read(payload: Payload) -> Order:
    wanted = payload.get("symbologies", NOTHING)
    if wanted is not None and not hasattr(wanted, "keys"):
        raise InvalidPayload("symbologies")
    return Order(op="read")


def _read_output(ended: m.Ended) -> Payload:
    data = b64encode(str(ended.result["text"]).encode()).decode()
    symbology = ended.result["symbology"]
    return {"readOutput": [{"symbology": symbology, "barcodeData": data, "symbologyName": symbology}]}


BINDING: Final = Binding(
    interface="BarcodeReader",
    commands={
        "BarcodeReader.Read": Command(plan=_read, answer=_read_output),
        "BarcodeReader.Reset": Command(plan=lambda _payload: Direct(command=m.Reset())),
    },
    status=renamed({"scanner": "scanner"}),
    capabilities={"canFilterSymbologies": False, "symbologies": dict.fromkeys(SYMBOLOGIES, True)},
)
