"""The ID-card reader's serial protocol (身份证阅读器, GA/T 467): frames in, frames out.

A frame is a preamble, a length (of command to checksum), a command and its parameter, data, and the XOR
of all after the preamble. A reply carries three status bytes where a request has command and parameter.
Integrators poll: find a card, select it, read it. No fingerprint and no photo codec are here: the photo is zeros.

Source: GA/T 467-2019 as its public readers' libraries use it; status bytes other than 90, 9F and 80 are unverified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

PREAMBLE: Final = bytes.fromhex("AAAAAA9669")
TEXT_BYTES: Final = 256
PHOTO_BYTES: Final = 1024
ADDRESS_BYTES: Final = 70
LONGEST_BODY: Final = 2_048
"""Bytes of one request; whatever announces more is noise."""
SAM_ID: Final = bytes(16)

OK: Final = 0x90
FOUND: Final = 0x9F
BAD_CHECKSUM: Final = 0x10
BAD_LENGTH: Final = 0x11
BAD_COMMAND: Final = 0x21
AUTHENTICATION_FAILED: Final = 0x31
WRONG_CARD: Final = 0x40
READ_FAILED: Final = 0x41
NO_CARD: Final = 0x80
SELECT_FAILED: Final = 0x81
ABSENT: Final = 0x91

FIELDS: Final = (
    ("name", 30),
    ("sex", 2),
    ("nation", 4),
    ("birth", 16),
    ("address", 70),
    ("id_number", 36),
    ("issuer", 30),
    ("valid_from", 16),
    ("valid_to", 16),
)
"""(name, bytes) of the text in UTF-16LE, padded with blanks; 36 bytes of rest follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOnReader:
    """What lies on the reader. trouble: status byte of whatever is wrong with it, or None."""

    fields: Mapping[str, str]
    newest_address: str = ""
    trouble: int | None = None


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


def base_information(fields: Mapping[str, str]) -> bytes:
    """Lengths, text and photo of a card. Raises ValueError for a text that is too long."""
    text = padded("".join(padded(fields.get(name, ""), size).decode("utf-16-le") for name, size in FIELDS), TEXT_BYTES)
    return TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big") + text + bytes(PHOTO_BYTES)


class Reader:
    """One connection. card: what lies there now, asked for each request; a card must be found and selected before it is read."""

    def __init__(self, card: Callable[[], CardOnReader | None]) -> None:
        self._card = card
        self._waiting = b""
        self._selected: CardOnReader | None = None

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
        act = ACT.get(bytes(body[2:4]))
        return reply(BAD_COMMAND) if act is None else act(self)

    # Requests.

    def _reset(self) -> bytes:
        self._selected = None
        return reply(OK)

    def _tell_status(self) -> bytes:
        return reply(OK)

    def _tell_id(self) -> bytes:
        return reply(OK, SAM_ID)

    def _find(self) -> bytes:
        self._selected = None
        return reply(NO_CARD) if self._card() is None else reply(FOUND, bytes(4))

    def _select(self) -> bytes:
        card = self._card()
        if card is None:
            return reply(SELECT_FAILED)
        if card.trouble is not None:
            return reply(card.trouble)
        self._selected = card
        return reply(OK, bytes(8))

    def _read(self) -> bytes:
        card = self._present()
        return reply(READ_FAILED) if card is None else reply(OK, base_information(card.fields))

    def _read_address(self) -> bytes:
        card = self._present()
        if card is None:
            return reply(READ_FAILED)
        if not card.newest_address:
            return reply(ABSENT)
        return reply(OK, padded(card.newest_address, ADDRESS_BYTES))

    def _present(self) -> CardOnReader | None:
        """The selected card, if it still lies there; reading it ends the selection."""
        selected, self._selected = self._selected, None
        return selected if selected is not None and self._card() == selected else None


ACT: Final[Mapping[bytes, Callable[[Reader], bytes]]] = {
    bytes.fromhex("10FF"): Reader._reset,
    bytes.fromhex("11FF"): Reader._tell_status,
    bytes.fromhex("12FF"): Reader._tell_id,
    bytes.fromhex("2001"): Reader._find,
    bytes.fromhex("2002"): Reader._select,
    bytes.fromhex("3001"): Reader._read,
    bytes.fromhex("3003"): Reader._read_address,
    bytes.fromhex("61FF"): Reader._tell_status,
}
"""Command and parameter -> what is done."""
