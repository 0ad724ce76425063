"""One binding an interface."""

from __future__ import annotations

from typing import Final

from devices.xfs.bind import barcode_reader, printer
from devices.xfs.binding import Binding

BINDINGS: Final[dict[str, Binding]] = {
    "scanner": barcode_reader.BINDING,
    "receipt_printer": printer.BINDING,
    "document_printer": printer.BINDING,
}
"""Kind of device -> how it speaks."""
