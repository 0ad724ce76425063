"""Signing (签名): whoever is logged in signs for a matter on the terminal's pad, or taps, because nobody needs a steady hand.

The page asks; the pad's operation runs; strokes come from the page where the pad is the screen itself, else from the pad.
What the hall is told is their length and keyed hash. The strokes stay here, in memory, until the session ends.

    page                         here                          hall
    ask(session, matter)    ->   the pad's `sign` runs
    draw(session, strokes)  ->   its stimulus (screen only)
    leave(session)          ->   the pad is let go: somebody has gone back
                                 the pad is done          ->   SignMatter(way=pad) -> MatterSigned
    tapping(session, matter) ->  the pad is let go; the caller submits SignMatter(way=tap)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from devices import messages as m
from devices.core import Device
from devices.sign_pad import MOST_STROKES as MOST_STROKES, Pad, SignPad, Stroke
from devices.terminal import Terminal
from kiosk.hall import commands as c
from kiosk.hall.state import Session
from kiosk.live.peripherals import DeviceFault
from kiosk.live.post import Post

KIND: Final = SignPad.KIND
SIGN_MS: Final = 60_000
"""The pad waits so long for a signature, in service time."""
UNAVAILABLE: Final = "sign_pad_unavailable"
FAILED: Final = "failed"
PAD_STATES: Final = {Pad.WAITING: "waiting", Pad.SIGNING: "signing"}


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody is asked to sign for."""

    op_id: str
    session: str
    matter: str


def pad_here(terminal: Terminal) -> str:
    """Where one signs: on the `screen`, on a pad `beside` it, or nowhere (`off`): then a tap is all there is."""
    name = terminal.name_of(KIND)
    if name is None or not terminal.devices[name].can("sign"):
        return "off"
    return "screen" if _is_screen(terminal, name) else "beside"


def _is_screen(terminal: Terminal, name: str) -> bool:
    part = terminal.profile.parts.get(name)
    return part is not None and part.is_screen


class Signing:
    """At one post. strokes: of this session, matter -> what was drawn; nothing else keeps them."""

    def __init__(self, post: Post) -> None:
        self.strokes: dict[str, tuple[Stroke, ...]] = {}
        self._post = post
        self._job: Job | None = None
        self._has_failed = False

    # What the page asks.

    def ask(self, session: str, matter: str) -> None:
        """Let the pad wait for a signature; whoever is asked already is not asked anew.

        Raises SessionOver, DeviceFault.
        """
        if self._post.must_run(session).subject is None:
            raise DeviceFault("identify_first")
        if self._job is not None and (self._job.session, self._job.matter) == (session, matter):
            return
        self._let_go()
        terminal, name = self._terminal(), self._terminal().name_of(KIND)
        if name is None or not terminal.devices[name].can("sign") or terminal.devices[name].running is not None:
            raise DeviceFault(UNAVAILABLE)
        op_id = self._post.tools.peripherals.begin(terminal.name, name, "sign", timeout_ms=SIGN_MS)
        # A pad that fails at once has said so by now, and nobody was listening for it.
        running = terminal.devices[name].running
        self._has_failed = running is None or running.op_id != op_id
        self._job = None if self._has_failed else Job(op_id, session, matter)
        self._nudge()

    def draw(self, session: str, strokes: Sequence[object]) -> None:
        """The whole signature, drawn on the screen and confirmed. Raises SessionOver, DeviceFault."""
        self._post.must_run(session)
        terminal, name = self._terminal(), self._terminal().name_of(KIND)
        if name is None or not terminal.devices[name].is_working:
            raise DeviceFault(UNAVAILABLE)
        if not _is_screen(terminal, name):
            raise DeviceFault("sign_on_the_pad")
        if self._job is None or self._job.session != session:
            raise DeviceFault("not_asked_to_sign")
        try:
            self._post.tools.peripherals.ask(terminal.name, name, m.Stimulus(kind="sign", value={"strokes": strokes}))
        except m.InvalidStimulus:
            raise DeviceFault("strokes_invalid") from None

    def tapping(self, session: str, matter: str) -> c.SignMatter:
        """The command that says so; the pad is not waited for any longer. Raises SessionOver."""
        self._post.must_run(session)
        self._let_go()
        # What counts is the last word: a tap takes the place of what was drawn before.
        self.strokes.pop(matter, None)
        return c.SignMatter(terminal=self._post.terminal, session=session, matter=matter, way="tap")

    def leave(self, session: str) -> None:
        """They have gone back, or on: the pad waits no longer, and nothing that was drawn meanwhile counts.

        Raises SessionOver.
        """
        self._post.must_run(session)
        self._let_go()
        self._nudge()

    def state(self, session: Session) -> str | None:
        """How the pad stands for this session: waiting · signing · failed, or None."""
        if self._job is not None and self._job.session == session.session:
            pad = self._pad()
            return None if pad is None else PAD_STATES.get(pad.parts["pad"])
        return FAILED if self._has_failed else None

    # What the pad says.

    def hear(self, said: m.StatusChanged) -> None:
        """Somebody writes: a sign of life, and the page shows it."""
        if self._job is None or said.device != self._terminal().name_of(KIND):
            return
        if said.changes.get("pad") == Pad.SIGNING:
            self._post.submit(c.TouchSession(terminal=self._post.terminal, session=self._job.session))
        self._nudge()

    def end(self, said: m.Ended) -> None:
        """The pad is done, or has given up."""
        job = self._job
        if job is None or job.op_id != said.op_id:
            return
        self._job = None
        self._has_failed = said.code is not m.Code.SUCCESS and said.code is not m.Code.CANCELED
        if said.code is m.Code.SUCCESS:
            strokes: tuple[Stroke, ...] = tuple(said.result["strokes"])  # type: ignore[arg-type]  # the model's own result
            self.strokes[job.matter] = strokes
            drawn = orjson.dumps(strokes)
            self._post.submit(
                c.SignMatter(
                    terminal=self._post.terminal,
                    session=job.session,
                    matter=job.matter,
                    way="pad",
                    length=len(drawn),
                    digest=self._post.tools.people.stroke_hash(drawn),
                )
            )
        self._nudge()

    def forget(self) -> None:
        """The session is over: nothing of it stays."""
        self.strokes.clear()
        self._job, self._has_failed = None, False

    def _let_go(self) -> None:
        """Nobody waits for the pad any longer."""
        job, pad = self._job, self._pad()
        self._job, self._has_failed = None, False
        if job is not None and pad is not None and pad.running is not None and pad.running.op_id == job.op_id:
            self._post.tools.peripherals.ask(self._post.terminal, pad.name, m.Abort(op_id=job.op_id))

    def _terminal(self) -> Terminal:
        return self._post.tools.peripherals.terminal(self._post.terminal)

    def _pad(self) -> Device | None:
        terminal = self._terminal()
        name = terminal.name_of(KIND)
        return None if name is None else terminal.devices[name]

    def _nudge(self) -> None:
        self._post.tools.nudge(f"terminal:{self._post.terminal}")
