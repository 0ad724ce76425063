"""The audit and tickets from afar (核查远程号): whoever takes one is known and has no other open one of its class.

Of a ticket with several matters the class of its line is looked at; the hall looks at every open matter.
"""

from __future__ import annotations

from kiosk.hall import events as e
from kiosk.live import findings as f
from kiosk.live.audit_seen import Heard


def check_remote(walk: Heard, event: e.TicketTaken) -> None:
    """A ticket is taken from afar: by whom, and have they another?"""
    if not event.is_remote:
        return
    if event.holder is None:
        walk.report(f.REMOTE, walk.where, f"ticket {event.ticket} is taken from afar and nobody knows by whom")
        return
    for number, other in walk.tickets.items():
        is_same = walk.classes.get(other.line) == walk.classes.get(event.line)
        if number != event.ticket and other.holder == event.holder and is_same:
            walk.report(f.REMOTE, walk.where, f"ticket {event.ticket} is taken from afar by whoever still has {number}")
