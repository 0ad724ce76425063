"""The devices on the service clock: who asks waits, the rack never does."""

from __future__ import annotations

from collections.abc import Iterator

import gevent
import pytest

from devices import messages as m
from devices.edge.rack import Rack, UnknownTerminal
from devices.faults import Fault, Trigger
from kiosk.live.clock import ServiceClock
from kiosk.live.peripherals import PRINTER, DeviceFault, Peripherals, PrinterFault

FAST = 2_000.0
"""Service milliseconds a real one: a slip of 640 ms is out at once, half a minute is over soon."""


@pytest.fixture
def rack() -> Rack:
    return Rack(1, b"k")


@pytest.fixture
def peripherals(rack: Rack) -> Iterator[Peripherals]:
    made = Peripherals(ServiceClock(0, FAST), rack, {"hall-1": ("一号机", "Kiosk 1")}, longest_wait_s=60)
    driver = gevent.spawn(made.run)
    yield made
    driver.kill()


def paper(peripherals: Peripherals) -> object:
    return peripherals.printer_record("hall-1")["paper_left"]


def test_a_slip_is_out_when_the_order_returns(peripherals: Peripherals) -> None:
    peripherals.print_slip("hall-1")

    assert peripherals.printer_record("hall-1") == {"state": "idle", "fault": None, "paper_left": 749}


def test_only_the_terminals_that_were_asked_for_are_told_of(peripherals: Peripherals) -> None:
    peripherals.add("other-1", "别处", "Elsewhere")

    records = peripherals.records(["hall-1", "board-1"])

    assert list(records) == ["hall-1"]
    assert records["hall-1"]["name_en"] == "Kiosk 1"


def test_slips_ordered_at_once_come_one_after_the_other_and_are_taken(peripherals: Peripherals, rack: Rack) -> None:
    orders = [gevent.spawn(peripherals.print_slip, "hall-1") for _ in range(5)]

    gevent.joinall(orders, timeout=60, raise_error=True)

    printer = rack.terminal("hall-1").devices[PRINTER]
    assert paper(peripherals) == 745
    assert printer.counters.get("retracts", 0) == 0


def test_a_jam_half_way_is_told_to_whoever_waits(peripherals: Peripherals, rack: Rack) -> None:
    peripherals.catch_up()
    rack.ask("hall-1", PRINTER, m.Inject(fault=Fault(fault_id="f", kind="jam", trigger=Trigger(op="print"))))

    with pytest.raises(DeviceFault) as first:
        peripherals.print_slip("hall-1")
    with pytest.raises(DeviceFault) as second:
        peripherals.print_slip("hall-1")
    peripherals.set_fault("hall-1", None)
    peripherals.print_slip("hall-1")

    assert (first.value.code, second.value.code) == ("printer_jam", "printer_jam")


@pytest.mark.parametrize(
    ("fault", "code"), [(PrinterFault.PAPER_OUT, "printer_paper_out"), (PrinterFault.JAM, "printer_jam")]
)
def test_a_supervisor_breaks_and_repairs(peripherals: Peripherals, fault: PrinterFault, code: str) -> None:
    peripherals.set_fault("hall-1", fault)
    peripherals.set_fault("hall-1", fault)
    shown = peripherals.printer_record("hall-1")

    with pytest.raises(DeviceFault) as refused:
        peripherals.print_slip("hall-1")
    peripherals.set_fault("hall-1", None)

    assert (shown["state"], shown["fault"]) == ("fault", fault)
    assert refused.value.code == code
    assert peripherals.printer_record("hall-1")["state"] == "idle"


def test_a_cable_that_is_out_says_that_the_printer_cannot_be_reached(peripherals: Peripherals, rack: Rack) -> None:
    peripherals.catch_up()
    rack.ask("hall-1", PRINTER, m.Plug(is_connected=False))

    with pytest.raises(DeviceFault) as refused:
        peripherals.print_slip("hall-1")

    assert refused.value.code == "printer_unavailable"


def test_listeners_hear_which_terminal_changed(peripherals: Peripherals) -> None:
    heard: list[str] = []
    peripherals.listeners.append(heard.append)

    peripherals.print_slip("hall-1")

    assert set(heard) == {"hall-1"}


def test_a_terminal_that_is_not_there_is_refused(peripherals: Peripherals) -> None:
    for act in (peripherals.print_slip, peripherals.printer_record):
        with pytest.raises(UnknownTerminal):
            act("nowhere")


def test_a_terminal_entered_twice_keeps_its_devices(peripherals: Peripherals) -> None:
    peripherals.print_slip("hall-1")

    peripherals.add("hall-1", "一号机", "Kiosk 1")

    assert paper(peripherals) == 749


def test_a_printer_that_another_front_end_uses_is_busy(rack: Rack) -> None:
    clock = ServiceClock(0, 1.0)
    clock.freeze()
    peripherals = Peripherals(clock, rack, {"hall-1": ("一号机", "Kiosk 1")}, longest_wait_s=60)
    rack.begin("hall-1", PRINTER, "print", {"lines": 1, "length": 10})

    with pytest.raises(DeviceFault) as busy:
        peripherals.print_slip("hall-1")

    assert (busy.value.code, busy.value.retry_helps) == ("printer_busy", True)


def test_a_terminal_that_is_another_machine_now_gets_its_devices_and_who_waited_is_told(
    peripherals: Peripherals, rack: Rack
) -> None:
    order = gevent.spawn(peripherals.print_slip, "hall-1")
    gevent.sleep(0)
    old = rack.terminal("hall-1")

    peripherals.add("hall-1", "一号机", "Kiosk 1", "card_machine")
    peripherals.add("hall-1", "新名", "New name", "card_machine")

    with pytest.raises(DeviceFault):
        order.get(timeout=10)
    assert "card_box" in rack.terminal("hall-1").devices
    assert rack.terminal("hall-1") is not old
    assert peripherals.record("hall-1")["name_en"] == "New name"


def test_a_machine_that_nobody_here_knows_is_no_terminal(peripherals: Peripherals, rack: Rack) -> None:
    peripherals.add("odd", "怪", "Odd", "toaster")

    assert "odd" not in peripherals.terminals
    assert "odd" not in rack.terminals
