"""A notice on paper (一次性告知书): what is missing, all of it, as a PNG of a receipt printer's width.

It names nobody: the ticket's number and the matter, and a code that opens the notice's own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.slip import MARGIN, QR_SIZE, WHITE, WIDTH, Pen, clock_text, draw_qr, finished

HEIGHT: Final = 6000
"""Longest sheet: forty items, each in both languages over several lines; the picture is cut where the text ends."""
TITLE: Final = ("一次性告知书", "What is missing, all at once")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSheet:
    """What stands on one sheet. items: (zh, en), name and reason of each. facts: (label, text) in Chinese.

    url: of the notice's page. utc_offset_min: of the hall's clock.
    """

    hall_zh: str
    hall_en: str
    notice: str
    ticket: str
    matter_zh: str
    matter_en: str
    items: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    url: str
    told_at_ms: int
    utc_offset_min: int


def draw_notice_sheet(sheet: NoticeSheet, fonts: FontFamily) -> bytes:
    """The sheet as PNG, one bit a dot."""
    page = Image.new("L", (WIDTH, HEIGHT), WHITE)
    pen = Pen(ImageDraw.Draw(page), fonts)
    pen.centred(sheet.hall_zh, 32, 600)
    pen.centred(sheet.hall_en, 20, 400)
    pen.rule()
    pen.centred(TITLE[0], 44, 700)
    pen.centred(TITLE[1], 22, 400)
    pen.centred(f"{sheet.notice} · {sheet.ticket}", 40, 800)
    pen.centred(sheet.matter_zh, 32, 600)
    pen.centred(sheet.matter_en, 20, 400)
    pen.rule()
    for at, (zh, en) in enumerate(sheet.items, start=1):
        _wrapped(pen, f"{at}. {zh}", 28, 600)
        _wrapped(pen, en, 20, 400)
        pen.space(6)
    pen.rule()
    for label, text in sheet.facts:
        _wrapped(pen, f"{label}：{text}", 24, 400)
        pen.space(4)
    page.paste(draw_qr(sheet.url, QR_SIZE), ((WIDTH - QR_SIZE) // 2, pen.y))
    pen.y += QR_SIZE + 4
    pen.centred("扫码看这份告知书；补齐后不必再问", 22, 500)
    pen.centred("Scan to read it again on your phone", 18, 400)
    pen.centred(clock_text(sheet.told_at_ms, sheet.utc_offset_min), 22, 400)
    return finished(page, pen)


def _wrapped(pen: Pen, text: str, size: int, weight: int) -> None:
    """Text from the left margin, over as many lines as it takes; broken anywhere, as Chinese is."""
    rest = text
    while rest:
        length = len(rest)
        while length > 1 and _width(pen, rest[:length], size, weight) > WIDTH - 2 * MARGIN:
            length -= 1
        x = float(MARGIN)
        for part, font in pen.fonts.runs(rest[:length], size, weight):
            pen.draw.text((x, pen.y + size), part, font=font, fill=0, anchor="ls")
            x += font.getlength(part)
        pen.y += int(size * 1.4)
        rest = rest[length:].lstrip()


def _width(pen: Pen, text: str, size: int, weight: int) -> float:
    return sum(font.getlength(part) for part, font in pen.fonts.runs(text, size, weight))
