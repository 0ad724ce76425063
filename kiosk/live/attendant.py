"""The attendant (值守) of one terminal: listens to its devices and tells the hall what they mean.

Scanner and ID-card reader are read all the time, the camera only after the tap that consents. What they read becomes a
verdict of the issuer and a command of the hall, or a notice that says why not. A device that works holds the session's
timers, one that needs a person becomes a task, the end of a session wipes the devices. One thing after the other, in a
greenlet of its own: nothing that is read ever waits on the rack.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Final

import gevent
from gevent.queue import Queue

from devices import messages as m
from devices.core import Device
from devices.terminal import Terminal, TerminalChanged
from kiosk.hall import commands as c, events as e
from kiosk.hall.lifecycles import SessionState
from kiosk.identity.issuer.events import AuthorisationRevoked
from kiosk.identity.levels import Proof
from kiosk.live import attending
from kiosk.live.log_in import FACE_TRIES, LogIn
from kiosk.live.loop import Overloaded, StoreUnavailable
from kiosk.live.peripherals import DeviceFault
from kiosk.live.post import Post, Tools
from kiosk.live.printing import GONE, Printing
from kiosk.live.repairs import CUTS, Repairs
from kiosk.live.signing import Signing
from kiosk.live.terminal_now import proofs_here

LOG: Final = logging.getLogger("yzz.attendant")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A device should have answered by now. code: what is told if it has not."""

    device: str
    op_id: str
    code: str


class Attendant:
    """Of one terminal. is_aside: the readers belong to another front end now. is_shut: whether its zone is."""

    def __init__(self, terminal: str, tools: Tools, *, is_shut: Callable[[], bool] = lambda: False) -> None:
        self.terminal = terminal
        self.post = Post(terminal, tools)
        self.login = LogIn(self.post)
        self.repairs = Repairs(self.post, again=lambda: self.hear(attending.LookAround()))
        self.printing = Printing(self.post)
        self.signing = Signing(self.post)
        self.is_aside = False
        self._is_shut = is_shut
        self._devices = tools.peripherals
        self._inbox: Queue[object] = Queue()
        self._is_at_it = False
        self._mine: set[str] = set()
        self._held: set[str] = set()
        self._resting: set[str] = set()
        self._has_read_card = False
        self._shown_ways: dict[Proof, bool] = {}
        self._expected: list[tuple[int, str, Overdue]] = []

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits for it."""
        return self._inbox.empty() and not self._is_at_it

    def hear(self, said: object) -> None:
        """A device or the hall has said something; never waits."""
        self._inbox.put(said)

    def run(self) -> None:
        """Listen for ever: a greenlet of its own."""
        self._take_over()
        self.printing.resume()
        # Tasks and devices of before: somebody may be at work here, and somebody may be needed.
        self._inbox.put(attending.LookAround())
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

    def _take_over(self) -> None:
        """After a restart nothing of before it runs: what held the session lets it go, and is told as lost."""
        try:
            session = self.post.session()
            if session is not None and session.state is SessionState.HELD:
                self._release()
                self.post.tell("operation_lost", self._lost_device())
        except (Overloaded, StoreUnavailable):
            # The hall's own deadline ends the hold.
            LOG.warning("terminal %s: the hold of before the start stands", self.terminal)

    def _lost_device(self) -> str | None:
        """The device whose operation held the session when the last service ended, or None."""
        for terminal, ended in self.post.tools.lost:
            if terminal == self.terminal and (self._kind_of(ended.device), ended.op) in attending.HOLDS:
                return ended.device
        return None

    def next_deadline(self) -> int | None:
        """When a device is overdue, or None."""
        return self._expected[0][0] if self._expected else None

    def tick(self, now_ms: int) -> None:
        """Time has passed: whoever should have answered is looked at."""
        while self._expected and self._expected[0][0] <= now_ms:
            self.hear(heappop(self._expected)[2])

    def stand_aside(self, *, is_aside: bool) -> None:
        """Leave the readers to another front end, or take them back."""
        if is_aside == self.is_aside:
            return
        self.is_aside = is_aside
        if is_aside:
            self._stop_reading()
        self.hear(None)

    def look_at_door(self) -> None:
        """The zone has opened or closed; never waits, and asks nothing of devices that are just being woken."""
        self.hear(None)

    def _stop_reading(self) -> None:
        """End what is being read for nobody."""
        for op_id, name in [(each.running.op_id, name) for name, each in self._parts() if each.running is not None]:
            if op_id in self._mine:
                self._devices.ask(self.terminal, name, m.Abort(op_id=op_id))

    # What the page asks.

    def scan(self, session: str, text: str) -> None:
        """A text that was pasted or typed goes before the scanner. Raises SessionOver, DeviceFault."""
        self.post.must_run(session)
        name = self._name_of("scanner")
        if name is None or not self._device(name).is_working:
            raise self._told("scanner_unavailable", name)
        running = self._device(name).running
        self._devices.ask(self.terminal, name, m.Stimulus(kind="code", value={"text": text}))
        if running is not None:
            self._expect(name, running.op_id, "scanner_silent")

    def look(self, session: str) -> None:
        """The camera looks once; the outcome comes by itself. Raises SessionOver, DeviceFault."""
        running = self.post.must_run(session)
        if running.subject is None:
            raise DeviceFault("identify_first")
        if self.login.tries >= FACE_TRIES:
            raise self._told("face_tries_over", attending.CAMERA)
        name = self._name_of(attending.CAMERA)
        under_way = None if name is None else self._device(name).running
        if under_way is not None and under_way.op == "verify" and under_way.op_id in self._mine:
            # It looks already; whoever touches twice is told what comes of that.
            return
        if name is None or not self._device(name).can("verify") or under_way is not None:
            raise self._told("face_unavailable", attending.CAMERA)
        args = {"holder": running.subject, "session": running.session}
        self._mine.add(self._devices.begin(self.terminal, name, "verify", args, attending.LOOK_MS))

    def _told(self, code: str, device: str | None) -> DeviceFault:
        """The fault, which the page is told in its room as well."""
        self.post.tell(code, device)
        return DeviceFault(code)

    def scanner_faults(self) -> tuple[str, ...]:
        """Kinds of faults that lie over the scanner's optics now."""
        name = self._name_of("scanner")
        return () if name is None else tuple(each.kind for each in self._device(name).active.values())

    # Listening.

    def _listen(self) -> None:
        """Begin to read whatever can be read and is not."""
        if self.is_aside:
            return
        if (self._is_shut() or self._terminal().is_supervised) and self.post.session() is None:
            # Behind a shut door, and in the hands of who repairs it, the readers rest, but for whoever is still there.
            self._stop_reading()
            return
        for name, device in self._parts():
            is_spent = device.KIND == "id_reader" and self._has_read_card
            is_free = device.KIND in attending.READERS and device.running is None and device.can("read")
            if is_free and not is_spent and name not in self._resting:
                self._mine.add(self._devices.begin(self.terminal, name, "read"))

    def _began(self, said: m.Began) -> None:
        session = self.post.session()
        hold = attending.HOLDS.get((self._kind_of(said.device), said.op))
        if hold is not None and session is not None:
            self._held.add(said.op_id)
            name, (reason, for_ms) = session.session, hold
            self.post.submit(c.HoldSession(terminal=self.terminal, session=name, reason=reason, for_ms=for_ms))

    def _ended(self, said: m.Ended) -> None:
        self.printing.end(said)
        self.signing.end(said)
        self._let_go(said.op_id)
        if said.op_id not in self._mine:
            return
        self._mine.discard(said.op_id)
        if said.code is m.Code.CANCELED:
            return
        kind = self._kind_of(said.device)
        if kind == "id_reader":
            self._has_read_card = said.code in attending.ANSWERED and said.error != "noMedia"
        if kind in attending.UNREAD and said.code is not m.Code.SUCCESS:
            self._fail(said.device, attending.UNREAD[kind][said.code is not m.Code.COMMAND_ERROR])
        elif kind in READINGS:
            READINGS[kind](self.login, said)
        session = self.post.session()
        if kind == "id_reader" and self._has_read_card and session is not None and not session.has_card:
            self._submit_card(session.session)

    def _let_go(self, what: str) -> None:
        """Something no longer holds the session's timers."""
        if what in self._held:
            self._held.discard(what)
            self._release()

    def _expect(self, device: str, op_id: str, code: str) -> None:
        at_ms = self.post.tools.clock.now_ms() + attending.ANSWER_MS
        heappush(self._expected, (at_ms, op_id, Overdue(device, op_id, code)))
        self._devices.wake()

    def _miss(self, said: Overdue) -> None:
        """A device that has something before it says nothing: give the order up, and tell."""
        running = self._device(said.device).running
        if running is None or running.op_id != said.op_id or said.op_id not in self._mine:
            return
        self._devices.ask(self.terminal, said.device, m.Abort(op_id=said.op_id))
        self._fail(said.device, said.code)

    def _release(self) -> None:
        session = self.post.session()
        if session is not None and session.state is SessionState.HELD and not self._held:
            self.post.submit(c.ReleaseSession(terminal=self.terminal, session=session.session))

    def _rest(self, device: str) -> None:
        self._resting.add(device)
        gevent.spawn_later(attending.REST_MS / 1000 / self.post.tools.clock.speed, self._rested, device)

    def _rested(self, device: str) -> None:
        self._resting.discard(device)
        self.hear(None)

    def _noticed(self, said: m.Noticed) -> None:
        self._page_moved(said)
        if self._kind_of(said.device) != "id_reader":
            return
        if said.name == "MediaInsertedEvent" and said.op_id is not None:
            self._expect(said.device, said.op_id, "reader_silent")
        session = self.post.tools.writer.committed.state.sessions.get(self.terminal)
        if said.name == "MediaRemovedEvent":
            self._has_read_card = False
            if session is not None and session.has_card:
                self.post.submit(c.RemoveCard(terminal=self.terminal, session=session.session))

    def _page_moved(self, said: m.Noticed) -> None:
        """A page that waits to be taken holds the timers; one that is gone lets them go."""
        waiting, session = f"page:{said.device}", self.post.session()
        if said.name == "MediaPresentedEvent" and session is not None:
            self._held.add(waiting)
            self.post.submit(
                c.HoldSession(
                    terminal=self.terminal, session=session.session, reason="paper", for_ms=attending.PAPER_MS
                )
            )
        elif said.name in GONE:
            self._let_go(waiting)
        self.printing.notice(said)

    def _submit_card(self, session: str) -> None:
        self.post.submit(c.InsertCard(terminal=self.terminal, session=session))

    def _fail(self, device: str, code: str) -> None:
        """A reader has not understood; nobody is told who has not come."""
        self._rest(device)
        if self.post.session() is not None:
            self.post.tell(code, device)

    # Repairs, and the end.

    def _look_around(self, said: object) -> None:
        del said
        self.repairs.look_around()

    def _status_changed(self, said: m.StatusChanged) -> None:
        self.signing.hear(said)
        if said.changes.get("device") in CUTS:
            self.repairs.look_around()
        # A reader that dies unread ends nothing and changes no service: its own page must see it all the same.
        ways = proofs_here(self._terminal())
        if ways != self._shown_ways:
            self._shown_ways = ways
            self.post.tools.nudge(f"terminal:{self.terminal}")

    def _check_agent(self, said: object) -> None:
        """Whoever acts by an authorisation that is no longer in force is shown out; also one who came in that moment."""
        del said
        session = self.post.session()
        if session is not None and not self.login.may_act(session):
            self.post.submit(
                c.EndSession(terminal=self.terminal, session=session.session, reason=attending.AGENT_REVOKED)
            )

    def _unlock(self, event: e.UnlockCodeUsed) -> None:
        """Staff have typed the right code."""
        if event.outcome == "unlocked":
            self._devices.supervise(self.terminal, is_supervised=False)

    def _alarm(self, event: e.CardAlarmed) -> None:
        """A card is left and nobody comes back for it: somebody must keep it."""
        reader = self._name_of("id_reader")
        if reader is not None:
            self.repairs.need(
                m.ActionNeeded(at_ms=event.at_ms, device=reader, cause="card_left", action="collect_card")
            )

    def _wipe(self, event: e.SessionEnded) -> None:
        """Nothing of the person stays at the devices, in the outputs or here."""
        self.login.forget()
        self.signing.forget()
        self._held.clear()
        self._devices.wipe(self.terminal, event.at_ms)
        camera = self._name_of(attending.CAMERA)
        if camera is not None and self._device(camera).can("clear"):
            self._devices.begin(self.terminal, camera, "clear")
        self.post.set_notice(None)
        if event.reason in attending.SHOWN_OUT:
            self.post.tell(event.reason)

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
        return self._terminal().name_of(kind)


REACTIONS: Final[dict[type[Any], Callable[[Attendant, Any], None]]] = {
    m.Began: Attendant._began,
    m.Ended: Attendant._ended,
    m.Noticed: Attendant._noticed,
    m.ActionNeeded: lambda attendant, said: attendant.repairs.need(said),
    m.StatusChanged: Attendant._status_changed,
    AuthorisationRevoked: Attendant._check_agent,
    e.LoggedIn: Attendant._check_agent,
    e.UnlockCodeUsed: Attendant._unlock,
    attending.LookAround: Attendant._look_around,
    TerminalChanged: Attendant._changed,
    Overdue: Attendant._miss,
    e.SessionStarted: Attendant._welcome,
    e.SessionEnded: Attendant._wipe,
    e.PaperOrdered: lambda attendant, event: attendant.printing.order(event),
    e.CardAlarmed: Attendant._alarm,
    e.TaskAdvanced: lambda attendant, event: attendant.repairs.advance(event),
}
"""What was said -> what is done about it; after anything else the readers are looked after all the same."""

READINGS: Final[dict[str, Callable[[LogIn, m.Ended], None]]] = {
    "scanner": LogIn.read_code,
    "id_reader": LogIn.read_card,
    attending.CAMERA: LogIn.read_face,
}
"""Kind of device -> what its operation's end means."""
