"""How a decision table is read (决策表编目): types, cells and outputs first, then the sweep.

Every part of the domain that the cells tell apart is visited: a gap, an overlap that the policy does not bear, a row
that can never be used is a mistake, with a witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from math import prod
from typing import Any, Final

from kiosk.approval.cells import EVERYTHING, Cell, Domain, domain_of, read_cell, witnesses
from kiosk.approval.language.checker import Scope, closest
from kiosk.approval.mistakes import Collector, Wrong
from kiosk.approval.tables import POLICIES, Output, Table
from kiosk.approval.values import NUMBER, SCALARS, Type, convert_to, shown
from kiosk.matters.model import Column, DecisionTable, Row, Scalar

MAX_PARTS: Final = 200_000
MAX_WITNESSES: Final = 10
"""Gaps named of one table, and overlaps; a broken one has hundreds."""


def compile_table(document: DecisionTable, scope: Scope, notes: Collector) -> Table | None:
    """A table, or None and what is wrong with it in the notes."""
    place, before = f"tables.{document.code}", len(notes.mistakes)
    domains = [notes.kept(f"{place}.inputs.{each.field}", input_domain, each, scope) for each in document.inputs]
    columns = {domain.name: domain for domain in domains if domain is not None}
    if len(columns) < len(document.inputs):
        return None
    kinds = {name: SCALARS[kind] for name, kind in document.outputs.items()}
    rows = [read_row(row, columns, f"{place}.rows.{at}", notes) for at, row in enumerate(document.rows, start=1)]
    outputs = [
        notes.kept(f"{place}.rows.{at}", read_outputs, row.then, kinds) for at, row in enumerate(document.rows, start=1)
    ]
    notes.kept(place, check_policy, document, kinds, outputs)
    if len(notes.mistakes) > before:
        return None
    table = Table(
        code=document.code,
        hit=document.hit,
        domains=tuple(columns.values()),
        slots=tuple(scope.names[name].slot for name in columns),
        reads=frozenset[str]().union(*(scope.names[name].reads for name in columns)),
        rows=tuple(rows),
        outputs=tuple(each for each in outputs if each is not None),
        names=tuple(kinds),
        best=tuple(map(convert_to(next(iter(kinds.values()))), document.best)),
        collect=document.collect,
    )
    for error in swept(table):
        notes.note(place, error)
    return None if len(notes.mistakes) > before else table


def input_domain(column: Column, scope: Scope) -> Domain:
    """The domain of an input. Raises Wrong."""
    return domain_of(column, input_type(column.field, scope))


def read_row(row: Row, columns: Mapping[str, Domain], place: str, notes: Collector) -> tuple[Cell, ...]:
    """The cells of a row in the order of the columns."""
    for name in row.when.keys() - columns.keys():
        notes.note(place, Wrong("not_a_column", name=name, **closest(name, columns)))
    cells = [
        notes.kept(f"{place}.{name}", read_cell, row.when[name], domain) if name in row.when else EVERYTHING
        for name, domain in columns.items()
    ]
    return tuple(EVERYTHING if cell is None else cell for cell in cells)


def input_type(name: str, scope: Scope) -> Type:
    """The type of an input. Raises Wrong."""
    if name not in scope.names:
        code = "undeclared_field" if name in scope.undeclared else "unknown_field"
        raise Wrong(code, name=name, **closest(name, [*scope.names, *scope.undeclared]))
    return scope.names[name].type


def read_outputs(then: Mapping[str, Scalar], outputs: Mapping[str, Type]) -> Output:
    """The outputs of one row, in order. Raises Wrong."""
    for name in then.keys() - outputs.keys():
        raise Wrong("not_a_column", name=name, **closest(name, outputs))
    return tuple(read_output(name, then, kind) for name, kind in outputs.items())


def read_output(name: str, then: Mapping[str, Scalar], kind: Type) -> Any:
    """One output. Raises Wrong."""
    if name not in then:
        raise Wrong("missing_output", name=name)
    try:
        return convert_to(kind)(then[name])
    except TypeError:
        raise Wrong("output_type", name=name, wanted=kind) from None


def check_policy(document: DecisionTable, outputs: Mapping[str, Type], values: Sequence[Output | None]) -> None:
    """What PRIORITY and COLLECT need besides rows. Raises Wrong."""
    firsts = {value[0] for value in values if value is not None}
    if document.hit == "PRIORITY" and (firsts != set(document.best) or len(firsts) != len(document.best)):
        raise Wrong("best_wrong")
    needs_numbers = document.hit == "COLLECT" and document.collect in ("sum", "min", "max")
    if needs_numbers and any(kind != NUMBER for kind in outputs.values()):
        raise Wrong("collect_type", collect=document.collect)


def swept(table: Table) -> Iterator[Wrong]:
    """Gaps, overlaps and useless rows."""
    parts = [witnesses([row[at] for row in table.rows], domain) for at, domain in enumerate(table.domains)]
    if prod(map(len, parts)) > MAX_PARTS:
        yield Wrong("table_too_big", limit=MAX_PARTS)
        return
    found, useless = sweep(table, parts)
    for code in ("table_gap", "table_overlap"):
        yield from [each for each in found if each.code == code][:MAX_WITNESSES]
    for at in useless:
        yield Wrong("unreachable_row", row=at + 1)


def sweep(table: Table, parts: list[list[Any]]) -> tuple[list[Wrong], list[int]]:
    """All gaps and overlaps with their witnesses, and the rows that never count."""
    found: list[Wrong] = []
    used: set[int] = set()
    for values, fit in visited(table, parts):
        counted = POLICIES[table.hit](table, fit)
        used.update(counted or fit)
        if not fit:
            found.append(Wrong("table_gap", witness=told(table, values)))
        elif not counted:
            rows = "、".join(str(at + 1) for at in fit)
            found.append(Wrong("table_overlap", witness=told(table, values), rows=rows))
    return found, [at for at in range(len(table.rows)) if at not in used]


def visited(table: Table, parts: list[list[Any]]) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
    """Every combination of parts with the rows that fit; rows are bits, so a combination is a few ands."""
    masks = [
        [sum(1 << at for at, row in enumerate(table.rows) if row[column].holds(value)) for value in values]
        for column, values in enumerate(parts)
    ]
    everything = (1 << len(table.rows)) - 1
    for values, bits in zip(product(*parts), product(*masks), strict=True):
        fit = reduce(int.__and__, bits, everything)
        yield values, [at for at in range(len(table.rows)) if fit >> at & 1]


def told(table: Table, values: Sequence[Any]) -> str:
    """A witness in words: 年龄=18、三级."""
    return "、".join(f"{domain.name}={shown(value)[0]}" for domain, value in zip(table.domains, values, strict=True))
