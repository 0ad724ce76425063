"""The automation API over HTTP (仿真接口): one prefix, one bearer token, the one error shape; sockets beside it.

Its routes are a table of the devices' own (`devices.edge.automation`), not rows of ROUTES: they exist only
where simulation is switched on, and no page of ours depends on them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Flask, Response, request

from kiosk.identity.passwords import load_token
from kiosk.live.authorities import Authorities
from kiosk.live.clock import ServiceClock
from kiosk.live.simulation import Simulation
from kiosk.settings import Settings
from kiosk.web.problems import JSON_TYPE, PROBLEMS, WebProblem, problem_record
from kiosk.web.routing import json_answer
from kiosk.web.switches import switches, throw
from kiosk.web.xfs import XfsDoor, check_token

PREFIX: Final = "/sim/v1"
BODY_BYTES: Final = 786_432
"""A picture of half a megabyte, as text."""
METHODS: Final = ("GET", "POST", "PATCH", "DELETE")


def add_simulation(
    app: Flask, simulation: Simulation, settings: Settings, authorities: Authorities, clock: ServiceClock
) -> None:
    """Put the API under its prefix, the devices' sockets beside the application, and take their own ports.

    Raises CannotListen, SettingInvalid.
    """
    token = load_token(settings.simulation_path)

    def automation(path: str = "") -> Response:
        """One request of the automation API; its errors in the one shape. Raises WebProblem."""
        request.environ["yzz.route"] = "simulation"
        check_token(request.headers.get("Authorization"), token)
        # The door in front of all routes is narrower; a picture may be larger.
        request.max_content_length = BODY_BYTES
        status, value = simulation.answer(request.method, path, request.args, _body(request.get_data(cache=False)))
        if status == HTTPStatus.NO_CONTENT:
            return Response(status=status)
        return json_answer(_explained(value), status)

    def sources() -> Response:
        """The switchboard of the data sources: what is forced, or force and release. Raises WebProblem."""
        request.environ["yzz.route"] = "simulation"
        check_token(request.headers.get("Authorization"), token)
        if request.method == "POST":
            throw(authorities.sources.switchboard, _body(request.get_data(cache=False)))
        return json_answer(switches(authorities, clock.now_ms()))

    app.add_url_rule(f"{PREFIX}/sources", f"simulation {PREFIX}/sources", sources, methods=("GET", "POST"))
    for rule in (PREFIX, f"{PREFIX}/", f"{PREFIX}/<path:path>"):
        app.add_url_rule(rule, f"simulation {rule}", automation, methods=METHODS)
    door = XfsDoor(simulation.xfs, settings, token)
    app.wsgi_app = door.beside(app.wsgi_app)  # type: ignore[method-assign,assignment]  # Flask's own way
    simulation.listen(door.alone)


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
