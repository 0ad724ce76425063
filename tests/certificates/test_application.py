"""The application sheet: what was signed for, with the very lines of the hand, and nothing that certifies it."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from kiosk.certificates.application import (
    ApplicationOrder,
    application_from_record,
    application_to_record,
    signature_svg,
)
from kiosk.certificates.authority import Trust
from kiosk.certificates.press import Press
from kiosk.certificates.refusals import NameNotSettable, NotOurSheet
from kiosk.certificates.verifying import signed_number
from tests.certificates.outside import text_of

STROKES = (((0, 0), (3000, 1500), (6000, 0)), ((500, 2000),))
ORDER = ApplicationOrder(
    title="跨省异地就医备案",
    title_en="Care in another province",
    case="1" * 43,
    alias="261123-0007",
    department="医疗保障分局",
    terminal="一号终端",
    made_at_ms=1_795_395_600_000,
    utc_offset_min=480,
    fields=(("姓名 Name", "陈示一"), ("就医地 Place", "仿真省外市")),
    promises=("个人承诺书",),
    strokes=STROKES,
)


def test_the_lines_are_those_of_the_hand() -> None:
    svg = signature_svg(STROKES)

    assert re.findall(r'points="([^"]*)"', svg) == ["0,0 3000,1500 6000,0", "500,2000 501,2000"]
    assert 'viewBox="-200 -200 6400 2400"' in svg


def test_a_signed_application_has_the_lines_as_lines_and_certifies_nothing(
    press: Press, trust: Trust, tmp_path: Path
) -> None:
    pdf = press.application(ORDER)

    words = text_of(pdf, tmp_path)
    assert [each for each in ("申请表", "陈示一", "2026-11-2309:00:00", "261123-0007") if each not in words] == []
    # The signature is drawn, not a picture: no image is in the file at all.
    assert b"/Subtype/Image" not in opened(pdf).replace(b" ", b"")
    with pytest.raises(NotOurSheet, match="unsigned"):
        signed_number(pdf, trust)


def test_another_hand_gives_another_picture_and_a_tap_its_word(press: Press, tmp_path: Path) -> None:
    tapped = press.application(replace(ORDER, strokes=()))
    # Within the same bounds, so that nothing but the dot tells them apart.
    line = STROKES[:1]
    strokes = (line, (*line, ((3000, 400),)))
    drawn, other = (picture(press, press.application(replace(ORDER, strokes=each))) for each in strokes)

    assert ImageChops.difference(drawn, other).getbbox() is not None
    assert "confirmedbyatap" in text_of(tapped, tmp_path)


def test_a_name_that_the_font_has_not_is_not_set(press: Press) -> None:
    with pytest.raises(NameNotSettable):
        press.application(replace(ORDER, fields=(("姓名 Name", "王𠮷"),)))


def test_an_application_comes_back_from_json() -> None:
    assert application_from_record(application_to_record(ORDER)) == ORDER


def opened(pdf: bytes) -> bytes:
    """The file with its streams unpacked."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"".join(found)


def picture(press: Press, pdf: bytes) -> Image.Image:
    (png,) = press.pages(pdf, 1)
    return Image.open(io.BytesIO(png)).convert("L")
