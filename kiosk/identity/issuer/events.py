"""Events (事件): what has happened at the issuer. Past tense, frozen; applying them rebuilds it.

Pseudonyms, keyed hashes, codes' random identities: nothing here is a personal value, so the journal
may be kept longer than the people's data.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer.commands import Evidence, IssuerConfig
from kiosk.identity.issuer.lifecycles import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerConfigured:
    """The rules are set."""

    at_ms: int
    config: IssuerConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalEnrolled:
    """The terminal may ask about codes of these types."""

    at_ms: int
    terminal: str
    types: tuple[CodeType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalRemoved:
    """The terminal may ask no more."""

    at_ms: int
    terminal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered:
    """A person may hold codes."""

    at_ms: int
    subject: str
    number_hash: str
    is_insured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRegistered:
    """An entity may be acted for."""

    at_ms: int
    subject: str
    number_hash: str
    representative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCancelled:
    """The person or entity has left the register."""

    at_ms: int
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianLinked:
    """The guardian stands in for the ward."""

    at_ms: int
    ward: str
    guardian: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianUnlinked:
    """The guardian stands in no more."""

    at_ms: int
    ward: str
    guardian: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationGranted:
    """An agent may act once they have confirmed. by: who granted."""

    at_ms: int
    authorisation: str
    principal: str
    agent: str
    scopes: tuple[str, ...]
    from_ms: int
    until_ms: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationConfirmed:
    """The agent has accepted."""

    at_ms: int
    authorisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationRevoked:
    """The agent may act no more. by: which of the two ended it."""

    at_ms: int
    authorisation: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued:
    """A code is on the phone of its holder. subject: whom it stands for, the holder or an entity.

    authorisation: by which the agent acts, or None for the representative. kept_until_ms: when it may be forgotten.
    """

    at_ms: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRedeemed:
    """The code has been used, once and for all. seen_at_ms: when it was scanned, earlier if the terminal was offline."""

    at_ms: int
    cti: str
    session: str
    terminal: str
    purpose: str
    matter: str
    seen_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeForgotten:
    """Nobody can show this code any more, and nobody can report it: it need not be known."""

    at_ms: int
    cti: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityChanged:
    """The issuer answers differently now."""

    at_ms: int
    availability: Availability
    latency_ms: int
    until_ms: int | None


Event = (
    IssuerConfigured
    | TerminalEnrolled
    | TerminalRemoved
    | PersonRegistered
    | EntityRegistered
    | SubjectCancelled
    | GuardianLinked
    | GuardianUnlinked
    | AuthorisationGranted
    | AuthorisationConfirmed
    | AuthorisationRevoked
    | CodeIssued
    | CodeRedeemed
    | CodeForgotten
    | AvailabilityChanged
)
