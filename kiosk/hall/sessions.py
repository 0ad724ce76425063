"""What may happen at a terminal (自助会话): a visit from the first touch to the card taken.

The deadlines are the hall's, the page only shows them: idle, question, end, forgotten card. A device that
works, or paper that waits, holds the timers, at most so long past its expected end. At the end everything
of the person is wiped here; what the page, the printer queue and the devices hold is the driver's.

Source: docs/decisions; domain.md §3, screens.md §5.1 of the plan.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import SessionRules
from kiosk.hall.lifecycles import SESSION, SOMEBODY_THERE, SessionState
from kiosk.hall.refusals import (
    CardNotThere,
    IdentifyFirst,
    SessionNotHeld,
    SessionOver,
    SessionRunning,
    SubjectDiffers,
    TerminalNotKnown,
)
from kiosk.hall.state import HallState, Session, configured

Named = (
    c.TouchSession
    | c.SetSessionMode
    | c.LogIn
    | c.ChoosePrincipal
    | c.SignMatter
    | c.HoldSession
    | c.ReleaseSession
    | c.InsertCard
    | c.RemoveCard
    | c.EndSession
    | c.OpenCase
    | c.SubmitCase
    | c.HandOverCase
    | c.WithdrawCase
)
"""Commands that name a session which must run."""
AGENT_EXPIRED = "agent_expired"
"""Why a session ends with the authorisation by which somebody acts."""


def session_of(state: HallState, command: Named) -> Session:
    """The session named, while somebody is there. Raises SessionOver."""
    session = state.sessions.get(command.terminal)
    if session is None or session.session != command.session or session.state not in SOMEBODY_THERE:
        raise SessionOver(terminal=command.terminal)
    return session


def decide_start(state: HallState, command: c.StartSession, now_ms: int) -> tuple[e.Event, ...]:
    """One visit at a time; a forgotten card must be gone first."""
    if configured(state).terminal(command.terminal) is None:
        raise TerminalNotKnown(terminal=command.terminal)
    running = state.sessions.get(command.terminal)
    if running is not None:
        raise SessionRunning(terminal=command.terminal, state=running.state.value)
    return (
        e.SessionStarted(at_ms=now_ms, terminal=command.terminal, session=command.session, is_elder=command.is_elder),
    )


def decide_touch(state: HallState, command: c.TouchSession, now_ms: int) -> tuple[e.Event, ...]:
    """Any sign of life."""
    session = session_of(state, command)
    return (e.SessionTouched(at_ms=now_ms, terminal=session.terminal, session=session.session),)


def decide_mode(state: HallState, command: c.SetSessionMode, now_ms: int) -> tuple[e.Event, ...]:
    """Nothing changes if it is so already."""
    session = session_of(state, command)
    if session.is_elder == command.is_elder:
        return ()
    return (
        e.SessionModeSet(at_ms=now_ms, terminal=session.terminal, session=session.session, is_elder=command.is_elder),
    )


def decide_log_in(state: HallState, command: c.LogIn, now_ms: int) -> tuple[e.Event, ...]:
    """A session has one subject; further proofs may raise its level and never lower it."""
    session = session_of(state, command)
    known = (session.subject, session.principal)
    if session.subject is not None and known != (command.subject, command.principal):
        raise SubjectDiffers(terminal=session.terminal)
    if command.by is not None and session.subject is None:
        raise IdentifyFirst(terminal=session.terminal)
    proofs = tuple(dict.fromkeys((*session.proofs, *command.proofs)))
    return (
        e.LoggedIn(
            at_ms=now_ms,
            terminal=session.terminal,
            session=session.session,
            subject=command.subject,
            level=max(session.level, command.level),
            proofs=proofs,
            principal=command.principal,
            by=command.by,
            # One that is over by now ends the visit at the next instant: deadlines do not lie in the past.
            acts_until_ms=None if command.acts_until_ms is None else max(command.acts_until_ms, now_ms + 1),
        ),
    )


def decide_principal(state: HallState, command: c.ChoosePrincipal, now_ms: int) -> tuple[e.Event, ...]:
    """Only somebody who is known acts for another; whether they may, the issuer has said."""
    session = session_of(state, command)
    if session.subject is None:
        raise IdentifyFirst(terminal=session.terminal)
    if session.principal == command.principal:
        return ()
    return (
        e.PrincipalChosen(
            at_ms=now_ms, terminal=session.terminal, session=session.session, principal=command.principal
        ),
    )


def decide_sign(state: HallState, command: c.SignMatter, now_ms: int) -> tuple[e.Event, ...]:
    """Only somebody who is known signs; to sign again before it was used is another signature."""
    session = session_of(state, command)
    if session.subject is None:
        raise IdentifyFirst(terminal=session.terminal)
    return (
        e.MatterSigned(
            at_ms=now_ms,
            terminal=session.terminal,
            session=session.session,
            matter=command.matter,
            subject=session.subject,
            way=command.way,
            length=command.length,
            digest=command.digest,
        ),
    )


def decide_hold(state: HallState, command: c.HoldSession, now_ms: int) -> tuple[e.Event, ...]:
    """A longer hold takes the place of a shorter one."""
    session = session_of(state, command)
    overdue_at_ms = now_ms + command.for_ms + rules(state).hold_over_ms
    return (
        e.SessionHeld(
            at_ms=now_ms,
            terminal=session.terminal,
            session=session.session,
            reason=command.reason,
            overdue_at_ms=overdue_at_ms,
        ),
    )


def decide_release(state: HallState, command: c.ReleaseSession, now_ms: int) -> tuple[e.Event, ...]:
    """Only what is held can be released."""
    session = session_of(state, command)
    if session.state is not SessionState.HELD:
        raise SessionNotHeld(terminal=session.terminal)
    return (e.SessionReleased(at_ms=now_ms, terminal=session.terminal, session=session.session, is_overdue=False),)


def decide_insert(state: HallState, command: c.InsertCard, now_ms: int) -> tuple[e.Event, ...]:
    """One card at a time."""
    session = session_of(state, command)
    if session.has_card:
        raise CardNotThere(terminal=session.terminal, is_there=True)
    return (e.CardInserted(at_ms=now_ms, terminal=session.terminal, session=session.session),)


def decide_remove(state: HallState, command: c.RemoveCard, now_ms: int) -> tuple[e.Event, ...]:
    """During the session or after it."""
    session = state.sessions.get(command.terminal)
    if session is None or session.session != command.session:
        raise SessionOver(terminal=command.terminal)
    if not session.has_card:
        raise CardNotThere(terminal=session.terminal, is_there=False)
    return (e.CardRemoved(at_ms=now_ms, terminal=session.terminal, session=session.session),)


def decide_end(state: HallState, command: c.EndSession, now_ms: int) -> tuple[e.Event, ...]:
    """Whenever somebody wants it."""
    session = session_of(state, command)
    return (ended(session, now_ms, command.reason),)


# Deadlines.


def next_due_ms(session: Session) -> int:
    """When something happens to a session by itself: at its own time, or with the authorisation that it goes by."""
    until_ms = session.acts_until_ms
    return session.due_ms if until_ms is None else min(session.due_ms, until_ms)


def due(state: HallState, session: Session, at_ms: int) -> tuple[e.Event, ...]:
    """What happens to a session by itself at its deadline."""
    terminal, name = session.terminal, session.session
    if session.acts_until_ms == at_ms:
        # Also while a device works: whatever comes out of it was ordered in time.
        return (ended(session, at_ms, AGENT_EXPIRED),)
    if session.state is SessionState.HELD:
        return (e.SessionReleased(at_ms=at_ms, terminal=terminal, session=name, is_overdue=True),)
    if session.state is SessionState.ACTIVE and session.subject is None:
        return (ended(session, at_ms, "idle"),)
    if session.state is SessionState.ACTIVE:
        ends_at_ms = at_ms + rules(state).answer_ms
        return (e.SessionWarned(at_ms=at_ms, terminal=terminal, session=name, ends_at_ms=ends_at_ms),)
    if session.state is SessionState.WARNED:
        return (ended(session, at_ms, "timed_out"),)
    if session.state is SessionState.CARD_LEFT:
        return (e.CardAlarmed(at_ms=at_ms, terminal=terminal, session=name),)
    return (e.CardRetracted(at_ms=at_ms, terminal=terminal, session=name),)


def ended(session: Session, at_ms: int, reason: str) -> e.SessionEnded:
    """The end of a session."""
    return e.SessionEnded(at_ms=at_ms, terminal=session.terminal, session=session.session, reason=reason)


def rules(state: HallState) -> SessionRules:
    """The times of this hall."""
    return configured(state).sessions


def idle_ms(state: HallState, session: Session) -> int:
    """How long this session may rest."""
    times = rules(state)
    if session.is_elder:
        return times.elder_idle_ms if session.subject is not None else 2 * times.anonymous_ms
    return times.idle_ms if session.subject is not None else times.anonymous_ms


# Applications.


def apply_started(state: HallState, event: e.SessionStarted) -> None:
    """A visit runs; nobody knows whose."""
    session = Session(
        session=event.session, terminal=event.terminal, started_at_ms=event.at_ms, is_elder=event.is_elder
    )
    session.due_ms = event.at_ms + idle_ms(state, session)
    state.sessions[event.terminal] = session


def apply_touched(state: HallState, event: e.SessionTouched) -> None:
    """The time begins anew, unless a device holds it."""
    session = _move(state, event.terminal, "touch")
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_mode(state: HallState, event: e.SessionModeSet) -> None:
    """Choosing a mode is a touch as well."""
    session = _move(state, event.terminal, "touch")
    session.is_elder = event.is_elder
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_logged_in(state: HallState, event: e.LoggedIn) -> None:
    """Somebody in particular; showing it is a sign of life."""
    session = _move(state, event.terminal, "touch")
    session.subject, session.principal = event.subject, event.principal
    session.level, session.proofs = event.level, event.proofs
    session.acts_until_ms = event.acts_until_ms
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_principal(state: HallState, event: e.PrincipalChosen) -> None:
    """For somebody else; a choice is a touch as well."""
    session = _move(state, event.terminal, "touch")
    session.principal, session.acts_until_ms = event.principal, None
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_signed(state: HallState, event: e.MatterSigned) -> None:
    """Until the paper of the matter is ordered, or the session ends; signing is a touch as well."""
    session = _move(state, event.terminal, "touch")
    session.signed = tuple(dict.fromkeys((*session.signed, event.matter)))
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_held(state: HallState, event: e.SessionHeld) -> None:
    """The timers stand still."""
    session = _move(state, event.terminal, "hold")
    session.hold = event.reason
    session.due_ms = event.overdue_at_ms


def apply_released(state: HallState, event: e.SessionReleased) -> None:
    """They run again, from the beginning."""
    session = _move(state, event.terminal, "release")
    session.hold = None
    session.due_ms = event.at_ms + idle_ms(state, session)


def apply_warned(state: HallState, event: e.SessionWarned) -> None:
    """The question stands."""
    session = _move(state, event.terminal, "warn")
    session.due_ms = event.ends_at_ms


def apply_inserted(state: HallState, event: e.CardInserted) -> None:
    """A card to be remembered; laying it on is a sign of life."""
    session = _move(state, event.terminal, "touch")
    session.has_card = True
    if session.state is SessionState.ACTIVE:
        session.due_ms = event.at_ms + idle_ms(state, session)


def apply_removed(state: HallState, event: e.CardRemoved) -> None:
    """After the end that is what the terminal waited for."""
    session = state.sessions[event.terminal]
    session.has_card = False
    if session.state in SOMEBODY_THERE:
        apply_touched(state, e.SessionTouched(at_ms=event.at_ms, terminal=event.terminal, session=event.session))
        return
    _move(state, event.terminal, "take_card")
    del state.sessions[event.terminal]


def apply_ended(state: HallState, event: e.SessionEnded) -> None:
    """Nothing of the person is left; a card in the reader keeps the terminal busy."""
    session = state.sessions[event.terminal]
    _move(state, event.terminal, "forget_card" if session.has_card else "end")
    session.subject = session.principal = session.hold = None
    session.level, session.proofs, session.signed, session.acts_until_ms = 0, (), (), None
    if session.has_card:
        session.due_ms = event.at_ms + rules(state).card_alarm_ms
    else:
        del state.sessions[event.terminal]


def apply_alarmed(state: HallState, event: e.CardAlarmed) -> None:
    """The rest of the time until the card is kept."""
    session = _move(state, event.terminal, "alarm")
    session.due_ms = event.at_ms + rules(state).card_retract_ms - rules(state).card_alarm_ms


def apply_retracted(state: HallState, event: e.CardRetracted) -> None:
    """The terminal is free again."""
    _move(state, event.terminal, "retract")
    del state.sessions[event.terminal]


def _move(state: HallState, terminal: str, what: str) -> Session:
    session = state.sessions[terminal]
    session.state = SESSION[session.state, what]
    return session
