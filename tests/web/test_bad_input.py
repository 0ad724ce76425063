"""Bad input gets its own clear answer and changes nothing (fault 17, issue §6)."""

from __future__ import annotations

import json
import socket
import uuid
from typing import Any

import pytest
import requests

from tests.service import RunningService
from tests.web.walking import code_of

TICKETS = "/api/halls/denggang/tickets"


def post(service: RunningService, body: bytes, **headers: str) -> requests.Response:
    with requests.Session() as kiosk:
        kiosk.headers["Authorization"] = f"Bearer {service.token('hall-3')}"
        kiosk.headers["Idempotency-Key"] = uuid.uuid4().hex
        kiosk.headers["Content-Type"] = "application/json"
        kiosk.headers.update(headers)
        return kiosk.post(service.base_url + TICKETS, data=body, timeout=30)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"\x00", 400, "bad_json"),
        (b'{"line": "A"', 400, "bad_json"),
        (b'{"line": "\\ud800"}', 400, "bad_json"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "bad_json"),
        (b"null", 422, "invalid_input"),
        (b"{}", 422, "invalid_input"),
        (b'{"line": 7}', 422, "invalid_input"),
        (b'{"line": null}', 422, "invalid_input"),
        (b'{"line": ""}', 422, "invalid_input"),
        (b'{"line": "A", "matter_class": "general"}', 422, "invalid_input"),
        (b'{"line": "A", "colour": "blue"}', 422, "invalid_input"),
        (b'{"line": "A", "kind": "royal"}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": NaN}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": Infinity}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": 1.5}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": "1"}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": true}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": -1}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": ' + b"9" * 4000 + b"}", 422, "invalid_input"),
        (b'{"line": "' + b"A" * 65 + b'"}', 422, "invalid_input"),
        (b'{"line": "A", "slot_at_ms": 1795400000000}', 422, "check_in_instead"),
        (b'{"matter_class": "general", "kind": "appointment"}', 422, "check_in_instead"),
        (b'{"line": "A-appointment"}', 422, "check_in_instead"),
        (b'{"line": "Z"}', 404, "unknown_line"),
        (b'{"matter_class": "astrology"}', 404, "unknown_line"),
    ],
    ids=lambda value: repr(value[:48]) if isinstance(value, bytes) else None,
)
def test_a_bad_order_says_what_is_wrong_and_takes_no_ticket(
    service: RunningService, body: bytes, status: int, code: str
) -> None:
    before = taken(service)

    answer = post(service, body)

    assert (answer.status_code, code_of(answer)) == (status, code)
    assert taken(service) == before


def taken(service: RunningService) -> int:
    text = requests.get(f"{service.base_url}/metrics", timeout=10).text
    return next(int(line.split()[-1]) for line in text.splitlines() if line.startswith("yzz_journal_seq"))


def test_every_wrong_place_is_named(service: RunningService) -> None:
    answer = post(service, b'{"line": 7, "kind": 8, "colour": 1}')

    assert sorted(answer.json()["error"]["params"]["places"]) == ["colour", "kind", "line"]


def test_ten_megabytes_are_too_much(service: RunningService) -> None:
    answer = post(service, b'{"line": "' + b"A" * 10_000_000 + b'"}')

    assert (answer.status_code, code_of(answer)) == (413, "body_too_large")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_there_is_405_and_says_which_are(service: RunningService, method: str) -> None:
    answer = requests.request(method, service.base_url + TICKETS, timeout=10)

    assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../kiosk/app.py",
        "/static/%2e%2e/kiosk/app.py",
        "/static/..%2fkiosk/app.py",
        "/static//etc/passwd",
        "/static/vendor/.stamp",
        "/static/css",
        "/static/%00",
        "/kiosk/nowhere",
        "/t/short",
    ],
)
def test_paths_that_lead_nowhere_are_404(service: RunningService, path: str) -> None:
    # Sent by hand: a client would tidy the path first.
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b""))

    head, _, body = received.partition(b"\r\n\r\n")
    assert b" 404 " in head.splitlines()[0]
    assert json.loads(body)["error"]["code"] in {"not_found", "unknown_terminal", "unknown_token"}


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=1.5", "limit=99999999999999999999", "limit=5001", "after=%00"]
)
def test_a_bad_query_is_named(service: RunningService, query: str) -> None:
    admin = service.sign_in("admin01")

    answer = admin.get(f"{service.base_url}/api/halls/denggang/journal?{query}", timeout=10)

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


CONFIGURATION: dict[str, Any] = {
    "name_zh": "测试",
    "name_en": "Test",
    "lines": [{"key": "A", "matter_class": "a", "name_zh": "甲", "name_en": "A", "prefix": "A"}],
    "counters": [{"key": "1", "name_zh": "1", "name_en": "1", "serves": ["A"]}],
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "configuration_in_use"),
        ({"counters": [{"key": "1", "name_zh": "1", "name_en": "1", "serves": []}]}, "invalid_input"),
        ({"counters": [{"key": "1", "name_zh": "1", "name_en": "1", "serves": ["B"]}]}, "invalid_input"),
        (
            {
                "counters": [
                    {
                        "key": "1",
                        "name_zh": "1",
                        "name_en": "1",
                        "serves": ["A"],
                        "prefers": [{"line": "B", "credit_ms": 1}],
                    }
                ]
            },
            "invalid_input",
        ),
        ({"kinds": [{"key": "royal", "name_zh": "王", "name_en": "Royal", "grounds": ["disabled"]}]}, "invalid_input"),
        ({"kinds": [{"key": "ordinary", "name_zh": "普", "name_en": "O", "grounds": ["rich"]}]}, "invalid_input"),
        ({"lines": CONFIGURATION["lines"] * 2}, "invalid_input"),
        ({"lines": []}, "invalid_input"),
        ({"calls": 0}, "invalid_input"),
        ({"calls": 10**30}, "invalid_input"),
    ],
)
def test_a_configuration_must_fit_together(service: RunningService, change: dict[str, Any], code: str) -> None:
    admin = service.sign_in("admin01")

    answer = service.command(admin, "/configuration", CONFIGURATION | change)

    assert code_of(answer) == code


@pytest.mark.parametrize(
    "order",
    [
        {"day": "1970-01-01", "intervals": [[5, 4]], "turns_at_ms": 6},
        {"day": "1970-01-01", "intervals": [[4, 5]], "turns_at_ms": 3},
        {"day": "1970-01-02", "intervals": [[4, 5]], "turns_at_ms": 6},
        {"day": "1970-02-30", "intervals": [[4, 5]], "turns_at_ms": 6},
        {"day": "today", "intervals": [[4, 5]], "turns_at_ms": 6},
        {"day": "1970-01-01", "intervals": [[2**52 - 1, 2**52]], "turns_at_ms": 2**52},
        {"day": "1970-01-01", "intervals": [[4, 2**52 + 1]], "turns_at_ms": 2**52 + 1},
    ],
    ids=["back", "turns before", "named too late", "no date", "a word", "a year nobody counts", "beyond range"],
)
def test_a_day_must_have_ascending_hours_and_its_own_name(service: RunningService, order: dict[str, Any]) -> None:
    supervisor = service.sign_in("supervisor01")

    answer = service.command(supervisor, "/day", order)

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
