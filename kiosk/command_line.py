"""What the commands of all rooms share (命令行): where the data are, the settings, and one way to end in vain.

Light: a command imports what is heavy when it is called.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NoReturn

import click

from kiosk.settings import SettingInvalid, Settings

EXIT_UNUSABLE: Final = 2
"""Nothing was done: the service cannot start, or the question makes no sense."""
DATA: Final = click.option("--data", type=click.Path(path_type=Path), help="The data folder [YZZ_DATA].")


def settings_of(options: dict[str, object]) -> Settings:
    """Settings from a command's options and all the other places; ends the program where one is wrong."""
    try:
        return Settings.from_sources(options)
    except SettingInvalid as error:
        give_up(str(error))


def give_up(message: str, status: int = EXIT_UNUSABLE) -> NoReturn:
    """One clear line for each thing that is wrong, and the status that says nothing was done."""
    for line in message.splitlines():
        click.echo(f"yzz: {line}", err=True)
    sys.exit(status)
