"""The ID-card reader's serial protocol (身份证阅读器, GA/T 467): frames in, frames out.

A frame is a preamble, a length (of command to checksum), a command and its parameter, data, and the XOR
of all after the preamble. A reply carries three status bytes where a request has command and parameter.
Integrators poll: find a card, select it, read it; each is a step of the device's own, and takes its time. No fingerprint and no photo codec are here: the photo is zeros.

Source: GA/T 467-2019 as its public readers' libraries use it; status bytes other than 90, 9F and 80 are unverified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Final

from devices.id_card import ADDRESS_CHARACTERS, text_block
from devices.messages import Code, Ended, nothing

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
TEXT_BYTES: Final = 256
PHOTO_BYTES: Final = 1024
ADDRESS_BYTES: Final = 2 * ADDRESS_CHARACTERS
LONGEST_BODY: Final = 2_048
"""Bytes of one request; whatever announces more is noise."""
SAM_ID: Final = bytes(16)

OK: Final = 0x90
FOUND: Final = 0x9F
BAD_CHECKSUM: Final = 0x10
BAD_LENGTH: Final = 0x11
BAD_COMMAND: Final = 0x21
AUTHENTICATION_FAILED: Final = 0x31
READ_FAILED: Final = 0x41
NO_CARD: Final = 0x80
SELECT_FAILED: Final = 0x81
SELF_TEST_FAILED: Final = 0x60
UNAUTHORISED: Final = 0x66


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a step at the device ended. status: the byte that says so, None for a device that does not answer at all.

    result: what the device delivered.
    """

    status: int | None
    result: Mapping[str, object] = field(default_factory=nothing)


ABSENT_AT: Final[Mapping[str, int]] = {
    "find": NO_CARD,
    "select": SELECT_FAILED,
    "read_base": READ_FAILED,
    "read_address": READ_FAILED,
}
"""Step -> status where there is no card for it."""
SUCCEEDED: Final[Mapping[str, int]] = {"find": FOUND}
"""Step -> status of a success, 90 unless said otherwise."""
ERRORS: Final[Mapping[str, int]] = {"invalidMedia": READ_FAILED, "securityFail": AUTHENTICATION_FAILED}
"""Error of a fault that says no more -> status."""
BROKEN: Final[Mapping[Code, int]] = {
    Code.HARDWARE_ERROR: SELF_TEST_FAILED,
    Code.USER_ERROR: SELF_TEST_FAILED,
    Code.FRAUD_ATTEMPT: UNAUTHORISED,
}
"""How a step ends at a device that does not work -> status; with any other code it is silent, as if its cable were out."""


def step_of(op: str, ended: Ended) -> Step:
    """What a reader says of an operation that has ended."""
    if ended.code is Code.SUCCESS:
        return Step(status=SUCCEEDED.get(op, OK), result=ended.result)
    if ended.code is not Code.COMMAND_ERROR:
        return Step(status=BROKEN.get(ended.code))
    if ended.error == "noMedia":
        return Step(status=ABSENT_AT[op])
    told = ended.result.get("sw")
    return Step(status=told if isinstance(told, int) else ERRORS.get(str(ended.error), READ_FAILED))


def checksum(body: bytes) -> int:
    """XOR of length, command and data."""
    return reduce(xor, body, 0)


def frame(command: bytes, data: bytes = b"") -> bytes:
    """A request: two bytes of command and parameter."""
    body = (len(command) + len(data) + 1).to_bytes(2, "big") + command + data
    return PREAMBLE + body + bytes((checksum(body),))


def reply(status: int, data: bytes = b"") -> bytes:
    """A reply: SW1 and SW2 are zero, SW3 says how it went."""
    return frame(bytes((0, 0, status)), data)


def padded(text: str, size: int) -> bytes:
    """A text of so many bytes, filled up with blanks. Raises ValueError if it is too long."""
    if len(text.encode("utf-16-le")) > size:
        raise ValueError(f"{text!r} is longer than {size // 2} characters")
    return text.ljust(size // 2).encode("utf-16-le")


def base_information(fields: Mapping[str, object]) -> bytes:
    """Lengths, text and photo of a card. fields: as the reader delivers them."""
    return TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big") + text_block(fields) + bytes(PHOTO_BYTES)


Ask = Callable[[str], Step]
"""A step at the device: find · select · read_base · read_address, or reset · status of the device itself."""


class Reader:
    """One connection. ask: carries a step out, and says how it ended."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting = b""

    def receive(self, data: bytes) -> bytes:
        """What to send back."""
        self._waiting += data
        replies = b""
        while (body := self._next_body()) is not None:
            replies += self._answer(body)
        return replies

    def _next_body(self) -> bytes | None:
        """Length to checksum of the next whole frame; noise before it is dropped."""
        start = self._waiting.find(PREAMBLE)
        if start < 0:
            self._waiting = self._waiting[-(len(PREAMBLE) - 1) :]
            return None
        after = start + len(PREAMBLE)
        length = int.from_bytes(self._waiting[after : after + 2], "big")
        if len(self._waiting) < after + 2:
            return None
        if not 0 < length <= LONGEST_BODY:
            self._waiting = self._waiting[after + 2 :]
            return length.to_bytes(2, "big")
        if len(self._waiting) < after + 2 + length:
            return None
        body = self._waiting[after : after + 2 + length]
        self._waiting = self._waiting[after + 2 + length :]
        return body

    def _answer(self, body: bytes) -> bytes:
        if len(body) < 5:
            return reply(BAD_LENGTH)
        if checksum(body[:-1]) != body[-1]:
            return reply(BAD_CHECKSUM)
        act = ACT.get(bytes(body[2:4])) or ANY_PARAMETER.get(body[2])
        if act is None:
            return reply(BAD_COMMAND)
        op, told = act
        step = self._ask(op)
        if step.status is None:
            return b""
        return reply(step.status, told(step.result) if step.status in {OK, FOUND} else b"")


def _address(result: Mapping[str, object]) -> bytes:
    return padded(str(result.get("newest_address", ""))[:ADDRESS_CHARACTERS], ADDRESS_BYTES)


Told = Callable[[Mapping[str, object]], bytes]
ACT: Final[Mapping[bytes, tuple[str, Told]]] = {
    bytes.fromhex("10FF"): ("reset", lambda _result: b""),
    bytes.fromhex("11FF"): ("status", lambda _result: b""),
    bytes.fromhex("12FF"): ("status", lambda _result: SAM_ID),
    bytes.fromhex("2001"): ("find", lambda _result: bytes(4)),
    bytes.fromhex("2002"): ("select", lambda _result: bytes(8)),
    bytes.fromhex("3001"): ("read_base", base_information),
    bytes.fromhex("3003"): ("read_address", _address),
    bytes.fromhex("61FF"): ("status", lambda _result: b""),
}
"""Command and parameter -> (step, data of its success)."""
ANY_PARAMETER: Final[Mapping[int, tuple[str, Told]]] = {0x60: ("status", lambda _result: b"")}
"""Commands whose parameter is a choice: a line's speed, which changes nothing here."""
