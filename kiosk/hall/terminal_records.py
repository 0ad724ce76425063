"""What the state keeps of terminals (自助终端记录): sessions, tasks, papers, notes and unlock codes.

Mutable records without rules; only `apply` functions write them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.lifecycles import PaperState, SessionState, TaskState


@dataclass(slots=True)
class Session:
    """A visit at a terminal. subject, principal: pseudonyms, None until known and again after the end.

    due_ms: when it is asked, ends, or its forgotten card is seen to. has_card: one lies in the reader.
    signed: matters that were signed for and of which no paper has been ordered yet. acts_until_ms: when the
    authorisation is over by which they act for the principal.
    """

    session: str
    terminal: str
    started_at_ms: int
    state: SessionState = SessionState.ACTIVE
    is_elder: bool = False
    subject: str | None = None
    principal: str | None = None
    level: int = 0
    proofs: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    hold: str | None = None
    has_card: bool = False
    due_ms: int = 0
    acts_until_ms: int | None = None

    @property
    def holder(self) -> str | None:
        """Whose cases are meant, or None while nobody is known."""
        return self.subject if self.principal is None else self.principal


@dataclass(slots=True)
class Task:
    """A person must see to a device. by, stepped_at_ms: who did the last step and when, None before the first."""

    task: str
    terminal: str
    device: str
    cause: str
    action: str
    opened_at_ms: int
    due_at_ms: int
    state: TaskState = TaskState.OPEN
    by: str | None = None
    stepped_at_ms: int | None = None


@dataclass(slots=True)
class Paper:
    """Something printed for somebody. level: what they had shown when it was first issued. copy: 2 is the last. cause: why it did not come."""

    paper: str
    matter: str
    device: str
    terminal: str
    session: str
    subject: str
    level: int
    ordered_at_ms: int
    state: PaperState = PaperState.ORDERED
    copy: int = 1
    cause: str | None = None


@dataclass(slots=True)
class Note:
    """Something for the back office. writing: key of what was written, in a table of its own."""

    note: str
    terminal: str
    session: str | None
    subject: str | None
    matter: str | None
    cause: str
    writing: str | None
    left_at_ms: int
    due_at_ms: int


@dataclass(slots=True)
class Unlock:
    """A code that unlocks a terminal once. tries: how often something else was typed. by: who has given it."""

    terminal: str
    code_hash: str
    expires_at_ms: int
    by: str
    tries: int = 0
