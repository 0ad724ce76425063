"""Open sockets: whoever may no longer watch a room is cut at once and told why when they come back (fault 11)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import gevent
import requests
import websocket

from kiosk.web.problems import WebProblem
from kiosk.web.sockets import Client, Watching
from tests.live.push_client import connect, read_to_end, receive_event, watch
from tests.service import RunningService
from tests.web.test_sessions import entered, sign_in


def socket_of(service: RunningService, browser: requests.Session) -> websocket.WebSocket:
    """A socket with a browser's cookies, as its page opens it."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.get_dict().items())
    return connect(service.port, header=[f"Cookie: {cookies}"])


def frames_until_cut(raw: websocket.WebSocket) -> list[str]:
    """What still came before the service hung up; engine.io's pings are no news."""
    frames = []
    while True:
        opcode, data = raw.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            break
        frames += [] if data == b"2" else [data.decode()]
    read_to_end(raw.sock)
    raw.close()
    return frames


def take(service: RunningService) -> str:
    return str(service.command(service.device("hall-1"), "/tickets", {"line": "B"}).json()["ticket"])


def test_who_signs_out_sees_no_more_and_is_told_why(service: RunningService) -> None:
    _, account, password = entered(service, "supervisor")
    browser, _ = sign_in(service, account, password)
    monitor = socket_of(service, browser)
    before = watch(monitor, "monitor")
    cookies = browser.cookies.copy()

    browser.delete(f"{service.base_url}/api/session", timeout=10)
    take(service)

    assert before["room"] == "monitor"
    assert frames_until_cut(monitor) == []
    browser.cookies = cookies
    again = socket_of(service, browser)
    assert watch(again, "monitor")["error"]["code"] == "not_signed_in"
    again.close()


def test_a_changed_role_cuts_what_it_no_longer_allows_and_nobody_else(service: RunningService) -> None:
    admin, account, password = entered(service, "supervisor")
    browser, _ = sign_in(service, account, password)
    monitor, board = socket_of(service, browser), connect(service.port, header=board_header(service))
    watch(monitor, "monitor")
    watch(board, "hall")

    admin.put(f"{service.base_url}/api/accounts/{account}", json={"role": "clerk"}, timeout=10)
    taken = take(service)

    assert frames_until_cut(monitor) == []
    patch = receive_event(board, "patch")
    assert patch["changes"]["lines"]["B"]["waiting"] >= 1, taken
    board.close()


def board_header(service: RunningService) -> list[str]:
    return [f"Authorization: Bearer {service.token('board-1')}"]


def test_a_revoked_device_is_cut(service: RunningService) -> None:
    admin = service.sign_in("admin01")
    device = f"lobby-{uuid.uuid4().hex[:6]}"
    body = {"device": device, "role": "board", "hall": "denggang", "name_zh": "新屏", "name_en": "New board"}
    code = admin.post(f"{service.base_url}/api/devices", json=body, timeout=10).json()["code"]
    browser = service.session()
    browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    board = socket_of(service, browser)
    watch(board, "hall")

    admin.delete(f"{service.base_url}/api/devices/{device}", timeout=10)

    assert frames_until_cut(board) == []
    again = socket_of(service, browser)
    assert watch(again, "hall")["error"]["code"] == "not_signed_in"
    again.close()


def test_a_citizens_page_hangs_on_no_session(service: RunningService) -> None:
    _, account, password = entered(service, "supervisor")
    browser, _ = sign_in(service, account, password)
    ticket = service.command(service.device("hall-1"), "/tickets", {"line": "B"}).json()
    phone = socket_of(service, browser)
    watch(phone, f"ticket:{ticket['token']}")

    browser.delete(f"{service.base_url}/api/session", timeout=10)
    own = f"{service.base_url}/api/tickets/{ticket['token']}/cancel"
    requests.post(own, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)

    assert receive_event(phone, "patch")["changes"]["ticket"]["ticket"]["state"] == "abandoned"
    phone.close()


class FakeSocket:
    """A connection that only notes its end."""

    def __init__(self) -> None:
        self.is_closed = False

    def send_frame(self, frame: bytes) -> None:
        del frame

    def close(self) -> None:
        self.is_closed = True


def test_a_session_that_ends_by_time_alone_is_noticed_at_the_next_look() -> None:
    ended: set[str] = set()

    def authorise(cookies: Mapping[str, str], authorization: str | None, hall: str, room: str) -> None:
        del authorization, hall, room
        if cookies["who"] in ended:
            raise WebProblem("not_signed_in")

    watching = Watching({}, authorise)
    sockets = {name: FakeSocket() for name in ("one", "two")}
    for name, socket in sockets.items():
        watching.clients[name] = Client({"who": name}, None, socket, {("denggang", "monitor")})
    looking = gevent.spawn(watching.recheck_every, 0.001)

    ended.add("one")
    with gevent.Timeout(5):
        while not sockets["one"].is_closed:
            gevent.sleep(0.001)
    looking.kill()

    assert [socket.is_closed for socket in sockets.values()] == [True, False]
    assert list(watching.clients) == ["two"]
