"""What a card box knows by heart (发卡箱的表): its words, the way of a card, its profile and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices import values as v
from devices.chance import Timing
from devices.faults import Effect, FaultKind
from devices.life import DeviceState


class Card(StrEnum):
    """Where the card under way is, and what is on it."""

    NONE = "notPresent"
    BLANK = "transport"
    WRITTEN = "written"
    VERIFIED = "verified"
    SPOILED = "spoiled"
    EXIT = "exit"
    JAMMED = "jammed"


_INSIDE: Final = (Card.BLANK, Card.WRITTEN, Card.VERIFIED, Card.SPOILED)
CARD: Final[dict[tuple[Card, str], Card]] = {
    (Card.NONE, "feed"): Card.BLANK,
    (Card.BLANK, "write"): Card.WRITTEN,
    (Card.BLANK, "spoil"): Card.SPOILED,
    (Card.WRITTEN, "verify"): Card.VERIFIED,
    (Card.WRITTEN, "spoil"): Card.SPOILED,
    (Card.VERIFIED, "verify"): Card.VERIFIED,
    (Card.VERIFIED, "spoil"): Card.SPOILED,
    (Card.VERIFIED, "present"): Card.EXIT,
    (Card.EXIT, "take"): Card.NONE,
    **{(state, "retain"): Card.NONE for state in (*_INSIDE, Card.EXIT)},
    **{(state, "jam"): Card.JAMMED for state in (*_INSIDE, Card.EXIT)},
    (Card.JAMMED, "pull"): Card.NONE,
}
"""(card, what happens) -> card."""

TRACKS: Final = ("track1", "track2", "track3")
"""Of the content, what the magnetic stripe holds and a check reads back."""

ISSUE: Final[dict[Card, str]] = {
    Card.NONE: "feed",
    Card.BLANK: "write",
    Card.WRITTEN: "verify",
    Card.VERIFIED: "present",
    Card.SPOILED: "retain",
}
"""Issuing: what comes next for a card in this state, until it lies in the mouth."""

CHECKED: Final[dict[str, str]] = {"write": "atrNotObtained", "verify": "invalidMedia"}
"""Step that may spoil the card -> error."""

MOST_TRIES: Final = 3
"""Cards that one order may use up; each has a uniform of its own."""
LUCK: Final = tuple(f"card_{number}" for number in range(1, MOST_TRIES + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCard:
    """A card in the mouth. serial: of the blank, counted by the box. content: what was written on it."""

    op_id: str
    serial: int
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written, and how many blanks it may use up; None for the profile's number."""

    content: Mapping[str, object]
    tries: int | None


def order_of(args: Mapping[str, object]) -> Order:
    """Arguments of `issue` and `write`. Raises InvalidStimulus."""
    tries = v.whole(args, "tries", most=MOST_TRIES) if "tries" in args else None
    return Order(content=v.mapping(args, "content"), tries=tries)


TIMINGS: Final[Mapping[str, Timing]] = {
    "feed": Timing(2_500, 0.1),
    "write": Timing(14_000, 0.1),
    "verify": Timing(3_000, 0.1),
    "present": Timing(1_500, 0.1),
    "retain": Timing(2_000, 0.1),
}
"""Assumptions: writing includes printing the face."""
LIMITS: Final[Mapping[str, int]] = {
    "capacity": 100,
    "low_at": 20,
    "bin": 50,
    "tries": 3,
    "write_fails_per_100k": 1_000,
    "verify_fails_per_100k": 200,
    "call_ms": 20_000,
    "retain_ms": 30_000,
}
"""Assumptions, but for the 20 and 30 s of the session rules. capacity, low_at, bin: cards."""
FAULTS: Final[Mapping[str, FaultKind]] = {
    "dead": FaultKind(
        zh="发卡箱失灵", en="card box dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
    ),
    "jam": FaultKind(
        zh="卡片卡住",
        en="card stuck",
        effect=Effect(error="mediaJam", state=DeviceState.HARDWARE_ERROR),
        status={"card": Card.JAMMED},
        action="clear",
        recovery="task",
    ),
    "misfeed": FaultKind(zh="取卡失败", en="misfeed", effect=Effect(error="noMedia"), stays=False),
    "chip_failed": FaultKind(
        zh="写卡失败", en="personalisation failed", effect=Effect(error="atrNotObtained"), stays=False
    ),
    "stock_low": FaultKind(zh="卡将尽", en="stock low", status={"stock": "low"}, action="maintenance", recovery="task"),
    "stock_empty": FaultKind(
        zh="缺卡",
        en="stock empty",
        effect=Effect(error="noMedia"),
        ops=("issue", "feed"),
        status={"stock": "empty"},
        action="maintenance",
        recovery="task",
    ),
    "bin_full": FaultKind(
        zh="废卡箱满",
        en="retain bin full",
        effect=Effect(error="retainBinFull"),
        ops=("issue", "retain"),
        status={"bin": "full"},
        action="maintenance",
        recovery="task",
    ),
}
"""What may be wrong with it."""
