"""Shapes of the rooms (房间的数据格式): what snapshots and patches carry, collection by collection.

The records are made by `kiosk.live` as plain values; here they are described for those who read them.
`static/lib/types.d.ts` is written from this and from `schemas`; the tests hold both against a living hall.

Source: the room table in docs/api.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from kiosk.hall.commands import TaskStep
from kiosk.hall.config import TicketKind
from kiosk.hall.lifecycles import CounterState, DoorState, PaperState, SessionState, TaskState, TicketState
from kiosk.web.schemas import Answer, TicketRecord

TerminalState = Literal["inService", "degraded", "outOfService", "supervisor", "offline"]
DeviceState = Literal[
    "noDevice",
    "starting",
    "online",
    "deviceBusy",
    "hardwareError",
    "userError",
    "potentialFraud",
    "offline",
    "powerOff",
]
"""The words of `devices.terminal` and `devices.life`, which this room may not see; a test compares them."""


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


class DeviceRecord(Answer):
    """A device of a terminal. state: of its life, online also while it works. faults: kinds that are active."""

    device: str
    kind: str
    state: DeviceState
    faults: list[str]


class StockRecord(Answer):
    """What runs out (slips, sheets, cards), or a bin that fills. count: how many are left, or lie in the bin."""

    device: str
    what: Literal["slips", "sheets", "cards", "bin"]
    count: int
    capacity: int
    level: Literal["ok", "low", "out", "high", "full"]


FrontEnd = Literal["page", "xfs", "wire", "other"]


class PlacedRecord(Answer):
    """A terminal and where it stands. profile: sort of machine. is_open: its zone's own hours, true where it has none.

    front_end: who reads its codes and cards; "other": other software, by a setting.
    """

    key: str
    name_zh: str
    name_en: str
    state: TerminalState
    working: list[str]
    profile: str
    zone: str
    zone_zh: str
    zone_en: str
    place_zh: str
    place_en: str
    is_open: bool
    opens_at_ms: int | None
    closes_at_ms: int | None
    front_end: FrontEnd


class TerminalRecord(PlacedRecord):
    """A terminal for those who look after it. working, failing: keys of its services. tasks, overdue: how many are open.

    worst: the task that comes first. urgency: terminals in the order of these numbers are the worst first.
    """

    failing: list[str]
    devices: list[DeviceRecord]
    stocks: list[StockRecord]
    tasks: int
    overdue: int
    oldest_at_ms: int | None
    worst: str | None
    urgency: list[int]


class TaskRecord(Answer):
    """A device that needs a person. cause: kind of its fault; action: what must be done. next: the one legal step.

    by, stepped_at_ms: who did the last step and when, null before the first.
    """

    task: str
    terminal: str
    device: str
    cause: str
    action: str
    opened_at_ms: int
    due_at_ms: int
    state: TaskState
    next: TaskStep | None
    by: str | None
    stepped_at_ms: int | None


class WordRecord(Answer):
    """A word for what a model reports, under "service:…", "device:…", "action:…", "cause:KIND:…" or "todo:KIND:…"."""

    zh: str
    en: str


class NoteRecord(Answer):
    """A note for the back office. is_named: whether its writer was logged in; has_writing: whether there is more to read."""

    note: str
    terminal: str
    matter: str | None
    cause: str
    left_at_ms: int
    due_at_ms: int
    is_named: bool
    has_writing: bool


class WaysRecord(Answer):
    """What can be shown at a terminal: whether the device that takes it works."""

    code: bool
    id_card: bool
    face: bool


class OtherTerminal(Answer):
    """Another terminal of the same sort: where else it can be done."""

    key: str
    name_zh: str
    name_en: str
    zone_zh: str
    zone_en: str
    follows_hall: bool
    is_open: bool


class OwnTerminalRecord(PlacedRecord):
    """A terminal for its own page. working: keys of the services that work.

    follows_hall: its zone has no hours of its own. gives_tickets: whether the hall is near enough to queue for.
    nearest: where to go instead.
    """

    follows_hall: bool
    gives_tickets: bool
    others: list[OtherTerminal]
    ways: WaysRecord
    is_online: bool
    nearest_name_zh: str | None
    nearest_name_en: str | None
    simulation: bool


class WardRecord(Answer):
    """A child whom the holder may act for, masked. id: what the page calls them in this session."""

    id: str
    name_zh: str
    name_en: str


class HolderRecord(Answer):
    """Who is logged in, masked. for_zh, for_en: whom they act for. wards: whom they may choose to act for."""

    kind: Literal["citizen", "legal_person", "patient", "guardian"]
    name_zh: str
    name_en: str
    for_zh: str | None
    for_en: str | None
    wards: list[WardRecord]


class SessionRecord(Answer):
    """The session at a terminal, under its own id. due_at_ms: when it is asked, ends, or its card is seen to."""

    id: str
    state: SessionState
    is_elder: bool
    hold: str | None
    due_at_ms: int
    has_card: bool
    level: int
    proofs: list[Literal["code", "id_card", "face", "helper", "staff"]]
    holder: HolderRecord | None


class NoticeRecord(Answer):
    """Why the last try did not work; gone with the next success or the session. code: a problem.

    screen: what the citizen sees; is_full: whether it takes the whole page.
    """

    id: str
    code: str
    at_ms: int
    device: str | None
    screen: str
    is_full: bool


class MatterRecord(Answer):
    """A matter at a terminal. why: code of what is in the way here, elsewhere: where it works now.

    ways: what more to show before it opens, full_ways: before a print is unmasked; one empty list: nothing more.
    name_zh has its break points.
    """

    key: str
    name_zh: str
    name_en: str
    sign: str
    level: int
    full_level: int | None
    has_paper: bool
    is_signed: bool
    works: bool
    why: str | None
    screen: str | None
    elsewhere_name_zh: str | None
    elsewhere_name_en: str | None
    ways: list[list[Literal["code", "id_card", "face", "helper"]]]
    full_ways: list[list[Literal["code", "id_card", "face", "helper"]]]


class PaperRecord(Answer):
    """Something printed today for whoever is logged in. is_here: in this very session. cause: why it did not come."""

    paper: str
    matter: str
    terminal: str
    is_here: bool
    state: PaperState
    ordered_at_ms: int
    cause: str | None
    screen: str | None
    can_again: bool


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
        "papers": PaperRecord,
    },
    "ticket": {"ticket": TicketRecord, "hall": HallRecord},
}
"""Kind of room -> collection -> shape of its records; the same names as in `kiosk.live.views.ROOMS`."""
