"""Rules about names and codes (名称与编码): E01 to E06.

Source: GB 32100-2015 for the check digit; the segments of 实施编码 by GB/T 39554.1-2020 (unverified).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from kiosk.matters.lint_subject import BASIC_CODE, Clash, Finding, Looked, Surroundings, found
from kiosk.matters.model import MatterDocument

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION: Final = slice(0, 18)
LEVEL: Final = 18
ORIGIN: Final = slice(19, 21)
TYPE: Final = slice(21, 23)
TAIL: Final = slice(23, 31)
ORIGINS: Final = frozenset({"00", "44"})
"""Of a basic code: the nation's, the province's."""
ALIKE: Final = 0.9


def check_character(first: str) -> str | None:
    """The last character that seventeen of 统一社会信用代码 demand; None where one is not of its alphabet."""
    if any(each not in ALPHABET for each in first):
        return None
    total = sum(weight * ALPHABET.index(each) for weight, each in zip(WEIGHTS, first, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def same_code(looked: Looked) -> Iterator[Finding]:
    """E01: two matters with one code."""
    owners: dict[str, str] = {}
    for document in looked.documents:
        owner = owners.setdefault(document.matter.code, document.key)
        if owner != document.key:
            yield found("E01", document, "matter.code", f"{document.matter.code} = {owner}")


def other_name(looked: Looked) -> Iterator[Finding]:
    """E02: one code under several names, across versions or between us and the level above."""
    names: dict[str, str] = {}
    superior = looked.around.superior or {}
    for document in looked.documents:
        code, name = document.matter.code, document.matter.name.zh
        first = names.setdefault(code, name)
        if first != name:
            yield found("E02", document, "matter.name", f"{name} ≠ {first}")
        above = superior.get(code[BASIC_CODE])
        if above is not None and above.name != name:
            yield found("E02", document, "matter.name", f"{name} ≠ {above.name}")


def bad_code(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E03: a check character or a segment that cannot be."""
    code = document.matter.code
    for place, number in (("matter.code", code[ORGANISATION]), ("dept.code", document.dept.code)):
        wanted = check_character(number[:-1])
        if wanted != number[-1]:
            yield place, f"{number}: {wanted or '?'}"
    if code[ORGANISATION] != document.dept.code:
        yield "matter.code", f"{code[ORGANISATION]} ≠ {document.dept.code}"
    if code[ORIGIN] not in ORIGINS or not code[BASIC_CODE].isdigit():
        yield "matter.code", code[BASIC_CODE]


def near_name(looked: Looked) -> Iterator[Finding]:
    """E04: two matters that are called almost alike, or share the tail of the basic code."""
    latest = {document.key: document for document in looked.documents}
    for one, other in combinations(latest.values(), 2):
        if one.matter.code[TAIL] == other.matter.code[TAIL]:
            yield found("E04", other, "matter.code", f"{one.key}: {one.matter.code[TAIL]}")
        elif likeness(one.matter.name.zh, other.matter.name.zh) >= ALIKE:
            yield found("E04", other, "matter.name", f"{other.matter.name.zh} ≈ {one.matter.name.zh}")


def likeness(one: str, other: str) -> float:
    """1 less the edit distance as a share of the longer text."""
    before = list(range(len(other) + 1))
    for at, character in enumerate(one, start=1):
        row = [at]
        for place, each in enumerate(other, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (character != each)))
        before = row
    return 1 - before[-1] / max(len(one), len(other), 1)


def other_type(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E05: the type is not the code's."""
    if document.matter.code[TYPE] != document.classing.power_type:
        yield "class.power_type", f"{document.classing.power_type} ≠ {document.matter.code[TYPE]}"


def other_level(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E06: the level is not the code's."""
    if document.matter.code[LEVEL] != document.classing.level:
        yield "class.level", f"{document.classing.level} ≠ {document.matter.code[LEVEL]}"
