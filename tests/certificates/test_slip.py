"""The paper slip: right width, black or white, readable code, and a glyph for every character."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.certificates.fonts import FontFamily, load_family
from kiosk.certificates.slip import BANNER, Slip, draw_qr, draw_slip
from kiosk.web.files import static_root
from tests.certificates.qr import read_qr

SLIP = Slip(
    hall_zh="登岗镇政务服务中心",
    hall_en="Denggang Township Government Service Centre",
    ticket="A001",
    line_zh="综合·优先",
    line_en="General, priority",
    ahead=7,
    estimate_min=25,
    taken_at_ms=1_795_393_800_000,
    utc_offset_min=480,
    url="http://127.0.0.1:8642/t/abcdefghijklmnopqrstuv",
)


@pytest.fixture(scope="module")
def fonts() -> FontFamily:
    return load_family(static_root() / "vendor")


def drawn(slip: Slip, fonts: FontFamily) -> Image.Image:
    return Image.open(io.BytesIO(draw_slip(slip, fonts)))


def test_a_slip_is_a_black_and_white_strip_of_80_mm_paper(fonts: FontFamily) -> None:
    picture = drawn(SLIP, fonts)

    assert picture.format == "PNG"
    assert picture.mode == "1"
    assert picture.width == 576
    assert 800 < picture.height < 1_100


def test_the_code_reads_as_the_tickets_address(fonts: FontFamily) -> None:
    assert read_qr(drawn(SLIP, fonts)) == SLIP.url


@pytest.mark.parametrize(
    "text",
    ["http://a.cn/t/x", "https://hall.example.gov.cn/t/" + "Zz09_-" * 4, "http://192.168.100.200:8642/t/" + "q" * 22],
)
def test_codes_of_every_length_are_readable(text: str) -> None:
    assert read_qr(draw_qr(text, 344)) == text


def test_the_pages_own_font_has_every_character_of_a_slip(fonts: FontFamily) -> None:
    if not fonts.files:
        pytest.skip("the vendor folder is not built here")

    for text in (
        BANNER,
        SLIP.hall_zh,
        SLIP.line_zh,
        "前面人预计等候约分钟多数人内窗口尚未开放等候时长请扫码查看扫码看进度，过号请找工作人员",
    ):
        assert fonts.knows(text), text


def test_people_ahead_and_numbers_change_the_picture(fonts: FontFamily) -> None:
    pictures = {
        draw_slip(each, fonts)
        for each in (
            SLIP,
            replace(SLIP, ahead=8),
            replace(SLIP, estimate_min=None),
            replace(SLIP, estimate_min=None, is_staffed=False),
            replace(SLIP, most_min=40),
            replace(SLIP, ticket="A002"),
        )
    }

    assert len(pictures) == 6


def test_a_long_name_shrinks_instead_of_running_off_the_paper(fonts: FontFamily) -> None:
    picture = drawn(replace(SLIP, line_zh="自然资源和不动产登记查询预约优先窗口综合业务受理专区"), fonts).convert("L")

    edges = [picture.getpixel((x, y)) for x in (*range(20), *range(556, 576)) for y in range(picture.height)]

    assert min(edges) == 255  # type: ignore[type-var]  # a grey picture has whole numbers


def test_a_slip_can_be_drawn_without_any_vendored_font() -> None:
    assert read_qr(drawn(SLIP, FontFamily({}))) == SLIP.url
