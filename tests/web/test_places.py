"""Where terminals stand: every machine of the demo at its address, the zone at the door by night, villages behind their hours.

Also how an administrator names terminals in a hall that is set up now: devices, attendant and issuer know them at once.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from devices.client import Hands, remote
from kiosk.live.demo_place import demo_terminals
from tests.forked import yzz
from tests.service import RunningService, service_in, start_service
from tests.web.test_bad_input import CONFIGURATION
from tests.web.test_log_in import LIMIT_S, Kiosk
from tests.web.walking import code_of, small_hall

NIGHT = "2026-11-23T22:00+08:00"
OPENS_AT_MS = 1_795_482_000_000
"""2026-11-24T09:00+08:00, when the villages open."""
HALL_OPENS_AT_MS = OPENS_AT_MS - 1_800_000
BOOT = re.compile(r'id="boot">(.*?)</script>', re.DOTALL)
CALENDAR = {"week": [[[540, 1020]]] * 5 + [[], []]}


class Terminal(Kiosk):
    """A terminal of whatever hall its service plays."""

    def __init__(self, service: RunningService, terminal: str, hall: str, token: str) -> None:
        self.service = service
        self.terminal = terminal
        self.hall = hall
        # Not by the accounts file, as its base does: a hall set up by hand has none.
        self._device = service.session()
        self._device.headers["Authorization"] = f"Bearer {token}"

    def room(self) -> dict[str, dict[str, Any]]:
        url = f"{self.service.base_url}/api/halls/{self.hall}/snapshot"
        answer = self._device.get(url, params={"room": f"terminal:{self.terminal}"}, timeout=10)
        assert answer.status_code == 200, answer.text
        state: dict[str, dict[str, Any]] = answer.json()["state"]
        return state

    def record(self) -> dict[str, Any]:
        return self.room()["terminal"][self.terminal]  # type: ignore[no-any-return]  # JSON


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo at ten in the evening."""
    running = start_service(tmp_path_factory.mktemp("night"), "--demo", "--no-crowd", "--start", NIGHT)
    yield running
    running.stop()


def at(service: RunningService, terminal: str) -> Terminal:
    return Terminal(service, terminal, service.hall, service.token(terminal))


def hands_of(service: RunningService, terminal: str) -> Hands:
    return Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))


def test_every_terminal_has_an_address_of_its_own_that_knows_which_machine_it_is(night: RunningService) -> None:
    for terminal in demo_terminals():
        page = requests.get(f"{night.base_url}/kiosk/{terminal.key}", timeout=10)
        found = BOOT.search(page.text)
        assert found is not None, terminal.key
        boot = json.loads(found[1])

        assert boot["device"]["device"] == terminal.key
        assert (boot["place"]["profile"], boot["place"]["zone"]) == (terminal.profile, terminal.zone)
        assert boot["place"]["state"] == "inService"


def test_in_the_zone_at_the_door_people_log_in_while_the_hall_is_closed(night: RunningService) -> None:
    kiosk = at(night, "zone24-1")

    asked = kiosk._device.get(f"{night.base_url}/api/halls/denggang/snapshot", timeout=10)
    hall = asked.json()["state"]["hall"]["hall"]
    record = kiosk.log_in(kiosk.begin())

    assert (hall["door"], hall["opens_at_ms"]) == ("shut", HALL_OPENS_AT_MS)
    assert (record["level"], record["proofs"]) == (1, ["code"])


def test_a_village_gives_no_ticket_of_a_hall_kilometres_away(night: RunningService) -> None:
    refused = night.command(night.device("village-07"), "/tickets", {"matter_class": "general"})
    shut = night.command(night.device("zone24-1"), "/tickets", {"matter_class": "general"})

    assert (refused.status_code, code_of(refused)) == (409, "no_tickets_here")
    # At the door the hall's own hours decide.
    assert code_of(shut) == "hall_closed"


def test_a_village_is_shut_at_night_and_opens_by_itself_in_the_morning(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with service_in(tmp_path_factory.mktemp("morning"), "--demo", "--no-crowd", "--start", NIGHT) as night:
        kiosk, hands = at(night, "village-01"), hands_of(night, "village-01")

        refused, before = kiosk.post(""), kiosk.record()
        was_reading = hands.device("scanner")["running"]
        hands.freeze()
        remote(night.base_url, night.accounts_file()["simulation_token"])("POST", "clock", {"until_ms": OPENS_AT_MS})
        after, is_reading = kiosk.record(), hands.device("scanner")["running"]
        hands.go_on()
        begun = kiosk.post("")

    assert (refused.status_code, code_of(refused)) == (409, "zone_shut")
    assert refused.json()["error"]["params"] == {"terminal": "village-01", "opens_at_ms": OPENS_AT_MS}
    assert (before["is_open"], before["opens_at_ms"]) == (False, OPENS_AT_MS)
    assert was_reading is None
    assert (after["is_open"], after["closes_at_ms"]) == (True, OPENS_AT_MS + 8 * 3_600_000)
    assert is_reading["op"] == "read"
    assert begun.status_code == 201


def test_a_crowd_queues_only_where_tickets_are_given(night: RunningService) -> None:
    silent = {row["device"] for row in night.accounts_file()["devices"] if not row["gives_tickets"]}

    assert silent == {"board-1", *(f"village-{number:02}" for number in range(1, 13))}


def test_the_monitor_knows_the_zone_of_every_terminal(night: RunningService) -> None:
    asked = {"room": "terminals"}
    supervisor = night.sign_in("supervisor01")
    state = supervisor.get(f"{night.base_url}/api/halls/denggang/snapshot", params=asked, timeout=10).json()["state"]

    assert {key: record["zone"] for key, record in state["terminals"].items()} == {
        terminal.key: terminal.zone for terminal in demo_terminals()
    }
    assert state["terminals"]["zone24-tax"]["zone_zh"] == "24 小时自助服务区"


# A hall that is set up now.


def until(is_so: Callable[[], bool]) -> None:
    """As soon as it is so: attendants act on a configuration once it is committed."""
    ends_s = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < ends_s


def zone(key: str, **more: object) -> dict[str, object]:
    return {"key": key, "name_zh": key, "name_en": key, **more}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningService, requests.Session]]:
    """A service without a plan, and its first administrator; simulation on, for the phones."""
    data = tmp_path_factory.mktemp("fresh") / "data"
    created = yzz("admin", "create", "chief", "--data", str(data), "--password-file", "-", stdin="first password\n")
    assert created.returncode == 0, created.stderr
    service = RunningService(data, ("--start", "2026-11-23T10:00+08:00", "--simulation"), program=None).start()
    admin = service.session()
    body = {"account": "chief", "password": "first password"}
    admin.headers["X-CSRF-Token"] = admin.post(f"{service.base_url}/api/session", json=body, timeout=10).json()["csrf"]
    yield service, admin
    service.stop()


def configure(fresh: tuple[RunningService, requests.Session], **change: object) -> requests.Response:
    service, admin = fresh
    return admin.post(
        f"{service.base_url}/api/halls/main/configuration",
        json=CONFIGURATION | change,
        headers={"Idempotency-Key": uuid.uuid4().hex},
        timeout=10,
    )


@pytest.mark.parametrize(
    ("change", "place", "word"),
    [
        ({"terminals": [zone("desk-1", profile="toaster")]}, "terminals.0.profile", "card_machine"),
        ({"terminals": [zone("desk-1", zone="moon")]}, "body", "unknown zone 'moon'"),
        ({"terminals": [zone("desk-1"), zone("desk-1")]}, "body", "different keys"),
        ({"terminals": [zone("desk 1")]}, "terminals.0.key", "pattern"),
        ({"terminals": [zone("desk-1", front_end="telepathy")]}, "terminals.0.front_end", "page"),
        ({"zones": [zone("hall"), zone("hall")]}, "body", "different keys"),
        ({"zones": []}, "zones", "at least 1"),
        ({"zones": [zone("hall", calendar={"week": [[]]})]}, "zones.0.calendar.week", "at least 7"),
        ({"zones": [zone("hall", calendar={"week": [[[600, 540]]] + [[]] * 6})]}, "body", "do not ascend"),
        ({"zones": [zone("hall", calendar=CALENDAR | {"exceptions": {"soon": []}})]}, "body", "soon"),
    ],
)
def test_a_terminal_that_cannot_be_is_named(
    fresh: tuple[RunningService, requests.Session], change: dict[str, object], place: str, word: str
) -> None:
    answer = configure(fresh, **change)

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    places = answer.json()["error"]["params"]["places"]
    assert word in places[place], places


def test_a_terminal_named_in_the_configuration_works_without_a_restart(
    fresh: tuple[RunningService, requests.Session],
) -> None:
    service, admin = fresh
    village = zone("desk-2", zone="villages", profile="yuezhizhu_village", place_zh="站", place_en="station")
    answer = configure(
        fresh,
        zones=[zone("hall"), zone("villages", calendar=CALENDAR, gives_tickets=False)],
        terminals=[zone("desk-1", front_end="xfs"), village],
    )
    entered = {"device": "desk-2", "role": "kiosk", "hall": "main", "name_zh": "二", "name_en": "Two"}
    code = admin.post(f"{service.base_url}/api/devices", json=entered, timeout=10).json()["code"]
    browser = service.session()
    browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    kiosk = Terminal(service, "desk-2", "main", "")
    kiosk._device = browser

    begun = kiosk.begin()
    record, place = kiosk.log_in(begun), kiosk.record()
    hands = Hands("desk-1", remote(service.base_url, (service.data / "simulation.token").read_text().strip()))

    assert answer.status_code == 200, answer.text
    assert record["level"] == 1
    assert (place["zone"], place["gives_tickets"], place["is_open"], place["profile"]) == (
        "villages",
        False,
        True,
        "yuezhizhu_village",
    )
    # The other one is left to a program that speaks XFS4IoT: nobody reads there, nor does anybody begin to.
    assert hands.device("scanner")["running"] is None
    assert "Began" not in {line["event"] for line in hands.journal()}


def test_a_new_configuration_changes_machine_and_front_end_at_once(
    fresh: tuple[RunningService, requests.Session],
) -> None:
    service, _ = fresh
    configure(fresh, terminals=[zone("desk-3"), zone("desk-4")])
    hands = Hands("desk-3", remote(service.base_url, (service.data / "simulation.token").read_text().strip()))
    was = set(hands.state()["devices"])

    configure(fresh, terminals=[zone("desk-3", profile="card_machine", front_end="wire")])

    gone = Hands("desk-4", hands._send)
    until(lambda: "card_box" in hands.state()["devices"] and gone.device("scanner")["running"] is None)
    until(lambda: hands.device("scanner")["running"] is None)
    assert "card_box" not in was


# Scenarios and settings.


def test_at_the_kiosks_of_a_scenarios_accounts_people_log_in(tmp_path: Path) -> None:
    scenario = small_hall(tmp_path, second_serves='"综合"')
    with service_in(tmp_path, "--scenario", str(scenario), "--simulation") as service:
        kiosks = [row["device"] for row in service.accounts_file()["devices"] if row["role"] == "kiosk"]

        kiosk = at(service, kiosks[-1])
        record = kiosk.log_in(kiosk.begin())

    assert kiosks == ["hall-1", "hall-2", "hall-3", "hall-4"]
    assert record["level"] == 1


def test_who_leaves_an_unknown_terminal_alone_is_told_which_there_are(tmp_path: Path) -> None:
    started = yzz(
        "run", "--demo", "--no-crowd", "--port", "0", "--data", str(tmp_path), "--left-alone", "hall-1,nowhere"
    )

    assert started.returncode == 2
    assert "YZZ_LEFT_ALONE" in started.stderr
    assert "village-12" in started.stderr
