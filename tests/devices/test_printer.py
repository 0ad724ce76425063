"""The printers: paper counted to the millimetre, and what half a page leaves behind."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Trigger
from devices.printer import DocumentPrinter, Printer
from devices.printer_tables import Media, Page
from tests.devices.builders import actions, begin, changes, ends, feel, inject

SLIP = {"lines": 20, "length": 200}


def test_a_slip_is_fed_printed_cut_and_taken() -> None:
    printer = Printer("printer")

    begin(printer, "print", 0, SLIP)
    out = printer.tick(1_000)
    taken = feel(printer, "take", 2_000)

    # 150 ms feeding, 20 lines of 12 ms, 250 ms cutting.
    assert ends(out) == [(640, "success", None)]
    assert [event.name for event in out if isinstance(event, m.Noticed)] == ["MediaPresentedEvent"]
    assert [event.name for event in taken if isinstance(event, m.Noticed)] == ["MediaTakenEvent"]
    assert (printer.media, printer.page, printer.counters["paper_left"]) == (Media.NONE, None, 149_800)


def test_a_slip_nobody_takes_goes_to_the_bin_after_half_a_minute() -> None:
    printer = Printer("printer")
    begin(printer, "print", 0, SLIP)

    events = printer.tick(60_000)

    assert events[-1] == m.StatusChanged(at_ms=30_640, device="printer", changes={"media": "retracted"})
    assert (printer.counters["retracts"], printer.counters["in_bin"]) == (1, 1)


def test_a_page_waits_until_the_one_before_it_is_gone() -> None:
    printer = Printer("printer")
    begin(printer, "print", 0, SLIP)
    printer.tick(640)

    begin(printer, "print", 1_000, SLIP, op_id="b")
    waiting = printer.tick(5_000)
    feel(printer, "take", 5_000)
    out = printer.tick(9_000)

    assert ends(waiting) == []
    assert ends(out) == [(5_640, "success", None)]


def test_paper_runs_low_and_out_by_counting() -> None:
    printer = Printer("printer", counters={"paper_left": 15_100})

    begin(printer, "print", 0, SLIP)
    low = printer.tick(640)
    feel(printer, "take", 1_000)
    printer.counters["paper_left"] = 100
    begin(printer, "print", 1_000, SLIP, op_id="b")
    out = printer.tick(5_000)
    again = begin(printer, "print", 5_000, SLIP, op_id="c")

    assert actions(low) == [("paper_low", "maintenance")]
    assert changes(low) == {"media": "present", "paper": "low"}
    assert ends(out) == [(1_320, "commandErrorCode", "paperOut")]
    assert printer.page == Page(op_id="b", lines=10, used=100, is_whole=False)
    assert actions(out) == [("paper_out", "maintenance")]
    assert ends(again) == [(5_000, "commandErrorCode", "paperOut")]


def test_a_new_roll_ends_both() -> None:
    printer = Printer("printer")
    inject(printer, "paper_out", 0)

    loaded = feel(printer, "replenish", 1_000)
    begin(printer, "print", 1_000, SLIP)

    assert changes(loaded) == {"paper": "full"}
    assert ends(printer.tick(2_000)) == [(1_640, "success", None)]


def test_a_jam_leaves_half_a_page_and_wants_hands_then_a_reset() -> None:
    printer = Printer("printer")
    inject(printer, "jam", 0, Trigger(op="print"))

    begin(printer, "print", 0, SLIP)
    jammed = printer.tick(1_000)
    refused = begin(printer, "print", 1_000, SLIP, op_id="b")
    printer.handle(m.Reset(), 2_000)
    still = printer.status()["device"]
    feel(printer, "remove", 3_000)
    printer.handle(m.Reset(by=m.Who.STAFF), 4_000)

    assert ends(jammed) == [(320, "commandErrorCode", "paperJammed")]
    assert changes(jammed) == {"device": "hardwareError", "media": "jammed"}
    assert ends(refused) == [(1_000, "hardwareError", None)]
    assert still == "hardwareError"
    assert printer.status() == {"device": "online", "media": "notPresent", "paper": "full", "bin": "ok"}


def test_a_jam_that_goes_away_by_itself_leaves_no_page_behind() -> None:
    printer = Printer("printer")
    inject(printer, "jam", 0, Trigger(nth=1), after_ms=300)
    begin(printer, "print", 0, SLIP)

    printer.tick(1_000)
    begin(printer, "print", 1_000, SLIP, op_id="b")

    assert ends(printer.tick(2_000)) == [(1_640, "success", None)]


def test_a_cable_pulled_while_a_page_is_drawn_in_leaves_nothing_in_the_way_when_it_is_back() -> None:
    printer = Printer("printer")
    begin(printer, "print", 0, SLIP)
    printer.tick(1_000)
    inject(printer, "unplugged", 1_500, trigger=Trigger(op="retract"))
    begin(printer, "retract", 2_000, {})
    printer.tick(2_500)
    assert printer.media is Media.JAMMED

    printer.handle(m.Clear(fault_id="f"), 3_000)
    begin(printer, "print", 4_000, SLIP)

    assert ends(printer.tick(5_000))[-1][1] == "success"


def test_a_full_bin_stops_the_printer_until_it_is_emptied() -> None:
    printer = Printer("printer", counters={"in_bin": 39})
    begin(printer, "print", 0, SLIP)

    full = printer.tick(60_000)
    refused = begin(printer, "print", 60_000, SLIP, op_id="b")
    feel(printer, "empty_bin", 61_000)
    begin(printer, "print", 61_000, SLIP, op_id="c")

    assert actions(full) == [("bin_full", "maintenance")]
    assert ends(refused) == [(60_000, "commandErrorCode", "retractBinFull")]
    assert ends(printer.tick(62_000)) == [(61_640, "success", None)]


def test_an_order_given_up_half_way_leaves_nothing_in_the_mouth() -> None:
    printer = Printer("printer")
    begin(printer, "print", 0, SLIP)

    given_up = printer.handle(m.Abort(op_id="a"), 100)

    assert ends(given_up) == [(100, "canceled", None)]
    assert (printer.media, printer.counters["in_bin"], printer.next_deadline()) == (Media.RETRACTED, 1, None)


def test_the_document_printer_counts_sheets() -> None:
    printer = DocumentPrinter("printer")

    begin(printer, "print", 0, {"lines": 40, "length": 1})

    # 2,500 ms feeding, 40 lines of 25 ms, no cutter.
    assert ends(printer.tick(9_000)) == [(3_501, "success", None)]
    assert printer.counters["paper_left"] == 249


@pytest.mark.parametrize(
    "args", [{}, {"lines": 0, "length": 1}, {"lines": 1, "length": True}, {"lines": "x", "length": 1}]
)
def test_a_page_has_lines_and_a_length(args: dict[str, object]) -> None:
    printer = Printer("printer")

    with pytest.raises(m.InvalidStimulus):
        begin(printer, "print", 0, args)

    assert (printer.running, printer.state) == (None, "online")
