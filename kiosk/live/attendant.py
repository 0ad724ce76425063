"""The attendant (值守) of one terminal: listens to its devices and tells the hall what they mean.

Scanner and ID-card reader are read all the time, the camera only after the tap that consents. What they read becomes a
verdict of the issuer and a command of the hall, or a notice that says why not. A device that works holds the session's
timers, one that needs a person becomes a task, the end of a session wipes the devices. One thing after the other, in a
greenlet of its own: nothing that is read ever waits on the rack.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import gevent
from gevent.queue import Queue

from devices import messages as m
from devices.core import Device
from devices.terminal import Terminal, TerminalChanged
from kiosk.hall import commands as c
from kiosk.hall import events as e
from kiosk.hall.commands import TaskStep
from kiosk.hall.lifecycles import SessionState
from kiosk.live.log_in import FACE_TRIES, LogIn
from kiosk.live.loop import Overloaded, StoreUnavailable
from kiosk.live.peripherals import DeviceFault
from kiosk.live.post import Post, Tools

LOG: Final = logging.getLogger("yzz.attendant")
READERS: Final = ("scanner", "id_reader")
"""Kinds of devices that are read all the time."""
CAMERA: Final = "face_camera"
HOLDS: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("receipt_printer", "print"): ("printing", 30_000),
    ("document_printer", "print"): ("printing", 60_000),
    (CAMERA, "verify"): ("face", 15_000),
}
"""(kind, operation) that holds the timers -> reason, and how long it is expected to take, in ms."""
LOOK_MS: Final = 20_000
"""Longest look of the camera, in service time."""
REST_MS: Final = 1_000
"""A reader that failed is not read again for so long."""


class Attendant:
    """Of one terminal. is_aside: the readers belong to another front end now."""

    def __init__(self, terminal: str, tools: Tools) -> None:
        self.terminal = terminal
        self.post = Post(terminal, tools)
        self.login = LogIn(self.post)
        self.is_aside = False
        self._devices = tools.peripherals
        self._inbox: Queue[object] = Queue()
        self._is_at_it = False
        self._mine: set[str] = set()
        self._held: set[str] = set()
        self._resting: set[str] = set()
        self._has_read_card = False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits for it."""
        return self._inbox.empty() and not self._is_at_it

    def hear(self, said: object) -> None:
        """A device or the hall has said something; never waits."""
        self._inbox.put(said)

    def run(self) -> None:
        """Listen for ever: a greenlet of its own."""
        self._listen()
        while True:
            said = self._inbox.get()
            self._is_at_it = True
            try:
                react = REACTIONS.get(type(said))
                if react is not None:
                    react(self, said)
                self._listen()
            except (Overloaded, StoreUnavailable) as refusal:
                self.post.tell(refusal.code)
            except Exception:
                # Whatever it was, the next citizen must find a terminal that listens.
                LOG.exception("terminal %s: %s failed", self.terminal, type(said).__name__)
            finally:
                self._is_at_it = False

    def stand_aside(self, *, is_aside: bool) -> None:
        """Leave the readers to another front end, or take them back."""
        self.is_aside = is_aside
        for op_id, name in [(each.running.op_id, name) for name, each in self._parts() if each.running is not None]:
            if is_aside and op_id in self._mine:
                self._devices.ask(self.terminal, name, m.Abort(op_id=op_id))
        self.hear(None)

    # What the page asks.

    def scan(self, session: str, text: str) -> None:
        """A text that was pasted or typed goes before the scanner. Raises SessionOver, DeviceFault."""
        self.post.must_run(session)
        name = self._name_of("scanner")
        if name is None or not self._device(name).is_working:
            raise DeviceFault("scanner_unavailable")
        self._devices.ask(self.terminal, name, m.Stimulus(kind="code", value={"text": text}))

    def look(self, session: str) -> None:
        """The camera looks once; the outcome comes by itself. Raises SessionOver, DeviceFault."""
        running = self.post.must_run(session)
        if running.subject is None:
            raise DeviceFault("identify_first")
        if self.login.tries >= FACE_TRIES:
            raise DeviceFault("face_tries_over")
        name = self._name_of(CAMERA)
        if name is None or not self._device(name).can("verify") or self._device(name).running is not None:
            raise DeviceFault("face_unavailable")
        args = {"holder": running.subject, "session": running.session}
        self._mine.add(self._devices.begin(self.terminal, name, "verify", args, LOOK_MS))

    def scanner_faults(self) -> tuple[str, ...]:
        """Kinds of faults that lie over the scanner's optics now."""
        name = self._name_of("scanner")
        return () if name is None else tuple(each.kind for each in self._device(name).active.values())

    # Listening.

    def _listen(self) -> None:
        """Begin to read whatever can be read and is not."""
        if self.is_aside:
            return
        for name, device in self._parts():
            is_spent = device.KIND == "id_reader" and self._has_read_card
            is_free = device.KIND in READERS and device.running is None and device.can("read")
            if is_free and not is_spent and name not in self._resting:
                self._mine.add(self._devices.begin(self.terminal, name, "read"))

    def _began(self, said: m.Began) -> None:
        session = self.post.session()
        hold = HOLDS.get((self._kind_of(said.device), said.op))
        if hold is not None and session is not None:
            self._held.add(said.op_id)
            reason, for_ms = hold
            self.post.submit(
                c.HoldSession(terminal=self.terminal, session=session.session, reason=reason, for_ms=for_ms)
            )

    def _ended(self, said: m.Ended) -> None:
        if said.op_id in self._held:
            self._held.discard(said.op_id)
            self._release()
        if said.op_id not in self._mine:
            return
        self._mine.discard(said.op_id)
        if said.code is m.Code.CANCELED:
            return
        kind = self._kind_of(said.device)
        if kind == "id_reader":
            self._has_read_card = said.error != "noMedia"
        if kind in UNREAD and said.code is not m.Code.SUCCESS:
            self._fail(said.device, UNREAD[kind])
        elif kind in READINGS:
            READINGS[kind](self.login, said)
        session = self.post.session()
        if kind == "id_reader" and self._has_read_card and session is not None and not session.has_card:
            self._submit_card(session.session)

    def _release(self) -> None:
        session = self.post.session()
        if session is not None and session.state is SessionState.HELD and not self._held:
            self.post.submit(c.ReleaseSession(terminal=self.terminal, session=session.session))

    def _rest(self, device: str) -> None:
        self._resting.add(device)
        gevent.spawn_later(REST_MS / 1000 / self.post.tools.clock.speed, self._rested, device)

    def _rested(self, device: str) -> None:
        self._resting.discard(device)
        self.hear(None)

    def _noticed(self, said: m.Noticed) -> None:
        if self._kind_of(said.device) != "id_reader":
            return
        session = self.post.tools.writer.committed.state.sessions.get(self.terminal)
        if said.name == "MediaRemovedEvent":
            self._has_read_card = False
            if session is not None and session.has_card:
                self.post.submit(c.RemoveCard(terminal=self.terminal, session=session.session))

    def _submit_card(self, session: str) -> None:
        self.post.submit(c.InsertCard(terminal=self.terminal, session=session))

    def _fail(self, device: str, code: str) -> None:
        """A reader has not understood; nobody is told who has not come."""
        self._rest(device)
        if self.post.session() is not None:
            self.post.tell(code, device)

    # Repairs, and the end.

    def _need(self, said: m.ActionNeeded) -> None:
        self.post.submit(c.ReportNeed(terminal=self.terminal, device=said.device, cause=said.cause, action=said.action))

    def _advance(self, event: e.TaskAdvanced) -> None:
        """Staff have done a step: what they did happens to the device."""
        task = self.post.tools.writer.committed.state.tasks.get(event.task)
        device = None if task is None else self._terminal().devices.get(task.device)
        if task is None or device is None:
            return
        remedies = device.remedies_of(task.cause) if event.step is TaskStep.ACT else ()
        asked: list[m.Command] = [m.Stimulus(kind=remedy) for remedy in remedies]
        if event.step is TaskStep.RESET and not device.is_working:
            asked.append(m.Reset(by=m.Who.SUPERVISOR))
        for command in asked:
            try:
                self._devices.ask(self.terminal, device.name, command)
            except m.DeviceRefusal as refusal:
                LOG.info("terminal %s: %s: %s", self.terminal, device.name, refusal)

    def _wipe(self, event: e.SessionEnded) -> None:
        """Nothing of the person stays at the devices, in the outputs or here."""
        del event
        self.login.forget()
        self._held.clear()
        self._devices.wipe(self.terminal)
        camera = self._name_of(CAMERA)
        if camera is not None and self._device(camera).can("clear"):
            self._devices.begin(self.terminal, camera, "clear")
        self.post.set_notice(None)

    def _welcome(self, event: e.SessionStarted) -> None:
        """What did not work for somebody before is no business of whoever comes now."""
        notice = self.post.notice
        if notice is not None and notice.at_ms < event.at_ms:
            self.post.set_notice(None)

    def _changed(self, said: TerminalChanged) -> None:
        del said
        self.post.tools.nudge(f"terminal:{self.terminal}")

    # Small words.

    def _terminal(self) -> Terminal:
        return self._devices.terminal(self.terminal)

    def _parts(self) -> list[tuple[str, Device]]:
        return list(self._terminal().devices.items())

    def _device(self, name: str) -> Device:
        return self._terminal().devices[name]

    def _kind_of(self, name: str) -> str:
        device = self._terminal().devices.get(name)
        return "" if device is None else device.KIND

    def _name_of(self, kind: str) -> str | None:
        return next((name for name, device in self._parts() if kind == device.KIND), None)


REACTIONS: Final[dict[type[Any], Callable[[Attendant, Any], None]]] = {
    m.Began: Attendant._began,
    m.Ended: Attendant._ended,
    m.Noticed: Attendant._noticed,
    m.ActionNeeded: Attendant._need,
    TerminalChanged: Attendant._changed,
    e.SessionStarted: Attendant._welcome,
    e.SessionEnded: Attendant._wipe,
    e.TaskAdvanced: Attendant._advance,
}
"""What was said -> what is done about it; after anything else the readers are looked after all the same."""

READINGS: Final[dict[str, Callable[[LogIn, m.Ended], None]]] = {
    "scanner": LogIn.read_code,
    "id_reader": LogIn.read_card,
    CAMERA: LogIn.read_face,
}
"""Kind of device -> what its operation's end means."""

UNREAD: Final[Mapping[str, str]] = {"scanner": "code_unreadable", "id_reader": "card_unreadable"}
"""Kind of reader -> what its failure is told as."""
