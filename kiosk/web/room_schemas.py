"""Shapes of the rooms (房间的数据格式): what snapshots and patches carry, collection by collection.

The records are made by `kiosk.live` as plain values; here they are described for those who read them.
`static/lib/types.d.ts` is written from this and from `schemas`; the tests hold both against a living hall.

Source: the room table in docs/api.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from kiosk.hall.config import Calling, ReliefKind
from kiosk.hall.kinds import Ground
from kiosk.hall.lifecycles import CounterState, DoorState, ParkReason, TicketState
from kiosk.web.booking_schemas import AbsenceRecord, BookingDayRecord, BookingRecord
from kiosk.web.case_schemas import CaseRecord
from kiosk.web.drawer_schemas import DrawerClockRecord, DrawerDeviceRecord, DrawerLineRecord, DrawerTerminalRecord
from kiosk.web.office_schemas import QueuedCase
from kiosk.web.schemas import Answer, TicketRecord
from kiosk.web.service_schemas import FollowUpRecord, GivenNoticeRecord, OwnedRecord, OwnerRecord
from kiosk.web.terminal_schemas import (
    FleetRecord,
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
    """The hall itself, under the id "hall". has_opened: the door has been open on this day. staffed: a counter calls people."""

    key: str
    name_zh: str
    name_en: str
    day: str | None
    door: DoorState
    opens_at_ms: int | None
    closes_at_ms: int | None
    has_opened: bool
    staffed: bool
    calling: Calling


class KindRecord(Answer):
    """A kind of tickets. rank: its place among them, 0 first. grounds: which give it; none: anybody's. is_plain: what
    somebody gets who has no ground for another.
    """

    key: str
    name_zh: str
    name_en: str
    rank: int
    credit_ms: int
    grounds: list[Ground]
    takes_slot: bool
    is_plain: bool


class LineRecord(Answer):
    """A line with the outlook of somebody who joins now."""

    key: str
    matter_class: str
    kind: str
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
    """What clerk and supervisor see. since_ms: when it entered its state. pending: what follows its citizen.

    helps: keys of foreign lines it is lent now. breaks: (begins_at_ms, ends_at_ms) to come; break_until_ms: of the running one.
    is_spare: it opens when lines are long.
    """

    pending: Literal["stay", "pause", "close"]
    reason: str
    since_ms: int
    serves: list[str]
    helps: list[str]
    breaks: list[tuple[int, int]]
    break_until_ms: int | None
    is_spare: bool


class UndoRecord(Answer):
    """A counter's last action, which may be taken back until until_ms. ticket: whose, or None."""

    action: Literal[
        "open", "pause", "resume", "close", "call", "start", "serve", "finish", "no_show", "park", "transfer"
    ]
    ticket: str | None
    done_at_ms: int
    until_ms: int


class OwnCounterRecord(DeskRecord):
    """A counter for its own clerk. actions: what the hall would accept now."""

    actions: dict[str, bool]
    undo: UndoRecord | None


class MonitorCounterRecord(DeskRecord):
    """A counter as the supervisor sees it. served: visits finished there today."""

    ticket: str | None
    served: int


class CallRecord(Answer):
    """A call; a recall makes it young again. Never a name, nor of which kind the ticket is.

    state: its citizen is awaited, has come, or has not.
    """

    ticket: str
    counter: str
    counter_name_zh: str
    counter_name_en: str
    line_name_zh: str
    line_name_en: str
    called_at_ms: int
    call: int
    state: Literal["calling", "answered", "missed"]


class HallNoticeRecord(Answer):
    """A notice on the boards; what it says is asked for. until_ms: None: as long as the business day."""

    notice: str
    posted_at_ms: int
    until_ms: int | None


class MatterOfTicket(Answer):
    """One of a ticket's matters. here: it is open and this counter can serve it."""

    matter: str
    is_served: bool
    here: bool


class TicketAtCounterRecord(Answer):
    """The citizen at a counter, under the id "now". calls: how many there may be. note: key of what was written for it."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    line: str
    kind: str
    taken_at_ms: int
    called_at_ms: int | None
    started_at_ms: int | None
    call: int
    calls: int
    target_ms: int
    note: str | None
    no_shows: int
    matters: list[MatterOfTicket]
    owner: OwnerRecord | None
    notices: list[GivenNoticeRecord]


class NextRecord(Answer):
    """Whom a counter would call, under the id "next", and why: it is bound to this counter, or of this kind."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    waiting_since_ms: int
    is_bound: bool
    kind: str


class ParkedRecord(Answer):
    """A parked ticket of a counter's lines."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    parked_since_ms: int | None
    reason: ParkReason


class NoShowRecord(Answer):
    """Somebody of a counter's lines who did not come and may still return."""

    line_name_zh: str
    line_name_en: str
    ticket: str
    until_ms: int


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


class ReliefRecord(Answer):
    """A spare counter that is open, or a counter that helps. line: the first that counts."""

    rule: str
    kind: ReliefKind
    counter: str
    counter_name_zh: str
    counter_name_en: str
    line: str
    line_name_zh: str
    line_name_en: str
    automatic: bool
    since_ms: int


class SuggestionRecord(Answer):
    """What a supervisor is advised to do, and why.

    waiting, wait_ms: as it was when it was made; mark_waiting, mark_wait_ms: what the rule says. needs_clerk: nobody
    sits yet at the counter that is to open. expected_ms, relieved_ms: what most people were expected to wait (P90) then,
    and would be if it were done, null: unknown; mark_expected_ms: what the rule says, null: nothing. is_taken: agreed to and not done yet; taken_by: null, by the rule itself.
    """

    rule: str
    kind: ReliefKind
    counter: str
    counter_name_zh: str
    counter_name_en: str
    line: str
    line_name_zh: str
    line_name_en: str
    automatic: bool
    suggestion: str
    what: Literal["open", "close", "help", "end_help"]
    because: Literal["waiting", "wait", "expected", "low", "own_lines"]
    waiting: int
    wait_ms: int
    mark_waiting: int
    mark_wait_ms: int
    expected_ms: int | None
    relieved_ms: int | None
    mark_expected_ms: int | None
    waiting_now: int
    made_at_ms: int
    is_taken: bool
    taken_by: str | None
    needs_clerk: bool


class KpiRecord(Answer):
    """The day in figures, under the id "today". Waits of first starts; null before the first.

    matters_served: matters done, a ticket without any counts as one. windows_per_ticket: different counters that served a
    finished ticket, on average. visits_per_case: days on which somebody came for a case, on average over the cases closed
    today; once_share: share of those for which one was enough (最多跑一次), 0..1.
    """

    taken: int
    waiting: int
    serving: int
    finished: int
    abandoned: int
    no_show: int
    wait_mean_ms: int | None
    wait_p90_ms: int | None
    within_target_share: float | None
    matters_served: int
    windows_per_ticket: float | None
    notices: int
    notices_again: int
    rated: int
    rated_poor: int
    visits_per_case: float | None
    once_share: float | None


class WaitsRecord(Answer):
    """First starts of late, under the id "recent": by ticket, (started_at_ms, wait_ms, line)."""

    points: dict[str, tuple[int, int, str]]


class Patch(Answer):
    """What changed in a room between two `seq`, by collection and id. Between entries `seq` has a fraction.

    changes: of each record an object with the fields that changed, or an empty array: it is gone.
    """

    hall: str
    room: str
    seq: float
    prev: float
    now_ms: int
    changes: dict[str, dict[str, Any]]


ROOMS: Final[Mapping[str, Mapping[str, type[Answer]]]] = {
    "hall": {
        "hall": HallRecord,
        "kinds": KindRecord,
        "lines": LineRecord,
        "counters": BoardCounterRecord,
        "calls": CallRecord,
        "absences": AbsenceRecord,
        "notices": HallNoticeRecord,
    },
    "counter": {
        "counter": OwnCounterRecord,
        "ticket": TicketAtCounterRecord,
        "next": NextRecord,
        "kinds": KindRecord,
        "lines": LineRecord,
        "parked": ParkedRecord,
        "no_shows": NoShowRecord,
        "counters": SeatRecord,
        "absences": AbsenceRecord,
        "owned": OwnedRecord,
    },
    "monitor": {
        "hall": HallRecord,
        "kinds": KindRecord,
        "lines": MonitorLineRecord,
        "counters": MonitorCounterRecord,
        "waiting": WaitingRecord,
        "alarms": AlarmRecord,
        "parked": ParkedRecord,
        "kpis": KpiRecord,
        "waits": WaitsRecord,
        "fleet": FleetRecord,
        "notes": NoteRecord,
        "suggestions": SuggestionRecord,
        "reliefs": ReliefRecord,
        "follow_ups": FollowUpRecord,
        "notices": HallNoticeRecord,
    },
    "terminals": {
        "terminals": TerminalRecord,
        "tasks": TaskRecord,
        "closed_tasks": TaskRecord,
        "words": WordRecord,
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
    "ticket": {"ticket": TicketRecord, "hall": HallRecord, "absences": AbsenceRecord},
    "bookings": {"days": BookingDayRecord, "bookings": BookingRecord},
}
"""Kind of room -> collection -> shape of its records; the same names as in `kiosk.live.views.ROOMS`."""
