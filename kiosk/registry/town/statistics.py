"""What a town adds up to (镇情统计): shares against the anchors they were chosen for.

An anchor is a round figure with half a unit of its last digit; beside that a share may stray by chance: four standard
deviations of a binomial, wider where whole households share the luck.

Source: approval §6.4, its anchors unverified
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, Integer, Table, extract, func, select

from kiosk.registry.town import words
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.tables import FLAWS, PHONES, SOURCES, open_read_only

DEVIATIONS: Final = 4.0
HOUSEHOLD_EFFECT: Final = 3.0
"""By how much the variance grows where a household is drawn as one: about its size."""

_P = SOURCES["population"].c
IS_TOWNS: Final = _P.household >= 0
"""Drawn people; personas and cases are what they were written to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One share in per cent. anchor, half_unit: the figure and how far rounding lets it be off. clustered: by household."""

    key: str
    zh: str
    en: str
    anchor: float
    half_unit: float
    is_clustered: bool = False

    def tolerance(self, people: int) -> float:
        """Percentage points by which the share of so many may differ from the anchor."""
        share = self.anchor / 100
        effect = HOUSEHOLD_EFFECT if self.is_clustered else 1.0
        return self.half_unit + 100 * DEVIATIONS * math.sqrt(share * (1 - share) * effect / people)


MEASURES: Final = (
    Measure(key="age_65", zh="65岁及以上", en="65 or older", anchor=10, half_unit=0.5, is_clustered=True),
    Measure(key="age_80", zh="80岁及以上", en="80 or older", anchor=2, half_unit=0.5, is_clustered=True),
    Measure(key="age_14", zh="0–14岁", en="0 to 14", anchor=19, half_unit=0.5, is_clustered=True),
    Measure(
        key="migrants", zh="外来人口（持居住证）", en="came from elsewhere, with a permit", anchor=14, half_unit=0.5
    ),
    Measure(key="disabled", zh="持残疾人证", en="certified disabled", anchor=2.7, half_unit=0.05),
    Measure(key="low_income", zh="低保", en="on 低保", anchor=2.5, half_unit=0.5, is_clustered=True),
    Measure(key="medical", zh="参加基本医疗保险", en="insured for medical care", anchor=97, half_unit=2),
    Measure(key="card", zh="持社保卡", en="has a social card", anchor=97, half_unit=0.5),
    Measure(
        key="card_active", zh="社保卡金融账户已激活（占持卡）", en="its account is active", anchor=90, half_unit=0.5
    ),
    Measure(key="no_phone_65", zh="65岁及以上没有手机", en="65 or older without a phone", anchor=35, half_unit=2.5),
    Measure(key="shared_name", zh="与人同名同姓", en="shares a full name", anchor=5, half_unit=0.5),
    Measure(key="rare", zh="姓名含GB 2312以外的字", en="name beyond GB 2312", anchor=0.3, half_unit=0.05),
    Measure(key="flawed", zh="带标注差错", en="carries a labelled error", anchor=1.5, half_unit=0.5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """shares: measure -> (per cent, people it was counted over). household: mean size."""

    people: int
    households: int
    household: float
    oldest: int
    enterprises: int
    shares: dict[str, tuple[float, int]]


def measure(path: Path, plan: TownPlan) -> Statistics:
    """Count a town's file. path: of the file; plan: by which it was made."""
    engine = open_read_only(path)
    with engine.connect() as connection:
        found = _measure(connection, plan)
    engine.dispose()
    return found


def _measure(connection: Connection, plan: TownPlan) -> Statistics:
    def count(*conditions: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(SOURCES["population"]).where(IS_TOWNS, *conditions)
        return int(connection.execute(asked).scalar_one())

    def known(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return _P.subject.in_(select(table.c.subject).where(*conditions))

    people, age = count(), _age(plan)
    households = int(connection.execute(select(func.count(_P.household.distinct())).where(IS_TOWNS)).scalar_one())
    names = [name for (name,) in connection.execute(select(_P.person_name).where(IS_TOWNS))]
    card, old = SOURCES["card_account"], age >= 65  # noqa: PLR2004 - the band's name
    of_everybody = {
        "age_65": count(old),
        "age_80": count(age >= 80),  # noqa: PLR2004
        "age_14": count(age <= 14),  # noqa: PLR2004
        "migrants": count(known(SOURCES["residence"])),
        "disabled": count(known(SOURCES["disability"])),
        "low_income": count(known(SOURCES["low_income"], SOURCES["low_income"].c.low_income_kind == words.LOW_INCOME)),
        "medical": count(known(SOURCES["medical"])),
        "card": count(known(card)),
        "shared_name": _sharing(names),
        "rare": sum(not in_gb2312(name) for name in names),
        "flawed": count(known(FLAWS)),
    }
    shares = {key: (100 * found / people, people) for key, found in of_everybody.items()}
    cards, active = of_everybody["card"], count(known(card, card.c.card_account_status == words.ACTIVE))
    shares["card_active"] = 100 * active / cards, cards
    without = count(old, ~known(PHONES))
    shares["no_phone_65"] = 100 * without / of_everybody["age_65"], of_everybody["age_65"]
    oldest = connection.execute(select(func.max(age)).where(IS_TOWNS)).scalar_one()
    enterprise = SOURCES["enterprises"].c.enterprise_number
    enterprises = connection.execute(select(func.count()).where(enterprise.is_not(None))).scalar_one()
    return Statistics(
        people=people,
        households=households,
        household=people / households,
        oldest=int(oldest),
        enterprises=int(enterprises),
        shares={each.key: shares[each.key] for each in MEASURES},
    )


def _age(plan: TownPlan) -> ColumnElement[int]:
    """Completed years on the making's day, as the database computes them."""
    month, day = extract("month", _P.person_birth), extract("day", _P.person_birth)
    is_ahead = (month > plan.day.month) | ((month == plan.day.month) & (day > plan.day.day))
    return plan.day.year - extract("year", _P.person_birth) - is_ahead.cast(Integer)


def _sharing(names: list[str]) -> int:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return sum(number for number in counts.values() if number > 1)


def in_gb2312(name: str) -> bool:
    """Whether an old printer's font has every character."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
