"""Who is asking (谁在操作): staff by a signed session cookie, devices by a cookie or a bearer token.

A browser may hold several at once (a clerk's session, a kiosk's pairing); a route takes the first
that it allows. Sessions and devices are looked up on every request, so a changed role or a
revoked token counts at once. What each role may do stands in `kiosk.web.routes`, one table.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from itsdangerous import BadSignature, Signer

from kiosk.identity.accounts import Identity
from kiosk.web.problems import WebProblem

SESSION_COOKIE: Final = "yzz_session"
DEVICE_COOKIE: Final = "yzz_device."
"""Followed by the device's name: one browser may show several paired pages (the demo does)."""
BEARER: Final = "Bearer "
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Role(StrEnum):
    """What somebody or something is allowed to be."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    KIOSK = "kiosk"
    BOARD = "board"


STAFF: Final = frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMIN})
DEVICES: Final = frozenset({Role.KIOSK, Role.BOARD})


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. name: account or device. hall: the only hall it belongs to, or None for all.

    csrf: what X-CSRF-Token must be with a change; None for devices, whose pages send JSON only.
    session: the token of a staff session.
    """

    name: str
    role: Role
    hall: str | None
    csrf: str | None = None
    session: str | None = None

    @property
    def key(self) -> str:
        """Its name among idempotency keys: an account and a device may be called alike."""
        return f"{'device' if self.role in DEVICES else 'account'}:{self.name}"


class Gate:
    """Turns cookies and headers into principals."""

    def __init__(self, identity: Identity, secret: bytes) -> None:
        self._identity = identity
        self._signer = Signer(secret, salt="yzz.cookie", digest_method=hashlib.sha256)

    def sign(self, value: str) -> str:
        """A cookie's value that only this service can have made."""
        return self._signer.sign(value).decode()

    def unsign(self, signed: str) -> str | None:
        """What was signed, or None for a forged cookie."""
        try:
            return self._signer.unsign(signed).decode()
        except BadSignature:
            return None

    def principals(self, cookies: Mapping[str, str], authorization: str | None) -> list[Principal]:
        """Everybody this request may speak for. A bearer token excludes cookies.

        Raises WebProblem session_ended for a bearer token that is unknown or revoked.
        """
        if authorization is not None and authorization.startswith(BEARER):
            device = self._device(authorization[len(BEARER) :])
            if device is None:
                raise WebProblem("session_ended")
            return [device]
        found: list[Principal] = []
        for name, value in cookies.items():
            if name == SESSION_COOKIE:
                staff = self._staff(self.unsign(value))
                if staff is not None:
                    found.insert(0, staff)
            elif name.startswith(DEVICE_COOKIE):
                device = self._device(self.unsign(value))
                if device is not None:
                    found.append(device)
        return found

    def _staff(self, token: str | None) -> Principal | None:
        known = None if token is None else self._identity.staff(token)
        if known is None:
            return None
        account, session = known
        return Principal(account.account, Role(account.role), account.hall, session.csrf, token)

    def _device(self, token: str | None) -> Principal | None:
        device = None if token is None else self._identity.device(token)
        return None if device is None else Principal(device.device, Role(device.role), device.hall)


def choose(found: Iterable[Principal], who: frozenset[Role], method: str, csrf: str | None) -> Principal:
    """The principal that may use a route, or the problem that says why nobody may.

    A staff session without its CSRF token is passed over, so that a kiosk page in a clerk's
    browser still works as the kiosk.
    """
    for each in allowed(found, who):
        if each.csrf is None or method in SAFE_METHODS or _same(each.csrf, csrf):
            return each
    raise WebProblem("csrf_failed")


def allowed(found: Iterable[Principal], who: frozenset[Role]) -> list[Principal]:
    """Those of a role in `who`, at least one, or the problem that says why there is none."""
    known = list(found)
    if not known:
        raise WebProblem("not_signed_in")
    fitting = [each for each in known if each.role in who]
    if not fitting:
        raise WebProblem("forbidden", roles=sorted(who))
    return fitting


def _same(expected: str, given: str | None) -> bool:
    return given is not None and hmac.compare_digest(expected.encode(), given.encode())
