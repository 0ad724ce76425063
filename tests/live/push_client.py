"""Clients of the push tests: the server as a process, raw WebSockets, and waiting for conditions."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import websocket

from kiosk.hall import commands as c
from kiosk.journal import encode_command
from tests.builders import clerk, two_line_config

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).with_name("push_server.py")
LIMIT_S = 20.0


class PushServer:
    """The server of `push_server.py` on a port the system chose."""

    def __init__(self, **options: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.push_server", json.dumps(options)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port: int = json.loads(self.process.stdout.readline())["port"]

    def __enter__(self) -> PushServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """SIGTERM and wait; the exit status."""
        self.process.terminate()
        status = self.process.wait(LIMIT_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def post(self, path: str, body: object) -> dict[str, Any]:
        """POST JSON; the JSON answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()

    def get(self, path: str) -> dict[str, Any]:
        """GET; the JSON answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            connection.request("GET", path)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()

    def do(self, *commands: c.Command, at: int) -> dict[str, Any]:
        """Carry out hall commands as one batch."""
        return self.post("/command", {"now_ms": at, "commands": [encode_command(each) for each in commands]})

    def open_hall(self, *counters: str) -> None:
        """Configure and open the hall, with these counters staffed."""
        self.do(
            c.ConfigureHall(config=two_line_config()),
            c.OpenHall(day="2026-11-23", intervals=((0, 1_000_000),), turns_at_ms=2_000_000),
            *(c.TakeSeat(counter=key, by=clerk(key)) for key in counters),
            *(c.OpenCounter(counter=key, by=clerk(key)) for key in counters),
            at=0,
        )

    def connect(self, **options: Any) -> websocket.WebSocket:
        """A WebSocket client, connected."""
        return connect(self.port, **options)

    def upgrade(self, **options: Any) -> websocket.WebSocket:
        """A WebSocket client, nothing read yet."""
        return upgrade(self.port, **options)


def upgrade(port: int, **options: Any) -> websocket.WebSocket:
    """A WebSocket client of any service, nothing read yet."""
    url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    # What arrives is decoded as a whole; the library would look at each byte in Python before.
    return websocket.create_connection(url, timeout=LIMIT_S, skip_utf8_validation=True, **options)


def connect(port: int, **options: Any) -> websocket.WebSocket:
    """A WebSocket client with the engine.io greeting read and Socket.IO's connect answered."""
    raw = upgrade(port, **options)
    assert str(raw.recv()).startswith("0{")
    raw.send("40")
    answer = str(raw.recv())
    assert answer.startswith("40"), answer
    return raw


def call_next(counter: str) -> c.CallNext:
    """The command of the clerk who sits there."""
    return c.CallNext(counter=counter, by=clerk(counter))


def watch(raw: websocket.WebSocket, room: str, hall: str = "denggang") -> dict[str, Any]:
    """Watch a room and read on to the acknowledgement."""
    raw.send("421" + json.dumps(["watch", {"hall": hall, "room": room}]))
    while True:
        text = receive(raw)
        if text.startswith("431"):
            answer: dict[str, Any] = json.loads(text[3:])[0]
            return answer


def receive(raw: websocket.WebSocket) -> str:
    """Next message; engine.io's pings are answered on the way."""
    while True:
        text = str(raw.recv())
        if text != "2":
            return text
        raw.send("3")


def receive_event(raw: websocket.WebSocket, name: str) -> dict[str, Any]:
    """Payload of the next Socket.IO event of this name."""
    while True:
        text = receive(raw)
        if text.startswith("42"):
            event, payload = json.loads(text[2:])
            if event == name:
                assert isinstance(payload, dict)
                return payload


def eventually(holds: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
    """Wait for a condition of the other process, with a limit."""
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, f"not within {limit_s} s: {what}"
        time.sleep(0.02)


def read_to_end(sock: socket.socket) -> bytes:
    """Everything until the other side hangs up or resets."""
    pieces = []
    while True:
        try:
            piece = sock.recv(65_536)
        except ConnectionError:
            break
        if not piece:
            break
        pieces.append(piece)
    return b"".join(pieces)


def split_frames(received: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """(opcode, payload) of whole unmasked frames, and the rest that is no whole frame."""
    frames = []
    while len(received) >= 2:
        opcode, length, head = received[0] & 15, received[1] & 127, 2
        assert received[0] & 0x70 == 0, "reserved bits: frames were interleaved"
        if length == 126:
            length, head = int.from_bytes(received[2:4]), 4
        elif length == 127:
            length, head = int.from_bytes(received[2:10]), 10
        if len(received) < head + length:
            break
        frames.append((opcode, received[head : head + length]))
        received = received[head + length :]
    return frames, received


class Board(threading.Thread):
    """Watches the hall's room until it has seen so many calls; when each came, on the monotonic clock."""

    def __init__(self, server: PushServer, calls: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.raw = server.connect()
        self.seqs = [watch(self.raw, "hall")["seq"]]
        self.wanted = set(calls)
        self.seen: list[tuple[str, float]] = []

    def run(self) -> None:
        """Read patches."""
        while len(self.seen) < len(self.wanted):
            patch = receive_event(self.raw, "patch")
            self.seqs.append(patch["seq"])
            self.seen += [(number, time.monotonic()) for number in patch["changes"].get("calls", ())]
