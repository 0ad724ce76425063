"""The pages' shell: one policy, nothing from elsewhere, what the page must know, files that cache well."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
import requests

from kiosk.web.files import static_root
from tests.service import RunningService, service_in

ADDRESSES = {
    "start": "/",
    "kiosk": "/kiosk/hall-1",
    "board": "/board",
    "counter": "/counter",
    "monitor": "/monitor",
    "office": "/office",
    "trial": "/trial",
    "estimates": "/estimates",
    "switchboard": "/switchboard",
    "workdays": "/workdays",
    "phone": "/t/" + "x" * 22,
    "booking": "/b/" + "x" * 22,
    "bookings": "/bookings",
    "receipt": "/c/" + "x" * 35,
    "codes": "/phone",
    "drawer": "/drawer/hall-1",
    "verify": "/verify",
}


def boot_of(page: requests.Response) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', page.text)
    assert found is not None
    record: dict[str, object] = json.loads(found[1])
    return record


@pytest.mark.parametrize(("name", "path"), ADDRESSES.items())
def test_every_page_has_one_strict_policy(service: RunningService, name: str, path: str) -> None:
    page = requests.get(service.base_url + path, timeout=10)

    policy = page.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in page.text
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r'(?:src|href)="(?!/)', page.text)
    assert f'data-page="{name}"' in page.text


def test_no_two_pages_share_a_nonce(service: RunningService) -> None:
    policies = {
        requests.get(f"{service.base_url}/board", timeout=10).headers["Content-Security-Policy"] for _ in range(3)
    }

    assert len(policies) == 3


def test_the_demo_tells_its_pages_which_device_they_are_and_who_can_sign_in(service: RunningService) -> None:
    kiosk = boot_of(requests.get(f"{service.base_url}/kiosk/hall-2", timeout=10))
    board = boot_of(requests.get(f"{service.base_url}/board", timeout=10))
    start = boot_of(requests.get(service.base_url, timeout=10))

    assert (kiosk["page"], kiosk["hall"], kiosk["terminal"]) == ("kiosk", "denggang", "hall-2")
    assert (kiosk["device"]["device"], board["device"]["device"]) == ("hall-2", "board-1")  # type: ignore[index]
    assert {"account": "clerk01", "password": "clerk01-demo", "role": "clerk"} in start["accounts"]  # type: ignore[operator]
    assert [each["key"] for each in start["halls"]] == ["denggang"]  # type: ignore[attr-defined]


def test_a_device_page_comes_with_its_hall_as_it_is_and_with_the_right_to_act(service: RunningService) -> None:
    browser = service.session()

    boot = boot_of(browser.get(f"{service.base_url}/kiosk/hall-1", timeout=10))
    taken = service.command(browser, "/tickets", {"line": "D"})

    snapshot = boot["snapshot"]
    assert isinstance(snapshot, dict)
    assert (snapshot["hall"], snapshot["room"]) == ("denggang", "hall")
    assert snapshot["state"]["hall"]["hall"]["door"] == "open"
    assert taken.status_code == 201, taken.text


def test_outside_the_demos_devices_only_the_paired_browser_is_told_of_the_hall(service: RunningService) -> None:
    admin = service.sign_in("admin01")
    device = f"lobby-{uuid.uuid4().hex[:6]}"
    body = {"device": device, "role": "kiosk", "hall": "denggang", "name_zh": "新机", "name_en": "New kiosk"}
    code = admin.post(f"{service.base_url}/api/devices", json=body, timeout=10).json()["code"]
    browser, stranger = service.session(), service.session()
    browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)

    mine, theirs = (each.get(f"{service.base_url}/kiosk/{device}", timeout=10) for each in (browser, stranger))

    assert boot_of(mine)["device"]["device"] == device  # type: ignore[index]
    assert boot_of(mine)["snapshot"]["room"] == "hall"  # type: ignore[index]
    assert not {"device", "snapshot"} & set(boot_of(theirs))
    assert "Set-Cookie" not in theirs.headers


def test_the_demos_drawer_comes_with_the_token_and_the_names_of_all_terminals(service: RunningService) -> None:
    boot = boot_of(requests.get(f"{service.base_url}/drawer/hall-2", timeout=10))

    assert (boot["terminal"], boot["simulation_token"]) == ("hall-2", service.accounts_file()["simulation_token"])
    assert {"hall-1", "hall-2"} <= {each["key"] for each in boot["terminals"]}  # type: ignore[attr-defined]
    answer = requests.get(f"{service.base_url}/drawer/no-such-machine", timeout=10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_terminal")


def test_outside_the_demo_the_drawer_comes_without_the_token(tmp_path: Path) -> None:
    # The demo enters the terminals; afterwards the same hall is nobody's demo.
    with service_in(tmp_path, "--demo", "--no-crowd") as running:
        token = str(running.accounts_file()["simulation_token"])
    with service_in(tmp_path, "--no-demo", "--simulation") as running:
        page = requests.get(f"{running.base_url}/drawer/hall-1", timeout=10)
        root = requests.get(f"{running.base_url}/sim/v1", headers={"Authorization": f"Bearer {token}"}, timeout=10)

    assert boot_of(page)["terminal"] == "hall-1"
    assert "simulation_token" not in boot_of(page)
    assert token not in page.text
    assert root.status_code == 200


def test_where_simulation_is_off_there_is_no_phone_and_no_drawer(tmp_path: Path) -> None:
    with service_in(tmp_path, "--demo", "--no-crowd", "--no-simulation") as running:
        answers = [requests.get(running.base_url + path, timeout=10) for path in ("/phone", "/drawer/hall-1")]
        start = boot_of(requests.get(running.base_url, timeout=10))

    assert [(each.status_code, each.json()["error"]["code"]) for each in answers] == [(404, "not_found")] * 2
    assert start["simulation"] is False


def test_a_page_of_staff_or_of_a_phone_comes_without_anything_of_the_hall(service: RunningService) -> None:
    for name in ("start", "counter", "monitor", "phone", "codes", "drawer"):
        page = requests.get(service.base_url + ADDRESSES[name], timeout=10)

        assert not {"device", "snapshot"} & set(boot_of(page))
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(("name", "path"), ADDRESSES.items())
def test_every_file_that_a_page_names_is_there(service: RunningService, name: str, path: str) -> None:
    if not (static_root() / "vendor" / ".stamp").exists():
        pytest.skip("the vendor folder is not built here")
    page = requests.get(service.base_url + path, timeout=10)

    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert requests.get(service.base_url + address, timeout=10).status_code == 200, address


def test_a_file_that_the_browser_has_is_not_sent_again(service: RunningService) -> None:
    url = f"{service.base_url}/static/css/base.css"
    first = requests.get(url, timeout=10)

    again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_a_vendor_file_with_its_stamp_is_kept_for_good(service: RunningService) -> None:
    page = requests.get(f"{service.base_url}/monitor", timeout=10).text
    found = re.search(r'href="(/static/vendor/[^"]+\.js\?v=\w+)"', page)
    assert found is not None
    if not (static_root() / "vendor" / ".stamp").exists():
        pytest.skip("the vendor folder is not built here")

    stamped = requests.get(service.base_url + found[1], timeout=10)
    bare = requests.get(service.base_url + found[1].split("?")[0], timeout=10)

    assert "immutable" in stamped.headers["Cache-Control"]
    assert "immutable" not in bare.headers["Cache-Control"]


def test_scripts_are_sent_as_scripts(service: RunningService) -> None:
    answer = requests.get(f"{service.base_url}/static/lib/store.js", timeout=10)

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_icon_is_our_own(service: RunningService) -> None:
    for name in ("favicon.svg", "favicon.ico"):
        answer = requests.get(f"{service.base_url}/{name}", timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
