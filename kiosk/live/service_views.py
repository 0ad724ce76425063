"""What screens show of owners, notices and ratings (首问、告知与评价视图). Pure: from the hall's state to records of JSON values."""

from __future__ import annotations

from typing import Any, Final

from kiosk.hall.line import NONE
from kiosk.hall.service_records import Owner
from kiosk.hall.state import HallState, configured
from kiosk.live.names import counter_names, line_names

Record = dict[str, Any]
Collection = dict[str, Record]

SHOWN_ENDED: Final = 3
"""Tickets of a clerk that others have finished, the last ones, shown beside those still open."""
NOT_ASKED: Final[Record] = {"rating": "none", "grade": None, "rate_until_ms": None}


def owner_record(state: HallState, owner: Owner | None) -> Record | None:
    """Who owns a question, and where they sat; None where nobody has served the ticket."""
    return None if owner is None else {**counter_names(state, owner.counter), "clerk": owner.clerk}


def owned_records(state: HallState, index: int) -> Collection:
    """What became of the questions that this counter's clerk was asked first and that are elsewhere now."""
    clerk, key = state.desks[index].clerk, configured(state).counters[index].key
    if clerk is None:
        return {}
    records: Collection = {}
    for number in state.owned:
        visit = state.visits[number]
        if visit.owner is None or visit.owner.clerk != clerk or visit.counter == index:
            continue
        at = None if visit.counter == NONE else configured(state).counters[visit.counter].key
        names = line_names(configured(state).lines[visit.line])
        records[number] = {"ticket": number, "state": visit.state.value, **names, **counter_names(state, at)}
    ended = [each for each in state.invitations.values() if each.owner == clerk and each.counter != key]
    for each in ended[-SHOWN_ENDED:]:
        records[each.ticket] = {
            "ticket": each.ticket,
            "state": "finished",
            "line_name_zh": None,
            "line_name_en": None,
            **counter_names(state, each.counter),
        }
    return records


def rating_fields(state: HallState, number: str) -> Record:
    """Whether the holder of an ended ticket may rate it. rating: none, open, rated or declined."""
    invitation = state.invitations.get(number)
    if invitation is None:
        return NOT_ASKED
    answered = "rated" if invitation.grade is not None else "declined"
    is_open = not invitation.is_answered
    return {
        "rating": "open" if is_open else answered,
        "grade": invitation.grade,
        "rate_until_ms": invitation.due_ms if is_open else None,
    }


def follow_up_records(state: HallState) -> Collection:
    """Poor ratings that wait for a supervisor, the oldest first."""
    return {
        each.follow_up: {
            "follow_up": each.follow_up,
            "day": each.day,
            "ticket": each.ticket,
            **counter_names(state, each.counter),
            "clerk": each.clerk,
            "grade": each.grade,
            "reasons": list(each.reasons),
            "at_ms": each.at_ms,
            "due_at_ms": each.due_at_ms,
        }
        for each in state.follow_ups.values()
    }
