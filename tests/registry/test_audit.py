"""Who looked at what: no row can be lost, changed or moved unnoticed, in memory and in the database."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.registry.audit import START, AuditEntry, AuditRow, Breach, Head, chained, subject_hash, verify
from kiosk.registry.audit_log import TableAuditLog, rows_in
from kiosk.registry.consents import TableConsents
from kiosk.registry.overlay import Grant, Mode, TableOverlay
from kiosk.registry.refusals import ConsentUnknown
from kiosk.registry.tables import AUDIT, AUDIT_HEAD, METADATA, create_registry_tables
from tests.registry.port import KEY, NOW_MS, consent, luck, open_port, request


def entry(at: int, **changes) -> AuditEntry:
    given = AuditEntry(
        at_ms=NOW_MS + at,
        kind="read",
        terminal="hall-1",
        matter="elder_allowance",
        case=f"case-{at}",
        subject_hash=subject_hash(f"t{at % 3}", KEY),
        source="population",
        fields=("person.name", "person.birth"),
        outcome="OK",
        why="办理高龄津贴",
        basis="statutory",
        auth_hash="",
    )
    return dataclasses.replace(given, **changes)


ROWS = chained([entry(at) for at in range(12)], Head(), KEY)
HEAD = Head(ROWS[-1].seq, ROWS[-1].chain)
NUMBERS = st.integers(0, len(ROWS) - 1)


def test_an_untouched_log_is_in_order():
    assert verify(ROWS, KEY, HEAD) == ()
    assert verify([], KEY, Head()) == ()


@given(at=NUMBERS)
def test_a_missing_row_is_found_wherever_it_was(at):
    without = [*ROWS[:at], *ROWS[at + 1 :]]

    assert Breach(at + 1, "missing") in verify(without, KEY, HEAD)


@given(at=NUMBERS, field=st.sampled_from([each.name for each in dataclasses.fields(AuditEntry)]))
def test_a_changed_row_is_found_whatever_was_changed(at, field):
    value = getattr(ROWS[at].entry, field)
    other = value + 1 if isinstance(value, int) else ("person.name",) if isinstance(value, tuple) else value + "x"
    changed = AuditRow(at + 1, dataclasses.replace(ROWS[at].entry, **{field: other}), ROWS[at].chain)

    assert verify([*ROWS[:at], changed, *ROWS[at + 1 :]], KEY, HEAD) == (Breach(at + 1, "changed"),)


@given(first=NUMBERS, second=NUMBERS)
def test_two_rows_that_changed_places_are_found(first, second):
    moved = list(ROWS)
    moved[first], moved[second] = (
        dataclasses.replace(ROWS[second], seq=first + 1),
        dataclasses.replace(ROWS[first], seq=second + 1),
    )

    found = {breach.seq for breach in verify(moved, KEY, HEAD)}

    assert (found == set()) == (first == second)
    assert first == second or min(first, second) + 1 in found


def test_rows_in_another_order_are_found():
    assert verify(ROWS[::-1], KEY, HEAD)


def test_rows_taken_off_the_end_are_missed_only_by_the_head():
    assert verify(ROWS[:-2], KEY, HEAD) == (Breach(11, "missing"),)
    assert verify(ROWS[:-2], KEY) == ()


def test_without_the_key_nobody_writes_a_row_that_fits():
    forged = chained([entry(99)], HEAD, b"another key")

    assert verify([*ROWS, *forged], KEY) == (Breach(13, "changed"),)
    assert verify([*ROWS, *chained([entry(99)], HEAD, KEY)], KEY, HEAD) == (Breach(13, "beyond_head"),)


def test_a_chain_written_anew_without_the_key_is_found_from_its_first_row():
    rewritten = chained([entry(at, outcome="NONE") for at in range(3)], Head(), b"another key")

    assert verify(rewritten, KEY)[0] == Breach(1, "changed")
    assert Head().chain == START == "0" * 64


# In the database.


@pytest.fixture
def engine(tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'hall.sqlite3'}")
    with made.begin() as connection:
        create_registry_tables(connection)
    yield made
    made.dispose()


@pytest.fixture
def log(engine):
    kept = TableAuditLog(engine, KEY)
    kept.append([entry(at) for at in range(4)])
    kept.append([entry(at) for at in range(4, 9)])
    return kept


def test_the_table_keeps_the_rows_that_memory_would(engine, log):
    with engine.connect() as connection:
        chains = [row.chain for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq))]

    assert chains == [row.chain for row in ROWS[:9]]
    assert log.verify() == ()


def test_a_fetch_is_committed_when_its_data_leave(engine, town):
    log = TableAuditLog(engine, KEY)
    bench = open_port(town, audit=log)

    bench.sources.fetch(request(), NOW_MS, luck())

    with create_engine(engine.url).connect() as other:
        assert len(other.execute(select(AUDIT)).all()) == 15
    assert log.verify() == ()


def test_who_looked_is_answered_from_the_table_newest_first(log):
    looked = log.who_looked(subject_hash("t1", KEY))

    assert [row.entry.case for row in looked] == ["case-7", "case-4", "case-1"]
    assert looked[0].entry == entry(7)


@pytest.mark.parametrize(
    ("damage", "breach"),
    [
        (delete(AUDIT).where(AUDIT.c.seq == 5), Breach(5, "missing")),
        (delete(AUDIT).where(AUDIT.c.seq == 9), Breach(9, "missing")),
        (delete(AUDIT), Breach(1, "missing")),
        (update(AUDIT).where(AUDIT.c.seq == 3).values(fields='["person.name"]'), Breach(3, "changed")),
        (update(AUDIT).where(AUDIT.c.seq == 3).values(subject_hash=subject_hash("t1", KEY)), Breach(3, "changed")),
        (update(AUDIT_HEAD).values(seq=8), Breach(9, "beyond_head")),
        (delete(AUDIT_HEAD), Breach(9, "beyond_head")),
    ],
    ids=["a row gone", "the last gone", "all gone", "fields changed", "person changed", "head set back", "head gone"],
)
def test_damage_done_in_the_database_is_found(engine, log, damage, breach):
    with engine.begin() as connection:
        connection.execute(damage)

    assert breach in log.verify()


@pytest.mark.parametrize(
    ("damage", "is_whole", "broken"),
    [
        (update(AUDIT_HEAD).values(name="head"), True, ()),
        (update(AUDIT).where(AUDIT.c.seq == 6).values(outcome="DOWN"), False, (6,)),
        (delete(AUDIT).where(AUDIT.c.seq == 5), False, (6,)),
        (delete(AUDIT).where(AUDIT.c.seq == 8), False, ()),
        (delete(AUDIT).where(AUDIT.c.seq == 9), False, ()),
        (update(AUDIT_HEAD).values(seq=8), False, ()),
        # What stands in the rows of others is for `verify` to say: whoever reads a case does not read the whole log.
        (update(AUDIT).where(AUDIT.c.seq == 8).values(outcome="DOWN"), True, ()),
    ],
    ids=["untouched", "its own changed", "the one before gone", "another gone", "the last gone", "head set back", "another changed"],
)  # fmt: skip
def test_the_chain_of_one_case_says_what_it_can_without_reading_the_whole(engine, log, damage, is_whole, broken):
    with engine.begin() as connection:
        connection.execute(damage)
        rows = rows_in(connection, AUDIT.c.case.in_(["case-1", "case-5"]))
        chain = log.chain_in(connection, rows, KEY)

    assert [row.seq for row in rows] == [2, 6]
    assert (chain.is_whole, chain.broken) == (is_whole, broken)


def test_a_batch_is_kept_whole_or_not_at_all(engine, log):
    with engine.begin() as connection:
        # Somebody else has written where the next row belongs.
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 9).values(seq=11))

    with pytest.raises(IntegrityError):
        log.append([entry(20), entry(21)])

    with engine.connect() as connection:
        assert len(connection.execute(select(AUDIT)).all()) == 9


def test_leave_is_kept_found_withdrawn_once_and_listed(engine):
    book = TableConsents(engine)
    book.record(consent())
    book.record(consent(consent="consent-2", at_ms=NOW_MS + 5, fields=frozenset({"person.name"})))

    book.withdraw("consent-1", NOW_MS + 10)
    book.withdraw("consent-1", NOW_MS + 20)

    assert book.find("consent-1") == consent(withdrawn_at_ms=NOW_MS + 10)
    assert [each.consent for each in book.of("t-eighty")] == ["consent-2", "consent-1"]
    assert book.find("never given") is None
    with pytest.raises(ConsentUnknown):
        book.withdraw("never given", NOW_MS)


def test_grants_come_back_from_the_table_as_they_were(engine):
    overlay = TableOverlay(engine)
    grants = tuple(
        Grant(subject="t-eighty", field=field, mode=mode, value=value, at_ms=NOW_MS, case=case)
        for field, mode, value, case in (
            ("allowances.kinds", Mode.ADD, "高龄津贴", "case-1"),
            ("residence.until", Mode.SET, date(2027, 12, 1), "case-2"),
            ("disability.grade", Mode.SET, 2, "case-2"),
            ("enterprise.scope", Mode.SET, ("日用百货销售",), "case-3"),
            (
                "medical.filings",
                Mode.ADD,
                {"area": "仿真省外市", "begins": date(2026, 12, 1), "ends": date(2027, 11, 30)},
                "case-4",
            ),
        )
    )
    overlay.add(grants)
    overlay.add([])

    assert overlay.of("t-eighty") == grants
    assert overlay.holds("allowances.kinds", "高龄津贴")
    assert not overlay.holds("allowances.kinds", "另一种津贴")
    overlay.revoke("case-2")
    assert [each.case for each in overlay.of("t-eighty")] == ["case-1", "case-3", "case-4"]
    overlay.erase("t-eighty")
    assert overlay.of("t-eighty") == ()


def test_tables_are_made_once_and_left_alone_after(engine, log):
    with engine.begin() as connection:
        create_registry_tables(connection)

    assert log.verify() == ()
    assert set(METADATA.tables) == {"registry_audit", "registry_audit_head", "registry_consents", "registry_overlay"}
