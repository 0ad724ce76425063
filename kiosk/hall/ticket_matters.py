"""Several matters on one ticket (一号多事): which are open, who can serve them, and what follows when some are done.

A ticket is done when all its matters are. What is left for this counter keeps the citizen there; what is left for others
sends the ticket on, with its number and order. A ticket without matters is done when its service is.
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.hall import commands as c, events as e
from kiosk.hall.kinds import ORDINARY
from kiosk.hall.refusals import MatterNotOpen, NothingServed, UnknownLine
from kiosk.hall.state import HallState, Visit, configured, counter_config, line_config, visit_at
from kiosk.hall.ticket_records import TicketMatter


def open_matters(visit: Visit) -> tuple[TicketMatter, ...]:
    """What is still to be served, in the citizen's order."""
    return tuple(matter for matter in visit.matters if matter.matter not in visit.served)


def line_for(state: HallState, matter_class: str, kind: str) -> int:
    """The line of a class for a kind of ticket, else its ordinary one, or UnknownLine."""
    found: dict[str, int] = {
        config.kind: index
        for index, config in enumerate(configured(state).lines)
        if config.matter_class == matter_class
    }
    index = found.get(kind, found.get(ORDINARY))
    if index is None:
        raise UnknownLine(matter_class=matter_class, kind=kind)
    return index


def check_lines(state: HallState, matters: Iterable[TicketMatter], kind: str) -> None:
    """Whether each matter has a line to wait in, or UnknownLine."""
    for matter in matters:
        line_for(state, matter.matter_class, kind)


def served_here(state: HallState, visit: Visit, counter: int) -> tuple[TicketMatter, ...]:
    """Open matters that a counter can serve. counter: its index.

    Where it can serve none, somebody has handed the ticket to it on purpose, and it may do all of them.
    """
    skills, left = state.counters[counter].skills, open_matters(visit)
    here = tuple(matter for matter in left if skills >> line_for(state, matter.matter_class, visit.kind) & 1)
    return here or left


def done_at(
    state: HallState, counter: int, command: c.FinishService, now_ms: int
) -> e.ServiceFinished | e.MattersServed | e.TicketSentOn:
    """What follows when a counter has done some matters of its ticket: the end, the rest here, or on to the next line."""
    visit, key = visit_at(state, counter), counter_config(state, counter).key
    if not visit.matters and not command.matters:
        return e.ServiceFinished(at_ms=now_ms, ticket=visit.number, counter=key)
    here, left = served_here(state, visit, counter), open_matters(visit)
    served = tuple(matter.matter for matter in here) if command.matters is None else command.matters
    unknown = set(served) - {matter.matter for matter in left}
    if unknown or len(set(served)) < len(served):
        raise MatterNotOpen(ticket=visit.number, matter=min(unknown, default=served[0] if served else ""))
    rest = [matter for matter in left if matter.matter not in served]
    if command.ends or not rest:
        return e.ServiceFinished(at_ms=now_ms, ticket=visit.number, counter=key, served=served)
    if any(matter in here for matter in rest):
        if not served:
            raise NothingServed(ticket=visit.number)
        return e.MattersServed(at_ms=now_ms, ticket=visit.number, counter=key, served=served)
    following = line_config(state, line_for(state, rest[0].matter_class, visit.kind)).key
    return e.TicketSentOn(at_ms=now_ms, ticket=visit.number, counter=key, line=following, served=served)
