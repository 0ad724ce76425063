"""What a bench run leaves behind (记录): build/bench.json, by group.

A run of some groups replaces those and no others; so each group carries by itself where, when, on which
commit and how it was measured. A run of all groups begins a new record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.bench.rows import Row

Group = dict[str, Any]
Record = dict[str, Any]
"""{"groups": {name: group}}; a group: machine, quick, at, how, rows."""


def make_group(rows: list[Row], *, machine: dict[str, Any], quick: bool, at: str, how: str) -> Group:
    """One group's rows with all that one must know to compare them. at: when it began, ISO 8601 with offset."""
    return {"at": at, "quick": quick, "how": how, "machine": machine, "rows": rows}


def merged(old: Record, new: dict[str, Group], order: Iterable[str]) -> Record:
    """The new groups in place of the old ones of their name, in `order`; a group that `order` lacks is dropped."""
    groups = old.get("groups", {}) | new
    return {"groups": {name: groups[name] for name in order if name in groups}}


def read_record(path: Path) -> Record:
    """The record so far; an empty one where there is none, or none of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    is_ours = isinstance(found, dict) and isinstance(found.get("groups"), dict)
    return found if is_ours else {}


def write_record(path: Path, record: Record) -> None:
    """Replace the file in one step, so that a run that is broken off leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
