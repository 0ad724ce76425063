"""Calls (函数调用): by the table of functions, chosen by the types of their arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from kiosk.approval.language.checker import WORKDAYS, Checker, Env, Run, Typed, charge, closest
from kiosk.approval.language.functions import FUNCTIONS, PATTERNS, Signature
from kiosk.approval.language.leaves import literal
from kiosk.approval.language.loops import QUANTIFIERS, quantifier
from kiosk.approval.values import DATE, NUMBER


def call(checker: Checker, node: ast.Call) -> Typed:
    """A function of the table, or a form over the members of a list."""
    if not isinstance(node.func, ast.Name):
        raise checker.wrong("not_allowed", node, what="method")
    spelt = node.func.id
    if spelt in QUANTIFIERS:
        return quantifier(checker, node, spelt)
    if spelt not in FUNCTIONS:
        raise checker.wrong("unknown_function", node, name=spelt, **closest(spelt, [*FUNCTIONS, *QUANTIFIERS]))
    if node.keywords:
        raise checker.wrong("not_allowed", node, what="keyword argument")
    parts = [checker.check(each) for each in node.args]
    if spelt == "len" and len(parts) == 1 and parts[0].type.element is not None:
        inner = parts[0].run
        return Typed(NUMBER, lambda env: Decimal(len(inner(env))), parts[0].size + 1)
    signature = fitting(checker, node, spelt, parts)
    return applied(signature, written_out(checker, node, spelt, signature, parts))


def fitting(checker: Checker, node: ast.Call, spelt: str, parts: list[Typed]) -> Signature:
    """The signature that takes these types. Raises Wrong at the first argument that none takes."""
    choices = FUNCTIONS[spelt]
    found = tuple(part.type for part in parts)
    for signature in choices:
        if signature.takes == found:
            return signature
    counts = sorted({len(signature.takes) for signature in choices})
    if len(parts) not in counts:
        raise checker.wrong("argument_count", node, name=spelt, wanted="/".join(map(str, counts)), found=len(parts))
    for index, (argument, kind) in enumerate(zip(node.args, found, strict=True)):
        wanted = {str(signature.takes[index]) for signature in choices if signature.takes[:index] == found[:index]}
        if str(kind) not in wanted:
            raise checker.wrong("argument_type", argument, name=spelt, wanted="/".join(sorted(wanted)), found=kind)
    raise AssertionError(spelt)


def written_out(
    checker: Checker, node: ast.Call, spelt: str, signature: Signature, parts: list[Typed]
) -> tuple[Typed, ...]:
    """The arguments, with the one that must be written out already read."""
    if signature.written is None or signature.read is None:
        return tuple(parts)
    argument, part = node.args[signature.written], parts[signature.written]
    if not part.is_literal:
        raise checker.wrong("literal_wanted", argument, name=spelt)
    try:
        value = signature.read(part.value)
    except KeyError:
        known = closest(part.value, PATTERNS)
        raise checker.wrong("unknown_pattern", argument, name=part.value, **known) from None
    except ValueError:
        raise checker.wrong("not_a_date", argument, text=part.value) from None
    parts[signature.written] = literal(part.type, value)
    return tuple(parts)


def applied(signature: Signature, parts: tuple[Typed, ...]) -> Typed:
    """A call as a closure; one and two arguments are the common cases."""
    size, function = 1 + sum(part.size for part in parts), signature.run
    runs = tuple(part.run for part in parts)
    if signature.gives == DATE and signature.written == 0:
        return literal(DATE, parts[0].value)
    if signature.on_calendar:
        return Typed(signature.gives, lambda env: function(env[WORKDAYS], *[run(env) for run in runs]), size)
    if signature.is_charged:
        return Typed(signature.gives, paid(function, *runs), size)
    if len(runs) == 1:
        (only,) = runs
        return Typed(signature.gives, lambda env: function(only(env)), size)
    one, other = runs
    if parts[1].is_literal:
        value = parts[1].value
        return Typed(signature.gives, lambda env: function(one(env), value), size)
    return Typed(signature.gives, lambda env: function(one(env), other(env)), size)


def paid(function: Callable[..., Any], many: Run, *others: Run) -> Run:
    """A call that looks at a whole list; its length is charged."""

    def run(env: Env) -> Any:
        members = many(env)
        charge(env, len(members))
        return function(members, *[each(env) for each in others])

    return run
