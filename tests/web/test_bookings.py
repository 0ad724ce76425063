"""Appointments at the front door: booked on a phone, at a terminal and by staff; the clock moves; checked in, called in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, now_ms, rows
from tests.web.test_log_in import Kiosk
from tests.web.walking import code_of

HALL = "/api/halls/denggang"
TUESDAY, THURSDAY = "2026-11-24", "2026-11-26"
NUMBERS = {each.key: each.number for each in PERSONAS}


def china_ms(day: str, clock: str) -> int:
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC) - timedelta(hours=8)
    return int(local.timestamp() * 1000)


NINE_MS = china_ms(TUESDAY, "09:00")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: its clock moves to the next day."""
    running = start_service(tmp_path_factory.mktemp("bookings"), "--demo", "--no-crowd")
    yield running
    running.stop()


def post(
    session: requests.Session, service: RunningService, path: str, body: dict[str, Any] | None = None
) -> requests.Response:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return session.post(f"{service.base_url}{path}", json=body or {}, headers=headers, timeout=30)


def offered(service: RunningService, channel: str = "online") -> dict[str, Any]:
    answer = requests.get(f"{service.base_url}{HALL}/slots", params={"channel": channel}, timeout=30)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def left(service: RunningService, channel: str, at_ms: int, service_key: str = "counter") -> int:
    slots = [slot for day in offered(service, channel)["days"] for slot in day["slots"]]
    wanted = (service_key, "general", at_ms)
    return next(s["left"] for s in slots if (s["service"], s["matter_class"], s["slot_at_ms"]) == wanted)


def phone(
    running: RunningService, persona: str, action: str = "", body: dict[str, Any] | None = None
) -> requests.Response:
    path = f"/api/phone/personas/{persona}/halls/denggang/bookings{action}"
    return post(running.session(), running, path, body)


def mine(service: RunningService, persona: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{service.base_url}/api/phone/personas/{persona}/halls/denggang/bookings", timeout=30)
    found: list[dict[str, Any]] = answer.json()["bookings"]
    return found


def counter(at_ms: int = NINE_MS, matter_class: str = "general") -> dict[str, Any]:
    return {"service": "counter", "matter_class": matter_class, "slot_at_ms": at_ms}


def step(
    session: requests.Session, running: RunningService, booking: str, what: str, body: dict[str, Any] | None = None
) -> requests.Response:
    return post(session, running, f"{HALL}/bookings/{booking}/{what}", body)


def advance_to(service: RunningService, at_ms: int) -> None:
    hands = Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"]))
    hands.freeze()
    hands.advance(at_ms - now_ms(service))
    hands.go_on()


def test_a_home_visit_is_booked_by_telephone_worked_off_and_its_address_shown_to_nobody_unrecorded(
    own: RunningService,
) -> None:
    clerk, at_ms = own.sign_in("clerk01"), china_ms(THURSDAY, "09:30")
    choice = {"service": "home_visit", "matter_class": "social", "slot_at_ms": at_ms, "channel": "phone"}

    nowhere = post(clerk, own, f"{HALL}/bookings", {**choice, "number": NUMBERS["demo-elder"]})
    home = {**choice, "address": "示例路1号", "phone": "0663-0000000"}
    nobody = post(clerk, own, f"{HALL}/bookings", {**home, "number": "445299199001019998"})
    made = post(clerk, own, f"{HALL}/bookings", {**home, "number": NUMBERS["demo-elder"]})
    booking = made.json()["booking"]
    assigned = step(clerk, own, booking, "assign", {"to": "clerk02"})
    early = step(clerk, own, booking, "settle", {"was_met": True})
    before = rows(own, f"select count(*) from disclosures where note = 'booking:{booking}'")
    shown = clerk.get(f"{own.base_url}{HALL}/bookings/{booking}", timeout=30).json()
    after = rows(own, f"select account, note from disclosures where note = 'booking:{booking}'")
    room = clerk.get(f"{own.base_url}{HALL}/snapshot", params={"room": "bookings"}, timeout=30).json()["state"]

    assert [code_of(each) for each in (nowhere, nobody, early)] == [
        "address_missing",
        "unknown_person",
        "check_in_too_early",
    ]
    assert (made.status_code, assigned.status_code) == (201, 200)
    assert (shown["address"], shown["phone"]) == ("示例路1号", "0663-0000000")
    assert "*" in shown["name_zh"]
    assert (before, after) == ([(0,)], [("clerk01", f"booking:{booking}")])
    assert room["bookings"][booking]["staff"] == "clerk02"
    assert not {"subject", "name_zh", "address"} & set(room["bookings"][booking])
    with Visitor(own, "demo-elder", "hall-2") as visitor:
        looks = visitor.get("/looks").json()["looks"]
    assert [(each["who_zh"], each["why"]) for each in looks if each["ground"] == "staff_booking"] == [
        ("clerk01", booking)
    ]
    stored = rows(own, "select command || events from journal where events like '%BookingMade%'")
    assert not any("示例路" in text or NUMBERS["demo-elder"] in text for (text,) in stored)


def test_a_visit_at_home_is_booked_at_a_terminal_with_an_own_address_that_only_the_registers_name(
    own: RunningService,
) -> None:
    kiosk, clerk = Kiosk(own, "hall-3"), own.sign_in("clerk01")
    session = kiosk.begin()
    path = f"{own.base_url}/api/terminals/hall-3/session"
    device, asked = own.device("hall-3"), {"session": session, "device": "hall-3"}
    unknown = device.get(f"{path}/addresses", params=asked, timeout=30)
    kiosk.log_in(session, "demo-patient")
    choice = {"service": "home_visit", "matter_class": "general", "slot_at_ms": china_ms(THURSDAY, "10:30")}

    known = device.get(f"{path}/addresses", params=asked, timeout=30).json()
    nowhere = kiosk.post("/bookings", {"session": session, **choice})
    made = kiosk.post("/bookings", {"session": session, **choice, "place": "registered"})
    looks = device.get(f"{path}/looks", params=asked, timeout=30).json()["looks"]
    kiosk.post("/end", {"session": session, "reason": "finished"})

    assert [code_of(each) for each in (unknown, nowhere)] == ["identify_first", "address_missing"]
    address = next(each["address"] for each in known["addresses"] if each["key"] == "registered")
    assert (made.status_code, known["phone"]) == (201, "120****0005")
    shown = clerk.get(f"{own.base_url}{HALL}/bookings/{made.json()['booking']}", timeout=30).json()
    assert (shown["address"], shown["phone"]) == (address, "12000000005")
    assert {each["why"] for each in looks} == {"上门服务预约，由本人选择住址"}
    stored = rows(own, "select command || events from journal where events like '%BookingMade%'")
    assert not any(address in text or "12000000005" in text for (text,) in stored)


def test_who_has_booked_is_called_in_the_order_of_the_slot_and_who_is_late_waits_like_others(
    own: RunningService,
) -> None:
    service, clerk, kiosk = own, own.sign_in("clerk01"), Kiosk(own, "hall-1")
    free = (left(own, "online", NINE_MS), left(own, "terminal", NINE_MS))

    on_phone = phone(own, "demo-adult", body=counter())
    again = phone(own, "demo-adult", body=counter(NINE_MS + 1_800_000))
    anonymous = kiosk.begin()
    unnamed = kiosk.post("/bookings", {"session": anonymous, **counter()})
    kiosk.log_in(anonymous, "demo-parent")
    at_terminal = kiosk.post("/bookings", {"session": anonymous, **counter()})
    foreign = kiosk.post(f"/bookings/{on_phone.json()['booking']}/cancel", {"session": anonymous})
    kiosk.post("/end", {"session": anonymous, "reason": "finished"})

    assert (on_phone.status_code, at_terminal.status_code) == (201, 201)
    assert [code_of(each) for each in (again, unnamed, foreign)] == [
        "booked_that_day",
        "identify_first",
        "unknown_booking",
    ]
    assert (left(own, "online", NINE_MS), left(own, "terminal", NINE_MS)) == (free[0] - 1, free[1] - 1)
    token = on_phone.json()["token"]
    assert on_phone.json()["url"].endswith(f"/b/{token}")
    held = requests.get(f"{own.base_url}/api/bookings/{token}", timeout=30).json()
    assert (held["state"], held["can_cancel"], held["can_check_in"]) == ("booked", True, False)
    assert held == {**mine(service, "demo-adult")[0], "now_ms": held["now_ms"]}

    # The next morning: somebody is there first, and somebody comes while the slot runs.
    advance_to(service, china_ms(TUESDAY, "08:40"))
    early = post(own.session(), own, f"/api/bookings/{token}/check-in")
    first = service.command(own.device("hall-1"), "/tickets", {"line": "A"}).json()["ticket"]
    advance_to(service, china_ms(TUESDAY, "08:50"))
    # Nothing has happened in the hall since ten minutes: the time alone lets them in.
    (waits,) = mine(service, "demo-adult")
    assert waits["can_check_in"]
    came = post(own.session(), own, f"/api/bookings/{token}/check-in")
    late_cancel = phone(service, "demo-parent", f"/{at_terminal.json()['booking']}/cancel")
    advance_to(service, china_ms(TUESDAY, "09:02"))
    third = service.command(own.device("hall-1"), "/tickets", {"line": "A"}).json()["ticket"]
    advance_to(service, china_ms(TUESDAY, "09:11"))
    late = phone(service, "demo-parent", f"/{at_terminal.json()['booking']}/check-in")

    assert [code_of(each) for each in (early, late_cancel)] == ["check_in_too_early", "cancel_too_late"]
    assert early.json()["error"]["params"] == {"from_ms": china_ms(TUESDAY, "08:45")}
    assert (came.json()["kind"], came.json()["is_late"]) == ("appointment", False)
    assert (late.json()["kind"], late.json()["is_late"]) == ("ordinary", True)
    for path in ("seat", "open"):
        assert service.command(clerk, f"/counters/1/{path}").status_code == 200
    called = []
    for _ in range(4):
        called.append(service.command(clerk, "/counters/1/next").json()["counter"]["ticket"]["now"]["ticket"])
        service.command(clerk, "/counters/1/start")
        service.command(clerk, "/counters/1/finish")
    assert called == [first, came.json()["ticket"], third, late.json()["ticket"]]
    assert (called[0], called[1]) == ("A001", "AP001")
    follow = requests.get(f"{own.base_url}/api/tickets/{came.json()['token']}", timeout=30).json()
    assert (follow["ticket"], follow["state"]) == ("AP001", "finished")
    assert [each["state"] for each in mine(service, "demo-adult")] == ["used"]
    assert audit(own.data / DATABASE_FILE) == []


def test_a_supervisor_changes_quotas_and_never_below_what_is_taken(own: RunningService) -> None:
    at_ms = china_ms(THURSDAY, "10:00")
    phone(own, "demo-agent", body=counter(at_ms, "business"))
    supervisor = own.sign_in("supervisor01")

    def offer(quota: int, day: str = THURSDAY) -> requests.Response:
        slot = {**counter(at_ms, "business"), "quotas": [{"channel": "online", "quota": quota}]}
        return post(supervisor, own, f"{HALL}/slots", {"day": day, "slots": [slot]})

    def read(day: str) -> requests.Response:
        return supervisor.get(f"{own.base_url}{HALL}/slots/{day}", timeout=30)

    seen = read(THURSDAY).json()
    mine = next(each for each in seen["slots"] if (each["matter_class"], each["slot_at_ms"]) == ("business", at_ms))
    assert (mine["quotas"]["online"], mine["taken"]) == (3, {"online": 1})
    assert code_of(read("2027-01-04")) == "day_not_offered"
    assert code_of(offer(0)) == "quota_below_taken"
    assert code_of(offer(1, "2027-01-04")) == "invalid_input"
    assert offer(1).status_code == 200
    late = {"day": THURSDAY, "revision": seen["revision"], "slots": [{**counter(at_ms, "business"), "quotas": []}]}
    late["slots"][0]["quotas"] = [{"channel": "online", "quota": 2}]
    assert code_of(post(supervisor, own, f"{HALL}/slots", late)) == "quotas_changed"
    assert code_of(phone(own, "demo-adult", body=counter(at_ms, "business"))) == "slot_full"


def test_a_clerk_who_leaves_says_where_to_and_everybody_sees_it_until_they_are_back(own: RunningService) -> None:
    clerk, board = own.sign_in("clerk04"), own.device("board-1")
    for path in ("seat", "open"):
        own.command(clerk, f"/counters/4/{path}")

    left_at = own.command(clerk, "/counters/4/absence", {"reason": "meeting", "stand_in": "1", "phone": "0663-0000000"})
    foreign = own.command(own.sign_in("clerk05"), "/counters/4/absence", {"reason": "meeting"})
    shown = board.get(f"{own.base_url}{HALL}/snapshot", params={"room": "hall"}, timeout=30).json()["state"]
    phones = board.get(f"{own.base_url}{HALL}/absences/phones", timeout=30).json()["phones"]
    own.command(clerk, "/counters/4/resume")
    after = board.get(f"{own.base_url}{HALL}/snapshot", params={"room": "hall"}, timeout=30).json()["state"]

    assert left_at.status_code == 200
    assert code_of(foreign) == "not_your_counter"
    assert shown["counters"]["4"]["state"] == "paused"
    assert (shown["absences"]["4"]["reason"], shown["absences"]["4"]["stand_in"]) == ("meeting", "1")
    assert phones == [{"counter": "4", "phone": "0663-0000000"}]
    assert (after["absences"], after["counters"]["4"]["state"]) == ({}, "idle")
    own.command(clerk, "/counters/4/seat", method="DELETE")


def test_a_deputy_books_for_a_company_that_lets_them_act_and_nobody_without_one(own: RunningService) -> None:
    at_ms = china_ms(THURSDAY, "11:00")
    wish = {"service": "deputy", "matter_class": "general", "slot_at_ms": at_ms}

    alone = phone(own, "demo-agent", body=wish)
    none = phone(own, "demo-adult", body={**wish, "for_principal": True})
    made = phone(own, "demo-agent", body={**wish, "for_principal": True})

    assert [code_of(each) for each in (alone, none)] == ["agent_needed", "no_principal"]
    assert made.status_code == 201
    booking = made.json()["booking"]
    assert rows(own, f"select subject, comes from bookings where booking = '{booking}'") == [
        ("demo-works", "demo-agent")
    ]
    day = own.sign_in("clerk01").get(f"{own.base_url}{HALL}/days/{THURSDAY}/bookings", timeout=30).json()["bookings"]
    assert ("代办服务", "booked") in [(each["service_name_zh"], each["state"]) for each in day]


def test_nobody_takes_a_ticket_for_a_slot_that_they_only_name(own: RunningService) -> None:
    kiosk = own.device("hall-1")
    order = {"matter_class": "general", "kind": "appointment", "slot_at_ms": NINE_MS}

    assert code_of(own.command(kiosk, "/tickets", order)) == "check_in_instead"
