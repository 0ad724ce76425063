"""The audit's walk along the issuer's stream (核查发码方): is every code used once, in its time, by those who may?

Independent of the issuer's deciding and applying: it looks steps up in the lifecycle table and nothing else. Of what
an entry says about a subject nothing is repeated in a finding but its pseudonym's code (cti) and session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import events as e
from kiosk.identity.issuer.commands import IssuerConfig
from kiosk.identity.issuer.lifecycles import AUTHORISATION, AuthorisationState, Availability
from kiosk.live import findings as f

SERVES: Final = frozenset({Availability.ANSWERS, Availability.SLOW})
"""How an issuer stands that issues and redeems."""


@dataclass(slots=True)
class Leave:
    """An authorisation as the events tell of it."""

    granted: e.AuthorisationGranted
    state: AuthorisationState = AuthorisationState.PENDING
    confirmed_at_ms: int | None = None
    revoked_at_ms: int | None = None

    def holds(self, at_ms: int) -> bool:
        """Whether it was in force at an instant."""
        begins_ms = None if self.confirmed_at_ms is None else max(self.confirmed_at_ms, self.granted.from_ms)
        is_over = at_ms >= self.granted.until_ms or (self.revoked_at_ms is not None and at_ms >= self.revoked_at_ms)
        return begins_ms is not None and begins_ms <= at_ms and not is_over


@dataclass(slots=True)
class Shown:
    """A code as the events tell of it. where: the entry that issued it."""

    issued: e.CodeIssued
    where: str
    used: e.CodeRedeemed | None = None
    used_where: str = ""
    superseded_at_ms: int | None = None


@dataclass(slots=True)
class IssuerWalk:
    """Everything heard so far. ctis: every code there ever was; codes: those remembered; used: every use, in order."""

    report: f.Report
    seq: int = 0
    entry_at_ms: int = 0
    event_at_ms: int = 0
    where: str = ""
    config: IssuerConfig | None = None
    availability: Availability = Availability.ANSWERS
    terminals: dict[str, tuple[CodeType, ...]] = field(default_factory=dict)
    representatives: dict[str, str] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    cancelled: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, Leave] = field(default_factory=dict)
    ctis: set[str] = field(default_factory=set)
    codes: dict[str, Shown] = field(default_factory=dict)
    newest: dict[tuple[str, CodeType, str], str] = field(default_factory=dict)
    used: list[Shown] = field(default_factory=list)

    def enter(self, seq: int, at_ms: int) -> None:
        """The next entry."""
        self.where = f"issuer_journal {seq}"
        if seq != self.seq + 1:
            self.report(f.SEQUENCE, self.where, f"follows entry {self.seq}")
        if at_ms < self.entry_at_ms:
            self.report(f.STAMPS, self.where, f"is stamped {at_ms}, before the entry ahead of it ({self.entry_at_ms})")
        self.seq, self.entry_at_ms = seq, at_ms

    def hear(self, event: Any) -> None:
        """The next event of the entry."""
        if not self.event_at_ms <= event.at_ms <= self.entry_at_ms:
            span = f"{self.event_at_ms}..{self.entry_at_ms}"
            self.report(f.STAMPS, self.where, f"{type(event).__name__} is stamped {event.at_ms}, not within {span}")
        self.event_at_ms = event.at_ms
        HEARS[type(event)](self, event)

    def breach(self, cti: str, what: str) -> None:
        """One more breach of what a code must keep."""
        self.report(f.CODES, self.where, f"code {cti} {what}")

    def is_registered(self, subject: str, at_ms: int) -> bool:
        """Whether somebody or something is in the register at an instant."""
        is_known = subject in self.people or subject in self.representatives
        return is_known and at_ms < self.cancelled.get(subject, at_ms + 1)

    def may_act(self, code: e.CodeIssued, at_ms: int) -> bool:
        """Whether the holder of a code still stands for its subject at an instant."""
        if code.authorisation is not None:
            leave = self.leaves.get(code.authorisation)
            return leave is not None and leave.holds(at_ms)
        return code.holder == code.subject or self.representatives.get(code.subject) == code.holder


def _configured(walk: IssuerWalk, event: e.IssuerConfigured) -> None:
    walk.config = event.config


def _enrolled(walk: IssuerWalk, event: e.TerminalEnrolled) -> None:
    walk.terminals[event.terminal] = event.types


def _removed(walk: IssuerWalk, event: e.TerminalRemoved) -> None:
    walk.terminals.pop(event.terminal, None)


def _person(walk: IssuerWalk, event: e.PersonRegistered) -> None:
    walk.people.add(event.subject)


def _entity(walk: IssuerWalk, event: e.EntityRegistered) -> None:
    walk.representatives[event.subject] = event.representative


def _cancelled(walk: IssuerWalk, event: e.SubjectCancelled) -> None:
    walk.cancelled[event.subject] = event.at_ms


def _granted(walk: IssuerWalk, event: e.AuthorisationGranted) -> None:
    if event.authorisation in walk.leaves:
        walk.report(f.AUTHORISATIONS, walk.where, f"authorisation {event.authorisation} is granted a second time")
    walk.leaves[event.authorisation] = Leave(event)


def _move(walk: IssuerWalk, authorisation: str, what: str) -> Leave | None:
    leave = walk.leaves.get(authorisation)
    after = None if leave is None else AUTHORISATION.get((leave.state, what))
    if leave is None or after is None:
        state = "unknown" if leave is None else leave.state.value
        walk.report(f.AUTHORISATIONS, walk.where, f"authorisation {authorisation} cannot {what}: it is {state}")
        return None
    leave.state = after
    return leave


def _confirmed(walk: IssuerWalk, event: e.AuthorisationConfirmed) -> None:
    leave = _move(walk, event.authorisation, "confirm")
    if leave is not None:
        leave.confirmed_at_ms = event.at_ms


def _revoked(walk: IssuerWalk, event: e.AuthorisationRevoked) -> None:
    leave = _move(walk, event.authorisation, "revoke")
    if leave is not None:
        leave.revoked_at_ms = event.at_ms


def _issued(walk: IssuerWalk, event: e.CodeIssued) -> None:
    if event.cti in walk.ctis:
        walk.breach(event.cti, "is issued a second time")
    config = walk.config
    if config is None or walk.availability not in SERVES:
        walk.breach(event.cti, f"is issued by an issuer that {walk.availability}")
    elif event.kept_until_ms < event.expires_at_ms + config.skew_ms + config.offline_ms:
        walk.breach(event.cti, f"may be forgotten at {event.kept_until_ms}, while a terminal may still report it")
    if not all(walk.is_registered(each, event.at_ms) for each in (event.holder, event.subject)):
        walk.breach(event.cti, "is issued to somebody who is not in the register")
    if not walk.may_act(event, event.at_ms):
        walk.breach(event.cti, "is issued to an agent without authorisation")
    walk.ctis.add(event.cti)
    series = (event.holder, event.type, event.subject)
    older = walk.codes.get(walk.newest.get(series, ""))
    if older is not None:
        older.superseded_at_ms = event.at_ms
    walk.newest[series] = event.cti
    walk.codes[event.cti] = Shown(event, walk.where)


def _redeemed(walk: IssuerWalk, event: e.CodeRedeemed) -> None:
    code = walk.codes.get(event.cti)
    if code is None:
        walk.breach(event.cti, "is used and is not known" if event.cti not in walk.ctis else "is used, forgotten")
        return
    if code.used is not None:
        walk.breach(event.cti, f"is used by session {event.session}, and was by {code.used.session}")
    taken = walk.terminals.get(event.terminal)
    if taken is None or code.issued.type not in taken:
        walk.breach(event.cti, f"is used at {event.terminal}, which may not take its type")
    if walk.availability not in SERVES:
        walk.breach(event.cti, f"is used while the issuer {walk.availability}")
    _check_time(walk, code, event)
    people = (code.issued.holder, code.issued.subject)
    if not all(walk.is_registered(each, event.seen_at_ms) for each in people):
        walk.breach(event.cti, "is used for somebody who has left the register")
    if not walk.may_act(code.issued, event.seen_at_ms):
        walk.breach(event.cti, "is used by an agent whose authorisation was revoked or over")
    if code.used is None:
        code.used, code.used_where = event, walk.where
        walk.used.append(code)


def _check_time(walk: IssuerWalk, code: Shown, event: e.CodeRedeemed) -> None:
    config = walk.config or IssuerConfig()
    issued, seen_ms = code.issued, event.seen_at_ms
    if not issued.issued_at_ms - config.skew_ms <= seen_ms < issued.expires_at_ms + config.skew_ms:
        span = f"{issued.issued_at_ms}..{issued.expires_at_ms}"
        walk.breach(event.cti, f"is used at {seen_ms}, beyond {span} and the skew")
    if not 0 <= event.at_ms - seen_ms <= config.offline_ms:
        walk.breach(event.cti, f"was seen at {seen_ms} and is reported at {event.at_ms}")
    if config.newest_only and code.superseded_at_ms is not None and seen_ms >= code.superseded_at_ms:
        walk.breach(event.cti, f"is used although a newer one was shown at {code.superseded_at_ms}")


def _forgotten(walk: IssuerWalk, event: e.CodeForgotten) -> None:
    code = walk.codes.pop(event.cti, None)
    if code is None:
        walk.breach(event.cti, "is forgotten and is not known")
    elif event.at_ms < code.issued.kept_until_ms:
        walk.breach(event.cti, f"is forgotten before {code.issued.kept_until_ms}")


def _available(walk: IssuerWalk, event: e.AvailabilityChanged) -> None:
    walk.availability = event.availability


def _nothing(walk: IssuerWalk, event: Any) -> None:
    del walk, event


HEARS: Final[dict[type[Any], Callable[[IssuerWalk, Any], None]]] = {
    e.IssuerConfigured: _configured,
    e.TerminalEnrolled: _enrolled,
    e.TerminalRemoved: _removed,
    e.PersonRegistered: _person,
    e.EntityRegistered: _entity,
    e.SubjectCancelled: _cancelled,
    # No code hangs on a guardian.
    e.GuardianLinked: _nothing,
    e.GuardianUnlinked: _nothing,
    e.AuthorisationGranted: _granted,
    e.AuthorisationConfirmed: _confirmed,
    e.AuthorisationRevoked: _revoked,
    e.CodeIssued: _issued,
    e.CodeRedeemed: _redeemed,
    e.CodeForgotten: _forgotten,
    e.AvailabilityChanged: _available,
}
"""Event type -> what it must fit; a test checks that the union is covered."""
