"""Operators (运算): logic over flags, comparisons of like with like, exact arithmetic.

Nothing is cut short: every operand is looked at, so an error is never hidden behind an answer.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from kiosk.approval.language.checker import WHAT, Checker, Env, Run, Typed, charge
from kiosk.approval.language.leaves import literal
from kiosk.approval.values import DATE, EXACT, FLAG, NUMBER, TEXT, Type


def logic(checker: Checker, node: ast.BoolOp) -> Typed:
    """`and`, `or` over flags. Every operand is looked at."""
    parts = [checker.wanted(each, FLAG) for each in node.values]
    size = 1 + sum(part.size for part in parts)
    decisive = isinstance(node.op, ast.Or)
    runs = tuple(part.run for part in parts)
    if len(runs) == 2:  # noqa: PLR2004 - a pair
        return Typed(FLAG, both(*runs) if not decisive else either(*runs), size)
    join = any if decisive else all
    return Typed(FLAG, lambda env: join([run(env) is True for run in runs]), size)


def both(left: Run, right: Run) -> Run:
    """Conjunction that looks at both."""

    def run(env: Env) -> bool:
        one, other = left(env), right(env)
        return one is True and other is True

    return run


def either(left: Run, right: Run) -> Run:
    """Disjunction that looks at both."""

    def run(env: Env) -> bool:
        one, other = left(env), right(env)
        return one is True or other is True

    return run


def unary(checker: Checker, node: ast.UnaryOp) -> Typed:
    """`not` of a flag, minus of a number."""
    if isinstance(node.op, ast.Not):
        part = checker.wanted(node.operand, FLAG)
        inner = part.run
        return Typed(FLAG, lambda env: inner(env) is False, part.size + 1)
    if isinstance(node.op, ast.USub):
        part = checker.wanted(node.operand, NUMBER)
        if part.is_literal:
            return literal(NUMBER, EXACT.minus(part.value))
        inner, minus = part.run, EXACT.minus
        return Typed(NUMBER, lambda env: minus(inner(env)), part.size + 1)
    raise checker.wrong("not_allowed", node, what=WHAT[type(node.op)])


EQUAL: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {ast.Eq: operator.eq, ast.NotEq: operator.ne}
ORDER: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
MEMBER: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
ORDERED: Final = frozenset({NUMBER, DATE})
SINGLE: Final = frozenset({NUMBER, DATE, TEXT, FLAG})


def comparison(checker: Checker, node: ast.Compare) -> Typed:
    """One comparison or a chain; every operand is computed once."""
    operands = [node.left, *node.comparators]
    parts = [checker.check(each) for each in operands]
    tests = [
        test_of(checker, operator_, operands[at + 1], parts[at].type, parts[at + 1].type)
        for at, operator_ in enumerate(node.ops)
    ]
    size = len(tests) + sum(part.size for part in parts)
    is_member = [type(operator_) in MEMBER for operator_ in node.ops]
    if len(tests) == 1:
        join = among if is_member[0] and not parts[1].is_literal else compared
        return Typed(FLAG, join(tests[0], *parts), size)
    if any(is_member):
        raise checker.wrong("not_allowed", node, what="a < b in c")
    runs = tuple(part.run for part in parts)

    def run(env: Env) -> bool:
        values = [each(env) for each in runs]
        held = [test(one, other) for test, one, other in zip(tests, values, values[1:], strict=False)]
        return all(held)

    return Typed(FLAG, run, size)


def test_of(
    checker: Checker, operator_: ast.cmpop, node: ast.expr, left: Type, right: Type
) -> Callable[[Any, Any], bool]:
    """The test that an operator makes of two types. Raises Wrong at the right operand."""
    kind = type(operator_)
    if kind in MEMBER:
        if right.element is None or right.element != left:
            raise checker.wrong("wrong_type", node, wanted=f"list of {left}", found=right)
        return MEMBER[kind]
    if kind not in EQUAL and kind not in ORDER:
        raise checker.wrong("not_allowed", node, what=WHAT[kind])
    if left != right or left not in SINGLE:
        raise checker.wrong("different_types", node, left=left, right=right)
    if kind in EQUAL:
        return EQUAL[kind]
    if left not in ORDERED:
        raise checker.wrong("no_order", node, found=left)
    return ORDER[kind]


def compared(test: Callable[[Any, Any], bool], left: Typed, right: Typed) -> Run:
    """A single comparison; a literal on the right is the common case and costs no call."""
    one, other = left.run, right.run
    if right.is_literal:
        value = right.value
        return lambda env: test(one(env), value)
    return lambda env: test(one(env), other(env))


def among(test: Callable[[Any, Any], bool], left: Typed, right: Typed) -> Run:
    """Membership in a list that a source gave; its length is charged."""
    one, other = left.run, right.run

    def run(env: Env) -> bool:
        many = other(env)
        charge(env, len(many))
        return test(one(env), many)

    return run


ARITHMETIC: Final[dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: EXACT.add,
    ast.Sub: EXACT.subtract,
    ast.Mult: EXACT.multiply,
}
"""No division: the language stays total, and shares are compared crosswise."""


def arithmetic(checker: Checker, node: ast.BinOp) -> Typed:
    """Sums and products of numbers, exact or an error."""
    compute = ARITHMETIC.get(type(node.op))
    if compute is None:
        raise checker.wrong("not_allowed", node, what=WHAT.get(type(node.op), type(node.op).__name__))
    left, right = checker.wanted(node.left, NUMBER), checker.wanted(node.right, NUMBER)
    one, other = left.run, right.run
    return Typed(NUMBER, lambda env: compute(one(env), other(env)), left.size + right.size + 1)
