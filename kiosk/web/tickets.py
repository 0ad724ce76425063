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
from kiosk.hall.kinds import ORDINARY, ChosenBy, plain_kind
from kiosk.hall.state import HallState
from kiosk.live import estimate, ticket_views
from kiosk.live.forecasts import NOTHING, Forecasts
from kiosk.live.kind_views import declining, kind_fields
from kiosk.live.service_views import NOT_ASKED
from kiosk.web.access import STAFF, Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import PNG, Call, file_answer, json_answer
from kiosk.web.services import Holder

TOKEN_BYTES: Final = 16
SHORT_QUEUE: Final = 64
"""Up to so many in the lines, the people ahead are counted one by one; beyond, from the tail."""


def take_ticket(call: Call) -> Response:
    """A ticket for a line, or for a matter class and kind; which kind is said by asking, by identity or by a clerk."""
    order, asker = call.body, call.asker
    if (order.line is None) == (order.matter_class is None):
        raise WebProblem("invalid_input", places={"line": "name a line or a matter class, not both"})
    if not call.services.attendants[call.path["hall"]].zones.gives_tickets(asker.name):
        raise WebProblem("no_tickets_here")
    codes = [matter.matter for matter in order.matters]
    if len(set(codes)) < len(codes):
        raise WebProblem("invalid_input", places={"matters": "name each matter once"})
    kind, chosen_by = _kind_for(call)
    if order.slot_at_ms is not None or _takes_slot(call, kind):
        # Whoever has a slot has booked it: the ticket comes with checking in, never from a slot that somebody names.
        raise WebProblem("check_in_instead")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    command = c.TakeTicket(
        line=order.line,
        matter_class=order.matter_class,
        kind=kind,
        token_hash=hash_of(token),
        by=asker.name,
        chosen_by=chosen_by,
        reason=order.reason if chosen_by is ChosenBy.CLERK else "",
        matters=tuple(c.TicketMatter(matter=each.matter, matter_class=each.matter_class) for each in order.matters),
        session=_session_of(call),
    )
    return take(call, command, token)


def take(call: Call, command: c.TakeTicket, token: str) -> Response:
    """Send it; the answer is the number, its outlook and the address of its page."""
    url = page_of(call, token)

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The number, its outlook and the address of its page."""
        taken = events[0]
        assert isinstance(taken, TicketTaken), "taking begins with the ticket"
        return {
            "ticket": taken.ticket,
            "line": taken.line,
            **kind_fields(hall.state.config, taken.kind, taken.chosen_by),
            "taken_at_ms": taken.at_ms,
            **outlook(hall.state, taken, forecasts_of(call)),
            "token": token,
            "url": url,
            "seq": seq,
        }

    return call.services.submit(call, command, render, status=201)


def page_of(call: Call, token: str) -> str:
    """Address of a ticket's own page."""
    return f"{call.services.public_url}/t/{token}"


def _kind_for(call: Call) -> tuple[str, ChosenBy]:
    """The kind that is asked for, or that the identity at the terminal gives, and on whose word it is.

    Whether it may come about so is for the hall to say.
    """
    order, asker = call.body, call.asker
    attendants = call.services.attendants[call.path["hall"]]
    config = call.services.halls[call.path["hall"]].committed.state.config
    offer = None if asker.role in STAFF else attendants.offer_at(asker.name)
    if config is None:
        return order.kind or ORDINARY, ChosenBy.HOLDER
    asked = order.kind
    if order.line is not None:
        asked = next((line.kind for line in config.lines if line.key == order.line), None)
        if order.kind not in {None, asked}:
            raise WebProblem("invalid_input", places={"kind": f"the line {order.line} is of another kind"})
    if asked is None:
        if offer is not None and config.line_of(order.matter_class, offer["kind"]) is not None:
            return offer["kind"], ChosenBy.IDENTITY
        return plain_kind(config.kinds).key, ChosenBy.HOLDER
    if offer is not None and asked == offer["kind"]:
        return asked, ChosenBy.IDENTITY
    kind = config.kind(asked)
    needs_clerk = asker.role in STAFF and kind is not None and bool(kind.grounds)
    return asked, ChosenBy.CLERK if needs_clerk else ChosenBy.HOLDER


def _session_of(call: Call) -> str | None:
    """The session at the terminal that asks, or None: whose the ticket is, if they are logged in, is for the hall to see."""
    session = call.services.halls[call.path["hall"]].committed.state.sessions.get(call.asker.name)
    return None if session is None or call.asker.role is not Role.KIOSK else session.session


def _takes_slot(call: Call, kind: str) -> bool:
    config = call.services.halls[call.path["hall"]].committed.state.config
    found = None if config is None else config.kind(kind)
    return found is not None and found.takes_slot


def set_kind(call: Call) -> Response:
    """A clerk gives a waiting ticket another kind, by its number, and says why."""
    order, number = call.body, call.path["ticket"]
    command = c.SetTicketKind(
        ticket=number, kind=order.kind, chosen_by=ChosenBy.CLERK, reason=order.reason, by=call.asker.name
    )
    return _set_kind(call, command, None)


def decline_kind(call: Call) -> Response:
    """The holder would rather be called in turn, like everybody."""
    holder = holder_of(call)
    command = declining(call.services.halls[holder.hall].committed.state, holder.ticket)
    return _set_kind(call, command, holder.hall)


def _set_kind(call: Call, command: c.SetTicketKind, hall_key: str | None) -> Response:
    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket as it waits now, or is called at once."""
        del events, seq
        return ticket_views.ticket_record(hall, command.ticket)

    return call.services.submit(call, command, render, hall=hall_key)


def read_ticket(call: Call) -> Response:
    """An open ticket, for staff."""
    committed = call.services.halls[call.path["hall"]].committed
    return json_answer(ticket_views.ticket_record(committed, call.path["ticket"], forecasts_of(call)))


def resume_ticket(call: Call) -> Response:
    """A parked ticket waits again."""
    command = c.ResumeTicket(ticket=call.path["ticket"], by=call.asker.name)
    return _wait_again(call, call.path["hall"], command)


def return_ticket(call: Call) -> Response:
    """A no-show stands at the counter or at reception: staff let it wait again."""
    return _return(call, call.path["hall"], call.path["ticket"], call.asker.name)


def return_own_ticket(call: Call) -> Response:
    """The holder is back after a no-show."""
    holder = holder_of(call)
    return _return(call, holder.hall, holder.ticket, None)


def resume_own_ticket(call: Call) -> Response:
    """The holder has fetched what was missing. What the back office works on is not theirs to resume."""
    holder = holder_of(call)
    visit = call.services.halls[holder.hall].committed.state.visits.get(holder.ticket)
    if visit is not None and visit.park_reason is c.ParkReason.BACK_OFFICE:
        raise WebProblem("back_office_works", ticket=holder.ticket)
    return _wait_again(call, holder.hall, c.ResumeTicket(ticket=holder.ticket))


def _return(call: Call, hall_key: str, number: str, by: str | None) -> Response:
    return _wait_again(call, hall_key, c.ReturnTicket(ticket=number, by=by))


def _wait_again(call: Call, hall_key: str, command: c.ReturnTicket | c.ResumeTicket) -> Response:
    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket as it waits now."""
        del events, seq
        return ticket_views.ticket_record(hall, command.ticket, forecasts_of(call, hall_key))

    return call.services.submit(call, command, render, hall=hall_key)


def abandon_ticket(call: Call) -> Response:
    """Staff take a ticket out for its holder."""
    return _abandon(call, call.path["hall"], call.path["ticket"], call.asker.name)


def read_own_ticket(call: Call) -> Response:
    """The ticket of this token, open or ended."""
    return json_answer(own_record(call, holder_of(call)))


def cancel_own_ticket(call: Call) -> Response:
    """The holder gives up."""
    holder = holder_of(call)
    return _abandon(call, holder.hall, holder.ticket, None)


def read_slip(call: Call) -> Response:
    """The paper slip as a picture."""
    holder = holder_of(call)
    png = call.services.slip_png(call.path["token"], holder, own_record(call, holder))
    return file_answer(png, PNG)


def hash_of(token: str) -> str:
    """What the hall knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def forecasts_of(call: Call, hall: str | None = None) -> Forecasts:
    """What the futures have last said of the hall."""
    return call.services.publishers[hall or call.path["hall"]].forecasts


def outlook(state: HallState, taken: TicketTaken, forecasts: Forecasts) -> dict[str, Any]:
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


def holder_of(call: Call) -> Holder:
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
        return ticket_views.followed_record(hall.state, holder.followed, forecasts_of(call, holder.hall))
    assert holder.row is not None, "a holder is found in memory or in the tables"
    return _past_record(hall.state, holder.row, len(call.services.notices.of_row(holder.row)))


def _abandon(call: Call, hall_key: str, number: str, by: str | None) -> Response:
    before: dict[str, Any] | None = None
    committed = call.services.halls[hall_key].committed
    if number in committed.state.visits:
        before = ticket_views.ticket_record(committed, number, forecasts_of(call, hall_key))

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket as it was, and that it is over."""
        del hall, events, seq
        ended = {
            "state": "abandoned",
            "ahead": 0,
            "estimate_min": None,
            "estimate_most_min": None,
            "can_cancel": False,
            "can_decline": False,
        }
        return {**(before or {"ticket": number}), **ended}

    return call.services.submit(call, c.AbandonTicket(ticket=number, by=by), render, hall=hall_key)


def _past_record(state: HallState, row: dict[str, Any], notices: int) -> dict[str, Any]:
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
        # The tables do not remember on whose word it was.
        **kind_fields(config, row["kind"], ChosenBy.HOLDER),
        "can_decline": False,
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
        "returns_until_ms": None,
        "park_reason": None,
        "matters_open": 0,
        "notices": notices,
        **NOT_ASKED,
        "is_remote": False,
    }
