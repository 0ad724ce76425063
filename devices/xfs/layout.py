"""What is to stand on paper (版面): texts, codes and pictures with their places, as plain data.

Everything is measured in dots, eight to the millimetre, from the top left corner. Drawing is the edge's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

DOTS_A_MM: Final = 8
ROLL_DOTS: Final = 576
"""Width of the receipt printer's paper."""
SHEET_DOTS: Final = (1_680, 2_376)
"""Width and height of an A4 sheet."""
LONGEST_DOTS: Final = 16_000
"""Two metres of roll: no page is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Lines of text. size: of a letter. align: left · center · right, within the width."""

    x: int
    y: int
    width: int
    size: int
    lines: tuple[str, ...]
    align: str = "left"
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A QR code in a square of so many dots."""

    x: int
    y: int
    edge: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG, scaled to a box. text: what is written on it, for whoever cannot see it."""

    x: int
    y: int
    width: int
    height: int
    png: bytes
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A PDF of so many sheets: printed by its driver and handed on as it was ordered.

    pages: what its first sheets look like, PNG, if somebody who can draw them has done so.
    """

    pdf: bytes
    sheets: int
    pages: tuple[bytes, ...] = ()


Item = Writing | Symbol | Picture | Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What one order prints. height: of all its sheets. is_over: it goes onto the sheet that is held, not below it."""

    width: int
    height: int
    items: tuple[Item, ...]
    is_over: bool = False

    @property
    def lines(self) -> int:
        """Lines of text, and one for anything else: how long printing takes."""
        return max(1, sum(len(item.lines) if isinstance(item, Writing) else 1 for item in self.items))


def text_of(pieces: Iterable[Layout | str]) -> str | None:
    """What is written on the pictures of a page, as far as whoever ordered them has said so."""
    layouts = [each for each in pieces if isinstance(each, Layout)]
    texts = [item.text for layout in layouts for item in layout.items if isinstance(item, Picture) and item.text]
    return "\n".join(texts) or None


def pdfs_of(pieces: Iterable[Layout | str]) -> list[bytes]:
    """The PDF files on a page, as they were ordered."""
    layouts = [each for each in pieces if isinstance(each, Layout)]
    return [item.pdf for layout in layouts for item in layout.items if isinstance(item, Document)]
