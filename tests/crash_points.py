"""Points at which a service ends by kill -9 (崩溃点): planted in the process, armed by the word in a file.

A real kill hits where it happens to hit. Here each place between two things that must both happen has a name, and the
process kills itself there, in the very instant: nothing is flushed, nobody is told.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

ARMED: Final = "CRASH_AT"
"""Variable of the environment that names the file."""


class Point(NamedTuple):
    """A method. is_before: it dies there before it begins, else when it is done. command: only with this one."""

    room: str
    owner: str
    method: str
    is_before: bool = False
    command: str | None = None


WRITER: Final = ("kiosk.live.writer", "HallWriter", "submit")
POINTS: Final[dict[str, Point]] = {
    "sheet": Point("kiosk.certificates.store", "SheetStore", "put"),
    "registered": Point("kiosk.live.certificate_office", "CertificateOffice", "_issue"),
    "delivered": Point(*WRITER, command="DeliverCase"),
    "ordered": Point("kiosk.live.printing", "Printing", "order", is_before=True),
    "judged": Point("kiosk.live.case_judging", "CaseJudge", "submitting"),
    "submitted": Point(*WRITER, command="SubmitCase"),
    "handed_over": Point(*WRITER, command="HandOverCase"),
}
"""The file of a certificate is there, its register row, its delivery; a print is ordered and has not begun; a case is
judged, and submitted or handed over without anybody having been answered."""


def plant(armed: Path) -> None:
    """Let this process die at whatever point the file names."""
    for name, point in POINTS.items():
        owner = getattr(import_module(point.room), point.owner)
        setattr(owner, point.method, _dying(getattr(owner, point.method), name, point, armed))


def _dying(method: Callable[..., Any], name: str, point: Point, armed: Path) -> Callable[..., Any]:
    def die(arguments: tuple[Any, ...]) -> None:
        is_it = point.command is None or type(arguments[1]).__name__ == point.command
        if is_it and armed.exists() and armed.read_text(encoding="utf-8") == name:
            os.kill(os.getpid(), signal.SIGKILL)

    @wraps(method)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        if point.is_before:
            die(arguments)
        answer = method(*arguments, **named)
        if not point.is_before:
            die(arguments)
        return answer

    return wrapped
