"""Papers (单据): what a terminal prints for somebody, from the order to the hand that takes it.

A paper is ordered in a session and outlives it: whoever finds no paper in the machine still has it, here or at another
terminal. *Nothing whole came out* may be ordered again; *something may have come out* only once, because a certificate
that lies in the bin and one that lies in a stranger's hand look alike from here. Open papers stay until the day turns.

What is printed again is the paper that was first issued: it keeps its level, and the line of its order says who asked
for it again, when, and at what level they stood there.

Source: devices.md §7.1, the last row, and screens.md §5.3 of the plan.
"""

from __future__ import annotations

from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.lifecycles import DELIVERED, PAPER, SOMEBODY_THERE, UNSURE
from kiosk.hall.refusals import LevelTooLow, NotSigned, PaperReprinted, PaperUnderWay, SessionOver, UnknownPaper
from kiosk.hall.state import HallState, Paper, Session

COPIES: Final = 2
"""The paper, and one more where it is not known whether the first is in anybody's hand."""


def decide_order(state: HallState, command: c.OrderPaper, now_ms: int) -> tuple[e.Event, ...]:
    """A new paper, or one that did not come, again."""
    session = state.sessions.get(command.terminal)
    if session is None or session.session != command.session or session.state not in SOMEBODY_THERE:
        raise SessionOver(terminal=command.terminal)
    if session.subject is None or session.level < command.level:
        raise LevelTooLow(level=session.level, needed=command.level)
    again = None if command.paper is None else _again(state, session, command)
    if again is None:
        _none_under_way(state, session.subject, command.matter)
        if command.needs_signature and command.matter not in session.signed:
            raise NotSigned(matter=command.matter)
    return (
        e.PaperOrdered(
            at_ms=now_ms,
            terminal=session.terminal,
            session=session.session,
            paper=f"P{state.last_paper + 1:04d}" if again is None else again.paper,
            matter=command.matter,
            device=command.device,
            subject=session.subject,
            level=session.level if again is None else again.level,
            copy=1 if again is None else again.copy + (again.state in UNSURE),
            asked_level=None if again is None else session.level,
        ),
    )


def decide_settle(state: HallState, command: c.SettlePaper, now_ms: int) -> tuple[e.Event, ...]:
    """What became of it; what cannot have become of it, or is known already, changes nothing."""
    paper = state.papers.get(command.paper)
    if paper is None or (paper.state, command.outcome) not in PAPER:
        return ()
    return (
        e.PaperSettled(
            at_ms=now_ms, terminal=paper.terminal, paper=paper.paper, outcome=command.outcome, cause=command.cause
        ),
    )


def _again(state: HallState, session: Session, command: c.OrderPaper) -> Paper:
    """The paper of this person that may be ordered again. Another one's does not exist for them."""
    paper = state.papers.get(command.paper or "")
    if paper is None or (paper.subject, paper.matter) != (session.subject, command.matter):
        raise UnknownPaper(paper=command.paper or "")
    if (paper.state, "order") not in PAPER:
        raise PaperUnderWay(paper=paper.paper, state=paper.state.value)
    if paper.state in UNSURE and paper.copy >= COPIES:
        raise PaperReprinted(paper=paper.paper)
    return paper


def _none_under_way(state: HallState, subject: str, matter: str) -> None:
    """Two orders of one thing would print it twice."""
    for paper in state.papers.values():
        if (paper.subject, paper.matter) == (subject, matter) and paper.state not in DELIVERED:
            raise PaperUnderWay(paper=paper.paper, state=paper.state.value)


def apply_ordered(state: HallState, event: e.PaperOrdered) -> None:
    """It is being printed."""
    paper = state.papers.get(event.paper)
    if paper is None:
        state.last_paper += 1
        paper = Paper(
            paper=event.paper,
            matter=event.matter,
            device=event.device,
            terminal=event.terminal,
            session=event.session,
            subject=event.subject,
            level=event.level,
            ordered_at_ms=event.at_ms,
        )
        state.papers[event.paper] = paper
        session = state.sessions[event.terminal]
        # A signature is good for one paper.
        session.signed = tuple(matter for matter in session.signed if matter != event.matter)
    else:
        paper.state = PAPER[paper.state, "order"]
    paper.terminal, paper.session, paper.device = event.terminal, event.session, event.device
    paper.level, paper.copy, paper.cause = event.level, event.copy, None


def apply_settled(state: HallState, event: e.PaperSettled) -> None:
    """It came, or did not, or nobody knows."""
    paper = state.papers[event.paper]
    paper.state = PAPER[paper.state, event.outcome]
    paper.cause = event.cause
