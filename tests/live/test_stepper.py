"""The one clock is stepped forward, deadline by deadline, and the answer comes when all is quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.edge.rack import TimeGoesBack
from kiosk.live.clock import ServiceClock
from kiosk.live.stepper import Stepper
from kiosk.live.writer import StoreUnavailable
from tests.live.halls import HandClock


class Someone:
    """Lives on the clock: notes at which instants it acted."""

    def __init__(self, clock: ServiceClock, due: list[int]) -> None:
        self._clock = clock
        self.due = due
        self.acted: list[tuple[int, int]] = []
        self.on_act: Callable[[int], None] = lambda _at_ms: None

    @property
    def is_quiet(self) -> bool:
        """Nothing is due."""
        return not self.due or self.due[0] > self._clock.now_ms()

    def next_deadline(self) -> int | None:
        """The first."""
        return self.due[0] if self.due else None

    def catch_up(self) -> None:
        """Act for all that is due."""
        while not self.is_quiet:
            at_ms = self.due.pop(0)
            self.acted.append((at_ms, self._clock.now_ms()))
            self.on_act(at_ms)


def test_everybody_acts_at_their_own_instant_however_far_the_step() -> None:
    clock = ServiceClock(0, 1.0, HandClock())
    hall, devices = Someone(clock, [10, 30]), Someone(clock, [20, 30, 99])

    Stepper(clock, (hall, devices), (), longest_s=5).advance(50)

    assert hall.acted == [(10, 10), (30, 30)]
    assert devices.acted == [(20, 20), (30, 30)]
    assert clock.now_ms() == 50


def test_a_deadline_that_arises_on_the_way_is_kept_too() -> None:
    clock = ServiceClock(0, 1.0, HandClock())
    hall, devices = Someone(clock, [10]), Someone(clock, [])
    hall.on_act = lambda at_ms: devices.due.append(at_ms + 5)

    Stepper(clock, (hall, devices), (), longest_s=5).advance(50)

    assert devices.acted == [(15, 15)]


def test_time_does_not_go_back() -> None:
    clock = ServiceClock(100, 1.0, HandClock())

    with pytest.raises(TimeGoesBack):
        Stepper(clock, (), (), longest_s=5).advance(99)

    assert clock.now_ms() == 100


def test_a_step_that_never_gets_quiet_ends_with_a_refusal_and_the_clock_goes_on() -> None:
    hand = HandClock()
    clock = ServiceClock(0, 1.0, hand)
    restless = Someone(clock, [0])
    restless.on_act = lambda at_ms: restless.due.append(at_ms + 1)

    with pytest.raises(StoreUnavailable):
        Stepper(clock, (restless,), (), longest_s=0.05).advance(10**12)
    stood_ms = clock.now_ms()
    hand.seconds += 1

    assert clock.now_ms() == stood_ms + 1_000


def test_a_frozen_clock_moves_only_when_it_is_stepped() -> None:
    hand = HandClock()
    clock = ServiceClock(0, 2.0, hand)
    stepper = Stepper(clock, (), (), longest_s=5)

    stepper.freeze()
    hand.seconds += 10
    stood_ms = clock.now_ms()
    stepper.advance(500)
    stepped_ms = clock.now_ms()
    stepper.go_on()
    hand.seconds += 1

    assert (stood_ms, stepped_ms, clock.now_ms()) == (0, 500, 2_500)
    assert clock.is_frozen is False
