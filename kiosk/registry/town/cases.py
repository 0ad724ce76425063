"""One person for each turn a case may take (特定居民), written out as data.

Days are counted from the day the town is made for, so that the woman of 80 is 80 whenever that is. What is not said of
somebody is as usual for their age; how they come into the town stands in `kiosk.registry.town.cast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.identity.personas import COMPANIES
from kiosk.registry.town import words

FIRST_HOUSE: Final = 101
PERSONAS_VILLAGE: Final = words.VILLAGES[0]
STREET: Final = f"{words.TOWN}{PERSONAS_VILLAGE[1]}{words.ROADS[0]}"
AREA: Final = words.TOWN_AREA + PERSONAS_VILLAGE[0]


@dataclass(frozen=True, slots=True)
class In:
    """A day so many days after the making's, before it if negative."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person. birth: (completed years, days since the last birthday) on the making's day.

    lives_with: key of the head of their household, where it is not their own. changes: field -> what differs from the
    usual. without: sources that know nothing of them. neglected: sources that have not heard of them for years.
    records: entries in the population register.
    """

    key: str
    zh: str
    en: str
    name: str
    birth: tuple[int, int]
    is_male: bool = False
    lives_with: str | None = None
    relation: str = words.HEAD
    changes: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    neglected: tuple[str, ...] = ()
    records: int = 1


def _disabled(category: str, grade: int, until: int, *, is_permanent: bool = True) -> dict[str, Any]:
    return {
        "disability.number": None,
        "disability.category": category,
        "disability.grade": grade,
        "disability.until": In(until),
        "disability.status": words.VALID,
        "disability.is_permanent": is_permanent,
    }


def _migrant(until: int, **more: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "person.hukou_area": words.ELSEWHERE[1][0],
        "person.address": f"{words.ELSEWHERE[1][1]}1号",
        "residence.status": words.VALID,
        "residence.until": In(until),
        "residence.since": In(-1200),
        "residence.is_continuous": True,
        "residence.address": f"{STREET}130号",
        "residence.permit_address": f"{STREET}130号",
    }
    return changes | {name.replace("__", "."): value for name, value in more.items()}


POOR: Final = {"low_income.kind": words.LOW_INCOME}
EMPLOYED: Final = {
    "insurance.kinds": (words.EMPLOYEES, words.UNEMPLOYMENT, words.INJURY),
    "insurance.payer": COMPANIES[0].name,
    "medical.scheme": words.MEDICAL_EMPLOYEES,
}

CAST: Final = (
    Case(
        key="t-eighty",
        zh="八十岁，可领高龄津贴",
        en="80, entitled to the elder allowance",
        name="陈示廿一",
        birth=(80, 40),
    ),
    Case(key="t-seventy-nine", zh="七十九岁的邻居", en="her neighbour of 79", name="林示廿二", birth=(79, 250)),
    Case(
        key="t-eighty-drawing",
        zh="八十五岁，已在领高龄津贴",
        en="85, draws the allowance already",
        name="黄示廿三",
        birth=(85, 100),
        changes={"allowances.kinds": (words.ELDER_ALLOWANCE,)},
    ),
    Case(
        key="t-eighty-not-active",
        zh="八十二岁，社保卡金融账户未激活",
        en="82, account of the social card not active",
        name="吴示廿四",
        birth=(82, 12),
        is_male=True,
        changes={"card_account.status": words.NOT_ACTIVE},
    ),
    Case(
        key="t-eighty-elsewhere",
        zh="八十一岁，户籍不在本镇",
        en="81, registered elsewhere",
        name="郑示廿五",
        birth=(81, 77),
        changes=_migrant(100),
    ),
    Case(key="t-centenarian", zh="一百岁", en="100 years old", name="许示廿六", birth=(100, 5)),
    Case(
        key="t-pensioner",
        zh="待遇资格认证即将到期",
        en="pension due for certification",
        name="蔡示廿七",
        birth=(68, 200),
        is_male=True,
        changes={"pension.certified_until": In(20)},
    ),
    Case(
        key="t-pension-stopped",
        zh="待遇因未认证暂停",
        en="pension stopped for want of certification",
        name="方示廿八",
        birth=(71, 31),
        changes={"pension.status": words.PENSION_STOPPED, "pension.certified_until": In(-45)},
    ),
    Case(
        key="t-record",
        zh="有违法犯罪记录",
        en="has a criminal record",
        name="罗示廿九",
        birth=(35, 90),
        is_male=True,
        changes={"offences.records": (words.OFFENCE,)},
    ),
    Case(
        key="t-custody",
        zh="在服刑的八十一岁老人",
        en="81, in custody",
        name="杨示三十",
        birth=(81, 12),
        is_male=True,
        changes={"custody.records": (words.IN_CUSTODY,)},
    ),
    Case(
        key="t-disabled",
        zh="肢体一级，低保，证即将到期",
        en="limb, grade 1, on 低保, certificate about to expire",
        name="李示卅一",
        birth=(46, 150),
        is_male=True,
        changes=_disabled(words.LIMB, 1, 60) | POOR,
    ),
    Case(
        key="t-disabled-mild",
        zh="肢体四级，非低收入",
        en="limb, grade 4, not on low income",
        name="王示卅二",
        birth=(52, 10),
        changes=_disabled(words.LIMB, 4, 900),
    ),
    Case(
        key="t-disabled-mind",
        zh="精神三级，低保边缘",
        en="mind, grade 3, borderline income",
        name="张示卅三",
        birth=(29, 66),
        changes=_disabled(words.MIND, 3, 700) | {"low_income.kind": words.BORDERLINE},
    ),
    Case(
        key="t-disabled-reassess",
        zh="证即将到期，须重新评定",
        en="certificate about to expire, to be assessed anew",
        name="刘示卅四",
        birth=(33, 5),
        changes=_disabled(words.INTELLECT, 2, 45, is_permanent=False),
    ),
    Case(
        key="t-disabled-no-photo",
        zh="证即将到期，库中无相片",
        en="certificate about to expire, no photograph on file",
        name="谢示卅五",
        birth=(41, 222),
        is_male=True,
        changes=_disabled("听力", 2, 50),
        without=("photos",),
    ),
    Case(
        key="t-owner",
        zh="可以开店的人",
        en="may open a shop",
        name="洪示卅六",
        birth=(32, 18),
    ),
    Case(
        key="t-restricted",
        zh="限制登记人员",
        en="restricted from registering a shop",
        name="孙示卅七",
        birth=(44, 180),
        is_male=True,
        changes={"enterprise.restrictions": (words.RESTRICTED,)},
    ),
    Case(
        key="t-dishonest",
        zh="失信被执行人，社保卡未激活的八十岁老人",
        en="80, on the credit list, account not active",
        name="周示卅八",
        birth=(80, 300),
        is_male=True,
        changes={"credit.listings": (words.DISHONEST,), "card_account.status": words.NOT_ACTIVE},
    ),
    Case(
        key="t-merchant",
        zh="个体工商户经营者",
        en="runs a shop",
        name="江示卅九",
        birth=(39, 44),
        is_male=True,
    ),
    Case(
        key="t-migrant",
        zh="居住证可签注",
        en="residence permit ready to be endorsed",
        name="魏示四十",
        birth=(30, 130),
        is_male=True,
        changes=_migrant(20),
    ),
    Case(
        key="t-migrant-moved",
        zh="居住地址与居住证不一致",
        en="lives elsewhere than the permit says",
        name="郭示四一",
        birth=(27, 61),
        changes=_migrant(15, residence__permit_address=f"{STREET}99号"),
    ),
    Case(
        key="t-migrant-early",
        zh="居住证离到期尚早",
        en="permit far from its end",
        name="何示四二",
        birth=(38, 2),
        changes=_migrant(240),
    ),
    Case(
        key="t-uninsured",
        zh="未参加医保的本镇居民",
        en="native without medical insurance",
        name="陆示四三",
        birth=(31, 15),
        without=("medical",),
    ),
    Case(
        key="t-newborn",
        zh="出生未满九十天，未参保",
        en="born less than ninety days ago, not insured",
        name="陆示四四",
        birth=(0, 40),
        lives_with="t-uninsured",
        relation=words.CHILDREN[0],
        without=("medical", "card_account", "photos"),
    ),
    Case(
        key="t-employee",
        zh="职工医保在保",
        en="insured as an employee",
        name="丁示四五",
        birth=(36, 75),
        is_male=True,
        changes=EMPLOYED,
    ),
    Case(
        key="t-never-insured",
        zh="没有参加社会保险",
        en="never insured",
        name="余示四六",
        birth=(24, 33),
        without=("insurance",),
    ),
    Case(
        key="t-filed",
        zh="已有异地就医备案",
        en="has filed for care elsewhere",
        name="廖示四七",
        birth=(59, 9),
        changes={
            "medical.filings": ({"area": "仿真省外市", "begins": In(-60), "ends": In(300)},),
        },
    ),
    Case(
        key="t-medical-paused",
        zh="医保断缴",
        en="medical insurance paused",
        name="曾示四八",
        birth=(48, 8),
        changes={"medical.status": words.MEDICAL_PAUSED},
    ),
    Case(
        key="t-two-records",
        zh="一人两条户籍记录",
        en="two entries for one person",
        name="邱示四九",
        birth=(50, 20),
        records=2,
    ),
    Case(
        key="t-neglected",
        zh="八十三岁，人口数据久未更新",
        en="83, register not brought up to date",
        name="沈示五十",
        birth=(83, 19),
        neglected=("population",),
    ),
    Case(
        key="t-poor",
        zh="申请低保的人",
        en="applies for 低保",
        name="钟示五一",
        birth=(57, 101),
        without=("low_income",),
    ),
    Case(
        key="t-rare",
        zh="名字里有字库没有的字",
        en="has a character in the name that the font lacks",
        name="卢示𠮷",
        birth=(28, 70),
    ),
)
"""One for each turn; key, and what they are for in zh and en."""
