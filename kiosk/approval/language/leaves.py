"""Leaves (叶子): what is written out, and what a name stands for."""

from __future__ import annotations

import ast
import operator
import re
from decimal import Decimal
from typing import Any, Final

from kiosk.approval.language.checker import Checker, Named, Typed, closest
from kiosk.approval.values import FLAG, NUMBER, TEXT, Type

NUMERAL: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")


def constant(checker: Checker, node: ast.Constant) -> Typed:
    """A number from its digits, a text between one pair of quotes, True or False."""
    value, written = node.value, checker.text.segment(node)
    if value is True or value is False:
        return literal(FLAG, value)
    if isinstance(value, str):
        if written[1:-1] != value or written[:1] not in ("'", '"'):
            raise checker.wrong("plain_text", node)
        return literal(TEXT, value)
    if type(value) in (int, float):
        # Decimal from the source text: 0.1 as a float is another number.
        if NUMERAL.fullmatch(written) is None:
            raise checker.wrong("plain_number", node)
        return literal(NUMBER, Decimal(written))
    raise checker.wrong("not_allowed", node, what=type(value).__name__)


def literal(kind: Type, value: Any) -> Typed:
    """A value that is written out."""
    return Typed(kind, lambda _: value, is_literal=True, value=value)


def dotted(node: ast.expr) -> str | None:
    """The name that a chain of attributes spells, or None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def name(checker: Checker, node: ast.Name | ast.Attribute) -> Typed:
    """A field, a derived field, a loop's variable or a member of it."""
    spelt = dotted(node)
    if spelt is None:
        raise checker.wrong("not_allowed", node, what="attribute")
    root, _, rest = spelt.partition(".")
    if root in checker.loops:
        return variable(checker, node, checker.loops[root], rest)
    named = checker.scope.names.get(spelt)
    if named is None:
        if spelt in checker.scope.undeclared:
            raise checker.wrong("undeclared_field", node, name=spelt)
        known = {*checker.scope.names, *checker.loops, *checker.scope.undeclared}
        raise checker.wrong("unknown_field", node, name=spelt, **closest(spelt, known))
    checker.used.add(spelt)
    checker.reads |= named.reads
    return Typed(named.type, operator.itemgetter(named.slot))


def variable(checker: Checker, node: ast.expr, loop: Named, member: str) -> Typed:
    """The member that a loop is at, or one of its parts."""
    if not member:
        return Typed(loop.type, operator.itemgetter(loop.slot))
    kinds = dict(loop.type.members)
    if member not in kinds:
        raise checker.wrong("unknown_member", node, record=loop.type.name, name=member, **closest(member, kinds))
    slot, index = loop.slot, list(kinds).index(member)
    checker.reads |= {f"{each}[].{member}" for each in loop.reads}
    return Typed(kinds[member], lambda env: env[slot][index], size=2)


def listed(checker: Checker, node: ast.List | ast.Tuple) -> Typed:
    """A list of one type, written out or computed."""
    if not node.elts:
        raise checker.wrong("empty_list", node)
    parts = [checker.check(each) for each in node.elts]
    kinds = {part.type for part in parts}
    if len(kinds) > 1 or parts[0].type.element is not None or parts[0].type.members:
        raise checker.wrong("mixed_list", node, found=", ".join(sorted(map(str, kinds))))
    kind = Type("list", parts[0].type)
    if all(part.is_literal for part in parts):
        return literal(kind, tuple(part.value for part in parts))
    runs = tuple(part.run for part in parts)
    return Typed(kind, lambda env: tuple([run(env) for run in runs]), size=1 + sum(part.size for part in parts))
