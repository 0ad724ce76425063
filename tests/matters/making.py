"""Cases made from the catalogue (由目录生成的案例): no value is written by hand, so a new matter gets its cases by itself.

What a field may hold is read off the matter: every text, number and day its expressions and tables name, and what lies
just beside. From there a case is looked for in which everything is met; turning one datum of it gives the failing ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations, product
from typing import Any

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Decision, Result
from kiosk.approval.facts import Outcome, Reading
from kiosk.approval.verdict import judge
from kiosk.matters.loader import Catalogue, load_catalogue
from kiosk.matters.model import Derived, Dictionary, MatterDocument
from tests.approval.cases import five_days_a_week

ACCEPTED_ON = date(2026, 3, 2)
TEXT = "示例"
"""What a text holds that no rule names; the same in every field, so that two that must agree do."""
EXAMPLES = {"mobile": "12000000001", "digits": "001", "area_code": "445299", "chinese_name": "示例"}
"""Named form -> a text that has it."""
DAYS = (
    -36_600,
    -34_000,
    -30_000,
    -29_000,
    -11_000,
    -6_000,
    -400,
    -91,
    -45,
    -31,
    -30,
    -20,
    -1,
    0,
    1,
    20,
    30,
    31,
    60,
    91,
)
"""Days from acceptance that separate what rules ask of dates: ages, terms, months."""
EMPTY = {"number": Decimal(0), "text": "", "flag": False, "texts": []}


@dataclass(frozen=True)
class Made:
    """A matter with what its fields may hold and one case in which everything is met."""

    document: MatterDocument
    matter: CompiledMatter
    domains: Mapping[str, tuple[Any, ...]]
    good: Mapping[str, Any]

    def facts(self, **changes: Any) -> dict[str, Reading]:
        """The good case but for some fields, person__birth for person.birth."""
        return readings(self.matter, self.good | {name.replace("__", "."): each for name, each in changes.items()})

    @property
    def unasked(self) -> frozenset[str]:
        """The applicant's own word that is asked for only where something is lacking: nothing on record is no hole."""
        return frozenset(name for bit, name in self.matter.names.items() if bit & self.matter.unasked_mask)

    def bad(self, name: str) -> tuple[Any, ...]:
        """Other values of a field."""
        return tuple(each for each in self.domains[name] if each != self.good[name])


def readings(matter: CompiledMatter, values: Mapping[str, Any]) -> dict[str, Reading]:
    return {name: read(source, name, values[name]) for source, names in matter.scope.items() for name in names}


def read(source: str, name: str, value: Any, outcome: Outcome = Outcome.OK) -> Reading:
    return Reading(field=name, outcome=outcome, value=value, source=source, as_of=ACCEPTED_ON)


def decide(matter: CompiledMatter, facts: Mapping[str, Reading], draw: float = 0.5) -> Decision:
    return judge(matter, facts, ACCEPTED_ON, draw, five_days_a_week, calendar="plain")


# What a field may hold.


def expressions(document: MatterDocument) -> Iterator[str]:
    """Every expression of a matter."""
    for declared in document.fields.values():
        if isinstance(declared, Derived):
            yield declared.rule
    for condition in document.eligibility:
        yield from filter(None, (condition.when, *(each.when for each in condition.any_of)))
    if document.lack.when:
        yield document.lack.when


def derived_from(document: MatterDocument, field: str) -> set[str]:
    """A field and the derived values that come of it."""
    names = {field}
    for name, declared in document.fields.items():
        if isinstance(declared, Derived) and any(mentions(declared.rule, each) for each in names):
            names.add(name)
    return names


def mentions(written: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", written) is not None


def domain(document: MatterDocument, dictionary: Dictionary, field: str) -> tuple[Any, ...]:
    """What is tried of a field, the most ordinary first."""
    entry = dictionary.fields[field]
    names = derived_from(document, field)
    written = [each for each in expressions(document) if any(mentions(each, name) for name in names)]
    texts = [text for each in written for text in re.findall(r'"([^"]*)"', each)]
    numbers = [Decimal(each) for text in written for each in re.findall(r"(?<![\w.\"])\d+(?![\w\"])", text)]
    for table in document.tables:
        for column in table.inputs:
            if column.field in names:
                texts += column.values
                numbers += [Decimal(each) for each in (column.min, column.max) if isinstance(each, int | Decimal)]
    texts = [EXAMPLES.get(each, each) for each in texts]
    made = {
        "flag": [True, False],
        "number": [Decimal(1), *(each + step for each in numbers for step in (0, 1, -1))],
        "text": [TEXT, *texts, *(f"{each}001" for each in texts if each.isdigit()), "", TEXT * 30],
        "texts": [[], *([each] for each in texts), [TEXT], [TEXT, *texts]],
        "date": [ACCEPTED_ON + timedelta(days=each) for each in DAYS],
    }.get(entry.type) or list(lists(dictionary.records[entry.type]))
    once: list[Any] = []
    for each in made:
        if each not in once:
            once.append(each)
    return tuple(once)


def lists(record: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Nobody, and one member each day that could matter."""
    yield []
    for day in DAYS:
        values = {"number": Decimal(1), "text": TEXT, "flag": True, "date": ACCEPTED_ON + timedelta(days=day)}
        yield [{name: values[kind] for name, kind in record.items()}]


# A case in which everything is met.


class NothingMeetsIt(AssertionError):
    """No case was found in which everything is met: a rule asks for a value that the matter does not name.

    Add its form to EXAMPLES or its days to DAYS, or ask whether anybody can meet it.
    """


def unmet(matter: CompiledMatter, values: Mapping[str, Any]) -> list[str]:
    """Codes of what is not met, conditions and tables."""
    decision = decide(matter, readings(matter, values))
    asked = [*decision.judged, *decision.tables]
    return [each.code for each in asked if each.result is not Result.MET] + list(decision.faults)


def reads_of(made: CompiledMatter, document: MatterDocument, code: str) -> list[str]:
    """The fields that a condition or a table reads."""
    found = [each.reads for each in made.conditions if each.code == code]
    if found:
        return sorted({each.partition("[]")[0] for each in found[0]})
    columns = {column.field for table in document.tables for column in table.inputs}
    return [each.name for each in made.inputs if derived_from(document, each.name) & columns]


def find_good(
    document: MatterDocument, matter: CompiledMatter, domains: Mapping[str, tuple[Any, ...]]
) -> dict[str, Any]:
    """By turning one datum, then two of one condition, as long as fewer conditions are unmet. Raises NothingMeetsIt."""
    values = {name: each[0] for name, each in domains.items()}
    open_ = unmet(matter, values)
    while open_:
        better = next(improvements(document, matter, domains, values, open_), None)
        if better is None:
            raise NothingMeetsIt(f"{document.key}: {open_} with {values}")
        values, open_ = better
    return values


def improvements(
    document: MatterDocument,
    matter: CompiledMatter,
    domains: Mapping[str, tuple[Any, ...]],
    values: dict[str, Any],
    open_: list[str],
) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Changes after which less is unmet."""
    for size in (1, 2):
        for code in open_:
            for names in combinations(reads_of(matter, document, code), size):
                for chosen in product(*(domains[name] for name in names)):
                    changed = {**values, **dict(zip(names, chosen, strict=True))}
                    still = unmet(matter, changed)
                    if len(still) < len(open_):
                        yield changed, still


def make(document: MatterDocument, dictionary: Dictionary) -> Made:
    """A matter with its cases. Raises NothingMeetsIt."""
    matter = compile_matter(document, dictionary, f"{document.key}.yaml")
    domains = {each.name: domain(document, dictionary, each.name) for each in matter.inputs}
    return Made(document, matter, domains, find_good(document, matter, domains))


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


DOCUMENTS = {(each.key, each.matter.version): each for each in catalogue().documents}
ALL = tuple(DOCUMENTS)
INSTANT = tuple(key for key, each in DOCUMENTS.items() if each.classing.instant == "allowed")


@cache
def made(key: tuple[str, int]) -> Made:
    return make(DOCUMENTS[key], catalogue().dictionary)
