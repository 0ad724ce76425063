"""Layouts on paper (版面成图): what orders of `Printer.PrintForm` and its like have put on one page, as a picture.

On a roll one layout comes below the other; of single sheets one may go onto the sheet that is there already. A PDF is
drawn by others (`with_pages`); without them it is a frame that says so, as a spoiled picture is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from PIL import Image, ImageChops, ImageDraw

from devices.edge.paper import BLACK, BOLD, REGULAR, WHITE, Fonts, code_picture
from devices.xfs.layout import ROLL_DOTS, Document, Item, Layout, Picture, Symbol, Writing

LEADING: Final = 1.25
TEXT_SIZE: Final = 24
MARGIN: Final = 24
LABEL_LETTERS: Final = 40
"""Of a label over the width of its frame."""
NOT_DRAWN: Final = "PDF {number}/{sheets} · 未绘制 not drawn · 仿真·测试数据"
SPOILED: Final = "× 图像损坏 spoiled picture"
LARGE: Final = ROLL_DOTS
"""Pages wider than that are shown at half their size."""


PagesOf = Callable[[bytes, int], list[bytes]]
"""(PDF, sheets) -> what its first sheets look like, PNG; fewer, or none, where that cannot be seen."""


def with_pages(pieces: tuple[Layout | str, ...], pages_of: PagesOf) -> tuple[Layout | str, ...]:
    """The same page with the pictures of every PDF on it."""
    return tuple(
        replace(piece, items=tuple(_with_pages(item, pages_of) for item in piece.items))
        if isinstance(piece, Layout)
        else piece
        for piece in pieces
    )


def _with_pages(item: Item, pages_of: PagesOf) -> Item:
    return replace(item, pages=tuple(pages_of(item.pdf, item.sheets))) if isinstance(item, Document) else item


def alone(pieces: tuple[Layout | str, ...]) -> bytes | None:
    """The picture of a page that is one sheet of a PDF and nothing else, in its colours."""
    match pieces:
        case (Layout(items=(Document(sheets=1, pages=(png,)),)),):
            return png
        case _:
            return None


def draw_layouts(pieces: tuple[Layout | str, ...], fonts: Fonts) -> bytes:
    """The page as PNG, grey; a lone sheet of a PDF as it is."""
    if (lone := alone(pieces)) is not None:
        return lone
    width = max((each.width for each in pieces if isinstance(each, Layout)), default=ROLL_DOTS)
    sheets: list[Image.Image] = []
    for piece in pieces:
        layout = piece if isinstance(piece, Layout) else as_layout(piece, width)
        drawn = _drawn(layout, width, fonts)
        if layout.is_over and sheets:
            sheets[-1] = _laid_over(sheets[-1], drawn)
        else:
            sheets.append(drawn)
    page = Image.new("L", (width, sum(sheet.height for sheet in sheets)), WHITE)
    top = 0
    for sheet in sheets:
        page.paste(sheet, (0, top))
        top += sheet.height
    out = io.BytesIO()
    (page if width <= LARGE else page.reduce(2)).save(out, format="PNG", optimize=True)
    return out.getvalue()


def as_layout(text: str, width: int) -> Layout:
    """Lines of text on a page of their own."""
    lines = tuple(text.splitlines()) or ("",)
    writing = Writing(x=MARGIN, y=MARGIN, width=width - 2 * MARGIN, size=TEXT_SIZE, lines=lines)
    return Layout(width=width, height=2 * MARGIN + round(len(lines) * TEXT_SIZE * LEADING), items=(writing,))


def _drawn(layout: Layout, width: int, fonts: Fonts) -> Image.Image:
    sheet = Image.new("L", (width, layout.height), WHITE)
    for item in layout.items:
        DRAW[type(item)](sheet, item, fonts)
    return sheet


def _laid_over(below: Image.Image, above: Image.Image) -> Image.Image:
    """Black stays black; whatever is longer keeps its length."""
    size = (below.width, max(below.height, above.height))
    papers = [Image.new("L", size, WHITE) for _ in range(2)]
    for paper, drawn in zip(papers, (below, above), strict=True):
        paper.paste(drawn, (0, 0))
    return ImageChops.darker(*papers)


def _write(sheet: Image.Image, item: Writing, fonts: Fonts) -> None:
    for number, line in enumerate(item.lines):
        _line(sheet, item, line, item.y + round(number * item.size * LEADING), fonts)


def _line(sheet: Image.Image, item: Writing, line: str, top: int, fonts: Fonts) -> None:
    """A line that is wider than its field is drawn smaller."""
    weight, size = BOLD if item.is_bold else REGULAR, item.size
    runs = fonts.runs(line, size, weight)
    length = sum(font.getlength(part) for part, font in runs)
    if length > item.width:
        size = max(1, int(size * item.width / length))
        runs = fonts.runs(line, size, weight)
        length = sum(font.getlength(part) for part, font in runs)
    room = max(0.0, item.width - length)
    x = item.x + {"left": 0.0, "center": room / 2, "right": room}[item.align]
    pen = ImageDraw.Draw(sheet)
    for part, font in runs:
        pen.text((x, top + size), part, font=font, fill=BLACK, anchor="ls")
        x += font.getlength(part)


def _symbol(sheet: Image.Image, item: Symbol, _fonts: Fonts) -> None:
    small = code_picture(item.text)
    module = max(1, item.edge // small.width)
    sheet.paste(small.resize((small.width * module,) * 2, Image.Resampling.NEAREST), (item.x, item.y))


def _picture(sheet: Image.Image, item: Picture, fonts: Fonts) -> None:
    try:
        with Image.open(io.BytesIO(item.png), formats=("PNG",)) as image:
            opaque = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        _frame(sheet, (item.x, item.y, item.width, item.height), SPOILED, fonts)
        return
    sheet.paste(opaque.convert("L").resize((item.width, item.height)), (item.x, item.y))


def _document(sheet: Image.Image, item: Document, fonts: Fonts) -> None:
    height = sheet.height // item.sheets
    for number, page in enumerate(item.pages[: item.sheets]):
        picture = Picture(x=0, y=number * height, width=sheet.width, height=height, png=page)
        _picture(sheet, picture, fonts)
    for number in range(len(item.pages), item.sheets):
        text = NOT_DRAWN.format(number=number + 1, sheets=item.sheets)
        _frame(sheet, (0, number * height, sheet.width, height), text, fonts)


def _frame(sheet: Image.Image, box: tuple[int, int, int, int], text: str, fonts: Fonts) -> None:
    x, y, width, height = box
    ImageDraw.Draw(sheet).rectangle((x, y, x + width - 1, y + height - 1), outline=BLACK, width=2)
    size = max(TEXT_SIZE, width // LABEL_LETTERS)
    label = Writing(x=x, y=y + (height - size) // 2, width=width, size=size, lines=(text,), align="center")
    _write(sheet, label, fonts)


DRAW: Final[Mapping[type[Item], Callable[[Image.Image, Any, Fonts], None]]] = {
    Writing: _write,
    Symbol: _symbol,
    Picture: _picture,
    Document: _document,
}
"""What is on the page -> how it gets there."""
