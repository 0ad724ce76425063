"""What is kept of a case is erased in its time: what was read with its end, decisions and opinions with their term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from kiosk.approval.facts import Outcome, Reading
from kiosk.certificates.orders import Kind
from kiosk.certificates.register import RegisterRecord, Standing, standing
from kiosk.certificates.register_table import TableRegister
from kiosk.hall import events as e
from kiosk.live.case_rooms import registered
from kiosk.live.case_rows import CaseRows, write_cases
from kiosk.live.case_store import CaseStore
from kiosk.live.store import Store
from kiosk.live.tables import CASES
from tests.live.halls import HALL, START_MS, rows, settings_in

OPENED = e.CaseOpened(
    at_ms=START_MS,
    case="c1",
    alias="261123-0001",
    matter="elder",
    version=1,
    terminal="hall-1",
    session="s",
    subject="p1",
    principal=None,
    due_at_ms=START_MS + 1,
)
WITHDRAWN = e.CaseStepped(at_ms=START_MS + 10, case="c1", step="withdraw", due_at_ms=None, by=None)
NAME = Reading(field="person.name", outcome=Outcome.OK, value="陈示一", source="population", grade="A")


@pytest.fixture
def store(tmp_path: Path):
    with Store(settings_in(tmp_path)) as opened:
        opened.open()
        yield opened


def write(store: Store, *events: object) -> None:
    moved = CaseRows(HALL, [dict(row) for row in stored(store)])
    for event in events:
        moved.move(event)
    store.write(lambda connection: write_cases(connection, *moved.take_changes()))


def stored(store: Store):
    return store.read(lambda connection: [row._mapping for row in connection.execute(CASES.select())])


def test_a_row_is_what_the_events_make_of_it(store: Store) -> None:
    write(store, OPENED)
    write(store, WITHDRAWN)

    (row,) = stored(store)
    assert (row["state"], row["owner"], row["holder"], row["ended_at_ms"]) == (
        "withdrawn",
        "nobody",
        "p1",
        START_MS + 10,
    )


def test_a_certificate_counts_no_more_from_the_commit_that_revoked_its_case(store: Store) -> None:
    record = RegisterRecord(
        number="n1",
        sha256="a",
        data_sha256="b",
        kind=Kind.NOTICE,
        title="通知",
        title_en="Notice",
        department="民政办",
        case="c1",
        masked=(("姓名", "陈**"),),
        issued_at_ms=START_MS,
        issued_on=date(2026, 11, 23),
        valid_until=None,
    )
    write(store, OPENED)
    store.write(lambda connection: TableRegister(connection).add(record))
    before = registered(store, "n1")
    store.write(lambda connection: connection.execute(update(CASES).values(state="revoked", ended_at_ms=START_MS + 5)))
    after = registered(store, "n1")

    # Nobody has written the list yet; whoever asks meanwhile is told all the same.
    assert before is not None
    assert after is not None
    assert [standing(each, date(2026, 11, 24)) for each in (before, after)] == [Standing.VALID, Standing.REVOKED]
    assert after.revoked_at_ms == START_MS + 5


def test_somebodys_cases_come_page_by_page_the_newest_first(store: Store) -> None:
    # Two at each instant: what is asked for after one of them goes on with the other.
    opened = [
        replace(OPENED, case=f"c{n:02}", alias=f"261123-{n:04}", at_ms=START_MS + n // 2, matter=f"m{n}")
        for n in range(1, 46)
    ]
    write(store, *opened, replace(OPENED, case="other", alias="261123-0100", subject="p2"))
    cases, found, last = CaseStore(HALL, store, b"secret"), [], None
    while page := cases.own("p1", 20, last):
        found.append([row["case"] for row in page])
        last = page[-1]

    assert [len(page) for page in found] == [20, 20, 5]
    assert [case for page in found for case in page] == [f"c{n:02}" for n in range(45, 0, -1)]


def test_an_open_case_is_found_by_its_short_name_until_it_has_ended() -> None:
    rows = CaseRows(HALL)
    rows.move(OPENED)
    before = rows.called("261123-0001"), rows.under_way("p1", "elder")
    rows.move(WITHDRAWN)

    assert [row and row["case"] for row in before] == ["c1", "c1"]
    assert (rows.called("261123-0001"), rows.under_way("p1", "elder"), rows.called("")) == (None, None, None)


def test_a_case_that_is_closed_and_rated_in_one_batch_is_rated_in_the_table(store: Store) -> None:
    making = {
        **dict.fromkeys(CASES.columns.keys()),
        "hall": HALL,
        "case": "c1",
        "alias": "a",
        "matter": "m",
        "version": 1,
    }
    making |= {
        "state": "making",
        "owner": "system",
        "subject": "p",
        "holder": "p",
        "terminal": "t",
        "obligations": "[]",
    }
    store.write(lambda connection: connection.execute(insert(CASES), [{**making, "opened_at_ms": 1}]))

    delivered = e.CaseDelivered(at_ms=5, case="c1", certificate="n", digest="d")
    write(store, delivered, e.CaseRated(at_ms=6, case="c1", was="closed", grade=4))  # type: ignore[arg-type]

    (row,) = stored(store)
    assert (row["state"], row["certificate"], row["grade"]) == ("rated", "n", 4)


def test_what_was_read_is_erased_when_its_case_ends(store: Store, tmp_path: Path) -> None:
    cases = CaseStore(HALL, store, b"s" * 32)
    write(store, OPENED)
    cases.keep_readings("c1", [NAME], START_MS)
    cases.erase_ended()
    kept = cases.readings("c1")
    write(store, WITHDRAWN)
    cases.erase_ended()

    assert kept == {"person.name": NAME}
    assert rows(tmp_path, "select count(*) from case_facts") == [(0,)]


def test_decisions_and_opinions_are_erased_when_their_term_is_over(store: Store, tmp_path: Path) -> None:
    cases = CaseStore(HALL, store, b"s" * 32)
    write(store, OPENED)
    facts = cases.keep_decision("c1", b'{"a":1}', [], START_MS, b"%PDF signed")
    cases.keep_writing("c1", "key", "材料齐全", START_MS)
    write(store, WITHDRAWN)
    cases.erase_old(START_MS + 10)
    (sheet,) = cases.sheets("c1")
    kept = (cases.decision("c1", facts), list(cases.writings("c1").values()), cases.sheet("c1", sheet["sha256"]))
    cases.erase_old(START_MS + 11)

    assert kept == (b'{"a":1}', ["材料齐全"], b"%PDF signed")
    assert cases.sheets("c1") == []
    assert cases.decision("c1", facts) is None
    assert rows(tmp_path, "select count(*) from case_writings") == [(0,)]
