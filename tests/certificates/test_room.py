"""Keys, files, the register and the order of things."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from kiosk.certificates.authority import KeyMissing, Trust, install, load_keys, load_trust
from kiosk.certificates.codes import read_code
from kiosk.certificates.issuing import issue, reprint
from kiosk.certificates.press import Press
from kiosk.certificates.refusals import NameNotSettable
from kiosk.certificates.register import RegisterRecord, Standing, record_of, revoked, standing, standing_of_code
from kiosk.certificates.register_table import REGISTER, TableRegister
from kiosk.certificates.sheets import Sheet
from kiosk.certificates.store import SheetMissing, SheetStore
from kiosk.certificates.verifying import Verification, verify
from tests.certificates.altering import flipped, signed_range
from tests.certificates.papers import PERSON, order

TODAY = date(2026, 11, 23)
LAST_DAY = date(2027, 5, 22)


class Book:
    """A register in memory."""

    def __init__(self, *records: RegisterRecord) -> None:
        self.records = records

    def by_number(self, number: str) -> RegisterRecord | None:
        return next((each for each in self.records if each.number == number), None)

    def by_file(self, sha256: str) -> RegisterRecord | None:
        return next((each for each in self.records if each.sha256 == sha256), None)


@pytest.fixture(scope="module")
def paper(press: Press) -> Sheet:
    return press.issue(order())


@pytest.fixture(scope="module")
def record(paper: Sheet) -> RegisterRecord:
    return record_of(order(), paper)


# Keys.


def test_key_files_are_their_owners_alone_and_every_subject_says_simulated(room: Path, trust: Trust) -> None:
    names = {file.name for file in room.iterdir() if file.is_file()}

    assert {
        "authority.key.pem",
        "signer.key.pem",
        "codes.key.pem",
        "codes.pub.pem",
        "authority.crt.pem",
        "signer.crt.pem",
    } <= names
    assert {stat.S_IMODE(file.stat().st_mode) for file in room.glob("*.pem")} == {0o600}
    for certificate in (trust.authority, trust.signer):
        for attribute in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
            assert "仿真" in str(certificate.subject.get_attributes_for_oid(attribute)[0].value)


def test_keys_are_made_once(room: Path) -> None:
    before = {file: file.read_bytes() for file in room.glob("*.pem")}

    install(room)

    assert {file: file.read_bytes() for file in room.glob("*.pem")} == before


def test_an_install_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    install(tmp_path)
    for name in ("codes.key.pem", "codes.made"):
        (tmp_path / name).unlink()

    install(tmp_path)

    assert load_keys(tmp_path).signer == load_trust(tmp_path).signer


def test_a_lost_key_is_not_silently_made_anew(tmp_path: Path) -> None:
    install(tmp_path)
    (tmp_path / "signer.key.pem").unlink()

    with pytest.raises(KeyMissing, match=r"lost signer\.key\.pem"):
        install(tmp_path)


def test_verifying_needs_no_private_key(room: Path, trust: Trust, tmp_path: Path) -> None:
    for name in ("authority.crt.pem", "signer.crt.pem", "codes.pub.pem"):
        (tmp_path / name).write_bytes((room / name).read_bytes())

    assert load_trust(tmp_path).signer == trust.signer
    assert set(load_trust(tmp_path).codes) == set(trust.codes)


def test_without_keys_nothing_is_trusted(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"codes\.pub\.pem"):
        load_trust(tmp_path)


# The order of things.


def test_what_is_stored_is_what_was_signed_and_what_is_printed_again(press: Press, tmp_path: Path) -> None:
    store = SheetStore(tmp_path)

    record = issue(order(), press, store)

    again = [reprint(record, store) for _ in range(2)]
    assert again[0] == again[1]
    assert hashlib.sha256(again[0]).hexdigest() == record.sha256
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [f"{record.sha256}.pdf"]


def test_every_date_in_a_file_is_the_one_on_the_paper_and_none_is_the_wall_clocks(press: Press) -> None:
    pdf = press.issue(order(5)).pdf

    dates = re.findall(rb"\(D(?::|\\072)([0-9]{14})", pdf)

    assert len(dates) == 3  # made, changed, signed
    assert set(dates) == {b"20261123003005"}


def test_a_paper_that_cannot_be_made_leaves_nothing(press: Press, tmp_path: Path) -> None:
    stranger = replace(PERSON[0], value="王𠮷")

    with pytest.raises(NameNotSettable):
        issue(order(holder=(stranger,)), press, SheetStore(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_a_stored_paper_that_changed_is_not_printed(press: Press, tmp_path: Path) -> None:
    store = SheetStore(tmp_path)
    record = issue(order(), press, store)
    (file,) = tmp_path.rglob("*.pdf")
    file.write_bytes(flipped(file.read_bytes(), 5_000, 1))

    with pytest.raises(SheetMissing, match="was changed"):
        reprint(record, store)
    file.unlink()
    with pytest.raises(SheetMissing, match="there is no paper"):
        reprint(record, store)


# The register.


def test_the_register_knows_masked_fields_only(record: RegisterRecord) -> None:
    assert record.masked == (("姓名", "王*"), ("公民身份号码", "445***********0017"), ("户籍地", "仿真区登岗镇"))
    assert "王喆" not in repr(record)


def test_a_certificate_is_valid_on_its_last_day_and_expired_after(record: RegisterRecord) -> None:
    assert standing(record, LAST_DAY) is Standing.VALID
    assert standing(record, date(2027, 5, 23)) is Standing.EXPIRED
    assert standing(replace(record, valid_until=None), date(2099, 1, 1)) is Standing.VALID


def test_a_revoked_certificate_stays_revoked_by_the_first_reason(record: RegisterRecord) -> None:
    once = revoked(record, 1_795_480_200_000, "材料不实")

    assert revoked(once, 1_795_490_000_000, "另一原因") == once
    assert standing(once, TODAY) is Standing.REVOKED
    assert standing(once, date(2099, 1, 1)) is Standing.REVOKED


def test_the_table_gives_back_what_was_entered(record: RegisterRecord) -> None:
    engine = create_engine("sqlite://")
    endless = replace(record, number=order(1).number, sha256="00", valid_until=None)
    with engine.connect() as connection:
        register = TableRegister(connection)
        assert not register.is_there()
        REGISTER.metadata.create_all(connection)
        register.add(record)
        register.add(endless)

        assert register.is_there()
        assert register.by_number(record.number) == record
        assert register.by_file("00") == endless
        assert register.by_number("1.2.3") is None
        assert register.of_case(record.case) == [record, endless]
        with pytest.raises(IntegrityError):
            register.add(record)
        register.mark_revoked(revoked(record, 7, "材料不实"))
        assert register.by_number(record.number) == revoked(record, 7, "材料不实")
        assert register.by_number(endless.number) == endless
    engine.dispose()


# Verification of a file.


def test_a_file_is_what_the_register_says_of_it(paper: Sheet, record: RegisterRecord, trust: Trust) -> None:
    gone = revoked(record, 7, "材料不实")

    assert verify(paper.pdf, Book(record), trust, TODAY) == Verification(standing=Standing.VALID, record=record)
    assert verify(paper.pdf, Book(gone), trust, TODAY) == Verification(standing=Standing.REVOKED, record=gone)
    assert verify(paper.pdf, Book(record), trust, date(2030, 1, 1)).standing is Standing.EXPIRED


def test_a_file_that_no_register_knows_is_unknown(paper: Sheet, trust: Trust) -> None:
    assert verify(paper.pdf, Book(), trust, TODAY) == Verification(standing=Standing.UNKNOWN, reason="not_registered")


def test_another_file_with_a_registered_number_is_altered(press: Press, record: RegisterRecord, trust: Trust) -> None:
    # Signed a second time: sound, ours, and not the file that was issued.
    second = press.issue(order())

    assert verify(second.pdf, Book(record), trust, TODAY) == Verification(
        standing=Standing.ALTERED, reason="other_file"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda paper: flipped(paper, 20_000, 3), {"signature", "unreadable"}),
        (lambda paper: paper + b"\n", {"not_whole"}),
        (lambda paper: flipped(paper, signed_range(paper)[1] - 10, 0), {"container"}),
    ],
)
def test_an_altered_file_is_altered_whatever_the_register_says(
    change, reason, paper: Sheet, record: RegisterRecord, trust: Trust
) -> None:
    found = verify(change(paper.pdf), Book(record), trust, TODAY)

    assert found.standing is Standing.ALTERED
    assert found.reason in reason
    assert found.record is None


@pytest.mark.parametrize("file", [b"", b"hello", b"%PDF-1.7\n%%EOF\n", b"%PDF-" + b"x" * (8 * 1024 * 1024)])
def test_what_was_never_ours_is_unknown(file: bytes, record: RegisterRecord, trust: Trust) -> None:
    assert verify(file, Book(record), trust, TODAY).standing is Standing.UNKNOWN


def test_a_paper_of_another_hall_is_not_ours(record: RegisterRecord, paper: Sheet, tmp_path: Path) -> None:
    install(tmp_path)

    found = verify(paper.pdf, Book(record), load_trust(tmp_path), TODAY)

    assert found.standing is Standing.UNKNOWN


def test_a_code_is_what_the_register_says_of_it(paper: Sheet, record: RegisterRecord, trust: Trust) -> None:
    claims = read_code(paper.url, trust.codes)

    assert standing_of_code(claims, Book(record), TODAY) == (Standing.VALID, record)
    gone = revoked(record, 7, "材料不实")
    assert standing_of_code(claims, Book(gone), TODAY) == (Standing.REVOKED, gone)
    assert standing_of_code(claims, Book(), TODAY) == (Standing.UNKNOWN, None)


def test_a_code_whose_data_are_not_the_registered_ones_is_altered(
    paper: Sheet, record: RegisterRecord, trust: Trust
) -> None:
    other = replace(record, data_sha256="0" * 64)

    assert standing_of_code(read_code(paper.url, trust.codes), Book(other), TODAY) == (Standing.ALTERED, None)
