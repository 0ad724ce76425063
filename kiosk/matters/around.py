"""What stands around a catalogue (目录周边): the superior's copy and the lists that the linter is handed, as a file.

Never a matter: nobody applies for anything in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk.matters.lint_subject import Superior, Surroundings
from kiosk.matters.loader import AROUND, read_document
from kiosk.matters.model import Document, Term

BasicCode = Annotated[str, Field(pattern=r"^\d{12}$")]
"""基本编码: the twelve digits that a matter has at every level."""


class SuperiorRow(Document):
    """A matter as the level above has it. released: when its version came out."""

    name: str
    version: Annotated[int, Field(ge=1)]
    released: date
    promise: Term | None = None


class Around(Document):
    """See the file's head."""

    superior: dict[BasicCode, SuperiorRow]
    waived: tuple[str, ...]
    expired: tuple[str, ...]
    taken_over: tuple[Annotated[str, Field(pattern=r"^[0-9A-Z]{31}$")], ...]


def load_around(folder: Path) -> Around | None:
    """What lies beside the matters of a folder; None where nobody wrote it. Raises CatalogueUnreadable."""
    path = folder / AROUND
    return read_document(path, Around) if path.is_file() else None


def surroundings(around: Around | None, on: date, workdays: Callable[[date, date], int]) -> Surroundings:
    """As the linter wants it, on a day."""
    if around is None:
        return Surroundings()
    return Surroundings(
        superior={
            code: Superior(
                name=row.name,
                version=row.version,
                promise=row.promise,
                waiting_wd=max(workdays(row.released, on), 0),
            )
            for code, row in around.superior.items()
        },
        waived=around.waived,
        expired=around.expired,
        taken_over=around.taken_over,
    )
