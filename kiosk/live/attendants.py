"""The attendants (值守) of one hall: one behind every terminal of its configuration that has devices here.

Everything that devices and the hall say is handed to the terminal's own attendant; rooms and routes ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import gevent
from gevent import get_hub

from devices.terminal import Event as Said
from devices.terminal import Terminal, TerminalState
from kiosk.hall.events import HallConfigured
from kiosk.hall.state import Session
from kiosk.identity.issuer.commands import EnrolTerminal
from kiosk.journal import Entry
from kiosk.live.attendant import Attendant
from kiosk.live.counter_views import Collection
from kiosk.live.fault_screens import is_full, screen_of
from kiosk.live.matter_views import WORDS, matter_records, nearest, proofs_here
from kiosk.live.people import Record
from kiosk.live.peripherals import UnknownTerminal
from kiosk.live.post import Tools

NOWHERE: Final[dict[str, object]] = {
    "ways": {"code": False, "id_card": False, "face": False},
    "is_online": False,
    "nearest_name_zh": None,
    "nearest_name_en": None,
}
"""Of a terminal without devices."""


class PictureRefused(Exception):
    """What was sent is no picture to look at. reason: format · size · broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Attendants:
    """Of one hall. is_simulation: whether pages say that all of this is made up.

    left_alone: terminals whose front end is other software (XFS4IoT, a wire, a test); one front end at a time.
    """

    def __init__(self, tools: Tools, *, is_simulation: bool, left_alone: frozenset[str] = frozenset()) -> None:
        self._tools = tools
        self._left_alone = left_alone
        self._is_simulation = is_simulation
        self._at: dict[str, Attendant] = {}
        self._running: list[gevent.Greenlet[..., None]] = []

    @property
    def is_busy(self) -> bool:
        """Whether something that was said still waits to be acted on."""
        return not all(each.is_quiet for each in self._at.values())

    def start(self) -> None:
        """Begin to listen. Writers must run."""
        self._tools.peripherals.hear(self._hear_device)
        self._tools.peripherals.beside.append(self)
        self._tools.writer.listeners.append(self._hear_hall)
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
            state: dict[str, object] = {"state": str(TerminalState.OFFLINE), "working": [], **NOWHERE}
        else:
            names = {"name_zh": place.name_zh, "name_en": place.name_en}
            state = {
                "state": str(found.state),
                "working": list(found.working),
                "ways": {WORDS[proof]: works for proof, works in proofs_here(found).items()},
                "is_online": self._tools.peripherals.is_online(terminal),
                **self._nearest(terminal),
            }
        return {"key": terminal, **names, **state, "simulation": self._is_simulation}

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
        record = {"id": notice.id, "code": notice.code, "at_ms": notice.at_ms, "device": notice.device}
        shown = {"screen": screen_of(notice.code), "is_full": is_full(notice.code)}
        return {notice.id: record | shown}

    def matters(self, terminal: str) -> Collection:
        """What can be done at a terminal now, and where else."""
        try:
            found = self._tools.peripherals.terminal(terminal)
        except UnknownTerminal:
            return {}
        session = self._tools.writer.committed.state.sessions.get(terminal)
        return matter_records(found, session, self._others(terminal), self._names())

    def _others(self, terminal: str) -> list[tuple[Terminal, bool]]:
        """The other terminals of this hall, and whether nobody stands there."""
        state, known = self._tools.writer.committed.state, self._tools.peripherals.terminals
        keys = () if state.config is None else state.config.terminals
        return [
            (self._tools.peripherals.terminal(key), key not in state.sessions)
            for key in keys
            if key != terminal and key in known
        ]

    def _names(self) -> dict[str, tuple[str, str]]:
        places = self._tools.peripherals.terminals
        return {key: (place.name_zh, place.name_en) for key, place in places.items()}

    def _nearest(self, terminal: str) -> dict[str, object]:
        """A terminal to go to instead, if this one is of no use."""
        found = nearest(self._others(terminal), ("log_in",))
        zh, en = (None, None) if found is None else self._names()[found.name]
        return {"nearest_name_zh": zh, "nearest_name_en": en}

    # Listening.

    def _open(self) -> None:
        """Put an attendant behind every terminal that has none, and let the issuer know it."""
        config, known = self._tools.writer.committed.state.config, self._tools.peripherals.terminals
        for terminal in () if config is None else config.terminals:
            if terminal in self._at or terminal not in known:
                continue
            if terminal not in self._tools.issuer.committed.state.terminals:
                self._tools.issuer.submit(EnrolTerminal(terminal=terminal))
            attendant = self._at[terminal] = Attendant(terminal, self._tools)
            attendant.is_aside = terminal in self._left_alone
            self._running.append(gevent.spawn(attendant.run))

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
