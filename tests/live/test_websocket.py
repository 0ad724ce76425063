"""The driver on a real server over loopback: RFC 6455, the bound, and the order of bytes."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import gevent
import gevent.socket
import pytest
import websocket
from websocket import ABNF

from kiosk.live.websocket import Outbox, SocketLimits
from kiosk.settings import Settings
from tests.live.push_client import (
    LIMIT_S,
    PushServer,
    eventually,
    read_to_end,
    receive,
    receive_event,
    split_frames,
    watch,
)

HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\n{more}\r\n"
)
KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
VERSION = "Sec-WebSocket-Version: 13\r\n"
MASK = b"\x00\x00\x00\x00"
"""A mask that changes nothing, so that the bytes below can be read."""


@pytest.fixture(scope="module")
def server() -> Iterator[PushServer]:
    with PushServer() as running:
        running.open_hall("1", "3")
        yield running


def shake(server: PushServer, more: str) -> tuple[socket.socket, str]:
    """A raw connection and the head of the server's answer."""
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_S)
    raw.sendall(HANDSHAKE.format(more=more).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += raw.recv(1)
    return raw, head.decode()


def close_code(raw: websocket.WebSocket) -> int:
    """Read on to the close frame; its code."""
    while True:
        opcode, frame = raw.recv_data_frame(control_frame=True)
        if opcode == ABNF.OPCODE_CLOSE:
            code: int = struct.unpack("!H", frame.data[:2])[0]
            return code


def test_the_handshake_of_the_rfc_gives_its_accept_value(server: PushServer) -> None:
    raw, head = shake(server, KEY + VERSION)

    assert head.startswith("HTTP/1.1 101 ")
    assert "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in head.lower()
    raw.close()


def test_no_extension_is_negotiated_even_if_offered(server: PushServer) -> None:
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"

    raw, head = shake(server, KEY + VERSION + offer)

    assert head.startswith("HTTP/1.1 101 ")
    assert "extensions" not in head.lower()
    first = raw.recv(2)
    assert first[0] == 0x81  # FIN and text, no reserved bit
    raw.close()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (VERSION, "400"),
        (KEY, "400"),
        (KEY + "Sec-WebSocket-Version: 8\r\n", "426"),
    ],
)
def test_a_bad_handshake_gets_the_one_error_shape(server: PushServer, more: str, status: str) -> None:
    raw, head = shake(server, more)

    assert head.split()[1] == status
    length = int(next(line for line in head.splitlines() if line.lower().startswith("content-length")).split()[1])
    body = b""
    while len(body) < length:
        body += raw.recv(length)
    assert json.loads(body)["error"]["code"] == "bad_handshake"
    raw.close()
    eventually(lambda: server.get("/facts")["websockets"] == 0, "the connections are gone")


def test_a_fragmented_message_with_a_ping_inside_is_put_together(server: PushServer) -> None:
    raw = server.connect()
    message = "427" + json.dumps(["watch", {"hall": "denggang", "room": "大厅"}], ensure_ascii=False)
    # Cut inside a character of three bytes: text is only decoded across fragments.
    encoded = message.encode()
    middle = encoded.index("大".encode()) + 1

    raw.send_frame(ABNF(0, 0, 0, 0, ABNF.OPCODE_TEXT, 1, encoded[:middle]))
    raw.ping("between")
    raw.send_frame(ABNF(1, 0, 0, 0, ABNF.OPCODE_CONT, 1, encoded[middle:]))

    opcode, frame = raw.recv_data_frame(control_frame=True)
    assert (opcode, frame.data) == (ABNF.OPCODE_PONG, b"between")
    answer = receive(raw)
    assert answer.startswith("437")
    assert json.loads(answer[3:])[0]["error"]["params"] == {"room": "大厅"}
    raw.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x81\x01A", 1002),  # not masked
        (b"\xc1\x81" + MASK + b"A", 1002),  # a reserved bit
        (b"\x83\x81" + MASK + b"A", 1002),  # an opcode that is none
        (b"\x80\x81" + MASK + b"A", 1002),  # a continuation of nothing
        (b"\x09\x80" + MASK, 1002),  # a fragmented ping
        (b"\x89\xfe\x00\x7e" + MASK + b"x" * 126, 1002),  # a ping of 126 bytes
        (b"\x81\xfe\x00\x05" + MASK + b"hello", 1002),  # a length in more bytes than it needs
        (b"\x88\x81" + MASK + b"A", 1002),  # a close of one byte
        (b"\x81\x82" + MASK + b"\xc3\x28", 1007),  # no UTF-8
        (b"\x81\xff" + (65_537).to_bytes(8) + MASK + b"x" * 65_537, 1009),  # too long
        (b"\x81\xff" + (2**62).to_bytes(8) + MASK + b"x" * 70_000, 1009),  # too long, and never whole
    ],
)
def test_malformed_frames_are_answered_with_a_close(server: PushServer, sent: bytes, code: int) -> None:
    raw = server.connect()

    raw.sock.sendall(sent)

    assert close_code(raw) == code
    assert read_to_end(raw.sock) == b""
    raw.sock.close()


def test_fragments_together_may_not_be_longer_than_one_message(server: PushServer) -> None:
    raw = server.connect()

    for opcode in (ABNF.OPCODE_TEXT, ABNF.OPCODE_CONT, ABNF.OPCODE_CONT):
        raw.send_frame(ABNF(0, 0, 0, 0, opcode, 1, b"x" * 30_000))

    assert close_code(raw) == 1009
    raw.sock.close()


def test_a_close_is_answered_with_its_code_and_the_connection_ends(server: PushServer) -> None:
    raw = server.connect()

    raw.send_close(status=1001, reason=b"bye")

    assert close_code(raw) == 1001
    assert read_to_end(raw.sock) == b""
    raw.sock.close()
    eventually(lambda: server.get("/facts")["engine_sockets"] == 0, "engine.io has let go")


@pytest.mark.parametrize(
    ("message", "opcode"),
    [
        ("not a packet", ABNF.OPCODE_TEXT),
        ("", ABNF.OPCODE_TEXT),
        ("b!", ABNF.OPCODE_TEXT),
        ("7", ABNF.OPCODE_TEXT),
        (b"\x01\x02", ABNF.OPCODE_BINARY),
        ('459999999999-["watch"]', ABNF.OPCODE_TEXT),  # attachments without end
        ('461-1["watch"]', ABNF.OPCODE_TEXT),
    ],
)
def test_a_message_that_is_no_packet_of_ours_ends_the_connection(
    server: PushServer, message: str | bytes, opcode: int
) -> None:
    raw = server.connect()

    raw.send(message, opcode)

    assert close_code(raw) == 1003
    raw.sock.close()


@pytest.mark.parametrize("message", ["4", "49", "42", "42{", "42[]", "42[1]", "4" + "[" * 60_000])
def test_a_message_that_is_no_event_changes_nothing(server: PushServer, message: str) -> None:
    raw, other = server.connect(), server.connect()

    raw.send(message)

    assert watch(other, "hall")["room"] == "hall"
    assert watch(raw, "hall")["room"] == "hall"
    other.close()
    raw.close()


@pytest.mark.slow
def test_a_client_that_answers_no_ping_is_let_go() -> None:
    with PushServer(ping_interval_s=1, ping_timeout_s=1) as server:
        raw = server.connect()

        assert raw.recv() == "2"
        assert close_code(raw) == 1000
        assert read_to_end(raw.sock) == b""
        raw.sock.close()
        eventually(lambda: server.get("/facts")["websockets"] == 0, "the connection is gone")


@pytest.mark.slow
def test_a_slow_client_is_cut_at_the_bound_and_others_notice_nothing() -> None:
    rounds, burst, pad = 80, 100, 4_000
    with PushServer(ping_interval_s=60, ping_timeout_s=60) as server:
        slow, quick = server.connect(), server.connect()
        before = server.get("/facts")["rss_bytes"]
        received: list[int] = []

        for turn in range(rounds):
            server.post("/flood", {"first": turn * burst, "events": burst})
            received += [receive_event(quick, "flood")["n"] for _ in range(burst)]

        assert received == list(range(rounds * burst))
        facts = server.get("/facts")
        assert facts["websockets"] == 1
        assert facts["rss_bytes"] - before < rounds * burst * pad / 4
        # What it got is a clean prefix in order, cut perhaps inside the last frame.
        frames, rest = split_frames(read_to_end(slow.sock))
        numbers = [json.loads(payload[2:])[1]["n"] for opcode, payload in frames if opcode == 1]
        assert numbers == list(range(len(numbers)))
        assert 0 < len(numbers) < rounds * burst
        assert len(rest) < 2 * pad
        quick.close()
        slow.sock.close()


def test_packets_of_engine_io_stand_under_the_same_bound() -> None:
    with PushServer(ping_interval_s=60, ping_timeout_s=60) as server:
        slow = server.connect()

        # One burst without a turn for anybody: engine.io's own queue would keep all of it.
        server.post("/emit", {"events": 5_000})

        eventually(lambda: server.get("/facts")["websockets"] == 0, "the client is cut")
        frames, _ = split_frames(read_to_end(slow.sock))
        numbers = [json.loads(payload[2:])[1]["n"] for opcode, payload in frames if opcode == 1]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) < 5_000
        slow.sock.close()


@pytest.mark.slow
def test_acks_pongs_pings_and_patches_never_interleave() -> None:
    """A small send buffer makes nearly every send partial; a broken stream would not parse."""
    with PushServer(
        socket={"send_buffer_bytes": 4_608, "outbox_frames": 5_000, "outbox_bytes": 50_000_000},
        ping_interval_s=1,
        ping_timeout_s=20,
    ) as server:
        server.open_hall("1")
        raw = server.connect(sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4_608),))
        flood = server_flood(server, 1_500, turn=1)
        pongs, acks, numbers, pings = 0, 0, [], 0
        for turn in range(100):
            raw.ping(str(turn))
            raw.send(f"42{turn}" + json.dumps(["watch", {"hall": "denggang", "room": "hall"}]))

        while len(numbers) < 1_500 or acks < 100 or pongs < 100:
            opcode, frame = raw.recv_data_frame(control_frame=True)
            text = frame.data.decode()
            if opcode == ABNF.OPCODE_PONG:
                assert text == str(pongs)
                pongs += 1
            elif text.startswith("43"):
                assert text.startswith(f"43{acks}[")
                acks += 1
            elif text == "2":
                raw.send("3")
                pings += 1
            else:
                numbers.append(json.loads(text[2:])[1]["n"])

        flood.join(LIMIT_S)
        assert numbers == list(range(1_500))
        raw.close()


def test_a_client_that_sends_without_end_leaves_others_their_turn(server: PushServer) -> None:
    noisy = server.connect()
    frame = ABNF.create_frame("429" + json.dumps(["unwatch", {}]), ABNF.OPCODE_TEXT).format()
    noisy.sock.settimeout(0.2)
    began = time.monotonic()
    try:
        noisy.sock.sendall(frame * 20_000)
    except TimeoutError:
        pass

    facts = server.get("/facts")

    assert facts["nodelay"] != 0
    assert time.monotonic() - began < LIMIT_S
    noisy.sock.close()


def test_the_outbox_keeps_exactly_its_bound() -> None:
    near, far = gevent.socket.socketpair()
    far.setblocking(False)
    limits = SocketLimits.of(Settings(frames_per_client=3, send_buffer_bytes=4_608))
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.send_buffer_bytes)
    outbox = Outbox(near, limits)
    while len(outbox) < 1:
        outbox.put(b"x" * 1_000)

    outbox.put(b"a")
    outbox.put(b"b")
    assert (len(outbox), outbox.is_open, outbox.is_cut) == (3, True, False)
    outbox.put(b"c")

    assert (len(outbox), outbox.is_open, outbox.is_cut) == (0, False, True)
    received = read_to_end(far)
    assert received == b"x" * len(received)
    near.close()
    far.close()


def test_the_outbox_is_bounded_in_bytes_too() -> None:
    near, far = gevent.socket.socketpair()
    outbox = Outbox(near, SocketLimits.of(Settings(bytes_per_client=100_000)))
    while outbox.is_open and len(outbox) < 200:
        outbox.put(b"x" * 9_000)

    assert outbox.is_cut
    near.close()
    far.close()


def test_a_rest_goes_out_before_what_came_later() -> None:
    near, far = gevent.socket.socketpair()
    outbox = Outbox(near, SocketLimits.of(Settings()))
    sent = b""
    for number in range(2_000):
        if len(outbox) > 20:
            break
        piece = b"%08d" % number * 2_000
        outbox.put(piece)
        sent += piece

    received = b""
    with gevent.Timeout(LIMIT_S):
        while len(received) < len(sent):
            received += far.recv(65_536)

    assert received == sent
    assert len(outbox) == 0
    outbox.dispose()
    near.close()
    far.close()


def server_flood(server: PushServer, events: int, turn: int = 16) -> threading.Thread:
    """Begin to send so many large events to everybody, and come back at once."""
    flood = threading.Thread(target=server.post, args=("/flood", {"events": events, "turn": turn}), daemon=True)
    flood.start()
    return flood
