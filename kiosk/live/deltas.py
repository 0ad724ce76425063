"""What a patch says (增量): how one state of JSON values becomes another, field by field.

A change is one of four:

- an object: each of its members changes as said there, all others stay; what is no object yet begins as an empty one.
- an empty array: the member is gone.
- an array of one element: the value is that element, whole.
- anything else (text, number, true, false, null): the value is this.

So null is a value like any other, lists are told whole, and what is to be patched by key is an object and no list.
The readers are `sim/load/deltas.py` and `static/lib/deltas.js`; tests hold all three to one law.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Changes = dict[str, Any]
"""Name -> change."""


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> Changes:
    """The changes that make `now` of `before`; none: they are equal. Both are left as they are."""
    changes = {
        name: _change(before.get(name), value)
        for name, value in now.items()
        if name not in before or before[name] != value
    }
    changes.update((name, []) for name in before if name not in now)
    return changes


def _change(before: Any, now: Any) -> Any:
    if isinstance(now, dict):
        return difference(before if isinstance(before, dict) else {}, now)
    return [now] if isinstance(now, list | tuple) else now
