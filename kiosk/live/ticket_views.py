"""A ticket as its holder and the staff see it (号票): open, or ended on its day."""

from __future__ import annotations

from kiosk.hall import commands as c
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import TicketState
from kiosk.hall.line import NONE
from kiosk.hall.returns import returns_until_ms
from kiosk.hall.state import HallState, configured, open_visit
from kiosk.live import estimate
from kiosk.live.counter_views import (
    Collection,
    Record,
    would_accept,
)
from kiosk.live.figures import DayFigures, Followed
from kiosk.live.forecasts import NOTHING, Forecasts
from kiosk.live.kind_views import declining, kind_fields
from kiosk.live.names import counter_names, line_names
from kiosk.live.service_views import NOT_ASKED, rating_fields


def ticket_record(hall: Hall, number: str, forecasts: Forecasts = NOTHING) -> Record:
    """An open ticket for its holder and for staff. Raises UnknownTicket."""
    state = hall.state
    visit = open_visit(state, number)
    outlook = estimate.for_ticket(state, number, forecasts)
    record = _ticket_base(
        state, number, configured(state).lines[visit.line].key, visit.kind, visit.chosen_by, visit.state
    )
    return record | {
        "ahead": outlook.ahead,
        "estimate_min": outlook.minutes,
        "estimate_most_min": outlook.most_minutes,
        "staffed": outlook.staffed,
        **counter_names(state, None if visit.counter == NONE else configured(state).counters[visit.counter].key),
        "taken_at_ms": visit.taken_at_ms,
        "called_at_ms": visit.called_at_ms,
        "call": visit.calls,
        "can_cancel": would_accept(state, c.AbandonTicket(ticket=number)),
        "can_decline": visit.slot_at_ms is None and would_accept(state, declining(state, number)),
        "returns_until_ms": None,
        "park_reason": None if visit.park_reason is None else visit.park_reason.value,
        "matters_open": len(visit.matters) - len(visit.served),
        "notices": len(visit.told),
        **NOT_ASKED,
        "is_remote": visit.is_remote,
    }


def own_ticket_records(
    state: HallState, figures: DayFigures, token_hash: str, forecasts: Forecasts = NOTHING
) -> Collection:
    """The ticket of a token, under the id "ticket", also after its end; nothing once its day is over."""
    followed = figures.by_token(token_hash)
    return {} if followed is None else {"ticket": followed_record(state, followed, forecasts)}


def followed_record(state: HallState, followed: Followed, forecasts: Forecasts = NOTHING) -> Record:
    """A ticket of the day, open or ended, in the shape of `ticket_record`."""
    if followed.number in state.visits:
        return ticket_record(Hall(state), followed.number, forecasts)
    return _ticket_base(state, followed.number, followed.line, followed.kind, followed.chosen_by, followed.state) | {
        "ahead": 0,
        "estimate_min": None,
        "estimate_most_min": None,
        "staffed": False,
        **counter_names(state, followed.counter),
        "taken_at_ms": followed.taken_at_ms,
        "called_at_ms": followed.called_at_ms,
        "call": followed.call,
        "can_cancel": False,
        "can_decline": False,
        "returns_until_ms": _returns_until_ms(state, followed.number),
        "park_reason": None,
        "matters_open": 0,
        "notices": followed.notices,
        **rating_fields(state, followed.number),
        "is_remote": followed.is_remote,
    }


def _returns_until_ms(state: HallState, number: str) -> int | None:
    visit = state.no_shows.get(number)
    return None if visit is None else returns_until_ms(state, visit)


def _ticket_base(state: HallState, number: str, line: str, kind: str, chosen_by: ChosenBy, now: TicketState) -> Record:
    return {
        "ticket": number,
        "line": line,
        **line_names(configured(state).lines[state.line_index[line]]),
        **kind_fields(configured(state), kind, chosen_by),
        "state": now.value,
    }
