"""The ledger: what devices have counted survives a restart, exactly where somebody was told of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import gevent
import orjson
import pytest

from devices import messages as m
from devices.edge.automation import Automation
from devices.edge.rack import Rack
from devices.edge.streams import Streams
from devices.faults import Fault, Trigger
from devices.life import DeviceState
from devices.models import MODELS
from kiosk.live.clock import ServiceClock
from kiosk.live.ledger import Ledger
from kiosk.live.peripherals import PRINTER, DeviceFault, Peripherals
from kiosk.live.store import Store
from kiosk.settings import DATABASE_FILE
from tests.live.halls import START_MS, HandClock, rows, settings_in, wait_until

T = "hall-1"
FULL = 150_000
"""Millimetres of a new roll; a slip takes 200 of them."""


class Place:
    """One terminal, and the ledger of its devices."""

    def __init__(self, store: Store, seconds: HandClock, **values: Any) -> None:
        settings = settings_in(Path(), **values)
        self.seconds = seconds
        self.clock = ServiceClock(START_MS, monotonic=seconds)
        self.ledger = Ledger(store, self.clock, settings)
        self.rack = Rack(1, b"k", self.clock.now_ms(), kept=self.ledger.kept)
        self.peripherals = Peripherals(self.clock, self.rack, {T: ("一号机", "Kiosk 1")}, 5, settle=self.ledger.settle)
        self.ledger.watch(self.rack)

    @property
    def printer(self) -> Any:
        return self.rack.terminal(T).devices[PRINTER]

    def print_slip(self) -> None:
        """Order a slip and let time pass until it is out and taken."""
        order = gevent.spawn(self.peripherals.print_slip, T)
        while not order.ready():
            gevent.sleep(0.001)
            self.pass_time(1)
        order.get()
        self.pass_time(5)

    def pass_time(self, seconds: float) -> None:
        self.seconds.seconds += seconds
        self.peripherals.catch_up()


@contextmanager
def place_in(folder: Path, seconds: HandClock | None = None, **values: Any) -> Iterator[Place]:
    """A terminal on a store of its own; nothing is written at its end: as if it had been killed."""
    with Store(settings_in(folder)) as store:
        store.open()
        yield Place(store, seconds or HandClock(), **values)


def kept(folder: Path, counter: str) -> int | None:
    found = rows(folder, "select value from device_ledger where device = ? and counter = ?", PRINTER, counter)
    return found[0][0] if found else None


def test_a_slip_that_was_answered_is_counted_for_good(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.print_slip()
        place.print_slip()

        assert (kept(tmp_path, "paper_left"), kept(tmp_path, "pages")) == (FULL - 400, 2)

    with place_in(tmp_path) as place:
        assert (place.printer.counters["paper_left"], place.printer.counters["pages"]) == (FULL - 400, 2)
        place.print_slip()
        assert place.printer.counters["paper_left"] == FULL - 600


def test_what_nobody_was_told_is_written_a_moment_later(tmp_path: Path) -> None:
    with place_in(tmp_path, ledger_ms=0) as place:
        writing = gevent.spawn(place.ledger.run)
        place.peripherals.begin(T, PRINTER, "print", {"lines": 20, "length": 200})
        place.pass_time(3)
        wait_until(lambda: kept(tmp_path, "pages") == 1)
        writing.kill()

        assert place.ledger.is_quiet


def test_what_was_counted_since_the_last_writing_and_told_to_nobody_is_what_a_kill_may_take(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.print_slip()
        place.peripherals.begin(T, PRINTER, "print", {"lines": 20, "length": 200})
        place.pass_time(3)
        assert place.printer.counters["pages"] == 2

    with place_in(tmp_path) as place:
        assert (place.printer.counters["pages"], place.printer.counters["paper_left"]) == (1, FULL - 200)


def test_an_empty_roll_is_empty_after_a_restart_and_says_so(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.printer.counters["paper_left"] = 150
        with pytest.raises(DeviceFault, match="printer_paper_out"):
            place.print_slip()

    with place_in(tmp_path) as place:
        assert place.printer.counters["paper_left"] == 0
        assert place.printer.status()["paper"] == "out"
        assert not place.printer.can("print")
        with pytest.raises(DeviceFault, match="printer_paper_out"):
            place.print_slip()
        place.peripherals.set_fault(T, None)
        place.print_slip()
        assert place.printer.counters["paper_left"] == FULL - 200


def test_a_roll_that_was_nearly_empty_and_a_full_bin_are_so_again(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.printer.counters |= {"paper_left": 15_000, "in_bin": 40}
        place.ledger.catch_up()
        place.rack.on_touched(T)
        place.ledger.catch_up()

    with place_in(tmp_path) as place:
        status = place.printer.status()
        assert (status["paper"], status["bin"], place.printer.can("print")) == ("low", "full", False)


def test_every_operation_that_ran_is_told_as_lost_and_forgotten(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.peripherals.begin(T, "scanner", "read")
        place.peripherals.begin(T, PRINTER, "print", {"lines": 20, "length": 200})
        place.ledger.catch_up()

    with place_in(tmp_path) as place:
        lost = [(terminal, each.device, each.op, each.error) for terminal, each in place.ledger.lost]
        told = [(line["device"], line["error"]) for line in place.rack.journal.after(0) if line["event"] == "Ended"]
        place.ledger.catch_up()

        assert sorted(lost) == [(T, PRINTER, "print", "lost"), (T, "scanner", "read", "lost")]
        assert sorted(told) == [(PRINTER, "lost"), ("scanner", "lost")]
        assert rows(tmp_path, "select * from device_operations") == []

    with place_in(tmp_path) as place:
        assert place.ledger.lost == ()


def test_an_operation_of_the_same_number_after_a_restart_is_another_one(tmp_path: Path) -> None:
    seconds = HandClock()
    with place_in(tmp_path, seconds) as place:
        place.peripherals.begin(T, "scanner", "read")
        place.ledger.catch_up()

    with place_in(tmp_path, seconds) as place:
        place.pass_time(7)
        place.peripherals.begin(T, "scanner", "read")
        place.ledger.catch_up()

    assert rows(tmp_path, "select op_id, at_ms from device_operations") == [(f"{T}/1", START_MS + 7_000)]


def test_a_store_that_cannot_be_written_holds_no_slip_up_and_nothing_is_lost_but_by_a_kill(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.print_slip()
        with locked(tmp_path):
            place.print_slip()
            place.print_slip()
            assert place.ledger.is_behind
            assert kept(tmp_path, "pages") == 1
        place.ledger.catch_up()

        assert not place.ledger.is_behind
        assert kept(tmp_path, "pages") == 3


def test_terminals_as_they_were_built_have_counters_as_they_were_built(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.print_slip()
        Automation(place.rack).answer("POST", "reset", {}, None)
        place.ledger.catch_up()

    assert (kept(tmp_path, "paper_left"), kept(tmp_path, "pages")) == (FULL, None)


def test_the_stream_gives_what_the_table_says(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        for _ in range(3):
            place.print_slip()
        Automation(place.rack).answer("POST", "reset", {}, None)
        place.print_slip()

    values: dict[tuple[str, str, str], int | None] = {}
    for (text,) in rows(tmp_path, "select changes from device_journal order by seq"):
        for terminal, device, changed in orjson.loads(text):
            values |= {(terminal, device, counter): value for counter, value in changed.items()}
    told = {key: value for key, value in values.items() if value is not None}
    stored = rows(tmp_path, "select * from device_ledger union all select * from device_faults")
    assert told == {tuple(key): value for *key, value in stored}


SCANNER = "scanner"


def faulty(place: Place, device: str, **fault: Any) -> None:
    place.rack.ask(T, device, m.Inject(fault=Fault(**fault)))


def test_a_device_that_was_broken_is_broken_after_a_restart_until_it_is_repaired(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        faulty(place, SCANNER, fault_id="f1", kind="dead")
        faulty(place, PRINTER, fault_id="f2", kind="jam")
        place.ledger.catch_up()

    with place_in(tmp_path) as place:
        terminal = place.rack.terminal(T)
        scanner = terminal.devices[SCANNER]
        assert (scanner.state, place.printer.state) == (DeviceState.HARDWARE_ERROR, DeviceState.HARDWARE_ERROR)
        assert place.printer.status()["media"] == "jammed"
        assert "print_slip" not in terminal.working
        told = [
            (line["device"], line["cause"]) for line in place.rack.journal.after(0) if line["event"] == "ActionNeeded"
        ]
        assert sorted(told) == [(PRINTER, "jam"), (SCANNER, "dead")]
        with pytest.raises(DeviceFault, match="printer_jam"):
            place.print_slip()


def test_a_fault_that_is_repaired_is_gone_after_a_restart_too(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        faulty(place, SCANNER, fault_id="f1", kind="dead")
        faulty(place, PRINTER, fault_id="f2", kind="jam")
        place.ledger.catch_up()

    with place_in(tmp_path) as place:
        place.rack.ask(T, PRINTER, m.Stimulus(kind="remove"))
        for device in (PRINTER, SCANNER):
            place.rack.ask(T, device, m.Reset(by=m.Who.STAFF))
        place.ledger.catch_up()
        assert rows(tmp_path, "select * from device_faults") == []

    with place_in(tmp_path) as place:
        assert [place.rack.terminal(T).devices[each].active for each in (PRINTER, SCANNER)] == [{}, {}]
        place.print_slip()


def test_a_fault_that_waits_strikes_after_a_restart_when_it_would_have(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        faulty(place, PRINTER, fault_id="third", kind="jam", trigger=Trigger(nth=3))
        faulty(place, SCANNER, fault_id="later", kind="dead", trigger=Trigger(at_ms=START_MS + 3_600_000))
        place.print_slip()
        place.print_slip()

    with place_in(tmp_path) as place:
        with pytest.raises(DeviceFault, match="printer_jam"):
            place.print_slip()
        scanner = place.rack.terminal(T).devices[SCANNER]
        assert scanner.is_working
        place.pass_time(3_600)
        assert not scanner.is_working


def test_a_fault_that_goes_away_by_itself_does_so_after_a_restart_at_the_same_instant(tmp_path: Path) -> None:
    seconds = HandClock()
    with place_in(tmp_path, seconds) as place:
        faulty(place, SCANNER, fault_id="f1", kind="offline", after_ms=60_000)
        place.pass_time(20)
        place.ledger.catch_up()

    with place_in(tmp_path, seconds) as place:
        scanner = place.rack.terminal(T).devices[SCANNER]
        place.pass_time(59)
        assert scanner.state is DeviceState.OFFLINE
        place.pass_time(1)
        assert scanner.state is DeviceState.ONLINE


def test_the_chance_of_a_device_goes_on_where_it_was(tmp_path: Path) -> None:
    unbroken = Streams(1, T)
    printer = MODELS["receipt_printer"](PRINTER)
    expected = [unbroken.draws(printer, "print") for _ in range(5)]

    with place_in(tmp_path) as place:
        place.print_slip()
        place.print_slip()
        place.print_slip()

    with place_in(tmp_path) as place:
        assert [place.rack.draws(T, PRINTER, "print") for _ in range(2)] == expected[3:]


def test_a_stream_passes_over_as_many_uniforms_as_were_drawn() -> None:
    printer = MODELS["receipt_printer"](PRINTER)
    drawn = Streams(1, T)
    for _ in range(10_000):
        drawn.draws(printer, "print")

    again = Streams(1, T, drawn.drawn)

    assert again.draws(printer, "print") == drawn.draws(printer, "print")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the database for as long as this lasts."""
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield
