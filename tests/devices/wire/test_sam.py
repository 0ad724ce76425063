"""The ID-card reader's frames, byte by byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.sam import AUTHENTICATION_FAILED, CardOnReader, Reader, base_information, frame

CARD = CardOnReader(fields={"name": "测试甲", "id_number": "445299199001010017", "birth": "19900101"})
FIND, SELECT, READ = (frame(bytes.fromhex(command)) for command in ("2001", "2002", "3001"))


def talk(card: CardOnReader | None, *requests: bytes) -> list[str]:
    """Status byte of each reply."""
    reader = Reader(lambda: card)
    return [f"{reader.receive(request)[9]:02X}" for request in requests]


def test_a_request_is_preamble_length_command_and_checksum() -> None:
    # 00 03 20 01: their XOR is 22.
    assert bytes.fromhex("AAAAAA96690003200122") == FIND


def test_find_select_read_gives_the_whole_card() -> None:
    reader = Reader(lambda: CARD)

    found, selected, read = (reader.receive(request) for request in (FIND, SELECT, READ))

    assert found == bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97".replace(" ", ""))
    assert selected[9] == 0x90
    assert len(read) == 1295
    assert read[5:7] == (1288).to_bytes(2, "big")
    assert read[10:14] == bytes.fromhex("01000400")
    assert read[14:44].decode("utf-16-le").rstrip() == "测试甲"
    assert read[14 + 30 + 2 + 4 : 14 + 30 + 2 + 4 + 16].decode("utf-16-le") == "19900101"
    assert read[14 + 122 : 14 + 158].decode("utf-16-le") == "445299199001010017"
    assert read[14 + 256 : -1] == bytes(1024)


def test_no_card_and_a_card_that_went_away_have_their_own_answers() -> None:
    cards = [CARD, CARD, None]
    reader = Reader(lambda: cards.pop(0))

    gone = [reader.receive(request)[9] for request in (FIND, SELECT, READ)]

    assert talk(None, FIND, SELECT) == ["80", "81"]
    assert gone == [0x9F, 0x90, 0x41]


def test_who_reads_without_selecting_gets_nothing() -> None:
    assert talk(CARD, FIND, READ) == ["9F", "41"]
    assert talk(CARD, FIND, SELECT, READ, READ) == ["9F", "90", "90", "41"]


def test_a_card_with_a_bad_chip_is_found_and_not_selected() -> None:
    card = CardOnReader(fields={}, trouble=AUTHENTICATION_FAILED)

    assert talk(card, FIND, SELECT, READ) == ["9F", "31", "41"]


@pytest.mark.parametrize(
    ("request_hex", "status"),
    [
        ("AAAAAA96690003200123", "10"),
        ("AAAAAA96690003FF01FD", "21"),
        ("AAAAAA966900021012", "11"),
        ("AAAAAA96690000", "11"),
        ("AAAAAA9669FFFF", "11"),
        ("AAAAAA9669000310FFEC", "90"),
        ("AAAAAA9669000312FFEE", "90"),
    ],
)
def test_what_is_wrong_with_a_frame_is_told(request_hex: str, status: str) -> None:
    assert talk(CARD, bytes.fromhex(request_hex)) == [status]


def test_the_newest_address_is_absent_or_read() -> None:
    address = frame(bytes.fromhex("3003"))
    moved = CardOnReader(fields={}, newest_address="仿真市测试路1号")
    reader = Reader(lambda: moved)

    for request in (FIND, SELECT):
        reader.receive(request)
    read = reader.receive(address)

    assert talk(CARD, FIND, SELECT, address) == ["9F", "90", "91"]
    assert read[10:80].decode("utf-16-le").rstrip() == "仿真市测试路1号"


def test_a_name_that_does_not_fit_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="15 characters"):
        base_information({"name": "甲" * 16})


@given(noise=st.binary(max_size=40), cuts=st.lists(st.integers(1, 5), max_size=12))
def test_noise_and_cut_frames_upset_nothing(noise: bytes, cuts: list[int]) -> None:
    reader, stream, replies = Reader(lambda: CARD), noise.replace(b"\xaa", b"") + FIND + SELECT + READ, b""

    for size in cuts:
        replies += reader.receive(stream[:size])
        stream = stream[size:]
    replies += reader.receive(stream)

    assert replies.count(bytes.fromhex("AAAAAA9669")) == 3
    assert len(replies) == 15 + 19 + 1295
