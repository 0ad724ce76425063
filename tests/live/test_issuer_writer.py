"""The issuer's stream: an answer only after its commit, one winner, and no second use across a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gevent
import pytest

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.journal import JournalError
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.loop import StoreUnavailable
from tests.live.halls import START_MS, HandClock, rows, settings_in, tamper, wait_until
from tests.live.issuers import code_of, cti, furnish, issue, issuer_in, question

CTI = cti(1)


def set_up(writer: IssuerWriter) -> str:
    """Two terminals, one person; the text of their code."""
    furnish(writer)
    return issue(writer, range(1, 2))[0]


def test_an_answer_is_in_the_stream_when_it_arrives(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)

        answer = writer.ask(question(text), START_MS)

        assert answer.identified is not None
        assert answer.identified.person == "person"
        assert [seq for (seq,) in rows(tmp_path, "select seq from issuer_journal order by seq")] == [1, 2, 3, 4, 5, 6]
        assert rows(tmp_path, "select count(*) from issuer_journal where events like '%CodeRedeemed%'") == [(1,)]


def test_a_code_that_was_used_before_a_restart_is_refused_after_it(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)
        writer.ask(question(text), START_MS)

    with issuer_in(tmp_path) as writer:
        theirs = writer.ask(question(text), START_MS)
        others = writer.ask(question(text, "s2", "hall-2"), START_MS)

        assert (code_of(theirs), code_of(others)) == ("good", "replayed")


def test_of_sixty_four_sessions_with_one_code_at_once_exactly_one_wins(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)

        asked = [gevent.spawn(writer.ask, question(text, f"s{n}", f"hall-{n % 2 + 1}"), START_MS) for n in range(64)]
        gevent.joinall(asked, raise_error=True)

        codes = sorted(code_of(each.value) for each in asked)
        assert codes == ["good", *["replayed"] * 63]
        assert rows(tmp_path, "select count(*) from issuer_refusals where code = 'replayed'") == [(63,)]


def test_a_code_is_known_to_be_bad_without_a_change_of_the_stream(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        set_up(writer)
        before = writer.committed_seq

        answer = writer.ask(question("no code at all"), START_MS)

        assert (code_of(answer), writer.committed_seq) == ("malformed", before)


def test_a_failed_commit_gives_no_answer_and_the_code_stays_good(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)
        with _locked(tmp_path), pytest.raises(StoreUnavailable):
            writer.ask(question(text, "s1"), START_MS)
        with gevent.Timeout(10):
            while not writer.writable:
                gevent.sleep(0.01)

        assert code_of(writer.ask(question(text, "s2"), START_MS)) == "good"


def test_what_was_told_of_a_used_code_while_the_store_was_away_is_noted_as_soon_as_it_is_back(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)
        assert code_of(writer.ask(question(text, "s1"), START_MS)) == "good"
        with _locked(tmp_path):
            writer.note_refusal("hall-1", "s1", "proofs_disagree")
            writer.note_refusal("hall-1", "s1", "again")
            assert not writer.writable
            assert rows(tmp_path, "select * from issuer_refusals") == []
        wait_until(
            lambda: rows(tmp_path, "select terminal, session, code from issuer_refusals order by refusal") == TOLD
        )
        writer.note_refusal("hall-1", "s2", "another")

        # Each once: what was owed is not written with the next batch again.
        assert rows(tmp_path, "select count(*) from issuer_refusals") == [(3,)]


TOLD = [("hall-1", "s1", "proofs_disagree"), ("hall-1", "s1", "again")]


def test_a_code_that_was_used_up_although_its_commit_seemed_to_fail_is_noted_when_the_store_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)
        write, failed = writer._store.write, []

        def break_after(work: Any) -> None:
            write(work)
            if not failed:
                failed.append(work)
                raise OSError("the answer was lost")

        monkeypatch.setattr(writer._store, "write", break_after)
        with pytest.raises(StoreUnavailable):
            writer.ask(question(text, "s1"), START_MS)

        wait_until(lambda: rows(tmp_path, "select session, code from issuer_refusals") == [("s1", "store_unavailable")])
        assert code_of(writer.ask(question(text, "s2"), START_MS)) == "replayed"


def test_a_forgotten_code_is_gone_from_the_state_and_after_a_restart_too(tmp_path: Path) -> None:
    seconds = HandClock()
    with issuer_in(tmp_path, seconds) as writer:
        set_up(writer)
        seconds.seconds = 60 + 5 + 1800
        with pytest.raises(Refusal):
            writer.submit(c.RemoveTerminal(terminal="nowhere"))

        assert writer.committed.state.codes == {}

    with issuer_in(tmp_path, seconds) as writer:
        assert writer.committed.state.codes == {}


def test_the_state_after_a_restart_is_the_state_before_it(tmp_path: Path) -> None:
    with issuer_in(tmp_path) as writer:
        text = set_up(writer)
        writer.submit(c.RegisterEntity(subject="works", number_hash="#2", representative="person"))
        writer.ask(question(text), START_MS)
        before = repr(writer.committed.state)

    with issuer_in(tmp_path) as writer:
        assert repr(writer.committed.state) == before


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the database for as long as this lasts."""
    connection: Any = sqlite3.connect(settings_in(folder).data / "yzz.sqlite3", isolation_level=None)
    connection.execute("begin immediate")
    try:
        yield
    finally:
        connection.close()


def test_a_restart_begins_at_the_snapshot_and_finds_the_state_that_was(tmp_path: Path) -> None:
    with issuer_in(tmp_path, issuer_snapshot_every=4) as writer:
        text = set_up(writer)
        writer.submit(c.RegisterPerson(subject="another", number_hash="#2"))
        writer.ask(question(text), START_MS)
        before, seq = repr(writer.committed.state), writer.committed_seq

    with issuer_in(tmp_path, issuer_snapshot_every=4) as writer:
        assert repr(writer.committed.state) == before
        assert (writer.recovered.snapshot_seq, writer.recovered.entries, writer.committed_seq) == (4, 3, seq)
        assert code_of(writer.ask(question(text, "s2", "hall-2"), START_MS)) == "replayed"
    assert rows(tmp_path, "select seq from issuer_snapshots") == [(4,)]


def test_only_the_newest_snapshot_is_kept(tmp_path: Path) -> None:
    with issuer_in(tmp_path, issuer_snapshot_every=1) as writer:
        set_up(writer)

        writer.submit(c.SetAvailability(availability=Availability.REFUSES))

    # Four were of before there were codes, and one code is worth four entries.
    assert rows(tmp_path, "select seq from issuer_snapshots") == [(4,)]


def test_a_snapshot_of_another_version_is_passed_over(tmp_path: Path) -> None:
    with issuer_in(tmp_path, issuer_snapshot_every=4) as writer:
        set_up(writer)
        before = repr(writer.committed.state)
    tamper(tmp_path, "update issuer_snapshots set state = json_set(state, '$.v', 99)")

    with issuer_in(tmp_path) as writer:
        assert repr(writer.committed.state) == before
        assert (writer.recovered.snapshot_seq, writer.recovered.entries) == (0, 5)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("delete from issuer_journal where seq = 5", "the snapshot speaks of entry 5, the stream ends with 4"),
        ("update issuer_snapshots set state = '{}'", "cannot be read"),
    ],
)
def test_a_snapshot_that_does_not_fit_stops_the_start(tmp_path: Path, statement: str, what: str) -> None:
    with issuer_in(tmp_path, issuer_snapshot_every=5) as writer:
        set_up(writer)
    tamper(tmp_path, statement)

    with pytest.raises(JournalError, match=what), issuer_in(tmp_path):
        pass


def test_a_crowd_of_codes_waits_with_its_snapshot_until_they_are_forgotten(tmp_path: Path) -> None:
    seconds = HandClock()
    with issuer_in(tmp_path, seconds, issuer_snapshot_every=2) as writer:
        set_up(writer)
        for number in range(2, 40):
            writer.submit(c.IssueCode(cti=f"{number:018x}", type=CodeType.CITIZEN, holder="person"))
        during = rows(tmp_path, "select seq from issuer_snapshots")
        seconds.seconds = 60 + 5 + 1800
        writer.catch_up()

    assert during == [(4,)]
    assert rows(tmp_path, "select seq from issuer_snapshots") == [(44,)]
