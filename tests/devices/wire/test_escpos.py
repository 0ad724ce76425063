"""ESC/POS, byte by byte."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from devices.wire.escpos import Condition, Interpreter, status_byte
from devices.wire.escpos_page import Dots, Feed, Sheet, Style, Symbol, Text

CUT = b"\x1dV\x00"


def pages(data: bytes, condition: Condition | None = None) -> tuple[Sheet, ...]:
    """The pages of one stream."""
    return Interpreter(lambda: condition or Condition()).receive(data)[1]


@pytest.mark.parametrize(
    ("number", "condition", "byte"),
    [
        (1, Condition(), 0x12),
        (1, Condition(is_online=False), 0x1A),
        (4, Condition(), 0x12),
        (4, Condition(paper="low"), 0x1E),
        (4, Condition(paper="out"), 0x7E),
    ],
)
def test_status_bytes_are_the_real_ones(number: int, condition: Condition, byte: int) -> None:
    assert status_byte(number, condition) == bytes((byte,))
    assert Interpreter(lambda: condition).receive(b"\x10\x04" + bytes((number,)))[0] == bytes((byte,))


def test_a_slip_is_text_a_picture_and_a_cut() -> None:
    data = b"\x1b@\x1ba\x01\x1bE\x01" + "号票".encode("gb18030") + b" A001\n\x1bE\x00\x1ba\x00ahead 3\n"
    data += b"\x1dv0\x00\x02\x00\x03\x00" + b"\xff\x00\x0f\xf0\xaa\x55" + b"\x1bd\x02" + b"\x1dVA\x03"

    (sheet,) = pages(data)

    assert sheet.items == (
        Text(text="号票 A001", style=Style(align="center", is_bold=True)),
        Text(text="ahead 3", style=Style()),
        Dots(width=16, height=3, bits=b"\xff\x00\x0f\xf0\xaa\x55"),
        Feed(dots=60),
    )
    # Two lines, three dots, two lines fed and the way to the knife: 243 dots, 8 to the millimetre.
    assert (sheet.dots, sheet.length_mm, sheet.lines) == (243, 31, 8)


def test_a_qr_symbol_is_stored_then_printed() -> None:
    data = b"\x1d(k\x03\x00\x31C\x06" + b"\x1d(k\x08\x00\x31P0hello" + b"\x1d(k\x03\x00\x31Q0" + CUT

    assert pages(data)[0].items == (Symbol(data="hello", module=6),)


def test_strips_of_24_dots_become_rows() -> None:
    data = b"\x1b*\x21\x02\x00" + b"\x80\x00\x01" + b"\x00\x80\x00" + CUT

    (dots,) = pages(data)[0].items

    assert isinstance(dots, Dots)
    black = [(row, column) for row in range(24) for column in range(8) if dots.bits[row] >> (7 - column) & 1]
    assert black == [(0, 0), (8, 1), (23, 0)]


def test_what_is_not_known_uses_up_its_bytes_and_no_more() -> None:
    data = (
        b"\x1bp\x00\x19\xfa" + b"\x1bD\x04\x08\x00" + b"\x1d(A\x02\x00\x00\x02" + b"\x1dk\x04ABC\x00" + b"after\n" + CUT
    )

    assert [item.text for item in pages(data)[0].items if isinstance(item, Text)] == ["ABC", "after"]


def test_code_pages_and_sizes() -> None:
    data = b"\x1bt\x10caf\xe9\n" + b"\x1d!\x11big\n" + CUT

    assert pages(data)[0].items == (
        Text(text="café", style=Style()),
        Text(text="big", style=Style(width=2, height=2)),
    )


def test_a_cut_without_anything_on_it_is_no_page() -> None:
    assert pages(CUT + CUT) == ()


WHOLE = (
    b"\x1b@line\n\x10\x04\x01\x1dv0\x00\x01\x00\x02\x00\xf0\x0f\x1d(k\x08\x00\x31P0hello\x1d(k\x03\x00\x31Q0\x1b*\x00\x01\x00\x81"
    b"\x1dk\x49\x03ABC\x1b!\x30wide\n\x10\x04\x04" + CUT + b"next\n" + CUT
)


@given(cuts=st.lists(st.integers(0, len(WHOLE)), max_size=12))
def test_how_the_network_cuts_the_stream_changes_nothing(cuts: list[int]) -> None:
    interpreter, edges = Interpreter(Condition), [0, *sorted(cuts), len(WHOLE)]
    replies, sheets = b"", tuple[Sheet, ...]()

    for start, end in pairwise(edges):
        reply, complete = interpreter.receive(WHOLE[start:end])
        replies, sheets = replies + reply, sheets + complete

    assert (replies, sheets) == Interpreter(Condition).receive(WHOLE)
    assert len(sheets) == 2


@given(data=st.binary(max_size=300))
def test_no_bytes_upset_it(data: bytes) -> None:
    interpreter = Interpreter(Condition)

    interpreter.receive(data)
    interpreter.receive(b"\0" * 70_000)

    assert all(sheet.length_mm > 0 for sheet in interpreter.receive(b"\nafter\n" + CUT)[1])


def test_what_hangs_out_uncut_is_a_page_when_the_host_is_gone() -> None:
    interpreter = Interpreter(Condition)
    interpreter.receive(b"no cut")

    (sheet,) = interpreter.finish()

    assert [item.text for item in sheet.items if isinstance(item, Text)] == ["no cut"]
    assert interpreter.finish() == ()


def test_a_host_that_never_feeds_or_cuts_fills_no_memory() -> None:
    interpreter = Interpreter(Condition)

    pages = [sheet for _ in range(30) for sheet in interpreter.receive(b"x" * 5_000 + b"\x1bd\xff")[1]]

    # 255 lines of 30 dots and one of text: three feeds are more than two metres.
    assert len(pages) == 10


def test_a_symbol_that_holds_more_than_fits_is_not_printed() -> None:
    body = b"1P0" + b"x" * 2_001
    interpreter = Interpreter(Condition)

    _, sheets = interpreter.receive(
        b"\x1d(k" + len(body).to_bytes(2, "little") + body + b"\x1d(k\x03\x001Q0" + b"after\n" + CUT
    )

    assert [type(item) for item in sheets[0].items] == [Text]
