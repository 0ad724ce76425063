"""Heartbeats: who has been silent for three beats is offline, and back at once."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.edge.rack import Rack
from devices.faults import Fault
from devices.terminal import TerminalChanged, TerminalState
from kiosk.live.clock import ServiceClock
from kiosk.live.heartbeats import Heartbeats, silent_from_ms
from kiosk.live.peripherals import Peripherals
from tests.live.halls import HandClock

T = "hall-1"


class Place:
    """One terminal, and a clock moved by hand."""

    def __init__(self) -> None:
        self.hand = HandClock()
        self.rack = Rack(1, b"k")
        self.peripherals = Peripherals(ServiceClock(0, 1, self.hand), self.rack, {T: ("一", "One")}, longest_wait_s=5)
        self.heartbeats = Heartbeats(self.peripherals)
        self.peripherals.beside.append(self.heartbeats)
        self.said: list[tuple[int, TerminalState]] = []
        self.peripherals.hear(lambda _, said: self.note(said))

    def note(self, said: object) -> None:
        if isinstance(said, TerminalChanged):
            self.said.append((said.at_ms, said.state))

    def at(self, now_ms: int) -> TerminalState:
        """Let time pass up to an instant; the terminal's state then."""
        self.hand.seconds = now_ms / 1000
        self.peripherals.catch_up()
        return self.rack.terminal(T).state

    def cut(self, after_ms: int | None = None) -> None:
        self.peripherals.ask(T, "network", m.Inject(fault=Fault(fault_id="f", kind="offline", after_ms=after_ms)))

    def mend(self) -> None:
        self.peripherals.ask(T, "network", m.Stimulus(kind="connect"))


@pytest.mark.parametrize(
    ("down_at_ms", "silent_at_ms"), [(0, 90_000), (1, 90_000), (29_999, 90_000), (30_000, 120_000), (45_000, 120_000)]
)
def test_the_third_beat_that_stays_away_is_one_and_a_half_minutes_after_the_last_that_came(
    down_at_ms: int, silent_at_ms: int
) -> None:
    assert silent_from_ms(down_at_ms) == silent_at_ms


def test_a_terminal_without_a_network_works_on_for_two_beats_and_is_offline_at_the_third() -> None:
    place = Place()
    place.at(10_000)
    place.cut()

    states = [place.at(now_ms) for now_ms in (10_000, 89_999, 90_000)]

    assert states == [TerminalState.DEGRADED, TerminalState.DEGRADED, TerminalState.OFFLINE]
    assert place.heartbeats.next_deadline() is None


def test_a_terminal_that_comes_back_says_so_at_once_and_in_the_order_of_things() -> None:
    place = Place()
    place.cut(after_ms=200_000)

    state = place.at(300_000)

    assert state is TerminalState.IN_SERVICE
    assert place.said == [
        (0, TerminalState.DEGRADED),
        (90_000, TerminalState.OFFLINE),
        (200_000, TerminalState.OFFLINE),
        (200_000, TerminalState.IN_SERVICE),
    ]


def test_an_outage_between_two_beats_is_no_silence() -> None:
    place = Place()
    place.cut()
    place.at(60_000)
    place.mend()

    assert place.at(500_000) is TerminalState.IN_SERVICE
    assert TerminalState.OFFLINE not in [state for _, state in place.said]


def test_a_network_that_fails_again_before_it_was_heard_of_stays_silent() -> None:
    place = Place()
    place.cut()
    place.at(90_000)
    # Both in one instant, before anybody could look.
    place.rack.ask(T, "network", m.Stimulus(kind="connect"))
    place.rack.ask(T, "network", m.Inject(fault=Fault(fault_id="g", kind="offline")))

    assert place.at(95_000) is TerminalState.OFFLINE


def test_a_terminal_that_has_said_that_it_is_back_has_three_beats_again() -> None:
    place = Place()
    place.cut()
    place.at(90_000)
    place.mend()
    place.cut()

    states = [place.at(now_ms) for now_ms in (90_000, 179_999, 180_000)]

    assert states == [TerminalState.DEGRADED, TerminalState.DEGRADED, TerminalState.OFFLINE]


def test_other_devices_carry_no_beats() -> None:
    place = Place()
    place.peripherals.ask(T, "scanner", m.Inject(fault=Fault(fault_id="f", kind="offline")))

    assert place.heartbeats.next_deadline() is None
