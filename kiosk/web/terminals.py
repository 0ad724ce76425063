"""Terminals (自助终端): printing a slip, and breaking or repairing a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from kiosk.live.peripherals import SLIP, DeviceFault, PrinterFault
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.tickets import hash_of, own_record

if TYPE_CHECKING:
    from kiosk.web.services import Holder


def print_slip(call: Call) -> Response:
    """Print a ticket's slip; 409 with the printer's code when it won't come, so the page shows the QR."""
    services, terminal = call.services, call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    holder = services.holder_of(hash_of(call.body.token))
    if holder is None:
        raise WebProblem("unknown_token")
    try:
        services.peripherals.print_page(terminal, {**SLIP, **_drawn(call, holder)})
    except DeviceFault as fault:
        raise WebProblem(fault.code, retry_helps=fault.retry_helps) from None
    return json_answer({"state": "printed"})


def _drawn(call: Call, holder: Holder) -> dict[str, bytes]:
    """The slip as a picture, where somebody may look at what comes out of the printer."""
    services = call.services
    if not services.settings.simulation or not services.settings.kept_outputs:
        return {}
    return {"page": services.slip_png(call.body.token, holder, own_record(call, holder))}


def set_printer(call: Call) -> Response:
    """A supervisor breaks the printer, for training, or says that it is repaired."""
    peripherals, terminal = call.services.peripherals, call.path["terminal"]
    fault = None if call.body.fault is None else PrinterFault(call.body.fault)
    peripherals.set_fault(terminal, fault)
    return json_answer(peripherals.printer_record(terminal))
