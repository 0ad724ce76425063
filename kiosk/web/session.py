"""Staff sign in and out (登录): a row in the store, a signed cookie, a CSRF token.

Which of account and password was wrong is not told, and an unknown account costs the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Response, request

from kiosk.identity.accounts import Account
from kiosk.web.access import SESSION_COOKIE, STAFF, Principal
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer

if TYPE_CHECKING:
    from kiosk.web.services import Services


def sign_in(call: Call) -> Response:
    """Check the password off the hub and open a session."""
    services = call.services
    account, password = call.body.account, call.body.password
    with _counting(services, account, f"address:{request.remote_addr}"):
        opened = services.identity.sign_in(account, password)
        if opened is None:
            raise WebProblem("wrong_credentials")
    token, _ = opened
    old = _session(call)
    if old is not None and old.session is not None:
        services.identity.sign_out(old.session)
    signed = services.gate.sign(token)
    answer = json_answer(services.session_record(services.gate.principals({SESSION_COOKIE: signed}, None)[0]))
    answer.set_cookie(
        SESSION_COOKIE,
        signed,
        max_age=services.settings.session_h * 3600,
        httponly=True,
        samesite="Lax",
        secure=services.is_https,
    )
    return answer


def recognised(services: Services, account: str, password: str, where: str) -> Account:
    """Whose password that is, without a session. where: what guesses are counted by, beside the account.

    Raises WebProblem wrong_credentials, too_many_requests.
    """
    with _counting(services, account, where):
        found = services.identity.recognise(account, password)
        if found is None:
            raise WebProblem("wrong_credentials")
        return found


@contextmanager
def _counting(services: Services, account: str, where: str) -> Iterator[None]:
    """Refuse further guesses after so many wrong ones."""
    names = (f"account:{account}", where)
    for name in names:
        services.failed_sign_ins.check(name)
    try:
        yield
    except WebProblem:
        # Only failures count: a shift change signs in a whole hall within a minute.
        for name in names:
            services.failed_sign_ins.spend(name)
        raise


def read_session(call: Call) -> Response:
    """Who is signed in. Raises not_signed_in."""
    staff = _session(call)
    if staff is None:
        raise WebProblem("not_signed_in")
    return json_answer(call.services.session_record(staff))


def sign_out(call: Call) -> Response:
    """End the session; safe to repeat."""
    staff = _session(call)
    if staff is not None and staff.session is not None:
        call.services.identity.sign_out(staff.session)
    answer = Response(status=204)
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax", secure=call.services.is_https)
    return answer


def _session(call: Call) -> Principal | None:
    found = call.services.gate.principals(request.cookies, None)
    return next((each for each in found if each.role in STAFF), None)
