"""Shapes of the guide (办事导引的数据格式); see `kiosk.web.schemas`."""

from __future__ import annotations

from kiosk.web.room_schemas import BoardCounterRecord, HallRecord, KindRecord, LineRecord
from kiosk.web.schemas import Answer
from kiosk.web.terminal_schemas import TerminalState


class GuideTerminal(Answer):
    """A terminal. is_here: whence the asker comes. metres: on foot from there, null where nobody has measured.

    working, failing: keys of its services.
    """

    key: str
    name_zh: str
    name_en: str
    place_zh: str
    place_en: str
    state: TerminalState
    is_free: bool
    is_here: bool
    metres: int | None
    working: list[str]
    failing: list[str]


class GuideZone(Answer):
    """A zone with its terminals, the nearest first. is_open: by hours of its own; one that follows the hall has none."""

    key: str
    name_zh: str
    name_en: str
    follows_hall: bool
    is_open: bool
    opens_at_ms: int | None
    closes_at_ms: int | None
    is_door_shut: bool
    door_opens_at_ms: int | None
    metres: int | None
    terminals: list[GuideTerminal]


class GuideService(Answer):
    """What a service is called."""

    key: str
    zh: str
    en: str


class Guide(Answer):
    """What works where now. hall: the one record."""

    now_ms: int
    hall: list[HallRecord]
    kinds: list[KindRecord]
    lines: list[LineRecord]
    counters: list[BoardCounterRecord]
    zones: list[GuideZone]
    services: list[GuideService]
