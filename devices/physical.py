"""The person before a terminal (来人): one body that drives several sensors at once.

A visitor carries things and does things; what he does is felt by every device it concerns: whoever steps up is seen by
the proximity sensor and by the camera, whoever leaves takes his card along. The default visitor is the holder
of what is shown, alive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from devices.messages import Stimulus, nothing

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """What devices of one kind feel."""

    kind: str
    stimulus: Stimulus


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody, and what he carries; None for what he has not. face: fields of the camera's stimulus.

    code: the text on his phone. id_card, social_card, document, signature: fields of the stimuli of those devices.
    """

    face: Values = field(default_factory=nothing)
    code: str | None = None
    id_card: Values | None = None
    social_card: Values | None = None
    document: Values | None = None
    signature: Values | None = None


def _felt(kind: str, stimulus: str, value: Values | None = None) -> Felt:
    return Felt(kind=kind, stimulus=Stimulus(kind=stimulus, value=nothing() if value is None else value))


def arrive(visitor: Visitor) -> tuple[Felt, ...]:
    """Step up to the terminal."""
    return _felt("presence_sensor", "approach"), _felt("face_camera", "face", visitor.face)


def leave(visitor: Visitor) -> tuple[Felt, ...]:
    """Go away with what lies loose; a card inside a slot is forgotten."""
    loose = {
        "id_reader": visitor.id_card,
        "social_card_reader": visitor.social_card,
        "document_camera": visitor.document,
    }
    taken = [_felt(kind, "remove") for kind, thing in loose.items() if thing is not None]
    return _felt("presence_sensor", "leave"), _felt("face_camera", "leave"), *taken


def show_code(visitor: Visitor) -> tuple[Felt, ...]:
    """Hold the phone before the scanner."""
    return () if visitor.code is None else (_felt("scanner", "code", {"text": visitor.code}),)


def lay_id_card(visitor: Visitor) -> tuple[Felt, ...]:
    """Lay the ID card down."""
    return () if visitor.id_card is None else (_felt("id_reader", "card", visitor.id_card),)


def show_social_card(visitor: Visitor) -> tuple[Felt, ...]:
    """Insert the social card, or tap it: as its own `way` says."""
    return () if visitor.social_card is None else (_felt("social_card_reader", "card", visitor.social_card),)


def lay_document(visitor: Visitor) -> tuple[Felt, ...]:
    """Lay a document under the camera."""
    return () if visitor.document is None else (_felt("document_camera", "document", visitor.document),)


def sign(visitor: Visitor) -> tuple[Felt, ...]:
    """Sign, and confirm it."""
    return () if visitor.signature is None else (_felt("sign_pad", "sign", visitor.signature),)


def take(visitor: Visitor) -> tuple[Felt, ...]:
    """Take whatever has come out: slips, certificates, cards."""
    del visitor
    slots = ("receipt_printer", "document_printer", "card_box")
    return *(_felt(kind, "take") for kind in slots), _felt("social_card_reader", "remove")


ACTS: Final[dict[str, Callable[[Visitor], tuple[Felt, ...]]]] = {
    "arrive": arrive,
    "leave": leave,
    "show_code": show_code,
    "lay_id_card": lay_id_card,
    "show_social_card": show_social_card,
    "lay_document": lay_document,
    "sign": sign,
    "take": take,
}
"""What a visitor may do -> what is felt. Without the thing it takes, nothing is."""
