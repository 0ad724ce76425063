"""What may be asked about tickets (号票): taken, called, served, parked, handed on, given up.

Re-exported by `kiosk.hall.commands`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.kinds import ORDINARY, ChosenBy
from kiosk.hall.lifecycles import ParkReason
from kiosk.hall.ticket_records import TicketMatter

MOST_MATTERS = 9
"""Matters of one ticket: as many as a clerk ticks by one key each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket:
    """Take a ticket (取号) for a line, or for a matter class and kind.

    slot_at_ms: start of the appointment's slot, with a kind that takes one only.
    token_hash: SHA-256 (hex) of the secret in the slip's QR; the secret stays in the driver.
    chosen_by: on whose word it is of this kind; reason: a clerk's, never about who somebody is.
    matters: what the citizen comes for, the first one first; none where nobody has asked.
    session: of the terminal `by`, whose holder the ticket then has.
    is_remote: taken from afar, by holder, who is known; holder: pseudonym of whose it is, there only. token_seed: what the
    secret is made of there, with another that never leaves the driver, so that its holder finds the ticket again without a slip.
    """

    line: str | None = None
    matter_class: str | None = None
    kind: str = ORDINARY
    slot_at_ms: int | None = None
    token_hash: str | None = None
    by: str | None = None
    chosen_by: ChosenBy = ChosenBy.HOLDER
    reason: str = ""
    matters: tuple[TicketMatter, ...] = ()
    session: str | None = None
    is_remote: bool = False
    holder: str | None = None
    token_seed: str | None = None

    def __post_init__(self) -> None:
        if (self.line is None) == (self.matter_class is None):
            raise ValueError("name a line or a matter class, not both")
        if self.is_remote and self.holder is None:
            raise ValueError("from afar only somebody who is known takes a ticket")
        codes = [matter.matter for matter in self.matters]
        if len(codes) > MOST_MATTERS or len(set(codes)) < len(codes):
            raise ValueError(f"at most {MOST_MATTERS} matters, each once, not {codes}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTicketKind:
    """Give a waiting ticket another kind (改号类). ticket: its number. by: the clerk; None: its holder, who declines."""

    ticket: str
    kind: str
    chosen_by: ChosenBy = ChosenBy.CLERK
    reason: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext:
    """Call whoever is next for this counter (叫号)."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Call the same ticket again (重呼). ticket: which one is meant, if said; so with all that is done to a counter's ticket."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    """Give up on a ticket that has had its last call (过号)."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """The called citizen is at the counter."""

    counter: str
    by: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishService:
    """The service is done (办结); with call_next the next citizen is called in the same step.

    matters: codes that were done, None for all this counter can serve. What is left and can be served here keeps the
    citizen at the counter; what is left for others sends the ticket on. ends: the citizen goes all the same.
    """

    counter: str
    by: str
    call_next: bool = False
    matters: tuple[str, ...] | None = None
    ends: bool = False
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkTicket:
    """Let the ticket rest (挂起); the counter is free. The citizen fetches something, or the back office works on it."""

    counter: str
    by: str
    reason: ParkReason = ParkReason.FETCHING
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTicket:
    """A no-show has come after all (过号归队) and waits behind the next three. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAction:
    """Take back the counter's last action group (撤销), within seconds. done_at_ms: when what is meant was done; a later one stays."""

    counter: str
    by: str
    done_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTicket:
    """A parked ticket waits again, with its own order. ticket: its number."""

    ticket: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTicket:
    """Hand the counter's citizen on (转办), keeping number and waiting time.

    to_line: any counter of that line; to_counter: that counter alone. Exactly one.
    note: key of what is written for the next counter, in a table of its own.
    """

    counter: str
    by: str
    to_line: str | None = None
    to_counter: str | None = None
    note: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonTicket:
    """The citizen gives up (弃号) while waiting, called or parked. ticket: its number."""

    ticket: str
    by: str | None = None
