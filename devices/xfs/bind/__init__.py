"""One binding an interface."""

from __future__ import annotations

from typing import Final

from devices.xfs.bind import barcode_reader, card_box, document_camera, id_card, printer, social_card
from devices.xfs.binding import Binding

BINDINGS: Final[dict[str, Binding]] = {
    "scanner": barcode_reader.BINDING,
    "id_reader": id_card.BINDING,
    "social_card_reader": social_card.BINDING,
    "card_box": card_box.BINDING,
    "receipt_printer": printer.RECEIPT,
    "document_printer": printer.DOCUMENT,
    "document_camera": document_camera.BINDING,
}
"""Kind of device -> how it speaks."""
