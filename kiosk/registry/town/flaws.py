"""Labelled errors (标注差错): what is wrong in the registers, so that every reason text can be provoked.

A person carries at most one. The label says what was bent and which sentence of a notice it leads to; the town's file
keeps who carries which. Beside them stand the ordinary cases, in which nothing is wrong but a condition is not met.

Source: approval §6.4
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kiosk.registry.town import words
from kiosk.registry.town.households import Flags, Ints
from kiosk.registry.town.people import People
from kiosk.registry.town.sheets import ALLOWANCE_AGE, Sheet, listed

CARRIERS: Final = 0.015
"""Share of the people with an error."""
LONG_AGO_DAYS: Final = 400
GROWN: Final = 18

Sheets = Mapping[str, Sheet]
WhoMay = Callable[[People, Sheets], Flags]
Bend = Callable[[People, Sheets, np.ndarray], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One label. field: what it bends. reason, reason_en: what somebody is told where a matter asks for the field.

    who_may: who can carry it. bend: what it does to the sheets of those who do.
    """

    label: str
    zh: str
    en: str
    field: str
    reason: str
    reason_en: str
    who_may: WhoMay
    bend: Bend


def _grown(people: People, sheets: Sheets) -> Flags:
    del sheets
    return np.asarray(people.age >= GROWN)


def _native(people: People, sheets: Sheets) -> Flags:
    return np.asarray(_grown(people, sheets) & ~people.is_migrant)


def _in(source: str) -> WhoMay:
    """Who is in a source."""
    return lambda _people, sheets: sheets[source].has.copy()


def _drawing(people: People, sheets: Sheets) -> Flags:
    del people
    return np.asarray(sheets["insurance"].has & (sheets["insurance"].columns["insurance.status"] == words.DRAWING))


def _entitled(people: People, sheets: Sheets) -> Flags:
    """Natives of 80 or more who do not draw the allowance."""
    return np.asarray((people.age >= ALLOWANCE_AGE) & ~people.is_migrant & ~sheets["allowances"].has)


def _put(**values: Any) -> Bend:
    """Write values into columns; a keyword is a field with two bars for its dot."""

    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        del people
        for name, value in values.items():
            field = name.replace("__", ".")
            next(sheet for sheet in sheets.values() if field in sheet.columns).columns[field][rows] = value

    return bend


def _add(source: str, field: str, text: str) -> Bend:
    """Enter somebody in a source that knew nothing of them."""

    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        del people
        sheets[source].has[rows] = True
        sheets[source].columns[field][rows] = listed(text)

    return bend


def _enter(source: str) -> Bend:
    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        del people
        sheets[source].has[rows] = True

    return bend


def _remove(source: str) -> Bend:
    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        del people
        sheets[source].has[rows] = False

    return bend


def _neglect(source: str) -> Bend:
    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        del people
        sheets[source].lag_days[rows] = LONG_AGO_DAYS

    return bend


def _past(field: str, days: int) -> Bend:
    """A term that ended so many days ago."""

    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        past = np.datetime64(people.day, "D") - np.timedelta64(days, "D")
        next(sheet for sheet in sheets.values() if field in sheet.columns).columns[field][rows] = past

    return bend


def _all_of(*bends: Bend) -> Bend:
    def bend(people: People, sheets: Sheets, rows: Ints) -> None:
        for each in bends:
            each(people, sheets, rows)

    return bend


def _two_records(people: People, sheets: Sheets, rows: Ints) -> None:
    del people
    sheets["population"].columns["records"][rows] = 2


FLAWS: Final = (
    Flaw(
        label="hukou_elsewhere",
        zh="户籍迁入未更新",
        en="Moved here, registration not brought along",
        field="person.hukou_area",
        reason="户籍不在本镇",
        reason_en="Not registered in this town",
        who_may=_native,
        bend=_put(person__hukou_area=words.ELSEWHERE[0][0]),
    ),
    Flaw(
        label="hukou_in_doubt",
        zh="户籍待核实",
        en="Registration being looked into",
        field="person.hukou_status",
        reason="户籍状态不正常",
        reason_en="The registration is not in order",
        who_may=_native,
        bend=_put(person__hukou_status=words.IN_DOUBT),
    ),
    Flaw(
        label="card_expired",
        zh="身份证已过期",
        en="Identity card expired",
        field="person.card_until",
        reason="身份证已过期",
        reason_en="The identity card has expired",
        who_may=_grown,
        bend=_past("person.card_until", 90),
    ),
    Flaw(
        label="two_records",
        zh="一人两条户籍记录",
        en="Two entries for one person",
        field="person.name",
        reason="人口库没有查到唯一的记录，尚待核验",
        reason_en="The register has no single entry",
        who_may=_grown,
        bend=_two_records,
    ),
    Flaw(
        label="marked_dead",
        zh="误登记为死亡",
        en="Entered as deceased by mistake",
        field="person.life",
        reason="人口库登记的状态为死亡",
        reason_en="Not registered as alive",
        who_may=_drawing,
        bend=_put(person__life=words.DEAD),
    ),
    Flaw(
        label="population_old",
        zh="人口数据久未更新",
        en="Register not brought up to date",
        field="person.address",
        reason="人口库的数据不是最新的，尚待核验",
        reason_en="The register is out of date",
        who_may=_grown,
        bend=_neglect("population"),
    ),
    Flaw(
        label="photo_missing",
        zh="库中无相片",
        en="No photograph on file",
        field="photo.is_fit",
        reason="没有可用的相片",
        reason_en="No usable photograph on file",
        who_may=_in("disability"),
        bend=_remove("photos"),
    ),
    Flaw(
        label="photo_unfit",
        zh="相片不合格",
        en="Photograph not fit for use",
        field="photo.is_fit",
        reason="相片不合格",
        reason_en="The photograph is not fit for use",
        who_may=_in("photos"),
        bend=_put(photo__is_fit=False),
    ),
    Flaw(
        label="permit_expired",
        zh="居住证已过期",
        en="Residence permit expired",
        field="residence.status",
        reason="居住证已过期",
        reason_en="The residence permit has expired",
        who_may=_in("residence"),
        bend=_all_of(_put(residence__status=words.EXPIRED), _past("residence.until", 60)),
    ),
    Flaw(
        label="permit_address_differs",
        zh="居住地址与居住证不一致",
        en="Address differs from the permit's",
        field="residence.permit_address",
        reason="现居住地址与居住证登载的不一致",
        reason_en="The address differs from the one on the permit",
        who_may=_in("residence"),
        bend=_put(residence__permit_address=f"{words.TOWN}示中居春路99号"),
    ),
    Flaw(
        label="residence_broken",
        zh="居住登记中断",
        en="Residence with a break",
        field="residence.is_continuous",
        reason="居住登记不连续",
        reason_en="The residence was interrupted",
        who_may=_in("residence"),
        bend=_put(residence__is_continuous=False),
    ),
    Flaw(
        label="account_frozen",
        zh="社保卡金融账户冻结",
        en="Account of the social card frozen",
        field="card_account.status",
        reason="社保卡金融账户未激活或已冻结",
        reason_en="The account of the social card is not active",
        who_may=_entitled,
        bend=_all_of(
            _enter("card_account"),
            _put(card_account__status=words.FROZEN),
        ),
    ),
    Flaw(
        label="pension_stopped",
        zh="待遇资格认证逾期",
        en="Pension not certified in time",
        field="pension.status",
        reason="养老待遇不在发放状态",
        reason_en="The pension is not being paid",
        who_may=_drawing,
        bend=_all_of(_put(pension__status=words.PENSION_STOPPED), _past("pension.certified_until", 45)),
    ),
    Flaw(
        label="insurance_old",
        zh="社保数据久未更新",
        en="Social insurance not brought up to date",
        field="insurance.status",
        reason="社会保险库的数据不是最新的，尚待核验",
        reason_en="Social insurance data are out of date",
        who_may=_in("insurance"),
        bend=_neglect("insurance"),
    ),
    Flaw(
        label="medical_paused",
        zh="医保断缴",
        en="Medical insurance paused",
        field="medical.status",
        reason="医保状态不正常",
        reason_en="Medical insurance is not in order",
        who_may=_in("medical"),
        bend=_put(medical__status=words.MEDICAL_PAUSED),
    ),
    Flaw(
        label="disability_expired",
        zh="残疾人证已过期",
        en="Disability certificate expired",
        field="disability.status",
        reason="残疾人证已过期",
        reason_en="The disability certificate has expired",
        who_may=_in("disability"),
        bend=_all_of(_put(disability__status=words.EXPIRED), _past("disability.until", 30)),
    ),
    Flaw(
        label="allowance_in_error",
        zh="误登记在领津贴",
        en="Entered by mistake as receiving an allowance",
        field="allowances.kinds",
        reason="已在领取同类津贴",
        reason_en="An allowance of this kind is already being received",
        who_may=_entitled,
        bend=_add("allowances", "allowances.kinds", words.ELDER_ALLOWANCE),
    ),
    Flaw(
        label="credit_in_error",
        zh="失信记录未撤下",
        en="Credit listing not taken down",
        field="credit.listings",
        reason="在失信名单上，不适用告知承诺",
        reason_en="On the credit list: promises are not accepted",
        who_may=_grown,
        bend=_add("credit", "credit.listings", words.DISHONEST),
    ),
)
"""Every label, in the order in which carriers are chosen."""


def plant_flaws(chance: np.random.Generator, people: People, sheets: Sheets) -> list[tuple[int, str]]:
    """Bend the sheets of some; (place among the people, label) of each carrier, by place."""
    is_free = np.ones(len(people), dtype=bool)
    each_gets = round(len(people) * CARRIERS / len(FLAWS))
    carriers: list[tuple[int, str]] = []
    for flaw in FLAWS:
        may = chance.permutation(np.flatnonzero(flaw.who_may(people, sheets) & is_free))
        rows = np.sort(may[: min(each_gets, max(1, len(may) // 3))])
        flaw.bend(people, sheets, rows)
        is_free[rows] = False
        carriers += [(int(row), flaw.label) for row in rows]
    return sorted(carriers)
