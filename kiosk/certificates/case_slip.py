"""The receipt of a case (办件回执): what a citizen takes home when no certificate comes out, as a PNG.

The same strip as a ticket's: 576 px, black on white. It carries an alias short enough to read out or type,
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
LONGEST_ALIAS: Final = 16
BREAK: Final = 22
"""Digits of the case's long number on one line: two lines for its 43."""
TITLE: Final = ("办件回执", "Receipt")
SIMULATED: Final = "仿真·测试数据 SIMULATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A day that matters to whoever waits. on: as people write it, 2026-11-30; zh, en: what is due then."""

    zh: str
    en: str
    on: str

    def __str__(self) -> str:
        """On one line, in both languages."""
        return f"{self.zh} {self.en} {self.on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSlip:
    """What stands on one receipt.

    alias: short name of the case, for typing. case: its whole number. state: in words of both languages. due: days by
    which somebody answers or is to answer, none where nothing is promised. url: of the case's page. terminal: its name.
    utc_offset_min: of the hall's clock.
    """

    hall_zh: str
    hall_en: str
    matter_zh: str
    matter_en: str
    alias: str
    case: str
    state_zh: str
    state_en: str
    due: tuple[DueDay, ...]
    terminal: str
    made_at_ms: int
    utc_offset_min: int
    url: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.alias) <= LONGEST_ALIAS:
            raise ValueError(f"an alias has from 1 to {LONGEST_ALIAS} characters")

    @property
    def made_at(self) -> str:
        """By the hall's clock."""
        return clock_text(self.made_at_ms, self.utc_offset_min)


def slip_text(slip: CaseSlip) -> str:
    """What stands on the receipt but for its code, line by line: for whoever cannot see the picture."""
    about = (slip.matter_zh, slip.matter_en, slip.alias, slip.case, f"{slip.state_zh} {slip.state_en}")
    day = slip.made_at.partition(" ")[0]
    lines = (SIMULATED, " ".join(TITLE), *about, *map(str, slip.due), f"{day} {slip.terminal}", SIMULATED)
    return "\n".join(lines)


def draw_case_slip(slip: CaseSlip, fonts: FontFamily) -> bytes:
    """The receipt as PNG, one bit a dot."""
    page = Image.new("L", (WIDTH, HEIGHT), WHITE)
    pen = Pen(ImageDraw.Draw(page), fonts)
    pen.centred(slip.hall_zh, 32, 600)
    pen.centred(slip.hall_en, 20, 400)
    pen.rule()
    pen.centred(TITLE[0], 44, 700)
    pen.centred(TITLE[1], 22, 400)
    pen.centred(slip.alias, 76, 800)
    pen.centred(slip.matter_zh, 32, 600)
    pen.centred(slip.matter_en, 20, 400)
    pen.rule()
    pen.centred(slip.state_zh, 30, 600)
    pen.centred(slip.state_en, 20, 400)
    if slip.due:
        pen.space(8)
    for each in slip.due:
        pen.centred(str(each), 24, 500)
    pen.space(8)
    page.paste(draw_qr(slip.url, QR_SIZE), ((WIDTH - QR_SIZE) // 2, pen.y))
    pen.y += QR_SIZE + 4
    pen.centred("扫码看进度，或在任一终端登录看「我的办件」", 22, 500)
    pen.centred("Scan to follow it, or log in at any terminal: Your cases", 18, 400)
    for first in range(0, len(slip.case), BREAK):
        pen.centred(slip.case[first : first + BREAK], 22, 400)
    pen.centred(f"{slip.made_at} · {slip.terminal}", 22, 400)
    return finished(page, pen)
