"""Devices (终端设备): a kiosk or board is paired once by a code, then known by its cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from kiosk.identity.accounts import DeviceRole, UnknownDevice
from kiosk.web.access import DEVICE_COOKIE, DEVICES, Principal
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer

if TYPE_CHECKING:
    from kiosk.web.services import Services

TEN_YEARS_S = 10 * 365 * 86_400
"""A kiosk stays paired until its token is revoked."""


def pair_device(call: Call) -> Response:
    """A code for a cookie; the code works once. Guesses are limited by address."""
    services = call.services
    address = request.remote_addr or ""
    services.failed_pairings.check(address)
    paired = services.pair(call.body.code)
    if paired is None:
        services.failed_pairings.spend(address)
        raise WebProblem("wrong_pairing_code")
    token, device = paired
    answer = json_answer(services.device_record(device))
    remember_device(services, answer, token, device)
    return answer


def remember_device(services: Services, answer: Response, token: str, device: Principal) -> None:
    """Let the browser that gets this answer be the device from now on."""
    answer.set_cookie(
        DEVICE_COOKIE + device.name,
        services.gate.sign(token),
        max_age=TEN_YEARS_S,
        httponly=True,
        samesite="Lax",
        secure=services.is_https,
    )


def register_device(call: Call) -> Response:
    """Enter a device, or enter it anew; answers the code that pairs a browser with it, once."""
    services, body = call.services, call.body
    if body.hall not in services.halls:
        raise WebProblem("unknown_hall", hall=body.hall)
    services.identity.put_device(body.device, DeviceRole(body.role), body.hall, body.name_zh, body.name_en)
    # What the hall's configuration says of it stays: names, and which machine it is.
    if body.role == DeviceRole.KIOSK and body.device not in services.peripherals.terminals:
        services.peripherals.add(body.device, body.name_zh, body.name_en)
    code = services.identity.begin_pairing(body.device)
    return json_answer({"device": body.device, "code": code, "good_for_min": services.settings.pairing_min}, 201)


def revoke_device(call: Call) -> Response:
    """The device's token ends, at once."""
    device = call.path["device"]
    try:
        call.services.identity.revoke(device)
    except UnknownDevice:
        raise WebProblem("unknown_device", device=device[:64]) from None
    return Response(status=204)


def read_device(call: Call) -> Response:
    """Which device this is; with ?device=… that one, where a browser has several."""
    found = call.services.gate.principals(request.cookies, request.headers.get("Authorization"))
    wanted = request.args.get("device")
    devices = [each for each in found if each.role in DEVICES and wanted in (None, each.name)]
    if not devices:
        raise WebProblem("not_signed_in")
    return json_answer(call.services.device_record(_newest(devices)))


def _newest(devices: list[Principal]) -> Principal:
    # Browsers send the longest known cookie first, so the last one was paired last.
    return devices[-1]
