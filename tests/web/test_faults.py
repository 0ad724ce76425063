"""Faults at the front door of a real service: answers that are lost, a full disk, dripping, restarts, old schemas."""

from __future__ import annotations

import http.client
import io
import json
import resource
import socket
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image

from kiosk.live.store import Store
from kiosk.settings import DATABASE_FILE, Settings
from tests.certificates.qr import read_qr
from tests.forked import yzz
from tests.service import RunningService, start_service
from tests.web.test_bad_input import taken
from tests.web.walking import code_of, small_hall

TICKETS = "/api/halls/denggang/tickets"
QUICK = (
    *("--demo", "--no-crowd", "--probe-ms", "50", "--header-s", "0.3", "--body-s", "0.3"),
    *("--rate-phone", "20 per hour", "--public-url", "http://hall.example/"),
)
CITIZENS = 6


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that may be mistreated, with short patience."""
    running = start_service(tmp_path_factory.mktemp("faults"), *QUICK)
    yield running
    running.stop()


def tickets_in(service: RunningService) -> list[str]:
    """Numbers in the table, as a look from outside finds them."""
    with sqlite3.connect(f"file:{service.data / 'yzz.sqlite3'}?mode=ro", uri=True) as database:
        found = [str(row[0]) for row in database.execute("SELECT number FROM tickets ORDER BY prefix, serial")]
    database.close()
    return found


# Fault 9: the answer is lost, the client asks again.


def test_an_answer_lost_on_its_way_is_the_same_when_it_is_asked_for_again(own: RunningService) -> None:
    before, seq = len(tickets_in(own)), taken(own)
    key, body = uuid.uuid4().hex, b'{"line": "A"}'
    head = (
        f"POST {TICKETS} HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {own.token('hall-1')}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    for _ in range(5):
        # Hang up without reading a byte of the answer.
        with socket.create_connection(("127.0.0.1", own.port), timeout=10) as citizen:
            citizen.sendall(head.encode() + body)
    answers = [own.command(own.device(), "/tickets", {"line": "A"}, key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert len(tickets_in(own)) == before + 1
    assert taken(own) == seq + 1


# Fault 17, the slow part of it: what never ends is given up.


@pytest.mark.parametrize(
    "begun",
    ["GET / HTTP/1.1\r\nHost: hall\r\nX-", f"POST {TICKETS} HTTP/1.1\r\nHost: hall\r\nContent-Length: 9\r\n\r\n{{"],
    ids=["head", "body"],
)
def test_a_request_that_drips_is_given_up_after_the_setting(own: RunningService, begun: str) -> None:
    with socket.create_connection(("127.0.0.1", own.port), timeout=10) as dripping:
        dripping.sendall(begun.encode())
        received = b"".join(iter(lambda: dripping.recv(65_536), b""))

    head, _, body = received.partition(b"\r\n\r\n")
    assert b" 408 " in head.splitlines()[0]
    assert json.loads(body)["error"]["code"] == "request_timeout"
    assert requests.get(f"{own.base_url}/readyz", timeout=10).status_code == 200


# Fault 4: the disk is full, for the whole process.


def files_may_grow_to(service: RunningService, limit: int) -> None:
    """The system's own limit of a file's length; what goes beyond it is an error of the disk."""
    assert service.process is not None
    _, hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (limit, hard))


def test_on_a_full_disk_tickets_are_503_pages_go_on_and_everything_returns(own: RunningService) -> None:
    kiosk, before = own.device(), tickets_in(own)
    fullest = max(file.stat().st_size for file in own.data.iterdir())
    files_may_grow_to(own, fullest + 65_536)
    told: list[str] = []

    answer = own.command(kiosk, "/tickets", {"line": "B"})
    while answer.status_code == 201:
        told.append(answer.json()["ticket"])
        answer = own.command(kiosk, "/tickets", {"line": "B"})
    seen = requests.get(f"{own.base_url}/api/tickets/{'x' * 22}", timeout=10)
    board = own.device("board-1").get(f"{own.base_url}/api/halls/denggang/snapshot", timeout=10)
    ready = requests.get(f"{own.base_url}/readyz", timeout=10)
    full = tickets_in(own)
    files_may_grow_to(own, resource.RLIM_INFINITY)
    again = own.command(kiosk, "/tickets", {"line": "B"})
    while again.status_code == 503:
        again = own.command(kiosk, "/tickets", {"line": "B"})

    assert (answer.status_code, code_of(answer)) == (503, "store_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert (seen.status_code, board.status_code, ready.status_code) == (404, 200, 503)
    assert again.status_code == 201
    assert sorted(full) == sorted([*before, *told])
    assert sorted(tickets_in(own)) == sorted([*before, *told, again.json()["ticket"]])
    assert yzz("audit", "--data", str(own.data)).returncode == 0


# More commands than can be carried out.


def test_commands_beyond_the_queue_are_503_and_the_others_are_carried_out(tmp_path: Path) -> None:
    options = ("--demo", "--no-crowd", "--queue-limit", "1", "--queue-age-ms", "60000", "--busy-timeout-ms", "60000")
    service = start_service(tmp_path, *options)
    kiosk = service.device()
    intruder = sqlite3.connect(service.data / "yzz.sqlite3", isolation_level=None)
    intruder.execute("BEGIN EXCLUSIVE")
    answers: list[requests.Response] = []
    # Two at most can wait, one in the transaction that waits for the lock and one in the queue.
    citizens = [
        threading.Thread(target=lambda: answers.append(service.command(kiosk, "/tickets", {"line": "A"})), daemon=True)
        for _ in range(6)
    ]

    for citizen in citizens:
        citizen.start()
    ends_s = time.monotonic() + 20
    while len(answers) < 4:
        assert time.monotonic() < ends_s
        time.sleep(0.005)
    refused = list(answers)
    intruder.execute("ROLLBACK")
    intruder.close()
    for citizen in citizens:
        citizen.join(timeout=20)
    service.stop()

    assert {(answer.status_code, code_of(answer), answer.headers["Retry-After"]) for answer in refused} == {
        (503, "overloaded", "1")
    }
    told = [answer.json()["ticket"] for answer in answers if answer.status_code == 201]
    assert 1 <= len(told) <= 2
    assert sorted(tickets_in(service)) == sorted(told)


# Fault 21: a restart under load.


class Citizen(threading.Thread):
    """Takes tickets one after the other; what gets no answer is asked again under its key, for as long as it takes."""

    def __init__(self, service: RunningService, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.is_over = service.port, is_over
        self.headers = {"Authorization": f"Bearer {service.token('hall-2')}", "Content-Type": "application/json"}
        self.told: dict[str, tuple[str, float]] = {}

    def run(self) -> None:
        while not self.is_over.is_set():
            key = uuid.uuid4().hex
            answer = self._ask(key)
            while answer is None:
                answer = self._ask(key)
            self.told[key] = (answer, time.monotonic())

    def _ask(self, key: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", TICKETS, b'{"line": "C"}', {**self.headers, "Idempotency-Key": key})
            response = connection.getresponse()
            body = json.loads(response.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        assert response.status in {201, 503}, body
        return str(body["ticket"]) if response.status == 201 else None


def wait_for(citizens: list[Citizen], tickets: int) -> None:
    """Until they have so many tickets more."""
    wanted = sum(len(citizen.told) for citizen in citizens) + tickets
    ends_s = time.monotonic() + 60
    while sum(len(citizen.told) for citizen in citizens) < wanted:
        assert time.monotonic() < ends_s
        time.sleep(0.005)


@pytest.mark.slow
def test_a_restart_under_load_loses_nothing_and_says_how_long_it_took(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    is_over = threading.Event()
    citizens = [Citizen(service, is_over) for _ in range(CITIZENS)]
    for citizen in citizens:
        citizen.start()
    wait_for(citizens, 100)

    service.stop()
    gone_s = time.monotonic()
    service.start_again()
    wait_for(citizens, 100)
    is_over.set()
    for citizen in citizens:
        citizen.join(timeout=20)
    service.stop()

    told = [number for citizen in citizens for number, _ in citizen.told.values()]
    first_s = min(at_s for citizen in citizens for _, at_s in citizen.told.values() if at_s > gone_s) - gone_s
    print(f"restart: first ticket after {first_s:.2f} s, {len(told)} tickets, none lost")
    assert len(set(told)) == len(told)
    assert sorted(tickets_in(service)) == sorted(told)
    assert yzz("audit", "--data", str(service.data)).returncode == 0


# Fault 23: a database of another time.


def test_a_database_of_a_newer_version_is_one_clear_line_and_is_left_as_it_is(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with Store(settings) as store:
        store.open()
    file = tmp_path / DATABASE_FILE
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '0999'")
    database.close()
    before = file.read_bytes()

    ended = [
        yzz("run", "--demo", "--port", "0", "--data", str(tmp_path)),
        yzz("audit", "--data", str(tmp_path)),
    ]

    for refused in ended:
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
        assert refused.stderr.startswith("yzz: ")
        assert "0999" in refused.stderr
    assert file.read_bytes() == before


# A command for a ticket in another state.


def test_a_command_for_a_ticket_in_another_state_says_which_and_changes_nothing(own: RunningService) -> None:
    kiosk, clerk = own.device(), own.sign_in("clerk06")
    ticket = own.command(kiosk, "/tickets", {"line": "D"}).json()
    own.command(clerk, "/counters/6/seat")
    own.command(clerk, "/counters/6/open")
    cancel = f"{own.base_url}/api/tickets/{ticket['token']}/cancel"

    def refused(path: str) -> tuple[int, str]:
        seq = taken(own)
        answer = own.command(clerk, path)
        assert taken(own) == seq
        return answer.status_code, code_of(answer)

    waiting = [
        refused(f"/tickets/{ticket['ticket']}/resume"),
        refused("/counters/6/start"),
        refused("/counters/6/finish"),
        refused("/counters/6/recall"),
        refused("/counters/6/park"),
    ]
    own.command(clerk, "/counters/6/next")
    called = [refused("/counters/6/next"), refused("/counters/6/finish"), refused("/counters/6/no-show")]
    own.command(clerk, "/counters/6/start")
    cancelled = requests.post(cancel, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)
    serving = [
        refused("/counters/6/start"),
        refused("/counters/6/recall"),
        refused(f"/tickets/{ticket['ticket']}/abandon"),
    ]
    own.command(clerk, "/counters/6/finish")
    finished = [refused(f"/tickets/{ticket['ticket']}/resume"), refused(f"/tickets/{ticket['ticket']}/abandon")]

    assert waiting == [(409, "ticket_not_parked"), *[(409, "counter_not_ready")] * 4]
    assert called == [(409, "counter_not_ready"), (409, "counter_not_ready"), (409, "calls_left")]
    assert (cancelled.status_code, code_of(cancelled)) == (409, "ticket_not_waiting")
    assert serving == [(409, "counter_not_ready"), (409, "counter_not_ready"), (409, "ticket_not_waiting")]
    assert finished == [(404, "unknown_ticket"), (404, "unknown_ticket")]


# What is asked too often; and whose address stands in a QR.


def test_a_ticket_asked_for_too_often_is_slowed_down_and_no_other_one(own: RunningService) -> None:
    one, other = (own.command(own.device(), "/tickets", {"line": "B"}).json()["token"] for _ in range(2))
    page = f"{own.base_url}/api/tickets"

    answers = [requests.get(f"{page}/{one}", timeout=10) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert code_of(answers[-1]) == "too_many_requests"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 180
    assert requests.get(f"{page}/{other}", timeout=10).status_code == 200


def test_the_public_address_stands_in_the_answer_and_in_the_qr_of_the_slip(own: RunningService) -> None:
    ticket = own.command(own.device(), "/tickets", {"line": "B"}).json()
    slip = requests.get(f"{own.base_url}/api/tickets/{ticket['token']}/slip.png", timeout=20)

    assert ticket["url"] == f"http://hall.example/t/{ticket['token']}"
    assert read_qr(Image.open(io.BytesIO(slip.content))) == ticket["url"]


# A scenario with a counter that serves nobody.


def test_a_scenario_with_a_counter_that_serves_nobody_is_named_by_its_key(tmp_path: Path) -> None:
    scenario = small_hall(tmp_path, second_serves="")
    data = tmp_path / "data"

    for ended in (
        yzz("run", "--port", "0", "--data", str(data), "--scenario", str(scenario)),
        yzz("simulate", str(scenario)),
    ):
        assert ended.returncode == 2, ended.stdout
        assert "counter[1].serves" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert not data.exists()


def test_on_a_full_disk_no_note_is_shown_and_what_was_shown_has_its_row(own: RunningService) -> None:
    kiosk, supervisor = own.device(), own.sign_in("supervisor01")
    url = f"{own.base_url}/api/halls/denggang/notes"
    left = kiosk.post(
        f"{own.base_url}/api/terminals/hall-1/notes",
        json={"cause": "printer_jam", "phone": "13800000000"},
        headers={"Idempotency-Key": uuid.uuid4().hex},
        timeout=10,
    )
    assert left.status_code == 201, left.text
    before = disclosed(own)

    files_may_grow_to(own, 1)
    refused = supervisor.get(url, timeout=10)
    files_may_grow_to(own, resource.RLIM_INFINITY)
    shown = supervisor.get(url, timeout=10)

    assert (refused.status_code, code_of(refused)) == (503, "store_unavailable")
    assert "13800000000" not in refused.text
    assert [each["phone"] for each in shown.json()["notes"]] == ["13800000000"]
    assert disclosed(own) == [*before, ("supervisor01", left.json()["note"])]
    assert yzz("audit", "--data", str(own.data)).returncode == 0


def disclosed(service: RunningService) -> list[tuple[str, str]]:
    """(account, note) of every row, as a look from outside finds them."""
    with sqlite3.connect(f"file:{service.data / 'yzz.sqlite3'}?mode=ro", uri=True) as database:
        found = [
            (str(who), str(note))
            for who, note in database.execute("SELECT account, note FROM disclosures ORDER BY seq")
        ]
    database.close()
    return found
