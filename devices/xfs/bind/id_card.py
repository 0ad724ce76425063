"""CardReader over the ID-card reader: a contactless one, whose chip holds the text of the card."""

from __future__ import annotations

from typing import Final

from devices import messages as m
from devices.id_card import text_block
from devices.xfs.bind import cards
from devices.xfs.binding import GONE, Binding, Command, Order, Payload, Plan, plan_of


def _read(payload: Payload, _flat: Payload) -> Plan:
    cards.wanted(payload)
    return plan_of(Order(op="read"))


def _told(payload: Payload, ended: tuple[m.Ended, ...]) -> Payload:
    return cards.told(payload, {"chip": text_block(ended[-1].result)})


def _status(flat: Payload) -> Payload:
    if "card" not in flat:
        return {}
    module = cards.module(flat)
    if flat["device"] in GONE:
        return {"media": "unknown", "chipPower": "unknown", "chipModule": module}
    is_there = flat["card"] != "notPresent"
    return {
        "media": "present" if is_there else "notPresent",
        "chipPower": "online" if is_there else "noCard",
        "chipModule": module,
    }


BINDING: Final = Binding(
    interface="CardReader",
    commands={
        "CardReader.ReadRawData": Command(plan=_read, answer=_told, errors=cards.READ_ERRORS),
        "CardReader.Reset": Command(is_mechanical=False, plan=lambda payload, _flat: cards.reset_of(payload, None, {})),
    },
    status=_status,
    capabilities={
        "type": "contactless",
        **cards.NO_POWER_OPTIONS,
        "chipProtocols": {"chipTypeB": True},
        "cardTakenSensor": True,
    },
    notices=cards.NOTICES,
    events=frozenset(
        {
            "CardReader.InsertCardEvent",
            "CardReader.MediaInsertedEvent",
            "CardReader.InvalidMediaEvent",
            "CardReader.MediaRemovedEvent",
        }
    ),
)
