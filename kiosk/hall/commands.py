"""Commands (命令): what somebody may ask of the hall. Imperative, frozen, valid from birth.

`by` is the account that asks (a clerk's or supervisor's id, never a name), or None for the
driver itself. Roles are the web's business; the hall checks only who sits where.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.booking_commands import (
    ABSENCE_REASONS as ABSENCE_REASONS,
    AssignBooking as AssignBooking,
    Book as Book,
    CancelBooking as CancelBooking,
    CheckIn as CheckIn,
    ClearAbsenceNotice as ClearAbsenceNotice,
    LeaveAbsenceNotice as LeaveAbsenceNotice,
    OfferSlots as OfferSlots,
    SettleBooking as SettleBooking,
    SlotOffer as SlotOffer,
)
from kiosk.hall.booking_rules import Channel as Channel
from kiosk.hall.case_commands import (
    STAFF_STEPS as STAFF_STEPS,
    DeliverCase as DeliverCase,
    HandOverCase as HandOverCase,
    OpenCase as OpenCase,
    PublishCatalogue as PublishCatalogue,
    RateCase as RateCase,
    RevokeCase as RevokeCase,
    SetCaseAside as SetCaseAside,
    SetWorkCalendar as SetWorkCalendar,
    StepCase as StepCase,
    SubmitCase as SubmitCase,
    TakeUpCase as TakeUpCase,
    WithdrawCase as WithdrawCase,
)
from kiosk.hall.config import HallConfig
from kiosk.hall.hall_notice_records import (
    PostHallNotice as PostHallNotice,
    TakeDownHallNotice as TakeDownHallNotice,
)
from kiosk.hall.kinds import ORDINARY, ChosenBy
from kiosk.hall.lifecycles import ParkReason as ParkReason
from kiosk.hall.relief_commands import (
    DismissSuggestion as DismissSuggestion,
    EndHelp as EndHelp,
    ForeseeWaits as ForeseeWaits,
    PlanBreaks as PlanBreaks,
    SetCalling as SetCalling,
    Spans,
    TakeSuggestion as TakeSuggestion,
    check_spans,
)
from kiosk.hall.service_commands import (
    OUTCOMES as OUTCOMES,
    CloseFollowUp as CloseFollowUp,
    RateTicket as RateTicket,
    TellOnce as TellOnce,
)
from kiosk.hall.service_records import MissingItem as MissingItem
from kiosk.hall.ticket_records import TicketMatter as TicketMatter
from kiosk.hall.visit_commands import (
    HIGHEST_LEVEL as HIGHEST_LEVEL,
    WORDS as WORDS,
    AdvanceTask as AdvanceTask,
    ChoosePrincipal as ChoosePrincipal,
    CloseNote as CloseNote,
    EndSession as EndSession,
    GiveUnlockCode as GiveUnlockCode,
    HoldSession as HoldSession,
    InsertCard as InsertCard,
    LeaveNote as LeaveNote,
    LogIn as LogIn,
    OrderPaper as OrderPaper,
    ReleaseSession as ReleaseSession,
    RemoveCard as RemoveCard,
    ReportNeed as ReportNeed,
    SetSessionMode as SetSessionMode,
    SettlePaper as SettlePaper,
    SignMatter as SignMatter,
    StartSession as StartSession,
    TaskStep as TaskStep,
    TouchSession as TouchSession,
    UseUnlockCode as UseUnlockCode,
)

MOST_MATTERS = 9
"""Matters of one ticket: as many as a clerk ticks by one key each."""

Interval = tuple[int, int]
"""(opens_at_ms, closes_at_ms) of one stretch of opening hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigureHall:
    """Set lines, counters and rules. Only between business days."""

    config: HallConfig
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHall:
    """Begin a business day (营业日) with its instants; it may lie ahead.

    day: its date, YYYY-MM-DD. intervals: opening hours, ascending. turns_at_ms: when the
    day ends and everything unfinished expires. breaks: (counter, its planned breaks), each within the hours.
    """

    day: str
    intervals: tuple[Interval, ...]
    turns_at_ms: int
    breaks: tuple[tuple[str, Spans], ...] = ()
    by: str | None = None

    def __post_init__(self) -> None:
        for counter, spans in self.breaks:
            check_spans(spans)
            if not all(any(a <= begins < ends <= b for a, b in self.intervals) for begins, ends in spans):
                raise ValueError(f"every break of counter {counter!r} lies within the opening hours")
        edges = [instant for interval in self.intervals for instant in interval]
        if not edges or edges != sorted(set(edges)) or self.turns_at_ms < edges[-1]:
            raise ValueError("intervals ascend without overlap, and the day turns after the last")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHall:
    """Shut the door for the rest of the day; who holds a number is served."""

    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat:
    """A clerk sits down at a counter (入座)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSeat:
    """A clerk gets up. The counter closes if it has no citizen; otherwise refused."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSeat:
    """A supervisor frees the seat of a clerk who vanished; a citizen there waits again."""

    counter: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounter:
    """A seated clerk opens the counter."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCounter:
    """Pause (暂停服务); a citizen already there is finished first."""

    counter: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCounter:
    """Go on after a pause, or take back a pause that has not begun."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCounter:
    """Close; a citizen already there is finished first."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket:
    """Take a ticket (取号) for a line, or for a matter class and kind.

    slot_at_ms: start of the appointment's slot, with a kind that takes one only.
    token_hash: SHA-256 (hex) of the secret in the slip's QR; the secret stays in the driver.
    chosen_by: on whose word it is of this kind; reason: a clerk's, never about who somebody is.
    matters: what the citizen comes for, the first one first; none where nobody has asked.
    session: of the terminal `by`, whose holder the ticket then has.
    is_remote: taken from afar, by holder, who is known; holder: pseudonym of whose it is, there only. token_seed: what the
    secret is made of there, with another that never leaves the driver, so that its holder finds the ticket again without a slip.
    """

    line: str | None = None
    matter_class: str | None = None
    kind: str = ORDINARY
    slot_at_ms: int | None = None
    token_hash: str | None = None
    by: str | None = None
    chosen_by: ChosenBy = ChosenBy.HOLDER
    reason: str = ""
    matters: tuple[TicketMatter, ...] = ()
    session: str | None = None
    is_remote: bool = False
    holder: str | None = None
    token_seed: str | None = None

    def __post_init__(self) -> None:
        if (self.line is None) == (self.matter_class is None):
            raise ValueError("name a line or a matter class, not both")
        if self.is_remote and self.holder is None:
            raise ValueError("from afar only somebody who is known takes a ticket")
        codes = [matter.matter for matter in self.matters]
        if len(codes) > MOST_MATTERS or len(set(codes)) < len(codes):
            raise ValueError(f"at most {MOST_MATTERS} matters, each once, not {codes}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTicketKind:
    """Give a waiting ticket another kind (改号类). ticket: its number. by: the clerk; None: its holder, who declines."""

    ticket: str
    kind: str
    chosen_by: ChosenBy = ChosenBy.CLERK
    reason: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext:
    """Call whoever is next for this counter (叫号)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Call the same ticket again (重呼). ticket: which one is meant, if said; so with all that is done to a counter's ticket."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    """Give up on a ticket that has had its last call (过号)."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """The called citizen is at the counter."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishService:
    """The service is done (办结); with call_next the next citizen is called in the same step.

    matters: codes that were done, None for all this counter can serve. What is left and can be served here keeps the
    citizen at the counter; what is left for others sends the ticket on. ends: the citizen goes all the same.
    """

    counter: str
    by: str
    call_next: bool = False
    matters: tuple[str, ...] | None = None
    ends: bool = False
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkTicket:
    """Let the ticket rest (挂起); the counter is free. The citizen fetches something, or the back office works on it."""

    counter: str
    by: str
    reason: ParkReason = ParkReason.FETCHING
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTicket:
    """A no-show has come after all (过号归队) and waits behind the next three. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAction:
    """Take back the counter's last action group (撤销), within seconds. done_at_ms: when what is meant was done; a later one stays."""

    counter: str
    by: str
    done_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTicket:
    """A parked ticket waits again, with its own order. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTicket:
    """Hand the counter's citizen on (转办), keeping number and waiting time.

    to_line: any counter of that line; to_counter: that counter alone. Exactly one.
    note: key of what is written for the next counter, in a table of its own.
    """

    counter: str
    by: str
    to_line: str | None = None
    to_counter: str | None = None
    note: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonTicket:
    """The citizen gives up (弃号) while waiting, called or parked. ticket: its number."""

    ticket: str
    by: str | None = None


Command = (
    ConfigureHall
    | OpenHall
    | CloseHall
    | TakeSeat
    | LeaveSeat
    | FreeSeat
    | OpenCounter
    | PauseCounter
    | ResumeCounter
    | CloseCounter
    | TakeTicket
    | SetTicketKind
    | CallNext
    | Recall
    | MarkNoShow
    | StartService
    | FinishService
    | ParkTicket
    | ResumeTicket
    | TransferTicket
    | AbandonTicket
    | ReturnTicket
    | UndoAction
    | StartSession
    | TouchSession
    | SetSessionMode
    | LogIn
    | ChoosePrincipal
    | HoldSession
    | ReleaseSession
    | InsertCard
    | RemoveCard
    | EndSession
    | ReportNeed
    | AdvanceTask
    | SignMatter
    | OrderPaper
    | SettlePaper
    | LeaveNote
    | CloseNote
    | PublishCatalogue
    | SetWorkCalendar
    | OpenCase
    | SubmitCase
    | HandOverCase
    | TakeUpCase
    | WithdrawCase
    | StepCase
    | DeliverCase
    | SetCaseAside
    | RateCase
    | RevokeCase
    | GiveUnlockCode
    | UseUnlockCode
    | SetCalling
    | PlanBreaks
    | TakeSuggestion
    | ForeseeWaits
    | DismissSuggestion
    | EndHelp
    | OfferSlots
    | Book
    | CancelBooking
    | CheckIn
    | AssignBooking
    | SettleBooking
    | LeaveAbsenceNotice
    | ClearAbsenceNotice
    | TellOnce
    | RateTicket
    | CloseFollowUp
    | PostHallNotice
    | TakeDownHallNotice
)
