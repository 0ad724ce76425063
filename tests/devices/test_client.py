"""What an integrator writes: the examples of the documentation, and the same against the API."""

from __future__ import annotations

import pytest

from devices.client import Desk, Refused

SLIP = "仿真·测试数据\nA001\n请到 2 号窗口"


def test_a_code_is_shown_and_read(kiosk_terminal: Desk) -> None:
    read = kiosk_terminal.read()
    kiosk_terminal.show_code("]Q1YS1:ABC")

    assert kiosk_terminal.wait(read).text == "YS1:ABC"


def test_a_slip_is_printed_taken_and_looked_at(kiosk_terminal: Desk) -> None:
    assert kiosk_terminal.print_page(SLIP).code == "success"
    kiosk_terminal.take_paper()

    (output,) = kiosk_terminal.outputs()
    assert (output["text"], output["is_whole"]) == (SLIP, True)


def test_a_jam_half_way_leaves_half_a_page_and_a_task(kiosk_terminal: Desk) -> None:
    kiosk_terminal.inject("receipt_printer", "jam", trigger={"op": "print"})

    jammed = kiosk_terminal.print_page(SLIP)
    broken = kiosk_terminal.state()
    kiosk_terminal.remedy("receipt_printer", "remove")

    assert jammed.code == "paperJammed"
    assert [output["is_whole"] for output in kiosk_terminal.outputs()] == [False]
    assert (broken["state"], "print_slip" in broken["working"]) == ("degraded", False)
    assert kiosk_terminal.state()["state"] == "inService"
    needed = [line for line in kiosk_terminal.journal() if line["event"] == "ActionNeeded"]
    assert [(line["cause"], line["action"]) for line in needed] == [("jam", "clear")]


def test_nobody_shows_a_code(kiosk_terminal: Desk) -> None:
    assert kiosk_terminal.wait(kiosk_terminal.read()).code == "timeOut"


def test_nonsense_is_refused_with_a_code(kiosk_terminal: Desk) -> None:
    with pytest.raises(Refused) as refused:
        kiosk_terminal.stimulus("scanner", "smell")

    assert (refused.value.status, refused.value.code) == (400, "invalid_stimulus")


def test_the_journal_keeps_no_code(kiosk_terminal: Desk) -> None:
    read = kiosk_terminal.read()
    kiosk_terminal.show_code("YS1:SECRET")
    kiosk_terminal.wait(read)

    assert "SECRET" not in str(kiosk_terminal.journal())
    (ended,) = [line for line in kiosk_terminal.journal() if line["event"] == "Ended"]
    assert ended["result"]["text"]["length"] == 10


def test_equal_seeds_and_equal_hands_give_equal_journals() -> None:
    digests = []
    for seed in (1, 1, 2):
        desk = Desk(seed=seed)
        for _ in range(5):
            read = desk.read()
            desk.show_code("x")
            desk.wait(read)
            desk.print_page(SLIP)
            desk.take_paper()
        digests.append(desk.rack.journal.digest())

    assert digests[0] == digests[1] != digests[2]
