"""The receipt printer as a model: pure time, literal numbers."""

from __future__ import annotations

import pytest

from devices.receipt_printer import (
    PAPER_ROLL,
    DeviceFault,
    FaultCleared,
    FaultSet,
    PrinterBusy,
    PrinterFault,
    PrinterJam,
    PrinterPaperOut,
    PrinterState,
    PrintSlip,
    ReceiptPrinter,
    SetFault,
    SlipLost,
    SlipPrinted,
    SlipStarted,
)


def test_a_slip_takes_800_ms_and_one_piece_of_paper() -> None:
    printer = ReceiptPrinter(paper_left=10)

    started = printer.handle(PrintSlip(job="a"), 1_000)
    early = printer.tick(1_799)
    printed = printer.tick(5_000)

    assert started == (SlipStarted(at_ms=1_000, job="a", due_ms=1_800),)
    assert early == ()
    assert printed == (SlipPrinted(at_ms=1_800, job="a", paper_left=9),)
    assert (printer.state, printer.next_deadline()) == (PrinterState.IDLE, None)


def test_a_printer_at_work_is_busy() -> None:
    printer = ReceiptPrinter()
    printer.handle(PrintSlip(job="a"), 0)

    with pytest.raises(PrinterBusy):
        printer.handle(PrintSlip(job="b"), 100)

    assert printer.tick(800) == (SlipPrinted(at_ms=800, job="a", paper_left=299),)


def test_the_last_slip_comes_out_and_then_paper_is_out() -> None:
    printer = ReceiptPrinter(paper_left=1)
    printer.handle(PrintSlip(job="a"), 0)

    events = printer.tick(800)

    assert events == (
        SlipPrinted(at_ms=800, job="a", paper_left=0),
        FaultSet(at_ms=800, fault=PrinterFault.PAPER_OUT),
    )
    with pytest.raises(PrinterPaperOut):
        printer.handle(PrintSlip(job="b"), 900)


def test_a_jam_eats_the_slip_and_lasts_until_it_is_cleared() -> None:
    printer = ReceiptPrinter(paper_left=10)
    printer.handle(PrintSlip(job="a"), 0)

    jammed = printer.handle(SetFault(fault=PrinterFault.JAM), 300)

    assert jammed == (
        FaultSet(at_ms=300, fault=PrinterFault.JAM),
        SlipLost(at_ms=300, job="a", fault=PrinterFault.JAM),
    )
    with pytest.raises(PrinterJam):
        printer.handle(PrintSlip(job="b"), 400)
    assert printer.handle(SetFault(fault=None), 500) == (FaultCleared(at_ms=500, paper_left=10),)
    assert printer.state is PrinterState.IDLE


def test_repairing_an_empty_printer_loads_a_new_roll() -> None:
    printer = ReceiptPrinter(paper_left=0)

    events = printer.handle(SetFault(fault=None), 7)

    assert events == (FaultCleared(at_ms=7, paper_left=PAPER_ROLL),)


def test_the_same_fault_twice_is_one_fault() -> None:
    printer = ReceiptPrinter()
    printer.handle(SetFault(fault=PrinterFault.JAM), 0)

    assert printer.handle(SetFault(fault=PrinterFault.JAM), 1) == ()


def test_paper_is_low_before_it_is_out() -> None:
    assert not ReceiptPrinter(paper_left=21).paper_is_low
    assert ReceiptPrinter(paper_left=20).paper_is_low


def test_late_and_extra_ticks_change_nothing() -> None:
    printer, other = ReceiptPrinter(), ReceiptPrinter()
    for each in (printer, other):
        each.handle(PrintSlip(job="a"), 0)

    often = [event for now_ms in range(0, 3_000, 7) for event in printer.tick(now_ms)]

    assert tuple(often) == other.tick(3_000)


def test_every_fault_says_whether_asking_again_helps() -> None:
    assert {each.code: each.retry_helps for each in DeviceFault.__subclasses__()} == {
        "printer_paper_out": False,
        "printer_jam": False,
        "printer_busy": True,
    }
