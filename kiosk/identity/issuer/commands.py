"""Commands (命令): what may be asked of the issuer. Imperative, frozen, valid from birth.

Nothing personal comes in: a subject is a pseudonym, a number a keyed hash, the opaque digits their
SHA-256. Random identities are the driver's, and come with the command. `by` is the subject that asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.calendars.spans import SECOND_MS
from kiosk.identity.codes import CTI_BYTES, SKEW_MS, CodeType
from kiosk.identity.issuer.lifecycles import Availability

EVERY_TYPE: Final = tuple(CodeType)
ALL_SCOPES: Final = "*"
"""全业务: the scope that covers every other."""
LONGEST_WORD: Final = 120
"""Characters of a purpose, a matter or a session."""
LONGEST_SUBJECT: Final = 32
LONGEST_SCOPES: Final = 120
"""Bytes of all scopes of an authorisation, and two for each: with subjects no longer, they fit into a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerConfig:
    """The issuer's rules. *_ms: how long a code of each type lives. offline_ms: longest time that a terminal
    without a link takes codes. newest_only: an older code of a holder dies when a newer one is shown.
    """

    citizen_ms: int = 60_000
    legal_person_ms: int = 60_000
    medical_ms: int = 60_000
    skew_ms: int = SKEW_MS
    offline_ms: int = 1_800_000
    newest_only: bool = False

    def __post_init__(self) -> None:
        lifetimes = (self.citizen_ms, self.legal_person_ms, self.medical_ms)
        if any(each <= 0 or each % SECOND_MS for each in lifetimes):
            raise ValueError("a code lives for whole seconds")
        if self.skew_ms < 0 or self.offline_ms < 0:
            raise ValueError("skew and offline period are no less than 0")

    def lifetime_ms(self, kind: CodeType) -> int:
        """How long a code of this type lives."""
        return {
            CodeType.CITIZEN: self.citizen_ms,
            CodeType.LEGAL_PERSON: self.legal_person_ms,
            CodeType.MEDICAL: self.medical_ms,
        }[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigureIssuer:
    """Set the rules, for codes issued from now on."""

    config: IssuerConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolTerminal:
    """This terminal may ask, about codes of these types. Enrolling again replaces the types."""

    terminal: str
    types: tuple[CodeType, ...] = EVERY_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTerminal:
    """This terminal may ask no more."""

    terminal: str


def check_subject(subject: str) -> None:
    """Raises ValueError for a pseudonym that is empty or too long for a code."""
    if not 0 < len(subject.encode()) <= LONGEST_SUBJECT:
        raise ValueError(f"a subject has 1 to {LONGEST_SUBJECT} bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    """A person who may hold codes. number_hash: keyed hash of the 公民身份号码, by which an ID card is recognised."""

    subject: str
    number_hash: str
    is_insured: bool = False

    def __post_init__(self) -> None:
        check_subject(self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntity:
    """A market entity (市场主体). number_hash: keyed hash of its credit code. representative: 法定代表人.

    Registering it again names another representative.
    """

    subject: str
    number_hash: str
    representative: str

    def __post_init__(self) -> None:
        check_subject(self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSubject:
    """The person or entity leaves the register."""

    subject: str


class Evidence(StrEnum):
    """Which paper shows whose child somebody is: 出生证明 or 户口簿."""

    BIRTH_CERTIFICATE = "birth_certificate"
    HOUSEHOLD_REGISTER = "household_register"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGuardian:
    """A parent stands in for a child. Linking again changes nothing.

    is_under_14: found by the driver, who may see a birthday; the journal may not.
    """

    ward: str
    guardian: str
    evidence: Evidence
    is_under_14: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkGuardian:
    """The guardian stands in no more."""

    ward: str
    guardian: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAuthorisation:
    """A principal lets an agent act (授权), from from_ms until before until_ms; the agent must confirm.

    by: the person who grants: the principal, or the representative of a principal that is an entity.
    """

    authorisation: str
    principal: str
    agent: str
    scopes: tuple[str, ...]
    from_ms: int
    until_ms: int
    by: str

    def __post_init__(self) -> None:
        if not self.from_ms < self.until_ms:
            raise ValueError("an authorisation ends after it begins")
        if not self.scopes or not all(self.scopes):
            raise ValueError("an authorisation is for something")
        if sum(len(scope.encode()) + 2 for scope in self.scopes) > LONGEST_SCOPES:
            raise ValueError("an authorisation names no more scopes than a code can carry")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAuthorisation:
    """The agent accepts."""

    authorisation: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAuthorisation:
    """Grantor or agent ends it, at once."""

    authorisation: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCode:
    """Show a code on the phone. cti: 9 random bytes, hex. principal: the entity chosen, for a legal person's code.

    opaque_hash: SHA-256 (hex) of the twenty digits shown beside it, or None.
    """

    cti: str
    type: CodeType
    holder: str
    principal: str | None = None
    opaque_hash: str | None = None

    def __post_init__(self) -> None:
        if len(bytes.fromhex(self.cti)) != CTI_BYTES:
            raise ValueError(f"a cti has {CTI_BYTES} bytes")
        if (self.principal is not None) != (self.type is CodeType.LEGAL_PERSON):
            raise ValueError("only a legal person's code names a principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode:
    """A terminal has scanned a code: who is it? It says who it is, why it asks and for which matter.

    cti or opaque_hash: which code. session: asking again for the same one gives the same answer. types: what the
    matter takes. seen_at_ms: when a terminal without a link took the code; None: just now.
    """

    session: str
    terminal: str
    purpose: str
    matter: str
    cti: str | None = None
    opaque_hash: str | None = None
    types: tuple[CodeType, ...] = EVERY_TYPE
    seen_at_ms: int | None = None

    def __post_init__(self) -> None:
        if (self.cti is None) == (self.opaque_hash is None):
            raise ValueError("name a code by its cti or by its opaque form")
        for word in (self.session, self.terminal, self.purpose, self.matter):
            if not 0 < len(word) <= LONGEST_WORD:
                raise ValueError("session, terminal, purpose and matter are named")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAvailability:
    """The issuer answers, refuses, is slow by latency_ms, or is down; until_ms: until then, or for good."""

    availability: Availability
    latency_ms: int = 0
    until_ms: int | None = None

    def __post_init__(self) -> None:
        if (self.latency_ms > 0) != (self.availability is Availability.SLOW):
            raise ValueError("slow is slow by something, and nothing else is")


Command = (
    ConfigureIssuer
    | EnrolTerminal
    | RemoveTerminal
    | RegisterPerson
    | RegisterEntity
    | CancelSubject
    | LinkGuardian
    | UnlinkGuardian
    | GrantAuthorisation
    | ConfirmAuthorisation
    | RevokeAuthorisation
    | IssueCode
    | RedeemCode
    | SetAvailability
)
