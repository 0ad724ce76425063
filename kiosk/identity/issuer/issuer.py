"""The issuer (发码方): the same three methods as the hall, and as little of the world.

    tick(now_ms)             time has passed: forget what nobody can come with any more
    handle(command, now_ms)  somebody asks; or raises a Refusal and changes nothing
    next_deadline()          when must I be woken?

One for an installation, however many halls: of two terminals that scan one code at once exactly one
wins, because one after the other is handled. Whatever is random comes in with the command; the
signature of a code is looked at before it comes here (`kiosk.identity.codes`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kiosk.hall.refusals import Refusal
from kiosk.identity.issuer import authorisations, commands as c, events as e, issuing, register
from kiosk.identity.issuer.state import IssuerState

__all__ = ["APPLY", "DECIDE", "Issuer", "Refusal"]

# The tables are typed by the union's members; a test checks that each covers its union.
DECIDE: Final[dict[type[Any], Callable[[IssuerState, Any, int], tuple[e.Event, ...]]]] = {
    c.ConfigureIssuer: register.decide_configure,
    c.EnrolTerminal: register.decide_enrol,
    c.RemoveTerminal: register.decide_remove,
    c.RegisterPerson: register.decide_register_person,
    c.RegisterEntity: register.decide_register_entity,
    c.CancelSubject: register.decide_cancel,
    c.LinkGuardian: register.decide_link,
    c.UnlinkGuardian: register.decide_unlink,
    c.GrantAuthorisation: authorisations.decide_grant,
    c.ConfirmAuthorisation: authorisations.decide_confirm,
    c.RevokeAuthorisation: authorisations.decide_revoke,
    c.IssueCode: issuing.decide_issue,
    c.RedeemCode: issuing.decide_redeem,
    c.SetAvailability: register.decide_availability,
}
"""Command type -> who decides it. Deciding only reads."""

APPLY: Final[dict[type[Any], Callable[[IssuerState, Any], None]]] = {
    e.IssuerConfigured: register.apply_configured,
    e.TerminalEnrolled: register.apply_enrolled,
    e.TerminalRemoved: register.apply_removed,
    e.PersonRegistered: register.apply_person,
    e.EntityRegistered: register.apply_entity,
    e.SubjectCancelled: register.apply_cancelled,
    e.GuardianLinked: register.apply_linked,
    e.GuardianUnlinked: register.apply_unlinked,
    e.AuthorisationGranted: authorisations.apply_granted,
    e.AuthorisationConfirmed: authorisations.apply_confirmed,
    e.AuthorisationRevoked: authorisations.apply_revoked,
    e.CodeIssued: issuing.apply_issued,
    e.CodeRedeemed: issuing.apply_redeemed,
    e.CodeForgotten: issuing.apply_forgotten,
    e.AvailabilityChanged: register.apply_availability,
}
"""Event type -> what it writes."""


class Issuer:
    """The issuer of an installation. Nothing here knows what time it is or who is asking."""

    __slots__ = ("state",)

    def __init__(self, state: IssuerState | None = None) -> None:
        self.state = IssuerState() if state is None else state

    def next_deadline(self) -> int | None:
        """The earliest instant at which something happens by itself, or None."""
        state = self.state
        instants = (state.due[0][0] if state.due else None, state.available_again_at_ms)
        return min((each for each in instants if each is not None), default=None)

    def tick(self, now_ms: int) -> tuple[e.Event, ...]:
        """Run every deadline up to now_ms, in order of time; of one instant, codes go first."""
        happened: list[e.Event] = []
        while (at_ms := self.next_deadline()) is not None and at_ms <= now_ms:
            due = self.state.due
            is_code = bool(due) and due[0][0] == at_ms
            happened += self._apply(
                issuing.forgotten(self.state, at_ms) if is_code else register.available_again(at_ms)
            )
        return tuple(happened)

    def handle(self, command: c.Command, now_ms: int) -> tuple[e.Event, ...]:
        """Carry out a command, or raise its Refusal. `tick(now_ms)` must have been called: nothing may be overdue."""
        due_ms = self.next_deadline()
        assert due_ms is None or due_ms > now_ms, f"deadline {due_ms} is overdue at {now_ms}"
        assert now_ms >= self.state.at_ms, f"time goes back from {self.state.at_ms} to {now_ms}"
        return self._apply(DECIDE[type(command)](self.state, command, now_ms))

    def apply(self, event: e.Event) -> None:
        """Write one event into the state: the only way anything changes."""
        APPLY[type(event)](self.state, event)
        self.state.at_ms = event.at_ms

    def _apply(self, events: tuple[e.Event, ...]) -> tuple[e.Event, ...]:
        for event in events:
            self.apply(event)
        return events
