"""Commands beside a stopped service (维护命令): audit, backup, restore, and the first accounts.

Light like the command line itself: whatever is heavy is imported when its command is called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, TypeVar

import click

from kiosk.command_line import DATA, give_up, settings_of
from kiosk.settings import Settings

EXIT_FOUND: Final = 1
"""An audit found something."""

Result = TypeVar("Result")


def _settings(data: Path | None) -> Settings:
    return settings_of({"data": data})


PASSWORD = click.option(
    "--password-file", type=click.File(), help="Read the password from there (- is standard input) instead of asking."
)


@click.command()
@DATA
@click.option(
    "--rules/--no-rules",
    default=True,
    help="Decide everything again; leave it out for what a version with other rules has written.",
)
@click.argument("database", required=False)
def audit(data: Path | None, database: str | None, *, rules: bool) -> None:
    """Check every invariant on DATABASE (a file or an address; the data folder's if not given).

    Exit status: 0 nothing found, 1 findings, one a line, 2 it cannot be read.
    """
    from kiosk.live import audit as room  # noqa: PLC0415 - only here

    address = database or _settings(data).database
    file = Path(address.removeprefix("sqlite:///"))
    if "://" not in str(file) and not file.is_file():
        give_up(f"there is no database {file}")
    findings = explained(lambda: room.audit(address, asks_rules=rules))
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} findings in {file}")
    sys.exit(EXIT_FOUND if findings else 0)


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path))
def backup(data: Path | None, file: Path) -> None:
    """Write all that is committed into FILE; the service may go on meanwhile."""
    from kiosk.live import backup as room  # noqa: PLC0415 - only here

    explained(lambda: room.backup(_settings(data), file))
    click.echo(f"saved in {file}")


@click.command()
@DATA
@click.argument("file", type=click.Path(path_type=Path))
def restore(data: Path | None, file: Path) -> None:
    """Put the backup FILE in the database's place; the service must not run."""
    from kiosk.live import backup as room  # noqa: PLC0415 - only here

    kept = explained(lambda: room.restore(_settings(data), file))
    click.echo("restored" if kept is None else f"restored; the database before is kept as {kept}")


@click.group()
def admin() -> None:
    """Accounts, while the service does not run; while it does, administrators use the API."""


@admin.command("create")
@DATA
@click.argument("account")
@click.option("--role", type=click.Choice(["admin", "supervisor", "clerk"]), default="admin", show_default=True)
@click.option("--hall", help="The only hall they work in; all if not given.")
@click.option("--name-zh", help="Shown on Chinese pages; the account if not given.")
@click.option("--name-en", help="Shown on English pages; the account if not given.")
@PASSWORD
def admin_create(
    data: Path | None,
    account: str,
    role: str,
    hall: str | None,
    name_zh: str | None,
    name_en: str | None,
    password_file: IO[str] | None,
) -> None:
    """Enter an account; the first administrator comes this way."""
    from kiosk.identity.accounts import StaffRole  # noqa: PLC0415 - only here
    from kiosk.live.identities import open_identity  # noqa: PLC0415

    def create() -> None:
        with open_identity(_settings(data)) as identity:
            if identity.account(account) is not None:
                give_up(f"{account} exists already: yzz admin reset-password {account}")
            password = _password(password_file)
            identity.put_account(account, StaffRole(role), hall, name_zh or account, name_en or account, password)

    explained(create)
    click.echo(f"{role} {account} can sign in")


@admin.command("reset-password")
@DATA
@click.argument("account")
@PASSWORD
def admin_reset_password(data: Path | None, account: str, password_file: IO[str] | None) -> None:
    """Set a new password; the account's sessions end."""
    from kiosk.live.identities import open_identity  # noqa: PLC0415 - only here

    def reset() -> None:
        with open_identity(_settings(data)) as identity:
            if identity.account(account) is None:
                give_up(f"there is no account {account}")
            identity.set_password(account, _password(password_file))

    explained(reset)
    click.echo(f"{account} has a new password")


def _password(file: IO[str] | None) -> str:
    if file is not None:
        return file.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def explained(work: Callable[[], Result]) -> Result:
    """Do it, or say in one line why not, with status 2."""
    try:
        return work()
    except Exception as error:
        # What a service cannot start with is known to the whole application only; to import that takes two seconds.
        from kiosk.app import UNUSABLE  # noqa: PLC0415

        if not isinstance(error, UNUSABLE):
            raise
        give_up(str(error).splitlines()[0])
