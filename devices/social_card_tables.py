"""What a social-card reader knows by heart (社保卡读写器的表): its words, lives, cards, profile and faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices import values as v
from devices.chance import Timing
from devices.faults import Effect, FaultKind
from devices.life import DeviceState


class Media(StrEnum):
    """Where the card is."""

    NOT_PRESENT = "notPresent"
    PRESENT = "present"
    CONTACTLESS = "contactless"
    EXIT = "exit"
    JAMMED = "jammed"


class Chip(StrEnum):
    """Whether the chip has power."""

    OFF = "off"
    ON = "on"


class Way(StrEnum):
    """How a card is shown."""

    INSERT = "insert"
    TAP = "tap"


class Flaw(StrEnum):
    """What is wrong with it."""

    NONE = "none"
    MUTE_CHIP = "muteChip"
    OTHER_CARD = "otherCard"


class PowerAs(StrEnum):
    """How the chip is powered."""

    COLD = "cold"
    WARM = "warm"
    OFF = "off"


MEDIA: Final[dict[tuple[Media, str], Media]] = {
    (Media.NOT_PRESENT, "insert"): Media.PRESENT,
    (Media.NOT_PRESENT, "tap"): Media.CONTACTLESS,
    (Media.CONTACTLESS, "remove"): Media.NOT_PRESENT,
    (Media.PRESENT, "eject"): Media.EXIT,
    (Media.PRESENT, "retain"): Media.NOT_PRESENT,
    (Media.EXIT, "remove"): Media.NOT_PRESENT,
    (Media.EXIT, "retain"): Media.NOT_PRESENT,
    (Media.PRESENT, "jam"): Media.JAMMED,
    (Media.EXIT, "jam"): Media.JAMMED,
    (Media.JAMMED, "pull"): Media.NOT_PRESENT,
}
"""(media, what happens) -> media."""

CHIP: Final[dict[tuple[Chip, str], Chip]] = {
    (Chip.OFF, "power_up"): Chip.ON,
    (Chip.ON, "power_up"): Chip.ON,
    (Chip.ON, "power_down"): Chip.OFF,
}
"""(chip, what happens) -> chip."""

FIELDS: Final[dict[str, int]] = {"name": 15, "number": 18, "card_number": 9, "area": 6, "track2": 37}
"""What is on the card -> characters; an empty track2 is a card without a magnetic stripe."""
READABLE: Final = frozenset({Media.PRESENT, Media.CONTACTLESS})
LONGEST_COMMAND: Final = 261
"""Bytes of a short command to a chip. Source: ISO/IEC 7816-4."""
UNKNOWN_COMMAND: Final = "6D00"
"""What a chip answers to a command that it does not know. Source: ISO/IEC 7816-4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """A card. answers: command -> response, both in hexadecimal."""

    way: Way
    flaw: Flaw
    fields: Mapping[str, str]
    atr: str
    answers: Mapping[str, object]


def card_of(value: Mapping[str, object]) -> SocialCard:
    """The card of a stimulus. Raises InvalidStimulus."""
    return SocialCard(
        way=v.word(value, "way", Way, Way.INSERT),
        flaw=v.word(value, "flaw", Flaw, Flaw.NONE),
        fields={name: v.text(value, name, longest, "") for name, longest in FIELDS.items()},
        atr=v.text(value, "atr", 66, "3B00"),
        answers=v.mapping(value, "answers"),
    )


def power_of(args: Mapping[str, object]) -> PowerAs:
    """Argument of `chip_power`. Raises InvalidStimulus."""
    return v.word(args, "power", PowerAs, PowerAs.COLD)


def command_of(args: Mapping[str, object]) -> str:
    """Argument of `chip_io`, in hexadecimal: at most a short command. Raises InvalidStimulus."""
    return v.text(args, "data", 2 * LONGEST_COMMAND).upper()


TIMINGS: Final[Mapping[str, Timing]] = {
    "insert": Timing(900, 0.1),
    "tap": Timing(450, 0.1),
    "chip_power": Timing(120, 0.1),
    "chip_io": Timing(40, 0.2),
    "move": Timing(800, 0.1),
}
"""Assumptions."""
LIMITS: Final[Mapping[str, int]] = {"call_ms": 20_000, "retain_ms": 30_000, "bin": 20}
"""call_ms, retain_ms: after a card was given back; the 20 and 30 s of the session rules. bin: cards."""
FAULTS: Final[Mapping[str, FaultKind]] = {
    "dead": FaultKind(
        zh="读卡器失灵", en="card reader dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
    ),
    "jam": FaultKind(
        zh="卡片卡住",
        en="card stuck",
        effect=Effect(error="mediaJam", state=DeviceState.HARDWARE_ERROR),
        status={"media": Media.JAMMED},
        action="clear",
        recovery="task",
    ),
    "dirty_contacts": FaultKind(zh="触点脏污", en="dirty contacts", effect=Effect(error="atrNotObtained"), stays=False),
    "bin_full": FaultKind(
        zh="吞卡箱满",
        en="retain bin full",
        effect=Effect(error="retainBinFull"),
        ops=("retain",),
        status={"bin": "full"},
        action="maintenance",
        recovery="task",
    ),
}
"""What may be wrong with it."""
