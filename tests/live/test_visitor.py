"""The default visitor: takes paper, goes away, comes back."""

from __future__ import annotations

import pytest

from devices.edge.rack import Rack, UnknownTerminal
from devices.profiles import PROFILES
from kiosk.live.visitor import DefaultVisitor

T = "t"
PRINTER = "receipt_printer"


class Stand:
    """A rack, and the visitor before its terminal."""

    def __init__(self) -> None:
        self.rack = Rack(1, b"k")
        self.rack.add(T, PROFILES["yuezhizhu"])
        self.visitor = DefaultVisitor(self.rack)
        self.rack.listeners.append(self.visitor.hear)

    def print_out(self) -> int:
        """A page; when it has come out."""
        self.rack.begin(T, PRINTER, "print", {"lines": 1, "length": 200, "page": "A001"})
        while not self.is_out():
            due_ms = self.rack.next_deadline()
            assert due_ms is not None
            self.rack.run_until(due_ms)
        return self.rack.now_ms

    def is_out(self) -> bool:
        return self.rack.terminal(T).devices[PRINTER].status()["media"] == "present"

    def pass_until(self, at_ms: int) -> None:
        self.rack.run_until(at_ms)
        self.visitor.tick(at_ms)


def test_he_takes_a_page_two_seconds_after_it_has_come() -> None:
    stand = Stand()
    out_ms = stand.print_out()

    assert stand.visitor.record(T) == {
        "is_there": True,
        "next": {"act": "take", "device": PRINTER, "at_ms": out_ms + 2_000},
    }
    stand.pass_until(out_ms + 1_999)
    assert stand.is_out()
    stand.pass_until(out_ms + 2_000)

    assert not stand.is_out()
    assert stand.visitor.record(T) == {"is_there": True, "next": None}
    assert stand.visitor.next_deadline() is None


def test_gone_away_he_takes_nothing_and_no_camera_sees_him() -> None:
    stand = Stand()
    stand.visitor.set(T, is_there=False)
    out_ms = stand.print_out()

    assert stand.visitor.record(T) == {"is_there": False, "next": None}
    assert stand.visitor.next_deadline() is None
    stand.pass_until(out_ms + 5_000)

    assert stand.is_out()
    devices = stand.rack.terminal(T).devices
    assert devices["face_camera"].status()["subject"] == "notPresent"
    assert devices["presence_sensor"].status()["proximitySensor"] == "notPresent"


def test_back_again_he_takes_what_still_lies_there_two_seconds_later() -> None:
    stand = Stand()
    stand.visitor.set(T, is_there=False)
    out_ms = stand.print_out()
    stand.pass_until(out_ms + 5_000)

    stand.visitor.set(T, is_there=True)

    assert stand.visitor.next_deadline() == out_ms + 7_000
    stand.pass_until(out_ms + 7_000)
    assert not stand.is_out()
    assert stand.rack.terminal(T).devices["face_camera"].status()["subject"] == "present"


def test_sent_away_with_a_hand_already_out_he_leaves_the_page() -> None:
    stand = Stand()
    out_ms = stand.print_out()

    stand.visitor.set(T, is_there=False)
    stand.pass_until(out_ms + 2_000)

    assert stand.is_out()


def test_to_say_again_what_is_so_changes_nothing() -> None:
    stand = Stand()
    out_ms = stand.print_out()

    stand.visitor.set(T, is_there=True)

    assert stand.visitor.next_deadline() == out_ms + 2_000


def test_there_is_nobody_before_a_terminal_that_is_not_there() -> None:
    stand = Stand()

    with pytest.raises(UnknownTerminal):
        stand.visitor.set("nowhere", is_there=False)
    with pytest.raises(UnknownTerminal):
        stand.visitor.record("nowhere")


def test_he_forgets_the_paper_of_devices_that_are_gone() -> None:
    stand = Stand()
    stand.print_out()

    stand.visitor.forget(T)

    assert stand.visitor.next_deadline() is None
