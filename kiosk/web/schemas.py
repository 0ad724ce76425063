"""Shapes (数据格式) of what comes in and what goes out: the source of the OpenAPI document.

Bodies are checked on every request, strictly (no "5" for 5) and closed (an unknown field is an
error). Answers are described here and checked by the tests, not at run time: they are made by our
own code, and checking them again would cost a sixth of a request.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.calendars.opening import BusinessDay, Calendar
from kiosk.hall.commands import CloseHall, ConfigureHall, OpenHall
from kiosk.hall.config import (
    HALL_ALONE,
    HALL_ZONE,
    Calling,
    CounterConfig,
    FrontEnd,
    HallConfig,
    IdleOrder,
    LineConfig,
    TerminalConfig,
    TicketKind,
    ZoneConfig,
)
from kiosk.hall.lifecycles import TicketState

LATEST_MS: Final = 2**52
"""Instants beyond this are no instants: JavaScript could not hold them either."""

Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x20/?#\x7f]+$")]
"""A line's, counter's or hall's key; may be Chinese, stands in addresses."""
DEVICE: Final = r"^[A-Za-z0-9][A-Za-z0-9-]*$"
"""A device's name, which a terminal's key is; stands in addresses and cookies."""
Name = Annotated[str, Field(min_length=1, max_length=64)]
Instant = Annotated[int, Field(ge=0, le=LATEST_MS, description="milliseconds since 1970-01-01 UTC, service time")]
Duration = Annotated[int, Field(ge=0, le=LATEST_MS, description="milliseconds")]
Number = Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[^\x00-\x1f]+$")]
"""A ticket's number, e.g. A001."""
Token = Annotated[str, Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""The secret in a slip's QR."""


class Body(BaseModel):
    """What a client sends: strict, closed, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Answer(BaseModel):
    """What the service sends."""

    model_config = ConfigDict(extra="forbid")


# Bodies.


class NoBody(Body):
    """Nothing to say: {} or no body at all."""


class SignIn(Body):
    """Account and password of a clerk, supervisor or admin."""

    account: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=256)]


class Pairing(Body):
    """The code shown when the device was registered; it works once."""

    code: Annotated[str, Field(min_length=1, max_length=128)]


class DeviceBody(Body):
    """A kiosk or board to be entered; what it was paired with before ends."""

    device: Annotated[str, Field(min_length=1, max_length=64, pattern=DEVICE)]
    role: Literal["kiosk", "board"]
    hall: Key
    name_zh: Name
    name_en: Name


class AccountBody(Body):
    """A member of staff to be entered. hall: the only hall they work in, or null for all."""

    account: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    role: Literal["clerk", "supervisor", "admin"]
    hall: Key | None = None
    name_zh: Name
    name_en: Name
    password: Annotated[str, Field(min_length=1, max_length=256)]


class AccountChange(Body):
    """What changes of an account; what is left out stays. is_active: only false, it is the end."""

    role: Literal["clerk", "supervisor", "admin"] | None = None
    password: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    is_active: Literal[False] | None = None


class LineBody(Body):
    """One line: a matter class and a kind."""

    key: Key
    matter_class: Key
    name_zh: Name
    name_en: Name
    prefix: Annotated[str, Field(min_length=1, max_length=4, pattern=r"^[A-Z]+$")]
    kind: TicketKind = TicketKind.ORDINARY
    credit_ms: Duration = 0
    level: Annotated[int, Field(ge=0, le=61)] = 0
    waiting_room: Annotated[int, Field(ge=0, le=100_000)] | None = None
    target_ms: Duration = 15 * 60_000
    service_ms: Annotated[int, Field(ge=1, le=86_400_000)] = 10 * 60_000


class CounterBody(Body):
    """One counter and the lines it serves."""

    key: Key
    name_zh: Name
    name_en: Name
    serves: Annotated[list[Key], Field(min_length=1, max_length=62)]


Minute = Annotated[int, Field(ge=0, le=24 * 60, description="minutes since local midnight")]
Hours = Annotated[list[tuple[Minute, Minute]], Field(max_length=12)]


class CalendarBody(Body):
    """Opening hours by weekday, Monday first, [] when closed; exceptions: hours of single dates."""

    utc_offset_min: Annotated[int, Field(gt=-24 * 60, lt=24 * 60)] = 480
    week: Annotated[list[Hours], Field(min_length=7, max_length=7)]
    exceptions: Annotated[dict[str, Hours], Field(max_length=400)] = {}

    def calendar(self) -> Calendar:
        """The calendar; raises ValueError for hours that do not ascend, or a date that is none."""
        return Calendar(
            utc_offset_min=self.utc_offset_min,
            week=tuple(tuple(hours) for hours in self.week),
            exceptions={day: tuple(hours) for day, hours in self.exceptions.items()},
        )


class ZoneBody(Body):
    """One zone. calendar: left out where it is open as the hall is."""

    key: Key
    name_zh: Name
    name_en: Name
    calendar: CalendarBody | None = None
    gives_tickets: bool = True

    def zone(self) -> ZoneConfig:
        """The zone; raises ValueError for a calendar that cannot be."""
        calendar = None if self.calendar is None else self.calendar.calendar()
        return ZoneConfig(**self.model_dump(exclude={"calendar"}), calendar=calendar)


class TerminalBody(Body):
    """One terminal. profile: which sort of machine. front_end: who reads its codes and cards."""

    key: Annotated[str, Field(min_length=1, max_length=64, pattern=DEVICE)]
    name_zh: Name
    name_en: Name
    profile: Key = "yuezhizhu"
    zone: Key = HALL_ZONE
    place_zh: Annotated[str, Field(max_length=64)] = ""
    place_en: Annotated[str, Field(max_length=64)] = ""
    front_end: FrontEnd = FrontEnd.PAGE


class Configuration(Body):
    """Lines, counters and rules of a hall, its zones and terminals.

    calls, call_again_ms: left out, the service's settings. zones: left out, the hall alone.
    """

    name_zh: Name
    name_en: Name
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=62)]
    counters: Annotated[list[CounterBody], Field(min_length=1, max_length=64)]
    calling: Calling = Calling.MANUAL
    idle_order: IdleOrder = IdleOrder.LONGEST_IDLE
    calls: Annotated[int, Field(ge=1, le=20)] | None = None
    call_again_ms: Annotated[int, Field(ge=1_000, le=3_600_000)] | None = None
    zones: Annotated[list[ZoneBody], Field(min_length=1, max_length=64)] | None = None
    terminals: Annotated[list[TerminalBody], Field(max_length=256)] = []

    def command(self, by: str, calls: int, call_again_ms: int) -> ConfigureHall:
        """The command, the rest from the settings; raises ValueError where the parts do not fit together."""
        lines = tuple(LineConfig(**line.model_dump()) for line in self.lines)
        counters = tuple(
            CounterConfig(key=each.key, name_zh=each.name_zh, name_en=each.name_en, serves=tuple(each.serves))
            for each in self.counters
        )
        zones = HALL_ALONE if self.zones is None else tuple(zone.zone() for zone in self.zones)
        config = HallConfig(
            zones=zones,
            terminals=tuple(TerminalConfig(**terminal.model_dump()) for terminal in self.terminals),
            name_zh=self.name_zh,
            name_en=self.name_en,
            lines=lines,
            counters=counters,
            calling=self.calling,
            idle_order=self.idle_order,
            calls=calls if self.calls is None else self.calls,
            call_again_ms=call_again_ms if self.call_again_ms is None else self.call_again_ms,
        )
        return ConfigureHall(config=config, by=by)


class DayOrder(Body):
    """A business day with its instants; what is left out follows the hall's own hours."""

    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    intervals: Annotated[list[tuple[Instant, Instant]], Field(min_length=1, max_length=12)] | None = None
    turns_at_ms: Instant | None = None

    def command(self, ahead: BusinessDay | None, utc_offset_min: int, by: str) -> OpenHall:
        """The command, completed by the day that would come by itself; raises ValueError if it cannot be."""
        day, intervals, turns_at_ms = self.day, self.intervals, self.turns_at_ms
        if ahead is not None:
            day, intervals = day or ahead.day, intervals or list(ahead.intervals)
            turns_at_ms = ahead.turns_at_ms if turns_at_ms is None else turns_at_ms
        if day is None or intervals is None or turns_at_ms is None:
            raise ValueError("this hall has no calendar: day, intervals and turns_at_ms are needed")
        # Days ascend, so a day named too late by mistake would shut out all that really come.
        local = datetime.fromtimestamp(intervals[0][0] / 1000, timezone(timedelta(minutes=utc_offset_min))).date()
        if date.fromisoformat(day) > local:
            raise ValueError(f"the hours of {day} begin on {local}")
        return OpenHall(day=day, intervals=tuple(intervals), turns_at_ms=turns_at_ms, by=by)


class Closing(NoBody):
    """Shut the door for the rest of the day."""

    def command(self, by: str) -> CloseHall:
        """The command."""
        return CloseHall(by=by)


class TicketOrder(Body):
    """A ticket for a line, or for a matter class and kind; an appointment names its slot."""

    line: Key | None = None
    matter_class: Key | None = None
    kind: TicketKind = TicketKind.ORDINARY
    slot_at_ms: Instant | None = None


class Pause(Body):
    """Why the counter pauses."""

    reason: Annotated[str, Field(max_length=64)] = ""


class Finish(Body):
    """Whether the next citizen is called in the same step."""

    call_next: bool = False


class Transfer(Body):
    """The new line or the new counter, exactly one."""

    to_line: Key | None = None
    to_counter: Key | None = None


class PrintOrder(Body):
    """The ticket whose slip is to be printed."""

    token: Token


class PrinterOrder(Body):
    """What breaks, or null: it is repaired (and has paper)."""

    fault: Literal["paper_out", "jam"] | None


# Answers.


class ErrorText(Answer):
    """What to tell a person."""

    zh: str
    en: str


class ErrorDetail(Answer):
    """code: stable, for programs. params: what it is about."""

    code: str
    text: ErrorText
    params: dict[str, Any]


class Error(Answer):
    """The one shape of every answer from 400 up."""

    error: ErrorDetail


class Session(Answer):
    """Who is signed in. csrf: to be sent back as X-CSRF-Token with every change."""

    account: str
    name_zh: str
    name_en: str
    role: Literal["clerk", "supervisor", "admin"]
    csrf: str
    hall: str | None


class Device(Answer):
    """The paired device."""

    device: str
    role: Literal["kiosk", "board"]
    hall: str
    name_zh: str
    name_en: str


class AccountRecord(Answer):
    """An account, without its password."""

    account: str
    role: Literal["clerk", "supervisor", "admin"]
    hall: str | None
    name_zh: str
    name_en: str
    is_active: bool


class PairingCode(Answer):
    """The code that pairs a browser with the device, once."""

    device: str
    code: str
    good_for_min: int


class HallName(Answer):
    """A hall of this service."""

    key: str
    name_zh: str
    name_en: str


class Halls(Answer):
    """The halls of this service."""

    halls: list[HallName]


class Snapshot(Answer):
    """State of a room at journal entry `seq`: collection -> id -> record."""

    hall: str
    room: str
    seq: int
    now_ms: int
    speed: float
    state: dict[str, dict[str, Any]]


class Sequence(Answer):
    """The journal entry that carries it."""

    seq: int


class TakenTicket(Answer):
    """The ticket. url: its own page, as in the QR. estimate_min: None while nobody staffs the line."""

    ticket: str
    line: str
    kind: TicketKind
    taken_at_ms: int
    ahead: int
    estimate_min: int | None
    staffed: bool
    token: str
    url: str
    seq: int


class TicketRecord(Answer):
    """A ticket as its holder and the staff see it."""

    ticket: str
    line: str
    line_name_zh: str
    line_name_en: str
    kind: TicketKind
    state: TicketState
    ahead: int
    estimate_min: int | None
    staffed: bool
    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None
    taken_at_ms: int
    called_at_ms: int | None
    call: int
    can_cancel: bool


class CounterAnswer(Answer):
    """The counter's room after the command."""

    seq: int
    counter: dict[str, dict[str, Any]]


class Printed(Answer):
    """The slip is out."""

    state: Literal["printed"]


class Printer(Answer):
    """A terminal's printer."""

    state: Literal["idle", "printing", "fault"]
    fault: Literal["paper_out", "jam"] | None
    paper_left: int


class Journal(Answer):
    """Entries of the journal. next: ask again with after=next; it stays the same at the end."""

    entries: list[dict[str, Any]]
    next: int


class Health(Answer):
    """The process lives."""

    state: Literal["alive"]


class Readiness(Answer):
    """Whether the service can do its work. drift_ms: service clock minus wall clock at speed 1."""

    ready: bool
    store_writable: bool
    halls: dict[str, Any]
    queue: int
    speed: float
    now_ms: int
    drift_ms: int | None
