"""Appointments and absence notices for staff (预约与去向·工作人员): quotas, the day's list, home visits, where a clerk has gone.

Whose a booking is, and where they live, is shown only after it is durable that it was shown, and to whom.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

from flask import Response

from kiosk.hall import commands as c
from kiosk.hall.booking_rules import Channel
from kiosk.hall.state import configured
from kiosk.identity.levels import Level
from kiosk.live.booking_rows import Row
from kiosk.live.booking_views import class_names, day_slots_record, service_names
from kiosk.web.bookings import Who, book, check_in
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq

LEVELS: Final = {Channel.COUNTER: Level.STAFF_SEEN, Channel.PHONE: Level.NAMED}
"""How surely somebody is known who stands there, or rings."""
FRAME: Final = ("dated_on", "bookable", "ends_at_ms")


def offer_slots(call: Call) -> Response:
    """Open a day for booking, or change its quotas."""
    body = call.body
    known = call.services.halls[call.path["hall"]].committed.state.booking_days.get(body.day)
    frame = {
        name: getattr(body, name) if getattr(body, name) is not None or known is None else getattr(known, name)
        for name in FRAME
    }
    missing = [name for name, value in frame.items() if value is None]
    if missing:
        raise WebProblem("invalid_input", places=dict.fromkeys(missing, "needed for a day that is not open yet"))
    try:
        slots = tuple(
            c.SlotOffer(
                service=each.service,
                matter_class=each.matter_class,
                slot_at_ms=each.slot_at_ms,
                quotas=tuple((quota.channel, quota.quota) for quota in each.quotas),
            )
            for each in body.slots
        )
        command = c.OfferSlots(day=body.day, slots=slots, by=call.asker.name, revision=body.revision, **frame)
    except ValueError as error:
        raise WebProblem("invalid_input", places={"slots": str(error)}) from None
    return call.services.submit(call, command, said_seq)


def read_day_slots(call: Call) -> Response:
    """A day's slots with their quotas, for whoever plans them."""
    services, hall = call.services, call.path["hall"]
    state = services.halls[hall].committed.state
    day = state.booking_days.get(call.path["day"])
    if day is None:
        raise WebProblem("day_not_offered", day=call.path["day"][:16])
    return json_answer({**day_slots_record(state, day), "now_ms": services.clock.now_ms()})


def list_day_bookings(call: Call) -> Response:
    """All bookings of a day: when, what and how it stands; of nobody in particular."""
    services, hall = call.services, call.path["hall"]
    config = configured(services.halls[hall].committed.state)
    rows = services.bookings[hall].of_day(call.path["day"])
    records = [
        {
            **{name: row[name] for name in ("booking", "slot_at_ms", "state", "staff", "ticket")},
            **service_names(config, row["service"]),
            **class_names(config, row["matter_class"]),
        }
        for row in rows
    ]
    return json_answer({"day": call.path["day"], "bookings": records})


def read_booking(call: Call) -> Response:
    """One with whose it is and where they live; the look is durable before it is shown. Raises StoreUnavailable."""
    services, hall = call.services, call.path["hall"]
    desk, row = services.bookings[hall], _row(call)
    services.disclosures.booking(hall, call.asker.name, row)
    name_zh, name_en = desk.names(row["subject"])
    agent_name_zh, agent_name_en = (None, None) if row["agent"] is None else desk.names(row["agent"])
    record = {
        "booking": row["booking"],
        "state": row["state"],
        "name_zh": name_zh,
        "name_en": name_en,
        "agent_name_zh": agent_name_zh,
        "agent_name_en": agent_name_en,
        **desk.written(row),
    }
    return json_answer(record)


def _row(call: Call) -> Row:
    row = call.services.bookings[call.path["hall"]].row(call.path["booking"])
    if row is None:
        raise WebProblem("unknown_booking", booking=call.path["booking"][:24])
    return row


def book_for(call: Call) -> Response:
    """Staff book for who stands at a counter or rings; the numbers are looked up and not kept."""
    hall, body = call.path["hall"], call.body
    desk, channel = call.services.bookings[hall], Channel(body.channel)
    subject = desk.subject_of(body.number)
    agent = None if body.agent_number is None else desk.subject_of(body.agent_number)
    if subject is None or (body.agent_number is not None and agent is None) or subject == agent:
        raise WebProblem("unknown_person")
    who = Who(hall=hall, subject=subject, agent=agent, level=LEVELS[channel], channel=channel, by=call.asker.name)
    return book(call, who, body)


def assign_booking(call: Call) -> Response:
    """Somebody of the staff sees to it."""
    to = call.body.to or call.asker.name
    if call.services.identity.account(to) is None:
        raise WebProblem("unknown_account", account=to)
    return _send(call, c.AssignBooking(booking=call.path["booking"], to=to, by=call.asker.name))


def settle_booking(call: Call) -> Response:
    """What came of it."""
    command = c.SettleBooking(booking=call.path["booking"], was_met=call.body.was_met, by=call.asker.name)
    return _send(call, command)


def cancel_booking(call: Call) -> Response:
    """Staff cancel for who rings, however short before."""
    return _send(call, c.CancelBooking(booking=call.path["booking"], by=call.asker.name))


def check_in_for(call: Call) -> Response:
    """Staff check somebody in."""
    return check_in(call, call.path["hall"], call.path["booking"], None, call.asker.name)


def leave_absence(call: Call) -> Response:
    """Where the clerk of a counter has gone; the number to ring is durable beside it before it is shown."""
    services, hall, body = call.services, call.path["hall"], call.body
    phones = services.bookings[hall].phones
    call.body_hash = phones.hash_of(call.body_hash)
    contact = None if body.phone is None else phones.hash_of(call.asker.key, call.key)
    command = c.LeaveAbsenceNotice(
        counter=call.path["counter"],
        reason=body.reason,
        back_at_ms=body.back_at_ms,
        stand_in=None if body.stand_in == call.path["counter"] else body.stand_in,
        contact=contact,
        by=call.asker.name,
    )
    put = nullcontext() if contact is None else phones.put(contact, services.clock.now_ms(), {"phone": body.phone})
    with put:
        return _send(call, command)


def clear_absence(call: Call) -> Response:
    """The notice is taken away."""
    return _send(call, c.ClearAbsenceNotice(counter=call.path["counter"], by=call.asker.name))


def list_absence_phones(call: Call) -> Response:
    """Numbers to ring about counters that are away: they are there for everybody."""
    found: dict[str, str] = call.services.bookings[call.path["hall"]].absence_phones()
    records: list[dict[str, Any]] = [{"counter": key, "phone": phone} for key, phone in sorted(found.items())]
    return json_answer({"phones": records})


def _send(call: Call, command: c.Command) -> Response:
    return call.services.submit(call, command, said_seq)
