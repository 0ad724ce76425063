"""The issuer's state (发码方状态): who is registered, who acts for whom, which codes are remembered.

Only `apply` functions write here, and only because of an event. A record keeps the instants at which
it changed, so that a code which an offline terminal took is judged by what was true when it was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer.commands import IssuerConfig
from kiosk.identity.issuer.lifecycles import AuthorisationState, Availability
from kiosk.identity.refusals import (
    IssuerDown,
    IssuerNotConfigured,
    IssuerRefuses,
    SubjectIsCancelled,
    UnknownAuthorisation,
    UnknownSubject,
    UnknownTerminal,
)


@dataclass(slots=True)
class Person:
    """Somebody who may hold codes."""

    subject: str
    number_hash: str
    is_insured: bool
    cancelled_at_ms: int | None = None


@dataclass(slots=True)
class Entity:
    """A market entity."""

    subject: str
    number_hash: str
    representative: str
    cancelled_at_ms: int | None = None


Subject = Person | Entity


@dataclass(slots=True)
class Authorisation:
    """Leave to act. by: who granted it."""

    authorisation: str
    principal: str
    agent: str
    scopes: tuple[str, ...]
    from_ms: int
    until_ms: int
    by: str
    state: AuthorisationState = AuthorisationState.PENDING
    confirmed_at_ms: int | None = None
    revoked_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """Where, for whom and why a code was used."""

    session: str
    terminal: str
    purpose: str
    matter: str
    seen_at_ms: int


@dataclass(slots=True)
class Code:
    """A code as it was issued, and its one use. superseded_at_ms: when a newer one of its series was shown."""

    cti: str
    type: CodeType
    holder: str
    subject: str
    scopes: tuple[str, ...]
    authorisation: str | None
    opaque_hash: str | None
    issued_at_ms: int
    expires_at_ms: int
    kept_until_ms: int
    superseded_at_ms: int | None = None
    redemption: Redemption | None = None

    @property
    def agent(self) -> str | None:
        """The holder, where they stand for somebody else."""
        return None if self.holder == self.subject else self.holder

    @property
    def series(self) -> tuple[str, CodeType, str]:
        """Codes of one series follow each other on one phone."""
        return self.holder, self.type, self.subject


@dataclass(slots=True)
class IssuerState:
    """Everything the issuer knows. due: heap of (kept_until_ms, cti) of every remembered code.

    numbers: keyed hash -> subject. newest: series -> cti. opaque: hash of the digits -> cti.
    agencies: (principal, agent) -> their latest authorisation.
    """

    at_ms: int = 0
    config: IssuerConfig | None = None
    availability: Availability = Availability.ANSWERS
    latency_ms: int = 0
    available_again_at_ms: int | None = None
    terminals: dict[str, tuple[CodeType, ...]] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    guardians: dict[str, tuple[str, ...]] = field(default_factory=dict)
    authorisations: dict[str, Authorisation] = field(default_factory=dict)
    agencies: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    newest: dict[tuple[str, CodeType, str], str] = field(default_factory=dict)
    opaque: dict[str, str] = field(default_factory=dict)
    due: list[tuple[int, str]] = field(default_factory=list)


# What a decision may ask. Each raises the refusal that explains why there is no answer.


def configured(state: IssuerState) -> IssuerConfig:
    """The rules, or IssuerNotConfigured."""
    if state.config is None:
        raise IssuerNotConfigured
    return state.config


def check_available(state: IssuerState) -> None:
    """Raises IssuerDown or IssuerRefuses while the issuer serves nobody."""
    if state.availability is Availability.DOWN:
        raise IssuerDown
    if state.availability is Availability.REFUSES:
        raise IssuerRefuses


def types_taken(state: IssuerState, terminal: str) -> tuple[CodeType, ...]:
    """What a terminal may ask about, or UnknownTerminal."""
    taken = state.terminals.get(terminal)
    if taken is None:
        raise UnknownTerminal(terminal=terminal)
    return taken


def registered(state: IssuerState, subject: str, at_ms: int) -> Subject:
    """A person or entity registered at that instant, or UnknownSubject or SubjectIsCancelled."""
    known = state.subjects.get(subject)
    if known is None:
        raise UnknownSubject(subject=subject)
    if known.cancelled_at_ms is not None and at_ms >= known.cancelled_at_ms:
        # Without the id: whoever is refused learns nothing of whom.
        raise SubjectIsCancelled
    return known


def person(state: IssuerState, subject: str, at_ms: int) -> Person:
    """A person registered at that instant; an entity of this id is no person."""
    known = registered(state, subject, at_ms)
    if not isinstance(known, Person):
        raise UnknownSubject(subject=subject)
    return known


def entity(state: IssuerState, subject: str, at_ms: int) -> Entity:
    """An entity registered at that instant; a person of this id is no entity."""
    known = registered(state, subject, at_ms)
    if not isinstance(known, Entity):
        raise UnknownSubject(subject=subject)
    return known


def known_authorisation(state: IssuerState, authorisation: str) -> Authorisation:
    """An authorisation, whatever has become of it, or UnknownAuthorisation."""
    known = state.authorisations.get(authorisation)
    if known is None:
        raise UnknownAuthorisation(authorisation=authorisation)
    return known
