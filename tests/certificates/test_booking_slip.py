"""The slip of an appointment: when, what and where, a readable code, and never an address."""

from __future__ import annotations

import io
from dataclasses import fields, replace

import pytest
from PIL import Image

from kiosk.certificates.booking_slip import BookingSlip, draw_booking_slip
from kiosk.certificates.fonts import FontFamily, load_family
from kiosk.web.files import static_root
from tests.certificates.qr import read_qr

MINUTE_MS = 60_000
NINE_MS = 1_795_482_000_000
"""2026-11-24, 09:00 in the hall."""
SLIP = BookingSlip(
    hall_zh="登岗镇政务服务中心",
    hall_en="Denggang Township Government Service Centre",
    booking="Y0012",
    service_zh="窗口办理",
    service_en="At a counter",
    class_zh="社保医保",
    class_en="Social security",
    slot=(NINE_MS, NINE_MS + 30 * MINUTE_MS),
    at_home=False,
    check_in=(NINE_MS - 15 * MINUTE_MS, NINE_MS + 10 * MINUTE_MS),
    cancel_until_ms=NINE_MS - 120 * MINUTE_MS,
    utc_offset_min=480,
    url="http://127.0.0.1:8642/b/abcdefghijklmnopqrstuv",
)


class Listening:
    """A family of fonts that remembers what it was asked to write."""

    def __init__(self, family: FontFamily) -> None:
        self.family = family
        self.written: list[str] = []

    def runs(self, text: str, size: int, weight: int) -> object:
        self.written.append(text)
        return self.family.runs(text, size, weight)


@pytest.fixture(scope="module")
def fonts() -> FontFamily:
    return load_family(static_root() / "vendor")


def lines_of(slip: BookingSlip, fonts: FontFamily) -> list[str]:
    listening = Listening(fonts)
    draw_booking_slip(slip, listening)  # type: ignore[arg-type]  # a family that listens
    return listening.written


def test_a_slip_says_number_day_slot_service_window_and_how_to_cancel(fonts: FontFamily) -> None:
    lines = lines_of(SLIP, fonts)

    for wanted in (
        "Y0012",
        "11月24日 星期二",
        "09:00–09:30",
        "窗口办理 · 社保医保",
        "请 08:45–09:10 到大厅签到取号",
        "11-24 07:00 前可以取消",
        "仿真·测试数据 SIMULATION – TEST DATA",
    ):
        assert wanted in lines


def test_a_visit_at_home_has_no_check_in_and_no_address(fonts: FontFamily) -> None:
    lines = lines_of(replace(SLIP, at_home=True), fonts)

    assert "请在家等候，工作人员上门" in lines
    assert not any("签到" in line for line in lines)
    assert "address" not in {field.name for field in fields(BookingSlip)}


def test_the_code_reads_as_the_appointments_address_on_a_black_and_white_strip(fonts: FontFamily) -> None:
    picture = Image.open(io.BytesIO(draw_booking_slip(SLIP, fonts)))

    assert (picture.mode, picture.width) == ("1", 576)
    assert 1_080 < picture.height < 1_300
    assert read_qr(picture) == SLIP.url
