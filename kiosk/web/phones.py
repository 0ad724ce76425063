"""The mock phone (模拟手机): personas, their codes, and whom a company lets act. Only with simulation on."""

from __future__ import annotations

from flask import Response

from kiosk.live.phones import Phones
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer


def list_personas(call: Call) -> Response:
    """Who may be played."""
    return json_answer({"personas": _phones(call).records(call.services.clock.now_ms())})


def show_code(call: Call) -> Response:
    """A new code on a persona's phone."""
    phones, now_ms = _mine(call), call.services.clock.now_ms()
    shown = phones.show(call.path["persona"], call.body.kind, now_ms)
    return json_answer({**shown, "now_ms": call.services.clock.now_ms()}, 201)


def list_authorisations(call: Call) -> Response:
    """Whom a persona lets act, and for whom they act."""
    return _authorisations(call, _mine(call, spends=False))


def grant_authorisation(call: Call) -> Response:
    """A company's representative lets somebody act."""
    phones, body, now_ms = _mine(call), call.body, call.services.clock.now_ms()
    if not phones.has(body.agent):
        raise WebProblem("unknown_persona", persona=body.agent)
    phones.grant(call.path["persona"], body.principal, body.agent, body.scopes, body.days, now_ms)
    return _authorisations(call, phones, 201)


def confirm_authorisation(call: Call) -> Response:
    """The agent accepts."""
    phones = _mine(call)
    phones.confirm(call.path["persona"], call.path["authorisation"])
    return _authorisations(call, phones)


def revoke_authorisation(call: Call) -> Response:
    """Either side ends it, at once."""
    phones = _mine(call)
    phones.revoke(call.path["persona"], call.path["authorisation"])
    return _authorisations(call, phones)


def _authorisations(call: Call, phones: Phones, status: int = 200) -> Response:
    now_ms = call.services.clock.now_ms()
    return json_answer({**phones.authorisations(call.path["persona"], now_ms), "now_ms": now_ms}, status)


def _phones(call: Call) -> Phones:
    """The phones, which are there only with simulation on."""
    if not call.services.settings.simulation:
        raise WebProblem("not_found")
    return call.services.phones


def _mine(call: Call, *, spends: bool = True) -> Phones:
    """The phones, where the persona of the address has one. Raises WebProblem."""
    phones, persona = _phones(call), call.path["persona"]
    if not phones.has(persona):
        raise WebProblem("unknown_persona", persona=persona[:64])
    if spends:
        call.services.phone_rate.spend(f"persona:{persona}")
    return phones
