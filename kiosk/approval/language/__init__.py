"""The rule language (规则语言): small, typed, total, on Python's own grammar.

An expression is read, checked against the types of its fields and compiled to closures, once per version. What is not
in the table of nodes does not exist. `reads` is computed, down to the members of a list; an expression runs only when
all it reads is known, so nothing in here knows of missing values. Its steps are bounded by its own size and by a
budget for loops; it has no division, no recursion and no names of its own but those of loops.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final

from kiosk.approval.language.calls import call
from kiosk.approval.language.checker import Checker, Handler, Run, Scope
from kiosk.approval.language.leaves import constant, listed, name
from kiosk.approval.language.operators import arithmetic, comparison, logic, unary
from kiosk.approval.language.text import parse, plain_text
from kiosk.approval.values import Type

NODES: Final[dict[type[ast.expr], Handler]] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.Attribute: name,
    ast.List: listed,
    ast.BoolOp: logic,
    ast.UnaryOp: unary,
    ast.Compare: comparison,
    ast.BinOp: arithmetic,
    ast.Call: call,
}
"""The whole language: node -> how it is checked and compiled."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A checked expression. reads: fields and members of lists (person.household[].birth). names: used."""

    written: str
    type: Type
    run: Run
    reads: frozenset[str]
    names: frozenset[str]


def compile_expression(written: str, scope: Scope, wanted: Type | None = None) -> Compiled:
    """Read, check and compile. wanted: the type it must have. Raises Wrong."""
    checker = Checker(plain_text(written), scope, NODES)
    node = parse(checker.text)
    typed = checker.check(node) if wanted is None else checker.wanted(node, wanted)
    return Compiled(written, typed.type, typed.run, frozenset(checker.reads), frozenset(checker.used))
