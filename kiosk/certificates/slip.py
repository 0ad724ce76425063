"""The ticket's paper slip (号票): what the receipt printer prints, as a PNG.

576 px is the width of an 80 mm thermal head at 203 dpi; black on white, no grey. The QR opens the
ticket's own phone page. Nothing on a slip names a person.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import qrcode
from PIL import Image, ImageDraw
from qrcode.constants import ERROR_CORRECT_M

from kiosk.certificates.fonts import FontFamily

WIDTH: Final = 576
"""Dots of an 80 mm thermal head."""
MARGIN: Final = 24
QR_SIZE: Final = 344
BLACK: Final = 0
WHITE: Final = 255
HEIGHT: Final = 1080
"""Longest slip; the picture is cut where the text ends."""
THRESHOLD: Final = 150
"""A thermal head knows no grey: darker dots are printed."""

BANNER: Final = "仿真·测试数据 SIMULATION – TEST DATA"
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands on one slip.

    ahead: people called before this one. estimate_min: rounded minutes, None while they are
    not known or, where not is_staffed, because nobody may serve it. most_min: within which most are called, None where that is not known. url: the public address of the ticket's page. utc_offset_min: of the hall's clock.
    """

    hall_zh: str
    hall_en: str
    ticket: str
    line_zh: str
    line_en: str
    ahead: int
    estimate_min: int | None
    most_min: int | None = None
    is_staffed: bool = True
    taken_at_ms: int
    utc_offset_min: int
    url: str


def draw_slip(slip: Slip, fonts: FontFamily) -> bytes:
    """The slip as PNG, one bit a dot."""
    page = Image.new("L", (WIDTH, HEIGHT), WHITE)
    pen = Pen(ImageDraw.Draw(page), fonts)
    pen.centred(slip.hall_zh, 34, 600)
    pen.centred(slip.hall_en, 20, 400)
    pen.rule()
    pen.centred(slip.ticket, 132, 800)
    pen.centred(slip.line_zh, 44, 700)
    pen.centred(slip.line_en, 24, 400)
    pen.rule()
    for text in _wait_zh(slip):
        pen.centred(text, 32, 600)
    pen.centred(f"{slip.ahead} ahead · {_estimate_en(slip)}", 22, 400)
    pen.space(12)
    page.paste(draw_qr(slip.url, QR_SIZE), ((WIDTH - QR_SIZE) // 2, pen.y))
    pen.y += QR_SIZE + 8
    pen.centred("扫码看进度，过号请找工作人员", 24, 500)
    pen.centred("Scan to follow your ticket", 20, 400)
    pen.centred(clock_text(slip.taken_at_ms, slip.utc_offset_min), 22, 400)
    return finished(page, pen)


def finished(page: Image.Image, pen: Pen) -> bytes:
    """The banner below all, and the paper cut where the text ends: PNG, one bit a dot."""
    pen.rule()
    pen.centred(BANNER, 24, 700)
    pen.space(MARGIN)
    picture = page.crop((0, 0, WIDTH, min(pen.y, page.height))).point(_black_or_white, mode="1")
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def qr_modules(text: str) -> list[list[bool]]:
    """The QR code of `text`, row by row, dark modules true, its quiet zone included."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, box_size=1)
    # One segment of bytes: splitting a short address into modes saves nothing.
    code.add_data(text, optimize=0)
    code.make(fit=True)
    modules: list[list[bool]] = code.get_matrix()
    return modules


def draw_qr(text: str, size: int) -> Image.Image:
    """The QR code of `text`, square, `size` px with its quiet zone; modules are whole dots."""
    matrix = qr_modules(text)
    edge = len(matrix)
    scale = max(1, size // edge)
    small = Image.new("L", (edge, edge), WHITE)
    small.putdata([BLACK if dark else WHITE for row in matrix for dark in row])
    picture = Image.new("L", (size, size), WHITE)
    # Whole dots per module: a scaled QR with uneven modules is what cheap phone cameras fail on.
    offset = max(0, (size - edge * scale) // 2)
    picture.paste(small.resize((edge * scale, edge * scale), Image.Resampling.NEAREST), (offset, offset))
    return picture


@dataclass(slots=True)
class Pen:
    """Writes line under line. y: where the next one starts, in px."""

    draw: ImageDraw.ImageDraw
    fonts: FontFamily
    y: int = MARGIN

    def centred(self, text: str, size: int, weight: int) -> None:
        """One centred line; too long a text shrinks until it fits."""
        runs = self.fonts.runs(text, size, weight)
        width = sum(font.getlength(part) for part, font in runs)
        if width > WIDTH - 2 * MARGIN:
            size = max(12, int(size * (WIDTH - 2 * MARGIN) / width))
            runs = self.fonts.runs(text, size, weight)
            width = sum(font.getlength(part) for part, font in runs)
        x = (WIDTH - width) / 2
        # Each subset has its own ascent; a common baseline keeps Han and digits level.
        for part, font in runs:
            self.draw.text((x, self.y + size), part, font=font, fill=BLACK, anchor="ls")
            x += font.getlength(part)
        self.y += int(size * 1.4)

    def rule(self) -> None:
        """A line across the paper."""
        self.y += 8
        self.draw.line((MARGIN, self.y, WIDTH - MARGIN, self.y), fill=BLACK, width=2)
        self.y += 10

    def space(self, height: int) -> None:
        """Empty paper, in px."""
        self.y += height


def _black_or_white(dot: int) -> int:
    return WHITE if dot > THRESHOLD else BLACK


def _wait_zh(slip: Slip) -> tuple[str, ...]:
    """One line, or two where two figures would not fit beside the people."""
    minutes, most, ahead = slip.estimate_min, slip.most_min, f"前面 {slip.ahead} 人"
    if minutes is None:
        return (f"{ahead} · {'等候时长请扫码查看' if slip.is_staffed else '窗口尚未开放'}",)
    if _says_one(minutes, most):
        return (f"{ahead} · 预计等候约 {minutes} 分钟",)
    return ahead, f"约 {minutes} 分钟，多数人 {most} 分钟内"


def _estimate_en(slip: Slip) -> str:
    minutes, most = slip.estimate_min, slip.most_min
    if minutes is None:
        return "scan for the wait" if slip.is_staffed else "no counter open yet"
    return f"about {minutes} min" if _says_one(minutes, most) else f"about {minutes} min, most people within {most}"


def _says_one(minutes: int, most: int | None) -> bool:
    """Whether one figure says it all."""
    return most is None or most <= minutes


def clock_text(at_ms: int, utc_offset_min: int) -> str:
    """An instant by the hall's clock."""
    zone = timezone(utc_offset_min * MINUTE)
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
