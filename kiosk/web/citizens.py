"""The citizen at a counter (窗口的办理人): what their ticket is about, what a terminal left, their history; and going on with a case.

Only of whom this very counter has called, only for the clerk who sits there, only while they are there. That somebody was
shown it is durable before it is shown, and whoever has gone meanwhile is not shown any more.
"""

from __future__ import annotations

from flask import Response

from kiosk.hall import commands as c
from kiosk.hall.counters import own_counter
from kiosk.hall.line import NONE
from kiosk.hall.state import HallState, Visit, visit_at
from kiosk.live.citizen_views import case_at_counter, citizen_history, left_behind, ticket_matters
from kiosk.live.disclosures import CASE, CITIZEN, TRANSFER
from kiosk.web.cases import desk_of
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq


def read_ticket_here(call: Call) -> Response:
    """The counter's ticket in words: what its matters need, what the counter before wrote, what a terminal left."""
    hall = call.path["hall"]
    visit, desk = _called(call), desk_of(call, hall)
    text = None
    if visit.note is not None:
        text = call.services.writings[hall].of([visit.note]).get(visit.note, (None, None))[1]
    left = left_behind(desk, visit)
    looks = [] if text is None else [_look(call, TRANSFER, visit)]
    if visit.holder is not None:
        looks += [_look(call, CITIZEN, visit), *(f"{CASE}{row['alias']}" for row, _ in left)]
    _write_down(call, looks, visit)
    return json_answer(
        {
            "ticket": visit.number,
            "is_known": visit.holder is not None,
            "note": text,
            "matters": ticket_matters(desk.book, visit, call.services.clock.now_ms()),
            "cases": [case_at_counter(desk, row, case, visit, call.asker.name) for row, case in left],
        }
    )


def read_citizen(call: Call) -> Response:
    """Earlier tickets, cases, bookings and what was missed of whoever is there."""
    visit = _called(call)
    if visit.holder is None:
        raise WebProblem("holder_not_known", ticket=visit.number)
    _write_down(call, [_look(call, CITIZEN, visit)], visit)
    services = call.services
    desk = desk_of(call, call.path["hall"])
    return json_answer(citizen_history(desk, services.store, visit, services.clock.now_ms()))


def take_up_case(call: Call) -> Response:
    """Go on with a case of whoever is served here."""
    row = desk_of(call, call.path["hall"]).cases.by_alias(call.path["alias"])
    if row is None:
        raise WebProblem("unknown_case", case=call.path["alias"])
    # Whether it is that of whoever is served is the hall's to say: an answer that was given once is given again.
    command = c.TakeUpCase(counter=call.path["counter"], case=row["case"], by=call.asker.name)
    return call.services.submit(call, command, said_seq)


def _state(call: Call) -> HallState:
    return call.services.halls[call.path["hall"]].committed.state


def _called(call: Call) -> Visit:
    """Whom the asker's own counter has called or serves. Raises NotYourCounter, UnknownCounter, WebProblem."""
    state, key = _state(call), call.path["counter"]
    index = own_counter(state, key, call.asker.name)
    if state.counters[index].ticket == NONE:
        raise WebProblem("nobody_at_counter", counter=key)
    return visit_at(state, index)


def _look(call: Call, prefix: str, visit: Visit) -> str:
    return f"{prefix}{call.path['counter']}/{visit.number}"


def _write_down(call: Call, looks: list[str], visit: Visit) -> None:
    """Durable when this returns; raises as `_called` if they have gone meanwhile. Raises StoreUnavailable."""
    call.services.disclosures.at_counter(call.path["hall"], call.asker.name, looks, visit.holder)
    if _called(call).number != visit.number:
        raise WebProblem("nobody_at_counter", counter=call.path["counter"])
