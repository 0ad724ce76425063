"""What may happen to a ticket's kind (号票类型): who gets which, and how it changes while the ticket waits.

A kind comes about by asking, by identity or by a clerk (`kiosk.hall.kinds`); which of them, and a clerk's reason, stand
in the event.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e, line
from kiosk.hall.config import LineConfig
from kiosk.hall.kinds import ChosenBy, KindConfig, may_be_chosen
from kiosk.hall.lifecycles import TICKET, TicketState
from kiosk.hall.line import NONE
from kiosk.hall.refusals import (
    CounterLacksSkill,
    KindNeedsGround,
    KindUnchanged,
    ReasonMissing,
    SlotMissing,
    TicketNotWaiting,
    UnknownLine,
)
from kiosk.hall.state import HallState, Visit, configured, counter_config, open_visit


def line_of_kind(state: HallState, matter_class: str | None, kind: str) -> int:
    """Index of the line of a matter class and kind, or UnknownLine."""
    index = configured(state).line_of(matter_class, kind)
    if index is None:
        raise UnknownLine(matter_class=matter_class, kind=kind)
    return index


def given_kind(state: HallState, chosen: LineConfig, chosen_by: ChosenBy, reason: str) -> KindConfig:
    """The kind of a line, if it may come about so, or KindNeedsGround, ReasonMissing."""
    kind = configured(state).kind(chosen.kind)
    assert kind is not None, "every line's kind is one of the hall's"
    if not may_be_chosen(kind, chosen_by):
        raise KindNeedsGround(kind=kind.key)
    if chosen_by is ChosenBy.CLERK and not reason.strip():
        raise ReasonMissing(kind=kind.key)
    return kind


def decide_kind(state: HallState, command: c.SetTicketKind, now_ms: int) -> tuple[e.Event, ...]:
    """A waiting ticket changes to another line of its class, with that kind's credit on its own waiting.

    The waiting room is not asked: whoever changes stands in the hall already.
    """
    visit = open_visit(state, command.ticket)
    if visit.state is not TicketState.WAITING:
        raise TicketNotWaiting(ticket=visit.number, state=visit.state.value)
    config = configured(state)
    number = line_of_kind(state, config.lines[visit.line].matter_class, command.kind)
    chosen = config.lines[number]
    kind = given_kind(state, chosen, command.chosen_by, command.reason)
    if kind.takes_slot and visit.slot_at_ms is None:
        raise SlotMissing(line=chosen.key)
    if (number, kind.key) == (visit.line, visit.kind):
        raise KindUnchanged(ticket=visit.number, kind=kind.key)
    bound = state.tickets[visit.index].bound
    if bound != NONE and not state.counters[bound].skills >> number & 1:
        raise CounterLacksSkill(counter=counter_config(state, bound).key, line=chosen.key)
    changed = e.TicketKindChanged(
        at_ms=now_ms,
        ticket=visit.number,
        line=chosen.key,
        kind=kind.key,
        order_ms=_order_as(state, visit, chosen, kind),
        chosen_by=command.chosen_by,
        reason=command.reason,
        by=command.by,
    )
    return (changed,)


def _order_as(state: HallState, visit: Visit, chosen: LineConfig, kind: KindConfig) -> int:
    """The order of a ticket as one of another line: moved by the difference of the credits.

    So whatever else has moved it stays, like a place behind others after a missed call. From or to an appointment it
    counts anew: from its slot, however late its holder came, or from when it waits.
    """
    config = configured(state)
    before = config.kind(visit.kind)
    if kind.takes_slot and visit.slot_at_ms is not None:
        return config.order_of(chosen, visit.slot_at_ms)
    if before is None or before.takes_slot:
        return config.order_of(chosen, visit.waits_from_ms)
    # After a transfer the line may be of another kind than the ticket, which has kept its credit.
    own = config.line_of(chosen.matter_class, visit.kind)
    credited = config.lines[visit.line if own is None else own]
    order_ms = int(state.tickets[visit.index].order_ms)
    return order_ms + config.order_of(chosen, 0) - config.order_of(credited, 0)


# Applications.


def apply_kind(state: HallState, event: e.TicketKindChanged) -> None:
    """The ticket stands in another line of its class, with its own number."""
    visit = state.visits[event.ticket]
    visit.state = TICKET[visit.state, "change_kind"]
    line.leave(state.tickets, state.lines, visit.index)
    visit.line = state.line_index[event.line]
    visit.kind, visit.chosen_by = event.kind, event.chosen_by
    ticket = state.tickets[visit.index]
    ticket.line, ticket.order_ms = visit.line, event.order_ms
    line.join(state.tickets, state.lines, visit.index)
