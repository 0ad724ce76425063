"""The door's protocol (门禁, OSDP): a peripheral that answers its control panel.

Frames with CRC, sequence numbers and repeats; identity, capabilities, status, outputs (the lock), and card
reads as raw reports. There is no secure channel: asked for one, the peripheral says so (NAK).

Source: IEC 60839-11-5 as its open implementations have it; proved with one that nobody here wrote.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

SOM: Final = 0x53
REPLY: Final = 0x80
EVERYBODY: Final = 0x7F
USES_CRC: Final = 0x04
HAS_SECURITY: Final = 0x08
SEQUENCE: Final = 0x03
LONGEST_FRAME: Final = 1_440
MARK: Final = 0xFF

ACK, NAK, PDID, PDCAP = 0x40, 0x41, 0x45, 0x46
LSTATR, ISTATR, OSTATR, RSTATR, RAW, COM = 0x48, 0x49, 0x4A, 0x4B, 0x50, 0x54
POLL, OUT = 0x60, 0x68

BAD_CHECK, BAD_LENGTH, UNKNOWN_COMMAND, BAD_SEQUENCE, NO_SECURITY = 1, 2, 3, 4, 5

OUTPUT_ON: Final[Mapping[int, bool]] = {1: False, 2: True, 3: False, 4: True, 5: True, 6: False}
"""Control code of an output command -> whether the output is on after it; 0 changes nothing."""
TEMPORARY: Final = frozenset({5, 6})
OUTPUTS: Final = 1
TICK_MS: Final = 100
"""Unit of an output's timer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the peripheral says it is."""

    vendor: bytes = b"YZZ"
    model: int = 1
    version: int = 1
    serial: int = 1
    firmware: tuple[int, int, int] = (1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The panel wants an output switched. for_ms: how long, None for good."""

    number: int
    is_on: bool
    for_ms: int | None


@dataclass(slots=True, kw_only=True)
class Inputs:
    """What the peripheral's sensors say: tampered, power failed, door contact open."""

    is_tampered: bool = False
    has_power_failed: bool = False
    is_open: bool = False


def crc16(data: bytes) -> int:
    """CRC-16 with polynomial 0x1021 and first value 0x1D0F."""
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def checksum8(data: bytes) -> int:
    """Two's complement of the sum, for panels that use no CRC."""
    return -sum(data) & 0xFF


class Peripheral:
    """One door on the line. switch: called for each output command. inputs, is_on: asked for each status; output 0 alone."""

    def __init__(
        self,
        address: int,
        *,
        switch: Callable[[Output], None],
        inputs: Callable[[], Inputs],
        is_on: Callable[[], bool],
        identity: Identity | None = None,
    ) -> None:
        self.address = address
        self._switch = switch
        self._inputs = inputs
        self._identity = Identity() if identity is None else identity
        self._is_on = is_on
        self._waiting = b""
        self._cards: deque[bytes] = deque(maxlen=16)
        self._last: tuple[int, bytes] | None = None

    def present(self, bits: int, data: bytes) -> None:
        """A card is held before the reader; the panel hears of it at its next poll. bits: how many count."""
        self._cards.append(bytes((0, 0)) + bits.to_bytes(2, "little") + data)

    def receive(self, data: bytes) -> bytes:
        """What to send back."""
        self._waiting += data
        replies = b""
        while (frame := self._next_frame()) is not None:
            replies += self._answer(frame)
        return replies

    def _next_frame(self) -> bytes | None:
        """The next whole frame; noise, and marks that drive the line, are dropped."""
        while True:
            start = self._waiting.find(bytes((SOM,)))
            if start < 0:
                self._waiting = b""
                return None
            self._waiting = self._waiting[start:]
            if len(self._waiting) < 4:
                return None
            length = int.from_bytes(self._waiting[2:4], "little")
            if not 7 <= length <= LONGEST_FRAME:
                self._waiting = self._waiting[1:]
                continue
            if len(self._waiting) < length:
                return None
            frame, self._waiting = self._waiting[:length], self._waiting[length:]
            return frame

    def _answer(self, frame: bytes) -> bytes:
        address, control = frame[1], frame[4]
        if address not in {self.address, EVERYBODY}:
            return b""
        has_crc = bool(control & USES_CRC)
        if not self._is_whole(frame, has_crc=has_crc):
            return self._frame(control, NAK, bytes((BAD_CHECK,)))
        sequence = control & SEQUENCE
        if sequence and self._last is not None and self._last[0] == sequence:
            # The panel did not hear the answer: the same again, and nothing is done twice.
            return self._last[1]
        if control & HAS_SECURITY:
            return self._frame(control, NAK, bytes((NO_SECURITY,)))
        body = frame[5 : -2 if has_crc else -1]
        code, data = self._carry_out(body[0], body[1:])
        answer = self._frame(control, code, data)
        self._last = (sequence, answer)
        return answer

    @staticmethod
    def _is_whole(frame: bytes, *, has_crc: bool) -> bool:
        if has_crc:
            return crc16(frame[:-2]) == int.from_bytes(frame[-2:], "little")
        return checksum8(frame[:-1]) == frame[-1]

    def _frame(self, control: int, code: int, data: bytes) -> bytes:
        has_crc = bool(control & USES_CRC)
        length = 6 + len(data) + (2 if has_crc else 1)
        head = bytes((SOM, self.address | REPLY)) + length.to_bytes(2, "little")
        frame = head + bytes((control & (SEQUENCE | USES_CRC), code)) + data
        return frame + (crc16(frame).to_bytes(2, "little") if has_crc else bytes((checksum8(frame),)))

    def _carry_out(self, command: int, data: bytes) -> tuple[int, bytes]:
        if command in POLITE:
            return ACK, b""
        act = ACT.get(command)
        return (NAK, bytes((UNKNOWN_COMMAND,))) if act is None else act(self, data)

    # Commands.

    def _poll(self, _data: bytes) -> tuple[int, bytes]:
        return (RAW, self._cards.popleft()) if self._cards else (ACK, b"")

    def _identify(self, _data: bytes) -> tuple[int, bytes]:
        who = self._identity
        return PDID, who.vendor + bytes((who.model, who.version)) + who.serial.to_bytes(4, "little") + bytes(
            who.firmware
        )

    def _tell_capabilities(self, _data: bytes) -> tuple[int, bytes]:
        return PDCAP, b"".join(bytes(row) for row in CAPABILITIES)

    def _tell_local(self, _data: bytes) -> tuple[int, bytes]:
        inputs = self._inputs()
        return LSTATR, bytes((inputs.is_tampered, inputs.has_power_failed))

    def _tell_inputs(self, _data: bytes) -> tuple[int, bytes]:
        return ISTATR, bytes((self._inputs().is_open,))

    def _tell_outputs(self, _data: bytes) -> tuple[int, bytes]:
        return OSTATR, bytes((self._is_on(),))

    def _tell_readers(self, _data: bytes) -> tuple[int, bytes]:
        return RSTATR, bytes(1)

    def _set_outputs(self, data: bytes) -> tuple[int, bytes]:
        if not data or len(data) % 4:
            return NAK, bytes((BAD_LENGTH,))
        for at in range(0, len(data), 4):
            number, control = data[at], data[at + 1]
            is_on = OUTPUT_ON.get(control)
            if number >= OUTPUTS or is_on is None:
                continue
            ticks = int.from_bytes(data[at + 2 : at + 4], "little")
            for_ms = ticks * TICK_MS if control in TEMPORARY and ticks else None
            self._switch(Output(number=number, is_on=is_on, for_ms=for_ms))
        return OSTATR, bytes((self._is_on(),))

    def _set_line(self, data: bytes) -> tuple[int, bytes]:
        """The panel would have another address or speed: over TCP both stay, and we say which they are."""
        return COM, bytes((self.address,)) + data[1:5].ljust(4, b"\0")


CAPABILITIES: Final = ((1, 1, 1), (2, 1, 1), (3, 1, 0), (8, 1, 0), (10, 160, 5))
"""(function, level, number): an input, an output, raw card data, CRC supported, largest message 1,440."""
POLITE: Final = frozenset({0x69, 0x6A, 0x6B})
"""Lamp, buzzer, text: acknowledged; nothing here shows them."""
ACT: Final[Mapping[int, Callable[[Peripheral, bytes], tuple[int, bytes]]]] = {
    POLL: Peripheral._poll,
    0x61: Peripheral._identify,
    0x62: Peripheral._tell_capabilities,
    0x64: Peripheral._tell_local,
    0x65: Peripheral._tell_inputs,
    0x66: Peripheral._tell_outputs,
    0x67: Peripheral._tell_readers,
    OUT: Peripheral._set_outputs,
    0x6E: Peripheral._set_line,
}
"""Command -> what is done."""
