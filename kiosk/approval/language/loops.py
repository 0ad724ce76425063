"""Over the members of a list (逐个): any, all and count. Loops are charged to the budget before they run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from kiosk.approval.language.checker import MAX_LOOPS, Checker, Env, Named, Run, Typed, charge
from kiosk.approval.language.functions import FUNCTIONS
from kiosk.approval.language.leaves import dotted
from kiosk.approval.values import FLAG, NUMBER, Type

QUANTIFIERS: Final[dict[str, tuple[Type, Callable[[list[bool]], Any]]]] = {
    "any": (FLAG, any),
    "all": (FLAG, all),
    "count": (NUMBER, lambda held: Decimal(sum(held))),
}
"""Name -> (what it gives, how it joins what held of each member)."""


def quantifier(checker: Checker, node: ast.Call, spelt: str) -> Typed:
    """`any(… for m in list if …)`: the list is charged to the budget before a member is looked at."""
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
        raise checker.wrong("not_allowed", node, what=f"{spelt}() without 「… for m in …」")
    generator = node.args[0]
    if len(generator.generators) != 1 or generator.generators[0].is_async:
        raise checker.wrong("one_loop", generator)
    loop = generator.generators[0]
    members = checker.check(loop.iter)
    if members.type.element is None:
        raise checker.wrong("not_iterable", loop.iter, found=members.type)
    name_, named = opened(checker, loop, members.type.element)
    checker.loops[name_] = named
    body = checker.wanted(generator.elt, FLAG)
    sieves = [checker.wanted(each, FLAG) for each in loop.ifs]
    del checker.loops[name_]
    gives, join = QUANTIFIERS[spelt]
    run = looped(members.run, named.slot, body, sieves, join)
    return Typed(gives, run, members.size + 1)


def opened(checker: Checker, loop: ast.comprehension, element: Type) -> tuple[str, Named]:
    """The variable of a loop, with a slot of its own. It may hide no other name."""
    if not isinstance(loop.target, ast.Name):
        raise checker.wrong("not_allowed", loop.target, what="unpacking")
    spelt = loop.target.id
    roots = {each.partition(".")[0] for each in (*checker.scope.names, *checker.scope.undeclared)}
    if spelt in roots or spelt in checker.loops or spelt in FUNCTIONS or spelt in QUANTIFIERS:
        raise checker.wrong("name_taken", loop.target, name=spelt)
    depth = len(checker.loops)
    if depth >= MAX_LOOPS:
        raise checker.wrong("too_deep", loop.target, limit=MAX_LOOPS)
    list_name = dotted(loop.iter)
    reads = frozenset({list_name}) if list_name is not None and list_name in checker.scope.names else frozenset[str]()
    return spelt, Named(element, checker.scope.loop_slot + depth, reads)


def looped(members: Run, slot: int, body: Typed, sieves: list[Typed], join: Callable[[list[bool]], Any]) -> Run:
    """The loop as a closure. With sieves, members that do not pass are left out."""
    cost = 1 + body.size + sum(each.size for each in sieves)
    holds, passes = body.run, tuple(each.run for each in sieves)

    def run(env: Env) -> Any:
        values = members(env)
        charge(env, cost * len(values))
        held = []
        for env[slot] in values:
            passed = [each(env) is True for each in passes]
            answer = holds(env) is True
            if all(passed):
                held.append(answer)
        return join(held)

    return run
