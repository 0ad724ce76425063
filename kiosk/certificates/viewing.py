"""What a PDF looks like (看件): the pages of any file as pictures, drawn by the compiler that sets our own.

Of a signed sheet this is what its stored bytes show, seal and code and all, not the order set once more. Files of others
come here too; one that cannot be read has no pictures. Nothing stays: the file lies under the compiler's root while it is
drawn, and the compiler is cleared after.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import typst

VIEW_PPI: Final = 110
MOST_PAGES: Final = 20
"""Of one file; whatever comes after is not drawn."""
FOLDER: Final = "views"
PAGE: Final = (
    "#set page(width: 210mm, height: 297mm, margin: 0mm)\n"
    '#image("/{name}", page: {number}, width: 100%, height: 100%, fit: "contain")'
)


class Viewer:
    """Draws files. folder: of the press, where they lie meanwhile. Belongs to the thread that made it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._folder.iterdir():
            # A process that was killed halfway could not do it.
            left.unlink()
        no_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
        self._compiler = typst.Compiler(root=str(self._folder), font_paths=no_fonts)

    def pages(self, pdf: bytes, sheets: int) -> list[bytes]:
        """The first pages as PNG, A4 upright; fewer than sheets where the file has, or shows, no more."""
        name = f"{os.getpid()}.pdf"
        (self._folder / name).write_bytes(pdf)
        try:
            return self._drawn(name, min(sheets, MOST_PAGES))
        finally:
            (self._folder / name).unlink()
            self._compiler.compile(input=b"", format="png", ppi=1, sys_inputs=None)

    def _drawn(self, name: str, sheets: int) -> list[bytes]:
        found: list[bytes] = []
        for number in range(1, sheets + 1):
            source = PAGE.format(name=name, number=number).encode()
            try:
                made = self._compiler.compile(input=source, format="png", ppi=VIEW_PPI)
            except typst.TypstError:
                break
            assert isinstance(made, bytes), "one page at a time"
            found.append(made)
        return found
