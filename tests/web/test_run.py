"""`yzz run` and its neighbours: what a start needs, what it leaves, how it says no.

`typed` is a process of its own from the first import on; `yzz` is forked from one that has imported everything.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.forked import yzz
from tests.service import ROOT, RunningService, start_service
from tests.web.test_bad_input import CONFIGURATION
from tests.web.walking import code_of, small_hall

OPENS_MS = 1_795_393_800_000


def typed(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=150,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("YZZ_")},
        check=False,
    )


@pytest.fixture
def own(tmp_path: Path) -> Iterator[list[RunningService]]:
    """Services of one test, stopped at its end."""
    started: list[RunningService] = []
    yield started
    for each in started:
        each.stop()


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = typed("run", "--demo", "--port", str(port), "--data", str(tmp_path / "data"))

    assert ended.returncode == 2
    assert ended.stderr.startswith("yzz: ")
    assert str(port) in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_data_folder_in_use_is_one_clear_line(service: RunningService) -> None:
    ended = yzz("run", "--demo", "--port", "0", "--data", str(service.data))

    assert ended.returncode == 2
    assert ended.stderr.startswith("yzz: ")
    assert "in use" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("--port", "70000"), ("--speed", "0"), ("--speed", "nan"), ("--start", "yesterday"), ("--queue-limit", "many")],
    ids=" ".join,
)
def test_a_bad_setting_is_named(tmp_path: Path, arguments: tuple[str, str]) -> None:
    ended = yzz("run", "--data", str(tmp_path / "data"), *arguments)

    assert ended.returncode == 2
    assert f"YZZ_{arguments[0][2:].replace('-', '_').upper()}" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_scenario_with_mistakes_is_explained(tmp_path: Path) -> None:
    scenario = tmp_path / "wrong.toml"
    scenario.write_text('[hall]\nname = "x"\n', encoding="utf-8")

    ended = yzz("run", "--data", str(tmp_path / "data"), "--scenario", str(scenario))

    assert ended.returncode == 2
    assert ended.stderr.startswith("yzz: ")
    assert "Traceback" not in ended.stderr


def test_the_accounts_file_is_for_its_owner_alone(service: RunningService) -> None:
    mode = stat.S_IMODE((service.data / "demo-accounts.json").stat().st_mode)
    record = service.accounts_file()

    assert mode == 0o600
    assert record["base_url"] == service.base_url
    assert (record["hall"], record["speed"]) == ("denggang", 1.0)
    assert [row["account"] for row in record["accounts"]][:2] == ["clerk01", "clerk02"]
    assert {row["role"] for row in record["devices"]} == {"kiosk", "board"}


def test_everything_answered_is_there_after_a_kill(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path)
    own.append(service)
    clerk = service.sign_in("clerk01")
    key = uuid.uuid4().hex
    taken = service.command(service.device(), "/tickets", {"line": "A"}, key=key)
    service.command(clerk, "/counters/1/seat")

    service.kill()
    service.start_again()
    retried = service.command(service.device(), "/tickets", {"line": "A"}, key=key)
    next_one = service.command(service.device(), "/tickets", {"line": "A"})
    opened = service.command(clerk, "/counters/1/open")
    slip = requests.get(f"{service.base_url}/api/tickets/{taken.json()['token']}", timeout=10)

    assert retried.content == taken.content
    assert (taken.json()["ticket"], next_one.json()["ticket"]) == ("A001", "A002")
    assert opened.status_code == 200
    assert slip.json()["ticket"] == "A001"


def test_a_locked_database_is_503_with_a_time_to_come_back(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path, "--demo", "--no-crowd", "--busy-timeout-ms", "100", "--probe-ms", "50")
    own.append(service)
    kiosk = service.device()
    intruder = sqlite3.connect(service.data / "yzz.sqlite3", isolation_level=None)
    intruder.execute("BEGIN EXCLUSIVE")

    refused = service.command(kiosk, "/tickets", {"line": "A"})
    ready = requests.get(f"{service.base_url}/readyz", timeout=10)
    intruder.execute("ROLLBACK")
    intruder.close()
    answer = refused
    while answer.status_code == 503:
        answer = service.command(kiosk, "/tickets", {"line": "A"})

    assert (refused.status_code, code_of(refused)) == (503, "store_unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert (ready.status_code, ready.json()["store_writable"]) == (503, False)
    assert (answer.status_code, answer.json()["ticket"]) == (201, "A001")


def test_a_closed_hall_says_so_and_still_serves_who_is_there(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path)
    own.append(service)
    kiosk, clerk, supervisor = service.device(), service.sign_in("clerk01"), service.sign_in("supervisor01")
    service.command(kiosk, "/tickets", {"line": "A"})
    for action in ("seat", "open"):
        service.command(clerk, f"/counters/1/{action}")

    closed = service.command(supervisor, "/closing")
    refused = service.command(kiosk, "/tickets", {"line": "A"})
    called = service.command(clerk, "/counters/1/next")
    again = service.command(supervisor, "/day", {})

    assert closed.status_code == 200
    assert (refused.status_code, code_of(refused)) == (409, "hall_closed")
    assert called.json()["counter"]["ticket"]["now"]["ticket"] == "A001"
    assert (again.status_code, code_of(again)) == (409, "hall_already_open")


def test_a_new_service_is_set_up_by_its_first_administrator(tmp_path: Path, own: list[RunningService]) -> None:
    data = tmp_path / "data"
    created = typed("admin", "create", "chief", "--data", str(data), "--password-file", "-", stdin="first password\n")
    service = RunningService(data, ("--start", "2026-11-23T08:30+08:00", "--call-again-s", "20")).start()
    own.append(service)
    admin = service.session()
    body = {"account": "chief", "password": "first password"}
    signed_in = admin.post(f"{service.base_url}/api/session", json=body, timeout=10)
    admin.headers["X-CSRF-Token"] = signed_in.json()["csrf"]
    headers = {"Idempotency-Key": "1"}
    hall = f"{service.base_url}/api/halls/main"

    unset = admin.post(f"{hall}/tickets", json={"line": "A"}, headers=headers, timeout=10)
    admin.post(f"{hall}/configuration", json=CONFIGURATION, headers={"Idempotency-Key": "c"}, timeout=10)
    entered = {"account": "boss", "role": "supervisor", "name_zh": "主", "name_en": "B", "password": "password"}
    admin.post(f"{service.base_url}/api/accounts", json=entered, timeout=10)
    boss = service.session()
    body = {"account": "boss", "password": "password"}
    boss.headers["X-CSRF-Token"] = boss.post(f"{service.base_url}/api/session", json=body, timeout=10).json()["csrf"]
    nothing = boss.post(f"{hall}/day", json={}, headers={"Idempotency-Key": "0"}, timeout=10)
    day = {
        "day": "2026-11-23",
        "intervals": [[OPENS_MS, OPENS_MS + 3_600_000]],
        "turns_at_ms": OPENS_MS + 7_200_000,
    }
    opened = boss.post(f"{hall}/day", json=day, headers=headers, timeout=10)
    ticket = admin.post(f"{hall}/tickets", json={"line": "A"}, headers={"Idempotency-Key": "2"}, timeout=10)

    journal = admin.get(f"{hall}/journal?limit=1", timeout=10).json()["entries"][0]
    configured = journal["events"][0]["config"]

    assert created.returncode == 0, created.stderr
    assert (configured["calls"], configured["call_again_ms"]) == (3, 20_000)
    assert code_of(unset) == "hall_not_configured"
    assert code_of(nothing) == "invalid_input"
    assert opened.status_code == 200, opened.text
    assert ticket.json()["ticket"] == "A001"
    assert "accounts" not in requests.get(service.base_url, timeout=10).text


def test_a_password_is_reset_and_the_old_one_is_gone(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path)
    own.append(service)
    running = yzz("admin", "reset-password", "clerk01", "--data", str(service.data), "--password-file", "-")
    service.stop()

    reset = yzz(
        "admin", "reset-password", "clerk01", "--data", str(service.data), "--password-file", "-", stdin="new pass 1\n"
    )
    unknown = yzz("admin", "reset-password", "nobody", "--data", str(service.data), "--password-file", "-")
    short = yzz("admin", "reset-password", "clerk01", "--data", str(service.data), "--password-file", "-", stdin="x\n")
    service.start()
    old, new = (
        requests.post(f"{service.base_url}/api/session", json={"account": "clerk01", "password": password}, timeout=10)
        for password in ("clerk01-demo", "new pass 1")
    )

    assert [running.returncode, reset.returncode, unknown.returncode, short.returncode] == [2, 0, 2, 2]
    assert (old.status_code, new.status_code) == (401, 200)


def test_a_backup_is_taken_beside_a_running_service_and_restored(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path)
    own.append(service)
    kiosk = service.device()
    service.command(kiosk, "/tickets", {"line": "A"})
    saved = yzz("backup", "--data", str(service.data), str(tmp_path / "saved"))
    service.command(kiosk, "/tickets", {"line": "A"})
    too_early = yzz("restore", "--data", str(service.data), str(tmp_path / "saved"))
    service.stop()

    restored = yzz("restore", "--data", str(service.data), str(tmp_path / "saved"))
    service.start()
    next_one = service.command(service.device(), "/tickets", {"line": "A"})

    assert [saved.returncode, too_early.returncode, restored.returncode] == [0, 2, 0], restored.stderr
    assert next_one.json()["ticket"] == "A002"


def test_a_scenarios_hall_opens_with_its_lines_and_a_clerk_for_each_counter(
    tmp_path: Path, own: list[RunningService]
) -> None:
    scenario = small_hall(tmp_path, second_serves='"综合"')
    service = start_service(tmp_path, "--scenario", str(scenario), "--speed", "60")
    own.append(service)
    clerk = service.sign_in("clerk02")

    seated = service.command(clerk, "/counters/二号/seat")
    ready = requests.get(f"{service.base_url}/readyz", timeout=10).json()
    entries = service.sign_in("admin01").get(f"{service.base_url}/api/halls/{service.hall}/journal", timeout=10)
    opened = [event for entry in entries.json()["entries"] for event in entry["events"] if event["type"] == "DayOpened"]

    assert seated.status_code == 200, seated.text
    assert ready["speed"] == 60
    assert [opened[0]["day"], opened[0]["intervals"]] == [
        "2026-11-23",
        [[OPENS_MS + 1_800_000, OPENS_MS + 12_600_000]],
    ]


def test_help_is_quick_and_names_every_command() -> None:
    ended = typed("--help")

    for name in ("run", "simulate", "fleet", "load", "compare", "audit", "backup", "restore", "admin", "openapi"):
        assert f"  {name} " in ended.stdout, name


def test_the_command_line_stays_light() -> None:
    code = (
        "import sys, kiosk.__main__; print(any(m in sys.modules for m in ('flask', 'gevent', 'sqlalchemy', 'numpy')))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert ended.stdout.strip() == "False"


def test_an_audit_of_a_running_service_finds_nothing(service: RunningService, tmp_path: Path) -> None:
    sound = yzz("audit", "--data", str(service.data))
    (tmp_path / "text").write_text("no database at all", encoding="utf-8")
    text = yzz("audit", str(tmp_path / "text"))
    missing = yzz("audit", str(tmp_path / "nothing"))

    assert (sound.returncode, sound.stdout.splitlines()[-1][:10]) == (0, "0 findings")
    assert [text.returncode, missing.returncode] == [2, 2]
    assert len(text.stderr.splitlines()) == len(missing.stderr.splitlines()) == 1


def test_an_audit_names_the_row_that_is_wrong(tmp_path: Path, own: list[RunningService]) -> None:
    service = start_service(tmp_path)
    own.append(service)
    service.command(service.device(), "/tickets", {"line": "A"})
    service.stop()
    with sqlite3.connect(service.data / "yzz.sqlite3") as database:
        database.execute("UPDATE tickets SET state = 'finished'")
    database.close()

    found = yzz("audit", "--data", str(service.data))

    assert found.returncode == 1
    assert "A001" in found.stdout
