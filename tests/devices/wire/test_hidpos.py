"""What a scanner types."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from devices.wire.hidpos import BadReport, Key, burst, join, reports


def test_a_short_code_is_one_report() -> None:
    (report,) = reports("YS1:ABC")

    assert report[:12] == b"\x02\x07]Q1YS1:ABC"
    assert (len(report), report[-1]) == (64, 0)


def test_a_long_one_says_that_more_follows() -> None:
    sent = reports("x" * 202)

    assert [report[1] for report in sent] == [56, 56, 56, 34]
    assert [report[-1] for report in sent] == [0x80, 0x80, 0x80, 0]


@given(text=st.text(max_size=300))
def test_what_is_sent_is_what_is_read(text: str) -> None:
    assert join(reports(text)) == ("]Q1", text)


@pytest.mark.parametrize(
    "sent",
    [
        (),
        reports("x" * 100)[:1],
        (*reports("a"), *reports("b")),
        (b"short",),
        (b"\x03" + reports("a")[0][1:],),
        (b"\x02\xff" + reports("a")[0][2:],),
        (b"\x02\x01]Q1\xff" + reports("a")[0][6:],),
    ],
)
def test_reports_that_no_scanner_sends_are_refused(sent: tuple[bytes, ...]) -> None:
    with pytest.raises(BadReport):
        join(sent)


def test_a_wedge_types_the_code_and_enter() -> None:
    assert burst("A1", prefix="]Q1") == (
        Key("]", 0),
        Key("Q", 4),
        Key("1", 8),
        Key("A", 12),
        Key("1", 16),
        Key("\r", 20),
    )
