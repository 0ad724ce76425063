"""Townspeople who can be tried out (特定居民): the town's cast as people who may come to a terminal, with card and number.

They are made up, as the personas are; their days depend on the day the town was made for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kiosk.identity.issuer import commands as c
from kiosk.identity.personas import PERSONAS, Persona
from kiosk.live.people import People
from kiosk.registry.town.cases import CAST
from kiosk.registry.town.cast import cast_on

CARDS_SINCE: Final = date(2016, 10, 1)
NO_END: Final = date(9999, 12, 31)
FAMILIES: Final = dict(
    zip(
        "陈林黄吴郑许蔡方罗杨李王张刘谢洪孙周江魏郭何陆丁余廖曾邱沈钟卢",
        [
            "Chen",
            "Lin",
            "Huang",
            "Wu",
            "Zheng",
            "Xu",
            "Cai",
            "Fang",
            "Luo",
            "Yang",
            "Li",
            "Wang",
            "Zhang",
            "Liu",
            "Xie",
            "Hong",
            "Sun",
            "Zhou",
            "Jiang",
            "Wei",
            "Guo",
            "He",
            "Lu",
            "Ding",
            "Yu",
            "Liao",
            "Zeng",
            "Qiu",
            "Shen",
            "Zhong",
            "Lu",
        ],
        strict=True,
    )
)
"""Family name -> in Latin letters, for those who are known by name."""


def townspeople(day: date) -> tuple[Persona, ...]:
    """Everybody known by name who is no persona. day: the one the town was made for."""
    known = {each.key for each in PERSONAS}
    parents = {each.key: each.lives_with for each in CAST}
    people = []
    for each in cast_on(day):
        facts = each.facts.get("population", {})
        if each.subject in known or "person.number" not in facts:
            continue
        until, name = facts["person.card_until"], facts["person.name"]
        people.append(
            Persona(
                key=each.subject,
                zh=each.zh,
                en=each.en,
                name=name,
                family=FAMILIES.get(name[0], "*"),
                number=facts["person.number"],
                phone=each.phone,
                valid_from=CARDS_SINCE,
                valid_until=None if until == NO_END else until,
                guardian=parents.get(each.subject),
            )
        )
    return tuple(people)


def enrolling(people: People, more: Iterable[Persona], known: Iterable[str], day: date) -> list[c.Command]:
    """Commands that bring whoever is not known yet into the issuer's register, children with their guardians.

    day: on which somebody is a child.
    """
    there = set(known)
    new = [each for each in more if each.key not in there]
    persons = [
        c.RegisterPerson(subject=each.key, number_hash=people.number_hash(each.number), is_insured=each.is_insured)
        for each in new
    ]
    links = [
        c.LinkGuardian(ward=each.key, guardian=each.guardian, evidence=c.Evidence.HOUSEHOLD_REGISTER, is_under_14=True)
        for each in new
        if each.guardian is not None and each.is_child_on(day)
    ]
    return [*persons, *links]
