"""Shapes of the citizen at a counter (窗口办理人的数据格式); see `kiosk.web.schemas`."""

from __future__ import annotations

from typing import Literal

from kiosk.hall.case_events import Owner
from kiosk.hall.lifecycles import BookingState, CaseState, TicketState
from kiosk.web.case_schemas import CaseItem, Said
from kiosk.web.schemas import Answer


class CounterMaterial(Answer):
    """Something a matter needs, and how it stands. source: what a terminal read it from. due_on: of what may follow later."""

    material: str
    name_zh: str
    name_en: str
    is_required: bool
    may_follow: bool
    state: Literal["read", "signed", "missing", "pending", "owed", "bring"]
    source_zh: str | None
    source_en: str | None
    due_on: str | None


class CounterMatter(Answer):
    """A matter of a ticket, as people call it, with what it needs by the catalogue."""

    matter: str
    name_zh: str
    name_en: str
    materials: list[CounterMaterial]


class CounterCase(Answer):
    """A case of whoever is there, with which their counter may go on.

    due: what is due_on the day of that name. clerk: who has taken it up. is_of_ticket: a terminal handed it over with this
    ticket. is_mine: who asks has taken it up here. failing, pending, by_staff: what the machine said. told: what staff wrote.
    """

    alias: str
    case: str
    matter: str
    name_zh: str
    name_en: str
    state: CaseState
    owner: Owner
    opened_at_ms: int
    due: Literal["accept", "correct", "decide"]
    due_on: str | None
    verdict: str | None
    clerk: str | None
    is_of_ticket: bool
    is_mine: bool
    can_take_up: bool
    failing: list[CaseItem]
    pending: list[CaseItem]
    by_staff: Said | None
    told: str | None
    materials: list[CounterMaterial]


class CounterTicket(Answer):
    """A counter's ticket in words. note: what the counter before wrote for this one, or null.

    is_known: whether anybody knows whose it is; of nobody known there are no cases.
    """

    ticket: str
    is_known: bool
    note: str | None
    matters: list[CounterMatter]
    cases: list[CounterCase]


class PastTicket(Answer):
    """An earlier ticket of somebody. counter: who had it last."""

    ticket: str
    day: str
    taken_at_ms: int
    state: TicketState
    line_name_zh: str
    line_name_en: str
    counter_name_zh: str | None
    counter_name_en: str | None


class PastCase(Answer):
    """A case of somebody, open or ended."""

    alias: str
    case: str
    matter: str
    name_zh: str
    name_en: str
    state: CaseState
    owner: Owner
    opened_at_ms: int
    ended_at_ms: int | None


class PastBooking(Answer):
    """An appointment of somebody. name: of the service."""

    booking: str
    slot_at_ms: int
    state: BookingState
    name_zh: str
    name_en: str


class CitizenHistory(Answer):
    """What is on record of whoever is at the counter, the newest first. no_shows, missed: in the last 90 days."""

    ticket: str
    tickets: list[PastTicket]
    cases: list[PastCase]
    bookings: list[PastBooking]
    no_shows: int
    missed: int
    has_more: bool
