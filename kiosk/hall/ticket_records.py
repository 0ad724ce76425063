"""What commands and events say of a ticket beside its number (号票记录): its matters, and how things stood before an action.

Frozen; an event carries them, so that a restart needs nothing but the journal.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.lifecycles import CounterState, ParkReason, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMatter:
    """One of the matters a ticket was taken for. Public codes, nothing of a person."""

    matter: str
    matter_class: str

    def __post_init__(self) -> None:
        if not self.matter or not self.matter_class:
            raise ValueError("a matter of a ticket has a code and a class")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketBefore:
    """A ticket as it stood before an action. line, counter, bound: keys; counter: who had it, or None.

    no_shows: how often it had been a no-show. served: codes of its matters that were done. note: key of its note.
    """

    ticket: str
    state: TicketState
    line: str
    counter: str | None
    bound: str | None
    order_ms: int
    called_at_ms: int | None
    calls: int
    started_at_ms: int | None
    parked_ms: int
    parked_since_ms: int | None
    no_shows: int = 0
    served: tuple[str, ...] = ()
    note: str | None = None
    park_reason: ParkReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBefore:
    """A counter as it stood before an action, with the clocks that ran there."""

    state: CounterState
    pending: str
    reason: str
    since_ms: int
    call_due_ms: int | None
    is_open: int
    idle_ms: int


DeskRow = tuple[CounterState, str, str, int, int | None, int, int]
"""The fields of a DeskBefore in their order, before anybody asks for it."""
TicketRow = tuple[
    str,
    TicketState,
    int,
    int,
    int,
    int,
    int | None,
    int,
    int | None,
    int,
    int | None,
    int,
    tuple[str, ...],
    str | None,
    ParkReason | None,
]
"""The fields of a TicketBefore in their order, with indexes for line, counter and bound."""


@dataclass(slots=True, kw_only=True)
class Action:
    """A counter's last action group (F1 = finish + next is one), as long as it can be undone.

    action: what began it. due_ms: from then on it stands. tickets: all it touched, as they were before. Plain tuples,
    because one is kept for every step of every service and hardly any is ever asked for.
    """

    counter: str
    action: str
    at_ms: int
    due_ms: int
    desk: DeskRow
    tickets: tuple[TicketRow, ...]
