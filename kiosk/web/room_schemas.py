"""Shapes of the rooms (房间的数据格式): what snapshots and patches carry, collection by collection.

The records are made by `kiosk.live` as plain values; here they are described for those who read them.
`static/lib/types.d.ts` is written from this and from `schemas`; the tests hold both against a living hall.

Source: the room table in docs/api.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from kiosk.hall.config import TicketKind
from kiosk.hall.lifecycles import CounterState, DoorState, TicketState
from kiosk.web.case_schemas import CaseRecord
from kiosk.web.drawer_schemas import DrawerClockRecord, DrawerDeviceRecord, DrawerLineRecord, DrawerTerminalRecord
from kiosk.web.office_schemas import QueuedCase
from kiosk.web.schemas import Answer, TicketRecord
from kiosk.web.terminal_schemas import (
    MatterRecord,
    NoteRecord,
    NoticeRecord,
    OwnTerminalRecord,
    SessionRecord,
    TaskRecord,
    TerminalRecord,
    WordRecord,
)


class HallRecord(Answer):
    """The hall itself, under the id "hall". staffed: at least one counter calls people."""

    key: str
    name_zh: str
    name_en: str
    day: str | None
    door: DoorState
    opens_at_ms: int | None
    closes_at_ms: int | None
    staffed: bool


class LineRecord(Answer):
    """A line with the outlook of somebody who joins now."""

    key: str
    matter_class: str
    kind: TicketKind
    name_zh: str
    name_en: str
    prefix: str
    waiting: int
    staffed: bool
    estimate_min: int | None
    estimate_most_min: int | None
    target_ms: int


class MonitorLineRecord(LineRecord):
    """With what became of its tickets today. oldest_at_ms: since when the first of them waits."""

    oldest_at_ms: int | None
    taken: int
    finished: int
    abandoned: int
    no_show: int


class CounterRecord(Answer):
    """What everybody may know of a counter."""

    key: str
    name_zh: str
    name_en: str
    state: CounterState


class BoardCounterRecord(CounterRecord):
    """A counter as the public sees it. serves: keys of its lines."""

    ticket: str | None
    serves: list[str]


class SeatRecord(CounterRecord):
    """A counter as a clerk sees it who chooses a seat. clerk: the account that sits there."""

    clerk: str | None


class DeskRecord(SeatRecord):
    """What clerk and supervisor see. since_ms: when it entered its state. pending: what follows its citizen."""

    pending: Literal["stay", "pause", "close"]
    reason: str
    since_ms: int
    serves: list[str]


class OwnCounterRecord(DeskRecord):
    """A counter for its own clerk. actions: what the hall would accept now."""

    actions: dict[str, bool]


class MonitorCounterRecord(DeskRecord):
    """A counter as the supervisor sees it. served: visits finished there today."""

    ticket: str | None
    served: int


class CallRecord(Answer):
    """A call; a recall makes it young again. Never a name."""

    ticket: str
    counter: str
    counter_name_zh: str
    counter_name_en: str
    line_name_zh: str
    line_name_en: str
    called_at_ms: int
    call: int


class TicketAtCounterRecord(Answer):
    """The citizen at a counter, under the id "now". calls: how many there may be."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    line: str
    kind: TicketKind
    taken_at_ms: int
    called_at_ms: int | None
    started_at_ms: int | None
    call: int
    calls: int
    target_ms: int


class NextRecord(Answer):
    """Whom a counter would call, under the id "next", and why."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    waiting_since_ms: int
    reason: Literal["bound", "ordinary", "priority", "appointment"]


class ParkedRecord(Answer):
    """A parked ticket of a counter's lines."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    parked_since_ms: int | None


class WaitingRecord(Answer):
    """Somebody who waits, is called or rests."""

    ticket: str
    line: str
    taken_at_ms: int
    state: TicketState


class AlarmRecord(Answer):
    """A wait beyond the limit. since_ms: since when the citizen waits."""

    id: str
    kind: Literal["long_wait"]
    ticket: str
    line: str
    since_ms: int
    text_zh: str
    text_en: str


class KpiRecord(Answer):
    """The day in figures, under the id "today". Waits of first starts; null before the first."""

    taken: int
    waiting: int
    serving: int
    finished: int
    abandoned: int
    no_show: int
    wait_mean_ms: int | None
    wait_p90_ms: int | None
    within_target_share: float | None


class WaitsRecord(Answer):
    """First starts of late, under the id "recent": (started_at_ms, wait_ms, line)."""

    points: list[tuple[int, int, str]]


class Patch(Answer):
    """What changed in a room between two `seq`; a record that is null is gone. Between entries `seq` has a fraction."""

    hall: str
    room: str
    seq: float
    prev: float
    now_ms: int
    changes: dict[str, dict[str, dict[str, Any] | None]]


ROOMS: Final[Mapping[str, Mapping[str, type[Answer]]]] = {
    "hall": {"hall": HallRecord, "lines": LineRecord, "counters": BoardCounterRecord, "calls": CallRecord},
    "counter": {
        "counter": OwnCounterRecord,
        "ticket": TicketAtCounterRecord,
        "next": NextRecord,
        "lines": LineRecord,
        "parked": ParkedRecord,
        "counters": SeatRecord,
    },
    "monitor": {
        "hall": HallRecord,
        "lines": MonitorLineRecord,
        "counters": MonitorCounterRecord,
        "waiting": WaitingRecord,
        "alarms": AlarmRecord,
        "kpis": KpiRecord,
        "waits": WaitsRecord,
        "terminals": TerminalRecord,
        "tasks": TaskRecord,
        "closed_tasks": TaskRecord,
        "words": WordRecord,
        "notes": NoteRecord,
    },
    "terminal": {
        "terminal": OwnTerminalRecord,
        "session": SessionRecord,
        "notice": NoticeRecord,
        "matters": MatterRecord,
        "case": CaseRecord,
    },
    "cases": {"cases": QueuedCase},
    "devices": {
        "terminal": DrawerTerminalRecord,
        "devices": DrawerDeviceRecord,
        "lines": DrawerLineRecord,
        "clock": DrawerClockRecord,
    },
    "ticket": {"ticket": TicketRecord, "hall": HallRecord},
}
"""Kind of room -> collection -> shape of its records; the same names as in `kiosk.live.views.ROOMS`."""
