"""The ID-card reader's frames, byte by byte, with the reader's own model behind them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from devices import messages as m
from devices.faults import Trigger
from devices.id_reader import IdReader
from devices.wire.sam import OK, Reader, Step, frame, step_of
from tests.devices.builders import feel, inject

CARD = {"name": "测试甲", "number": "445299199001010017", "birth": "19900101"}
FIND, SELECT, READ, ADDRESS, RESET = (
    frame(bytes.fromhex(command)) for command in ("2001", "2002", "3001", "3003", "10FF")
)


class Line:
    """A host, its line and a reader; time passes until a step has ended."""

    def __init__(self, **card: object) -> None:
        self.device = IdReader("reader")
        self.now = 0
        self.serial = 0
        self.reader = Reader(self.ask)
        if card:
            feel(self.device, "card", 0, **card)

    def ask(self, op: str) -> Step:
        """A step of the device."""
        if op in ("reset", "status"):
            return Step(status=OK)
        self.serial += 1
        draws = (0.5,) * len(self.device.OPERATIONS[op].draws)
        events = [*self.device.handle(m.Begin(op_id=f"o{self.serial}", op=op, draws=draws), self.now)]
        while not any(isinstance(each, m.Ended) for each in events):
            due_ms = self.device.next_deadline()
            if due_ms is None:
                return Step(status=None)
            self.now = due_ms
            events += self.device.tick(self.now)
        return step_of(op, next(each for each in events if isinstance(each, m.Ended)))

    def say(self, *requests: bytes) -> list[str]:
        """Status byte of each reply, nothing where there is none."""
        return ["" if not reply else f"{reply[9]:02X}" for reply in map(self.reader.receive, requests)]


def test_a_request_is_preamble_length_command_and_checksum() -> None:
    # 00 03 20 01: their XOR is 22.
    assert bytes.fromhex("AAAAAA96690003200122") == FIND


def test_find_select_read_gives_the_whole_card() -> None:
    line = Line(**CARD)

    found, selected, read = (line.reader.receive(request) for request in (FIND, SELECT, READ))

    assert found == bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97".replace(" ", ""))
    assert selected[9] == 0x90
    assert len(read) == 1295
    assert read[5:7] == (1288).to_bytes(2, "big")
    assert read[10:14] == bytes.fromhex("01000400")
    assert read[14:44].decode("utf-16-le").rstrip() == "测试甲"
    assert read[14 + 30 + 2 + 4 : 14 + 30 + 2 + 4 + 16].decode("utf-16-le") == "19900101"
    assert read[14 + 122 : 14 + 158].decode("utf-16-le") == "445299199001010017"
    assert read[14 + 256 : -1] == bytes(1024)


def test_each_step_takes_the_readers_own_time() -> None:
    line = Line(**CARD)

    line.say(FIND, SELECT, READ)

    # 60 ms to find, 90 to select, 850 to read, each at its median.
    assert line.now == 1_000


def test_no_card_and_a_card_that_went_away_have_their_own_answers() -> None:
    line = Line(**CARD)
    gone = line.say(FIND, SELECT)
    feel(line.device, "remove", line.now)

    assert Line().say(FIND, SELECT, READ, ADDRESS) == ["80", "81", "41", "41"]
    assert [*gone, *line.say(READ, FIND)] == ["9F", "90", "41", "80"]


def test_a_card_that_has_been_read_is_not_found_until_it_is_laid_on_anew() -> None:
    line = Line(**CARD)
    first = line.say(FIND, SELECT, READ, READ, FIND)
    feel(line.device, "card", line.now, **CARD)

    assert first == ["9F", "90", "90", "90", "80"]
    assert line.say(FIND, SELECT, READ) == ["9F", "90", "90"]


def test_who_reads_without_selecting_gets_nothing() -> None:
    assert Line(**CARD).say(FIND, READ) == ["9F", "41"]
    assert Line(**CARD).say(SELECT) == ["81"]


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ({"flaw": "selectFailed"}, ["9F", "81", "41"]),
        ({"flaw": "badChip"}, ["9F", "31", "41"]),
        ({"kind": "other"}, ["9F", "40", "41"]),
        ({"flaw": "unreadable"}, ["9F", "90", "41"]),
        ({"flaw": "notVerified"}, ["9F", "90", "33"]),
    ],
)
def test_what_is_wrong_with_a_card_shows_at_its_step(card: dict[str, object], told: list[str]) -> None:
    assert Line(**CARD, **card).say(FIND, SELECT, READ) == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("dead", ["60", "60", "60"]),
        ("security_module", ["60", "60", "60"]),
        ("offline", ["", "", ""]),
        ("unplugged", ["", "", ""]),
        ("power_cut", ["", "", ""]),
    ],
)
def test_a_broken_reader_says_so_and_one_that_is_cut_off_says_nothing(kind: str, told: list[str]) -> None:
    line = Line(**CARD)
    inject(line.device, kind, 0)

    assert line.say(FIND, SELECT, READ) == told


@pytest.mark.parametrize(("kind", "told"), [("weak_field", "41"), ("slow", "9F"), ("silent", ""), ("twice", "9F")])
def test_a_fault_of_one_step_spoils_that_step(kind: str, told: str) -> None:
    line = Line(**CARD)
    inject(line.device, kind, 0, Trigger(op="find"))

    assert line.say(FIND) == [told]


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
        # Baud rates 1 to 4, and the most bytes of a radio frame.
        ("AAAAAA966900036001" + "62", "90"),
        ("AAAAAA966900036004" + "67", "90"),
        ("AAAAAA9669000361FF9D", "90"),
        # Nothing here reads fingerprints.
        ("AAAAAA96690003301023", "21"),
    ],
)
def test_what_is_wrong_with_a_frame_is_told(request_hex: str, status: str) -> None:
    assert Line(**CARD).say(bytes.fromhex(request_hex)) == [status]


def test_the_newest_address_is_absent_or_read() -> None:
    moved = Line(**CARD, newest_address="仿真市测试路1号")
    moved.say(FIND, SELECT)

    read = moved.reader.receive(ADDRESS)

    assert Line(**CARD).say(FIND, SELECT, ADDRESS) == ["9F", "90", "91"]
    assert read[10:80].decode("utf-16-le").rstrip() == "仿真市测试路1号"


@given(noise=st.binary(max_size=40), cuts=st.lists(st.integers(1, 5), max_size=12))
def test_noise_and_cut_frames_upset_nothing(noise: bytes, cuts: list[int]) -> None:
    reader, stream, replies = Line(**CARD).reader, noise.replace(b"\xaa", b"") + FIND + SELECT + READ, b""

    for size in cuts:
        replies += reader.receive(stream[:size])
        stream = stream[size:]
    replies += reader.receive(stream)

    assert replies.count(bytes.fromhex("AAAAAA9669")) == 3
    assert len(replies) == 15 + 19 + 1295
