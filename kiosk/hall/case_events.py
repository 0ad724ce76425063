"""Events of cases (办件事件). Part of `kiosk.hall.events`, which has them all.

Dates of terms travel in the events: a restart reads them and counts nothing anew. A `route` cause is never in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.approval.decisions import Result, Verdict
from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.lifecycles import CaseState


class Light(StrEnum):
    """How a running term stands: 绿 · 黄 nearly used up · 红 the promise is missed · 黑 the law's term is missed."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLACK = "black"


class Owner(StrEnum):
    """Who has to do something next."""

    APPLICANT = "applicant"
    SYSTEM = "system"
    COUNTER = "counter"
    OFFICE = "office"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something that must still be brought (容缺补交). due_on: its last day, "YYYY-MM-DD"."""

    material: str
    due_on: str
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The two terms of a running case (承诺时限 · 法定时限), as last days. is_estimate: one lies beyond the calendar."""

    promised_on: str
    statutory_on: str
    is_estimate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePublished:
    """From now these matters can be begun; what is under way keeps its version."""

    at_ms: int
    digest: str
    matters: tuple[MatterRules, ...]
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendarSet:
    """The working days are known anew."""

    at_ms: int
    calendar: WorkCalendar
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """A draft. case: its number of 43 characters; alias: what people type. subject: who is there; principal: for whom."""

    at_ms: int
    case: str
    alias: str
    matter: str
    version: int
    terminal: str
    session: str
    subject: str
    principal: str | None
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted:
    """It was submitted and judged, in one step. accepted_on: the date that decided which version is in force."""

    at_ms: int
    case: str
    version: int
    facts: str
    results: tuple[tuple[str, Result], ...]
    verdict: Verdict
    accepted_on: str
    is_sampled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseToldOnce:
    """Everything that is missing, told at once (一次性告知). pending: what could not be verified (尚待核验). by: or None."""

    at_ms: int
    case: str
    codes: tuple[str, ...]
    pending: tuple[str, ...]
    due_on: str
    due_at_ms: int
    by: str | None
    writing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOver:
    """A person has it now. owner: counter, with a ticket, or the office. due_at_ms: when it counts as accepted."""

    at_ms: int
    case: str
    owner: Owner
    ticket: str | None
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTakenUp:
    """A clerk goes on with it at a counter, while its holder's ticket is served there."""

    at_ms: int
    case: str
    counter: str
    ticket: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted:
    """The terms run from the next working day. step: accept · accept_with_gaps · deem_accepted."""

    at_ms: int
    case: str
    step: str
    accepted_on: str
    terms: Terms
    obligations: tuple[Obligation, ...]
    due_at_ms: int | None
    by: str | None
    writing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStepped:
    """One step that changes state or owner and no date. by: an account, or None for the system or the applicant."""

    at_ms: int
    case: str
    step: str
    due_at_ms: int | None
    by: str | None
    writing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRedated:
    """Its terms end on other days: a special procedure is over, it was extended, the calendar is another (step None).

    days: working days by which they move.
    """

    at_ms: int
    case: str
    step: str | None
    terms: Terms
    due_at_ms: int | None
    by: str | None
    days: int = 0
    writing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSupplied:
    """One thing that was missing has been brought."""

    at_ms: int
    case: str
    material: str
    due_at_ms: int | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLightChanged:
    """A term is nearly used up, or missed."""

    at_ms: int
    case: str
    light: Light
    due_at_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDelivered:
    """The certificate is stored; the case is closed. visits: days on which somebody had to come for it; 0: unknown."""

    at_ms: int
    case: str
    certificate: str
    digest: str
    visits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRated:
    """好差评. was: how the case stood."""

    at_ms: int
    case: str
    was: CaseState
    grade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRevoked:
    """The certificate goes onto the revocation list. was: how the case stood."""

    at_ms: int
    case: str
    was: CaseState
    certificate: str
    by: str
    writing: str | None
