"""A route (路由) and the one way in: who, key, body, then the view.

Every view is reached through `guarded`, which reads the route's row and nothing else; so the table
in `kiosk.web.routes` is what the service does, and the OpenAPI document is made from the same rows.
Checking by hand with pydantic instead of a framework on top of Flask: see
docs/decisions/0020-one-route-table.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import orjson
from flask import Response, request
from pydantic import BaseModel, ValidationError

from kiosk.web.access import DEVICES, SAFE_METHODS, Principal, Role, choose
from kiosk.web.problems import JSON_TYPE, WebProblem
from kiosk.web.schemas import NoBody

if TYPE_CHECKING:
    from kiosk.hall.events import Event
    from kiosk.hall.hall import Hall
    from kiosk.web.services import Services

PNG: Final = "image/png"
PDF: Final = "application/pdf"

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{1,128}")
CSRF_HEADER: Final = "X-CSRF-Token"
MAX_PLACES: Final = 20
"""Places of an invalid body that are named; more help nobody."""

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(slots=True)
class Call:
    """One request that has passed the gate.

    path: variables of the address. body: of the route's model. who: None on a route for anyone.
    key, body_hash: for the writer, empty where the route is no command.
    """

    services: Services
    path: dict[str, str]
    body: Any
    who: Principal | None
    key: str = ""
    body_hash: str = ""

    @property
    def asker(self) -> Principal:
        """The principal of a route that is not for anyone."""
        assert self.who is not None, "a route for anyone has no asker"
        return self.who


View = Callable[[Call], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row: what is at an address and who may use it.

    path: Flask's rule. who: roles, or None for anyone. body: model of what comes in, None for none.
    answer: model of what goes out, None where it is no JSON. command: goes to the hall's writer and
    needs an Idempotency-Key. query: parameters, name -> description. problems: codes beyond those
    that every route may answer.
    """

    method: Method
    path: str
    view: View
    who: frozenset[Role] | None
    zh: str
    en: str
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    command: bool = False
    query: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    media: str = JSON_TYPE

    @property
    def name(self) -> str:
        """Flask's endpoint and OpenAPI's operationId."""
        return self.view.__name__


def guarded(route: Route, services: Services) -> Callable[..., Response]:
    """The route's view behind its row."""

    def handle(**path: str) -> Response:
        """One request past the gate: who asks, whether they may here and now, its body, then the view."""
        request.environ["yzz.route"] = route.name
        who = _asker(route, services, path.get("terminal") or request.args.get("device"))
        if who is not None and who.hall is not None and path.get("hall", who.hall) != who.hall:
            _halls_must_exist(services, path["hall"])
            raise WebProblem("other_hall")
        if "hall" in path:
            _halls_must_exist(services, path["hall"])
        if who is not None and route.method not in SAFE_METHODS:
            services.limit(who)
        if not route.command:
            body = _body(route, request.get_data(cache=False)) if route.body is not None else None
            return route.view(Call(services, path, body, who))
        key = _idempotency_key()
        raw = request.get_data(cache=False)
        call = Call(services, path, _body(route, raw), who, key, _body_hash(route, path, raw))
        return route.view(call)

    handle.__name__ = route.name
    return handle


def json_answer(record: object, status: int = 200) -> Response:
    """A record as it goes out."""
    return Response(orjson.dumps(record), status, content_type=JSON_TYPE)


def said_seq(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
    """The answer to a command that says only where it stands in the journal."""
    del hall, events
    return {"seq": seq}


def file_answer(content: bytes, kind: str) -> Response:
    """A picture or document of somebody: no cache keeps it."""
    return Response(content, content_type=kind, headers={"Cache-Control": "no-store"})


def invalid(error: ValidationError) -> WebProblem:
    """The problem that names each place of a body (key path -> what is expected)."""
    if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
        return WebProblem("bad_json", reason=error.errors(include_url=False, include_input=False)[0]["msg"])
    places = {
        ".".join(str(part) for part in each["loc"]) or "body": each["msg"]
        for each in error.errors(include_url=False, include_input=False, include_context=False)[:MAX_PLACES]
    }
    return WebProblem("invalid_input", places=places)


def _asker(route: Route, services: Services, device: str | None) -> Principal | None:
    if route.who is None:
        return None
    authorization = request.environ.get("HTTP_AUTHORIZATION")
    cookies = {} if authorization is not None else request.cookies
    found = services.gate.principals(cookies, authorization)
    if device is not None:
        # A browser with several paired pages speaks here for the one that it is about.
        found = [each for each in found if each.role not in DEVICES or each.name == device] or found
    return choose(found, route.who, request.method, request.environ.get("HTTP_X_CSRF_TOKEN"))


def _halls_must_exist(services: Services, hall: str) -> None:
    if hall not in services.halls:
        raise WebProblem("unknown_hall", hall=hall[:64])


def _idempotency_key() -> str:
    key: str | None = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        raise WebProblem("idempotency_key_missing")
    if IDEMPOTENCY_KEY.fullmatch(key) is None:
        raise WebProblem("idempotency_key_invalid")
    return key


def _body(route: Route, raw: bytes) -> BaseModel:
    model = route.body or NoBody
    if not raw:
        raw = b"{}"
    # Form types are refused: only they can be sent from a foreign page without being asked first.
    elif request.mimetype != JSON_TYPE:
        raise WebProblem("unsupported_media_type", type=request.mimetype[:64])
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise invalid(error) from None


def _body_hash(route: Route, path: dict[str, str], raw: bytes) -> str:
    """What must be equal when a key is used again: the route, its variables and the body."""
    digest = hashlib.sha256(route.name.encode())
    for value in path.values():
        digest.update(b"\0" + value.encode())
    digest.update(b"\0" + raw)
    return digest.hexdigest()
