"""Shapes of cases (办件的数据格式): what terminals and staff send, and what they get; see `kiosk.web.schemas`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.hall.case_events import Owner
from kiosk.web.schemas import Answer, Body
from kiosk.web.terminal_schemas import CaseOption, PaperRecord
from kiosk.web.visit_schemas import SessionId

MOST_FIELDS = 40
Short = Annotated[str, Field(min_length=1, max_length=64)]

Reason = Literal["slow", "unclear", "device", "manner", "other"]

# Bodies.


class CaseOrder(Body):
    """Begin a matter; without consent nobody is asked."""

    session: SessionId
    matter: Short
    consents: Literal[True]


class CaseVisit(Body):
    """Whoever stands there means their own case."""

    session: SessionId


class CaseForm(Body):
    """What was written: field of the dictionary -> text, flag, number, day or list of texts."""

    session: SessionId
    form: Annotated[dict[Short, Any], Field(max_length=MOST_FIELDS, default_factory=dict)]


class CaseGrade(Body):
    """5 is 非常满意. reasons: of a bad grade; staff read them with the case."""

    session: SessionId
    grade: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[list[Reason], Field(max_length=5, default_factory=list)]


# Answers and records.


class Said(Answer):
    """One text in both languages."""

    zh: str
    en: str


class CaseTicket(Answer):
    """The ticket that stands for a case. ahead: people who go first."""

    number: str
    ahead: int


class CaseSource(Answer):
    """A source that is asked. ms: how long it took, null before its answer."""

    source: str
    zh: str
    en: str
    state: Literal["waiting", "ok", "none", "not_found", "timeout", "down", "denied", "stale"]
    ms: int | None


class CaseField(Answer):
    """One datum as read. value: as shown, masked below the full level."""

    field: str
    zh: str
    en: str
    value: str
    value_en: str
    state: Literal["ok", "none", "not_found", "timeout", "down", "denied", "stale"]
    source_zh: str
    source_en: str
    as_of: str | None
    is_locked: bool


class CaseAsk(Answer):
    """What the applicant is asked for. type: of the field dictionary.

    options: what may be chosen, nothing where it is typed. begins: with what the text begins; the rest is typed.
    """

    field: str
    zh: str
    en: str
    type: str
    options: list[CaseOption]
    begins: list[CaseOption]


class CaseItem(Answer):
    """One line of a notice. gap: the material that may follow later."""

    code: str
    name: Said
    reason: Said
    remedy: Said
    gap: str | None


class CaseNotice(Answer):
    """Everything that is missing, and what could not be verified. by_staff: that a person takes over.

    told: what staff wrote to it, in their own words.
    """

    failing: list[CaseItem]
    pending: list[CaseItem]
    by_staff: Said | None
    told: str | None


class CaseGap(Answer):
    """What must still be brought."""

    material_zh: str
    material_en: str
    due_on: str


class CaseRow(Answer):
    """A line of a certificate, as the paper says it and in English."""

    label: str
    label_en: str
    value: str
    value_en: str


class CaseCertificate(Answer):
    """What was issued."""

    number: str
    name_zh: str
    name_en: str
    rows: list[CaseRow]
    issued_on: str
    valid_until: str | None
    verify_url: str | None
    is_revoked: bool


Stage = Literal[
    "draft",
    "fetching",
    "check",
    "deciding",
    "making",
    "done",
    "told_once",
    "with_gaps",
    "handed_over",
    "withdrawn",
    "ended",
]


class CaseRecord(Answer):
    """A case at a terminal. stage: where its page is. paper: of its newest print.

    begins_on, due_on: where the office has it, the working days from and until which it answers. is_estimate: of due_on,
    where it is promised and lies in a year whose working days nobody has announced.
    """

    alias: str
    matter: str
    name_zh: str
    name_en: str
    stage: Stage
    owner: Owner
    ticket: CaseTicket | None
    sources: list[CaseSource]
    fields: list[CaseField]
    ask: list[CaseAsk]
    needs_signature: bool
    needs_promise: bool
    may_have_gaps: bool
    notice: CaseNotice | None
    gaps: list[CaseGap]
    certificate: CaseCertificate | None
    paper: PaperRecord | None
    begins_on: str | None
    due_on: str | None
    is_estimate: bool
    is_rated: bool


class OwnCases(Answer):
    """我的办件, the newest first. after: ask again with it for the older ones; null: these are all."""

    cases: list[CaseRecord]
    after: str | None


Ground = Literal[
    "statutory",
    "consent",
    "none",
    "staff",
    "staff_revealed",
    "trial",
    "staff_booking",
    "staff_counter",
    "staff_transfer",
]


class Look(Answer):
    """One look at somebody's data. who_zh, who_en: terminal or account. source, fields: empty where staff were shown a case.

    why: for what, or of which case. was_let: whether it was permitted.
    """

    at_ms: int
    who_zh: str
    who_en: str
    terminal: str
    matter: str
    matter_zh: str
    matter_en: str
    source: str
    source_zh: str
    source_en: str
    fields: list[str]
    fields_zh: str
    fields_en: str
    why: str
    ground: Ground
    was_let: bool


class Looks(Answer):
    """谁查过我的数据, the newest first."""

    looks: list[Look]


class VerifiedField(Answer):
    """A line of a certificate, masked."""

    label: str
    label_en: str
    value: str


class Verified(Answer):
    """What anybody may know of a certificate."""

    number: str
    title_zh: str
    title_en: str
    department: str
    fields: list[VerifiedField]
    issued_on: str
    valid_until: str | None
    standing: Literal["valid", "revoked", "expired"]
    revoked_because: str | None


class ReceiptDue(Answer):
    """A day that matters to whoever waits, and what is due then."""

    zh: str
    en: str
    on: str


class ReceiptRecord(Answer):
    """A case as its receipt tells it, and how far it is by now."""

    alias: str
    case: str
    hall: str
    hall_zh: str
    hall_en: str
    matter_zh: str
    matter_en: str
    stage: Literal["draft", "received", "told", "accepted", "made", "ready", "posted", "done", "withdrawn", "ended"]
    state_zh: str
    state_en: str
    due: list[ReceiptDue]
