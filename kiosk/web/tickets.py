"""Tickets (号票): taken at a kiosk, followed and cancelled with the token on the slip.

The token is the holder's only proof: it is made here, goes into the answer and the QR, and the
command carries its SHA-256. A retry gets the stored answer, and so the very same token.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from flask import Response

from kiosk.hall import commands as c
from kiosk.hall.config import LineConfig
from kiosk.hall.events import Event, TicketTaken
from kiosk.hall.hall import Hall
from kiosk.hall.state import HallState
from kiosk.live import estimate, views
from kiosk.live.forecasts import NOTHING, Forecasts
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.services import Holder

TOKEN_BYTES: Final = 16
SHORT_QUEUE: Final = 64
"""Up to so many in the lines, the people ahead are counted one by one; beyond, from the tail."""


def take_ticket(call: Call) -> Response:
    """A ticket for a line, or for a matter class and kind."""
    order, asker = call.body, call.asker
    if (order.line is None) == (order.matter_class is None):
        raise WebProblem("invalid_input", places={"line": "name a line or a matter class, not both"})
    if not call.services.attendants[call.path["hall"]].zones.gives_tickets(asker.name):
        raise WebProblem("no_tickets_here")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    command = c.TakeTicket(
        line=order.line,
        matter_class=order.matter_class,
        kind=order.kind,
        slot_at_ms=order.slot_at_ms,
        token_hash=hash_of(token),
        by=asker.name,
    )
    url = f"{call.services.public_url}/t/{token}"

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The number, its outlook and the address of its page."""
        taken = events[0]
        assert isinstance(taken, TicketTaken), "taking begins with the ticket"
        return {
            "ticket": taken.ticket,
            "line": taken.line,
            "kind": taken.kind,
            "taken_at_ms": taken.at_ms,
            **_outlook(hall.state, taken, _forecasts(call)),
            "token": token,
            "url": url,
            "seq": seq,
        }

    return call.services.submit(call, command, render, status=201)


def read_ticket(call: Call) -> Response:
    """An open ticket, for staff."""
    committed = call.services.halls[call.path["hall"]].committed
    return json_answer(views.ticket_record(committed, call.path["ticket"], _forecasts(call)))


def resume_ticket(call: Call) -> Response:
    """A parked ticket waits again."""
    number = call.path["ticket"]

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket as it waits now."""
        del events, seq
        return views.ticket_record(hall, number, _forecasts(call))

    return call.services.submit(call, c.ResumeTicket(ticket=number, by=call.asker.name), render)


def abandon_ticket(call: Call) -> Response:
    """Staff take a ticket out for its holder."""
    return _abandon(call, call.path["hall"], call.path["ticket"], call.asker.name)


def read_own_ticket(call: Call) -> Response:
    """The ticket of this token, open or ended."""
    return json_answer(own_record(call, _holder(call)))


def cancel_own_ticket(call: Call) -> Response:
    """The holder gives up."""
    holder = _holder(call)
    return _abandon(call, holder.hall, holder.ticket, None)


def read_slip(call: Call) -> Response:
    """The paper slip as a picture."""
    holder = _holder(call)
    png = call.services.slip_png(call.path["token"], holder, own_record(call, holder))
    return Response(png, content_type="image/png", headers={"Cache-Control": "no-store"})


def hash_of(token: str) -> str:
    """What the hall knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _forecasts(call: Call, hall: str | None = None) -> Forecasts:
    """What the futures have last said of the hall."""
    return call.services.publishers[hall or call.path["hall"]].forecasts


def _outlook(state: HallState, taken: TicketTaken, forecasts: Forecasts) -> dict[str, Any]:
    """ahead, estimate_min, estimate_most_min, staffed of a ticket that was taken just now.

    Its own futures are played after the answer; until they come in a push, it is told what a newcomer was.

    A long queue is counted from its tail, as for one who comes now: walking it for every ticket would make taking slower
    the longer the queue is.
    """
    waiting = sum(line.size for line in state.lines)
    if waiting <= SHORT_QUEUE or taken.slot_at_ms is not None:
        outlook = estimate.for_ticket(state, taken.ticket, forecasts)
        ahead = outlook.ahead
    else:
        line, is_next = state.line_index[taken.line], forecasts.taken == len(state.tickets) - 1
        outlook = estimate.for_newcomer(state, line, taken.at_ms, forecasts if is_next else NOTHING)
        # The newcomer would stand behind this very ticket.
        ahead = outlook.ahead - 1
        if not is_next and estimate.is_awaited(state, line, forecasts):
            outlook = estimate.awaited(ahead, line, forecasts)
    return {
        "ahead": ahead,
        "estimate_min": outlook.minutes,
        "estimate_most_min": outlook.most_minutes,
        "staffed": outlook.staffed,
    }


def _holder(call: Call) -> Holder:
    """Whose ticket a token is; counts the request. Raises WebProblem unknown_token, too_many_requests."""
    token_hash = hash_of(call.path["token"])
    holder = call.services.holder_of(token_hash)
    if holder is None:
        raise WebProblem("unknown_token")
    call.services.phone_rate.spend(token_hash)
    return holder


def own_record(call: Call, holder: Holder) -> dict[str, Any]:
    """A holder's ticket as its own page shows it."""
    hall = call.services.halls[holder.hall].committed
    if holder.followed is not None:
        return views.followed_record(hall.state, holder.followed, _forecasts(call, holder.hall))
    assert holder.row is not None, "a holder is found in memory or in the tables"
    return _past_record(hall.state, holder.row)


def _abandon(call: Call, hall_key: str, number: str, by: str | None) -> Response:
    before: dict[str, Any] | None = None
    committed = call.services.halls[hall_key].committed
    if number in committed.state.visits:
        before = views.ticket_record(committed, number, _forecasts(call, hall_key))

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket as it was, and that it is over."""
        del hall, events, seq
        ended = {"state": "abandoned", "ahead": 0, "estimate_min": None, "estimate_most_min": None, "can_cancel": False}
        return {**(before or {"ticket": number}), **ended}

    return call.services.submit(call, c.AbandonTicket(ticket=number, by=by), render, hall=hall_key)


def _past_record(state: HallState, row: dict[str, Any]) -> dict[str, Any]:
    """A ticket that only the tables remember: of an earlier day."""
    config = state.config
    lines: dict[str, LineConfig] = {line.key: line for line in config.lines} if config else {}
    counters = {counter.key: counter for counter in config.counters} if config else {}
    line, counter = lines.get(row["line"]), counters.get(row["counter"])
    return {
        "ticket": row["number"],
        "line": row["line"],
        "line_name_zh": line.name_zh if line else row["line"],
        "line_name_en": line.name_en if line else row["line"],
        "kind": row["kind"],
        "state": row["state"],
        "ahead": 0,
        "estimate_min": None,
        "estimate_most_min": None,
        "staffed": False,
        "counter": row["counter"],
        "counter_name_zh": counter.name_zh if counter else row["counter"],
        "counter_name_en": counter.name_en if counter else row["counter"],
        "taken_at_ms": row["taken_at_ms"],
        "called_at_ms": row["called_at_ms"],
        "call": 0,
        "can_cancel": False,
    }
