"""Events about what was told and how it was (告知与评价事件). Part of `kiosk.hall.events`, which has them all."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.service_records import MissingItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOnce:
    """The holder of a ticket was told what is missing. notice: its number; version: of the matter; day: of the ticket.

    times: which notice about this matter it is for this ticket: 1, as it should be, or more.
    """

    at_ms: int
    notice: str
    day: str
    ticket: str
    counter: str
    matter: str
    version: int
    items: tuple[MissingItem, ...]
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated:
    """How a finished service was. grade: None: they would rather not say. follow_up, due_at_ms: of a poor one.

    served_at: the counter that finished it. It is not the counter's event: whatever goes on there stays as it is.
    """

    at_ms: int
    ticket: str
    served_at: str
    grade: int | None
    reasons: tuple[str, ...] = ()
    follow_up: str | None = None
    due_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpClosed:
    """A poor rating was looked into. outcome: put_right · explained · unfounded."""

    at_ms: int
    follow_up: str
    outcome: str
    by: str
