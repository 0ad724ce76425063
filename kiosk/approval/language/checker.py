"""What checks an expression (检查器): names with their types in, typed nodes out; every mistake knows its character.

The slots below are where an expression finds things when it runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from kiosk.approval.language.text import Text
from kiosk.approval.mistakes import Wrong
from kiosk.approval.values import Type

Env = list[Any]
"""What an expression runs on: see the slots below, then the fields, then the variables of its loops."""
BUDGET: Final = 0
WORKDAYS: Final = 1
ACCEPTED_ON: Final = 2
FIRST_FIELD: Final = 3

STEPS: Final = 20_000
"""Steps that one expression may take: its nodes, those in a loop once per member."""
MAX_DEPTH: Final = 50
MAX_LOOPS: Final = 4
"""Loops inside one another."""

Run = Callable[[Env], Any]


class BudgetSpent(RuntimeError):
    """An expression wanted more than its steps."""


def charge(env: Env, steps: int) -> None:
    """Pay for looking at a list before looking. Raises BudgetSpent."""
    env[BUDGET] -= steps
    if env[BUDGET] < 0:
        raise BudgetSpent


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for. reads: the fields behind it. words: its texts in English, for those it may hold."""

    type: Type
    slot: int
    reads: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may use. loop_slot: the first of MAX_LOOPS slots for loops.

    undeclared: fields of the dictionary that the matter did not declare, for a better message.
    """

    names: Mapping[str, Named]
    loop_slot: int
    undeclared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked node."""

    type: Type
    run: Run
    size: int = 1
    is_literal: bool = False
    value: Any = None


Handler = Callable[["Checker", Any], Typed]
"""How a kind of node is checked and compiled."""


@dataclass(slots=True)
class Checker:
    """One expression on its way. nodes: the whole language. loops: variables in reach. reads, used: fields and names so far."""

    text: Text
    scope: Scope
    nodes: Mapping[type[ast.expr], Handler]
    loops: dict[str, Named] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    depth: int = 0

    def check(self, node: ast.expr) -> Typed:
        """A node and all below it. Raises Wrong."""
        handler = self.nodes.get(type(node))
        if handler is None:
            raise self.wrong("not_allowed", node, what=WHAT.get(type(node), type(node).__name__))
        if self.depth >= MAX_DEPTH:
            raise self.wrong("too_deep", node, limit=MAX_DEPTH)
        self.depth += 1
        typed = handler(self, node)
        self.depth -= 1
        return typed

    def wanted(self, node: ast.expr, kind: Type) -> Typed:
        """A node that must be of a type."""
        typed = self.check(node)
        if typed.type != kind:
            raise self.wrong("wrong_type", node, wanted=kind, found=typed.type)
        return typed

    def wrong(self, code: str, node: ast.expr, **params: object) -> Wrong:
        """A mistake at a node."""
        return Wrong(code, self.text.at(node), **params)


def closest(name: str, known: Iterable[str]) -> dict[str, str]:
    """What an author may have meant, as parameters of a mistake."""
    near = get_close_matches(name, list(known), n=1)
    return {
        "closest_zh": f"，是不是 {near[0]}" if near else "",
        "closest_en": f"; did you mean {near[0]}" if near else "",
    }


WHAT: Final[dict[type[ast.AST], str]] = {
    ast.Lambda: "lambda",
    ast.IfExp: "if … else",
    ast.Dict: "{…}",
    ast.Set: "{…}",
    ast.Tuple: "(…, …)",
    ast.ListComp: "[… for …]",
    ast.GeneratorExp: "… for … in …",
    ast.Subscript: "[…]",
    ast.JoinedStr: 'f"…"',
    ast.NamedExpr: ":=",
    ast.Starred: "*",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Invert: "~",
    ast.UAdd: "+",
}
"""What an author wrote -> its name in a mistake."""
