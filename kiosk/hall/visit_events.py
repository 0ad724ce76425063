"""Events of terminals (自助事件): visits, repairs, papers and notes. Part of `kiosk.hall.events`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.visit_commands import TaskStep


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """Somebody stands before the terminal."""

    at_ms: int
    terminal: str
    session: str
    is_elder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTouched:
    """Still there: the time begins anew, a question is answered."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionModeSet:
    """Elder mode on or off."""

    at_ms: int
    terminal: str
    session: str
    is_elder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """The citizen is known at a level. proofs: all that have been shown. by: whose word the last one is, or None.

    acts_until_ms: when the authorisation ends by which they act for the principal, and the visit with it.
    """

    at_ms: int
    terminal: str
    session: str
    subject: str
    level: int
    proofs: tuple[str, ...]
    principal: str | None
    # With a default: journals of before there were helpers do not name any.
    by: str | None = None
    acts_until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalChosen:
    """Whom the citizen acts for from now; None: for themselves."""

    at_ms: int
    terminal: str
    session: str
    principal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld:
    """The timers stand still until it is released, at the latest at overdue_at_ms."""

    at_ms: int
    terminal: str
    session: str
    reason: str
    overdue_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReleased:
    """The timers run again. is_overdue: because the device took too long."""

    at_ms: int
    terminal: str
    session: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWarned:
    """「您还在吗?」 The session ends at ends_at_ms unless somebody touches."""

    at_ms: int
    terminal: str
    session: str
    ends_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInserted:
    """A card lies in the reader."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRemoved:
    """The card is the citizen's again."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """The visit is over and nothing of the person is left.

    reason: asked · finished · idle · timed_out · device_fault · supervisor · agent_revoked · agent_expired.
    """

    at_ms: int
    terminal: str
    session: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAlarmed:
    """The card still lies there: staff are called."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRetracted:
    """Nobody came for the card; the reader keeps it for its owner."""

    at_ms: int
    terminal: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """A person must come (工单). task: its number, never given twice."""

    at_ms: int
    task: str
    terminal: str
    device: str
    cause: str
    action: str
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAdvanced:
    """One step of a task is done. by: who did it, or None for the hall's own devices."""

    at_ms: int
    task: str
    step: TaskStep
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSigned:
    """Somebody has signed for a matter. way: pad or tap. length, digest: of a pad's strokes, None of a tap."""

    at_ms: int
    terminal: str
    session: str
    matter: str
    subject: str
    way: str
    length: int | None
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrdered:
    """A paper is to be printed. paper: its number, the same when it is printed again. copy: 2 is the last.

    level: at which it was first issued, also of one that is printed again; asked_level: of the session that asks for it
    again, None of a new one.
    """

    at_ms: int
    terminal: str
    session: str
    paper: str
    matter: str
    device: str
    subject: str
    level: int
    copy: int
    # With a default: in journals of before, a paper that was printed again took the level of whoever asked.
    asked_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSettled:
    """What became of a paper. outcome: print · take · send · retract · fail · lose."""

    at_ms: int
    terminal: str
    paper: str
    outcome: str
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLeft:
    """Somebody asks the back office. note: its number, never given twice. due_at_ms: the end of its term."""

    at_ms: int
    note: str
    terminal: str
    session: str | None
    subject: str | None
    matter: str | None
    cause: str
    writing: str | None
    due_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClosed:
    """The note is gone. by: who has answered it, or None at the end of its term."""

    at_ms: int
    note: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockCodeGiven:
    """A code may unlock the terminal once, until expires_at_ms. One given before is good for nothing any more."""

    at_ms: int
    terminal: str
    code_hash: str
    expires_at_ms: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockCodeUsed:
    """Somebody typed a code. outcome: unlocked · wrong · over. left: tries that the code still has. by: who had given it."""

    at_ms: int
    terminal: str
    outcome: str
    left: int
    by: str | None
