"""The ID card (身份证) as a reader meets it: what is on it, and what may be wrong with it.

Source: GA/T 467-2019 for the fields and the status bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from devices import values as v


class Kind(StrEnum):
    """What was laid on."""

    ID = "id"
    RESIDENCE = "residence"
    FOREIGNER = "foreigner"
    OTHER = "other"


class Flaw(StrEnum):
    """What is wrong with a card."""

    NONE = "none"
    SELECT_FAILED = "selectFailed"
    BAD_CHIP = "badChip"
    UNREADABLE = "unreadable"
    NOT_VERIFIED = "notVerified"


class Trouble(NamedTuple):
    """step: where it shows, any where None. sw: the third status byte of the wire. error: the service standard's."""

    step: str | None
    sw: int
    error: str


TROUBLES: Final[dict[str, Trouble]] = {
    "noCard": Trouble(None, 0x80, "noMedia"),
    "movedAway": Trouble(None, 0x41, "invalidMedia"),
    "itemAbsent": Trouble("read_address", 0x91, "invalidMedia"),
    "wrongCard": Trouble("select", 0x40, "invalidMedia"),
    Flaw.SELECT_FAILED: Trouble("select", 0x81, "invalidMedia"),
    Flaw.BAD_CHIP: Trouble("select", 0x31, "securityFail"),
    Flaw.UNREADABLE: Trouble("read_base", 0x41, "invalidMedia"),
    Flaw.NOT_VERIFIED: Trouble("read_base", 0x33, "securityFail"),
}
"""How a step fails."""

FIELDS: Final[dict[str, int]] = {
    "name": 15,
    "sex": 1,
    "nation": 2,
    "birth": 8,
    "address": 35,
    "number": 18,
    "issuer": 15,
    "valid_from": 8,
    "valid_until": 8,
    "rest": 18,
}
"""What is on the chip -> characters: 128 in all."""


ADDRESS_CHARACTERS: Final = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidCard:
    """A card on the reader. newest_address: empty if it never changed."""

    kind: Kind
    flaw: Flaw
    fields: Mapping[str, str]
    newest_address: str


def card_of(value: Mapping[str, object]) -> LaidCard:
    """The card of a stimulus; fields that are not given are empty. Raises InvalidStimulus."""
    return LaidCard(
        kind=v.word(value, "kind", Kind, Kind.ID),
        flaw=v.word(value, "flaw", Flaw, Flaw.NONE),
        fields={name: v.text(value, name, longest, "") for name, longest in FIELDS.items()},
        newest_address=v.text(value, "newest_address", ADDRESS_CHARACTERS, ""),
    )


def trouble_of(card: LaidCard, step: str) -> str | None:
    """Name of what goes wrong with this card at this step, or None."""
    if step == "read_address" and not card.newest_address:
        return "itemAbsent"
    if step == "select" and card.kind is Kind.OTHER:
        return "wrongCard"
    return str(card.flaw) if card.flaw is not Flaw.NONE and TROUBLES[card.flaw].step == step else None


def delivered(card: LaidCard, step: str) -> Mapping[str, object]:
    """What a step that succeeded has to say."""
    if step == "read_base":
        return {"kind": str(card.kind), **card.fields}
    return {"newest_address": card.newest_address} if step == "read_address" else {}


def text_block(fields: Mapping[str, object]) -> bytes:
    """The card's text as its chip has it: 256 bytes of UTF-16LE, each field filled up with blanks."""
    text = "".join(str(fields.get(name, "")).ljust(size)[:size] for name, size in FIELDS.items())
    return text.encode("utf-16-le", "replace")[: 2 * sum(FIELDS.values())]
