"""XFS4IoT at a running service, from a client that nobody here wrote."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
import zxingcpp
from PIL import Image
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus

from devices.client import Hands, remote
from devices.xfs.exchange import Certainty, Exchange
from tests.devices.xfs.payloads import pdf
from tests.live.xfs_client import XfsClient
from tests.service import RunningService, service_in, start_service

SCANNER = "hall-1-scanner"
PRINTER = "hall-1-receipt_printer"
DOCUMENTS = "hall-1-document_printer"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A demo hall whose hall-2 has a port of its own."""
    running = start_service(
        tmp_path_factory.mktemp("xfs"), "--demo", "--no-crowd", "--xfs-port", "hall-2", "--left-alone", "hall-1,hall-2"
    )
    yield running
    running.stop()


@pytest.fixture
def address(service: RunningService) -> str:
    return f"ws://127.0.0.1:{service.port}/xfs4iot/v1.0"


@pytest.fixture(autouse=True)
def hands(service: RunningService) -> Iterator[Hands]:
    """At hall-1, whose devices are new afterwards."""
    made = Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"]))
    yield made
    made.go_on()
    made.reset()


def test_the_publisher_tells_where_the_services_are_and_they_are_there(address: str) -> None:
    with XfsClient(address) as publisher:
        got = publisher.until("completion", publisher.command("ServicePublisher.GetServices"))

    assert [each["header"]["type"] for each in got] == ["acknowledge", "event", "completion"]
    addresses = [each["serviceURI"] for each in got[-1]["payload"]["services"]]
    assert f"{address}/{SCANNER}" in addresses
    for each in addresses:
        with XfsClient(each) as client:
            # A read that another test has just given up may still be ending.
            assert client.ask("Common.Status")["payload"]["common"]["device"] in {"online", "deviceBusy"}


@pytest.mark.parametrize("path", ["/XFS4IoT/V1.0/HALL-1-Scanner", "/xfs4iot/v1.0/hall-1-scanner/"])
def test_case_and_a_slash_at_the_end_do_not_matter(service: RunningService, path: str) -> None:
    with XfsClient(f"ws://127.0.0.1:{service.port}{path}") as client:
        assert client.ask("Common.Status")["header"]["completionCode"] == "success"


def test_a_code_is_read(address: str, hands: Hands) -> None:
    with XfsClient(address, SCANNER) as client:
        request_id = client.command("BarcodeReader.Read")
        client.until("acknowledge")
        hands.show_code("YS1:ABC")
        read = client.until("completion", request_id)[-1]

    (output,) = read["payload"]["readOutput"]
    assert base64.b64decode(output["barcodeData"]) == b"YS1:ABC"


def test_a_page_is_printed_presented_and_found_in_the_mouth(address: str, hands: Hands) -> None:
    data = base64.b64encode("A001\n仿真".encode()).decode()

    with XfsClient(address, PRINTER) as client:
        request_id = client.command("Printer.PrintRaw", {"inputData": "no", "data": data}, version="3.0")
        got = client.until("completion", request_id)

    assert got[-1]["header"]["completionCode"] == "success"
    presented = [each for each in got if each["header"]["name"] == "Printer.MediaPresentedEvent"]
    assert [each["header"]["requestId"] for each in presented] == [request_id]
    output = hands.outputs()[-1]
    assert output["text"] == "A001\n仿真"
    # Two lines of 30 dots between margins of 24.
    assert picture(output["png"]).size == (576, 108)


def test_a_form_is_filled_and_comes_out_as_a_picture(address: str, hands: Hands) -> None:
    fields = {"number": "A001", "matter": "社会保险参保登记", "link": "https://example.org/t/1"}
    filled = {"formName": "Ticket", "fields": fields, "mediaControl": {"move": "eject"}}

    with XfsClient(address, PRINTER) as client:
        assert client.ask("Printer.PrintForm", filled, version="3.0")["header"]["completionCode"] == "success"

    page = picture(hands.outputs()[-1]["png"])
    assert (page.width, page.height) == (576, 520)
    # The letters are as tall as the form says: black between 48 and 144, white around them.
    assert page.crop((0, 48, 576, 144)).getextrema() == (0, 255)
    assert page.crop((0, 500, 576, 520)).getextrema() == (255, 255)
    assert zxingcpp.read_barcode(page).text == "https://example.org/t/1"


def test_a_document_of_a_megabyte_is_printed_and_handed_on_as_it_was(address: str, hands: Hands) -> None:
    content = pdf(2) + b"%" + b"x" * 1_000_000
    native = {"data": base64.b64encode(content).decode(), "mediaControl": {"move": "eject"}}

    with XfsClient(address, DOCUMENTS) as client:
        assert client.ask("Printer.PrintNative", native, version="3.0")["header"]["completionCode"] == "success"

    output = hands.outputs()[-1]
    assert base64.b64decode(output["pdf"]) == content
    assert output["pdf_sha256"] == hashlib.sha256(content).hexdigest()
    # Two sheets, at half their size.
    assert picture(output["png"]).size == (840, 2_376)


def test_a_page_that_is_held_has_not_come_out_until_it_is_given_out(address: str, hands: Hands) -> None:
    held = {"formName": "Ticket", "fields": {"number": "A001", "matter": "m"}}

    with XfsClient(address, PRINTER) as client:
        client.ask("Printer.PrintForm", held, version="3.0")
        before = hands.outputs()
        client.ask("Printer.PrintForm", held, version="3.0")
        command = client.command("Printer.ControlMedia", {"mediaControl": {"cut": True}}, version="3.0")
        got = client.until("completion", command)

    assert before == []
    assert [each["header"]["name"] for each in got if each["header"]["type"] == "event"] == [
        "Printer.MediaPresentedEvent"
    ]
    (output,) = hands.outputs()
    assert picture(output["png"]).size == (576, 1_040)


def test_a_document_is_laid_down_as_a_picture_and_read_as_one(address: str, hands: Hands) -> None:
    hands._send("POST", "terminals/hall-1/devices", {"type": "document_camera", "name": "camera"})
    red = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(red, "PNG")

    with XfsClient(address, "hall-1-camera") as client:
        wanted = {"frontImage": {"imageType": "jpg", "colorFormat": "fullcolor"}}
        command = client.command("Printer.ReadImage", wanted, version="3.0")
        client.until("event", command)
        hands.stimulus("camera", "document", title="房产证", png=base64.b64encode(red.getvalue()).decode())
        front = client.until("completion", command)[-1]["payload"]["images"]["front"]

    scan = Image.open(io.BytesIO(base64.b64decode(front["data"])))
    assert (front["status"], scan.format, scan.size) == ("ok", "JPEG", (400, 300))
    assert scan.getpixel((200, 150))[0] > 250


def test_an_acknowledged_print_whose_connection_is_lost_is_indeterminate_and_the_paper_is_there(
    address: str, hands: Hands
) -> None:
    hands.inject("receipt_printer", "silent", trigger={"op": "print"})
    print_raw = {"data": base64.b64encode(b"A001").decode()}

    with XfsClient(address, PRINTER) as client:
        made = Exchange("Printer.PrintRaw", client.command("Printer.PrintRaw", print_raw, version="3.0"))
        made.send()
        while "Printer.MediaPresentedEvent" not in made.events:
            made.hear(client.receive())
    made.lose()

    assert made.certainty is Certainty.INDETERMINATE
    assert [each["text"] for each in hands.outputs()] == ["A001"]


def test_versions_are_chosen_for_one_connection_alone(address: str, hands: Hands) -> None:
    with XfsClient(address, SCANNER) as older, XfsClient(address, SCANNER) as newer:
        older.ask("Common.SetVersions", {"events": {"Common.StatusChangedEvent": 2}})
        newer.ask("Common.Status")
        hands.inject("scanner", "dead")
        heard = [[client.receive()["header"] for _ in range(2)][-1] for client in (older, newer)]

    assert [(each["name"], each["version"]) for each in heard] == [
        ("Common.StatusChangedEvent", "2.0"),
        ("Common.StatusChangedEvent", "3.0"),
    ]


def picture(png: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(png)))


def test_a_command_that_is_cancelled_ends_once(address: str, hands: Hands) -> None:
    with XfsClient(address, SCANNER) as client:
        read = client.command("BarcodeReader.Read")
        client.until("acknowledge")
        cancel = client.command("Common.Cancel", {"requestIds": [read]})
        ended = [each for each in client.until("completion", cancel) if each["header"]["type"] == "completion"]
        again = client.command("BarcodeReader.Read")
        client.until("acknowledge")
        hands.show_code("x")
        ended += [each for each in client.until("completion", again) if each["header"]["type"] == "completion"]

    codes = {each["header"]["requestId"]: each["header"]["completionCode"] for each in ended}
    assert codes == {read: "canceled", cancel: "success", again: "success"}
    assert len(ended) == 3


def test_a_time_out_runs_on_the_services_clock(address: str, hands: Hands) -> None:
    hands.freeze()

    with XfsClient(address, SCANNER) as client:
        read = client.command("BarcodeReader.Read", timeout_ms=3_600_000)
        client.until("acknowledge")
        hands.advance(3_600_000)
        ended = client.until("completion", read)[-1]

    assert ended["header"]["completionCode"] == "timeOut"


def test_commands_of_a_client_that_is_gone_are_given_up(address: str, hands: Hands) -> None:
    with XfsClient(address, SCANNER) as client:
        client.command("BarcodeReader.Read")
        client.until("acknowledge")

    with XfsClient(address, SCANNER) as other:
        read = other.command("BarcodeReader.Read")
        other.until("acknowledge")
        hands.show_code("for the other")
        ended = other.until("completion", read)[-1]

    assert base64.b64decode(ended["payload"]["readOutput"][0]["barcodeData"]) == b"for the other"


@pytest.mark.parametrize("frame", ["{", "[]", "null", '{"header": 1}', "[" * 100_000, b"\x00\xff", ""])
def test_what_is_no_message_is_told_so_and_the_service_lives(address: str, frame: str | bytes) -> None:
    for name in (SCANNER, ""):
        with XfsClient(address, name) as client:
            client.socket.send(frame)
            refused = client.receive()["header"]
            command = "Common.Status" if name else "ServicePublisher.GetServices"
            alive = client.ask(command)["header"]

        assert (refused["type"], refused["status"]) == ("acknowledge", "invalidMessage")
        assert alive["completionCode"] == "success"


def test_a_document_of_a_megabyte_is_printed_and_one_of_three_ends_the_connection(address: str) -> None:
    with XfsClient(address, PRINTER) as client:
        print_raw = {"inputData": "no", "data": base64.b64encode(b"x" * 1_000_000).decode()}
        assert client.ask("Printer.PrintRaw", print_raw, version="3.0")["header"]["completionCode"] == "success"

        client.socket.send("x" * 3_000_000)
        with pytest.raises(ConnectionClosedError) as ended:
            client.until("completion")

    assert ended.value.rcvd is not None
    assert ended.value.rcvd.code == 1009


def test_a_client_that_does_not_read_is_dropped_and_others_notice_nothing(address: str) -> None:
    with XfsClient(address, SCANNER, max_queue=1) as stalled, XfsClient(address, SCANNER) as other:
        with pytest.raises(ConnectionClosed):
            ask_without_reading(stalled, 50_000)
        alive = other.ask("Common.Status")["header"]["completionCode"]

    assert alive == "success"


def ask_without_reading(client: XfsClient, most: int) -> None:
    for _ in range(most):
        client.command("Common.Capabilities")


def test_twenty_clients_with_ten_requests_each_are_all_answered_once(address: str) -> None:
    ids: list[list[int]] = []

    def ask_ten_times() -> None:
        with XfsClient(address, SCANNER) as client:
            ids.append([client.ask("Common.Status")["header"]["requestId"] for _ in range(10)])

    threads = [threading.Thread(target=ask_ten_times) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ids == [list(range(1, 11))] * 20


def test_every_client_of_a_service_hears_what_becomes_of_it(address: str, hands: Hands) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(XfsClient(address, SCANNER)) for _ in range(3)]
        for client in clients:
            client.ask("Common.Status")
        hands.inject("scanner", "dead")
        heard = [[client.receive()["header"]["name"] for _ in range(2)] for client in clients]

    assert heard == [["Common.ErrorEvent", "Common.StatusChangedEvent"]] * 3


def test_a_terminals_own_port_has_its_services_and_no_others(service: RunningService, hands: Hands) -> None:
    port = Hands("hall-2", hands._send).ports()["xfs"]
    address = f"ws://127.0.0.1:{port}/xfs4iot/v1.0"

    with XfsClient(address) as publisher:
        services = publisher.ask("ServicePublisher.GetServices")["payload"]["services"]
    with XfsClient(address, "hall-2-scanner") as client:
        status = client.ask("Common.Status")["header"]["completionCode"]
    with pytest.raises(InvalidStatus) as refused, XfsClient(address, SCANNER):
        pass

    assert {each["serviceURI"].rsplit("/", 1)[1].startswith("hall-2-") for each in services} == {True}
    assert (status, refused.value.response.status_code) == ("success", 404)
    assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=10).status_code == 404
    assert service.port != port


def test_pages_of_other_sites_are_kept_out(address: str, service: RunningService) -> None:
    with pytest.raises(InvalidStatus) as refused, XfsClient(address, SCANNER, origin="http://elsewhere.example"):
        pass
    with XfsClient(address, SCANNER, origin=service.base_url) as client:
        own = client.ask("Common.Status")["header"]["completionCode"]

    assert (refused.value.response.status_code, own) == (403, "success")
    assert json.loads(refused.value.response.body)["error"]["code"] == "foreign_origin"


def test_who_asks_over_http_is_told_what_is_there(service: RunningService) -> None:
    found = requests.get(f"{service.base_url}/xfs4iot/v1.0/{SCANNER}", timeout=10)
    missing = requests.get(f"{service.base_url}/xfs4iot/v1.0/hall-1-nothing", timeout=10)

    assert (found.status_code, found.json()["error"]["code"]) == (426, "not_a_socket")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "unknown_device")


def test_older_clients_find_the_completion_code_where_they_look_for_it(tmp_path: Path) -> None:
    with (
        service_in(tmp_path, "--demo", "--no-crowd", "--xfs-profile", "1.0") as older,
        XfsClient(f"ws://127.0.0.1:{older.port}/xfs4iot/v1.0", SCANNER) as client,
    ):
        ended = client.ask("Common.Status")

    assert ended["payload"]["completionCode"] == "success"
    assert "completionCode" not in ended["header"]
