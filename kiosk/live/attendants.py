"""The attendants (值守) of one hall: one behind every terminal of its configuration that has devices here.

Everything that devices and the hall say is handed to the terminal's own attendant; rooms and routes ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

import gevent

from devices.terminal import Event as Said, Terminal
from kiosk.hall.config import FrontEnd, HallConfig, TerminalConfig
from kiosk.hall.events import HallConfigured, TaskAdvanced
from kiosk.hall.state import Session
from kiosk.identity.issuer.commands import Command as IssuerCommand, EnrolTerminal, RemoveTerminal
from kiosk.identity.issuer.events import AuthorisationRevoked, Event as IssuerEvent
from kiosk.identity.levels import WORDS
from kiosk.journal import Entry
from kiosk.live.attendant import Attendant
from kiosk.live.attending import LookAround
from kiosk.live.case_offers import Shelved, shelf
from kiosk.live.case_queue import queue
from kiosk.live.counter_views import Collection
from kiosk.live.fault_screens import is_full, screen_of
from kiosk.live.guide_views import zone_records
from kiosk.live.kind_views import offer_record
from kiosk.live.matter_views import Elsewhere, matter_records
from kiosk.live.nearest import Other, nearest, other, place_record
from kiosk.live.people import Record
from kiosk.live.peripherals import UnknownTerminal
from kiosk.live.post import Tools
from kiosk.live.sight import seen_in
from kiosk.live.signing import pad_here
from kiosk.live.terminal_now import proofs_here, terminal_now
from kiosk.live.terminal_views import NO_DEVICES
from kiosk.live.zones import Zones
from kiosk.matters.offer import TerminalNow
from kiosk.registry.town.words import TOWN_AREA

OTHER: Final = "other"
"""Front end of a terminal that the setting `left_alone` names: whatever it is, it is not the page."""
STANDS: Final = ("profile", "zone", "zone_zh", "zone_en")
"""What the start page tells of where a terminal stands."""


class Attendants:
    """Of one hall. is_simulation: whether pages say that all of this is made up.

    left_alone: terminals that are left to other software whatever the configuration says; one front end at a time.
    entered: kiosks of this hall that need not be in its configuration. zones: when the terminals' zones are open.
    """

    def __init__(
        self,
        tools: Tools,
        *,
        is_simulation: bool,
        left_alone: frozenset[str] = frozenset(),
        entered: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._tools = tools
        self._left_alone = left_alone
        self._entered = entered
        self._is_simulation = is_simulation
        self._at: dict[str, Attendant] = {}
        self._running: list[gevent.Greenlet[..., None]] = []
        self.zones = Zones(self._config, tools.clock.now_ms)
        self._shelf: tuple[tuple[HallConfig, date], tuple[Shelved, ...]] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something that was said still waits to be acted on."""
        return not all(each.is_quiet for each in self._at.values())

    def start(self) -> None:
        """Begin to listen. Writers must run."""
        self._tools.peripherals.hear(self._hear_device)
        self._tools.peripherals.beside.append(self)
        self._tools.writer.listeners.append(self._hear_hall)
        self._tools.pages.start()
        self._tools.issuer.listeners.append(self._hear_issuer)
        self._tools.peripherals.beside.append(self.zones)
        self.zones.listeners.append(self._look_at_doors)
        self._running.append(gevent.spawn(self._open))

    def stop(self) -> None:
        """Listen no more."""
        gevent.killall(self._running)

    def next_deadline(self) -> int | None:
        """When the first device is overdue, or None."""
        due = [each.next_deadline() for each in self._at.values()]
        return min((each for each in due if each is not None), default=None)

    def tick(self, now_ms: int) -> None:
        """Time has passed at the terminals."""
        for each in self._at.values():
            each.tick(now_ms)

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
        return seen_in(picture, self.at(terminal).scanner_faults())

    # What rooms show.

    def terminal_record(self, terminal: str) -> Record:
        """A terminal as its own page sees it."""
        try:
            found = self._tools.peripherals.terminal(terminal)
            place = self._tools.peripherals.terminals[terminal]
        except UnknownTerminal:
            names = {"key": terminal, "name_zh": terminal, "name_en": terminal}
            state = NO_DEVICES
        else:
            names = place.names()
            state = {
                "state": str(found.state),
                "working": list(found.working),
                "ways": {WORDS[proof]: works for proof, works in proofs_here(found).items()},
                "is_online": self._tools.peripherals.is_online(terminal),
                "sign_pad": pad_here(found),
                **place_record("nearest", nearest(self._others(terminal), ("log_in",))),
            }
        front_end = {"front_end": self._front_end(terminal), "simulation": self._is_simulation}
        return {
            **names,
            **state,
            **self.zones.record(terminal),
            **self.zones.place(terminal),
            **front_end,
        }

    def monitor_records(self) -> dict[str, Record]:
        """The terminals of this hall with their zones, as the monitor shows them: its supervisor sees no other's."""
        records = self._tools.peripherals.records(self._mine())
        return {
            key: {**record, **self.zones.record(key), "front_end": self._front_end(key)}
            for key, record in records.items()
        }

    def states(self) -> dict[str, str]:
        """The states of the same terminals, and nothing else."""
        peripherals = self._tools.peripherals
        return {key: str(peripherals.terminal(key).state) for key in self._mine() if key in peripherals.terminals}

    def stands(self) -> list[Record]:
        """Names and zones of all terminals, as the start page groups them."""
        places = self._tools.peripherals.terminals
        found = [(places[key], self.zones.record(key)) for key in self._mine() if key in places]
        return [{**place.names(), **{name: zone[name] for name in STANDS}} for place, zone in found]

    def guide(self, here: str | None) -> list[Record]:
        """The zones with their terminals, as the guide shows them, the nearest to a terminal first."""
        config, peripherals = self._config(), self._tools.peripherals
        if config is None:
            return []
        sessions = self._tools.writer.committed.state.sessions
        known = [each for each in config.terminals if each.key in peripherals.terminals]
        machines = [(each, peripherals.terminal(each.key), each.key not in sessions) for each in known]
        return zone_records(config, machines, lambda key: self.zones.record(key) | self.zones.place(key), here)

    def _mine(self) -> Iterable[str]:
        """Terminals of this hall: of its configuration, and kiosks that are only entered."""
        config = self._config()
        configured = () if config is None else (terminal.key for terminal in config.terminals)
        return dict.fromkeys((*configured, *self._entered()))

    def holder(self, session: Session) -> Record | None:
        """Who is logged in, masked, or None."""
        attendant = self._at.get(session.terminal)
        return None if attendant is None else attendant.login.holder

    def offer(self, session: Session) -> Record | None:
        """The kind of ticket that the identity of whoever is logged in gives, or None."""
        return None if session.subject is None else self.offer_to(session.subject)

    def offer_to(self, subject: str) -> Record | None:
        """The same of somebody who is known by other ways."""
        return offer_record(self._config(), self._tools.people.grounds(subject, self._tools.today()))

    def offer_at(self, terminal: str) -> Record | None:
        """The same of whoever stands at a terminal now."""
        session = self._tools.writer.committed.state.sessions.get(terminal)
        return None if session is None else self.offer(session)

    def signing(self, session: Session) -> str | None:
        """How the signature pad stands for a session, or None."""
        attendant = self._at.get(session.terminal)
        return None if attendant is None else attendant.signing.state(session)

    def notices(self, terminal: str) -> dict[str, Record]:
        """Why the last try did not work, or nothing."""
        attendant = self._at.get(terminal)
        notice = None if attendant is None else attendant.post.shown_notice()
        if notice is None:
            return {}
        record = {"id": notice.id, "code": notice.code, "at_ms": notice.at_ms, "device": notice.device}
        shown = {"screen": screen_of(notice.code), "is_full": is_full(notice.code)}
        return {notice.id: record | shown}

    def case(self, terminal: str) -> Collection:
        """The case that whoever stands there is at, or nothing."""
        return {} if self._tools.desk is None else self._tools.desk.record(terminal)

    def queue(self) -> Collection:
        """The open cases of the hall for its staff; nobody is named."""
        desk = self._tools.desk
        return {} if desk is None else queue(desk.rows, desk.book, desk.state)

    def drawer(self, terminal: str, collection: str) -> Collection:
        """The devices of a terminal of this hall, for whoever plays the physical world."""
        here = terminal in self._mine() and terminal in self._tools.peripherals.terminals
        return self._tools.peripherals.drawer(terminal, collection) if here else {}

    def matters(self, terminal: str) -> Collection:
        """What can be done at a terminal now, and where else; nothing in a hall that has no desk of cases."""
        try:
            found = self._tools.peripherals.terminal(terminal)
        except UnknownTerminal:
            return {}
        day, items = self._today()
        session = self._tools.writer.committed.state.sessions.get(terminal)
        others = (
            [Elsewhere(place=each, now=self._now(each.terminal)) for each in self._others(terminal)] if items else []
        )
        return matter_records(items, found, self._now(found), session, others, day)

    def _today(self) -> tuple[date, tuple[Shelved, ...]]:
        """The day, and every matter and bundle of it. Kept: it is asked for whenever somebody moves at a terminal."""
        desk, config = self._tools.desk, self._config()
        day = self._tools.today()
        if desk is None or config is None:
            return day, ()
        if self._shelf is None or self._shelf[0] != (config, day):
            self._shelf = ((config, day), shelf(desk.book, config, day))
        return day, self._shelf[1]

    def _now(self, terminal: Terminal) -> TerminalNow:
        is_open = self.zones.opening(terminal.name).is_open
        return terminal_now(terminal, self._config(), TOWN_AREA, is_open=is_open)

    def _others(self, terminal: str) -> list[Other]:
        """The other terminals of this hall that people can get to now."""
        state, config = self._tools.writer.committed.state, self._config()
        if config is None:
            return []
        here, known = config.terminal(terminal), self._tools.peripherals.terminals
        return [
            other(
                config, here, each, self._tools.peripherals.terminal(each.key), is_free=each.key not in state.sessions
            )
            for each in config.terminals
            if each.key != terminal and each.key in known and self.zones.opening(each.key).is_open
        ]

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
            if key not in begins:
                self._at[key].hear(LookAround())
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

    def _hear_issuer(self, events: Sequence[IssuerEvent]) -> None:
        """An authorisation that ends, ends the visits of whoever acts by it: each attendant knows its own."""
        for event in events:
            if isinstance(event, AuthorisationRevoked):
                for attendant in self._at.values():
                    attendant.hear(event)

    def _hear_hall(self, entries: Sequence[Entry]) -> None:
        for event in (event for entry in entries for event in entry.events):
            if isinstance(event, HallConfigured):
                # Not from within the writer's own greenlet: it would wait for itself.
                self._running.append(gevent.spawn(self._open))
            if isinstance(event, TaskAdvanced):
                # Each knows its own: once closed, the task may be forgotten by the time this is heard.
                for attendant in self._at.values():
                    attendant.hear(event)
            terminal = getattr(event, "terminal", None)
            if terminal in self._at:
                self._at[terminal].hear(event)
