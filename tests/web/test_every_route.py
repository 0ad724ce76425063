"""The route table walked: who may, bad bodies, missing keys, and the document that promises it all."""

from __future__ import annotations

import pytest
import requests

from kiosk.web.access import DEVICES, STAFF, Role
from kiosk.web.openapi import openapi_path, problems_of
from kiosk.web.problems import PROBLEMS
from kiosk.web.routes import ROUTES
from kiosk.web.routing import Route
from tests.service import RunningService
from tests.web.walking import NAMES, address, client, code_of, send

GUARDED = [route for route in ROUTES if route.who is not None]
WITH_BODY = [route for route in ROUTES if route.body is not None]
COMMANDS = [route for route in ROUTES if route.command]


@pytest.fixture(scope="module")
def clients(service: RunningService) -> dict[Role | None, requests.Session]:
    return {role: client(service, role) for role in [*Role, None]}


def name_of(route: Route) -> str:
    return route.name


def some_role(route: Route) -> Role | None:
    return None if route.who is None else min(route.who)


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("route", GUARDED, ids=name_of)
def test_every_guarded_route_refuses_the_anonymous(service: RunningService, route: Route) -> None:
    with requests.Session() as nobody:
        answer = send(nobody, route, address(service, route), json={})

    assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")


@pytest.mark.parametrize("route", GUARDED, ids=name_of)
def test_every_guarded_route_refuses_every_other_role(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route
) -> None:
    assert route.who is not None
    for role in set(Role) - route.who:
        answer = send(clients[role], route, address(service, route), json={})

        assert (answer.status_code, code_of(answer)) == (403, "forbidden"), role


@pytest.mark.parametrize(
    "route", [route for route in GUARDED if route.method != "GET" and route.who & STAFF], ids=name_of
)
def test_every_change_by_staff_needs_the_csrf_token(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route
) -> None:
    assert route.who is not None
    staff = clients[min(route.who & STAFF)]
    for token in ("", "wrong"):
        answer = send(staff, route, address(service, route), json={}, headers={"X-CSRF-Token": token})

        assert (answer.status_code, code_of(answer)) == (403, "csrf_failed")


@pytest.mark.parametrize("body", [b"{", b'{"no_such_field": 1}', b"[]", b'"x"', b"\xff\xfe", b"[" * 30_000], ids=repr)
@pytest.mark.parametrize("route", WITH_BODY, ids=name_of)
def test_every_body_is_checked(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route, body: bytes
) -> None:
    answer = send(
        clients[some_role(route)],
        route,
        address(service, route),
        data=body,
        headers={"Content-Type": "application/json"},
    )

    code = code_of(answer)
    assert code in {"bad_json", "invalid_input", "too_many_requests"}
    assert answer.status_code == PROBLEMS[code].status


@pytest.mark.parametrize("route", WITH_BODY, ids=name_of)
def test_every_body_is_json(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route
) -> None:
    answer = send(clients[some_role(route)], route, address(service, route), data={"line": "A"})

    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


@pytest.mark.parametrize("route", COMMANDS, ids=name_of)
def test_every_command_needs_a_key(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route
) -> None:
    staff = clients[some_role(route)]
    url = address(service, route)

    missing = staff.request(route.method, url, json={}, timeout=10)
    long = send(staff, route, url, json={}, headers={"Idempotency-Key": "k" * 129})

    assert (missing.status_code, code_of(missing)) == (400, "idempotency_key_missing")
    assert (long.status_code, code_of(long)) == (400, "idempotency_key_invalid")


@pytest.mark.parametrize("route", [route for route in ROUTES if "<hall>" in route.path], ids=name_of)
def test_every_route_of_a_hall_knows_when_there_is_none(
    service: RunningService, clients: dict[Role | None, requests.Session], route: Route
) -> None:
    url = address(service, route).replace("/denggang/", "/atlantis/")

    answer = send(clients[some_role(route)], route, url, json={})

    assert (answer.status_code, code_of(answer)) == (404, "unknown_hall")


def test_the_document_and_the_table_are_the_same(service: RunningService) -> None:
    document = requests.get(f"{service.base_url}/openapi.json", timeout=10).json()

    documented = {
        (method.upper(), path, operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }

    assert document["openapi"].startswith("3.1")
    assert documented == {(route.method, openapi_path(route.path), route.name) for route in ROUTES}


def test_the_document_names_every_problem_and_role(service: RunningService) -> None:
    document = requests.get(f"{service.base_url}/openapi.json", timeout=10).json()

    for route in ROUTES:
        operation = document["paths"][openapi_path(route.path)][route.method.lower()]
        named = {code for answer in operation["responses"].values() for code in answer["description"].split(" · ")}
        assert set(problems_of(route)) <= named
        assert operation["x-roles"] == (["anyone"] if route.who is None else sorted(route.who))


def test_a_route_of_the_application_is_in_the_table_or_a_page(service: RunningService) -> None:
    from kiosk.web.pages import PAGES

    assert set(PAGES) == {
        "start",
        "kiosk",
        "board",
        "counter",
        "monitor",
        "office",
        "booking",
        "bookings",
        "trial",
        "estimates",
        "switchboard",
        "workdays",
        "phone",
        "codes",
        "drawer",
        "receipt",
        "notice",
        "guide",
        "verify",
    }
    for path in ("/api", "/api/nothing", "/nothing"):
        answer = requests.get(service.base_url + path, timeout=10)
        assert (answer.status_code, code_of(answer)) == (404, "not_found")


def test_the_page_for_people_shows_every_route(service: RunningService) -> None:
    page = requests.get(f"{service.base_url}/docs", timeout=10)

    assert page.status_code == 200
    assert all(f'id="{route.name}"' in page.text for route in ROUTES)
    assert "<script" not in page.text
    assert "http://" not in page.text.replace(service.base_url, "")


def test_devices_and_staff_are_all_roles() -> None:
    assert set(Role) == DEVICES | STAFF
