"""Cells of a decision table (单元格): the set of values that a cell lets through, and one witness of each kind.

A cell is read once, at load. Numbers and dates are sets of intervals between cuts, texts and flags are finite sets or
what is left without them, so gaps and overlaps can be found without guessing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from kiosk.approval.mistakes import Wrong
from kiosk.approval.values import DATE, FLAG, NUMBER, TEXT, Type, to_number
from kiosk.matters.model import Column, Scalar

Cut = tuple[int, Any, int]
"""A place between values: (-1 below all, 0 at one, 1 above all), the value, 0 just before it or 1 just after it."""
LOWEST: Final[Cut] = (-1, None, 0)
HIGHEST: Final[Cut] = (1, None, 0)

ANY: Final = "-"
TOKEN: Final = re.compile(r"\s*(?:(?P<op><=|>=|!=|<|>|=)\s*)?(?P<low>[^<>=!,]*?)(?:\s*\.\.\s*(?P<high>[^<>=!,]*?))?\s*")
OTHER: Final = "其他"


@dataclass(frozen=True, slots=True)
class Intervals:
    """Numbers or dates between cuts: pairs (first, end), end excluded."""

    pairs: tuple[tuple[Cut, Cut], ...]

    def holds(self, value: Any) -> bool:
        """Whether the value lies in one of them."""
        place = (0, value, 0)
        return any(low <= place < high for low, high in self.pairs)


@dataclass(frozen=True, slots=True)
class Members:
    """Texts or flags: those listed, or all but those."""

    listed: frozenset[Any]
    is_left_out: bool = False

    def holds(self, value: Any) -> bool:
        """Whether the value is in the set."""
        return (value in self.listed) is not self.is_left_out


ORDERED: Final = (NUMBER, DATE)
Cell = Intervals | Members
EVERYTHING: Final = Members(frozenset(), is_left_out=True)


@dataclass(frozen=True, slots=True)
class Domain:
    """What a column may hold. step: the value after one, None where there is always one between; low, high: cuts."""

    name: str
    type: Type
    step: Callable[[Any], Any] | None
    low: Cut
    high: Cut
    values: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Whether a value may stand in the column at all."""
        if self.type not in ORDERED:
            return not self.values or value in self.values
        is_step = self.type == DATE or self.step is None or value == value.to_integral_value()
        return is_step and self.low <= (0, value, 0) < self.high


def next_whole(number: Decimal) -> Decimal:
    """The next whole number."""
    return Decimal(number.to_integral_value(rounding="ROUND_FLOOR") + 1)


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def domain_of(column: Column, kind: Type) -> Domain:
    """A column's domain. Raises Wrong where it does not fit the type."""
    if kind not in (NUMBER, DATE, TEXT, FLAG):
        raise Wrong("column_type", name=column.field)
    is_ordered = kind in ORDERED
    if (column.whole and kind != NUMBER) or (column.values and kind != TEXT) or (not is_ordered and has_ends(column)):
        raise Wrong("column_domain", found=kind)
    step = next_day if kind == DATE else next_whole if column.whole else None
    low, high = (
        end if bound is None else before_or_after(read_literal(str(bound), kind), side, step)
        for bound, side, end in ((column.min, 0, LOWEST), (column.max, 1, HIGHEST))
    )
    if not low < high:
        raise Wrong("column_domain", found=kind)
    return Domain(column.field, kind, step, low, high, column.values)


def has_ends(column: Column) -> bool:
    """Whether a column names its least or greatest value."""
    return column.min is not None or column.max is not None


def before_or_after(value: Any, side: int, step: Callable[[Any], Any] | None) -> Cut:
    """The cut just before or after a value; after a whole number or a day is before the next one."""
    if step is None:
        return (0, value, side)
    if side == 1:
        return (0, step(value), 0)
    # `>= 80.5` over whole numbers begins at 81.
    is_between = isinstance(value, Decimal) and value != value.to_integral_value()
    return (0, step(value) if is_between else value, 0)


def read_literal(text: str, kind: Type) -> Any:
    """A value of the type. Raises Wrong."""
    try:
        return READERS[kind](text)
    except (ArithmeticError, ValueError, KeyError, TypeError):
        raise Wrong("cell_type", wanted=kind, text=text) from None


def read_number(text: str) -> Decimal:
    """Plain digits only."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is None:
        raise ValueError(text)
    return to_number(Decimal(text))


READERS: Final[dict[Type, Callable[[str], Any]]] = {
    NUMBER: read_number,
    DATE: date.fromisoformat,
    TEXT: str,
    FLAG: {"True": True, "False": False}.__getitem__,
}
"""Type -> how its literal is read from a cell."""


def read_cell(raw: Scalar, domain: Domain) -> Cell:
    """A cell: `-`, or tests apart by commas: 80, 80..89, >= 80, != 80, 三级, != 三级. Raises Wrong."""
    text = str(raw).strip()
    if text == ANY:
        return EVERYTHING
    if isinstance(raw, bool) is not (domain.type == FLAG):
        raise Wrong("cell_type", wanted=domain.type, text=text)
    read = read_intervals if domain.type in ORDERED else read_members
    return read([read_test(part, text) for part in re.split("[,，]", text)], text, domain)


def read_test(part: str, text: str) -> tuple[str, str, str | None]:
    """Operator, literal and the upper end of a range. Raises Wrong."""
    found = TOKEN.fullmatch(part)
    if found is None or not found["low"] or (found["high"] is not None and (found["op"] or not found["high"])):
        raise Wrong("bad_cell", text=text)
    return found["op"] or "=", found["low"], found["high"]


def read_intervals(tests: Sequence[tuple[str, str, str | None]], text: str, domain: Domain) -> Intervals:
    """Numbers and dates. Raises Wrong for a range that is upside down."""
    pairs: list[tuple[Cut, Cut]] = []
    for sign, low, high in tests:
        first = read_literal(low, domain.type)
        last = first if high is None else read_literal(high, domain.type)
        if last < first:
            raise Wrong("bad_cell", text=text)
        before = before_or_after(first, 0, domain.step)
        after = before_or_after(last, 1, domain.step)
        pairs += INTERVALS[sign](before, after)
    return Intervals(tuple(pairs))


INTERVALS: Final[dict[str, Callable[[Cut, Cut], list[tuple[Cut, Cut]]]]] = {
    "=": lambda before, after: [(before, after)],
    "!=": lambda before, after: [(LOWEST, before), (after, HIGHEST)],
    "<": lambda before, _: [(LOWEST, before)],
    "<=": lambda _, after: [(LOWEST, after)],
    ">": lambda _, after: [(after, HIGHEST)],
    ">=": lambda before, _: [(before, HIGHEST)],
}
"""Operator -> intervals, from the cuts around its literal."""


def read_members(tests: Sequence[tuple[str, str, str | None]], text: str, domain: Domain) -> Members:
    """Texts and flags: a list of them, or a list of what is left out, not both."""
    signs = {sign for sign, _, _ in tests}
    if len(signs) > 1 or not signs <= {"=", "!="} or any(high is not None for _, _, high in tests):
        raise Wrong("bad_cell", text=text)
    values = [read_literal(low, domain.type) for _, low, _ in tests]
    for value in values:
        if domain.values and value not in domain.values:
            raise Wrong("cell_value", text=value)
    return Members(frozenset(values), is_left_out=signs == {"!="})


def witnesses(cells: Sequence[Cell], domain: Domain) -> list[Any]:
    """One value for each part of the domain that the cells tell apart, so that testing these tests all."""
    if domain.type == FLAG:
        return [True, False]
    if domain.type == TEXT:
        named = sorted({value for cell in cells if isinstance(cell, Members) for value in cell.listed})
        return list(domain.values) if domain.values else [*named, unnamed(named)]
    cuts = {cut for cell in cells if isinstance(cell, Intervals) for pair in cell.pairs for cut in pair}
    inside = sorted(cut for cut in cuts if domain.low < cut < domain.high)
    ends = [domain.low, *inside, domain.high]
    return [value_between(low, high, domain) for low, high in pairwise(ends)]


def unnamed(named: Sequence[str]) -> str:
    """A text that no cell names."""
    text = OTHER
    while text in named:
        text += "*"
    return text


UNITS: Final[dict[Type, Any]] = {NUMBER: Decimal(1), DATE: timedelta(days=1)}
ORIGINS: Final[dict[Type, Any]] = {NUMBER: Decimal(0), DATE: date(2000, 1, 1)}


def value_between(low: Cut, high: Cut, domain: Domain) -> Any:
    """A value between two neighbouring cuts."""
    (low_end, first, side), (high_end, last, _) = low, high
    if low_end == 0 and side == 0:
        return first
    if low_end == 0:
        return first + UNITS[domain.type] if high_end else (first + last) / 2
    return last - UNITS[domain.type] if high_end == 0 else ORIGINS[domain.type]
