"""Enterprises (市场主体): shops, companies and their operators, who are people of the town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from kiosk.identity.numbers import synthetic_organisation
from kiosk.registry.town import words
from kiosk.registry.town.people import People
from kiosk.registry.town.sheets import listed

KINDS: Final = ((words.SHOP, 0.78, "92", ""), (words.COMPANY, 0.18, "91", "有限公司"), (words.SOLE, 0.04, "91", ""))
"""Kind, share, first two characters of the credit code, end of the name."""
STATES: Final = ((words.IN_BUSINESS, 0.955), (words.ABNORMAL, 0.025), (words.CLOSED, 0.02))
OWNERS: Final = (22, 65)
RESTRICTED_SHARE: Final = 0.004
FIRST_BODY: Final = 10_000
"""Codes below belong to personas and cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """One row of the register. operator_at: place of the operator among the people."""

    subject: str
    number: str
    name: str
    status: str
    kind: str
    scope: str
    address: str
    established: date
    operator_at: int
    restrictions: str | None
    lag_days: int


def draw_enterprises(chance: np.random.Generator, people: People, count: int) -> list[Enterprise]:
    """So many, each with an operator of its own; names and codes differ."""
    of_age = np.flatnonzero((people.age >= OWNERS[0]) & (people.age < OWNERS[1]))
    operators = chance.choice(of_age, size=count, replace=False)
    kinds = chance.choice(len(KINDS), size=count, p=[share for _, share, _, _ in KINDS])
    states = chance.choice(len(STATES), size=count, p=[share for _, share in STATES])
    trades = chance.integers(len(words.TRADES), size=count)
    days = chance.integers(30, 7000, size=count)
    is_restricted = chance.random(count) < RESTRICTED_SHARE
    lags = chance.integers(2, size=count)
    names = _names(chance, kinds.tolist(), trades.tolist())
    return [
        Enterprise(
            subject=f"e{row + 1:05d}",
            number=synthetic_organisation(KINDS[kinds[row]][2], f"MA{FIRST_BODY + row:06d}"),
            name=names[row],
            status=STATES[states[row]][0],
            kind=KINDS[kinds[row]][0],
            scope=listed(words.SCOPE_ITEMS[trades[row]]),
            address=people.home[operators[row]],
            established=people.day - timedelta(days=int(days[row])),
            operator_at=int(operators[row]),
            restrictions=listed(words.RESTRICTED) if is_restricted[row] else None,
            lag_days=int(lags[row]),
        )
        for row in range(count)
    ]


def _names(chance: np.random.Generator, kinds: list[int], trades: list[int]) -> list[str]:
    """Town, two characters, trade, form: drawn again until nobody has it."""
    names: dict[str, None] = {}
    for kind, trade in zip(kinds, trades, strict=True):
        name = _name(chance, kind, trade)
        while name in names:
            name = _name(chance, kind, trade)
        names[name] = None
    return list(names)


def _name(chance: np.random.Generator, kind: int, trade: int) -> str:
    first, second = (words.MEN[at] for at in chance.integers(len(words.MEN), size=2))
    return f"{words.TOWN}{first}{second}{words.TRADES[trade]}{KINDS[kind][3]}"


def draw_employers(chance: np.random.Generator, enterprises: list[Enterprise], people: int) -> np.ndarray:
    """For each person the name of a company; a few companies employ most."""
    companies = [each.name for each in enterprises if each.kind == words.COMPANY]
    names = np.empty(len(companies), dtype=object)
    names[:] = companies
    return names[(chance.random(people) ** 3 * len(companies)).astype(np.int64)]
