"""The audit's walk along sessions and tasks (核查自助会话与工单): is every event allowed where it stands?

Independent of the kernel's deciding and applying, as audit_walk is for tickets: it looks steps up in the lifecycle
tables and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.commands import HIGHEST_LEVEL
from kiosk.hall.lifecycles import SESSION, SOMEBODY_THERE, TASK, SessionState, TaskState
from kiosk.hall.sessions import AGENT_EXPIRED
from kiosk.live import findings as f

CARD_LEFT: Final = frozenset({SessionState.CARD_LEFT, SessionState.CARD_ALARMED})


@dataclass(slots=True)
class Visitor:
    """A session as the events tell of it. held_until_ms: when its hold is over at the latest.

    ward: whom the visitor has chosen to act for, as their guardian; no code says so. acts_until_ms: of an agent.
    """

    session: str
    state: SessionState = SessionState.ACTIVE
    subject: str | None = None
    principal: str | None = None
    ward: str | None = None
    level: int = 0
    proofs: frozenset[str] = frozenset()
    held_until_ms: int = 0
    has_card: bool = False
    acts_until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ByCode:
    """A log-in that a code was shown for. is_new: none had been shown in this session before."""

    where: str
    at_ms: int
    terminal: str
    session: str
    subject: str
    principal: str | None
    is_new: bool


@dataclass(slots=True)
class Visits:
    """Everything heard so far. known: every session there was; by_code: for the issuer's side of it.

    needs: of open tasks, number -> (terminal, device, cause).
    papers: number -> level at which it was first issued.
    """

    report: f.Report
    where: str = ""
    terminals: set[str] = field(default_factory=set)
    at: dict[str, Visitor] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    by_code: list[ByCode] = field(default_factory=list)
    tasks: dict[str, TaskState] = field(default_factory=dict)
    needs: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    last_task: int = 0
    papers: dict[str, int] = field(default_factory=dict)

    def configure(self, terminals: tuple[str, ...]) -> None:
        """These are there now; sessions at others go on."""
        self.terminals = set(terminals)

    def hear(self, event: Any, where: str) -> None:
        """The next event of a session or a task."""
        self.where = where
        HEARS[type(event)](self, event)

    def finish(self, at_ms: int) -> None:
        """After the last entry, which was decided at this instant."""
        for terminal, visitor in self.at.items():
            if visitor.state is SessionState.HELD and visitor.held_until_ms < at_ms:
                what = f"is held although its hold was over at {visitor.held_until_ms}"
                self.report(f.HOLD, f"session {visitor.session} at {terminal}", what)

    def find(self, event: Any) -> Visitor | None:
        """The session that an event names, if it is the one at its terminal."""
        visitor = self.at.get(event.terminal)
        if visitor is None or visitor.session != event.session:
            there = "nobody" if visitor is None else visitor.session
            what = f"{type(event).__name__} of session {event.session}, but {there} is at {event.terminal}"
            self.report(f.LIVE_SESSION, self.where, what)
            return None
        if visitor.state is SessionState.HELD and event.at_ms > visitor.held_until_ms:
            what = f"session {visitor.session} is still held at {event.at_ms}, after {visitor.held_until_ms}"
            self.report(f.HOLD, self.where, what)
        if visitor.acts_until_ms is not None and event.at_ms > visitor.acts_until_ms:
            what = f"session {visitor.session} goes on at {event.at_ms} by an authorisation that was over at {visitor.acts_until_ms}"
            self.report(f.LIVE_SESSION, self.where, what)
        return visitor

    def move(self, event: Any, what: str, invariant: int) -> Visitor | None:
        """The session, one step along its lifecycle; None if it is not there. invariant: that a wrong step breaks."""
        visitor = self.find(event)
        if visitor is None:
            return None
        state = SESSION.get((visitor.state, what))
        if state is None:
            self.report(invariant, self.where, f"session {visitor.session} cannot {what}: it is {visitor.state}")
        else:
            visitor.state = state
        return visitor


def _started(walk: Visits, event: e.SessionStarted) -> None:
    there = walk.at.get(event.terminal)
    if there is not None and there.state in CARD_LEFT:
        walk.report(f.CARD, walk.where, f"session {event.session} begins at {event.terminal} over a card left there")
    elif there is not None:
        walk.report(f.ONE_SESSION, walk.where, f"session {event.session} begins while {there.session} is at it")
    if event.session in walk.known:
        walk.report(f.ONE_SESSION, walk.where, f"session {event.session} begins a second time")
    if event.terminal not in walk.terminals:
        walk.report(f.ONE_SESSION, walk.where, f"there is no terminal {event.terminal}")
    walk.known.add(event.session)
    walk.at[event.terminal] = Visitor(event.session)


def _touched(walk: Visits, event: Any) -> None:
    walk.move(event, "touch", f.LIVE_SESSION)


def _logged_in(walk: Visits, event: e.LoggedIn) -> None:
    visitor = walk.move(event, "touch", f.LIVE_SESSION)
    if visitor is None:
        return
    if event.level < visitor.level or not 0 < event.level <= HIGHEST_LEVEL:
        walk.report(f.LEVEL, walk.where, f"level {event.level} in session {event.session} after {visitor.level}")
    is_same = (event.subject, event.principal) == (visitor.subject, visitor.principal)
    if visitor.subject is not None and not is_same:
        walk.report(f.LEVEL, walk.where, f"session {event.session} becomes somebody else's")
    if not visitor.proofs <= set(event.proofs):
        walk.report(f.LEVEL, walk.where, f"session {event.session} forgets a proof: {', '.join(event.proofs)} are left")
    if "code" in event.proofs:
        is_new = "code" not in visitor.proofs
        place = (event.terminal, event.session)
        principal = None if event.principal == visitor.ward else event.principal
        walk.by_code.append(ByCode(walk.where, event.at_ms, *place, event.subject, principal, is_new))
    visitor.subject, visitor.principal = event.subject, event.principal
    visitor.level, visitor.proofs = event.level, frozenset(event.proofs)
    visitor.acts_until_ms = event.acts_until_ms


def _chosen(walk: Visits, event: e.PrincipalChosen) -> None:
    visitor = walk.move(event, "touch", f.LIVE_SESSION)
    if visitor is None:
        return
    if visitor.subject is None:
        walk.report(f.LEVEL, walk.where, f"session {event.session} acts for somebody and is nobody's")
    visitor.principal = visitor.ward = event.principal
    visitor.acts_until_ms = None


def _signed(walk: Visits, event: e.MatterSigned) -> None:
    visitor = walk.move(event, "touch", f.LIVE_SESSION)
    if visitor is not None and visitor.subject != event.subject:
        what = f"{event.subject} signs in session {event.session}, which is {visitor.subject or 'nobody'}'s"
        walk.report(f.LEVEL, walk.where, what)


def _paper(walk: Visits, event: e.PaperOrdered) -> None:
    first = walk.papers.setdefault(event.paper, event.level)
    # Journals of before say nothing of who asked, and took the level from them.
    if event.asked_level is not None and event.level != first:
        walk.report(
            f.PAPER_LEVEL, walk.where, f"paper {event.paper} is printed again at level {event.level}, not {first}"
        )


def _held(walk: Visits, event: e.SessionHeld) -> None:
    visitor = walk.move(event, "hold", f.HOLD)
    if visitor is not None:
        visitor.held_until_ms = event.overdue_at_ms


def _released(walk: Visits, event: e.SessionReleased) -> None:
    visitor = walk.move(event, "release", f.HOLD)
    if visitor is not None and event.is_overdue != (event.at_ms == visitor.held_until_ms):
        what = f"session {event.session} is released at {event.at_ms}, overdue at {visitor.held_until_ms}"
        walk.report(f.HOLD, walk.where, what)


def _warned(walk: Visits, event: e.SessionWarned) -> None:
    walk.move(event, "warn", f.LIVE_SESSION)


def _inserted(walk: Visits, event: e.CardInserted) -> None:
    visitor = walk.move(event, "touch", f.LIVE_SESSION)
    if visitor is not None:
        if visitor.has_card:
            walk.report(f.CARD, walk.where, f"a second card lies in the reader of {event.terminal}")
        visitor.has_card = True


def _removed(walk: Visits, event: e.CardRemoved) -> None:
    visitor = walk.find(event)
    if visitor is None:
        return
    if not visitor.has_card:
        walk.report(f.CARD, walk.where, f"a card is taken from {event.terminal}, where none lies")
    visitor.has_card = False
    if visitor.state in SOMEBODY_THERE:
        walk.move(event, "touch", f.LIVE_SESSION)
    else:
        _leave(walk, event, "take_card")


def _ended(walk: Visits, event: e.SessionEnded) -> None:
    visitor = walk.at.get(event.terminal)
    if visitor is not None and event.reason == AGENT_EXPIRED and event.at_ms != visitor.acts_until_ms:
        what = f"session {event.session} ends with an authorisation that ends at {visitor.acts_until_ms}"
        walk.report(f.LIVE_SESSION, walk.where, what)
    if visitor is not None and visitor.has_card:
        walk.move(event, "forget_card", f.LIVE_SESSION)
    else:
        _leave(walk, event, "end", f.LIVE_SESSION)


def _alarmed(walk: Visits, event: e.CardAlarmed) -> None:
    walk.move(event, "alarm", f.CARD)


def _retracted(walk: Visits, event: e.CardRetracted) -> None:
    _leave(walk, event, "retract")


def _leave(walk: Visits, event: Any, what: str, invariant: int = f.CARD) -> None:
    """The terminal is free again."""
    if walk.move(event, what, invariant) is not None:
        del walk.at[event.terminal]


def _opened(walk: Visits, event: e.TaskOpened) -> None:
    expected = f"T{walk.last_task + 1:04d}"
    if event.task != expected:
        walk.report(f.TASKS, walk.where, f"task {event.task} is opened, the next is {expected}")
    need = (event.terminal, event.device, event.cause)
    other = next((number for number, open_need in walk.needs.items() if open_need == need), None)
    if other is not None:
        walk.report(f.TASKS, walk.where, f"task {event.task} is opened for the need of {other}, which is open")
    if event.terminal not in walk.terminals:
        walk.report(f.TASKS, walk.where, f"task {event.task}: there is no terminal {event.terminal}")
    walk.last_task += 1
    walk.tasks[event.task] = TaskState.OPEN
    walk.needs[event.task] = need


def _advanced(walk: Visits, event: e.TaskAdvanced) -> None:
    state = walk.tasks.get(event.task)
    if state is None:
        walk.report(f.TASKS, walk.where, f"task {event.task} is not open")
        return
    after = TASK.get((state, event.step.value))
    if after is None:
        walk.report(f.TASKS, walk.where, f"task {event.task} cannot {event.step.value}: it is {state.value}")
        return
    walk.tasks[event.task] = after
    if after is TaskState.CLOSED:
        del walk.tasks[event.task], walk.needs[event.task]


HEARS: Final[dict[type[Any], Callable[[Visits, Any], None]]] = {
    e.SessionStarted: _started,
    e.SessionTouched: _touched,
    e.SessionModeSet: _touched,
    e.LoggedIn: _logged_in,
    e.PrincipalChosen: _chosen,
    e.MatterSigned: _signed,
    e.PaperOrdered: _paper,
    e.SessionHeld: _held,
    e.SessionReleased: _released,
    e.SessionWarned: _warned,
    e.CardInserted: _inserted,
    e.CardRemoved: _removed,
    e.SessionEnded: _ended,
    e.CardAlarmed: _alarmed,
    e.CardRetracted: _retracted,
    e.TaskOpened: _opened,
    e.TaskAdvanced: _advanced,
}
"""Event type -> what it must fit; with the walk's own, a test checks that the union is covered."""
