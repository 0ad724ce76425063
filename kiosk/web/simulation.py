"""The automation API over HTTP (仿真接口): one prefix, one bearer token, the one error shape.

Its routes are a table of the devices' own (`devices.edge.automation`), not rows of ROUTES: they exist only
where simulation is switched on, and no page of ours depends on them.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final, Protocol

import orjson
from flask import Flask, Response, request

from kiosk.web.access import BEARER
from kiosk.web.problems import JSON_TYPE, PROBLEMS, WebProblem, problem_record
from kiosk.web.routing import json_answer

PREFIX: Final = "/sim/v1"
METHODS: Final = ("GET", "POST", "PATCH", "DELETE")


class Simulation(Protocol):
    """Whoever plays the physical world."""

    def answer(self, method: str, path: str, query: Mapping[str, str], body: object) -> tuple[int, Any]:
        """(status, value) of a request. path: after the prefix and its slash."""


def add_simulation(app: Flask, simulation: Simulation, token: str) -> None:
    """Put the API under its prefix. token: what a request must bear."""

    def automation(path: str = "") -> Response:
        request.environ["yzz.route"] = "simulation"
        check_token(request.headers.get("Authorization"), token)
        status, value = simulation.answer(request.method, path, request.args, _body(request.get_data(cache=False)))
        if status == 204:
            return Response(status=204)
        return json_answer(_explained(value), status)

    for rule in (PREFIX, f"{PREFIX}/", f"{PREFIX}/<path:path>"):
        app.add_url_rule(rule, f"simulation {rule}", automation, methods=METHODS)


def check_token(authorization: str | None, token: str) -> None:
    """Raises WebProblem not_signed_in unless a header bears the token."""
    given = (authorization or "").removeprefix(BEARER)
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise WebProblem("not_signed_in")


def _body(raw: bytes) -> object:
    """A body's JSON. Raises WebProblem."""
    if not raw:
        return None
    if request.mimetype != JSON_TYPE:
        raise WebProblem("unsupported_media_type", type=request.mimetype[:64])
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise WebProblem("bad_json", reason=str(error)) from None


def _explained(value: Any) -> Any:
    """An error of the devices with its text in both languages; anything else as it is."""
    error = value.get("error") if isinstance(value, dict) else None
    if error is None:
        return value
    assert error["code"] in PROBLEMS, f"{error['code']} has no text"
    return problem_record(error["code"], error["params"])
