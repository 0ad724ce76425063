"""A post (岗位): the hall as seen from one terminal, for whoever attends it.

Who stands there, what the hall is told, and the notice that the page shows when something did not work.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson

from devices.messages import Ended
from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import SOMEBODY_THERE
from kiosk.hall.refusals import SessionOver
from kiosk.hall.state import Session
from kiosk.live.case_desk import CaseDesk
from kiosk.live.clock import ServiceClock
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.paper_pages import PaperPages
from kiosk.live.people import People, day_of
from kiosk.live.peripherals import Peripherals
from kiosk.live.phone_files import PhoneFiles
from kiosk.live.writer import HallWriter

PRINCIPAL: Final = "driver:attendant"
HTTP_OK: Final = 200
SESSION_BYTES: Final = 12
NOTICE_MS: Final = 60_000
"""How long a notice is shown, in service time; nobody reads one that was told to whoever has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What attendants work with. nudge: told the name of a room that looks different now.

    lost: (terminal, how it ended) of every operation that ran when the last service ended. files: papers on phones,
    None where nothing can be sent. desk: of cases, None where this hall has none.
    """

    writer: HallWriter
    issuer: IssuerWriter
    peripherals: Peripherals
    people: People
    pages: PaperPages
    clock: ServiceClock
    utc_offset_min: int
    nudge: Callable[[str], None]
    lost: Sequence[tuple[str, Ended]] = ()
    files: PhoneFiles | None = None
    desk: CaseDesk | None = None

    def today(self, at_ms: int | None = None) -> date:
        """The local day of a service instant, or of now."""
        return day_of(self.clock.now_ms() if at_ms is None else at_ms, self.utc_offset_min).date()


@dataclass(frozen=True, slots=True)
class Notice:
    """Why the last try did not work. code: a problem."""

    id: str
    code: str
    at_ms: int
    device: str | None


class Post:
    """At one terminal. notice: what its page shows beside the session."""

    def __init__(self, terminal: str, tools: Tools) -> None:
        self.terminal = terminal
        self.tools = tools
        self.notice: Notice | None = None

    def shown_notice(self) -> Notice | None:
        """The notice while it is young; an old one is forgotten."""
        if self.notice is not None and self.tools.clock.now_ms() >= self.notice.at_ms + NOTICE_MS:
            self.notice = None
        return self.notice

    def session(self) -> Session | None:
        """The session of somebody who is there, or None."""
        session = self.tools.writer.committed.state.sessions.get(self.terminal)
        return session if session is not None and session.state in SOMEBODY_THERE else None

    def must_run(self, name: str) -> Session:
        """The session of this name. Raises SessionOver."""
        session = self.session()
        if session is None or session.session != name:
            raise SessionOver(terminal=self.terminal)
        return session

    def today(self, at_ms: int) -> date:
        """The local day of a service instant."""
        return self.tools.today(at_ms)

    def submit(self, command: c.Command, device: str | None = None) -> bool:
        """Whether the hall agrees; what it refuses to somebody at a device is shown to them."""
        answer = self.tools.writer.submit(command, principal=PRINCIPAL, key=None, body_hash="", render=_nothing)
        if answer.status == HTTP_OK:
            return True
        if device is not None:
            self.tell(orjson.loads(answer.body)["error"]["code"], device)
        return False

    def tell(self, code: str, device: str | None = None) -> None:
        """Show why something did not work."""
        now_ms = self.tools.clock.now_ms()
        self.set_notice(Notice(secrets.token_hex(4), code, now_ms, device))

    def set_notice(self, notice: Notice | None) -> None:
        """Show this, or nothing any more."""
        self.notice = notice
        self.tools.nudge(f"terminal:{self.terminal}")


def new_session() -> str:
    """A session's random name."""
    return secrets.token_hex(SESSION_BYTES)


def _nothing(hall: Hall, events: tuple[e.Event, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
