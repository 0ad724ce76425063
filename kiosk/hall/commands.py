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
from kiosk.hall.ticket_commands import (
    MOST_MATTERS as MOST_MATTERS,
    AbandonTicket as AbandonTicket,
    CallNext as CallNext,
    FinishService as FinishService,
    MarkNoShow as MarkNoShow,
    ParkTicket as ParkTicket,
    Recall as Recall,
    ResumeTicket as ResumeTicket,
    ReturnTicket as ReturnTicket,
    SetTicketKind as SetTicketKind,
    StartService as StartService,
    TakeTicket as TakeTicket,
    TransferTicket as TransferTicket,
    UndoAction as UndoAction,
)
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
