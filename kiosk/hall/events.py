"""Events (事件): what has happened. Past tense, frozen; applying them rebuilds the hall.

Every event carries `at_ms`, the service time at which it is true: a late timer stamps its
deadline, not the moment it ran. `ticket` is the ticket's number, unique within the business day.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.booking_events import (
    AbsenceNoticeEnded as AbsenceNoticeEnded,
    AbsenceNoticeLeft as AbsenceNoticeLeft,
    BookingArrived as BookingArrived,
    BookingAssigned as BookingAssigned,
    BookingCancelled as BookingCancelled,
    BookingDayEnded as BookingDayEnded,
    BookingDone as BookingDone,
    BookingLapsed as BookingLapsed,
    BookingMade as BookingMade,
    BookingMissed as BookingMissed,
    BookingUsed as BookingUsed,
    SlotsOffered as SlotsOffered,
)
from kiosk.hall.case_events import (
    CaseAccepted as CaseAccepted,
    CaseDelivered as CaseDelivered,
    CaseHandedOver as CaseHandedOver,
    CaseLightChanged as CaseLightChanged,
    CaseOpened as CaseOpened,
    CaseRated as CaseRated,
    CaseRedated as CaseRedated,
    CaseRevoked as CaseRevoked,
    CaseStepped as CaseStepped,
    CaseSubmitted as CaseSubmitted,
    CaseSupplied as CaseSupplied,
    CaseToldOnce as CaseToldOnce,
    CataloguePublished as CataloguePublished,
    WorkCalendarSet as WorkCalendarSet,
)
from kiosk.hall.commands import Interval
from kiosk.hall.config import HallConfig, TicketKind
from kiosk.hall.visit_events import (
    CardAlarmed as CardAlarmed,
    CardInserted as CardInserted,
    CardRemoved as CardRemoved,
    CardRetracted as CardRetracted,
    LoggedIn as LoggedIn,
    MatterSigned as MatterSigned,
    NoteClosed as NoteClosed,
    NoteLeft as NoteLeft,
    PaperOrdered as PaperOrdered,
    PaperSettled as PaperSettled,
    PrincipalChosen as PrincipalChosen,
    SessionEnded as SessionEnded,
    SessionHeld as SessionHeld,
    SessionModeSet as SessionModeSet,
    SessionReleased as SessionReleased,
    SessionStarted as SessionStarted,
    SessionTouched as SessionTouched,
    SessionWarned as SessionWarned,
    TaskAdvanced as TaskAdvanced,
    TaskOpened as TaskOpened,
    UnlockCodeGiven as UnlockCodeGiven,
    UnlockCodeUsed as UnlockCodeUsed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HallConfigured:
    """Lines, counters and rules are set."""

    at_ms: int
    config: HallConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """A business day has begun; its doors open at its instants."""

    at_ms: int
    day: str
    intervals: tuple[Interval, ...]
    turns_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOpened:
    """The hall takes tickets until closes_at_ms."""

    at_ms: int
    closes_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorShut:
    """The hall takes no more tickets. opens_at_ms: next opening of this day, or None."""

    at_ms: int
    opens_at_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTurned:
    """The business day is over; nobody of it is left."""

    at_ms: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """A clerk sits at the counter."""

    at_ms: int
    counter: str
    clerk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft:
    """The seat is free. by: who did it, the clerk or a supervisor, or None for the hall itself."""

    at_ms: int
    counter: str
    clerk: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened:
    """The counter calls people."""

    at_ms: int
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPausing:
    """The counter pauses once its citizen is finished."""

    at_ms: int
    counter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused:
    """The counter calls nobody until it resumes."""

    at_ms: int
    counter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterResumed:
    """The counter calls people again, or its coming pause is off."""

    at_ms: int
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosing:
    """The counter closes once its citizen is finished."""

    at_ms: int
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed:
    """The counter is shut. reason: asked · hall_shut · seat_freed · day_turned."""

    at_ms: int
    counter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTaken:
    """A citizen waits. ticket: prefix and serial; order_ms: the number that orders."""

    at_ms: int
    ticket: str
    prefix: str
    serial: int
    line: str
    kind: TicketKind
    order_ms: int
    slot_at_ms: int | None
    token_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    """The first call of a ticket to a counter."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled:
    """A further call. call: which one, 2 or more."""

    at_ms: int
    ticket: str
    counter: str
    call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted:
    """The citizen is at the counter."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFinished:
    """The ticket is done."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParked:
    """The ticket rests; nobody calls it until it is resumed."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed:
    """A parked ticket waits again."""

    at_ms: int
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    """The ticket waits for another line, or for one counter alone (to_counter)."""

    at_ms: int
    ticket: str
    counter: str
    line: str
    to_counter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnbound:
    """The counter this ticket was bound to is away; any counter of its line may take it."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """The counter's citizen waits again with their own order, because the clerk vanished."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAbandoned:
    """The citizen gave up. counter: which one had called the ticket, or None."""

    at_ms: int
    ticket: str
    counter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoShow:
    """Nobody came to the last call."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired:
    """The business day turned before the ticket was finished."""

    at_ms: int
    ticket: str


Event = (
    HallConfigured
    | DayOpened
    | DoorOpened
    | DoorShut
    | DayTurned
    | SeatTaken
    | SeatLeft
    | CounterOpened
    | CounterPausing
    | CounterPaused
    | CounterResumed
    | CounterClosing
    | CounterClosed
    | TicketTaken
    | TicketCalled
    | TicketRecalled
    | ServiceStarted
    | ServiceFinished
    | TicketParked
    | TicketResumed
    | TicketTransferred
    | TicketUnbound
    | TicketReturned
    | TicketAbandoned
    | TicketNoShow
    | TicketExpired
    | SessionStarted
    | SessionTouched
    | SessionModeSet
    | LoggedIn
    | PrincipalChosen
    | MatterSigned
    | SessionHeld
    | SessionReleased
    | SessionWarned
    | CardInserted
    | CardRemoved
    | SessionEnded
    | CardAlarmed
    | CardRetracted
    | TaskOpened
    | TaskAdvanced
    | PaperOrdered
    | PaperSettled
    | NoteLeft
    | NoteClosed
    | CataloguePublished
    | WorkCalendarSet
    | CaseOpened
    | CaseSubmitted
    | CaseToldOnce
    | CaseHandedOver
    | CaseAccepted
    | CaseStepped
    | CaseRedated
    | CaseSupplied
    | CaseLightChanged
    | CaseDelivered
    | CaseRated
    | CaseRevoked
    | UnlockCodeGiven
    | UnlockCodeUsed
    | SlotsOffered
    | BookingDayEnded
    | BookingMade
    | BookingCancelled
    | BookingAssigned
    | BookingArrived
    | BookingUsed
    | BookingDone
    | BookingMissed
    | BookingLapsed
    | AbsenceNoticeLeft
    | AbsenceNoticeEnded
)
