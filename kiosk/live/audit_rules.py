"""The audit asks the rules again (重演决策): every command and time of a stream, decided by a fresh machine.

What comes out must be what was recorded. A rule that has changed since decides otherwise and is right to: whoever
audits a stream that an older version wrote leaves this part out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Protocol, TypeVar

from kiosk.hall.refusals import Refusal
from kiosk.live import findings as f

MOST: Final = 10
"""Entries of one stream that are named; a changed rule would name thousands."""


class Machine(Protocol):
    """A hall, or the issuer."""

    def tick(self, now_ms: int) -> tuple[Any, ...]:
        """What time brings about."""

    def handle(self, command: Any, now_ms: int) -> tuple[Any, ...]:
        """What a command brings about."""


Kind = TypeVar("Kind", bound=Machine)


class Rules(Generic[Kind]):
    """One stream decided again. copy: a machine like another one, to go on from after a difference."""

    def __init__(self, fresh: Kind, copy: Callable[[Kind], Kind], report: f.Report) -> None:
        self._machine = fresh
        self._copy = copy
        self._report = report
        self._named = 0

    def enter(self, row: str, at_ms: int, command: object | None, events: tuple[Any, ...], applied: Kind) -> None:
        """The next entry. applied: where its recorded events have led."""
        if self._named == MOST:
            return
        try:
            decided = self._machine.tick(at_ms)
            if command is not None:
                decided += self._machine.handle(command, at_ms)
        except Refusal as refusal:
            self._differ(row, f"the rules refuse it: {refusal.code}", applied)
        except f.STOPS_REPLAY as error:
            self._differ(row, f"the rules cannot decide it: {type(error).__name__} {error}", applied)
        else:
            if decided != events:
                self._differ(row, f"the rules say {_named(decided)}, the stream {_named(events)}", applied)

    def _differ(self, row: str, what: str, applied: Kind) -> None:
        self._named += 1
        self._report(f.RULES, row, what if self._named < MOST else f"{what}; no further entry is decided again")
        self._machine = self._copy(applied)


def _named(events: tuple[Any, ...]) -> str:
    """The types of events, and of equal ones what they say."""
    return "nothing" if not events else ", ".join(str(event) for event in events)
