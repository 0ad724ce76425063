"""Printer over the document camera: one that only reads, which the standard calls a scanner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from devices import messages as m
from devices.xfs.bind.printer import capabilities, replenish_plan
from devices.xfs.binding import (
    GONE,
    RESET,
    Binding,
    Command,
    Order,
    Payload,
    Plan,
    Said,
    flag,
    invalid,
    only,
    plainly,
    plan_of,
    unsupported,
    word,
)

SIDES: Final = {"frontImage": "front", "backImage": "back"}
PASSPORT: Final = ("passportDataGroup1", "passportDataGroup2")
FORMATS: Final = ("png", "jpg", "bmp")
OTHER_FORMATS: Final = ("tif", "wmf", "gif", "svg")
COLORS: Final = ("binary", "grayscale", "fullcolor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A picture in a payload: the edge puts its bytes there. reference: as the device knows it."""

    reference: str
    format: str
    color: str


def _asked(payload: Payload) -> dict[str, tuple[str, str]]:
    """Side -> (format, colour) of every picture that is wanted. Raises Declined."""
    only(payload, *SIDES, *PASSPORT)
    for name in PASSPORT:
        if flag(payload, name):
            raise unsupported(name)
    wanted: dict[str, tuple[str, str]] = {}
    for name, side in SIDES.items():
        given = payload.get(name)
        if given is None:
            continue
        if not isinstance(given, Mapping):
            raise invalid(name)
        only(given, "imageType", "colorFormat")
        kind = word(given, "imageType", (*FORMATS, *OTHER_FORMATS), "png")
        if kind not in FORMATS:
            raise unsupported(f"{name}.imageType")
        wanted[side] = (kind, word(given, "colorFormat", COLORS, "fullcolor"))
    if not wanted:
        raise invalid("frontImage")
    return wanted


def _read(payload: Payload, _flat: Payload) -> Plan:
    """One side after the other: between them the document is turned over."""
    sides = enumerate(_asked(payload))
    return plan_of(*(Order(op="capture", args={"side": side, "anew": number > 0}) for number, side in sides))


def _images(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    """A document that has no picture, because nobody gave one, is missing."""
    images: dict[str, object] = {}
    for (side, (kind, color)), each in zip(_asked(payload).items(), ended, strict=True):
        reference = str(each.result.get("picture", ""))
        found = Scan(reference=reference, format=kind, color=color) if reference else None
        images[side] = {"status": "missing" if found is None else "ok", "data": found}
    return {"images": images}


def _reset(payload: Payload, _flat: Payload) -> Plan:
    """What lies on the plate stays there: nothing here could move it."""
    only(payload, "mediaControl")
    if payload.get("mediaControl") is not None:
        raise unsupported("mediaControl")
    return plan_of(RESET)


def _status(flat: Payload) -> Payload:
    if "plate" not in flat:
        return {}
    is_gone = flat["device"] in GONE
    return {"media": "unknown" if is_gone else flat["plate"], "lamp": "unknown" if is_gone else flat["lamp"]}


def _lamp(payload: Payload) -> Said:
    return "Printer.LampThresholdEvent", {"state": payload["state"]}


def _rejected(payload: Payload) -> Said:
    return "Printer.MediaRejectedEvent", {"reason": payload["reason"]}


BINDING: Final = Binding(
    interface="Printer",
    commands={
        "Printer.ReadImage": Command(
            plan=_read,
            answer=_images,
            errors={"lampInoperative": "lampInoperative", "mediaRejected": "mediaRejected"},
        ),
        "Printer.SupplyReplenish": Command(is_mechanical=False, plan=replenish_plan({"lamp": "replace_lamp"})),
        "Printer.Reset": Command(is_mechanical=False, plan=_reset),
    },
    status=_status,
    capabilities={
        **capabilities("scanner", prints=False),
        "readForm": {
            "readImage": True,
            **dict.fromkeys(("ocr", "micr", "msf", "barcode", "pageMark", "readEmptyLine"), False),
        },
        "imageType": {each: each in FORMATS for each in (*FORMATS, *OTHER_FORMATS)},
        "frontImageColorFormat": {"binary": True, "grayscale": True, "full": True},
        "backImageColorFormat": {"binary": True, "grayScale": True, "full": True},
        "imageSource": {"imageFront": True, "imageBack": True, **dict.fromkeys(PASSPORT, False)},
    },
    notices={
        "NoMediaEvent": plainly("Printer.NoMediaEvent", userPrompt=""),
        "MediaInsertedEvent": plainly("Printer.MediaInsertedEvent"),
        "MediaRejectedEvent": _rejected,
        "MediaTakenEvent": plainly("Printer.MediaTakenEvent"),
        "LampThresholdEvent": _lamp,
    },
    events=frozenset(
        {
            "Printer.NoMediaEvent",
            "Printer.MediaInsertedEvent",
            "Printer.MediaRejectedEvent",
            "Printer.MediaTakenEvent",
            "Printer.LampThresholdEvent",
        }
    ),
)
