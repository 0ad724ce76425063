"""Decision tables (决策表): which rows fit, under a hit policy that is strict.

A UNIQUE table in which no row or more than one fits is a fault of the system, never an answer. How a table is read and swept at load: `table_reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from kiosk.approval.cells import Cell, Domain
from kiosk.approval.values import EXACT

Output = tuple[Any, ...]


class TableFault(RuntimeError):
    """A table gave no answer: a value outside its domain, no row, or more rows than its policy bears."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a table said. rows: from 1, those that fit and count. outputs: name -> value."""

    rows: tuple[int, ...]
    outputs: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled table. slots: where the inputs lie. reads: the fields behind them."""

    code: str
    hit: str
    domains: tuple[Domain, ...]
    slots: tuple[int, ...]
    reads: frozenset[str]
    rows: tuple[tuple[Cell, ...], ...]
    outputs: tuple[Output, ...]
    names: tuple[str, ...]
    best: tuple[Any, ...] = ()
    collect: str = "list"

    def look_up(self, env: Sequence[Any]) -> Hits:
        """What the table says of the values. Raises TableFault."""
        values = [env[slot] for slot in self.slots]
        if not all(domain.holds(value) for domain, value in zip(self.domains, values, strict=True)):
            raise TableFault(f"{self.code}: outside the domain")
        fit = [
            at
            for at, cells in enumerate(self.rows)
            if all(cell.holds(value) for cell, value in zip(cells, values, strict=True))
        ]
        counted = POLICIES[self.hit](self, fit)
        if not counted:
            raise TableFault(f"{self.code}: {len(fit)} rows fit")
        return Hits(tuple(at + 1 for at in counted), tuple(zip(self.names, self.joined(counted), strict=True)))

    def joined(self, rows: Sequence[int]) -> Output:
        """The outputs of the rows that count; only COLLECT has several that differ."""
        if self.hit != "COLLECT":
            return self.outputs[rows[0]]
        columns = zip(*(self.outputs[at] for at in rows), strict=True)
        return tuple(COLLECTS[self.collect](column) for column in columns)

    def rank(self, row: int) -> int:
        """Place of a row's first output in PRIORITY's order."""
        return self.best.index(self.outputs[row][0])


def unique(_: Table, fit: list[int]) -> list[int]:
    """Exactly one, or none counts."""
    return fit if len(fit) == 1 else []


def agreeing(table: Table, fit: list[int]) -> list[int]:
    """Any number, if all say the same."""
    return fit if len({table.outputs[at] for at in fit}) == 1 else []


def first(_: Table, fit: list[int]) -> list[int]:
    """The topmost."""
    return fit[:1]


def best(table: Table, fit: list[int]) -> list[int]:
    """The one whose first output is best; the topmost among equals."""
    return [min(fit, key=table.rank)] if fit else []


def every(_: Table, fit: list[int]) -> list[int]:
    """All of them."""
    return fit


POLICIES: Final[dict[str, Callable[[Table, list[int]], list[int]]]] = {
    "UNIQUE": unique,
    "ANY": agreeing,
    "FIRST": first,
    "PRIORITY": best,
    "COLLECT": every,
}
"""Hit policy -> the rows that count among those that fit; none is a fault."""

COLLECTS: Final[dict[str, Callable[[tuple[Any, ...]], Any]]] = {
    "list": lambda column: column,
    "sum": lambda column: reduce(EXACT.add, column),
    "min": min,
    "max": max,
    "count": lambda column: Decimal(len(column)),
}
"""How COLLECT joins one output of several rows."""
