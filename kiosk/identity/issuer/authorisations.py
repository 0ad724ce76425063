"""What may happen to an authorisation (授权): granted, confirmed, revoked at once; and who may act now."""

from __future__ import annotations

from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.lifecycles import AUTHORISATION, AuthorisationState
from kiosk.identity.issuer.state import (
    Authorisation,
    Entity,
    IssuerState,
    known_authorisation,
    person,
    registered,
)
from kiosk.identity.refusals import AgentRevoked, AuthorisationExists, AuthorisationNotOpen, NotYours

# Decisions.


def decide_grant(state: IssuerState, command: c.GrantAuthorisation, now_ms: int) -> tuple[e.Event, ...]:
    """A principal lets an agent act; one authorisation of a pair at a time."""
    grantor = _grantor(state, command.principal, now_ms)
    person(state, command.agent, now_ms)
    if command.by != grantor or command.agent in {grantor, command.principal}:
        raise NotYours(principal=command.principal)
    last = state.authorisations.get(state.agencies.get((command.principal, command.agent), ""))
    is_open = last is not None and last.state is not AuthorisationState.REVOKED and now_ms < last.until_ms
    if is_open or command.authorisation in state.authorisations:
        raise AuthorisationExists(authorisation=command.authorisation)
    if command.until_ms <= now_ms:
        raise AuthorisationNotOpen(state="over")
    granted = e.AuthorisationGranted(
        at_ms=now_ms,
        authorisation=command.authorisation,
        principal=command.principal,
        agent=command.agent,
        scopes=command.scopes,
        from_ms=command.from_ms,
        until_ms=command.until_ms,
        by=command.by,
    )
    return (granted,)


def decide_confirm(state: IssuerState, command: c.ConfirmAuthorisation, now_ms: int) -> tuple[e.Event, ...]:
    """The agent accepts, before the period is over."""
    known = _open(state, command.authorisation, "confirm")
    if command.by != known.agent:
        raise NotYours(authorisation=command.authorisation)
    if now_ms >= known.until_ms:
        raise AuthorisationNotOpen(state="over")
    return (e.AuthorisationConfirmed(at_ms=now_ms, authorisation=command.authorisation),)


def decide_revoke(state: IssuerState, command: c.RevokeAuthorisation, now_ms: int) -> tuple[e.Event, ...]:
    """Either side ends it."""
    known = _open(state, command.authorisation, "revoke")
    if command.by not in {known.agent, _grantor(state, known.principal, now_ms)}:
        raise NotYours(authorisation=command.authorisation)
    return (e.AuthorisationRevoked(at_ms=now_ms, authorisation=command.authorisation, by=command.by),)


def _grantor(state: IssuerState, principal: str, now_ms: int) -> str:
    """Who grants for a principal: a person for themselves, the representative for an entity."""
    known = registered(state, principal, now_ms)
    return known.representative if isinstance(known, Entity) else known.subject


def _open(state: IssuerState, authorisation: str, what: str) -> Authorisation:
    known = known_authorisation(state, authorisation)
    if (known.state, what) not in AUTHORISATION:
        raise AuthorisationNotOpen(state=known.state.value)
    return known


# What others ask.


def authority(state: IssuerState, principal: str, agent: str, at_ms: int) -> tuple[str | None, tuple[str, ...]]:
    """(authorisation, scopes) by which an agent acts at that instant; None and all scopes for the representative.

    Raises AgentRevoked, or the refusal about the principal or the agent.
    """
    known = registered(state, principal, at_ms)
    person(state, agent, at_ms)
    if isinstance(known, Entity) and known.representative == agent:
        return None, (c.ALL_SCOPES,)
    last = state.authorisations.get(state.agencies.get((principal, agent), ""))
    if last is None or not is_in_force(last, at_ms):
        raise AgentRevoked
    return last.authorisation, last.scopes


def is_in_force(authorisation: Authorisation, at_ms: int) -> bool:
    """Confirmed, in its period, and not yet revoked at that instant."""
    confirmed_at_ms, revoked_at_ms = authorisation.confirmed_at_ms, authorisation.revoked_at_ms
    return (
        confirmed_at_ms is not None
        and max(confirmed_at_ms, authorisation.from_ms) <= at_ms < authorisation.until_ms
        and (revoked_at_ms is None or at_ms < revoked_at_ms)
    )


def covers(scopes: tuple[str, ...], scope: str) -> bool:
    """Whether an agent with these scopes may do this."""
    return c.ALL_SCOPES in scopes or scope in scopes


# Applications.


def apply_granted(state: IssuerState, event: e.AuthorisationGranted) -> None:
    """Waits for the agent."""
    state.authorisations[event.authorisation] = Authorisation(
        event.authorisation, event.principal, event.agent, event.scopes, event.from_ms, event.until_ms, event.by
    )
    state.agencies[event.principal, event.agent] = event.authorisation


def apply_confirmed(state: IssuerState, event: e.AuthorisationConfirmed) -> None:
    """In force, in its period."""
    _move(state, event.authorisation, "confirm").confirmed_at_ms = event.at_ms


def apply_revoked(state: IssuerState, event: e.AuthorisationRevoked) -> None:
    """Over."""
    _move(state, event.authorisation, "revoke").revoked_at_ms = event.at_ms


def _move(state: IssuerState, authorisation: str, what: str) -> Authorisation:
    known = state.authorisations[authorisation]
    known.state = AUTHORISATION[known.state, what]
    return known
