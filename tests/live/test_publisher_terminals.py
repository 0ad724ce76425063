"""Terminals and tasks on the wire: a patch holds what can be seen to differ, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devices import messages as m
from devices.faults import Fault
from devices.profiles import PROFILES
from devices.terminal import Terminal
from kiosk.hall import commands as c
from kiosk.live.counter_views import Collection
from kiosk.live.publisher import Publisher
from kiosk.live.repair_views import terminal_facts
from kiosk.live.watching import PublisherLimits
from kiosk.settings import Settings
from tests.builders import open_hall, terminals, two_line_config
from tests.live.push_fakes import InstantWriter, Page, SteppedClock, Timers, json_frame

KEYS = tuple(f"k-{number}" for number in range(22))


class House:
    """Twenty-two terminals and a supervisor who watches them."""

    def __init__(self) -> None:
        self.terminals = {key: Terminal(key, PROFILES["yuezhizhu"]) for key in KEYS}
        self.writer = InstantWriter(committed=open_hall(replace(two_line_config(), terminals=terminals(*KEYS))))
        self.clock, self.timers = SteppedClock(), Timers()
        self.publisher = Publisher(
            self.writer,
            self.clock,
            json_frame,
            limits=PublisherLimits.of(Settings()),
            terminals=self.facts,
            later=self.timers,
        )
        self.page = Page()
        self.page.take(self.publisher.watch("terminals", "one", self.page))

    def facts(self) -> Collection:
        return {key: terminal_facts(terminal) for key, terminal in self.terminals.items()}

    def look(self) -> list[dict[str, Any]]:
        """What a second later has gone out."""
        seen = len(self.page.patches)
        self.timers.run(1.0)
        return [patch["changes"] for patch in self.page.patches[seen:]]


def test_a_reader_that_begins_to_listen_sends_nothing() -> None:
    house = House()
    scanner = house.terminals["k-3"].devices["scanner"]
    draws = (0.5,) * len(scanner.OPERATIONS["read"].draws)

    house.terminals["k-3"].handle("scanner", m.Begin(op_id="a", op="read", draws=draws), 1)

    assert house.look() == []


def test_a_fault_sends_the_one_terminal_that_has_it() -> None:
    house = House()

    house.terminals["k-3"].handle("scanner", m.Inject(fault=Fault(fault_id="f", kind="dead")), 1)

    (changes,) = house.look()
    assert changes["terminals"]["k-3"]["devices"] == {"scanner": {"state": "hardwareError", "faults": [["dead"]]}}
    assert {name: list(records) for name, records in changes.items()} == {
        "terminals": ["k-3"],
        "words": ["cause:scanner:dead"],
    }


def test_a_task_sends_itself_its_terminal_and_the_words_to_say_it() -> None:
    house = House()
    house.clock.at_ms = 1_000

    house.writer.submit([c.ReportNeed(terminal="k-5", device="scanner", cause="dead", action="reset")], 1_000)

    changes: dict[str, set[str]] = {}
    for patch in house.look():
        for name, records in patch.items():
            changes.setdefault(name, set()).update(*(names.split("\n") for names in records))
    words = {"action:reset", "cause:scanner:dead", "todo:scanner:dead"}
    assert changes == {"terminals": {"k-5"}, "tasks": {"T0001"}, "words": words}


def test_a_task_that_becomes_overdue_changes_its_terminal_once() -> None:
    house = House()
    house.clock.at_ms = 1_000
    house.writer.submit([c.ReportNeed(terminal="k-5", device="scanner", cause="dead", action="reset")], 1_000)
    house.look()

    house.clock.at_ms = 1_000 + 4 * 3_600_000
    late = house.look()
    house.clock.at_ms += 60_000
    later = house.look()

    (changes,) = late
    assert changes["terminals"]["k-5"]["overdue"] == 1
    assert later == []
