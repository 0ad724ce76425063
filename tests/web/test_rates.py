"""Rates of a real hall's service; the demo has none, because its tokens are public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.forked import yzz
from tests.service import RunningService
from tests.web.walking import code_of

RATES = {"device": 3, "staff": 20, "sign-in": 3, "verify": 2}
OPTIONS = tuple(word for name, most in RATES.items() for word in (f"--rate-{name}", f"{most} per hour"))
PASSWORD = "first password"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A new service without a demo, with two administrators."""
    data = tmp_path_factory.mktemp("rates") / "data"
    for account in ("chief", "deputy"):
        yzz("admin", "create", account, "--data", str(data), "--password-file", "-", stdin=f"{PASSWORD}\n")
    with RunningService(data, OPTIONS, program=None) as running:
        yield running


@pytest.fixture(scope="module")
def staff(service: RunningService) -> dict[str, requests.Session]:
    """Both signed in, before anybody guesses passwords."""
    signed_in = {account: service.session() for account in ("chief", "deputy")}
    for account, session in signed_in.items():
        body = {"account": account, "password": PASSWORD}
        answer = session.post(f"{service.base_url}/api/session", json=body, timeout=10)
        session.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return signed_in


def kiosk(service: RunningService, staff: dict[str, requests.Session], name: str) -> requests.Session:
    """A browser that an administrator made a kiosk."""
    body = {"device": name, "role": "kiosk", "hall": "main", "name_zh": "机", "name_en": "Kiosk"}
    code = staff["deputy"].post(f"{service.base_url}/api/devices", json=body, timeout=10).json()["code"]
    browser = service.session()
    browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    return browser


def take(service: RunningService, browser: requests.Session, key: str) -> requests.Response:
    url = f"{service.base_url}/api/halls/main/tickets"
    return browser.post(url, json={"line": "A"}, headers={"Idempotency-Key": key}, timeout=10)


def test_a_device_that_asks_too_often_waits_and_others_do_not(
    service: RunningService, staff: dict[str, requests.Session]
) -> None:
    one, other = (kiosk(service, staff, name) for name in ("lobby-1", "lobby-2"))

    taken = [take(service, one, f"a{n}") for n in range(4)]
    printed = one.post(f"{service.base_url}/api/terminals/lobby-1/prints", json={"token": "x" * 22}, timeout=10)

    # The hall has no configuration yet; to be refused counts as well.
    assert [answer.status_code for answer in taken] == [409, 409, 409, 429]
    assert (printed.status_code, code_of(printed)) == (429, "too_many_requests")
    assert int(printed.headers["Retry-After"]) > 600
    assert take(service, other, "b").status_code == 409


def test_an_account_that_changes_too_much_waits_but_may_look_and_others_go_on(
    service: RunningService, staff: dict[str, requests.Session]
) -> None:
    url = f"{service.base_url}/api/devices/nothing"

    changes = [staff["chief"].delete(url, timeout=10) for _ in range(21)]
    looked = staff["chief"].get(f"{service.base_url}/api/halls/main/journal", timeout=10)

    assert [answer.status_code for answer in changes] == [404] * 20 + [429]
    assert looked.status_code == 200
    assert staff["deputy"].delete(url, timeout=10).status_code == 404


def test_after_three_wrong_passwords_not_even_the_right_one_is_tried_and_who_is_in_goes_on(
    service: RunningService, staff: dict[str, requests.Session]
) -> None:
    guesses = [
        requests.post(f"{service.base_url}/api/session", json={"account": "chief", "password": password}, timeout=10)
        for password in ("wrong 1", "wrong 2", "wrong 3", PASSWORD)
    ]

    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]
    assert int(guesses[-1].headers["Retry-After"]) > 600
    assert staff["deputy"].get(f"{service.base_url}/api/session", timeout=10).status_code == 200


def test_who_verifies_number_after_number_waits_whether_there_is_one_or_not(service: RunningService) -> None:
    url = f"{service.base_url}/api/verify/1.2.156.3005.2.none"

    asked = [requests.get(url, timeout=10) for _ in range(3)]

    assert [code_of(each) for each in asked] == ["unknown_certificate", "unknown_certificate", "too_many_requests"]
    assert int(asked[-1].headers["Retry-After"]) >= 1
