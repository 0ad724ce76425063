"""CardReader over the card box: a blank moves from the stock, is written, read back, and moves to the mouth or the bin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices import messages as m
from devices.card_box_tables import TRACKS
from devices.xfs.bind import cards
from devices.xfs.binding import (
    GONE,
    Binding,
    Command,
    Declined,
    Order,
    Payload,
    Plan,
    decoded,
    failed,
    invalid,
    only,
    plan_of,
    unsupported,
    word,
)
from devices.xfs.contract import Completion

PLACES: Final = {
    **dict.fromkeys(("transport", "written", "verified", "spoiled"), cards.TRANSPORT),
    "exit": cards.EXIT,
}
MOVES: Final = {
    (cards.STOCK, cards.TRANSPORT): "feed",
    (cards.TRANSPORT, cards.EXIT): "present",
    (cards.TRANSPORT, cards.BIN): "retain",
    (cards.EXIT, cards.BIN): "retain",
}
"""(from, to) -> operation."""
OTHER_TRACKS: Final = ("track1Front", "track1JIS", "track3JIS")


def _write(payload: Payload, _flat: Payload) -> Plan:
    only(payload, *TRACKS, *OTHER_TRACKS)
    content = {name: _text(name, each) for name, each in payload.items() if each is not None}
    if not content:
        raise invalid("track1")
    return plan_of(Order(op="write", args={"content": content}))


def _text(name: str, track: object) -> str:
    if name not in TRACKS:
        raise unsupported(name)
    if not isinstance(track, Mapping):
        raise invalid(name)
    if word(track, "writeMethod", ("loco", "hico"), "hico") != "hico":
        raise failed("writeMethod")
    try:
        return decoded(track, "data").decode("ascii")
    except UnicodeDecodeError as error:
        raise invalid(f"{name}.data") from error


def _read(payload: Payload, flat: Payload) -> Plan:
    """A blank has nothing to read; one that is spoiled cannot be."""
    cards.wanted(payload)
    if cards.where(flat, PLACES, "card") != cards.TRANSPORT:
        raise failed("noMedia")
    if flat["card"] == "spoiled":
        raise Declined(Completion.COMMAND_ERROR, error="invalidMedia", says=(("CardReader.InvalidMediaEvent", {}),))
    return plan_of() if flat["card"] == "transport" else plan_of(Order(op="verify"))


def _told(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    result = ended[-1].result if ended else {}
    return cards.told(payload, {name: str(result.get(name, "")).encode() for name in TRACKS})


def _status(flat: Payload) -> Payload:
    if "card" not in flat:
        return {}
    if flat["device"] in GONE:
        return {"media": "unknown", "magWriteModule": "unknown"}
    card = str(flat["card"])
    return {"media": cards.MEDIA.get(PLACES.get(card, ""), card), "magWriteModule": cards.module(flat)}


BINDING: Final = Binding(
    interface="CardReader",
    commands={
        "CardReader.ReadRawData": Command(
            plan=_read, answer=_told, errors=cards.READ_ERRORS, declines=("noMedia", "invalidMedia")
        ),
        "CardReader.WriteRawData": Command(plan=_write, errors=cards.WRITE_ERRORS, declines=("writeMethod",)),
        **cards.movements(PLACES, "card", MOVES),
    },
    status=_status,
    capabilities={
        "type": "motor",
        **cards.NO_POWER_OPTIONS,
        "readTracks": dict.fromkeys(TRACKS, True),
        "writeTracks": dict.fromkeys(TRACKS, True),
        "writeMode": {"hico": True, "loco": False},
        "positions": {"exit": True, "transport": True},
        "cardTakenSensor": True,
    },
    notices={"MediaRemovedEvent": cards.NOTICES["MediaRemovedEvent"], "CardActionEvent": cards.kept},
    events=frozenset(
        {
            "CardReader.InvalidMediaEvent",
            "CardReader.MediaRemovedEvent",
            "CardReader.MediaDetectedEvent",
            "CardReader.CardActionEvent",
        }
    ),
)
