"""People (居民): what everybody has, a column at a time: name, number, phone, address, area of registration.

A number is unique because people born on one day are numbered through; a family shares the father's name; a house is one
household's. Nobody here is real: every number lies in the county that was never assigned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.identity.numbers import PERSON_CHECKS, PERSON_WEIGHTS, SYNTHETIC_COUNTY
from kiosk.registry.town import words
from kiosk.registry.town.households import (
    CHILD_PLACES,
    MAN,
    OLD_MAN,
    OLD_WOMAN,
    PLACES,
    WOMAN,
    Flags,
    Households,
    Ints,
    draw_households,
)
from kiosk.registry.town.plan import TownPlan

Dates = NDArray[np.datetime64]
Words = NDArray[np.object_]

MIGRANTS: Final = 0.14
OLDEST_MIGRANT_DAYS: Final = 60 * 365
ONE_CHARACTER: Final = 0.02
RARE_SHARE: Final = 0.003
FAVOURITES: Final = 1.52
"""How far the first characters of a pool are liked more than the last (1: not at all); some 5 % then share a name."""
FIRST_SEQUENCE: Final = 200
"""Sequence numbers below belong to personas and cases."""
SEQUENCES: Final = 400
"""People of one sex who may be born on one day."""
ROADS_A_VILLAGE: Final = len(words.ROADS)


@dataclass(frozen=True, slots=True)
class People:
    """One array entry a person, households one after another.

    household: number of theirs, from 0. place: in it. age: completed years on the making's day.
    """

    day: date
    household: Ints
    place: Ints
    relation: Words
    is_male: Flags
    birth: Dates
    age: Ints
    name: Words
    number: Words
    is_migrant: Flags
    area: Words
    address: Words
    home: Words

    def __len__(self) -> int:
        return len(self.household)


def draw_people(plan: TownPlan, chance: np.random.Generator, count: int) -> tuple[People, Ints]:
    """So many people, and the sort of each one's household.

    address is where they are registered, home where they live; the same unless they came here.
    """
    households = draw_households(chance, count)
    rows, places = np.nonzero(households.is_there)
    is_male = households.is_male[rows, places]
    birth = np.datetime64(plan.day, "D") - households.age_days[rows, places].astype("timedelta64[D]")
    is_migrant = _migrants(chance, households)[rows]
    home, area = _homes(chance, len(households.sort))
    came_from = chance.integers(len(words.ELSEWHERE), size=len(households.sort))
    far_area = objects([code for code, _ in words.ELSEWHERE])[came_from]
    far_home = objects([f"{name}{number}号" for number, (_, name) in enumerate(words.ELSEWHERE, 1)])[came_from]
    people = People(
        day=plan.day,
        household=rows,
        place=places,
        relation=_relations(households, rows, places, is_male),
        is_male=is_male,
        birth=birth,
        age=completed_years(birth, plan.day),
        name=_names(chance, households, rows, places, is_male),
        number=_numbers(birth, is_male),
        is_migrant=is_migrant,
        area=np.where(is_migrant, far_area[rows], area[rows]),
        address=np.where(is_migrant, far_home[rows], home[rows]),
        home=home[rows],
    )
    return people, households.sort[rows]


def completed_years(birth: Dates, day: date) -> Ints:
    """Age on a day; somebody born on 29 February completes a year on 1 March of a common year."""
    year, month, of_month = parts_of(birth)
    is_ahead = (month > day.month) | ((month == day.month) & (of_month > day.day))
    return np.asarray(day.year - year - is_ahead)


def parts_of(days: Dates) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of the month."""
    months = days.astype("datetime64[M]")
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12 + 1, (days - months).astype(np.int64) + 1


def _migrants(chance: np.random.Generator, households: Households) -> Flags:
    """Young households that came from elsewhere, as many as make up the share."""
    oldest = np.where(households.is_there, households.age_days, 0).max(axis=1)
    order = chance.permutation(np.flatnonzero(oldest < OLDEST_MIGRANT_DAYS))
    people = households.sizes[order].cumsum()
    chosen = np.zeros(len(oldest), dtype=bool)
    chosen[order[people <= MIGRANTS * households.sizes.sum()]] = True
    return chosen


def _homes(chance: np.random.Generator, count: int) -> tuple[Words, Words]:
    """(address, area) of each household; no two live in one house."""
    village = chance.integers(len(words.VILLAGES), size=count)
    rank = rank_within(village)
    road, house = rank // words.HOUSES_A_ROAD, rank % words.HOUSES_A_ROAD + 1
    # What does not fit into the roads of a village lives on a floor above.
    floor = road // ROADS_A_VILLAGE
    codes, names = zip(*words.VILLAGES, strict=True)
    where = zip(village.tolist(), road.tolist(), house.tolist(), floor.tolist(), strict=True)
    addresses = [
        f"{words.TOWN}{names[v]}{words.ROADS[r % ROADS_A_VILLAGE]}{h}号" + (f"{f + 1}层" if f else "")
        for v, r, h, f in where
    ]
    return objects(addresses), objects([words.TOWN_AREA + code for code in codes])[village]


def rank_within(group: Ints) -> Ints:
    """Of each entry, how many of its group stand before it."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    ranks = np.empty(len(group), dtype=np.int64)
    ranks[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    return ranks


def _relations(households: Households, rows: Ints, places: Ints, is_male: Flags) -> Words:
    """To the head: the man of the house, or the woman where there is none."""
    table = np.full((2, PLACES), words.HEAD, dtype=object)
    table[0, [OLD_MAN, OLD_WOMAN]] = words.FATHER, words.MOTHER
    for sex in (0, 1):
        table[sex, CHILD_PLACES[0] :] = words.CHILDREN[sex]
    table[1] = np.where(np.isin(np.arange(PLACES), (OLD_MAN, OLD_WOMAN)), table[0], table[1])
    relation = table[is_male.astype(np.int64), places]
    relation[(places == WOMAN) & households.is_there[rows, MAN]] = words.SPOUSE
    return relation


def _names(chance: np.random.Generator, households: Households, rows: Ints, places: Ints, is_male: Flags) -> Words:
    count = len(rows)
    weight = 1.0 / (np.arange(len(words.SURNAMES)) + 3.0)
    drawn = chance.choice(len(words.SURNAMES), size=households.is_there.shape, p=weight / weight.sum())
    father = np.where(households.is_there[:, MAN], drawn[:, MAN], drawn[:, WOMAN])
    drawn[:, CHILD_PLACES[0] :] = father[:, None]
    drawn[:, OLD_MAN] = father
    surname = np.array(list(words.SURNAMES), dtype=object)[drawn[rows, places]]
    given = [_given(chance, pool, count) for pool in (words.WOMEN, words.MEN)]
    last = np.where(chance.random(count) < RARE_SHARE, _characters(chance, words.RARE, count), "")
    first, second = (np.where(is_male, given[1][part], given[0][part]) for part in (0, 1))
    second = np.where(last != "", last, second)
    first = np.where((chance.random(count) < ONE_CHARACTER) & (second != ""), "", first)
    return surname + first + second


def _given(chance: np.random.Generator, pool: str, count: int) -> tuple[Words, Words]:
    return _characters(chance, pool, count), _characters(chance, pool, count)


def _characters(chance: np.random.Generator, pool: str, count: int) -> Words:
    kinds = objects(list(dict.fromkeys(pool)))
    return kinds[(chance.random(count) ** FAVOURITES * len(kinds)).astype(np.int64)]


def _numbers(birth: Dates, is_male: Flags) -> Words:
    """Eighteen characters each: county, birth, sequence (odd for men), check."""
    days = birth.astype(np.int64)
    rank = rank_within(days * 2 + is_male)
    assert rank.max() < SEQUENCES, "more people of one sex born on one day than there are numbers for"
    # Where the count of a day begins differs from day to day, so that a number says nothing of how many there are.
    sequence = FIRST_SEQUENCE + 2 * ((rank + days * 37) % SEQUENCES) + is_male
    year, month, of_month = parts_of(birth)
    tail = (year * 10_000 + month * 100 + of_month) * 1_000 + sequence
    powers = 10 ** np.arange(10, -1, -1)
    county = np.array([int(digit) for digit in SYNTHETIC_COUNTY])
    digits = np.hstack([np.broadcast_to(county, (len(tail), len(county))), tail[:, None] // powers % 10])
    checks = np.array(list(PERSON_CHECKS))[(digits @ np.array(PERSON_WEIGHTS)) % len(PERSON_CHECKS)]
    pairs = zip(tail.tolist(), checks.tolist(), strict=True)
    return objects([f"{SYNTHETIC_COUNTY}{body}{check}" for body, check in pairs])


def draw_phones(chance: np.random.Generator, people: People) -> list[str | None]:
    """Eleven digits under a prefix that no carrier has; None for children and for many of the old."""
    share = np.select(
        [people.age < 8, people.age < 14, people.age < 65, people.age < 80],  # noqa: PLR2004 - bands of age
        [0.0, 0.35, 0.985, 0.72],
        default=0.38,
    )
    has_one = chance.random(len(people)) < share
    tail = chance.permutation(len(people)) + 100_000
    pairs = zip(has_one.tolist(), tail.tolist(), strict=True)
    return [f"{words.CARRIER_PREFIX}{number}" if has else None for has, number in pairs]


def either(is_it: Flags, value: Any, other: Any = None) -> Words:
    """A value where something is so, another (nothing) where it is not; each one for all, or an array."""
    result = np.empty(len(is_it), dtype=object)
    result[:] = other
    result[is_it] = value[is_it] if isinstance(value, np.ndarray) else value
    return result


def objects(values: Sequence[Any]) -> Words:
    """An array of Python values, lists among them, one a place."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
