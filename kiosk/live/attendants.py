"""The attendants (值守) of one hall: one behind every terminal of its configuration that has devices here.

Everything that devices and the hall say is handed to the terminal's own attendant; rooms and routes ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import gevent
from gevent import get_hub

from devices.terminal import Event as Said
from devices.terminal import TerminalState
from kiosk.hall.config import FrontEnd, HallConfig, TerminalConfig
from kiosk.hall.events import HallConfigured
from kiosk.hall.state import Session
from kiosk.identity.issuer.commands import Command as IssuerCommand
from kiosk.identity.issuer.commands import EnrolTerminal, RemoveTerminal
from kiosk.journal import Entry
from kiosk.live.attendant import Attendant
from kiosk.live.people import Record
from kiosk.live.peripherals import UnknownTerminal
from kiosk.live.post import Tools
from kiosk.live.zones import Zones

OTHER: Final = "other"
"""Front end of a terminal that the setting `left_alone` names: whatever it is, it is not the page."""
STANDS: Final = ("key", "name_zh", "name_en", "profile", "zone", "zone_zh", "zone_en")


class PictureRefused(Exception):
    """What was sent is no picture to look at. reason: format · size · broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Attendants:
    """Of one hall. is_simulation: whether pages say that all of this is made up.

    left_alone: terminals that are left to other software whatever the configuration says; one front end at a time.
    zones: when the terminals' zones are open.
    """

    def __init__(self, tools: Tools, *, is_simulation: bool, left_alone: frozenset[str] = frozenset()) -> None:
        self._tools = tools
        self._left_alone = left_alone
        self._is_simulation = is_simulation
        self._at: dict[str, Attendant] = {}
        self._running: list[gevent.Greenlet[..., None]] = []
        self.zones = Zones(self._config, tools.clock.now_ms)

    @property
    def is_busy(self) -> bool:
        """Whether something that was said still waits to be acted on."""
        return not all(each.is_quiet for each in self._at.values())

    def start(self) -> None:
        """Begin to listen. Writers must run."""
        self._tools.peripherals.hear(self._hear_device)
        self._tools.writer.listeners.append(self._hear_hall)
        self._tools.peripherals.beside.append(self.zones)
        self.zones.listeners.append(self._look_at_doors)
        self._running.append(gevent.spawn(self._open))

    def stop(self) -> None:
        """Listen no more."""
        gevent.killall(self._running)

    def at(self, terminal: str) -> Attendant:
        """Whoever attends a terminal. Raises UnknownTerminal."""
        found = self._at.get(terminal)
        if found is None:
            raise UnknownTerminal(terminal=terminal)
        return found

    def see(self, terminal: str, picture: bytes) -> str | None:
        """The text of the code in a picture, as the terminal's scanner would see it now; None: there is none.

        Off the hub. Raises UnknownTerminal, PictureRefused.
        """
        faults = self.at(terminal).scanner_faults()
        text: str | None = get_hub().threadpool.apply(_decode, (picture, faults))
        return text

    # What rooms show.

    def terminal_record(self, terminal: str) -> Record:
        """A terminal as its own page sees it."""
        try:
            found = self._tools.peripherals.terminal(terminal)
            place = self._tools.peripherals.terminals[terminal]
        except UnknownTerminal:
            names = {"name_zh": terminal, "name_en": terminal}
            state: dict[str, object] = {"state": str(TerminalState.OFFLINE), "working": []}
        else:
            names = {"name_zh": place.name_zh, "name_en": place.name_en}
            state = {"state": str(found.state), "working": list(found.working)}
        front_end = {"front_end": self._front_end(terminal), "simulation": self._is_simulation}
        return {
            "key": terminal,
            **names,
            **state,
            **self.zones.record(terminal),
            **self.zones.place(terminal),
            **front_end,
        }

    def monitor_records(self) -> dict[str, Record]:
        """Every terminal with its zone, as the monitor shows it."""
        records = self._tools.peripherals.records()
        return {
            key: {**record, **self.zones.record(key), "front_end": self._front_end(key)}
            for key, record in records.items()
        }

    def stands(self) -> list[Record]:
        """Names and zones of all terminals, as the start page groups them."""
        return [{name: record[name] for name in STANDS} for record in self.monitor_records().values()]

    def holder(self, session: Session) -> Record | None:
        """Who is logged in, masked, or None."""
        attendant = self._at.get(session.terminal)
        return None if attendant is None else attendant.login.holder

    def notices(self, terminal: str) -> dict[str, Record]:
        """Why the last try did not work, or nothing."""
        attendant = self._at.get(terminal)
        notice = None if attendant is None else attendant.post.notice
        if notice is None:
            return {}
        return {notice.id: {"id": notice.id, "code": notice.code, "at_ms": notice.at_ms, "device": notice.device}}

    # Listening.

    def _config(self) -> HallConfig | None:
        return self._tools.writer.committed.state.config

    def _front_end(self, terminal: str) -> str:
        if terminal in self._left_alone:
            return OTHER
        config = self._config()
        found = None if config is None else config.terminal(terminal)
        return str(FrontEnd.PAGE if found is None else found.front_end)

    def _open(self) -> None:
        """Devices and an attendant for every terminal of the configuration, and the issuer knows it; who has left it rests."""
        config = self._config()
        if config is None:
            return
        tools = self._tools
        gone = {key: self._at.pop(key) for key in [key for key in self._at if config.terminal(key) is None]}
        known = [terminal.key for terminal in config.terminals if self._place(terminal)]
        # They are there before the issuer has been told: whoever asks meanwhile finds somebody.
        begins = {key: self._attendant(key) for key in known if key not in self._at}
        self._at |= begins
        for attendant in gone.values():
            attendant.stand_aside(is_aside=True)
        for key in known:
            self._at[key].stand_aside(is_aside=self._front_end(key) != FrontEnd.PAGE)
        self._enrol(known, gone)
        self._running += [gevent.spawn(attendant.run) for attendant in begins.values()]
        self.zones.look(tools.clock.now_ms())
        tools.peripherals.wake()

    def _place(self, terminal: TerminalConfig) -> bool:
        """Whether there are devices for it."""
        peripherals = self._tools.peripherals
        peripherals.add(terminal.key, terminal.name_zh, terminal.name_en, terminal.profile)
        return terminal.key in peripherals.terminals

    def _attendant(self, terminal: str) -> Attendant:
        return Attendant(terminal, self._tools, is_shut=partial(self._is_shut, terminal))

    def _enrol(self, known: Iterable[str], gone: Iterable[str]) -> None:
        """Let the issuer know who may ask: all at once, because each step is a commit."""
        enrolled = self._tools.issuer.committed.state.terminals
        commands: list[IssuerCommand] = [EnrolTerminal(terminal=key) for key in known if key not in enrolled]
        commands += [RemoveTerminal(terminal=key) for key in gone if key in enrolled]
        if commands:
            self._tools.issuer.submit_all(commands)

    def _is_shut(self, terminal: str) -> bool:
        return not self.zones.opening(terminal).is_open

    def _look_at_doors(self, terminals: Sequence[str]) -> None:
        for terminal in terminals:
            if terminal in self._at:
                self._at[terminal].look_at_door()
            self._tools.nudge(f"terminal:{terminal}")

    def _hear_device(self, terminal: str, said: Said) -> None:
        attendant = self._at.get(terminal)
        if attendant is not None:
            attendant.hear(said)

    def _hear_hall(self, entries: Sequence[Entry]) -> None:
        for event in (event for entry in entries for event in entry.events):
            if isinstance(event, HallConfigured):
                # Not from within the writer's own greenlet: it would wait for itself.
                self._running.append(gevent.spawn(self._open))
            terminal = getattr(event, "terminal", None)
            if terminal is None and hasattr(event, "task"):
                task = self._tools.writer.committed.state.tasks.get(event.task)
                terminal = None if task is None else task.terminal
            if terminal in self._at:
                self._at[terminal].hear(event)


def _decode(content: bytes, faults: Sequence[str]) -> str | None:
    # Imported here: a third of a second that a service without pictures does not need.
    from devices.edge.pictures import CLEAR, decode, degrade, open_picture, optics_of  # noqa: PLC0415
    from devices.edge.pictures import PictureRefused as Refused  # noqa: PLC0415

    try:
        picture, optics = open_picture(content), optics_of(faults)
    except Refused as refusal:
        raise PictureRefused(refusal.params["reason"]) from None
    return decode(picture if optics == CLEAR else degrade(picture, optics, seed=0))
