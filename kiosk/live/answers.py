"""Answers kept under their idempotency keys (幂等应答).

A repeated request must find its answer, after a restart too; a new one must not cost a look into
the database. So the newest answers are in memory whole, and of all others the hash of the key:
only who asks again after hundreds of other requests waits for a reader. An answer of a counter is its whole
view, six kilobytes: thousands of them would be most of what a service grows by over a day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out, and what is kept. body: JSON as sent."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and the hash of the request that it answers."""

    body_hash: str
    answer: Answer


class AnswerBook:
    """Which keys of a hall have an answer.

    keep_ms: how long, in wall time. forget_every_ms: time between two deletions; until the next one an older
    answer is still given. limit: answers in memory.
    """

    def __init__(self, keep_ms: int, forget_every_ms: int, limit: int) -> None:
        self._keep_ms = keep_ms
        self._forget_every_ms = forget_every_ms
        self._limit = limit
        self._newest: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._known: dict[int, int] = {}
        self._forgot_at_ms: int | None = None

    def load(self, keys: Iterable[tuple[str, str, int]]) -> None:
        """Begin anew with (principal, key, at_ms) of what the database keeps."""
        self._newest.clear()
        self._known = {hash((principal, key)): at_ms for principal, key, at_ms in keys}

    def newest(self, principal: str, key: str) -> Kept | None:
        """The answer, if it is in memory."""
        return self._newest.get((principal, key))

    def may_know(self, principal: str, key: str) -> bool:
        """False only if no answer is kept under this key."""
        return hash((principal, key)) in self._known

    def remember(self, principal: str, key: str, kept: Kept, at_ms: int) -> None:
        """An answer is durable now."""
        self._newest[principal, key] = kept
        self._known[hash((principal, key))] = at_ms
        if len(self._newest) > self._limit:
            self._newest.popitem(last=False)

    def forget_before_ms(self, wall_ms: int) -> int | None:
        """From when on answers are still to be kept, if it is time to delete older ones."""
        if self._forgot_at_ms is not None and wall_ms < self._forgot_at_ms + self._forget_every_ms:
            return None
        return wall_ms - self._keep_ms

    def forgot(self, before_ms: int, wall_ms: int) -> None:
        """The database has deleted what was kept before an instant."""
        self._forgot_at_ms = wall_ms
        gone = {number for number, at_ms in self._known.items() if at_ms < before_ms}
        if gone:
            self._known = {number: at_ms for number, at_ms in self._known.items() if number not in gone}
            for pair in [pair for pair in self._newest if hash(pair) in gone]:
                del self._newest[pair]
