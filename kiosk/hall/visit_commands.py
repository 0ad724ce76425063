"""Commands of terminals (自助命令): visits, repairs, papers and notes. Part of `kiosk.hall.commands`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
    acts_until_ms: when an agent's authorisation is over, None where nothing ends it.
    """

    terminal: str
    session: str
    subject: str
    level: int
    proofs: tuple[str, ...]
    principal: str | None = None
    by: str | None = None
    acts_until_ms: int | None = None

    def __post_init__(self) -> None:
        if not self.subject or not self.proofs or not 1 <= self.level <= HIGHEST_LEVEL:
            raise ValueError(f"a subject, its proofs and a level within 1..{HIGHEST_LEVEL} are needed")
        if (self.by is not None) != (not WORDS.isdisjoint(self.proofs)):
            raise ValueError("somebody's word is somebody's, and what is shown is nobody's")
        if self.acts_until_ms is not None and self.principal is None:
            raise ValueError("only who acts for somebody has an authorisation that ends")


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
    """The visit is over (退出). reason: asked · finished · device_fault · supervisor · agent_revoked."""

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


WAYS = frozenset({"pad", "tap"})
"""How somebody signs: on the signature pad, or by a tap, because nobody needs a steady hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMatter:
    """Whoever is logged in has signed for a matter (签名). way: of WAYS.

    length, digest: bytes and keyed hash of the strokes of a pad, which themselves stay with the driver; None of a tap.
    """

    terminal: str
    session: str
    matter: str
    way: str
    length: int | None = None
    digest: str | None = None

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(f"way is one of {', '.join(sorted(WAYS))}")
        if (self.length is not None, self.digest is not None) != (self.way == "pad", self.way == "pad"):
            raise ValueError("strokes have a length and a digest, a tap has neither")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper:
    """Print something for whoever is logged in (出件). level: what it needs. device: kind of printer, or "phone".

    paper: one that did not come, to be printed again; None for a new one. needs_signature: a new one only for who has
    signed for the matter in this session; each signature is good for one paper.
    """

    terminal: str
    session: str
    matter: str
    device: str
    level: int
    paper: str | None = None
    needs_signature: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUnlockCode:
    """A code that unlocks a terminal once (解锁码), for staff who stand there. code_hash: keyed, never the code itself."""

    terminal: str
    code_hash: str
    by: str

    def __post_init__(self) -> None:
        if not self.code_hash:
            raise ValueError("a code has a hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class UseUnlockCode:
    """Somebody at the terminal types a code. Whatever comes of it is an event: no try is lost to the journal."""

    terminal: str
    code_hash: str
