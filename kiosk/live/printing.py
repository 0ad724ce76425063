"""Printing (出件): what somebody has ordered goes to the printer or to their phone, and the hall hears what became of it.

An order is never sent twice by itself: what the printer has not answered is lost, and only its holder may ask again.
After a restart whatever was being printed is lost as well. What is printed again are the bytes that were printed first.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from devices import messages as m
from devices.xfs.layout import DOTS_A_MM, ROLL_DOTS, SHEET_DOTS
from kiosk.hall import commands as c, events as e
from kiosk.hall.lifecycles import PaperState
from kiosk.hall.state import Paper
from kiosk.live.case_file import CaseAway, alias_of
from kiosk.live.loop import StoreUnavailable
from kiosk.live.peripherals import BUSY, FAULTS, UNREACHABLE
from kiosk.live.post import Post

SIZES: Final[Mapping[str, tuple[int, int]]] = {"receipt_printer": (200, 30_000), "document_printer": (1, 60_000)}
"""Kind of printer -> millimetres or sheets of a paper, and how long it may take, in ms of service time."""
ENDS: Final[Mapping[str, str]] = {**FAULTS, "retractBinFull": "printer_bin_full"}
"""How a print ended -> its problem; everything else is a printer that cannot be reached."""
LINES_OF_A_SHEET: Final = 20
"""How long a full sheet takes the mechanism, in lines of text."""
LINES_OF_A_SLIP: Final = 40
"""How long a drawn receipt takes it."""
SILENT: Final = "printer_silent"
PHONE: Final = "phone"
"""In place of a printer: the page goes to its holder's phone."""
PHONE_AWAY: Final = "phone_unavailable"
NOT_TAKEN: Final = "paper_not_taken"
GONE: Final[Mapping[str, tuple[str, str | None]]] = {
    "MediaTakenEvent": ("take", None),
    "MediaAutoRetractedEvent": ("retract", NOT_TAKEN),
}
"""Event of a printer -> what becomes of the paper in its mouth, and why."""


class Printing:
    """At one post."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._jobs: dict[str, str] = {}
        self._lying: dict[str, str] = {}

    def resume(self) -> None:
        """The service has started: what it was told to print before, it cannot know of."""
        state = self._post.tools.writer.committed.state
        for paper in list(state.papers.values()):
            if paper.terminal != self._post.terminal or paper.state is not PaperState.ORDERED:
                continue
            if paper.device == PHONE:
                self._send(paper, paper.ordered_at_ms)
            else:
                self._settle(paper.paper, "lose", SILENT)

    def order(self, event: e.PaperOrdered) -> None:
        """Print or send it now, or say why not."""
        if event.device == PHONE:
            self._send(event, event.at_ms)
            return
        peripherals, terminal = self._post.tools.peripherals, self._post.terminal
        device = peripherals.terminal(terminal).name_of(event.device)
        if device is None:
            self._settle(event.paper, "fail", UNREACHABLE)
            return
        try:
            args = self._job(event)
        except (SQLAlchemyError, CaseAway):
            # What could not be kept could not be printed again as it was.
            self._settle(event.paper, "fail", StoreUnavailable.code)
            return
        try:
            op_id = peripherals.begin(terminal, device, "print", args, SIZES[event.device][1])
        except m.DeviceBusy:
            self._settle(event.paper, "fail", BUSY)
        else:
            self._jobs[op_id] = event.paper

    def _job(self, event: e.PaperOrdered) -> dict[str, object]:
        """What the printer gets: a drawn receipt, a stored sheet, or a text. Raises CaseAway, SQLAlchemyError."""
        page = self._post.tools.pages.keep(event.paper, self._page(event, event.at_ms), event.at_ms)
        desk = self._post.tools.desk
        layout = None if desk is None else desk.papers.printable(page)
        if layout is None:
            return {"lines": page.count("\n") + 1, "length": SIZES[event.device][0], "page": page}
        if layout.width == ROLL_DOTS:
            return {"lines": LINES_OF_A_SLIP, "length": ceil(layout.height / DOTS_A_MM), "page": layout}
        sheets = layout.height // SHEET_DOTS[1]
        return {"lines": LINES_OF_A_SHEET * sheets, "length": sheets, "page": layout}

    def end(self, said: m.Ended) -> None:
        """The printer has answered, or its time is over."""
        paper = self._jobs.pop(said.op_id, None)
        if paper is None:
            return
        if said.code is m.Code.SUCCESS:
            self._lying[said.device] = paper
            self._settle(paper, "print", None)
        elif said.code is m.Code.TIMED_OUT:
            self._settle(paper, "lose", SILENT)
        elif said.code is m.Code.CANCELED:
            self._settle(paper, "fail", None)
        else:
            self._settle(paper, "fail", ENDS.get(said.error or str(said.code), UNREACHABLE))

    def notice(self, said: m.Noticed) -> None:
        """Somebody took the paper, or nobody did."""
        gone = GONE.get(said.name)
        paper = None if gone is None else self._lying.pop(said.device, None)
        if gone is not None and paper is not None:
            self._settle(paper, *gone)

    def _settle(self, paper: str, outcome: str, cause: str | None) -> None:
        self._post.submit(c.SettlePaper(paper=paper, outcome=outcome, cause=cause))

    def _send(self, paper: e.PaperOrdered | Paper, at_ms: int) -> None:
        """To the phone of whoever ordered it; the same page that would have been printed."""
        files, hall = self._post.tools.files, self._post.tools.writer.hall
        try:
            if files is None:
                self._settle(paper.paper, "fail", PHONE_AWAY)
                return
            page = self._post.tools.pages.keep(paper.paper, self._page(paper, at_ms), at_ms)
            files.put(hall, paper.paper, paper.subject, paper.matter, page)
        except (SQLAlchemyError, CaseAway):
            self._settle(paper.paper, "fail", PHONE_AWAY)
        else:
            self._settle(paper.paper, "send", None)

    def _page(self, paper: e.PaperOrdered | Paper, at_ms: int) -> str:
        """What is printed: the certificate of a case, or its receipt. Raises CaseAway."""
        desk = self._post.tools.desk
        if desk is None or alias_of(paper.matter) is None:
            raise CaseAway
        return desk.papers.page(paper.matter, self._post.terminal, at_ms)
