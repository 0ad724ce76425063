"""The door's protocol, frame by frame."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from devices.wire.osdp import Inputs, Output, Peripheral, checksum8, crc16

ADDRESS = 0x05


def ask(command: int, data: bytes = b"", *, sequence: int = 0, address: int = ADDRESS, has_crc: bool = True) -> bytes:
    """A frame of the panel."""
    length = 6 + len(data) + (2 if has_crc else 1)
    control = sequence | (4 if has_crc else 0)
    frame = bytes((0x53, address)) + length.to_bytes(2, "little") + bytes((control, command)) + data
    return frame + (crc16(frame).to_bytes(2, "little") if has_crc else bytes((checksum8(frame),)))


def peripheral() -> tuple[Peripheral, list[Output]]:
    """A door and what the panel did to its outputs."""
    switched: list[Output] = []
    door = Peripheral(
        ADDRESS,
        switch=switched.append,
        inputs=lambda: Inputs(is_open=True),
        is_on=lambda: bool(switched) and switched[-1].is_on,
    )
    return door, switched


def code_of(reply: bytes) -> tuple[int, bytes]:
    """(reply code, data)."""
    assert reply[:2] == bytes((0x53, ADDRESS | 0x80))
    assert int.from_bytes(reply[2:4], "little") == len(reply)
    assert crc16(reply[:-2]) == int.from_bytes(reply[-2:], "little")
    return reply[5], reply[6:-2]


def test_the_crc_is_the_standards_own() -> None:
    assert crc16(b"123456789") == 0xE5CC


def test_a_poll_is_acknowledged_and_brings_the_cards() -> None:
    door, _ = peripheral()

    idle = door.receive(ask(0x60))
    door.present(26, b"\x01\x02\x03\x40")
    card = door.receive(ask(0x60, sequence=1))
    after = door.receive(ask(0x60, sequence=2))

    assert code_of(idle) == (0x40, b"")
    assert code_of(card) == (0x50, b"\x00\x00\x1a\x00\x01\x02\x03\x40")
    assert code_of(after) == (0x40, b"")


def test_a_panel_that_did_not_hear_gets_the_same_again_and_nothing_is_done_twice() -> None:
    door, switched = peripheral()
    unlock = ask(0x68, bytes((0, 5, 50, 0)), sequence=1)

    first, again = door.receive(unlock), door.receive(unlock)

    assert first == again
    assert switched == [Output(number=0, is_on=True, for_ms=5_000)]
    assert code_of(first) == (0x4A, b"\x01")


@pytest.mark.parametrize(
    ("command", "data", "reply"),
    [
        (0x61, b"\0", (0x45, b"YZZ\x01\x01\x01\0\0\0\x01\0\0")),
        (0x64, b"", (0x48, b"\0\0")),
        (0x65, b"", (0x49, b"\x01")),
        (0x66, b"", (0x4A, b"\0")),
        (0x67, b"", (0x4B, b"\0")),
        (0x69, bytes(14), (0x40, b"")),
        (0x6E, bytes((9, 0x80, 0x25, 0, 0)), (0x54, bytes((ADDRESS, 0x80, 0x25, 0, 0)))),
        (0x68, bytes((0, 5, 50)), (0x41, b"\x02")),
        (0x68, bytes((7, 2, 0, 0)), (0x4A, b"\0")),
        (0x99, b"", (0x41, b"\x03")),
    ],
)
def test_each_command_has_its_reply(command: int, data: bytes, reply: tuple[int, bytes]) -> None:
    assert code_of(peripheral()[0].receive(ask(command, data))) == reply


def test_a_secure_channel_is_refused_in_words() -> None:
    frame = bytearray(ask(0x76, bytes(8)))
    frame[4] |= 0x08
    frame[-2:] = crc16(bytes(frame[:-2])).to_bytes(2, "little")

    assert code_of(peripheral()[0].receive(bytes(frame))) == (0x41, b"\x05")


def test_a_spoiled_frame_is_refused_and_somebody_elses_is_ignored() -> None:
    door, _ = peripheral()
    spoiled = ask(0x60)[:-1] + b"\x00"

    assert code_of(door.receive(spoiled)) == (0x41, b"\x01")
    assert door.receive(ask(0x60, address=6)) == b""
    assert door.receive(ask(0x60, address=0x7F))[5] == 0x40


def test_a_panel_without_crc_is_understood() -> None:
    reply = peripheral()[0].receive(ask(0x60, has_crc=False))

    assert (reply[5], checksum8(reply[:-1])) == (0x40, reply[-1])


@given(noise=st.binary(max_size=60), cut=st.integers(0, 8))
def test_noise_and_cut_frames_upset_nothing(noise: bytes, cut: int) -> None:
    door, _ = peripheral()
    poll = ask(0x60)

    door.receive(noise)
    door.receive(b"\xff" * 1_500)
    reply = door.receive(b"\xff" + poll[:cut]) + door.receive(poll[cut:])

    assert code_of(reply[-8:])[0] == 0x40
