"""The receipt of a case: the same strip as a ticket's, with an alias and a code."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.certificates.case_slip import HEIGHT, CaseSlip, DueDay, draw_case_slip, slip_text
from kiosk.certificates.fonts import FontFamily, load_family
from kiosk.web.files import static_root
from tests.certificates.qr import read_qr

SLIP = CaseSlip(
    hall_zh="登岗镇政务服务中心",
    hall_en="Denggang Township Government Service Centre",
    matter_zh="高龄津贴申领",
    matter_en="Allowance for the aged",
    alias="K7-4821",
    case="11445299EM000001083442000130002026112300010",
    state_zh="已提交，由工作人员接着办理",
    state_en="Submitted; a person goes on with it",
    due=(
        DueDay(zh="开始办理", en="Begins", on="2026-11-24"),
        DueDay(zh="最晚答复", en="Answer by", on="2026-11-30"),
    ),
    terminal="大厅 1 号机",
    made_at_ms=1_795_393_800_000,
    utc_offset_min=480,
    url="http://127.0.0.1:8642/c/abcdefghijklmnopqrstuv",
)


@pytest.fixture(scope="module")
def fonts() -> FontFamily:
    return load_family(static_root() / "vendor")


def drawn(slip: CaseSlip, fonts: FontFamily) -> Image.Image:
    return Image.open(io.BytesIO(draw_case_slip(slip, fonts)))


def test_a_receipt_is_a_black_and_white_strip_of_80_mm_paper(fonts: FontFamily) -> None:
    picture = drawn(SLIP, fonts)

    assert (picture.format, picture.mode, picture.width) == ("PNG", "1", 576)
    assert 1_000 < picture.height < HEIGHT


def test_nothing_is_cut_off_below(fonts: FontFamily) -> None:
    picture = drawn(SLIP, fonts).convert("L")

    # The margin under the banner is empty: the text ended before the paper did.
    assert picture.crop((0, picture.height - 16, 576, picture.height)).getextrema() == (255, 255)


def test_the_code_reads_as_the_cases_address(fonts: FontFamily) -> None:
    assert read_qr(drawn(SLIP, fonts)) == SLIP.url


def test_alias_state_and_term_change_the_picture(fonts: FontFamily) -> None:
    slips = (
        SLIP,
        replace(SLIP, alias="K7-4822"),
        replace(SLIP, state_zh="已撤回"),
        replace(SLIP, due=()),
    )

    assert len({draw_case_slip(each, fonts) for each in slips}) == 4


@pytest.mark.parametrize("alias", ["", "A" * 17])
def test_a_receipt_whose_alias_cannot_be_typed_is_not_made(alias: str) -> None:
    with pytest.raises(ValueError, match="alias"):
        replace(SLIP, alias=alias)


def test_whoever_cannot_see_the_picture_reads_all_of_it_but_the_code() -> None:
    assert slip_text(SLIP).splitlines() == [
        "仿真·测试数据 SIMULATED",
        "办件回执 Receipt",
        "高龄津贴申领",
        "Allowance for the aged",
        "K7-4821",
        "11445299EM000001083442000130002026112300010",
        "已提交，由工作人员接着办理 Submitted; a person goes on with it",
        "开始办理 Begins 2026-11-24",
        "最晚答复 Answer by 2026-11-30",
        "2026-11-23 大厅 1 号机",
        "仿真·测试数据 SIMULATED",
    ]
