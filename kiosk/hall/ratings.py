"""Ratings (好差评): whoever was served may say once how it was, on their own device; a poor one is looked into.

An invitation begins with the finish and ends with the answer, with its term, or with the day. Nothing falls due: one that
is too old is refused when somebody comes with it, and forgotten with a later finish.

Source: domain.md §7; the term is an assumption.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.service_records import BAD_GRADE, FollowUp, Invitation
from kiosk.hall.service_refusals import RatedAlready, RatingClosed, UnknownFollowUp
from kiosk.hall.state import HallState, Visit, configured, running_day


def invite(state: HallState, visit: Visit, event: e.ServiceFinished) -> None:
    """Whoever was served may rate it. Part of applying the finish."""
    rate_ms = configured(state).rate_ms
    invitations = state.invitations
    while invitations:
        oldest = next(iter(invitations.values()))
        if oldest.due_ms > event.at_ms:
            break
        del invitations[oldest.ticket]
    if rate_ms:
        invitations[event.ticket] = Invitation(
            ticket=event.ticket,
            counter=event.counter,
            clerk=state.desks[state.counter_index[event.counter]].clerk,
            owner=None if visit.owner is None else visit.owner.clerk,
            at_ms=event.at_ms,
            due_ms=event.at_ms + rate_ms,
        )


def decide_rate(state: HallState, command: c.RateTicket, now_ms: int) -> tuple[e.Event, ...]:
    """Once, in time, and only what was finished."""
    running_day(state)
    invitation = state.invitations.get(command.ticket)
    if invitation is None or (now_ms >= invitation.due_ms and not invitation.is_answered):
        raise RatingClosed(ticket=command.ticket)
    if invitation.is_answered:
        raise RatedAlready(ticket=command.ticket)
    is_bad = command.grade is not None and command.grade <= BAD_GRADE
    return (
        e.TicketRated(
            at_ms=now_ms,
            ticket=command.ticket,
            served_at=invitation.counter,
            grade=command.grade,
            reasons=command.reasons,
            follow_up=f"R{state.last_follow_up + 1:04d}" if is_bad else None,
            due_at_ms=now_ms + configured(state).follow_up_ms if is_bad else None,
        ),
    )


def decide_close(state: HallState, command: c.CloseFollowUp, now_ms: int) -> tuple[e.Event, ...]:
    """It was looked into."""
    if command.follow_up not in state.follow_ups:
        raise UnknownFollowUp(follow_up=command.follow_up)
    return (e.FollowUpClosed(at_ms=now_ms, follow_up=command.follow_up, outcome=command.outcome, by=command.by),)


def apply_rated(state: HallState, event: e.TicketRated) -> None:
    """Answered; of a poor one a supervisor hears."""
    invitation = state.invitations[event.ticket]
    invitation.is_answered, invitation.grade = True, event.grade
    if event.follow_up is None or event.grade is None or event.due_at_ms is None:
        return
    state.last_follow_up += 1
    state.follow_ups[event.follow_up] = FollowUp(
        follow_up=event.follow_up,
        day=running_day(state).day,
        ticket=event.ticket,
        counter=invitation.counter,
        clerk=invitation.clerk,
        grade=event.grade,
        reasons=event.reasons,
        at_ms=event.at_ms,
        due_at_ms=event.due_at_ms,
    )


def apply_closed(state: HallState, event: e.FollowUpClosed) -> None:
    """Nothing of it is left here."""
    del state.follow_ups[event.follow_up]
