"""Authorisations of the data-sharing platform (用证码): one person, one matter, one case, exactly these fields, once.

They live a quarter of an hour and in memory: after a restart none is known, and whoever still holds a code asks anew.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from kiosk.calendars.spans import MINUTE_MS
from kiosk.registry.refusals import AuthorisationRefused

TERM_MS: Final = 15 * MINUTE_MS
CODE_DIGITS: Final = 32
MOST_KEPT: Final = 20_000
"""Beyond it those that have ended or are used are dropped, and if that is not enough nobody gets one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """For whom and what data are asked for: an authorisation is good for its own claim alone.

    about: whose data, the subject's own or those of the enterprise they act for.
    """

    subject: str
    about: str
    matter: str
    case: str
    source: str


@dataclass(slots=True, kw_only=True)
class Authorisation:
    """One grant. code: the secret that redeems it."""

    code: str
    claim: Claim
    fields: frozenset[str]
    ends_at_ms: int
    is_used: bool = False


class Authorisations:
    """Those that are open. key: of this installation, so that a code cannot be computed from its token alone."""

    def __init__(self, key: bytes, most: int = MOST_KEPT) -> None:
        self._key = key
        self._most = most
        self._open: dict[str, Authorisation] = {}

    def __len__(self) -> int:
        return len(self._open)

    def grant(self, token: str, claim: Claim, fields: frozenset[str], now_ms: int) -> Authorisation:
        """A code for exactly these fields. token: random, minted by the driver, one for each exchange."""
        if len(self._open) >= self._most:
            self._open = {
                code: each for code, each in self._open.items() if now_ms < each.ends_at_ms and not each.is_used
            }
        if len(self._open) >= self._most:
            raise AuthorisationRefused(reason="unknown")
        body = f"{token}/{claim.subject}/{claim.about}/{claim.matter}/{claim.case}/{claim.source}/{now_ms}"
        code = hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()[:CODE_DIGITS]
        granted = Authorisation(code=code, claim=claim, fields=fields, ends_at_ms=now_ms + TERM_MS)
        self._open[code] = granted
        return granted

    def redeem(self, code: str, claim: Claim, fields: frozenset[str], now_ms: int) -> Authorisation:
        """Use a code up. Raises AuthorisationRefused and leaves the code as it was: nobody else's try spends it.

        reason: unknown, foreign (another person, matter, case or source), expired, used, field (one not granted).
        """
        granted = self._open.get(code)
        if granted is None:
            raise AuthorisationRefused(reason="unknown")
        if granted.claim != claim:
            raise AuthorisationRefused(reason="foreign")
        if now_ms >= granted.ends_at_ms:
            raise AuthorisationRefused(reason="expired")
        if granted.is_used:
            raise AuthorisationRefused(reason="used")
        if not fields <= granted.fields:
            raise AuthorisationRefused(reason="field")
        granted.is_used = True
        return granted


def code_hash(code: str) -> str:
    """What a log keeps of a code."""
    return hashlib.sha256(code.encode()).hexdigest() if code else ""
