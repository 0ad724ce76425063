"""The receipt of a case: the same strip as a ticket's, with an alias and a code."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.certificates.case_slip import HEIGHT, CaseSlip, draw_case_slip
from kiosk.certificates.fonts import FontFamily, load_family
from kiosk.web.files import static_root
from tests.certificates.qr import read_qr

SLIP = CaseSlip(
    hall_zh="登岗镇政务服务中心",
    hall_en="Denggang Township Government Service Centre",
    title_zh="收件回执",
    title_en="Receipt",
    matter_zh="高龄津贴申领",
    matter_en="Allowance for the aged",
    alias="K7-4821",
    case="11445299EM000001083442000130002026112300010",
    state_zh="已提交，由工作人员接着办理",
    state_en="Submitted; a person goes on with it",
    due_zh="2026年11月30日前答复是否受理",
    due_en="You will hear by 30 November 2026 whether it is accepted",
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
        replace(SLIP, due_zh=None, due_en=None),
    )

    assert len({draw_case_slip(each, fonts) for each in slips}) == 4


@pytest.mark.parametrize("changes", [{"alias": ""}, {"alias": "A" * 13}, {"due_en": None}])
def test_a_receipt_that_cannot_be_told_is_not_made(changes: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match=r"alias|term"):
        replace(SLIP, **changes)
