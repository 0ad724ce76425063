"""The service clock follows nothing but monotonic time."""

from __future__ import annotations

from kiosk.live.clock import ServiceClock
from tests.live.halls import HandClock


def test_service_time_runs_at_its_speed_from_its_start() -> None:
    hand = HandClock()
    clock = ServiceClock(1_000_000, 60.0, hand)

    hand.seconds = 2.5

    assert clock.now_ms() == 1_150_000
    assert clock.seconds_until(1_210_000) == 1.0
    assert clock.seconds_until(1_000_000) == 0.0


def test_the_drift_is_how_far_it_is_ahead_of_the_wall() -> None:
    clock = ServiceClock(1_000_000, 1.0, HandClock())

    assert clock.drift_ms(wall_ms=990_000) == 10_000


def test_a_frozen_clock_never_reaches_an_instant_by_itself() -> None:
    clock = ServiceClock(1_000, 1.0, HandClock())
    told: list[int] = []
    clock.listeners.append(lambda: told.append(clock.now_ms()))

    clock.freeze()

    assert clock.seconds_until(1_001) is None
    assert clock.seconds_until(1_000) == 0.0
    assert told == [1_000]


def test_the_clock_is_moved_forward_and_runs_on_from_there() -> None:
    hand = HandClock()
    clock = ServiceClock(1_000, 10.0, hand)
    told: list[int] = []
    clock.listeners.append(lambda: told.append(clock.now_ms()))

    clock.advance_to(5_000)
    hand.seconds += 0.5
    clock.advance_to(4_000)

    assert clock.now_ms() == 10_000
    assert told == [5_000, 10_000]
