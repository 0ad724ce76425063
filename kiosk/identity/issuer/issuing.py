"""What may happen to a code (身份码): issued, used once, forgotten when nobody can come with it any more."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from kiosk.calendars.spans import SECOND_MS
from kiosk.identity.codes import Claims, CodeType, check_time, check_type
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.authorisations import authority, is_in_force
from kiosk.identity.issuer.state import (
    Code,
    Entity,
    IssuerState,
    Redemption,
    check_available,
    configured,
    entity,
    person,
    registered,
    types_taken,
)
from kiosk.identity.refusals import (
    AgentRevoked,
    CodeExists,
    NotInsured,
    NotYetValid,
    OfflineTooLong,
    Replayed,
    Superseded,
    UnknownCode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Who a code is. person: who stands there; subject: whom they act for, themselves as a rule."""

    type: CodeType
    person: str
    subject: str
    scopes: tuple[str, ...]
    authorisation: str | None


# Decisions.


def decide_issue(state: IssuerState, command: c.IssueCode, now_ms: int) -> tuple[e.Event, ...]:
    """A code for a holder, or for the entity that they have chosen."""
    config = configured(state)
    check_available(state)
    holder = person(state, command.holder, now_ms)
    authorisation: str | None = None
    scopes: tuple[str, ...] = ()
    if command.principal is not None:
        entity(state, command.principal, now_ms)
        authorisation, scopes = authority(state, command.principal, command.holder, now_ms)
    if command.type is CodeType.MEDICAL and not holder.is_insured:
        raise NotInsured(subject=command.holder)
    if command.cti in state.codes or command.opaque_hash in state.opaque:
        raise CodeExists
    issued_at_ms = now_ms - now_ms % SECOND_MS
    expires_at_ms = issued_at_ms + config.lifetime_ms(command.type)
    issued = e.CodeIssued(
        at_ms=now_ms,
        cti=command.cti,
        type=command.type,
        holder=command.holder,
        subject=command.principal or command.holder,
        scopes=scopes,
        authorisation=authorisation,
        opaque_hash=command.opaque_hash,
        issued_at_ms=issued_at_ms,
        expires_at_ms=expires_at_ms,
        kept_until_ms=expires_at_ms + config.skew_ms + config.offline_ms,
    )
    return (issued,)


def decide_redeem(state: IssuerState, command: c.RedeemCode, now_ms: int) -> tuple[e.Event, ...]:
    """One use. The same session asking again changes nothing and finds the same answer."""
    config = configured(state)
    check_available(state)
    taken = types_taken(state, command.terminal)
    code = _named(state, command)
    if _is_repeated(code, command):
        return ()
    seen_at_ms = now_ms if command.seen_at_ms is None else command.seen_at_ms
    if seen_at_ms > now_ms:
        raise NotYetValid
    if seen_at_ms < now_ms - config.offline_ms:
        raise OfflineTooLong
    check_type(code.type, set(taken) & set(command.types))
    check_time(code.issued_at_ms, code.expires_at_ms, seen_at_ms, config.skew_ms)
    if config.newest_only and code.superseded_at_ms is not None and seen_at_ms >= code.superseded_at_ms:
        raise Superseded
    if code.redemption is not None:
        raise Replayed
    _check_authority(state, code, seen_at_ms)
    redeemed = e.CodeRedeemed(
        at_ms=now_ms,
        cti=code.cti,
        session=command.session,
        terminal=command.terminal,
        purpose=command.purpose,
        matter=command.matter,
        seen_at_ms=seen_at_ms,
    )
    return (redeemed,)


def _named(state: IssuerState, command: c.RedeemCode) -> Code:
    cti = command.cti if command.opaque_hash is None else state.opaque.get(command.opaque_hash)
    code = None if cti is None else state.codes.get(cti)
    if code is None:
        raise UnknownCode
    return code


def _is_repeated(code: Code, command: c.RedeemCode) -> bool:
    used = code.redemption
    return used is not None and (used.session, used.terminal) == (command.session, command.terminal)


def _check_authority(state: IssuerState, code: Code, at_ms: int) -> None:
    """Raises SubjectIsCancelled or AgentRevoked unless the code's people still stand as when it was issued."""
    known = registered(state, code.subject, at_ms)
    registered(state, code.holder, at_ms)
    if code.authorisation is not None:
        if not is_in_force(state.authorisations[code.authorisation], at_ms):
            raise AgentRevoked
    elif isinstance(known, Entity) and known.representative != code.holder:
        raise AgentRevoked


def forgotten(state: IssuerState, at_ms: int) -> tuple[e.Event, ...]:
    """The code whose time to be kept ends now."""
    return (e.CodeForgotten(at_ms=at_ms, cti=state.due[0][1]),)


# What others ask.


def identified(state: IssuerState, command: c.RedeemCode) -> Identified:
    """Who a code is, for the session that has redeemed it. Raises UnknownCode, or Replayed for everybody else."""
    code = _named(state, command)
    if not _is_repeated(code, command):
        raise Replayed
    return Identified(
        type=code.type,
        person=code.holder,
        subject=code.subject,
        scopes=code.scopes,
        authorisation=code.authorisation,
    )


def claims_of(code: Code, issuer: str) -> Claims:
    """What a code says once it is signed. issuer: the name that goes into it."""
    return Claims(
        issuer=issuer,
        subject=code.subject,
        type=code.type,
        issued_at_ms=code.issued_at_ms,
        expires_at_ms=code.expires_at_ms,
        cti=bytes.fromhex(code.cti),
        agent=code.agent,
        scopes=code.scopes,
    )


# Applications.


def apply_issued(state: IssuerState, event: e.CodeIssued) -> None:
    """Good from now; the newest of its series."""
    code = Code(
        event.cti,
        event.type,
        event.holder,
        event.subject,
        event.scopes,
        event.authorisation,
        event.opaque_hash,
        event.issued_at_ms,
        event.expires_at_ms,
        event.kept_until_ms,
    )
    state.codes[event.cti] = code
    older = state.newest.get(code.series)
    if older is not None:
        state.codes[older].superseded_at_ms = event.at_ms
    state.newest[code.series] = event.cti
    if event.opaque_hash is not None:
        state.opaque[event.opaque_hash] = event.cti
    heapq.heappush(state.due, (event.kept_until_ms, event.cti))


def apply_redeemed(state: IssuerState, event: e.CodeRedeemed) -> None:
    """Used."""
    state.codes[event.cti].redemption = Redemption(
        event.session, event.terminal, event.purpose, event.matter, event.seen_at_ms
    )


def apply_forgotten(state: IssuerState, event: e.CodeForgotten) -> None:
    """Nothing of it is left."""
    _, cti = heapq.heappop(state.due)
    assert cti == event.cti, f"{event.cti} is forgotten before its turn"
    code = state.codes.pop(cti)
    if state.newest.get(code.series) == cti:
        del state.newest[code.series]
    if code.opaque_hash is not None:
        del state.opaque[code.opaque_hash]
