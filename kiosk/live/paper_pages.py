"""Pages of papers (单据内容): what was first printed, kept so that the same bytes are printed again.

An erasable table beside the journal, because a name may stand on a page. Written before the printer is asked; erased once
the paper is in somebody's hand, and with the day at the latest.

Source: design, fine print 12 and 50; approval.md, order of making a document
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import gevent
from sqlalchemy import Connection, delete, insert, select

from kiosk.hall import events as e
from kiosk.hall.lifecycles import PaperState
from kiosk.journal import Entry
from kiosk.live.store import Store
from kiosk.live.tables import PAPER_PAGES
from kiosk.live.writer import HallWriter

DONE = frozenset({PaperState.TAKEN, PaperState.SENT})
"""States of a paper that nobody prints again; what was sent to a phone lies there."""


class PaperPages:
    """Of one hall."""

    def __init__(self, writer: HallWriter, store: Store) -> None:
        self._writer = writer
        self._store = store

    def start(self) -> None:
        """Erase what was left behind, and listen. The writer must run."""
        self._writer.listeners.append(self._hear)
        gevent.spawn(self.erase_done)

    def keep(self, paper: str, page: str, at_ms: int) -> str:
        """The page of a paper, durable: this one, or the one that was kept before."""
        row = {"hall": self._writer.hall, "paper": paper, "page": page, "at_ms": at_ms}
        return self._store.write(lambda connection: _keep(connection, row))

    def erase_done(self) -> None:
        """Erase the page of whatever will not be printed again."""
        # First what there is, then what is wanted: what is written in between is in neither.
        there = self._store.read(lambda connection: _papers(connection, self._writer.hall))
        papers = self._writer.committed.state.papers.values()
        doomed = there - {each.paper for each in papers if each.state not in DONE}
        if doomed:
            self._store.write(lambda connection: _erase(connection, self._writer.hall, doomed))

    def _hear(self, entries: Sequence[Entry]) -> None:
        if any(_is_last(event) for entry in entries for event in entry.events):
            gevent.spawn(self.erase_done)


def _is_last(event: e.Event) -> bool:
    """Whether pages may be done with from here on."""
    return isinstance(event, e.DayTurned) or (isinstance(event, e.PaperSettled) and event.outcome in {"take", "send"})


def _keep(connection: Connection, row: Mapping[str, object]) -> str:
    table = PAPER_PAGES
    same = (table.c.hall == row["hall"], table.c.paper == row["paper"])
    kept = connection.execute(select(table.c.page).where(*same)).scalar()
    if kept is None:
        connection.execute(insert(table), [row])
    return str(row["page"] if kept is None else kept)


def _papers(connection: Connection, hall: str) -> set[str]:
    return set(connection.execute(select(PAPER_PAGES.c.paper).where(PAPER_PAGES.c.hall == hall)).scalars())


def _erase(connection: Connection, hall: str, doomed: set[str]) -> None:
    table = PAPER_PAGES
    connection.execute(delete(table).where(table.c.hall == hall, table.c.paper.in_(sorted(doomed))))
