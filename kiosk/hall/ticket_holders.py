"""Tickets of somebody who is known (实名号票): taken from afar where the hall allows it, one open one a person and class.

Whoever takes a ticket at a terminal stands there, and may take as many as they have patience for. From afar a number costs
nothing, and one that nobody comes for makes everybody behind it wait for its calls: so there is one, and it has a name.

Source: docs/decisions/0071-a-ticket-from-afar-has-a-name.md
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.hall.config import LineConfig
from kiosk.hall.refusals import RemoteTicketsOff, TicketHeld
from kiosk.hall.state import HallState, Visit, configured, line_config
from kiosk.hall.ticket_matters import open_matters
from kiosk.hall.ticket_records import TicketMatter


def classes_of(line: LineConfig, matters: Iterable[TicketMatter]) -> frozenset[str]:
    """Matter classes that a ticket is for: of its line, and of what is still to be served."""
    return frozenset({line.matter_class, *(matter.matter_class for matter in matters)})


def held_by(state: HallState, holder: str) -> list[Visit]:
    """Open tickets of somebody, in the order of taking."""
    return [visit for visit in state.visits.values() if visit.holder == holder]


def check_remote(state: HallState, holder: str | None, classes: frozenset[str]) -> None:
    """Whether somebody may take a ticket of these classes from afar. Raises RemoteTicketsOff, TicketHeld."""
    if not configured(state).remote_tickets:
        raise RemoteTicketsOff
    if holder is not None:
        _must_be_only(state, holder, classes)


def check_return(state: HallState, visit: Visit) -> None:
    """Whether a no-show from afar may come back: not beside another ticket that was taken instead. Raises TicketHeld."""
    if visit.is_remote and visit.holder is not None:
        _must_be_only(state, visit.holder, _classes(state, visit))


def _must_be_only(state: HallState, holder: str, classes: frozenset[str]) -> None:
    for other in held_by(state, holder):
        if classes & _classes(state, other):
            raise TicketHeld(ticket=other.number)


def _classes(state: HallState, visit: Visit) -> frozenset[str]:
    return classes_of(line_config(state, visit.line), open_matters(visit))
