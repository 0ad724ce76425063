"""Two hundred boards in one process (叫号屏): lean readers of raw frames.

`python -m sim.bench.boards ADDRESS BOARDS TOKEN` connects them, says "watching" and reads until a line comes on
its standard input; then it prints {"messages": […], "arrivals": [[message, board, at_ns], …]} as JSON. A message
that many boards got stands there once. at_ns: the machine's monotonic clock, which processes share.

A general client would cost more than the service that is measured. So one thread reads all sockets in turn, and
what was read is looked at afterwards.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from typing import Final

from sim.bench.process import HALL

LIMIT_S: Final = 60.0
RECEIVE_BYTES: Final = 65_536
PING: Final = b"2"
PONG: Final = b"3"
CALL: Final = b'"calls":'
"""Only a patch that has a call in it is kept."""


class Board:
    """One raw WebSocket with a board's token: whole messages in, pings answered."""

    def __init__(self, host: str, port: int, token: str, receive_bytes: int | None = None) -> None:
        """Connects, presents the token and watches the hall; all its messages so far are dropped.

        receive_bytes: room for what arrives before it is read; None leaves it to the machine.
        """
        self.socket = socket.socket()
        self.socket.settimeout(LIMIT_S)
        if receive_bytes is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.connect((host, port))
        head = (
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: Bearer {token}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self.socket.sendall(head.encode())
        while b"\r\n\r\n" not in (answer := self.socket.recv(RECEIVE_BYTES, socket.MSG_PEEK)):
            continue
        self.socket.recv(answer.index(b"\r\n\r\n") + 4)
        self.rest = b""
        self.send(b"40")
        self.until(b"40")
        self.send(b"421" + json.dumps(["watch", {"hall": HALL, "room": "hall"}]).encode())
        snapshot = self.until(b"431")
        if b'"error"' in snapshot[:20]:
            raise RuntimeError(f"the service does not let us watch: {snapshot!r}")
        self.socket.setblocking(False)  # noqa: FBT003 - its signature

    def send(self, text: bytes) -> None:
        """One masked text frame; the mask is zero, which is legal and cheap."""
        self.socket.sendall(bytes([0x81, 0x80 | len(text)]) + b"\x00\x00\x00\x00" + text)

    def until(self, beginning: bytes) -> bytes:
        """The next message that begins so."""
        while True:
            for message in self.receive():
                if message.startswith(beginning):
                    return message

    def receive(self) -> list[bytes]:
        """What is there now, as whole messages. Raises ConnectionError when the service has hung up."""
        received = self.socket.recv(RECEIVE_BYTES)
        if not received:
            raise ConnectionError("the service has hung up on a board")
        self.rest, found = messages(self.rest + received)
        return found


def messages(received: bytes) -> tuple[bytes, list[bytes]]:
    """(what is left over, payloads of the whole unmasked frames). Source: RFC 6455 §5.2."""
    found = []
    while len(received) >= 2:
        length, head = received[1] & 127, 2
        if length >= 126:
            head = 4 if length == 126 else 10
            length = int.from_bytes(received[2:head])
        if len(received) < head + length or len(received) < head:
            break
        found.append(received[head : head + length])
        received = received[head + length :]
    return received, found


def read_boards(host: str, port: int, boards: int, token: str) -> None:
    """Be so many boards until a line comes on standard input; then print what arrived."""
    selector = selectors.DefaultSelector()
    for number in range(boards):
        board = Board(host, port, token)
        selector.register(board.socket, selectors.EVENT_READ, (number, board))
    selector.register(sys.stdin, selectors.EVENT_READ)
    print("watching", flush=True)
    kept: dict[bytes, int] = {}
    arrivals: list[tuple[int, int, int]] = []
    while True:
        for key, _ in selector.select():
            if key.data is None:
                print(json.dumps({"messages": [message.decode() for message in kept], "arrivals": arrivals}))
                return
            number, board = key.data
            received = board.receive()
            at_ns = time.monotonic_ns()
            for message in received:
                if message == PING:
                    board.send(PONG)
                elif CALL in message:
                    arrivals.append((kept.setdefault(message, len(kept)), number, at_ns))


if __name__ == "__main__":
    read_boards(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
