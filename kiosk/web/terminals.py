"""Terminals (自助终端): printing a slip, and breaking or repairing a printer."""

from __future__ import annotations

from flask import Response

from kiosk.live.peripherals import DeviceFault, PrinterFault, UnknownTerminal
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.tickets import hash_of


def print_slip(call: Call) -> Response:
    """Print a ticket's slip; 409 with the printer's code when it won't come, so the page shows the QR."""
    services, terminal = call.services, call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    if services.holder_of(hash_of(call.body.token)) is None:
        raise WebProblem("unknown_token")
    try:
        services.peripherals.print_slip(terminal)
    except UnknownTerminal:
        raise WebProblem("unknown_terminal", terminal=terminal[:64]) from None
    except DeviceFault as fault:
        raise WebProblem(fault.code, retry_helps=fault.retry_helps) from None
    return json_answer({"state": "printed"})


def set_printer(call: Call) -> Response:
    """A supervisor breaks the printer, for training, or says that it is repaired."""
    peripherals, terminal = call.services.peripherals, call.path["terminal"]
    fault = None if call.body.fault is None else PrinterFault(call.body.fault)
    try:
        peripherals.set_fault(terminal, fault)
    except UnknownTerminal:
        raise WebProblem("unknown_terminal", terminal=terminal[:64]) from None
    return json_answer(peripherals.printer_record(terminal))
