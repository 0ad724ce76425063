"""Households (家庭): who lives with whom, and how old they are.

Household first: a sort of household is drawn, then the ages in it so that spouses fit each other and a mother was
20 to 42 at the birth of each child. Everything is one matrix, a row a household and a column a place in it, and days are
counted back from the day the town is made for. What the shares add up to is in docs/town.md.

Source: approval §6.4; the shares are assumptions, chosen so that the anchors there are met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

YEAR_DAYS: Final = 365.2425
MAN, WOMAN, OLD_MAN, OLD_WOMAN = range(4)
CHILD_PLACES: Final = (4, 5, 6)
PLACES: Final = 7
SINGLE, COUPLE, NUCLEAR, ONE_PARENT, THREE_GENERATIONS = range(5)
SHARES: Final = (0.215, 0.185, 0.36, 0.055, 0.185)
"""Of households, by sort."""

# Ages of the woman of the house (of whoever lives alone): bands of years, and the share of each.
BANDS: Final[dict[int, tuple[tuple[float, float, float], ...]]] = {
    SINGLE: ((19, 38, 0.385), (38, 62, 0.315), (62, 78, 0.17), (78, 97, 0.13)),
    COUPLE: ((21, 36, 0.32), (40, 62, 0.43), (62, 76, 0.17), (76, 90, 0.08)),
    NUCLEAR: ((23, 33, 0.32), (33, 43, 0.41), (43, 52, 0.27)),
    ONE_PARENT: ((25, 40, 0.5), (40, 54, 0.5)),
    THREE_GENERATIONS: ((23, 33, 0.38), (33, 43, 0.42), (43, 50, 0.20)),
}
SPOUSE_GAP: Final = (2.0, 2.4, -2.0, 10.0)
"""Years by which a husband is older: mean, deviation, least, most. With BIRTH it makes no father younger than 18."""
BIRTH: Final = (25.4, 3.2, 20.0, 36.0)
"""A mother's age at her first child; grandmothers likewise."""
LAST_BIRTH: Final = 42.0
NEXT_CHILD: Final = ((1.0, 1.0), (0.63, 3.0), (0.22, 3.4))
"""Of each child: its share of families, mean years after the one before."""
LEAST_GAP: Final = 1.1
LEAVES_HOME: Final = 24.0
STAYS: Final = 0.18
"""Share of those past that age who still live with their parents."""
OLDEST: Final = 33.0
"""No child lives at home beyond it."""
BOYS: Final = 0.527


@dataclass(frozen=True, slots=True)
class Households:
    """A row a household, a column a place. age_days on the making's day; is_there: the place is taken; is_male."""

    sort: Ints
    age_days: Ints
    is_there: Flags
    is_male: Flags

    @property
    def sizes(self) -> Ints:
        """People in each."""
        return np.asarray(self.is_there.sum(axis=1))


def draw_households(chance: np.random.Generator, people: int) -> Households:
    """Households of exactly so many people; the last few live alone, so that the number comes out."""
    drawn = _draw(chance, chance.choice(len(SHARES), size=people // 2, p=SHARES))
    ends = np.cumsum(drawn.sizes)
    kept = int(np.searchsorted(ends, people, side="right"))
    missing = people - int(ends[kept - 1]) if kept else people
    alone = _draw(chance, np.full(missing, SINGLE))
    parts = zip(_matrices(drawn), _matrices(alone), strict=True)
    return Households(*(np.concatenate([first[:kept], second]) for first, second in parts))


def _matrices(households: Households) -> tuple[Any, ...]:
    return households.sort, households.age_days, households.is_there, households.is_male


def _draw(chance: np.random.Generator, sort: Ints) -> Households:
    count = len(sort)
    ages = np.zeros((count, PLACES))
    there = np.zeros((count, PLACES), dtype=bool)
    male = np.zeros((count, PLACES), dtype=bool)
    male[:, (MAN, OLD_MAN)] = True
    ages[:, WOMAN] = _ages(chance, sort)
    ages[:, MAN] = np.maximum(ages[:, WOMAN] + _near(chance, SPOUSE_GAP, count), 22.0)
    lives_alone = (sort == SINGLE) | (sort == ONE_PARENT)
    is_man = chance.random(count) < np.where(sort == SINGLE, 0.47, 0.3)
    # Who lives alone is as old as the band says, man or woman.
    ages[:, MAN] = np.where(sort == SINGLE, ages[:, WOMAN], ages[:, MAN])
    there[:, MAN] = ~lives_alone | is_man
    there[:, WOMAN] = ~lives_alone | ~is_man
    _add_children(chance, sort, ages, there, male)
    _add_grandparents(chance, sort, ages, there)
    return Households(sort, np.rint(ages * YEAR_DAYS).astype(np.int64), there, male)


def _ages(chance: np.random.Generator, sort: Ints) -> Floats:
    years = np.zeros(len(sort))
    for kind, bands in BANDS.items():
        rows = np.flatnonzero(sort == kind)
        low, high, share = np.array(bands).T
        band = chance.choice(len(bands), size=len(rows), p=share / share.sum())
        years[rows] = low[band] + (high - low)[band] * chance.random(len(rows))
    return years


def _near(chance: np.random.Generator, shape: tuple[float, float, float, float], count: int) -> Floats:
    mean, deviation, least, most = shape
    return np.clip(chance.normal(mean, deviation, count), least, most)


def _add_children(chance: np.random.Generator, sort: Ints, ages: Floats, there: Flags, male: Flags) -> None:
    """Those who are born and have not left; a mother's own age decides, wherever she is."""
    has_children = (sort == NUCLEAR) | (sort == ONE_PARENT) | (sort == THREE_GENERATIONS)
    count = len(sort)
    at_birth = _near(chance, BIRTH, count) - LEAST_GAP
    has_one = has_children.copy()
    for place, (share, gap) in zip(CHILD_PLACES, NEXT_CHILD, strict=True):
        at_birth = at_birth + LEAST_GAP + (chance.exponential(gap - LEAST_GAP, count) if gap > LEAST_GAP else 0.0)
        has_one = has_one & (chance.random(count) < share) & (at_birth <= LAST_BIRTH)
        age = ages[:, WOMAN] - at_birth
        is_home = (age < LEAVES_HOME) | ((chance.random(count) < STAYS) & (age < OLDEST))
        there[:, place] = has_one & (age >= 0) & is_home
        ages[:, place] = np.maximum(age, 0.0)
        male[:, place] = chance.random(count) < BOYS


def _add_grandparents(chance: np.random.Generator, sort: Ints, ages: Floats, there: Flags) -> None:
    """The husband's parents, as far as they live; where neither does, the household is as it would be without."""
    count, has_them = len(sort), sort == THREE_GENERATIONS
    ages[:, OLD_WOMAN] = ages[:, MAN] + _near(chance, BIRTH, count)
    ages[:, OLD_MAN] = ages[:, OLD_WOMAN] + _near(chance, (2.0, 2.4, -2.0, 8.0), count)
    for place, end in ((OLD_WOMAN, 96.0), (OLD_MAN, 92.0)):
        lives = chance.random(count) < np.clip((end - ages[:, place]) / 28.0, 0.0, 0.97)
        there[:, place] = has_them & lives
