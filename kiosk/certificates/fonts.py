"""Fonts for paper: the same Noto Sans SC that the pages use.

The pages load it as about a hundred woff2 subsets, each with its own range of characters; Pillow's
FreeType reads woff2, so paper uses the very same files and nothing else has to be installed.
Without them (no vendor folder) a font of the machine that knows Chinese is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import ImageFont

FACE: Final = re.compile(r"src:\s*url\(([^)]+\.woff2)\)[^;]*;\s*unicode-range:\s*([^;]+);")
"""One @font-face of the vendored style sheet: its file and its characters."""
RANGE: Final = re.compile(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?")

MACHINE_FONTS: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "PingFang.ttc",
    "msyh.ttc",
    "DejaVuSans.ttf",
)
"""Tried in this order where the vendored font is missing; the last knows no Chinese."""

Font = ImageFont.FreeTypeFont


@dataclass(slots=True)
class FontFamily:
    """Which file draws which character, and the opened fonts by (file, size, weight).

    files: code point -> woff2 file; empty where nothing is vendored. Not for several threads at
    once: FreeType faces are not; rendering has one thread of its own.
    """

    files: dict[int, Path]
    _opened: dict[tuple[Path | None, int, int], Font] = field(default_factory=dict)

    def runs(self, text: str, size: int, weight: int) -> list[tuple[str, Font]]:
        """The text cut into stretches that one font file draws. size in px, weight 100..900."""
        runs: list[tuple[str, Font]] = []
        for character in text:
            font = self._font(self.files.get(ord(character)), size, weight)
            if runs and runs[-1][1] is font:
                runs[-1] = (runs[-1][0] + character, font)
            else:
                runs.append((character, font))
        return runs

    def knows(self, text: str) -> bool:
        """Whether every visible character has a glyph."""
        return all(ord(character) in self.files for character in text if not character.isspace())

    def _font(self, file: Path | None, size: int, weight: int) -> Font:
        key = (file, size, weight)
        font = self._opened.get(key)
        if font is None:
            font = self._opened[key] = _open_font(file, size, weight)
        return font


def load_family(vendor: Path) -> FontFamily:
    """The family under `vendor`/noto (the copied font package), or one of the machine's fonts."""
    files: dict[int, Path] = {}
    for sheet in sorted((vendor / "noto").rglob("index.css")):
        for name, ranges in FACE.findall(sheet.read_text(encoding="utf-8")):
            file = (sheet.parent / name.strip("'\"")).resolve()
            if file.is_file():
                files.update((point, file) for point in _points(ranges) if point not in files)
    return FontFamily(files)


def _points(ranges: str) -> list[int]:
    """Code points of a CSS unicode-range."""
    points: list[int] = []
    for first, last in RANGE.findall(ranges):
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def _open_font(file: Path | None, size: int, weight: int) -> Font:
    if file is not None:
        font = ImageFont.truetype(str(file), size)
        font.set_variation_by_axes([weight])
        return font
    for name in MACHINE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    fallback = ImageFont.load_default(size)
    assert isinstance(fallback, ImageFont.FreeTypeFont), "Pillow is built without FreeType"
    return fallback
