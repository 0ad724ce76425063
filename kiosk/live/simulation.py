"""Simulation (仿真接口): whatever lets software nobody here wrote play with the devices.

There only when it is switched on: the automation API with its hands on the one clock, XFS4IoT services and
wire protocols. Everything goes through the rack that the kiosk's own pages use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devices.edge.automation import Answer, Automation
from devices.edge.rack import Rack
from kiosk.live.clock import ServiceClock
from kiosk.live.opener import Opener
from kiosk.live.peripherals import Peripherals
from kiosk.live.stepper import Stepper
from kiosk.live.writer import HallWriter
from kiosk.settings import Settings


class Simulation:
    """The automation API of a running service. ports: where else it listens, by protocol and terminal."""

    def __init__(
        self,
        settings: Settings,
        clock: ServiceClock,
        rack: Rack,
        peripherals: Peripherals,
        writers: Sequence[HallWriter],
        openers: Sequence[Opener],
    ) -> None:
        self.ports: dict[str, dict[str, int]] = {}
        self._peripherals = peripherals
        stepper = Stepper(clock, (peripherals, *writers), openers, settings.step_limit_s)
        self._automation = Automation(rack, time=stepper, listing=self._listing)

    def start(self) -> None:
        """Begin to listen."""

    def stop(self) -> None:
        """Let go of whoever is connected."""

    def answer(self, method: str, path: str, query: Mapping[str, str], body: object) -> Answer:
        """(status, value) of a request. path: after /sim/v1/."""
        self._peripherals.catch_up()
        try:
            return self._automation.answer(method, path, query, body)
        finally:
            # A stimulus may have brought a deadline nearer.
            self._peripherals.wake()

    def _listing(self) -> Mapping[str, Any]:
        return {"ports": self.ports}
