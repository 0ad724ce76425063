"""Commands (命令): what somebody may ask of the hall. Imperative, frozen, valid from birth.

`by` is the account that asks (a clerk's or supervisor's id, never a name), or None for the
driver itself. Roles are the web's business; the hall checks only who sits where.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.hall.config import HallConfig, TicketKind

HIGHEST_LEVEL = 4
"""Identity levels run from 0, nobody in particular, to this."""

WORDS = frozenset({"helper", "staff"})
"""Proofs that are the word of somebody who works here."""


class TaskStep(StrEnum):
    """What somebody does at a terminal that needs them, in this order."""

    OPEN_DOOR = "open_door"
    ACT = "act"
    RESET = "reset"
    CLOSE_DOOR = "close_door"


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
    day ends and everything unfinished expires.
    """

    day: str
    intervals: tuple[Interval, ...]
    turns_at_ms: int
    by: str | None = None

    def __post_init__(self) -> None:
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

    slot_at_ms: start of the appointment's slot, with kind appointment only.
    token_hash: SHA-256 (hex) of the secret in the slip's QR; the secret stays in the driver.
    """

    line: str | None = None
    matter_class: str | None = None
    kind: TicketKind = TicketKind.ORDINARY
    slot_at_ms: int | None = None
    token_hash: str | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        if (self.line is None) == (self.matter_class is None):
            raise ValueError("name a line or a matter class, not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext:
    """Call whoever is next for this counter (叫号)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Call the same ticket again (重呼)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    """Give up on a ticket that has had its last call (过号)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """The called citizen is at the counter."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishService:
    """The service is done (办结); with call_next the next citizen is called in the same step."""

    counter: str
    by: str
    call_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkTicket:
    """Let the citizen fetch something (挂起); the counter is free."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTicket:
    """A parked ticket waits again, with its own order. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTicket:
    """Hand the counter's citizen on (转办), keeping number and waiting time.

    to_line: any counter of that line; to_counter: that counter alone. Exactly one.
    """

    counter: str
    by: str
    to_line: str | None = None
    to_counter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonTicket:
    """The citizen gives up (弃号) while waiting, called or parked. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSession:
    """Somebody has come to a terminal (自助会话). session: an id the driver has made, never a person's."""

    terminal: str
    session: str
    is_elder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchSession:
    """The citizen is still there; answers the question whether they are. Extends without limit."""

    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSessionMode:
    """Elder mode doubles the time."""

    terminal: str
    session: str
    is_elder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """What has been shown proves who it is (登录). subject: a pseudonym, never a number or name.

    level: 1..4, what all proofs together are worth. proofs: code · id_card · face · helper · staff. principal: whom
    an agent acts for, or None. by: the account whose word a proof of WORDS is, and nobody's with any other.
    """

    terminal: str
    session: str
    subject: str
    level: int
    proofs: tuple[str, ...]
    principal: str | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        if not self.subject or not self.proofs or not 1 <= self.level <= HIGHEST_LEVEL:
            raise ValueError(f"a subject, its proofs and a level within 1..{HIGHEST_LEVEL} are needed")
        if (self.by is not None) != (not WORDS.isdisjoint(self.proofs)):
            raise ValueError("somebody's word is somebody's, and what is shown is nobody's")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePrincipal:
    """Whoever is logged in says for whom they act (代谁办理). principal: a pseudonym, or None for themselves."""

    terminal: str
    session: str
    principal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession:
    """A device works, or paper waits: the timers stand still. for_ms: how long it is expected to take."""

    terminal: str
    session: str
    reason: str
    for_ms: int

    def __post_init__(self) -> None:
        if self.for_ms < 0:
            raise ValueError("for_ms is not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSession:
    """The device is done; the time begins anew."""

    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertCard:
    """A card lies in the reader: it must not be forgotten."""

    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCard:
    """The card has been taken, during the session or after it."""

    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession:
    """The visit is over (退出). reason: asked · finished · device_fault · supervisor."""

    terminal: str
    session: str
    reason: str = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNeed:
    """A device needs a person (报修). cause: kind of its fault; action: what must be done."""

    terminal: str
    device: str
    cause: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceTask:
    """The next step of a task: the door is opened, the cause removed, the device reset, the door closed."""

    task: str
    step: TaskStep
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper:
    """Print something for whoever is logged in (出件). level: what it needs. device: kind of printer.

    paper: one that did not come, to be printed again; None for a new one.
    """

    terminal: str
    session: str
    matter: str
    device: str
    level: int
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePaper:
    """What became of a paper. outcome: a word of its life. cause: code of a problem, where there is one."""

    paper: str
    outcome: str
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveNote:
    """Leave a note for the back office (留言). cause: code of what went wrong. writing: key of what was written, or None."""

    terminal: str
    cause: str
    matter: str | None = None
    writing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNote:
    """The note was answered."""

    note: str
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
    | CallNext
    | Recall
    | MarkNoShow
    | StartService
    | FinishService
    | ParkTicket
    | ResumeTicket
    | TransferTicket
    | AbandonTicket
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
    | OrderPaper
    | SettlePaper
    | LeaveNote
    | CloseNote
)
