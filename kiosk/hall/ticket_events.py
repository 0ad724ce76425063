"""What has happened to tickets (号票). Re-exported by `kiosk.hall.events`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import ParkReason
from kiosk.hall.ticket_records import DeskBefore, TicketBefore, TicketMatter


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTaken:
    """A citizen waits. ticket: prefix and serial; order_ms: the number that orders.

    chosen_by, reason, by: on whose word it is of its kind; by: the clerk who gave it, None: nobody did.
    holder: pseudonym of whose it is, where that is known. case: the case that a terminal handed over with it, by number.
    is_remote, token_seed: as in TakeTicket.
    """

    at_ms: int
    ticket: str
    prefix: str
    serial: int
    line: str
    kind: str
    order_ms: int
    slot_at_ms: int | None
    token_hash: str | None
    matters: tuple[TicketMatter, ...] = ()
    chosen_by: ChosenBy = ChosenBy.HOLDER
    reason: str = ""
    by: str | None = None
    holder: str | None = None
    case: str | None = None
    is_remote: bool = False
    token_seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketKindChanged:
    """A waiting ticket is of another kind: it keeps its number and stands in that kind's line of its class."""

    at_ms: int
    ticket: str
    line: str
    kind: str
    order_ms: int
    chosen_by: ChosenBy
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    """The first call of a ticket to a counter."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled:
    """A further call. call: which one, 2 or more."""

    at_ms: int
    ticket: str
    counter: str
    call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted:
    """The citizen is at the counter."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFinished:
    """The ticket is done. served: codes of its matters that were done last."""

    at_ms: int
    ticket: str
    counter: str
    served: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MattersServed:
    """Some matters of the ticket are done; the citizen stays at the counter for the rest."""

    at_ms: int
    ticket: str
    counter: str
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSentOn:
    """What is left of the ticket is served elsewhere: it waits in that line with its number and order. served: done here."""

    at_ms: int
    ticket: str
    counter: str
    line: str
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParked:
    """The ticket rests; nobody calls it until it is resumed."""

    at_ms: int
    ticket: str
    counter: str
    reason: ParkReason = ParkReason.FETCHING


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed:
    """A parked ticket waits again."""

    at_ms: int
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    """The ticket waits for another line, or for one counter alone (to_counter). note: key of what was written for it."""

    at_ms: int
    ticket: str
    counter: str
    line: str
    to_counter: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnbound:
    """The counter this ticket was bound to is away; any counter of its line may take it."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """The counter's citizen waits again with their own order, because the clerk vanished."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAbandoned:
    """The citizen gave up. counter: which one had called the ticket, or None."""

    at_ms: int
    ticket: str
    counter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoShow:
    """Nobody came to the last call."""

    at_ms: int
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowReturned:
    """A no-show has come after all and waits in its line. order_ms: its new place, behind the next three."""

    at_ms: int
    ticket: str
    line: str
    order_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUndone:
    """The counter's last action group is taken back. action: what began it, and when (done_at_ms).

    desk, tickets: how counter and tickets stand again; the call that was running has the time left that it had.
    """

    at_ms: int
    counter: str
    action: str
    done_at_ms: int
    desk: DeskBefore
    tickets: tuple[TicketBefore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired:
    """The business day turned before the ticket was finished."""

    at_ms: int
    ticket: str
