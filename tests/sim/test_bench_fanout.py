"""The bench of the fan-out counts what arrived, by hand-made frames and times."""

from __future__ import annotations

from sim.bench.boards import messages
from sim.bench.fanout import first_arrivals, latency_of

CALLED = '42["patch",{"seq":7,"changes":{"calls":{"A001":{"ticket":"A001"},"B009":[]}}}]'
LATER = '42["patch",{"seq":9,"changes":{"lines":{},"calls":{"A001":{"call":2},"A002":{"ticket":"A002"}}}}]'


def framed(text: bytes) -> bytes:
    head = bytes([0x81, len(text)]) if len(text) < 126 else b"\x81\x7e" + len(text).to_bytes(2)
    return head + text


def test_frames_are_cut_where_they_end_and_a_rest_is_kept() -> None:
    short, long = b"2", b"x" * 300
    received = framed(short) + framed(long) + framed(b"unfinished")[:5]

    assert messages(received) == (b"\x81\x0aunf", [short, long])


def test_a_frame_whose_length_is_not_here_yet_is_a_rest() -> None:
    assert messages(b"\x81\x7e\x01") == (b"\x81\x7e\x01", [])


def test_a_frame_beyond_64_kib_is_read_by_its_long_length() -> None:
    text = b"x" * 70_000

    assert messages(b"\x81\x7f" + len(text).to_bytes(8) + text) == (b"", [text])


def test_a_call_arrives_with_the_first_patch_that_shows_it_on_each_board() -> None:
    arrivals = [(0, 0, 1_000), (0, 1, 1_500), (1, 0, 2_000), (1, 1, 2_500)]

    found = first_arrivals([CALLED, LATER], arrivals)

    assert found == {"A001": {0: 1_000, 1: 1_500}, "A002": {0: 2_000, 1: 2_500}}


def test_a_call_that_leaves_the_board_is_no_arrival() -> None:
    assert "B009" not in first_arrivals([CALLED], [(0, 0, 1_000)])


def test_latency_counts_every_board_and_never_less_than_nothing() -> None:
    latency = latency_of([(1_000_000, {0: 3_000_000, 1: 5_000_000}), (9_000_000, {0: 8_000_000})])

    assert latency.done == 3
    assert round(latency.max_s(), 4) == 0.004
    assert latency.percentile_s(1) == 1e-6
