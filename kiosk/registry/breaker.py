"""A source's breaker (熔断): after five failures in a row nobody asks for half a minute, then one may try.

Pure: a breaker is a value, and so is what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.calendars.spans import SECOND_MS

FAILURES_TO_OPEN: Final = 5
REST_MS: Final = 30 * SECOND_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """failures: in a row. open_until_ms: None while closed. is_tried: half open, and one is asking just now."""

    failures: int = 0
    open_until_ms: int | None = None
    is_tried: bool = False


CLOSED: Final = Breaker()


def admit(breaker: Breaker, now_ms: int) -> tuple[Breaker, bool]:
    """The breaker once somebody wants to ask, and whether they may."""
    if breaker.open_until_ms is None:
        return breaker, True
    if now_ms < breaker.open_until_ms or breaker.is_tried:
        return breaker, False
    return replace(breaker, is_tried=True), True


def settle(breaker: Breaker, at_ms: int, *, is_well: bool) -> Breaker:
    """The breaker once somebody who was admitted has an answer, or has waited long enough for none."""
    if is_well:
        return CLOSED
    failures = breaker.failures + 1
    if failures >= FAILURES_TO_OPEN or breaker.is_tried:
        return Breaker(failures=failures, open_until_ms=at_ms + REST_MS)
    return replace(breaker, failures=failures)
