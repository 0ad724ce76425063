"""The font of papers: which characters it can set, read from its own character maps.

The build unpacks the pages' woff2 subsets into plain TrueType files, because Typst reads no woff2; it
takes the weights from the same variable fonts. A character that the pages do not have (䶮, 㛃, 𬱖) comes from the whole
of the same family, one weight of it, which a wheel in the locks brings. What is in none of the maps cannot be
set: Typst would print an empty box, and a paper with 口 in a name is worse than none.

Source: OpenType `cmap`, formats 4 and 12; docs/decisions/0050, 0060.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pylopdf_fonts_zh_cn import sans_path

FOLDER: Final = Path("noto") / "unpacked"
"""Under the vendor folder."""
SEGMENTS: Final = 4
"""Format of a map of the basic plane."""
GROUPS: Final = 12
"""Format of a map of all planes."""
WORD: Final = 0xFFFF
LAST_OF_PLANE: Final = 0xFFFE
"""0xFFFF only ends a map."""


class FontMissing(Exception):
    """There is no font for papers: the build has not unpacked it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no fonts in {folder}: `make setup` unpacks them")


@dataclass(frozen=True, slots=True)
class PaperFont:
    """folders: of the font files that Typst loads, the pages' first. characters: code points that one of them draws."""

    folders: tuple[Path, ...]
    characters: frozenset[int]

    def can_set(self, text: str) -> bool:
        """Whether every character that shows has a glyph."""
        return all(ord(each) in self.characters for each in text if not each.isspace())


def load_paper_font(vendor: Path) -> PaperFont:
    """The font under the vendor folder, and the whole of its family behind it. Raises FontMissing."""
    folder, whole = vendor / FOLDER, sans_path()
    files = sorted(folder.glob("*.ttf"))
    if not files:
        raise FontMissing(folder)
    characters = {point for file in (*files, whole) for point in mapped(file.read_bytes())}
    return PaperFont((folder, whole.parent), frozenset(characters))


def mapped(font: bytes) -> Iterator[int]:
    """Code points that a TrueType file has a glyph for."""
    tables, offset = struct.unpack_from(">4xH", font)[0], 12
    places = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(offset, offset + 16 * tables, 16)
    }
    start = places[b"cmap"]
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * index)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == SEGMENTS:
            yield from _segments(font, at)
        elif kind == GROUPS:
            yield from _groups(font, at)


def _segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    # Behind the ends stands one word of padding.
    columns_at = [at + 14, *(at + 16 + 2 * count * column for column in (1, 2, 3))]
    ends, starts, deltas, jumps = (struct.unpack_from(f">{count}H", font, column) for column in columns_at)
    for segment, (first, last, delta, jump) in enumerate(zip(starts, ends, deltas, jumps, strict=True)):
        # A jump leads from its own place into a list of glyphs, where 0 is no glyph whatever the delta says.
        glyphs_at = columns_at[-1] + 2 * segment + jump
        for point in range(first, min(last, LAST_OF_PLANE) + 1):
            glyph = struct.unpack_from(">H", font, glyphs_at + 2 * (point - first))[0] if jump else point + delta
            if glyph & WORD:
                yield point


def _groups(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">I", font, at + 12)[0]
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        yield from (point for point in range(first, last + 1) if glyph + point - first)
