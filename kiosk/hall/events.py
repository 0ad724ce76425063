"""Events (事件): what has happened. Past tense, frozen; applying them rebuilds the hall.

Every event carries `at_ms`, the service time at which it is true: a late timer stamps its
deadline, not the moment it ran. `ticket` is the ticket's number, unique within the business day.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.commands import Interval, TaskStep
from kiosk.hall.config import HallConfig, TicketKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """Somebody stands before the terminal."""

    at_ms: int
    terminal: str
    session: str
    is_elder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTouched:
    """Still there: the time begins anew, a question is answered."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionModeSet:
    """Elder mode on or off."""

    at_ms: int
    terminal: str
    session: str
    is_elder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """The citizen is known at a level. proofs: all that have been shown. by: whose word the last one is, or None."""

    at_ms: int
    terminal: str
    session: str
    subject: str
    level: int
    proofs: tuple[str, ...]
    principal: str | None
    # With a default: journals of before there were helpers do not name any.
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalChosen:
    """Whom the citizen acts for from now; None: for themselves."""

    at_ms: int
    terminal: str
    session: str
    principal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld:
    """The timers stand still until it is released, at the latest at overdue_at_ms."""

    at_ms: int
    terminal: str
    session: str
    reason: str
    overdue_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReleased:
    """The timers run again. is_overdue: because the device took too long."""

    at_ms: int
    terminal: str
    session: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWarned:
    """「您还在吗?」 The session ends at ends_at_ms unless somebody touches."""

    at_ms: int
    terminal: str
    session: str
    ends_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInserted:
    """A card lies in the reader."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRemoved:
    """The card is the citizen's again."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """The visit is over and nothing of the person is left. reason: asked · finished · idle · timed_out · device_fault · supervisor."""

    at_ms: int
    terminal: str
    session: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAlarmed:
    """The card still lies there: staff are called."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRetracted:
    """Nobody came for the card; the reader keeps it for its owner."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """A person must come (工单). task: its number, never given twice."""

    at_ms: int
    task: str
    terminal: str
    device: str
    cause: str
    action: str
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAdvanced:
    """One step of a task is done. by: who did it, or None for the hall's own devices."""

    at_ms: int
    task: str
    step: TaskStep
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrdered:
    """A paper is to be printed. paper: its number, the same when it is printed again. copy: 2 is the last."""

    at_ms: int
    terminal: str
    session: str
    paper: str
    matter: str
    device: str
    subject: str
    level: int
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSettled:
    """What became of a paper. outcome: print · take · retract · fail · lose."""

    at_ms: int
    terminal: str
    paper: str
    outcome: str
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLeft:
    """Somebody asks the back office. note: its number, never given twice. due_at_ms: the end of its term."""

    at_ms: int
    note: str
    terminal: str
    session: str | None
    subject: str | None
    matter: str | None
    cause: str
    writing: str | None
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClosed:
    """The note is gone. by: who has answered it, or None at the end of its term."""

    at_ms: int
    note: str
    by: str | None


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
)
