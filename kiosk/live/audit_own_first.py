"""The audit and a helping counter's own people (核查支援): whom it may pass over for somebody of a line it was lent.

Nobody of its own lines who, the credit counted in, has waited longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.hall import events as e
from kiosk.hall.lifecycles import TicketState
from kiosk.live import findings as f
from kiosk.live.audit_seen import Desk, Heard, Seen


def check_own_first(walk: Heard, event: e.TicketCalled, called: Seen, desk: Desk) -> None:
    """A ticket of a lent line is called: is nobody of the counter's own lines ahead of it?"""
    for number, other in _own(walk, desk):
        # Whoever came to stand there in this very step may not have been seen yet by the counter that calls.
        waits = (
            other.state is TicketState.WAITING and other.bound in {None, event.counter} and other.joined != walk.where
        )
        order_ms = other.order_ms - desk.own_credit_ms - desk.credits_ms.get(other.line, 0)
        if waits and (order_ms, other.index) < (called.order_ms, called.index):
            what = (
                f"counter {event.counter} helps with {event.ticket} while {number} of its own line {other.line} waits"
            )
            walk.report(f.OWN_FIRST, walk.where, what)
            return


def _own(walk: Heard, desk: Desk) -> Iterator[tuple[str, Seen]]:
    """The first of each of its own lines; everybody of a line whose first waits for another counter."""
    for line in sorted(desk.own):
        first = walk.first_of(line)
        if first is None:
            continue
        if walk.tickets[first].bound is None:
            yield first, walk.tickets[first]
        else:
            yield from ((number, ticket) for number, ticket in walk.tickets.items() if ticket.line == line)
