"""BarcodeReader over the code scanner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices import messages as m
from devices.scanner import SYMBOLOGIES
from devices.xfs.binding import (
    GONE,
    RESET,
    Binding,
    Command,
    Order,
    Payload,
    Plan,
    encoded,
    invalid,
    only,
    plan_of,
    text_in,
    unsupported,
)


def _read(payload: Payload, _flat: Payload) -> Plan:
    """No filter, or one that names nothing, reads whatever comes."""
    only(payload, "symbologies")
    wanted = payload.get("symbologies") or {}
    if not isinstance(wanted, Mapping) or not all(isinstance(each, bool) for each in wanted.values()):
        raise invalid("symbologies")
    named = [str(name) for name, is_wanted in wanted.items() if is_wanted]
    for name in named:
        if name not in SYMBOLOGIES:
            raise unsupported(f"symbologies.{name}")
    return plan_of(Order(op="read", args={"symbologies": named} if named else {}))


def _read_output(_payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    result = ended[-1].result
    data, symbology = encoded(text_in(result, "text").encode()), text_in(result, "symbology")
    return {"readOutput": [{"symbology": symbology, "barcodeData": data, "symbologyName": symbology}]}


def _status(flat: Payload) -> Payload:
    if "scanner" not in flat:
        return {}
    return {"scanner": "unknown" if flat["device"] in GONE else flat["scanner"]}


BINDING: Final = Binding(
    interface="BarcodeReader",
    commands={
        "BarcodeReader.Read": Command(plan=_read, answer=_read_output, errors={"barcodeInvalid": "barcodeInvalid"}),
        "BarcodeReader.Reset": Command(is_mechanical=False, plan=lambda _payload, _flat: plan_of(RESET)),
    },
    status=_status,
    capabilities={"canFilterSymbologies": True, "symbologies": dict.fromkeys(SYMBOLOGIES, True)},
)
