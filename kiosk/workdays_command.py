"""`yzz workdays …`: the installation's own working days, from a file (本地工作日).

Beside a stopped service; its halls are told at its next start. While it runs, its administrator imports the same file on
the page `/workdays`, and the halls are told at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import click

from kiosk.calendars.local_days import YEARS, LocalDays, LocalDaysInvalid, read_days, write_days
from kiosk.command_line import DATA, give_up, settings_of
from kiosk.keeping import explained
from kiosk.live.records import last_stamp_ms
from kiosk.live.store import Store
from kiosk.live.work_days import WorkDays
from kiosk.web.workdays import FAULTS

BY: Final = "yzz"
"""Who changed them, where nobody was signed in."""
ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""What spreadsheets write here, the first that fits."""

Result = TypeVar("Result")


@click.group()
def workdays() -> None:
    """The installation's own working days; the service must not run."""


@workdays.command("import")
@DATA
@click.option("--year", type=click.IntRange(YEARS[0], YEARS[-1]), help="The last year that is known whole with it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(data: Path | None, year: int | None, file: Path) -> None:
    """Take the rows of FILE, a CSV with the columns date,is_work,source,note; all of them or none.

    A date in it replaces what stood there; the others stay. is_work: 1 or 0.
    """
    days = _explained(lambda: read_days(_text(file)))

    def edit(local: LocalDays) -> LocalDays:
        known = local.with_days(days)
        return known if year is None else known.known_until(year)

    found = _change(data, edit)
    click.echo(f"{len(days)} dates taken, {len(found.local.days)} in all; announced to {_until(found)}")


@workdays.command("remove")
@DATA
@click.argument("date")
def remove_date(data: Path | None, date: str) -> None:
    """Make DATE again what was announced."""

    def edit(local: LocalDays) -> LocalDays:
        if date not in {each.day for each in local.days}:
            give_up(f"{date} is none of the installation's dates")
        return local.without(date)

    found = _change(data, edit)
    click.echo(f"{date} is as announced; {len(found.local.days)} dates left")


@workdays.command("announced")
@DATA
@click.argument("year", type=click.IntRange(YEARS[0], YEARS[-1]), required=False)
def announce(data: Path | None, year: int | None) -> None:
    """Say that the days are known to the end of YEAR; without one it is the library's last."""
    click.echo(f"announced to {_until(_change(data, lambda local: local.known_until(year)))}")


@workdays.command("show")
@DATA
def show(data: Path | None) -> None:
    """Print the installation's dates as the file that could be imported."""
    click.echo(write_days(_change(data, lambda local: local).local.days), nl=False)


def _change(data: Path | None, edit: Callable[[LocalDays], LocalDays]) -> WorkDays:
    """The days of a data folder, changed; ends the program where that cannot be."""

    def work() -> WorkDays:
        with Store(settings_of({"data": data})) as store:
            store.open()
            at_ms = store.read(last_stamp_ms) or 0
            days = WorkDays(store, lambda: at_ms, _nobody)
            days.change(BY, edit)
            return days

    return explained(lambda: _explained(work))


def _nobody(by: str) -> None:
    """No hall is open; each is told at its next start."""
    del by


def _until(found: WorkDays) -> str:
    return found.calendars.current.announced_until


def _explained(work: Callable[[], Result]) -> Result:
    """Do it, or name every fault in a line of its own."""
    try:
        return work()
    except LocalDaysInvalid as invalid:
        give_up("\n".join(f"{each}: {FAULTS[each.code][1]}" for each in invalid.faults))


def _text(file: Path) -> str:
    raw = file.read_bytes()
    for encoding in ENCODINGS:
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return give_up(f"{file} is no text in UTF-8 or GB 18030")
