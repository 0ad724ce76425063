"""Shapes of what terminals and the mock phone send and get (自助会话的数据格式); see `kiosk.web.schemas`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hall.commands import TaskStep
from kiosk.live.signing import MOST_STROKES
from kiosk.web.schemas import Answer, Body

SessionId = Annotated[str, Field(min_length=1, max_length=64)]
LONGEST_CODE = 4_296
"""Characters of the largest QR code."""
LONGEST_GRANT_DAYS = 366

# Bodies.


class Start(Body):
    """Somebody touches the screen."""

    is_elder: bool = False


class Touch(Body):
    """They are still there."""

    session: SessionId


class ModeChoice(Body):
    """Elder mode, or not."""

    session: SessionId
    is_elder: bool


class End(Body):
    """They leave, or are done."""

    session: SessionId
    reason: Literal["asked", "finished"]


class CodeText(Body):
    """A code that was pasted, or typed by a scanner."""

    session: SessionId
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]


class FaceConsent(Body):
    """The camera may look once; without consent it does not."""

    session: SessionId
    consents: Literal[True]


class SignatureOrder(Body):
    """Somebody is to sign, or taps to confirm, for a matter."""

    session: SessionId
    matter: Annotated[str, Field(min_length=1, max_length=64)]


class LeftSignature(Body):
    """Whoever was asked to sign has gone back."""

    session: SessionId


class DrawnSignature(Body):
    """A signature drawn on the screen: strokes of [x, y, ms since the stroke began], x and y in hundredths of a millimetre."""

    session: SessionId
    strokes: Annotated[list[list[tuple[int, int, int]]], Field(min_length=1, max_length=MOST_STROKES)]


class UnlockCode(Body):
    """What staff type at a terminal."""

    code: Annotated[str, Field(pattern="^[0-9]{6}$")]


class NoteOrder(Body):
    """What is left for the back office. cause: code of what went wrong. phone: to answer to."""

    cause: Annotated[str, Field(pattern="^[a-z_]{1,64}$")]
    matter: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    phone: Annotated[str, Field(pattern="^1[3-9][0-9]{9}$")] | None = None
    text: Annotated[str, Field(min_length=1, max_length=500)] | None = None


class ServiceChoice(Body):
    """Whether the terminal serves citizens."""

    in_service: bool


class PrincipalChoice(Body):
    """Whom to act for. ward: as the session's holder names them, or null for oneself."""

    session: SessionId
    ward: Annotated[str, Field(min_length=1, max_length=64)] | None


class HelperWord(Body):
    """A helper signs at the terminal, and has seen the card or the code."""

    session: SessionId
    account: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=256)]
    has_seen: Literal[True]


class StaffWord(Body):
    """Staff confirm whoever has been verified in this session."""

    session: SessionId


class CodeOrder(Body):
    """Which code the phone is to show."""

    kind: Literal["citizen", "legal_person", "medical"]


class Grant(Body):
    """A company lets an agent act. days: from now."""

    principal: Annotated[str, Field(min_length=1, max_length=32)]
    agent: Annotated[str, Field(min_length=1, max_length=32)]
    scopes: Annotated[list[Literal["*", "licence", "tax", "social"]], Field(min_length=1, max_length=4)]
    days: Annotated[int, Field(ge=1, le=LONGEST_GRANT_DAYS)]


class StepOrder(Body):
    """What somebody has done at a terminal that needed them."""

    step: TaskStep


# Answers.


class SessionName(Answer):
    """The session that began."""

    session: str


class OrderedPaper(Answer):
    """The paper's number: also what its holder tells at another terminal or counter. copy: 2 is the last."""

    paper: str
    copy_number: int


class LeftNote(Answer):
    """The note's number."""

    note: str


class WrittenNote(Answer):
    """A note as the back office reads it. phone, text: null where nothing was written, or it is erased."""

    note: str
    terminal: str
    subject: str | None
    matter: str | None
    cause: str
    left_at_ms: int
    due_at_ms: int
    phone: str | None
    text: str | None


class WrittenNotes(Answer):
    """Open notes, the oldest first."""

    notes: list[WrittenNote]


class TerminalState(Answer):
    """What the terminal is worth now."""

    state: Literal["inService", "degraded", "outOfService", "supervisor", "offline"]


class Done(Answer):
    """Nothing more to say."""


class PersonaRecord(Answer):
    """Somebody to be. name_zh, name_en: masked; what_zh, what_en: whom they play. for_zh, for_en: whom they act for."""

    key: str
    name_zh: str
    name_en: str
    what_zh: str
    what_en: str
    has_phone: bool
    kinds: list[Literal["citizen", "legal_person", "medical"]]
    for_zh: str | None
    for_en: str | None


class Personas(Answer):
    """People to try the terminals with."""

    personas: list[PersonaRecord]


class ShownCode(Answer):
    """A code on a phone; instants in service time. digits: the same code as twenty digits, to be read aloud."""

    text: str
    digits: str
    issued_at_ms: int
    expires_at_ms: int
    now_ms: int


class Choosable(Answer):
    """Something to choose on a phone."""

    key: str
    name_zh: str
    name_en: str


class AuthorisationRecord(Answer):
    """Leave to act, as one of its two sides sees it. is_agent: theirs is the agent's side. scopes: keys; "*" is all."""

    id: str
    state: Literal["pending", "active", "revoked", "over"]
    principal_zh: str
    principal_en: str
    agent_zh: str
    agent_en: str
    is_agent: bool
    scopes: list[str]
    from_ms: int
    until_ms: int
    can_confirm: bool
    can_revoke: bool


class Authorisations(Answer):
    """The newest first. principals: companies they may grant for; agents, scopes: to choose from."""

    principals: list[Choosable]
    agents: list[Choosable]
    scopes: list[Choosable]
    authorisations: list[AuthorisationRecord]
    now_ms: int


class GivenUnlockCode(Answer):
    """Told once, to whoever asked for it; instants in service time."""

    code: str
    expires_at_ms: int
    now_ms: int


class PhoneFile(Answer):
    """A paper on a phone. name_zh has its break points."""

    hall: str
    hall_zh: str
    hall_en: str
    paper: str
    name_zh: str
    name_en: str
    at_ms: int
    until_ms: int


class PhoneFileList(Answer):
    """The newest first."""

    files: list[PhoneFile]
    now_ms: int
