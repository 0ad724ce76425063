"""Kinds of tickets (号票类型) and the grounds on which they are given (优先依据): data of the hall.

A kind is a credit: everybody of it counts as having come so much earlier, so that nobody waits for ever. A kind without
grounds is anybody's who asks for it. One with grounds is given by an identity that shows one of them by itself, and
otherwise by a clerk who sees it and says why. What the grounds of a person are is the driver's business: the hall is
told the kind, who chose it, and a clerk's reason.

Source: domain.md §5 (order among classes); docs/decisions/0063-a-kind-is-a-credit-with-grounds.md
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS

ORDINARY: Final = "ordinary"
PRIORITY: Final = "priority"
APPOINTMENT: Final = "appointment"
"""Keys of the kinds of a hall that names none."""


class Ground(StrEnum):
    """Why somebody is called before others (优先依据)."""

    EMERGENCY = "emergency"
    LIVELIHOOD = "livelihood"
    MAJOR_PROJECT = "major_project"
    SOLDIER = "soldier"
    FIREFIGHTER = "firefighter"
    MARTYR_FAMILY = "martyr_family"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    AGE_70 = "age_70"
    AGE_60 = "age_60"


class ChosenBy(StrEnum):
    """Who chose the kind of a ticket: its holder, by asking; their identity; a clerk, with a reason."""

    HOLDER = "holder"
    IDENTITY = "identity"
    CLERK = "clerk"


AGES: Final[Mapping[Ground, int]] = {Ground.AGE_70: 70, Ground.AGE_60: 60}
"""Ground -> full years from which it holds; an identity shows it by itself, because the number carries the birthday.

Nothing else is read out of an identity: a disability lies in a source that needs consent for a matter of its own, and
no queue is such a matter. A clerk is shown the card.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindConfig:
    """One kind. credit_ms: head start over an ordinary ticket, beside that of a line. grounds: which give it; none: anybody's.

    takes_slot: an appointment, which counts from its slot.
    """

    key: str
    name_zh: str
    name_en: str
    credit_ms: int = 0
    grounds: tuple[Ground, ...] = ()
    takes_slot: bool = False

    def __post_init__(self) -> None:
        if not self.key or self.credit_ms < 0:
            raise ValueError(f"kind {self.key!r}: a key and a credit of at least 0 are needed")
        if self.takes_slot and self.grounds:
            raise ValueError(f"kind {self.key!r}: an appointment is anybody's and has no grounds")

    @property
    def is_plain(self) -> bool:
        """Whether it is what somebody gets who has no ground for another."""
        return not self.grounds and not self.takes_slot


PLAIN_KINDS: Final = (
    KindConfig(key=ORDINARY, name_zh="普通", name_en="Ordinary"),
    KindConfig(key=PRIORITY, name_zh="优先", name_en="Priority"),
    KindConfig(key=APPOINTMENT, name_zh="预约", name_en="Booked", takes_slot=True),
)
"""The kinds of a hall that names none: whoever asks is believed, and the lines have the credits."""

STANDARD_KINDS: Final = (
    KindConfig(key="emergency", name_zh="应急", name_en="Emergency", credit_ms=DAY_MS, grounds=(Ground.EMERGENCY,)),
    KindConfig(
        key="green_channel",
        name_zh="绿色通道",
        name_en="Green channel",
        credit_ms=30 * MINUTE_MS,
        grounds=(Ground.LIVELIHOOD, Ground.MAJOR_PROJECT),
    ),
    KindConfig(
        key="special",
        name_zh="优待",
        name_en="Preferential",
        credit_ms=20 * MINUTE_MS,
        grounds=(
            Ground.SOLDIER,
            Ground.FIREFIGHTER,
            Ground.MARTYR_FAMILY,
            Ground.DISABLED,
            Ground.PREGNANT,
            Ground.AGE_70,
        ),
    ),
    KindConfig(key="senior", name_zh="敬老", name_en="Senior", credit_ms=10 * MINUTE_MS, grounds=(Ground.AGE_60,)),
    KindConfig(key=APPOINTMENT, name_zh="预约", name_en="Booked", takes_slot=True),
    KindConfig(key=ORDINARY, name_zh="普通", name_en="Ordinary"),
)
"""Source: domain.md §5. The largest credit first."""


def check_kinds(kinds: Sequence[KindConfig]) -> None:
    """Raise ValueError unless keys differ and one kind is anybody's."""
    keys = [kind.key for kind in kinds]
    if len(set(keys)) < len(keys):
        raise ValueError(f"kinds have different keys, not {keys}")
    if not any(kind.is_plain for kind in kinds):
        raise ValueError("one kind without grounds and without a slot is needed: what somebody gets who has none")


def grounds_of_age(years: int) -> tuple[Ground, ...]:
    """What somebody's age alone gives. years: full ones."""
    return tuple(ground for ground, from_years in AGES.items() if years >= from_years)


def best_ground(kinds: Sequence[KindConfig], grounds: Collection[Ground]) -> tuple[KindConfig, Ground] | None:
    """The kind with the longest credit that one of the grounds gives, and which; None: an ordinary ticket."""
    given = [(kind, ground) for kind in kinds for ground in kind.grounds if ground in grounds]
    return max(given, key=lambda pair: pair[0].credit_ms, default=None)


def ground_shown(kind: KindConfig | None, chosen_by: ChosenBy) -> Ground | None:
    """On which ground a ticket is of its kind, as far as that may be told: an age. What a clerk saw stays with them."""
    if kind is None or chosen_by is not ChosenBy.IDENTITY:
        return None
    return next((ground for ground in AGES if ground in kind.grounds), None)


def plain_kind(kinds: Sequence[KindConfig]) -> KindConfig:
    """What somebody gets who has no ground for another."""
    return next(kind for kind in kinds if kind.is_plain)


def may_be_chosen(kind: KindConfig, chosen_by: ChosenBy) -> bool:
    """Whether a kind may come about so: what has grounds is never merely asked for, and age alone is read from identity."""
    if chosen_by is ChosenBy.CLERK or not kind.grounds:
        return True
    return chosen_by is ChosenBy.IDENTITY and any(ground in AGES for ground in kind.grounds)
