"""Layouts as pictures: everything where its form has put it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from devices.edge.layouts import draw_layouts, with_pages
from devices.edge.scan_formats import checked, handed_out
from devices.edge.scans import KEPT, Scans
from devices.xfs.layout import ROLL_DOTS, SHEET_DOTS, Document, Layout, Picture, Symbol, Writing, pdfs_of
from tests.devices.edge.test_paper import OneFont, black
from tests.devices.xfs.payloads import pdf, png


def page(*pieces: Layout | str) -> Image.Image:
    return Image.open(io.BytesIO(draw_layouts(pieces, OneFont())))


def solid(width: int, height: int, colour: object = "black", mode: str = "L") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), colour).save(out, "PNG")
    return out.getvalue()


def roll(*items: object, height: int = 100) -> Layout:
    return Layout(width=ROLL_DOTS, height=height, items=items)  # type: ignore[arg-type]


def square(x: int, y: int, edge: int) -> Picture:
    return Picture(x=x, y=y, width=edge, height=edge, png=solid(4, 4))


def test_a_picture_fills_its_box() -> None:
    drawn = page(roll(square(10, 20, 30)))

    assert (drawn.size, black(drawn)) == ((576, 100), (10, 20, 40, 50))


def test_on_a_roll_one_layout_comes_below_the_other() -> None:
    drawn = page(roll(square(0, 0, 10)), roll(square(0, 0, 10)))

    assert (drawn.size, black(drawn)) == ((576, 200), (0, 0, 10, 110))


def test_on_a_sheet_that_is_held_one_lies_over_the_other() -> None:
    wide, high = SHEET_DOTS
    below = Layout(width=wide, height=high, items=(square(0, 0, 100),))
    above = Layout(width=wide, height=high, items=(square(200, 200, 100),), is_over=True)

    drawn = page(below, above)

    # Sheets are shown at half their size.
    assert (drawn.size, black(drawn)) == ((840, 1_188), (0, 0, 150, 150))


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 2)])
def test_a_line_that_is_too_long_for_its_field_is_drawn_smaller(align: str, side: int) -> None:
    line = Writing(x=100, y=10, width=200, size=40, lines=("W" * 12,), align=align)

    box = black(page(roll(line)))

    assert box is not None
    # A dot of grey may stand beside the last letter.
    assert 100 <= box[0] < box[2] <= 301
    assert abs(box[side] - (100, 0, 300)[side]) < 20


def test_a_code_stays_within_its_square() -> None:
    box = black(page(roll(Symbol(x=50, y=0, edge=100, text="https://example.org"))))

    assert box is not None
    assert 50 < box[0] < box[2] < 150


@pytest.mark.parametrize("spoiled", [png(8, 8)[:40], b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_spoiled_picture_is_a_frame_that_says_so(spoiled: bytes) -> None:
    drawn = page(roll(Picture(x=10, y=10, width=300, height=60, png=spoiled)))

    assert black(drawn) == (10, 10, 310, 70)


def test_a_document_is_as_many_framed_sheets_as_it_has_pages() -> None:
    wide, high = SHEET_DOTS
    drawn = page(Layout(width=wide, height=2 * high, items=(Document(pdf=pdf(2), sheets=2),)))

    assert drawn.size == (840, 2_376)
    assert black(drawn) == (0, 0, 840, 2_376)


def test_a_document_shows_what_somebody_has_drawn_of_it_and_a_lone_sheet_in_its_colours() -> None:
    (wide, high), red = SHEET_DOTS, solid(10, 14, "red", "RGB")
    drawn_of = {1: [red], 2: [red]}

    def pages_of(file: bytes, sheets: int) -> list[bytes]:
        assert file.startswith(b"%PDF")
        return drawn_of[sheets]

    one = with_pages((Layout(width=wide, height=high, items=(Document(pdf=pdf(1), sheets=1),)),), pages_of)
    two = with_pages(("A001", Layout(width=wide, height=2 * high, items=(Document(pdf=pdf(2), sheets=2),))), pages_of)

    assert draw_layouts(one, OneFont()) == red
    # Of two sheets only the first could be drawn: grey as every page, and the second is a frame.
    seen = page(*two).convert("L")
    assert [seen.getpixel((420, y)) for y in (seen.height - 1_800, seen.height - 300)] == [76, 255]
    assert pdfs_of(two) == [pdf(2)]


def test_text_that_was_printed_raw_stands_between_layouts() -> None:
    drawn = page(roll(), "A001\nB", roll())

    box = black(drawn)
    assert drawn.height == 100 + 48 + 60 + 100
    assert box is not None
    assert 100 < box[1] < box[3] < 208


# Scans.


@pytest.mark.parametrize("content", [b"", b"no picture", solid(10, 10)[:40], b"GIF89a" + b"\0" * 20])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="format"):
        checked(content)


def test_a_scan_is_small_enough_for_every_client_whatever_it_shows() -> None:
    noise = Image.effect_noise((2_000, 1_500), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")

    kept = checked(out.getvalue())

    assert Image.open(io.BytesIO(kept)).size == (1_280, 960)
    for name, kind in (("png", "PNG"), ("jpg", "JPEG"), ("bmp", "BMP")):
        handed = handed_out(kept, name, "fullcolor")
        assert len(handed) <= 180_000
        assert Image.open(io.BytesIO(handed)).format == kind


@pytest.mark.parametrize(("color", "mode"), [("binary", "1"), ("grayscale", "L"), ("fullcolor", "RGB")])
def test_a_scan_has_the_colours_that_were_asked_for(color: str, mode: str) -> None:
    assert Image.open(io.BytesIO(handed_out(None, "png", color))).mode == mode


def test_scans_of_a_terminal_are_forgotten_with_whoever_laid_them_there() -> None:
    scans = Scans()
    mine, other = scans.keep("hall-1", b"mine"), scans.keep("hall-2", b"other")

    scans.wipe("hall-1")

    assert (scans.picture(mine), scans.picture(other)) == (None, b"other")


def test_of_many_scans_the_oldest_are_forgotten() -> None:
    scans = Scans()
    kept = [scans.keep("hall-1", bytes((number,))) for number in range(KEPT + 1)]

    assert [scans.picture(each) is None for each in kept] == [True, *[False] * KEPT]
