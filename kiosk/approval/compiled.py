"""A compiled matter (已编译事项): what `judge` runs on. Made by `compiling`, once per version; nothing in it changes.

Every field has a slot in the environment of the closures and a bit; what is absent in a case is one number, so that
"does this condition read anything absent" is one `and`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from kiosk.approval.language.checker import Run
from kiosk.approval.tables import Table
from kiosk.approval.templates import Said, Template

EVALUATOR: Final = 2
"""Version of the language and of the verdict's order; it is part of a rule set's hash."""

DATA: Final = "DATA"
"""Code of what every matter demands besides its conditions: that every declared datum is known."""
ROUTE: Final = "ROUTE"
"""Code under which all route conditions together leave this room."""

Workdays = Callable[[date, date], int]
"""Working days after the first day up to and including the last."""


class Severity(StrEnum):
    """What it means that a condition is not met. ROUTE: a person decides, and nobody is told why."""

    HARD = "hard"
    SOFT = "soft"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the order of verdicts has to know of a condition."""

    severity: Severity
    gap: str | None = None


OPEN: Final = Rule(Severity.HARD)
"""Tables and the completeness of data are met or unverified, never unmet."""


class Input(NamedTuple):
    """One field to be read; a plain tuple, because the innermost loop unpacks it.

    empty: what NONE stands for, or UNKNOWN. fresh_days: None for no limit. grades: what proves it.
    """

    name: str
    slot: int
    bit: int
    convert: Callable[[object], Any]
    empty: Any
    source: str
    fresh_days: int | None
    grades: frozenset[str]


class Member(NamedTuple):
    """One part of a list's members that some rule reads (person.household[].birth)."""

    name: str
    field: str
    slot: int
    part: int
    bit: int


@dataclass(frozen=True, slots=True)
class Label:
    """What a citizen calls a field and its source, in zh and en."""

    field: tuple[str, str]
    source: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """One expression that may meet a condition. mask: bits of all it reads."""

    mask: int
    run: Run
    written: str


@dataclass(frozen=True, slots=True)
class DerivedField:
    """A value computed before the conditions."""

    name: str
    slot: int
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledCondition:
    """A condition. reads: names of fields and members. places: where their readings lie.

    gap_mask: bits of all that its sources give, none of which is there where a person is not on record.
    """

    code: str
    name: Said
    severity: Severity
    gap: str | None
    ways: tuple[Way, ...]
    mask: int
    gap_mask: int
    reads: tuple[str, ...]
    places: Callable[[list[Any]], Any]
    reason: Template
    remedy: Template
    remedy_mask: int
    basis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMatter:
    """One version of a matter, ready to judge.

    rules_hash: SHA-256 over the document, what it uses of the dictionary, and the evaluator's version.
    names: bit -> what it stands for. data_mask: bits of what must be known before anything is granted, whichever
    condition reads it; unasked_mask: those among them that need not be there as long as nobody asked. blank: the environment before anything is read.
    """

    key: str
    code: str
    version: int
    name: Said
    rules_hash: str
    is_instant: bool
    inputs: tuple[Input, ...]
    members: tuple[Member, ...]
    derived: tuple[DerivedField, ...]
    conditions: tuple[CompiledCondition, ...]
    tables: tuple[tuple[Table, int, tuple[int, ...]], ...]
    lack: Way | None
    lack_ok: frozenset[str]
    result_rows: tuple[tuple[Said, Template], ...]
    sample_percent: int
    labels: Mapping[str, Label]
    names: Mapping[int, str]
    data_mask: int
    unasked_mask: int
    blank: tuple[Any, ...]
    rules: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    """By code, of conditions, tables and data: what `conclude` has to know; none where there is no condition."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", self._rules() if self.conditions else {})

    def _rules(self) -> dict[str, Rule]:
        conditions = {each.code: Rule(each.severity, each.gap) for each in self.conditions}
        return conditions | {table.code: OPEN for table, _, _ in self.tables} | {DATA: OPEN}

    @property
    def scope(self) -> dict[str, tuple[str, ...]]:
        """Source -> fields that may be fetched for this matter, and no others."""
        sources: dict[str, list[str]] = {}
        for each in self.inputs:
            sources.setdefault(each.source, []).append(each.name)
        return {source: tuple(names) for source, names in sources.items()}
