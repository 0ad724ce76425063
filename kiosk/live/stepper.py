"""The stepper (推进时钟): moves the one service clock forward, deadline by deadline.

For the automation API only. The clock stands still meanwhile; at each deadline everybody who has one acts
and what they say is durable before the next, so days open, tickets lapse and paper is drawn in exactly as if
somebody had waited. A client that does not read its socket holds nothing up.

Source: design, fine print 33
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import gevent
from gevent.lock import BoundedSemaphore

from devices.edge.rack import TimeGoesBack
from kiosk.live.clock import ServiceClock
from kiosk.live.writer import StoreUnavailable

RETRY_AFTER_S: Final = 1


class Party(Protocol):
    """Whoever lives on the service clock: a hall's writer, the devices."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing runs, queues or is due."""

    def next_deadline(self) -> int | None:
        """When it must be woken, or None."""

    def catch_up(self) -> None:
        """Let time pass up to now; returns when what it brought about is safe."""


class Reacting(Protocol):
    """Whoever acts upon what parties say: openers of days, attendants of terminals."""

    @property
    def is_busy(self) -> bool:
        """Whether something that was said still waits to be acted on."""


class Stepper:
    """The clock in the hands of the automation API. longest_s: real time that one step may take."""

    def __init__(
        self, clock: ServiceClock, parties: Sequence[Party], reacting: Sequence[Reacting], longest_s: float
    ) -> None:
        self._clock = clock
        self._parties = parties
        self._reacting = reacting
        self._longest_s = longest_s
        self._turn = BoundedSemaphore()

    @property
    def speed(self) -> float:
        """Of the service clock: fixed at the start."""
        return self._clock.speed

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still, but for `advance`."""
        return self._clock.is_frozen

    def advance(self, until_ms: int) -> None:
        """Let time pass up to an instant. Raises TimeGoesBack, or StoreUnavailable when it takes too long."""
        with self._turn:
            now_ms = self._clock.now_ms()
            if until_ms < now_ms:
                raise TimeGoesBack(now_ms=now_ms, wanted_ms=until_ms)
            was_frozen = self._clock.is_frozen
            self._clock.freeze()
            try:
                with gevent.Timeout(self._longest_s, StoreUnavailable(RETRY_AFTER_S)):
                    self._step_to(until_ms)
            finally:
                if not was_frozen:
                    self._clock.go_on()

    def freeze(self) -> None:
        """The clock stands still, but for `advance`."""
        with self._turn:
            self._clock.freeze()

    def go_on(self) -> None:
        """The clock runs again, at the speed it was started with."""
        with self._turn:
            self._clock.go_on()

    def _step_to(self, until_ms: int) -> None:
        self._settle()
        while (due_ms := self._next_ms()) is not None and due_ms <= until_ms:
            self._clock.advance_to(due_ms)
            self._settle()
        self._clock.advance_to(until_ms)
        self._settle()

    def _next_ms(self) -> int | None:
        due = [each for party in self._parties if (each := party.next_deadline()) is not None]
        return min(due, default=None)

    def _settle(self) -> None:
        """Until nothing that is due is left to do."""
        while True:
            for party in self._parties:
                party.catch_up()
            # Whoever was told something begins with it now.
            gevent.sleep(0)
            if all(party.is_quiet for party in self._parties) and not any(each.is_busy for each in self._reacting):
                return
