"""The drawer's room at a real service: pushed in order, whole after a gap, for the simulation's token alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from devices.client import Hands, remote
from kiosk.web.room_schemas import ROOMS
from sim.load.deltas import merged
from tests.live.push_client import connect, receive_event, watch
from tests.service import RunningService, service_in, start_service
from tests.web.test_sockets import socket_of
from tests.web.walking import code_of

ROOM = "devices:hall-1"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: nobody else plays with its devices."""
    running = start_service(tmp_path_factory.mktemp("drawer"), "--demo", "--no-crowd")
    yield running
    running.stop()


@pytest.fixture
def hands(own: RunningService) -> Iterator[Hands]:
    made = Hands("hall-1", remote(own.base_url, token(own)))
    yield made
    made.visitor(is_there=True)
    made.go_on()
    made.reset()


@pytest.fixture
def drawer(own: RunningService) -> Iterator[websocket.WebSocket]:
    """A socket that bears the token."""
    raw = connect(own.port, header=[f"Authorization: Bearer {token(own)}"])
    yield raw
    raw.close()


def token(service: RunningService) -> str:
    return str(service.accounts_file()["simulation_token"])


def test_what_devices_say_is_pushed_in_order_and_adds_up_to_the_whole(
    drawer: websocket.WebSocket, own: RunningService, hands: Hands
) -> None:
    hands.freeze()
    snapshot = watch(drawer, ROOM)
    state, seq = snapshot["state"], snapshot["seq"]

    hands.inject("receipt_printer", "jam")
    hands.visitor(is_there=False)
    hands.advance(1_000)
    while state["clock"]["clock"]["stands_at_ms"] < snapshot["now_ms"] + 1_000:
        patch = receive_event(drawer, "patch")
        assert patch["prev"] == seq
        seq = patch["seq"]
        state = merged(state, patch["changes"])
    whole = watch(drawer, ROOM)["state"]

    assert state == whole
    assert state["devices"]["receipt_printer"]["active_faults"] == {"fault": "jam"}
    assert state["terminal"]["hall-1"]["visitor"] == {"is_there": False, "next": None}
    assert {line["event"] for line in state["lines"].values()} >= {"StatusChanged", "ActionNeeded", "TerminalChanged"}


def test_every_record_has_the_shape_that_is_promised(drawer: websocket.WebSocket) -> None:
    state = watch(drawer, ROOM)["state"]

    assert set(state) == set(ROOMS["devices"])
    for name, records in state.items():
        assert records, name
        for record in records.values():
            ROOMS["devices"][name].model_validate(record)


def test_a_stimulus_stands_in_the_journal_without_what_was_read(
    drawer: websocket.WebSocket, own: RunningService, hands: Hands
) -> None:
    watch(drawer, ROOM)

    hands.show_code("YS1:A-SECRET")
    said: list[dict[str, Any]] = []
    while not any(line["event"] == "Ended" for line in said):
        said += receive_event(drawer, "patch")["changes"].get("lines", {}).values()

    assert "A-SECRET" not in str(said)


def test_it_is_for_the_token_alone_and_not_for_staff(own: RunningService) -> None:
    nobody, wrong = connect(own.port), connect(own.port, header=["Authorization: Bearer wrong"])
    staff = socket_of(own, own.sign_in("admin01"))
    url = f"{own.base_url}/api/halls/denggang/snapshot"

    told = [watch(each, ROOM)["error"]["code"] for each in (nobody, wrong, staff)]
    read = requests.get(url, params={"room": ROOM}, headers={"Authorization": "Bearer wrong"}, timeout=10)
    right = requests.get(url, params={"room": ROOM}, headers={"Authorization": f"Bearer {token(own)}"}, timeout=10)
    for each in (nobody, wrong, staff):
        each.close()

    assert told == ["not_signed_in"] * 3
    assert code_of(read) == "not_signed_in"
    assert right.status_code == 200


def test_there_is_none_of_a_terminal_that_is_not_there(drawer: websocket.WebSocket) -> None:
    assert watch(drawer, "devices:nowhere")["error"]["code"] == "unknown_room"
    assert watch(drawer, "devices:")["error"]["code"] == "unknown_room"


def test_without_simulation_there_is_no_such_room(tmp_path: Path) -> None:
    with service_in(tmp_path, "--demo", "--no-crowd", "--no-simulation") as plain:
        raw = connect(plain.port, header=["Authorization: Bearer "])
        told = watch(raw, ROOM)
        raw.close()

    assert told["error"]["code"] == "unknown_room"
