"""`yzz certificate …` as somebody types it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from kiosk.certificates.command import REASONS, WORDS, certificate
from kiosk.certificates.press import Press
from kiosk.certificates.register import Standing, record_of, revoked
from kiosk.certificates.register_table import REGISTER, TableRegister
from kiosk.certificates.sheets import Sheet
from kiosk.settings import DATABASE_FILE
from tests.certificates.papers import order


@dataclass(frozen=True)
class Place:
    """A data folder with a register of three, and the files of a good, a revoked and an unregistered paper."""

    data: Path
    good: Sheet
    gone: Sheet
    stranger: Sheet

    def file(self, content: bytes) -> str:
        path = self.data / "shown.pdf"
        path.write_bytes(content)
        return str(path)


@pytest.fixture(scope="module")
def place(room: Path, press: Press, tmp_path_factory: pytest.TempPathFactory) -> Place:
    data = tmp_path_factory.mktemp("office")
    shutil.copytree(room, data / "certificates")
    papers = [press.issue(order(serial)) for serial in range(3)]
    engine = create_engine(f"sqlite:///{data / DATABASE_FILE}")
    with engine.begin() as connection:
        REGISTER.metadata.create_all(connection)
        register = TableRegister(connection)
        register.add(record_of(order(0), papers[0]))
        register.add(revoked(record_of(order(1), papers[1]), 7, "材料不实"))
    engine.dispose()
    return Place(data, *papers)


def said(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(certificate, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def verified(place: Place, content: bytes, *options: str) -> tuple[int, str]:
    return said("verify", "--data", str(place.data), "--on", "2026-11-23", *options, place.file(content))


def test_a_good_paper_is_valid_and_shown_masked(place: Place) -> None:
    status, text = verified(place, place.good.pdf)

    assert status == 0
    assert "有效 valid" in text
    assert "姓名: 王*" in text
    assert "王喆" not in text


def test_a_revoked_paper_says_why(place: Place) -> None:
    status, text = verified(place, place.gone.pdf)

    assert status == 1
    assert "已撤销 revoked" in text
    assert "材料不实" in text


def test_an_expired_an_unknown_and_an_altered_paper_are_told_apart(place: Place) -> None:
    assert "已过期 expired" in verified(place, place.good.pdf, "--on", "2028-01-01")[1]
    assert "查无 unknown" in verified(place, place.stranger.pdf)[1]
    assert "被改动 altered" in verified(place, place.good.pdf + b"\n")[1]


def test_without_a_register_a_file_is_verified_by_its_signature_alone(place: Place) -> None:
    assert verified(place, place.stranger.pdf, "--offline")[0] == 0
    assert verified(place, place.stranger.pdf[:-1], "--offline")[0] == 1


def test_a_code_is_verified_with_and_without_the_register(place: Place) -> None:
    there = ["--data", str(place.data), "--on", "2026-11-23"]

    assert said("verify-code", *there, place.good.url)[0] == 0
    assert "已撤销 revoked" in said("verify-code", *there, place.gone.url)[1]
    assert said("verify-code", *there, "--offline", place.gone.url)[0] == 0
    assert said("verify-code", *there, place.good.url[:-1])[0] == 1


def test_a_folder_without_keys_or_register_is_said_to_be_one(place: Place, tmp_path: Path) -> None:
    file = place.file(place.good.pdf)
    shutil.copytree(place.data / "certificates", tmp_path / "keys" / "certificates")
    (tmp_path / "none").mkdir()
    (tmp_path / "keys" / DATABASE_FILE).touch()

    status, text = said("verify", "--data", str(tmp_path / "none"), file)
    assert status == 2
    assert "there is no" in text
    status, text = said("verify", "--data", str(tmp_path / "keys"), file)
    assert status == 2
    assert "no register of certificates" in text


def test_every_standing_and_every_reason_has_words() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].glob("kiosk/certificates/verifying.py")
    )
    assert set(WORDS) == set(Standing)
    assert {reason for reason in REASONS if f'"{reason}"' in source} == set(REASONS)
