"""A page as it came out: dots where the host set them, and nowhere else."""

from __future__ import annotations

import io

from PIL import Image, ImageFont

from devices.edge.paper import draw_sheet
from devices.wire.escpos_page import Dots, Feed, Sheet, Style, Symbol, Text


class OneFont:
    """Pillow's own font for everything."""

    def runs(self, text: str, size: int, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """One stretch."""
        del weight
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return [(text, font)]


def drawn(*items: object) -> Image.Image:
    return Image.open(io.BytesIO(draw_sheet(Sheet(items=items), OneFont())))  # type: ignore[arg-type]


def black(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box of all that is black."""
    return picture.convert("L").point(lambda dot: 255 - dot).getbbox()


def test_a_picture_stands_dot_for_dot_where_it_is_aligned() -> None:
    square = {"width": 8, "height": 8, "bits": b"\xff" * 8}

    boxes = [black(drawn(Dots(**square, align=align))) for align in ("left", "center", "right")]

    assert boxes == [(0, 60, 8, 68), (284, 60, 292, 68), (568, 60, 576, 68)]


def test_items_stand_one_under_the_other_and_the_paper_is_as_long_as_they_are() -> None:
    line = Dots(width=576, height=1, bits=b"\xff" * 72)

    page = drawn(Feed(dots=10), line, Feed(dots=20), line)

    assert page.size == (576, 120 + 32)
    assert [y for y in range(page.height) if page.getpixel((300, y)) == 0] == [70, 91]


def test_large_text_is_twice_as_wide_and_high() -> None:
    small = black(drawn(Text(text="HH", style=Style())))
    large = black(drawn(Text(text="HH", style=Style(width=2, height=2))))

    assert small is not None
    assert large is not None
    assert large[2] - large[0] in range(2 * (small[2] - small[0]) - 3, 2 * (small[2] - small[0]) + 4)
    assert large[3] - large[1] in range(2 * (small[3] - small[1]) - 3, 2 * (small[3] - small[1]) + 4)


def test_a_code_is_drawn_in_whole_modules() -> None:
    """Version 1: 21 modules between two quiet zones of 4."""
    box = black(drawn(Symbol(data="A", module=5)))

    assert box == (20, 80, 125, 185)


def test_a_page_is_never_longer_than_two_metres() -> None:
    assert drawn(Feed(dots=15_990), Feed(dots=15_990)).height == 16_000
