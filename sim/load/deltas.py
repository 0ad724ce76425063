"""How a patch is read (增量): the value after a change, as docs/api.md says."""

from __future__ import annotations

from typing import Any, Final

AND: Final = "\n"
"""Stands between names that change alike."""


def merged(value: Any, change: Any) -> Any:
    """The value after a change, which is not "gone"; what has not changed stays the same object."""
    if isinstance(change, list):
        return change[0]
    if not isinstance(change, dict):
        return change
    members = dict(value) if isinstance(value, dict) else {}
    for names, each in change.items():
        for name in names.split(AND):
            if each == []:
                members.pop(name, None)
            else:
                members[name] = merged(members.get(name), each)
    return members
