"""Bench of the fan-out (推送): a call, from its commit, on two hundred boards at twenty calls a second.

Three processes on one machine: the push service (launcher, driver, publisher; the server that the
push tests use, whose commit is instant), the boards (lean readers of raw frames), and this one,
which only compares. Commit and arrival are both read from the machine's monotonic clock, which
processes share. With two cores the service has one and the boards the other.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from sim.bench.rows import Row, row

ROOT: Final = Path(__file__).parents[2]
BOARDS: Final = 200
CALLS_PER_S: Final = 20
CALLS: Final = 300
WARM_UP: Final = 40
BAR_MS: Final = 30.0
LIMIT_S: Final = 60.0

_SEQ: Final = re.compile(rb'"seq":(\d+)')
_UPGRADE: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_CONNECT: Final = b"40"
_WATCH: Final = b'421["watch",{"hall":"denggang","room":"hall"}]'
_PONG: Final = b"3"


def run(boards: int = BOARDS, calls: int = CALLS) -> list[Row]:
    """Rows {name, value, unit, peer, ratio, bar, met}."""
    with _server() as port, _readers(port, boards) as arrivals:
        before = _ask(port, "/facts")
        made = _ask(port, "/calls", {"calls": calls, "per_s": CALLS_PER_S})
        after = _ask(port, "/facts")
        arrived = arrivals()
    latencies = sorted(_latencies_ms(made["committed_ns"], arrived))
    expected = (calls - WARM_UP) * boards
    cpu_pct = 100 * (after["cpu_s"] - before["cpu_s"]) / made["wall_s"]
    name = f"a call on {boards} boards at {CALLS_PER_S}/s"
    p99_ms, lost = _rank(latencies, 0.99), expected - len(latencies)
    return [
        row(f"{name}, p50", _rank(latencies, 0.50), "ms"),
        row(f"{name}, p99", p99_ms, "ms", f"< {BAR_MS:g}", met=p99_ms < BAR_MS),
        row(f"{name}, lost", lost, "frames", "== 0", met=lost == 0),
        row(f"{name}, service", cpu_pct, "% of a core"),
    ]


def _rank(ordered: list[float], share: float) -> float:
    """Nearest-rank percentile."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _latencies_ms(committed_ns: dict[str, int], arrived: list[tuple[int, int]]) -> Iterator[float]:
    """From commit to arrival of every call after the warm-up. arrived: (seq, ns) of each frame."""
    counted = dict(sorted((int(seq), at_ns) for seq, at_ns in committed_ns.items())[WARM_UP:])
    for seq, at_ns in arrived:
        if seq in counted:
            yield (at_ns - counted[seq]) / 1e6


def _ask(port: int, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=LIMIT_S) as answer:  # noqa: S310
        return json.load(answer)


class _server:  # noqa: N801 - used as a function
    """The push service, with a hall open and its counters staffed; enters as its port."""

    def __enter__(self) -> int:
        self._process = subprocess.Popen(
            [*_pinned(0), "-m", "tests.live.push_server"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        port: int = json.loads(self._process.stdout.readline())["port"]
        _ask(port, "/open", {})
        return port

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=LIMIT_S)


class _readers:  # noqa: N801 - used as a function
    """The boards; enters as a function that stops them and answers what arrived."""

    def __init__(self, port: int, boards: int) -> None:
        self._arguments = [str(port), str(boards)]

    def __enter__(self) -> Callable[[], list[tuple[int, int]]]:
        self._process = subprocess.Popen(
            [*_pinned(1), "-m", "sim.bench.fanout", *self._arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "watching\n"
        return self._stop

    def _stop(self) -> list[tuple[int, int]]:
        output, _ = self._process.communicate("stop\n", timeout=LIMIT_S)
        return [(seq, at_ns) for seq, at_ns in json.loads(output)]

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _pinned(core: int) -> list[str]:
    """Command line of this Python, on one core where the machine has two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return [sys.executable]
    program = f"import os,runpy,sys; os.sched_setaffinity(0, {{{cores[core]}}}); sys.argv = sys.argv[1:]; "
    # "-m name args" becomes argv ["-m", name, args…]: run the module as if by -m.
    program += "sys.argv = sys.argv[1:]; sys.path.insert(0, ''); runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    return [sys.executable, "-c", program]


class Board:
    """One raw WebSocket: whole frames in, pings answered, calls noted with their arrival."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)
        self.socket.sendall(_UPGRADE)
        while b"\r\n\r\n" not in (head := self.socket.recv(65_536, socket.MSG_PEEK)):
            continue
        self.socket.recv(head.index(b"\r\n\r\n") + 4)
        self.rest = b""
        self.send(_CONNECT)
        self.until(b"40")
        self.send(_WATCH)
        self.until(b"431")
        self.socket.setblocking(False)  # noqa: FBT003 - its signature

    def send(self, text: bytes) -> None:
        """One masked text frame; the mask is zero, which is legal and cheap."""
        self.socket.sendall(bytes([0x81, 0x80 | len(text)]) + b"\x00\x00\x00\x00" + text)

    def until(self, beginning: bytes) -> None:
        """Read on to a message that begins so."""
        while not any(message.startswith(beginning) for message in self.messages(self.socket.recv(65_536))):
            continue

    def messages(self, received: bytes) -> list[bytes]:
        """Payloads of the frames that are whole now."""
        waiting, found = self.rest + received, []
        while len(waiting) >= 4:
            length, head = waiting[1] & 127, 2
            if length == 126:
                length, head = int.from_bytes(waiting[2:4]), 4
            if len(waiting) < head + length:
                break
            found.append(waiting[head : head + length])
            waiting = waiting[head + length :]
        self.rest = waiting
        return found

    def read(self, arrived: list[tuple[int, int]]) -> None:
        """Take what is there."""
        received = self.socket.recv(65_536)
        at_ns = time.monotonic_ns()
        for message in self.messages(received):
            if message == b"2":
                self.send(_PONG)
            elif b'"calls":' in message and (seq := _SEQ.search(message)):
                arrived.append((int(seq[1]), at_ns))


def read_boards(port: int, boards: int) -> None:
    """Be so many boards until a line comes on standard input; then print what arrived as JSON."""
    selector = selectors.DefaultSelector()
    for _ in range(boards):
        board = Board(port)
        selector.register(board.socket, selectors.EVENT_READ, board)
    selector.register(sys.stdin, selectors.EVENT_READ)
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    arrived: list[tuple[int, int]] = []
    is_asked_to_stop = False
    while not is_asked_to_stop:
        for key, _ in selector.select():
            if key.data is None:
                is_asked_to_stop = True
            else:
                key.data.read(arrived)
    json.dump(arrived, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read_boards(int(sys.argv[1]), int(sys.argv[2]))
    else:
        json.dump(run(), sys.stdout, indent=2)
