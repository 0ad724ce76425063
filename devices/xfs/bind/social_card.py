"""CardReader over the social-card reader: a motor slot with contacts, and a zone to tap on."""

from __future__ import annotations

from typing import Final

from devices import messages as m
from devices.social_card_tables import LONGEST_COMMAND
from devices.xfs.bind import cards
from devices.xfs.binding import (
    GONE,
    Binding,
    Command,
    Order,
    Payload,
    Plan,
    Said,
    bytes_in,
    decoded,
    encoded,
    failed,
    invalid,
    only,
    plan_of,
    text_in,
    word,
)

PLACES: Final = {"present": cards.TRANSPORT, "exit": cards.EXIT}
MOVES: Final = {
    (cards.TRANSPORT, cards.EXIT): "eject",
    (cards.TRANSPORT, cards.BIN): "retain",
    (cards.EXIT, cards.BIN): "retain",
}
"""(from, to) -> operation."""
PROTOCOLS: Final = ("chipT0", "chipT1", "chipTypeAPart4")
OTHER_PROTOCOLS: Final = ("chipProtocolNotRequired", "chipTypeAPart3", "chipTypeB", "chipTypeNFC")
CHIP_ERRORS: Final = {
    "noMedia": "noMedia",
    "mediaJam": "mediaJam",
    "invalidMedia": "invalidMedia",
    "atrNotObtained": "atrNotObtained",
}


def _read(payload: Payload, _flat: Payload) -> Plan:
    """A chip is read by powering it: what it says of itself is its answer to reset."""
    power = (Order(op="chip_power", args={"power": "cold"}),) if "chip" in cards.wanted(payload) else ()
    return plan_of(Order(op="read"), *power)


def _told(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    found = {"track2": text_in(ended[0].result, "track2").encode()}
    if len(ended) > 1:
        found["chip"] = bytes_in(ended[-1].result, "atr")
    return cards.told(payload, found)


def _power(payload: Payload, _flat: Payload) -> Plan:
    only(payload, "chipPower")
    return plan_of(Order(op="chip_power", args={"power": word(payload, "chipPower", ("cold", "warm", "off"), "cold")}))


def _powered(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    is_off = payload.get("chipPower") == "off"
    return {"chipData": None if is_off else encoded(bytes_in(ended[-1].result, "atr"))}


def _ask_chip(payload: Payload, _flat: Payload) -> Plan:
    only(payload, "chipProtocol", "chipData")
    if word(payload, "chipProtocol", (*PROTOCOLS, *OTHER_PROTOCOLS), "") not in PROTOCOLS:
        raise failed("protocolNotSupported") if payload.get("chipProtocol") else invalid("chipProtocol")
    data = decoded(payload, "chipData")
    if len(data) > LONGEST_COMMAND:
        raise invalid("chipData")
    return plan_of(Order(op="chip_io", args={"data": data.hex().upper()}))


def _answered(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    return {"chipProtocol": payload["chipProtocol"], "chipData": encoded(bytes_in(ended[-1].result, "data"))}


def _tracks(payload: Payload) -> Said:
    """Which tracks a card has that is being read."""
    unread = dict.fromkeys(("track1", "track3", "watermark", "frontTrack1"), False)
    return "CardReader.TrackDetectedEvent", {**unread, "track2": payload["track2"] is True}


def _status(flat: Payload) -> Payload:
    if "media" not in flat:
        return {}
    media, module = str(flat["media"]), cards.module(flat)
    if flat["device"] in GONE:
        return {"media": "unknown", "chipPower": "unknown", "chipModule": module}
    is_empty = media == "notPresent"
    power = "online" if flat.get("chip") == "on" else "noCard" if is_empty else "poweredOff"
    shown = media if is_empty or media == "jammed" else cards.MEDIA.get(media, "present")
    return {"media": shown, "chipPower": power, "chipModule": module}


BINDING: Final = Binding(
    interface="CardReader",
    commands={
        "CardReader.ReadRawData": Command(plan=_read, answer=_told, errors=cards.READ_ERRORS),
        "CardReader.ChipPower": Command(plan=_power, answer=_powered, errors=CHIP_ERRORS),
        "CardReader.ChipIO": Command(
            plan=_ask_chip, answer=_answered, errors=CHIP_ERRORS, declines=("protocolNotSupported",)
        ),
        **cards.movements(PLACES, "media", MOVES),
    },
    status=_status,
    capabilities={
        "type": "motor",
        **cards.NO_POWER_OPTIONS,
        "readTracks": {"track1": False, "track2": True, "track3": False},
        "chipProtocols": dict.fromkeys(PROTOCOLS, True),
        "chipPower": {"cold": True, "warm": True, "off": True},
        "positions": {"exit": True, "transport": True},
        "cardTakenSensor": True,
    },
    notices={**cards.NOTICES, "CardActionEvent": cards.kept, "TrackDetectedEvent": _tracks},
    events=frozenset(
        {
            "CardReader.InsertCardEvent",
            "CardReader.MediaInsertedEvent",
            "CardReader.InvalidMediaEvent",
            "CardReader.TrackDetectedEvent",
            "CardReader.MediaRemovedEvent",
            "CardReader.MediaDetectedEvent",
            "CardReader.CardActionEvent",
        }
    ),
)
