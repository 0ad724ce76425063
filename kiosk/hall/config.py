"""A hall's configuration (大厅配置): lines, counters, skills, credits, calls, zones and terminals.

Entered by the command `ConfigureHall`, so that it is in the journal like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.calendars.opening import Calendar
from kiosk.hall.booking_rules import RULES, BookingRules
from kiosk.hall.kinds import ORDINARY, PLAIN_KINDS, KindConfig, check_kinds
from kiosk.hall.line import LEVEL_MS, MAX_LINES
from kiosk.hall.relief_rules import ReliefKind as ReliefKind, ReliefRule as ReliefRule, check_rules

MAX_COUNTERS = 64
"""Counters of one hall: the simulator packs a counter into six bits."""
FARTHEST_M = 100_000
"""No terminal of a hall stands farther from its door, in metres."""
LONGEST_UNDO_MS = 60_000
"""No hall lets an action be undone for longer: so long a finished ticket is kept."""
HALL_ZONE = "hall"
"""Key of the zone inside the hall."""


class Calling(StrEnum):
    """Who decides that somebody is called."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"


class IdleOrder(StrEnum):
    """Which idle counter takes an arrival under automatic calling."""

    LONGEST_IDLE = "longest_idle"
    LOWEST_NUMBER = "lowest_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineConfig:
    """One line (队列): a matter class and a kind.

    prefix: letters before the serial; lines may share one, then they share its serials. kind: key of one of the hall's.
    credit_ms: head start beside that of its kind. level: absolute priority, 0 first.
    waiting_room: most who may wait in this line, or None; 0 = only who is served at once.
    target_ms: wait that should not be exceeded. service_ms: expected service time.
    """

    key: str
    matter_class: str
    name_zh: str
    name_en: str
    prefix: str
    kind: str = ORDINARY
    credit_ms: int = 0
    level: int = 0
    waiting_room: int | None = None
    target_ms: int = 15 * 60_000
    service_ms: int = 10 * 60_000

    def __post_init__(self) -> None:
        if not self.key or not self.prefix or self.prefix[-1].isdigit():
            raise ValueError(f"line {self.key!r}: key and a prefix not ending in a digit are needed")
        if not 0 <= self.level < MAX_LINES:
            raise ValueError(f"line {self.key!r}: level {self.level} is not within 0..{MAX_LINES - 1}")
        if self.waiting_room is not None and self.waiting_room < 0:
            raise ValueError(f"line {self.key!r}: waiting_room {self.waiting_room} is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A counter would rather serve this line (偏好): a credit that counts at this counter alone. line: its key."""

    line: str
    credit_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.credit_ms < LEVEL_MS:
            raise ValueError(f"preference for {self.line!r}: credit_ms is at least 0 and less than a level's distance")


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterConfig:
    """One counter (窗口). serves: keys of the lines its skills allow. prefers: credits that some of them have here.

    breaks: its planned breaks as hours of each weekday. The kernel asks for none of them: the driver makes instants.
    """

    key: str
    name_zh: str
    name_en: str
    serves: tuple[str, ...]
    breaks: Calendar | None = None
    prefers: tuple[Preference, ...] = ()

    def __post_init__(self) -> None:
        if not self.key or not self.serves:
            raise ValueError(f"counter {self.key!r}: a key and at least one line are needed")
        preferred = [each.line for each in self.prefers]
        if len(set(preferred)) < len(preferred) or set(preferred) - set(self.serves):
            raise ValueError(f"counter {self.key!r} prefers each of its lines once, not {preferred}")


class FrontEnd(StrEnum):
    """Who reads a terminal's codes and cards; one at a time."""

    PAGE = "page"
    XFS = "xfs"
    WIRE = "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneConfig:
    """One zone (区域). calendar: None where it is open as the hall is, whoever opens that.

    gives_tickets: whether its terminals give tickets of the hall; not where the hall is kilometres away.
    door_open: when its street door stands open; at other hours it is shut and opens to a card or code (门禁), although
    the zone serves. None: the zone has no such door.
    The kernel asks for none of them: a calendar needs a time zone, so the driver keeps the zones' hours.
    """

    key: str
    name_zh: str
    name_en: str
    calendar: Calendar | None = None
    gives_tickets: bool = True
    door_open: Calendar | None = None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a zone needs a key")


HALL_ALONE = (ZoneConfig(key=HALL_ZONE, name_zh="大厅", name_en="Hall"),)
"""The zones of a hall that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalConfig:
    """One self-service terminal (自助终端). profile: which sort of machine, a word of the driver's.

    place_zh, place_en: where it stands within its zone. spot: the same in metres (east, north) from the hall's door,
    along which people walk; None where nobody has measured.
    """

    key: str
    name_zh: str
    name_en: str
    profile: str = "yuezhizhu"
    zone: str = HALL_ZONE
    place_zh: str = ""
    place_en: str = ""
    front_end: FrontEnd = FrontEnd.PAGE
    spot: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not self.key or not self.profile:
            raise ValueError(f"terminal {self.key!r}: a key and a profile are needed")
        if self.spot is not None and max(abs(metres) for metres in self.spot) > FARTHEST_M:
            raise ValueError(
                f"terminal {self.key!r}: spot {self.spot} is more than {FARTHEST_M} m from the hall's door"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """How long a visit at a terminal may rest, and what follows. All in ms of service time.

    idle_ms, elder_idle_ms: without a touch until the question. answer_ms: from the question to the end.
    anonymous_ms: until the home page, for whoever has not logged in. hold_over_ms: how far a device may
    outstay its expected end. card_alarm_ms, card_retract_ms: from the end, for a forgotten card.
    repair_ms: until a task is due. note_ms: how long a note is kept. Source: domain.md §3, screens.md §5.1.
    """

    idle_ms: int = 60_000
    elder_idle_ms: int = 120_000
    answer_ms: int = 30_000
    anonymous_ms: int = 90_000
    hold_over_ms: int = 60_000
    card_alarm_ms: int = 20_000
    card_retract_ms: int = 30_000
    repair_ms: int = 4 * 3_600_000
    note_ms: int = 30 * 24 * 3_600_000

    def __post_init__(self) -> None:
        least_ms = 20_000
        if (
            min(self.idle_ms, self.elder_idle_ms, self.anonymous_ms, self.hold_over_ms, self.repair_ms, self.note_ms)
            < 1
        ):
            raise ValueError("every time of a session is at least 1 ms")
        if self.answer_ms < least_ms:
            raise ValueError(f"answer_ms is at least {least_ms}: people need that long to answer")
        if not 0 < self.card_alarm_ms < self.card_retract_ms:
            raise ValueError("a forgotten card is called out before it is retracted")


@dataclass(frozen=True, slots=True, kw_only=True)
class HallConfig:
    """Everything the rules need to know of a hall.

    calls: how often a ticket is called before it is a no-show. call_again_ms: time from one call
    to the next, and from the last to the no-show. return_ms: how long a no-show may come back; return_behind: behind how
    many it then stands. undo_ms: how long a counter's last action may be undone; 0: not at all. relief: rules about spare
    counters and cross-window help. rate_ms: how long a finished ticket may be rated, until its day turns at the latest; 0: not
    at all. follow_up_ms: until a poor rating must have been looked into. kinds: of tickets, in the order in which pages show
    them. remote_tickets: whether who is known may take one from afar.
    """

    name_zh: str
    name_en: str
    lines: tuple[LineConfig, ...]
    counters: tuple[CounterConfig, ...]
    calling: Calling = Calling.MANUAL
    idle_order: IdleOrder = IdleOrder.LONGEST_IDLE
    calls: int = 3
    call_again_ms: int = 25_000
    return_ms: int = 30 * 60_000
    return_behind: int = 3
    undo_ms: int = 10_000
    rate_ms: int = 24 * 3_600_000
    follow_up_ms: int = 7 * 24 * 3_600_000
    zones: tuple[ZoneConfig, ...] = HALL_ALONE
    terminals: tuple[TerminalConfig, ...] = ()
    sessions: SessionRules = SessionRules()
    relief: tuple[ReliefRule, ...] = ()
    kinds: tuple[KindConfig, ...] = PLAIN_KINDS
    booking: BookingRules = RULES
    remote_tickets: bool = False

    def __post_init__(self) -> None:
        check_kinds(self.kinds)
        keys = [line.key for line in self.lines]
        counters = [counter.key for counter in self.counters]
        pairs = [(line.matter_class, line.kind) for line in self.lines]
        if not keys or len(keys) > MAX_LINES or len(set(keys)) < len(keys):
            raise ValueError(f"1..{MAX_LINES} lines with different keys are needed, not {keys}")
        if len(set(pairs)) < len(pairs):
            raise ValueError("one line for each matter class and kind")
        nameless = {line.kind for line in self.lines} - {kind.key for kind in self.kinds}
        if nameless:
            raise ValueError(f"lines of unknown kinds {sorted(nameless)}")
        if not counters or len(counters) > MAX_COUNTERS or len(set(counters)) < len(counters):
            raise ValueError(f"1..{MAX_COUNTERS} counters with different keys are needed, not {counters}")
        for counter in self.counters:
            unknown = set(counter.serves) - set(keys)
            if unknown:
                raise ValueError(f"counter {counter.key!r} serves unknown lines {sorted(unknown)}")
        served = {key for counter in self.counters for key in counter.serves}
        if set(keys) - served:
            raise ValueError(f"no counter serves {sorted(set(keys) - served)}")
        self._check_terminals()
        check_rules(self.relief, {counter.key: counter.serves for counter in self.counters}, set(keys))
        if self.calls < 1 or self.call_again_ms < 1:
            raise ValueError("calls and call_again_ms are at least 1")
        if self.rate_ms < 0 or self.follow_up_ms < 1:
            raise ValueError("rate_ms is 0 or more, follow_up_ms 1 or more")
        if self.return_ms < 0 or self.return_behind < 1 or not 0 <= self.undo_ms <= LONGEST_UNDO_MS:
            raise ValueError(f"return_ms is 0 or more, return_behind 1 or more, undo_ms 0..{LONGEST_UNDO_MS}")

    def _check_terminals(self) -> None:
        zones, terminals = [zone.key for zone in self.zones], [terminal.key for terminal in self.terminals]
        for what, keys in (("zones", zones), ("terminals", terminals)):
            if len(set(keys)) < len(keys):
                raise ValueError(f"{what} have different keys, not {keys}")
        for terminal in self.terminals:
            if terminal.zone not in zones:
                raise ValueError(
                    f"terminal {terminal.key!r} stands in an unknown zone {terminal.zone!r}, not in {zones}"
                )

    def kind(self, key: str) -> KindConfig | None:
        """The kind of a key, or None."""
        return next((kind for kind in self.kinds if kind.key == key), None)

    def order_of(self, line: LineConfig, waits_from_ms: int) -> int:
        """The number that orders: level first, then the moment less the credits of kind and line."""
        kind = self.kind(line.kind)
        assert kind is not None, "every line's kind is one of the hall's"
        return line.level * LEVEL_MS + waits_from_ms - kind.credit_ms - line.credit_ms

    def line_of(self, matter_class: str | None, kind: str) -> int | None:
        """Index of the line of a matter class and kind, or None."""
        return next(
            (index for index, line in enumerate(self.lines) if (line.matter_class, line.kind) == (matter_class, kind)),
            None,
        )

    def terminal(self, key: str) -> TerminalConfig | None:
        """The terminal of a key, or None."""
        return next((terminal for terminal in self.terminals if terminal.key == key), None)

    def zone_of(self, terminal: str) -> ZoneConfig | None:
        """The zone a terminal stands in, or None for a terminal that is not of this hall."""
        found = self.terminal(terminal)
        return None if found is None else next(zone for zone in self.zones if zone.key == found.zone)
