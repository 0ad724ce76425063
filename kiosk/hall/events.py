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
from kiosk.hall.config import HallConfig
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import ParkReason
from kiosk.hall.relief_events import (
    BreakBegan as BreakBegan,
    BreakEnded as BreakEnded,
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
)
from kiosk.hall.ticket_records import DeskBefore, TicketBefore, TicketMatter
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
    """A citizen waits. ticket: prefix and serial; order_ms: the number that orders.

    chosen_by, reason, by: on whose word it is of its kind; by: the clerk who gave it, None: nobody did. holder:
    pseudonym of whose it is, where that is known. is_remote, token_seed: as in TakeTicket.
    """

    at_ms: int
    ticket: str
    prefix: str
    serial: int
    line: str
    kind: str
    order_ms: int
    slot_at_ms: int | None
    token_hash: str | None
    matters: tuple[TicketMatter, ...] = ()
    chosen_by: ChosenBy = ChosenBy.HOLDER
    reason: str = ""
    by: str | None = None
    is_remote: bool = False
    holder: str | None = None
    token_seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketKindChanged:
    """A waiting ticket is of another kind: it keeps its number and stands in that kind's line of its class."""

    at_ms: int
    ticket: str
    line: str
    kind: str
    order_ms: int
    chosen_by: ChosenBy
    reason: str
    by: str | None


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
    """The ticket is done. served: codes of its matters that were done last."""

    at_ms: int
    ticket: str
    counter: str
    served: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MattersServed:
    """Some matters of the ticket are done; the citizen stays at the counter for the rest."""

    at_ms: int
    ticket: str
    counter: str
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSentOn:
    """What is left of the ticket is served elsewhere: it waits in that line with its number and order. served: done here."""

    at_ms: int
    ticket: str
    counter: str
    line: str
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParked:
    """The ticket rests; nobody calls it until it is resumed."""

    at_ms: int
    ticket: str
    counter: str
    reason: ParkReason = ParkReason.FETCHING


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed:
    """A parked ticket waits again."""

    at_ms: int
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    """The ticket waits for another line, or for one counter alone (to_counter). note: key of what was written for it."""

    at_ms: int
    ticket: str
    counter: str
    line: str
    to_counter: str | None
    note: str | None = None


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
class NoShowReturned:
    """A no-show has come after all and waits in its line. order_ms: its new place, behind the next three."""

    at_ms: int
    ticket: str
    line: str
    order_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUndone:
    """The counter's last action group is taken back. action: what began it, and when (done_at_ms).

    desk, tickets: how counter and tickets stand again; the call that was running has the time left that it had.
    """

    at_ms: int
    counter: str
    action: str
    done_at_ms: int
    desk: DeskBefore
    tickets: tuple[TicketBefore, ...]


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
    | SuggestionMade
    | SuggestionTaken
    | SuggestionDismissed
    | SuggestionWithdrawn
    | ReliefBegan
    | ReliefEased
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
)
