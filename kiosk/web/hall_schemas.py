"""Shapes of what an administrator says of a hall (大厅配置的数据格式): lines, counters, zones, terminals, business days.

Bodies are strict and closed like those of `kiosk.web.schemas`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Annotated

from pydantic import Field

from kiosk.calendars.opening import BusinessDay, Calendar
from kiosk.hall.booking_rules import RULES, BookingRules, Channel, PlannedOn, SlotPlan
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
    Preference,
    ReliefKind,
    ReliefRule,
    TerminalConfig,
    ZoneConfig,
)
from kiosk.hall.kinds import ORDINARY, PLAIN_KINDS, Ground, KindConfig
from kiosk.live.opener import breaks_on
from kiosk.web.schemas import DEVICE, Body, Duration, Instant, Key, Name, NoBody


class LineBody(Body):
    """One line: a matter class and a kind."""

    key: Key
    matter_class: Key
    name_zh: Name
    name_en: Name
    prefix: Annotated[str, Field(min_length=1, max_length=4, pattern=r"^[A-Z]+$")]
    kind: Key = ORDINARY
    credit_ms: Duration = 0
    level: Annotated[int, Field(ge=0, le=61)] = 0
    waiting_room: Annotated[int, Field(ge=0, le=100_000)] | None = None
    target_ms: Duration = 15 * 60_000
    service_ms: Annotated[int, Field(ge=1, le=86_400_000)] = 10 * 60_000


class KindBody(Body):
    """One kind of tickets. credit_ms: beside that of a line. grounds: which give it; none: anybody's."""

    key: Key
    name_zh: Name
    name_en: Name
    credit_ms: Duration = 0
    grounds: Annotated[list[Ground], Field(max_length=len(Ground))] = Field(default_factory=list)
    takes_slot: bool = False

    def kind(self) -> KindConfig:
        """The kind; raises ValueError for one that cannot be."""
        return KindConfig(**self.model_dump(exclude={"grounds"}), grounds=tuple(self.grounds))


class PreferenceBody(Body):
    """A credit that a line has at one counter."""

    line: Key
    credit_ms: Duration


Minute = Annotated[int, Field(ge=0, le=24 * 60, description="minutes since local midnight")]
Hours = Annotated[list[tuple[Minute, Minute]], Field(max_length=12)]


class CalendarBody(Body):
    """Opening hours by weekday, Monday first, [] when closed; exceptions: hours of single dates."""

    utc_offset_min: Annotated[int, Field(gt=-24 * 60, lt=24 * 60)] = 480
    week: Annotated[list[Hours], Field(min_length=7, max_length=7)]
    exceptions: Annotated[dict[str, Hours], Field(max_length=400)] = Field(default_factory=dict)

    def calendar(self) -> Calendar:
        """The calendar; raises ValueError for hours that do not ascend, or a date that is none."""
        return Calendar(
            utc_offset_min=self.utc_offset_min,
            week=tuple(tuple(hours) for hours in self.week),
            exceptions={day: tuple(hours) for day, hours in self.exceptions.items()},
        )


class CounterBody(Body):
    """One counter, the lines it serves, and those it would rather serve. breaks: its planned breaks as the hours of a calendar."""

    key: Key
    name_zh: Name
    name_en: Name
    serves: Annotated[list[Key], Field(min_length=1, max_length=62)]
    prefers: Annotated[list[PreferenceBody], Field(max_length=62)] = Field(default_factory=list)
    breaks: CalendarBody | None = None

    def counter(self) -> CounterConfig:
        """The counter; raises ValueError for preferences or a calendar that cannot be."""
        return CounterConfig(
            **self.model_dump(include={"key", "name_zh", "name_en"}),
            serves=tuple(self.serves),
            prefers=tuple(Preference(line=each.line, credit_ms=each.credit_ms) for each in self.prefers),
            breaks=None if self.breaks is None else self.breaks.calendar(),
        )


People = Annotated[int, Field(ge=0, le=100_000)]
MarkSpan = Annotated[int, Field(ge=1, le=86_400_000)]


class ReliefBody(Body):
    """When a spare counter opens (tide) or a counter helps with foreign lines (help); see the fields of `ReliefRule`."""

    key: Key
    kind: ReliefKind
    counter: Key
    lines: Annotated[list[Key], Field(min_length=1, max_length=62)]
    begins_waiting: People
    begins_wait_ms: MarkSpan
    ends_waiting: People
    ends_wait_ms: MarkSpan
    end_after_ms: MarkSpan = 5 * 60_000
    least_ms: MarkSpan = 20 * 60_000
    quiet_ms: MarkSpan = 10 * 60_000
    own_begins: People = 3
    own_ends: People = 6
    own_credit_ms: Duration = 10 * 60_000
    begins_expected_ms: MarkSpan | None = None
    ends_expected_ms: MarkSpan | None = None
    automatic: bool = False

    def rule(self) -> ReliefRule:
        """The rule; raises ValueError for one that would flap."""
        return ReliefRule(**self.model_dump(exclude={"lines"}), lines=tuple(self.lines))


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


Span = Annotated[int, Field(ge=0, le=366 * 86_400_000, description="milliseconds of service time")]


class QuotaBody(Body):
    """How many may book a slot over a channel."""

    channel: Channel
    quota: Annotated[int, Field(ge=0, le=1_000)]


class PlanBody(Body):
    """What is offered by itself on days of a sort. hours: minutes since local midnight; left out, the hall's own."""

    service: Key
    matter_classes: Annotated[list[Key], Field(min_length=1, max_length=62)]
    quotas: Annotated[list[QuotaBody], Field(min_length=1, max_length=4)]
    on: PlannedOn = PlannedOn.WORKING
    hours: Annotated[list[tuple[Minute, Minute]], Field(min_length=1, max_length=12)] | None = None
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] | None = None

    def plan(self) -> SlotPlan:
        """The plan; raises ValueError for one that cannot be."""
        return SlotPlan(
            service=self.service,
            matter_classes=tuple(self.matter_classes),
            quotas=tuple((each.channel, each.quota) for each in self.quotas),
            on=self.on,
            hours=None if self.hours is None else tuple(self.hours),
            weekdays=None if self.weekdays is None else tuple(self.weekdays),
        )


class BookingBody(Body):
    """Rules of appointments; what is left out is as everywhere. plan: left out, slots are offered by hand."""

    slot_ms: Annotated[int, Field(ge=60_000, le=86_400_000)] = RULES.slot_ms
    days_ahead: Annotated[int, Field(ge=0, le=30)] = RULES.days_ahead
    working_days: Annotated[int, Field(ge=1, le=60)] = RULES.working_days
    cancel_ms: Span = RULES.cancel_ms
    early_ms: Span = RULES.early_ms
    late_ms: Span = RULES.late_ms
    misses: Annotated[int, Field(ge=1, le=100)] = RULES.misses
    misses_within_ms: Span = RULES.misses_within_ms
    blocked_ms: Span = RULES.blocked_ms
    level: Annotated[int, Field(ge=1, le=4)] = RULES.level
    plan: Annotated[list[PlanBody], Field(max_length=100)] = Field(default_factory=list)

    def rules(self) -> BookingRules:
        """The rules; raises ValueError where the parts do not fit together."""
        return BookingRules(**self.model_dump(exclude={"plan"}), plan=tuple(each.plan() for each in self.plan))


class Configuration(Body):
    """Lines, counters and rules of a hall, its zones and terminals.

    calls, call_again_ms: left out, the service's settings. zones: left out, the hall alone. kinds: left out, ordinary,
    priority and appointment, all for the asking. booking: left out, the usual rules, and slots are offered by hand.
    remote_tickets: whether who is known may take one from afar.
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
    terminals: Annotated[list[TerminalBody], Field(max_length=256)] = Field(default_factory=list)
    relief: Annotated[list[ReliefBody], Field(max_length=64)] = Field(default_factory=list)
    kinds: Annotated[list[KindBody], Field(min_length=1, max_length=62)] | None = None
    booking: BookingBody | None = None
    remote_tickets: bool = False

    def command(self, by: str, calls: int, call_again_ms: int) -> ConfigureHall:
        """The command, the rest from the settings; raises ValueError where the parts do not fit together."""
        lines = tuple(LineConfig(**line.model_dump()) for line in self.lines)
        counters = tuple(each.counter() for each in self.counters)
        zones = HALL_ALONE if self.zones is None else tuple(zone.zone() for zone in self.zones)
        config = HallConfig(
            zones=zones,
            terminals=tuple(TerminalConfig(**terminal.model_dump()) for terminal in self.terminals),
            booking=RULES if self.booking is None else self.booking.rules(),
            remote_tickets=self.remote_tickets,
            name_zh=self.name_zh,
            name_en=self.name_en,
            lines=lines,
            counters=counters,
            calling=self.calling,
            idle_order=self.idle_order,
            relief=tuple(each.rule() for each in self.relief),
            calls=calls if self.calls is None else self.calls,
            call_again_ms=call_again_ms if self.call_again_ms is None else self.call_again_ms,
            kinds=PLAIN_KINDS if self.kinds is None else tuple(each.kind() for each in self.kinds),
        )
        return ConfigureHall(config=config, by=by)


class DayOrder(Body):
    """A business day with its instants; what is left out follows the hall's own hours."""

    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    intervals: Annotated[list[tuple[Instant, Instant]], Field(min_length=1, max_length=12)] | None = None
    turns_at_ms: Instant | None = None

    def command(
        self, ahead: BusinessDay | None, utc_offset_min: int, by: str, config: HallConfig | None = None
    ) -> OpenHall:
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
        hours = tuple(intervals)
        breaks = breaks_on(config, day, hours)
        return OpenHall(day=day, intervals=hours, turns_at_ms=turns_at_ms, breaks=breaks, by=by)


class Closing(NoBody):
    """Shut the door for the rest of the day."""

    def command(self, by: str) -> CloseHall:
        """The command."""
        return CloseHall(by=by)
