"""Shops that were opened here (新设主体): a number of their own, and a place in 粤商通, so that their owner can let agents act.

What was granted to the owner is granted to the shop as well: an agent asks about the shop, not about its owner. Its name
lies in the overlay, which is erasable; the issuer knows its key, a hash of its number, and whose it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from kiosk.hall.refusals import Refusal
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.state import Entity
from kiosk.identity.numbers import ORGANISATION_ALPHABET, synthetic_organisation
from kiosk.identity.personas import COMPANIES, Company
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.registry.overlay import Grant

LOG: Final = logging.getLogger("yzz.shops")
NAME: Final = "enterprise.name"
NUMBER: Final = "enterprise.number"
OF_AN_ENTERPRISE: Final = "enterprise."
PREFIX: Final = "shop-"
SERIAL_DIGITS: Final = 12
"""A case's number ends with its date and a serial of four digits."""
SOLE_TRADER: Final = "92"
BODY: Final = "MB"
BODY_SIGNS: Final = 6
FIRST_DAY: Final = date(2020, 1, 1)
SERIALS: Final = 10_000


class Grants(Protocol):
    """Where grants are kept; see kiosk.live.authorities."""

    def of(self, subject: str) -> tuple[Grant, ...]:
        """What was granted to somebody, in order."""


def shop_key(case: str) -> str:
    """Key of the shop that a case opens."""
    return PREFIX + case[-SERIAL_DIGITS:]


def credit_code(case: str) -> str:
    """Its 统一社会信用代码, made up: of the county that was never assigned, another one for each case."""
    digits = case[-SERIAL_DIGITS:]
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    left, signs = (day - FIRST_DAY).days * SERIALS + int(digits[8:]), ""
    for _ in range(BODY_SIGNS):
        left, place = divmod(left, len(ORGANISATION_ALPHABET))
        signs = ORGANISATION_ALPHABET[place] + signs
    return synthetic_organisation(SOLE_TRADER, BODY + signs)


def with_shop(grants: Sequence[Grant], case: str) -> list[Grant]:
    """Grants to an owner, and the same to the shop, if one is opened."""
    if not any(each.field == NUMBER for each in grants):
        return list(grants)
    key = shop_key(case)
    return [*grants, *(replace(each, subject=key) for each in grants if each.field.startswith(OF_AN_ENTERPRISE))]


class Companies:
    """Market entities by key, with their names: the made-up ones, and the shops opened here."""

    def __init__(self, known: Iterable[Company] = COMPANIES) -> None:
        self._known = {each.key: each for each in known}

    def __iter__(self) -> Iterator[Company]:
        return iter(list(self._known.values()))

    def get(self, key: str | None) -> Company | None:
        """One of them."""
        return self._known.get(key or "")

    def add(self, company: Company) -> None:
        """It is there from now on."""
        self._known[company.key] = company

    def remove(self, key: str) -> bool:
        """It is there no more; whether it was."""
        return self._known.pop(key, None) is not None


class Shops:
    """Brings shops into 粤商通 and out of it. number_hash: keyed hash of this installation."""

    def __init__(
        self, companies: Companies, issuer: IssuerWriter, grants: Grants, number_hash: Callable[[str], str]
    ) -> None:
        self._companies = companies
        self._issuer = issuer
        self._grants = grants
        self._number_hash = number_hash

    def load(self) -> None:
        """The names of those that were opened before this start."""
        for key, each in self._issuer.committed.state.subjects.items():
            if key.startswith(PREFIX) and isinstance(each, Entity) and each.cancelled_at_ms is None:
                self._name(key, each.representative)

    def open(self, case: str, owner: str) -> None:
        """The shop of a case is there; once, however often it is said. Raises Overloaded, StoreUnavailable."""
        company = self._name(shop_key(case), owner)
        if company is None or company.key in self._issuer.committed.state.subjects:
            return
        command = c.RegisterEntity(
            subject=company.key, number_hash=self._number_hash(company.number), representative=owner
        )
        self._tell(command)

    def close(self, case: str) -> None:
        """Its opening was revoked: nobody acts for it any more. Raises as `open`."""
        if self._companies.remove(shop_key(case)):
            self._tell(c.CancelSubject(subject=shop_key(case)))

    def _name(self, key: str, owner: str) -> Company | None:
        said = {each.field: each.value for each in self._grants.of(key)}
        if NAME not in said or NUMBER not in said:
            return None
        name, number = str(said[NAME]), str(said[NUMBER])
        company = Company(key=key, name=name, en=name, number=number, representative=owner)
        self._companies.add(company)
        return company

    def _tell(self, command: c.Command) -> None:
        try:
            self._issuer.submit(command)
        except Refusal as refusal:
            # The shop is registered all the same; nobody can be let act for it until staff have seen to it.
            LOG.warning("the issuer would not know of a shop: %s", refusal.code)
