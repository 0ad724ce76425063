"""Shapes of tickets on a phone (我的号票的数据格式)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.hall.commands import MOST_MATTERS
from kiosk.hall.kinds import Ground
from kiosk.web.schemas import Answer, Body, Key, TicketRecord


class PhoneTicketOrder(Body):
    """A ticket on the phone: for a matter class, or for matters of the catalogue, the first one first, each once."""

    matter_class: Key | None = None
    matters: Annotated[list[Key], Field(max_length=MOST_MATTERS)] = Field(default_factory=list)


class PhoneTicketRecord(TicketRecord):
    """The same for whoever it is known to be of. url: its own page."""

    url: str


class PhoneClass(Answer):
    """A matter class, and what somebody of the holder's kind would wait for it now."""

    key: str
    name_zh: str
    name_en: str
    waiting: int
    staffed: bool
    estimate_min: int | None
    estimate_most_min: int | None


class PhoneMatter(Answer):
    """A matter that a counter serves."""

    key: str
    name_zh: str
    name_en: str
    matter_class: str


class PhoneOffer(Answer):
    """The kind of ticket that an identity gives by itself, and on which ground."""

    kind: str
    ground: Ground


class PhoneTickets(Answer):
    """Tickets of whoever's phone it is, in one hall. is_allowed: whether it gives any from afar."""

    is_allowed: bool
    hall_name_zh: str
    hall_name_en: str
    offer: PhoneOffer | None
    tickets: list[PhoneTicketRecord]
    classes: list[PhoneClass]
    matters: list[PhoneMatter]
    now_ms: int
