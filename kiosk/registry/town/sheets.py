"""Sheets (源数据表): what each source holds of everybody, drawn so that one fact follows from another.

The pension follows age and work, medical insurance the pension and work, an allowance age, disability and want. All
shares are assumptions; what they add up to is in docs/town.md. Lists are kept as the JSON that goes into the file.

Source: approval §6.4
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from kiosk.registry.town import words
from kiosk.registry.town.households import SINGLE, Flags, Ints
from kiosk.registry.town.people import Dates, People, Words, either, objects

NO_END: Final = date(9999, 12, 31)
"""An ID card that is valid for good (长期)."""
WORKING: Final = (18, 60)
PENSION_AGE: Final = 60
SCHOOL: Final = (16, 23)
CARD_BANDS: Final = ((16, 5), (26, 10), (46, 20))
"""Below so many years of age a card is valid for so many; from 46 on for good."""
ALLOWANCE_AGE: Final = 80
LAGS: Final[dict[str, int]] = {"offences": 1, "custody": 1, "credit": 3, "allowances": 20, "low_income": 20}
"""A source heard of a row at most so many days ago; the others within two."""


@dataclass(slots=True)
class Sheet:
    """One source. has: who is in it. columns: field -> an array over all people. lag_days: age of the row."""

    has: Flags
    columns: dict[str, Any]
    lag_days: Ints


@dataclass(frozen=True, slots=True)
class Draw:
    """What every sheet is drawn from. sort: of each person's household. employers: names, one for each person at work."""

    chance: np.random.Generator
    people: People
    sort: Ints
    is_employed: Flags
    employer: Words

    def happens(self, share: Any) -> Flags:
        """True for about that share, by person."""
        return np.asarray(self.chance.random(len(self.people)) < share)

    def ahead(self, least: int, most: Any) -> Dates:
        """A day ahead of the making's, by a number of days between."""
        return self._moved(1, least, most)

    def back(self, least: int, most: Any) -> Dates:
        """A day before the making's."""
        return self._moved(-1, least, most)

    def one_of(self, values: Sequence[Any], shares: Sequence[float]) -> Words:
        """A value for each, by its share."""
        weights = np.array(shares)
        return objects(values)[self.chance.choice(len(values), size=len(self.people), p=weights / weights.sum())]

    def _moved(self, sign: int, least: int, most: Any) -> Dates:
        days = least + (self.chance.random(len(self.people)) * (most - least)).astype(np.int64)
        return np.asarray(np.datetime64(self.people.day, "D") + (sign * days).astype("timedelta64[D]"))


def listed(*texts: str) -> str:
    """A list as it stands in the file."""
    return json.dumps(texts, ensure_ascii=False)


def draw_employment(chance: np.random.Generator, people: People) -> Flags:
    """Who works for a company: a third of the natives of age, most of those who came."""
    is_of_age = (people.age >= WORKING[0]) & (people.age < WORKING[1])
    return is_of_age & (chance.random(len(people)) < np.where(people.is_migrant, 0.72, 0.33))


def draw_sheets(draw: Draw) -> dict[str, Sheet]:
    """Source -> sheet, all but the enterprises'."""
    columns: dict[str, tuple[Flags, dict[str, Any]]] = {}
    for source, function in FIRST.items():
        columns[source] = function(draw)
    columns["allowances"] = _allowances(draw, columns)
    most = {source: LAGS.get(source, 2) for source in columns}
    return {
        source: Sheet(has, _roomy(fields), draw.chance.integers(0, most[source] + 1, size=len(draw.people)))
        for source, (has, fields) in columns.items()
    }


def _roomy(fields: dict[str, Any]) -> dict[str, Any]:
    """Texts as Python's own: an array of numpy's would cut off whatever longer text an error writes into it."""
    return {name: array.astype(object) if array.dtype.kind == "U" else array for name, array in fields.items()}


def _population(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    span = np.full(len(people), 20)
    for below, years in reversed(CARD_BANDS):
        span = np.where(people.age < below, years, span)
    until = draw.ahead(1, span * 365)
    for_good = (people.age >= CARD_BANDS[-1][0]) & draw.happens(0.8)
    until[for_good] = np.datetime64(NO_END, "D")
    has_none = (people.age < CARD_BANDS[0][0]) & draw.happens(np.where(people.age < 6, 0.8, 0.3))  # noqa: PLR2004
    until[has_none] = np.datetime64("NaT")
    everybody = np.ones(len(people), dtype=bool)
    return everybody, {
        "person.name": people.name,
        "person.number": people.number,
        "person.sex": objects(words.SEXES)[people.is_male.astype(np.int64)],
        "person.birth": people.birth,
        "person.life": _all(people, words.ALIVE),
        "person.hukou_status": _all(people, words.REGISTERED),
        "person.hukou_area": people.area,
        "person.address": people.address,
        "person.card_until": until,
        "records": np.ones(len(people), dtype=np.int64),
    }


def _residence(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    lived_days = (np.datetime64(people.day, "D") - people.birth).astype(np.int64)
    return people.is_migrant.copy(), {
        "residence.status": _all(people, words.VALID),
        "residence.until": draw.ahead(1, 365),
        "residence.since": np.maximum(draw.back(200, 4400), people.birth + np.minimum(lived_days, 30)),
        "residence.is_continuous": np.ones(len(people), dtype=bool),
        "residence.address": people.home.copy(),
        "residence.permit_address": people.home.copy(),
    }


def _photos(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    has = (people.age >= 6) & ((people.age >= CARD_BANDS[0][0]) | draw.happens(0.7))  # noqa: PLR2004 - school age
    return has, {
        "photo.is_fit": np.ones(len(people), dtype=bool),
        "photo.taken": draw.back(1, np.where(people.age < CARD_BANDS[0][0], 1500, 3400)),
    }


def _insurance(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    is_old = people.age >= PENSION_AGE
    was_employed = draw.happens(np.where(people.is_migrant, 0.3, 0.12))
    in_school = (people.age >= SCHOOL[0]) & (people.age < SCHOOL[1]) & draw.happens(0.6)
    as_employee = draw.is_employed | (is_old & was_employed)
    as_resident = ~as_employee & (people.age >= SCHOOL[0]) & ~in_school & draw.happens(np.where(is_old, 0.95, 0.9))
    has = as_employee | as_resident
    years = np.maximum(np.minimum(people.age, PENSION_AGE) - WORKING[0], 0)
    months = np.maximum(1, (years * 12 * (0.35 + 0.6 * draw.chance.random(len(people)))).astype(np.int64))
    since = np.datetime64(people.day, "D") - ((months * 31) + is_old * (people.age - PENSION_AGE) * 365).astype(
        "timedelta64[D]"
    )
    at_work, retired = listed(words.EMPLOYEES, words.UNEMPLOYMENT, words.INJURY), listed(words.EMPLOYEES)
    is_paused = ~is_old & draw.happens(0.06)
    return has, {
        "insurance.kinds": np.where(draw.is_employed, at_work, np.where(as_employee, retired, listed(words.RESIDENTS))),
        "insurance.status": np.where(is_old, words.DRAWING, np.where(is_paused, words.PAUSED, words.PAYING)),
        "insurance.months": months,
        "insurance.since": since,
        "insurance.payer": draw.employer,
        "pension.status": either(is_old, words.PENSION_PAID),
        "pension.kind": either(is_old, np.where(as_employee, words.EMPLOYEES, words.RESIDENTS)),
        "pension.certified_until": np.where(is_old, draw.ahead(1, 366), np.datetime64("NaT")),
    }


def _card_account(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    is_active = draw.happens(np.where(people.age < CARD_BANDS[0][0], 0.66, 0.96))
    tails = draw.chance.integers(10_000, size=len(people)).tolist()
    return draw.happens(np.where(people.age < 1, 0.5, 0.976)), {
        "card_account.status": np.where(is_active, words.ACTIVE, words.NOT_ACTIVE),
        "card_account.tail": objects([f"{tail:04d}" for tail in tails]),
    }


def _medical(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people, this_year = draw.people, draw.people.day.year
    spans = objects([listed(*(str(this_year - back) for back in reversed(range(n)))) for n in range(1, 6)])
    lived = np.clip(people.age, 0, 4)
    paid = spans[np.minimum(draw.chance.integers(1, 6, size=len(people)) - 1, lived)]
    filing = json.dumps(
        [{"area": "仿真省外市", "begins": f"{this_year}-03-01", "ends": f"{this_year + 1}-02-28"}], ensure_ascii=False
    )
    return draw.is_employed | draw.happens(np.where(people.age < 1, 0.75, 0.965)), {
        "medical.scheme": np.where(draw.is_employed, words.MEDICAL_EMPLOYEES, words.MEDICAL_RESIDENTS),
        "medical.status": _all(people, words.MEDICAL_NORMAL),
        "medical.paid_years": paid,
        "medical.filings": either(draw.happens(0.015), filing),
    }


def _low_income(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    """Whole households of natives; the old who live alone are likelier to be poor."""
    people = draw.people
    households = int(people.household.max()) + 1
    is_alone_and_old = (draw.sort == SINGLE) & (people.age >= PENSION_AGE)
    weight = np.bincount(people.household, weights=np.where(people.is_migrant, 0, 1 + 2 * is_alone_and_old))
    luck = draw.chance.random(households) ** (1 / np.maximum(weight, 1e-9))
    order = np.argsort(-luck, kind="stable")
    filled = np.bincount(people.household)[order].cumsum() / len(people)
    kind = np.full(households, None, dtype=object)
    kind[order[filled <= 0.0365]] = words.BORDERLINE  # noqa: PLR2004 - shares of people
    kind[order[filled <= 0.0265]] = words.LOW_INCOME  # noqa: PLR2004
    mine = kind[people.household]
    mine[(mine == words.LOW_INCOME) & is_alone_and_old & draw.happens(0.1)] = words.DESTITUTE
    return mine != None, {"low_income.kind": mine}  # noqa: E711 - an array, compared place by place


def _disability(draw: Draw) -> tuple[Flags, dict[str, Any]]:
    people = draw.people
    bands = [people.age < 15, people.age < 45, people.age < 65, people.age < 80]  # noqa: PLR2004 - bands of age
    share = np.select(bands, [0.0095, 0.017, 0.046, 0.08], default=0.112)
    has = draw.happens(np.where(people.is_migrant, share * 0.4, share))
    category = draw.one_of(words.CATEGORIES, (12, 12, 3, 45, 10, 13, 5))
    grade = draw.one_of((1, 2, 3, 4), (13, 24, 33, 30)).astype(np.int64)
    digit = {name: number for number, name in enumerate(words.CATEGORIES, 1)}
    numbers = [f"{n}{digit[c]}{g}" for n, c, g in zip(people.number, category, grade.tolist(), strict=True)]
    return has, {
        "disability.number": objects(numbers),
        "disability.category": category,
        "disability.grade": grade,
        "disability.until": draw.ahead(1, 3650),
        "disability.status": _all(people, words.VALID),
        "disability.is_permanent": draw.happens(0.55),
    }


def _allowances(draw: Draw, columns: Mapping[str, tuple[Flags, dict[str, Any]]]) -> tuple[Flags, dict[str, Any]]:
    """Who is entitled mostly draws: three quarters of the old, two thirds of the disabled."""
    people = draw.people
    is_disabled, disability = columns["disability"]
    is_poor = columns["low_income"][0]
    grade, category = disability["disability.grade"], disability["disability.category"]
    in_mind = (category == words.MIND) | (category == words.INTELLECT)
    is_severe = is_disabled & ((grade <= 2) | in_mind)  # noqa: PLR2004 - 一级、二级
    draws = (
        (people.age >= ALLOWANCE_AGE) & ~people.is_migrant & draw.happens(0.75),
        is_disabled & is_poor & draw.happens(0.65),
        is_severe & ~people.is_migrant & draw.happens(0.65),
    )
    kinds = (words.ELDER_ALLOWANCE, words.LIVING_SUBSIDY, words.CARE_SUBSIDY)
    combinations = [listed(*(kind for bit, kind in enumerate(kinds) if mask >> bit & 1)) for mask in range(8)]
    mask = sum((is_drawn.astype(np.int64) << bit for bit, is_drawn in enumerate(draws)), np.zeros(len(people), int))
    return mask > 0, {"allowances.kinds": objects(combinations)[mask]}


def _rarely(field: str, share: float, text: str) -> Callable[[Draw], tuple[Flags, dict[str, Any]]]:
    """A source that knows of a few grown-ups."""

    def sheet(draw: Draw) -> tuple[Flags, dict[str, Any]]:
        is_grown = draw.people.age >= WORKING[0]
        return is_grown & draw.happens(share), {field: _all(draw.people, listed(text))}

    return sheet


def _all(people: People, value: str) -> Words:
    column = np.empty(len(people), dtype=object)
    column[:] = value
    return column


FIRST: Final[dict[str, Callable[[Draw], tuple[Flags, dict[str, Any]]]]] = {
    "population": _population,
    "residence": _residence,
    "offences": _rarely("offences.records", 0.012, words.OFFENCE),
    "photos": _photos,
    "insurance": _insurance,
    "card_account": _card_account,
    "medical": _medical,
    "low_income": _low_income,
    "disability": _disability,
    "custody": _rarely("custody.records", 0.0005, words.IN_CUSTODY),
    "credit": _rarely("credit.listings", 0.006, words.DISHONEST),
}
"""Source -> how it is drawn, in this order; the allowances follow from them."""
