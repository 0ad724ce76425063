"""Appointments (预约) for whoever's they are: booked, seen, cancelled and checked in at a terminal, on a phone, or by the slip.

No answer that is kept under a key holds a word of a person. The slip's token is its holder's only proof; like a ticket's,
the hall knows its SHA-256.
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from kiosk.hall import commands as c
from kiosk.hall.booking_rules import BookedPlace, Channel
from kiosk.hall.events import BookingMade, BookingUsed, Event, TicketTaken
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import IdentifyFirst
from kiosk.hall.state import configured
from kiosk.identity.levels import Level
from kiosk.identity.masking import mask_phone
from kiosk.live.booking_rows import Row, booking_by_token
from kiosk.live.booking_views import offered_record, own_booking_record
from kiosk.live.kind_views import kind_fields
from kiosk.live.own_contact import OwnContact
from kiosk.web.booking_schemas import Choice
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq
from kiosk.web.tickets import TOKEN_BYTES, forecasts_of, hash_of, outlook
from kiosk.web.visits import attendant_of, own_terminal

OF_KIND: Final = ("kind", "kind_name_zh", "kind_name_en", "chosen_by", "ground")
OF_OUTLOOK: Final = ("ahead", "estimate_min", "estimate_most_min", "staffed")
OF_A_TICKET: Final = ("ticket", "line", *OF_KIND, "taken_at_ms", *OF_OUTLOOK, "token", "url")
"""What an answer to a check-in tells of a ticket, where there is one."""
PHONE_LEVEL: Final = Level.CARD_SEEN
"""Whoever is signed in on the phone's app has registered there with their card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """For whom a booking is. agent: who comes for them. asks: whose bookings may be asked for."""

    hall: str
    subject: str
    agent: str | None
    level: int
    channel: Channel
    by: str | None = None

    @property
    def asks(self) -> str:
        """Who stands there."""
        return self.subject if self.agent is None else self.agent


def list_slots(call: Call) -> Response:
    """What can be booked now over a channel."""
    state = call.services.halls[call.path["hall"]].committed.state
    configured(state)
    return json_answer(offered_record(state, _channel(call), call.services.clock.now_ms()))


def _channel(call: Call) -> Channel:
    del call
    asked = request.args.get("channel", Channel.ONLINE.value)
    if asked not in set(Channel):
        raise WebProblem("invalid_input", places={"channel": f"one of {', '.join(sorted(Channel))}"})
    return Channel(asked)


# At a terminal.


def book_at_terminal(call: Call) -> Response:
    """Whoever is logged in books; of an address in a register only its key has come."""
    who, choice = _at_terminal(call, call.body.session), call.body
    if choice.place is None:
        return book(call, who, choice)
    known = _contact(call, who)
    address, phone = known.addresses.get(choice.place), choice.phone or known.phone
    return book(call, who, choice.model_copy(update={"address": address, "phone": phone}))


def list_terminal_addresses(call: Call) -> Response:
    """Where they live by the registers, for a visit at home; the telephone masked."""
    known = _contact(call, _at_terminal(call, request.args.get("session", "")[:64]))
    addresses = [{"key": key, "address": address} for key, address in known.addresses.items()]
    return json_answer({"addresses": addresses, "phone": None if known.phone is None else mask_phone(known.phone)})


def _contact(call: Call, who: Who) -> OwnContact:
    services = call.services
    return services.cases.authorities.own_contact(who.subject, own_terminal(call), services.clock.now_ms())


def list_terminal_bookings(call: Call) -> Response:
    """Theirs."""
    return _own(call, _at_terminal(call, request.args.get("session", "")[:64]))


def cancel_at_terminal(call: Call) -> Response:
    """They give the place back."""
    return _cancel(call, _at_terminal(call, call.body.session))


def check_in_at_terminal(call: Call) -> Response:
    """They are here; a terminal kilometres away gives no tickets."""
    who = _at_terminal(call, call.body.session)
    if not call.services.attendants[who.hall].zones.gives_tickets(own_terminal(call)):
        raise WebProblem("no_tickets_here")
    return check_in(call, who.hall, call.path["booking"], who.asks, own_terminal(call))


def _at_terminal(call: Call, session: str) -> Who:
    running = attendant_of(call).post.must_run(session)
    if running.subject is None:
        raise IdentifyFirst
    is_agent = running.principal is not None
    return Who(
        hall=call.asker.hall or call.services.main_hall,
        subject=running.principal or running.subject,
        agent=running.subject if is_agent else None,
        level=running.level,
        channel=Channel.TERMINAL,
    )


# On a phone.


def book_on_phone(call: Call) -> Response:
    """The holder of a phone books."""
    return book(call, on_phone(call, for_principal=call.body.for_principal), call.body)


def list_phone_bookings(call: Call) -> Response:
    """Theirs, in this hall."""
    return _own(call, on_phone(call, spends=False))


def cancel_on_phone(call: Call) -> Response:
    """They give the place back."""
    return _cancel(call, on_phone(call))


def check_in_on_phone(call: Call) -> Response:
    """They are here, and have no need of a terminal."""
    who = on_phone(call)
    return check_in(call, who.hall, call.path["booking"], who.asks, None)


def on_phone(call: Call, *, for_principal: bool = False, spends: bool = True) -> Who:
    """Whose phone it is, or for whom its holder acts; counts the request. Raises WebProblem."""
    services, persona = call.services, call.path["persona"]
    if not services.settings.simulation:
        raise WebProblem("not_found")
    if not services.phones.has(persona):
        raise WebProblem("unknown_persona", persona=persona[:64])
    if spends:
        services.phone_rate.spend(f"persona:{persona}")
    principal = services.phones.acts_for(persona, services.clock.now_ms()) if for_principal else None
    return Who(
        hall=call.path["hall"],
        subject=principal or persona,
        agent=None if principal is None else persona,
        level=PHONE_LEVEL,
        channel=Channel.ONLINE,
    )


# By the slip.


def read_held_booking(call: Call) -> Response:
    """The booking of this token, open or over."""
    row = _held(call)
    return json_answer(_record(call, row))


def cancel_held_booking(call: Call) -> Response:
    """Its holder gives the place back."""
    row = _held(call)
    return _cancelled(call, row["hall"], c.CancelBooking(booking=row["booking"]))


def check_in_held_booking(call: Call) -> Response:
    """Its holder is here."""
    row = _held(call)
    return check_in(call, row["hall"], row["booking"], None, None)


def held_record(call: Call, token: str) -> dict[str, Any] | None:
    """The booking of a slip's token as its own page shows it, or None."""
    row = call.services.store.read(lambda connection: booking_by_token(connection, hash_of(token)))
    return None if row is None else _record(call, row)


def _held(call: Call) -> Row:
    token_hash = hash_of(call.path["token"])
    row = call.services.store.read(lambda connection: booking_by_token(connection, token_hash))
    if row is None:
        raise WebProblem("unknown_token")
    call.services.phone_rate.spend(token_hash)
    return row


# What they have in common.


def book(call: Call, who: Who, choice: Choice) -> Response:
    """Take a place; an address and a telephone number are durable beside it before it is taken."""
    services, desk = call.services, call.services.bookings[who.hall]
    _must_have_address(call, who.hall, choice)
    has_writing = choice.address is not None or choice.phone is not None
    # A telephone or identity number is guessed from a plain hash: what is kept of this body is a keyed one.
    call.body_hash = desk.writings.hash_of(call.body_hash)
    asker = call.who.key if call.who is not None else who.asks
    writing = desk.writings.hash_of(asker, call.key) if has_writing else None
    now_ms, token = services.clock.now_ms(), secrets.token_urlsafe(TOKEN_BYTES)
    command = c.Book(
        service=choice.service,
        matter_class=choice.matter_class,
        slot_at_ms=choice.slot_at_ms,
        channel=who.channel,
        subject=who.subject,
        agent=who.agent,
        level=who.level,
        missed_at_ms=desk.missed(who.asks, now_ms),
        token_hash=hash_of(token),
        writing=writing,
        by=who.by,
    )

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """Number, instant and the address of its page."""
        del hall
        made = events[0]
        assert isinstance(made, BookingMade), "booking begins with the booking"
        told = {"booking": made.booking, "day": made.day, "slot_at_ms": made.slot_at_ms}
        return {**told, "token": token, "url": f"{services.public_url}/b/{token}", "seq": seq}

    written = {"address": choice.address, "phone": choice.phone, "text": None}
    with nullcontext() if writing is None else desk.writings.put(writing, now_ms, written):
        return services.submit(call, command, render, status=HTTPStatus.CREATED, hall=who.hall)


def _must_have_address(call: Call, hall: str, choice: Choice) -> None:
    service = configured(call.services.halls[hall].committed.state).booking.service(choice.service)
    at_home = service is not None and service.place is BookedPlace.HOME
    if at_home and (choice.address is None or choice.phone is None):
        raise WebProblem("address_missing")


def check_in(call: Call, hall: str, booking: str, subject: str | None, by: str | None) -> Response:
    """A ticket in the same step, or the word that somebody is there."""
    services, token = call.services, secrets.token_urlsafe(TOKEN_BYTES)
    forecasts = forecasts_of(call, hall)
    command = c.CheckIn(booking=booking, subject=subject, token_hash=hash_of(token), by=by)

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """The ticket with its outlook and its page; nothing of it where there is none."""
        taken = next((each for each in events if isinstance(each, TicketTaken)), None)
        used = next((each for each in events if isinstance(each, BookingUsed)), None)
        told = {"booking": booking, "is_late": used is not None and used.is_late, "seq": seq}
        if taken is None:
            return dict.fromkeys(OF_A_TICKET) | told
        of_ticket = {
            "ticket": taken.ticket,
            **kind_fields(hall.state.config, taken.kind, taken.chosen_by),
            "line": taken.line,
            "taken_at_ms": taken.at_ms,
            "token": token,
            "url": f"{services.public_url}/t/{token}",
        }
        return {**of_ticket, **outlook(hall.state, taken, forecasts), **told}

    return services.submit(call, command, render, status=HTTPStatus.CREATED, hall=hall)


def _own(call: Call, who: Who) -> Response:
    rows = call.services.bookings[who.hall].own(who.asks)
    return json_answer({"bookings": [_record(call, row) for row in rows], "now_ms": call.services.clock.now_ms()})


def _record(call: Call, row: Row) -> dict[str, Any]:
    services = call.services
    state = services.halls[row["hall"]].committed.state
    return own_booking_record(state, row["hall"], row, services.clock.now_ms())


def _cancel(call: Call, who: Who) -> Response:
    return _cancelled(call, who.hall, c.CancelBooking(booking=call.path["booking"], subject=who.asks))


def _cancelled(call: Call, hall: str, command: c.CancelBooking) -> Response:
    return call.services.submit(call, command, said_seq, hall=hall)
