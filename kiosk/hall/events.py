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
    CaseTakenUp as CaseTakenUp,
    CaseToldOnce as CaseToldOnce,
    CataloguePublished as CataloguePublished,
    WorkCalendarSet as WorkCalendarSet,
)
from kiosk.hall.commands import Interval
from kiosk.hall.config import HallConfig
from kiosk.hall.hall_notice_records import (
    HallNoticeEnded as HallNoticeEnded,
    HallNoticePosted as HallNoticePosted,
)
from kiosk.hall.relief_events import (
    BreakBegan as BreakBegan,
    BreakEnded as BreakEnded,
    BreakMoved as BreakMoved,
    BreaksPlanned as BreaksPlanned,
    CallingSet as CallingSet,
    ReliefBegan as ReliefBegan,
    ReliefEased as ReliefEased,
    ReliefEnded as ReliefEnded,
    ReliefNeeded as ReliefNeeded,
    SuggestionDismissed as SuggestionDismissed,
    SuggestionMade as SuggestionMade,
    SuggestionTaken as SuggestionTaken,
    SuggestionWithdrawn as SuggestionWithdrawn,
    WaitsForeseen as WaitsForeseen,
)
from kiosk.hall.service_events import (
    FollowUpClosed as FollowUpClosed,
    TicketRated as TicketRated,
    ToldOnce as ToldOnce,
)
from kiosk.hall.ticket_events import (
    ActionUndone as ActionUndone,
    MattersServed as MattersServed,
    NoShowReturned as NoShowReturned,
    ServiceFinished as ServiceFinished,
    ServiceStarted as ServiceStarted,
    TicketAbandoned as TicketAbandoned,
    TicketCalled as TicketCalled,
    TicketExpired as TicketExpired,
    TicketKindChanged as TicketKindChanged,
    TicketNoShow as TicketNoShow,
    TicketParked as TicketParked,
    TicketRecalled as TicketRecalled,
    TicketResumed as TicketResumed,
    TicketReturned as TicketReturned,
    TicketSentOn as TicketSentOn,
    TicketTaken as TicketTaken,
    TicketTransferred as TicketTransferred,
    TicketUnbound as TicketUnbound,
)
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
    | TicketKindChanged
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
    | MattersServed
    | TicketSentOn
    | NoShowReturned
    | ActionUndone
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
    | CaseTakenUp
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
    | CallingSet
    | BreaksPlanned
    | BreakBegan
    | BreakEnded
    | BreakMoved
    | SuggestionMade
    | SuggestionTaken
    | SuggestionDismissed
    | SuggestionWithdrawn
    | ReliefBegan
    | ReliefEased
    | WaitsForeseen
    | ReliefNeeded
    | ReliefEnded
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
    | ToldOnce
    | TicketRated
    | FollowUpClosed
    | HallNoticePosted
    | HallNoticeEnded
)
