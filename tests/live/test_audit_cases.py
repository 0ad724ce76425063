"""The audit of cases: sound data has no finding, and each planted breach is found where it was planted."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from kiosk.certificates.store import ROOM
from kiosk.live import findings as f
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import start_service
from tests.web.casework import Visitor


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a service in which one case was granted and one told once."""
    service = start_service(tmp_path_factory.mktemp("audited"))
    try:
        for who in ("t-eighty", "t-seventy-nine"):
            with Visitor(service, who) as visitor:
                visitor.submit(visitor.begin("elder_allowance"))
    finally:
        service.stop()
    return service.data


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(sound, tmp_path / "data"))


def planted(data: Path, statement: str) -> set[int]:
    """Invariants that are found broken once a statement was run."""
    with sqlite3.connect(data / DATABASE_FILE) as connection:
        changed = connection.execute(statement).rowcount
    assert changed > 0, statement
    return {each.invariant for each in audit(data / DATABASE_FILE)}


def test_a_granted_and_a_told_case_have_no_finding(sound: Path) -> None:
    assert audit(sound / DATABASE_FILE) == []


def test_a_case_that_was_changed_in_its_table_is_found(data: Path) -> None:
    assert f.CASES in planted(data, "update cases set owner = 'office' where state = 'correcting'")


def test_a_case_that_was_taken_out_of_its_table_is_found(data: Path) -> None:
    assert f.CASES in planted(data, "delete from cases where state = 'correcting'")


def test_a_case_whose_journal_steps_do_not_follow_is_found(data: Path) -> None:
    statement = 'update journal set events = replace(events, \'"step":"grant"\', \'"step":"deny"\')'

    assert {f.LIFECYCLE, f.CASES} <= planted(data, statement)


def test_a_closed_case_with_two_certificates_is_found(data: Path) -> None:
    with sqlite3.connect(data / DATABASE_FILE) as connection:
        names = [row[1] for row in connection.execute("pragma table_info(certificates)")]
    copied = ", ".join("number || 'x'" if name == "number" else f'"{name}"' for name in names)

    assert planted(data, f"insert into certificates select {copied} from certificates") == {f.CERTIFICATES}


def test_a_case_that_was_closed_with_another_file_is_found(data: Path) -> None:
    statement = "update certificates set sha256 = replace(sha256, substr(sha256, 1, 4), '0000')"

    assert planted(data, statement) == {f.CERTIFICATES}


def test_a_closed_case_without_its_certificate_is_found(data: Path) -> None:
    assert planted(data, "delete from certificates") == {f.CERTIFICATES}


def test_a_sheet_that_was_changed_on_the_disk_is_found(data: Path) -> None:
    (sheet,) = (data / ROOM).rglob("*.pdf")
    sheet.write_bytes(sheet.read_bytes() + b"\n")

    assert {each.invariant for each in audit(data / DATABASE_FILE)} == {f.CERTIFICATES}


def test_a_decision_that_was_changed_is_found(data: Path) -> None:
    statement = 'update decisions set content = replace(content, \'"number":"50"\', \'"number":"90"\')'

    assert planted(data, statement) == {f.DECISIONS}


def test_a_decision_by_a_calendar_that_its_hall_was_never_told_is_found(data: Path) -> None:
    statement = """update decisions set content = replace(content, '"calendar":"', '"calendar":"0')"""

    assert planted(data, statement) == {f.DECISIONS}


def test_an_approval_on_what_is_no_fact_is_found(data: Path) -> None:
    statement = """update decisions set content = replace(content, '"outcome":"NONE","source":"custody"',
        '"outcome":"DOWN","source":"custody"') where content like '%"verdict":"instant"%'"""

    assert planted(data, statement) == {f.DECISIONS}


def test_outcomes_that_the_hall_was_told_otherwise_are_found(data: Path) -> None:
    statement = """update journal set events = replace(events, '["C2","met"]', '["C2","unmet"]')
        where events like '%CaseToldOnce%'"""

    assert f.DECISIONS in planted(data, statement)


def test_the_newest_look_taken_off_the_end_of_the_log_is_found(data: Path) -> None:
    statement = "delete from registry_audit where seq = (select max(seq) from registry_audit)"

    assert planted(data, statement) == {f.LOOKS}


@pytest.mark.parametrize(
    "statement",
    [
        "update cases set alias = '261123-0003' where alias = '261123-0002'",
        "update halls set series = '1'",
        "update certificates set \"case\" = 'another'",
    ],
    ids=["a hole", "another hall's series", "nobody's certificate"],
)
def test_a_number_that_no_hall_could_have_given_is_found(data: Path, statement: str) -> None:
    assert f.SERIALS in planted(data, statement)


def test_a_look_that_was_taken_out_of_the_log_is_found(data: Path) -> None:
    assert planted(data, "delete from registry_audit where seq = 2") == {f.LOOKS}


def test_a_look_that_was_changed_is_found(data: Path) -> None:
    assert planted(data, "update registry_audit set why = 'x' where seq = 1") == {f.LOOKS}
