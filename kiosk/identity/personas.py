"""People to try the terminals with (体验角色): nobody real, and one for each way to be let in or turned away.

Every number lies in the county that was never assigned, every phone under a prefix that no carrier
has. What they are is data here; how they come into the register is a list of commands, in which
numbers are keyed hashes and the child's birthday has become a yes or no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.calendars.spans import DAY_MS
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.commands import Command, Evidence
from kiosk.identity.levels import Card
from kiosk.identity.numbers import read_person

CHILD_YEARS: Final = 14
"""Below it a guardian stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to be. key: their pseudonym. family: their family name in Latin letters. phone: None for who has none.

    guardian: key of a parent.
    account: under which they work here. valid_from, valid_until: of the ID card; None: 长期, no end.
    """

    key: str
    zh: str
    en: str
    name: str
    family: str
    number: str
    phone: str | None
    valid_from: date
    valid_until: date | None
    is_insured: bool = True
    guardian: str | None = None
    account: str | None = None

    @property
    def card(self) -> Card:
        """The ID card in their pocket."""
        return Card(person=self.key, valid_from=self.valid_from, valid_until=self.valid_until)

    def is_child_on(self, day: date) -> bool:
        """Whether a guardian stands in for them on a day."""
        return read_person(self.number).age_on(day) < CHILD_YEARS


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A market entity to act for. representative: key of a persona."""

    key: str
    name: str
    en: str
    number: str
    representative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Who acts for a company. is_revoked: it has been taken back, and the next scan shows it."""

    key: str
    principal: str
    agent: str
    scopes: tuple[str, ...]
    is_revoked: bool = False


PERSONAS: Final = (
    Persona(
        key="demo-adult",
        zh="有手机的成年人",
        en="adult with a phone",
        name="陈示一",
        family="Chen",
        number="445299198803121013",
        phone="12000000001",
        valid_from=date(2018, 3, 12),
        valid_until=date(2038, 3, 12),
    ),
    Persona(
        key="demo-elder",
        zh="没有手机的老人，只有身份证",
        en="elder without a phone, with an ID card only",
        name="林示二",
        family="Lin",
        number="445299194809011028",
        phone=None,
        valid_from=date(2012, 9, 1),
        valid_until=None,
    ),
    Persona(
        key="demo-agent",
        zh="企业经办人",
        en="agent of a company",
        name="黄示三",
        family="Huang",
        number="445299199407231039",
        phone="12000000003",
        valid_from=date(2020, 7, 23),
        valid_until=date(2040, 7, 23),
    ),
    Persona(
        key="demo-boss",
        zh="法定代表人",
        en="legal representative",
        name="吴示四",
        family="Wu",
        number="445299197911051046",
        phone="12000000004",
        valid_from=date(2019, 11, 5),
        valid_until=date(2039, 11, 5),
    ),
    Persona(
        key="demo-patient",
        zh="参保患者",
        en="insured patient",
        name="郑示五",
        family="Zheng",
        number="445299196501301060",
        phone="12000000005",
        valid_from=date(2011, 1, 30),
        valid_until=None,
    ),
    Persona(
        key="demo-parent",
        zh="带孩子的家长",
        en="parent with a child",
        name="许示六",
        family="Xu",
        number="445299199006181085",
        phone="12000000006",
        valid_from=date(2016, 6, 18),
        valid_until=date(2036, 6, 18),
    ),
    Persona(
        key="demo-child",
        zh="未满十四岁的孩子",
        en="child under fourteen",
        name="许示七",
        family="Xu",
        number="445299201904021091",
        phone=None,
        valid_from=date(2024, 4, 2),
        valid_until=date(2029, 4, 2),
        guardian="demo-parent",
    ),
    Persona(
        key="demo-expired",
        zh="身份证过期的人",
        en="person with an expired card",
        name="蔡示八",
        family="Cai",
        number="445299198502141109",
        phone="12000000008",
        valid_from=date(2005, 2, 14),
        valid_until=date(2025, 2, 14),
        is_insured=False,
    ),
    Persona(
        key="demo-former",
        zh="授权已撤销的经办人",
        en="agent whose authorisation was revoked",
        name="方示九",
        family="Fang",
        number="445299199210091116",
        phone="12000000009",
        valid_from=date(2017, 10, 9),
        valid_until=date(2037, 10, 9),
    ),
    Persona(
        key="demo-clerk",
        zh="来办自己事的窗口人员",
        en="clerk with an errand of their own",
        name="罗示十",
        family="Luo",
        number="445299199105121117",
        phone="12000000010",
        valid_from=date(2021, 5, 12),
        valid_until=date(2041, 5, 12),
        account="clerk01",
    ),
)

COMPANIES: Final = (
    Company(
        key="demo-works",
        name="仿真区示例制品厂",
        en="Example Works (simulation)",
        number="91445299MA00000158",
        representative="demo-boss",
    ),
)

SCOPES: Final = {
    c.ALL_SCOPES: ("全业务", "everything"),
    "licence": ("证照", "licences"),
    "tax": ("税务", "tax"),
    "social": ("社保", "social insurance"),
}
"""What a company's agent may be let do, in zh and en."""

AGENCIES: Final = (
    Agency(key="demo-grant-1", principal="demo-works", agent="demo-agent", scopes=("licence", "tax")),
    Agency(
        key="demo-grant-2",
        principal="demo-works",
        agent="demo-former",
        scopes=(c.ALL_SCOPES,),
        is_revoked=True,
    ),
)


def enrolment(number_hash: Callable[[str], str], day: date, from_ms: int, years: int = 1) -> tuple[Command, ...]:
    """Commands that bring everybody into an empty register, in order.

    number_hash: the installation's keyed hash. day, from_ms: today, and the instant from which authorisations count.
    """
    people = [
        c.RegisterPerson(subject=each.key, number_hash=number_hash(each.number), is_insured=each.is_insured)
        for each in PERSONAS
    ]
    companies = [
        c.RegisterEntity(subject=each.key, number_hash=number_hash(each.number), representative=each.representative)
        for each in COMPANIES
    ]
    links = [
        c.LinkGuardian(
            ward=each.key,
            guardian=each.guardian,
            evidence=Evidence.HOUSEHOLD_REGISTER,
            is_under_14=each.is_child_on(day),
        )
        for each in PERSONAS
        if each.guardian is not None and each.is_child_on(day)
    ]
    until_ms = from_ms + years * 365 * DAY_MS
    agencies = [command for each in AGENCIES for command in _agency(each, from_ms, until_ms)]
    return (*people, *companies, *links, *agencies)


def _agency(agency: Agency, from_ms: int, until_ms: int) -> list[Command]:
    grantor = next(each.representative for each in COMPANIES if each.key == agency.principal)
    commands: list[Command] = [
        c.GrantAuthorisation(
            authorisation=agency.key,
            principal=agency.principal,
            agent=agency.agent,
            scopes=agency.scopes,
            from_ms=from_ms,
            until_ms=until_ms,
            by=grantor,
        ),
        c.ConfirmAuthorisation(authorisation=agency.key, by=agency.agent),
    ]
    if agency.is_revoked:
        commands.append(c.RevokeAuthorisation(authorisation=agency.key, by=grantor))
    return commands
