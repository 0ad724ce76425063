"""Simulation (仿真接口): whatever lets software nobody here wrote play with the devices.

There only when it is switched on: the automation API with its hands on the one clock, XFS4IoT services and
wire protocols. Everything goes through the rack that the kiosk's own pages use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from devices.edge.asked import Answer, Unfit
from devices.edge.automation import Automation, People
from devices.edge.layouts import PagesOf, draw_layouts, with_pages
from devices.edge.rack import Rack
from devices.xfs.contract import Dialect
from kiosk.live.clock import ServiceClock
from kiosk.live.peripherals import Peripherals
from kiosk.live.ports import named_ports
from kiosk.live.server import Server, ServerLimits, listen
from kiosk.live.sight import PictureRefused, seen_in
from kiosk.live.stepper import Party, Reacting, Stepper
from kiosk.live.wire import SESSIONS, Draw, Wires
from kiosk.live.xfs import XfsServices
from kiosk.settings import SettingInvalid, Settings

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Simulation:
    """The automation API of a running service. ports: where else it listens, by protocol and terminal.

    moved: told after every request that may have changed something.
    """

    def __init__(
        self,
        settings: Settings,
        clock: ServiceClock,
        rack: Rack,
        peripherals: Peripherals,
        writers: Sequence[Party],
        reacting: Sequence[Reacting],
        draw: Draw,
        pages_of: PagesOf,
        people: People,
        moved: Callable[[], None],
    ) -> None:
        self.ports: dict[str, dict[str, int | str]] = {}
        dialect = Dialect(is_flat=settings.xfs_profile == "1.0", says_success=settings.xfs_success)
        self.xfs = XfsServices(rack, peripherals, dialect)
        self._settings = settings
        self._rack = rack
        self._servers: list[Server] = []
        self._peripherals = peripherals
        stepper = Stepper(clock, (peripherals, *writers), reacting, settings.step_limit_s)
        self._moved = moved
        self._wires = Wires(rack, peripherals, draw)
        self._automation = Automation(
            rack,
            time=stepper,
            decode=_seen_in,
            listing=self._listing,
            people=people,
            draw=lambda page: draw(draw_layouts, with_pages(page, pages_of)),
            visitor=peripherals.visitor,
        )

    def listen(self, xfs_app: Callable[[str], Wsgi]) -> None:
        """Take the ports that the settings name. xfs_app: of a terminal's own port. Raises CannotListen, SettingInvalid."""
        limits = ServerLimits.of(self._settings)
        for terminal, listener in self._listeners("xfs_port", limits.backlog):
            self._servers.append(Server(listener, xfs_app(terminal), limits))
        for protocol in SESSIONS:
            for terminal, listener in self._listeners(f"{protocol}_port", limits.backlog):
                self._wires.listen(protocol, terminal, listener)
        lines = self.ports["sam_pty"] = {}
        for terminal, _ in self._named("sam_pty"):
            lines[terminal] = self._wires.open_line("sam", terminal)

    def start(self) -> None:
        """Begin to answer at every port."""
        self._wires.start()
        for server in self._servers:
            server.start()

    def stop(self) -> None:
        """Let go of whoever is connected."""
        self.xfs.close()
        self._wires.stop()
        for server in self._servers:
            server.stop_in_order()

    def _listeners(self, setting: str, backlog: int) -> Iterator[tuple[str, Any]]:
        """(terminal, listening socket) of every port that a setting names; noted in `ports`."""
        ports = self.ports[setting.removesuffix("_port")] = {}
        for terminal, port in self._named(setting):
            listener = listen(self._settings.simulation_host, port, backlog)
            ports[terminal] = listener.getsockname()[1]
            yield terminal, listener

    def _named(self, setting: str) -> list[tuple[str, int]]:
        """(terminal, port) of a setting. Raises SettingInvalid for a terminal that is not there."""
        text = getattr(self._settings, setting)
        named = named_ports(setting, text)
        if any(terminal not in self._rack.terminals for terminal, _ in named):
            raise SettingInvalid(setting, text, f"one of {', '.join(self._rack.terminals)}")
        return named

    def answer(self, method: str, path: str, query: Mapping[str, str], body: object) -> Answer:
        """(status, value) of a request. path: after /sim/v1/."""
        self._peripherals.catch_up()
        try:
            return self._automation.answer(method, path, query, body)
        finally:
            # A stimulus may have brought a deadline nearer.
            self._peripherals.wake()
            if method != "GET":
                self._moved()

    def _listing(self) -> Mapping[str, Any]:
        return {"ports": self.ports}


def _seen_in(picture: bytes, faults: Sequence[str]) -> str | None:
    """As the API is told of it. Raises Unfit."""
    try:
        return seen_in(picture, faults)
    except PictureRefused as refusal:
        raise Unfit(422, "picture_refused", reason=refusal.reason) from None
