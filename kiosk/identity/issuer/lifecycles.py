"""Lifecycles of the issuer (生命周期): the transition tables, literal."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class AuthorisationState(StrEnum):
    """How far an authorisation has come. Its period is a matter of the clock and no state."""

    PENDING = "pending"
    ACTIVE = "active"
    REVOKED = "revoked"


class Availability(StrEnum):
    """What the issuer does when it is asked: answers, refuses everybody, answers late, or says nothing."""

    ANSWERS = "answers"
    REFUSES = "refuses"
    SLOW = "slow"
    DOWN = "down"


AUTHORISATION: Final[dict[tuple[AuthorisationState, str], AuthorisationState]] = {
    (AuthorisationState.PENDING, "confirm"): AuthorisationState.ACTIVE,
    (AuthorisationState.PENDING, "revoke"): AuthorisationState.REVOKED,
    (AuthorisationState.ACTIVE, "revoke"): AuthorisationState.REVOKED,
}
"""(state, what happens) -> state. A pair that is not here cannot happen."""
