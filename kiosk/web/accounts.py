"""Accounts (账号): an administrator enters staff, changes roles and passwords, ends accounts.

Every change ends the account's sessions, so it counts at once.
"""

from __future__ import annotations

from flask import Response

from kiosk.identity.accounts import Account, StaffRole, UnknownAccount
from kiosk.identity.passwords import PasswordTooShort
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer


def create_account(call: Call) -> Response:
    """Enter a member of staff. An account that exists is not replaced."""
    identity, body = call.services.identity, call.body
    if body.hall is not None and body.hall not in call.services.halls:
        raise WebProblem("unknown_hall", hall=body.hall)
    if identity.account(body.account) is not None:
        raise WebProblem("account_exists", account=body.account)
    try:
        entered = identity.put_account(
            body.account, StaffRole(body.role), body.hall, body.name_zh, body.name_en, body.password
        )
    except PasswordTooShort:
        raise WebProblem("password_too_short") from None
    return json_answer(_record(entered), 201)


def change_account(call: Call) -> Response:
    """Another role, another password, or the end; what is left out stays."""
    identity, body, account = call.services.identity, call.body, call.path["account"]
    try:
        if body.password is not None:
            identity.set_password(account, body.password)
        if body.role is not None:
            identity.set_role(account, StaffRole(body.role))
        if body.is_active is False:
            identity.deactivate(account)
    except PasswordTooShort:
        raise WebProblem("password_too_short") from None
    except UnknownAccount:
        raise WebProblem("unknown_account", account=account[:64]) from None
    changed = identity.account(account)
    if changed is None:
        raise WebProblem("unknown_account", account=account[:64])
    return json_answer(_record(changed))


def _record(account: Account) -> dict[str, object]:
    return {
        "account": account.account,
        "role": account.role,
        "hall": account.hall,
        "name_zh": account.name_zh,
        "name_en": account.name_en,
        "is_active": account.is_active,
    }
