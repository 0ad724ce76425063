"""Terminals (自助终端): printing a slip, and breaking or repairing a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response

from kiosk.live.peripherals import SLIP, DeviceFault, PrinterFault
from kiosk.web.bookings import held_record
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.tickets import hash_of, own_record

if TYPE_CHECKING:
    from kiosk.web.services import Holder


def print_slip(call: Call) -> Response:
    """Print the slip of a ticket or an appointment; 409 with the printer's code when it won't come, so the page shows the QR."""
    services, terminal = call.services, call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    token = call.body.token
    holder = services.holder_of(hash_of(token))
    booking = held_record(call, token) if holder is None else None
    if holder is None and booking is None:
        raise WebProblem("unknown_token")
    try:
        services.peripherals.print_page(terminal, {**SLIP, **_drawn(call, holder, booking)})
    except DeviceFault as fault:
        raise WebProblem(fault.code, retry_helps=fault.retry_helps) from None
    return json_answer({"state": "printed"})


def _drawn(call: Call, holder: Holder | None, booking: dict[str, Any] | None) -> dict[str, bytes]:
    """The slip as a picture, where somebody may look at what comes out of the printer."""
    services, token = call.services, call.body.token
    if not services.settings.simulation or not services.settings.kept_outputs:
        return {}
    if booking is not None:
        return {"page": services.booking_slip_png(token, booking)}
    assert holder is not None, "one of the two was found"
    return {"page": services.slip_png(token, holder, own_record(call, holder))}


def set_printer(call: Call) -> Response:
    """A supervisor breaks the printer, for training, or says that it is repaired."""
    peripherals, terminal = call.services.peripherals, call.path["terminal"]
    fault = None if call.body.fault is None else PrinterFault(call.body.fault)
    peripherals.set_fault(terminal, fault)
    return json_answer(peripherals.printer_record(terminal))
