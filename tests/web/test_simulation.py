"""The automation API of a running service: an integrator's hands at a terminal, on the service's one clock."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from devices.client import Hands, Refused, remote
from devices.edge.pictures import draw
from tests.service import RunningService, service_in, start_service

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A demo hall of our own: its clock is stepped."""
    running = start_service(
        tmp_path_factory.mktemp("simulation"), "--demo", "--no-crowd", "--left-alone", "hall-1,hall-2"
    )
    yield running
    running.stop()


@pytest.fixture
def hands(service: RunningService) -> Iterator[Hands]:
    """At hall-1, with time standing still."""
    made = hands_at(service, "hall-1")
    made.freeze()
    yield made
    made.reset()
    made.go_on()


def hands_at(service: RunningService, terminal: str) -> Hands:
    return Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))


def clock(hands: Hands, **how: object) -> int:
    now_ms: int = hands._send("POST", "clock", how)["now_ms"]
    return now_ms


def test_hands_work_at_a_running_service_as_on_a_desk(hands: Hands) -> None:
    told = max((line["seq"] for line in hands._send("GET", "journal?newest=1")["lines"]), default=0)
    hands.show_code("YS1:nobody listens")
    hands.advance(5_000)
    hands.inject("receipt_printer", "jam")
    broken = hands.state()
    hands.remedy("receipt_printer", "remove")

    lost = [line for line in hands.journal(since=told) if line["event"] == "StimulusLost"]
    assert [(line["device"], line["kind"]) for line in lost] == [("scanner", "code")]
    assert (broken["state"], "print_slip" in broken["working"]) == ("degraded", False)
    assert hands.state()["state"] == "inService"
    with pytest.raises(Refused) as refused:
        hands.stimulus("scanner", "smell")
    assert (refused.value.status, refused.value.code) == (400, "invalid_stimulus")


def test_time_stands_still_and_goes_on_by_exactly_what_was_asked(hands: Hands) -> None:
    first = clock(hands, advance_ms=0)

    assert clock(hands, advance_ms=MINUTE_MS) == first + MINUTE_MS
    assert clock(hands, until_ms=first + 2 * MINUTE_MS) == first + 2 * MINUTE_MS


def test_a_terminal_whose_network_fails_is_offline_after_three_beats_and_back_at_once(hands: Hands) -> None:
    # Beats fall on whole half minutes of service time.
    hands.advance(30_000 - clock(hands, advance_ms=0) % 30_000)
    hands.inject("network", "offline")

    hands.advance(89_999)
    states = [hands.state()["state"]]
    hands.advance(1)
    states.append(hands.state()["state"])
    hands.stimulus("network", "connect")
    hands.advance(0)
    states.append(hands.state()["state"])

    assert states == ["degraded", "offline", "inService"]


def test_a_called_ticket_is_a_no_show_before_the_step_is_answered(service: RunningService, hands: Hands) -> None:
    clerk = service.sign_in("clerk01")
    counter = "/counters/1"
    taken = service.command(service.device(), "/tickets", {"line": "A"}).json()
    service.command(clerk, f"{counter}/seat")
    service.command(clerk, f"{counter}/open")
    called = service.command(clerk, f"{counter}/next")

    hands.advance(74_999)
    before = state_of(service, taken["token"])
    hands.advance(1)

    assert called.status_code == 200, called.text
    assert (before, state_of(service, taken["token"])) == ("called", "no_show")


def test_the_day_turns_and_the_next_one_is_opened_before_the_step_is_answered(
    service: RunningService, hands: Hands
) -> None:
    admin = service.sign_in("admin01")
    first = days(service, admin)

    hands.advance(2 * DAY_MS)

    assert len(days(service, admin)) == len(first) + 2


def test_the_clock_has_one_speed_and_one_direction(hands: Hands) -> None:
    for wish, code in (({"speed": 10.0}, "speed_is_fixed"), ({"until_ms": 0}, "time_goes_back")):
        with pytest.raises(Refused) as refused:
            clock(hands, **wish)
        assert refused.value.code == code


def test_a_picture_is_read_by_the_service_itself_and_what_is_no_picture_is_refused(
    service: RunningService, hands: Hands
) -> None:
    drawn, nothing = io.BytesIO(), io.BytesIO()
    Image.fromarray(draw("YS1:ABC")).save(drawn, "PNG")
    Image.new("L", (64, 64), 255).save(nothing, "PNG")

    hands.stimulus("scanner", "code", png=b64encode(drawn.getvalue()).decode())
    hands.advance(5_000)
    refused = []
    for picture in (nothing.getvalue(), b"no picture"):
        with pytest.raises(Refused) as caught:
            hands.stimulus("scanner", "code", png=b64encode(picture).decode())
        refused.append((caught.value.status, caught.value.code))

    # Nobody reads at this terminal: what was seen is lost, which shows that something was.
    assert hands.journal()[-1]["event"] == "StimulusLost"
    assert refused == [(422, "no_code_in_picture"), (422, "picture_refused")]


def test_people_carry_cards_of_made_up_numbers_that_the_reader_takes(service: RunningService, hands: Hands) -> None:
    people = hands._send("GET", "people")["people"]

    for one in people:
        assert one["id_card"]["number"].startswith("445299")
        hands.stimulus("id_reader", "card", **one["id_card"])
        assert hands.device("id_reader")["status"]["card"] == "present"
    assert {one["key"] for one in people} >= {"demo-adult", "demo-elder", "demo-child"}


def test_one_terminal_is_rebuilt_and_the_hall_hears_of_it(service: RunningService, hands: Hands) -> None:
    other = hands_at(service, "hall-2")
    for each in (hands, other):
        each.inject("receipt_printer", "jam")

    hands._send("POST", "terminals/hall-1/reset")

    assert (hands.state()["state"], other.state()["state"]) == ("inService", "degraded")


def test_without_the_token_there_is_nothing(service: RunningService) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {service.token('hall-1')}"}):
        answer = requests.get(f"{service.base_url}/sim/v1", headers=headers, timeout=10)
        assert answer.status_code == 401
        assert set(answer.json()["error"]) == {"code", "text", "params"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "nowhere", None, 404, "not_found"),
        ("PUT", "clock", b"{}", 405, "method_not_allowed"),
        ("DELETE", "clock", None, 405, "method_not_allowed"),
        ("POST", "clock", b"{", 400, "bad_json"),
        ("POST", "clock", b"[]", 400, "invalid_argument"),
        ("POST", "terminals/x/devices/y/reset", b"{}", 404, "unknown_terminal"),
    ],
)
def test_nonsense_is_answered_in_the_one_error_shape(
    service: RunningService, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    headers = {
        "Authorization": f"Bearer {service.accounts_file()['simulation_token']}",
        "Content-Type": "application/json",
    }

    answer = requests.request(method, f"{service.base_url}/sim/v1/{path}", data=body, headers=headers, timeout=10)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]["text"]) == {"zh", "en"}


def test_where_simulation_is_off_there_is_no_such_address(tmp_path: Any) -> None:
    with service_in(tmp_path, "--demo", "--no-crowd", "--no-simulation") as service:
        answer = requests.get(f"{service.base_url}/sim/v1", timeout=10)

        assert answer.status_code == 404
        assert "simulation_token" not in service.accounts_file()


def state_of(service: RunningService, token: str) -> str:
    answer = service.session().get(f"{service.base_url}/api/tickets/{token}", timeout=10)
    return str(answer.json()["state"])


def days(service: RunningService, admin: requests.Session) -> list[str]:
    """Days opened so far, out of the journal."""
    address = f"{service.base_url}/api/halls/{service.hall}/journal?after=0"
    entries = admin.get(address, timeout=10).json()["entries"]
    events = [event for entry in entries for event in entry["events"]]
    return [event["day"] for event in events if event["type"] == "DayOpened"]
