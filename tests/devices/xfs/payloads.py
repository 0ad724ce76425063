"""What is asked of each command in the tests of all services: well, and badly."""

from __future__ import annotations

import zlib
from base64 import b64encode
from typing import Final

from tests.devices.examples import VALUES

__all__ = ["BAD", "PDF", "PNG", "VALUES", "good", "pdf", "png", "text"]


def text(content: str) -> str:
    """A text in a payload."""
    return b64encode(content.encode()).decode()


def png(width: int, height: int) -> bytes:
    """A white grey-scale picture, made by hand."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(sheets: int, *, is_packed: bool = False) -> bytes:
    """The least that has so many pages; packed, they stand in a compressed object."""
    page = b"<</Type /Page /Parent 1 0 R>>\n"
    pages = b"".join(b"%d 0 obj %s endobj\n" % (number + 2, page) for number in range(sheets))
    if is_packed:
        table = b" ".join(b"%d %d" % (number + 2, number * len(page)) for number in range(sheets)) + b" "
        packed = zlib.compress(table + page * sheets)
        head = b"<</Type /ObjStm /N %d /First %d /Length %d>>" % (sheets, len(table), len(packed))
        pages = b"999 0 obj %s stream\n%s\nendstream endobj\n" % (head, packed)
    return b"%PDF-1.7\n1 0 obj <</Type /Pages /Count 0>> endobj\n" + pages + b"%%EOF"


PNG: Final = b64encode(png(64, 48)).decode()
PDF: Final = b64encode(pdf(2)).decode()
EJECT: Final = {"move": "eject"}
_GOOD: Final[dict[str, object]] = {
    "CardReader.ReadRawData": {"track2": True, "chip": True},
    "CardReader.WriteRawData": {"track2": {"data": text("6217")}},
    "CardReader.ChipPower": {"chipPower": "cold"},
    "CardReader.ChipIO": {"chipProtocol": "chipT0", "chipData": "AKQ="},
    "CardReader.Move": {"to": "exit"},
    "Printer.PrintRaw": {"data": text("hello\n")},
    "Printer.PrintNative": {"data": PNG, "mediaControl": EJECT},
    "Printer.ControlMedia": {"mediaControl": EJECT},
    "Printer.SupplyReplenish": {"upper": True},
    "Printer.PrintForm": {
        "formName": "Ticket",
        "fields": {"number": "A001", "matter": "社会保险参保登记"},
        "mediaControl": EJECT,
    },
    "Printer.GetQueryForm": {"formName": "Ticket"},
    "Printer.GetQueryField": {"formName": "Ticket", "fieldName": "number"},
    "Printer.GetQueryMedia": {"name": "Roll80"},
    "Printer.ReadImage": {"frontImage": {"imageType": "jpg", "colorFormat": "grayscale"}},
}
_OF_KIND: Final[dict[tuple[str, str], object]] = {
    ("document_printer", "Printer.PrintForm"): {
        "formName": "Notice",
        "fields": {"holder": "王*明", "matter": "社会保险参保登记", "missing": ["身份证"]},
        "mediaControl": EJECT,
    },
    ("document_printer", "Printer.GetQueryForm"): {"formName": "Notice"},
    ("document_printer", "Printer.GetQueryField"): {"formName": "Notice"},
    ("document_printer", "Printer.GetQueryMedia"): {"name": "A4"},
    ("document_camera", "Printer.SupplyReplenish"): {"lamp": True},
}


def good(kind: str, name: str) -> object:
    """A payload with which a command of a device succeeds."""
    return _OF_KIND.get((kind, name), _GOOD.get(name))


BAD: Final[dict[str, tuple[object, ...]]] = {
    "BarcodeReader.Read": ({"symbologies": {"pdf417": True}}, {"symbologies": {"ean13": True}}),
    "CardReader.ReadRawData": ({"chip": 1},),
    "CardReader.WriteRawData": ({},),
    "CardReader.ChipPower": ({"chipPower": "off"},),
    "CardReader.ChipIO": ({"chipProtocol": "chipTypeNFC"},),
    "CardReader.Move": ({"from": "unitStock", "to": "transport"}, {"to": "unitRetain"}, {"to": "nowhere"}),
    "CardReader.Reset": ({"to": "exit"}, {"to": "retain"}),
    "Printer.PrintRaw": ({"data": "?"},),
    "Printer.PrintNative": ({"data": PNG}, {"data": PDF, "mediaControl": {"move": "retract"}}, {"data": text("?")}),
    "Printer.PrintForm": (
        {"formName": "Ticket", "fields": {"number": "A001", "matter": "m"}},
        {"formName": "Notice", "fields": {"holder": "h", "matter": "m", "missing": "n"}},
        {"formName": "Ticket"},
        {"formName": "Nothing"},
    ),
    "Printer.ControlMedia": ({"mediaControl": {"move": "retract"}}, {"mediaControl": {}}),
    "Printer.SupplyReplenish": ({"toner": True},),
    "Printer.Reset": ({"mediaControl": "unit1"}, {"mediaControl": "eject"}, {"mediaControl": "expel"}),
    "Printer.ReadImage": ({"frontImage": {}, "backImage": {}}, {}),
    "Printer.GetQueryField": ({"formName": "Ticket", "fieldName": "nothing"},),
}
"""Other things that may be asked of a command."""
