"""Messages on a pipe (管道帧): four bytes of length, big endian, then the bytes."""

from __future__ import annotations

import struct
from typing import IO, Final

LENGTH: Final = struct.Struct(">I")
LONGEST: Final = 64 * 1024 * 1024


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    """Send one message. Raises OSError if nobody listens."""
    pipe.write(LENGTH.pack(len(content)) + content)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes:
    """The next message. Raises EOFError if the other end is gone or talks of more than LONGEST."""
    (length,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    if length > LONGEST:
        raise EOFError("not a message of ours")
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = pipe.read(length)
        if not part:
            raise EOFError("the other end is gone")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
