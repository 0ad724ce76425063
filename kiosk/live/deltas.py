"""What a patch says (增量): how one state of JSON values becomes another, field by field.

A change is one of four:

- an object: each of its members changes as said there, all others stay; what is no object yet begins as an empty one.
- an empty array: the member is gone.
- an array of one element: the value is that element, whole.
- anything else (text, number, true, false, null): the value is this.

So null is a value like any other, lists are told whole, and what is to be patched by key is an object and no list.
Members that are objects and change alike are told once, under all their names with a line break between; no name has one.
The readers are `sim/load/deltas.py` and `static/lib/deltas.js`; tests hold all three to one law.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Changes = dict[str, Any]
"""Name, or names -> change."""

AND: Final = "\n"
"""Stands between names that change alike."""


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> Changes:
    """The changes that make `now` of `before`; none: they are equal. Both are left as they are."""
    changes = {
        name: _change(before.get(name), value)
        for name, value in now.items()
        if name not in before or before[name] != value
    }
    changes.update((name, []) for name in before if name not in now)
    return _told_once(changes) if len(changes) > 1 else changes


def _change(before: Any, now: Any) -> Any:
    if isinstance(now, dict):
        return difference(before if isinstance(before, dict) else {}, now)
    return [now] if isinstance(now, list | tuple) else now


def _told_once(changes: Changes) -> Changes:
    """The same with objects that change alike under all their names."""
    alike: dict[str, list[str]] = {}
    for name, change in changes.items():
        if isinstance(change, dict):
            # Written out, 1 and true are two things; compared, they are one.
            alike.setdefault(repr(change), []).append(name)
    for names in alike.values():
        if len(names) > 1:
            change = changes[names[0]]
            for name in names:
                del changes[name]
            changes[AND.join(names)] = change
    return changes
