"""The OpenAPI 3.1 document (接口文档), made from the route table and the schemas: the contract.

Nothing is written twice: a route that is not in the table does not exist, and one that is in the
table is in the document. `/docs` shows the same document to people, with our own template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

from flask import Response, render_template
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk.web import schemas
from kiosk.web.access import DEVICE_COOKIE, DEVICES, SESSION_COOKIE, STAFF
from kiosk.web.problems import JSON_TYPE, PROBLEMS
from kiosk.web.routing import CSRF_HEADER, IDEMPOTENCY_HEADER, Call, Route, json_answer

VERSION: Final = version("yzz-hall")
"""The interface has no version of its own: it comes and changes with the program."""
REF: Final = "#/components/schemas/{model}"

PATH_VARIABLES: Final[dict[str, str]] = {
    "notice": "number of a notice",
    "follow_up": "number of a poor rating that waits for a supervisor",
    "suggestion": "number of an open suggestion, as the monitor shows it",
    "booking": "number of an appointment",
    "day": "a date, YYYY-MM-DD",
    "digest": "SHA-256 of a file, hex",
    "alias": "short number of a case, like 261123-0001",
    "date": "a date, YYYY-MM-DD",
    "number": "number of a certificate",
    "hall": "key of a hall, e.g. denggang",
    "counter": "key of a counter, e.g. 1",
    "ticket": "number of an open ticket, e.g. A001",
    "terminal": "key of a terminal, e.g. hall-1",
    "account": "name of an account, e.g. clerk01",
    "device": "key of a device, e.g. hall-1",
    "persona": "key of a persona, e.g. demo-adult",
    "authorisation": "authorisation, as the list names it",
    "task": "number of an open task, e.g. T0001",
    "note": "number of an open note, e.g. N0001",
    "hall_notice": "number of a notice on the boards, e.g. H0001",
    "tongue": "cmn, yue or en: Mandarin, Cantonese, English",
    "paper": "number of a paper, e.g. P0001",
    "token": "secret of a ticket, an appointment or a receipt, as in its QR",
}
"""Variable of an address -> what it is."""

EVERY_ROUTE: Final = ("bad_request", "internal_error")
WITH_ROLES: Final = ("not_signed_in", "session_ended", "forbidden", "too_many_requests")
WITH_CSRF: Final = ("csrf_failed",)
WITH_BODY: Final = ("bad_json", "invalid_input", "unsupported_media_type", "body_too_large")
WITH_HALL: Final = ("unknown_hall", "other_hall")
WITH_COMMAND: Final = (
    "idempotency_key_missing",
    "idempotency_key_invalid",
    "idempotency_key_reused",
    "overloaded",
    "store_unavailable",
)
"""Problems that follow from what kind of route it is; a route's row names the others."""


def document(routes: Sequence[Route], server: str) -> dict[str, Any]:
    """The whole document. server: the public address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "粤智助 · 政务大厅 / Township hall",
            "version": VERSION,
            "description": "仿真·测试数据。Every command needs an Idempotency-Key; sockets only push.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": _paths(routes),
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
                "pairing": {"type": "apiKey", "in": "cookie", "name": f"{DEVICE_COOKIE}<device>"},
                "device": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def openapi_path(rule: str) -> str:
    """Flask's `/t/<token>` as OpenAPI's `/t/{token}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def problems_of(route: Route) -> list[str]:
    """Every code the route may answer, in the table's order."""
    codes = {*EVERY_ROUTE, *route.problems}
    if route.who is not None:
        codes.update(WITH_ROLES)
        if route.method != "GET" and route.who & STAFF:
            codes.update(WITH_CSRF)
    if route.body is not None:
        codes.update(WITH_BODY)
    if "<hall>" in route.path:
        codes.update(WITH_HALL)
    if route.command:
        codes.update(WITH_COMMAND)
    return [code for code in PROBLEMS if code in codes]


def _paths(routes: Sequence[Route]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(openapi_path(route.path), {})[route.method.lower()] = _operation(route)
    return paths


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.path.split("/")[1] if not route.path.startswith("/api/") else _noun(route.path)],
        "summary": f"{route.zh} / {route.en}",
        "parameters": _parameters(route),
        "responses": _responses(route),
        "security": _security(route),
        "x-roles": sorted(route.who) if route.who is not None else ["anyone"],
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": any(each.is_required() for each in route.body.model_fields.values()),
            "content": {JSON_TYPE: {"schema": {"$ref": REF.format(model=route.body.__name__)}}},
        }
    return operation


def _noun(path: str) -> str:
    """The last fixed noun of an address that owns what follows: counters of …/counters/<counter>/next."""
    nouns = [part for part in path.split("/")[2:] if part and not part.startswith("<")]
    return nouns[1] if nouns[0] == "halls" and len(nouns) > 1 else nouns[0]


def _parameters(route: Route) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PATH_VARIABLES[name],
            "schema": {"type": "string"},
        }
        for name in re.findall(r"<(?:\w+:)?(\w+)>", route.path)
    ]
    parameters += [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}} for name, text in route.query
    ]
    if route.command:
        schema = {"type": "string", "minLength": 1, "maxLength": 128}
        parameters.append({"name": IDEMPOTENCY_HEADER, "in": "header", "required": True, "schema": schema})
    if route.method != "GET" and route.who is not None and route.who & STAFF:
        text = "from the session; not needed with a bearer token"
        parameters.append({"name": CSRF_HEADER, "in": "header", "description": text, "schema": {"type": "string"}})
    return parameters


def _responses(route: Route) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "OK"}
    if route.answer is not None:
        good["content"] = {JSON_TYPE: {"schema": {"$ref": REF.format(model=route.answer.__name__)}}}
    elif route.media != JSON_TYPE:
        good["content"] = {route.media: {}}
    responses: dict[str, Any] = {str(route.status): good}
    by_status: dict[int, list[str]] = {}
    for code in problems_of(route):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    for status, codes in sorted(by_status.items()):
        problem: dict[str, Any] = {
            "description": " · ".join(codes),
            "content": {JSON_TYPE: {"schema": {"$ref": REF.format(model="Error")}}},
        }
        if status in (429, 503):
            problem["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        responses[str(status)] = problem
    return responses


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.who is None:
        return []
    schemes: list[dict[str, list[str]]] = [{"session": []}] if route.who & STAFF else []
    return [*schemes, {"pairing": []}, {"device": []}] if route.who & DEVICES else schemes


def _schemas(routes: Sequence[Route]) -> dict[str, Any]:
    models: set[type[BaseModel]] = {schemas.Error}
    for route in routes:
        models.update(model for model in (route.body, route.answer) if model is not None)
    ordered = sorted(models, key=lambda model: model.__name__)
    _, definitions = models_json_schema([(model, "validation") for model in ordered], ref_template=REF)
    return dict(definitions["$defs"])


def read_document(call: Call) -> Response:
    """The document as JSON."""
    return json_answer(call.services.document)


def read_docs(call: Call) -> Response:
    """The document for people: one page, no script."""
    made = call.services.document
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    # The pages' own font: a machine without a Chinese one shows boxes.
    sheets = [call.services.files.address(sheet) for sheet in ("vendor/noto/index.css", "docs/docs.css")]
    page = render_template("docs.html", document=made, groups=groups, problems=PROBLEMS, sheets=sheets)
    return Response(page, content_type="text/html; charset=utf-8")
