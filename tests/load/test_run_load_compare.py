"""`yzz run`, `yzz load`, `yzz compare` as people type them, against a real service.

Whether a run is valid is for its own rules to say, and a machine that is busy elsewhere breaks
them. So service and generator are given precedence where the system allows it; what needs a valid
run is skipped, naming the rule, where there is none. Everything else holds on any machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.service import ROOT, RunningService, service_in

pytestmark = pytest.mark.load

SPEED = "20"
CUSTOMERS = 10
COUNTERS = 5
LINE = """
[hall]
name = "单队列"
[run]
customers = {customers}
seed = 5
[[class]]
name = "综合"
arrivals = {{ gap = {{ constant = 0.1 }} }}
service = {service}
"""
COUNTER = """
[[counter]]
name = "{number}"
serves = ["综合"]
"""
LIMIT_S = 120


def scenario_in(folder: Path, service: str, counters: int = COUNTERS, name: str = "line") -> Path:
    """A single FIFO line, as a scenario file."""
    path = folder / f"{name}.toml"
    text = LINE.format(customers=CUSTOMERS, service=service)
    text += "".join(COUNTER.format(number=number) for number in range(1, counters + 1))
    path.write_text(text, encoding="utf-8")
    return path


def yzz(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("YZZ_")} | {"COLUMNS": "200"},
        check=False,
    )


@dataclass(frozen=True)
class Played:
    """A load run that has ended, and where it left its report and journal."""

    ended: subprocess.CompletedProcess[str]
    report: Path
    journal: Path

    def json(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads(self.report.read_text(encoding="utf-8"))
        return stored

    def valid(self) -> dict[str, Any]:
        """The report; skips the test if the machine was too busy for a valid run."""
        assert self.report.exists(), self.ended.stdout + self.ended.stderr
        report = self.json()
        broken = [rule["name"] for rule in report["rules"] if not rule["is_kept"]]
        if broken:
            assert self.ended.returncode == 2
            pytest.skip(f"this machine is too busy for a valid run: {', '.join(broken)}")
        return report


def hurry(service: RunningService) -> RunningService:
    """Let the service go before other programs of this machine, if the system allows it."""
    assert service.process is not None
    for thread in Path(f"/proc/{service.process.pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(int(thread.name), os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    return service


def load(
    service: RunningService, scenario: Path, folder: Path, *options: str, speed: str = SPEED, name: str = "run"
) -> Played:
    report, journal = folder / f"{name}.json", folder / f"{name}.jsonl"
    accounts = service.data / "demo-accounts.json"
    given = ("--url", service.base_url, "--accounts", accounts, "--speed", speed, "--warm-up", "0")
    ended = yzz("load", scenario, *given, "--json", report, "--journal", journal, *options)
    return Played(ended, report, journal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("load")


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Path:
    """Two and a half minutes each are 7.5 s at 20 times: the hops of a service are well below a hundredth of it."""
    return scenario_in(folder, "{ uniform = [2, 3] }")


@pytest.fixture(scope="module")
def hall(folder: Path, scenario: Path) -> Iterator[RunningService]:
    with service_in(folder, "--scenario", str(scenario), "--speed", SPEED) as running:
        yield hurry(running)


@pytest.fixture(scope="module")
def played(hall: RunningService, scenario: Path, folder: Path) -> Played:
    return load(hall, scenario, folder, "--workers", "2", "--threshold", "lost==0, duplicate==0, board_gaps==0")


def test_a_run_within_all_rules_and_thresholds_ends_with_0(played: Played):
    report = played.valid()

    assert played.ended.returncode == 0, played.ended.stdout + played.ended.stderr
    assert report["is_valid"] is True
    assert (report["taken"], report["finished"], report["lost"]) == (CUSTOMERS, CUSTOMERS, [])
    assert [row["is_met"] for row in report["thresholds"]] == [True, True, True]
    assert report["boards"]["patches"] > 0
    assert [report["endpoints"][name]["done"] for name in ("take", "lag", "start")] == [CUSTOMERS] * 3
    assert {"commit", "cores", "python", "is_prompt"} <= set(report["environment"])
    assert {"waiting", "service_cpu_s", "service_rss_bytes", "worst_ms"} <= set(report["timeline"][0])


def test_on_a_single_line_live_and_virtual_are_equal_ticket_by_ticket(played: Played, scenario: Path, folder: Path):
    found = folder / "compare.json"

    ended = yzz("compare", played.journal, scenario, "--json", found)

    assert ended.returncode == 0, ended.stdout
    compared = json.loads(found.read_text(encoding="utf-8"))
    assert compared["agrees"] is True
    assert compared["rule"].startswith("every start within its bound")
    assert len(compared["pairs"]) == CUSTOMERS
    # Five wait for one of five counters: what is compared is not only how quick an idle counter is.
    assert sum(pair["virtual_wait_ms"] > 0 for pair in compared["pairs"]) == CUSTOMERS - COUNTERS
    assert compared["flipped"] == []


def test_a_start_beyond_its_bound_ends_with_1(played: Played, scenario: Path, folder: Path):
    entries = [json.loads(line) for line in played.journal.read_text(encoding="utf-8").splitlines()]
    last = max((event for entry in entries for event in entry["events"] if event["type"] == "TicketTaken"), key=taken)
    moved = folder / "moved.jsonl"

    moved.write_text("".join(json.dumps(later(entry, last["ticket"])) + "\n" for entry in entries), encoding="utf-8")
    ended = yzz("compare", moved, scenario)

    assert ended.returncode == 1, ended.stdout
    assert f"(1 of {CUSTOMERS} outside)" in ended.stdout


def test_the_report_of_a_valid_run_says_which_ticket_was_which_arrival(played: Played, scenario: Path, folder: Path):
    report = played.valid()
    found = folder / "known.json"

    ended = yzz("compare", played.journal, scenario, "--load", played.report, "--json", found)

    assert ended.returncode == 0, ended.stdout
    pairs = json.loads(found.read_text(encoding="utf-8"))["pairs"]
    assert [[pair["day"], pair["ticket"], pair["index"]] for pair in pairs] == report["arrivals"]


def taken(event: dict[str, Any]) -> int:
    return int(event["at_ms"])


def later(entry: dict[str, Any], ticket: str) -> dict[str, Any]:
    """The same entry, but this ticket is called, started and finished an hour later."""
    moving = {"TicketCalled", "ServiceStarted", "ServiceFinished"}
    events = [
        event | {"at_ms": event["at_ms"] + 3_600_000}
        if event.get("ticket") == ticket and event["type"] in moving
        else event
        for event in entry["events"]
    ]
    return entry | {"events": events}


@pytest.mark.usefixtures("played")  # whose journal has this run's hall to itself
def test_a_missed_threshold_ends_with_1(hall: RunningService, scenario: Path, folder: Path):
    missed = load(hall, scenario, folder, "--customers", "1", "--threshold", "take: p99<1us", name="missed")

    report = missed.valid()
    assert missed.ended.returncode == 1, missed.ended.stdout + missed.ended.stderr
    assert [row["is_met"] for row in report["thresholds"]] == [False]
    assert "MISSED" in missed.ended.stdout


def test_a_figure_that_nobody_measures_is_refused_before_the_run(hall: RunningService, scenario: Path, folder: Path):
    refused = load(hall, scenario, folder, "--threshold", "teke: p99<1ms", name="unknown")

    assert refused.ended.returncode == 2
    assert "teke.p99" in refused.ended.stdout
    assert not refused.report.exists()


def test_another_speed_is_refused(hall: RunningService, scenario: Path, folder: Path):
    refused = load(hall, scenario, folder, speed="30", name="slow")

    assert refused.ended.returncode == 2
    assert "the service runs at speed 20, not 30" in refused.ended.stdout
    assert not refused.report.exists()


def test_another_hall_is_refused_and_the_difference_named(hall: RunningService, folder: Path):
    wider = scenario_in(folder, "{ uniform = [2, 3] }", counters=COUNTERS + 1, name="wider")

    refused = load(hall, wider, folder, name="other")

    assert refused.ended.returncode == 2
    assert "hall.counters has 5 entries, not 6" in refused.ended.stdout
    assert not refused.report.exists()


def test_an_invalid_run_ends_with_2_and_quotes_no_number(tmp_path: Path):
    # Half a minute each at 600 times: a hundredth of it is 0.5 ms, in which no three durable hops fit.
    scenario = scenario_in(tmp_path, "{ constant = 0.5 }", counters=2)
    with service_in(tmp_path, "--scenario", str(scenario), "--speed", "600") as service:
        invalid = load(hurry(service), scenario, tmp_path, speed="600")

    report = invalid.json()
    compared = yzz("compare", invalid.journal, scenario, "--load", invalid.report)

    assert invalid.ended.returncode == 2, invalid.ended.stdout + invalid.ended.stderr
    assert "not valid: no number is quoted" in invalid.ended.stdout
    assert report["is_valid"] is False
    assert "bias" in [rule["name"] for rule in report["rules"] if not rule["is_kept"]]
    assert not {"endpoints", "wait_s", "timeline", "taken"} & set(report)
    assert compared.returncode == 2
    assert "the run is not valid (bias" in compared.stdout
