"""One problem (错误): how a code is answered. The tables of them are by room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """How one code is answered. retry_after_s: sent as Retry-After where waiting helps."""

    status: int
    zh: str
    en: str
    retry_after_s: int | None = None
