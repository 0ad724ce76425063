"""The audit's walk along a journal (核查): is every event allowed where it stands?

An independent reading: it looks rules up in the lifecycle tables but uses nothing of the kernel's
deciding or applying, so that a bug there cannot hide itself. Numbers of invariants are those of
docs/invariants.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.hall import events as e
from kiosk.hall.kinds import AGES, ChosenBy
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.live import findings as f
from kiosk.live.audit_bookings import HEARD as BOOKINGS
from kiosk.live.audit_holders import check_remote
from kiosk.live.audit_own_first import check_own_first
from kiosk.live.audit_seen import Desk, Heard, Seen
from kiosk.live.audit_undo import came_back, undone
from kiosk.live.audit_visits import HEARS as VISITS


class Walk(Heard):
    """The walk along one hall's journal."""

    def hear(self, event: e.Event) -> None:
        """The next event of the entry."""
        if event.at_ms < self.event_at_ms or event.at_ms > self.entry_at_ms:
            self.report(
                f.STAMPS,
                self.where,
                f"{type(event).__name__} is stamped {event.at_ms}, not within {self.event_at_ms}..{self.entry_at_ms}",
            )
        self.event_at_ms = event.at_ms
        if not isinstance(event, e.ActionUndone):
            self.note_before(event)
        HEARS[type(event)](self, event)


def _configured(walk: Walk, event: e.HallConfigured) -> None:
    walk.visits.configure(tuple(terminal.key for terminal in event.config.terminals))
    walk.kinds = {kind.key: kind for kind in event.config.kinds}
    walk.classes = {line.key: line.matter_class for line in event.config.lines}
    lines = {item.key: frozenset(item.serves) for item in event.config.counters}
    walk.desks = {key: Desk(own=serves, serves=serves) for key, serves in lines.items()}
    for item in event.config.counters:
        walk.desks[item.key].credits_ms = {each.line: each.credit_ms for each in item.prefers}
    walk.least_ms = {rule.key: rule.least_ms for rule in event.config.relief}
    walk.own_credit_ms = {rule.key: rule.own_credit_ms for rule in event.config.relief}
    walk.return_ms, walk.undo_ms = event.config.return_ms, event.config.undo_ms


def _day_opened(walk: Walk, event: e.DayOpened) -> None:
    if event.day in walk.days:
        walk.report(f.DAILY_RESET, walk.where, f"opens {event.day} a second time: its numbers would come again")
    if walk.tickets:
        walk.report(f.DAILY_RESET, walk.where, f"opens {event.day} while {sorted(walk.tickets)} are still open")
    walk.day = event.day
    walk.days.add(event.day)
    walk.serials, walk.ended, walk.taken, walk.waiting, walk.past = {}, {}, 0, {}, {}


def _door_opened(walk: Walk, event: e.DoorOpened) -> None:
    del event
    walk.door_is_open = True


def _door_shut(walk: Walk, event: e.DoorShut) -> None:
    del event
    walk.door_is_open = False


def _day_turned(walk: Walk, event: e.DayTurned) -> None:
    for number in walk.tickets:
        walk.report(f.CLOSING, walk.where, f"the day turns and ticket {number} has no end")
    if walk.taken != sum(walk.ended.values()) + len(walk.tickets):
        walk.report(f.CONSERVATION, walk.where, f"of {event.day}: {walk.taken} taken, but ended {walk.ended}")
    walk.day, walk.door_is_open = None, False
    walk.tickets = {}


def _taken(walk: Walk, event: e.TicketTaken) -> None:
    if walk.day is None or not walk.door_is_open:
        walk.report(f.CLOSING, walk.where, f"ticket {event.ticket} is taken at a shut door")
    expected = walk.serials.get(event.prefix, 0) + 1
    if event.serial != expected or event.ticket != f"{event.prefix}{event.serial:03d}":
        walk.report(f.NUMBERS, walk.where, f"ticket {event.ticket} has serial {event.serial}, the next is {expected}")
    if event.ticket in walk.tickets:
        walk.report(f.DAILY_RESET, walk.where, f"ticket {event.ticket} is taken while one of that number is open")
    _check_kind(walk, event)
    check_remote(walk, event)
    walk.serials[event.prefix] = event.serial
    walk.tickets[event.ticket] = Seen(walk.taken, event.line, event.order_ms, holder=event.holder)
    walk.wait(event.ticket, walk.tickets[event.ticket])
    walk.taken += 1


def _kind_changed(walk: Walk, event: e.TicketKindChanged) -> None:
    _check_kind(walk, event)
    ticket = walk.move_ticket(event.ticket, "change_kind")
    if ticket is not None:
        ticket.line, ticket.order_ms = event.line, event.order_ms
        walk.wait(event.ticket, ticket)


def _check_kind(walk: Walk, event: e.TicketTaken | e.TicketKindChanged) -> None:
    """What has grounds is given by an identity that shows one, or by a clerk who says why."""
    kind = walk.kinds.get(event.kind)
    if kind is None:
        walk.report(f.KINDS, walk.where, f"ticket {event.ticket} is of kind {event.kind}, which the hall does not have")
        return
    if event.chosen_by is ChosenBy.CLERK and (event.by is None or not event.reason.strip()):
        walk.report(f.KINDS, walk.where, f"ticket {event.ticket} is {event.kind} by a clerk without a name or a reason")
    by_age = not AGES.keys().isdisjoint(kind.grounds)
    if kind.grounds and (event.chosen_by is ChosenBy.HOLDER or (event.chosen_by is ChosenBy.IDENTITY and not by_age)):
        walk.report(
            f.KINDS, walk.where, f"ticket {event.ticket} is {event.kind} by {event.chosen_by}, without a ground"
        )


def _called(walk: Walk, event: e.TicketCalled) -> None:
    _check_order(walk, event)
    ticket = walk.move_ticket(event.ticket, "call")
    desk = walk.desks.get(event.counter)
    if desk is not None and desk.ticket is not None:
        walk.report(f.ONE_EACH, walk.where, f"counter {event.counter} calls {event.ticket} and still has {desk.ticket}")
    desk = walk.move_desk(event.counter, "call")
    if ticket is None or desk is None:
        return
    if ticket.counter is not None:
        walk.report(f.ONE_EACH, walk.where, f"ticket {event.ticket} is called to {event.counter} and {ticket.counter}")
    if ticket.line not in desk.serves:
        walk.report(f.SKILLS, walk.where, f"counter {event.counter} does not serve line {ticket.line}")
    if ticket.line in desk.lent:
        check_own_first(walk, event, ticket, desk)
    desk.ticket, ticket.counter = event.ticket, event.counter


def _check_order(walk: Walk, event: e.TicketCalled) -> None:
    called = walk.tickets.get(event.ticket)
    if called is None or walk.first_of(called.line) == event.ticket:
        return
    # Somebody else is first, which is right only if they are bound to another counter: look at all.
    place = (called.order_ms, called.index)
    for number, other in walk.tickets.items():
        is_ahead = other.line == called.line and (other.order_ms, other.index) < place
        if is_ahead and other.state is TicketState.WAITING and other.bound in {None, event.counter}:
            walk.report(f.ORDER, walk.where, f"ticket {event.ticket} is called before {number} of the same line")
            return


def _recalled(walk: Walk, event: e.TicketRecalled) -> None:
    walk.move_ticket(event.ticket, "recall")


def _started(walk: Walk, event: e.ServiceStarted) -> None:
    ticket = walk.move_ticket(event.ticket, "start")
    walk.move_desk(event.counter, "start")
    if ticket is not None and ticket.counter != event.counter:
        walk.report(
            f.ONE_EACH, walk.where, f"counter {event.counter} serves {event.ticket}, which {ticket.counter} has"
        )


def _leaves(what: str) -> Callable[[Walk, Any], None]:
    def hear(walk: Walk, event: Any) -> None:
        ticket = walk.move_ticket(event.ticket, what)
        walk.let_go(event.ticket, ticket)
        if ticket is not None and ticket.state is TicketState.WAITING:
            walk.wait(event.ticket, ticket)

    return hear


def _resumed(walk: Walk, event: e.TicketResumed) -> None:
    ticket = walk.move_ticket(event.ticket, "resume")
    if ticket is not None:
        walk.wait(event.ticket, ticket)


def _transferred(walk: Walk, event: e.TicketTransferred) -> None:
    ticket = walk.move_ticket(event.ticket, "transfer")
    walk.let_go(event.ticket, ticket)
    if ticket is not None:
        ticket.line, ticket.bound = event.line, event.to_counter
        walk.wait(event.ticket, ticket)


def _sent_on(walk: Walk, event: e.TicketSentOn) -> None:
    ticket = walk.move_ticket(event.ticket, "send_on")
    walk.let_go(event.ticket, ticket)
    if ticket is not None:
        ticket.line, ticket.bound = event.line, None
        walk.wait(event.ticket, ticket)


def _served(walk: Walk, event: e.MattersServed) -> None:
    walk.move_ticket(event.ticket, "serve")


def _unbound(walk: Walk, event: e.TicketUnbound) -> None:
    ticket = walk.tickets.get(event.ticket)
    if ticket is not None:
        ticket.bound, ticket.joined = None, walk.where


def _desk(what: str) -> Callable[[Walk, Any], None]:
    def hear(walk: Walk, event: Any) -> None:
        walk.move_desk(event.counter, what)

    return hear


def _counter_resumed(walk: Walk, event: e.CounterResumed) -> None:
    desk = walk.desks.get(event.counter)
    # Taking back a pause that has not begun moves nothing.
    if desk is None or desk.state is CounterState.PAUSED:
        walk.move_desk(event.counter, "resume")


def _relief_began(walk: Walk, event: e.ReliefBegan) -> None:
    if event.rule in walk.began or event.rule not in walk.least_ms:
        walk.report(f.RELIEF, walk.where, f"relief by rule {event.rule} begins, which goes on already or is no rule")
    walk.began[event.rule] = event.at_ms
    desk = walk.desks.get(event.counter)
    if desk is not None and event.lines:
        desk.serves |= frozenset(event.lines)
        desk.lent, desk.lent_by = frozenset(event.lines), event.rule
        desk.own_credit_ms = walk.own_credit_ms.get(event.rule, 0)


def _relief_ended(walk: Walk, event: e.ReliefEnded) -> None:
    began_ms = walk.began.pop(event.rule, None)
    if began_ms is None:
        walk.report(f.RELIEF, walk.where, f"relief by rule {event.rule} ends and did not go on")
    elif event.reason == "suggested" and event.at_ms < began_ms + walk.least_ms.get(event.rule, 0):
        walk.report(
            f.RELIEF, walk.where, f"relief by rule {event.rule} ends {event.at_ms - began_ms} ms after it began"
        )
    desk = walk.desks.get(event.counter)
    if desk is not None and desk.lent_by == event.rule:
        desk.serves, desk.lent, desk.lent_by = desk.own, frozenset(), None


def _visit(walk: Walk, event: Any) -> None:
    walk.visits.hear(event, walk.where)


def _nothing(walk: Walk, event: Any) -> None:
    del walk, event


HEARS: Final[dict[type[Any], Callable[[Walk, Any], None]]] = {
    e.HallConfigured: _configured,
    e.DayOpened: _day_opened,
    e.DoorOpened: _door_opened,
    e.DoorShut: _door_shut,
    e.DayTurned: _day_turned,
    e.SeatTaken: _nothing,
    e.SeatLeft: _nothing,
    e.CounterOpened: _desk("open"),
    e.CounterPausing: _nothing,
    e.CounterPaused: _desk("pause"),
    e.CounterResumed: _counter_resumed,
    e.CounterClosing: _nothing,
    e.CounterClosed: _desk("close"),
    e.TicketTaken: _taken,
    e.TicketKindChanged: _kind_changed,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServiceStarted: _started,
    e.ServiceFinished: _leaves("finish"),
    e.TicketParked: _leaves("park"),
    e.TicketResumed: _resumed,
    e.TicketTransferred: _transferred,
    e.TicketUnbound: _unbound,
    e.TicketReturned: _leaves("return"),
    e.TicketAbandoned: _leaves("abandon"),
    e.TicketNoShow: _leaves("give_up"),
    e.TicketExpired: _leaves("expire"),
    e.MattersServed: _served,
    e.TicketSentOn: _sent_on,
    e.NoShowReturned: came_back,
    e.ActionUndone: undone,
    # Sessions and tasks have a walk of their own.
    **dict.fromkeys(VISITS, _visit),
    # Papers, notes and unlock codes touch no ticket, no table and no figure.
    e.PaperSettled: _nothing,
    e.NoteLeft: _nothing,
    e.NoteClosed: _nothing,
    e.UnlockCodeGiven: _nothing,
    e.UnlockCodeUsed: _nothing,
    e.ReliefBegan: _relief_began,
    e.ReliefEnded: _relief_ended,
    # Who calls, breaks and suggestions move nothing by themselves: what follows from them does.
    **dict.fromkeys((e.CallingSet, e.BreaksPlanned, e.BreakBegan, e.BreakMoved, e.BreakEnded), _nothing),
    **dict.fromkeys((e.SuggestionMade, e.SuggestionTaken, e.SuggestionDismissed, e.SuggestionWithdrawn), _nothing),
    **dict.fromkeys((e.ReliefEased, e.ReliefNeeded, e.WaitsForeseen), _nothing),
    # Bookings have an audit of their own.
    **dict.fromkeys(BOOKINGS, _nothing),
    e.AbsenceNoticeLeft: _nothing,
    e.AbsenceNoticeEnded: _nothing,
    # Notices and ratings have an audit of their own.
    **dict.fromkeys((e.ToldOnce, e.TicketRated, e.FollowUpClosed), _nothing),
    **dict.fromkeys((e.HallNoticePosted, e.HallNoticeEnded), _nothing),
    # Cases have an audit of their own.
    e.CataloguePublished: _nothing,
    e.WorkCalendarSet: _nothing,
    **dict.fromkeys((e.CaseOpened, e.CaseSubmitted, e.CaseToldOnce, e.CaseHandedOver, e.CaseAccepted), _nothing),
    e.CaseTakenUp: _nothing,
    **dict.fromkeys((e.CaseStepped, e.CaseRedated, e.CaseSupplied, e.CaseLightChanged), _nothing),
    **dict.fromkeys((e.CaseDelivered, e.CaseRated, e.CaseRevoked), _nothing),
}
"""Event type -> what it must fit; a test checks that the union is covered."""
