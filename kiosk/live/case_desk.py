"""The case desk (办件台) of one hall: consent, data, verdict, and whatever follows of what the hall has decided.

    open      the hall allots a number; consent is written down; the sources are asked side by side
    check     what they said lies in an erasable table and on the page
    submit    what is old is asked anew; the case is judged; the decision is stored; the hall is told outcomes alone
    after     by the hall's own events: the office makes the certificate, a person has it, or a notice says why not

A file lies here while its citizen stands at the terminal; the hall's tables know the case itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import gevent
from gevent.lock import BoundedSemaphore

from devices.sign_pad import Stroke
from kiosk.calendars.spans import DAY_MS
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_state import matter_today
from kiosk.hall.lifecycles import CaseState
from kiosk.hall.refusals import CaseStepWrong, SessionOver, UnknownCase, UnknownMatter
from kiosk.hall.state import HallState, Session, people_ahead
from kiosk.identity.issuer.state import IssuerState
from kiosk.journal import Entry as JournalEntry
from kiosk.live.authorities import Authorities
from kiosk.live.case_file import (
    CaseFile,
    Record,
    StillFetching,
    file_record,
    paper_of,
)
from kiosk.live.case_judging import CaseJudge
from kiosk.live.case_paper import judged_again
from kiosk.live.case_papers import CasePapers
from kiosk.live.case_reading import CaseReader
from kiosk.live.case_receipts import Receipts
from kiosk.live.case_rows import CaseRows, Row, is_estimated, laid_over, office_days
from kiosk.live.case_store import CaseStore
from kiosk.live.catalogue_book import CatalogueBook, Entry, entering
from kiosk.live.certificate_office import CertificateOffice, NothingToShow
from kiosk.live.clock import ServiceClock
from kiosk.live.loop import Overloaded, StoreUnavailable
from kiosk.live.matter_views import paper_record_of
from kiosk.live.writer import HallWriter

LOG: Final = logging.getLogger("yzz.cases")
PRINCIPAL: Final = "driver:cases"
UNDECIDED: Final = frozenset({CaseState.DRAFT, CaseState.CORRECTING})
MOST_SHOWN: Final = 20
"""Cases of one person on one page."""


class CaseDesk:
    """Of one hall. nudge: told the name of a room that looks different. can_set: whether the paper's font has a text.

    series: digits with which the serials of its cases begin.
    """

    def __init__(
        self,
        writer: HallWriter,
        cases: CaseStore,
        authorities: Authorities,
        book: CatalogueBook,
        issuer: Callable[[], IssuerState],
        clock: ServiceClock,
        nudge: Callable[[str], None],
        can_set: Callable[[str], bool],
        decision_days: int,
        series: str,
    ) -> None:
        self.book = book
        self.cases = cases
        self.rows = CaseRows(writer.hall, writer.recovered.cases.open.values())
        self.authorities = authorities
        self._writer = writer
        self._clock = clock
        self._nudge = nudge
        self._decision_ms = decision_days * DAY_MS
        self.hall = writer.hall
        self.series = series
        self.reader = CaseReader(authorities, clock, issuer, self._show)
        self.finishing = BoundedSemaphore(1)
        """Held by whoever says how a finished case stands and changes it: the hall knows it from them alone."""
        self._files: dict[str, CaseFile] = {}
        # By the hall's own days: whatever calendar a decision is stamped with stands in its journal.
        self.judge = CaseJudge(cases, book, issuer, clock, can_set, lambda: self.state.work_calendar or book.calendar)
        self._seq = writer.committed_seq
        self._fetching: dict[str, gevent.Greenlet[..., None]] = {}

    def attach(self, office: CertificateOffice, receipts: Receipts) -> None:
        """Who makes its certificates and its receipts."""
        self.office = office
        self.papers = CasePapers(self._row_called, lambda: self.state, self.cases, self.book, office, receipts)

    def start(self) -> None:
        """Listen, tell the hall of the catalogue, erase what is over. The writer must run.

        Blocks this greenlet until the hall knows: whoever asks a service that is open finds the catalogue entered.
        """
        self._writer.listeners.append(self.hear)
        self.office.start()
        self.enter()
        gevent.spawn(self._erase)

    def stop(self) -> None:
        """Ask nobody any more."""
        gevent.killall(list(self._fetching.values()))
        self.office.stop()

    @property
    def state(self) -> HallState:
        """The hall as committed."""
        return self._writer.committed.state

    @property
    def is_busy(self) -> bool:
        """Whether a source is asked or a certificate made just now."""
        return bool(self._fetching) or self.office.is_busy

    def enter(self, by: str | None = None) -> None:
        """The hall knows catalogue and working days, if it has a configuration. by: who changed the days."""
        state = self._writer.committed.state
        if state.config is None:
            return
        try:
            for command in entering(self.book, state, state.config, by):
                self._writer.submit(command, principal=PRINCIPAL, key=None, body_hash="", render=_seq)
        except (StoreUnavailable, Overloaded):
            LOG.warning("hall %s: the catalogue is not entered yet", self._writer.hall)
            gevent.spawn_later(1.0, self.enter, by)

    def _erase(self, ended: Sequence[str] | None = None) -> None:
        """What was read for these ended cases; None: for all, and old decisions and what was revoked as well."""
        try:
            self.cases.erase_ended(ended)
            if ended is None:
                self.office.settle_revoked()
                self.cases.erase_old(self._clock.now_ms() - self._decision_ms)
        except Exception:
            LOG.exception("hall %s: what is over could not be erased", self._writer.hall)

    # What the hall says.

    def hear(self, entries: Sequence[JournalEntry]) -> None:
        """Committed entries, in order; never waits."""
        events = [event for entry in entries for event in entry.events]
        for event in events:
            self.rows.move(event)
        changed, later = self.rows.take_changes()
        by_case = {row["case"]: row for row in changed}
        for file in list(self._files.values()):
            self._follow(file, by_case, later)
        for event in events:
            self._react(event)
        self._seq = entries[-1].seq
        ended = [row["case"] for row in changed if row["ended_at_ms"] is not None]
        if ended:
            gevent.spawn(self._erase, ended)
        self.office.hear(entries)

    def _follow(self, file: CaseFile, by_case: Mapping[str, Row], later: Iterable[Row]) -> None:
        row = by_case.get(file.row["case"])
        changes = [each for each in later if each["its_case"] == file.row["case"]]
        if row is None and not changes:
            return
        if row is not None:
            was_made = row["certificate"] is not None and file.row["certificate"] is None
            before, file.row = file.row["facts"], row
            if row["facts"] in file.judged:
                file.decision = file.judged[row["facts"]]
            elif row["facts"] and row["facts"] != before:
                # Decided at another terminal, where the same person stands.
                gevent.spawn(self._load_later, file)
            if row["state"] == CaseState.CORRECTING:
                # What is corrected is read anew.
                file.is_ready = False
            if was_made:
                file.is_loading = True
                gevent.spawn(self._load_paper, file)
        for each in changes:
            file.row = laid_over(file.row, each)
        self._show(file)

    def _react(self, event: Any) -> None:
        terminal = getattr(event, "terminal", None)
        if isinstance(event, e.SessionEnded | e.SessionStarted | e.PrincipalChosen) and terminal in self._files:
            # Whoever comes next, or acts for somebody else now, finds an empty desk.
            self._drop(str(terminal))
        elif isinstance(event, e.HallConfigured):
            gevent.spawn(self.enter)
        elif isinstance(event, e.DayTurned | e.CaseRevoked):
            gevent.spawn(self._erase)

    def _drop(self, terminal: str) -> None:
        del self._files[terminal]
        running = self._fetching.pop(terminal, None)
        if running is not None:
            running.kill(block=False)
        self._nudge(f"terminal:{terminal}")

    def wait_for(self, seq: int) -> None:
        """Until what was answered is known here too: a turn of the hub or two."""
        while self._seq < seq:
            gevent.sleep(0.001)

    # Whose it is.

    def row_of(self, session: Session, alias: str) -> Row:
        """The case of that name, if it is theirs. Raises UnknownCase."""
        row = self._row_called(alias)
        if session.subject is None or row is None or row["holder"] != session.holder:
            raise UnknownCase(case=alias)
        return row

    def _row_called(self, alias: str) -> Row | None:
        found = self.rows.called(alias)
        return self.cases.by_alias(alias) if found is None else found

    def file_of(self, session: Session, alias: str) -> CaseFile:
        """The file at their terminal, taken from the shelf if it does not lie there. Raises UnknownCase."""
        file = self._files.get(session.terminal)
        if file is not None and file.session == session.session and file.row["alias"] == alias:
            return file
        return self.take(session, self.row_of(session, alias))

    def entry_of(self, row: Row) -> Entry:
        """The version it is decided by. Raises UnknownMatter."""
        version = row["version"]
        if row["state"] == CaseState.DRAFT:
            version = matter_today(self._writer.committed.state, row["matter"], self._clock.now_ms()).version
        entry = self.book.of(row["matter"], version)
        if entry is None:
            raise UnknownMatter(matter=row["matter"])
        return entry

    # Opening and fetching.

    def take(self, session: Session, row: Row) -> CaseFile:
        """Lay a case on the desk; one that is not decided is read anew. Raises StoreUnavailable, UnknownMatter."""
        file = CaseFile(
            session=session.session,
            terminal=session.terminal,
            level=session.level,
            row=row,
            entry=self.entry_of(row),
        )
        if session.terminal in self._files:
            self._drop(session.terminal)
        self._load_decision(file)
        self._files[session.terminal] = file
        if CaseState(row["state"]) in UNDECIDED:
            file.is_fetching = True
            self._fetching[session.terminal] = gevent.spawn(self._fetch_first, file, session)
        elif row["granted_at_ms"] is not None:
            self._load_paper(file)
        self._show(file)
        return file

    def _fetch_first(self, file: CaseFile, session: Session) -> None:
        try:
            self.reader.read_all(file, session)
            self.cases.keep_readings(file.row["case"], file.readings.values(), self._clock.now_ms())
            file.is_ready = True
        except Exception:
            # Nothing was decided and nothing shown; whoever stands there may go on with the case.
            LOG.exception("case %s: the sources could not be asked", file.row["alias"])
            file.sources.clear()
        finally:
            file.is_fetching = False
            if self._files.get(file.terminal) is file:
                self._fetching.pop(file.terminal, None)
                self._show(file)

    # Submitting.

    def submitting(
        self, session: Session, alias: str, written: Mapping[str, Any], strokes: Sequence[Stroke] = ()
    ) -> c.Command:
        """The command that submits a case, judged; its decision is stored. Call `settled` when it is answered.

        strokes: of the signature; none where the matter is not signed for, or a tap took their place.
        Raises UnknownCase, StillFetching, FormInvalid, NotSigned, PressFailed, StoreUnavailable, SessionOver.
        """
        file = self.file_of(session, alias)
        if CaseState(file.row["state"]) not in UNDECIDED:
            raise CaseStepWrong(case=alias, state=file.row["state"], step="submit")
        if file.is_fetching or file.is_deciding or not file.is_ready:
            raise StillFetching
        file.entry = self.entry_of(file.row)
        form = self.judge.form(file, session, written)
        file.is_deciding = True
        self._show(file)
        try:
            self.reader.refresh(file, session, form, self._clock.now_ms())
            self._must_lie_there(file)
            sheet = self.papers.signed(file, form, strokes, self._clock.now_ms())
            return self.judge.submitting(file, session, form, sheet)
        except BaseException:
            self.settled(session)
            raise

    def handing_over(self, session: Session, alias: str) -> c.HandOverCase:
        """The command that gives a case to a person, with what is known of it by then. Raises as `submitting`."""
        file = self.file_of(session, alias)
        if file.row["state"] == CaseState.DRAFT and file.is_ready and not file.is_deciding:
            file.entry = self.entry_of(file.row)
            return self.judge.handing_over(file, session)
        return c.HandOverCase(terminal=session.terminal, session=session.session, case=file.row["case"])

    def _must_lie_there(self, file: CaseFile) -> None:
        """Whoever has gone meanwhile decides nothing any more. Raises SessionOver."""
        if self._files.get(file.terminal) is not file:
            raise SessionOver(terminal=file.terminal)

    def settled(self, session: Session) -> None:
        """It has been answered, whatever the answer."""
        file = self._files.get(session.terminal)
        if file is not None:
            file.is_deciding = False
            self._show(file)

    # What is shown.

    def _load_decision(self, file: CaseFile) -> None:
        kept = self.cases.decision(file.row["case"], file.row["facts"])
        entry = self.book.of(file.row["matter"], file.row["version"])
        if kept is not None and entry is not None:
            file.decision = judged_again(kept, entry, self.book.calendars.known)
        file.told = self.cases.told(file.row)
        file.is_settable = file.decision is None or self.judge.is_settable(file, file.decision)

    def _load_later(self, file: CaseFile) -> None:
        self._load_decision(file)
        self._show(file)

    def _load_paper(self, file: CaseFile) -> None:
        """The certificate as its holder sees it; the case is done for the page when it is there."""
        try:
            if file.row["certificate"] is not None:
                order = self.office.order(file.row)
                file.rows = self.office.rows(file.row)
                file.order, file.verify_url = order, self.office.verify_url(order)
        except (NothingToShow, ValueError):
            LOG.warning("case %s: its certificate cannot be shown", file.row["alias"])
        finally:
            file.is_loading = False
            self._show(file)

    def _show(self, file: CaseFile) -> None:
        if self._files.get(file.terminal) is file:
            self._nudge(f"terminal:{file.terminal}")

    def record(self, terminal: str) -> dict[str, Record]:
        """What the terminal's room shows, by its alias, or nothing."""
        file, state = self._files.get(terminal), self._writer.committed.state
        session = state.sessions.get(terminal)
        if file is None or session is None or session.session != file.session or session.subject is None:
            return {}
        file.level = session.level
        return {file.row["alias"]: self._record(file, state)}

    def _record(self, file: CaseFile, state: HallState) -> Record:
        number = file.row["ticket"]
        is_open = number is not None and number in state.visits
        ticket = {"number": number, "ahead": people_ahead(state, number)} if is_open else None
        matter, session = paper_of(file.row), file.session
        papers = [each for each in state.papers.values() if each.matter == matter]
        paper = paper_record_of(papers[-1], session) if papers else None
        office = office_days(file.row, state, self.book.calendar)
        is_estimate = is_estimated(file.row, state.work_calendar)
        return file_record(file, self.book, ticket=ticket, paper=paper, office=office, is_estimate=is_estimate)

    def history(self, session: Session, after: str | None = None) -> tuple[list[Record], str | None]:
        """我的办件: cases of whoever is there, open and finished, the newest first; and after which there are more.

        after: alias of the last one of the page before. Raises UnknownCase if it is not theirs.
        """
        last = None if after is None else self.row_of(session, after)
        rows = self.cases.own(str(session.holder), MOST_SHOWN + 1, last)
        shown = rows[:MOST_SHOWN]
        records = [
            self._past_record(session, row, entry)
            for row in shown
            if (entry := self.book.of(row["matter"], row["version"])) is not None
        ]
        return records, shown[-1]["alias"] if len(rows) > MOST_SHOWN else None

    def _past_record(self, session: Session, row: Row, entry: Entry) -> Record:
        file = CaseFile(session=session.session, terminal=session.terminal, level=session.level, row=row, entry=entry)
        self._load_decision(file)
        self._load_paper(file)
        return self._record(file, self._writer.committed.state)


def _seq(hall: object, events: tuple[e.Event, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
