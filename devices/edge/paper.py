"""Paper (票面): a page that an ESC/POS host has set, as the picture that came out.

Strip under strip, 576 dots wide, one bit a dot. Fonts are handed in; one dot of text is a pixel at their size.

Source: the measures of devices/wire/escpos_page.py
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import qrcode
from PIL import Image, ImageDraw, ImageFont

from devices.wire.escpos_page import CUT_DOTS, DOTS, LINE_DOTS, Dots, Feed, Item, Sheet, Symbol, Text

WHITE: Final = 255
BLACK: Final = 0
THRESHOLD: Final = 160
TEXT_DOTS: Final = 24
"""Size of a letter; the rest of a line is white."""
REGULAR, BOLD = 400, 700
QUIET_MODULES: Final = 4
LONGEST_DOTS: Final = 16_000
"""Two metres: a picture is no longer than that."""


class Fonts(Protocol):
    """Whoever knows how to write."""

    def runs(self, text: str, size: int, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """The text cut into stretches that one font draws. size in dots, weight 100..900."""


def draw_sheet(sheet: Sheet, fonts: Fonts) -> bytes:
    """The page as PNG."""
    strips = [STRIPS[type(item)](item, fonts) for item in sheet.items]
    height = min(CUT_DOTS + sum(strip.height for strip in strips), LONGEST_DOTS)
    page = Image.new("L", (DOTS, height), WHITE)
    top = CUT_DOTS // 2
    for strip in strips:
        page.paste(strip, (0, top))
        top += strip.height
    out = io.BytesIO()
    page.point(_black_or_white, mode="1").save(out, format="PNG", optimize=True)
    return out.getvalue()


def _text(item: Text, fonts: Fonts) -> Image.Image:
    """One line; what does not fit is lost at the edge, as on paper."""
    style = item.style
    runs = fonts.runs(item.text, TEXT_DOTS, BOLD if style.is_bold else REGULAR)
    width = max(1, round(sum(font.getlength(part) for part, font in runs)))
    small = Image.new("L", (width, LINE_DOTS), WHITE)
    pen, x = ImageDraw.Draw(small), 0.0
    for part, font in runs:
        pen.text((x, TEXT_DOTS), part, font=font, fill=BLACK, anchor="ls")
        x += font.getlength(part)
    if style.is_underlined:
        pen.line((0, LINE_DOTS - 3, width, LINE_DOTS - 3), fill=BLACK, width=2)
    return _aligned(small.resize((width * style.width, LINE_DOTS * style.height)), style.align)


def _dots(item: Dots, _fonts: Fonts) -> Image.Image:
    # "1;I": a set bit is black.
    return _aligned(Image.frombytes("1", (item.width, item.height), item.bits, "raw", "1;I").convert("L"), item.align)


def _symbol(item: Symbol, _fonts: Fonts) -> Image.Image:
    small = code_picture(item.data)
    edge = small.width * item.module
    return _aligned(small.resize((edge, edge), Image.Resampling.NEAREST), item.align)


def code_picture(text: str) -> Image.Image:
    """A QR code, one pixel a module, quiet zone and all."""
    code = qrcode.QRCode(border=QUIET_MODULES, box_size=1)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    small = Image.new("L", (len(rows), len(rows)), WHITE)
    small.putdata([BLACK if dark else WHITE for row in rows for dark in row])
    return small


def _feed(item: Feed, _fonts: Fonts) -> Image.Image:
    return Image.new("L", (DOTS, item.dots), WHITE)


def _aligned(picture: Image.Image, align: str) -> Image.Image:
    """On a strip as wide as the paper."""
    strip = Image.new("L", (DOTS, picture.height), WHITE)
    room = max(0, DOTS - picture.width)
    strip.paste(picture, ({"left": 0, "center": room // 2, "right": room}[align], 0))
    return strip


def _black_or_white(dot: int) -> int:
    return WHITE if dot > THRESHOLD else BLACK


Strip = Callable[[Any, Fonts], Image.Image]
STRIPS: Final[Mapping[type[Item], Strip]] = {Text: _text, Dots: _dots, Symbol: _symbol, Feed: _feed}
"""What is on the page -> its strip."""
