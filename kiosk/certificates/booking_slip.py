"""The slip of an appointment (预约单): what to remember of it, and the QR that opens its own page, as a PNG.

Like a ticket's slip it names nobody, and no address: paper is left lying about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timezone
from typing import Final

from PIL import Image, ImageDraw

from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.slip import MINUTE, QR_SIZE, WHITE, WIDTH, Pen, draw_qr, finished

LONGEST: Final = 1_300
"""Dots; the picture is cut where the text ends."""
WEEKDAYS: Final = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSlip:
    """What stands on one. at_home: staff come, nobody checks in. check_in: its first and last instant. url: of its own page."""

    hall_zh: str
    hall_en: str
    booking: str
    service_zh: str
    service_en: str
    class_zh: str
    class_en: str
    slot: tuple[int, int]
    at_home: bool
    check_in: tuple[int, int]
    cancel_until_ms: int
    utc_offset_min: int
    url: str


def draw_booking_slip(slip: BookingSlip, fonts: FontFamily) -> bytes:
    """The slip as PNG, one bit a dot."""
    page = Image.new("L", (WIDTH, LONGEST), WHITE)
    pen = Pen(ImageDraw.Draw(page), fonts)
    begins, ends = (_local(at_ms, slip) for at_ms in slip.slot)
    pen.centred(slip.hall_zh, 34, 600)
    pen.centred(slip.hall_en, 20, 400)
    pen.rule()
    pen.centred("预约单 Appointment", 30, 600)
    pen.centred(slip.booking, 84, 800)
    pen.centred(f"{begins:%m月%d日} 星期{WEEKDAYS[begins.weekday()]}", 46, 700)
    pen.centred(f"{begins:%H:%M}–{ends:%H:%M}", 64, 800)
    pen.centred(f"{begins:%A %d %B %Y}, {begins:%H:%M}–{ends:%H:%M}", 22, 400)
    pen.centred(f"{slip.service_zh} · {slip.class_zh}", 36, 600)
    pen.centred(f"{slip.service_en} · {slip.class_en}", 22, 400)
    pen.rule()
    for text, size in _what_to_do(slip):
        pen.centred(text, size, 500)
    pen.space(12)
    page.paste(draw_qr(slip.url, QR_SIZE), ((WIDTH - QR_SIZE) // 2, pen.y))
    pen.y += QR_SIZE + 8
    pen.centred("扫码查看、取消预约", 24, 500)
    pen.centred("Scan to see or cancel it", 20, 400)
    return finished(page, pen)


def _what_to_do(slip: BookingSlip) -> list[tuple[str, int]]:
    """Where to be and when, and until when it can be given back: (text, size)."""
    first, last = (_local(at_ms, slip) for at_ms in slip.check_in)
    cancel = _local(slip.cancel_until_ms, slip)
    there = (
        [("请在家等候，工作人员上门", 28), ("Staff come to you", 20)]
        if slip.at_home
        else [
            (f"请 {first:%H:%M}–{last:%H:%M} 到大厅签到取号", 28),
            (f"Check in at the hall from {first:%H:%M} to {last:%H:%M}", 20),
        ]
    )
    return [
        *there,
        (f"{cancel:%m-%d %H:%M} 前可以取消", 24),
        (f"You can cancel until {cancel:%d %B, %H:%M}", 20),
    ]


def _local(at_ms: int, slip: BookingSlip) -> datetime:
    zone = timezone(slip.utc_offset_min * MINUTE)
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
