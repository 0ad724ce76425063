"""`yzz certificate …`: verify a file or a code beside the service (证照验证)."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final, NoReturn

import click
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from kiosk.certificates.authority import KeyMissing, Trust, load_trust
from kiosk.certificates.codes import read_code
from kiosk.certificates.refusals import CodeInvalid, NotOurSheet
from kiosk.certificates.register import Register, RegisterRecord, Standing, standing_of_claims, standing_of_code
from kiosk.certificates.register_table import TableRegister
from kiosk.certificates.store import room_folder
from kiosk.certificates.verifying import Verification, signed_number, verify
from kiosk.command_line import DATA, give_up
from kiosk.settings import SettingInvalid, Settings

EXIT_NOT_VALID: Final = 1
HALL_ZONE: Final = timezone(timedelta(hours=8))
WORDS: Final = {
    Standing.VALID: "有效 valid",
    Standing.REVOKED: "已撤销 revoked",
    Standing.EXPIRED: "已过期 expired",
    Standing.UNKNOWN: "查无 unknown",
    Standing.ALTERED: "被改动 altered",
}
REASONS: Final = {
    "no_pdf": "不是PDF文件 not a PDF, or too large",
    "unsigned": "没有签名 no signature",
    "more_signatures": "有其他签名 other signatures in it",
    "not_whole": "签名不覆盖整个文件 the signature does not cover the whole file",
    "container": "签名容器被改动 the signature's container was changed",
    "another_signer": "不是本厅签发 signed by somebody else",
    "signature": "签名不符 the signature does not match",
    "unreadable": "文件损坏 the file is damaged",
    "not_registered": "登记簿中没有 not in the register",
    "other_file": "与登记的文件不同 another file than the registered one",
}

ON = click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Verify as of this day; today if not given.")
OFFLINE = click.option("--offline", is_flag=True, help="Ask no register: revocation stays unknown.")


@click.group()
def certificate() -> None:
    """Certificates: is this file, is this code, what was issued here?"""


@certificate.command("verify")
@DATA
@ON
@OFFLINE
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_command(data: Path | None, on: datetime | None, file: Path, *, offline: bool) -> None:
    """Verify a certificate's PDF.

    Exit status: 0 valid, 1 anything else, 2 it cannot be verified here.
    """
    settings, trust = _opened(data)
    paper = file.read_bytes()
    if offline:
        _say(_offline(paper, trust))
    with closing(_Database(settings)) as database:
        _say(verify(paper, database.register(), trust, _day(on)))


@certificate.command("verify-code")
@DATA
@ON
@OFFLINE
@click.argument("code")
def verify_code_command(data: Path | None, on: datetime | None, code: str, *, offline: bool) -> None:
    """Verify the text of a QR, whole or only what stands behind the #."""
    settings, trust = _opened(data)
    try:
        claims = read_code(code, trust.codes)
    except CodeInvalid as refusal:
        click.echo(f"{WORDS[Standing.ALTERED]}: {refusal.params['reason']}")
        sys.exit(EXIT_NOT_VALID)
    if offline:
        click.echo(f"{claims.number} {claims.kind} {claims.issued_on} – {claims.valid_until or '长期 no end'}")
        _end(standing_of_claims(claims, _day(on)))
    with closing(_Database(settings)) as database:
        found, record = standing_of_code(claims, database.register(), _day(on))
    _say(Verification(standing=found, record=record))


class _Database:
    """The service's database, read beside it."""

    def __init__(self, settings: Settings) -> None:
        self._engine = create_engine(settings.database)
        file = self._engine.url.database
        # SQLite would make an empty database rather than say that there is none.
        if self._engine.url.get_backend_name() == "sqlite" and not Path(file or "").is_file():
            give_up(f"there is no database {file}: name the data folder, or verify with --offline")
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            give_up(f"the database cannot be read: {str(error).splitlines()[0]}")

    def register(self) -> Register:
        found = TableRegister(self._connection)
        if not found.is_there():
            give_up("this database has no register of certificates: verify with --offline")
        return found

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


def _opened(data: Path | None) -> tuple[Settings, Trust]:
    try:
        settings = Settings.from_sources({"data": data})
        return settings, load_trust(room_folder(settings))
    except (SettingInvalid, KeyMissing) as error:
        give_up(str(error))


def _offline(paper: bytes, trust: Trust) -> Verification:
    try:
        click.echo(signed_number(paper, trust))
    except NotOurSheet as error:
        return Verification(standing=Standing.ALTERED, reason=error.reason)
    return Verification(standing=Standing.VALID)


def _day(on: datetime | None) -> date:
    return datetime.now(UTC).astimezone(HALL_ZONE).date() if on is None else on.date()


def _say(found: Verification) -> NoReturn:
    """Print what was found, and end with its status."""
    if found.record is not None:
        _show(found.record)
    if found.reason is not None:
        click.echo(REASONS[found.reason])
    _end(found.standing)


def _show(record: RegisterRecord) -> None:
    click.echo(f"{record.number}\n{record.title} {record.title_en}\n{record.department}")
    for label, value in record.masked:
        click.echo(f"{label}: {value}")
    click.echo(f"{record.issued_on} – {record.valid_until or '长期 no end'}")
    if record.revoked_because is not None:
        click.echo(f"撤销原因 revoked because: {record.revoked_because}")


def _end(found: Standing) -> NoReturn:
    click.echo(f"仿真·测试数据 {WORDS[found]}")
    sys.exit(0 if found is Standing.VALID else EXIT_NOT_VALID)
