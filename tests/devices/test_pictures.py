"""Pictures of codes: what spoils them, what still reads, and that nothing sent in breaks a reader."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from devices.edge.pictures import (
    CLEAR,
    FAST_READERS,
    FAULT_OPTICS,
    MOST_GRAIN,
    READERS,
    SMOOTH_READERS,
    Optics,
    PictureRefused,
    decode,
    decode_fast,
    degrade,
    draw,
    grain_of,
    open_picture,
    optics_of,
)

TEXT = "YS1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 4
"""184 characters: 45 modules."""
PICTURE = draw(TEXT)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_reads_a_clean_picture(reader: str) -> None:
    assert READERS[reader](PICTURE) == TEXT


@pytest.mark.parametrize(
    "optics",
    [
        Optics(noise=50),
        Optics(noise=80),
        Optics(blur=2.5),
        Optics(rotation=45, scale=0.8),
        Optics(rotation=180),
        Optics(rotation=-30, noise=20, scale=0.8),
        Optics(contrast=0.12, noise=4),
        Optics(perspective=0.15),
        Optics(scale=0.4),
        Optics(is_inverted=True, noise=25),
        FAULT_OPTICS["dark"],
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", [1, 2])
def test_an_ugly_picture_still_reads(optics: Optics, seed: int) -> None:
    assert decode(degrade(PICTURE, optics, seed)) == TEXT


def test_smoothing_reads_what_noise_hides_from_the_first_reader() -> None:
    ugly = [degrade(PICTURE, Optics(noise=90), seed) for seed in range(4)]

    assert sum(READERS["zxing-cpp"](each) == TEXT for each in ugly) < 4
    assert [decode_fast(each) for each in ugly] == [TEXT] * 4


def test_sharpening_reads_a_small_blurred_code_that_the_fast_readers_do_not() -> None:
    ugly = [degrade(PICTURE, Optics(blur=1.2, scale=0.45, contrast=0.6, noise=1), seed) for seed in range(4)]

    assert [decode_fast(each) for each in ugly] == [None] * 4
    assert [decode(each) for each in ugly] == [TEXT] * 4


@pytest.mark.parametrize("noise", [0, 10, 25, 40])
def test_the_grain_of_a_picture_is_its_noise_and_little_of_its_edges(noise: float) -> None:
    grey = degrade(PICTURE, Optics(noise=noise, contrast=0.3), 1)

    # Thirty per cent of the contrast leave room for 89 grey values on either side: next to nothing is cut off.
    assert noise * 0.95 <= grain_of(grey) <= noise * 1.05 + 1


@pytest.mark.parametrize(
    ("optics", "seed"), [(Optics(scale=0.5, noise=50), 3), (Optics(contrast=0.4, noise=75), 0)], ids=["small", "pale"]
)
def test_a_grainy_picture_that_the_fast_readers_do_not_read_is_read_without_opencv(
    optics: Optics, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    grainy = degrade(PICTURE, optics, seed)
    monkeypatch.setitem(SMOOTH_READERS, "OpenCV", lambda _: pytest.fail("it would take 20 ms"))  # type: ignore[arg-type]  # a dict

    assert decode_fast(grainy) is None
    assert grain_of(grainy) > MOST_GRAIN
    assert decode(grainy) == TEXT


@pytest.mark.parametrize("optics", [Optics(blur=6), Optics(contrast=0.0), Optics(glare=1.0, contrast=0.01)], ids=str)
def test_what_cannot_be_read_is_nothing_rather_than_something_wrong(optics: Optics) -> None:
    assert decode(degrade(PICTURE, optics, 1)) is None


@given(
    st.builds(
        Optics,
        noise=st.floats(0, 120),
        blur=st.just(0.0) | st.floats(0.3, 6),
        rotation=st.floats(-180, 180),
        contrast=st.floats(0, 1),
        perspective=st.floats(0, 0.3),
        glare=st.floats(0, 1),
        scale=st.floats(0.1, 1.2),
        is_inverted=st.booleans(),
    ),
    st.integers(0, 2**32),
)
@settings(max_examples=30)
def test_however_spoiled_a_code_reads_rightly_or_not_at_all(optics: Optics, seed: int) -> None:
    assert decode(degrade(PICTURE, optics, seed)) in {TEXT, None}


# The knobs.


def test_clear_optics_change_nothing() -> None:
    assert np.array_equal(degrade(PICTURE, CLEAR, 1), PICTURE)


def test_one_seed_gives_one_picture_and_another_another() -> None:
    optics = Optics(noise=10, perspective=0.1, glare=0.5)

    assert np.array_equal(degrade(PICTURE, optics, 7), degrade(PICTURE, optics, 7))
    assert not np.array_equal(degrade(PICTURE, optics, 7), degrade(PICTURE, optics, 8))


def test_adding_noise_moves_no_corner() -> None:
    """Each kind of chance comes from its own draw, so that one knob does not turn another."""
    still = degrade(PICTURE, Optics(perspective=0.1), 7)
    noisy = degrade(PICTURE, Optics(perspective=0.1, noise=1), 7)

    assert np.abs(still.astype(int) - noisy.astype(int)).max() <= 6


def flat(grey: int) -> np.ndarray:
    return np.full((480, 640), grey, dtype=np.uint8)


def test_noise_is_as_wide_as_it_says() -> None:
    noisy = degrade(flat(128), Optics(noise=20), 1).astype(float)

    assert noisy.mean() == pytest.approx(127.5, abs=0.2)
    assert noisy.std() == pytest.approx(20, rel=0.01)


def test_contrast_pulls_towards_grey() -> None:
    assert degrade(flat(255), Optics(contrast=0.5), 1)[0, 0] == 191
    assert degrade(flat(0), Optics(contrast=0.5), 1)[0, 0] == 64
    assert degrade(flat(0), Optics(contrast=0), 1)[0, 0] == 128


def test_inversion_is_dark_mode() -> None:
    assert np.array_equal(degrade(PICTURE, Optics(is_inverted=True), 1), 255 - PICTURE)


def test_blur_spreads_an_edge_as_a_normal_distribution() -> None:
    edge = flat(0)
    edge[:, 320:] = 255

    blurred = degrade(edge, Optics(blur=4), 1)[240] / 255

    # One standard deviation beyond the edge lies 84 % of the light.
    assert blurred[323] == pytest.approx(0.81, abs=0.02)
    assert blurred[319] + blurred[320] == pytest.approx(1, abs=0.01)


def test_glare_only_adds_light_and_most_of_it_in_one_spot() -> None:
    lit = degrade(flat(100), Optics(glare=1.0), 3).astype(int)

    assert lit.min() >= 100
    assert lit.max() == 255
    assert 0.03 < (lit > 200).mean() < 0.3


def test_half_a_scale_is_a_quarter_of_the_ink() -> None:
    black = flat(255)
    black[140:340, 220:420] = 0

    shrunk = degrade(black, Optics(scale=0.5), 1)

    assert (255 - shrunk.astype(int)).sum() == pytest.approx(255 * 200 * 200 / 4, rel=0.01)


def test_a_quarter_turn_turns_about_the_middle() -> None:
    mark = flat(255)
    mark[235:245, 420:440] = 0

    turned = degrade(mark, Optics(rotation=90), 1)

    rows, columns = np.nonzero(turned < 128)
    assert (rows.mean(), columns.mean()) == pytest.approx((349.5, 319.5), abs=0.1)


def test_perspective_keeps_the_corners_within_their_share() -> None:
    black = flat(0)

    seen = degrade(black, Optics(perspective=0.1), 5)

    assert seen[100:380, 130:510].max() == 0
    assert seen.max() == 255


def test_the_faults_of_a_scanner_add_up() -> None:
    assert optics_of([]) == optics_of(["dead"]) == CLEAR
    assert optics_of(["dirty_window", "sun"]) == Optics(blur=4.0, contrast=0.6, glare=1.0)


def test_a_dirty_window_hides_a_fine_code_and_not_a_coarse_one() -> None:
    optics = FAULT_OPTICS["dirty_window"]

    assert decode(degrade(PICTURE, optics, 1)) is None
    assert decode(degrade(draw("12345678901234567890"), optics, 1)) == "12345678901234567890"


# Drawing.


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0])
@pytest.mark.parametrize("text", ["1", "12345678901234567890", TEXT])
def test_what_is_drawn_is_what_is_read(text: str, share: float) -> None:
    picture = draw(text, share=share)

    assert picture.shape == (480, 640)
    assert decode(picture) == text


def test_a_code_too_fine_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="draw it larger"):
        draw(TEXT, share=0.1)


# What is sent in.


def sent(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_any_usual_kind_is_read(kind: str) -> None:
    assert decode(open_picture(sent(Image.fromarray(PICTURE), kind))) == TEXT


def test_a_code_on_a_transparent_ground_lies_on_white() -> None:
    ink = Image.new("RGBA", (640, 480), (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), mask=Image.fromarray(255 - PICTURE))

    assert decode(open_picture(sent(ink))) == TEXT


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGB", "CMYK"])
def test_every_way_to_store_grey_is_understood(mode: str) -> None:
    picture = Image.fromarray(PICTURE).convert(mode)

    assert decode(open_picture(sent(picture, "JPEG" if mode == "CMYK" else "PNG"))) == TEXT


def refusal(content: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        open_picture(content)
    return refused.value.params["reason"]


def test_what_is_no_picture_says_why() -> None:
    png = sent(Image.fromarray(PICTURE))

    assert refusal(b"") == "format"
    assert refusal(b"no picture at all") == "format"
    assert refusal(sent(Image.fromarray(PICTURE), "GIF")) == "format"
    assert refusal(png[: len(png) // 2]) == "broken"
    assert refusal(sent(Image.new("1", (2001, 2000)))) == "size"


@pytest.mark.parametrize("side", [10_000, 20_000])
def test_a_picture_that_claims_to_be_huge_is_not_unpacked(side: int) -> None:
    """A head that promises a hundred or four hundred million pixels, and a dozen bytes."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))

    assert refusal(content + struct.pack(">I", 12) + b"IDAT" + bytes(16)) == "size"


def test_opencv_stumbling_is_nothing_read() -> None:
    assert READERS["OpenCV"](np.zeros((0, 0), dtype=np.uint8)) is None


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP"]))
def test_no_bytes_break_the_reader(content: bytes, head: bytes) -> None:
    try:
        picture = open_picture(head + content)
    except PictureRefused:
        return
    assert decode(picture) is None


@given(st.data())
@settings(max_examples=50)
def test_a_picture_damaged_on_its_way_is_read_rightly_or_refused(data: st.DataObject) -> None:
    content = bytearray(SMALL_PNG)
    for at in data.draw(st.lists(st.integers(8, len(content) - 1), min_size=1, max_size=5)):
        content[at] ^= data.draw(st.integers(1, 255))
    try:
        picture = open_picture(bytes(content))
    except PictureRefused:
        return
    assert decode(picture) in {"1", None}


SMALL_PNG = sent(Image.fromarray(draw("1", width=80, height=80)))


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60))))
@example(np.zeros((1, 1), dtype=np.uint8))
@example(np.full((3, 2_000), 255, dtype=np.uint8))
@settings(max_examples=40)
def test_no_picture_breaks_a_reader(picture: np.ndarray) -> None:
    for reader in READERS.values():
        assert reader(picture) is None


def test_the_fast_readers_come_first() -> None:
    assert list(READERS) == ["zxing-cpp", "smoothed", "smoothed more", "flattened", "sharpened", "OpenCV"]
    assert list(FAST_READERS) == ["zxing-cpp", "smoothed"]
