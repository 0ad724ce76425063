"""Signing in, cookies, CSRF, roles that change at once, pairing (fault 11)."""

from __future__ import annotations

import uuid

import requests

from kiosk.web.limits import Rate
from kiosk.web.problems import WebProblem
from tests.service import RunningService
from tests.web.walking import code_of


def entered(service: RunningService, role: str = "clerk") -> tuple[requests.Session, str, str]:
    """An administrator, and a fresh account with its password."""
    admin = service.sign_in("admin01")
    account = f"clerk-{uuid.uuid4().hex[:8]}"
    body = {"account": account, "role": role, "name_zh": "新", "name_en": "New", "password": "long enough"}
    answer = admin.post(f"{service.base_url}/api/accounts", json=body, timeout=10)
    assert answer.status_code == 201, answer.text
    return admin, account, "long enough"


def sign_in(service: RunningService, account: str, password: str) -> tuple[requests.Session, requests.Response]:
    session = service.session()
    body = {"account": account, "password": password}
    answer = session.post(f"{service.base_url}/api/session", json=body, timeout=10)
    if answer.ok:
        session.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return session, answer


def test_a_session_tells_who_it_is(service: RunningService) -> None:
    session, answer = sign_in(service, "supervisor01", "supervisor01-demo")

    again = session.get(f"{service.base_url}/api/session", timeout=10)

    assert answer.json() == again.json()
    assert {name: answer.json()[name] for name in ("account", "role", "hall")} == {
        "account": "supervisor01",
        "role": "supervisor",
        "hall": "denggang",
    }


def test_the_cookie_is_closed_to_scripts_and_foreign_pages(service: RunningService) -> None:
    _, answer = sign_in(service, "supervisor01", "supervisor01-demo")

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_and_an_unknown_account_sound_alike(service: RunningService) -> None:
    _, wrong = sign_in(service, "clerk02", f"wrong-{uuid.uuid4().hex}")
    _, unknown = sign_in(service, f"nobody-{uuid.uuid4().hex}", "wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_signing_out_ends_the_session_for_good(service: RunningService) -> None:
    session, _ = sign_in(service, "supervisor01", "supervisor01-demo")
    stolen = session.cookies.get_dict()

    ended = session.delete(f"{service.base_url}/api/session", timeout=10)
    replayed = requests.get(f"{service.base_url}/api/session", cookies=stolen, timeout=10)

    assert ended.status_code == 204
    assert (replayed.status_code, code_of(replayed)) == (401, "not_signed_in")


def test_a_forged_cookie_is_nobody(service: RunningService) -> None:
    session, _ = sign_in(service, "supervisor01", "supervisor01-demo")
    value = session.cookies["yzz_session"]
    name, signature = value.rsplit(".", 1)
    # The first character, not the last: the last one of base64 holds spare bits, so two of them may mean one signature.
    changed = ("A" if signature[0] != "A" else "B") + signature[1:]

    for forged in (f"{name}.{changed}", f"{name}x.{signature}", value.split(".")[0], "x", ""):
        answer = requests.get(f"{service.base_url}/api/session", cookies={"yzz_session": forged}, timeout=10)
        assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")


def test_a_changed_role_counts_at_once(service: RunningService) -> None:
    admin, account, password = entered(service, "supervisor")
    session, _ = sign_in(service, account, password)
    url = f"{service.base_url}/api/halls/denggang/snapshot?room=monitor"
    before = session.get(url, timeout=10)

    admin.put(f"{service.base_url}/api/accounts/{account}", json={"role": "clerk"}, timeout=10)
    after = session.get(url, timeout=10)
    again, _ = sign_in(service, account, password)

    assert before.status_code == 200
    assert (after.status_code, code_of(after)) == (401, "not_signed_in")
    assert code_of(again.get(url, timeout=10)) == "forbidden"


def test_an_ended_account_cannot_go_on_or_come_back(service: RunningService) -> None:
    admin, account, password = entered(service)
    session, _ = sign_in(service, account, password)

    admin.put(f"{service.base_url}/api/accounts/{account}", json={"is_active": False}, timeout=10)

    assert session.get(f"{service.base_url}/api/session", timeout=10).status_code == 401
    assert sign_in(service, account, password)[1].status_code == 401


def test_a_short_password_and_a_second_account_of_one_name_are_refused(service: RunningService) -> None:
    admin, account, _ = entered(service)
    body = {"account": account, "role": "clerk", "name_zh": "新", "name_en": "New", "password": "long enough"}

    twice = admin.post(f"{service.base_url}/api/accounts", json=body, timeout=10)
    short = admin.post(
        f"{service.base_url}/api/accounts", json=body | {"account": "x1", "password": "short"}, timeout=10
    )

    assert code_of(twice) == "account_exists"
    assert code_of(short) == "password_too_short"


def test_a_rate_says_when_to_come_back() -> None:
    now_s = [0.0]
    rate = Rate("10 per minute", 100, now_s=lambda: now_s[0])

    def spend() -> str | None:
        try:
            rate.spend("somebody")
        except WebProblem as problem:
            return f"{problem.code} {problem.retry_after_s:.0f}"
        return None

    assert [spend() for _ in range(11)] == [None] * 10 + ["too_many_requests 6"]
    now_s[0] = 6.0
    assert spend() is None


def test_a_device_is_paired_once_by_its_code_and_revoked_at_once(service: RunningService) -> None:
    admin = service.sign_in("admin01")
    device = f"lobby-{uuid.uuid4().hex[:6]}"
    body = {"device": device, "role": "kiosk", "hall": "denggang", "name_zh": "新机", "name_en": "New kiosk"}
    code = admin.post(f"{service.base_url}/api/devices", json=body, timeout=10).json()["code"]
    browser = service.session()

    paired = browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    second = requests.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    ticket = service.command(browser, "/tickets", {"line": "D"})
    page = browser.get(f"{service.base_url}/kiosk/{device}", timeout=10)
    admin.delete(f"{service.base_url}/api/devices/{device}", timeout=10)
    revoked = service.command(browser, "/tickets", {"line": "D"})

    assert paired.json()["device"] == device
    assert (second.status_code, code_of(second)) == (401, "wrong_pairing_code")
    assert ticket.status_code == 201
    assert page.status_code == 200
    assert (revoked.status_code, code_of(revoked)) == (401, "not_signed_in")


def test_the_demo_pairs_its_own_pages(service: RunningService) -> None:
    browser = service.session()

    page = browser.get(f"{service.base_url}/kiosk/hall-4", timeout=10)
    known = browser.get(f"{service.base_url}/api/device", timeout=10)

    assert known.json()["device"] == "hall-4"
    assert "HttpOnly" in page.headers["Set-Cookie"]
    assert "SameSite=Lax" in page.headers["Set-Cookie"]


def test_an_unknown_bearer_token_is_refused_even_where_cookies_would_do(service: RunningService) -> None:
    staff = service.sign_in("clerk06")

    answer = service.command(staff, "/counters/6/seat")
    with_token = staff.post(
        f"{service.base_url}/api/halls/denggang/counters/6/open",
        headers={"Authorization": "Bearer nonsense", "Idempotency-Key": "x"},
        timeout=10,
    )
    service.command(staff, "/counters/6/seat", method="DELETE")

    assert answer.status_code == 200
    assert (with_token.status_code, code_of(with_token)) == (401, "session_ended")
