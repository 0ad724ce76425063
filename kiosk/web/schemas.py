"""Shapes (数据格式) of what comes in and what goes out: the source of the OpenAPI document.

Bodies are checked on every request, strictly (no "5" for 5) and closed (an unknown field is an
error). Answers are described here and checked by the tests, not at run time: they are made by our
own code, and checking them again would cost a sixth of a request.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.hall.commands import MOST_MATTERS
from kiosk.hall.config import Calling
from kiosk.hall.kinds import ChosenBy, Ground
from kiosk.hall.lifecycles import ParkReason, TicketState

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
Reason = Annotated[str, Field(max_length=64)]
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


class OrderedMatter(Body):
    """One of the matters a ticket is for."""

    matter: Key
    matter_class: Key


class TicketOrder(Body):
    """A ticket for a line, or for a matter class and kind. Whoever has booked checks in instead: slot_at_ms is refused.

    kind: left out, what the identity of whoever is logged in at the terminal gives, and ordinary otherwise.
    reason: why staff give a kind that nobody gets by asking. matters: all it is for, each once.
    """

    line: Key | None = None
    matter_class: Key | None = None
    kind: Key | None = None
    slot_at_ms: Instant | None = None
    reason: Reason = ""
    matters: Annotated[list[OrderedMatter], Field(max_length=MOST_MATTERS)] = Field(default_factory=list)


class KindOrder(Body):
    """Another kind for a waiting ticket, and why."""

    kind: Key
    reason: Reason = ""


class Pause(Body):
    """Why the counter pauses: one of the reasons the pages have words for, or none."""

    reason: Literal["", "short_break", "meal", "back_office", "system", "training", "away"] = ""


class Breaks(Body):
    """The counter's coming breaks, (begins_at_ms, ends_at_ms) each, ascending."""

    spans: Annotated[list[tuple[Instant, Instant]], Field(max_length=12)]


class CallingOrder(Body):
    """Who calls: clerks (manual), or the hall by itself (automatic)."""

    calling: Calling


class Dismissal(Body):
    """Why not, in a few words."""

    reason: Annotated[str, Field(max_length=200)] = ""


class OfTicket(Body):
    """ticket: the one that is meant. Another one at the counter by then is left alone."""

    ticket: Key | None = None


class Undo(Body):
    """done_at_ms: when the action that is meant was done, as the counter's room says. What was done later is left alone."""

    done_at_ms: int | None = None


class Finish(OfTicket):
    """Whether the next citizen is called in the same step. matters: codes that are done, all this counter can serve if not
    given. ends: the citizen goes, whatever is left.
    """

    call_next: bool = False
    matters: Annotated[list[Key], Field(max_length=MOST_MATTERS)] | None = None
    ends: bool = False


class Park(OfTicket):
    """Why the ticket rests."""

    reason: ParkReason = ParkReason.FETCHING


class Transfer(OfTicket):
    """The new line or the new counter, exactly one. note: for whoever serves the ticket next."""

    to_line: Key | None = None
    to_counter: Key | None = None
    note: Annotated[str, Field(min_length=1, max_length=200)] | None = None


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
    """The ticket. url: its own page, as in the QR. estimate_min: None while nobody staffs the line.

    estimate_most_min: within which nine of ten are called, None where only a rule of thumb speaks.
    """

    ticket: str
    line: str
    kind: str
    kind_name_zh: str
    kind_name_en: str
    chosen_by: ChosenBy
    ground: Ground | None
    taken_at_ms: int
    ahead: int
    estimate_min: int | None
    estimate_most_min: int | None
    staffed: bool
    token: str
    url: str
    seq: int


class TicketRecord(Answer):
    """A ticket as its holder and the staff see it. chosen_by: on whose word it is of its kind. ground: the
    age that an identity showed, null otherwise. can_decline: whether its holder may have an ordinary one instead.
    returns_until_ms: of a no-show that may come back; matters_open: not done yet. notices: how many its holder was given.
    rating: whether the finished service may be rated, and what was said; rate_until_ms: for how long. is_remote: taken from afar.
    """

    ticket: str
    line: str
    line_name_zh: str
    line_name_en: str
    kind: str
    kind_name_zh: str
    kind_name_en: str
    chosen_by: ChosenBy
    ground: Ground | None
    can_decline: bool
    state: TicketState
    ahead: int
    estimate_min: int | None
    estimate_most_min: int | None
    staffed: bool
    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None
    taken_at_ms: int
    called_at_ms: int | None
    call: int
    can_cancel: bool
    returns_until_ms: int | None
    park_reason: ParkReason | None
    matters_open: int
    notices: int
    rating: Literal["none", "open", "rated", "declined"]
    grade: int | None
    rate_until_ms: int | None
    is_remote: bool


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
