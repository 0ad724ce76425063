"""Shapes of the back office (后台的数据格式): what staff send and get of cases and trials; see `kiosk.web.schemas`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.hall.case_events import Light, Owner
from kiosk.hall.lifecycles import CaseState
from kiosk.web.case_schemas import MOST_FIELDS, CaseAsk, CaseGap, CaseItem, CaseRow, Said, Short
from kiosk.web.schemas import Answer, Body

LONGEST_OPINION = 1_000
Force = Literal["OK", "NONE", "NOT_FOUND", "TIMEOUT", "DOWN", "DENIED", "STALE"]
Severity = Literal["hard", "soft", "route"]
Result = Literal["met", "unmet", "unverified"]


class CaseStep(Body):
    """One step of staff. codes: of tell_once; material: of supply; days: of extend; text: the opinion or reason.

    tag: how the case stood when it was read; where it stands otherwise now the step is refused.
    """

    step: Short
    codes: Annotated[list[Short], Field(max_length=MOST_FIELDS, default_factory=list)]
    material: Short | None = None
    days: Annotated[int, Field(ge=0, le=100)] = 0
    text: Annotated[str, Field(max_length=LONGEST_OPINION)] | None = None
    tag: Short | None = None


class TrialBody(Body):
    """A trial. form: as in CaseForm. forced: source -> outcome."""

    subject: Short
    matter: Short
    day: Annotated[date, Field(strict=False)]
    form: Annotated[dict[Short, Any], Field(max_length=MOST_FIELDS, default_factory=dict)]
    forced: Annotated[dict[Short, Force], Field(max_length=MOST_FIELDS, default_factory=dict)]


class CaseHead(Answer):
    """What a case is called, how it stands, where it came from. due: what is due_on the day of the same name.

    clerk: who has taken it up at a counter, while it is with the counter.
    """

    alias: str
    case: str
    matter: str
    name_zh: str
    name_en: str
    state: CaseState
    owner: Owner
    terminal: str
    terminal_zh: str
    terminal_en: str
    zone: str
    zone_zh: str
    zone_en: str
    opened_at_ms: int
    due: Literal["accept", "correct", "decide"]
    due_on: str | None
    ticket: str | None
    reviewer: str | None
    clerk: str | None
    steps: list[str]
    tag: str


class QueuedCase(CaseHead):
    """A case in the queue of staff; nobody is named. gaps: how many. steps: what may be asked of it now."""

    light: Light
    gaps: int


class QueuedCases(Answer):
    """Every open case that staff may see."""

    cases: list[QueuedCase]


class TrialRead(Answer):
    """One datum as a source gave it."""

    field: str
    zh: str
    en: str
    value: str
    outcome: str
    source_zh: str
    source_en: str
    as_of: str | None


class StaffRead(TrialRead):
    """The same of a case. grade: A to D, what it proves."""

    fetched_at_ms: int
    grade: str


class StaffJudged(Answer):
    """One condition, for staff. read: the fields it looked at; of what is withheld none."""

    code: str
    name: Said
    result: Result
    severity: Severity
    read: list[str]
    reason: Said | None
    remedy: Said | None


class StaffOutput(Answer):
    """What a decision table gave."""

    name: str
    value: str


class Tellable(Answer):
    """What a notice may name. reason: what the machine would say of it."""

    code: str
    name: Said
    reason: Said | None


class StaffCase(CaseHead):
    """One case with everything that was read and judged. told: codes of its one notice. opinions: what staff wrote.

    light: null once nobody has to do anything about it. withheld: whether something in it only who judges it may know, and
    whether that is they who ask: none, kept (not theirs), mine (may be broken), broken (shown here).
    """

    verdict: str | None
    light: Light | None
    accepted_on: str | None
    statutory_on: str | None
    is_estimate: bool
    told: list[str]
    tellable: list[Tellable]
    gaps: list[CaseGap]
    materials: list[str]
    certificate: str | None
    reads: list[StaffRead]
    judged: list[StaffJudged]
    outputs: list[StaffOutput]
    opinions: list[str]
    withheld: Literal["none", "kept", "mine", "shown"]


class AuditLine(Answer):
    """One line of a case's audit. kind: event, a source that was read or refused, or that somebody was shown it.

    what: the step, how the source answered, or shown / revealed. by: an account. text: what they wrote.
    """

    at_ms: int
    kind: Literal["event", "read", "refused", "shown"]
    what: str
    by: str | None
    terminal: str | None
    source_zh: str | None
    source_en: str | None
    fields: list[Said]
    text: str | None
    codes: list[str]
    detail: str | None


class Chain(Answer):
    """How the registry's log stands. rows: of this case. broken: those that do not follow. head: where the log ends."""

    rows: int
    is_whole: bool
    broken: list[int]
    head_seq: int
    head: str


class CaseAudit(Answer):
    """Everything about one case, the oldest first."""

    entries: list[AuditLine]
    chain: Chain


class TrialPerson(Answer):
    """Somebody of the town, masked. zh, en: what they are good for; empty for nobody in particular."""

    subject: str
    name: str
    birth: str
    zh: str
    en: str


class TrialSource(Answer):
    """A source that a matter asks."""

    source: str
    zh: str
    en: str


class TrialMatter(Answer):
    """What can be tried."""

    matter: str
    number: str
    name_zh: str
    name_en: str
    ask: list[CaseAsk]
    needs_promise: bool
    sources: list[TrialSource]


class Trials(Answer):
    """What can be tried on whom. today: by the service's clock."""

    today: str
    people: list[TrialPerson]
    matters: list[TrialMatter]


class TrialAnswer(TrialSource):
    """How a source answered. ms: at the median of its latencies."""

    outcome: Force
    ms: int
    is_forced: bool


class TrialPaper(Answer):
    """What would be printed."""

    title_zh: str
    title_en: str
    rows: list[CaseRow]
    valid_until: str | None
    department: str


class TrialNotice(Answer):
    """What the applicant would read."""

    failing: list[CaseItem]
    pending: list[CaseItem]
    by_staff: Said | None


class Trial(Answer):
    """What a case would come to; nothing of it is kept."""

    subject: str
    matter: str
    version: int
    name_zh: str
    name_en: str
    accepted_on: str
    verdict: Literal["instant", "told_once", "with_gaps", "handed_over"]
    sources: list[TrialAnswer]
    reads: list[TrialRead]
    judged: list[StaffJudged]
    outputs: list[StaffOutput]
    faults: list[str]
    paper: TrialPaper | None
    notice: TrialNotice | None
