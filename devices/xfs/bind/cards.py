"""What the three card readers share (读卡接口的公共部分): sources of data, and what a Reset may do with a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from devices import messages as m
from devices.life import DeviceState
from devices.xfs.binding import (
    GONE,
    RESET,
    Command,
    Order,
    Payload,
    Plan,
    Said,
    encoded,
    failed,
    flag,
    invalid,
    only,
    plainly,
    plan_of,
    unsupported,
    word,
)
from devices.xfs.contract import Completion

SOURCES: Final = (
    *("track1", "track2", "track3", "chip", "security", "watermark", "memoryChip", "track1Front"),
    *("frontImage", "backImage", "track1JIS", "track3JIS", "ddi"),
)
"""What a reader may be asked to read."""
DOWN: Final = frozenset({str(DeviceState.HARDWARE_ERROR)})
EXIT, TRANSPORT, STOCK, BIN = "exit", "transport", "unitStock", "unitRetain"
READ_ERRORS: Final = {
    "noMedia": "noMedia",
    "invalidMedia": "invalidMedia",
    "securityFail": "securityFail",
    "mediaJam": "mediaJam",
    "atrNotObtained": "invalidMedia",
}
WRITE_ERRORS: Final = {
    "noMedia": "noMedia",
    "invalidMedia": "invalidMedia",
    "mediaJam": "mediaJam",
    "atrNotObtained": "invalidMedia",
}
MOVE_ERRORS: Final = {
    "noMedia": "noMedia",
    "mediaJam": "mediaJam",
    "occupied": "occupied",
    "retainBinFull": "full",
    "mediaRetained": "mediaRetained",
}
RESET_ERRORS: Final[Mapping[str, str]] = {
    "mediaJam": "mediaJam",
    "retainBinFull": "retainBinFull",
    # Somebody has taken the card meanwhile.
    "noMedia": Completion.SUCCESS,
}
"""The device's error -> the command's own."""
NO_POWER_OPTIONS: Final = {"powerOnOption": None, "powerOffOption": None}
"""A card stays where it is when the power goes, and when it comes back."""
MEDIA: Final = {EXIT: "entering", TRANSPORT: "present"}
"""Where a card is, as the status calls it."""
NOTICES: Final[Mapping[str, Callable[[Payload], Said | None]]] = {
    "InsertCardEvent": plainly("CardReader.InsertCardEvent"),
    "MediaInsertedEvent": plainly("CardReader.MediaInsertedEvent"),
    "InvalidMediaEvent": plainly("CardReader.InvalidMediaEvent"),
    "MediaRemovedEvent": plainly("CardReader.MediaRemovedEvent"),
}


def kept(payload: Payload) -> Said | None:
    """A card that the device kept by itself; what a client ordered needs no telling."""
    is_automatic = payload.get("is_automatic") is True
    return ("CardReader.CardActionEvent", {"to": BIN, "from": EXIT}) if is_automatic else None


def module(flat: Payload) -> str:
    """State of what reads or writes: it is broken with the device, and unknown without it."""
    state = flat["device"]
    return "unknown" if state in GONE else "inoperable" if state in DOWN else "ok"


def wanted(payload: Payload) -> tuple[str, ...]:
    """Sources that a client wants read. Raises Declined."""
    only(payload, *SOURCES, "fluxInactive")
    return tuple(name for name in payload if flag(payload, name) and name in SOURCES)


def told(payload: Payload, found: Mapping[str, bytes]) -> Payload:
    """What was read from each source that was wanted. found: of those that the reader has, empty for none."""
    return {name: [_told(name, found)] if name == "chip" else _told(name, found) for name in wanted(payload)}


def _told(name: str, found: Mapping[str, bytes]) -> Payload:
    data = found.get(name)
    if data:
        return {"status": "ok", "data": encoded(data)}
    return {"status": "dataSourceNotSupported" if data is None else "dataMissing", "data": None}


def where(flat: Payload, place_of: Mapping[str, str], path: str) -> str | None:
    """Where the card under way is, as the standard calls it, or None. path: of the status that tells."""
    return place_of.get(str(flat.get(path)))


def movements(place_of: Mapping[str, str], path: str, moves: Mapping[tuple[str, str], str]) -> Mapping[str, Command]:
    """Move and Reset of a reader that moves cards. moves: (from, to) -> operation."""
    return {
        "CardReader.Move": Command(
            plan=lambda payload, flat: move_of(payload, where(flat, place_of, path), moves),
            errors=MOVE_ERRORS,
            declines=("noMedia", "occupied"),
        ),
        "CardReader.Reset": Command(
            is_mechanical=False,
            plan=lambda payload, flat: reset_of(payload, where(flat, place_of, path), moves),
            errors=RESET_ERRORS,
            closing=detected(place_of, path),
        ),
    }


def move_of(payload: Payload, place: str | None, moves: Mapping[tuple[str, str], str]) -> Plan:
    """Plan of a Move. place: where the card under way is. moves: (from, to) -> operation. Raises Declined."""
    only(payload, "from", "to")
    known = {each for pair in moves for each in pair}
    origin, to = payload.get("from"), payload.get("to")
    for name, named in (("from", origin), ("to", to)):
        if not isinstance(named, str) and (named is not None or name == "to"):
            raise invalid(name)
        if named is not None and named not in known:
            raise unsupported(name)
    if origin is None or origin != STOCK:
        if place is None or origin not in (None, place):
            raise failed("noMedia")
        origin = place
    if origin == to:
        raise failed("occupied")
    op = moves.get((str(origin), str(to)))
    if op is None:
        raise unsupported("to")
    return plan_of(Order(op=op))


def reset_of(payload: Payload, at: str | None, moves: Mapping[tuple[str, str], str]) -> Plan:
    """Plan of a Reset: recover, then do with the card what was asked; by itself it stays. Raises Declined."""
    only(payload, "to", "storageId")
    if payload.get("storageId") not in (None, BIN):
        raise unsupported("storageId")
    to = word(payload, "to", ("exit", "retain", "currentPosition", "auto"), "auto")
    if to in ("exit", "retain") and not moves:
        raise unsupported("to")
    place = {"exit": EXIT, "retain": BIN}.get(to)
    op = None if at is None or place is None else moves.get((at, place))
    return plan_of(RESET) if op is None else plan_of(RESET, Order(op=op))


def detected(place_of: Mapping[str, str], path: str) -> Callable[[Payload, tuple[m.Ended, ...]], tuple[Said, ...]]:
    """Where a Reset has found a card."""

    def closing(flat: Payload, _ended: tuple[m.Ended, ...]) -> tuple[Said, ...]:
        """Of where it is after the start."""
        place = where(flat, place_of, path)
        return () if place is None else (("CardReader.MediaDetectedEvent", {"position": place}),)

    return closing
