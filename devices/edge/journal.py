"""The journal of devices (设备日志): one JSON line an event, in service time, without what was read.

Texts that a device delivers are kept as length and keyed hash; only words that a model declares public
stand in clear. Equal seeds and equal stimuli give equal lines, so a digest says whether two days were the same.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from devices import messages as m
from devices.terminal import Event

PUBLIC: Final = frozenset(
    {"symbology", "lines", "length", "threshold", "score", "outcome", "reason", "state", "result", "kind", "species"}
)
"""Keys of results and notices that say nothing about a person."""
KEPT: Final = 10_000
"""Lines in memory; older ones are forgotten."""


class Journal:
    """What the devices of one rack said. key: of the hashes. seq counts from 1."""

    def __init__(self, key: bytes, kept: int = KEPT) -> None:
        self._key = key
        self._lines: deque[dict[str, Any]] = deque(maxlen=kept)
        self._digest = hashlib.sha256()
        self.seq = 0

    def write(self, terminal: str, event: Event) -> dict[str, Any]:
        """Note one event."""
        self.seq += 1
        line: dict[str, Any] = {"seq": self.seq, "terminal": terminal, "event": type(event).__name__}
        for field in dataclasses.fields(event):
            line[field.name] = self._plain(field.name, getattr(event, field.name))
        self._lines.append(line)
        self._digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False).encode())
        return line

    def after(self, seq: int, limit: int = 1_000, *, terminal: str | None = None) -> list[dict[str, Any]]:
        """Lines after a number, the oldest first. terminal: only what was said there."""
        # Numbers have no gaps, so that where to begin is known and need not be looked for.
        skipped = max(0, seq - (self.seq - len(self._lines)))
        lines = islice(self._lines, skipped, None)
        return list(islice((line for line in lines if terminal in (None, line["terminal"])), limit))

    def newest(self, count: int, *, terminal: str | None = None) -> list[dict[str, Any]]:
        """The last so many lines, the oldest first. terminal: only what was said there."""
        lines = (line for line in reversed(self._lines) if terminal in (None, line["terminal"]))
        return list(islice(lines, count))[::-1]

    def digest(self) -> str:
        """SHA-256 of every line so far."""
        return self._digest.hexdigest()

    def _plain(self, name: str, value: object) -> object:
        if name in {"result", "payload"} and isinstance(value, Mapping):
            return {key: each if key in PUBLIC else self._veiled(each) for key, each in value.items()}
        if isinstance(value, Mapping):
            return dict(value)
        return value

    def _veiled(self, value: object) -> object:
        """Length and keyed hash of a text; numbers and truth values as they are."""
        if isinstance(value, bool | int | float) or value is None:
            return value
        raw = value if isinstance(value, bytes) else str(value).encode()
        return {"length": len(raw), "hash": hmac.new(self._key, raw, "sha256").hexdigest()[:16]}


def refusal_line(refusal: m.DeviceRefusal) -> dict[str, Any]:
    """A refusal in the one error shape; its words are the page's."""
    params = {key: list(value) if isinstance(value, tuple) else value for key, value in refusal.params.items()}
    return {"error": {"code": refusal.code, "params": params}}
