"""Identity levels (认证等级): how surely somebody is known, and what more they could show.

Nobody is asked before a matter needs it, and never for more than it needs. A live face is one way
among several: card and code together, or the word of a helper who has seen one of them, reach as far.

Source: none is published; the levels are an assumption, and so is what they open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

from kiosk.identity.accounts import Account, StaffRole
from kiosk.identity.refusals import CardNotValid, HelperNotAllowed, ProofsDisagree, StaffNotAllowed


class Level(IntEnum):
    """What somebody is to the hall, from a visitor to a person whom staff have looked at."""

    VISITOR = 0
    NAMED = 1
    CARD_SEEN = 2
    PERSON_SEEN = 3
    STAFF_SEEN = 4


class Proof(StrEnum):
    """What can be shown: 亮码, 身份证, 刷脸, 帮办, 窗口核验."""

    CODE = "code"
    CARD = "card"
    FACE = "face"
    HELPER = "helper"
    STAFF = "staff"


WORDS: Final[dict[Proof, str]] = {
    Proof.CODE: "code",
    Proof.CARD: "id_card",
    Proof.FACE: "face",
    Proof.HELPER: "helper",
    Proof.STAFF: "staff",
}
"""Proof -> its word in the hall's journal and on its pages."""
PROOFS: Final[dict[str, Proof]] = {word: proof for proof, word in WORDS.items()}
"""Word -> proof."""

IN_PERSON: Final = (
    frozenset({Proof.CODE, Proof.FACE}),
    frozenset({Proof.CARD, Proof.FACE}),
    frozenset({Proof.CARD, Proof.CODE}),
    frozenset({Proof.CODE, Proof.HELPER}),
    frozenset({Proof.CARD, Proof.HELPER}),
)
"""Ways to show that it is really them; three of the five need no face."""

PROVES: Final[tuple[tuple[Level, frozenset[Proof]], ...]] = (
    *((Level.STAFF_SEEN, way | {Proof.STAFF}) for way in IN_PERSON),
    *((Level.PERSON_SEEN, way) for way in IN_PERSON),
    (Level.CARD_SEEN, frozenset({Proof.CARD})),
    (Level.NAMED, frozenset({Proof.CODE})),
    (Level.VISITOR, frozenset()),
)
"""Level <- what proves it; highest first. Whoever has shown more than a row asks for has it too."""

OPENS: Final[dict[Level, tuple[str, str]]] = {
    Level.VISITOR: ("指南、取号", "guide and ticket"),
    Level.NAMED: ("查询本人信息", "asking for one's own data"),
    Level.CARD_SEEN: ("打印完整号码", "prints with the full number"),
    Level.PERSON_SEEN: ("办理", "any application"),
    Level.STAFF_SEEN: ("事项另行规定的办理", "what a matter reserves"),
}
"""Level -> what it opens, in zh and en."""

IDENTIFIES: Final = frozenset({Proof.CODE, Proof.CARD})
"""Proofs that say who somebody is; the others only say that it is really them."""

HELPER_ROLES: Final = frozenset({StaffRole.CLERK, StaffRole.SUPERVISOR})
"""Accounts whose word counts. An administrator keeps machines and sees no papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that has been shown in a session. person: whose it is, a pseudonym; for an agent's code, the agent."""

    proof: Proof
    person: str


class CardState(StrEnum):
    """What the register of cards says of an ID card."""

    VALID = "valid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An ID card as its chip tells. valid_until: the last good day, or None for 长期."""

    person: str
    valid_from: date
    valid_until: date | None
    state: CardState = CardState.VALID


def show_card(card: Card, day: date) -> Shown:
    """What a card proves on a day. Raises CardNotValid."""
    if card.state is CardState.CANCELLED:
        raise CardNotValid(reason="cancelled")
    if day < card.valid_from:
        raise CardNotValid(reason="not_yet")
    if card.valid_until is not None and day > card.valid_until:
        raise CardNotValid(reason="expired")
    return Shown(proof=Proof.CARD, person=card.person)


def show_helper(helper: Account, helper_person: str | None, person: str, shown: Iterable[Shown]) -> Shown:
    """The word of a helper (帮办) that this is the person, whose card or code they have seen in this session.

    helper_person: the helper's own pseudonym, if known. Raises HelperNotAllowed.
    """
    if not helper.is_active or helper.role not in HELPER_ROLES:
        raise HelperNotAllowed(reason="role")
    if helper_person == person:
        raise HelperNotAllowed(reason="self")
    if not any(each.person == person and each.proof in IDENTIFIES for each in shown):
        raise HelperNotAllowed(reason="nothing_seen")
    return Shown(proof=Proof.HELPER, person=person)


def show_staff(clerk: Account, clerk_person: str | None, person: str, shown: Collection[Shown]) -> Shown:
    """The check of staff (窗口核验) of somebody who has been seen to be themselves; it adds to that and replaces nothing.

    clerk_person: the clerk's own pseudonym, if known. Raises StaffNotAllowed, ProofsDisagree.
    """
    if not clerk.is_active or clerk.role not in HELPER_ROLES:
        raise StaffNotAllowed(reason="role")
    if clerk_person == person:
        raise StaffNotAllowed(reason="self")
    if person_of(shown) != person or level_of(shown) < Level.PERSON_SEEN:
        raise StaffNotAllowed(reason="not_in_person")
    return Shown(proof=Proof.STAFF, person=person)


def person_of(shown: Collection[Shown]) -> str | None:
    """Who is standing there, or None for a visitor. Raises ProofsDisagree."""
    people = {each.person for each in shown}
    if len(people) > 1:
        raise ProofsDisagree
    return next(iter(people), None)


def level_of(shown: Collection[Shown]) -> Level:
    """The highest level that is proven. Raises ProofsDisagree."""
    person_of(shown)
    proofs = {each.proof for each in shown}
    return next(level for level, needed in PROVES if needed <= proofs)


def step_up(
    shown: Collection[Shown], required: Level, available: Collection[Proof] = tuple(Proof)
) -> tuple[frozenset[Proof], ...]:
    """What more would do: each set is one way to the level, the shortest first. Nothing to do is one empty way.

    available: what can be shown here and now; a broken camera or an absent helper is left out. No way at all
    means that the matter is done elsewhere. Raises ProofsDisagree.
    """
    if level_of(shown) >= required:
        return (frozenset(),)
    proofs = {each.proof for each in shown}
    missing = {needed - proofs for level, needed in PROVES if level >= required}
    ways = {way for way in missing if way <= set(available)}
    # A way that contains another one asks for more than is needed.
    least = [way for way in ways if not any(other < way for other in ways)]
    order = list(Proof)
    return tuple(sorted(least, key=lambda way: (len(way), sorted(order.index(each) for each in way))))
