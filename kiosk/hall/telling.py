"""Telling once (一次性告知): a counter says everything that is missing for a matter, at once, on one notice.

What may be named comes from the version of the matter in force: its materials, the conditions that anybody may be told of,
and fee, limit and place, which every matter has. A second notice to the same ticket about the same matter names only what
the first did not, and is counted: it should not have been needed.

Source: domain.md §5 (首问负责·一次性告知); docs/decisions/0070-what-a-counter-owes.md
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.case_rules import MatterRules, in_force
from kiosk.hall.counters import own_counter
from kiosk.hall.lifecycles import CounterState
from kiosk.hall.refusals import CounterLacksSkill, CounterNotReady, UnknownMatter
from kiosk.hall.service_records import MissingItem, TicketNotice
from kiosk.hall.service_refusals import NoticeItemUnknown, ToldAlready
from kiosk.hall.state import HallState, Visit, line_config, running_day, visit_at
from kiosk.hall.ticket_matters import line_for
from kiosk.matters.missing import EVERY_MATTER, REASONS, ItemKind


def items_of(rules: MatterRules) -> dict[str, ItemKind]:
    """Everything that a notice about this version may name -> its kind."""
    materials = dict.fromkeys(rules.materials, ItemKind.MATERIAL)
    conditions = dict.fromkeys(rules.tellable, ItemKind.CONDITION)
    return {**materials, **conditions, **EVERY_MATTER}


def fits(rules: MatterRules, missing: MissingItem) -> bool:
    """Whether the matter has the item and the item can be missing for that reason."""
    kind = items_of(rules).get(missing.item)
    return kind is not None and missing.reason in REASONS[kind]


def matter_today(state: HallState, matter: str) -> MatterRules:
    """The version in force on the running day. Raises HallHasNoDay, UnknownMatter."""
    versions = tuple(each for each in state.catalogue if each.key == matter)
    rules = in_force(versions, running_day(state).day)
    if rules is None:
        raise UnknownMatter(matter=matter)
    return rules


def told_before(visit: Visit, matter: str) -> list[TicketNotice]:
    """Notices that the ticket's holder was given about a matter."""
    return [each for each in visit.told if each.matter == matter]


def decide_tell(state: HallState, command: c.TellOnce, now_ms: int) -> tuple[e.Event, ...]:
    """Of whoever is being served, about a matter of this counter, and nothing that was told before."""
    index = own_counter(state, command.counter, command.by)
    desk = state.desks[index]
    if desk.state is not CounterState.SERVING:
        raise CounterNotReady(counter=command.counter, state=desk.state.value)
    visit, rules = visit_at(state, index), matter_today(state, command.matter)
    number = line_for(state, rules.matter_class, visit.kind)
    if not state.counters[index].skills >> number & 1:
        raise CounterLacksSkill(counter=command.counter, line=line_config(state, number).key)
    unknown = [each.item for each in command.items if not fits(rules, each)]
    if unknown:
        raise NoticeItemUnknown(matter=command.matter, items=", ".join(unknown))
    before = told_before(visit, command.matter)
    said = {code for each in before for code in each.items}
    again = [each.item for each in command.items if each.item in said]
    if again:
        raise ToldAlready(ticket=visit.number, matter=command.matter, items=", ".join(again), notice=before[0].notice)
    return (
        e.ToldOnce(
            at_ms=now_ms,
            notice=f"G{state.last_notice + 1:04d}",
            day=running_day(state).day,
            ticket=visit.number,
            counter=command.counter,
            matter=command.matter,
            version=rules.version,
            items=command.items,
            times=len(before) + 1,
        ),
    )


def apply_told(state: HallState, event: e.ToldOnce) -> None:
    """The ticket knows what its holder was told."""
    state.last_notice += 1
    visit = state.visits[event.ticket]
    items = tuple(each.item for each in event.items)
    visit.told = (*visit.told, TicketNotice(notice=event.notice, matter=event.matter, items=items))
