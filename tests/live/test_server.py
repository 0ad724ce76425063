"""The launcher on a real server over loopback: one send, deadlines, bounds, an end in order."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from websocket import ABNF

from kiosk.live.server import CannotListen, PortInUse, listen
from tests.live.push_client import LIMIT_S, PushServer, eventually, read_to_end


@pytest.fixture(scope="module")
def server() -> Iterator[PushServer]:
    with PushServer(server={"header_s": 0.3, "body_s": 0.3, "idle_s": 1.0}) as running:
        yield running


def dial(server: PushServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_S)


def answer_to(server: PushServer, request: bytes) -> tuple[int, dict[str, object]]:
    """(status, error record) of a request after which the server hangs up."""
    with dial(server) as raw:
        try:
            raw.sendall(request)
        except ConnectionError:
            pass
        answer = read_to_end(raw)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["error"]


def test_accepted_sockets_have_nodelay(server: PushServer) -> None:
    assert server.get("/facts")["nodelay"] != 0


def test_headers_and_body_leave_in_one_send(server: PushServer) -> None:
    with dial(server) as raw:
        raw.sendall(b"GET /facts HTTP/1.1\r\nHost: x\r\n\r\n")

        first = raw.recv(65_536)

    head, _, body = first.partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % len(body) in head


def test_a_connection_serves_request_after_request(server: PushServer) -> None:
    with dial(server) as raw:
        raw.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" * 2)

        received = b""
        while received.count(b'{"length":3}') < 2 and (part := raw.recv(65_536)):
            received += part

    assert received.count(b'{"length":3}') == 2


def test_a_port_in_use_is_a_clear_error(server: PushServer) -> None:
    with pytest.raises(PortInUse, match=f"port_in_use: 127.0.0.1:{server.port}") as caught:
        listen("127.0.0.1", server.port, 16)

    assert caught.value.code == "port_in_use"


def test_an_address_that_is_not_ours_is_a_clear_error() -> None:
    with pytest.raises(CannotListen) as caught:
        listen("192.0.2.1", 0, 16)

    assert caught.value.code == "cannot_listen"


@pytest.mark.parametrize(
    ("request_bytes", "status", "code"),
    [
        (b"nonsense\r\n\r\n", 400, "bad_request"),
        (b"GET / HTTP/9.9\r\n\r\n", 400, "bad_request"),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "bad_request"),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400, "bad_request"),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411, "length_required"),
        (b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\n\r\n", 414, "request_line_too_long"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n", 400, "bad_request"),
    ],
)
def test_requests_that_never_reach_the_application_get_the_one_error_shape(
    server: PushServer, request_bytes: bytes, status: int, code: str
) -> None:
    got, error = answer_to(server, request_bytes)

    assert (got, error["code"]) == (status, code)
    assert set(error) == {"code", "text", "params"}


@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
    ],
)
def test_a_request_that_drips_is_given_up(server: PushServer, begun: bytes) -> None:
    got, error = answer_to(server, begun)

    assert (got, error["code"]) == (408, "request_timeout")


def test_dripping_does_not_buy_time(server: PushServer) -> None:
    began = time.monotonic()
    with dial(server) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n")
        raw.settimeout(0.05)
        while True:
            try:
                raw.sendall(b"X: y\r\n")
                answer = raw.recv(65_536)
                break
            except TimeoutError:
                assert time.monotonic() < began + LIMIT_S

    assert answer.startswith(b"HTTP/1.1 408")


def test_a_body_of_ten_megabytes_is_refused_in_the_one_error_shape(server: PushServer) -> None:
    body = b"x" * 10_000_000

    got, error = answer_to(server, b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    assert (got, error["code"]) == (413, "body_too_large")


def test_a_client_that_asks_first_may_continue(server: PushServer) -> None:
    with dial(server) as raw:
        raw.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert raw.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"

        raw.sendall(b"abc")

        assert b'{"length":3}' in raw.recv(65_536)


def test_an_idle_connection_is_closed(server: PushServer) -> None:
    with dial(server) as raw:
        assert read_to_end(raw) == b""


def test_connections_beyond_the_bound_wait_for_a_place() -> None:
    with PushServer(server={"connections": 2}) as server:
        first, second, third = dial(server), dial(server), dial(server)
        third.sendall(b"GET /facts HTTP/1.1\r\nHost: x\r\n\r\n")
        third.settimeout(0.3)
        with pytest.raises(TimeoutError):
            third.recv(1)

        first.close()

        third.settimeout(LIMIT_S)
        assert third.recv(12) == b"HTTP/1.1 200"
        second.close()
        third.close()


def test_stopping_finishes_what_runs_and_says_goodbye_to_sockets() -> None:
    server = PushServer()
    raw = server.connect()
    idle = dial(server)
    idle.sendall(b"GET /facts HTTP/1.1\r\nHost: x\r\n\r\n")
    assert idle.recv(12) == b"HTTP/1.1 200"
    answers: list[dict[str, object]] = []
    running = threading.Thread(target=lambda: answers.append(server.get("/slow?s=1")), daemon=True)
    running.start()
    eventually(lambda: [server.get("/facts")[each] for each in ("websockets", "slow")] == [1, 1], "the server is busy")
    began = time.monotonic()

    server.process.terminate()

    opcode, frame = raw.recv_data_frame(control_frame=True)
    assert (opcode, struct.unpack("!H", frame.data[:2])[0]) == (ABNF.OPCODE_CLOSE, 1001)
    raw.sock.close()
    running.join(LIMIT_S)
    assert answers == [{"done": True}]
    assert server.process.wait(LIMIT_S) == 0
    assert server.process.stdout is not None
    assert json.loads(server.process.stdout.readline()) == {"stopped": True}
    assert time.monotonic() - began < LIMIT_S
    server.process.stdout.close()
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        dial(server)
