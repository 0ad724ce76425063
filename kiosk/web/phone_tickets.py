"""Tickets on the phone (我的号票): taken from afar by somebody who is known, in their own right, and found again there.

What kind of ticket it is follows from who they are, exactly as at a terminal. Whether the hall allows it and how many
somebody may hold is for the hall to say. From then on a ticket is a ticket: its page is followed with its token.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import Response

from kiosk.hall import commands as c
from kiosk.hall.config import HallConfig
from kiosk.hall.kinds import ChosenBy, plain_kind
from kiosk.hall.state import HallState, Visit, configured
from kiosk.hall.ticket_holders import held_by
from kiosk.live.booking_views import class_names
from kiosk.live.catalogue_book import matter_class
from kiosk.live.ticket_views import followed_record
from kiosk.live.views import line_records
from kiosk.matters.model import MatterDocument
from kiosk.web.bookings import on_phone
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.tickets import forecasts_of, hash_of, page_of, take

SEED_BYTES: Final = 16
SHOWN: Final = ("waiting", "staffed", "estimate_min", "estimate_most_min")
"""Of a line, what tells somebody whether it is worth coming."""


def list_phone_tickets(call: Call) -> Response:
    """Theirs that are open or may come back, and what a ticket can be taken for now."""
    who = on_phone(call, spends=False)
    state = call.services.halls[who.hall].committed.state
    config = configured(state)
    offer = call.services.attendants[who.hall].offer_to(who.subject)
    kind, _ = _kind_of(offer, config)
    record = {
        "is_allowed": config.remote_tickets,
        "hall_name_zh": config.name_zh,
        "hall_name_en": config.name_en,
        "offer": offer,
        "tickets": [_own(call, state, visit) for visit in _theirs(state, who.subject)],
        "classes": _classes(call, state, kind),
        "matters": _matters(call, config),
        "now_ms": call.services.clock.now_ms(),
    }
    return json_answer(record)


def take_phone_ticket(call: Call) -> Response:
    """A ticket for a class, or for matters of the catalogue; the first one's counters give the line."""
    who, order = on_phone(call), call.body
    config = configured(call.services.halls[who.hall].committed.state)
    if (order.matter_class is None) == (not order.matters):
        raise WebProblem("invalid_input", places={"matters": "name a class or matters, not both"})
    matters = _ordered(call, config, order.matters)
    kind, chosen_by = _kind_of(call.services.attendants[who.hall].offer_to(who.subject), config)
    wanted = order.matter_class if order.matter_class is not None else matters[0].matter_class
    if config.line_of(wanted, kind) is None:
        kind, chosen_by = plain_kind(config.kinds).key, ChosenBy.HOLDER
    seed = secrets.token_urlsafe(SEED_BYTES)
    token = call.services.slipless.token_of(seed)
    command = c.TakeTicket(
        matter_class=wanted,
        kind=kind,
        token_hash=hash_of(token),
        chosen_by=chosen_by,
        matters=matters,
        is_remote=True,
        holder=who.subject,
        token_seed=seed,
    )
    return take(call, command, token)


def _theirs(state: HallState, subject: str) -> list[Visit]:
    """Open ones, and no-shows of the day, which may come back."""
    missed = [visit for visit in state.no_shows.values() if visit.holder == subject]
    return [visit for visit in (*held_by(state, subject), *missed) if visit.token_seed is not None]


def _own(call: Call, state: HallState, visit: Visit) -> dict[str, Any]:
    assert visit.token_seed is not None, "only those are listed"
    token = call.services.slipless.token_of(visit.token_seed)
    followed = call.services.publishers[call.path["hall"]].figures.by_token(hash_of(token))
    assert followed is not None, "what is open or may return is followed"
    return {**followed_record(state, followed, forecasts_of(call)), "url": page_of(call, token)}


def _kind_of(offer: dict[str, Any] | None, config: HallConfig) -> tuple[str, ChosenBy]:
    if offer is None:
        return plain_kind(config.kinds).key, ChosenBy.HOLDER
    return offer["kind"], ChosenBy.IDENTITY


def _classes(call: Call, state: HallState, kind: str) -> list[dict[str, Any]]:
    """Matter classes in the hall's order, with what somebody of this kind would wait."""
    config, plain = configured(state), plain_kind(configured(state).kinds).key
    found = []
    for key in dict.fromkeys(line.matter_class for line in config.lines):
        index = config.line_of(key, kind)
        index = config.line_of(key, plain) if index is None else index
        if index is not None:
            own = config.lines[index].key
            line = line_records(state, call.services.clock.now_ms(), [own], forecasts_of(call))[own]
            names = class_names(config, key)
            shown = {name: line[name] for name in SHOWN}
            found.append({"key": key, "name_zh": names["class_name_zh"], "name_en": names["class_name_en"], **shown})
    return found


def _matters(call: Call, config: HallConfig) -> list[dict[str, Any]]:
    """Matters in force today that a counter serves, the most wanted first."""
    book = call.services.cases.book
    documents = (_served(call, key) for key in dict.fromkeys(key for key, _ in book.entries))
    found = sorted(filter(None, documents), key=lambda each: (-each.channels.priority, each.number))
    return [
        {
            "key": each.key,
            "name_zh": each.matter.name.zh,
            "name_en": each.matter.name.en,
            "matter_class": matter_class(each, config),
        }
        for each in found
    ]


def _served(call: Call, key: str) -> MatterDocument | None:
    """The matter of a key as it is in force today, if counters serve it."""
    book = call.services.cases.book
    entry = book.on(key, book.calendar.day_of(call.services.clock.now_ms()))
    return None if entry is None or not entry.document.channels.counter else entry.document


def _ordered(call: Call, config: HallConfig, keys: list[str]) -> tuple[c.TicketMatter, ...]:
    if len(set(keys)) < len(keys):
        raise WebProblem("invalid_input", places={"matters": "name each matter once"})
    return tuple(_named(call, config, key) for key in keys)


def _named(call: Call, config: HallConfig, key: str) -> c.TicketMatter:
    document = _served(call, key)
    if document is None:
        raise WebProblem("unknown_matter", matter=key)
    return c.TicketMatter(matter=key, matter_class=matter_class(document, config))
