"""Rooms on a real server: the clients of the pages, resync after a gap, two hundred boards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import socketio

from kiosk.hall import commands as c
from tests.live.push_client import (
    LIMIT_S,
    Board,
    PushServer,
    call_next,
    eventually,
    receive_event,
    watch,
)


@pytest.fixture
def server() -> Iterator[PushServer]:
    """A server whose hall the test may change."""
    with PushServer() as running:
        running.open_hall("1", "3")
        yield running


@pytest.fixture(scope="module")
def quiet() -> Iterator[PushServer]:
    """A server on which nothing happens, for all tests that only ask."""
    with PushServer() as running:
        running.open_hall("1", "3")
        yield running


def client_of(server: PushServer, **options: Any) -> socketio.Client:
    """The protocol as browsers speak it, reconnection left to the test."""
    client = socketio.Client(reconnection=False)
    client.connect(f"http://127.0.0.1:{server.port}", transports=["websocket"], **options)
    return client


def ask(client: socketio.Client, event: str, payload: object) -> dict[str, Any]:
    answer: dict[str, Any] = client.call(event, payload, timeout=LIMIT_S)
    return answer


def test_a_browsers_client_watches_and_gets_patches(server: PushServer) -> None:
    client = client_of(server)
    patches: list[dict[str, Any]] = []
    client.on("patch", patches.append)
    snapshot = ask(client, "watch", {"hall": "denggang", "room": "hall"})

    server.do(c.TakeTicket(line="A"), call_next("1"), at=1_000)

    eventually(lambda: bool(patches), "a patch")
    assert (patches[0]["prev"], patches[0]["seq"]) == (snapshot["seq"], snapshot["seq"] + 2)
    assert patches[0]["changes"]["calls"]["A001"]["counter"] == "1"
    client.disconnect()


def test_after_unwatching_nothing_comes(server: PushServer) -> None:
    raw = server.connect()
    watch(raw, "hall")
    raw.send('42["unwatch",{"hall":"denggang","room":"hall"}]')
    watch(raw, "counter:1")

    server.do(c.TakeTicket(line="A"), call_next("1"), at=1_000)

    assert receive_event(raw, "patch")["room"] == "counter:1"
    assert server.get("/facts")["watchers"] == 1
    raw.close()
    eventually(lambda: server.get("/facts")["watchers"] == 0, "the watcher is forgotten")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"hall": "nowhere", "room": "hall"}, "unknown_hall"),
        ({"hall": "denggang", "room": "attic"}, "unknown_room"),
        ({"hall": "denggang", "room": "ticket:forged"}, "unknown_token"),
        ({"hall": "denggang", "room": "monitor"}, "forbidden"),
        ({"hall": "denggang", "room": 7}, "invalid_input"),
        ({"hall": "denggang", "room": "x" * 1_000}, "invalid_input"),
        ({}, "invalid_input"),
        (["hall"], "invalid_input"),
        (None, "invalid_input"),
    ],
)
def test_what_cannot_be_watched_is_answered_in_the_one_error_shape(quiet: PushServer, place: object, code: str) -> None:
    client = client_of(quiet)

    answer = ask(client, "watch", place)

    assert answer["error"]["code"] == code
    assert set(answer["error"]["text"]) == {"zh", "en"}
    client.disconnect()


def test_each_room_is_authorised_from_the_cookies_of_the_connection(quiet: PushServer) -> None:
    client = client_of(quiet, headers={"Cookie": "role=supervisor"})

    answer = ask(client, "watch", {"hall": "denggang", "room": "monitor"})

    assert answer["room"] == "monitor"
    client.disconnect()


def test_a_device_may_show_its_token_when_it_connects(quiet: PushServer) -> None:
    client = client_of(quiet, auth={"token": "supervisor"})

    answer = ask(client, "watch", {"hall": "denggang", "room": "monitor"})

    assert answer["room"] == "monitor"
    client.disconnect()


def test_a_page_of_another_origin_is_not_served(quiet: PushServer) -> None:
    with pytest.raises(Exception, match="400"):
        quiet.upgrade(origin="http://elsewhere.example")


def test_a_board_that_was_away_is_right_again_after_one_question(server: PushServer) -> None:
    board = server.connect()
    first = watch(board, "hall")
    board.close()
    server.do(*(c.TakeTicket(line="A") for _ in range(5)), at=1_000)
    server.do(call_next("1"), at=2_000)

    again = server.connect()
    snapshot = watch(again, "hall")
    server.do(call_next("3"), at=3_000)
    patch = receive_event(again, "patch")

    assert first["seq"] < patch["prev"] <= snapshot["seq"] < patch["seq"]
    assert list(snapshot["state"]["calls"]) == ["A001"]
    assert list(patch["changes"]["calls"]) == ["A002"]
    assert watch(again, "hall")["state"] == server.get("/snapshot/hall")["state"]
    again.close()


def test_a_citizens_page_needs_nothing_but_its_token(server: PushServer) -> None:
    token_hash = hashlib.sha256(b"secret").hexdigest()
    server.do(c.TakeTicket(line="A", token_hash=token_hash), at=1_000)
    phone = server.connect()

    snapshot = watch(phone, "ticket:secret")
    server.do(call_next("1"), at=2_000)
    patch = receive_event(phone, "patch")

    assert snapshot["state"]["ticket"]["ticket"]["state"] == "waiting"
    assert patch["room"] == "ticket:secret"
    assert patch["changes"]["ticket"]["ticket"]["state"] == "called"
    assert "secret" not in json.dumps(patch["changes"])
    phone.close()


@pytest.mark.slow
def test_two_hundred_boards_get_both_calls_in_order(server: PushServer) -> None:
    server.do(c.TakeTicket(line="A"), c.TakeTicket(line="A"), at=1_000)
    boards = [Board(server, ("A001", "A002")) for _ in range(200)]
    for board in boards:
        board.start()

    server.do(call_next("1"), at=2_000)
    server.do(c.TakeTicket(line="A"), call_next("3"), at=2_050)

    for board in boards:
        board.join(LIMIT_S)
        board.raw.close()
    assert all([number for number, _ in board.seen] == ["A001", "A002"] for board in boards)
    assert all(board.seqs == sorted(board.seqs) for board in boards)


def test_clerks_see_their_own_calls(server: PushServer) -> None:
    raw = server.connect()
    snapshot = watch(raw, "counter:1")
    assert snapshot["state"]["counter"]["1"]["actions"]["next"] is False

    server.do(c.TakeTicket(line="A"), at=1_000)
    offered = receive_event(raw, "patch")
    server.do(call_next("1"), at=2_000)
    called = receive_event(raw, "patch")

    assert offered["changes"]["counter"]["1"]["actions"]["next"] is True
    assert offered["changes"]["next"]["next"]["ticket"] == "A001"
    assert called["changes"]["ticket"]["now"]["ticket"] == "A001"
    assert called["changes"]["counter"]["1"]["state"] == "calling"
    raw.close()
