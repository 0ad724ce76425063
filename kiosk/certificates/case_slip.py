"""The receipt of a case (办件回执): what a citizen takes home when no certificate comes out, as a PNG.

The same strip as a ticket's: 576 px, black on white. It carries an alias short enough to type at any terminal,
and a code that opens the case's own page. It names nobody, and says of a matter only its name and its state: a slip
that lies about must not tell why somebody came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.slip import QR_SIZE, WHITE, WIDTH, Pen, clock_text, draw_qr, finished

HEIGHT: Final = 1240
"""Longest receipt; the picture is cut where the text ends."""
LONGEST_ALIAS: Final = 12
BREAK: Final = 22
"""Digits of the case's long number on one line: two lines for its 43."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSlip:
    """What stands on one receipt.

    alias: short name of the case, for typing. case: its whole number. state: in words of both languages. due: until
    when somebody answers, None where nothing is promised. url: of the case's page. utc_offset_min: of the hall's clock.
    """

    hall_zh: str
    hall_en: str
    title_zh: str
    title_en: str
    matter_zh: str
    matter_en: str
    alias: str
    case: str
    state_zh: str
    state_en: str
    due_zh: str | None
    due_en: str | None
    made_at_ms: int
    utc_offset_min: int
    url: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.alias) <= LONGEST_ALIAS:
            raise ValueError(f"an alias has from 1 to {LONGEST_ALIAS} characters")
        if (self.due_zh is None) != (self.due_en is None):
            raise ValueError("a term is told in both languages")


def draw_case_slip(slip: CaseSlip, fonts: FontFamily) -> bytes:
    """The receipt as PNG, one bit a dot."""
    page = Image.new("L", (WIDTH, HEIGHT), WHITE)
    pen = Pen(ImageDraw.Draw(page), fonts)
    pen.centred(slip.hall_zh, 32, 600)
    pen.centred(slip.hall_en, 20, 400)
    pen.rule()
    pen.centred(slip.title_zh, 44, 700)
    pen.centred(slip.title_en, 22, 400)
    pen.centred(slip.alias, 88, 800)
    pen.centred(slip.matter_zh, 32, 600)
    pen.centred(slip.matter_en, 20, 400)
    pen.rule()
    pen.centred(slip.state_zh, 30, 600)
    pen.centred(slip.state_en, 20, 400)
    if slip.due_zh is not None and slip.due_en is not None:
        pen.centred(slip.due_zh, 26, 500)
        pen.centred(slip.due_en, 20, 400)
    pen.space(8)
    page.paste(draw_qr(slip.url, QR_SIZE), ((WIDTH - QR_SIZE) // 2, pen.y))
    pen.y += QR_SIZE + 4
    pen.centred("扫码查进度，或在任一终端输入上面的编号", 22, 500)
    pen.centred("Scan, or type the number above at any terminal", 18, 400)
    for first in range(0, len(slip.case), BREAK):
        pen.centred(slip.case[first : first + BREAK], 22, 400)
    pen.centred(clock_text(slip.made_at_ms, slip.utc_offset_min), 22, 400)
    return finished(page, pen)
