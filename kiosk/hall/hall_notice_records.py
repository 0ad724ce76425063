"""Hall notices (大厅通知): record, commands and events. Part of `kiosk.hall.state`, `commands` and `events`, which have them all.

What a notice says lies in an erasable table beside the journal: whoever writes to everybody may still slip and name somebody.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class HallNotice:
    """A notice on the boards of the hall. writing: key of what it says; until_ms: None: with the business day."""

    notice: str
    writing: str
    posted_at_ms: int
    until_ms: int | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHallNotice:
    """A supervisor tells everybody in the hall something. writing: key of the text in both languages, which lies in a table."""

    writing: str
    by: str
    until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownHallNotice:
    """It is no longer so."""

    notice: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HallNoticePosted:
    """Everybody is told something."""

    at_ms: int
    notice: str
    writing: str
    until_ms: int | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HallNoticeEnded:
    """The notice is gone. by: who took it down, or None for its time and the end of the day."""

    at_ms: int
    notice: str
    by: str | None
