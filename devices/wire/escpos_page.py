"""A page as an ESC/POS host has set it (票面): items from top to bottom, measured in dots.

Eight dots to the millimetre, 576 to a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DOTS: Final = 576
"""Width of the paper."""
DOTS_A_MM: Final = 8
LINE_DOTS: Final = 30
"""From one line to the next, unless the host says otherwise."""
CUT_DOTS: Final = 120
"""Between the print head and the knife."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text looks. align: left · center · right. width, height: 1..8 times."""

    align: str = "left"
    is_bold: bool = False
    is_underlined: bool = False
    width: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """A picture: rows of whole bytes, the highest bit left, 1 is black."""

    width: int
    height: int
    bits: bytes
    align: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A QR code that the printer draws by itself. module: dots of one module."""

    data: str
    module: int
    align: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """White paper."""

    dots: int


Item = Text | Dots | Symbol | Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page that the host has cut off."""

    items: tuple[Item, ...]

    @property
    def lines(self) -> int:
        """Lines of text, a picture counted by its height."""
        return max(1, self.dots // LINE_DOTS)

    @property
    def dots(self) -> int:
        """Height of the page."""
        return CUT_DOTS + sum(height_of(item) for item in self.items)

    @property
    def length_mm(self) -> int:
        """Paper it needs."""
        return -(-self.dots // DOTS_A_MM)


def height_of(item: Item) -> int:
    """Dots that an item takes on the paper."""
    if isinstance(item, Feed):
        return item.dots
    if isinstance(item, Dots):
        return item.height
    if isinstance(item, Symbol):
        return SYMBOL_MODULES * item.module
    return LINE_DOTS * item.style.height


SYMBOL_MODULES: Final = 41
"""Height of a drawn code in modules, quiet zone and all, as the page is measured."""
